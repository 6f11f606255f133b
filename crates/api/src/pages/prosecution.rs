//! What procuracies ask of agencies: the list, one act, what may be done with it, and
//! what agencies left undone.

use super::articles;
use super::dues::DuesPage;
use super::form::{Choice, Control, Errors, Fields, Typed};
use super::frame::{Frame, Link};
use super::home::cursor;
use super::inquiry::Named;
use super::page;
use super::parts::{Cell, ROWS, Row, Table, Tag};
use super::post::{Kept, Outcome, Posted, Small, again};
use super::visitor::Visitor;
use super::words::{ends, left, tag, word};
use crate::dto::prosecution::{
    ActAnswerBody, ActCompletionBody, ActWithdrawalBody, ProsecutorActBody,
};
use crate::dto::reader::Reader;
use crate::problem::Problem;
use actix_web::http::StatusCode;
use actix_web::web::{Path, Query, ServiceConfig};
use actix_web::{HttpResponse, get, post};
use askama::Template;
use engine::command::{Command, CommandKind};
use engine::demand::Channel;
use engine::id::{CaseId, ProsecutorActId};
use engine::ledger::Duty;
use engine::policy::ReadKind;
use engine::prosecution::{ActKind, ActOutcome, ActState, ProcuracyLevel, ProsecutorAct};
use engine::refusal::Refusal;
use engine::role::Role;
use locale::{Arg, date, date_time, text};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use store::read::{ActFilter, ActHead, ActView, DutyLine, Page};
use uuid::Uuid;

const HERE: &str = "/prosecutor-acts";
const UNDONE: &str = "/omissions";

/// Registers the pages.
pub(super) fn configure(config: &mut ServiceConfig) {
    config.service(list).service(show).service(omissions);
    config.service(record).service(reply).service(complete).service(withdraw);
}

/// Which, and from where on.
#[derive(Deserialize)]
struct Wanted {
    state: Option<String>,
    after: Option<String>,
}

/// The list: of a prosecutor what he follows, of an office what it has to answer.
#[get("/prosecutor-acts")]
async fn list(visitor: Visitor, query: Query<Wanted>) -> Result<HttpResponse, Problem> {
    let from = Page::new(cursor(query.after.as_deref())?, ROWS);
    let state = match query.state.as_deref() {
        None | Some("") => None,
        Some(word) => Some(ActState::from_code(word).ok_or(Refusal::NotFound)?),
    };
    let filter = ActFilter { state, ..ActFilter::default() };
    let found = visitor.find(move |find, actor| find.prosecutor_acts(actor, &filter, from)).await?;
    let only = state.map(|state| format!("state={}&", state.code())).unwrap_or_default();
    let shown = DuesPage {
        frame: visitor.frame(visitor.t("prosecution-title")),
        tabs: tabs(&visitor, &state.map_or_else(|| HERE.to_owned(), of_state)),
        parts: Vec::new(),
        empty: visitor.t("prosecution-empty"),
        table: table(&visitor, &found.rows, true),
        next: found.next.map(|cursor| format!("{HERE}?{only}after={cursor}")),
        forms: Vec::new(),
    };
    page(StatusCode::OK, &shown)
}

/// The parts of the list, and what was left undone beside it. `here`: which is shown.
fn tabs(visitor: &Visitor, here: &str) -> Vec<Link> {
    let link = |label, href: String| Link { label, current: href == here, href };
    let mut tabs = vec![link(visitor.t("prosecution-all"), HERE.to_owned())];
    tabs.extend(
        ActState::CODED
            .iter()
            .map(|state| link(word(visitor.lang, "act-state", state.code()), of_state(*state))),
    );
    tabs.push(link(visitor.t("omissions-title"), UNDONE.to_owned()));
    tabs
}

fn of_state(state: ActState) -> String {
    format!("{HERE}?state={}", state.code())
}

/// Acts in a table; in a list of several cases with the case.
pub(super) fn table(visitor: &Visitor, rows: &[ActHead], cases: bool) -> Table {
    let heads = ["act-document", "act-kind", "act-procuracy"].into_iter();
    let heads = heads.chain(cases.then_some(["inquiry-case", "case-agency"]).into_iter().flatten());
    let heads = heads.chain(["act-received", "work-state", "work-due"]);
    Table {
        title: visitor.t("prosecution-title"),
        heads: heads.map(|key| visitor.t(key)).collect(),
        rows: rows.iter().map(|row| line(visitor, row, cases)).collect(),
    }
}

