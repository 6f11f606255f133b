//! What may be done with a demand, each act with its form.

use super::super::articles;
use super::super::asked::asked_for;
use super::super::form::{Choice, Control, Errors, Fields};
use super::super::inquiry::Named;
use super::super::post::{Kept, Outcome, Posted, Small, again};
use super::super::visitor::Visitor;
use super::super::words::{ends, rule_title, word};
use super::orders::{captured, instalment};
use super::queue::{reporting, told};
use super::show::{Read, read};
use crate::dto::common::{NoBody, TextBody};
use crate::dto::demand::{
    ContestDecisionBody, DecisionBody, DelayBody, DisputeBody, ExtensionBody, QuestionBody,
    ReceiptBody, WithdrawalBody,
};
use crate::dto::execution::{AccountCaptureBody, CaptureBody, InstalmentBody};
use crate::dto::leaf::InstantField;
use crate::dto::objection::FlagBody;
use crate::dto::reader::Reader;
use crate::problem::Problem;
use actix_web::web::{Path, ServiceConfig};
use actix_web::{HttpResponse, post};
use engine::command::{Command, CommandKind};
use engine::contest::{Contest, ContestKind, PaperInstant};
use engine::decide::Done;
use engine::demand::{Channel, Demand, ExtensionState, Item, ItemState};
use engine::id::{ContestId, DemandId, ExtensionId, ItemId};
use engine::order::OrderRequest;
use engine::time::Instant;
use locale::date_time;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

/// Registers what the forms send.
pub(super) fn configure(config: &mut ServiceConfig) {
    config
        .service(acknowledge)
        .service(ask)
        .service(extend)
        .service(reply)
        .service(urge)
        .service(dispute)
        .service(withdraw)
        .service(decide)
        .service(contest_instant)
        .service(decide_contest)
        .service(delay)
        .service(receive)
        .service(capture)
        .service(pay)
        .service(flag)
        .service(capture_by_account);
}

/// A form and whose act it is.
struct Act {
    kind: CommandKind,
    small: Small,
}

/// The forms that this person may send now, as they are shown.
pub(super) fn forms(visitor: &Visitor, read: &Read, errors: &Errors) -> Vec<Named> {
    let acts = acts(visitor, read).into_iter();
    acts.map(|act| Named {
        title: visitor.t(act.small.title),
        form: act.small.shown(visitor, errors),
    })
    .collect()
}

/// What the demand's state and the person's role allow together.
fn acts(visitor: &Visitor, read: &Read) -> Vec<Act> {
    let mut acts = Vec::new();
    acts.extend(of_institution(visitor, read));
    acts.extend(of_agency(visitor, read));
    acts.extend(judging(&read.view.demand));
    acts.retain(|act| visitor.may(act.kind));
    acts
}

fn path(read: &Read, rest: &str) -> String {
    format!("/demands/{}/{rest}", read.view.demand.id)
}

fn of_institution(visitor: &Visitor, read: &Read) -> Vec<Act> {
    let demand = &read.view.demand;
    let flagging = flagging(visitor, read);
    if !demand.is_open() {
        return capturing(visitor, read)
            .into_iter()
            .chain(paying(visitor, read))
            .chain(by_account(read))
            .chain(flagging)
            .chain(contesting(visitor, read))
            .collect();
    }
    let open = items(visitor, read, |item| item.state.is_open());
    let (asked, extended) = (open.clone(), open);
    let mut acts = Vec::new();
    if demand.acknowledged.is_none() {
        let small = Small::new("demand-acknowledge", path(read, "acknowledgement"), nothing);
        acts.push(Act { kind: CommandKind::Acknowledge, small });
    }
    let asking = Small::new("demand-ask", path(read, "questions"), move |fields| {
        vec![
            fields.checks("/items/-", "demand-ask-items", asked.clone()),
            fields.area("/text", "demand-ask-text"),
        ]
    });
    acts.push(Act { kind: CommandKind::Ask, small: asking });
    let extending = Small::new("demand-extend", path(read, "extensions"), move |fields| {
        vec![
            fields.select("/item", "demand-item", extended.clone()),
            fields.time("/until", "demand-extend-until"),
            fields.area("/reason", "reason-field"),
        ]
    });
    acts.push(Act { kind: CommandKind::RequestExtension, small: extending });
    acts.extend(contesting(visitor, read));
    acts.extend(paying(visitor, read));
    acts.extend(flagging);
    acts
}

