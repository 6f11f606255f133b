//! Money, days and times as Vietnamese offices write them, in both languages.

use engine::time::{Day, Instant, Zone};

/// Whole đồng, grouped by points: `1.234.567.890 ₫`.
pub fn dong(amount: i64) -> String {
    let digits = amount.unsigned_abs().to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3 + 5);
    if amount < 0 {
        text.push('-');
    }
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push('.');
        }
        text.push(digit);
    }
    text.push_str(" ₫");
    text
}

/// A day: `22/11/2026`.
pub fn date(day: Day) -> String {
    let (year, month, day) = day.ymd();
    format!("{day:02}/{month:02}/{year:04}")
}

/// An instant as the clock in Hà Nội shows it: `22/11/2026 09:15`.
pub fn date_time(at: Instant) -> String {
    format!("{} {}", date(Zone::HANOI.day_of(at)), time_of_day(at))
}

/// The time of day in Hà Nội: `09:15`.
pub fn time_of_day(at: Instant) -> String {
    let minutes = Zone::HANOI.second_of_day(at).div_euclid(60);
    format!("{:02}:{:02}", minutes.div_euclid(60), minutes.rem_euclid(60))
}
