//! Orders and money over the API: who acts, what they send, and the way of one
//! order from the officer's desk to the bank's answer.

use crate::support::{DEBTOR, Known, Response, Service, case_body};
use engine::actor::Seat;
use engine::role::Role;
use serde_json::{Value, json};
use std::cell::Cell;
use std::collections::BTreeMap;

/// When everybody signs in: the receiving account has waited long enough.
const LATER: &str = "2026-11-23T09:00:00+07:00";
pub(crate) const TODAY: &str = "2026-11-23";
pub(crate) const BANKS: [&str; 3] = ["VCB", "ACB", "BID"];

/// An office with a case of 300 million, a receiving account, three banks.
pub(crate) struct Office<'a> {
    pub(crate) service: &'a Service,
    pub(crate) officer: Known,
    pub(crate) head: Known,
    pub(crate) accountant: Known,
    banks: BTreeMap<&'static str, Known>,
    pub(crate) case: String,
    pub(crate) payee: String,
    numbers: Cell<u32>,
}

pub(crate) fn is(response: &Response, status: u16, code: &str) {
    assert_eq!(response.problem(), (status, code.to_owned()), "{}", response.body);
}

pub(crate) fn dong(amount: i64) -> Value {
    json!({ "amount": amount.to_string(), "currency": "VND" })
}

/// Codes and pointers of what is wrong with a body.
pub(crate) fn wrong(response: &Response) -> Vec<(String, String)> {
    let body = response.json();
    let part = |error: &Value, name: &str| error[name].as_str().unwrap().to_owned();
    let errors = body["errors"].as_array().unwrap().iter();
    errors.map(|error| (part(error, "pointer"), part(error, "code"))).collect()
}

impl<'a> Office<'a> {
    pub(crate) fn open(service: &'a Service) -> Self {
        let seat = Seat::Agency(service.world.agency("T01-01"));
        service.hire("ke-toan", Role::Accountant, seat);
        let payee = payee(service);
        service.clock.set(LATER);
        let officer = service.sign_in("saomai");
        let mut case = case_body(service, "1");
        case["obligations"] = json!([{ "kind": "principal", "amount": dong(300_000_000) }]);
        let case = service.post(&officer, "/api/v1/cases", &case).id();
        let banks = BANKS.map(|code| (code, service.system(code).1));
        Self {
            service,
            officer,
            head: service.sign_in("daiduong"),
            accountant: service.sign_in("ke-toan"),
            banks: banks.into(),
            case,
            payee,
            numbers: Cell::new(0),
        }
    }

    pub(crate) fn bank(&self, code: &str) -> &Known {
        &self.banks[code]
    }

    pub(crate) fn path(&self, rest: &str) -> String {
        format!("/api/v1/cases/{}/{rest}", self.case)
    }

    /// A body of an order, with a decision of its own.
    pub(crate) fn body(&self, order: &Value) -> Value {
        self.numbers.set(self.numbers.get() + 1);
        json!({
            "issue": true,
            "debtor": DEBTOR,
            "decision": { "number": format!("{}/QĐ-CCTHADS", self.numbers.get()), "day": TODAY },
            "legal_basis": "Luật 106/2025/QH15, Điều 67",
            "order": order,
        })
    }

    pub(crate) fn freeze(&self, banks: &[&str]) -> Value {
        let at =
            banks.iter().map(|code| json!({ "institution": self.service.world.institution(code) }));
        json!({ "kind": "freeze", "owed": dong(300_000_000), "at": at.collect::<Vec<_>>() })
    }

    /// Files a body and has it approved and issued; its demands by bank.
    pub(crate) fn ordered(&self, body: &Value) -> BTreeMap<String, String> {
        let filed = self.service.post(&self.officer, &self.path("orders"), body);
        assert_eq!(filed.status, 201, "{}", filed.body);
        let id = filed.id();
        self.approve(&id);
        let issued =
            self.service.post(&self.officer, &format!("/api/v1/orders/{id}/issue"), &json!({}));
        assert_eq!(issued.status, 200, "{}", issued.body);
        self.demands(&issued)
    }

    /// The head reads an order, on record, and approves what he read.
    pub(crate) fn approve(&self, id: &str) {
        let read = self.service.get(&self.head, &format!("/orders/{id}"));
        assert_eq!(read.status, 200, "{}", read.body);
        let body = json!({ "hash": read.json()["hash"] });
        let path = format!("/api/v1/orders/{id}/approval");
        let approved = self.service.post(&self.head, &path, &body);
        assert_eq!(approved.status, 200, "{}", approved.body);
    }

