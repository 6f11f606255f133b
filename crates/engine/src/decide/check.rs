//! Small checks that name the field.

use crate::context::Context;
use crate::order::Numbered;
use crate::refusal::Refusal;
use crate::time::Zone;

/// A short line: names, numbers.
pub(super) const LINE: usize = 200;
/// A paragraph: reasons, replies.
pub(super) const TEXT: usize = 4_000;

/// A text that is neither blank nor longer than `max` characters. NUL is no
/// character of a text: PostgreSQL takes none with it.
pub(super) fn text(value: &str, pointer: &str, max: usize) -> Result<(), Refusal> {
    if value.trim().is_empty() || value.contains('\0') || value.chars().count() > max {
        let max = u32::try_from(max).unwrap_or(u32::MAX);
        return Err(Refusal::TextInvalid { pointer: pointer.to_owned(), max });
    }
    Ok(())
}

/// The same, where the text may be absent.
pub(super) fn optional(value: Option<&str>, pointer: &str, max: usize) -> Result<(), Refusal> {
    value.map_or(Ok(()), |value| text(value, pointer, max))
}

/// A list with one to `max` entries.
pub(super) fn count(len: usize, pointer: &str, max: u32) -> Result<(), Refusal> {
    match u32::try_from(len) {
        Ok(1..) if u32::try_from(len).is_ok_and(|len| len <= max) => Ok(()),
        _ => Err(Refusal::CountInvalid { pointer: pointer.to_owned(), max }),
    }
}

/// A decision bears a number, and a day that is not still to come.
pub(super) fn decision(decision: &Numbered, cx: &Context<'_>) -> Result<(), Refusal> {
    text(&decision.number, "/decision/number", 60)?;
    if decision.day > Zone::HANOI.day_of(cx.now) {
        return Err(Refusal::DecisionDay);
    }
    Ok(())
}
