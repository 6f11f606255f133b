//! What was typed, by field name: a JSON pointer into the body.

use super::body::written;
use crate::problem::Fault;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// How many fields a form may send: those of the longest answer, and more.
const MOST: usize = 40_000;
/// How long a field's name may be.
const LONGEST: usize = 120;

/// The fields whose blanks belong to them.
const PASSWORDS: [&str; 2] = ["/password", "_again"];

/// Values by the names of their fields. Names that end in `/-` are those of
/// lists that are ticked together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::pages) struct Typed(BTreeMap<String, Vec<String>>);

impl Typed {
    /// What a form sent.
    pub(in crate::pages) fn read(body: &[u8]) -> Result<Self, Fault> {
        let pairs = serde_urlencoded::from_bytes::<Vec<(String, String)>>(body);
        let pairs = pairs.map_err(|_| Fault::QueryInvalid)?;
        if pairs.len() > MOST || pairs.iter().any(|(name, _)| name.len() > LONGEST) {
            return Err(Fault::QueryInvalid);
        }
        let mut typed = Self::default();
        for (name, value) in pairs {
            let value = if PASSWORDS.contains(&name.as_str()) {
                value
            } else {
                // Browsers end lines as mail does.
                value.replace("\r\n", "\n").trim().to_owned()
            };
            typed.0.entry(name).or_default().push(value);
        }
        Ok(typed)
    }

    /// What a body says, as somebody would have typed it.
    pub(in crate::pages) fn of_body(body: &Value) -> Self {
        let mut typed = Self::default();
        typed.flatten("", &written(body.clone()));
        typed
    }

    fn flatten(&mut self, at: &str, value: &Value) {
        match value {
            Value::Object(members) => {
                members.iter().for_each(|(name, one)| self.flatten(&format!("{at}/{name}"), one));
            }
            Value::Array(entries) => {
                for (index, one) in entries.iter().enumerate() {
                    match one {
                        Value::String(text) => self.add(&format!("{at}/-"), text),
                        other => self.flatten(&format!("{at}/{index}"), other),
                    }
                }
            }
            Value::String(text) => self.add(at, text),
            Value::Null => {}
            other => self.add(at, &other.to_string()),
        }
    }

    /// Adds a value to what a field holds.
    pub(super) fn add(&mut self, name: &str, value: &str) {
        self.0.entry(name.to_owned()).or_default().push(value.to_owned());
    }

    /// Puts a value in place of what a field holds.
    pub(in crate::pages) fn set(&mut self, name: &str, value: impl Into<String>) {
        self.0.insert(name.to_owned(), vec![value.into()]);
    }

    /// Puts a value where a field holds none.
    pub(in crate::pages) fn preset(&mut self, name: &str, value: impl Into<String>) {
        self.0.entry(name.to_owned()).or_insert_with(|| vec![value.into()]);
    }

    /// The value of a field; empty if there is none.
    pub(in crate::pages) fn get(&self, name: &str) -> &str {
        self.0.get(name).and_then(|values| values.first()).map_or("", String::as_str)
    }

    /// Every value of a list that is ticked together.
    pub(in crate::pages) fn all(&self, name: &str) -> &[String] {
        self.0.get(name).map_or(&[], Vec::as_slice)
    }

    /// How many rows of a list were shown: each sends something.
    pub(in crate::pages) fn rows(&self, list: &str) -> usize {
        let start = format!("{list}/");
        let below = self.0.range(start.clone()..).map_while(|(name, _)| name.strip_prefix(&start));
        let rows = below.filter_map(|rest| rest.split('/').next()?.parse::<u32>().ok());
        rows.collect::<BTreeSet<_>>().len()
    }

    /// Whether nothing was typed below a place, members of these names aside.
    pub(in crate::pages) fn is_blank(&self, at: &str, aside: &[&str]) -> bool {
        let start = format!("{at}/");
        let below = self.0.range(start.clone()..).map_while(|(name, values)| {
            Some((name.strip_prefix(&start)?.rsplit('/').next()?, values))
        });
        let mut said = below.filter(|(member, _)| !aside.contains(member));
        said.all(|(_, values)| values.iter().all(String::is_empty))
    }

    /// Takes out what a name starts with.
    pub(in crate::pages) fn remove(&mut self, start: &str) {
        self.0.retain(|name, _| {
            name.strip_prefix(start).is_none_or(|rest| !rest.is_empty() && !rest.starts_with('/'))
        });
    }

    /// Every field that belongs to the body.
    pub(super) fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        let fields = self.0.iter().filter_map(|(name, values)| {
            let path = name.strip_prefix('/')?;
            Some(values.iter().map(move |value| (path, value.as_str())))
        });
        fields.flatten()
    }
}
