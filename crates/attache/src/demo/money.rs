//! The second story: money. Three banks freeze more than is owed, one catches a
//! credit the next day; the excess is released as the service proposes it, the
//! debt is deducted, the accountant finds the money on the treasury's statement,
//! and everything is free at the end. Minutes that no decision follows lapse.

use super::DemoError;
use super::act::path;
use super::caller::{Caller, uuid};
use super::checks::Money;
use super::passing::Time;
use super::site::Site;
use super::stage::Stage;
use super::tell::Teller;
use engine::id::{CaseId, DemandId, InstitutionId, PartyId};
use engine::money::{Currency, Money as Amount};
use engine::statement::{LineContent, Side, StatementContent};
use engine::time::{Clock as _, Zone};
use exchange::camt::{self, Message};
use locale::{dong, text};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::Write;
use uuid::Uuid;

/// Head of the officer's agency: the second person.
const HEAD: &str = "daiduong";
/// Accountant and head of the province, where the account is kept.
const ACCOUNTANT: &str = "hoangyen";
const PROVINCE_HEAD: &str = "tungbach";

/// What the three banks find, in đồng; 1 712 000 000 are owed.
const BANKS: [(&str, i64); 3] = [("CTG", 900_000_000), ("MBB", 700_000_000), ("STB", 600_000_000)];
/// The bank that catches a credit the next day, and how much.
const LATER: (&str, i64) = ("STB", 50_000_000);
/// The bank that gets urgent minutes, in a case of its own.
const URGENT: (&str, i64) = ("ACB", 80_000_000);

/// Money on the treasury's statement that no bank deducted.
const OTHER_MONEY: i64 = 300_000;

const HOUR_SECONDS: i64 = 3_600;

/// Who plays, and what each bank holds.
pub(super) struct Play<'a> {
    pub(super) site: &'a Site,
    pub(super) stage: &'a mut Stage,
    pub(super) time: &'a Time,
    pub(super) head: Caller,
    accountant: Caller,
    /// Demands served, in đồng held by freeze and bank.
    held: BTreeMap<(Uuid, InstitutionId), i64>,
    numbers: u32,
    pub(super) found: Money,
}

/// An order as it is read back.
pub(super) struct Issued {
    demands: Vec<(DemandId, InstitutionId)>,
}

impl Issued {
    /// Its first demand, and to whom.
    pub(super) fn first(&self) -> Result<(DemandId, InstitutionId), DemoError> {
        self.demands.first().copied().ok_or(DemoError::Lacks("demands"))
    }
}

impl<'a> Play<'a> {
    pub(super) fn new(site: &'a Site, stage: &'a mut Stage, time: &'a Time) -> Self {
        let head = stage.caller(site, HEAD);
        let accountant = stage.caller(site, ACCOUNTANT);
        let (held, found) = (BTreeMap::new(), Money::default());
        Self { site, stage, time, head, accountant, held, numbers: 0, found }
    }

    /// Tells it all.
    pub(super) async fn tell(
        &mut self,
        teller: &mut Teller<'_, impl Write>,
    ) -> Result<(), DemoError> {
        let (payee, case) = self.until_paid("816/2026/THA-DEMO", teller).await?;
        self.remit(payee, teller).await?;
        self.end(case, teller).await?;
        self.urgent(teller).await?;
        self.complaint(payee, teller).await?;
        self.merger(teller).await
    }

    /// The first half: frozen, released, deducted; the money is on its way.
    pub(super) async fn until_paid(
        &mut self,
        number: &str,
        teller: &mut Teller<'_, impl Write>,
    ) -> Result<(Uuid, CaseId), DemoError> {
        let payee = self.payee(teller).await?;
        let (case, debtor) = self.stage.open_case(number).await?;
        self.freeze(case, debtor, teller).await?;
        self.capture(case, teller).await?;
        self.release_excess(case, teller).await?;
        self.deduct(case, debtor, payee, teller).await?;
        Ok((payee, case))
    }

    pub(super) fn say(&self, key: &str) -> String {
        text(self.stage.lang, key, &[])
    }

    pub(super) fn today(&self) -> String {
        Zone::HANOI.day_of(self.time.clock.now()).to_string()
    }

    pub(super) async fn pass(&self, hours: i64) -> Result<(), DemoError> {
        let until = self.time.clock.now().plus_seconds(hours * HOUR_SECONDS);
        self.time.pass_to(until).await.map(drop)
    }

