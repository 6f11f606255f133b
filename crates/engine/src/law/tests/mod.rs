//! The shipped law, the worked examples, and each unit.

mod books;
mod cases;
mod ladders;
mod units;

use super::*;
use crate::{
    calendar::Calendar,
    time::{Day, Instant},
};
use std::sync::OnceLock;

/// The files the project ships, as the binary would hand them over.
const SHIPPED: &[(&str, &str)] = &[
    ("law/circular-02-2014.toml", include_str!("../../../../../config/law/circular-02-2014.toml")),
    ("law/ladders.toml", include_str!("../../../../../config/law/ladders.toml")),
    ("law/law-106-2025.toml", include_str!("../../../../../config/law/law-106-2025.toml")),
    ("law/law-old.toml", include_str!("../../../../../config/law/law-old.toml")),
    ("law/targets.toml", include_str!("../../../../../config/law/targets.toml")),
];

fn book() -> &'static LawBook {
    static BOOK: OnceLock<LawBook> = OnceLock::new();
    BOOK.get_or_init(|| LawBook::parse(SHIPPED).unwrap())
}

fn vn() -> &'static Calendar {
    static VN: OnceLock<Calendar> = OnceLock::new();
    let text = include_str!("../../../../../config/calendar/vn.toml");
    VN.get_or_init(|| Calendar::parse("vn.toml", text).unwrap())
}

fn at(text: &str) -> Instant {
    let seconds = if text.len() == 16 { ":00" } else { "" };
    format!("{text}{seconds}+07:00").parse().unwrap()
}

fn id(text: &str) -> RuleId {
    text.parse().unwrap()
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// The rule in force when `start` happened.
fn rule(name: &str, start: &str) -> &'static Rule {
    book().lookup(&id(name), at(start), vn()).unwrap()
}

/// The exclusive end in local time, or "none".
fn due_text(name: &str, start: &str) -> String {
    shown(due(rule(name, start), at(start), vn()))
}

fn shown(due: Due) -> String {
    due.instant().map_or("none".to_owned(), |at| {
        let text = vn().zone().rfc3339(at);
        text.strip_suffix("+07:00").unwrap().to_owned()
    })
}

/// Ids of the rules an event starts on a matter.
fn started(book: &LawBook, matter: &Matter<'_>, event: Event, when: &str) -> Vec<String> {
    book.applicable(matter, event, at(when), vn().zone()).iter().map(|r| r.id.to_string()).collect()
}

fn inquiry(info: Info) -> Matter<'static> {
    Matter { info: Some(info), requester: Some(Requester::Officer), ..Matter::of(Subject::Inquiry) }
}

fn with(matter: Matter<'static>, traits: &[Trait]) -> Matter<'static> {
    Matter { traits: Traits::of(traits), ..matter }
}

/// An agreement as it would be loaded; none is shipped.
const AGREEMENT: &str = r#"
source = "Coordination agreement 01/QCPH, fixture"
layer = "agreement"
calendar = "vn"
effective = { from = "2026-07-01", until = "2027-06-30" }
parties = { agencies = ["79"], institutions = ["970405", "970436"] }

[[rule]]
id = "A01"
binds = "institution"
on = [{ subject = "inquiry", info = ["account"], requester = ["officer"] }]
starts = "received"
limit = { unit = "working_minutes", n = 240 }
article = "5(2)"
status = "read"
quantifies = ["N06"]
"#;
