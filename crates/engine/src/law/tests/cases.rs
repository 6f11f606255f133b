//! Worked examples, the boundary of old and new law, which limit binds.

use super::*;
use crate::calendar::YearStatus;
use std::collections::BTreeSet;

#[test]
fn every_row_of_the_law_tables_is_shipped() {
    let rows: BTreeSet<&str> = book().rules().iter().map(|r| r.id.row()).collect();
    let old = (1..=18).map(|n| format!("O{n:02}"));
    let new = (1..=27).map(|n| format!("N{n:02}"));
    for row in old.chain(new) {
        assert!(rows.contains(row.as_str()), "{row} is not shipped");
    }
    for article in ["C6.1", "C6.2", "C8.1"] {
        assert!(book().rules().iter().any(|r| r.id == id(article)));
    }
}

#[test]
fn unconfirmed_rules_say_so_and_no_others() {
    let unconfirmed: BTreeSet<String> = book()
        .rules()
        .iter()
        .filter(|r| r.status == Status::Unconfirmed)
        .map(|r| format!("{} {}", r.id, r.effective.from))
        .collect();
    let expected = [
        "C6.1 2026-07-01",
        "C6.2 2026-07-01",
        "C8.1 2026-07-01",
        "N05.a 2026-07-01",
        "N05.b 2026-07-01",
        "N19 2026-07-01",
        "N24.f 2026-07-01",
        "O01 2015-07-01",
        "O18 2015-07-01",
        "O19.a 2015-07-01",
        "O19.b 2015-07-01",
        "O20.a 2015-07-01",
        "O20.b 2015-07-01",
        "O20.c 2015-07-01",
        "O20.d 2015-07-01",
        "O20.e 2015-07-01",
    ];
    assert_eq!(unconfirmed.iter().collect::<Vec<_>>(), expected);
    for rule in book().rules() {
        let target = rule.layer == Layer::Target;
        assert_eq!(rule.id.row().starts_with('T'), target, "{}", rule.id);
        assert_eq!(rule.article.is_none(), target, "{}", rule.id);
        assert_ne!(rule.layer, Layer::Agreement, "none is shipped active");
        assert_eq!(rule.calendar, "vn");
    }
}

#[test]
fn worked_examples_of_three_working_days() {
    for (received, due) in [
        ("2026-11-20T09:00", "2026-11-27T00:00:00"), // Thursday 26 at 24:00
        ("2026-11-23T09:00", "2026-11-28T00:00:00"),
        ("2026-11-20T23:59:59", "2026-11-27T00:00:00"),
        ("2026-11-21T00:00", "2026-11-27T00:00:00"), // Saturday is not counted either
    ] {
        assert_eq!(due_text("N07", received), due, "received {received}");
    }
    // Under the law of those days.
    assert_eq!(due_text("O04", "2026-02-13T09:00"), "2026-02-26T00:00:00");
    // Saturday 22 August 2026 is worked: Friday, Saturday, Monday.
    assert_eq!(due_text("N07", "2026-08-20T09:00"), "2026-08-25T00:00:00");
}

#[test]
fn shipped_limits_end_where_a_calendar_on_the_wall_says() {
    for (name, start, due) in [
        ("O02.a", "2026-06-01T08:00", "2026-06-12T00:00:00"),
        ("O09", "2026-06-30T22:15", "2026-07-01T22:15:00"),
        ("O12", "2026-06-25T10:00", "2026-07-07T00:00:00"), // day 10 is Sunday 5 July
        ("O15.a", "2025-08-31T10:00", "2026-03-03T00:00:00"), // 28 February is a Saturday
        ("O15.b", "2025-07-01T10:00", "2026-07-02T00:00:00"),
        ("O17.c", "2026-06-01T10:00", "2026-07-17T00:00:00"),
        ("N01", "2026-07-01T00:00", "2026-07-09T00:00:00"),
        ("N04", "2026-11-09T10:00", "2026-11-20T00:00:00"),
        ("N05.a", "2026-11-20T00:00", "2026-12-01T00:00:00"), // day 9 is Sunday 29
        ("N13", "2026-11-21T23:10:30", "2026-11-22T23:10:30"), // a weekend does not stop it
        ("N15", "2026-11-10T10:00", "2026-11-21T00:00:00"),
        ("N17", "2026-11-20T10:00", "2026-11-27T00:00:00"),
        ("N20", "2026-11-27T08:00", "2026-11-26T00:00:00"), // by the end of Wednesday 25
        ("N21", "2026-12-31T12:00", "2027-01-01T12:00:00"),
        ("N22.b", "2026-11-13T10:00", "2026-11-24T00:00:00"),
        ("N24.c", "2026-11-20T10:00", "2026-12-01T00:00:00"), // 23, 25, 26, 27, 30
        ("N25.c", "2026-11-20T10:00", "2027-11-23T00:00:00"), // 20 November 2027 is a Saturday
        ("N27.a", "2026-11-23T10:00", "2026-11-27T00:00:00"),
        ("C6.1", "2026-06-25T10:00", "2026-07-01T00:00:00"),
        ("T01", "2026-11-20T16:30", "2026-11-23T09:30:00"),
        ("N06", "2026-11-20T16:30", "none"),
        ("N19", "2026-11-20T16:30", "none"),
    ] {
        assert_eq!(due_text(name, start), due, "{name} from {start}");
    }
}

