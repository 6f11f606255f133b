//! Rows that could not be taken in, through lanes and back: kept once by their external
//! id, listed without what stands in them, let go by a good row or a person.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "a test stops at its first surprise"
)]

extern crate store;

mod support;

use engine::actor::Actor;
use engine::command::{Command, Envelope};
use engine::decide::{Done, Reply};
use engine::directory::AgencyCode;
use engine::held::{HeldContent, HeldRow, HeldState, KeptRow, RowError};
use engine::id::{AgencyId, HeldId};
use engine::refusal::Refusal;
use engine::role::Role;
use engine::statement::FileHash;
use engine::sync::{ExternalId, ForeignCase, ForeignParty, SourceCode};
use engine::time::Clock;
use store::DatabaseUrl;
use store::read::{Page, ReadError};
use store::verify::replay;
use support::story::*;
use support::{House, number as counted, on_both, vault};

const NAME: &str = "Nguyễn Văn Bí Mật";

fn office() -> AgencyId {
    AgencyCode::parse("T01-01").unwrap().derived_id()
}

/// What came in wrong, of the file with this name.
fn wrong(case: Option<&str>, file: &str) -> Command {
    let error = RowError {
        file: Some("parties.csv".to_owned()),
        line: Some(5),
        pointer: "cccd".to_owned(),
        code: "identifier".to_owned(),
    };
    let cells = vec![("name".to_owned(), NAME.to_owned()), ("cccd".to_owned(), "123".to_owned())];
    let row = KeptRow { file: Some("parties.csv".to_owned()), line: Some(5), cells };
    let content = HeldContent {
        case: case.map(|name| ExternalId::parse(name).unwrap()),
        payment: None,
        file: Some(FileHash::of(file.as_bytes())),
        errors: vec![error],
        rows: vec![row],
    };
    let source = SourceCode::ministry();
    Command::HoldRow { agency: office(), source, content: Box::new(content) }
}

fn good(external: &str, number: &str) -> Command {
    let here = case_content(number, "saomai", "Nguyễn Đức Ấn");
    let party = |one: &engine::case::Party| ForeignParty {
        external: ExternalId::parse("DS-1").unwrap(),
        role: one.role,
        kind: one.kind,
        name: one.name.clone(),
        identifiers: one.identifiers.clone(),
        address: None,
    };
    let theirs = ForeignCase {
        external: ExternalId::parse(external).unwrap(),
        closed: false,
        number: here.number.clone(),
        officer: here.officer,
        decision: here.decision.clone(),
        judgment: here.judgment.clone(),
        category: here.category,
        conditions: here.conditions,
        parties: here.parties.iter().map(party).collect(),
        obligations: here.obligations,
    };
    Command::SyncCase { agency: office(), source: SourceCode::ministry(), theirs: Box::new(theirs) }
}

fn reply(house: &House<'_>, actor: Actor, command: Command) -> Reply {
    house.clock.tick();
    let arrived = house.clock.now();
    let envelope = Envelope { actor, key: None, arrived, expected: None, command };
    house.store.execute_blocking(envelope).unwrap().reply.unwrap()
}

fn done(house: &House<'_>, actor: Actor, command: Command) -> Done {
    match reply(house, actor, command) {
        Reply::Done(done) => done,
        Reply::Refused(refusal) => panic!("{refusal:?}"),
    }
}

fn list(house: &House<'_>, state: HeldState) -> Vec<HeldRow> {
    let mut rows = Vec::new();
    let mut page = Page::new(None, 1);
    loop {
        let found = house.store.find_blocking(|find| find.quarantine(&head(), state, page));
        let found = found.unwrap();
        rows.extend(found.rows);
        match found.next {
            Some(next) => page = Page::new(Some(next), 1),
            None => return rows,
        }
    }
}

fn whole(house: &House<'_>, held: u64) {
    let report = replay(&house.database.url, &vault()).unwrap();
    assert_eq!((report.differences, report.held), (Vec::new(), held));
}

#[test]
fn a_wrong_row_is_kept_once_and_a_good_one_lets_it_go_in_its_transaction() {
    on_both(|database| {
        let house = House::on(database);
        let first = done(&house, Actor::SYSTEM, wrong(Some("HS-1"), "monday"));
        // A run that was cut off is repeated: the same file says nothing new (I-3).
        let again = done(&house, Actor::SYSTEM, wrong(Some("HS-1"), "monday"));
        assert_eq!((again.subject, again.version), (first.subject, 1));
        done(&house, Actor::SYSTEM, wrong(Some("HS-1"), "tuesday"));
        let rows = list(&house, HeldState::Open);
        assert_eq!((rows.len(), rows[0].attempts, rows[0].version), (1, 2, 2));
        let events = counted(house.database, "select count(*) from event where kind = 'change'");
        done(&house, Actor::SYSTEM, good("HS-1", "1/2026"));
        let now = counted(house.database, "select count(*) from event where kind = 'change'");
        assert_eq!(now - events, 3, "opened, told, resolved");
        assert_eq!(list(&house, HeldState::Open), []);
        let rows = list(&house, HeldState::Resolved);
        assert_eq!(
            rows[0].end.as_ref().map(|end| (end.by, end.at)),
            Some((None, house.clock.now()))
        );
        whole(&house, 1);
    });
}

