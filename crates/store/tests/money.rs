//! The money of a case through lanes and back: every row is read as it was
//! written, and what must not be in a row is not let in.

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
use engine::answer::{Findings, Outcome, Scope};
use engine::command::{Command, Entry};
use engine::demand::{DemandState, ItemAnswer};
use engine::execution::{CapturedAccount, Instalment};
use engine::id::{CaseId, DemandId, InstrumentId, PayeeId, StatementId};
use engine::identity::{Holder, Identifier, IdentifierKind};
use engine::instrument::{ContentHash, InfoType, InstrumentState};
use engine::ledger::{
    Book, Cap, DutyKind, Freedom, FreezeEnd, IncomeEnd, ObligationEnd, TransferState,
};
use engine::money::{Currency, Money};
use engine::order::{
    AmendLine, DeductLine, FreezeAt, Identity, Monthly, Order, OrderRequest, ReleaseLine,
};
use engine::refusal::Refusal;
use engine::role::Role;
use engine::statement::{FileHash, Found, LineContent, LineState, Side, StatementContent};
use engine::time::{Clock, Day, Instant, Zone};
use store::outbox::{Outbox, Retry};
use store::read::{OrderView, Page, Purpose, ReadError};
use store::verify::{Fault, replay};
use support::money::*;
use support::story::*;
use support::{Database, House, number as number_of, on_both, vault};

/// Freeze, answers, a capture, a deduction, its arrival, a release.
struct Told {
    case: CaseId,
    freeze: InstrumentId,
    payee: PayeeId,
}

fn full_story(house: &House<'_>) -> Told {
    let payee = house.payee();
    let case = house.open_case(officer(), case_content("1/THA", "saomai", "Nguyễn Đức Ấn"));
    let (freeze, served) = house.frozen_at(case, "12/QĐ-CCTHADS", &["VCB", "ACB"]);
    reported(house, "VCB", served[0], frozen(FROZEN_ACCOUNT, 200_000_000));
    let none =
        Outcome::None { scope: Scope::Institution, tried: vec![cccd()], as_of: house.clock.now() };
    reported(house, "ACB", served[1], none);
    let (item, amount) = (house.first_item(served[0]), Money::vnd(50_000_000));
    let accounts = vec![CapturedAccount { number: number(FROZEN_ACCOUNT), amount }];
    let reference = "VCB-7".to_owned();
    house.act(vcb(), Command::ReportCapture { demand: served[0], item, reference, accounts });
    deduct(house, case, payee);
    release(house, case);
    Told { case, freeze, payee }
}

/// A hundred million ordered from the first hold; the demand.
fn ordered(house: &House<'_>, case: CaseId, payee: PayeeId) -> DemandId {
    let hold = house.money(case).ledger.holds[0].id;
    let order = Order::Deduct {
        payee,
        identity: Identity::new("document_seen", None),
        lines: vec![DeductLine::Held { hold, amount: Money::vnd(100_000_000) }],
    };
    house.order(case, house.content(Some("13/QĐ-CCTHADS"), order)).1[0]
}

/// A hundred million, paid and seen on the treasury account.
fn deduct(house: &House<'_>, case: CaseId, payee: PayeeId) {
    let demand = ordered(house, case, payee);
    let today = Zone::HANOI.day_of(house.clock.now());
    let paid = Outcome::Paid {
        paid: Money::vnd(100_000_000),
        reference: "FT26322001".to_owned(),
        value_day: today,
    };
    reported(house, "VCB", demand, paid);
    let waiting = house.store.find_blocking(|r| r.transfers_to_confirm(&accountant(), page()));
    let waiting = waiting.unwrap().rows;
    assert_eq!((waiting.len(), waiting[0].case_number.as_str()), (1, "1/THA"));
    let transfer = waiting[0].transfer.id;
    let (amount, reference) = (Money::vnd(100_000_000), "KBNN-1".to_owned());
    let confirm = Command::ConfirmRemittance {
        case,
        transfer,
        amount,
        day: today,
        reference,
        other_money: false,
    };
    house.act(accountant(), confirm);
}

fn release(house: &House<'_>, case: CaseId) {
    let hold = house.money(case).ledger.holds[0].clone();
    let amount = Some(Money::vnd(30_000_000));
    let order = Order::Release {
        ground: "requested".to_owned(),
        arose_at: house.clock.now(),
        lines: vec![ReleaseLine { freeze: hold.freeze, hold: Some(hold.id), amount }],
    };
    let (_, served) = house.order(case, house.content(Some("14/QĐ-CCTHADS"), order));
    reported(house, "VCB", served[0], released(FROZEN_ACCOUNT, 30_000_000));
}

fn page() -> Page {
    Page::default()
}

fn purpose(case: CaseId) -> Purpose {
    Purpose::new("case_work", case).unwrap()
}

#[test]
fn a_story_of_money_is_read_back_as_it_was_written() {
    on_both(|database| {
        let house = House::on(database);
        let told = full_story(&house);
        let view = house.money(told.case);
        let ledger = &view.ledger;
        assert_eq!(ledger.balances.received, 100_000_000);
        assert_eq!(ledger.balances.outstanding(), 400_000_000);
        let hold = &ledger.holds[0];
        assert_eq!((hold.frozen, hold.deducted), (250_000_000, 100_000_000));
        assert_eq!((hold.released, hold.remaining()), (30_000_000, 120_000_000));
        assert_eq!(ledger.freezes[0].captures[0].reference, "VCB-7");
        assert_eq!(ledger.freezes[1].ended.unwrap().why, FreezeEnd::NoAccount);
        assert_eq!(ledger.transfers[0].state, TransferState::Confirmed);
        assert!(ledger.lifts[0].done);
        assert_eq!(view.cap.outstanding, 400_000_000);
        // The record rebuilds every row of it (I-15).
        let report = replay(&database.url, &vault()).unwrap();
        assert_eq!(report.differences, []);
        assert_eq!((report.books, report.payees, report.instruments), (1, 1, 3));
    });
}

