//! The series of an organ.

use crate::access::{Right, Scope};
use crate::register::Series;
use crate::service::{Act, Failure, Service};

impl Service {
    /// The series of an organ, in order of id.
    pub async fn series(&self, scope: &Scope, organ: &str) -> Result<Vec<Series>, Failure> {
        Self::permit(scope, Right::Read, organ)?;
        todo!()
    }

    /// Puts the series of an organ in place of those it had. A series that has numbers keeps its period.
    pub async fn put_series(
        &self,
        act: Act<'_>,
        organ: &str,
        series: Vec<Series>,
    ) -> Result<Vec<Series>, Failure> {
        Self::permit(act.scope, Right::Govern, organ)?;
        todo!()
    }
}
