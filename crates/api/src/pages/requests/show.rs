//! One request: what it says, its limits, its file, and what may be done with it.

use super::super::articles;
use super::super::case::document;
use super::super::form::{Choice, Control, Errors, Fields, Typed};
use super::super::frame::Frame;
use super::super::inquiry::Named;
use super::super::page;
use super::super::parts::{Cell, Row, Table, Tag};
use super::super::post::{Kept, Outcome, Posted, Small, again};
use super::super::visitor::Visitor;
use super::super::words::{filled, money, tag, word};
use super::new::own_cases;
use super::{HERE, limit};
use crate::dto::common::ReasonBody;
use crate::dto::reader::Reader;
use crate::dto::request::{CompletenessBody, HandingOverBody, LinkBody, RulingBody};
use crate::dto::view::request::SignedFile;
use crate::problem::{Fault, Problem};
use actix_web::http::{StatusCode, header};
use actix_web::web::{Path, ServiceConfig};
use actix_web::{HttpResponse, get, post};
use askama::Template;
use engine::command::{Command, CommandKind};
use engine::demand::Channel;
use engine::id::{RequestId, UserId};
use engine::identity::AccountNumber;
use engine::request::{MeasureRequest, RequestState, Term};
use engine::role::Role;
use evidence::{Kind, sign};
use locale::{date, date_time};
use serde::de::DeserializeOwned;
use uuid::Uuid;

/// Registers the pages.
pub(super) fn configure(config: &mut ServiceConfig) {
    config.service(file).service(show).service(hand_over).service(complete);
    config.service(decide).service(name_case).service(withdraw);
}

#[derive(Template)]
#[template(path = "request.html")]
struct RequestPage {
    frame: Frame,
    state: Tag,
    late: bool,
    granted: bool,
    summary: Vec<Row>,
    terms: Table,
    known_at: Table,
    file: String,
    forms: Vec<Named>,
}

/// The request.
#[get("/requests/{id}")]
async fn show(visitor: Visitor, path: Path<Uuid>) -> Result<HttpResponse, Problem> {
    let id: RequestId = path.into_inner().into();
    let request = visitor.find(move |find, actor| find.request(actor, id)).await?;
    let recorder = name_of(&visitor, request.recorded.by).await?;
    let title = filled(visitor.lang, "request-title", "reference", &request.reference);
    let shown = RequestPage {
        frame: visitor.frame(title),
        state: tag(visitor.lang, "request-state", request.state.code()),
        late: request.is_late_at(visitor.now()),
        granted: request.state == RequestState::Granted,
        summary: summary(&visitor, &request, &recorder),
        terms: terms(&visitor, &request),
        known_at: known_at(&visitor, &request),
        file: format!("{HERE}/{id}/file"),
        forms: forms(&visitor, &request).await?,
    };
    page(StatusCode::OK, &shown)
}

/// The file, as a file.
#[get("/requests/{id}/file")]
async fn file(visitor: Visitor, path: Path<Uuid>) -> Result<HttpResponse, Problem> {
    let id: RequestId = path.into_inner().into();
    let found = visitor.find(move |find, actor| find.request_file(actor, id)).await?;
    let jws = sign(&visitor.state.receipts, Kind::Request, &found).ok_or(Fault::Internal)?;
    // A reference number is of letters, digits and hyphens.
    let name = format!("attachment; filename=\"{}.json\"", found.reference);
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_DISPOSITION, name))
        .json(SignedFile::new(found, jws)))
}

async fn name_of(visitor: &Visitor, person: UserId) -> Result<String, Problem> {
    let found = visitor.state.blocking(move |store| store.person(person)).await?;
    Ok(found.map(|one| one.full_name).unwrap_or_default())
}

fn summary(visitor: &Visitor, one: &MeasureRequest, recorder: &str) -> Vec<Row> {
    let (lang, content) = (visitor.lang, &one.content);
    let names = visitor.names();
    let row = |key: &str, value: String| Row::new(visitor.t(key), value);
    let asker = &content.asker;
    let kind = word(lang, "asker", asker.kind.code());
    let mut debtor = vec![content.debtor.name.as_written().to_owned()];
    debtor.extend(content.debtor.identifiers.iter().map(engine::identity::Identifier::display));
    let mut rows = vec![
        row("request-asker", format!("{kind}: {}", asker.name)),
        row("request-asker-identifier", asker.identifier.clone()),
        row("request-asker-address", asker.address.clone()),
        row("request-agency", names.agency(one.agency())),
    ];
    rows.extend(asker.contact.clone().map(|text| row("request-asker-contact", text)));
    rows.extend(one.office.map(|office| row("request-office", names.agency(office))));
    let filed = one.institution.map(|id| names.institution(id));
    rows.extend(filed.map(|name| row("request-institution", name)));
    let liability = &content.liability;
    rows.extend([
        row(
            "request-form-liability",
            format!("{} ({})", liability.evidence, date(liability.signed_on)),
        ),
        row("inquiry-debtor", debtor.join(", ")),
        row("case-judgment", document(&content.judgment)),
    ]);
    rows.extend(content.decision.as_ref().map(|one| row("case-decision", document(one))));
    rows.extend([
        row("request-measure", word(lang, "measure", content.measure.code())),
        row("request-amount", money(content.amount)),
        row("request-reason", content.reason.clone()),
    ]);
    let papers: Vec<&str> = content.attachments.iter().map(|one| one.name.as_str()).collect();
    if !papers.is_empty() {
        rows.push(row("request-papers", papers.join(", ")));
    }
    rows.extend(content.liquidated_at.map(|at| row("request-liquidated", date_time(at))));
    let recorded = format!("{}, {recorder}", date_time(one.recorded.at));
    rows.push(row("request-recorded", recorded));
    rows.extend(happened(visitor, one));
    rows
}

