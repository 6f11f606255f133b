//! Requests for a measure through lanes and back, on both engines.

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
use engine::id::RequestId;
use engine::instrument::InfoType;
use engine::ledger::DutyState;
use engine::policy::ReadKind;
use engine::refusal::Refusal;
use engine::request::RequestState;
use engine::role::Role;
use engine::time::Clock;
use store::outbox::{Outbox, Retry};
use store::read::{Page, ReadError};
use store::verify::{Fault, replay};
use support::request::*;
use support::story::*;
use support::{Database, House, number as number_of, on_both, vault};

/// Recorded, handed over, full, granted and linked.
fn whole_story(house: &House<'_>) -> RequestId {
    let own = house.open_case(bailiff(), case_content("7/VP", "cuulong", OWES));
    house.file(bailiff(), own, asking_as_bailiff());
    let request = house.request(Some(own));
    house.hand_over(request);
    let at = house.clock.now();
    house.act(clerk(), Command::CompleteRequest { request, at });
    let ruling = Box::new(granted());
    house.act(officer(), Command::DecideRequest { request, ruling, case: None });
    let case = house.open_case(officer(), case_content("1/THA", "saomai", OWES));
    house.act(officer(), Command::LinkRequest { request, case });
    request
}

fn asking_as_bailiff() -> engine::instrument::InquiryContent {
    use engine::instrument::Requester;
    let cost_undertaking = "Văn phòng chịu chi phí".to_owned();
    let requester = Requester::Bailiff { cost_undertaking };
    engine::instrument::InquiryContent {
        requester,
        ..asking(&[InfoType::Account], &["VCB", "ACB"])
    }
}

fn unseen<T>(found: &Result<T, ReadError>) -> bool {
    matches!(found, Err(ReadError::Refused(Refusal::NotFound)))
}

#[test]
fn a_request_is_read_as_it_was_written_and_its_file_says_what_happened() {
    on_both(|database| {
        let house = House::on(database);
        let id = whole_story(&house);
        let read = house.store.find_blocking(|r| r.request(&officer(), id)).unwrap();
        assert_eq!(read.state, RequestState::Granted);
        assert_eq!((read.office, read.version), (Some(agency("T79-01")), 5));
        assert_eq!(read.content, measure(read.content.own_case));
        assert_eq!(read.decided.as_ref().unwrap().0, granted());
        assert!(read.case.is_some());
        let terms: Vec<_> = read.terms.iter().map(|one| (one.rule.as_str(), one.state)).collect();
        assert_eq!(terms, [("N27.a", DutyState::Met), ("N27.b", DutyState::Met)]);

        let file = house.store.find_blocking(|r| r.request_file(&bailiff(), id)).unwrap();
        let codes: Vec<_> = file.history.iter().map(|one| one.code.as_str()).collect();
        assert_eq!(
            codes,
            [
                "request_recorded",
                "request_handed_over",
                "request_completed",
                "request_decided",
                "request_linked"
            ]
        );
        let [asked] = &file.inquiries[..] else { panic!("{:?}", file.inquiries) };
        assert_eq!(asked.institutions.len(), 2);
        // The agency may not read what is in another agency's case.
        let told = house.store.find_blocking(|r| r.request_file(&officer(), id)).unwrap();
        assert_eq!((told.inquiries.len(), told.content), (0, file.content));

        let report = replay(&database.url, &vault()).unwrap();
        assert_eq!((report.differences.len(), report.requests, report.reads), (0, 1, 3));
        let read =
            format!("select count(*) from event where code = '{}'", ReadKind::Requests.code());
        assert_eq!(number_of(database, &read), 3);
    });
}

#[test]
fn the_state_side_sees_a_request_once_it_has_the_file_and_lists_name_nobody() {
    on_both(|database| {
        let house = House::on(database);
        let id = house.request(None);
        let list = |actor, state| {
            let page = Page::default();
            let found = house.store.find_blocking(|r| r.requests(&actor, state, page)).unwrap();
            let shown = format!("{found:?}");
            assert!(!shown.contains(CARD) && !shown.contains(OWES) && !shown.contains(ACCOUNT));
            found.rows.len()
        };
        assert_eq!(
            (list(bailiff(), None), list(officer(), None), list(supervisor(), None)),
            (1, 0, 0)
        );
        assert!(unseen(&house.store.find_blocking(|r| r.request(&officer(), id))));
        house.hand_over(id);
        assert_eq!(
            (list(bailiff(), None), list(officer(), None), list(supervisor(), None)),
            (1, 1, 1)
        );
        assert_eq!(list(officer(), Some(RequestState::Recorded)), 0);
        assert_eq!(list(officer(), Some(RequestState::HandedOver)), 1);
        assert!(unseen(&house.store.find_blocking(|r| r.request(&stranger(), id))));
        let other = asker("moclan", Role::Bailiff, "T79");
        assert_eq!(list(other, None), 0);
        assert!(unseen(&house.store.find_blocking(|r| r.request_file(&other, id))));
        let seen = house.store.find_blocking(|r| r.request(&supervisor(), id)).unwrap();
        assert_eq!(seen.content.known_at[0].accounts[0].normalised(), "XXXX655");
    });
}