#[test]
fn the_law_is_that_of_the_start_events_date_in_hanoi() {
    let freeze = with(Matter::of(Subject::Freeze), &[Trait::Urgent]);
    let release = Matter::of(Subject::Release);
    // Freeze decided 25 June: the ten days to coerce or lift are the old law's.
    assert_eq!(
        started(book(), &freeze, Event::Issued, "2026-06-25T10:00"),
        ["O11", "O12", "T07", "T08"]
    );
    // Its lift ground arises on 5 July: the new law's three working days.
    assert_eq!(started(book(), &release, Event::GroundArisen, "2026-07-05T10:00"), ["N17"]);
    assert_eq!(started(book(), &release, Event::GroundArisen, "2026-06-30T23:59"), ["O14", "T10"]);
    // Minutes on 30 June, decision on 1 July: N15 when grounds are complete.
    let minutes = started(book(), &freeze, Event::MinutesMade, "2026-06-30T20:00");
    assert_eq!(minutes, ["O09"]);
    let issued = started(book(), &freeze, Event::Issued, "2026-07-01T09:00");
    assert_eq!(issued, ["N11", "N14", "T07", "T08"]);
    let grounds = started(book(), &freeze, Event::GroundsComplete, "2026-07-20T09:00");
    assert_eq!(grounds, ["N15"]);
    // Midnight in Hanoi, not in Greenwich.
    let account = inquiry(Info::Account);
    let before = started(book(), &account, Event::Received, "2026-06-30T23:59:59");
    let after = started(book(), &account, Event::Received, "2026-07-01T00:00");
    assert_eq!(before, ["C6.1", "O03", "T01"]);
    assert_eq!(after, ["C6.1", "N06", "T01"]);
}

#[test]
fn an_inquiry_item_gets_the_rules_of_its_information_and_asker() {
    let on = |matter: &Matter<'_>| started(book(), matter, Event::Received, "2026-11-20T09:00");
    let of_accounts = |info: &Info| matches!(info, Info::Account | Info::Whereabouts);
    for info in Info::ALL.iter().filter(|info| !of_accounts(info)) {
        assert_eq!(on(&inquiry(*info)), ["C6.1", "N07"], "{info}");
        let interim = with(inquiry(*info), &[Trait::Interim]);
        assert_eq!(on(&interim), ["C6.2", "N06", "T02"], "{info}, interim");
    }
    for info in [Info::Account, Info::Whereabouts] {
        assert_eq!(on(&inquiry(info)), ["C6.1", "N06", "T01"], "{info}");
    }
    // The new law ended the limits for bailiffs and creditors: a target remains.
    for requester in [Requester::Bailiff, Requester::Creditor] {
        let matter = Matter { requester: Some(requester), ..inquiry(Info::Account) };
        assert_eq!(on(&matter), ["T09"]);
    }
    assert_eq!(on(&Matter::of(Subject::Deduct)), ["N16", "T04"]);
    assert_eq!(on(&Matter::of(Subject::Release)), ["T05"]);
    assert_eq!(on(&Matter::of(Subject::Freeze)), ["N12", "T03"]);
    assert_eq!(on(&Matter::of(Subject::Refusal)), Vec::<String>::new());
}

