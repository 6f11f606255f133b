//! Cases that another system keeps too, through lanes and back: opened once by their
//! external id, amended where nobody here changed them, paid once.

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
use engine::case::{Category, Conditions, ObligationKind, ObligationLine};
use engine::command::{Command, Entry, Envelope};
use engine::decide::{Done, Reply};
use engine::directory::AgencyCode;
use engine::id::{AgencyId, CaseId};
use engine::ledger::{Book, Posting};
use engine::money::Money;
use engine::refusal::Refusal;
use engine::sync::{ExternalId, Field, ForeignCase, ForeignParty, ForeignPayment, SourceCode};
use engine::time::{Clock, Day};
use std::collections::BTreeSet;
use store::read::Exported;
use store::verify::replay;
use support::story::*;
use support::{House, number as counted, on_both, vault};

fn office() -> AgencyId {
    AgencyCode::parse("T01-01").unwrap().derived_id()
}

fn ext(text: &str) -> ExternalId {
    ExternalId::parse(text).unwrap()
}

fn there(external: &str, number: &str) -> ForeignCase {
    let here = case_content(number, "saomai", "Nguyễn Đức Ấn");
    let party = |one: &engine::case::Party| ForeignParty {
        external: ext("DS-1"),
        role: one.role,
        kind: one.kind,
        name: one.name.clone(),
        identifiers: one.identifiers.clone(),
        address: None,
    };
    ForeignCase {
        external: ext(external),
        closed: false,
        number: here.number.clone(),
        officer: here.officer,
        decision: here.decision.clone(),
        judgment: here.judgment.clone(),
        category: here.category,
        conditions: here.conditions,
        parties: here.parties.iter().map(party).collect(),
        obligations: here.obligations,
    }
}

fn told(theirs: ForeignCase) -> Command {
    let (agency, source) = (office(), SourceCode::ministry());
    Command::SyncCase { agency, source, theirs: Box::new(theirs) }
}

fn paid(case: &str, external: &str, amount: i64) -> Command {
    let payment = ForeignPayment {
        external: ext(external),
        amount: Money::vnd(amount),
        day: Day::from_ymd(2026, 11, 10).unwrap(),
        reference: None,
        note: None,
        other_money: false,
    };
    let (agency, source) = (office(), SourceCode::ministry());
    Command::SyncPayment { agency, source, case: ext(case), payment: Box::new(payment) }
}

/// What came of a command without a key: repeating is recognised by the row.
fn reply(house: &House<'_>, actor: Actor, command: Command) -> Reply {
    house.clock.tick();
    let arrived = house.clock.now();
    let envelope = Envelope { actor, key: None, arrived, expected: None, command };
    house.store.execute_blocking(envelope).unwrap().reply.unwrap()
}

fn done(house: &House<'_>, command: Command) -> Done {
    match reply(house, Actor::SYSTEM, command) {
        Reply::Done(done) => done,
        Reply::Refused(refusal) => panic!("{refusal:?}"),
    }
}

fn refused(house: &House<'_>, actor: Actor, command: Command) -> Refusal {
    match reply(house, actor, command) {
        Reply::Refused(refusal) => refusal,
        Reply::Done(done) => panic!("{done:?}"),
    }
}

fn changes(house: &House<'_>) -> i64 {
    counted(house.database, "select count(*) from event where kind = 'change'")
}

fn whole(house: &House<'_>) {
    let report = replay(&house.database.url, &vault()).unwrap();
    assert_eq!(report.differences, Vec::new());
}

#[test]
fn a_case_is_opened_once_by_its_external_id_and_says_nothing_new_twice() {
    on_both(|database| {
        let house = House::on(database);
        let first = done(&house, told(there("HS-1", "1/2026")));
        assert_eq!(first.version, 2);
        let events = changes(&house);
        let again = done(&house, told(there("HS-1", "1/2026")));
        assert_eq!((again.subject, again.version), (first.subject, 2));
        assert_eq!(changes(&house), events, "the same row changes nothing (I-3)");
        // Another external id of the same number is another twin: not taken in.
        let other = refused(&house, Actor::SYSTEM, told(there("HS-2", "1/2026")));
        assert_eq!(other, Refusal::CaseNumberTaken);
        let page = house.store.find_as_system_blocking(|find| find.count_waiting(office()));
        assert_eq!(page.unwrap(), 0);
        whole(&house);
    });
}

