//! What an officer says of holds and freezes: what may not be deducted, that
//! the grounds for coercion are complete, that a ground for lifting arose.

use super::super::articles;
use super::super::form::{Choice, Control, Fields, Typed};
use super::super::orders::known;
use super::super::post::{Kept, Outcome, Posted, Small, again};
use super::super::visitor::Visitor;
use super::super::words::{filled, money, word};
use super::grounds;
use crate::dto::money::{DecisionNoticeBody, GroundsBody, LawBody, LiftGroundBody, ProtectionBody};
use crate::dto::reader::Reader;
use crate::problem::Problem;
use actix_web::web::{Path, ServiceConfig};
use actix_web::{HttpResponse, post};
use engine::command::{Command, CommandKind};
use engine::demand::Channel;
use engine::id::CaseId;
use engine::ledger::Ledger;
use engine::money::Money;
use engine::refusal::Refusal;
use serde::de::DeserializeOwned;
use std::collections::BTreeSet;
use uuid::Uuid;

/// Registers what the forms send.
pub(super) fn configure(config: &mut ServiceConfig) {
    config.service(protect).service(complete).service(arise).service(notify).service(choose);
}

/// The forms, each with whose act it is; none where there is nothing to choose.
pub(super) fn acts(visitor: &Visitor, ledger: &Ledger) -> Vec<(CommandKind, Small)> {
    let case = ledger.case;
    let mut acts = Vec::new();
    let holds = holds(visitor, ledger);
    if !holds.is_empty() {
        acts.push((CommandKind::ProtectHold, protecting(visitor, case, holds)));
    }
    let orders = orders(visitor, ledger);
    if !orders.is_empty() {
        let proposed = grounds::proposed(visitor, ledger);
        acts.push((CommandKind::CompleteGrounds, completing(case, orders.clone(), proposed)));
        acts.push((CommandKind::ChooseLaw, choosing(visitor, case, orders.clone())));
        acts.push((CommandKind::RecordLiftGround, arising(visitor, case, orders)));
    }
    acts.push((CommandKind::RecordDecisionNotice, notifying(case)));
    acts
}

/// Holds in đồng with something left.
fn holds(visitor: &Visitor, ledger: &Ledger) -> Vec<Choice> {
    let held = ledger.holds.iter().filter(|hold| hold.remaining() > 0);
    let choice = |hold: &engine::ledger::Hold| {
        let left = money(Money::new(hold.remaining(), hold.currency));
        let institution = visitor.names().institution(hold.institution);
        let label = format!("{institution} – {} ({left})", hold.account.display());
        // The currency goes with the hold.
        Choice::new(format!("{}:{}", hold.id, hold.currency.code()), label)
    };
    held.map(choice).collect()
}

/// The orders of the freezes that may still catch money.
fn orders(visitor: &Visitor, ledger: &Ledger) -> Vec<Choice> {
    let mut seen = BTreeSet::new();
    let live = ledger.freezes.iter().filter(|freeze| freeze.is_live());
    let first = live.filter(|freeze| seen.insert(freeze.instrument));
    let choice = |freeze: &engine::ledger::Freeze| {
        let target = locale::dong(freeze.target);
        let asked = locale::date_time(freeze.asked_at);
        let kind = word(visitor.lang, "instrument", "freeze");
        Choice::new(freeze.instrument.to_string(), format!("{kind} {target}, {asked}"))
    };
    first.map(choice).collect()
}

fn protecting(visitor: &Visitor, case: CaseId, holds: Vec<Choice>) -> Small {
    let grounds = articles::choices(visitor, articles::List::Exemption);
    Small::new("hold-protect", format!("/cases/{case}/holds/protection"), move |fields| {
        vec![
            fields.select("_hold", "hold-protect-which", holds.clone()),
            fields.line("/amount/amount", "answer-protected"),
            fields.select("/ground", "answer-protected-by", grounds.clone()),
        ]
    })
}

fn instrument(fields: &Fields<'_>, orders: &[Choice]) -> Control {
    fields.select("/instrument", "hold-freeze-order", orders.to_vec())
}

/// With the day that is proposed, where one is and it has come.
fn completing(case: CaseId, orders: Vec<Choice>, proposed: Option<(String, String)>) -> Small {
    let action = format!("/cases/{case}/grounds-complete");
    let mut small = Small::new("grounds-complete", action, move |fields| {
        vec![instrument(fields, &orders), fields.time("/at", "grounds-complete-at")]
    });
    if let Some((order, at)) = proposed {
        small.typed.preset("/instrument", order);
        small.typed.preset("/at", at);
    }
    small
}

