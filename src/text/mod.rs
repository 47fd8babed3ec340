//! Vietnamese text: what comes in as strings goes out as correct Vietnamese strings.
//!
//! [`clean`] repairs characters of any incoming string, [`polish`] repairs punctuation of a composed paragraph;
//! both do only what their [`Rules`] name and count it in [`Corrections`]. [`keeps`] says where a line must not
//! break. Legacy encodings ([`legacy`]) and the place of the tone mark ([`tone`]) change only on request.
//! Nothing here refuses an input: what cannot be repaired with certainty stays as it is, for a check to report.

mod case;
mod collation;
mod dash;
mod dates;
mod decimal;
mod distance;
mod edit;
mod hygiene;
mod keeps;
mod key;
pub mod legacy;
mod letters;
mod look_alikes;
mod marks;
mod number;
mod punctuation;
mod quotes;
mod rules;
mod spacing;
mod syllable;
mod symbol;
pub mod tone;

pub use case::capitalised;
pub use collation::compare;
pub use dash::undashed;
pub use dates::{long_date, short_date};
pub use decimal::{Decimal, PLACES};
pub use distance::distance;
pub use hygiene::{clean, is_plain};
pub use keeps::keeps;
pub use key::{fold_ascii, search_key};
pub use number::{money_in_words, number_in_words, roman};
pub use punctuation::polish;
pub use rules::{Correction, Corrections, Rule, Rules};
pub use syllable::is_syllable;
pub use symbol::{date_range_hyphen, is_symbol, is_year};