#[test]
fn theirs_is_taken_over_and_what_both_changed_waits() {
    on_both(|database| {
        let house = House::on(database);
        let case = CaseId(done(&house, told(there("HS-1", "1/2026"))).subject);
        let mut mine = case_content("1/2026", "saomai", "Nguyễn Đức Ấn");
        let stored = house.store.find_as_system_blocking(|find| {
            let link = SourceCode::ministry().link(office(), &ext("HS-1"));
            find.known_case(link, (office(), "1/2026"))
        });
        mine.parties[0].id = stored.unwrap().unwrap().case.content.parties[0].id;
        mine.category = Category::Family;
        house.act(officer(), Command::AmendCase { case, content: Box::new(mine) });

        let mut now = there("HS-1", "1/2026");
        now.conditions = Conditions::Enforceable;
        now.category = Category::Labour;
        done(&house, told(now));
        let waits = || {
            let find = house.store.find_as_system_blocking(|find| find.waiting_links(office(), 9));
            find.unwrap()
        };
        let one = &waits()[0];
        assert_eq!(one.case.content.conditions, Conditions::Enforceable);
        assert_eq!(one.case.content.category, Category::Family);
        let category = Field("category".to_owned());
        assert_eq!(one.synced.as_ref().unwrap().open, BTreeSet::from([category.clone()]));
        whole(&house);

        // Only who does the casework decides, and only what waits.
        let decide = |field: &Field| Command::DecideSync {
            case,
            source: SourceCode::ministry(),
            theirs: BTreeSet::from([field.clone()]),
            ours: BTreeSet::new(),
        };
        assert_eq!(refused(&house, stranger(), decide(&category)), Refusal::NotFound);
        let number = Field("number".to_owned());
        let pointer = "/theirs".to_owned();
        let unknown = Refusal::SyncFieldUnknown { pointer };
        assert_eq!(refused(&house, officer(), decide(&number)), unknown);
        house.act(officer(), decide(&category));
        assert!(waits().is_empty());
        whole(&house);
    });
}

#[test]
fn a_payment_there_lowers_what_is_owed_here_once() {
    on_both(|database| {
        let house = House::on(database);
        let unknown = refused(&house, Actor::SYSTEM, paid("HS-1", "P-1", 100_000_000));
        assert_eq!(unknown, Refusal::SyncCaseUnknown { pointer: "/case".to_owned() });
        let case = CaseId(done(&house, told(there("HS-1", "1/2026"))).subject);
        done(&house, paid("HS-1", "P-1", 100_000_000));
        done(&house, paid("HS-1", "P-1", 100_000_000));
        let conflict = refused(&house, Actor::SYSTEM, paid("HS-1", "P-1", 90_000_000));
        assert_eq!(conflict, Refusal::SyncPaymentConflicts);
        assert_eq!(house.money(case).ledger.cap().outstanding, 400_000_000);
        // More than is owed is not refused: it goes back.
        done(&house, paid("HS-1", "P-2", 450_000_000));
        let ledger = house.money(case).ledger;
        assert_eq!((ledger.cap().outstanding, ledger.balances.suspense), (0, -50_000_000));
        // What the books say is owed is not restated, and waits where it differs.
        let mut now = there("HS-1", "1/2026");
        now.obligations[0].amount = Money::vnd(600_000_000);
        done(&house, told(now));
        let waits = house.store.find_as_system_blocking(|find| find.count_waiting(office()));
        assert_eq!(waits.unwrap(), 1);
        assert_eq!(counted(database, "select count(*) from synced_payment"), 2);
        whole(&house);
    });
}

#[test]
fn a_case_written_here_first_is_linked_and_a_closed_one_stays_closed() {
    on_both(|database| {
        let house = House::on(database);
        let content = case_content("1/2026", "saomai", "Nguyễn Đức Ấn");
        let case = house.open_case(officer(), content);
        let linked = done(&house, told(there("HS-1", "1/2026")));
        assert_eq!(CaseId(linked.subject), case);
        assert_eq!(counted(database, "select count(*) from enforcement_case"), 1);
        let reason = "xong".to_owned();
        house.act(officer(), Command::CloseCase { case, reason });
        let mut now = there("HS-1", "1/2026");
        now.conditions = Conditions::Enforceable;
        assert_eq!(refused(&house, Actor::SYSTEM, told(now.clone())), Refusal::CaseClosed);
        now.closed = true;
        done(&house, told(now.clone()));
        // Ended there and never here: nothing is opened.
        now.external = ext("HS-9");
        now.number = "9/2026".to_owned();
        assert_eq!(refused(&house, Actor::SYSTEM, told(now)), Refusal::SyncClosedThere);
        whole(&house);
    });
}