    /// A receiving account: proposed by the accountant, approved by the head of
    /// the province, usable after a day.
    async fn payee(&mut self, teller: &mut Teller<'_, impl Write>) -> Result<Uuid, DemoError> {
        let body = json!({
            "name": self.say("demo-say-payee"), "bank": self.say("demo-say-payee-bank"),
            "account": "3949010012345",
        });
        let payee = self.accountant.post("/api/v1/payees", &body).await?.id()?;
        let mut province = self.stage.caller(self.site, PROVINCE_HEAD);
        province.post(&format!("/api/v1/payees/{payee}/approval"), &json!({})).await?.done()?;
        teller.step("demo-money-payee", &[])?;
        Ok(payee)
    }

    /// Filed by the officer, approved by the head over what he read, issued.
    pub(super) async fn order(
        &mut self,
        case: CaseId,
        debtor: PartyId,
        order: Value,
    ) -> Result<Issued, DemoError> {
        self.numbers += 1;
        let urgent = order.get("urgent") == Some(&json!(true));
        let number = format!("{}/QĐ-THADS-DEMO", self.numbers);
        let decision = (!urgent).then(|| json!({ "number": number, "day": self.today() }));
        let mut body = json!({
            "issue": true, "debtor": debtor, "order": order,
            "legal_basis": self.say("demo-say-order-basis"),
        });
        if let (Some(decision), Some(members)) = (decision, body.as_object_mut()) {
            members.insert("decision".to_owned(), decision);
        }
        let filed = self.stage.officer.post(&format!("/api/v1/cases/{case}/orders"), &body).await?;
        let id = filed.id()?;
        let read: Value = self.head.get(&format!("/api/v1/orders/{id}")).await?;
        let hash = json!({ "hash": read.get("hash") });
        self.head.post(&format!("/api/v1/orders/{id}/approval"), &hash).await?.done()?;
        let issue = format!("/api/v1/orders/{id}/issue");
        self.stage.officer.post(&issue, &json!({})).await?.done()?;
        self.found.orders += 1;
        let issued = self.issued(id).await?;
        self.found.demands += i64::try_from(issued.demands.len()).unwrap_or(i64::MAX);
        Ok(issued)
    }

    async fn issued(&mut self, id: Uuid) -> Result<Issued, DemoError> {
        let read: Value = self.stage.officer.get(&format!("/api/v1/orders/{id}")).await?;
        let lines = read.get("demands").and_then(Value::as_array);
        let lines = lines.ok_or(DemoError::Lacks("demands"))?;
        let line = |one: &Value| -> Result<_, DemoError> {
            let institution = one.get("institution").ok_or(DemoError::Lacks("institution"))?;
            Ok((DemandId(uuid(one, "id")?), InstitutionId(uuid(institution, "id")?)))
        };
        Ok(Issued { demands: lines.iter().map(line).collect::<Result<_, _>>()? })
    }

    /// Each bank does what its demand orders and reports it.
    pub(super) async fn carried_out(&mut self, issued: &Issued) -> Result<(), DemoError> {
        for (demand, institution) in &issued.demands {
            self.carry_out(*demand, *institution).await?;
            self.time.clock.advance(30);
        }
        self.time.send().await?;
        Ok(())
    }

    async fn carry_out(
        &mut self,
        demand: DemandId,
        institution: InstitutionId,
    ) -> Result<(), DemoError> {
        let bank = self.stage.banks.iter_mut().find(|bank| bank.institution == institution);
        let bank = bank.ok_or(DemoError::Lacks("bank"))?;
        let code = bank.code.clone();
        let view: Value = bank.system.get(&format!("/api/v1/demands/{demand}")).await?;
        let items = view.get("items").and_then(Value::as_array);
        let mut answers = Vec::new();
        for item in items.into_iter().flatten() {
            let asked = item.get("request").ok_or(DemoError::Lacks("request"))?;
            let mut report = report(&mut self.held, institution, &code, item, asked)?;
            if report.get("outcome") == Some(&json!("paid"))
                && let Some(members) = report.as_object_mut()
            {
                let today = Zone::HANOI.day_of(self.time.clock.now()).to_string();
                members.insert("value_day".to_owned(), json!(today));
            }
            answers.push(report);
        }
        let body = json!({ "answers": answers });
        bank.system.post(&path(demand, "answers"), &body).await?.done()?;
        Ok(())
    }

