//! Vietnamese text: what comes in as strings goes out as correct Vietnamese strings.
//!
//! [`clean`] repairs characters of any incoming string, [`polish`] repairs punctuation of a composed paragraph;
//! both do only what their [`Rules`] name and count it in [`Corrections`]. [`no_break_spaces()`] says where a line must not
//! break. Legacy encodings ([`legacy`]) and the place of the tone mark ([`tone`]) change only on request.
//! Nothing here refuses an input: what cannot be repaired with certainty stays as it is, for a check to report.

mod address;
mod case;
mod cleaning;
mod collation;
mod count;
mod dates;
mod decimal;
mod distance;
mod edit;
mod folding;
mod homoglyphs;
pub mod legacy;
mod letters;
mod links;
mod list_dash;
mod marks;
mod no_break_spaces;
mod number;
mod punctuation;
mod quotes;
mod rules;
mod spacing;
mod syllable;
mod symbol;
pub mod tone;
mod word_pairs;

pub use address::address_breaks;
pub use case::capitalised;
pub use cleaning::{clean, is_plain};
pub use collation::compare;
pub use count::{count_words, plain_words};
pub use dates::{long_date, month, short_date};
pub use decimal::{Decimal, PLACES};
pub use distance::distance;
pub use folding::{fold_ascii, fold_letter, search_key};
pub use links::{TextLink, links};
pub use list_dash::without_list_dash;
pub use no_break_spaces::no_break_spaces;
pub use number::{money_in_words, number_in_words, roman};
pub use punctuation::polish;
pub use rules::{CorrectionCount, Corrections, Rule, Rules};
pub use syllable::is_syllable;
pub use symbol::{date_range_hyphen, is_symbol, is_year};
pub use word_pairs::parts_word;