fn line(visitor: &Visitor, row: &ActHead, cases: bool) -> Vec<Cell> {
    let one = &row.act;
    let mut state = word(visitor.lang, "act-state", one.state.code());
    let due = row.duties.iter().filter(|duty| duty.is_open());
    let due = due.filter_map(|duty| duty.due).min();
    if due.is_some_and(|due| due <= visitor.now()) {
        state = format!("{state} · {}", visitor.t("mark-late"));
    }
    let mut cells = vec![
        Cell::to(document(one), format!("{HERE}/{}", one.id)),
        word(visitor.lang, "act-kind", one.kind.code()).into(),
        procuracy(visitor, one).into(),
    ];
    if cases {
        cells.push(Cell::to(row.case_number.clone(), format!("/cases/{}", row.case)));
        cells.push(visitor.names().agency(row.agency).into());
    }
    let due = due.map(|due| format!("{} · {}", ends(due), left(visitor.lang, visitor.now(), due)));
    cells.push(date_time(one.received_at).into());
    cells.extend([state.into(), due.unwrap_or_default().into()]);
    cells
}

fn document(one: &ProsecutorAct) -> String {
    format!("{}, {}", one.document.number, date(one.document.day))
}

/// The procuracy by its name, or by how it stands to the office.
fn procuracy(visitor: &Visitor, one: &ProsecutorAct) -> String {
    let level = || word(visitor.lang, "procuracy-level", one.level.code());
    visitor.names().procuracy(one.area).unwrap_or_else(level)
}

/// What agencies left undone past its limit.
#[get("/omissions")]
async fn omissions(visitor: Visitor, query: Query<Wanted>) -> Result<HttpResponse, Problem> {
    let from = Page::new(cursor(query.after.as_deref())?, ROWS);
    let found = visitor.find(move |find, actor| find.omissions(actor, from)).await?;
    let heads = ["duty-kind", "inquiry-case", "case-agency", "work-reference", "overdue-rule"];
    let heads = heads.iter().chain(&["omission-late", "work-state"]);
    let shown = DuesPage {
        frame: visitor.frame(visitor.t("omissions-title")),
        tabs: tabs(&visitor, UNDONE),
        parts: Vec::new(),
        empty: visitor.t("omissions-empty"),
        table: Table {
            title: visitor.t("omissions-title"),
            heads: heads.map(|key| visitor.t(key)).collect(),
            rows: found.rows.iter().map(|row| omission(&visitor, row)).collect(),
        },
        next: found.next.map(|cursor| format!("{UNDONE}?after={cursor}")),
        forms: Vec::new(),
    };
    page(StatusCode::OK, &shown)
}

fn omission(visitor: &Visitor, row: &DutyLine) -> Vec<Cell> {
    let duty = &row.duty;
    let order = duty.about.filter(|_| visitor.reads(ReadKind::Inquiry));
    let reference = row.reference.clone().unwrap_or_default();
    let state = word(visitor.lang, "duty-state", duty.state.code());
    let ended = duty.ended_at.map(|at| format!(" · {}", date_time(at))).unwrap_or_default();
    vec![
        word(visitor.lang, "duty", duty.kind.code()).into(),
        Cell::to(row.case_number.clone(), format!("/cases/{}", row.case)),
        visitor.names().agency(row.agency).into(),
        match order {
            Some(order) => Cell::to(reference, format!("/orders/{order}")),
            None => reference.into(),
        },
        articles::rule(visitor, &duty.rule, duty.start).into(),
        duty.late_since.map(ends).unwrap_or_default().into(),
        format!("{state}{ended}").into(),
    ]
}

#[derive(Template)]
#[template(path = "act.html")]
struct ActPage {
    frame: Frame,
    kind: String,
    state: Tag,
    /// It bears a day after its limit.
    late: bool,
    /// What is not ordered while it stands.
    bars: Option<String>,
    case: String,
    case_number: String,
    summary: Vec<Row>,
    answer: Vec<Row>,
    duties: Table,
    forms: Vec<Named>,
}

