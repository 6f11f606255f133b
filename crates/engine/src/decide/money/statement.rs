//! Statements of receiving accounts: taken in once, each line confirmed once.

use super::books::Books;
use super::{Moved, remittance, sized};
use crate::command::{Command, Envelope};
use crate::context::Context;
use crate::decide::check::{self, TEXT};
use crate::decide::{Decision, Reply, done, expect_version, permit};
use crate::event::{Event, Root};
use crate::facts::Facts;
use crate::id::{CaseId, LineKey, PayeeId, StatementId, TransferId};
use crate::money::Money;
use crate::payee::PayeeState;
use crate::policy::Belongs;
use crate::refusal::Refusal;
use crate::statement::{
    FileHash, LONGEST_FIELD, LONGEST_TEXT, Line, LineContent, LineState, MOST_LINES, Statement,
    StatementContent, is_exact,
};
use std::collections::BTreeSet;

pub(super) fn decide(
    facts: &Facts,
    envelope: &Envelope,
    cx: &mut Context<'_>,
) -> Result<Decision, Refusal> {
    match &envelope.command {
        Command::ImportStatement { payee, file, content } => {
            import(facts, envelope, cx, *payee, *file, content)
        }
        Command::ConfirmLine { statement, line, case, transfer } => {
            let to = Assigned { case: *case, transfer: *transfer, exact: true };
            confirm(facts, envelope, cx, (*statement, *line), &to)
        }
        Command::AssignLine { statement, line, case, transfer } => {
            let to = Assigned { case: *case, transfer: *transfer, exact: false };
            confirm(facts, envelope, cx, (*statement, *line), &to)
        }
        Command::DismissLine { statement, line, reason } => {
            dismiss(facts, envelope, cx, (*statement, *line), reason)
        }
        _ => Err(Refusal::NotFound),
    }
}

/// The same file again is recognised and changes nothing (I-3).
fn import(
    facts: &Facts,
    envelope: &Envelope,
    cx: &Context<'_>,
    payee: PayeeId,
    file: FileHash,
    content: &StatementContent,
) -> Result<Decision, Refusal> {
    let account = facts.payees.get(payee).ok_or(Refusal::NotFound)?;
    permit(envelope, &Belongs { agency: Some(account.agency), ..Belongs::default() }, cx)?;
    let id = file.statement_of(payee);
    if let Some(known) = facts.bank_statements.get(id) {
        return Ok(Decision { events: Vec::new(), reply: done(envelope, id.0, known.version) });
    }
    // Money may still come in on an account that is used no more.
    if account.state == PayeeState::Proposed {
        return Err(Refusal::PayeeState);
    }
    if content.account.as_ref().is_some_and(|number| *number != account.content.account) {
        return Err(Refusal::StatementAccount { pointer: "/account".to_owned() });
    }
    check::count(content.lines.len(), "/lines", MOST_LINES)?;
    for (index, line) in content.lines.iter().enumerate() {
        is_sound(line, index)?;
    }
    let event = Event::StatementImported {
        agency: account.agency,
        payee,
        file,
        content: Box::new(content.clone()),
        duplicates: duplicates(facts, payee, &content.lines),
    };
    let events = vec![(Root::Statement(id), event)];
    Ok(Decision { events, reply: done(envelope, id.0, 1) })
}

fn is_sound(line: &LineContent, index: usize) -> Result<(), Refusal> {
    let at = |field: &str| format!("/lines/{index}/{field}");
    check::text(&line.reference, &at("reference"), LONGEST_FIELD)?;
    let text = Some(line.text.as_str()).filter(|text| !text.is_empty());
    check::optional(text, &at("text"), LONGEST_TEXT)?;
    sized(line.amount, &at("amount"))?;
    check::optional(line.party.as_deref(), &at("party"), LONGEST_FIELD)?;
    check::optional(line.party_account.as_deref(), &at("party_account"), LONGEST_FIELD)
}

/// Lines that stand already, in another file or before in this one.
fn duplicates(facts: &Facts, payee: PayeeId, lines: &[LineContent]) -> Vec<u32> {
    let mut seen: BTreeSet<LineKey> = BTreeSet::new();
    let again = |(number, line): (u32, &LineContent)| {
        let key = line.key(payee);
        let known = !seen.insert(key) || facts.known_lines.contains(&key);
        known.then_some(number)
    };
    (1..).zip(lines).filter_map(again).collect()
}

