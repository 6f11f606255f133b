//! The story of an office: a letter to somebody who has not joined, its signed decision
//! attached, whose answer was posted in time and recorded after the limit; then the
//! case goes to another officer.

use super::DemoError;
use super::act::path;
use super::answers::DEBTOR_CCCD;
use super::caller::{Caller, uuid};
use super::passing::Time;
use super::site::Site;
use super::stage::Stage;
use super::tell::Teller;
use engine::directory::AgencyCode;
use engine::id::{CaseId, DemandId};
use engine::time::{Clock as _, Instant, Zone};
use locale::{date_time, dong, text};
use serde_json::{Value, json};
use std::io::Write;

/// Head of the office, and who follows the officer in the case.
const HEAD: &str = "daiduong";
const HEIR: &str = "haidang";
/// The office of another province that a part is delegated to, its head, and who leads
/// the case there.
const ELSEWHERE: &str = "T79-01";
const OTHER_HEAD: &str = "hongha";
const OTHER_OFFICER: &str = "binhminh";
/// How much of the debt goes there, and how much is recovered of it, in đồng.
const SHARE: i64 = 30_000_000;
const RECOVERED: i64 = 10_000_000;
/// An employer that nobody has: its tax code is sound and invented.
const EMPLOYER_TAX_CODE: &str = "0312345673";
/// The decision as it was signed: a file of a few lines.
const SIGNED: &str = "%PDF-1.7\n% 126/THADS\n<</SubFilter/ETSI.CAdES.detached>>\n%%EOF\n";

const HOUR_SECONDS: i64 = 3_600;

/// What came of the story of an office.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Office {
    /// Institutions that are in the directory for it.
    pub(super) institutions: i64,
    /// Cases opened, inquiries issued, demands served and answered.
    pub(super) cases: i64,
    pub(super) inquiries: i64,
    pub(super) demands: i64,
    /// How often what institutions said was read.
    pub(super) reads: i64,
    /// Papers that travelled with a demand.
    pub(super) documents_attached: i64,
    /// Answers that were in time by their postmark and recorded after the limit.
    pub(super) paper_in_time: i64,
    /// Episodes that such a postmark took back.
    pub(super) annulled: i64,
    /// Cases handed over: read by who follows, and by who had them no more.
    pub(super) handed_over: i64,
    /// Delegations to another office that came back as they had to: what was recovered
    /// there and what is owed here again.
    pub(super) delegated: i64,
}

/// Who plays.
pub(super) struct Desk<'a> {
    stage: &'a mut Stage,
    time: &'a Time,
    head: Caller,
    heir: Caller,
    other_head: Caller,
    other_officer: Caller,
    pub(super) found: Office,
}

impl<'a> Desk<'a> {
    pub(super) fn new(site: &Site, stage: &'a mut Stage, time: &'a Time) -> Self {
        let (head, heir) = (stage.caller(site, HEAD), stage.caller(site, HEIR));
        let other_head = stage.caller(site, OTHER_HEAD);
        let other_officer = stage.caller(site, OTHER_OFFICER);
        Self { stage, time, head, heir, other_head, other_officer, found: Office::default() }
    }

    /// Tells it all.
    pub(super) async fn tell(
        &mut self,
        teller: &mut Teller<'_, impl Write>,
    ) -> Result<(), DemoError> {
        let (case, demand) = self.letter().await?;
        teller.step("demo-letter", &[("now", date_time(self.time.clock.now()).into())])?;
        self.posted_in_time(demand, teller).await?;
        self.handed_over(case, demand).await?;
        teller.step("demo-handed-over", &[])?;
        self.delegated(case).await?;
        let args = [("share", dong(SHARE).into()), ("recovered", dong(RECOVERED).into())];
        teller.step("demo-delegated", &args)
    }

    fn say(&self, key: &str) -> String {
        text(self.stage.lang, key, &[])
    }

    async fn pass(&self, hours: i64) -> Result<Instant, DemoError> {
        let until = self.time.clock.now().plus_seconds(hours * HOUR_SECONDS);
        self.time.pass_to(until).await?;
        Ok(self.time.clock.now())
    }