/// What became of it.
fn happened(visitor: &Visitor, one: &MeasureRequest) -> Vec<Row> {
    let lang = visitor.lang;
    let row = |key: &str, value: String| Row::new(visitor.t(key), value);
    let mut rows = Vec::new();
    rows.extend(one.handed_over.as_ref().map(|(how, _)| {
        let channel = word(lang, "channel", how.channel.code());
        let proof = how.proof.as_ref().map(|text| format!(", {text}")).unwrap_or_default();
        row("request-handed-over", format!("{}, {channel}{proof}", date_time(how.at)))
    }));
    rows.extend(one.completed.map(|act| row("request-completed", date_time(act.at))));
    rows.extend(one.decided.as_ref().map(|(ruling, _)| {
        let ground = articles::ground(visitor, list(ruling.granted), &ruling.ground);
        let decision = format!("{}, {}", ruling.decision.number, date(ruling.decision.day));
        row("request-decision", format!("{decision}: {ground}. {}", ruling.reason))
    }));
    rows.extend(one.case.map(|case| row("request-case", case.to_string())));
    rows.extend(
        one.withdrawn.as_ref().map(|(act, reason)| {
            row("request-withdrawn", format!("{}: {reason}", date_time(act.at)))
        }),
    );
    rows
}

fn terms(visitor: &Visitor, one: &MeasureRequest) -> Table {
    let heads = ["duty-kind", "overdue-rule", "request-term-start", "work-due", "work-state"];
    let line = |term: &Term| -> Vec<Cell> {
        let mut state = word(visitor.lang, "duty-state", term.state.code());
        if term.is_open() && term.is_late_at(visitor.now()) {
            state = format!("{state} · {}", visitor.t("mark-late"));
        }
        vec![
            word(visitor.lang, "duty", term.kind.code()).into(),
            articles::rule(visitor, &term.rule, term.start).into(),
            date_time(term.start).into(),
            limit(visitor, term).into(),
            state.into(),
        ]
    };
    Table {
        title: visitor.t("request-terms"),
        heads: heads.iter().map(|key| visitor.t(key)).collect(),
        rows: one.terms.iter().map(line).collect(),
    }
}

fn known_at(visitor: &Visitor, one: &MeasureRequest) -> Table {
    let heads = ["demand-institution", "account-number"];
    let places = one.content.known_at.iter();
    let rows = places.map(|place| {
        let accounts: Vec<_> = place.accounts.iter().map(AccountNumber::display).collect();
        vec![visitor.names().institution(place.institution).into(), accounts.join(", ").into()]
    });
    Table {
        title: visitor.t("request-known-at"),
        heads: heads.iter().map(|key| visitor.t(key)).collect(),
        rows: rows.collect(),
    }
}

/// What the request's state and the person's role allow together.
async fn forms(visitor: &Visitor, one: &MeasureRequest) -> Result<Vec<Named>, Problem> {
    use CommandKind as K;
    use RequestState as S;
    let (id, state) = (one.id, one.state);
    let bailiff = visitor.actor.role == Role::Bailiff;
    // The office acts on its own; the agency on what came to it on paper.
    let keeps = bailiff || one.office.is_none();
    // What a creditor's desk filed nobody but its institution takes back.
    let desk = visitor.actor.role == Role::CreditorDesk;
    let takes_back = keeps && desk == one.institution.is_some();
    let own = visitor.actor.person() == Some(one.recorded.by);
    let judges = state == S::Complete && !own && visitor.may(K::DecideRequest);
    let links = state == S::Granted && one.case.is_none() && visitor.may(K::LinkRequest);
    let cases = if judges || links { own_cases(visitor).await? } else { Vec::new() };
    let mut forms = Vec::new();
    let mut add = |kind: CommandKind, allowed: bool, small: Small| {
        if allowed && visitor.may(kind) {
            let title = visitor.t(small.title);
            let (which, small) = (small.title, Small { version: Some(one.version), ..small });
            let form = small.shown_for(visitor, &Errors::default(), which);
            forms.push(Named { title, form });
        }
    };
    add(K::HandOverRequest, state == S::Recorded && keeps, handing_over(id));
    add(K::CompleteRequest, state == S::HandedOver, completing(id));
    add(K::DecideRequest, judges, granting(visitor, id, cases.clone()));
    add(K::DecideRequest, judges, declining(visitor, id));
    add(K::LinkRequest, links, linking(id, cases));
    add(K::WithdrawRequest, state.is_open() && takes_back, withdrawing(id));
    Ok(forms)
}

