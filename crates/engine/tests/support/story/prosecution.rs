//! Acts of procuracies, out of words and told.

use super::Story;
use super::args::Args;
use super::body::NOBODY;
use super::command::{channel, missing, when};
use super::figures::word;
use super::order::day;
use super::tell::local;
use engine::command::{Command as C, CommandKind as K};
use engine::id::{CaseId, ProsecutorActId};
use engine::ledger::{Ledger, MoneyEvent};
use engine::order::Numbered;
use engine::prosecution::{
    ActContent, ActKind, ActOnPaper, ActOutcome, AnswerContent, Evidenced, ProcuracyLevel,
    ProsecutorAct, WithdrawnOnPaper,
};
use engine::time::{Instant, Zone};

/// Whether a command is about an act of a procuracy.
pub(super) const fn is(kind: K) -> bool {
    matches!(
        kind,
        K::RecordProsecutorAct
            | K::AnswerProsecutorAct
            | K::CarryOutProsecutorAct
            | K::WithdrawProsecutorAct
    )
}

/// Reads a command.
pub(super) fn read(story: &Story, at: Instant, kind: K, args: &Args) -> Result<C, String> {
    let case = || story.case(args.subject()?).or_else(|why| missing(args, why));
    let act = || Ok::<_, String>(story.act(case()?, &args.need("act")?));
    let instant = |name: &str| args.get(name).map(|text| when(&text)).transpose();
    Ok(match kind {
        K::RecordProsecutorAct => {
            C::RecordProsecutorAct { case: case()?, content: Box::new(content(story, at, args)?) }
        }
        K::AnswerProsecutorAct => {
            let sent = instant("sent")?;
            let content = AnswerContent {
                outcome: coded(ActOutcome::CODED, ActOutcome::code, &args.need("outcome")?)?,
                document: document(at, args, "45/CV-THADS")?,
                reasons: args.or("reasons", "Đã kiểm tra hồ sơ"),
                sent: sent
                    .map(|at| Evidenced { at, proof: args.or("proof", "Dấu bưu điện") }),
            };
            C::AnswerProsecutorAct { case: case()?, act: act()?, content: Box::new(content) }
        }
        K::CarryOutProsecutorAct => C::CarryOutProsecutorAct {
            case: case()?,
            act: act()?,
            text: args.or("text", "Đã thu hồi quyết định"),
            at: instant("at")?,
        },
        _ => C::WithdrawProsecutorAct {
            case: case()?,
            act: act()?,
            reason: args.or("reason", "Quyết định rút kháng nghị"),
            paper: instant("came")?.map(|came| withdrawn(at, args, came)).transpose()?,
        },
    })
}

/// `came=2026-11-20T08:00 by=post number= day= proof=`.
fn withdrawn(at: Instant, args: &Args, came: Instant) -> Result<Box<WithdrawnOnPaper>, String> {
    Ok(Box::new(WithdrawnOnPaper {
        document: document(at, args, "13/QĐ-VKS")?,
        channel: channel(&args.or("by", "post"))?,
        at: came,
        proof: args.or("proof", "Dấu công văn đến"),
    }))
}

fn document(at: Instant, args: &Args, number: &str) -> Result<Numbered, String> {
    let day = args.get("day").map(|text| day(&text)).transpose()?;
    let day = day.unwrap_or(Zone::HANOI.day_of(at));
    Ok(Numbered { number: args.or("number", number), day })
}

/// `A protest about=F discovered=2026-11-10 follows=p1 number= day= text=`, and of one on
/// paper `received=2026-11-20T08:00 level=same by=post proof=`.
fn content(story: &Story, at: Instant, args: &Args) -> Result<ActContent, String> {
    let case = story.case(args.subject()?).or_else(|why| missing(args, why))?;
    let about = |label: String| {
        if label == "nothing" { Ok(NOBODY.into()) } else { story.instrument(&label) }
    };
    let paper = |received: String| {
        let level = args.or("level", "same");
        Ok::<_, String>(ActOnPaper {
            level: coded(ProcuracyLevel::CODED, ProcuracyLevel::code, &level)?,
            channel: channel(&args.or("by", "post"))?,
            received_at: when(&received)?,
            proof: args.or("proof", "Dấu công văn đến"),
        })
    };
    Ok(ActContent {
        kind: coded(ActKind::CODED, ActKind::code, args.word())?,
        document: document(at, args, "12/KN-VKS")?,
        about: args.get("about").map(about).transpose()?,
        discovered: args.get("discovered").map(|text| day(&text)).transpose()?,
        follows: args.get("follows").map(|name| story.act(case, &name)),
        text: args.or("text", "Lệnh khấu trừ vượt nghĩa vụ"),
        paper: args.get("received").map(paper).transpose()?,
    })
}

pub(super) fn coded<T: Copy>(
    all: &[T],
    code: fn(T) -> &'static str,
    text: &str,
) -> Result<T, String> {
    let found = all.iter().copied().find(|one| code(*one) == text);
    found.ok_or_else(|| format!("nobody knows {text}"))
}

impl Story {
    /// `p1`: the first act of a case; `nothing` is none.
    fn act(&self, case: CaseId, name: &str) -> ProsecutorActId {
        let nth = name.strip_prefix('p').and_then(|nth| nth.parse::<usize>().ok());
        let ledger = self.facts.ledgers.get(case);
        let found = ledger.zip(nth).and_then(|(one, nth)| one.acts.get(nth.wrapping_sub(1)));
        found.map_or(NOBODY.into(), |one| one.id)
    }
}

fn name(ledger: &Ledger, id: ProsecutorActId) -> String {
    let at = ledger.acts.iter().position(|one| one.id == id);
    at.map_or_else(|| "p?".to_owned(), |at| format!("p{}", at + 1))
}

/// What an event says, after its code.
pub(super) fn event(story: &Story, ledger: &Ledger, event: &MoneyEvent) -> String {
    match event {
        MoneyEvent::ActRecorded { act } => told(story, ledger, act),
        MoneyEvent::ActAnswered { act, answer } => {
            let outcome = word(answer.content.outcome);
            format!("{} {outcome} at {}", name(ledger, *act), local(answer.at))
        }
        MoneyEvent::ActEnded { act, state, end } => {
            format!("{} {} at {}", name(ledger, *act), word(*state), local(end.at))
        }
        _ => String::new(),
    }
}

fn told(story: &Story, ledger: &Ledger, one: &ProsecutorAct) -> String {
    let about = one.about.map(|id| format!(" about {}", story.label(id))).unwrap_or_default();
    let follows = one.follows.map(|id| format!(" after {}", name(ledger, id)));
    let limits = one.limits.iter().map(|one| format!("; {} until {}", one.rule, local(one.until)));
    let limits: String = limits.collect();
    let late = if one.is_late() { ", late" } else { "" };
    let bars = one.bars.iter().map(|kind| word(*kind)).collect::<Vec<_>>().join(", ");
    let bars = if bars.is_empty() { bars } else { format!("; bars {bars}") };
    let from = story.rules.directory.agency(one.area);
    let from = from.map_or_else(|| "?".to_owned(), |one| one.code.to_string());
    format!(
        "{} {} of {from} ({}){about}{}{limits}{late}{bars}",
        name(ledger, one.id),
        word(one.kind),
        word(one.level),
        follows.unwrap_or_default()
    )
}

/// What procuracies asked.
pub(super) fn lines(ledger: &Ledger) -> Vec<String> {
    let line = |one: &ProsecutorAct| {
        format!("{} {}: {}", name(ledger, one.id), word(one.kind), word(one.state))
    };
    ledger.acts.iter().map(line).collect()
}
