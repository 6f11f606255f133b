//! One order: what it says, how far its institutions have come, and what may be
//! done with it.

use super::super::case::document;
use super::super::form::{Body, Control, Errors, Fields, Typed};
use super::super::frame::Frame;
use super::super::inquiry::{DemandRow, Named, demand, roll_up};
use super::super::owed;
use super::super::page;
use super::super::papers;
use super::super::parts::{Row, Table, Tag};
use super::super::post::{Kept, Outcome, Posted, Small, again};
use super::super::register;
use super::super::visitor::Visitor;
use super::super::words::{money, tag, word};
use super::check;
use super::read::{Known, known_of, readable};
use super::say::says;
use crate::dto::common::{NoBody, ReasonBody};
use crate::dto::inquiry::HashBody;
use crate::dto::order::ConfirmationBody;
use crate::dto::reader::Reader;
use crate::problem::Problem;
use actix_web::http::StatusCode;
use actix_web::web::{Path, ServiceConfig};
use actix_web::{HttpResponse, get, post};
use askama::Template;
use engine::command::{Command, CommandKind};
use engine::id::{CaseId, InstrumentId};
use engine::instrument::{ContentHash, Instrument, InstrumentState};
use engine::order::{Numbered, Order, OrderContent};
use engine::policy::ReadKind;
use engine::refusal::Refusal;
use locale::{date, date_time, text};
use serde::de::DeserializeOwned;
use store::read::OrderView;
use uuid::Uuid;

/// Registers the pages.
pub(super) fn configure(config: &mut ServiceConfig) {
    config
        .service(show)
        .service(submit)
        .service(approve)
        .service(send_back)
        .service(issue)
        .service(withdraw)
        .service(confirm)
        .service(acknowledge);
}

#[derive(Template)]
#[template(path = "order.html")]
struct OrderPage {
    frame: Frame,
    reference: String,
    state: Tag,
    /// Minutes whose decision is still to come.
    urgent: bool,
    case: String,
    summary: Vec<Row>,
    says: Vec<String>,
    /// What there is to know of the accounts it names, before it goes out.
    warnings: Vec<String>,
    /// All but the end of account numbers is struck out.
    hidden: bool,
    /// What an approver approves; nobody approves what he has not read.
    hash: Option<String>,
    roll_up: Vec<String>,
    demands: Vec<DemandRow>,
    papers: Table,
    /// Papers that policy requires and nobody has attached.
    missing: Vec<String>,
    forms: Vec<Named>,
}

/// The order.
#[get("/orders/{id}")]
async fn show(visitor: Visitor, path: Path<Uuid>) -> Result<HttpResponse, Problem> {
    let id: InstrumentId = path.into_inner().into();
    let may = readable(&visitor);
    let (view, known) = visitor
        .find(move |find, actor| {
            let view = find.order(actor, id)?;
            let known = known_of(find, actor, view.instrument.case, may)?;
            Ok((view, known))
        })
        .await?;
    let content = view.instrument.content.order().ok_or(Refusal::NotFound)?;
    let proposer = proposer(&visitor, &view.instrument).await?;
    let warnings = warnings(&visitor, &view.instrument, content).await?;
    let reference = &view.instrument.reference;
    let kind = word(visitor.lang, "instrument", view.instrument.kind.code());
    let args = [("kind", kind.into()), ("reference", reference.into())];
    let hash = ContentHash::of(&view.instrument.content).to_string();
    let shown = OrderPage {
        frame: visitor.frame(text(visitor.lang, "order-title", &args)),
        reference: reference.clone(),
        state: tag(visitor.lang, "instrument-state", view.instrument.state.code()),
        urgent: content.is_urgent() && view.instrument.confirmed.is_none(),
        case: format!("/cases/{}", known.case.id),
        summary: summary(&visitor, &known, &view.instrument, content, proposer),
        says: says(&visitor, &known, content),
        warnings,
        hidden: view.hidden,
        hash: (!view.hidden).then_some(hash),
        roll_up: roll_up(&visitor, &view.roll_up),
        demands: view.demands.iter().map(|one| demand(&visitor, one)).collect(),
        papers: papers::table(&visitor, &format!("/orders/{id}"), &view.instrument.papers),
        missing: papers::missing(&visitor, &view.instrument),
        forms: forms(&visitor, &view, content),
    };
    page(StatusCode::OK, &shown)
}

/// What there is to know of the accounts that an order names, while it may still be
/// written otherwise; for who may read what institutions said. Reading it is on
/// record.
async fn warnings(
    visitor: &Visitor,
    instrument: &Instrument,
    content: &OrderContent,
) -> Result<Vec<String>, Problem> {
    use InstrumentState as S;
    let open = matches!(instrument.state, S::Draft | S::Submitted | S::Returned | S::Approved);
    let open = open && content.names_accounts();
    if !open || !visitor.reads(ReadKind::Answers) || !visitor.reads(ReadKind::Money) {
        return Ok(Vec::new());
    }
    check::warnings(visitor, instrument.case, content).await
}