    /// An inquiry to an employer, drafted, its signed paper attached, issued; and when
    /// the letter was received.
    async fn letter(&mut self) -> Result<(CaseId, DemandId), DemoError> {
        let employer = json!({
            "tax_code": EMPLOYER_TAX_CODE, "name": self.say("demo-say-employer"),
        });
        let officer = &mut self.stage.officer;
        let employer = officer.post("/api/v1/employers", &employer).await?.id()?;
        let (case, debtor) = self.stage.open_case("820/2026/THA-DEMO").await?;
        let today = Zone::HANOI.day_of(self.time.clock.now());
        let body = json!({
            "case": case, "issue": false, "requester": { "kind": "officer" }, "debtor": debtor,
            "purpose": self.say("demo-say-purpose"), "legal_basis": self.say("demo-say-basis"),
            "items": [{
                "info": "income", "from": today.plus_days(-90).to_string(),
                "to": today.to_string(),
            }],
            "institutions": [employer],
        });
        let officer = &mut self.stage.officer;
        let inquiry = officer.post("/api/v1/inquiries", &body).await?.id()?;
        let file = officer.upload(SIGNED).await?.id()?;
        let papers = json!({ "papers": [{ "role": "decision", "file": file }] });
        let at = format!("/api/v1/inquiries/{inquiry}");
        officer.put(&format!("{at}/papers"), &papers).await?.done()?;
        let issued = officer.post(&format!("{at}/issue"), &json!({})).await?.done()?;
        let served = issued.pointer("/demands/0").ok_or(DemoError::Lacks("demands"))?;
        let demand = DemandId(uuid(served, "id")?);
        let view: Value = officer.get(&format!("/api/v1/demands/{demand}")).await?;
        let with = view.get("papers").and_then(Value::as_array).map_or(0, Vec::len);
        self.found = Office {
            institutions: 1,
            cases: 1,
            inquiries: 1,
            demands: 1,
            documents_attached: i64::try_from(with).unwrap_or(i64::MAX),
            ..self.found
        };
        Ok((case, demand))
    }

    /// Received the next day, answered a day later by post; nobody looks at it until
    /// the limit is over, and the service finds it late. Two persons read it, and it
    /// was not.
    async fn posted_in_time(
        &mut self,
        demand: DemandId,
        teller: &mut Teller<'_, impl Write>,
    ) -> Result<(), DemoError> {
        let received = self.pass(24).await?;
        let body = json!({
            "channel": "post", "evidenced_at": received.to_string(),
            "proof": self.say("demo-say-postmark"),
        });
        let officer = &mut self.stage.officer;
        officer.post(&path(demand, "receipt"), &body).await?.done()?;
        let posted = self.pass(24).await?;
        let late = self.pass(8 * 24).await?;
        let before = self.episodes(demand).await?;
        let item = self.stage.officer.demand(demand).await?.items;
        let item = item.first().ok_or(DemoError::Lacks("items"))?.id;
        let entry = json!({
            "channel": "post", "given_at": posted.to_string(),
            "source": self.say("demo-say-letter"), "proof": self.say("demo-say-postmark"),
            "answers": [{
                "item": item, "outcome": "none", "scope": { "kind": "institution" },
                "tried": [{ "kind": "cccd", "value": DEBTOR_CCCD }], "as_of": posted.to_string(),
            }],
        });
        self.stage.officer.put(&path(demand, "entry"), &entry).await?.done()?;
        let view: Value = self.head.get(&format!("/api/v1/demands/{demand}")).await?;
        let hash = json!({ "hash": view.pointer("/entry/hash") });
        self.head.post(&path(demand, "entry/confirmation"), &hash).await?.done()?;
        let after = self.episodes(demand).await?;
        let annulled = |one: &&Value| one.get("closed_by") == Some(&json!("annulled"));
        let law = |one: &&Value| one.get("layer") == Some(&json!("law"));
        self.found.annulled = count(after.iter().filter(annulled).filter(law));
        let answers = self.stage.officer.demand(demand).await?.answers;
        let in_time = |one: &&super::reads::AnswerLine| one.arrived_at == posted;
        let all = !before.is_empty() && after.iter().all(|one| annulled(&one));
        self.found.paper_in_time = if all { count(answers.iter().filter(in_time)) } else { 0 };
        let args = [("posted", date_time(posted).into()), ("now", date_time(late).into())];
        teller.step("demo-paper-in-time", &args)
    }

