//! What judgment creditors concede: the page of the office, the page of a creditor's
//! desk, and what may be done on each.

use super::form::{Choice, Control, Errors, Fields, Typed};
use super::frame::Frame;
use super::inquiry::Named;
use super::page;
use super::parts::{Cell, Table};
use super::post::{Kept, Outcome, Posted, Small, again};
use super::visitor::Visitor;
use super::words::{filled, word};
use crate::dto::concession::{
    ConcessionBody, ConcessionDecisionBody, ConcessionWithdrawalBody, OwnConcessionBody,
};
use crate::dto::reader::Reader;
use crate::problem::Problem;
use actix_web::http::StatusCode;
use actix_web::web::{Path, ServiceConfig};
use actix_web::{HttpResponse, get, post};
use askama::Template;
use engine::command::{Command, CommandKind};
use engine::concession::{Concession, ConcessionKind, ConcessionOutcome, ConcessionState};
use engine::demand::Channel;
use engine::id::{CaseId, ConcessionId, PartyId};
use engine::role::Role;
use locale::{date, date_time, dong};
use serde::de::DeserializeOwned;
use store::read::ConcessionsView;
use uuid::Uuid;

/// Registers the pages.
pub(super) fn configure(config: &mut ServiceConfig) {
    config.service(show).service(write_down).service(decide).service(take_back);
    config.service(own).service(concede).service(withdraw);
}

#[derive(Template)]
#[template(path = "concessions.html")]
struct ConcessionsPage {
    frame: Frame,
    case: String,
    lead: String,
    table: Table,
    forms: Vec<Named>,
}

/// A reason that the creditor reads.
const TOLD: &str = "concession-reason";
/// One that its own desk writes.
const SAID: &str = "reason-field";

/// Where the office works on them.
pub(super) fn path(case: CaseId) -> String {
    format!("/cases/{case}/concessions")
}

/// Where a creditor's desk does.
pub(super) fn own_path(case: CaseId) -> String {
    format!("/creditor/cases/{case}/concessions")
}

/// All of a case; the reading is on record.
#[get("/cases/{id}/concessions")]
async fn show(visitor: Visitor, at: Path<Uuid>) -> Result<HttpResponse, Problem> {
    let id: CaseId = at.into_inner().into();
    let found = visitor.find(move |find, actor| find.concessions(actor, id)).await?;
    let forms = office_forms(&visitor, &found);
    shown(&visitor, &found, format!("/cases/{id}"), ("concessions-said", forms))
}

/// A creditor's own; the reading is on record.
#[get("/creditor/cases/{id}/concessions")]
async fn own(visitor: Visitor, at: Path<Uuid>) -> Result<HttpResponse, Problem> {
    let id: CaseId = at.into_inner().into();
    let found = visitor.find(move |find, actor| find.own_concessions(actor, id)).await?;
    let forms = own_forms(&visitor, &found);
    shown(&visitor, &found, format!("/creditor/cases/{id}"), ("own-concessions-said", forms))
}

fn shown(
    visitor: &Visitor,
    found: &ConcessionsView,
    case: String,
    (lead, forms): (&str, Vec<Named>),
) -> Result<HttpResponse, Problem> {
    let title = filled(visitor.lang, "concessions-title", "number", &found.number);
    let frame = visitor.frame(title);
    let (lead, table) = (visitor.t(lead), table(visitor, found));
    page(StatusCode::OK, &ConcessionsPage { frame, case, lead, table, forms })
}

fn table(visitor: &Visitor, found: &ConcessionsView) -> Table {
    let heads = [
        "concession-document",
        "concession-creditor",
        "concession-kind",
        "concession-amount",
        "concession-asset",
        "concession-recorded",
        "work-state",
    ];
    let row = |one: &Concession| -> Vec<Cell> {
        // What the office took back the creditor did not withdraw.
        let by_office = one.state == ConcessionState::Withdrawn && one.paper.is_some();
        let state = || word(visitor.lang, "concession-state", one.state.code());
        let mut state = if by_office { visitor.t("concession-taken-back") } else { state() };
        if let Some(end) = &one.end {
            state = format!("{state}, {}: {}", date_time(end.at), end.reason);
        }
        let mut creditors = found.creditors.iter();
        let creditor = creditors.find(|(id, _)| *id == one.creditor);
        vec![
            document(one).into(),
            creditor.map(|(_, name)| name.clone()).unwrap_or_default().into(),
            word(visitor.lang, "concession-kind", one.kind.code()).into(),
            one.amount.map(|amount| dong(amount.minor())).unwrap_or_default().into(),
            one.asset.clone().unwrap_or_default().into(),
            date_time(one.recorded_at).into(),
            state.into(),
        ]
    };
    Table {
        title: visitor.t("concessions"),
        heads: heads.iter().map(|key| visitor.t(key)).collect(),
        rows: found.concessions.iter().map(row).collect(),
    }
}

