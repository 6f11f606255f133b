//! What a simulated bank finds in its books, as bodies of the API. Everything
//! is invented; numbers derive from the bank's code, so that two runs agree.

use super::reads::Item;
use engine::instrument::{ContentHash, InfoType};
use engine::time::{Instant, Zone};
use locale::{Lang, text};
use serde_json::{Value, json};

/// The debtor's number, by which everybody searches.
pub(super) const DEBTOR_CCCD: &str = "079085001234";

/// What is said about one item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// One thing.
    Found,
    /// Several things with all there is to say about them.
    Several,
    /// The first part of two.
    Part,
    /// The rest.
    Rest,
    /// Nothing in the whole institution.
    Nothing,
    /// Nothing in one branch.
    Branch,
    /// Several customers match.
    Ambiguous,
    /// Refused.
    Refused,
}

/// The books of a simulated bank.
#[derive(Clone, Copy)]
pub(super) struct Books<'a> {
    /// The bank's code.
    pub(super) code: &'a str,
    /// As of when.
    pub(super) now: Instant,
    /// In which language its people write.
    pub(super) lang: Lang,
}

impl Books<'_> {
    /// The answer to an item.
    pub(super) fn answer(&self, item: &Item, what: What) -> Value {
        let info = item.request.info().unwrap_or(InfoType::Other);
        let mut answer = match what {
            What::Found => found(self.findings(info, false)),
            What::Several => found(self.findings(info, true)),
            What::Part => {
                let mut part = found(self.findings(info, false));
                insert(&mut part, "part", json!(true));
                part
            }
            What::Rest => found(self.rest(info)),
            What::Nothing => self.nothing(&json!({ "kind": "institution" })),
            What::Branch => {
                let branch = self.say("demo-say-branch");
                self.nothing(&json!({ "kind": "branch", "branch": branch }))
            }
            What::Ambiguous => json!({
                "outcome": "ambiguous", "hits": 2, "needed": self.say("demo-say-needed"),
            }),
            What::Refused => json!({
                "outcome": "refused", "ground": "not_held", "reasons": self.say("demo-say-refusal"),
            }),
        };
        insert(&mut answer, "item", json!(item.id));
        answer
    }

    fn say(&self, key: &str) -> String {
        text(self.lang, key, &[])
    }

    fn nothing(&self, scope: &Value) -> Value {
        json!({
            "outcome": "none",
            "scope": scope,
            "tried": [{ "kind": "cccd", "value": DEBTOR_CCCD }],
            "as_of": self.now.to_string(),
        })
    }

    fn findings(&self, info: InfoType, all: bool) -> Value {
        let rows = match info {
            InfoType::Whereabouts => {
                let mut there = self.account(1, "payment");
                there.as_object_mut().map(|account| account.remove("balance"));
                return json!({ "info": InfoType::Account.code(), "rows": [there] });
            }
            InfoType::Account if all => json!([self.salary(), self.term(), self.shared()]),
            InfoType::Account => json!([self.account(1, "payment")]),
            InfoType::Transactions => json!([self.transfer(1, "-"), self.transfer(2, "")]),
            InfoType::Income => json!([{
                "payer": self.say("demo-say-payer"), "period": self.day(-30),
                "amount": self.dong(3, 20),
            }]),
            InfoType::Securities => {
                json!([{ "code": "AAA", "quantity": 1_000, "account": self.number(4) }])
            }
            InfoType::SafeBox => {
                json!([{ "label": "A-12", "branch": self.say("demo-say-branch") }])
            }
            InfoType::Other => json!(self.say("demo-say-other")),
        };
        json!({ "info": info.code(), "rows": rows })
    }

    /// What a second part brings.
    fn rest(&self, info: InfoType) -> Value {
        match info {
            InfoType::Account => {
                json!({ "info": info.code(), "rows": [self.account(2, "savings")] })
            }
            _ => self.findings(info, true),
        }
    }

    fn account(&self, n: u8, kind: &str) -> Value {
        json!({
            "number": self.number(n), "kind": kind, "as_of": self.now.to_string(),
            "balance": self.dong(n, 900),
        })
    }

    fn salary(&self) -> Value {
        let mut account = self.account(1, "payment");
        insert(&mut account, "markers", json!(["salary"]));
        let held = json!({ "kind": "cccd", "value": DEBTOR_CCCD });
        insert(&mut account, "held_identifier", held);
        account
    }

    /// A pledged deposit, with the bank's own claim.
    fn term(&self) -> Value {
        let mut account = self.account(2, "term");
        insert(&mut account, "markers", json!(["pledge"]));
        insert(&mut account, "matures", json!(self.day(200)));
        let claim = json!({
            "contract": format!("HD-{}", self.number(5)), "day": self.day(-400),
            "amount": self.dong(5, 500),
        });
        insert(&mut account, "own_claim", claim);
        account
    }

    /// A shared account that somebody has restricted before.
    fn shared(&self) -> Value {
        let mut account = self.account(3, "savings");
        let holder = json!({ "name": self.say("demo-say-joint"), "debtor_share_percent": 50 });
        insert(&mut account, "joint_holders", json!([holder]));
        let restriction = json!({
            "by": self.say("demo-say-restriction"), "since": self.day(-90),
            "amount": self.dong(6, 100),
        });
        insert(&mut account, "restrictions", json!([restriction]));
        account
    }

    fn transfer(&self, n: u8, sign: &str) -> Value {
        let mut amount = self.dong(n + 10, 50);
        let signed =
            amount.get("amount").and_then(Value::as_str).map(|dong| format!("{sign}{dong}"));
        insert(&mut amount, "amount", json!(signed));
        json!({
            "account": self.number(1), "amount": amount,
            "at": self.now.plus_seconds(-86_400 * i64::from(n) * 20).to_string(),
            "text": self.say("demo-say-transfer"),
        })
    }

    /// What is on its first account, in đồng.
    pub(super) fn balance(&self) -> i64 {
        let amount = self.dong(1, 900);
        let text = amount.get("amount").and_then(Value::as_str);
        text.and_then(|text| text.parse().ok()).unwrap_or(0)
    }

    /// Ten digits of this bank.
    pub(super) fn number(&self, n: u8) -> String {
        format!("{:010}", self.draw(n) % 10_000_000_000)
    }

    /// Up to so many millions of đồng.
    fn dong(&self, n: u8, millions: u64) -> Value {
        let amount = (self.draw(n) % millions + 1) * 1_000_000;
        json!({ "amount": amount.to_string(), "currency": "VND" })
    }

    /// A number that derives from the bank and `n`.
    fn draw(&self, n: u8) -> u64 {
        let hash = ContentHash::of(&(self.code, n));
        hash.0.iter().take(6).fold(0, |sum, byte| sum << 8 | u64::from(*byte))
    }

    fn day(&self, days: i32) -> String {
        Zone::HANOI.day_of(self.now).plus_days(days).to_string()
    }
}

