//! The books of a case as they are read back: of today, of another day, and what
//! time and the end of the obligation do to them.

use crate::store::outbox::{Outbox, Retry};
use crate::store::verify::replay;
use crate::support::money::*;
use crate::support::story::*;
use crate::support::{House, number as number_of, on_both, vault};
use crate::{assert_refused, frozen_case, full_story, ordered, page, purpose};
use engine::actor::Actor;
use engine::answer::Outcome;
use engine::command::{Command, Entry};
use engine::demand::DemandState;
use engine::execution::Instalment;
use engine::id::{CaseId, InstrumentId, PayeeId};
use engine::instrument::InstrumentState;
use engine::ledger::{
    Book, Cap, DutyKind, Freedom, FreezeEnd, IncomeEnd, ObligationEnd, TransferState,
};
use engine::money::Money;
use engine::order::{AmendLine, DeductLine, FreezeAt, Identity, Monthly, Order, ReleaseLine};
use engine::refusal::Refusal;
use engine::time::{Clock, Day, Instant, Zone};

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
    let (payee, case) = frozen_case(house);
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
fn a_duty_is_struck_when_its_limit_has_come_and_minutes_lapse() {
    on_both(|database| {
        let house = House::on(database);
        let case = house.open_case(officer(), case_content("1/THA", "saomai", "Nguyễn Đức Ấn"));
        let at = vec![FreezeAt { institution: institution("VCB"), accounts: Vec::new() }];
        let order = Order::Freeze { owed: Money::vnd(1_000_000), parts: None, urgent: true, at };
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
            let paid = Instalment { item, month, amount, reference, value_day, income: None };
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