/// Asserts that a name stands where what is sealed stands, and nowhere else: in no other
/// column, and in no event that says that somebody read or was refused.
fn nothing_in_clear(house: &House<'_>) {
    let digits = NAME.bytes().map(|byte| format!("{byte:02x}"));
    let name = digits.collect::<Vec<_>>().concat();
    let holding = |table: &str, column: &str, text: bool| {
        let hex = match (&house.database.url, text) {
            (DatabaseUrl::Sqlite(_), _) => format!("lower(hex({column}))"),
            (DatabaseUrl::Postgres(_), false) => format!("encode({column}, 'hex')"),
            (DatabaseUrl::Postgres(_), true) => {
                format!("encode(convert_to({column}, 'UTF8'), 'hex')")
            }
        };
        counted(
            house.database,
            &format!("select count(*) from {table} where {hex} like '%{name}%'"),
        )
    };
    // Key 0 seals nothing in this release: what is looked for is there to be found.
    assert_eq!(holding("held_row", "sealed", false), 3);
    for column in ["source", "external", "payment", "state", "errors"] {
        assert_eq!(holding("held_row", column, true), 0, "{column}");
    }
    assert_eq!(holding("held_row", "file", false), 0);
    let others = "(select * from event where kind <> 'change') as said";
    assert_eq!(holding(others, "body", false), 0);
    assert!(counted(house.database, &format!("select count(*) from {others}")) > 1);
}

#[test]
fn the_list_says_what_is_wrong_and_one_is_read_on_record() {
    on_both(|database| {
        let house = House::on(database);
        for case in ["HS-1", "HS-2", "HS-3"] {
            done(&house, Actor::SYSTEM, wrong(Some(case), "monday"));
        }
        let rows = list(&house, HeldState::Open);
        let names: Vec<_> = rows.iter().filter_map(|row| row.content.case.clone()).collect();
        let names: Vec<_> = names.iter().map(ExternalId::as_str).collect();
        assert_eq!(names, ["HS-3", "HS-2", "HS-1"], "the latest first, each once");
        // What stands in a row is in no list (I-28).
        assert!(rows.iter().all(|row| row.content.rows.is_empty()));
        assert_eq!(rows[0].content.errors[0].code, "identifier");
        let id = rows[0].id;
        let reads = "select count(*) from event where kind = 'read'";
        let before = counted(house.database, reads);
        let admin = asker("quantri", Role::AdminOffice, "T01-01");
        let read = |actor: &Actor| house.store.find_blocking(|find| find.held_row(actor, id));
        for (n, actor) in (1..).zip([head(), admin]) {
            let found = read(&actor).unwrap();
            assert_eq!(found.content.rows[0].cells[0].1, NAME);
            assert_eq!(counted(house.database, reads) - before, n, "on record (I-19)");
        }
        let page = Page::default();
        let list = house.store.find_blocking(|f| f.quarantine(&admin, HeldState::Open, page));
        assert_eq!(list.unwrap().rows.len(), 3, "the administrator of the office too");
        for actor in [officer(), stranger(), supervisor(), vcb()] {
            let refused = matches!(read(&actor), Err(ReadError::Refused(Refusal::NotFound)));
            assert!(refused, "{actor:?}");
            let list = house
                .store
                .find_blocking(|f| f.quarantine(&actor, HeldState::Open, Page::default()));
            assert!(matches!(list, Err(ReadError::Refused(Refusal::Forbidden))), "{actor:?}");
        }
        assert_eq!(counted(house.database, reads) - before, 2);
        nothing_in_clear(&house);
        whole(&house, 3);
    });
}

#[test]
fn a_person_dismisses_with_a_reason_that_is_sealed() {
    on_both(|database| {
        let house = House::on(database);
        let id = HeldId(done(&house, Actor::SYSTEM, wrong(None, "monday")).subject);
        let dismiss = |reason: &str| Command::DismissRow { row: id, reason: reason.to_owned() };
        let stays = reply(&house, officer(), dismiss("Trùng"));
        assert_eq!(stays, Reply::Refused(Refusal::NotFound));
        done(&house, head(), dismiss("Hồ sơ thử của ông Bí Mật"));
        let rows = list(&house, HeldState::Dismissed);
        assert_eq!(rows[0].end.as_ref().unwrap().reason, None, "a list says no reason");
        let found = house.store.find_blocking(|find| find.held_row(&head(), id)).unwrap();
        let end = found.end.unwrap();
        assert_eq!(end.by, head().person());
        assert_eq!(end.reason.as_deref(), Some("Hồ sơ thử của ông Bí Mật"));
        // It comes again with the next file, says the same, and stays dismissed.
        done(&house, Actor::SYSTEM, wrong(None, "tuesday"));
        assert_eq!(list(&house, HeldState::Open), []);
        whole(&house, 1);
    });
}

#[test]
fn lanes_that_keep_the_same_row_at_once_keep_it_once() {
    on_both(|database| {
        let house = House::on(database);
        let at = house.clock.now();
        std::thread::scope(|scope| {
            for n in 0..8 {
                let store = &house.store;
                scope.spawn(move || {
                    let command = wrong(Some("HS-1"), &format!("file {n}"));
                    let actor = Actor::SYSTEM;
                    let arrived = at;
                    let envelope = Envelope { actor, key: None, arrived, expected: None, command };
                    store.execute_blocking(envelope).unwrap().reply.unwrap()
                });
            }
        });
        let rows = list(&house, HeldState::Open);
        assert_eq!((rows.len(), rows[0].attempts), (1, 8));
        whole(&house, 1);
    });
}
