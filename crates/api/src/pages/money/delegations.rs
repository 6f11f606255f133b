//! What goes to other agencies: the table of it, the decision, and taking it back.

use super::super::form::{Choice, Errors};
use super::super::inquiry::Named;
use super::super::parts::{Cell, Table};
use super::super::post::{Kept, Small};
use super::super::visitor::Visitor;
use super::super::words::word;
use super::acts::act;
use crate::dto::common::ReasonBody;
use crate::dto::delegation::DelegationBody;
use crate::problem::Problem;
use actix_web::web::{Path, ServiceConfig};
use actix_web::{HttpResponse, post};
use engine::case::{Case, CaseState};
use engine::command::{Command, CommandKind};
use engine::delegation::{Delegation, DelegationState};
use engine::directory::Agency;
use engine::id::{CaseId, DelegationId};
use engine::ledger::Ledger;
use locale::{date, dong};
use uuid::Uuid;

/// Registers what the forms send.
pub(super) fn configure(config: &mut ServiceConfig) {
    config.service(delegate).service(withdraw);
}

/// What went to other agencies, and what came of it.
pub(super) fn table(visitor: &Visitor, ledger: &Ledger) -> Table {
    let heads = [
        "delegation-decision",
        "delegation-to",
        "delegation-amount",
        "work-state",
        "delegation-recovered",
        "delegation-returned",
    ];
    let line = |one: &Delegation| -> Vec<Cell> {
        let end = |of: fn(&engine::delegation::DelegationEnd) -> i64| {
            one.end.as_ref().map(|end| dong(of(end))).unwrap_or_default()
        };
        vec![
            format!("{}, {}", one.decision.number, date(one.decision.day)).into(),
            visitor.names().agency(one.to).into(),
            dong(one.parts.total()).into(),
            word(visitor.lang, "delegation-state", one.state.code()).into(),
            end(|end| end.recovered).into(),
            end(|end| end.returned.total()).into(),
        ]
    };
    Table {
        title: visitor.t("money-delegations"),
        heads: heads.iter().map(|key| visitor.t(key)).collect(),
        rows: ledger.delegations.iter().map(line).collect(),
    }
}

/// The forms that this person may send now.
pub(super) fn forms(visitor: &Visitor, case: &Case, ledger: &Ledger) -> Vec<Named> {
    let ours = visitor.rules.directory.agency_heir(ledger.agency);
    if visitor.actor.agency() != Some(ours) || !visitor.may(CommandKind::DelegateCase) {
        return Vec::new();
    }
    let named = |title: String, small: Small| Named {
        title,
        form: small.shown(visitor, &Errors::default()),
    };
    let offered = ledger.delegations.iter().filter(|one| one.state == DelegationState::Offered);
    let mut forms: Vec<Named> = offered
        .map(|one| {
            let small = withdrawing(ledger.case, one.id);
            let title = format!("{}: {}", visitor.t(small.title), one.decision.number);
            named(title, small)
        })
        .collect();
    let works = case.state == CaseState::Open && case.pause.is_none();
    if works && ledger.closed.is_none() && ledger.balances.outstanding() > 0 {
        let small = delegating(visitor, ledger.case);
        forms.push(named(visitor.t(small.title), small));
    }
    forms
}

const PARTS: [(&str, &str); 4] = [
    ("/parts/principal", "delegate-principal"),
    ("/parts/interest", "delegate-interest"),
    ("/parts/fees", "delegate-fees"),
    ("/parts/costs", "delegate-costs"),
];

fn delegating(visitor: &Visitor, case: CaseId) -> Small {
    let own = visitor.actor.agency().map(|id| id.to_string()).unwrap_or_default();
    let mut agencies = vec![Choice::new("", visitor.t("choose"))];
    let of = |id: &str| {
        let mut known = visitor.rules.directory.agencies();
        known.find(|one| one.id.to_string() == id).is_some_and(Agency::enforces)
    };
    let others = super::super::requests::agencies(visitor, &own).into_iter();
    agencies.extend(others.filter(|one| of(&one.value)));
    let to = format!("/cases/{case}/delegations");
    let hint = visitor.t("case-delegate-parts");
    Small::new("case-delegate", to, move |fields| {
        let mut controls = vec![
            fields.select("/to", "delegation-to", agencies.clone()),
            fields.line("/decision/number", "decision-number"),
            fields.day("/decision/day", "decision-day"),
        ];
        let first = controls.len();
        for (at, label) in PARTS {
            controls.push(fields.line(&format!("{at}/amount"), label));
            controls.push(fields.hidden(&format!("{at}/currency"), "VND"));
        }
        // Said once, above the four.
        if let Some(principal) = controls.get_mut(first) {
            principal.hint.clone_from(&hint);
        }
        controls.push(fields.area("/reason", "delegate-reason"));
        controls
    })
}

fn withdrawing(case: CaseId, delegation: DelegationId) -> Small {
    let to = format!("/cases/{case}/delegations/{delegation}/withdrawal");
    Small::new("delegation-withdraw", to, |fields| vec![fields.area("/reason", "reason-field")])
}

/// Delegates; parts left empty are nothing, and all of them empty is everything.
#[post("/cases/{id}/delegations")]
async fn delegate(path: Path<Uuid>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::DelegateCase])?;
    let case: CaseId = path.into_inner().into();
    let mut typed = posted.typed.clone();
    for (at, _) in PARTS {
        if typed.get(&format!("{at}/amount")).is_empty() {
            typed.remove(at);
        }
    }
    let small = delegating(&posted.visitor, case);
    act(case, &posted, &typed, small, |reader, body: DelegationBody| body.parse(case, reader)).await
}

/// Takes it back.
#[post("/cases/{id}/delegations/{delegation}/withdrawal")]
async fn withdraw(path: Path<(Uuid, Uuid)>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::WithdrawDelegation])?;
    let (case, delegation) = path.into_inner();
    let (case, delegation): (CaseId, DelegationId) = (case.into(), delegation.into());
    let small = withdrawing(case, delegation);
    act(case, &posted, &posted.typed, small, |_, body: ReasonBody| {
        Some(Command::WithdrawDelegation { case, delegation, reason: body.reason })
    })
    .await
}
