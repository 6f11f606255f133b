//! What goes to another agency and comes back, through lanes and back.

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
use engine::command::Command;
use engine::delegation::{Acceptance, DelegationContent, DelegationState, Parts};
use engine::id::{CaseId, DelegationId};
use engine::ledger::{Entry, ObligationEnd};
use engine::money::Money;
use engine::order::Numbered;
use engine::refusal::Refusal;
use engine::role::Role;
use engine::time::{Clock as _, Day, Zone};
use store::read::{Page, Purpose, ReadError};
use store::verify::{Fault, replay};
use support::story::*;
use support::{Database, House, number, on_both, registry, vault};

/// The head of an office of another province.
fn other_head() -> Actor {
    asker("hongha", Role::Head, "T79-01")
}

fn day(house: &House<'_>) -> Day {
    Zone::HANOI.day_of(house.clock.now())
}

/// A case with a part of it offered to the other office.
fn offered(house: &House<'_>) -> (CaseId, DelegationId) {
    let case = house.open_case(officer(), case_content("1/THA", "saomai", "Nguyễn Đức Ấn"));
    let agencies = registry(house.database).snapshot().unwrap().directory;
    let to = agencies.agencies().find(|one| one.code.as_str() == "T79-01").unwrap().id;
    let content = DelegationContent {
        to,
        decision: Numbered { number: "07/QĐ-THADS".to_owned(), day: day(house) },
        parts: Some(Parts { principal: 60_000_000, ..Parts::default() }),
        reason: "Có tài sản tại đó".to_owned(),
    };
    let done = house.act(head(), Command::DelegateCase { case, content: Box::new(content) });
    (case, DelegationId(done.other.unwrap()))
}

fn accepting(house: &House<'_>, (case, delegation): (CaseId, DelegationId), n: u32) -> Command {
    let content = Acceptance {
        number: format!("{n}/THA"),
        officer: user("binhminh"),
        decision: Numbered { number: format!("{n}/QĐ-CTHADS"), day: day(house) },
    };
    Command::AcceptDelegation { case, delegation, content: Box::new(content) }
}

fn whole(house: &House<'_>) {
    assert_eq!(replay(&house.database.url, &vault()).unwrap().differences, []);
}

fn owed(house: &House<'_>, actor: &Actor, case: CaseId) -> i64 {
    let purpose = Purpose::new("case_work", case).unwrap();
    let view = house.store.find_blocking(|r| r.money(actor, &purpose, case)).unwrap();
    view.cap.outstanding
}

/// Whom this office bound as its creditor the other office has not.
#[test]
fn who_is_bound_here_is_not_bound_in_the_other_offices_case() {
    on_both(|database| {
        let house = House::on(database);
        let (case, id) = offered(&house);
        let mut content = case_content("1/THA", "saomai", "Nguyễn Đức Ấn");
        let mut bank = content.parties[0].clone();
        bank.id = engine::id::PartyId(uuid::Uuid::from_u128(0xc0));
        bank.role = engine::case::PartyRole::Creditor;
        bank.identifiers.clear();
        bank.institution = Some(institution("VCB"));
        content.parties.push(bank);
        house.act(officer(), Command::AmendCase { case, content: Box::new(content) });
        house.act(other_head(), accepting(&house, (case, id), 31));
        let desk = banker("vcb.xulyno", Role::CreditorDesk, "VCB");
        let found = house.store.find_blocking(|r| r.claims(&desk, Page::new(None, 10))).unwrap();
        assert_eq!(found.rows.iter().map(|row| row.id).collect::<Vec<_>>(), [case]);
        whole(&house);
    });
}

#[test]
fn a_part_goes_to_another_office_and_what_is_left_comes_back() {
    on_both(|database| {
        let house = House::on(database);
        let (case, id) = offered(&house);
        let all = owed(&house, &head(), case) + 60_000_000;
        whole(&house);

        let page = || Page::new(None, 10);
        let list = |actor: &Actor, state| {
            house.store.find_blocking(|r| r.delegations(actor, state, page()))
        };
        let rows = list(&other_head(), Some(DelegationState::Offered)).unwrap().rows;
        let [one] = rows.as_slice() else { panic!("{rows:?}") };
        assert_eq!((one.case, one.delegation.id), (case, id));
        assert!(one.due.is_some(), "it is to be answered by a limit");
        assert_eq!(list(&other_head(), Some(DelegationState::Accepted)).unwrap().rows, []);
        assert_eq!(list(&head(), None).unwrap().rows, [], "nothing was delegated to this office");
        assert!(list(&officer(), None).is_err());

        // Who decides on it reads whom it is about, on record; nobody else finds it.
        let read = |actor: &Actor| house.store.find_blocking(|r| r.delegation(actor, id));
        let reads = "select count(*) from event where kind = 'read'";
        let before = number(database, reads);
        let seen = read(&other_head()).unwrap();
        assert_eq!(seen.about.unwrap().parties.len(), 1);
        assert_eq!(number(database, reads), before + 1, "I-19");
        for actor in [head(), officer(), stranger()] {
            assert!(matches!(read(&actor), Err(ReadError::Refused(Refusal::NotFound))), "I-28");
        }
        let foreign = house.store.find_blocking(|r| r.case(&other_head(), case));
        assert!(matches!(foreign, Err(ReadError::Refused(Refusal::NotFound))), "I-28");

        let done = house.act(other_head(), accepting(&house, (case, id), 31));
        let theirs = CaseId(done.subject);
        whole(&house);
        let there = house.store.find_blocking(|r| r.case(&stranger(), theirs)).unwrap();
        assert_eq!(there.origin.map(|origin| origin.case), Some(case));
        let identifiers = |case: &engine::case::Case| {
            case.content.parties.iter().map(|party| party.identifiers.clone()).collect::<Vec<_>>()
        };
        let here = house.store.find_blocking(|r| r.case(&officer(), case)).unwrap();
        assert_eq!(identifiers(&there), identifiers(&here));
        assert_eq!(owed(&house, &other_head(), theirs), 60_000_000);

        let (amount, day) = (Money::vnd(25_000_000), day(&house));
        let (entry, note) = (Entry::Payment, "Phiếu thu".to_owned());
        let paid = Command::PostEntry { case: theirs, entry, amount, day, note };
        house.act(stranger(), paid);
        let origin = there.origin;
        let reason = "Đã thi hành phần có điều kiện".to_owned();
        let returned = Command::ReturnDelegation { case: theirs, origin, reason };
        house.act(other_head(), returned.clone());
        assert_eq!(house.attempt(other_head(), returned), Err(Refusal::CaseClosed));
        assert_eq!(owed(&house, &head(), case), all - 25_000_000);
        assert_eq!(owed(&house, &other_head(), theirs), 0);
        whole(&house);
    });
}

