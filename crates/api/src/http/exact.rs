//! Confirming every line of a statement that is exactly what is waited for: one
//! command for each, since each moves the money of its own case.

use super::headers::bound_key;
use super::write::carry_out;
use crate::dto::view::statement::{ConfirmedView, RefusedLine};
use crate::problem::{Fault, Problem};
use crate::state::State;
use engine::actor::Actor;
use engine::command::{Command, Envelope};
use engine::id::StatementId;
use engine::refusal::Refusal;
use engine::statement::Found;
use engine::time::Instant;

/// Who wants it, and when the request was in.
pub(crate) struct Sender<'a> {
    pub(crate) state: &'a State,
    pub(crate) actor: Actor,
    pub(crate) arrived: Instant,
}

/// Confirms them. Each command bears a key made of its line, so that none is
/// carried out twice, whatever becomes of the request; what is told is how the
/// lines stand after it, so a repeated request is told the same.
pub(crate) async fn confirm_exact(
    sender: Sender<'_>,
    id: StatementId,
) -> Result<ConfirmedView, Problem> {
    let Sender { state, actor, arrived } = sender;
    let view = state.store.find(move |find| find.statement(&actor, id)).await?;
    let before = view.statement.lines.iter().filter(|(_, line)| line.exact);
    let mut told = ConfirmedView {
        confirmed: before.map(|(number, _)| *number).collect(),
        ..ConfirmedView::default()
    };
    for (line, found) in view.found {
        let Found::Exact(case, transfer) = found else { continue };
        let name = format!("line-{}-{line}", id.0.simple());
        let body = format!("{case} {transfer}");
        let key = bound_key(name.as_bytes(), &actor, "POST", &name, body.as_bytes())?;
        let command = Command::ConfirmLine { statement: id, line, case, transfer };
        let envelope = Envelope { actor, key: Some(key), arrived, expected: None, command };
        match carry_out(state, envelope).await {
            Ok(_) => told.confirmed.push(line),
            Err(problem) if is_the_lines(&problem) => {
                told.refused.push(RefusedLine { line, code: problem.code.to_owned() });
            }
            Err(problem) => return Err(problem),
        }
    }
    told.confirmed.sort_unstable();
    Ok(told)
}

/// Whether it is this line's own: the others may be confirmed all the same.
fn is_the_lines(problem: &Problem) -> bool {
    let ours = [Fault::InFlight, Fault::Busy].map(Fault::code).contains(&problem.code);
    problem.status.is_client_error() && !ours && problem.code != Refusal::KeyReused.code()
}
