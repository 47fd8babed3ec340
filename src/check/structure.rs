//! Not written yet.

use super::findings::{Check, Findings};
use super::reading::Reading;

pub(super) const CHECKS: &[Check] = &[];

pub(super) fn run(_: &Reading<'_>, _: &mut Findings<'_>) {}