#[test]
fn of_many_who_accept_at_once_one_opens_a_case() {
    on_both(|database| {
        let house = House::on(database);
        let offered = offered(&house);
        let commands: Vec<Command> = (31..39).map(|n| accepting(&house, offered, n)).collect();
        let outcomes: Vec<_> = std::thread::scope(|scope| {
            let sent = |command| scope.spawn(|| house.attempt(other_head(), command));
            let threads: Vec<_> = commands.into_iter().map(sent).collect();
            threads.into_iter().map(|one| one.join().unwrap()).collect()
        });
        let (won, lost): (Vec<_>, Vec<_>) = outcomes.into_iter().partition(Result::is_ok);
        assert_eq!(won.len(), 1, "I-2");
        assert!(lost.into_iter().all(|one| one == Err(Refusal::DelegationState)));
        assert_eq!(number(database, "select count(*) from enforcement_case"), 2);
        whole(&house);
    });
}

#[test]
fn a_debt_that_ends_ends_where_it_was_delegated_to() {
    on_both(|database| {
        let house = House::on(database);
        let (case, id) = offered(&house);
        let done = house.act(other_head(), accepting(&house, (case, id), 31));
        let theirs = CaseId(done.subject);
        let how = ObligationEnd::Annulled;
        let end =
            || Command::EndObligation { case, how, reason: "Bản án bị hủy".to_owned() };
        house.act(head(), end());
        whole(&house);
        let purpose = Purpose::new("case_work", theirs).unwrap();
        let view = house.store.find_blocking(|r| r.money(&other_head(), &purpose, theirs));
        assert_eq!(view.unwrap().ledger.closed.map(|closed| closed.how), Some(how), "I-12");
    });
}

#[test]
fn a_debt_ends_elsewhere_though_it_is_accepted_at_the_same_moment() {
    on_both(|database| {
        let house = House::on(database);
        let (case, id) = offered(&house);
        let reason = "Bản án bị hủy".to_owned();
        let end = Command::EndObligation { case, how: ObligationEnd::Annulled, reason };
        let accept = accepting(&house, (case, id), 31);
        let accepted = std::thread::scope(|scope| {
            let accepted = scope.spawn(|| house.attempt(other_head(), accept));
            house.act(head(), end);
            accepted.join().unwrap()
        });
        if let Ok(done) = accepted {
            let theirs = CaseId(done.subject);
            let purpose = Purpose::new("case_work", theirs).unwrap();
            let view = house.store.find_blocking(|r| r.money(&other_head(), &purpose, theirs));
            assert!(view.unwrap().ledger.closed.is_some(), "I-12");
        }
        whole(&house);
    });
}

#[test]
fn what_is_written_over_is_found() {
    on_both(|database| {
        let house = House::on(database);
        let (case, _) = offered(&house);
        for (sql, part) in [
            ("update delegation set place = 3", "delegations.to"),
            ("update delegation set agency_id = case_id", "delegations.to"),
            ("update money set delegated = delegated + 1, title = title - 1", "columns"),
        ] {
            database.tamper(sql);
            let found = replay(&database.url, &vault()).unwrap().differences;
            let told = found.iter().any(|one| {
                one.what == "money"
                    && one.id == case.0
                    && one.fault == Fault::State
                    && one.part == Some(part)
            });
            assert!(told, "{sql}: {found:?}");
        }
    });
}

#[test]
fn the_database_keeps_the_books_balanced() {
    on_both(|database| {
        let house = House::on(database);
        offered(&house);
        let tampered: &Database = database;
        for sql in [
            "update money set delegated = delegated + 1",
            "update delegation set state = 'accepted'",
            "update delegation set state = 'declined'",
            "update posting set debit = 'elsewhere' where debit = 'delegated'",
        ] {
            assert!(tampered.try_to_tamper(sql).is_err(), "{sql}");
        }
    });
}
