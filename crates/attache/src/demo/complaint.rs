//! The third story: the debtor complains of a freeze. Nothing is deducted while
//! the complaint is open; it is found right, and what was frozen is freed.

use super::DemoError;
use super::caller::uuid;
use super::money::{Play, amount, vnd};
use super::tell::Teller;
use engine::id::{CaseId, PartyId};
use engine::time::Clock as _;
use locale::dong;
use serde_json::{Value, json};
use std::io::Write;
use uuid::Uuid;

/// The bank, and what is owed: less than is there.
const FROZEN: (&str, i64) = ("MBB", 120_000_000);

impl Play<'_> {
    /// Frozen, told, complained of, decided, freed.
    pub(super) async fn complaint(
        &mut self,
        payee: Uuid,
        teller: &mut Teller<'_, impl Write>,
    ) -> Result<(), DemoError> {
        let (case, debtor) = self.stage.open_case("818/2026/THA-DEMO").await?;
        let freeze = self.frozen_for(case, debtor).await?;
        self.pass(24).await?;
        self.debtor_told(case, freeze).await?;
        let complaint = self.complained(case, freeze).await?;
        let money = self.money(case).await?;
        let hold = money.pointer("/holds/0/id").cloned().ok_or(DemoError::Lacks("holds"))?;
        let lines = json!([{ "hold": hold, "amount": vnd(FROZEN.1) }]);
        self.found.suspended = self.is_suspended(case, debtor, payee, &lines).await?;
        teller.step("demo-money-complaint", &[("frozen", dong(FROZEN.1).into())])?;
        self.found_right(case, complaint).await?;
        let order = json!({
            "kind": "release", "ground": "not_the_debtors", "arose_at": self.now(),
            "lines": [{ "freeze": money.pointer("/freezes/0/item") }],
        });
        let issued = self.order(case, debtor, order).await?;
        self.carried_out(&issued).await?;
        let money = self.money(case).await?;
        self.found.complaint_remaining = amount(&money, "/cap/remaining")?;
        let duties = money.get("duties").and_then(Value::as_array);
        let open = |duty: &&Value| {
            duty.get("kind") == Some(&json!("lift")) && duty.get("state") == Some(&json!("open"))
        };
        self.found.lift_owed = duties.into_iter().flatten().any(|duty| open(&duty));
        let args = [
            ("now", locale::date_time(self.time.clock.now()).into()),
            ("remaining", dong(self.found.complaint_remaining).into()),
        ];
        teller.step("demo-money-complaint-right", &args)
    }

    fn now(&self) -> String {
        self.time.clock.now().to_string()
    }

    async fn frozen_for(&mut self, case: CaseId, debtor: PartyId) -> Result<Uuid, DemoError> {
        let (code, owed) = FROZEN;
        let bank = self.stage.banks.iter().find(|bank| bank.code == code);
        let institution = bank.ok_or(DemoError::Lacks("bank"))?.institution;
        let order = json!({
            "kind": "freeze", "owed": vnd(owed), "at": [{ "institution": institution }],
        });
        let issued = self.order(case, debtor, order).await?;
        self.carried_out(&issued).await?;
        let money = self.money(case).await?;
        let freeze = money.pointer("/freezes/0").ok_or(DemoError::Lacks("freezes"))?;
        uuid(freeze, "instrument")
    }

    /// The debtor's notice starts the ten days for a complaint.
    async fn debtor_told(&mut self, case: CaseId, freeze: Uuid) -> Result<(), DemoError> {
        let notice = json!({
            "at": self.now(), "channel": "by_hand", "proof": self.say("demo-say-notice"),
        });
        let path = format!("/api/v1/cases/{case}/freezes/{freeze}/debtor-notice");
        self.stage.officer.post(&path, &notice).await?.done().map(drop)
    }

    async fn complained(&mut self, case: CaseId, freeze: Uuid) -> Result<Uuid, DemoError> {
        let name = self.say("demo-say-complainant");
        let complaint = json!({
            "kind": "complaint", "stage": "security",
            "by": { "name": name, "capacity": self.say("demo-say-capacity") },
            "about": [freeze], "ground": "not_debtors_money",
            "text": self.say("demo-say-complaint"), "channel": "by_hand",
            "received_at": self.now(),
        });
        let path = format!("/api/v1/cases/{case}/objections");
        self.stage.officer.post(&path, &complaint).await?.done()?;
        let money = self.money(case).await?;
        uuid(money.pointer("/objections/0").ok_or(DemoError::Lacks("objections"))?, "id")
    }

    /// Whether a deduction from what is complained of is refused.
    async fn is_suspended(
        &mut self,
        case: CaseId,
        debtor: PartyId,
        payee: Uuid,
        lines: &Value,
    ) -> Result<bool, DemoError> {
        let body = json!({
            "issue": true, "debtor": debtor, "legal_basis": self.say("demo-say-order-basis"),
            "decision": { "number": "99/QĐ-THADS-DEMO", "day": self.today() },
            "order": {
                "kind": "deduct", "payee": payee, "identity": { "code": "document_seen", "note": self.say("demo-say-identity") },
                "lines": lines,
            },
        });
        let path = format!("/api/v1/cases/{case}/orders");
        let answer = self.stage.officer.post(&path, &body).await?;
        Ok(answer.refused("deduction_suspended").is_ok())
    }

    /// The head accepts it and decides within five working days.
    async fn found_right(&mut self, case: CaseId, complaint: Uuid) -> Result<(), DemoError> {
        let path = format!("/api/v1/cases/{case}/objections/{complaint}");
        self.head.post(&format!("{path}/acceptance"), &json!({})).await?.done()?;
        self.pass(24).await?;
        let verdict = json!({ "verdict": "upheld", "reason": self.say("demo-say-verdict") });
        self.head.post(&format!("{path}/decision"), &verdict).await?.done().map(drop)
    }
}
