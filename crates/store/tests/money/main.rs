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

mod books;
mod holders;
mod readers;
mod rows;
mod statements;
#[path = "../support/mod.rs"]
mod support;

use engine::answer::{Outcome, Scope};
use engine::command::Command;
use engine::execution::CapturedAccount;
use engine::id::{CaseId, DemandId, InstrumentId, PayeeId};
use engine::money::Money;
use engine::order::{DeductLine, Identity, Order, ReleaseLine};
use engine::refusal::Refusal;
use engine::time::{Clock, Zone};
use store::read::{Page, Purpose, ReadError};
use support::House;
use support::money::*;
use support::story::*;

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

/// A case of which VCB holds two hundred million, and where money may be paid to.
fn frozen_case(house: &House<'_>) -> (PayeeId, CaseId) {
    let payee = house.payee();
    let case = house.open_case(officer(), case_content("1/THA", "saomai", "Nguyễn Đức Ấn"));
    let (_, served) = house.frozen_at(case, "12/QĐ-CCTHADS", &["VCB"]);
    reported(house, "VCB", served[0], frozen(FROZEN_ACCOUNT, 200_000_000));
    (payee, case)
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

fn assert_refused<T: std::fmt::Debug>(found: Result<T, ReadError>, expected: &Refusal) {
    match found {
        Err(ReadError::Refused(refusal)) => assert_eq!(refusal, *expected),
        other => panic!("{other:?}"),
    }
}