struct Assigned {
    case: CaseId,
    transfer: TransferId,
    /// Only if it fits by reference and amount.
    exact: bool,
}

/// The line and the case's money change in one transaction: a line confirms
/// once, by whatever way and however often it is asked.
fn confirm(
    facts: &Facts,
    envelope: &Envelope,
    cx: &mut Context<'_>,
    (id, number): (StatementId, u32),
    to: &Assigned,
) -> Result<Decision, Refusal> {
    let statement = reached(facts, envelope, cx, id)?;
    let gate = facts.gates.get(&to.case).ok_or(Refusal::NotFound)?;
    permit(envelope, &Belongs::to_case(gate), cx)?;
    expect_version(envelope, statement.version)?;
    let line = found(statement, number)?;
    let told = |version| {
        let mut reply = done(envelope, id.0, version);
        if let Reply::Done(done) = &mut reply {
            done.other = Some(to.transfer.0);
        }
        reply
    };
    match line.state {
        LineState::Open if line.content.reverses => return Err(Refusal::LineReverses),
        LineState::Open => {}
        LineState::Confirmed if line.of == Some((to.case, to.transfer)) => {
            return Ok(Decision { events: Vec::new(), reply: told(statement.version) });
        }
        _ => return Err(Refusal::LineState),
    }
    let mut books = Books::of(facts, envelope.actor.who, cx, gate)?;
    if to.exact && !fits(facts, statement, line, &books, to.transfer) {
        return Err(Refusal::LineNotExact);
    }
    let arrived = remittance::Arrived {
        amount: Money::new(line.content.amount, statement.currency),
        day: line.content.value,
        reference: &line.content.reference,
        said: remittance::Said::ByLine { assigned: !to.exact },
    };
    let _: Moved =
        remittance::confirm(facts, envelope, gate, &mut books, cx, to.transfer, &arrived)?;
    let (case, transfer, exact) = (to.case, to.transfer, to.exact);
    let event = Event::LineConfirmed { line: number, case, transfer, exact };
    let mut events = vec![(Root::Statement(id), event)];
    events.extend(books.into_events());
    Ok(Decision { events, reply: told(statement.version + 1) })
}

fn fits(
    facts: &Facts,
    statement: &Statement,
    line: &Line,
    books: &Books,
    transfer: TransferId,
) -> bool {
    let Some(transfer) = books.ledger.transfer(transfer) else {
        return false;
    };
    let demand = facts.demands.get(transfer.demand);
    let reference = demand.map_or("", |demand| demand.reference.as_str());
    is_exact(&line.content, statement.payee, &books.ledger, transfer, reference)
}

fn dismiss(
    facts: &Facts,
    envelope: &Envelope,
    cx: &Context<'_>,
    (id, number): (StatementId, u32),
    reason: &str,
) -> Result<Decision, Refusal> {
    let statement = reached(facts, envelope, cx, id)?;
    expect_version(envelope, statement.version)?;
    if found(statement, number)?.state != LineState::Open {
        return Err(Refusal::LineState);
    }
    check::text(reason, "/reason", TEXT)?;
    let event = Event::LineDismissed { line: number, reason: reason.to_owned() };
    let reply = done(envelope, id.0, statement.version + 1);
    Ok(Decision { events: vec![(Root::Statement(id), event)], reply })
}

fn reached<'a>(
    facts: &'a Facts,
    envelope: &Envelope,
    cx: &Context<'_>,
    id: StatementId,
) -> Result<&'a Statement, Refusal> {
    let statement = facts.bank_statements.get(id).ok_or(Refusal::NotFound)?;
    permit(envelope, &Belongs { agency: Some(statement.agency), ..Belongs::default() }, cx)?;
    Ok(statement)
}

fn found(statement: &Statement, number: u32) -> Result<&Line, Refusal> {
    let unknown = || Refusal::LineUnknown { pointer: "/line".to_owned() };
    statement.lines.get(&number).ok_or_else(unknown)
}
