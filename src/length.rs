//! Distances, exact: whole English Metric Units, 36 000 to the millimetre, 12 700 to the point.
//!
//! Word processors lay out in twips (a twentieth of a point). Whatever a word processor must agree with is
//! rounded once, by [`Length::to_whole_twips`], when a style is read; after that every sum is exact.

use std::iter::Sum;
use std::ops::{Add, AddAssign, Div, Mul, Neg, Sub, SubAssign};

/// A distance in whole EMU; may be negative.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Length(i64);

impl Length {
    /// No distance.
    pub const ZERO: Self = Self(0);

    /// Distance of this many EMU.
    pub const fn emu(emu: i64) -> Self {
        Self(emu)
    }

    /// Distance of this many twentieths of a point, the unit of WordprocessingML.
    pub const fn twips(twips: i64) -> Self {
        Self(twips * 635)
    }

    /// Distance of this many points.
    pub const fn pt(points: i64) -> Self {
        Self(points * 12_700)
    }

    /// Distance of this many millimetres.
    pub const fn mm(millimetres: i64) -> Self {
        Self(millimetres * 36_000)
    }

    /// Distance of a fractional number of points, as style files give them; rounded to the EMU.
    pub fn from_pt(points: f64) -> Self {
        Self((points * 12_700.0).round() as i64)
    }

    /// Distance of a fractional number of millimetres, as style files give them; rounded to the EMU.
    pub fn from_mm(millimetres: f64) -> Self {
        Self((millimetres * 36_000.0).round() as i64)
    }

    /// Value in EMU.
    pub const fn to_emu(self) -> i64 {
        self.0
    }

    /// Value in twips, rounded to the nearest.
    pub const fn to_twips(self) -> i64 {
        (self.0 + if self.0 < 0 { -317 } else { 317 }) / 635
    }

    /// The nearest distance that is a whole number of twips.
    pub const fn to_whole_twips(self) -> Self {
        Self::twips(self.to_twips())
    }

    /// Value in points.
    pub fn to_pt(self) -> f64 {
        self.0 as f64 / 12_700.0
    }

    /// Value in millimetres.
    pub fn to_mm(self) -> f64 {
        self.0 as f64 / 36_000.0
    }

    /// The part `numerator / denominator` of this distance, rounded to the EMU; `denominator` is positive.
    pub const fn part(self, numerator: i64, denominator: i64) -> Self {
        let product = self.0 * numerator;
        let half = if product < 0 { -denominator / 2 } else { denominator / 2 };
        Self((product + half) / denominator)
    }

    /// The distance without its sign.
    pub const fn abs(self) -> Self {
        Self(self.0.abs())
    }
}

impl Add for Length {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub for Length {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Neg for Length {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl AddAssign for Length {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

impl SubAssign for Length {
    fn sub_assign(&mut self, other: Self) {
        self.0 -= other.0;
    }
}

impl Mul<i64> for Length {
    type Output = Self;
    fn mul(self, factor: i64) -> Self {
        Self(self.0 * factor)
    }
}

impl Div<i64> for Length {
    type Output = Self;
    fn div(self, divisor: i64) -> Self {
        Self(self.0 / divisor)
    }
}

impl Sum for Length {
    fn sum<I: Iterator<Item = Self>>(lengths: I) -> Self {
        lengths.fold(Self::ZERO, Add::add)
    }
}

/// A width and a height.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Size {
    /// Left to right.
    pub width: Length,
    /// Top to bottom.
    pub height: Length,
}

/// A place on a page, measured from its top left corner.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Point {
    /// Rightwards.
    pub x: Length,
    /// Downwards.
    pub y: Length,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_agree() {
        assert_eq!(Length::mm(127), Length::pt(360));
        assert_eq!(Length::pt(1), Length::twips(20));
        assert_eq!(Length::from_mm(20.0).to_twips(), 1134);
        assert_eq!((-Length::from_mm(3.5)).to_twips(), -198);
    }

    #[test]
    fn a_part_is_rounded_to_the_nearest_unit() {
        assert_eq!(Length::emu(10).part(1, 3), Length::emu(3));
        assert_eq!(Length::emu(11).part(1, 2), Length::emu(6));
        assert_eq!(Length::emu(-11).part(1, 2), Length::emu(-6));
    }
}
