//! What a simulated bank does with an order, as a body of the API. It keeps no
//! books: what it holds follows from its code.

use super::answers::Books;
use super::reads::Item;
use engine::money::Money;
use engine::order::OrderRequest;
use engine::time::Zone;
use serde_json::{Value, json};

impl Books<'_> {
    /// The report on an order: everything asked is done, as far as there is money.
    pub(super) fn execution(&self, item: &Item, order: &OrderRequest) -> Value {
        let id = item.id;
        match order {
            OrderRequest::Freeze { target, accounts, .. } => {
                let named = accounts.first().map(|account| json!(account));
                let there = self.balance();
                let frozen = Money::vnd(there.min(target.minor()));
                let account = json!({
                    "number": named.unwrap_or_else(|| json!(self.number(1))), "kind": "payment",
                    "frozen": frozen, "at_receipt": Money::vnd(there),
                    "at_freeze": Money::vnd(there),
                });
                json!({ "item": id, "outcome": "frozen", "accounts": [account] })
            }
            OrderRequest::Deduct { amount, .. } => {
                let reference = format!("FT{}", self.now.seconds());
                let value_day = Zone::HANOI.day_of(self.now).to_string();
                json!({
                    "item": id, "outcome": "paid", "paid": amount,
                    "reference": reference, "value_day": value_day,
                })
            }
            // What it does not name holds nothing any more.
            OrderRequest::Release { account: Some(account), amount: Some(amount), .. } => json!({
                "item": id, "outcome": "released",
                "accounts": [{ "number": account, "amount": amount }],
            }),
            OrderRequest::Release { .. } => {
                json!({ "item": id, "outcome": "released", "accounts": [] })
            }
            OrderRequest::Amend { .. } => json!({ "item": id, "outcome": "amended" }),
            OrderRequest::IncomeDeduction { .. } => {
                json!({ "item": id, "outcome": "income_accepted" })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::demand::{ItemAnswer, ItemState};
    use engine::id::{HoldId, ItemId, TransferId};
    use engine::identity::AccountNumber;
    use engine::instrument::Request;
    use engine::order::{Monthly, PayTo};
    use engine::time::Instant;
    use locale::Lang;
    use uuid::Uuid;

    #[test]
    fn every_order_gets_a_report_of_the_engine() {
        let books =
            Books { code: "VCB", now: Instant::from_seconds(1_795_000_000), lang: Lang::Vi };
        let id = Uuid::from_u128(7);
        let number = || AccountNumber::parse("0071001234567").unwrap();
        let pay_to = PayTo { name: "THADS".into(), bank: "KBNN".into(), account: number() };
        let (freeze, target) = (ItemId(id), Money::vnd(5));
        let part = |amount| OrderRequest::Release {
            freeze,
            hold: Some(HoldId(id)),
            account: Some(number()),
            amount,
            ground: "other".into(),
            income: false,
        };
        for order in [
            OrderRequest::Freeze { target, parts: None, accounts: Vec::new(), urgent: true },
            OrderRequest::Deduct {
                transfer: TransferId(id),
                freeze: Some(freeze),
                hold: Some(HoldId(id)),
                account: number(),
                amount: target,
                pay_to: pay_to.clone(),
            },
            OrderRequest::Deduct {
                transfer: TransferId(id),
                freeze: None,
                hold: None,
                account: number(),
                amount: target,
                pay_to: pay_to.clone(),
            },
            OrderRequest::IncomeDeduction {
                total: target,
                monthly: Monthly::Share { percent: 20 },
                keep: target,
                at_most_percent: None,
                first: "2026-12".parse().unwrap(),
                day: 10,
                last: None,
                pay_to,
            },
            part(Some(target)),
            part(None),
            OrderRequest::Amend { freeze, target, accounts: None },
        ] {
            let request = Request::Order(order.clone());
            let item = Item { id: freeze, request, state: ItemState::Served, round: 1, parts: 0 };
            let said = books.execution(&item, &order);
            let read: ItemAnswer = serde_json::from_value(said.clone()).unwrap();
            assert_eq!(read.item, freeze, "{said}");
        }
    }
}
