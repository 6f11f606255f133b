//! The officer and the banks, and what they do together.

use super::DemoError;
use super::act::path;
use super::answers::DEBTOR_CCCD;
use super::bank::Bank;
use super::caller::{Caller, Line, uuid};
use super::reads::{DemandAnswers, Item};
use super::site::Site;
use super::way::Way;
use engine::answer::{AnswerState, Findings, Outcome};
use engine::demand::{ExtensionState, MessageKind};
use engine::id::{CaseId, DemandId, InstitutionId, PartyId};
use engine::instrument::InfoType;
use engine::money::{Currency, Money};
use engine::time::Zone;
use locale::{Lang, text};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Who files.
pub(super) const OFFICER: &str = "saomai";

/// The bank whose people answer: maker, checker.
const DESK: (&str, &str) = ("vcb.lap", "vcb.duyet");

/// The officer and the banks.
pub(super) struct Stage {
    pub(super) lang: Lang,
    pub(super) line: Line,
    pub(super) officer: Caller,
    pub(super) banks: Vec<Bank>,
}

/// The share of each institution in an inquiry.
pub(super) type Demands = BTreeMap<InstitutionId, DemandId>;

/// What an officer read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct WasRead {
    /// Of how many demands.
    pub(super) demands: i64,
    /// How many accounts were found.
    pub(super) accounts: i64,
    /// What is on them, in đồng.
    pub(super) dong: i64,
}

impl WasRead {
    /// Adds a demand: of each item and part the answer that counts last.
    fn take(&mut self, view: &DemandAnswers) {
        self.demands += 1;
        let mut last = BTreeMap::new();
        for answer in view.answers.iter().filter(|one| one.state == AnswerState::Accepted) {
            let found = match &answer.said.body {
                Outcome::Found { findings: Findings::Account(rows), .. } => rows.as_slice(),
                _ => &[],
            };
            last.insert((answer.said.item, answer.round, answer.part), found);
        }
        for account in last.into_values().flatten() {
            self.accounts += 1;
            let balance = account.balance.filter(|money| money.currency() == Currency::VND);
            self.dong += balance.map_or(0, Money::minor);
        }
    }
}

impl Stage {
    /// Everybody of a site, on a line to its service.
    pub(super) fn set(site: &Site, line: &Line, lang: Lang) -> Result<Self, DemoError> {
        let bank = |(institution, way)| -> Result<Bank, DemoError> {
            let institution: &engine::directory::Institution = institution;
            let login = site.system(&line.store, institution)?;
            let person = |name: &str| Caller::new(line, site.person(name));
            let desk = (way == Way::Desk).then(|| (person(DESK.0), person(DESK.1)));
            Ok(Bank {
                code: institution.code.as_str().to_owned(),
                name: institution.short_name.clone(),
                institution: institution.id,
                way,
                system: Caller::new(line, login),
                desk,
                lang,
                sent: None,
            })
        };
        Ok(Self {
            lang,
            line: line.clone(),
            officer: Caller::new(line, site.person(OFFICER)),
            banks: site.cast().map(bank).collect::<Result<_, _>>()?,
        })
    }

    fn say(&self, key: &str) -> String {
        text(self.lang, key, &[])
    }

    /// Somebody of the site's people, on the stage's line.
    pub(super) fn caller(&self, site: &Site, name: &str) -> Caller {
        Caller::new(&self.line, site.person(name))
    }

    /// How often an expired token or session was got anew.
    pub(super) fn renewed(&self) -> u32 {
        self.officer.renewed + self.banks.iter().map(Bank::renewed).sum::<u32>()
    }

    /// The bank that answers in a way of its own.
    pub(super) fn bank(&mut self, way: Way) -> Result<&mut Bank, DemoError> {
        let found = self.banks.iter_mut().find(|bank| bank.way == way);
        found.ok_or(DemoError::Lacks("bank"))
    }

    /// How many banks answer this way.
    pub(super) fn of_way(&self, way: Way) -> i64 {
        let found = self.banks.iter().filter(|bank| bank.way == way).count();
        i64::try_from(found).unwrap_or(i64::MAX)
    }

    /// The officer opens a fictional case; the debtor is its first party.
    pub(super) async fn open_case(&mut self, number: &str) -> Result<(CaseId, PartyId), DemoError> {
        let debtor = PartyId(self.line.store.fresh_id());
        let officer = self.officer.person().await?;
        let today = Zone::HANOI.day_of(self.line.store.now());
        let body = json!({
            "number": number,
            "officer": officer,
            "decision": {
                "number": "125/QĐ-THADS", "day": today.plus_days(-50).to_string(),
                "issuer": self.say("demo-say-agency"),
            },
            "judgment": {
                "number": "12/2026/KDTM-ST", "day": today.plus_days(-120).to_string(),
                "issuer": self.say("demo-say-court"),
            },
            "category": "bank_credit",
            "conditions": "unverified",
            "obligations": [
                { "kind": "principal", "amount": { "amount": "1500000000", "currency": "VND" } },
                { "kind": "interest", "amount": { "amount": "212000000", "currency": "VND" } },
            ],
            "parties": [
                {
                    "id": debtor, "role": "debtor", "kind": "person",
                    "name": self.say("demo-say-debtor"),
                    "identifiers": [{ "kind": "cccd", "value": DEBTOR_CCCD }],
                },
                { "role": "creditor", "kind": "organisation", "name": self.say("demo-say-creditor") },
            ],
        });
        let case = self.officer.post("/api/v1/cases", &body).await?.id()?;
        Ok((CaseId(case), debtor))
    }

