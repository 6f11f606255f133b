//! The Vietnamese lunar calendar, after Hồ Ngọc Đức's algorithm (astronomy of
//! Jean Meeus) computed at UTC+7. The Chinese calendar is computed at UTC+8 and
//! differs in some years (Tết 1985, 2007, 2030), so no library for it will do.

use crate::time::Day;
use std::f64::consts::PI;

/// Julian day number of 1970-01-01.
const EPOCH_JULIAN_DAY: i32 = 2_440_588;
/// Mean length of a lunation, in days.
const LUNATION: f64 = 29.530_588_853;
/// Julian date of the new moon that numbers lunations from 0 (1 January 1900).
const FIRST_NEW_MOON: f64 = 2_415_021.076_998_695;

/// The civil day of a lunar date (months 1–12, never the leap month).
/// `offset_hours` is the meridian: 7 for Viet Nam.
pub(super) fn day_of(year: i16, month: u8, day: u8, offset_hours: i32) -> Day {
    let zone = f64::from(offset_hours) / 24.0;
    let year = i32::from(year);
    // The lunar year is anchored at month 11, the one with the winter solstice.
    let (from, to) = if month < 11 {
        (month_eleven(year - 1, zone), month_eleven(year, zone))
    } else {
        (month_eleven(year, zone), month_eleven(year + 1, zone))
    };
    let mut months = (i32::from(month) - 11).rem_euclid(12);
    if to - from > 365 && months >= leap_month_offset(from, zone) {
        months += 1;
    }
    let lunation = lunation_of(from);
    let start = new_moon_day(lunation + months, zone);
    Day::from_number(start + i32::from(day) - 1 - EPOCH_JULIAN_DAY)
}

fn lunation_of(julian_day: i32) -> i32 {
    floor((f64::from(julian_day) - FIRST_NEW_MOON) / LUNATION + 0.5)
}

/// Julian day on which the eleventh month of a civil year begins.
fn month_eleven(year: i32, zone: f64) -> i32 {
    let last_of_year =
        i16::try_from(year).ok().and_then(|y| Day::from_ymd(y, 12, 31)).map_or(0, Day::number)
            + EPOCH_JULIAN_DAY;
    let lunation = floor(f64::from(last_of_year - 2_415_021) / LUNATION);
    let start = new_moon_day(lunation, zone);
    // Begins after the solstice (sun already in the tenth twelfth): one too late.
    if sun_twelfth(start, zone) >= 9 { new_moon_day(lunation - 1, zone) } else { start }
}

/// How many months after month 11 the leap month comes: the first month in
/// which the sun does not enter a new twelfth of its path.
fn leap_month_offset(month_eleven: i32, zone: f64) -> i32 {
    let lunation = lunation_of(month_eleven);
    let twelfth = |i: i32| sun_twelfth(new_moon_day(lunation + i, zone), zone);
    (1..14).find(|&i| twelfth(i) == twelfth(i + 1)).unwrap_or(13)
}

/// Julian day, at the meridian, of the new moon with this number.
fn new_moon_day(lunation: i32, zone: f64) -> i32 {
    floor(new_moon(f64::from(lunation)) + 0.5 + zone)
}

/// Julian date of a new moon (Meeus, Astronomical Algorithms, 1998).
fn new_moon(k: f64) -> f64 {
    let t = k / 1236.85;
    let (t2, t3) = (t * t, t * t * t);
    let rad = PI / 180.0;
    let mean = 2_415_020.759_33 + 29.530_588_68 * k + 0.000_117_8 * t2 - 0.000_000_155 * t3
        + 0.000_33 * ((166.56 + 132.87 * t - 0.009_173 * t2) * rad).sin();
    let sun = (359.2242 + 29.105_356_08 * k - 0.000_033_3 * t2 - 0.000_003_47 * t3) * rad;
    let moon = (306.0253 + 385.816_918_06 * k + 0.010_730_6 * t2 + 0.000_012_36 * t3) * rad;
    let latitude = (21.2964 + 390.670_506_46 * k - 0.001_652_8 * t2 - 0.000_002_39 * t3) * rad;
    let correction = (0.1734 - 0.000_393 * t) * sun.sin() + 0.0021 * (2.0 * sun).sin()
        - 0.4068 * moon.sin()
        + 0.0161 * (2.0 * moon).sin()
        - 0.0004 * (3.0 * moon).sin()
        + 0.0104 * (2.0 * latitude).sin()
        - 0.0051 * (sun + moon).sin()
        - 0.0074 * (sun - moon).sin()
        + 0.0004 * (2.0 * latitude + sun).sin()
        - 0.0004 * (2.0 * latitude - sun).sin()
        - 0.0006 * (2.0 * latitude + moon).sin()
        + 0.0010 * (2.0 * latitude - moon).sin()
        + 0.0005 * (2.0 * moon + sun).sin();
    let delta = if t < -11.0 {
        0.001 + 0.000_839 * t + 0.000_226_1 * t2 - 0.000_008_45 * t3 - 0.000_000_081 * t * t3
    } else {
        -0.000_278 + 0.000_265 * t + 0.000_262 * t2
    };
    mean + correction - delta
}