/// One of them; the reading is on record.
#[get("/prosecutor-acts/{id}")]
async fn show(visitor: Visitor, path: Path<Uuid>) -> Result<HttpResponse, Problem> {
    let id: ProsecutorActId = path.into_inner().into();
    let found = visitor.find(move |find, actor| find.prosecutor_act(actor, id)).await?;
    let one = &found.head.act;
    let title = [("number", Arg::from(&one.document.number))];
    let barred = one.bars.iter().map(|kind| word(visitor.lang, "instrument", kind.code()));
    let barred = barred.collect::<Vec<_>>().join(", ");
    let bars = text(visitor.lang, "act-bars", &[("what", Arg::from(barred))]);
    let shown = ActPage {
        frame: visitor.frame(text(visitor.lang, "act-title", &title)),
        kind: word(visitor.lang, "act-kind", one.kind.code()),
        state: tag(visitor.lang, "act-state", one.state.code()),
        late: one.is_late(),
        bars: (one.stands() && !one.bars.is_empty()).then_some(bars),
        case: format!("/cases/{}", found.head.case),
        case_number: found.head.case_number.clone(),
        summary: summary(&visitor, &found),
        answer: answered(&visitor, one),
        duties: duties(&visitor, &found.head.duties),
        forms: forms(&visitor, &found),
    };
    page(StatusCode::OK, &shown)
}

fn summary(visitor: &Visitor, found: &ActView) -> Vec<Row> {
    let one = &found.head.act;
    let row = |key: &str, value: String| Row::new(visitor.t(key), value);
    let mut rows = vec![
        row("act-document", document(one)),
        row("act-procuracy", procuracy(visitor, one)),
        row("act-level", word(visitor.lang, "procuracy-level", one.level.code())),
        row("case-agency", visitor.names().agency(found.head.agency)),
    ];
    rows.extend(found.reference.clone().map(|reference| row("act-about", reference)));
    rows.push(row("act-text", one.text.clone()));
    rows.push(row("act-received", date_time(one.received_at)));
    rows.push(row("act-channel", word(visitor.lang, "channel", one.channel.code())));
    rows.extend(one.proof.clone().map(|proof| row("act-proof", proof)));
    rows.push(row("act-recorded", date_time(one.recorded_at)));
    rows.extend(one.discovered.map(|day| row("act-discovered", date(day))));
    rows.extend(one.limits.iter().map(|limit| {
        let rule = articles::rule(visitor, &limit.rule, limit.start);
        row("act-limit", format!("{} · {rule}", ends(limit.until)))
    }));
    rows
}

fn answered(visitor: &Visitor, one: &ProsecutorAct) -> Vec<Row> {
    let row = |key: &str, value: String| Row::new(visitor.t(key), value);
    let mut rows = Vec::new();
    if let Some(given) = &one.answer {
        let said = &given.content;
        let document = format!("{}, {}", said.document.number, date(said.document.day));
        rows.push(row("act-outcome", word(visitor.lang, "act-outcome", said.outcome.code())));
        rows.push(row("act-answer-document", document));
        rows.push(row("act-answered", date_time(given.at)));
        rows.extend(said.sent.as_ref().map(|sent| row("act-sent-proof", sent.proof.clone())));
        rows.push(row("act-answer-recorded", date_time(given.recorded_at)));
        rows.push(row("act-reasons", said.reasons.clone()));
    }
    if let Some(end) = &one.end {
        let key = if one.state == ActState::Withdrawn { "act-withdrawn" } else { "act-done" };
        rows.push(row(key, format!("{}: {}", date_time(end.at), end.text)));
        if let Some(paper) = &end.paper {
            let document = format!("{}, {}", paper.document.number, date(paper.document.day));
            let channel = word(visitor.lang, "channel", paper.channel.code());
            rows.push(row("act-withdrawal-document", document));
            rows.push(row("act-channel", channel));
            rows.push(row("act-proof", paper.proof.clone()));
        }
        rows.push(row("act-end-recorded", date_time(end.recorded_at)));
    }
    rows
}

fn duties(visitor: &Visitor, duties: &[Duty]) -> Table {
    let heads = ["duty-kind", "overdue-rule", "work-due", "work-state"];
    let row = |duty: &Duty| -> Vec<Cell> {
        let due = duty.due.map(|due| {
            let left = || format!(" · {}", left(visitor.lang, visitor.now(), due));
            format!("{}{}", ends(due), duty.is_open().then(left).unwrap_or_default())
        });
        vec![
            word(visitor.lang, "duty", duty.kind.code()).into(),
            articles::rule(visitor, &duty.rule, duty.start).into(),
            due.unwrap_or_default().into(),
            word(visitor.lang, "duty-state", duty.state.code()).into(),
        ]
    };
    Table {
        title: visitor.t("duties-title"),
        heads: heads.iter().map(|key| visitor.t(key)).collect(),
        rows: duties.iter().map(row).collect(),
    }
}