fn notifying(case: CaseId) -> Small {
    Small::new("decision-notice", format!("/cases/{case}/decision-notice"), |fields| {
        let channels: Vec<&str> = Channel::CODED.iter().map(|one| one.code()).collect();
        vec![
            fields.time("/at", "debtor-notice-at"),
            fields.select("/channel", "debtor-notice-how", fields.words("channel", &channels)),
            fields.area("/proof", "debtor-notice-proof"),
        ]
    })
}

fn choosing(visitor: &Visitor, case: CaseId, orders: Vec<Choice>) -> Small {
    let laws: Vec<Choice> = visitor
        .rules
        .law
        .laws_of_officers()
        .into_iter()
        .map(|law| Choice::new(law, filled(visitor.lang, "law-choice-law", "number", law)))
        .collect();
    Small::new("law-choice", format!("/cases/{case}/law-choices"), move |fields| {
        vec![
            instrument(fields, &orders),
            fields.select("/law", "law-choice-which", laws.clone()),
            fields.area("/reason", "reason-field"),
        ]
    })
}

fn arising(visitor: &Visitor, case: CaseId, orders: Vec<Choice>) -> Small {
    let grounds = articles::choices(visitor, articles::List::Lift);
    Small::new("ground-arose", format!("/cases/{case}/lift-grounds"), move |fields| {
        vec![
            instrument(fields, &orders),
            fields.time("/at", "order-arose"),
            fields.select("/ground", "order-ground", grounds.clone()),
        ]
    })
}

/// Carries out one act and shows the money again; what is wrong is shown on a
/// page with that form alone.
async fn act<B: DeserializeOwned>(
    case: CaseId,
    (posted, typed): (&Posted, &Typed),
    title: &'static str,
    parse: impl FnOnce(&mut Reader, B) -> Option<Command>,
) -> Result<HttpResponse, Problem> {
    let back = format!("/cases/{case}/money");
    let (status, errors) = match posted.run(typed, parse).await? {
        Outcome::Done(_) => return Ok(posted.onward(&format!("{back}?done={title}"))),
        Outcome::Wrong(status, errors) => (status, errors),
    };
    let known = known(&posted.visitor, case).await?;
    let ledger = known.ledger.as_ref().ok_or(Refusal::Forbidden)?;
    let offered = acts(&posted.visitor, ledger).into_iter().find(|(_, one)| one.title == title);
    // What is no longer offered is not offered again; what went wrong is said.
    let small = offered.map_or_else(|| Small::new(title, back.clone(), nothing), |(_, one)| one);
    again(posted, status, &errors, back, small)
}

fn nothing(_: &Fields<'_>) -> Vec<Control> {
    Vec::new()
}

/// Says what of a hold may not be deducted.
#[post("/cases/{id}/holds/protection")]
async fn protect(path: Path<Uuid>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::ProtectHold])?;
    let case: CaseId = path.into_inner().into();
    let (hold, currency) = posted.typed.get("_hold").split_once(':').unwrap_or_default();
    // A hold nobody could choose is one that is not there.
    let hold = hold.parse::<Uuid>().unwrap_or_default().into();
    let mut typed = posted.typed.clone();
    typed.set("/amount/currency", currency);
    act(case, (&posted, &typed), "hold-protect", |reader, body: ProtectionBody| {
        body.parse(case, hold, reader)
    })
    .await
}

/// Says that the grounds for coercion are complete.
#[post("/cases/{id}/grounds-complete")]
async fn complete(path: Path<Uuid>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::CompleteGrounds])?;
    let case: CaseId = path.into_inner().into();
    act(case, (&posted, &posted.typed), "grounds-complete", |reader, body: GroundsBody| {
        body.parse(case, reader)
    })
    .await
}

/// Records when and how the debtor was told of the enforcement decision.
#[post("/cases/{id}/decision-notice")]
async fn notify(path: Path<Uuid>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::RecordDecisionNotice])?;
    let case: CaseId = path.into_inner().into();
    act(case, (&posted, &posted.typed), "decision-notice", |reader, body: DecisionNoticeBody| {
        body.parse(case, reader)
    })
    .await
}

/// Chooses the law by which the officer's limits on a freeze are counted.
#[post("/cases/{id}/law-choices")]
async fn choose(path: Path<Uuid>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::ChooseLaw])?;
    let case: CaseId = path.into_inner().into();
    act(case, (&posted, &posted.typed), "law-choice", |reader, body: LawBody| {
        body.parse(case, reader)
    })
    .await
}

/// Records that a ground for lifting arose.
#[post("/cases/{id}/lift-grounds")]
async fn arise(path: Path<Uuid>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::RecordLiftGround])?;
    let case: CaseId = path.into_inner().into();
    act(case, (&posted, &posted.typed), "ground-arose", |reader, body: LiftGroundBody| {
        body.parse(case, reader)
    })
    .await
}