/// Frozen on the 18th, paid on the 19th, seen on the 21st as money of the 19th.
fn told_over_days(house: &House<'_>) -> CaseId {
    let payee = house.payee();
    let case = house.open_case(officer(), case_content("1/THA", "saomai", "Nguyễn Đức Ấn"));
    let (_, served) = house.frozen_at(case, "12/QĐ-CCTHADS", &["VCB"]);
    reported(house, "VCB", served[0], frozen(FROZEN_ACCOUNT, 200_000_000));
    house.clock.set("2026-11-19T23:00:00+07:00");
    let day: Day = "2026-11-19".parse().unwrap();
    let demand = ordered(house, case, payee);
    let (paid, reference) = (Money::vnd(100_000_000), "FT26322001".to_owned());
    reported(house, "VCB", demand, Outcome::Paid { paid, reference, value_day: day });
    house.clock.set("2026-11-21T10:00:00+07:00");
    let transfer = house.money(case).ledger.transfers[0].id;
    let (amount, reference) = (Money::vnd(100_000_000), "KBNN-1".to_owned());
    let confirm =
        Command::ConfirmRemittance { case, transfer, amount, day, reference, other_money: false };
    house.act(accountant(), confirm);
    case
}

/// What was recorded later is in no sum of a day, though it counts from it: the
/// money was on its way then, and would count twice.
#[test]
fn the_money_of_a_day_is_what_was_recorded_until_its_end() {
    on_both(|database| {
        let house = House::on(database);
        let case = told_over_days(&house);
        let of = |actor: Actor, day: &str| {
            let (day, purpose): (Day, _) = (day.parse().unwrap(), purpose(case));
            house.store.find_blocking(|r| r.money_as_of(&actor, &purpose, case, day)).unwrap()
        };
        let empty = of(officer(), "2026-11-17");
        assert_eq!((empty.ledger.version, empty.cap), (0, Cap::default()));
        assert!(empty.ledger.freezes.is_empty() && empty.later.is_empty());
        let first = of(officer(), "2026-11-18");
        assert_eq!((first.cap.open, first.cap.remaining), (500_000_000, 200_000_000));
        assert!(first.ledger.transfers.is_empty() && !first.ledger.freezes.is_empty());
        for day in ["2026-11-19", "2026-11-20"] {
            let then = of(officer(), day);
            assert_eq!((then.cap.outstanding, then.cap.in_transit), (500_000_000, 100_000_000));
            assert_eq!((then.cap.open, then.cap.remaining), (400_000_000, 100_000_000));
            assert_eq!(then.ledger.transfers[0].state, TransferState::InTransit);
            let later: i64 = then.later.iter().map(|one| one.amount).sum();
            assert_eq!((later, then.ledger.balances.received), (100_000_000, 0));
        }
        // Replayed to the last event it is what is stored, and stays so.
        let now = house.money(case);
        assert_eq!((now.cap.outstanding, now.cap.open), (400_000_000, 400_000_000));
        assert_eq!(of(officer(), "2026-11-21").ledger, now.ledger);
        house.clock.set("2026-11-23T09:00:00+07:00");
        assert_eq!(of(officer(), "2026-11-21").ledger, now.ledger);
        let seen = of(accountant(), "2026-11-18");
        assert_eq!(seen.ledger.holds[0].account.normalised(), "XXXX887");
        let stranger = stranger();
        let (day, purpose) = ("2026-11-18".parse().unwrap(), purpose(case));
        let found = house.store.find_blocking(|r| r.money_as_of(&stranger, &purpose, case, day));
        assert_refused(found, &Refusal::NotFound);
    });
}

/// Before that, the case says who is waited for.
#[test]
fn a_case_says_since_when_everything_is_free() {
    on_both(|database| {
        let house = House::on(database);
        let case = told_over_days(&house);
        let freedom = |actor: Actor| house.store.find_blocking(|r| r.freedom(&actor, case));
        assert_eq!(freedom(officer()).unwrap(), None, "the debt is owed");
        let reason = "Đình chỉ thi hành án".to_owned();
        let how = ObligationEnd::Terminated;
        house.act(head(), Command::EndObligation { case, how, reason });
        let ended = house.clock.now();
        let waits = freedom(officer()).unwrap().unwrap();
        assert_eq!((waits.since, waits.waits.len()), (None, 1));
        let asked = waits.waits[0].asked.unwrap();
        assert_eq!((asked.at, asked.waits, asked.refused_at), (ended, true, None));
        assert_eq!(house.money(case).freedom, Some(waits));
        house.clock.set("2026-11-24T10:00:00+07:00");
        let lift = house.money(case).ledger.lifts[0].item;
        let orders = house.store.find_blocking(|r| r.orders(&officer(), case, page())).unwrap();
        let served = orders.rows.iter().find_map(|one| {
            let served = house.store.find_blocking(|r| r.served_of(&officer(), one.id)).unwrap();
            served.into_iter().find(|one| house.first_item(one.demand) == lift)
        });
        reported(&house, "VCB", served.unwrap().demand, released(FROZEN_ACCOUNT, 100_000_000));
        let since = Some(house.clock.now());
        assert_eq!(freedom(officer()).unwrap(), Some(Freedom { since, waits: Vec::new() }));
        // On the day before it was not, and whoever sees no orders hears nothing.
        let (day, purpose) = ("2026-11-23".parse().unwrap(), purpose(case));
        let then = house.store.find_blocking(|r| r.money_as_of(&officer(), &purpose, case, day));
        assert_eq!(then.unwrap().freedom.unwrap().since, None);
        let shown = house.store.find_blocking(|r| r.freedom_shown(&stranger(), case));
        assert_eq!(shown.unwrap(), None);
    });
}