#[test]
fn the_same_paper_is_one_request_and_pages_go_on() {
    on_both(|database| {
        let house = House::on(database);
        let first = house.request(None);
        assert_eq!(house.request(None), first);
        house.act(bailiff(), Command::WithdrawRequest { request: first, reason: "Lầm".to_owned() });
        let second = house.request(None);
        assert_ne!(second, first, "what has ended is known no more by what it says");
        let page = |after| {
            house
                .store
                .find_blocking(|r| r.requests(&bailiff(), None, Page::new(after, 1)))
                .unwrap()
        };
        let newest = page(None);
        assert_eq!(newest.rows[0].id, second);
        let rest = page(newest.next);
        assert_eq!((rest.rows[0].id, rest.next), (first, None));
        assert_eq!(replay(&database.url, &vault()).unwrap().differences, []);
    });
}

#[test]
fn a_limit_that_passed_is_swept_once_and_told_once() {
    on_both(|database| {
        let house = House::on(database);
        let request = house.request(None);
        let retry = Retry { after_seconds: vec![60], jitter_percent: 0 };
        let outbox = Outbox::new(house.store.clone(), retry);
        let due = |at: &str| outbox.due_requests(at.parse().unwrap(), None, 10).unwrap();
        // Monday 16 November: Tuesday, Wednesday.
        assert!(due("2026-11-19T00:00:04+07:00").is_empty());
        let [one] = due("2026-11-19T00:00:05+07:00")[..] else { panic!() };
        assert_eq!(one.request, request);
        assert_eq!(outbox.next_strike().unwrap(), Some(one.at));
        house.clock.set("2026-11-19T00:00:05+07:00");
        let term = one.term;
        house.act(engine::actor::Actor::SYSTEM, Command::StrikeRequest { request, term });
        assert!(due("2026-12-19T00:00:05+07:00").is_empty());
        let again = Command::StrikeRequest { request, term };
        assert_eq!(house.attempt(engine::actor::Actor::SYSTEM, again), Err(Refusal::DutyState));
        let told = "select count(*) from notice where code = 'request_late'";
        assert_eq!(number_of(database, told), 1);
        let read = house.store.find_blocking(|r| r.request(&bailiff(), request)).unwrap();
        let due = "2026-11-19T00:00:00+07:00".parse().unwrap();
        assert_eq!(read.terms[0].late_since, Some(due));
        assert!(read.is_late_at(house.clock.now()));
        assert_eq!(replay(&database.url, &vault()).unwrap().differences, []);
    });
}

#[test]
fn what_must_not_be_in_a_row_is_not_let_in_and_a_change_is_found() {
    on_both(|database| {
        let house = House::on(database);
        whole_story(&house);
        house.request(None);
        drop(house);
        for sql in [
            "update measure_request set kind = 'rumour'",
            "update measure_request set state = 'forgotten'",
            "update measure_request set state = 'recorded' where state = 'granted'",
            "update measure_request set state = 'granted' where state = 'recorded'",
            "update measure_request set state = 'handed_over' where state = 'recorded'",
            "update measure_request set decided_by = recorded_by where state = 'granted'",
            "update measure_request set case_id = id where state = 'recorded'",
            "update measure_request set office_id = agency_id",
            "update measure_request set amount = 0",
            "update request_term set kind = 'gift'",
            "update request_term set state = 'late' where state = 'met'",
            "update request_term set ended_at = null where state = 'met'",
        ] {
            use diesel::result::{DatabaseErrorKind as K, Error};
            let kept = database.try_to_tamper(sql);
            let constrained = |kind: &K| matches!(kind, K::CheckViolation | K::UniqueViolation);
            assert!(
                matches!(&kept, Err(Error::DatabaseError(kind, _)) if constrained(kind)),
                "{sql}: {kept:?}"
            );
        }
        // What names persons and accounts is nowhere in a plain column.
        for text in [CARD, ACCOUNT, "Đức Ấn"] {
            let sql = format!(
                "select count(*) from measure_request where reference like '%{text}%' \
                 or coalesce(decision_number, '') like '%{text}%' or coalesce(ground, '') like '%{text}%'"
            );
            assert_eq!(number_of(database, &sql), 0);
        }
        let found = |database: &Database, sql: &str| {
            database.tamper(sql);
            let report = replay(&database.url, &vault()).unwrap();
            let told = report.differences.iter().map(|one| (one.fault, one.what, one.part));
            told.collect::<Vec<_>>()
        };
        let sql = "update measure_request set ground = 'evasion' where ground = 'dissipation'";
        let wrong = |part| (Fault::State, "request", Some(part));
        assert_eq!(found(database, sql), [wrong("columns"), wrong("decided")]);
        let sql = "update measure_request set ground = 'dissipation' where ground = 'evasion'";
        assert_eq!(found(database, sql), []);
        let sql = "update request_term set due_at = start_at where state = 'open'";
        assert_eq!(found(database, sql), [wrong("terms")]);
    });
}
