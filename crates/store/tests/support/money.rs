//! Orders about money, and what banks report of them.

use super::House;
use super::store::read::{MoneyView, Purpose};
use super::story::{asker, debtor_id, head, institution, officer};
use engine::actor::{Actor, Seat, Who};
use engine::answer::{AccountKind, Outcome};
use engine::command::Command;
use engine::decide::Done;
use engine::demand::ItemAnswer;
use engine::execution::{FrozenAccount, ReleasedAccount};
use engine::id::{CaseId, ClientId, DemandId, InstrumentId, ItemId, PayeeId};
use engine::identity::AccountNumber;
use engine::instrument::{Content, ContentHash};
use engine::money::Money;
use engine::order::{FreezeAt, Numbered, Order, OrderContent};
use engine::payee::PayeeContent;
use engine::role::Role;
use engine::time::{Clock, Zone};

/// An account of the debtor: a canary that only answers' readers may see.
pub const FROZEN_ACCOUNT: &str = "0071009998887";

pub fn accountant() -> Actor {
    asker("hoangyen", Role::Accountant, "T01-01")
}

/// The program of a bank.
pub fn system_of(bank: &str) -> Actor {
    let id = institution(bank);
    let who = Who::Client(ClientId(id.0));
    Actor { who, role: Role::BankSystem, seat: Seat::Institution(id) }
}

pub fn number(text: &str) -> AccountNumber {
    AccountNumber::parse(text).unwrap()
}

/// An answer to the only item of a demand.
pub fn reported(house: &House<'_>, bank: &str, demand: DemandId, body: Outcome) -> Done {
    let item = house.items(system_of(bank), demand)[0];
    let answers = vec![ItemAnswer::new(item, body)];
    house.act(system_of(bank), Command::SubmitAnswer { demand, answers })
}

pub fn frozen(account: &str, amount: i64) -> Outcome {
    Outcome::Frozen {
        accounts: vec![FrozenAccount {
            at_receipt: Some(Money::vnd(amount + 7_000)),
            at_freeze: Some(Money::vnd(amount)),
            left_between: Some(Money::vnd(7_000)),
            ranks_before: 1,
            ..FrozenAccount::plain(number(account), AccountKind::Payment, Money::vnd(amount))
        }],
    }
}

pub fn released(account: &str, amount: i64) -> Outcome {
    let account = ReleasedAccount { number: number(account), amount: Money::vnd(amount) };
    Outcome::Released { accounts: vec![account] }
}

impl House<'_> {
    /// A receiving account that may be named.
    pub fn payee(&self) -> PayeeId {
        let content = Box::new(PayeeContent {
            name: "THADS khu vực 1 - Hà Nội".to_owned(),
            bank: "Kho bạc Nhà nước".to_owned(),
            account: number("3949010012345"),
        });
        let payee = PayeeId(self.act(accountant(), Command::ProposePayee { content }).subject);
        self.act(head(), Command::ApprovePayee { payee });
        self.clock.set("2026-11-18T09:00:00+07:00");
        payee
    }

    pub fn content(&self, decision: Option<&str>, order: Order) -> OrderContent {
        let day = Zone::HANOI.day_of(self.clock.now());
        OrderContent {
            debtor: debtor_id(),
            decision: decision.map(|number| Numbered { number: number.to_owned(), day }),
            legal_basis: "Luật Thi hành án dân sự 106/2025/QH15".to_owned(),
            sealed_to: Vec::new(),
            order,
        }
    }

    /// Filed by the officer, approved by the head, issued.
    pub fn order(&self, case: CaseId, content: OrderContent) -> (InstrumentId, Vec<DemandId>) {
        let hash = ContentHash::of(&Content::Order(content.clone()));
        let content = Box::new(content);
        let filed = self.act(officer(), Command::FileOrder { case, content });
        let instrument = InstrumentId(filed.subject);
        self.act(head(), Command::ApproveOrder { instrument, hash });
        let issued = self.act(officer(), Command::IssueOrder { instrument });
        let served = issued.served.unwrap();
        (instrument, served.iter().map(|(demand, _)| *demand).collect())
    }

    /// A freeze of 300 million at each bank.
    pub fn frozen_at(
        &self,
        case: CaseId,
        decision: &str,
        banks: &[&str],
    ) -> (InstrumentId, Vec<DemandId>) {
        let at = banks
            .iter()
            .map(|code| FreezeAt { institution: institution(code), accounts: Vec::new() });
        let (owed, at) = (Money::vnd(300_000_000), at.collect());
        let order = Order::Freeze { owed, parts: None, urgent: false, at };
        self.order(case, self.content(Some(decision), order))
    }

    /// The money of a case as its officer reads it.
    pub fn money(&self, case: CaseId) -> MoneyView {
        let purpose = Purpose::new("case_work", case).unwrap();
        self.store.find_blocking(|reader| reader.money(&officer(), &purpose, case)).unwrap()
    }

    pub fn first_item(&self, demand: DemandId) -> ItemId {
        self.items(officer(), demand)[0]
    }
}