    /// The demands that a write served, by bank.
    pub(crate) fn demands(&self, written: &Response) -> BTreeMap<String, String> {
        let body = written.json();
        let served = body["demands"].as_array().unwrap();
        let pairs = served.iter().map(|one| {
            let bank = BANKS
                .iter()
                .find(|code| one["institution"] == json!(self.service.world.institution(code)));
            ((*bank.unwrap()).to_owned(), one["id"].as_str().unwrap().to_owned())
        });
        pairs.collect()
    }

    /// What a bank is asked, as its system reads it.
    pub(crate) fn item(&self, bank: &str, demand: &str) -> Value {
        self.service.get(self.bank(bank), &format!("/demands/{demand}")).json()["items"][0].clone()
    }

    /// A bank's answer to the one item of its demand.
    pub(crate) fn answer(&self, bank: &str, demand: &str, outcome: &Value) -> Response {
        let mut answer = outcome.clone();
        answer["item"] = self.item(bank, demand)["id"].clone();
        let path = format!("/api/v1/demands/{demand}/answers");
        self.service.post(self.bank(bank), &path, &json!({ "answers": [answer] }))
    }

    pub(crate) fn answered(&self, bank: &str, demand: &str, outcome: &Value) {
        let response = self.answer(bank, demand, outcome);
        assert_eq!(response.status, 201, "{}", response.body);
    }

    /// The money of the case, with account numbers, on record.
    pub(crate) fn money(&self) -> Value {
        let path = format!("/cases/{}/money?purpose=case_work", self.case);
        let read = self.service.get(&self.officer, &path);
        assert_eq!(read.status, 200, "{}", read.body);
        read.json()
    }

    /// A sum of the case, in đồng.
    pub(crate) fn sum(&self, name: &str) -> i64 {
        self.money()["cap"][name]["amount"].as_str().unwrap().parse().unwrap()
    }

    /// The hold on a bank's account.
    pub(crate) fn hold(&self, bank: &str) -> String {
        let institution = json!(self.service.world.institution(bank));
        let money = self.money();
        let holds = money["holds"].as_array().unwrap();
        let found = holds.iter().find(|hold| hold["institution"]["id"] == institution);
        found.unwrap()["id"].as_str().unwrap().to_owned()
    }
}

/// A receiving account, proposed by the accountant and approved by the head.
fn payee(service: &Service) -> String {
    let accountant = service.sign_in("ke-toan");
    let body = json!({
        "name": "Phòng THADS khu vực 1", "bank": "Kho bạc Nhà nước", "account": "3949010012345",
    });
    let proposed = service.post(&accountant, "/api/v1/payees", &body).id();
    let path = format!("/api/v1/payees/{proposed}/approval");
    is(&service.post(&accountant, &path, &json!({})), 403, "forbidden");
    let approved = service.post(&service.sign_in("daiduong"), &path, &json!({}));
    assert_eq!(approved.status, 200, "{}", approved.body);
    let list = service.get(&accountant, "/payees").json();
    assert_eq!(list["items"][0]["state"], "approved");
    proposed
}

/// What a bank says that froze an amount on one account.
pub(crate) fn frozen(account: &str, amount: i64) -> Value {
    json!({
        "outcome": "frozen",
        "accounts": [{
            "number": account, "kind": "payment", "frozen": dong(amount),
            "at_receipt": dong(amount + 7_000), "at_freeze": dong(amount),
            "left_between": dong(7_000), "ranks_before": 1,
        }],
    })
}

pub(crate) fn released(account: &str, amount: i64) -> Value {
    json!({ "outcome": "released", "accounts": [{ "number": account, "amount": dong(amount) }] })
}

pub(crate) fn paid(amount: i64, reference: &str) -> Value {
    json!({
        "outcome": "paid", "paid": dong(amount), "reference": reference, "value_day": TODAY,
    })
}

pub(crate) fn no_account() -> Value {
    json!({
        "outcome": "none", "scope": { "kind": "institution" },
        "tried": [{ "kind": "cccd", "value": "079085001234" }],
        "as_of": "2026-11-23T08:00:00+07:00",
    })
}
