//! The fourth story: a bank is taken over while its freeze stands. The heir reports
//! what comes in later and frees what was frozen; the old bank is asked nothing new.

use super::DemoError;
use super::act::path;
use super::bank::Bank;
use super::caller::uuid;
use super::money::{Play, amount, number, vnd};
use super::tell::Teller;
use engine::id::{CaseId, DemandId, InstitutionId, PartyId};
use engine::time::Clock as _;
use locale::dong;
use serde_json::{Value, json};
use std::io::Write;
use uuid::Uuid;

/// The bank of the past, and who takes its place.
const OLD: &str = "ACB";
const HEIR: &str = "VCB";

/// What is owed, more than is there, and what comes in after the merger.
const OWED: i64 = 100_000_000;
const LATER: i64 = 5_000_000;

impl Play<'_> {
    /// Frozen, merged, caught, freed.
    pub(super) async fn merger(
        &mut self,
        teller: &mut Teller<'_, impl Write>,
    ) -> Result<(), DemoError> {
        let (case, debtor) = self.stage.open_case("819/2026/THA-DEMO").await?;
        let old = self.bank(OLD)?.institution;
        let order = json!({ "kind": "freeze", "owed": vnd(OWED), "at": [{ "institution": old }] });
        let issued = self.order(case, debtor, order.clone()).await?;
        self.carried_out(&issued).await?;
        self.pass(24).await?;
        let today = self.today().parse().map_err(|_| DemoError::Lacks("today"))?;
        let store = self.stage.line.store.clone();
        self.site.merge(self.time.clock.clone(), &store, (OLD, HEIR), today)?;
        self.found.merger_refused = self.is_told_the_heir(case, debtor, &order).await?;
        self.caught_by_heir().await?;
        let money = self.money(case).await?;
        let held = amount(&money, "/cap/remaining")?;
        let freeze = money.pointer("/freezes/0/item").cloned();
        let freeze = freeze.ok_or(DemoError::Lacks("freezes"))?;
        self.freed_by_heir((case, debtor), &freeze, held).await?;
        let money = self.money(case).await?;
        self.found.merger_remaining = amount(&money, "/cap/remaining")?;
        let args = [
            ("now", locale::date_time(self.time.clock.now()).into()),
            ("old", OLD.into()),
            ("heir", HEIR.into()),
            ("held", dong(held).into()),
            ("remaining", dong(self.found.merger_remaining).into()),
        ];
        teller.step("demo-money-merger", &args)
    }

    fn bank(&mut self, code: &str) -> Result<&mut Bank, DemoError> {
        let found = self.stage.banks.iter_mut().find(|bank| bank.code == code);
        found.ok_or(DemoError::Lacks("bank"))
    }

    /// A new order to the old bank is refused, and names the heir.
    async fn is_told_the_heir(
        &mut self,
        case: CaseId,
        debtor: PartyId,
        order: &Value,
    ) -> Result<bool, DemoError> {
        let body = json!({
            "issue": true, "debtor": debtor, "legal_basis": self.say("demo-say-order-basis"),
            "decision": { "number": "98/QĐ-THADS-DEMO", "day": self.today() }, "order": order,
        });
        let path = format!("/api/v1/cases/{case}/orders");
        let answer = self.stage.officer.post(&path, &body).await?;
        Ok(answer.refused("institution_succeeded").is_ok())
    }

    /// By account, as the heir's system knows it.
    async fn caught_by_heir(&mut self) -> Result<(), DemoError> {
        let report = json!({
            "account": number(OLD), "amount": vnd(LATER), "reference": "GBC-819",
            "at": self.time.clock.now().to_string(),
        });
        self.bank(HEIR)?.system.post("/api/v1/captures", &report).await?.done().map(drop)
    }

    /// What ends the freeze is served on the heir.
    async fn freed_by_heir(
        &mut self,
        (case, debtor): (CaseId, PartyId),
        freeze: &Value,
        held: i64,
    ) -> Result<(), DemoError> {
        let order = json!({
            "kind": "release", "ground": "paid", "arose_at": self.time.clock.now().to_string(),
            "lines": [{ "freeze": freeze }],
        });
        let issued = self.order(case, debtor, order).await?;
        let (demand, to): (DemandId, InstitutionId) = issued.first()?;
        let heir = self.bank(HEIR)?;
        if to != heir.institution {
            return Err(DemoError::Lacks("heir"));
        }
        let view: Value = heir.system.get(&format!("/api/v1/demands/{demand}")).await?;
        let item: Uuid = uuid(view.pointer("/items/0").ok_or(DemoError::Lacks("items"))?, "id")?;
        let accounts = json!([{ "number": number(OLD), "amount": vnd(held) }]);
        let body =
            json!({ "answers": [{ "item": item, "outcome": "released", "accounts": accounts }] });
        heir.system.post(&path(demand, "answers"), &body).await?.done()?;
        self.time.send().await?;
        Ok(())
    }
}