    async fn episodes(&mut self, demand: DemandId) -> Result<Vec<Value>, DemoError> {
        let view: Value = self.stage.officer.get(&format!("/api/v1/demands/{demand}")).await?;
        let episodes = view.get("episodes").and_then(Value::as_array).cloned();
        episodes.ok_or(DemoError::Lacks("episodes"))
    }

    /// The head gives the case to another officer, who reads what hangs on it; who had
    /// it does not any more.
    async fn handed_over(&mut self, case: CaseId, demand: DemandId) -> Result<(), DemoError> {
        let (from, to) = (self.stage.officer.person().await?, self.heir.person().await?);
        let body = json!({
            "from": from, "to": to, "reason": self.say("demo-say-leaves"), "cases": [case],
        });
        let told = self.head.post("/api/v1/hand-overs", &body).await?.done()?;
        let handed = told.get("handed_over").and_then(Value::as_array).map_or(0, Vec::len);
        self.heir.demand(demand).await?;
        let gone = json!({ "text": self.say("demo-say-urging") });
        let refused = self.stage.officer.post(&path(demand, "urgings"), &gone).await?;
        refused.refused("not_found")?;
        self.found.handed_over = i64::try_from(handed).unwrap_or(i64::MAX);
        Ok(())
    }

    /// A part of the debt goes to an office of another province, which opens a case,
    /// recovers some of it and gives back the rest.
    async fn delegated(&mut self, case: CaseId) -> Result<(), DemoError> {
        let to = AgencyCode::parse(ELSEWHERE).map_err(|_| DemoError::Lacks("agency"))?;
        let today = Zone::HANOI.day_of(self.time.clock.now()).to_string();
        let decision = |number: &str| json!({ "number": number, "day": today });
        let vnd = |amount: i64| json!({ "amount": amount.to_string(), "currency": "VND" });
        let body = json!({
            "to": to.derived_id(), "decision": decision("99/QĐ-THADS-DEMO"),
            "parts": { "principal": vnd(SHARE) }, "reason": self.say("demo-say-delegates"),
        });
        let at = format!("/api/v1/cases/{case}/delegations");
        let offered = self.head.post(&at, &body).await?.done()?;
        let offered = uuid(&offered, "created")?;
        let list: Value = self.other_head.get("/api/v1/delegations?state=offered").await?;
        let first = list.pointer("/items/0/delegation").ok_or(DemoError::Lacks("delegations"))?;
        if uuid(first, "id")? != offered {
            return Err(DemoError::Lacks("delegation"));
        }
        let officer = self.other_officer.person().await?;
        let body = json!({
            "number": "821/2026/THA-DEMO", "officer": officer,
            "decision": decision("55/QĐ-THADS-DEMO"),
        });
        let at = format!("/api/v1/delegations/{offered}/acceptance");
        let theirs = self.other_head.post(&at, &body).await?.id()?;
        self.found.cases += 1;
        let paid = json!({
            "entry": { "kind": "payment" }, "amount": vnd(RECOVERED), "day": today,
            "note": self.say("demo-say-receipt"),
        });
        let at = format!("/api/v1/cases/{theirs}");
        self.other_officer.post(&format!("{at}/money/entries"), &paid).await?.done()?;
        let why = json!({ "reason": self.say("demo-say-nothing-left") });
        self.other_head.post(&format!("{at}/return"), &why).await?.done()?;
        let at = format!("/api/v1/cases/{case}/money?purpose=case_work");
        let money: Value = self.head.get(&at).await?;
        self.found.reads += 1;
        let of = |at: &str| money.pointer(&format!("/delegations/0{at}/amount")).cloned();
        let came_back = of("/end/recovered") == Some(json!(RECOVERED.to_string()))
            && of("/end/returned/total") == Some(json!((SHARE - RECOVERED).to_string()));
        self.found.delegated = i64::from(came_back);
        Ok(())
    }
}

fn count<T>(some: impl Iterator<Item = T>) -> i64 {
    i64::try_from(some.count()).unwrap_or(i64::MAX)
}
