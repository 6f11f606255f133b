//! An officer who leaves keeps nothing and loses nothing: cases and seals go to who
//! follows him, and what he did stays on record under his name.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "a test stops at its first surprise"
)]

extern crate store;

mod support;

use engine::command::Command;
use engine::id::{CaseId, InstrumentId};
use engine::instrument::InfoType;
use engine::order::Numbered;
use engine::pause::{PauseContent, PauseKind};
use engine::refusal::Refusal;
use engine::time::Day;
use store::DatabaseUrl;
use store::read::{CaseFilter, Page, ReadError};
use store::verify::replay;
use support::story::*;
use support::{Database, House, number, on_both, registry, vault};
use uuid::Uuid;

fn whole(house: &House<'_>) {
    let report = replay(&house.database.url, &vault()).unwrap();
    assert_eq!(report.differences, []);
}

fn page() -> Page {
    Page::new(None, 50)
}

fn handed(case: CaseId) -> Command {
    let (from, to) = (user("saomai"), user("haidang"));
    Command::HandOver { case, from, to, reason: "Chuyển công tác".to_owned() }
}

/// A sealed inquiry that is out, and one that is a draft.
fn sealed(house: &House<'_>, case: CaseId) -> (InstrumentId, InstrumentId) {
    let mut content = asking(&[InfoType::Account], &["TCB"]);
    content.sealed_to = vec![user("saomai")];
    let (out, _) = house.file(officer(), case, content.clone());
    let content = Box::new(content);
    let drafted = house.act(officer(), Command::DraftInquiry { case, content });
    (out, InstrumentId(drafted.subject))
}

#[test]
fn who_follows_reads_what_was_read_and_nobody_else_does() {
    on_both(|database| {
        let house = House::on(database);
        let (case, open, served) = house.two_banks_asked();
        let (out, draft) = sealed(&house, case);
        house.act(head(), handed(case));
        let reads = |actor, id| house.store.find_blocking(|r| r.inquiry(&actor, id)).is_ok();
        for id in [open, out, draft] {
            assert!(reads(colleague(), id));
            assert!(!reads(officer(), id), "who had the case knows nothing of it (I-28)");
        }
        // The head reads what is not sealed, before and after.
        assert!(reads(head(), open) && !reads(head(), out) && !reads(head(), draft));
        let work = |actor| {
            let found = house.store.find_blocking(|r| r.worklist(&actor, page())).unwrap();
            found.rows.len()
        };
        assert_eq!((work(colleague()), work(officer())), (3, 0));
        // The draft goes out to who reads it now.
        house.act(colleague(), Command::IssueInquiry { instrument: draft });
        assert_eq!(work(colleague()), 4);
        let demand = to(&served, "VCB");
        let urged = Command::Urge { demand, text: "Đôn đốc".to_owned() };
        assert_eq!(house.attempt(officer(), urged.clone()), Err(Refusal::NotFound));
        house.act(colleague(), urged);
        assert_eq!(house.attempt(head(), handed(case)), Err(Refusal::NothingToHandOver));
        whole(&house);
    });
}

#[test]
fn an_office_sees_who_leads_what_and_who_is_gone() {
    on_both(|database| {
        let house = House::on(database);
        let (case, ..) = house.two_banks_asked();
        sealed(&house, case);
        let closed = house.open_case(officer(), case_content("2/THA", "saomai", "Lê Văn Ba"));
        house.act(officer(), Command::CloseCase { case: closed, reason: "Xong".to_owned() });
        house.open_case(colleague(), case_content("3/THA", "haidang", "Lê Văn Tư"));
        let loads = house.store.find_blocking(|r| r.caseloads(&head())).unwrap();
        let told: Vec<_> = loads
            .iter()
            .map(|one| (one.officer, one.open, one.closed, one.demands, one.overdue, one.leads))
            .collect();
        // What is sealed is not counted.
        let saomai = (user("saomai"), 1, 1, 2, 0, true);
        assert_eq!(told, [saomai, (user("haidang"), 1, 0, 0, 0, true)]);
        let led = |of: &str| house.store.find_blocking(|r| r.cases_led(&head(), user(of))).unwrap();
        assert_eq!(led("saomai"), [case, closed], "open ones first");
        let filter = CaseFilter { officer: Some(user("haidang")), ..CaseFilter::default() };
        let found = house.store.find_blocking(|r| r.cases(&head(), &filter, page())).unwrap();
        assert_eq!(found.rows.len(), 1);
        for actor in [officer(), supervisor(), vcb(), stranger()] {
            let told = house.store.find_blocking(|r| r.caseloads(&actor));
            assert!(matches!(told, Err(ReadError::Refused(Refusal::Forbidden))), "{actor:?}");
        }
        let other = asker("tungbach", engine::role::Role::Head, "T01");
        assert_eq!(house.store.find_blocking(|r| r.caseloads(&other)).unwrap(), []);
        assert_eq!(
            house.store.find_blocking(|r| r.led_of(&other, user("saomai"), &[case])).unwrap(),
            []
        );
    });
}