/// Against the instant of a paper; also where nothing is open any more.
fn contesting(visitor: &Visitor, read: &Read) -> Option<Act> {
    let demand = &read.view.demand;
    let choice = |one: PaperInstant| {
        let (kind, item) = (one.about.kind(), one.about.item());
        let asked = item.and_then(|id| demand.item(id));
        let asked = asked.map(|item| format!(" ({})", asked_for(visitor, &item.request)));
        let said = word(visitor.lang, "contest-kind", kind.code());
        let said = format!("{said}{}: {}", asked.unwrap_or_default(), date_time(one.at));
        let value =
            item.map_or_else(|| kind.code().to_owned(), |id| format!("{}:{id}", kind.code()));
        Choice::new(value, said)
    };
    let papers: Vec<Choice> = demand.contestable().into_iter().map(choice).collect();
    if papers.is_empty() {
        return None;
    }
    let small = Small::new("contest-file", path(read, "contests"), move |fields| {
        vec![
            fields.select("_paper", "contest-paper", papers.clone()),
            fields.time("/claimed_at", "contest-claimed"),
            fields.area("/reason", "reason-field"),
            fields.area("/evidence", "contest-evidence"),
        ]
    });
    Some(Act { kind: CommandKind::ContestInstant, small })
}

/// What an institution contests, for the head to decide.
fn judging(demand: &Demand) -> Vec<Act> {
    let open = demand.contests.iter().filter(|one| one.decided.is_none());
    let act = |one: &Contest| Act {
        kind: CommandKind::DecideContest,
        small: judged(demand.id, one.id, Some(one.claimed)),
    };
    open.map(act).collect()
}

fn judged(demand: DemandId, contest: ContestId, claimed: Option<Instant>) -> Small {
    let action = format!("/demands/{demand}/contests/{contest}/decision");
    Small::new("contest-decide", action, move |fields| {
        let mut changed = fields.time("/changed_to", "contest-changed");
        if let Some(claimed) = claimed {
            let hint = format!("{} {}", changed.hint, date_time(claimed));
            hint.trim().clone_into(&mut changed.hint);
        }
        vec![changed, fields.area("/reason", "reason-field")]
    })
}

/// A month of an income: the first payment answers the order.
fn paying(visitor: &Visitor, read: &Read) -> Option<Act> {
    let incomes = items(visitor, read, |item| {
        matches!(item.request.order(), Some(OrderRequest::IncomeDeduction { .. }))
    });
    if incomes.is_empty() {
        return None;
    }
    let small = Small::new("demand-instalment", path(read, "instalments"), move |fields| {
        instalment(fields, incomes.clone())
    });
    Some(Act { kind: CommandKind::ReportInstalment, small })
}

/// The wrong person, or money that should not be touched: of orders only.
fn flagging(visitor: &Visitor, read: &Read) -> Option<Act> {
    let orders = items(visitor, read, |item| item.request.order().is_some());
    if orders.is_empty() {
        return None;
    }
    let grounds = articles::choices(visitor, articles::List::Objection);
    let small = Small::new("flag-raise", path(read, "flags"), move |fields| {
        vec![
            fields.select("/item", "demand-item", orders.clone()),
            fields.select("/ground", "objection-ground", grounds.clone()),
            fields.area("/text", "objection-text"),
        ]
    });
    Some(Act { kind: CommandKind::RaiseFlag, small })
}

/// What a freeze catches after it was answered.
fn capturing(visitor: &Visitor, read: &Read) -> Option<Act> {
    let freezes = items(visitor, read, |item| {
        let freeze = matches!(item.request.order(), Some(OrderRequest::Freeze { .. }));
        freeze && item.state == ItemState::Answered
    });
    if freezes.is_empty() {
        return None;
    }
    let small = Small::new("demand-capture", path(read, "captures"), move |fields| {
        captured(fields, freezes.clone())
    });
    Some(Act { kind: CommandKind::ReportCapture, small })
}