    /// The money of a case, on record as read.
    pub(super) async fn money(&mut self, case: CaseId) -> Result<Value, DemoError> {
        self.found.reads += 1;
        let path = format!("/api/v1/cases/{case}/money?purpose=case_work");
        let read: Value = self.stage.officer.get(&path).await?;
        let excess = amount(&read, "/cap/excess")?;
        self.found.excess_peak = self.found.excess_peak.max(excess);
        Ok(read)
    }

    async fn freeze(
        &mut self,
        case: CaseId,
        debtor: PartyId,
        teller: &mut Teller<'_, impl Write>,
    ) -> Result<(), DemoError> {
        let at: Vec<Value> = BANKS
            .iter()
            .filter_map(|(code, _)| self.stage.banks.iter().find(|bank| bank.code == *code))
            .map(|bank| json!({ "institution": bank.institution }))
            .collect();
        let order = json!({
            "kind": "freeze", "owed": vnd(1_712_000_000), "at": at,
            "parts": {
                "principal": vnd(1_500_000_000), "interest": vnd(212_000_000),
                "interest_to": self.today(),
            },
        });
        let issued = self.order(case, debtor, order).await?;
        self.carried_out(&issued).await?;
        let money = self.money(case).await?;
        let args = [
            ("frozen", dong(amount(&money, "/cap/frozen")?).into()),
            ("excess", dong(amount(&money, "/cap/excess")?).into()),
        ];
        teller.step("demo-money-frozen", &args)
    }

    /// The next day one bank reports a credit its freeze caught; twice, as a
    /// system does that lost the reply.
    async fn capture(
        &mut self,
        case: CaseId,
        teller: &mut Teller<'_, impl Write>,
    ) -> Result<(), DemoError> {
        self.pass(24).await?;
        let money = self.money(case).await?;
        let (code, caught) = LATER;
        let bank = self.stage.banks.iter_mut().find(|bank| bank.code == code);
        let bank = bank.ok_or(DemoError::Lacks("bank"))?;
        let institution = bank.institution;
        let freezes = money.get("freezes").and_then(Value::as_array);
        let of_bank =
            |freeze: &&Value| freeze.pointer("/institution/id") == Some(&json!(institution));
        let freeze = freezes.into_iter().flatten().find(of_bank);
        let freeze = freeze.ok_or(DemoError::Lacks("freezes"))?;
        let (item, demand) = (uuid(freeze, "item")?, DemandId(uuid(freeze, "demand")?));
        let accounts = json!([{ "number": number(code), "amount": vnd(caught) }]);
        let body = json!({ "item": item, "reference": "GBC-1", "accounts": accounts });
        for _ in 0..2 {
            bank.system.post(&path(demand, "captures"), &body).await?.done()?;
        }
        *self.held.entry((item, institution)).or_default() += caught;
        let money = self.money(case).await?;
        let args = [
            ("now", locale::date_time(self.time.clock.now()).into()),
            ("caught", dong(caught).into()),
            ("excess", dong(amount(&money, "/cap/excess")?).into()),
        ];
        teller.step("demo-money-captured", &args)
    }

    /// What the service proposes is filed as it is proposed.
    async fn release_excess(
        &mut self,
        case: CaseId,
        teller: &mut Teller<'_, impl Write>,
    ) -> Result<(), DemoError> {
        self.found.reads += 1;
        let path = format!("/api/v1/cases/{case}/proposal?purpose=case_work");
        let proposal: Value = self.stage.officer.get(&path).await?;
        let orders = proposal.get("orders").and_then(Value::as_array).cloned();
        for order in orders.ok_or(DemoError::Lacks("orders"))? {
            let debtor = PartyId(uuid(&order, "debtor")?);
            let act = order.get("order").cloned().ok_or(DemoError::Lacks("order"))?;
            let issued = self.order(case, debtor, act).await?;
            self.carried_out(&issued).await?;
        }
        let money = self.money(case).await?;
        let args = [
            ("released", dong(amount(&money, "/cap/released")?).into()),
            ("remaining", dong(amount(&money, "/cap/remaining")?).into()),
            ("excess", dong(amount(&money, "/cap/excess")?).into()),
        ];
        teller.step("demo-money-released", &args)
    }

