//! Complaints, claims, flags and the debtor's notice, out of words and told.

use super::Story;
use super::args::Args;
use super::body::{self, NOBODY};
use super::command::{channel, missing, when};
use super::figures::word;
use super::tell::local;
use engine::command::{Command as C, CommandKind as K};
use engine::demand::Demand;
use engine::id::{CaseId, ObjectionId};
use engine::ledger::{
    Ledger, MoneyEvent, NotAccepted, Objection, ObjectionContent, ObjectionKind, Objector, Verdict,
};
use engine::time::Instant;

/// Reads a command on an objection or a notice, if it is one.
pub(super) fn read(story: &Story, at: Instant, kind: K, args: &Args) -> Result<Option<C>, String> {
    let case = || story.case(args.subject()?).or_else(|why| missing(args, why));
    let objection = || Ok::<_, String>(story.objection(case()?, &args.need("objection")?));
    let reason = |default: &str| args.or("reason", default);
    Ok(Some(match kind {
        K::RecordObjection => {
            C::RecordObjection { case: case()?, content: Box::new(content(story, at, args)?) }
        }
        K::AcceptObjection => C::AcceptObjection { case: case()?, objection: objection()? },
        K::RefuseObjection => C::RefuseObjection {
            case: case()?,
            objection: objection()?,
            why: coded(NotAccepted::CODED, NotAccepted::code, &args.need("why")?)?,
            reason: reason("Không đủ điều kiện thụ lý"),
        },
        K::DecideObjection => C::DecideObjection {
            case: case()?,
            objection: objection()?,
            verdict: coded(Verdict::CODED, Verdict::code, &args.need("verdict")?)?,
            reason: reason("Quyết định giải quyết số 7"),
        },
        K::WithdrawObjection => C::WithdrawObjection {
            case: case()?,
            objection: objection()?,
            reason: reason("Đơn rút khiếu nại"),
        },
        K::ServeDebtorNotice => C::ServeDebtorNotice {
            case: case()?,
            instrument: story.instrument(&args.need("freeze")?)?,
            at: args.get("at").map(|text| when(&text)).transpose()?.unwrap_or(at),
            channel: channel(&args.or("by", "hand"))?,
            proof: args.or("proof", "Biên bản giao nhận"),
        },
        _ => return Ok(None),
    }))
}

/// An institution's flag.
pub(super) fn flag(demand: &Demand, args: &Args) -> C {
    C::RaiseFlag {
        demand: demand.id,
        item: body::item_id(demand, &args.or("item", "freeze")),
        ground: args.or("ground", "wrong_person"),
        text: args.or("text", "Số CCCD của chủ tài khoản khác"),
    }
}

/// `A complaint of=F holds=F.VCB/0123456789 ground=amount knew=2026-11-20T09:00
/// received=2026-11-21T10:00 stage=coercion name= capacity= text=`.
fn content(story: &Story, at: Instant, args: &Args) -> Result<ObjectionContent, String> {
    let about = args.list("of");
    let holds = args.list("holds");
    let instant = |name: &str| args.get(name).map(|text| when(&text)).transpose();
    let stage = args.or("stage", "security");
    Ok(ObjectionContent {
        kind: coded(ObjectionKind::CODED, ObjectionKind::code, args.word())?,
        stage: engine::law::Stage::from_code(&stage).ok_or_else(|| format!("no stage {stage}"))?,
        by: Objector {
            name: args.or("name", "Nguyễn Văn An"),
            capacity: args.or("capacity", "người phải thi hành án"),
        },
        about: about.iter().map(|label| instrument(story, label)).collect::<Result<_, _>>()?,
        holds: holds.iter().map(|name| story.hold(name)).collect::<Result<_, _>>()?,
        ground: args.or("ground", "amount"),
        text: args.or("text", "Số tiền bị phong tỏa vượt nghĩa vụ"),
        channel: channel(&args.or("by", "hand"))?,
        received_at: instant("received")?.unwrap_or(at),
        knew_at: instant("knew")?,
    })
}

