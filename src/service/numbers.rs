//! Numbers without a document: reserved for later, made void; years closed; and the printed register.

use super::pool::Demand;
use super::{Act, Service, ServiceError};
use crate::access::{Right, Scope};
use crate::office::{Book, BookForm, BookPart, Office, Volume};
use crate::register::{self, Actor, AllocatedNumber, RegisterError, RegisterPage, Verdict};
use crate::report::{FieldPath, Problem, Report};
use crate::store::{Tx, Write};
use crate::text;
use chrono::NaiveDate;

/// Numbers wanted for later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reserving {
    /// The organ.
    pub organ: String,
    /// The id of the series.
    pub series: String,
    /// The date whose period they are of; today where none is given.
    pub date: Option<NaiveDate>,
    /// Quantity of numbers, 1 to 100.
    pub count: u32,
    /// For whom.
    pub holder: String,
}

impl Service {
    /// Reserves numbers.
    pub async fn reserve(
        &self,
        act: Act<'_>,
        reserving: &Reserving,
    ) -> Result<Vec<AllocatedNumber>, ServiceError> {
        Self::permit(act.scope, Right::Number, &reserving.organ)?;
        self.known_series(&reserving.organ, &reserving.series).await?;
        let doer = self.register().doer(&act.scope.principal, act.operation);
        self.store()
            .write(Reservation { reserving: reserving.clone(), doer })
            .await
            .map_err(ServiceError::from)
    }

    /// An id that is neither a series' nor a type's is a slip of the pen: it must not begin a row of numbers.
    async fn known_series(&self, organ: &str, id: &str) -> Result<(), ServiceError> {
        let catalog = self.catalog().await?;
        if !catalog.organs.contains_key(organ) {
            return Err(ServiceError::NotFound);
        }
        let series = self.register().series(organ).await?;
        if catalog.types.contains_key(id) || series.iter().any(|series| series.id == id) {
            return Ok(());
        }
        let message =
            format!("Không có sổ «{id}» của cơ quan này. Hãy ghi mã một sổ, hoặc mã một loại văn bản.");
        let problem = Problem::error(FieldPath::field("series"), "unknown-series", message);
        Err(ServiceError::Rejected(Report { problems: vec![problem] }))
    }

    /// Makes a reserved number void.
    pub async fn void(
        &self,
        act: Act<'_>,
        organ: &str,
        series: &str,
        period: &str,
        n: u32,
        reason: &str,
    ) -> Result<(), ServiceError> {
        Self::permit(act.scope, Right::Number, organ)?;
        let doer = self.register().doer(&act.scope.principal, act.operation);
        let voiding = Voiding {
            organ: organ.to_owned(),
            series: series.to_owned(),
            period: period.to_owned(),
            n,
            reason: reason.to_owned(),
            doer,
        };
        self.store().write(voiding).await.map_err(ServiceError::from)
    }

    /// Closes a year of the register that is over: no number of it is given, kept back or entered any more.
    pub async fn close_year(&self, act: Act<'_>, organ: &str, year: i32) -> Result<(), ServiceError> {
        self.write_year(act, Right::Number, organ, year, None).await
    }

    /// Opens a closed year again, for a reason.
    pub async fn reopen_year(
        &self,
        act: Act<'_>,
        organ: &str,
        year: i32,
        reason: &str,
    ) -> Result<(), ServiceError> {
        self.write_year(act, Right::Govern, organ, year, Some(reason.to_owned())).await
    }

    async fn write_year(
        &self,
        act: Act<'_>,
        right: Right,
        organ: &str,
        year: i32,
        reopening: Option<String>,
    ) -> Result<(), ServiceError> {
        Self::permit(act.scope, right, organ)?;
        if !self.catalog().await?.organs.contains_key(organ) {
            return Err(ServiceError::NotFound);
        }
        let doer = self.register().doer(&act.scope.principal, act.operation);
        let change = YearChange { organ: organ.to_owned(), year, reopening, doer };
        self.store().write(change).await.map_err(ServiceError::from)
    }

