//! The register of what goes out, through lanes and back.

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
use engine::id::InstrumentId;
use engine::instrument::InfoType;
use engine::money::Money;
use engine::order::{FreezeAt, Order};
use engine::refusal::Refusal;
use engine::register::RegisterBook;
use engine::role::Role;
use engine::time::{Clock as _, Zone};
use std::collections::BTreeSet;
use store::read::{Page, ReadError, RegisterLine};
use store::verify::replay;
use support::story::*;
use support::{Database, House, on_both, vault};

const DECISIONS: (RegisterBook, i16) = (RegisterBook::Decision, 2026);
const LETTERS: (RegisterBook, i16) = (RegisterBook::Letter, 2026);

fn clerk() -> Actor {
    asker("haidang", Role::Clerk, "T01-01")
}

fn numbering(house: &House<'_>, instrument: InstrumentId, serial: Option<u32>) -> Command {
    let day = Zone::HANOI.day_of(house.clock.now());
    let (symbol, reason) = ("QĐ-CCTHADS".to_owned(), None);
    Command::NumberInstrument { instrument, serial, symbol, day, reason }
}

fn whole(database: &Database) {
    assert_eq!(replay(&database.url, &vault()).unwrap().differences, []);
}

fn lines(house: &House<'_>, actor: &Actor, book: (RegisterBook, i16)) -> Vec<RegisterLine> {
    let page = Page::new(None, 10);
    house.store.find_blocking(|r| r.register(actor, book, page)).unwrap().rows
}

#[test]
fn an_order_is_numbered_listed_and_voided_and_its_number_stays_taken() {
    on_both(|database| {
        let house = House::on(database);
        let case = house.open_case(officer(), case_content("1/THA", "saomai", "Nguyễn Đức Ấn"));
        let (one, _) = house.frozen_at(case, "5/QĐ-CCTHADS", &["VCB"]);
        house.act(clerk(), numbering(&house, one, None));
        // Sent again it is the same entry; another number it does not get.
        house.act(clerk(), numbering(&house, one, Some(5)));
        let other = house.attempt(clerk(), numbering(&house, one, Some(6)));
        assert_eq!(other.unwrap_err(), Refusal::NumberGiven);
        let listed = lines(&house, &clerk(), DECISIONS);
        let [line] = listed.as_slice() else { panic!("{listed:?}") };
        let entry = line.entry.as_ref().unwrap();
        assert_eq!(entry.numbered().number, "5/QĐ-CCTHADS", "as it spells it");
        let at = vec![FreezeAt { institution: institution("ACB"), accounts: Vec::new() }];
        let owed = Money::vnd(300_000_000);
        let order = Order::Freeze { owed, parts: None, urgent: false, at };
        let content = Box::new(house.content(Some("05/QĐ-CCTHADS"), order));
        let same = house.attempt(officer(), Command::DraftOrder { case, content });
        assert_eq!(same.unwrap_err(), Refusal::OrderNumberTaken, "one number, two spellings");
        assert_eq!((entry.by, line.known.as_ref().unwrap().recipients.len()), (user("haidang"), 1));
        assert_eq!(lines(&house, &clerk(), LETTERS), []);
        assert_eq!(lines(&house, &clerk(), (RegisterBook::Decision, 2025)), []);
        // Another office has a register of its own, an officer none (I-28).
        assert_eq!(lines(&house, &asker("hongha", Role::Head, "T01-02"), DECISIONS), []);
        let page = Page::new(None, 10);
        let read = house.store.find_blocking(|r| r.register(&officer(), DECISIONS, page));
        assert!(matches!(read, Err(ReadError::Refused(Refusal::Forbidden))));

        let draft = asking(&[InfoType::Account], &["VCB"]);
        let content = Box::new(draft);
        let drafted = house.act(officer(), Command::DraftInquiry { case, content });
        let letter = InstrumentId(drafted.subject);
        house.act(clerk(), numbering(&house, letter, Some(31)));
        let reason = "Nhầm người".to_owned();
        house.act(officer(), Command::WithdrawInquiry { instrument: letter, reason });
        assert!(lines(&house, &clerk(), LETTERS)[0].entry.as_ref().unwrap().void);
        let content = Box::new(asking(&[InfoType::Account], &["ACB"]));
        let drafted = house.act(officer(), Command::DraftInquiry { case, content });
        let next = InstrumentId(drafted.subject);
        let taken = house.attempt(clerk(), numbering(&house, next, Some(31)));
        assert_eq!(taken.unwrap_err(), Refusal::NumberTaken { pointer: "/serial".to_owned() });
        house.act(clerk(), numbering(&house, next, None));
        // The greatest number first, page by page; whole from the smallest.
        let first =
            house.store.find_blocking(|r| r.register(&clerk(), LETTERS, Page::new(None, 1)));
        let first = first.unwrap();
        let serial = |one: &RegisterLine| one.entry.as_ref().unwrap().serial;
        assert_eq!(serial(&first.rows[0]), 32);
        let rest = Page::new(first.next, 1);
        let rest = house.store.find_blocking(|r| r.register(&clerk(), LETTERS, rest)).unwrap();
        assert_eq!((serial(&rest.rows[0]), rest.next), (31, None));
        let all = house.store.find_blocking(|r| r.register_whole(&clerk(), LETTERS)).unwrap();
        assert_eq!(all.iter().map(serial).collect::<Vec<_>>(), [31, 32]);
        whole(database);
    });
}

