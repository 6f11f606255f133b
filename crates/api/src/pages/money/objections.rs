//! What people object to the money of a case, the debtor's notices, and the
//! forms for them.

use super::super::articles;
use super::super::form::{Choice, Control, Errors, Fields, Typed};
use super::super::inquiry::Named;
use super::super::orders::{Known, Proposed, known, proposed};
use super::super::parts::{Cell, Table};
use super::super::post::{Kept, Outcome, Posted, Small, again};
use super::super::visitor::Visitor;
use super::super::words::{ends, word};
use super::office::home;
use crate::dto::common::{NoBody, ReasonBody};
use crate::dto::objection::{DebtorNoticeBody, ObjectionBody, ObjectionRefusalBody, VerdictBody};
use crate::dto::reader::Reader;
use crate::dto::view::objection::provisional;
use crate::problem::Problem;
use actix_web::web::{Path, ServiceConfig};
use actix_web::{HttpResponse, post};
use engine::command::{Command, CommandKind};
use engine::demand::Channel;
use engine::id::{CaseId, ObjectionId};
use engine::law::Stage;
use engine::ledger::{
    DebtorNotice, Freeze, Ledger, NotAccepted, Objection, ObjectionKind, ObjectionState, Verdict,
};
use engine::policy::ReadKind;
use engine::refusal::Refusal;
use locale::date_time;
use serde::de::DeserializeOwned;
use std::collections::BTreeSet;
use uuid::Uuid;

/// Registers what the forms send.
pub(super) fn configure(config: &mut ServiceConfig) {
    config
        .service(record)
        .service(accept)
        .service(refuse)
        .service(decide)
        .service(withdraw)
        .service(serve);
}

/// The tables; empty ones are left out by the page.
pub(super) fn tables(visitor: &Visitor, ledger: &Ledger, hidden: bool) -> Vec<Table> {
    let table = |title: &str, heads: &[&str], rows: Vec<Vec<Cell>>| Table {
        title: visitor.t(title),
        heads: heads.iter().map(|key| visitor.t(key)).collect(),
        rows,
    };
    let mut heads = vec!["objection-kind", "objection-ground", "objection-about"];
    heads.extend(["objection-received", "objection-filing", "work-state"]);
    if !hidden {
        heads.extend(["objection-by", "objection-text"]);
    }
    let objections = ledger.objections.iter().enumerate();
    let objections = objections.map(|(at, one)| row(visitor, ledger, (at, one), hidden));
    vec![
        table("objections", &heads, objections.collect()),
        table(
            "debtor-notices",
            &["demand-institution", "debtor-notice-at", "debtor-notice-how", "debtor-notice-until"],
            ledger.notices.iter().map(|one| notice(visitor, ledger, one)).collect(),
        ),
    ]
}

/// `Khiếu nại 2`: the second objection of the case.
fn title(visitor: &Visitor, (at, one): (usize, &Objection)) -> String {
    let kind = word(visitor.lang, "objection-kind", one.kind.code());
    format!("{kind} {}", at.saturating_add(1))
}

fn row(
    visitor: &Visitor,
    ledger: &Ledger,
    (at, one): (usize, &Objection),
    hidden: bool,
) -> Vec<Cell> {
    let about = if one.is_about_all() {
        visitor.t("objection-about-all")
    } else {
        institutions(visitor, ledger.freezes_objected(one))
    };
    let filing = one.filing.as_ref().map(|filing| {
        let late = if one.is_late() {
            format!(" – {}", visitor.t("objection-late"))
        } else {
            String::new()
        };
        let rule = articles::rule_number(visitor, &filing.rule, filing.start);
        format!("{} ({rule}){late}", ends(filing.until))
    });
    let mut state = word(visitor.lang, "objection-state", one.state.code());
    if let Some(why) = one.end.as_ref().and_then(|end| end.not_accepted) {
        state = format!("{state}: {}", word(visitor.lang, "not-accepted", why.code()));
    }
    let mut cells: Vec<Cell> = vec![
        title(visitor, (at, one)).into(),
        articles::ground(visitor, articles::List::Objection, &one.ground).into(),
        about.into(),
        date_time(one.received_at).into(),
        filing.unwrap_or_default().into(),
        state.into(),
    ];
    if !hidden {
        let by = match one.institution {
            Some(id) => visitor.names().institution(id),
            None => format!("{} ({})", one.by.name, one.by.capacity),
        };
        cells.extend([by.into(), one.text.clone().into()]);
    }
    cells
}

