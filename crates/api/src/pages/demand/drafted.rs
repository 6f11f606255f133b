//! A draft in the form, and whether the form holds all of it: a draft written
//! by the API or a file may say more than the form has fields for, and what it
//! cannot show it would silently take out.

use super::super::form::{Body, Errors, Typed};
use super::super::visitor::Visitor;
use super::answer::{answer_form, places, to_body};
use super::rows::{most_rows, now};
use super::show::Read;
use crate::dto::answer::AnswersBody;
use crate::dto::reader::read as parsed;
use engine::demand::{Demand, Item, ItemAnswer};
use serde_json::{Map, Value};

/// What the form shows first: what a draft says, and what is most often right.
pub(super) fn written(visitor: &Visitor, read: &Read) -> Typed {
    let demand = &read.view.demand;
    let mut typed = read.draft().map(|draft| rows(demand, &draft.answers)).unwrap_or_default();
    preset(visitor, demand, &now(visitor), &mut typed);
    typed
}

/// Whether the draft that stands says more than the form can: sent untouched,
/// the form would not say the same of every item still open.
pub(super) fn elsewhere(visitor: &Visitor, read: &Read) -> bool {
    let Some(draft) = read.draft() else {
        return false;
    };
    let demand = &read.view.demand;
    let form = answer_form(visitor, read, &written(visitor, read), &Errors::default());
    let body = Body::of(&to_body(&form.untouched()));
    let body = serde_json::from_value::<AnswersBody>(body.value).ok();
    let sent = body.and_then(|body| parsed(|reader| body.parse(reader)).ok());
    sent.is_none_or(|sent| told(demand, &sent) != told(demand, &draft.answers))
}

/// Answers to what is still open, in one order, without blanks at the ends.
fn told(demand: &Demand, answers: &[ItemAnswer]) -> Vec<Value> {
    let open = |one: &&ItemAnswer| demand.item(one.item).is_some_and(|item| item.state.is_open());
    let mut open: Vec<&ItemAnswer> = answers.iter().filter(open).collect();
    open.sort_by_key(|one| one.item);
    let values = open.into_iter().filter_map(|one| serde_json::to_value(one).ok());
    values.map(trimmed).collect()
}

/// A value without blanks at the ends of its texts.
pub(super) fn trimmed(value: Value) -> Value {
    match value {
        Value::String(text) => text.replace("\r\n", "\n").trim().into(),
        Value::Array(entries) => entries.into_iter().map(trimmed).collect(),
        Value::Object(members) => {
            members.into_iter().map(|(name, value)| (name, trimmed(value))).collect()
        }
        other => other,
    }
}

/// Answers as typed into the form's rows.
pub(super) fn rows(demand: &Demand, answers: &[ItemAnswer]) -> Typed {
    let place = |item: &Item| answers.iter().find(|one| one.item == item.id);
    let rows = demand.items.iter().enumerate().filter_map(|(row, item)| {
        let mut said = serde_json::to_value(place(item)?).ok()?;
        if let Some(tried) = said.get_mut("tried").and_then(Value::as_array_mut) {
            tried.iter_mut().for_each(pair);
        }
        Some((row.to_string(), said))
    });
    let rows: Map<String, Value> = rows.collect();
    Typed::of_body(&serde_json::json!({ "answers": rows }))
}

/// An identifier as a ticked value.
pub(super) fn pair(tried: &mut Value) {
    let part = |name: &str| tried.get(name).and_then(Value::as_str).unwrap_or_default();
    *tried = format!("{}:{}", part("kind"), part("value")).into();
}

/// What is most often right, for every item still open.
pub(super) fn preset(visitor: &Visitor, demand: &Demand, as_of: &str, typed: &mut Typed) {
    for place in places(demand) {
        place.preset(typed, as_of, most_rows(visitor));
    }
}