#[test]
fn rows_of_one_file_at_once_lose_and_double_nothing() {
    on_both(|database| {
        let house = House::on(database);
        let rows: Vec<Command> = (0..40)
            .map(|n| there(&format!("HS-{}", n % 20), &format!("{}/2026", n % 20)))
            .map(told)
            .collect();
        let store = &house.store;
        let arrived = house.clock.now();
        std::thread::scope(|scope| {
            for command in rows {
                scope.spawn(move || {
                    let actor = Actor::SYSTEM;
                    let envelope = Envelope { actor, key: None, arrived, expected: None, command };
                    let outcome = store.execute_blocking(envelope).unwrap();
                    assert!(matches!(outcome.reply, Ok(Reply::Done(_))), "{outcome:?}");
                });
            }
        });
        assert_eq!(counted(database, "select count(*) from enforcement_case"), 20);
        assert_eq!(counted(database, "select count(*) from case_link"), 20);
        whole(&house);
    });
}

/// What is handed out of the office's cases.
fn handed(house: &House<'_>) -> Vec<Exported> {
    let source = SourceCode::ministry();
    let find =
        house.store.find_as_system_blocking(|find| find.export_cases(office(), &source, None, 9));
    find.unwrap()
}

#[test]
fn what_is_handed_out_and_told_back_changes_nothing() {
    on_both(|database| {
        let house = House::on(database);
        let case = CaseId(done(&house, told(there("HS-1", "1/2026"))).subject);
        done(&house, paid("HS-1", "P-1", 100_000_000));
        let day = Day::from_ymd(2026, 11, 11).unwrap();
        for amount in [30_000_000, 20_000_000] {
            let (entry, amount) = (Entry::Payment, Money::vnd(amount));
            let note = "nộp tại quầy".to_owned();
            house.act(officer(), Command::PostEntry { case, entry, amount, day, note });
        }
        let mine = house.money(case).ledger.postings;
        let posting = mine.iter().find(|one| one.amount == 20_000_000).unwrap().id;
        let reason = "nhầm".to_owned();
        house.act(officer(), Command::ReversePosting { case, posting, reason });
        let own = house.open_case(officer(), case_content("2/2026", "saomai", "Lê Văn Tám"));

        let out = handed(&house);
        assert_eq!(out.iter().map(|one| one.id).collect::<Vec<_>>(), [case, own]);
        assert!(out.iter().all(|one| one.officer == "saomai"));
        assert_eq!(out[0].told.case, there("HS-1", "1/2026"));
        let of = |one: &ForeignPayment| (one.external.as_str().len(), one.amount.minor());
        let payments: Vec<_> = out[0].told.payments.iter().map(of).collect();
        // Its own name, and a posting of here; what was taken back is not told.
        assert_eq!(payments, [(3, 100_000_000), (36, 30_000_000)]);
        // A case of here goes by its id.
        assert_eq!(out[1].told.case.external.as_str(), own.to_string());

        let events = changes(&house);
        done(&house, told(out[0].told.case.clone()));
        for payment in &out[0].told.payments {
            let (agency, source) = (office(), SourceCode::ministry());
            let payment = Box::new(payment.clone());
            done(&house, Command::SyncPayment { agency, source, case: ext("HS-1"), payment });
        }
        assert_eq!(changes(&house), events);
        // One that went by its id of here is linked by that once, and no more.
        for links in [1, 0] {
            let events = changes(&house);
            done(&house, told(out[1].told.case.clone()));
            assert_eq!(changes(&house), events + links);
        }
        assert_eq!(handed(&house)[1].told, out[1].told);
        assert_eq!(house.money(case).ledger.cap().outstanding, 370_000_000);
        whole(&house);
    });
}