fn notice(visitor: &Visitor, ledger: &Ledger, one: &DebtorNotice) -> Vec<Cell> {
    let freezes = ledger.freezes.iter().filter(|freeze| freeze.instrument == one.instrument);
    let until = one.filing.as_ref().map(|one| {
        let rule = articles::rule_number(visitor, &one.rule, one.start);
        format!("{} ({rule})", ends(one.until))
    });
    vec![
        super::tables::order(visitor, institutions(visitor, freezes), one.instrument),
        date_time(one.at).into(),
        word(visitor.lang, "channel", one.channel.code()).into(),
        until.unwrap_or_default().into(),
    ]
}

fn institutions<'a>(visitor: &Visitor, freezes: impl Iterator<Item = &'a Freeze>) -> String {
    let names = freezes.map(|freeze| visitor.names().institution(freeze.institution));
    names.collect::<Vec<_>>().join(", ")
}

/// What would free what open flags are about, as orders that can be filed.
pub(super) fn proposals(visitor: &Visitor, known: &Known, ledger: &Ledger) -> Vec<Proposed> {
    let flags = ledger.open_objections();
    let orders = flags.flat_map(|one| provisional(one, ledger, &visitor.rules.law));
    orders.map(|content| proposed(visitor, known, &content)).collect()
}

/// The forms that this person may send now.
pub(super) fn forms(visitor: &Visitor, ledger: &Ledger) -> Vec<Named> {
    let offered = acts(visitor, ledger).into_iter().filter(|act| visitor.may(act.kind));
    let shown = |act: Act| {
        let title = visitor.t(act.small.title);
        let title = act.about.map_or_else(|| title.clone(), |about| format!("{title}: {about}"));
        Named { title, form: act.small.shown(visitor, &Errors::default()) }
    };
    offered.map(shown).collect()
}

/// A form, whose act it is and about what.
struct Act {
    kind: CommandKind,
    about: Option<String>,
    small: Small,
}

fn acts(visitor: &Visitor, ledger: &Ledger) -> Vec<Act> {
    let case = ledger.case;
    let orders = orders(visitor, ledger);
    let recording = recording(visitor, case, orders);
    let mut acts = vec![Act { kind: CommandKind::RecordObjection, about: None, small: recording }];
    for (choice, instrument) in untold(visitor, ledger) {
        let path = format!("/cases/{case}/freezes/{instrument}/debtor-notice");
        let small = Small::new("debtor-notice-serve", path, serving);
        acts.push(Act { kind: CommandKind::ServeDebtorNotice, about: Some(choice), small });
    }
    for (at, one) in ledger.objections.iter().enumerate().filter(|(_, one)| one.is_open()) {
        let about = title(visitor, (at, one));
        let mut add = |kind, small| acts.push(Act { kind, about: Some(about.clone()), small });
        let to = |rest: &str| format!("/cases/{case}/objections/{}/{rest}", one.id);
        let flag = one.kind == ObjectionKind::Flag;
        let recorded = one.state == ObjectionState::Recorded;
        if recorded && !flag {
            let small = Small::new("objection-accept", to("acceptance"), nothing);
            add(CommandKind::AcceptObjection, small);
            let small = Small::new("objection-refuse", to("refusal"), refusing);
            add(CommandKind::RefuseObjection, small);
        }
        if !recorded || one.kind != ObjectionKind::Complaint {
            let small = Small::new("objection-decide", to("decision"), deciding);
            add(CommandKind::DecideObjection, small);
        }
        if !flag {
            let small = Small::new("objection-withdraw", to("withdrawal"), reason);
            add(CommandKind::WithdrawObjection, small);
        }
    }
    acts
}

