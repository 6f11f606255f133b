//! What was typed, by field name: a JSON pointer into the body.

use super::body::written;
use crate::problem::{Fault, FieldError, Problem};
use engine::refusal::Refusal;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// How many fields a form may send: those of the longest answer, and more.
const MOST: usize = 40_000;
/// How long a field's name may be.
const LONGEST: usize = 120;

/// The fields whose blanks and line ends belong to them; a file is known by every
/// byte of it.
const VERBATIM: [&str; 3] = ["/password", "_again", "/file"];

/// Values by the names of their fields. Names that end in `/-` are those of
/// lists that are ticked together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::pages) struct Typed(BTreeMap<String, Vec<String>>);

impl Typed {
    /// What a form sent.
    pub(in crate::pages) fn read(body: &[u8]) -> Result<Self, Problem> {
        let pairs = serde_urlencoded::from_bytes::<Vec<(String, String)>>(body);
        let pairs = pairs.map_err(|_| Fault::QueryInvalid)?;
        if pairs.len() > MOST || pairs.iter().any(|(name, _)| name.len() > LONGEST) {
            return Err(Fault::QueryInvalid.into());
        }
        // As in a JSON body: PostgreSQL holds no text with NUL. Browsers send
        // none, and a name that has it is no field of ours to point to.
        if pairs.iter().any(|(name, value)| name.contains('\0') || value.contains('\0')) {
            let (pointer, code) = (String::new(), "character");
            return Err(Problem::of_fields(vec![FieldError { pointer, code }]));
        }
        let mut typed = Self::default();
        for (name, value) in pairs {
            let value = if VERBATIM.contains(&name.as_str()) {
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
    pub(in crate::pages) fn add(&mut self, name: &str, value: &str) {
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

    /// Refuses a list with more rows than it may have. It is asked before
    /// anything else is done with them: a form may send very many.
    pub(in crate::pages) fn at_most(&self, list: &str, most: usize) -> Result<(), Refusal> {
        if self.rows(list) <= most {
            return Ok(());
        }
        let max = u32::try_from(most).unwrap_or(u32::MAX);
        Err(Refusal::CountInvalid { pointer: list.to_owned(), max })
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
        self.0.remove(start);
        let inside = format!("{start}/");
        let names = self.0.range(inside.clone()..).map(|(name, _)| name);
        let gone: Vec<String> =
            names.take_while(|name| name.starts_with(&inside)).cloned().collect();
        for name in gone {
            self.0.remove(&name);
        }
    }

    /// Every field that belongs to the body.
    pub(in crate::pages) fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        let fields = self.0.iter().filter_map(|(name, values)| {
            let path = name.strip_prefix('/')?;
            Some(values.iter().map(move |value| (path, value.as_str())))
        });
        fields.flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_has_nul_in_it() {
        for form in ["/name=a%00", "/na%00me=a", "_csrf=%00"] {
            let problem = Typed::read(form.as_bytes()).unwrap_err();
            assert_eq!(problem.errors.first().map(|one| one.code), Some("character"), "{form}");
        }
        assert!(Typed::read(b"/name=a%5Cu0000").is_ok());
    }

    #[test]
    fn what_is_taken_out_takes_nothing_else_with_it() {
        let mut typed = Typed::read(b"/a/1=1&/a/1/b=2&/a/1/c/d=3&/a/10=4&/a/1-=5&/a=6").unwrap();
        typed.remove("/a/1");
        assert_eq!(typed, Typed::read(b"/a/10=4&/a/1-=5&/a=6").unwrap());
    }

    #[test]
    fn too_many_rows_are_counted() {
        let typed = Typed::read(b"/a/0/b=&/a/7/b=&/a/7/c=&/a/x=").unwrap();
        assert_eq!(typed.at_most("/a", 2), Ok(()));
        let refused = Refusal::CountInvalid { pointer: "/a".to_owned(), max: 1 };
        assert_eq!(typed.at_most("/a", 1), Err(refused));
    }
}
