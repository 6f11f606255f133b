//! `config/notices.toml`: how notices go out. Not statutory.

use serde::{Deserialize, Deserializer, de};
use store::outbox::Retry;

/// How notices go out.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// When mail that failed is tried again.
    retry: RetrySettings,
    /// How one worker works.
    pub worker: WorkerSettings,
    /// When mail that is not urgent waits.
    pub quiet: QuietSettings,
    /// When new demands are told of together.
    bundle: BundleSettings,
    /// When the digest goes out.
    pub digest: DigestSettings,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct RetrySettings {
    after_seconds: Vec<u32>,
    jitter_percent: u8,
}

/// How one worker works.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkerSettings {
    /// Mails sent at the same time.
    pub batch: u16,
    /// How long a mail is leased.
    pub lease_seconds: u16,
    /// How often a worker looks by itself.
    pub poll_seconds: u16,
}

/// When mail that is not urgent waits.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuietSettings {
    /// The calendar that knows days off and opening hours.
    pub calendar: String,
    /// Start of the nightly rest.
    pub from: TimeOfDay,
    /// Its end.
    pub to: TimeOfDay,
    /// Whether days off are quiet from start to end.
    pub days_off: bool,
}

/// When new demands are told of together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct BundleSettings {
    minutes: u16,
}

/// When the digest goes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DigestSettings {
    /// From this time of a working day on.
    pub at: TimeOfDay,
    /// Not after this one.
    pub until: TimeOfDay,
}

/// A time of day, `HH:MM`, in the calendar's zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TimeOfDay {
    /// Minutes since midnight, 0–1439.
    pub minutes: i64,
}

impl<'de> Deserialize<'de> for TimeOfDay {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        let parsed = text.split_once(':').and_then(|(hours, minutes)| {
            let (h, m): (i64, i64) = (hours.parse().ok()?, minutes.parse().ok()?);
            let exact = hours.len() == 2 && minutes.len() == 2;
            (exact && (0..24).contains(&h) && (0..60).contains(&m)).then_some(h * 60 + m)
        });
        parsed
            .map(|minutes| Self { minutes })
            .ok_or_else(|| de::Error::custom("want a time of day as HH:MM"))
    }
}

/// Why settings were not taken.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// Not the expected keys and types; the message names the key.
    #[error("notices.toml: {0}")]
    Parse(#[from] toml::de::Error),
    /// A number outside its range.
    #[error("notices.toml: {key} must be {wanted}")]
    Range {
        /// The key.
        key: &'static str,
        /// What is allowed.
        wanted: &'static str,
    },
}

const WEEK_SECONDS: u32 = 7 * 86_400;

impl Settings {
    /// Reads a settings file.
    pub fn parse(text: &str) -> Result<Self, SettingsError> {
        let settings: Self = toml::from_str(text)?;
        let pauses = &settings.retry.after_seconds;
        let checks = [
            (
                (1..=32).contains(&pauses.len())
                    && pauses.iter().all(|pause| (1..=WEEK_SECONDS).contains(pause)),
                "retry.after_seconds",
                "1 to 32 pauses of 1 second to a week",
            ),
            (settings.retry.jitter_percent <= 50, "retry.jitter_percent", "at most 50"),
            ((1..=256).contains(&settings.worker.batch), "worker.batch", "1 to 256"),
            (
                settings.worker.lease_seconds >= 90,
                "worker.lease_seconds",
                "at least 90, longer than a mail server may take",
            ),
            (settings.worker.poll_seconds >= 1, "worker.poll_seconds", "at least 1"),
            (settings.bundle.minutes <= 1440, "bundle.minutes", "at most 1440, a day"),
            (settings.digest.at < settings.digest.until, "digest.until", "after digest.at"),
        ];
        checks
            .into_iter()
            .find(|(holds, ..)| !holds)
            .map_or(Ok(settings), |(_, key, wanted)| Err(SettingsError::Range { key, wanted }))
    }

    /// How many seconds the slots last whose new demands are told of together.
    pub fn bundle_seconds(&self) -> i64 {
        i64::from(self.bundle.minutes) * 60
    }

    /// When mail that failed is tried again, for the outbox.
    pub fn retry(&self) -> Retry {
        Retry {
            after_seconds: self.retry.after_seconds.clone(),
            jitter_percent: self.retry.jitter_percent,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHIPPED: &str = include_str!("../../../config/notices.toml");

    #[test]
    fn the_shipped_file_is_taken() {
        let settings = Settings::parse(SHIPPED).unwrap();
        assert_eq!(settings.quiet.from.minutes, 22 * 60);
        assert_eq!(settings.digest.at.minutes, 8 * 60);
        assert_eq!(settings.bundle_seconds(), 1_800);
        assert_eq!(settings.retry().after_seconds.len(), 7);
    }

    #[test]
    fn what_makes_no_sense_is_named() {
        let broken = |from: &str, to: &str| {
            let text = SHIPPED.replacen(from, to, 1);
            assert_ne!(text, SHIPPED);
            Settings::parse(&text).unwrap_err().to_string()
        };
        assert!(broken("batch = 16", "batch = 0").contains("worker.batch"));
        assert!(broken("86400]", "4294967295]").contains("retry.after_seconds"));
        assert!(broken("\"22:00\"", "\"24:00\"").contains("HH:MM"));
        assert!(broken("minutes = 30", "minutes = 1441").contains("bundle.minutes"));
        assert!(broken("\"12:00\"", "\"07:00\"").contains("digest.until"));
        assert!(broken("lease_seconds = 300", "lease_seconds = 30").contains("lease"));
    }
}