fn document(one: &Concession) -> String {
    format!("{}, {}", one.document.number, date(one.document.day))
}

fn office_forms(visitor: &Visitor, found: &ConcessionsView) -> Vec<Named> {
    let case = found.case;
    let mut forms = Vec::new();
    for one in found.concessions.iter().filter(|one| one.state == ConcessionState::Recorded) {
        if visitor.may(CommandKind::DecideConcession) && one.recorded_by != visitor.actor.who {
            let small = deciding((case, one.id), shared(found, one));
            forms.push(named(visitor, small, Some(one)));
        }
        let answers = one.recorded_by == visitor.actor.who || visitor.actor.role == Role::Head;
        if visitor.may(CommandKind::WithdrawConcession) && one.paper.is_some() && answers {
            forms.push(named(visitor, taking_back(&path(case), one.id, TOLD), Some(one)));
        }
    }
    if visitor.may(CommandKind::RecordConcession) {
        forms.push(named(visitor, writing(case, found.creditors.clone()), None));
    }
    forms
}

/// Where who accepts it says how much is owed to its creditor: what was accepted of that
/// creditor before, in đồng.
fn shared(found: &ConcessionsView, one: &Concession) -> Option<i64> {
    let theirs = found.concessions.iter().filter(|other| other.creditor == one.creditor);
    let earlier = theirs.map(|other| other.posted_of(one.kind.books()));
    let shared = one.amount.is_some() && found.creditors.len() > 1;
    shared.then(|| earlier.fold(0, i64::saturating_add))
}

fn own_forms(visitor: &Visitor, found: &ConcessionsView) -> Vec<Named> {
    let case = found.case;
    let mut forms = Vec::new();
    let waits = |one: &&Concession| one.state == ConcessionState::Recorded && one.paper.is_none();
    if visitor.may(CommandKind::WithdrawConcession) {
        for one in found.concessions.iter().filter(waits) {
            forms.push(named(visitor, taking_back(&own_path(case), one.id, SAID), Some(one)));
        }
    }
    if visitor.may(CommandKind::RecordConcession) {
        forms.push(named(visitor, conceding(case, found.creditors.clone()), None));
    }
    forms
}

fn named(visitor: &Visitor, small: Small, of: Option<&Concession>) -> Named {
    let title = visitor.t(small.title);
    let title = of.map_or_else(|| title.clone(), |one| format!("{title}: {}", document(one)));
    Named { title, form: small.shown(visitor, &Errors::default()) }
}

fn deciding((case, id): (CaseId, ConcessionId), shared: Option<i64>) -> Small {
    let action = format!("{}/{id}/decision", path(case));
    Small::new("concession-decide", action, move |fields| {
        let outcomes: Vec<&str> = ConcessionOutcome::CODED.iter().map(|one| one.code()).collect();
        let outcomes = fields.words("concession-outcome", &outcomes);
        let mut controls = vec![fields.radios("/outcome", "concession-outcome", outcomes)];
        if let Some(earlier) = shared {
            let said = filled(fields.lang, "concession-earlier", "amount", &dong(earlier));
            let line = fields.line("/share/amount", "concession-share");
            controls.push(Control { hint: said, ..line });
            controls.push(fields.hidden("/share/currency", "VND"));
        }
        controls.push(fields.area("/reason", TOLD));
        controls
    })
}

/// `reason`: what is asked for; what the office writes the creditor reads.
fn taking_back(list: &str, id: ConcessionId, reason: &'static str) -> Small {
    Small::new("concession-withdraw", format!("{list}/{id}/withdrawal"), move |fields| {
        vec![fields.area("/reason", reason)]
    })
}

/// What a concession says, whoever writes it.
fn said(fields: &Fields<'_>) -> Vec<Control> {
    let kinds: Vec<&str> = ConcessionKind::CODED.iter().map(|one| one.code()).collect();
    let kinds = fields.words("concession-kind", &kinds);
    vec![
        fields.radios("/kind", "concession-kind", kinds),
        fields.line("/document/number", "concession-number"),
        fields.day("/document/day", "concession-day"),
        fields.line("/amount/amount", "concession-amount-field"),
        fields.hidden("/amount/currency", "VND"),
        fields.area("/asset", "concession-asset-field"),
    ]
}

/// The form of a creditor's desk; of several parties that it is, it says which.
fn conceding(case: CaseId, creditors: Vec<(PartyId, String)>) -> Small {
    Small::new("concession-record", own_path(case), move |fields| {
        let several = creditors.len() > 1;
        let which = several.then(|| choosing(fields, &creditors)).into_iter();
        which.chain(said(fields)).collect()
    })
}

