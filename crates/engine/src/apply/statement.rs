//! Events of imported statements.

use super::instrument::person;
use crate::event::{Event, Recorded};
use crate::facts::Facts;
use crate::id::StatementId;
use crate::statement::{Line, LineContent, LineState, Side, Statement};

pub(super) fn apply(facts: &mut Facts, id: StatementId, recorded: &Recorded) {
    if let Event::StatementImported { agency, payee, file, content, duplicates } = &recorded.event {
        let line = |(number, line): (u32, &LineContent)| {
            let state = match line.side {
                _ if duplicates.contains(&number) => LineState::Duplicate,
                _ if line.reverses => LineState::Open,
                Side::Credit => LineState::Open,
                Side::Debit => LineState::PaidOut,
            };
            let content = line.clone();
            let line = Line { content, state, of: None, exact: false, reason: None, settled: None };
            (number, line)
        };
        let keys = content.lines.iter().map(|line| line.key(*payee));
        facts.known_lines.extend(keys);
        let statement = Statement {
            id,
            version: recorded.version,
            agency: *agency,
            payee: *payee,
            file: *file,
            importer: person(recorded),
            imported_at: recorded.at,
            currency: content.currency,
            opening: content.opening,
            closing: content.closing,
            count: u32::try_from(content.lines.len()).unwrap_or(u32::MAX),
            lines: (1..).zip(&content.lines).map(line).collect(),
        };
        facts.bank_statements.insert(id, statement);
        return;
    }
    facts.bank_statements.change(id, |statement| {
        statement.version = recorded.version;
        let (Event::LineConfirmed { line: number, .. } | Event::LineDismissed { line: number, .. }) =
            &recorded.event
        else {
            return;
        };
        if let Some(line) = statement.lines.get_mut(number) {
            settle(line, recorded);
        }
    });
}

fn settle(line: &mut Line, recorded: &Recorded) {
    line.settled = Some((person(recorded), recorded.at));
    match &recorded.event {
        Event::LineConfirmed { case, transfer, exact, .. } => {
            line.state = LineState::Confirmed;
            line.of = Some((*case, *transfer));
            line.exact = *exact;
        }
        Event::LineDismissed { reason, .. } => {
            line.state = LineState::Dismissed;
            line.reason = Some(reason.clone());
        }
        _ => {}
    }
}
