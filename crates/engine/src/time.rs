//! Instants and days. Units are in the names: an [`Instant`] is microseconds
//! of UTC, a [`Day`] is a civil day without a zone; a [`Zone`] turns one into
//! the other.

use jiff::{Timestamp, civil};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::{fmt, str::FromStr};

const MICROS_PER_SECOND: i64 = 1_000_000;
pub(crate) const SECONDS_PER_DAY: i64 = 86_400;
const MICROS_PER_DAY: i64 = SECONDS_PER_DAY * MICROS_PER_SECOND;

/// A point in time: microseconds of UTC since the Unix epoch, the precision
/// both databases keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(i64);

impl Instant {
    /// The instant `us` microseconds after the Unix epoch.
    pub const fn from_micros(us: i64) -> Self {
        Self(us)
    }

    /// The instant `s` seconds after the Unix epoch.
    pub const fn from_seconds(s: i64) -> Self {
        Self(s.saturating_mul(MICROS_PER_SECOND))
    }

    /// Microseconds since the Unix epoch.
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// The same by reference, for those who bind it.
    pub const fn as_micros(&self) -> &i64 {
        &self.0
    }

    /// Whole seconds since the Unix epoch, rounded down.
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(MICROS_PER_SECOND)
    }

    /// This instant moved by `s` seconds (negative: earlier).
    #[must_use]
    pub const fn plus_seconds(self, s: i64) -> Self {
        Self(self.0.saturating_add(s.saturating_mul(MICROS_PER_SECOND)))
    }

    /// This instant moved by `us` microseconds (negative: earlier).
    #[must_use]
    pub const fn plus_micros(self, us: i64) -> Self {
        Self(self.0.saturating_add(us))
    }

    /// Seconds from `earlier` to this instant, rounded down; negative if
    /// `earlier` is later.
    pub const fn seconds_since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0).div_euclid(MICROS_PER_SECOND)
    }

    fn timestamp(self) -> Timestamp {
        Timestamp::from_microsecond(self.0).unwrap_or(if self.0 < 0 {
            Timestamp::MIN
        } else {
            Timestamp::MAX
        })
    }
}

impl fmt::Display for Instant {
    /// RFC 3339 in UTC, e.g. `2026-11-22T02:15:00Z`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.timestamp().fmt(f)
    }
}

impl FromStr for Instant {
    type Err = jiff::Error;

    /// RFC 3339 with any offset. Digits below a microsecond are cut off.
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        Ok(Self(s.parse::<Timestamp>()?.as_microsecond()))
    }
}

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(d)?;
        text.parse().map_err(de::Error::custom)
    }
}

/// Where time comes from: the system's clock in service, a hand-moved one in
/// tests and in the demonstration. Nothing else in the service reads a clock.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> Instant;
}

/// −9999-01-01 and 9999-12-31: the civil dates that can be written.
const FIRST_DAY: i32 = -4_371_587;
const LAST_DAY: i32 = 2_932_896;

/// A civil day: days since 1970-01-01, without a zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i32);

impl Day {
    /// The day `n` days after 1970-01-01.
    pub const fn from_number(n: i32) -> Self {
        Self(n)
    }

    /// Days since 1970-01-01.
    pub const fn number(self) -> i32 {
        self.0
    }

    /// The day of a civil date, or `None` if the date does not exist.
    pub fn from_ymd(year: i16, month: i8, day: i8) -> Option<Self> {
        Some(Self::from_civil(civil::Date::new(year, month, day).ok()?))
    }

    /// Year, month (1–12), day of the month (1–31); before the year −9999 and
    /// after 9999 the first and the last day there is.
    pub fn ymd(self) -> (i16, i8, i8) {
        // Civil from days, after Howard Hinnant's algorithm, in i32.
        let days = self.0.clamp(FIRST_DAY, LAST_DAY) + 719_468;
        let day_of_era = days.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        // Counted from March, so that the leap day is the last of its year.
        let from_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * from_march + 2) / 5 + 1;
        let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
        let year = year_of_era + days.div_euclid(146_097) * 400 + i32::from(month <= 2);
        (
            i16::try_from(year).unwrap_or(i16::MAX),
            i8::try_from(month).unwrap_or(1),
            i8::try_from(day).unwrap_or(1),
        )
    }

    /// This day moved by `n` days (negative: earlier).
    #[must_use]
    pub const fn plus_days(self, n: i32) -> Self {
        Self(self.0.saturating_add(n))
    }

    /// Days from `earlier` to this day.
    pub const fn days_since(self, earlier: Self) -> i32 {
        self.0.saturating_sub(earlier.0)
    }

    /// ISO weekday: Monday is 1, Sunday is 7.
    pub fn weekday(self) -> u8 {
        // 1970-01-01 was a Thursday; rem_euclid keeps the value in 0..7.
        u8::try_from((self.0.rem_euclid(7) + 3).rem_euclid(7) + 1).unwrap_or(1)
    }

    /// The civil date, for formatting and month arithmetic.
    pub fn civil(self) -> civil::Date {
        let (year, month, day) = self.ymd();
        civil::Date::new(year, month, day).unwrap_or(if self.0 < 0 {
            civil::Date::MIN
        } else {
            civil::Date::MAX
        })
    }

    fn from_civil(d: civil::Date) -> Self {
        // Days from civil, after Howard Hinnant's algorithm, in i32.
        let (y, m, day) = (i32::from(d.year()), i32::from(d.month()), i32::from(d.day()));
        let y = if m <= 2 { y - 1 } else { y };
        let era = y.div_euclid(400);
        let year_of_era = y.rem_euclid(400);
        let day_of_year = (153 * (if m > 2 { m - 3 } else { m + 9 }) + 2) / 5 + day - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        Self(era * 146_097 + day_of_era - 719_468)
    }
}