    /// A year of an organ's register.
    pub async fn register_page(
        &self,
        scope: &Scope,
        organ: &str,
        year: i32,
    ) -> Result<RegisterPage, ServiceError> {
        Self::permit(scope, Right::Audit, organ)?;
        let catalog = self.catalog().await?;
        if !catalog.organs.contains_key(organ) {
            return Err(ServiceError::NotFound);
        }
        Ok(self.register().page(organ, year, &catalog).await?)
    }

    /// The same printed as NĐ 30/2020, Phụ lục IV asks, made by the engine like any document. A year too long for one
    /// book is several volumes, counted from 1; one that is not there is not found.
    pub async fn register_print(
        &self,
        scope: &Scope,
        organ: &str,
        year: i32,
        form: BookForm,
        volume: usize,
    ) -> Result<Volume, ServiceError> {
        let page = self.register_page(scope, organ, year).await?;
        let (series, catalog) = (self.register().series(organ).await?, self.catalog().await?);
        let name = |id: &str| match series.iter().find(|series| series.id == id) {
            Some(series) => series.name.clone(),
            None => catalog.types.get(id).map_or(id.to_owned(), |kind| text::capitalised(&kind.name)),
        };
        let mut parts: Vec<BookPart> = Vec::new();
        let mut last = None;
        for entry in &page.entries {
            let place = (entry.series.as_str(), entry.period.as_str());
            if last != Some(place) {
                parts.push(BookPart { title: title(&name(place.0), place.1), rows: Vec::new() });
                last = Some(place);
            }
            if let Some(part) = parts.last_mut() {
                part.rows.push(entry.columns());
            }
        }
        let organ = organ.to_owned();
        let book = Book { year, columns: register::COLUMNS, parts };
        let print = move |office: &Office<'_>| office.register_book(&organ, &book, form, volume);
        self.on_renderer(catalog, Demand::LIGHT, print).await??.ok_or(ServiceError::NotFound)
    }

    /// Verifies that an organ's ledger is whole and its numbers are without gap or double.
    pub async fn register_verify(&self, scope: &Scope, organ: &str) -> Result<Verdict, ServiceError> {
        Self::permit(scope, Right::Audit, organ)?;
        Ok(self.register().verify(organ).await?)
    }
}

/// `Kế hoạch`, `Kế hoạch, nhiệm kỳ từ 01/10/2023 đến 01/10/2028`.
fn title(series: &str, period: &str) -> String {
    let days = period.split_once('/').and_then(|(from, to)| Some((from.parse().ok()?, to.parse().ok()?)));
    match days {
        Some((from, to)) => {
            format!("{series}, nhiệm kỳ từ {} đến {}", text::short_date(from), text::short_date(to))
        }
        None => series.to_owned(),
    }
}

struct Reservation {
    reserving: Reserving,
    doer: Actor,
}

impl Write for Reservation {
    type Done = Vec<AllocatedNumber>;
    type Error = RegisterError;

    fn holds(&self) -> &str {
        &self.reserving.organ
    }

    async fn run(&self, tx: &mut Tx) -> Result<Vec<AllocatedNumber>, RegisterError> {
        let Reserving { organ, series, date, count, holder } = &self.reserving;
        let date = date.unwrap_or(self.doer.today);
        register::reserve(tx, organ, series, date, *count, holder, &self.doer).await
    }
}

struct Voiding {
    organ: String,
    series: String,
    period: String,
    n: u32,
    reason: String,
    doer: Actor,
}

impl Write for Voiding {
    type Done = ();
    type Error = RegisterError;

    fn holds(&self) -> &str {
        &self.organ
    }

    async fn run(&self, tx: &mut Tx) -> Result<(), RegisterError> {
        let Self { organ, series, period, n, reason, doer } = self;
        register::void(tx, organ, series, period, *n, reason, doer).await
    }
}

struct YearChange {
    organ: String,
    year: i32,
    /// Reason for opening it again; `None`: it is closed.
    reopening: Option<String>,
    doer: Actor,
}

impl Write for YearChange {
    type Done = ();
    type Error = RegisterError;

    fn holds(&self) -> &str {
        &self.organ
    }

    async fn run(&self, tx: &mut Tx) -> Result<(), RegisterError> {
        match &self.reopening {
            None => register::close(tx, &self.organ, self.year, &self.doer).await,
            Some(reason) => register::reopen(tx, &self.organ, self.year, reason, &self.doer).await,
        }
    }
}
