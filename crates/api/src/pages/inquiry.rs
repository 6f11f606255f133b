//! One inquiry: what it says, how far its institutions have come, and what may
//! be done with it.

use super::asked::information;
use super::case::document;
use super::form::{Control, Errors, Fields, Form, Typed};
use super::frame::Frame;
use super::page;
use super::papers;
use super::parts::{Cell, Due, Row, Table, Tag};
use super::post::{Kept, Outcome, Posted, Small, again};
use super::register;
use super::visitor::Visitor;
use super::words::{counted, due, filled, tag, word};
use crate::dto::common::{NoBody, ReasonBody};
use crate::dto::inquiry::HashBody;
use crate::dto::reader::Reader;
use crate::problem::Problem;
use actix_web::http::StatusCode;
use actix_web::web::{Path, ServiceConfig};
use actix_web::{HttpResponse, get, post};
use askama::Template;
use engine::asking::{Reasons, Reused};
use engine::case::{Case, CaseState};
use engine::command::{Command, CommandKind};
use engine::id::InstrumentId;
use engine::instrument::{
    ContentHash, InfoType, InquiryContent, Instrument, InstrumentState, Requester,
};
use engine::policy::ReadKind;
use engine::refusal::Refusal;
use locale::date_time;
use serde::de::DeserializeOwned;
use store::read::{DemandLine, InquiryView, RollUp};
use uuid::Uuid;

/// Registers the pages.
pub(super) fn configure(config: &mut ServiceConfig) {
    config
        .service(show)
        .service(issue)
        .service(submit)
        .service(approve)
        .service(send_back)
        .service(withdraw);
}

#[derive(Template)]
#[template(path = "inquiry.html")]
struct InquiryPage {
    frame: Frame,
    reference: String,
    state: Tag,
    case: String,
    summary: Vec<Row>,
    items: Vec<String>,
    addressees: Vec<String>,
    roll_up: Vec<String>,
    demands: Vec<DemandRow>,
    /// What it does not ask, because it was answered before.
    reused: Table,
    /// Where it is asked what is on the accounts it found.
    second: Option<String>,
    /// Where it is weighed which of the accounts found to freeze.
    harm: Option<String>,
    papers: Table,
    /// Papers that policy requires and nobody has attached.
    missing: Vec<String>,
    forms: Vec<Named>,
}

/// A form under its title.
pub(super) struct Named {
    pub(super) title: String,
    pub(super) form: Form,
}

/// One institution's share of an inquiry or an order.
pub(super) struct DemandRow {
    pub(super) href: String,
    pub(super) institution: String,
    pub(super) reference: String,
    pub(super) state: Tag,
    pub(super) due: Option<Due>,
    pub(super) late: bool,
    pub(super) open_items: i64,
    pub(super) channel: String,
    pub(super) received: String,
    pub(super) opened: String,
    pub(super) urged: i16,
}

/// The inquiry.
#[get("/inquiries/{id}")]
async fn show(visitor: Visitor, path: Path<Uuid>) -> Result<HttpResponse, Problem> {
    let id: InstrumentId = path.into_inner().into();
    let (view, case) = visitor
        .find(move |find, actor| {
            let view = find.inquiry(actor, id)?;
            let case = find.case(actor, view.instrument.case)?;
            Ok((view, case))
        })
        .await?;
    let names = visitor.names();
    let content = view.instrument.content.inquiry().ok_or(Refusal::NotFound)?;
    let reference = &view.instrument.reference;
    let asked = content.institutions.iter().map(|one| names.institution(*one)).collect();
    let shown = InquiryPage {
        frame: visitor.frame(filled(visitor.lang, "inquiry-title", "reference", reference)),
        reference: reference.clone(),
        state: tag(visitor.lang, "inquiry-state", view.instrument.state.code()),
        case: format!("/cases/{}", case.id),
        summary: summary(&visitor, &case, &view.instrument, content),
        items: content.items.iter().map(|item| information(&visitor, item)).collect(),
        addressees: if view.demands.is_empty() { asked } else { Vec::new() },
        roll_up: roll_up(&visitor, &view.roll_up),
        demands: view.demands.iter().map(|one| demand(&visitor, one)).collect(),
        reused: reused(&visitor, &view.instrument),
        second: asks_on(&visitor, &view, case.state, content)
            .then(|| format!("/cases/{}/inquiries/new?after={id}", case.id)),
        harm: weighs(&visitor, &view, case.state, content)
            .then(|| format!("/inquiries/{id}/least-harm")),
        papers: papers::table(&visitor, &format!("/inquiries/{id}"), &view.instrument.papers),
        missing: papers::missing(&visitor, &view.instrument),
        forms: forms(&visitor, &view.instrument),
    };
    page(StatusCode::OK, &shown)
}

fn asks(content: &InquiryContent, info: InfoType) -> bool {
    content.items.iter().any(|item| item.info == info)
}