fn instrument(story: &Story, label: &str) -> Result<engine::id::InstrumentId, String> {
    if label == "nothing" { Ok(NOBODY.into()) } else { story.instrument(label) }
}

fn coded<T: Copy>(all: &[T], code: fn(T) -> &'static str, text: &str) -> Result<T, String> {
    let found = all.iter().copied().find(|one| code(*one) == text);
    found.ok_or_else(|| format!("nobody knows {text}"))
}

impl Story {
    /// `o1`: the first objection of a case; `nothing` is none.
    fn objection(&self, case: CaseId, name: &str) -> ObjectionId {
        let nth = name.strip_prefix('o').and_then(|nth| nth.parse::<usize>().ok());
        let ledger = self.facts.ledgers.get(case);
        let found = ledger.zip(nth).and_then(|(one, nth)| one.objections.get(nth.wrapping_sub(1)));
        found.map_or(NOBODY.into(), |one| one.id)
    }
}

/// `o1`.
pub(super) fn name(ledger: &Ledger, id: ObjectionId) -> String {
    let at = ledger.objections.iter().position(|one| one.id == id);
    at.map_or_else(|| "o?".to_owned(), |at| format!("o{}", at + 1))
}

/// What an event says, after its code.
pub(super) fn event(story: &Story, ledger: &Ledger, event: &MoneyEvent) -> String {
    match event {
        MoneyEvent::ObjectionRecorded { objection } => told(story, ledger, objection),
        MoneyEvent::ObjectionAccepted { objection, .. } => name(ledger, *objection),
        MoneyEvent::ObjectionEnded { objection, state, end } => {
            let lifts = end.lifts.iter().map(|id| story.label(*id)).collect::<Vec<_>>().join(", ");
            let lifts = if lifts.is_empty() { lifts } else { format!(", to be lifted: {lifts}") };
            let why = end.not_accepted.map(|why| format!(" ({})", why.code()));
            let why = why.unwrap_or_default();
            format!("{} {}{why}{lifts}", name(ledger, *objection), state.code())
        }
        MoneyEvent::DebtorNoticeServed { notice } => {
            let until = notice.filing.as_ref().map_or_else(
                || "no limit known".to_owned(),
                |filing| format!("complaint by {} until {}", filing.rule, local(filing.until)),
            );
            let label = story.label(notice.instrument);
            format!("{label} {} {}, {until}", word(notice.channel), local(notice.at))
        }
        _ => String::new(),
    }
}

/// What is objected and to what.
fn told(story: &Story, ledger: &Ledger, one: &Objection) -> String {
    let freezes = one.freezes.iter().map(|item| story.freeze_name_of(ledger, *item));
    let holds = one.holds.iter().filter_map(|id| ledger.hold(*id));
    let holds = holds.map(|hold| story.hold_name(ledger, hold));
    let about: Vec<String> = freezes.chain(holds).collect();
    let about = if about.is_empty() { "the whole case".to_owned() } else { about.join(", ") };
    let filing = one.filing.as_ref().map(|filing| {
        let late = if one.is_late() { ", late" } else { "" };
        format!("; {} until {}{late}", filing.rule, local(filing.until))
    });
    format!(
        "{} {} {} ({}) about {about}{}",
        name(ledger, one.id),
        one.kind.code(),
        one.ground,
        one.stage,
        filing.unwrap_or_default()
    )
}

/// Objections and notices as they stand.
pub(super) fn lines(story: &Story, ledger: &Ledger) -> Vec<String> {
    let objections = ledger.objections.iter().map(|one| {
        let lines = one.is_open() && !ledger.provisional(one).is_empty();
        let frees = ledger.provisional(one).len();
        let frees =
            if lines { format!(", {frees} holds could be freed for now") } else { String::new() };
        format!("objection {}: {}{frees}", told(story, ledger, one), one.state.code())
    });
    let notices = ledger.notices.iter().map(|notice| {
        format!("debtor told of {} {}", story.label(notice.instrument), local(notice.at))
    });
    objections.chain(notices).collect()
}