/// The same by account, whichever orders stand on it.
fn by_account(read: &Read) -> Option<Act> {
    let small = reporting(path(read, "account-captures"), &read.queues)?;
    Some(Act { kind: CommandKind::ReportAccountCapture, small })
}

fn of_agency(visitor: &Visitor, read: &Read) -> Vec<Act> {
    let demand = &read.view.demand;
    let mut acts = Vec::new();
    let mut add = |kind, small| acts.push(Act { kind, small });
    // An executor on paper has no desk here: the office records what arrived.
    let directory = &visitor.rules.directory;
    let here = demand.channel == Channel::Electronic
        && directory.has_joined(demand.institution, visitor.now());
    if !here && let Some(act) = paying(visitor, read) {
        add(act.kind, act.small);
    }
    if demand.receipt.is_none() && demand.is_open() {
        add(
            CommandKind::RecordReceipt,
            Small::new("demand-receive", path(read, "receipt"), receipt),
        );
    }
    for one in demand.extensions.iter().filter(|one| one.state == ExtensionState::Asked) {
        add(CommandKind::DecideExtension, deciding(read, one.id, &ends(one.until)));
    }
    if demand.is_open() {
        add(CommandKind::Reply, Small::new("demand-reply", path(read, "replies"), words));
        add(CommandKind::Urge, Small::new("demand-urge", path(read, "urgings"), words));
    }
    // What became of money is reported anew, not disputed.
    let answered = items(visitor, read, |item| {
        let ended = matches!(item.state, ItemState::Answered | ItemState::Refused);
        ended && item.request.info().is_some()
    });
    if !answered.is_empty() {
        let small = Small::new("demand-dispute", path(read, "disputes"), move |fields| {
            vec![
                fields.select("/item", "demand-item", answered.clone()),
                fields.area("/reason", "reason-field"),
            ]
        });
        add(CommandKind::DisputeItem, small);
    }
    if let Some(small) = delaying(visitor, read) {
        add(CommandKind::OpenDelay, small);
    }
    let open = items(visitor, read, |item| item.state.is_open());
    if !open.is_empty() {
        let small = Small::new("demand-withdraw", path(read, "withdrawals"), move |fields| {
            vec![
                fields.checks("/items/-", "demand-withdraw-items", open.clone()),
                fields.area("/reason", "reason-field"),
            ]
        });
        add(CommandKind::WithdrawItems, small);
    }
    acts
}

fn nothing(_: &Fields<'_>) -> Vec<Control> {
    Vec::new()
}

fn words(fields: &Fields<'_>) -> Vec<Control> {
    vec![fields.area("/text", "text-field")]
}

fn receipt(fields: &Fields<'_>) -> Vec<Control> {
    let paper = Channel::CODED.iter().filter(|one| **one != Channel::Electronic);
    let paper: Vec<&str> = paper.map(|one| one.code()).collect();
    vec![
        fields.select("/channel", "demand-channel", fields.words("channel", &paper)),
        fields.time("/evidenced_at", "demand-receive-at"),
        fields.area("/proof", "demand-receive-proof"),
    ]
}

fn deciding(read: &Read, id: ExtensionId, until: &str) -> Small {
    let until = until.to_owned();
    let action = path(read, &format!("extensions/{id}/decision"));
    Small::new("extension-decide", action, move |fields| {
        let mut choices = fields.words("extension-grant", &["true", "false"]);
        if let Some(grant) = choices.first_mut() {
            grant.lines.push(until.clone());
        }
        vec![
            fields.radios("/grant", "extension-grant", choices),
            fields.area("/decision", "extension-decision"),
        ]
    })
}

/// For clocks that say "immediately": a person judges what is too long.
fn delaying(visitor: &Visitor, read: &Read) -> Option<Small> {
    let clocks = read.view.demand.clocks.iter();
    let clocks = clocks.filter(|clock| clock.is_running() && clock.due.is_none());
    let choices: Vec<Choice> = clocks
        .map(|clock| {
            let title = format!("{} {}", clock.rule, rule_title(visitor.lang, &clock.rule));
            Choice::new(clock.id.to_string(), title)
        })
        .collect();
    (!choices.is_empty()).then(|| {
        Small::new("demand-delay", path(read, "delays"), move |fields| {
            vec![
                fields.select("_clock", "demand-delay-clock", choices.clone()),
                fields.area("/reasons", "demand-delay-reasons"),
            ]
        })
    })
}

