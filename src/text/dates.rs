//! Dates as documents print them.
//!
//! Days below ten and the months January and February take a leading zero (NĐ 30/2020, Phụ lục I, Phần I, Mục II
//! khoản 4 điểm b); March to September do not, which is why this is not a `%m`.

use chrono::{Datelike, NaiveDate};

/// A date in words and figures: `ngày 23 tháng 02 năm 2024`.
pub fn long_date(date: NaiveDate) -> String {
    let (day, month) = padded(date);
    format!("ngày {day} tháng {month} năm {}", date.year())
}

/// A date in figures with the same zeros: `23/02/2024`, `17/5/2023`.
pub fn short_date(date: NaiveDate) -> String {
    let (day, month) = padded(date);
    format!("{day}/{month}/{}", date.year())
}

/// A month from 1 with the same zeros: `02`, `5`, `12`.
pub fn month(month: u32) -> String {
    if month <= 2 { format!("0{month}") } else { month.to_string() }
}

fn padded(date: NaiveDate) -> (String, String) {
    (format!("{:02}", date.day()), month(date.month()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_below_ten_and_the_first_two_months_take_a_zero() {
        let date = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
        assert_eq!(long_date(date(2024, 2, 23)), "ngày 23 tháng 02 năm 2024");
        assert_eq!(long_date(date(2022, 12, 2)), "ngày 02 tháng 12 năm 2022");
        assert_eq!(short_date(date(2024, 1, 2)), "02/01/2024");
        assert_eq!(short_date(date(2023, 5, 17)), "17/5/2023");
    }
}