    /// The officer files one inquiry to these institutions: accounts, for which
    /// the law says "immediately", and transactions, for which it says three
    /// working days.
    pub(super) async fn file(
        &mut self,
        (case, debtor): (CaseId, PartyId),
        institutions: &[InstitutionId],
    ) -> Result<Demands, DemoError> {
        let today = Zone::HANOI.day_of(self.line.store.now());
        let body = json!({
            "case": case,
            "issue": true,
            "requester": { "kind": "officer" },
            "debtor": debtor,
            "purpose": self.say("demo-say-purpose"),
            "legal_basis": self.say("demo-say-basis"),
            "items": [
                { "info": "account" },
                {
                    "info": "transactions", "from": today.plus_days(-90).to_string(),
                    "to": today.to_string(),
                },
            ],
            "institutions": institutions,
            "reasons": {
                "many": self.say("demo-say-many"), "balances": self.say("demo-say-balances"),
            },
        });
        let filed = self.officer.post("/api/v1/inquiries", &body).await?.done()?;
        let served = filed.get("demands").and_then(Value::as_array);
        let served = served.ok_or(DemoError::Lacks("demands"))?;
        let pair = |one: &Value| -> Result<_, DemoError> {
            Ok((InstitutionId(uuid(one, "institution")?), DemandId(uuid(one, "id")?)))
        };
        served.iter().map(pair).collect()
    }

    /// Each bank takes the next step on its demand, `between` being called
    /// after every one that had something to do; how many had.
    pub(super) async fn round(
        &mut self,
        demands: &Demands,
        takes_part: impl Fn(Way) -> bool,
        mut between: impl FnMut(),
    ) -> Result<i64, DemoError> {
        let mut acted = 0;
        for bank in self.banks.iter_mut().filter(|bank| takes_part(bank.way)) {
            let Some(demand) = demands.get(&bank.institution) else { continue };
            if bank.step(*demand).await? {
                acted += 1;
                between();
            }
        }
        Ok(acted)
    }

    /// The officer goes through the demands: replies to what was asked, grants
    /// more time, and disputes what the bank that answers so said.
    pub(super) async fn see_to(&mut self, demands: &Demands) -> Result<(), DemoError> {
        for way in [Way::Asks, Way::Ambiguous] {
            let demand = self.demand_of(way, demands)?;
            let body = json!({ "text": self.say("demo-say-reply") });
            self.officer.post(&path(demand, "replies"), &body).await?.done()?;
        }
        let demand = self.demand_of(Way::MoreTime, demands)?;
        let view = self.officer.demand(demand).await?;
        for asked in view.extensions.iter().filter(|x| x.state == ExtensionState::Asked) {
            let body = json!({ "grant": true, "decision": self.say("demo-say-granted") });
            let part = format!("extensions/{}/decision", asked.id);
            self.officer.post(&path(demand, &part), &body).await?.done()?;
        }
        let demand = self.demand_of(Way::Disputed, demands)?;
        let view = self.officer.demand(demand).await?;
        let account = |item: &&Item| item.request.info() == Some(InfoType::Account);
        let item = view.items.iter().find(account).ok_or(DemoError::Lacks("items"))?.id;
        let body = json!({ "item": item, "reason": self.say("demo-say-dispute") });
        self.officer.post(&path(demand, "disputes"), &body).await?.done()?;
        Ok(())
    }

    /// The officer reads the answers of every demand that has any; what was
    /// found in them.
    pub(super) async fn read_answers(&mut self, demands: &Demands) -> Result<WasRead, DemoError> {
        let mut read = WasRead::default();
        for demand in demands.values() {
            let answered = !self.officer.demand(*demand).await?.answers.is_empty();
            if answered {
                read.take(&self.officer.answers(*demand).await?);
            }
        }
        Ok(read)
    }

    /// The demand of the bank that answers in a way of its own.
    pub(super) fn demand_of(&mut self, way: Way, demands: &Demands) -> Result<DemandId, DemoError> {
        let institution = self.bank(way)?.institution;
        demands.get(&institution).copied().ok_or(DemoError::Lacks("demands"))
    }

    /// The officer urges the bank that says nothing; how often it was urged
    /// in all, as the thread shows.
    pub(super) async fn urge(&mut self, demand: DemandId) -> Result<usize, DemoError> {
        let body = json!({ "text": self.say("demo-say-urging") });
        self.officer.post(&path(demand, "urgings"), &body).await?.done()?;
        let view = self.officer.demand(demand).await?;
        Ok(view.thread.iter().filter(|message| message.kind == MessageKind::Urge).count())
    }
}
