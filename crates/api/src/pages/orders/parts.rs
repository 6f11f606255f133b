//! The fields of what is owed by its parts, in the form of a freeze.

use super::super::form::{Control, Fields, Group, Typed, written_amount};
use super::super::owed::percent;
use super::super::visitor::Visitor;
use super::super::words::filled;
use super::read::Known;
use engine::order::OwedParts;
use locale::date;

/// Where the parts stand.
const PARTS: &str = "/order/parts";

fn at(member: &str) -> String {
    format!("{PARTS}/{member}")
}

/// As the books have them, and the sum they come to.
pub(super) fn preset(known: &Known, typed: &mut Typed) {
    let Some(parts) = &known.parts else { return };
    let dong = |amount: i64| written_amount(&amount.to_string(), 0);
    if let Ok(sum) = parts.total() {
        typed.set("/order/owed/amount", dong(sum.minor()));
    }
    let OwedParts { principal, interest, interest_to, ppm, fees, costs, paid } = *parts;
    let amounts = [("principal", principal), ("interest", interest)];
    let rest = [("fees", fees), ("costs", costs), ("paid", paid)];
    for (member, amount) in amounts.into_iter().chain(rest) {
        typed.set(&at(&format!("{member}/amount")), dong(amount.minor()));
    }
    if let Some(day) = interest_to {
        typed.set(&at("interest_to"), day.to_string());
    }
    if let Some(ppm) = ppm {
        typed.set(&at("ppm"), percent(ppm));
    }
}

/// Parts that nobody typed are not stated; a rate is typed in percent.
pub(super) fn to_body(typed: &Typed, body: &mut Typed) {
    if typed.is_blank(PARTS, &["currency"]) {
        body.remove(PARTS);
        return;
    }
    if let Some(ppm) = millionths(typed.get(&at("ppm"))) {
        body.set(&at("ppm"), ppm.to_string());
    }
}

/// Parts per million of a percentage as it is typed: `10`, `9,5`, `8.25 %`. What is no
/// such number is left for the body to refuse.
pub(in crate::pages) fn millionths(text: &str) -> Option<u32> {
    let text = text.trim().trim_end_matches('%').trim_end();
    let (whole, part) = text.split_once([',', '.']).unwrap_or((text, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|one| one.is_ascii_digit());
    if !digits(whole) || !digits(part) || part.len() > 4 {
        return None;
    }
    format!("{whole}{part:0<4}").parse().ok()
}

/// The fields, and what to know of the books they are from.
pub(super) fn form(visitor: &Visitor, fields: &Fields<'_>, known: &Known) -> Group {
    let amount = |member: &str, label: &str| -> [Control; 2] {
        [
            fields.line(&at(&format!("{member}/amount")), label),
            fields.hidden(&at(&format!("{member}/currency")), "VND"),
        ]
    };
    let mut controls: Vec<Control> = Vec::new();
    controls.extend(amount("principal", "book-principal"));
    controls.extend(amount("interest", "book-interest"));
    controls.push(fields.day(&at("interest_to"), "owed-to"));
    controls.push(fields.line(&at("ppm"), "owed-rate"));
    controls.extend(amount("fees", "book-fee"));
    controls.extend(amount("costs", "book-cost"));
    controls.extend(amount("paid", "obligation-paid"));
    Group { hint: hint(visitor, known), ..fields.group("owed-parts", controls) }
}

fn hint(visitor: &Visitor, known: &Known) -> String {
    let optional = visitor.t("owed-parts-optional");
    let of_books = known.parts.as_ref().map(|parts| match parts.interest_to {
        Some(day) => filled(visitor.lang, "owed-parts-posted", "day", &date(day)),
        None if parts.says_until_when() => visitor.t("owed-parts-books"),
        None => visitor.t("owed-parts-no-day"),
    });
    of_books.map_or(optional.clone(), |books| format!("{books} {optional}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_typed_in_percent_and_kept_in_millionths() {
        for (text, ppm) in [
            ("10", 100_000),
            (" 9,5 % ", 95_000),
            ("8.25%", 82_500),
            ("0,0001", 1),
            ("100", 1_000_000),
        ] {
            assert_eq!(millionths(text), Some(ppm), "{text}");
            assert_eq!(millionths(&percent(ppm)), Some(ppm), "{text}");
        }
        for text in ["", "%", "a", "1,", ",5", "1,00001", "-1", "1,2,3", "1e2", "999999"] {
            assert_eq!(millionths(text), None, "{text}");
        }
    }
}