/// Which twelfth of its yearly path (0–11, from the spring equinox) the sun is
/// in when a Julian day begins at the meridian.
fn sun_twelfth(julian_day: i32, zone: f64) -> i32 {
    let t = (f64::from(julian_day) - 0.5 - zone - 2_451_545.0) / 36_525.0;
    let t2 = t * t;
    let rad = PI / 180.0;
    let anomaly = (357.529_10 + 35_999.050_30 * t - 0.000_155_9 * t2 - 0.000_000_48 * t * t2) * rad;
    let mean = 280.466_45 + 36_000.769_83 * t + 0.000_303_2 * t2;
    let centre = (1.914_600 - 0.004_817 * t - 0.000_014 * t2) * anomaly.sin()
        + (0.019_993 - 0.000_101 * t) * (2.0 * anomaly).sin()
        + 0.000_290 * (3.0 * anomaly).sin();
    let longitude = (mean + centre) * rad;
    floor(longitude.rem_euclid(2.0 * PI) / PI * 6.0)
}

fn floor(x: f64) -> i32 {
    #[expect(
        clippy::as_conversions,
        clippy::cast_possible_truncation,
        reason = "Julian days and lunation numbers of these years are far inside i32; `as` saturates"
    )]
    let whole = x.floor() as i32;
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tet_falls_on_the_days_people_celebrated_it() {
        let known = [
            (1985, 1, 21), // a month before China's
            (1990, 1, 27),
            (1995, 1, 31),
            (2000, 2, 5),
            (2004, 1, 22),
            (2007, 2, 17), // China: 18 February
            (2012, 1, 23),
            (2015, 2, 19),
            (2020, 1, 25),
            (2021, 2, 12),
            (2022, 2, 1),
            (2023, 1, 22),
            (2024, 2, 10),
            (2025, 1, 29),
            (2026, 2, 17),
            (2027, 2, 6),
            (2028, 1, 26),
            (2029, 2, 13),
            (2030, 2, 2), // China: 3 February
        ];
        for (year, month, day) in known {
            assert_eq!(
                day_of(year, 1, 1, 7),
                Day::from_ymd(year, month, day).unwrap(),
                "Tết {year}"
            );
        }
    }

    #[test]
    fn the_same_sky_at_beijing_gives_other_days() {
        assert_eq!(day_of(2007, 1, 1, 8), Day::from_ymd(2007, 2, 18).unwrap());
        assert_eq!(day_of(2030, 1, 1, 8), Day::from_ymd(2030, 2, 3).unwrap());
    }

    #[test]
    fn hung_kings_day_moves_over_leap_months() {
        for (year, month, day) in [
            (2023, 4, 29), // leap second month
            (2024, 4, 18),
            (2025, 4, 7),
            (2026, 4, 26),
            (2027, 4, 16),
        ] {
            assert_eq!(
                day_of(year, 3, 10, 7),
                Day::from_ymd(year, month, day).unwrap(),
                "10/3 {year}"
            );
        }
        // Months 11 and 12 belong to the anchor of their own year.
        assert_eq!(day_of(2025, 12, 23, 7), Day::from_ymd(2026, 2, 10).unwrap());
    }
}