#[test]
fn a_case_that_rests_is_stored_as_it_was_decided() {
    on_both(|database| {
        let house = House::on(database);
        let (case, ..) = house.two_banks_asked();
        let day = Day::from_ymd(2026, 11, 16).unwrap();
        let decision = Numbered { number: "15/QĐ-THADS".to_owned(), day };
        let content = PauseContent {
            ground: "debtor_ill".to_owned(),
            decision: decision.clone(),
            from: day,
            until: Some(day.plus_days(30)),
            note: Some("Đang điều trị tại bệnh viện".to_owned()),
        };
        house.act(head(), Command::PauseCase { case, content: Box::new(content.clone()) });
        let read = house.store.find_blocking(|r| r.case(&officer(), case)).unwrap();
        let pause = read.pause.unwrap();
        assert_eq!((pause.kind, &pause.content), (PauseKind::Postponed, &content));
        let line =
            house.store.find_blocking(|r| r.cases(&officer(), &CaseFilter::default(), page()));
        assert!(line.unwrap().rows[0].rests);
        whole(&house);
        // Of a person's health nothing stands there in clear.
        let clear = "select count(*) from enforcement_case where closed_reason is not null";
        assert_eq!(number(database, clear), 0);
        let barred = "select bars from enforcement_case";
        assert_eq!(number(database, barred), 2 + 4 + 32);
        let resumed = |from| {
            let (decision, reason) = (decision.clone(), "Hết ốm".to_owned());
            Command::ResumeCase { case, decision, from, reason }
        };
        assert!(house.attempt(head(), resumed(day)).is_err(), "the first day is the same");
        house.clock.set("2026-11-23T09:00:00+07:00");
        house.act(head(), resumed(Day::from_ymd(2026, 11, 23).unwrap()));
        let read = house.store.find_blocking(|r| r.case(&officer(), case)).unwrap();
        assert_eq!(read.pause, None);
        whole(&house);
    });
}

/// Columns that give a person something: he has none of it after he left.
const RIGHTS: &[&str] = &[
    "demand.sealed_to",
    "enforcement_case.officer_id",
    "instrument.resealed",
    "seat.person_id",
    "session.person_id",
    "setup_code.person_id",
];

/// Columns that say who did something: they stay.
const RECORDS: &[&str] = &[
    "announcement.ended_by",
    "announcement.made_by",
    "answer.answered_by",
    "answer.drafted_by",
    "dead_letter.settled_by",
    "delivery.person_id",
    "demand.acknowledged_by",
    "demand.contests",
    "demand.paper_by",
    "draft.saved_by",
    "episode.closed_by",
    "event.actor",
    "extension.asked_by",
    "file.uploaded_by",
    "freeze_order.proposer_id",
    "held_row.ended_by",
    "income.proposer_id",
    "instrument.approved_by",
    "instrument.confirmed_by",
    "instrument.proposer_id",
    "instrument.registered",
    "instrument.sent_by",
    "instrument.submitter_id",
    "item.last_by",
    "item.last_drafted_by",
    "measure_request.completed_by",
    "measure_request.decided_by",
    "measure_request.handed_over_by",
    "measure_request.recorded_by",
    "measure_request.withdrawn_by",
    "message.written_by",
    "objection.ended_by",
    "objection.recorded_by",
    "outage.confirmed_by",
    "outage.recorded_by",
    "debtor_notice.recorded_by",
    "paper_entry.entered_by",
    "payee.approved_by",
    "payee.proposer_id",
    "posting.posted_by",
    "shift.person_id",
    "statement_line.settled_by",
    "transfer.proposer_id",
];

/// Columns named as those of persons are, that hold something else.
const OTHERS: &[&str] = &["measure_request.known_by", "statement_line.known_by"];

/// How many rows of a column name a person, as a key or within a text.
fn naming(database: &Database, column: &str, person: Uuid) -> i64 {
    let (table, name) = column.split_once('.').unwrap();
    let bytes = person.simple();
    let key = match &database.url {
        DatabaseUrl::Sqlite(_) => {
            format!("lower(hex({name})) = '{bytes}' or {name} like '%{person}%'")
        }
        DatabaseUrl::Postgres(_) => format!("cast({name} as text) like '%{person}%'"),
    };
    number(database, &format!("select count(*) from \"{table}\" where {key}"))
}