/// Whether a freeze may follow: something was answered, and this person orders.
fn weighs(
    visitor: &Visitor,
    view: &InquiryView,
    state: CaseState,
    content: &InquiryContent,
) -> bool {
    // Where balances were not asked there is nothing to weigh.
    state == CaseState::Open
        && asks(content, InfoType::Account)
        && view.roll_up.answered > 0
        && visitor.may(CommandKind::FileOrder)
        && visitor.reads(ReadKind::Answers)
        && visitor.reads(ReadKind::Money)
}

/// Whether the second step may follow: where accounts are was asked and answered.
fn asks_on(
    visitor: &Visitor,
    view: &InquiryView,
    state: CaseState,
    content: &InquiryContent,
) -> bool {
    state == CaseState::Open
        && view.roll_up.answered > 0
        && view.instrument.sealed_to().is_empty()
        && asks(content, InfoType::Whereabouts)
        && visitor.may(CommandKind::DraftInquiry)
        && visitor.reads(ReadKind::Answers)
}

/// What it does not ask: who said in this case that there is nothing, and how long ago.
fn reused(visitor: &Visitor, instrument: &Instrument) -> Table {
    let heads = ["demand-institution", "inquiry-form-items", "reused-as-of", "reused-age"];
    let heads = heads.iter().chain(&["reused-answer"]);
    let asked_at = instrument.issued_at.unwrap_or_else(|| visitor.now());
    let line = |one: &Reused| {
        let days = asked_at.seconds_since(one.as_of).max(0) / 86_400;
        let days = usize::try_from(days).unwrap_or_default();
        vec![
            Cell::from(visitor.names().institution(one.institution)),
            word(visitor.lang, "info", one.info.code()).into(),
            date_time(one.as_of).into(),
            counted(visitor.lang, "reused-days", days).into(),
            Cell::to(visitor.t("reused-see"), format!("/demands/{}", one.demand)),
        ]
    };
    Table {
        title: visitor.t("reused-title"),
        heads: heads.map(|key| visitor.t(key)).collect(),
        rows: instrument.reused.iter().map(line).collect(),
    }
}

/// On whose initiative, in words.
pub(super) fn requester(visitor: &Visitor, requester: &Requester) -> String {
    let kind = word(visitor.lang, "requester", requester.kind().code());
    match requester {
        Requester::Bailiff { cost_undertaking } => format!("{kind}: {cost_undertaking}"),
        Requester::Officer | Requester::Creditor { .. } => kind,
    }
}

fn summary(
    visitor: &Visitor,
    case: &Case,
    instrument: &Instrument,
    content: &InquiryContent,
) -> Vec<Row> {
    let row = |key: &str, value: String| Row::new(visitor.t(key), value);
    let debtor = case.content.parties.iter().find(|party| party.id == content.debtor);
    let mut rows = vec![
        row("inquiry-case", case.content.number.clone()),
        row("case-decision", document(&case.content.decision)),
        row("inquiry-agency", visitor.names().agency(instrument.agency)),
        row("inquiry-requester", requester(visitor, &content.requester)),
    ];
    rows.extend(debtor.map(|one| row("inquiry-debtor", one.name.as_written().to_owned())));
    rows.extend([
        row("inquiry-purpose", content.purpose.clone()),
        row("inquiry-basis", content.legal_basis.clone()),
    ]);
    rows.extend(content.place.clone().map(|place| row("inquiry-place", place)));
    rows.extend(register::row(visitor, instrument));
    let Reasons { many, balances, again } = &content.reasons;
    let reasons = [
        ("inquiry-reason-many", many),
        ("inquiry-reason-balances", balances),
        ("inquiry-reason-again", again),
    ];
    rows.extend(reasons.iter().filter_map(|(key, why)| Some(row(key, (*why).clone()?))));
    if content.interim {
        rows.push(row("mark-interim", visitor.t("yes")));
    }
    rows.extend(instrument.issued_at.map(|at| row("inquiry-issued", date_time(at))));
    rows
}

/// How far the demands have come together, in words.
pub(super) fn roll_up(visitor: &Visitor, roll_up: &RollUp) -> Vec<String> {
    if roll_up.demands == 0 {
        return Vec::new();
    }
    let counts = [
        ("roll-up-demands", roll_up.demands),
        ("roll-up-open", roll_up.open),
        ("roll-up-answered", roll_up.answered),
        ("roll-up-refused", roll_up.refused),
        ("roll-up-withdrawn", roll_up.withdrawn),
        ("roll-up-late", roll_up.late),
    ];
    let said = counts.iter().filter(|(_, n)| *n > 0);
    said.map(|(key, n)| counted(visitor.lang, key, *n)).collect()
}

/// One institution's share.
pub(super) fn demand(visitor: &Visitor, line: &DemandLine) -> DemandRow {
    let lang = visitor.lang;
    DemandRow {
        href: format!("/demands/{}", line.id),
        institution: visitor.names().institution(line.institution),
        reference: line.reference.clone(),
        state: tag(lang, "demand-state", line.state.code()),
        due: line.sort_due.map(|at| due(lang, visitor.now(), at, line.due_layer)),
        late: line.episodes > 0,
        open_items: line.open_items,
        channel: word(lang, "channel", line.channel.code()),
        received: line.received_at.map(date_time).unwrap_or_default(),
        opened: line.acknowledged_at.map(date_time).unwrap_or_default(),
        urged: line.urged,
    }
}