#[test]
fn whatever_an_institution_owes_at_once_has_a_target_beside_it() {
    let immediate = |r: &&Rule| r.binds == Bound::Institution && r.limit == Limit::Immediately;
    let new_law = |r: &&Rule| r.layer == Layer::Law && r.effective.until.is_none();
    for rule in book().rules().iter().filter(immediate).filter(new_law) {
        for scope in &rule.on {
            let matter = Matter {
                subject: scope.subject,
                info: scope.info.first().copied().or(Some(Info::Other)),
                requester: scope.requester.first().copied(),
                traits: scope.with,
                ..Matter::of(scope.subject)
            };
            let rules =
                book().applicable(&matter, rule.starts, at("2026-11-20T09:00"), vn().zone());
            assert!(rules.iter().any(|r| r.layer == Layer::Target), "{}", rule.id);
        }
    }
}

fn running(matter: &Matter<'_>, book: &'static LawBook, when: &str) -> Vec<Running<'static>> {
    book.applicable(matter, Event::Received, at(when), vn().zone())
        .into_iter()
        .map(|r| Running::of(r, due(r, at(when), vn())))
        .collect()
}

#[test]
fn the_strictest_of_the_highest_layer_binds() {
    let received = "2026-11-20T16:30";
    let limits = running(&inquiry(Info::Account), book(), received);
    let result = binding(&limits);
    let binds = result.binds.unwrap();
    assert_eq!((binds.rule.as_str(), binds.immediate, binds.due), ("N06", true, None));
    assert_eq!(result.quantified_by, None);
    assert_eq!(result.sort_due, Some(at("2026-11-23T09:30"))); // the target's
    let other = running(&inquiry(Info::Income), book(), received);
    assert_eq!(binding(&other).binds.unwrap().rule.as_str(), "N07"); // not C6.1
    assert_eq!(binding(&[]).binds, None);
    // Within one layer the earliest due binds, and a window never.
    let two = [rule("N17", received), rule("N24.c", received), rule("N19", received)]
        .map(|r| Running::of(r, due(r, at(received), vn())));
    assert_eq!(binding(&two).binds.unwrap().rule.as_str(), "N17");
    assert_eq!(binding(&two[2..]).binds, None);
}

#[test]
fn late_against_law_circular_and_target_are_different_things() {
    let limits = running(&inquiry(Info::Account), book(), "2026-11-20T16:30");
    let target = at("2026-11-23T09:30");
    let circular = at("2026-11-27T00:00");
    let just_in_time = lateness(&limits, target.plus_micros(-1));
    assert_eq!(just_in_time, Lateness::default());
    // The end is exclusive.
    let missed = lateness(&limits, target);
    assert_eq!((missed.target, missed.circular), (Some(target), None));
    let later = lateness(&limits, circular);
    assert_eq!(later.since(Layer::Circular), Some(circular));
    // "Immediately" has no number, so no answer is late against it by number.
    assert_eq!(later.since(Layer::Law), None);
    assert_eq!(later.since(Layer::Agreement), None);
}

#[test]
fn the_backstop_tells_when_immediately_is_late_on_any_reading() {
    let start = at("2026-11-20T09:00");
    let (backstop, when) = book().backstop(rule("N06", "2026-11-20T09:00"), start, vn()).unwrap();
    assert_eq!(backstop.id, id("N07"));
    assert_eq!(shown(when), "2026-11-27T00:00:00");
    let old = rule("O03", "2026-06-01T09:00");
    let (backstop, _) = book().backstop(old, at("2026-06-01T09:00"), vn()).unwrap();
    assert_eq!(backstop.id, id("O04"));
    assert!(book().backstop(rule("N12", "2026-11-20T09:00"), start, vn()).is_none());
}