impl From<civil::Date> for Day {
    fn from(d: civil::Date) -> Self {
        Self::from_civil(d)
    }
}

impl fmt::Display for Day {
    /// ISO 8601, e.g. `2026-11-22`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.civil().fmt(f)
    }
}

impl FromStr for Day {
    type Err = jiff::Error;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        Ok(Self::from_civil(s.parse()?))
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(d)?;
        text.parse().map_err(de::Error::custom)
    }
}

/// The same day of the month `n` months later, or that month's last day: the
/// plain way, for days that no calendar covers.
pub(crate) fn months_after(day: Day, n: u16) -> Day {
    let (year, month, of_month) = day.ymd();
    let months = i32::from(year) * 12 + i32::from(month) - 1 + i32::from(n);
    let year = i16::try_from(months.div_euclid(12)).unwrap_or(i16::MAX);
    let month = i8::try_from(months.rem_euclid(12) + 1).unwrap_or(12);
    (0..4).find_map(|back| Day::from_ymd(year, month, of_month - back)).unwrap_or(day)
}

/// A fixed offset from UTC. Viet Nam has kept +07:00 without daylight saving
/// since 1975, and no term of law reaches back further, so an offset is exact
/// and needs no zone database (I-23).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Zone {
    offset_seconds: i64,
}

impl Zone {
    /// Viet Nam (`Asia/Ho_Chi_Minh`).
    pub const HANOI: Self = Self { offset_seconds: 7 * 3_600 };

    /// A zone that many minutes east of Greenwich.
    pub const fn from_offset_minutes(minutes: i32) -> Self {
        // i32 → i64 is lossless; `From` is not const.
        #[expect(clippy::as_conversions, reason = "widening, in a const fn")]
        Self { offset_seconds: minutes as i64 * 60 }
    }

    /// Minutes east of Greenwich, rounded down.
    pub const fn offset_minutes(self) -> i64 {
        self.offset_seconds.div_euclid(60)
    }

    /// The civil day of an instant here.
    pub fn day_of(self, at: Instant) -> Day {
        let offset = self.offset_seconds * MICROS_PER_SECOND;
        let days = at.micros().saturating_add(offset).div_euclid(MICROS_PER_DAY);
        Day(i32::try_from(days).unwrap_or(if days < 0 { i32::MIN } else { i32::MAX }))
    }

    /// The instant a day begins here (00:00).
    pub fn start_of(self, day: Day) -> Instant {
        Instant::from_seconds(i64::from(day.0) * SECONDS_PER_DAY - self.offset_seconds)
    }

    /// The exclusive end of a day here: its 24:00.
    pub fn end_of(self, day: Day) -> Instant {
        self.start_of(day.plus_days(1))
    }

    /// Seconds since local midnight, 0–86 399.
    pub fn second_of_day(self, at: Instant) -> i64 {
        (at.seconds() + self.offset_seconds).rem_euclid(SECONDS_PER_DAY)
    }

    /// Microseconds since local midnight, 0–86 399 999 999.
    pub fn micros_of_day(self, at: Instant) -> i64 {
        let offset = self.offset_seconds * MICROS_PER_SECOND;
        at.micros().saturating_add(offset).rem_euclid(MICROS_PER_DAY)
    }

    /// The civil day of an instant here and the microseconds since its midnight.
    pub fn day_and_micros(self, at: Instant) -> (Day, i64) {
        let day = self.day_of(at);
        (day, at.micros().saturating_sub(self.start_of(day).micros()))
    }