/// The orders of freezes, each once.
fn orders(visitor: &Visitor, ledger: &Ledger) -> Vec<Choice> {
    let mut seen = BTreeSet::new();
    let first = ledger.freezes.iter().filter(|freeze| seen.insert(freeze.instrument));
    let first: Vec<_> = first.map(|freeze| freeze.instrument).collect();
    let of = |id| ledger.freezes.iter().filter(move |freeze| freeze.instrument == id);
    let choice = |id| Choice::new(format!("{id}"), institutions(visitor, of(id)));
    first.into_iter().map(choice).collect()
}

/// Confirmed freezes of which the debtor was not told.
fn untold(visitor: &Visitor, ledger: &Ledger) -> Vec<(String, engine::id::InstrumentId)> {
    let mut seen = BTreeSet::new();
    let first = ledger.freezes.iter().filter(|freeze| seen.insert(freeze.instrument));
    let waits = first
        .map(|freeze| freeze.instrument)
        .filter(|id| ledger.confirmed_since(*id).is_some() && ledger.notice_of(*id).is_none());
    let of = |id| ledger.freezes.iter().filter(move |freeze| freeze.instrument == id);
    waits.map(|id| (institutions(visitor, of(id)), id)).collect()
}

fn nothing(_: &Fields<'_>) -> Vec<Control> {
    Vec::new()
}

fn reason(fields: &Fields<'_>) -> Vec<Control> {
    vec![fields.area("/reason", "reason-field")]
}

fn codes<T: Copy>(all: &[T], code: fn(T) -> &'static str) -> Vec<&'static str> {
    all.iter().map(|one| code(*one)).collect()
}

fn refusing(fields: &Fields<'_>) -> Vec<Control> {
    let why = codes(NotAccepted::CODED, NotAccepted::code);
    vec![
        fields.select("/why", "objection-refuse-why", fields.words("not-accepted", &why)),
        fields.area("/reason", "reason-field"),
    ]
}

fn deciding(fields: &Fields<'_>) -> Vec<Control> {
    let verdicts = codes(Verdict::CODED, Verdict::code);
    vec![
        fields.radios("/verdict", "objection-verdict", fields.words("objection-state", &verdicts)),
        fields.area("/reason", "reason-field"),
    ]
}

fn serving(fields: &Fields<'_>) -> Vec<Control> {
    let channels = codes(Channel::CODED, Channel::code);
    vec![
        fields.time("/at", "debtor-notice-at"),
        fields.select("/channel", "debtor-notice-how", fields.words("channel", &channels)),
        fields.area("/proof", "debtor-notice-proof"),
    ]
}

fn recording(visitor: &Visitor, case: CaseId, orders: Vec<Choice>) -> Small {
    let grounds = articles::choices(visitor, articles::List::Objection);
    Small::new("objection-record", format!("/cases/{case}/objections"), move |fields| {
        let kinds = codes(ObjectionKind::CODED, ObjectionKind::code);
        let stages: Vec<&str> = Stage::ALL.iter().rev().map(|one| one.code()).collect();
        let channels = codes(Channel::CODED, Channel::code);
        let mut controls = vec![
            fields.radios("/kind", "objection-kind", fields.words("objection-kind", &kinds)),
            fields.select("/stage", "objection-stage", fields.words("objection-stage", &stages)),
            fields.line("/by/name", "objection-name"),
            fields.line("/by/capacity", "objection-capacity"),
        ];
        if !orders.is_empty() {
            controls.push(fields.checks("/about/-", "objection-about", orders.clone()));
        }
        controls.extend([
            fields.select("/ground", "objection-ground", grounds.clone()),
            fields.area("/text", "objection-text"),
            fields.select("/channel", "objection-channel", fields.words("channel", &channels)),
            fields.time("/received_at", "objection-received"),
            fields.time("/knew_at", "objection-knew"),
        ]);
        controls
    })
}

/// The money of a case, or what of it is to be done by who does not see it.
async fn ledger(visitor: &Visitor, case: CaseId) -> Result<Ledger, Problem> {
    if visitor.reads(ReadKind::Money) {
        let known = known(visitor, case).await?;
        return Ok(known.ledger.ok_or(Refusal::Forbidden)?);
    }
    visitor.find(move |find, actor| find.money_acts(actor, case)).await
}

/// Carries out one act and shows the page again; what is wrong is shown on a
/// page with that form alone.
async fn act<B: DeserializeOwned>(
    case: CaseId,
    (posted, typed): (&Posted, &Typed),
    (title, action): (&'static str, String),
    parse: impl FnOnce(&mut Reader, B) -> Option<Command>,
) -> Result<HttpResponse, Problem> {
    let back = home(&posted.visitor, case);
    let (status, errors) = match posted.run(typed, parse).await? {
        Outcome::Done(_) => return Ok(posted.onward(&format!("{back}?done={title}"))),
        Outcome::Wrong(status, errors) => (status, errors),
    };
    let ledger = ledger(&posted.visitor, case).await?;
    let mut offered = acts(&posted.visitor, &ledger).into_iter().map(|act| act.small);
    let offered = offered.find(|small| small.action == action);
    // What is no longer offered is not offered again; what went wrong is said.
    let small = offered.unwrap_or_else(|| Small::new(title, back.clone(), nothing));
    again(posted, status, &errors, back, small)
}

/// Writes down that somebody objects.
#[post("/cases/{id}/objections")]
async fn record(path: Path<Uuid>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::RecordObjection])?;
    let case: CaseId = path.into_inner().into();
    let action = format!("/cases/{case}/objections");
    act(case, (&posted, &posted.typed), ("objection-record", action), |r, body: ObjectionBody| {
        body.parse(case, r)
    })
    .await
}