#[test]
fn an_agreement_binds_its_parties_and_gives_immediately_a_number() {
    static WITH: OnceLock<LawBook> = OnceLock::new();
    let book = WITH.get_or_init(|| {
        let mut files = SHIPPED.to_vec();
        files.push(("law/agreement.toml", AGREEMENT));
        LawBook::parse(&files).unwrap()
    });
    let between = |agencies, institution| Matter {
        agencies,
        institution: Some(institution),
        ..inquiry(Info::Account)
    };
    let party = between(&["79.07", "79"], "970436");
    let received = "2026-11-20T09:00";
    assert_eq!(started(book, &party, Event::Received, received), ["A01", "C6.1", "N06", "T01"]);
    for stranger in [between(&["01.02", "01"], "970436"), between(&["79"], "970415")] {
        let ids = started(book, &stranger, Event::Received, received);
        assert_eq!(ids, ["C6.1", "N06", "T01"]);
    }
    let over = started(book, &party, Event::Received, "2027-07-01T09:00");
    assert_eq!(over, ["C6.1", "N06", "T01"]);
    // The law still binds; the agreement says what "immediately" is here.
    let limits = running(&party, book, received);
    let result = binding(&limits);
    assert_eq!(result.binds.unwrap().rule, &id("N06"));
    let quantified = result.quantified_by.unwrap();
    assert_eq!(quantified.rule, &id("A01"));
    assert_eq!(quantified.due, Some(at("2026-11-20T14:30")));
    let late = lateness(&limits, at("2026-11-20T14:30"));
    assert_eq!(late.agreement, Some(at("2026-11-20T14:30")));
    assert_eq!(late.law, None);
}

#[test]
fn a_row_answers_for_its_parts_only_when_they_agree() {
    let ask = |name, when| book().lookup(&id(name), at(when), vn());
    let several = ask("N22", "2026-11-20T09:00").unwrap_err();
    assert_eq!(
        several.to_string(),
        "`N22` has several limits; ask for one of N22.a, N22.b, N22.c, N22.d"
    );
    assert!(matches!(
        ask("N05", "2026-11-20T09:00"),
        Err(LookupError::Parts { parts, .. }) if parts == [id("N05.a"), id("N05.b")]
    ));
    // N23: 5 working days or 10 days. Around holidays they end together.
    let mut agreed = 0;
    for days in 0..365 {
        let start = at("2026-07-01T09:00").plus_seconds(days * 86_400);
        let due_of = |name| due(book().lookup(&id(name), start, vn()).unwrap(), start, vn());
        let agree = due_of("N23.a") == due_of("N23.b");
        assert_eq!(book().lookup(&id("N23"), start, vn()).is_ok(), agree);
        agreed += i32::from(agree);
    }
    assert!((1..100).contains(&agreed), "{agreed} of 365 days");
}

#[test]
fn a_rule_out_of_force_says_what_follows() {
    let ask = |name, when| book().lookup(&id(name), at(when), vn()).unwrap_err().to_string();
    assert_eq!(ask("X01", "2026-11-20T09:00"), "there is no rule `X01`");
    assert_eq!(
        ask("O04", "2026-11-20T09:00"),
        "`O04` is in force from 2015-07-01 to 2026-06-30, not on 2026-11-20; after it see N07"
    );
    for ended in ["O06", "O07", "O08"] {
        let text = ask(ended, "2026-11-20T09:00");
        assert!(text.ends_with("it ended and no rule took its place"), "{text}");
    }
    assert_eq!(
        ask("N07", "2026-06-30T23:59"),
        "`N07` is in force from 2026-07-01, not on 2026-06-30"
    );
    assert_eq!(
        ask("C6", "2010-01-01T00:00"),
        "`C6` is in force from 2014-03-01 to 2026-06-30, not on 2010-01-01"
    );
}

#[test]
fn an_override_may_ask_for_a_rule_out_of_force_and_is_told_so() {
    let start = at("2026-02-13T09:00");
    let rule = book().lookup_any_time(&id("N07"), start, vn()).unwrap();
    assert_eq!(shown(due(rule, start, vn())), "2026-02-26T00:00:00");
    assert!(!book().explain(rule, start, vn()).in_force);
    // The version nearest in time answers, and rows of parts still must agree.
    let circular = |when| book().lookup_any_time(&id("C6.1"), at(when), vn()).unwrap().status;
    assert_eq!(circular("2010-01-01T00:00"), Status::Read);
    assert_eq!(circular("2026-11-20T00:00"), Status::Unconfirmed);
    let parts = book().lookup_any_time(&id("O17"), at("2026-11-20T00:00"), vn());
    assert!(matches!(parts, Err(LookupError::Parts { parts, .. }) if parts.len() == 3));
    let unknown = book().lookup_any_time(&id("X01"), start, vn());
    assert_eq!(unknown, Err(LookupError::Unknown { id: id("X01") }));
}