    /// Everything that remains is taken.
    async fn deduct(
        &mut self,
        case: CaseId,
        debtor: PartyId,
        payee: Uuid,
        teller: &mut Teller<'_, impl Write>,
    ) -> Result<(), DemoError> {
        self.pass(24).await?;
        let money = self.money(case).await?;
        let holds = money.get("holds").and_then(Value::as_array);
        let lines: Vec<Value> = holds
            .into_iter()
            .flatten()
            .filter(|hold| amount(hold, "/deductible").is_ok_and(|left| left > 0))
            .map(|hold| json!({ "hold": hold.get("id"), "amount": hold.get("deductible") }))
            .collect();
        let note = self.say("demo-say-identity");
        let identity = json!({ "code": "document_seen", "note": note });
        let order =
            json!({ "kind": "deduct", "payee": payee, "identity": identity, "lines": lines });
        let issued = self.order(case, debtor, order).await?;
        self.carried_out(&issued).await?;
        let money = self.money(case).await?;
        let args = [
            ("deducted", dong(amount(&money, "/cap/deducted")?).into()),
            ("transit", dong(amount(&money, "/cap/in_transit")?).into()),
        ];
        teller.step("demo-money-deducted", &args)
    }

    /// Answered is not executed: the accountant takes in the treasury's statement
    /// and confirms in one act what names a payment and has its amount; a line
    /// that fits nothing waits.
    async fn remit(
        &mut self,
        payee: Uuid,
        teller: &mut Teller<'_, impl Write>,
    ) -> Result<(), DemoError> {
        let file = self.statement().await?;
        let body = json!({ "payee": payee, "file": file });
        let id = self.accountant.post("/api/v1/statements", &body).await?.id()?;
        let path = format!("/api/v1/statements/{id}");
        let confirmation = format!("{path}/confirmation");
        self.accountant.post(&confirmation, &json!({})).await?.done()?;
        let read: Value = self.accountant.get(&path).await?;
        // Confirming looks at the lines, and so did this: both on record.
        self.found.reads += 2;
        let entries = read.get("entries").and_then(Value::as_array);
        for entry in entries.ok_or(DemoError::Lacks("entries"))? {
            match entry.get("state").and_then(Value::as_str) {
                Some("confirmed") => self.found.remitted += amount(entry, "/amount")?,
                _ => self.found.unmatched += amount(entry, "/amount")?,
            }
        }
        self.time.send().await?;
        let args = [
            ("remitted", dong(self.found.remitted).into()),
            ("unmatched", dong(self.found.unmatched).into()),
        ];
        teller.step("demo-money-remitted", &args)
    }

    /// The treasury's notice of what came in, as camt.054: each payment with the
    /// reference of its demand, and something else.
    async fn statement(&mut self) -> Result<String, DemoError> {
        let read: Value = self.accountant.get("/api/v1/remittances").await?;
        let items = read.get("items").and_then(Value::as_array).cloned().unwrap_or_default();
        let today = Zone::HANOI.day_of(self.time.clock.now());
        let line = |number: usize, text: &str, amount: i64| LineContent {
            reference: format!("KBNN-{number}"),
            text: text.to_owned(),
            amount,
            side: Side::Credit,
            booked: today,
            value: today,
            party: None,
            party_account: None,
            reverses: false,
        };
        let mut lines = Vec::new();
        for (item, number) in items.iter().zip(1..) {
            let reference = item.get("demand_reference").and_then(Value::as_str);
            let reference = reference.ok_or(DemoError::Lacks("demand_reference"))?;
            lines.push(line(number, reference, amount(item, "/transfer/paid")?));
        }
        lines.push(line(0, &self.say("demo-say-court-fee"), OTHER_MONEY));
        let content = StatementContent {
            account: None,
            currency: Currency::VND,
            opening: None,
            closing: None,
            lines,
        };
        Ok(camt::write(&content, Message::Notice))
    }

    /// Paid: the head ends the obligation, and nothing is frozen.
    async fn end(
        &mut self,
        case: CaseId,
        teller: &mut Teller<'_, impl Write>,
    ) -> Result<(), DemoError> {
        let body = json!({ "how": "paid", "reason": self.say("demo-say-paid") });
        self.head.post(&format!("/api/v1/cases/{case}/money/end"), &body).await?.done()?;
        let money = self.money(case).await?;
        let sum = |pointer| amount(&money, pointer);
        self.found.frozen = sum("/cap/frozen")?;
        self.found.released = sum("/cap/released")?;
        self.found.deducted = sum("/cap/deducted")?;
        self.found.remaining = sum("/cap/remaining")?;
        self.found.cap_open = sum("/cap/open")?;
        let args = [
            ("frozen", dong(self.found.frozen).into()),
            ("released", dong(self.found.released).into()),
            ("deducted", dong(self.found.deducted).into()),
            ("remaining", dong(self.found.remaining).into()),
        ];
        teller.step("demo-money-free", &args)
    }