/// Who wrote it, by name; the nil id stands for the service itself.
async fn proposer(visitor: &Visitor, instrument: &Instrument) -> Result<String, Problem> {
    let person = instrument.proposer;
    if person.0.is_nil() {
        return Ok(visitor.t("service-name"));
    }
    let found = visitor.state.blocking(move |store| store.person(person)).await?;
    Ok(found.map(|one| one.full_name).unwrap_or_default())
}

fn numbered(decision: &Numbered) -> String {
    format!("{}, {}", decision.number, date(decision.day))
}

fn summary(
    visitor: &Visitor,
    known: &Known,
    instrument: &Instrument,
    content: &OrderContent,
    proposer: String,
) -> Vec<Row> {
    let row = |key: &str, value: String| Row::new(visitor.t(key), value);
    let case = &known.case;
    let mut rows = vec![
        row("inquiry-case", case.content.number.clone()),
        row("case-decision", document(&case.content.decision)),
        row("inquiry-agency", visitor.names().agency(instrument.agency)),
    ];
    rows.extend(known.debtor(content.debtor).map(|name| row("inquiry-debtor", name.to_owned())));
    if let Order::Freeze { owed, parts, .. } = &content.order {
        rows.push(row("order-owed", money(*owed)));
        rows.extend(parts.iter().flat_map(|parts| owed::rows(visitor, parts)));
    }
    rows.extend(instrument.decision().map(|one| row("order-decision", numbered(&one))));
    rows.extend(register::row(visitor, instrument));
    rows.extend(
        instrument.confirmed.as_ref().map(|one| row("order-confirmed", numbered(&one.decision))),
    );
    rows.push(row("inquiry-basis", content.legal_basis.clone()));
    if let Order::Release { arose_at, .. } = &content.order {
        rows.push(row("order-arose", date_time(*arose_at)));
    }
    if !content.sealed_to.is_empty() {
        rows.push(row("order-sealed", visitor.t("yes")));
    }
    rows.push(row("order-proposer", proposer));
    rows.extend(instrument.issued_at.map(|at| row("inquiry-issued", date_time(at))));
    rows
}

/// What the order's state and the person's role allow together.
fn forms(visitor: &Visitor, view: &OrderView, content: &OrderContent) -> Vec<Named> {
    use InstrumentState as S;
    let instrument = &view.instrument;
    let (id, state) = (instrument.id, instrument.state);
    let needs_approval = visitor.rules.policy.approval.of(instrument.kind);
    let drafted = matches!(state, S::Draft | S::Returned);
    let own = visitor.actor.person() == Some(instrument.proposer);
    let ends = !matches!(state, S::Withdrawn | S::Lapsed);
    let unconfirmed = content.is_urgent() && instrument.confirmed.is_none();
    let mut forms = Vec::new();
    let mut add = |kind: CommandKind, allowed: bool, small: Small| {
        if allowed && visitor.may(kind) {
            let title = visitor.t(small.title);
            let small = Small { version: Some(instrument.version), ..small };
            forms.push(Named { title, form: small.shown(visitor, &Errors::default()) });
        }
    };
    let may_issue = state == S::Approved || (drafted && !needs_approval);
    add(CommandKind::IssueOrder, may_issue, issuing(id));
    add(CommandKind::SubmitOrder, drafted && needs_approval, submitting(id));
    let judged = state == S::Submitted;
    let hash = ContentHash::of(&instrument.content);
    add(CommandKind::ApproveOrder, judged && !own && !view.hidden, approving(id, &hash));
    add(CommandKind::ReturnOrder, judged, returning(id));
    add(CommandKind::ConfirmFreeze, state == S::Issued && unconfirmed, confirming(id));
    add(CommandKind::WithdrawOrder, ends, withdrawing(id));
    if instrument.issued_at.is_some() && visitor.may(CommandKind::AcknowledgeCopies) {
        let small = acknowledging(instrument.case, id);
        let title = visitor.t(small.title);
        forms.push(Named { title, form: small.shown(visitor, &Errors::default()) });
    }
    forms.extend(papers::forms(visitor, papers::Place::Order(id), instrument));
    forms.extend(register::form(visitor, instrument));
    forms
}

fn nothing(_: &Fields<'_>) -> Vec<Control> {
    Vec::new()
}

fn reason(fields: &Fields<'_>) -> Vec<Control> {
    vec![fields.area("/reason", "reason-field")]
}

fn issuing(id: InstrumentId) -> Small {
    Small::new("order-issue", format!("/orders/{id}/issue"), nothing)
}

fn submitting(id: InstrumentId) -> Small {
    Small::new("order-submit", format!("/orders/{id}/submission"), nothing)
}

fn approving(id: InstrumentId, hash: &ContentHash) -> Small {
    let mut typed = Typed::default();
    typed.set("/hash", hash.to_string());
    let small = Small::new("order-approve", format!("/orders/{id}/approval"), |fields| {
        vec![fields.hidden("/hash", fields.typed.get("/hash"))]
    });
    Small { typed, ..small }
}

fn returning(id: InstrumentId) -> Small {
    Small::new("order-return", format!("/orders/{id}/return"), reason)
}

fn withdrawing(id: InstrumentId) -> Small {
    Small::new("order-withdraw", format!("/orders/{id}/withdrawal"), reason)
}

