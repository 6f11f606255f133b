//! The demand's own page.

use super::super::asked::asked_for;
use super::super::case::{document, identifiers};
use super::super::form::Errors;
use super::super::frame::{Frame, Link};
use super::super::inquiry::{Named, requester};
use super::super::owed;
use super::super::page;
use super::super::papers;
use super::super::parts::{Cell, Row, Table, Tag};
use super::super::roster::on_duty;
use super::super::visitor::Visitor;
use super::super::words::{filled, money, tag, word};
use super::actions::forms;
use super::clocks::{ClockRow, EpisodeRow, clocks, episodes};
use super::correction::{Correcting, correcting};
use super::entry::entering;
use super::found::{AnswerView, answer};
use super::queue::tables;
use crate::problem::Problem;
use actix_web::http::StatusCode;
use actix_web::web::{Path, ServiceConfig};
use actix_web::{HttpResponse, get};
use askama::Template;
use engine::command::CommandKind;
use engine::contest::Contest;
use engine::demand::{Draft, Item};
use engine::id::{CaseId, DemandId};
use engine::instrument::InstrumentKind;
use engine::order::OrderRequest;
use engine::policy::ReadKind;
use engine::refusal::Refusal;
use locale::{date, date_time};
use store::read::{DemandView, Purpose, QueueView, ReadError, Reader, SecretView};
use uuid::Uuid;

/// Registers the page.
pub(super) fn configure(config: &mut ServiceConfig) {
    config.service(show);
}

#[derive(Template)]
#[template(path = "demand.html")]
struct DemandPage {
    frame: Frame,
    state: Tag,
    interim: bool,
    /// The inquiry or order it is a part of.
    inquiry: Option<Link>,
    letter: Vec<Row>,
    papers: Table,
    items: Vec<ItemView>,
    /// The institution's orders on each account, by rank.
    queues: Vec<Table>,
    episodes: Vec<EpisodeRow>,
    /// Whether the person may read what was said.
    reads_answers: bool,
    thread: Vec<MessageView>,
    draft: Option<DraftView>,
    answer: Option<String>,
    entry: Option<DraftView>,
    /// Where an answer on paper is entered.
    enter: Option<String>,
    receipt: Option<String>,
    extensions: Vec<ExtensionView>,
    contests: Table,
    forms: Vec<Named>,
}

struct ItemView {
    asked: String,
    /// What a freeze states as owed, by its parts.
    owed: Vec<Row>,
    state: Tag,
    round: i16,
    clocks: Vec<ClockRow>,
    answers: Vec<AnswerView>,
    /// Where what stands can be corrected.
    correct: Option<String>,
    /// What stands says more than the form can show.
    elsewhere: bool,
}

struct MessageView {
    kind: Tag,
    role: String,
    at: String,
    text: String,
}

struct DraftView {
    at: String,
    hash: String,
    returned: Option<String>,
    href: String,
    mine: bool,
}

struct ExtensionView {
    until: String,
    state: Tag,
    reason: String,
    decision: String,
}

/// A demand as far as this person may read it: the reading of what an
/// institution said is on record before it is shown (I-19).
pub(super) struct Read {
    pub(super) view: DemandView,
    pub(super) secret: Option<SecretView>,
    /// The queues of the accounts that a freeze holds, for its institution.
    pub(super) queues: Vec<QueueView>,
}

impl Read {
    /// What a maker wrote, for those inside.
    pub(super) fn draft(&self) -> Option<&Draft> {
        self.secret.as_ref()?.draft.as_ref()
    }
}

/// Reads a demand, with what was said if the person may.
pub(super) async fn read(visitor: &Visitor, id: DemandId) -> Result<Read, Problem> {
    let reason = if visitor.answers() { "answering" } else { "case_work" };
    let (secret, inside) = (visitor.reads(ReadKind::Answers), visitor.answers());
    visitor
        .find(move |find, actor| {
            let view = find.demand(actor, id)?;
            let queues = Vec::new();
            if !secret {
                return Ok(Read { view, secret: None, queues });
            }
            let purpose = purpose(reason, view.demand.case)?;
            match secret_of(find, actor, &purpose, id) {
                Ok(secret) => {
                    let freeze = view.demand.kind == InstrumentKind::Freeze;
                    let queues =
                        if inside && freeze { find.queues(actor, &purpose, id)? } else { queues };
                    Ok(Read { view: secret.view.clone(), secret: Some(secret), queues })
                }
                Err(ReadError::Refused(Refusal::Forbidden)) => {
                    Ok(Read { view, secret: None, queues })
                }
                Err(error) => Err(error),
            }
        })
        .await
}

