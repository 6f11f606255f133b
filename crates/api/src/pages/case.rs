//! One case: what is owed, by whom, and what was asked.

use super::case_life;
use super::cases::state_word;
use super::form::{Choice, Errors};
use super::frame::Frame;
use super::freedom;
use super::home::cursor;
use super::inquiry::Named;
use super::money::acts_unseeing;
use super::page;
use super::parts::{ROWS, Row, Table, Tag};
use super::post::{Kept, Outcome, Small, again};
use super::prosecution::{self, Choices};
use super::visitor::Visitor;
use super::words::{counted, money, tag, word};
use crate::dto::common::ReasonBody;
use crate::problem::Problem;
use actix_web::http::StatusCode;
use actix_web::web::{Path, Query, ServiceConfig};
use actix_web::{HttpResponse, get, post};
use askama::Template;
use engine::actor::Actor;
use engine::case::{Case, CaseState, Document, Party};
use engine::command::{Command, CommandKind};
use engine::id::{CaseId, UserId};
use engine::instrument::InstrumentKind;
use engine::ledger::Freedom;
use engine::policy::ReadKind;
use locale::{Arg, date, date_time, text};
use serde::Deserialize;
use store::read::{ActFilter, ActHead, Found, InquiryLine, Listing, OrderLine, Page, Reader};
use uuid::Uuid;

/// Registers the pages.
pub(super) fn configure(config: &mut ServiceConfig) {
    config.service(show).service(close);
}

#[derive(Deserialize)]
struct Wanted {
    after: Option<String>,
    /// Where the list of orders goes on.
    orders: Option<String>,
}

#[derive(Template)]
#[template(path = "case.html")]
struct CasePage {
    frame: Frame,
    state: Tag,
    summary: Vec<Row>,
    obligations: Vec<ObligationRow>,
    parties: Vec<PartyRow>,
    inquiries: Vec<InquiryRow>,
    next: Option<String>,
    /// Orders about money; nothing for those who may not read them.
    orders: Vec<OrderRow>,
    next_orders: Option<String>,
    /// Since when everything that was frozen is free, or that it is not.
    free: Option<String>,
    /// What is waited for until then.
    waits: Option<Table>,
    money: Option<String>,
    /// What is to be done for the money by who does not see it.
    acts: Option<String>,
    /// What creditors conceded: where, and how many wait.
    concessions: Option<(String, String)>,
    freeze: Option<String>,
    ask: Option<String>,
    amend: Option<String>,
    /// The delegation that it came by, for those who may read it.
    delegation: Option<String>,
    /// What is to be known of how it rests.
    rests: Vec<String>,
    /// A protest of the procuracy stands.
    protested: Option<String>,
    /// What procuracies asked in it.
    procuracy: Option<Table>,
    forms: Vec<Named>,
}

struct ObligationRow {
    kind: String,
    amount: String,
    note: String,
}

struct PartyRow {
    role: String,
    name: String,
    kind: String,
    identifiers: Vec<String>,
    address: String,
}

struct InquiryRow {
    href: String,
    reference: String,
    state: Tag,
    issued: String,
    demands: i64,
    open: i64,
}

struct OrderRow {
    href: String,
    reference: String,
    kind: String,
    decision: String,
    state: Tag,
    issued: String,
    demands: i64,
    open: i64,
}