    /// Minutes on a Friday afternoon; no decision by Saturday: the freeze lapses
    /// and the service releases what was caught.
    async fn urgent(&mut self, teller: &mut Teller<'_, impl Write>) -> Result<(), DemoError> {
        let (case, debtor) = self.stage.open_case("817/2026/THA-DEMO").await?;
        let (code, there) = URGENT;
        let bank = self.stage.banks.iter().find(|bank| bank.code == code);
        let institution = bank.ok_or(DemoError::Lacks("bank"))?.institution;
        let order = json!({
            "kind": "freeze", "owed": vnd(there), "urgent": true,
            "at": [{ "institution": institution }],
        });
        let issued = self.order(case, debtor, order).await?;
        self.carried_out(&issued).await?;
        self.pass(25).await?;
        let path = format!("/api/v1/cases/{case}/orders");
        let orders: Value = self.stage.officer.get(&path).await?;
        let orders = orders.get("items").and_then(Value::as_array).cloned().unwrap_or_default();
        let state = |one: &Value, word: &str| one.get("state") == Some(&json!(word));
        self.found.lapsed = orders.iter().any(|order| state(order, "lapsed"));
        let by_service = orders.iter().find(|one| one.get("kind") == Some(&json!("release")));
        let by_service = uuid(by_service.ok_or(DemoError::Lacks("release"))?, "id")?;
        let released = self.issued(by_service).await?;
        self.found.orders += 1;
        self.found.demands += 1;
        self.carried_out(&released).await?;
        let money = self.money(case).await?;
        self.found.lapsed_remaining = amount(&money, "/cap/remaining")?;
        let args = [
            ("now", locale::date_time(self.time.clock.now()).into()),
            ("there", dong(there).into()),
            ("remaining", dong(self.found.lapsed_remaining).into()),
        ];
        teller.step("demo-money-lapsed", &args)
    }
}

/// What a bank reports of one order, and what it then holds.
fn report(
    held: &mut BTreeMap<(Uuid, InstitutionId), i64>,
    institution: InstitutionId,
    code: &str,
    item: &Value,
    asked: &Value,
) -> Result<Value, DemoError> {
    let id = uuid(item, "id")?;
    let named = asked.get("freeze").and_then(Value::as_str).and_then(|text| text.parse().ok());
    let freeze: Uuid = named.unwrap_or(id);
    let holds = held.entry((freeze, institution)).or_default();
    let word = asked.get("order").and_then(Value::as_str).unwrap_or_default();
    Ok(match word {
        "freeze" => {
            let there = BANKS.iter().chain([&URGENT]).find(|(bank, _)| *bank == code);
            let there = there.map_or(0, |(_, there)| *there);
            *holds = there.min(amount(asked, "/target")?);
            json!({
                "item": id, "outcome": "frozen",
                "accounts": [{
                    "number": number(code), "kind": "payment", "frozen": vnd(*holds),
                    "at_receipt": vnd(there), "at_freeze": vnd(there),
                }],
            })
        }
        "deduct" => {
            let paid = amount(asked, "/amount")?.min(*holds);
            *holds -= paid;
            let reference = format!("FT-{code}-{id}").chars().take(35).collect::<String>();
            json!({ "item": id, "outcome": "paid", "paid": vnd(paid), "reference": reference })
        }
        "release" => {
            let freed = amount(asked, "/amount").unwrap_or(*holds).min(*holds);
            *holds -= freed;
            let accounts = json!([{ "number": number(code), "amount": vnd(freed) }]);
            json!({ "item": id, "outcome": "released", "accounts": accounts })
        }
        _ => json!({ "item": id, "outcome": "amended" }),
    })
}

pub(super) fn vnd(minor: i64) -> Value {
    json!(Amount::vnd(minor))
}

/// The number of the debtor's account at a bank, made up.
pub(super) fn number(code: &str) -> String {
    format!("816{code}0001")
}

/// An amount in đồng at a place of what was read.
pub(super) fn amount(read: &Value, pointer: &str) -> Result<i64, DemoError> {
    let text = read.pointer(&format!("{pointer}/amount")).and_then(Value::as_str);
    text.and_then(|text| text.parse().ok()).ok_or(DemoError::Lacks("amount"))
}