#[test]
fn of_what_is_sealed_to_others_the_clerk_sees_the_number() {
    on_both(|database| {
        let house = House::on(database);
        let case = house.open_case(officer(), case_content("1/THA", "saomai", "Nguyễn Đức Ấn"));
        let mut content = asking(&[InfoType::Account], &["VCB"]);
        content.sealed_to = vec![user("saomai"), user("daiduong")];
        let content = Box::new(content);
        let drafted = house.act(officer(), Command::DraftInquiry { case, content });
        let instrument = InstrumentId(drafted.subject);
        let mut command = numbering(&house, instrument, Some(9));
        if let Command::NumberInstrument { reason, .. } = &mut command {
            *reason = Some("Theo sổ giấy".to_owned());
        }
        house.act(clerk(), command);
        let seen = lines(&house, &clerk(), LETTERS);
        assert_eq!((seen[0].known.clone(), seen.len()), (None, 1));
        assert_eq!(seen[0].entry.as_ref().unwrap().reason, None, "a reason tells of the content");
        let seen = lines(&house, &head(), LETTERS);
        assert!(seen[0].known.is_some() && seen[0].entry.as_ref().unwrap().reason.is_some());
        whole(database);
    });
}

#[test]
fn of_many_who_are_numbered_at_once_each_gets_a_number_of_its_own() {
    on_both(|database| {
        let house = House::on(database);
        let ids: Vec<InstrumentId> = (0..8)
            .map(|n| {
                let number = format!("{n}/THA");
                let case = house.open_case(officer(), case_content(&number, "saomai", "Lê Văn Ba"));
                let content = Box::new(asking(&[InfoType::Account], &["VCB"]));
                InstrumentId(house.act(officer(), Command::DraftInquiry { case, content }).subject)
            })
            .collect();
        std::thread::scope(|scope| {
            let threads: Vec<_> = ids
                .iter()
                .map(|id| {
                    let house = &house;
                    scope.spawn(move || house.act(clerk(), numbering(house, *id, None)))
                })
                .collect();
            for thread in threads {
                thread.join().unwrap();
            }
        });
        let listed = lines(&house, &clerk(), LETTERS);
        let serials: BTreeSet<u32> =
            listed.iter().map(|one| one.entry.as_ref().unwrap().serial).collect();
        assert_eq!(serials, (1..=8).collect(), "I-3");
        whole(database);
    });
}