/// What a form about one objection names, and where it went.
fn named(path: Path<(Uuid, Uuid)>, rest: &str) -> (CaseId, ObjectionId, String) {
    let (case, objection) = path.into_inner();
    let action = format!("/cases/{case}/objections/{objection}/{rest}");
    (case.into(), objection.into(), action)
}

/// Accepts an objection for decision.
#[post("/cases/{id}/objections/{objection}/acceptance")]
async fn accept(path: Path<(Uuid, Uuid)>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::AcceptObjection])?;
    let (case, objection, action) = named(path, "acceptance");
    act(case, (&posted, &posted.typed), ("objection-accept", action), |_, _: NoBody| {
        Some(Command::AcceptObjection { case, objection })
    })
    .await
}

/// Does not accept an objection.
#[post("/cases/{id}/objections/{objection}/refusal")]
async fn refuse(path: Path<(Uuid, Uuid)>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::RefuseObjection])?;
    let (case, objection, action) = named(path, "refusal");
    let typed = (&posted, &posted.typed);
    act(case, typed, ("objection-refuse", action), |r, body: ObjectionRefusalBody| {
        body.parse(case, objection, r)
    })
    .await
}

/// Decides an objection.
#[post("/cases/{id}/objections/{objection}/decision")]
async fn decide(path: Path<(Uuid, Uuid)>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::DecideObjection])?;
    let (case, objection, action) = named(path, "decision");
    act(case, (&posted, &posted.typed), ("objection-decide", action), |r, body: VerdictBody| {
        body.parse(case, objection, r)
    })
    .await
}

/// Records that who objected took it back.
#[post("/cases/{id}/objections/{objection}/withdrawal")]
async fn withdraw(path: Path<(Uuid, Uuid)>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::WithdrawObjection])?;
    let (case, objection, action) = named(path, "withdrawal");
    act(case, (&posted, &posted.typed), ("objection-withdraw", action), |_, body: ReasonBody| {
        Some(Command::WithdrawObjection { case, objection, reason: body.reason })
    })
    .await
}

/// Records that the debtor was told of a freeze.
#[post("/cases/{id}/freezes/{instrument}/debtor-notice")]
async fn serve(path: Path<(Uuid, Uuid)>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::ServeDebtorNotice])?;
    let (case, instrument) = path.into_inner();
    let action = format!("/cases/{case}/freezes/{instrument}/debtor-notice");
    let case: CaseId = case.into();
    let typed = (&posted, &posted.typed);
    act(case, typed, ("debtor-notice-serve", action), |r, body: DebtorNoticeBody| {
        body.parse(case, instrument.into(), r)
    })
    .await
}