fn confirming(id: InstrumentId) -> Small {
    Small::new("order-confirm", format!("/orders/{id}/confirmation"), |fields| {
        super::new::decision(fields)
    })
}

/// Of the money of its case: what is said there carries no version of the order.
fn acknowledging(case: CaseId, id: InstrumentId) -> Small {
    Small::new("copies-acknowledge", format!("/cases/{case}/orders/{id}/acknowledgement"), nothing)
}

/// The same for an act that files it: refused, everything that is wrong is said.
async fn file<B: DeserializeOwned>(
    id: InstrumentId,
    posted: Posted,
    small: Small,
    parse: impl FnOnce(&mut Reader, B) -> Option<Command>,
) -> Result<HttpResponse, Problem> {
    let back = format!("/orders/{id}");
    let (status, errors) = match posted.run(&posted.typed, parse).await? {
        Outcome::Done(_) => return Ok(posted.onward(&format!("{back}?done={}", small.title))),
        Outcome::Wrong(status, errors) => (status, errors),
    };
    let visitor = &posted.visitor;
    let errors = if posted.is_stale() || !visitor.may(CommandKind::FileOrder) {
        errors
    } else {
        let view = visitor.find(move |find, actor| find.order(actor, id)).await?;
        let Instrument { case, content, .. } = &view.instrument;
        let content = content.order().ok_or(Refusal::NotFound)?;
        let body = Body::of(&posted.typed);
        errors.and(check::wrong(visitor, *case, content, Some(id), &body).await?.0)
    };
    again(&posted, status, &errors, back, small)
}

/// Carries out one act on the order and shows it again.
async fn act<B: DeserializeOwned>(
    id: InstrumentId,
    posted: Posted,
    small: Small,
    parse: impl FnOnce(&mut Reader, B) -> Option<Command>,
) -> Result<HttpResponse, Problem> {
    let back = format!("/orders/{id}");
    match posted.run(&posted.typed, parse).await? {
        Outcome::Done(_) => Ok(posted.onward(&format!("{back}?done={}", small.title))),
        Outcome::Wrong(status, errors) => again(&posted, status, &errors, back, small),
    }
}

/// Lays it before the second person.
#[post("/orders/{id}/submission")]
async fn submit(path: Path<Uuid>, posted: Posted) -> Result<HttpResponse, Problem> {
    let instrument: InstrumentId = path.into_inner().into();
    file(instrument, posted, submitting(instrument), |_, _: NoBody| {
        Some(Command::SubmitOrder { instrument })
    })
    .await
}

/// Approves the content that was shown.
#[post("/orders/{id}/approval")]
async fn approve(path: Path<Uuid>, posted: Posted) -> Result<HttpResponse, Problem> {
    let instrument: InstrumentId = path.into_inner().into();
    let small = approving(instrument, &ContentHash([0; 32]));
    act(instrument, posted, small, |reader, body: HashBody| {
        Some(Command::ApproveOrder { instrument, hash: reader.field("hash", &body.hash)? })
    })
    .await
}

/// Sends it back with a reason.
#[post("/orders/{id}/return")]
async fn send_back(path: Path<Uuid>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::ReturnOrder])?;
    let instrument: InstrumentId = path.into_inner().into();
    act(instrument, posted, returning(instrument), |_, body: ReasonBody| {
        Some(Command::ReturnOrder { instrument, reason: body.reason })
    })
    .await
}

/// Issues it.
#[post("/orders/{id}/issue")]
async fn issue(path: Path<Uuid>, posted: Posted) -> Result<HttpResponse, Problem> {
    let instrument: InstrumentId = path.into_inner().into();
    file(instrument, posted, issuing(instrument), |_, _: NoBody| {
        Some(Command::IssueOrder { instrument })
    })
    .await
}

/// Takes it back from everybody who has not answered it.
#[post("/orders/{id}/withdrawal")]
async fn withdraw(path: Path<Uuid>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::WithdrawOrder])?;
    let instrument: InstrumentId = path.into_inner().into();
    act(instrument, posted, withdrawing(instrument), |_, body: ReasonBody| {
        Some(Command::WithdrawOrder { instrument, reason: body.reason })
    })
    .await
}

/// Decides after urgent minutes: the freeze stands.
#[post("/orders/{id}/confirmation")]
async fn confirm(path: Path<Uuid>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::ConfirmFreeze])?;
    let instrument: InstrumentId = path.into_inner().into();
    act(instrument, posted, confirming(instrument), |reader, body: ConfirmationBody| {
        body.parse(instrument, reader)
    })
    .await
}

/// The prosecutor says that the papers are there.
#[post("/cases/{case}/orders/{id}/acknowledgement")]
async fn acknowledge(path: Path<(Uuid, Uuid)>, posted: Posted) -> Result<HttpResponse, Problem> {
    let (case, id) = path.into_inner();
    let (case, instrument): (CaseId, InstrumentId) = (case.into(), id.into());
    act(instrument, posted, acknowledging(case, instrument), |_, _: NoBody| {
        Some(Command::AcknowledgeCopies { case, instrument })
    })
    .await
}
