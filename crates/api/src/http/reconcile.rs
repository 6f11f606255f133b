//! A creditor's list beside its cases here: for the API and for a page.

use crate::problem::{Fault, Problem};
use crate::state::State;
use engine::actor::Actor;
use engine::creditor::reconcile::{Compared, Found, Listed, Numbers, compare};
use engine::refusal::Refusal;
use engine::time::{Day, Zone};
use exchange::cases::Fault as Wrong;
use serde_json::{Value, json};

/// Compares a list with the cases of the actor's institution as they count at the end
/// of a day. Cases whose figures are told are on record as read; nothing of the list is
/// kept.
pub(crate) async fn reconciled(
    state: &State,
    actor: Actor,
    day: Day,
    listed: Vec<Listed>,
) -> Result<Vec<Compared>, Problem> {
    if day > Zone::HANOI.day_of(state.now()) {
        return Err(Refusal::DayInvalid { pointer: "/as_of".to_owned() }.into());
    }
    let found = state.store.find(move |find| {
        let ours = find.claims_as_of(&actor, day, &Numbers::of(&listed))?;
        let rows = compare(&listed, &ours);
        let told = rows.iter().filter(|row| matches!(row.found, Found::Matched | Found::Differs));
        let told: Vec<_> = told.filter_map(|row| row.case).collect();
        find.told_figures(&actor, &told)?;
        Ok(rows)
    });
    Ok(found.await?)
}

/// What is wrong with a list: every row by line, column and rule, never what stands
/// there (I-32).
pub(crate) fn unreadable(wrong: &[Wrong]) -> Problem {
    let row = |one: &Wrong| json!({ "line": one.line, "column": one.column, "code": one.code });
    let rows: Vec<Value> = wrong.iter().map(row).collect();
    Problem::from(Fault::ListUnreadable).with("pointer", "/list").with("rows", rows)
}