    /// RFC 3339 with this zone's offset, e.g. `2026-11-27T00:00:00+07:00`.
    pub fn rfc3339(self, at: Instant) -> String {
        let offset =
            jiff::tz::Offset::from_seconds(i32::try_from(self.offset_seconds).unwrap_or(0))
                .unwrap_or(jiff::tz::Offset::UTC);
        at.timestamp().display_with_offset(offset).to_string()
    }

    /// Local civil date and time, for people.
    pub fn local(self, at: Instant) -> civil::DateTime {
        let offset =
            jiff::tz::Offset::from_seconds(i32::try_from(self.offset_seconds).unwrap_or(0))
                .unwrap_or(jiff::tz::Offset::UTC);
        offset.to_datetime(at.timestamp())
    }
}

/// An instant written with the offset of a zone, as people there read it:
/// `2026-11-27T00:00:00+07:00`. For documents; facts are kept as [`Instant`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LocalInstant {
    /// The instant.
    pub at: Instant,
    /// Whose offset it is written with.
    pub zone: Zone,
}

impl fmt::Display for LocalInstant {
    /// RFC 3339 with the zone's offset.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.zone.rfc3339(self.at))
    }
}

impl FromStr for LocalInstant {
    type Err = jiff::Error;

    /// RFC 3339; keeps the offset that is written.
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        let at = s.parse()?;
        let offset = jiff::fmt::temporal::Pieces::parse(s)?
            .to_numeric_offset()
            .map_or(0, jiff::tz::Offset::seconds);
        Ok(Self { at, zone: Zone { offset_seconds: i64::from(offset) } })
    }
}

impl Serialize for LocalInstant {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for LocalInstant {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(d)?;
        text.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_knows_its_weekday_and_date() {
        let day = Day::from_ymd(2026, 11, 22).unwrap();
        assert_eq!(day.weekday(), 7);
        assert_eq!(day.ymd(), (2026, 11, 22));
        assert_eq!(day.to_string(), "2026-11-22");
        assert_eq!("2026-11-22".parse::<Day>().unwrap(), day);
        assert_eq!(Day::from_ymd(2026, 2, 29), None);
    }

    #[test]
    fn dates_are_those_of_the_library() {
        use jiff::ToSpan;
        let epoch = civil::Date::new(1970, 1, 1).unwrap();
        let years = (-4_371_587..=2_932_896).step_by(97).chain(-800..40_000);
        for number in years.chain([-4_371_587, 2_932_896]) {
            let date = epoch.checked_add(number.days()).unwrap();
            assert_eq!(Day(number).civil(), date);
            assert_eq!(Day(number).ymd(), (date.year(), date.month(), date.day()));
            assert_eq!(Day::from(date), Day(number));
        }
        assert_eq!(Day(i32::MIN).civil(), civil::Date::MIN);
        assert_eq!(Day(i32::MAX).civil(), civil::Date::MAX);
    }

    #[test]
    fn hanoi_days_start_at_17_hours_utc() {
        let at: Instant = "2026-11-20T17:00:00Z".parse().unwrap();
        assert_eq!(Zone::HANOI.day_of(at), Day::from_ymd(2026, 11, 21).unwrap());
        assert_eq!(Zone::HANOI.day_of(at.plus_seconds(-1)), Day::from_ymd(2026, 11, 20).unwrap());
        assert_eq!(Zone::HANOI.start_of(Day::from_ymd(2026, 11, 21).unwrap()), at);
        assert_eq!(Zone::HANOI.rfc3339(at), "2026-11-21T00:00:00+07:00");
    }

    #[test]
    fn a_local_instant_keeps_its_offset() {
        let text = "2026-11-27T00:00:00+07:00";
        let read: LocalInstant = text.parse().unwrap();
        assert_eq!(read.at, "2026-11-26T17:00:00Z".parse().unwrap());
        assert_eq!(read.zone, Zone::HANOI);
        assert_eq!(read.to_string(), text);
        assert_eq!(Zone::HANOI.micros_of_day(read.at.plus_micros(-1)), 86_399_999_999);
    }

    proptest::proptest! {
        #[test]
        fn day_numbers_agree_with_the_civil_calendar(n in -200_000i32..200_000) {
            let day = Day::from_number(n);
            let date = day.civil();
            proptest::prop_assert_eq!(Day::from(date), day);
            proptest::prop_assert_eq!(i8::try_from(day.weekday()).unwrap(), date.weekday().to_monday_one_offset());
        }

        #[test]
        fn instants_survive_their_text(us in -4_000_000_000_000_000i64..8_000_000_000_000_000) {
            let at = Instant::from_micros(us);
            proptest::prop_assert_eq!(at.to_string().parse::<Instant>().unwrap(), at);
        }
    }
}