fn choosing(fields: &Fields<'_>, creditors: &[(PartyId, String)]) -> Control {
    let one = |(id, name): &(PartyId, String)| Choice::new(id.to_string(), name.clone());
    fields.select("/creditor", "concession-creditor", creditors.iter().map(one).collect())
}

/// The form by which the office writes a paper down.
fn writing(case: CaseId, creditors: Vec<(PartyId, String)>) -> Small {
    Small::new("concession-write", path(case), move |fields| {
        let mut controls = vec![choosing(fields, &creditors)];
        controls.extend(said(fields));
        let channels: Vec<&str> = Channel::CODED.iter().map(|one| one.code()).collect();
        let channels = fields.words("channel", &channels);
        controls.extend([
            fields.select("/paper/channel", "concession-channel", channels),
            fields.time("/paper/received_at", "concession-received"),
            fields.line("/paper/proof", "concession-proof"),
        ]);
        controls
    })
}

/// Writes a paper down.
#[post("/cases/{id}/concessions")]
async fn write_down(at: Path<Uuid>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::RecordConcession])?;
    let case: CaseId = at.into_inner().into();
    let found = posted.visitor.find(move |find, actor| find.concessions(actor, case)).await?;
    let small = writing(case, found.creditors);
    let parse = |reader: &mut Reader, body: ConcessionBody| body.parse(case, reader);
    act(posted, path(case), small, parse).await
}

/// Decides on one.
#[post("/cases/{id}/concessions/{concession}/decision")]
async fn decide(at: Path<(Uuid, Uuid)>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::DecideConcession])?;
    let (case, id): (CaseId, ConcessionId) = both(at.into_inner());
    let found = posted.visitor.find(move |find, actor| find.concessions(actor, case)).await?;
    let mut all = found.concessions.iter();
    let shared = all.find(|one| one.id == id).and_then(|one| shared(&found, one));
    let parse = |reader: &mut Reader, body: ConcessionDecisionBody| body.parse((case, id), reader);
    act(posted, path(case), deciding((case, id), shared), parse).await
}

/// Takes back what came on paper.
#[post("/cases/{id}/concessions/{concession}/withdrawal")]
async fn take_back(at: Path<(Uuid, Uuid)>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::WithdrawConcession])?;
    let (case, id) = both(at.into_inner());
    let parse = |_: &mut Reader, body: ConcessionWithdrawalBody| Some(body.parse((case, id)));
    act(posted, path(case), taking_back(&path(case), id, TOLD), parse).await
}

/// Records what the institution concedes.
#[post("/creditor/cases/{id}/concessions")]
async fn concede(at: Path<Uuid>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::RecordConcession])?;
    let case: CaseId = at.into_inner().into();
    let found = posted.visitor.find(move |find, actor| find.own_concessions(actor, case)).await?;
    let parse = |reader: &mut Reader, body: OwnConcessionBody| body.parse(case, reader);
    act(posted, own_path(case), conceding(case, found.creditors), parse).await
}

/// Takes it back.
#[post("/creditor/cases/{id}/concessions/{concession}/withdrawal")]
async fn withdraw(at: Path<(Uuid, Uuid)>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::WithdrawConcession])?;
    let (case, id) = both(at.into_inner());
    let parse = |_: &mut Reader, body: ConcessionWithdrawalBody| Some(body.parse((case, id)));
    act(posted, own_path(case), taking_back(&own_path(case), id, SAID), parse).await
}

fn both((case, concession): (Uuid, Uuid)) -> (CaseId, ConcessionId) {
    (case.into(), concession.into())
}

/// Fields that may be left out, each with those that are left out with it.
const MAY_LACK: [&[&str]; 3] =
    [&["/amount/amount", "/amount/currency"], &["/share/amount", "/share/currency"], &["/asset"]];

/// Carries out one act and shows the list again. What is left blank and may be, is left
/// out.
async fn act<B: DeserializeOwned>(
    posted: Posted,
    back: String,
    small: Small,
    parse: impl FnOnce(&mut Reader, B) -> Option<Command>,
) -> Result<HttpResponse, Problem> {
    let mut typed: Typed = posted.typed.clone();
    for fields in MAY_LACK {
        if fields.first().is_some_and(|field| typed.get(field).is_empty()) {
            for field in fields {
                typed.remove(field);
            }
        }
    }
    match posted.run(&typed, parse).await? {
        Outcome::Done(_) => Ok(posted.onward(&format!("{back}?done={}", small.title))),
        Outcome::Wrong(status, errors) => again(&posted, status, &errors, back, small),
    }
}