#[test]
fn every_column_that_names_a_person_is_a_right_or_a_record() {
    on_both(|database| {
        let _migrated = House::on(database);
        // The folders of both engines are twins.
        let DatabaseUrl::Sqlite(_) = &database.url else { return };
        let known: Vec<String> =
            [RIGHTS, RECORDS, OTHERS].concat().iter().map(|column| format!("'{column}'")).collect();
        let like_persons = "p.name like '%\\_by' escape '\\' or p.name like '%person%' \
             or p.name like '%officer%' or p.name like '%proposer%' or p.name like '%submitter%' \
             or p.name like '%seal%\\_to' escape '\\' or p.name like 'reseal%' \
             or p.name in ('actor', 'contests', 'registered')";
        let columns = format!(
            "select count(*) from sqlite_master m join pragma_table_info(m.name) p \
             where m.type = 'table' and ({like_persons})"
        );
        let listed = format!("{columns} and m.name || '.' || p.name in ({})", known.join(","));
        assert_eq!(number(database, &columns), number(database, &listed), "one is in no list");
        assert_eq!(number(database, &listed), i64::try_from(known.len()).unwrap(), "one is gone");
    });
}

#[test]
fn an_officer_who_leaves_keeps_nothing_and_loses_nothing() {
    on_both(|database| {
        let house = House::on(database);
        let (case, ..) = house.two_banks_asked();
        sealed(&house, case);
        let leaver = user("saomai");
        let records = || -> Vec<(&str, i64)> {
            RECORDS.iter().map(|one| (*one, naming(database, one, leaver.0))).collect()
        };
        let before = records();
        assert!(before.iter().any(|(_, rows)| *rows > 0));
        let held = |one: &&&str| naming(database, one, leaver.0) > 0;
        assert!(RIGHTS.iter().filter(held).count() >= 3, "there is something to keep");

        let cases = house.store.find_blocking(|r| r.cases_led(&head(), leaver)).unwrap();
        for case in cases {
            house.act(head(), handed(case));
        }
        let admin = house.store.seats_of(user("thachthao")).unwrap()[0].actor();
        house.store.administer(&admin, |admin| admin.set_active(leaver, false)).unwrap();
        // A seat and a session stay as rows that open nothing.
        let rows = ["seat.person_id", "session.person_id", "setup_code.person_id"];
        for column in RIGHTS.iter().filter(|one| !rows.contains(one)) {
            assert_eq!(naming(database, column, leaver.0), 0, "{column}");
        }
        let active = "select count(*) from person where username = 'saomai' and active";
        assert_eq!(number(database, active), 0);
        let now = registry(database).snapshot().unwrap().directory;
        let office = head().agency().unwrap();
        assert!(!now.may_lead_cases(leaver, office), "no seat to act from");
        let open = "select count(*) from session s join person p on p.id = s.person_id \
                    where p.username = 'saomai' and s.ended_at is null";
        assert_eq!(number(database, open), 0);
        for (was, now) in before.iter().zip(records()) {
            assert!(now.1 >= was.1, "{}: {} of {}", was.0, now.1, was.1);
        }
        whole(&house);
    });
}

#[test]
fn an_office_hears_what_a_leaver_leads_with_it_and_no_other_does() {
    on_both(|database| {
        let house = House::on(database);
        house.two_banks_asked();
        let (leaver, office) = (user("saomai"), head().agency().unwrap());
        let admin = |name: &str| house.store.seats_of(user(name)).unwrap()[0].actor();
        let leads = |by: &str, who| {
            house.store.administer(&admin(by), |admin| admin.leads(who)).map(|led| {
                led.iter().map(|one| (one.agency, one.open, one.closed)).collect::<Vec<_>>()
            })
        };
        assert_eq!(leads("thachthao", leaver).unwrap(), [(office, 1, 0)]);
        assert_eq!(leads("thachthao", user("haidang")).unwrap(), []);
        assert!(leads("thachthao", user("binhminh")).is_err(), "of another province");
        let shut = || {
            let by = admin("thachthao");
            house.store.administer(&by, |admin| admin.set_active(leaver, false)).unwrap()
        };
        assert_eq!(shut(), shut(), "again changes nothing");
        assert_eq!(
            leads("thachthao", leaver).unwrap(),
            [(office, 1, 0)],
            "until it is handed over"
        );
        for case in house.store.find_blocking(|r| r.cases_led(&head(), leaver)).unwrap() {
            house.act(head(), handed(case));
        }
        assert_eq!(leads("thachthao", leaver).unwrap(), []);
        whole(&house);
    });
}