#[test]
fn pages_of_an_export_miss_nothing_and_show_nothing_twice() {
    on_both(|database| {
        let house = House::on(database);
        // Named there and written here, in turns.
        let mut cases: Vec<CaseId> = Vec::new();
        for n in 1..=4 {
            let (there_is, here_is) = (format!("{n}/2026"), format!("{n}0/2026"));
            let told = done(&house, told(there(&format!("HS-{n}"), &there_is)));
            cases.push(CaseId(told.subject));
            let content = case_content(&here_is, "saomai", "Lê Văn Tám");
            cases.push(house.open_case(officer(), content));
        }
        // Of this agency, but named in another system's files alone: it is told too.
        let other = SourceCode::parse("other").unwrap();
        let theirs = Box::new(there("X-1", "99/2026"));
        let named = Command::SyncCase { agency: office(), source: other, theirs };
        cases.push(CaseId(done(&house, named).subject));
        cases.sort_unstable();
        for limit in [1, 2, 3, 9, 50] {
            let (mut seen, mut after) = (Vec::new(), None);
            loop {
                let page = house.store.find_as_system_blocking(|find| {
                    find.export_cases(office(), &SourceCode::ministry(), after, limit)
                });
                let page: Vec<CaseId> = page.unwrap().iter().map(|one| one.id).collect();
                let Some(last) = page.last() else { break };
                assert!(page.len() <= usize::from(limit));
                after = Some(*last);
                seen.extend(page);
            }
            assert_eq!(seen, cases, "{limit}");
        }
    });
}

/// Tells of a payment, as it was handed out.
fn back(case: &str, payment: &ForeignPayment) -> Command {
    let (agency, source) = (office(), SourceCode::ministry());
    let (case, payment) = (ext(case), Box::new(payment.clone()));
    Command::SyncPayment { agency, source, case, payment }
}

/// Money paid at the counter.
fn counter(house: &House<'_>, case: CaseId, amount: i64) {
    let (entry, amount) = (Entry::Payment, Money::vnd(amount));
    let (day, note) = (Day::from_ymd(2026, 11, 11).unwrap(), "nộp tại quầy".to_owned());
    house.act(officer(), Command::PostEntry { case, entry, amount, day, note });
}

fn take_back(house: &House<'_>, case: CaseId, amount: i64) {
    let mine = house.money(case).ledger.postings;
    let of_it = |one: &&Posting| one.debit == Book::Received && one.amount == amount;
    let posting = mine.iter().find(of_it).unwrap().id;
    let reason = "nhầm".to_owned();
    house.act(officer(), Command::ReversePosting { case, posting, reason });
}

fn owed(kind: ObligationKind, minor: i64) -> ObligationLine {
    ObligationLine { kind, amount: Money::vnd(minor), note: None }
}

#[test]
fn money_is_handed_out_once_either_as_paid_or_as_a_payment() {
    on_both(|database| {
        let house = House::on(database);
        let mut content = case_content("1/2026", "saomai", "Nguyễn Đức Ấn");
        content.obligations.push(owed(ObligationKind::Fee, 5_000_000));
        content.obligations.push(owed(ObligationKind::Paid, 40_000_000));
        let case = house.open_case(officer(), content);
        counter(&house, case, 30_000_000);
        let told = &handed(&house)[0].told;
        assert_eq!(told.case.obligations.len(), 3);
        let payments: Vec<_> = told.payments.iter().map(|one| one.amount.minor()).collect();
        assert_eq!(payments, [30_000_000]);
        // What is owed is what the two say together.
        let balance = |line: &ObligationLine| match line.kind {
            ObligationKind::Paid => -line.amount.minor(),
            _ => line.amount.minor(),
        };
        let sum: i64 = told.case.obligations.iter().map(balance).sum();
        assert_eq!(sum - 30_000_000, house.money(case).ledger.cap().outstanding);
    });
}