#[test]
fn an_explanation_lists_each_day_and_why() {
    let start = at("2026-11-20T09:00");
    let told = book().explain(rule("N07", "2026-11-20T09:00"), start, vn());
    let days: Vec<String> = told
        .steps
        .iter()
        .map(|s| format!("{} {} {}", s.date, s.reason, s.number.unwrap_or(0)))
        .collect();
    assert_eq!(
        days,
        [
            "2026-11-20 first_day 0",
            "2026-11-21 weekend 0",
            "2026-11-22 weekend 0",
            "2026-11-23 counted 1",
            "2026-11-24 holiday:culture_day 0",
            "2026-11-25 counted 2",
            "2026-11-26 counted 3",
        ]
    );
    assert!(told.in_force && !told.projected);
    assert_eq!(told.calendar.version, vn().version());
    assert_eq!(told.law, book().version());
    let json = serde_json::to_value(&told).unwrap();
    assert_eq!(json["due"], "2026-11-27T00:00:00+07:00");
    assert_eq!(json["start"], "2026-11-20T09:00:00+07:00");
    assert_eq!(json["article"], "37(6)b");
    assert_eq!(json["steps"][4]["reason"], "holiday:culture_day");
    assert_eq!(serde_json::from_value::<Explanation>(json).unwrap(), told);
}

#[test]
fn an_explanation_shows_swaps_roll_over_and_unsure_years() {
    let explain = |name, when| book().explain(rule(name, when), at(when), vn());
    let reasons = |told: &Explanation| -> Vec<String> {
        told.steps.iter().map(|s| s.reason.to_string()).collect()
    };
    let swapped = explain("N07", "2026-08-20T09:00");
    assert_eq!(
        reasons(&swapped),
        ["first_day", "counted", "swapped_working_day", "weekend", "counted"]
    );
    // The swap of 22 August was recalled, not read: whoever reads it is told.
    let doubtful: Vec<bool> = swapped.steps.iter().map(|s| s.unconfirmed).collect();
    assert_eq!(doubtful, [false, false, true, false, false]);
    let rolled = explain("O12", "2026-06-25T10:00");
    let tail = reasons(&rolled).split_off(9);
    assert_eq!(tail, ["counted", "counted", "rolled_over"]);
    assert!(!rolled.projected);
    let provisional = explain("N07", "2027-02-04T09:00");
    assert!(provisional.projected && provisional.steps[1].projected);
    assert_eq!(provisional.calendar.status, YearStatus::Provisional);
    let expected = ["holiday:tet", "weekend", "weekend", "holiday:tet", "holiday:tet"];
    assert_eq!(reasons(&provisional)[1..6], expected);
    assert_eq!(reasons(&provisional)[6], "compensation:tet");
    assert_eq!(explain("N07", "2033-02-04T09:00").calendar.status, YearStatus::Projected);
    // Hours never ask the calendar, so nothing about them is projected.
    assert!(!explain("N13", "2033-02-04T09:00").projected);
}

#[test]
fn an_explanation_of_immediately_and_of_a_window_has_no_due() {
    let explain = |name, when| book().explain(rule(name, when), at(when), vn());
    let at_once = explain("N06", "2026-11-20T09:00");
    assert_eq!((at_once.due, at_once.steps.len()), (None, 0));
    let backstop = at_once.backstop.unwrap();
    assert_eq!((backstop.rule, backstop.status), (id("N07"), Status::Unconfirmed));
    assert_eq!(backstop.due.unwrap().at, at("2026-11-27T00:00"));
    assert_eq!(explain("N19", "2026-11-24T10:00").in_window, Some(true));
    assert_eq!(explain("N19", "2026-11-25T10:00").in_window, Some(false));
    let target = explain("T01", "2026-11-20T16:30");
    let seconds: Vec<_> = target.steps.iter().map(|s| s.seconds).collect();
    assert_eq!(seconds, [Some(1_800), None, None, Some(5_400)]);
    assert!(target.steps[0].unconfirmed && !target.steps[1].unconfirmed);
}