fn items(visitor: &Visitor, read: &Read, wanted: impl Fn(&Item) -> bool) -> Vec<Choice> {
    let items = read.view.demand.items.iter().filter(|item| wanted(item));
    let choice = |item: &Item| {
        let state = word(visitor.lang, "item-state", item.state.code());
        Choice::new(item.id.to_string(), format!("{} ({state})", asked_for(visitor, &item.request)))
    };
    items.map(choice).collect()
}

/// Carries out one act and shows the demand again; what is wrong is shown on a
/// page with that form alone.
async fn act<B: DeserializeOwned>(
    id: DemandId,
    posted: Posted,
    title: &'static str,
    parse: impl FnOnce(&mut Reader, B) -> Option<Command>,
) -> Result<HttpResponse, Problem> {
    let back = format!("/demands/{id}");
    let (status, errors) = match posted.run(&posted.typed, parse).await? {
        Outcome::Done(Done { shared: Some(shared), .. }) => return told(&posted, id, &shared),
        Outcome::Done(_) => return Ok(posted.onward(&format!("{back}?done={title}"))),
        Outcome::Wrong(status, errors) => (status, errors),
    };
    let read = read(&posted.visitor, id).await?;
    let offered = acts(&posted.visitor, &read).into_iter().find(|act| act.small.title == title);
    // What is no longer offered is not offered again; what went wrong is said.
    let small = offered.map_or_else(|| Small::new(title, back.clone(), nothing), |act| act.small);
    again(&posted, status, &errors, back, small)
}

/// Opens the demand; starts no clock.
#[post("/demands/{id}/acknowledgement")]
async fn acknowledge(path: Path<Uuid>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::Acknowledge])?;
    let demand: DemandId = path.into_inner().into();
    act(demand, posted, "demand-acknowledge", |_, _: NoBody| Some(Command::Acknowledge { demand }))
        .await
}

/// Asks the officer back.
#[post("/demands/{id}/questions")]
async fn ask(path: Path<Uuid>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::Ask])?;
    let id: DemandId = path.into_inner().into();
    act(id, posted, "demand-ask", |reader, body: QuestionBody| body.parse(id, reader)).await
}

/// Asks for more time.
#[post("/demands/{id}/extensions")]
async fn extend(path: Path<Uuid>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::RequestExtension])?;
    let id: DemandId = path.into_inner().into();
    act(id, posted, "demand-extend", |reader, body: ExtensionBody| body.parse(id, reader)).await
}

/// Replies to the institution.
#[post("/demands/{id}/replies")]
async fn reply(path: Path<Uuid>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::Reply])?;
    let demand: DemandId = path.into_inner().into();
    act(demand, posted, "demand-reply", |_, body: TextBody| {
        Some(Command::Reply { demand, text: body.text })
    })
    .await
}

/// Urges the institution (đôn đốc).
#[post("/demands/{id}/urgings")]
async fn urge(path: Path<Uuid>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::Urge])?;
    let demand: DemandId = path.into_inner().into();
    act(demand, posted, "demand-urge", |_, body: TextBody| {
        Some(Command::Urge { demand, text: body.text })
    })
    .await
}

/// Disputes an answer.
#[post("/demands/{id}/disputes")]
async fn dispute(path: Path<Uuid>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::DisputeItem])?;
    let id: DemandId = path.into_inner().into();
    act(id, posted, "demand-dispute", |reader, body: DisputeBody| body.parse(id, reader)).await
}

/// Stops asking.
#[post("/demands/{id}/withdrawals")]
async fn withdraw(path: Path<Uuid>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::WithdrawItems])?;
    let id: DemandId = path.into_inner().into();
    act(id, posted, "demand-withdraw", |reader, body: WithdrawalBody| body.parse(id, reader)).await
}

/// What an institution says against an instant; of which paper was chosen above.
#[derive(Deserialize)]
struct ClaimBody {
    claimed_at: InstantField,
    reason: String,
    evidence: Option<String>,
}