#[test]
fn a_payment_of_here_is_known_only_as_it_stands() {
    on_both(|database| {
        let house = House::on(database);
        let mut theirs = there("HS-1", "1/2026");
        theirs.obligations.push(owed(ObligationKind::Fee, 5_000_000));
        let case = CaseId(done(&house, told(theirs)).subject);
        counter(&house, case, 30_000_000);
        let before = handed(&house)[0].told.payments[0].clone();
        assert_eq!(before.amount, Money::vnd(30_000_000));
        done(&house, back("HS-1", &before));
        for wrong in [
            ForeignPayment { amount: Money::vnd(29_000_000), ..before.clone() },
            ForeignPayment { day: Day::from_ymd(2026, 11, 12).unwrap(), ..before.clone() },
        ] {
            let refusal = refused(&house, Actor::SYSTEM, back("HS-1", &wrong));
            assert_eq!(refusal, Refusal::SyncPaymentConflicts);
        }
        // One of its two postings is taken back: the same payment, of less.
        take_back(&house, case, 5_000_000);
        let after = handed(&house)[0].told.payments[0].clone();
        assert_eq!(
            (after.external.clone(), after.amount.minor()),
            (before.external.clone(), 25_000_000)
        );
        done(&house, back("HS-1", &after));
        let refusal = refused(&house, Actor::SYSTEM, back("HS-1", &before));
        assert_eq!(refusal, Refusal::SyncPaymentConflicts);
        // In another case it is no payment of here.
        let other = house.store.find_as_system_blocking(|find| {
            let link = |case: &str| SourceCode::ministry().link(office(), &ext(case));
            let id = before.external.posting().unwrap();
            find.own_payments(&[(link("HS-1"), id), (link("HS-2"), id)])
        });
        assert_eq!(other.unwrap().len(), 1);
        whole(&house);
    });
}

#[test]
fn a_told_payment_that_was_taken_back_here_is_not_handed_out() {
    on_both(|database| {
        let house = House::on(database);
        let case = CaseId(done(&house, told(there("HS-1", "1/2026"))).subject);
        done(&house, paid("HS-1", "P-1", 100_000_000));
        done(&house, paid("HS-1", "P-2", 20_000_000));
        take_back(&house, case, 100_000_000);
        let payments = handed(&house)[0].told.payments.clone();
        let names: Vec<_> = payments.iter().map(|one| one.external.as_str()).collect();
        assert_eq!(names, ["P-2"]);
    });
}

#[test]
fn a_closed_case_of_here_is_linked_when_it_is_told_back() {
    on_both(|database| {
        let house = House::on(database);
        let content = case_content("2/2026", "saomai", "Lê Văn Tám");
        let case = house.open_case(officer(), content);
        counter(&house, case, 30_000_000);
        let reason = "xong".to_owned();
        house.act(officer(), Command::CloseCase { case, reason });
        let out = handed(&house)[0].told.clone();
        let numbers = || {
            let find = house.store.find_as_system_blocking(|find| {
                find.numbers_here(office(), &["2/2026".to_owned(), "9/2026".to_owned()])
            });
            find.unwrap()
        };
        assert_eq!(numbers(), BTreeSet::from(["2/2026".to_owned()]));
        done(&house, told(out.case.clone()));
        let events = changes(&house);
        done(&house, told(out.case.clone()));
        for payment in &out.payments {
            done(&house, back(&case.to_string(), payment));
        }
        assert_eq!(changes(&house), events);
        assert_eq!(handed(&house)[0].told, out);
        whole(&house);
    });
}

#[test]
fn money_that_was_paid_here_at_the_counter_is_not_counted_again() {
    on_both(|database| {
        let house = House::on(database);
        let case = CaseId(done(&house, told(there("HS-1", "1/2026"))).subject);
        counter(&house, case, 30_000_000);
        let here = refused(&house, Actor::SYSTEM, paid("HS-1", "P-1", 30_000_000));
        assert_eq!(here, Refusal::SyncPaymentHere);
        // What was told of is not it: a second payment of the same amount counts.
        done(&house, paid("HS-1", "P-2", 10_000_000));
        done(&house, paid("HS-1", "P-3", 10_000_000));
        assert_eq!(house.money(case).ledger.cap().outstanding, 450_000_000);
        take_back(&house, case, 30_000_000);
        done(&house, paid("HS-1", "P-1", 30_000_000));
        assert_eq!(house.money(case).ledger.cap().outstanding, 450_000_000);
        whole(&house);
    });
}

#[test]
fn an_id_of_a_case_of_here_is_no_name_for_another() {
    on_both(|database| {
        let house = House::on(database);
        let content = case_content("1/2026", "saomai", "Nguyễn Đức Ấn");
        let case = house.open_case(officer(), content);
        let wrong = there(&case.to_string(), "7/2026");
        let pointer = "/external".to_owned();
        let refusal = refused(&house, Actor::SYSTEM, told(wrong));
        assert_eq!(refusal, Refusal::SyncCaseUnknown { pointer });
        done(&house, told(there(&case.to_string(), "1/2026")));
    });
}