#[test]
fn account_numbers_are_read_with_a_purpose_on_record_or_struck_out() {
    on_both(|database| {
        let house = House::on(database);
        let told = full_story(&house);
        let reads = || number_of(database, "select count(*) from event where kind = 'read'");
        let before = reads();
        let purpose = purpose(told.case);
        let read =
            |actor: Actor| house.store.find_blocking(|r| r.money(&actor, &purpose, told.case));
        let seen = read(officer()).unwrap();
        assert_eq!(seen.ledger.holds[0].account.normalised(), FROZEN_ACCOUNT);
        assert_eq!((seen.ledger.holds[0].left_between, seen.hidden), (Some(7_000), false));
        assert_eq!(reads(), before + 1);
        for actor in [accountant(), supervisor()] {
            let seen = read(actor).unwrap();
            assert_eq!(seen.ledger.holds[0].account.normalised(), "XXXX887");
            assert_eq!((seen.ledger.holds[0].left_between, seen.hidden), (None, true));
        }
        assert_eq!(reads(), before + 3);
        for actor in [stranger(), vcb()] {
            assert_refused(read(actor), &Refusal::NotFound);
        }
        let clerk = asker("ngoclan", Role::Clerk, "T01-01");
        assert_refused(read(clerk), &Refusal::Forbidden);
        assert_eq!(reads(), before + 3);
        let other = Purpose::new("case_work", CaseId(uuid::Uuid::nil())).unwrap();
        let found = house.store.find_blocking(|r| r.money(&officer(), &other, told.case));
        assert_refused(found, &Refusal::NotFound);
    });
}

fn assert_refused<T: std::fmt::Debug>(found: Result<T, ReadError>, expected: &Refusal) {
    match found {
        Err(ReadError::Refused(refusal)) => assert_eq!(refusal, *expected),
        other => panic!("{other:?}"),
    }
}

#[test]
fn orders_are_listed_beside_inquiries_and_opened_on_record() {
    on_both(|database| {
        let house = House::on(database);
        let told = full_story(&house);
        let inquiry = asking(&[InfoType::Account], &["VCB"]);
        let (inquiry, _) = house.file(officer(), told.case, inquiry);
        let orders = house.store.find_blocking(|r| r.orders(&officer(), told.case, page()));
        let orders = orders.unwrap().rows;
        let numbers: Vec<_> =
            orders.iter().map(|one| one.decision.clone().unwrap().number).collect();
        assert_eq!(numbers, ["14/QĐ-CCTHADS", "13/QĐ-CCTHADS", "12/QĐ-CCTHADS"]);
        assert!(orders.iter().all(|one| one.state == InstrumentState::Issued && one.open == 0));
        let inquiries = house.store.find_blocking(|r| r.inquiries(&officer(), told.case, page()));
        assert_eq!(inquiries.unwrap().rows.len(), 1);
        let found = house.store.find_blocking(|r| r.order(&officer(), inquiry));
        assert_refused(found, &Refusal::NotFound);
        let found = house.store.find_blocking(|r| r.inquiry(&officer(), told.freeze));
        assert_refused(found, &Refusal::NotFound);
        let view = house.store.find_blocking(|r| r.order(&officer(), told.freeze)).unwrap();
        assert_eq!((view.demands.len(), view.roll_up.answered), (2, 2));
        assert_eq!(view.demands[0].state, DemandState::Answered);
        let payees = house.store.find_blocking(|r| r.payees(&accountant(), page())).unwrap();
        assert_eq!((payees.rows.len(), payees.rows[0].id), (1, told.payee));
    });
}