/// What this person may do with it now.
fn forms(visitor: &Visitor, found: &ActView) -> Vec<Named> {
    let one = &found.head.act;
    let mut offered = Vec::new();
    if one.state == ActState::Received {
        offered.push((CommandKind::AnswerProsecutorAct, answering(one.id)));
    }
    if one.state == ActState::Accepted {
        offered.push((CommandKind::CarryOutProsecutorAct, completing(one.id)));
    }
    // What a prosecutor filed here, he takes back; what came on paper, the head.
    let prosecutor = visitor.actor.role == Role::Prosecutor;
    if one.state.is_open() && prosecutor == one.is_filed_here() {
        offered.push((CommandKind::WithdrawProsecutorAct, withdrawing(one.id, !prosecutor)));
    }
    let offered = offered.into_iter().filter(|(kind, _)| visitor.may(*kind));
    let named = |(_, small): (CommandKind, Small)| {
        let small = Small { version: Some(found.version), ..small };
        Named { title: visitor.t(small.title), form: small.shown(visitor, &Errors::default()) }
    };
    offered.map(named).collect()
}

fn codes<T: Copy>(all: &[T], code: fn(T) -> &'static str) -> Vec<&'static str> {
    all.iter().map(|one| code(*one)).collect()
}

fn numbered(fields: &Fields<'_>) -> [Control; 2] {
    [fields.line("/document/number", "act-number"), fields.day("/document/day", "act-day")]
}

fn answering(id: ProsecutorActId) -> Small {
    Small::new("act-answer", format!("{HERE}/{id}/answer"), |fields| {
        let outcomes = codes(ActOutcome::CODED, ActOutcome::code);
        let outcomes = fields.words("act-outcome", &outcomes);
        let mut controls = vec![fields.radios("/outcome", "act-outcome", outcomes)];
        controls.extend(numbered(fields));
        controls.extend([
            fields.area("/reasons", "act-reasons"),
            fields.time("/sent/at", "act-sent"),
            fields.line("/sent/proof", "act-sent-proof"),
        ]);
        controls
    })
}

fn completing(id: ProsecutorActId) -> Small {
    Small::new("act-complete", format!("{HERE}/{id}/completion"), |fields| {
        vec![fields.area("/text", "act-done-text"), fields.time("/at", "act-done-at")]
    })
}

/// `paper`: it came on paper, and a paper takes it back.
fn withdrawing(id: ProsecutorActId, paper: bool) -> Small {
    Small::new("act-withdraw", format!("{HERE}/{id}/withdrawal"), move |fields| {
        let mut controls = vec![fields.area("/reason", "reason-field")];
        if paper {
            let channels = fields.words("channel", &codes(Channel::CODED, Channel::code));
            controls.extend([
                fields.line("/paper/document/number", "act-number"),
                fields.day("/paper/document/day", "act-day"),
                fields.select("/paper/channel", "act-channel", channels),
                fields.time("/paper/at", "act-received"),
                fields.line("/paper/proof", "act-proof"),
            ]);
        }
        controls
    })
}

/// What an act may be about and may follow, as a case page knows them.
#[derive(Clone, Default)]
pub(super) struct Choices {
    /// Orders that went out.
    pub(super) orders: Vec<Choice>,
    /// Acts that were not accepted, or in part.
    pub(super) acts: Vec<Choice>,
}

/// Acts that another may follow.
pub(super) fn followed(visitor: &Visitor, acts: &[ActHead]) -> Vec<Choice> {
    let open = acts.iter().map(|row| &row.act).filter(|one| one.may_be_followed());
    let choice = |one: &ProsecutorAct| {
        let kind = word(visitor.lang, "act-kind", one.kind.code());
        Choice::new(one.id.to_string(), format!("{kind} {}", document(one)))
    };
    open.map(choice).collect()
}

/// The form by which a prosecutor files an act in a case, or the office writes one down.
pub(super) fn recording(visitor: &Visitor, case: CaseId, choices: Choices) -> Small {
    let prosecutor = visitor.actor.role == Role::Prosecutor;
    let none = Choice::new("", visitor.t("act-about-case"));
    let orders: Vec<Choice> = std::iter::once(none).chain(choices.orders).collect();
    let first = Choice::new("", visitor.t("act-follows-none"));
    let acts: Vec<Choice> = std::iter::once(first).chain(choices.acts).collect();
    let title = if prosecutor { "act-file" } else { "act-record" };
    Small::new(title, format!("/cases/{case}/prosecutor-acts"), move |fields| {
        let kinds = fields.words("act-kind", &codes(ActKind::CODED, ActKind::code));
        let mut controls = vec![fields.radios("/kind", "act-kind", kinds)];
        controls.extend(numbered(fields));
        controls.push(fields.select("/about", "act-about", orders.clone()));
        controls.push(fields.day("/discovered", "act-discovered"));
        controls.push(fields.select("/follows", "act-follows", acts.clone()));
        controls.push(fields.area("/text", "act-text"));
        if !prosecutor {
            let levels = codes(ProcuracyLevel::CODED, ProcuracyLevel::code);
            let levels = fields.words("procuracy-level", &levels);
            let channels = fields.words("channel", &codes(Channel::CODED, Channel::code));
            controls.push(fields.select("/paper/level", "act-level", levels));
            controls.push(fields.select("/paper/channel", "act-channel", channels));
            controls.push(fields.time("/paper/received_at", "act-received"));
            controls.push(fields.line("/paper/proof", "act-proof"));
        }
        controls
    })
}

/// Files an act, or writes one down.
#[post("/cases/{id}/prosecutor-acts")]
async fn record(path: Path<Uuid>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::RecordProsecutorAct])?;
    let case: CaseId = path.into_inner().into();
    let filter = ActFilter { case: Some(case), state: None };
    let orders = posted.visitor.reads(ReadKind::Inquiry);
    let found = posted.visitor.find(move |find, actor| {
        let acts = find.prosecutor_acts(actor, &filter, Page::new(None, ROWS))?;
        let orders = orders.then(|| find.orders(actor, case, Page::new(None, ROWS))).transpose()?;
        Ok((acts.rows, orders.map(|orders| orders.rows).unwrap_or_default()))
    });
    let (acts, orders) = found.await?;
    let orders = super::case::issued(&posted.visitor, &orders);
    let choices = Choices { orders, acts: followed(&posted.visitor, &acts) };
    let small = recording(&posted.visitor, case, choices);
    let parse = |reader: &mut Reader, body: ProsecutorActBody| body.parse(case, reader);
    act(posted, format!("/cases/{case}"), small, parse).await
}