/// The case.
#[get("/cases/{id}")]
async fn show(
    visitor: Visitor,
    path: Path<Uuid>,
    query: Query<Wanted>,
) -> Result<HttpResponse, Problem> {
    let id: CaseId = path.into_inner().into();
    let from = Page::new(cursor(query.after.as_deref())?, ROWS);
    let asks = visitor.reads(ReadKind::Inquiry);
    let orders_from = Page::new(cursor(query.orders.as_deref())?, ROWS);
    let follows = visitor.reads(ReadKind::ProsecutorActs);
    let conceded = visitor.reads(ReadKind::Concessions);
    let what = Wants { id, asks, follows, conceded, from, orders_from };
    let found = visitor.find(move |find, actor| read(find, actor, what)).await?;
    let Read { case, leaders, inquiries, orders, freed, acts: protests, bars, conceded } = found;
    let officer = leaders.iter().find(|(person, _)| *person == case.content.officer);
    let officer = officer.map(|(_, name)| name.clone());
    let is_open = case.state == CaseState::Open;
    let may = |kind| is_open && visitor.may(kind);
    let asks = may(CommandKind::DraftInquiry);
    let shown = CasePage {
        frame: visitor.frame(super::words::filled(
            visitor.lang,
            "case-title",
            "number",
            &case.content.number,
        )),
        state: tag(visitor.lang, "case-state", state_word(case.state, case.pause.is_some())),
        summary: summary(&visitor, &case, officer),
        obligations: obligations(&visitor, &case),
        parties: case.content.parties.iter().map(|one| party(&visitor, one)).collect(),
        inquiries: inquiries.rows.iter().map(|row| inquiry(&visitor, row)).collect(),
        next: inquiries.next.map(|cursor| format!("/cases/{id}?after={cursor}")),
        orders: orders.rows.iter().map(|row| order(&visitor, row)).collect(),
        next_orders: orders.next.map(|cursor| format!("/cases/{id}?orders={cursor}")),
        free: freed.as_ref().map(|one| freedom::said(&visitor, one)),
        waits: freed.map(|one| freedom::table(&visitor, &one)).filter(|one| !one.rows.is_empty()),
        money: visitor.reads(ReadKind::Money).then(|| format!("/cases/{id}/money")),
        concessions: conceded.map(|n| (super::concession::path(id), waiting(&visitor, n))),
        acts: acts_unseeing(&visitor).then(|| format!("/cases/{id}/acts")),
        freeze: (may(CommandKind::DraftOrder) && !case.gate().bars.has(InstrumentKind::Freeze))
            .then(|| format!("/cases/{id}/orders/new?kind=freeze")),
        ask: asks.then(|| format!("/cases/{id}/inquiries/new")),
        amend: may(CommandKind::AmendCase).then(|| format!("/cases/{id}/edit")),
        delegation: case
            .origin
            .filter(|_| visitor.reads(ReadKind::Delegations))
            .map(|origin| format!("/delegations/{}", origin.delegation)),
        rests: case.pause.iter().flat_map(|pause| case_life::said(&visitor, pause)).collect(),
        protested: barred(&visitor, bars.as_deref()),
        procuracy: (!protests.is_empty()).then(|| prosecution::table(&visitor, &protests, false)),
        forms: forms(&visitor, &case, &leaders, (&orders.rows, &protests)),
    };
    page(StatusCode::OK, &shown)
}

/// What a page of a case is asked to show.
#[derive(Clone, Copy)]
struct Wants {
    id: CaseId,
    asks: bool,
    follows: bool,
    conceded: bool,
    from: Page,
    orders_from: Page,
}

/// What is read for it.
struct Read {
    case: Case,
    leaders: Vec<(UserId, String)>,
    inquiries: Listing<InquiryLine>,
    orders: Listing<OrderLine>,
    freed: Option<Freedom>,
    acts: Vec<ActHead>,
    bars: Option<Vec<InstrumentKind>>,
    conceded: Option<i64>,
}

fn read(find: &mut Reader<'_>, actor: &Actor, wants: Wants) -> Found<Read> {
    let id = wants.id;
    let case = find.case(actor, id)?;
    let leaders = find.case_leaders(actor).unwrap_or_default();
    let mut inquiries = Listing { rows: Vec::new(), next: None };
    let mut orders = Listing { rows: Vec::new(), next: None };
    if wants.asks {
        inquiries = find.inquiries(actor, id, wants.from)?;
        orders = find.orders(actor, id, wants.orders_from)?;
    }
    let freed = find.freedom_shown(actor, id)?;
    let (mut acts, mut bars) = (Vec::new(), None);
    if wants.follows {
        bars = find.protested(actor, id)?;
        let filter = ActFilter { case: Some(id), state: None };
        acts = find.prosecutor_acts(actor, &filter, Page::new(None, ROWS))?.rows;
    }
    let conceded = wants.conceded.then(|| find.waiting_concessions(actor, id)).transpose()?;
    Ok(Read { case, leaders, inquiries, orders, freed, acts, bars, conceded })
}

/// What creditors conceded, with how many wait for a decision.
fn waiting(visitor: &Visitor, n: i64) -> String {
    match usize::try_from(n) {
        Ok(n) if n > 0 => counted(visitor.lang, "concessions-waiting", n),
        _ => visitor.t("concessions"),
    }
}

/// What is not ordered while a protest stands; none: no protest stands.
fn barred(visitor: &Visitor, bars: Option<&[InstrumentKind]>) -> Option<String> {
    let name = |kind: &InstrumentKind| word(visitor.lang, "instrument", kind.code());
    let what = bars?.iter().map(name).collect::<Vec<_>>().join(", ");
    let said = text(visitor.lang, "case-protested", &[("what", Arg::from(what.as_str()))]);
    let plain = || visitor.t("case-protested-only");
    Some(if what.is_empty() { plain() } else { said })
}

/// Orders that went out and are not sealed, for a choice.
pub(super) fn issued(visitor: &Visitor, orders: &[OrderLine]) -> Vec<Choice> {
    let choice = |row: &OrderLine| {
        let kind = word(visitor.lang, "instrument", row.kind.code());
        Choice::new(row.id.to_string(), format!("{kind} {}", row.reference))
    };
    orders.iter().filter(|row| row.issued_at.is_some() && !row.sealed).map(choice).collect()
}

