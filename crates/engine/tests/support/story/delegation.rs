//! Delegations to another agency, out of words and in words.

use super::Story;
use super::args::Args;
use super::body::NOBODY;
use super::command::missing;
use super::figures::{amount, dong, word};
use super::order::day;
use crate::support::people;
use engine::command::{Command as C, CommandKind as K};
use engine::delegation::{Acceptance, Delegation, DelegationContent, Parts};
use engine::id::{CaseId, DelegationId};
use engine::ledger::{Ledger, MoneyEvent};
use engine::order::Numbered;
use engine::time::{Instant, Zone};

/// Whether a command is about a delegation.
pub(super) const fn is(kind: K) -> bool {
    matches!(
        kind,
        K::DelegateCase
            | K::WithdrawDelegation
            | K::AcceptDelegation
            | K::DeclineDelegation
            | K::ReturnDelegation
    )
}

/// Reads a command.
pub(super) fn read(story: &Story, at: Instant, kind: K, args: &Args) -> Result<C, String> {
    let day = args.get("day").map(|text| day(&text)).transpose()?;
    let day = day.unwrap_or(Zone::HANOI.day_of(at));
    let reason = |default: &str| args.or("reason", default);
    if kind == K::DelegateCase {
        let case = story.case(args.subject()?).or_else(|why| missing(args, why))?;
        let to = args.need("to")?;
        let content = DelegationContent {
            to: people::agency(&to).unwrap_or(NOBODY.into()),
            decision: Numbered { number: args.or("number", "07/QĐ-THADS"), day },
            parts: args.get("parts").map(|text| parts(&text)).transpose()?,
            reason: reason("Người phải thi hành án có tài sản tại đó"),
        };
        return Ok(C::DelegateCase { case, content: Box::new(content) });
    }
    if kind == K::ReturnDelegation {
        let case = story.case(args.subject()?).or_else(|why| missing(args, why))?;
        let origin = story.facts.cases.get(case).and_then(|case| case.origin);
        return Ok(C::ReturnDelegation { case, origin, reason: reason("Đã thi hành xong") });
    }
    let (case, delegation) = named(story, args.subject()?)?;
    Ok(match kind {
        K::WithdrawDelegation => {
            C::WithdrawDelegation { case, delegation, reason: reason("Không còn căn cứ") }
        }
        K::DeclineDelegation => {
            C::DeclineDelegation { case, delegation, reason: reason("Sai thẩm quyền") }
        }
        _ => C::AcceptDelegation {
            case,
            delegation,
            content: Box::new(Acceptance {
                number: args.or("case", "31/THA"),
                officer: people::user(&args.or("officer", "binhminh"))?,
                decision: Numbered { number: args.or("number", "31/QĐ-CTHADS"), day },
            }),
        },
    })
}

/// What the text calls a delegation; `nothing` is none.
fn named(story: &Story, label: &str) -> Result<(CaseId, DelegationId), String> {
    if label == "nothing" {
        return Ok((NOBODY.into(), NOBODY.into()));
    }
    let found = story.delegations.get(label).copied();
    found.ok_or_else(|| format!("{label} is no delegation"))
}

/// `principal:60.000.000,interest:1.000`.
fn parts(text: &str) -> Result<Parts, String> {
    let mut parts = Parts::default();
    for part in text.split(',') {
        let (name, sum) = part.split_once(':').ok_or("a part is principal:1.000")?;
        let sum = match sum.strip_prefix('-') {
            Some(sum) => -amount(sum)?.minor(),
            None => amount(sum)?.minor(),
        };
        match name {
            "principal" => parts.principal = sum,
            "interest" => parts.interest = sum,
            "fees" => parts.fees = sum,
            "costs" => parts.costs = sum,
            other => return Err(format!("no part {other}")),
        }
    }
    Ok(parts)
}

fn said(parts: &Parts) -> String {
    let parts = parts.by_book().into_iter().filter(|(_, amount)| *amount != 0);
    let parts: Vec<_> =
        parts.map(|(book, amount)| format!("{} {}", word(book), dong(amount))).collect();
    if parts.is_empty() { "nothing".to_owned() } else { parts.join(", ") }
}

/// What an event says, after its code.
pub(super) fn event(story: &Story, event: &MoneyEvent) -> String {
    match event {
        MoneyEvent::ShareDelegated { delegation, .. } => {
            format!("to {}: {}", code(story, delegation), said(&delegation.parts))
        }
        MoneyEvent::ShareAccepted { case, .. } => format!("as {}", story.case_label(*case)),
        MoneyEvent::ShareEnded { state, end, .. } => format!(
            "{}: grown {}, recovered {}, back {}",
            word(state),
            dong(end.grown),
            dong(end.recovered),
            said(&end.returned)
        ),
        _ => String::new(),
    }
}

fn code(story: &Story, delegation: &Delegation) -> String {
    let agency = story.rules.directory.agency(delegation.to);
    agency.map_or_else(|| "?".to_owned(), |one| one.code.to_string())
}

/// What is, and was, with other agencies.
pub(super) fn lines(story: &Story, ledger: &Ledger) -> Vec<String> {
    let line = |one: &Delegation| {
        let case = one.case.map(|case| format!(" as {}", story.case_label(case)));
        let case = case.unwrap_or_default();
        format!(
            "delegated to {}: {}, {}{case}",
            code(story, one),
            said(&one.parts),
            word(one.state)
        )
    };
    ledger.delegations.iter().map(line).collect()
}