/// Contests the instant of a paper.
#[post("/demands/{id}/contests")]
async fn contest_instant(path: Path<Uuid>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::ContestInstant])?;
    let demand: DemandId = path.into_inner().into();
    let paper = posted.typed.get("_paper");
    let (kind, item) = paper
        .split_once(':')
        .map_or((paper, None), |(kind, item)| (kind, item.parse::<Uuid>().ok().map(ItemId)));
    // What nobody could choose is a paper that is not there.
    let kind = ContestKind::from_code(kind).unwrap_or(ContestKind::Letter);
    act(demand, posted, "contest-file", |reader, body: ClaimBody| {
        let claimed = reader.field("claimed_at", &body.claimed_at)?;
        let (reason, evidence) = (body.reason, body.evidence);
        Some(Command::ContestInstant { demand, kind, item, claimed, reason, evidence })
    })
    .await
}

/// Decides on that.
#[post("/demands/{id}/contests/{contest}/decision")]
async fn decide_contest(path: Path<(Uuid, Uuid)>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::DecideContest])?;
    let (id, contest) = path.into_inner();
    let (id, contest): (DemandId, ContestId) = (id.into(), contest.into());
    let back = format!("/demands/{id}");
    let parse = |reader: &mut _, body: ContestDecisionBody| body.parse(id, contest, reader);
    match posted.run(&posted.typed, parse).await? {
        Outcome::Done(_) => Ok(posted.onward(&format!("{back}?done=contest-decide"))),
        Outcome::Wrong(status, errors) => {
            again(&posted, status, &errors, back, judged(id, contest, None))
        }
    }
}

/// Grants or denies more time.
#[post("/demands/{id}/extensions/{extension}/decision")]
async fn decide(path: Path<(Uuid, Uuid)>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::DecideExtension])?;
    let (id, extension) = path.into_inner();
    let (demand, extension): (DemandId, ExtensionId) = (id.into(), extension.into());
    act(demand, posted, "extension-decide", |_, body: DecisionBody| {
        let DecisionBody { grant, decision } = body;
        Some(Command::DecideExtension { demand, extension, grant, decision })
    })
    .await
}

/// Finds a delay unreasonable where law says "immediately".
#[post("/demands/{id}/delays")]
async fn delay(path: Path<Uuid>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::OpenDelay])?;
    let demand: DemandId = path.into_inner().into();
    // A clock nobody could choose is one that does not run.
    let clock = posted.typed.get("_clock").parse::<Uuid>().unwrap_or_default().into();
    act(demand, posted, "demand-delay", |_, body: DelayBody| {
        Some(Command::OpenDelay { demand, clock, reasons: body.reasons })
    })
    .await
}

/// Records when an institution that has not joined received the paper.
#[post("/demands/{id}/receipt")]
async fn receive(path: Path<Uuid>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::RecordReceipt])?;
    let id: DemandId = path.into_inner().into();
    act(id, posted, "demand-receive", |reader, body: ReceiptBody| body.parse(id, reader)).await
}

/// Reports what a standing freeze caught later.
#[post("/demands/{id}/captures")]
async fn capture(path: Path<Uuid>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::ReportCapture])?;
    let id: DemandId = path.into_inner().into();
    act(id, posted, "demand-capture", |reader, body: CaptureBody| body.parse(id, reader)).await
}

/// Reports a month of an income that was paid.
#[post("/demands/{id}/instalments")]
async fn pay(path: Path<Uuid>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::ReportInstalment])?;
    let id: DemandId = path.into_inner().into();
    act(id, posted, "demand-instalment", |reader, body: InstalmentBody| body.parse(id, reader))
        .await
}

/// Flags the wrong person or protected money.
#[post("/demands/{id}/flags")]
async fn flag(path: Path<Uuid>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::RaiseFlag])?;
    let id: DemandId = path.into_inner().into();
    act(id, posted, "flag-raise", |reader, body: FlagBody| body.parse(id, reader)).await
}

/// Reports what was caught on an account; how it was split is shown.
#[post("/demands/{id}/account-captures")]
async fn capture_by_account(path: Path<Uuid>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::ReportAccountCapture])?;
    let id: DemandId = path.into_inner().into();
    let institution = posted.visitor.actor.institution();
    act(id, posted, "account-capture", |reader, body: AccountCaptureBody| {
        body.parse(institution, reader)
    })
    .await
}