fn purpose(reason: &str, case: CaseId) -> Result<Purpose, ReadError> {
    Purpose::new(reason, case).map_err(|_| ReadError::Refused(Refusal::NotFound))
}

fn secret_of(
    find: &mut Reader<'_>,
    actor: &engine::actor::Actor,
    purpose: &Purpose,
    id: DemandId,
) -> Result<SecretView, ReadError> {
    find.demand_secret(actor, purpose, id)
}

/// The demand.
#[get("/demands/{id}")]
async fn show(visitor: Visitor, path: Path<Uuid>) -> Result<HttpResponse, Problem> {
    let id: DemandId = path.into_inner().into();
    let read = read(&visitor, id).await?;
    let demand = &read.view.demand;
    let may_answer = visitor.may(CommandKind::SaveDraft) || visitor.may(CommandKind::SubmitAnswer);
    let answers = may_answer && demand.is_open();
    let asks = visitor.reads(ReadKind::Inquiry);
    let (whole, whole_key) = if demand.kind.is_order() {
        ("orders", "demand-order")
    } else {
        ("inquiries", "demand-inquiry")
    };
    let on_duty = on_duty(&visitor, demand).await?.into_iter();
    let called = on_duty.map(|line| Row::new(visitor.t("roster-now"), line));
    let title = filled(visitor.lang, "demand-title", "reference", &demand.reference);
    let shown = DemandPage {
        frame: visitor.frame(title),
        state: tag(visitor.lang, "demand-state", demand.state().code()),
        interim: demand.interim,
        inquiry: asks.then(|| Link {
            label: visitor.t(whole_key),
            href: format!("/{whole}/{}", demand.instrument),
            current: false,
        }),
        letter: letter(&visitor, &read.view).into_iter().chain(called).collect(),
        papers: papers::table(&visitor, &format!("/demands/{id}"), &demand.papers),
        items: demand.items.iter().map(|one| item(&visitor, &read, one)).collect(),
        queues: read.queues.iter().map(|one| tables(&visitor, one)).collect(),
        episodes: episodes(&visitor, demand),
        reads_answers: read.secret.is_some(),
        thread: thread(&visitor, &read),
        draft: draft(&visitor, &read),
        answer: answers.then(|| format!("/demands/{id}/answer")),
        entry: entry(&visitor, &read),
        enter: entering(&visitor, demand),
        receipt: demand.receipt.is_some().then(|| format!("/api/v1/demands/{id}/receipt")),
        extensions: extensions(&visitor, &read.view),
        contests: contests(&visitor, &read.view),
        forms: forms(&visitor, &read, &Errors::default()),
    };
    page(StatusCode::OK, &shown)
}

fn letter(visitor: &Visitor, view: &DemandView) -> Vec<Row> {
    let (lang, names) = (visitor.lang, visitor.names());
    let (letter, demand) = (&view.letter, &view.demand);
    let row = |key: &str, value: String| Row::new(visitor.t(key), value);
    let mut rows = vec![
        row("inquiry-agency", names.agency(demand.agency)),
        row("demand-institution", names.institution(demand.institution)),
        row("inquiry-case", letter.case_number.clone()),
        row("case-decision", document(&letter.decision)),
        row("case-judgment", document(&letter.judgment)),
        row("inquiry-requester", requester(visitor, &letter.requester)),
    ];
    if let Some(debtor) = &letter.debtor {
        rows.push(row("inquiry-debtor", debtor.name.as_written().to_owned()));
        rows.extend(
            identifiers(visitor, debtor).into_iter().map(|one| row("party-identifier", one)),
        );
        rows.extend(debtor.address.clone().map(|address| row("party-address", address)));
    }
    if let Some(ordered) = &letter.ordered {
        let said = format!("{}, {}", ordered.number, date(ordered.day));
        rows.push(row("order-decision", said));
    }
    if !letter.purpose.is_empty() {
        rows.push(row("inquiry-purpose", letter.purpose.clone()));
    }
    rows.push(row("inquiry-basis", letter.legal_basis.clone()));
    rows.extend(letter.place.clone().map(|place| row("inquiry-place", place)));
    rows.push(row("demand-channel", word(lang, "channel", demand.channel.code())));
    rows.push(row("inquiry-issued", date_time(demand.issued_at)));
    rows.push(match &demand.receipt {
        Some(receipt) => row("demand-received", date_time(receipt.evidenced_at)),
        None => row("demand-received", visitor.t("demand-not-received")),
    });
    rows.extend(demand.acknowledged.map(|opened| row("demand-opened", date_time(opened.at))));
    rows
}

