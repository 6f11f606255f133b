//! Handing many cases over: one command for each, since each changes its own roots.

use super::exact::Sender;
use super::write::carry_out;
use crate::dto::case_life::HandOvers;
use crate::dto::view::case_life::{HandedOverView, RefusedCase};
use crate::problem::{Fault, Problem};
use engine::command::{Command, Envelope};
use engine::id::CaseId;
use engine::refusal::Refusal;
use futures_util::stream::{self, StreamExt as _};

/// How many are on their way at a time: lanes carry them out together.
const TOGETHER: usize = 32;

/// Hands them over. Commands bear no key: a case that somebody does not lead is not
/// handed over by him again, and what is told is who leads the cases after it, so that
/// a request that was cut off is sent again as it was.
pub(crate) async fn hand_over(
    sender: Sender<'_>,
    wanted: HandOvers,
) -> Result<HandedOverView, Problem> {
    let Sender { state, actor, arrived } = sender;
    let HandOvers { from, to, reason, cases } = wanted;
    let led = state.store.find(move |find| find.cases_led(&actor, from)).await?;
    let cases = cases.unwrap_or(led);
    let one = |case: CaseId| {
        let command = Command::HandOver { case, from, to, reason: reason.clone() };
        let envelope = Envelope { actor, key: None, arrived, expected: None, command };
        async move { (case, carry_out(state, envelope).await) }
    };
    let outcomes: Vec<_> =
        stream::iter(cases.iter().copied().map(one)).buffered(TOGETHER).collect().await;
    let asked = cases.clone();
    let now = state.store.find(move |find| find.led_of(&actor, to, &asked)).await?;
    let mut told = HandedOverView::default();
    for (case, outcome) in outcomes {
        match outcome {
            _ if now.contains(&case) => told.handed_over.push(case.0),
            Ok(_) => {}
            Err(problem) if is_the_cases(&problem) => {
                told.refused.push(RefusedCase { case: case.0, code: problem.code.to_owned() });
            }
            Err(problem) => return Err(problem),
        }
    }
    Ok(told)
}

/// Whether it is this case's own: the others may be handed over all the same.
fn is_the_cases(problem: &Problem) -> bool {
    let ours = [Fault::InFlight, Fault::Busy].map(Fault::code).contains(&problem.code);
    let all = [Refusal::OfficerUnknown.code(), "text_invalid"].contains(&problem.code);
    problem.status.is_client_error() && !ours && !all
}
