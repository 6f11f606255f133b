//! Statements of the receiving account, and who confirms what arrived.

use crate::store::verify::replay;
use crate::support::money::*;
use crate::support::story::*;
use crate::support::{House, on_both, vault};
use crate::{frozen_case, ordered, page};
use engine::actor::Actor;
use engine::answer::Outcome;
use engine::command::Command;
use engine::id::StatementId;
use engine::money::{Currency, Money};
use engine::refusal::Refusal;
use engine::role::Role;
use engine::statement::{FileHash, Found, LineContent, LineState, Side, StatementContent};
use engine::time::{Clock, Zone};

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
        let (payee, case) = frozen_case(&house);
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
        let (payee, case) = frozen_case(&house);
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