fn item(visitor: &Visitor, read: &Read, item: &Item) -> ItemView {
    let said = read.secret.iter().flat_map(|secret| &secret.answers);
    let of_item = said.filter(|one| one.item == item.id);
    let correcting = correcting(visitor, read, item);
    ItemView {
        asked: asked_for(visitor, &item.request),
        owed: stated(visitor, item),
        state: tag(visitor.lang, "item-state", item.state.code()),
        round: item.round,
        clocks: clocks(visitor, &read.view.demand, item),
        answers: of_item.map(|one| answer(visitor, read.view.demand.id, one)).collect(),
        elsewhere: matches!(correcting, Correcting::Elsewhere),
        correct: match correcting {
            Correcting::Here(path) => Some(path),
            Correcting::No | Correcting::Elsewhere => None,
        },
    }
}

/// What a freeze states as owed, by its parts.
fn stated(visitor: &Visitor, item: &Item) -> Vec<Row> {
    let Some(OrderRequest::Freeze { target, parts: Some(parts), .. }) = item.request.order() else {
        return Vec::new();
    };
    let mut rows = vec![Row::new(visitor.t("order-owed"), money(*target))];
    rows.extend(owed::rows(visitor, parts));
    rows
}

/// Who wrote when; and what, for those who may read it.
fn thread(visitor: &Visitor, read: &Read) -> Vec<MessageView> {
    let text_of = |id| {
        let messages = read.secret.iter().flat_map(|secret| &secret.messages);
        let found = messages.into_iter().find(|message| message.id == id);
        found.map(|message| message.text.clone())
    };
    let lines = read.view.thread.iter().map(|line| MessageView {
        kind: Tag { text: word(visitor.lang, "message", line.kind.code()), colour: "grey" },
        role: word(visitor.lang, "role", line.role.code()),
        at: date_time(line.at),
        text: text_of(line.id).unwrap_or_default(),
    });
    lines.collect()
}

fn draft(visitor: &Visitor, read: &Read) -> Option<DraftView> {
    let line = read.view.draft.as_ref()?;
    let returned = read.draft().and_then(|draft| draft.returned.clone());
    Some(DraftView {
        at: date_time(line.at),
        hash: line.hash.to_string(),
        returned: returned.or_else(|| line.returned.then(String::new)),
        href: format!("/demands/{}/draft", read.view.demand.id),
        mine: visitor.actor.person() == Some(line.by),
    })
}

fn entry(visitor: &Visitor, read: &Read) -> Option<DraftView> {
    let line = read.view.entry.as_ref()?;
    let said = read.secret.as_ref().and_then(|secret| secret.entry.as_ref());
    let returned = said.and_then(|entry| entry.returned.clone());
    Some(DraftView {
        at: date_time(line.at),
        hash: line.hash.to_string(),
        returned: returned.or_else(|| line.returned.then(String::new)),
        href: format!("/demands/{}/entry", read.view.demand.id),
        mine: visitor.actor.person() == Some(line.by),
    })
}

fn extensions(visitor: &Visitor, view: &DemandView) -> Vec<ExtensionView> {
    let asked = view.demand.extensions.iter().map(|one| ExtensionView {
        until: super::super::words::ends(one.until),
        state: tag(visitor.lang, "extension-state", one.state.code()),
        reason: one.reason.clone(),
        decision: one.decision.clone().unwrap_or_default(),
    });
    asked.collect()
}

/// What the institution says against instants of papers, what is on record, and what
/// was decided: all of them stay to be seen.
fn contests(visitor: &Visitor, view: &DemandView) -> Table {
    let heads = ["kind", "recorded", "claimed", "why", "decided", "decision"];
    let line = |one: &Contest| {
        let decided = one.decided.as_ref();
        let changed = decided.map(|decision| match decision.changed {
            Some(at) => date_time(at),
            None => visitor.t("contest-upheld"),
        });
        let why = [Some(one.reason.clone()), one.evidence.clone()].into_iter().flatten();
        let why: Vec<String> = why.filter(|text| !text.is_empty()).collect();
        let cells = [
            word(visitor.lang, "contest-kind", one.about.kind().code()),
            date_time(one.stood),
            date_time(one.claimed),
            why.join(" – "),
            changed.unwrap_or_else(|| visitor.t("contest-open")),
            decided.map(|decision| decision.reason.clone()).unwrap_or_default(),
        ];
        cells.map(Cell::from).into()
    };
    Table {
        title: visitor.t("contest-title"),
        heads: heads.map(|key| visitor.t(&format!("contest-{key}"))).to_vec(),
        rows: view.demand.contests.iter().map(line).collect(),
    }
}
