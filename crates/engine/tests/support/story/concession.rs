//! Concessions of creditors, out of words and told.

use super::Story;
use super::args::Args;
use super::body::NOBODY;
use super::command::{channel, missing, when};
use super::figures::{amount, money, word};
use super::order::day;
use super::prosecution::coded;
use crate::support::content;
use engine::command::{Command as C, CommandKind as K};
use engine::concession::{
    Concession, ConcessionContent, ConcessionKind, ConcessionOnPaper, ConcessionOutcome,
    ConcessionRuling,
};
use engine::id::{CaseId, ConcessionId, PostingId};
use engine::ledger::{Ledger, MoneyEvent};
use engine::order::Numbered;
use engine::time::{Instant, Zone};

/// Whether a command is about a concession.
pub(super) const fn is(kind: K) -> bool {
    matches!(kind, K::RecordConcession | K::WithdrawConcession | K::DecideConcession)
}

/// Reads a command.
pub(super) fn read(story: &Story, at: Instant, kind: K, args: &Args) -> Result<C, String> {
    let case = story.case(args.subject()?).or_else(|why| missing(args, why))?;
    let concession = || Ok::<_, String>(story.concession(case, &args.need("of")?));
    Ok(match kind {
        K::RecordConcession => C::RecordConcession { case, content: Box::new(said(at, args)?) },
        K::WithdrawConcession => {
            let reason = args.or("reason", "Đã thỏa thuận lại");
            C::WithdrawConcession { case, concession: concession()?, reason }
        }
        _ => {
            let all = ConcessionOutcome::CODED;
            let outcome = coded(all, ConcessionOutcome::code, &args.need("outcome")?)?;
            let reason = args.or("reason", "Phù hợp thỏa thuận của các bên");
            let share = args.get("share").map(|text| amount(&text)).transpose()?;
            let ruling = Box::new(ConcessionRuling { outcome, reason, share });
            C::DecideConcession { case, concession: concession()?, ruling }
        }
    })
}

/// `A waive_interest amount= asset= number= day=`, and of one on paper
/// `received=2026-11-20T08:00 creditor=Binh by=post proof=`.
fn said(at: Instant, args: &Args) -> Result<ConcessionContent, String> {
    let paper = |received: String| {
        Ok::<_, String>(ConcessionOnPaper {
            channel: channel(&args.or("by", "post"))?,
            received_at: when(&received)?,
            proof: args.or("proof", "Dấu công văn đến"),
        })
    };
    let on = args.get("day").map(|text| day(&text)).transpose()?;
    let document = Numbered {
        number: args.or("number", "7/VB-NH"),
        day: on.unwrap_or(Zone::HANOI.day_of(at)),
    };
    Ok(ConcessionContent {
        creditor: args.get("creditor").map(|name| content::party_id(&name)),
        kind: coded(ConcessionKind::CODED, ConcessionKind::code, args.word())?,
        amount: args.get("amount").map(|text| amount(&text)).transpose()?,
        asset: args.get("asset"),
        document,
        paper: args.get("received").map(paper).transpose()?,
    })
}

impl Story {
    /// `n1`: the first concession of a case; `nothing` is none.
    fn concession(&self, case: CaseId, name: &str) -> ConcessionId {
        let nth = name.strip_prefix('n').and_then(|nth| nth.parse::<usize>().ok());
        let ledger = self.facts.ledgers.get(case);
        let found = ledger.zip(nth).and_then(|(one, nth)| one.concessions.get(nth.wrapping_sub(1)));
        found.map_or(NOBODY.into(), |one| one.id)
    }

    /// The first posting of a concession.
    pub(super) fn conceded(&self, case: CaseId, name: &str) -> Option<PostingId> {
        let concession = self.concession(case, name);
        let mut postings = self.facts.ledgers.get(case)?.postings.iter();
        postings.find(|one| one.concession == Some(concession)).map(|one| one.id)
    }
}

fn name(ledger: &Ledger, id: ConcessionId) -> String {
    let at = ledger.concessions.iter().position(|one| one.id == id);
    at.map_or_else(|| "n?".to_owned(), |at| format!("n{}", at + 1))
}

/// What an event says, after its code.
pub(super) fn event(ledger: &Ledger, event: &MoneyEvent) -> String {
    match event {
        MoneyEvent::ConcessionRecorded { concession } => told(ledger, concession),
        MoneyEvent::ConcessionEnded { concession, state, .. } => {
            format!("{} {}", name(ledger, *concession), word(*state))
        }
        _ => String::new(),
    }
}

fn told(ledger: &Ledger, one: &Concession) -> String {
    let amount = one.amount.map(|amount| format!(" {}", money(amount))).unwrap_or_default();
    let paper = one.paper.as_ref().map_or("", |_| ", on paper");
    format!("{} {}{amount}{paper}", name(ledger, one.id), word(one.kind))
}

/// What creditors conceded.
pub(super) fn lines(ledger: &Ledger) -> Vec<String> {
    let line = |one: &Concession| format!("{}: {}", told(ledger, one), word(one.state));
    ledger.concessions.iter().map(line).collect()
}
