//! What a rule file must not say.

use super::*;
use crate::calendar::Calendars;

const RULE: &str = r#"
source = "1/2026"
layer = "law"
calendar = "vn"
effective = { from = "2026-07-01", until = "2026-12-31" }

[[rule]]
id = "N07"
binds = "institution"
on = [{ subject = "inquiry", info = ["income"] }]
starts = "received"
limit = { unit = "working_days", n = 3 }
article = "37"
status = "read"
"#;

/// Everything wrong with the fixture once `from` is replaced by `to`.
fn errors(from: &str, to: &str) -> Vec<String> {
    assert!(RULE.contains(from), "the fixture has no {from}");
    let text = RULE.replacen(from, to, 1);
    let errors = LawBook::parse(&[("law/x.toml", &text)]).unwrap_err();
    errors.iter().map(ToString::to_string).collect()
}

/// (what is replaced, by what, what the error says).
const WRONG: &[(&str, &str, &str)] = &[
    (r#"article = "37""#, "", "article: is missing"),
    (r#"article = "37""#, r#"article = " ""#, "article: is missing"),
    (r#"status = "read""#, "", "status: is missing"),
    ("n = 3", "n = 0", "limit.n: must be 1 or more"),
    ("n = 3", "n = 9999", "limit.n: must be 1000 or less"),
    (", n = 3", "", "limit.n: is missing"),
    (
        r#"status = "read""#,
        r#"status = "policy""#,
        "status: `policy` is the status of service targets, and of nothing else",
    ),
    (
        r#"unit = "working_days""#,
        r#"unit = "immediately""#,
        "limit.n: has no meaning here: this unit has no number",
    ),
    (r#"unit = "working_days""#, r#"unit = "days""#, "roll: is missing"),
    (
        r#"article = "37""#,
        "article = \"37\"\nroll = \"next_working_day\"",
        "roll: has no meaning here: only days and months can end on a day off",
    ),
    (
        "n = 3",
        r#"n = 3, from = "22:00""#,
        "limit: has no meaning here: `from`, `to` and `days_off` describe a window",
    ),
    (
        r#"unit = "working_days", n = 3"#,
        r#"unit = "window", from = "22:00", to = "25:00", days_off = true"#,
        "limit.to: `25:00` is not a time of day (expected HH:MM)",
    ),
    (
        r#"article = "37""#,
        "article = \"37\"\nbackstop = \"N99\"",
        "backstop: there is no rule `N99`",
    ),
    (
        r#"article = "37""#,
        "article = \"37\"\nbackstop = \"N07\"",
        "backstop: rule `N07` is not an \"immediately\"",
    ),
    (
        r#"article = "37""#,
        "article = \"37\"\nsuccessors = [\"N99\"]",
        "successors: there is no rule `N99`",
    ),
    (
        r#"article = "37""#,
        "article = \"37\"\nended = true\nsuccessors = [\"N07\"]",
        "successors: has no meaning here: a rule that ended has no successors",
    ),
    (
        r#"article = "37""#,
        "article = \"37\"\nquantifies = [\"N06\"]",
        "quantifies: has no meaning here: only an agreement gives a number to \"immediately\"",
    ),
    (
        r#"until = "2026-12-31""#,
        r#"until = "2026-06-30""#,
        "effective.until: is before effective.from",
    ),
    (
        r#"from = "2026-07-01""#,
        r#"from = "1 July""#,
        "effective.from: `1 July` is not a date (expected YYYY-MM-DD)",
    ),
    (r#"layer = "law""#, r#"layer = "agreement""#, "parties: is missing"),
    (r#"on = [{ subject = "inquiry", info = ["income"] }]"#, "on = []", "on: is missing"),
];

#[test]
fn errors_name_file_rule_and_field() {
    LawBook::parse(&[("law/x.toml", RULE)]).unwrap();
    for (from, to, expected) in WRONG {
        assert_eq!(errors(from, to), [format!("law/x.toml: rule N07: {expected}")]);
    }
}

#[test]
fn words_and_fields_nobody_knows_are_refused_by_name() {
    let cases = [
        (r#"unit = "working_days""#, r#"unit = "fortnights""#, ["fortnights", "limit.unit"]),
        (r#"binds = "institution""#, r#"binds = "dog""#, ["dog", "binds"]),
        (r#"info = ["income"]"#, r#"info = ["gold"]"#, ["gold", "on.info"]),
        ("n = 3", "n = -3", ["-3", "limit.n"]),
        (
            r#"starts = "received""#,
            "starts = \"received\"\ncolour = 1",
            ["colour", "unknown field"],
        ),
        (r#"binds = "institution""#, "", ["binds", "missing field"]),
    ];
    for (from, to, expected) in cases {
        let all = errors(from, to);
        assert_eq!(all.len(), 1);
        assert!(all[0].starts_with("law/x.toml: rule N07: "), "{all:?}");
        assert!(expected.iter().all(|e| all[0].contains(e)), "{all:?}");
    }
    let unnamed = errors(r#"id = "N07""#, r#"id = "07""#);
    assert!(unnamed[0].starts_with("law/x.toml: rule 07: `07` is not a rule id"), "{unnamed:?}");
    let missing = errors(r#"id = "N07""#, "");
    assert!(missing[0].starts_with("law/x.toml: rule #1: missing field `id`"), "{missing:?}");
    let header = errors(r#"source = "1/2026""#, "sauce = 1");
    assert!(header[0].contains("unknown field `sauce`"), "{header:?}");
}

#[test]
fn all_errors_come_at_once() {
    let broken = RULE.replacen("n = 3", "n = 0", 1);
    let files = [("a.toml", broken.as_str()), ("b.toml", "?"), ("c.toml", RULE)];
    let errors = LawBook::parse(&files).unwrap_err();
    let files: Vec<&str> = errors.iter().map(|e| e.file.as_str()).collect();
    assert_eq!(files, ["a.toml", "b.toml"]);
}

#[test]
fn versions_of_a_rule_may_follow_but_not_overlap() {
    let next = RULE.replace("2026-07-01", "2027-01-01").replace("2026-12-31", "2027-12-31");
    let book = LawBook::parse(&[("a.toml", RULE), ("b.toml", &next)]).unwrap();
    let from = |d| book.in_force(&id("N07"), day(d)).map(|r| r.effective.from);
    assert_eq!(from("2026-12-31"), Some(day("2026-07-01")));
    assert_eq!(from("2027-01-01"), Some(day("2027-01-01")));
    assert_eq!(from("2028-01-01"), None);
    let overlapping = next.replace("2027-01-01", "2026-12-31");
    let errors = LawBook::parse(&[("a.toml", RULE), ("b.toml", &overlapping)]).unwrap_err();
    assert_eq!(
        errors[0].to_string(),
        "b.toml: rule N07: effective: overlaps the version of this rule in a.toml that is in force from 2026-07-01"
    );
}

#[test]
fn a_row_is_whole_or_in_parts() {
    let part = RULE.replace("N07", "N07.a");
    let errors = LawBook::parse(&[("a.toml", RULE), ("b.toml", &part)]).unwrap_err();
    assert_eq!(
        errors[0].to_string(),
        "a.toml: rule N07: id: this row is also shipped in parts; a row is whole or in parts"
    );
}

#[test]
fn an_agreement_quantifies_only_what_is_immediate() {
    let load = |text: &str| {
        let files = [("law/n.toml", RULE), ("law/a.toml", text)];
        LawBook::parse(&files).unwrap_err()[0].to_string()
    };
    let wrong = AGREEMENT.replace("N06", "N07");
    assert_eq!(
        load(&wrong),
        "law/a.toml: rule A01: quantifies: rule `N07` is not an \"immediately\""
    );
    let nobody = AGREEMENT.replace(r#"institutions = ["970405", "970436"]"#, "institutions = []");
    assert_eq!(load(&nobody), "law/a.toml: rule A01: parties: is missing");
}

#[test]
fn a_rule_names_a_calendar_that_is_loaded() {
    let none = Calendars::default();
    let book = LawBook::parse(&[("law/x.toml", RULE)]).unwrap();
    let errors = book.check_calendars(&none).unwrap_err();
    assert_eq!(errors[0].to_string(), "law/x.toml: rule N07: calendar: there is no calendar `vn`");
}

#[test]
fn ids_are_rows_and_parts() {
    let part = id("N05.a");
    assert_eq!((part.row(), part.is_part()), ("N05", true));
    assert_eq!(part.key(), "rule-N05-a");
    for bad in ["", "n07", "7N", "N07.", "N07.a.b", "N 07", "N07-a", "N0123456789012345"] {
        assert!(bad.parse::<RuleId>().is_err(), "{bad}");
    }
}