/// What this person may do with the case as such.
fn forms(
    visitor: &Visitor,
    case: &Case,
    leaders: &[(UserId, String)],
    (orders, acts): (&[OrderLine], &[ActHead]),
) -> Vec<Named> {
    let mut forms = case_life::forms(visitor, case, leaders);
    if visitor.may(CommandKind::RecordProsecutorAct) {
        let (orders, acts) = (issued(visitor, orders), prosecution::followed(visitor, acts));
        let small = prosecution::recording(visitor, case.id, Choices { orders, acts });
        let title = visitor.t(small.title);
        forms.push(Named { title, form: small.shown(visitor, &Errors::default()) });
    }
    let closes = case.state == CaseState::Open && case.origin.is_none();
    if closes && visitor.may(CommandKind::CloseCase) {
        let small = Small { version: Some(case.version), ..closing(case.id) };
        let form = small.shown(visitor, &Errors::default());
        forms.push(Named { title: visitor.t("case-close"), form });
    }
    forms
}

/// A document as papers name it.
pub(super) fn document(document: &Document) -> String {
    format!("{} ({}), {}", document.number, date(document.day), document.issuer)
}

fn summary(visitor: &Visitor, case: &Case, officer: Option<String>) -> Vec<Row> {
    let (lang, content) = (visitor.lang, &case.content);
    let row = |key: &str, value: String| Row::new(visitor.t(key), value);
    let mut rows = vec![row("case-agency", visitor.names().agency(case.agency))];
    rows.extend(officer.map(|name| row("case-officer", name)));
    rows.extend([
        row("case-decision", document(&content.decision)),
        row("case-judgment", document(&content.judgment)),
        row("case-category", word(lang, "category", content.category.code())),
        row("case-conditions", word(lang, "conditions", content.conditions.code())),
        row("case-opened", date_time(case.opened_at)),
    ]);
    if case.origin.is_some() {
        rows.push(row("case-delegated-by", visitor.t("case-delegated-by-said")));
    }
    rows.extend(case.pause.iter().flat_map(|pause| case_life::rests(visitor, pause)));
    if let Some(closed) = &case.closed {
        rows.push(row("case-closed", format!("{}: {}", date_time(closed.at), closed.reason)));
    }
    rows
}

fn obligations(visitor: &Visitor, case: &Case) -> Vec<ObligationRow> {
    let lines = case.content.obligations.iter().map(|line| ObligationRow {
        kind: word(visitor.lang, "obligation", line.kind.code()),
        amount: money(line.amount),
        note: line.note.clone().unwrap_or_default(),
    });
    lines.collect()
}

fn party(visitor: &Visitor, party: &Party) -> PartyRow {
    let mut identifiers = identifiers(visitor, party);
    identifiers.extend(party.institution.map(|id| visitor.names().institution(id)));
    PartyRow {
        role: word(visitor.lang, "party-role", party.role.code()),
        name: party.name.as_written().to_owned(),
        kind: word(visitor.lang, "party-kind", party.kind.code()),
        identifiers,
        address: party.address.clone().unwrap_or_default(),
    }
}

/// What identifies a party, as official papers write it.
pub(super) fn identifiers(visitor: &Visitor, party: &Party) -> Vec<String> {
    let shown = party.identifiers.iter().map(|one| {
        format!("{} {}", word(visitor.lang, "identifier", one.kind().code()), one.display())
    });
    shown.collect()
}

fn inquiry(visitor: &Visitor, row: &InquiryLine) -> InquiryRow {
    InquiryRow {
        href: format!("/inquiries/{}", row.id),
        reference: row.reference.clone(),
        state: tag(visitor.lang, "inquiry-state", row.state.code()),
        issued: row.issued_at.map(date_time).unwrap_or_default(),
        demands: row.demands,
        open: row.open,
    }
}

fn order(visitor: &Visitor, row: &OrderLine) -> OrderRow {
    let lang = visitor.lang;
    let decision = row.decision.as_ref();
    OrderRow {
        href: format!("/orders/{}", row.id),
        reference: row.reference.clone(),
        kind: word(lang, "instrument", row.kind.code()),
        decision: decision
            .map(|one| format!("{}, {}", one.number, date(one.day)))
            .unwrap_or_default(),
        state: tag(lang, "instrument-state", row.state.code()),
        issued: row.issued_at.map(date_time).unwrap_or_default(),
        demands: row.demands,
        open: row.open,
    }
}

fn closing(id: CaseId) -> Small {
    Small::new("case-close", format!("/cases/{id}/closure"), |fields| {
        vec![fields.area("/reason", "reason-field")]
    })
}

/// Closes the case.
#[post("/cases/{id}/closure")]
async fn close(path: Path<Uuid>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::CloseCase])?;
    let id: CaseId = path.into_inner().into();
    let outcome = posted
        .run(&posted.typed, |_, body: ReasonBody| {
            Some(Command::CloseCase { case: id, reason: body.reason })
        })
        .await?;
    let back = format!("/cases/{id}");
    match outcome {
        Outcome::Done(_) => Ok(posted.onward(&format!("{back}?done=case-close"))),
        Outcome::Wrong(status, errors) => again(&posted, status, &errors, back, closing(id)),
    }
}