fn found(findings: Value) -> Value {
    let mut answer = json!({ "outcome": "found" });
    insert(&mut answer, "findings", findings);
    answer
}

fn insert(object: &mut Value, member: &str, value: Value) {
    if let Some(members) = object.as_object_mut() {
        members.insert(member.to_owned(), value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::answer::Outcome;
    use engine::demand::{ItemAnswer, ItemState};
    use engine::id::ItemId;
    use engine::instrument::{InfoRequest, Request};

    const ALL: [What; 8] = [
        What::Found,
        What::Several,
        What::Part,
        What::Rest,
        What::Nothing,
        What::Branch,
        What::Ambiguous,
        What::Refused,
    ];

    fn item(info: InfoType) -> Item {
        Item {
            id: ItemId(uuid::Uuid::from_u128(7)),
            request: Request::Info(InfoRequest { info, from: None, to: None, detail: None }),
            state: ItemState::Served,
            round: 1,
            parts: 0,
        }
    }

    #[test]
    fn every_answer_is_one_of_the_engine_and_fits_what_was_asked() {
        let books =
            Books { code: "VCB", now: Instant::from_seconds(1_795_000_000), lang: Lang::Vi };
        for info in InfoType::ALL {
            for what in ALL {
                let said = books.answer(&item(*info), what);
                let read: ItemAnswer = serde_json::from_value(said.clone()).unwrap();
                assert_eq!(read.item, item(*info).id);
                if let Outcome::Found { findings, part } = read.body {
                    assert!(findings.answer(*info), "{said}");
                    assert!(!findings.is_empty(), "{said}");
                    assert_eq!(part, what == What::Part, "{said}");
                }
            }
        }
    }

    #[test]
    fn numbers_of_two_banks_differ_and_those_of_one_do_not() {
        let books = |code| Books { code, now: Instant::from_seconds(0), lang: Lang::Vi };
        assert_eq!(books("VCB").number(1), books("VCB").number(1));
        assert_ne!(books("VCB").number(1), books("ACB").number(1));
        assert_ne!(books("VCB").number(1), books("VCB").number(2));
    }
}