/// What the instrument's state and the person's role allow together.
fn forms(visitor: &Visitor, instrument: &Instrument) -> Vec<Named> {
    use InstrumentState as S;
    let state = instrument.state;
    let needs_approval = visitor.rules.policy.approval.inquiry;
    let may_issue = match state {
        S::Approved => true,
        S::Draft | S::Returned => !needs_approval,
        _ => false,
    };
    let mut forms = Vec::new();
    let mut add = |kind: CommandKind, allowed: bool, small: Small| {
        if allowed && visitor.may(kind) {
            let title = visitor.t(small.title);
            let small = Small { version: Some(instrument.version), ..small };
            forms.push(Named { title, form: small.shown(visitor, &Errors::default()) });
        }
    };
    let id = instrument.id;
    add(CommandKind::IssueInquiry, may_issue, issuing(id));
    let proposes = needs_approval && matches!(state, S::Draft | S::Returned);
    add(CommandKind::SubmitInquiry, proposes, submitting(id));
    let judged = state == S::Submitted;
    add(CommandKind::ApproveInquiry, judged, approving(id, &ContentHash::of(&instrument.content)));
    add(CommandKind::ReturnInquiry, judged, returning(id));
    add(CommandKind::WithdrawInquiry, state != S::Withdrawn, withdrawing(id));
    forms.extend(papers::forms(visitor, papers::Place::Inquiry(id), instrument));
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
    Small::new("inquiry-issue", format!("/inquiries/{id}/issue"), nothing)
}

fn submitting(id: InstrumentId) -> Small {
    Small::new("inquiry-submit", format!("/inquiries/{id}/submission"), nothing)
}

fn approving(id: InstrumentId, hash: &ContentHash) -> Small {
    let mut typed = Typed::default();
    typed.set("/hash", hash.to_string());
    let small = Small::new("inquiry-approve", format!("/inquiries/{id}/approval"), |fields| {
        vec![fields.hidden("/hash", fields.typed.get("/hash"))]
    });
    Small { typed, ..small }
}

fn returning(id: InstrumentId) -> Small {
    Small::new("inquiry-return", format!("/inquiries/{id}/return"), reason)
}

fn withdrawing(id: InstrumentId) -> Small {
    Small::new("inquiry-withdraw", format!("/inquiries/{id}/withdrawal"), reason)
}

/// Carries out one act on the inquiry and shows it again.
async fn act<B: DeserializeOwned>(
    id: InstrumentId,
    posted: Posted,
    small: Small,
    parse: impl FnOnce(&mut Reader, B) -> Option<Command>,
) -> Result<HttpResponse, Problem> {
    let back = format!("/inquiries/{id}");
    match posted.run(&posted.typed, parse).await? {
        Outcome::Done(_) => Ok(posted.onward(&format!("{back}?done={}", small.title))),
        Outcome::Wrong(status, errors) => again(&posted, status, &errors, back, small),
    }
}

/// Issues it.
#[post("/inquiries/{id}/issue")]
async fn issue(path: Path<Uuid>, posted: Posted) -> Result<HttpResponse, Problem> {
    let instrument: InstrumentId = path.into_inner().into();
    act(instrument, posted, issuing(instrument), |_, _: NoBody| {
        Some(Command::IssueInquiry { instrument })
    })
    .await
}

/// Lays it before the second person.
#[post("/inquiries/{id}/submission")]
async fn submit(path: Path<Uuid>, posted: Posted) -> Result<HttpResponse, Problem> {
    let instrument: InstrumentId = path.into_inner().into();
    act(instrument, posted, submitting(instrument), |_, _: NoBody| {
        Some(Command::SubmitInquiry { instrument })
    })
    .await
}

/// Approves the content that was shown.
#[post("/inquiries/{id}/approval")]
async fn approve(path: Path<Uuid>, posted: Posted) -> Result<HttpResponse, Problem> {
    let instrument: InstrumentId = path.into_inner().into();
    let small = approving(instrument, &ContentHash([0; 32]));
    act(instrument, posted, small, |reader, body: HashBody| {
        Some(Command::ApproveInquiry { instrument, hash: reader.field("hash", &body.hash)? })
    })
    .await
}

/// Sends it back with a reason.
#[post("/inquiries/{id}/return")]
async fn send_back(path: Path<Uuid>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::ReturnInquiry])?;
    let instrument: InstrumentId = path.into_inner().into();
    act(instrument, posted, returning(instrument), |_, body: ReasonBody| {
        Some(Command::ReturnInquiry { instrument, reason: body.reason })
    })
    .await
}

/// Takes it back from everybody.
#[post("/inquiries/{id}/withdrawal")]
async fn withdraw(path: Path<Uuid>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::WithdrawInquiry])?;
    let instrument: InstrumentId = path.into_inner().into();
    act(instrument, posted, withdrawing(instrument), |_, body: ReasonBody| {
        Some(Command::WithdrawInquiry { instrument, reason: body.reason })
    })
    .await
}
