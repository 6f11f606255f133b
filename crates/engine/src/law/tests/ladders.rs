//! Escalation ladders: when each step comes, and what a file must not say.

use super::*;

/// Steps of a ladder as "local time notice".
fn steps(binds: Bound, layer: Layer, due: &str, start: &str) -> Vec<String> {
    let ladder = book().ladder(binds, layer).unwrap();
    ladder
        .steps(at(due), at(start), vn())
        .into_iter()
        .map(|(when, i)| format!("{} {}", shown(Due::At(when)), ladder.steps[i].notice))
        .collect()
}

#[test]
fn a_banks_statutory_ladder_climbs_from_reminder_to_state_bank() {
    // Received Friday 20 November, due at the end of Thursday 26.
    assert_eq!(
        steps(Bound::Institution, Layer::Law, "2026-11-27T00:00", "2026-11-20T09:00"),
        [
            "2026-11-25T08:00:00 due_soon",
            "2026-11-26T14:00:00 due_today",
            "2026-11-27T00:00:00 overdue",
            "2026-11-30T08:00:00 overdue_again",
            "2026-12-03T08:00:00 overdue_long",
        ]
    );
    let ladder = book().ladder(Bound::Institution, Layer::Law).unwrap();
    assert!(ladder.steps[2].urgent);
    assert!(ladder.steps[4].who.contains(&Recipient::StateBankObserver));
}

#[test]
fn a_target_in_minutes_is_chased_in_office_hours() {
    assert_eq!(
        steps(Bound::Institution, Layer::Target, "2026-11-23T09:30", "2026-11-20T16:30"),
        [
            "2026-11-23T09:00:00 target_due_soon",
            "2026-11-23T09:30:00 target_missed",
            "2026-11-23T15:00:00 target_missed_again",
            "2026-11-25T08:00:00 target_missed_long", // Tuesday is a holiday
        ]
    );
}

#[test]
fn no_reminder_comes_before_the_limit_has_started() {
    let short = steps(Bound::Officer, Layer::Law, "2026-11-21T10:00", "2026-11-21T08:00");
    assert_eq!(short[0], "2026-11-21T10:00:00 own_overdue");
    let long = steps(Bound::Officer, Layer::Law, "2026-11-27T00:00", "2026-11-20T08:00");
    assert_eq!(long[0], "2026-11-23T08:00:00 own_due_soon");
    assert_eq!(long[1], "2026-11-26T20:00:00 own_due_today");
}

#[test]
fn every_layer_of_a_bank_and_of_an_officer_has_a_ladder() {
    for layer in Layer::ALL {
        assert!(book().ladder(Bound::Institution, *layer).is_some(), "{layer}");
    }
    assert!(book().ladder(Bound::Officer, Layer::Circular).is_some());
    assert!(book().ladder(Bound::Prosecutor, Layer::Law).is_none());
}

#[test]
fn errors_in_ladders_name_the_step() {
    const GOOD: &str = r#"
[[ladder]]
id = "x"
binds = "officer"
layers = ["law"]
[[ladder.step]]
offset = { unit = "hours", n = -4 }
who = ["officer"]
notice = "soon"
"#;
    let error = |from: &str, to: &str| {
        assert!(GOOD.contains(from));
        let text = GOOD.replacen(from, to, 1);
        LawBook::parse(&[("l.toml", &text)]).unwrap_err()[0].to_string()
    };
    LawBook::parse(&[("l.toml", GOOD)]).unwrap();
    let who = error(r#"who = ["officer"]"#, "who = []");
    assert_eq!(who, "l.toml: ladder x: step 1, who: is missing");
    let layers = error(r#"layers = ["law"]"#, "layers = []");
    assert_eq!(layers, "l.toml: ladder x: layers: is missing");
    let far = error("n = -4", "n = -4000");
    assert_eq!(far, "l.toml: ladder x: step 1, offset.n: must be 2000 or less");
    assert!(error("hours", "years").contains("unknown variant `years`"));
    assert!(error(r#""soon""#, r#""So on""#).starts_with("l.toml: ladder x: step 1, notice:"));
    let twice = format!("{GOOD}{GOOD}");
    assert_eq!(
        LawBook::parse(&[("l.toml", &twice)]).unwrap_err()[0].to_string(),
        "l.toml: ladder x: layers: another ladder serves this `binds` and layer already"
    );
}