fn named(view: &OrderView) -> String {
    match &view.instrument.content.order().unwrap().order {
        Order::Freeze { at, .. } => at[0].accounts[0].normalised().to_owned(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn named_accounts_are_struck_out_for_those_who_read_no_answers() {
    on_both(|database| {
        let house = House::on(database);
        let case = house.open_case(officer(), case_content("1/THA", "saomai", "Nguyễn Đức Ấn"));
        let accounts = vec![number(FROZEN_ACCOUNT)];
        let at = vec![FreezeAt { institution: institution("VCB"), accounts }];
        let order = Order::Freeze { owed: Money::vnd(1_000_000), urgent: false, at };
        let (freeze, served) = house.order(case, house.content(Some("1/QĐ"), order));
        let clerk = asker("ngoclan", Role::Clerk, "T01-01");
        let view = house.store.find_blocking(|r| r.order(&clerk, freeze)).unwrap();
        assert_eq!((named(&view).as_str(), view.hidden), ("XXXX887", true));
        let asked = |actor: Actor| {
            let view = house.store.find_blocking(|r| r.demand(&actor, served[0])).unwrap();
            match view.demand.items[0].request.order() {
                Some(OrderRequest::Freeze { accounts, .. }) => accounts[0].normalised().to_owned(),
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(
            [asked(clerk), asked(officer()), asked(vcb())],
            ["XXXX887", "XXXX887", FROZEN_ACCOUNT,]
        );
        // Beside a clock of the demand it is the same.
        let inside = house.store.find_blocking(|r| r.demand(&vcb(), served[0])).unwrap();
        let clock = inside.demand.clocks[0].id;
        let beside = |actor: Actor| {
            let view = house.store.find_blocking(|r| r.clock(&actor, served[0], clock)).unwrap();
            match view.item.request.order() {
                Some(OrderRequest::Freeze { accounts, .. }) => accounts[0].normalised().to_owned(),
                other => panic!("{other:?}"),
            }
        };
        assert_eq!([beside(officer()), beside(vcb())], ["XXXX887", FROZEN_ACCOUNT]);
        let reads = || number_of(database, "select count(*) from event where kind = 'read'");
        let before = reads();
        let seen = house.store.find_blocking(|r| r.order(&officer(), freeze)).unwrap();
        assert_eq!((named(&seen).as_str(), seen.hidden), (FROZEN_ACCOUNT, false));
        assert_eq!(reads(), before + 1);
        // The bank reads whom it is asked about, and nobody's files hold it plain.
        assert_eq!(inside.letter.ordered.unwrap().number, "1/QĐ");
        let sealed = "select count(*) from item where request = '' and sealed is not null";
        assert_eq!(number_of(database, sealed), 1);
    });
}

#[test]
fn a_case_without_books_owes_what_it_states() {
    on_both(|database| {
        let house = House::on(database);
        let case = house.open_case(officer(), case_content("1/THA", "saomai", "Nguyễn Đức Ấn"));
        let view = house.money(case);
        assert_eq!((view.cap.outstanding, view.cap.open), (500_000_000, 500_000_000));
        assert_eq!((view.ledger.version, view.ledger.postings.len()), (0, 0));
    });
}

#[test]
fn a_sealed_order_leaves_no_trace_in_what_others_see_of_the_money() {
    on_both(|database| {
        let house = House::on(database);
        let case = house.open_case(officer(), case_content("1/THA", "saomai", "Nguyễn Đức Ấn"));
        let at = vec![FreezeAt { institution: institution("VCB"), accounts: Vec::new() }];
        let order = Order::Freeze { owed: Money::vnd(1_000_000), urgent: true, at };
        let mut content = house.content(None, order);
        content.sealed_to = vec![user("saomai"), user("daiduong")];
        let (_, served) = house.order(case, content);
        reported(&house, "VCB", served[0], frozen(FROZEN_ACCOUNT, 1_000_000));
        assert_eq!(house.money(case).ledger.holds.len(), 1);
        let purpose = purpose(case);
        let view = house.store.find_blocking(|r| r.money(&accountant(), &purpose, case)).unwrap();
        assert!(view.ledger.freezes.is_empty() && view.ledger.holds.is_empty());
        assert_eq!((view.cap.frozen, view.ledger.duties.len()), (0, 0));
        let duties = |actor: Actor| {
            house.store.find_blocking(|r| r.duties(&actor, None, page())).unwrap().rows.len()
        };
        let clerk = asker("ngoclan", Role::Clerk, "T01-01");
        assert!(duties(officer()) > 0 && duties(head()) > 0);
        assert_eq!(duties(clerk), 0);
    });
}

/// The sums are everybody's who reads the money; whose payment it was is not.
#[test]
fn what_arrived_by_a_sealed_order_names_no_payment_to_others() {
    on_both(|database| {
        let house = House::on(database);
        let payee = house.payee();
        let case = house.open_case(officer(), case_content("1/THA", "saomai", "Nguyễn Đức Ấn"));
        let (_, served) = house.frozen_at(case, "12/QĐ-CCTHADS", &["VCB"]);
        reported(&house, "VCB", served[0], frozen(FROZEN_ACCOUNT, 200_000_000));
        let hold = house.money(case).ledger.holds[0].id;
        let lines = vec![DeductLine::Held { hold, amount: Money::vnd(100_000_000) }];
        let identity = Identity::new("document_seen", None);
        let order = Order::Deduct { payee, identity, lines };
        let mut content = house.content(Some("13/QĐ-CCTHADS"), order);
        content.sealed_to = vec![user("saomai"), user("daiduong")];
        house.order(case, content);
        let transfer = house.money(case).ledger.transfers[0].id;
        let (amount, day) = (Money::vnd(100_000_000), Zone::HANOI.day_of(house.clock.now()));
        let reference = "KBNN-KIN-1".to_owned();
        let confirm = Command::ConfirmRemittance {
            case,
            transfer,
            amount,
            day,
            reference,
            other_money: false,
        };
        house.act(accountant(), confirm);
        let own = house.money(case).ledger.postings;
        assert!(own.iter().any(|one| one.transfer == Some(transfer)));
        let purpose = purpose(case);
        let view = house.store.find_blocking(|r| r.money(&accountant(), &purpose, case)).unwrap();
        assert_eq!(view.ledger.postings.len(), own.len(), "the sums stand");
        assert_eq!(view.ledger.balances.received, 100_000_000);
        let named = |one: &engine::ledger::Posting| {
            one.transfer.is_some() || one.note.contains("KBNN-KIN-1")
        };
        assert!(!view.ledger.postings.iter().any(named), "{:?}", view.ledger.postings);
        // A clerk acts on what is open to him, and sees no amount.
        let clerk = asker("ngoclan", Role::Clerk, "T01-01");
        let acts = house.store.find_blocking(|r| r.money_acts(&clerk, case)).unwrap();
        assert_eq!((acts.freezes.len(), acts.freezes[0].target), (1, 0));
        assert_eq!((acts.holds.len(), acts.transfers.len(), acts.postings.len()), (0, 0, 0));
        let none = house.store.find_blocking(|r| r.money_acts(&accountant(), case));
        assert!(none.is_err(), "who reads no orders is not told of them");
    });
}

#[test]
fn a_duty_is_struck_when_its_limit_has_come_and_minutes_lapse() {
    on_both(|database| {
        let house = House::on(database);
        let case = house.open_case(officer(), case_content("1/THA", "saomai", "Nguyễn Đức Ấn"));
        let at = vec![FreezeAt { institution: institution("VCB"), accounts: Vec::new() }];
        let order = Order::Freeze { owed: Money::vnd(1_000_000), urgent: true, at };
        let (minutes, served) = house.order(case, house.content(None, order));
        reported(&house, "VCB", served[0], frozen(FROZEN_ACCOUNT, 1_000_000));
        let retry = Retry { after_seconds: vec![60], jitter_percent: 0 };
        let outbox = Outbox::new(house.store.clone(), retry);
        let due = |at: Instant| outbox.due_duties(at, None, 100).unwrap();
        assert_eq!(due(house.clock.now()), []);
        let next = outbox.next_strike().unwrap().unwrap();
        assert!(next > house.clock.now());
        house.clock.set("2026-11-17T10:00:00+07:00");
        let now = house.clock.now();
        let strikes = due(now);
        assert!(strikes.iter().any(|one| one.about == Some(minutes)), "{strikes:?}");
        let rest = outbox.due_duties(now, strikes.first().copied(), 100).unwrap();
        assert_eq!(rest[..], strikes[1..]);
        for one in strikes {
            let (case, duty, about) = (one.case, one.duty, one.about);
            let struck = house.attempt(Actor::SYSTEM, Command::StrikeDuty { case, duty, about });
            // One limit may end the duty of another.
            assert!(matches!(struck, Ok(_) | Err(Refusal::DutyState)), "{struck:?}");
        }
        assert_eq!(due(now), []);
        let view = house.store.find_blocking(|r| r.order(&officer(), minutes)).unwrap();
        assert_eq!(view.instrument.state, InstrumentState::Lapsed);
        // What was caught is released by the service itself, by nobody's hand.
        let orders = house.store.find_blocking(|r| r.orders(&officer(), case, page()));
        let release = &orders.unwrap().rows[0];
        assert!(release.proposer.0.is_nil() && release.state == InstrumentState::Issued);
        assert_eq!(release.decision, None);
        assert_eq!(replay(&database.url, &vault()).unwrap().differences, []);
    });
}

#[test]
fn ending_an_obligation_takes_back_what_is_open() {
    on_both(|database| {
        let house = House::on(database);
        let told = full_story(&house);
        let (_, served) = house.frozen_at(told.case, "15/QĐ-CCTHADS", &["BID"]);
        let how = ObligationEnd::Terminated;
        let reason = "đình chỉ thi hành án".to_owned();
        house.act(head(), Command::EndObligation { case: told.case, how, reason });
        let demand = house.store.find_blocking(|r| r.demand(&officer(), served[0])).unwrap();
        assert_eq!(demand.demand.state(), DemandState::Withdrawn);
        assert!(house.money(told.case).ledger.closed.is_some());
        assert_eq!(replay(&database.url, &vault()).unwrap().differences, []);
    });
}

#[test]
fn targets_rates_interest_and_reversals_are_read_back() {
    on_both(|database| {
        let house = House::on(database);
        let told = full_story(&house);
        let case = told.case;
        let today = Zone::HANOI.day_of(house.clock.now());
        house.act(officer(), Command::SetInterest { case, ppm: Some(100_000), from: today });
        let reason = "hoãn thi hành án".to_owned();
        let from = today.plus_days(1);
        house.act(officer(), Command::SuspendInterest { case, from, reason });
        let (entry, amount) = (Entry::Charge(Book::Fee), Money::vnd(5_000));
        let note = "án phí của ông Ấn".to_owned();
        house.act(officer(), Command::PostEntry { case, entry, amount, day: today, note });
        let posting = house.money(case).ledger.postings.last().unwrap().id;
        let reason = "ghi nhầm".to_owned();
        let reverse = Command::ReversePosting { case, posting, reason };
        house.act(officer(), reverse.clone());
        house.attempt(officer(), reverse).unwrap_err();
        let freeze = house.money(case).ledger.freezes[0].item;
        let target = Money::vnd(250_000_000);
        let order = Order::Amend { lines: vec![AmendLine { freeze, target, accounts: None }] };
        let (_, served) = house.order(case, house.content(Some("16/QĐ-CCTHADS"), order));
        assert!(house.money(case).ledger.freezes[0].retarget.is_some());
        reported(&house, "VCB", served[0], Outcome::Amended);
        let ledger = house.money(case).ledger;
        assert_eq!(ledger.freezes[0].target, 250_000_000);
        assert_eq!(ledger.balances.fee, 0);
        assert!(ledger.interest.unwrap().is_suspended());
        assert_eq!(replay(&database.url, &vault()).unwrap().differences, []);
        // What names persons is nowhere in a plain column.
        let plain = "select count(*) from posting where posted_by like '%Ấn%'";
        assert_eq!(number_of(database, plain), 0);
    });
}

#[test]
fn what_must_not_be_in_a_row_is_not_let_in() {
    on_both(|database| {
        let house = House::on(database);
        full_story(&house);
        drop(house);
        for sql in [
            "update hold set deducted = deducted + 130000000",
            "update hold set released = -1",
            "update hold set reserved = -1",
            "update hold set released = frozen",
            "update hold set lifting = -1",
            "update hold set protected = -1",
            "update money set principal = principal + 1",
            "update money set excess = -1",
            "update money set closed_how = 'paid'",
            "update posting set amount = 0",
            "update posting set credit = debit",
            "update posting set debit = 'pocket'",
            "update posting set reverses = (select p.id from posting p order by p.id limit 1)",
            "update freeze_order set target = -1",
            "update freeze_order set ended_why = 'whim', ended_at = asked_at",
            "update freeze_order set retarget_target = 5",
            "update transfer set ordered = 0",
            "update transfer set state = 'lost'",
            "update duty set state = 'open', next_at = null, ended_at = start_at",
            "update payee set approved_by = proposer_id",
            "update payee set approved_by = null",
            "update instrument set confirmed_by = proposer_id, confirmed_at = issued_at, \
             confirmed_number = '1', confirmed_day = '2026-11-18'",
            "update instrument set confirmed_number = '1'",
            "update instrument set kind = 'gift'",
            "update instrument set state = 'forgotten'",
            "update instrument set approved_by = proposer_id",
            "update demand set kind = 'gift'",
            "update answer set outcome = 'lost'",
            "update item set request = '{}' where sealed is not null",
            "update item set sealed = null where sealed is not null",
            "insert into order_number select agency_id, kind, year, number, instrument_id \
             from order_number",
        ] {
            use diesel::result::{DatabaseErrorKind as K, Error};
            let kept = database.try_to_tamper(sql);
            let constrained = |kind: &K| {
                matches!(kind, K::CheckViolation | K::UniqueViolation | K::NotNullViolation)
            };
            assert!(
                matches!(&kept, Err(Error::DatabaseError(kind, _)) if constrained(kind)),
                "{sql}: {kept:?}"
            );
        }
    });
}

fn parts_after(database: &Database, sql: &str) -> Vec<(Fault, Option<&'static str>)> {
    database.tamper(sql);
    let report = replay(&database.url, &vault()).unwrap();
    report.differences.iter().map(|one| (one.fault, one.part)).collect()
}

#[test]
fn a_tampered_hold_is_found() {
    on_both(|database| {
        let house = House::on(database);
        full_story(&house);
        drop(house);
        let tampered = |sql| parts_after(database, sql);
        let state = |part| vec![(Fault::State, Some(part))];
        assert_eq!(tampered("update hold set frozen = frozen + 1"), state("holds"));
        assert_eq!(tampered("update hold set frozen = frozen - 1"), []);
        assert_eq!(tampered("update freeze_order set place = place + 7"), state("freezes.place"));
        assert_eq!(tampered("update freeze_order set place = place - 7"), []);
        assert_eq!(tampered("update duty set amount = amount + 1"), state("duties"));
        assert_eq!(tampered("update duty set amount = amount - 1"), []);
        assert_eq!(
            tampered("update money set version = version + 1"),
            [(Fault::Version, Some("row"),)]
        );
        assert_eq!(tampered("update money set version = version - 1"), []);
        let moved = "update money set fee = fee + 1, cost = cost - 1";
        assert_eq!(
            tampered(moved),
            [(Fault::State, Some("columns")), (Fault::State, Some("balances")),]
        );
        assert_eq!(tampered("update money set fee = fee - 1, cost = cost + 1"), []);
        assert_eq!(tampered("update payee set version = 9"), [(Fault::Version, Some("row"))]);
        assert_eq!(tampered("update payee set version = 2"), []);
        let number = "update order_number set number = 'x' where number like '12/%'";
        assert_eq!(tampered(number)[0], (Fault::State, Some("number")));
        let gone = tampered("delete from event where code = 'captured'");
        assert!(gone.contains(&(Fault::Version, Some("gap"))), "{gone:?}");
    });
}

fn direct(house: &House<'_>, case: CaseId, payee: PayeeId) -> InstrumentId {
    let order = Order::Deduct {
        payee,
        identity: Identity::new("document_seen", None),
        lines: vec![DeductLine::Direct {
            institution: institution("VCB"),
            account: number(FROZEN_ACCOUNT),
            amount: Money::vnd(40_000_000),
        }],
    };
    let (order, served) = house.order(case, house.content(Some("21/QĐ-CCTHADS"), order));
    let paid = Outcome::Paid {
        paid: Money::vnd(40_000_000),
        reference: "FT1".to_owned(),
        value_day: Zone::HANOI.day_of(house.clock.now()),
    };
    reported(house, "VCB", served[0], paid);
    order
}

/// The account of a deduction without a freeze, as somebody reads it.
fn account_of(house: &House<'_>, actor: Actor, order: InstrumentId) -> String {
    let view = house.store.find_blocking(|r| r.order(&actor, order)).unwrap();
    match &view.instrument.content.order().unwrap().order {
        Order::Deduct { lines, .. } => match &lines[0] {
            DeductLine::Direct { account, .. } => account.normalised().to_owned(),
            DeductLine::Held { .. } => panic!("no hold was named"),
        },
        _ => panic!("a deduction"),
    }
}

#[test]
fn money_without_a_freeze_is_read_back_and_rebuilt() {
    on_both(|database| {
        let house = House::on(database);
        let payee = house.payee();
        let case = house.open_case(officer(), case_content("2/THA", "saomai", "Nguyễn Đức Ấn"));
        let dong = Money::vnd;
        let today = Zone::HANOI.day_of(house.clock.now());
        let order = direct(&house, case, payee);
        let income = Order::IncomeDeduction {
            payee,
            executor: institution("ACB"),
            identity: Some(Identity::new("document_seen", None)),
            total: dong(60_000_000),
            monthly: Monthly::Share { percent: 20 },
            keep: dong(4_000_000),
            first: "2026-11".parse().unwrap(),
            day: 18,
            last: None,
        };
        let (_, served) = house.order(case, house.content(Some("22/QĐ-CCTHADS"), income));
        let (demand, item) = (served[0], house.first_item(served[0]));
        let report = |amount: i64| {
            let (month, amount) = ("2026-11".parse().unwrap(), dong(amount));
            let (reference, value_day) = ("LG11".to_owned(), today);
            let paid = Instalment { item, month, amount, reference, value_day };
            Command::ReportInstalment { demand, paid }
        };
        house.act(system_of("ACB"), report(3_000_000));
        // Once by the executor's reference, under another key too (I-6).
        house.act(system_of("ACB"), report(3_000_000));
        let refused = house.attempt(system_of("ACB"), report(2_000_000));
        assert_eq!(refused.unwrap_err(), Refusal::InstalmentConflicts);
        let view = house.money(case);
        let ledger = &view.ledger;
        assert_eq!(ledger.transfers.len(), 2);
        assert_eq!(ledger.transfers[0].institution, Some(institution("VCB")));
        assert_eq!(ledger.transfers[1].month, Some("2026-11".parse().unwrap()));
        assert!(ledger.incomes[0].accepted_at.is_some());
        assert_eq!((view.cap.in_transit, ledger.collected(item)), (43_000_000, 3_000_000));
        let months = ledger.open_duties(DutyKind::Instalment).count();
        assert_eq!(months, 1, "December is owed");
        // Who may not read what banks say sees the end of the number only.
        assert_eq!(account_of(&house, officer(), order), FROZEN_ACCOUNT);
        assert_eq!(account_of(&house, supervisor(), order), "XXXX887");
        let order = Order::Release {
            ground: "requested".to_owned(),
            arose_at: house.clock.now(),
            lines: vec![ReleaseLine { freeze: item, hold: None, amount: None }],
        };
        let (_, served) = house.order(case, house.content(Some("23/QĐ-CCTHADS"), order));
        let ended = || house.money(case).ledger.incomes[0].ended.map(|ended| ended.why);
        assert_eq!(ended(), None, "it is deducted from until the executor says otherwise");
        reported(&house, "ACB", served[0], Outcome::Released { accounts: Vec::new() });
        assert_eq!(ended(), Some(IncomeEnd::Released));
        let report = replay(&database.url, &vault()).unwrap();
        assert_eq!(report.differences, []);
    });
}

/// The day's statement as the treasury sends it: one payment by its reference, one
/// line that fits nothing.
fn treasury(house: &House<'_>, reference: &str) -> StatementContent {
    let today = Zone::HANOI.day_of(house.clock.now());
    let line = |name: &str, text: &str, amount| LineContent {
        reference: name.to_owned(),
        text: text.to_owned(),
        amount,
        side: Side::Credit,
        booked: today,
        value: today,
        party: Some("Ngân hàng".to_owned()),
        party_account: Some(FROZEN_ACCOUNT.to_owned()),
        reverses: false,
    };
    let back = LineContent { reverses: true, ..line("BT00", reference, 50_000_000) };
    let lines = vec![
        line("BT01", reference, 100_000_000),
        line("BT02", "Tạm ứng án phí", 300_000),
        LineContent { side: Side::Debit, ..back.clone() },
        back,
    ];
    let (account, currency) = (None, Currency::VND);
    StatementContent { account, currency, opening: None, closing: None, lines }
}

#[test]
fn a_statement_is_read_back_as_it_was_written_and_counts_once() {
    on_both(|database| {
        let house = House::on(database);
        let payee = house.payee();
        let case = house.open_case(officer(), case_content("1/THA", "saomai", "Nguyễn Đức Ấn"));
        let (_, served) = house.frozen_at(case, "12/QĐ-CCTHADS", &["VCB"]);
        reported(&house, "VCB", served[0], frozen(FROZEN_ACCOUNT, 200_000_000));
        let deduction = ordered(&house, case, payee);
        let transfer = house.money(case).ledger.transfers[0].id;
        let demand = house.store.find_blocking(|r| r.demand(&officer(), deduction)).unwrap();

        // Before the bank has reported: the line names what it was told to name.
        let content = treasury(&house, &demand.demand.reference);
        let import = |file: &[u8]| {
            let (file, content) = (FileHash::of(file), Box::new(content.clone()));
            house.act(accountant(), Command::ImportStatement { payee, file, content })
        };
        let statement = StatementId(import(b"first").subject);
        assert_eq!(StatementId(import(b"first").subject), statement, "the same file (I-3)");
        let read = |id| house.store.find_blocking(|r| r.statement(&accountant(), id)).unwrap();
        let view = read(statement);
        // Two lines take another back, though they name the payment.
        let reversal = Found::Reversal;
        let said = [
            (1, Found::Exact(case, transfer)),
            (2, Found::Unmatched),
            (3, reversal),
            (4, reversal),
        ];
        assert_eq!(view.found.into_iter().collect::<Vec<_>>(), said);
        let first = &view.statement.lines[&1].content;
        assert_eq!(first.party_account, None, "an account is not the accountant's to see");
        assert_eq!(
            LineContent { party_account: content.lines[0].party_account.clone(), ..first.clone() },
            content.lines[0]
        );

        let confirm = Command::ConfirmLine { statement, line: 1, case, transfer };
        house.act(accountant(), confirm.clone());
        for line in 2..=4 {
            let reason = "Án phí của vụ khác".to_owned();
            house.act(accountant(), Command::DismissLine { statement, line, reason });
        }
        let again = StatementId(import(b"second").subject);
        let states: Vec<_> = read(again).statement.lines.values().map(|one| one.state).collect();
        assert_eq!(states, [LineState::Duplicate; 4]);
        let ledger = house.money(case).ledger;
        assert_eq!(
            (ledger.balances.received, ledger.holds[0].deducted),
            (100_000_000, 100_000_000)
        );
        assert_eq!(ledger.transfers[0].taken, 100_000_000);
        let waiting = house.store.find_blocking(|r| r.statements(&accountant(), true, page()));
        assert_eq!(waiting.unwrap().rows, []);
        let all = house.store.find_blocking(|r| r.statements(&accountant(), false, page()));
        assert_eq!(all.unwrap().rows.len(), 2);

        // The report that comes late counts nothing twice.
        let (paid, value_day) = (Money::vnd(100_000_000), Zone::HANOI.day_of(house.clock.now()));
        let reference = "FT26322001".to_owned();
        reported(&house, "VCB", deduction, Outcome::Paid { paid, reference, value_day });
        let ledger = house.money(case).ledger;
        assert_eq!(
            (ledger.balances.received, ledger.holds[0].deducted),
            (100_000_000, 100_000_000)
        );
        // The record rebuilds every row of it (I-15), reads of lines are in it (I-19).
        let report = replay(&database.url, &vault()).unwrap();
        assert_eq!(report.differences, []);
        assert_eq!(report.statements, 2);
    });
}

/// Who ordered a payment does not confirm it (I-29): the lane has the order at
/// hand, also for a payment of another day.
#[test]
fn who_wrote_or_approved_a_deduction_does_not_confirm_it() {
    on_both(|database| {
        let house = House::on(database);
        let payee = house.payee();
        let case = house.open_case(officer(), case_content("1/THA", "saomai", "Nguyễn Đức Ấn"));
        let (_, served) = house.frozen_at(case, "12/QĐ-CCTHADS", &["VCB"]);
        reported(&house, "VCB", served[0], frozen(FROZEN_ACCOUNT, 200_000_000));
        ordered(&house, case, payee);
        let transfer = house.money(case).ledger.transfers[0].id;
        let day = Zone::HANOI.day_of(house.clock.now());
        let (amount, reference) = (Money::vnd(100_000_000), "KBNN-1".to_owned());
        let confirm = Command::ConfirmRemittance {
            case,
            transfer,
            amount,
            day,
            reference,
            other_money: false,
        };
        let approver = Actor { role: Role::Accountant, ..head() };
        assert_eq!(house.attempt(approver, confirm.clone()), Err(Refusal::OwnRemittance));
        house.act(accountant(), confirm);
    });
}

/// What an institution says of the holder is compared with the case's debtor, which a
/// lane reads for it, and so is what an inquiry's answer said.
#[test]
fn whose_account_it_is_is_known_to_the_lane() {
    on_both(|database| {
        let house = House::on(database);
        let payee = house.payee();
        let case = house.open_case(officer(), case_content("3/THA", "saomai", "Nguyễn Đức Ấn"));
        let (_, asked) = house.file(officer(), case, asking(&[InfoType::Account], &["ACB"]));
        let demand = to(&asked, "ACB");
        let mut answer = found(&house, house.items(system_of("ACB"), demand)[0]);
        let Outcome::Found { findings: Findings::Account(accounts), .. } = &mut answer.body else {
            panic!("accounts");
        };
        accounts[0].held_identifier = Some(cccd());
        house.act(system_of("ACB"), Command::SubmitAnswer { demand, answers: vec![answer] });

        let (_, served) = house.frozen_at(case, "12/QĐ-CCTHADS", &["VCB"]);
        let mut body = frozen(FROZEN_ACCOUNT, 200_000_000);
        let Outcome::Frozen { accounts } = &mut body else { panic!("frozen") };
        let other = Identifier::parse(IdentifierKind::Cccd, "001085005678").unwrap();
        accounts[0].held_identifier = Some(other.clone());
        // By two hands: what a draft says is known when it is submitted.
        let answers = vec![ItemAnswer { item: house.first_item(served[0]), body }];
        let hash = ContentHash::of(&answers);
        house.act(vcb_maker(), Command::SaveDraft { demand: served[0], answers });
        let submit = Command::SubmitDraft { demand: served[0], hash };
        house.act(banker("vcb.duyet", Role::BankChecker, "VCB"), submit);
        let told = "select count(*) from notice where code = 'holder_differs'";
        assert_eq!(number_of(database, told), 1);
        let view = house.money(case);
        let hold = &view.ledger.holds[0];
        assert_eq!(hold.care.held_identifier, Some(other));
        assert_eq!(view.holders.get(&hold.id), Some(&Holder::Other));

        let matched = Identity::new(Identity::MATCHED, None);
        let file = |lines, identity: &Identity, number| {
            let order = Order::Deduct { payee, identity: identity.clone(), lines };
            let content = Box::new(house.content(Some(number), order));
            house.attempt(officer(), Command::FileOrder { case, content })
        };
        let amount = Money::vnd(1_000_000);
        let held = || vec![DeductLine::Held { hold: hold.id, amount }];
        let pointer = "/order/lines/0/hold".to_owned();
        let refused = file(held(), &matched, "13/QĐ-CCTHADS").unwrap_err();
        assert_eq!(refused, Refusal::HolderDiffers { pointer });
        let direct = |bank| {
            let (institution, account) = (institution(bank), number(SECRET_ACCOUNT));
            vec![DeductLine::Direct { institution, account, amount }]
        };
        let pointer = "/order/lines/0/account".to_owned();
        let refused = file(direct("BID"), &matched, "13/QĐ-CCTHADS").unwrap_err();
        assert_eq!(refused, Refusal::HolderUnknown { pointer });
        let note = Some("CCCD cũ, giấy xác nhận số định danh".to_owned());
        let seen = Identity::new("document_seen", note);
        file(held(), &seen, "13/QĐ-CCTHADS").unwrap();
        // It is judged anew when it goes out.
        let lines = direct("ACB");
        let order = Order::Deduct { payee, identity: matched, lines };
        house.order(case, house.content(Some("14/QĐ-CCTHADS"), order));
    });
}
