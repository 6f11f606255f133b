//! What another system says and what is not taken in is kept back, before its sender
//! hears that it was refused.

use super::write::carry_out;
use crate::dto::held::Named;
use crate::problem::{Fault, Problem};
use crate::state::State;
use engine::actor::Actor;
use engine::command::Envelope;
use engine::held::RowError;
use engine::refusal::Refusal;
use engine::time::Instant;
use serde_json::Value;

/// Keeps back what was not taken in, if the problem is the row's own: who may not bring
/// it brings nothing here either, and what is busy is sent again.
pub(super) async fn hold(
    state: &State,
    (actor, arrived): (Actor, Instant),
    named: Named,
    problem: &Problem,
) -> Result<(), Problem> {
    if !is_the_rows(problem) {
        return Ok(());
    }
    let command = named.hold(errors(problem));
    let envelope = Envelope { actor, key: None, arrived, expected: None, command };
    match carry_out(state, envelope).await {
        // It is not this caller's to bring: nothing is missing. Whatever else there is, the
        // row is not kept, and its sender must hear so.
        Err(refused) if is_not_the_callers(&refused) => Ok(()),
        other => other.map(|_| ()),
    }
}

fn is_not_the_callers(refused: &Problem) -> bool {
    ["not_found", "forbidden", "agency_unknown"].contains(&refused.code)
}

fn is_the_rows(problem: &Problem) -> bool {
    let not = [
        Refusal::NotFound.code(),
        Refusal::Forbidden.code(),
        Refusal::KeyReused.code(),
        // It ended there and never was here: nothing is missing.
        Refusal::SyncClosedThere.code(),
        Fault::InFlight.code(),
        Fault::Busy.code(),
    ];
    problem.status.is_client_error() && !not.contains(&problem.code)
}

fn errors(problem: &Problem) -> Vec<RowError> {
    let error = |pointer: &str, code: &str| RowError {
        file: None,
        line: None,
        pointer: pointer.to_owned(),
        code: code.to_owned(),
    };
    if problem.errors.is_empty() {
        let pointer = problem.members.get("pointer").and_then(Value::as_str);
        return vec![error(pointer.unwrap_or_default(), problem.code)];
    }
    problem.errors.iter().map(|one| error(&one.pointer, one.code)).collect()
}