fn handing_over(id: RequestId) -> Small {
    Small::new("request-hand-over", format!("{HERE}/{id}/hand-over"), |fields| {
        let channels: Vec<&str> = Channel::CODED.iter().map(|one| one.code()).collect();
        vec![
            fields.select("/channel", "request-channel", fields.words("channel", &channels)),
            fields.time("/at", "request-handed-over-at"),
            fields.line("/proof", "request-received-proof"),
        ]
    })
}

fn completing(id: RequestId) -> Small {
    Small::new("request-complete", format!("{HERE}/{id}/complete"), |fields| {
        vec![fields.time("/at", "request-completed")]
    })
}

/// The grounds of granting or declining.
const fn list(granted: bool) -> articles::List {
    if granted { articles::List::Grant } else { articles::List::Decline }
}

fn granting(visitor: &Visitor, id: RequestId, cases: Vec<Choice>) -> Small {
    let grounds = articles::choices(visitor, list(true));
    Small::new("request-grant", format!("{HERE}/{id}/decide"), move |fields| {
        let mut controls = ruling(fields, true, &grounds);
        controls.push(fields.select("/case", "request-case", cases.clone()));
        controls
    })
}

fn declining(visitor: &Visitor, id: RequestId) -> Small {
    let grounds = articles::choices(visitor, list(false));
    Small::new("request-decline", format!("{HERE}/{id}/decide"), move |fields| {
        ruling(fields, false, &grounds)
    })
}

fn ruling(fields: &Fields<'_>, granted: bool, grounds: &[Choice]) -> Vec<Control> {
    vec![
        fields.hidden("/granted", if granted { "true" } else { "false" }),
        fields.line("/decision/number", "decision-number"),
        fields.day("/decision/day", "decision-day"),
        fields.select("/ground", "request-ground", grounds.to_vec()),
        fields.area("/reason", "reason-field"),
    ]
}

fn linking(id: RequestId, cases: Vec<Choice>) -> Small {
    Small::new("request-link", format!("{HERE}/{id}/link"), move |fields| {
        vec![fields.select("/case", "request-case", cases.clone())]
    })
}

fn withdrawing(id: RequestId) -> Small {
    Small::new("request-withdraw", format!("{HERE}/{id}/withdraw"), |fields| {
        vec![fields.area("/reason", "reason-field")]
    })
}

/// Carries out one act and shows the request again. Blank fields that may be left
/// out are left out.
async fn act<B: DeserializeOwned>(
    posted: Posted,
    (id, optional): (RequestId, &[&str]),
    small: Small,
    parse: impl FnOnce(&mut Reader, B) -> Option<Command>,
) -> Result<HttpResponse, Problem> {
    let mut typed: Typed = posted.typed.clone();
    for field in optional {
        if typed.get(field).is_empty() {
            typed.remove(field);
        }
    }
    let back = format!("{HERE}/{id}");
    match posted.run(&typed, parse).await? {
        Outcome::Done(_) => Ok(posted.onward(&format!("{back}?done={}", small.title))),
        Outcome::Wrong(status, errors) => again(&posted, status, &errors, back, small),
    }
}

/// Hands the file over.
#[post("/requests/{id}/hand-over")]
async fn hand_over(path: Path<Uuid>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::HandOverRequest])?;
    let id: RequestId = path.into_inner().into();
    let optional = &["/at", "/proof"][..];
    act(posted, (id, optional), handing_over(id), |r, body: HandingOverBody| body.parse(id, r))
        .await
}

/// Says that the file is full.
#[post("/requests/{id}/complete")]
async fn complete(path: Path<Uuid>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::CompleteRequest])?;
    let id: RequestId = path.into_inner().into();
    act(posted, (id, &[]), completing(id), |r, body: CompletenessBody| body.parse(id, r)).await
}

/// Grants or declines it.
#[post("/requests/{id}/decide")]
async fn decide(path: Path<Uuid>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::DecideRequest])?;
    let id: RequestId = path.into_inner().into();
    let small = if posted.typed.get("/granted") == "true" {
        granting(&posted.visitor, id, own_cases(&posted.visitor).await?)
    } else {
        declining(&posted.visitor, id)
    };
    act(posted, (id, &["/case"]), small, |r, body: RulingBody| body.parse(id, r)).await
}

/// Names the case.
#[post("/requests/{id}/link")]
async fn name_case(path: Path<Uuid>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::LinkRequest])?;
    let id: RequestId = path.into_inner().into();
    let cases = own_cases(&posted.visitor).await?;
    act(posted, (id, &[]), linking(id, cases), |r, body: LinkBody| body.parse(id, r)).await
}

/// Takes it back.
#[post("/requests/{id}/withdraw")]
async fn withdraw(path: Path<Uuid>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::WithdrawRequest])?;
    let request: RequestId = path.into_inner().into();
    act(posted, (request, &[]), withdrawing(request), |_, body: ReasonBody| {
        Some(Command::WithdrawRequest { request, reason: body.reason })
    })
    .await
}