/// Answers it.
#[post("/prosecutor-acts/{id}/answer")]
async fn reply(path: Path<Uuid>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::AnswerProsecutorAct])?;
    let id: ProsecutorActId = path.into_inner().into();
    let case = acted_in(&posted, id).await?;
    let parse = |reader: &mut Reader, body: ActAnswerBody| body.parse((case, id), reader);
    act(posted, format!("{HERE}/{id}"), answering(id), parse).await
}

/// Records that it is carried out.
#[post("/prosecutor-acts/{id}/completion")]
async fn complete(path: Path<Uuid>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::CarryOutProsecutorAct])?;
    let id: ProsecutorActId = path.into_inner().into();
    let case = acted_in(&posted, id).await?;
    let parse = |reader: &mut Reader, body: ActCompletionBody| body.parse((case, id), reader);
    act(posted, format!("{HERE}/{id}"), completing(id), parse).await
}

/// Takes it back.
#[post("/prosecutor-acts/{id}/withdrawal")]
async fn withdraw(path: Path<Uuid>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::WithdrawProsecutorAct])?;
    let id: ProsecutorActId = path.into_inner().into();
    let case = acted_in(&posted, id).await?;
    let paper = posted.visitor.actor.role != Role::Prosecutor;
    let parse = |reader: &mut Reader, body: ActWithdrawalBody| body.parse((case, id), reader);
    act(posted, format!("{HERE}/{id}"), withdrawing(id, paper), parse).await
}

async fn acted_in(posted: &Posted, id: ProsecutorActId) -> Result<CaseId, Problem> {
    posted.visitor.find(move |find, actor| find.acted_in(actor, id)).await
}

/// Fields that may be left out, each with those that are left out with it.
const MAY_LACK: [&[&str]; 5] =
    [&["/about"], &["/discovered"], &["/follows"], &["/at"], &["/sent/at", "/sent/proof"]];

/// Carries out one act and shows where it was done from. Blank fields that may be left
/// out are left out.
async fn act<B: DeserializeOwned>(
    posted: Posted,
    back: String,
    small: Small,
    parse: impl FnOnce(&mut Reader, B) -> Option<Command>,
) -> Result<HttpResponse, Problem> {
    let mut typed: Typed = posted.typed.clone();
    for fields in MAY_LACK {
        if fields.iter().all(|field| typed.get(field).is_empty()) {
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
