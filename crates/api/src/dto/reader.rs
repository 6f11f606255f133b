//! Parsing a body into engine types: every wrong field is named, by where it
//! stands, not only the first.

use super::leaf::{Field, Leaf};
use crate::problem::{FieldError, Problem};

/// The longest line, in characters.
const LONGEST_LINE: usize = 200;

/// Where in a body parsing stands, and what it has found wrong.
#[derive(Debug, Default)]
pub(crate) struct Reader {
    at: String,
    errors: Vec<FieldError>,
}

/// Parses a body whole, or says everything that is wrong with it.
pub(crate) fn read<T>(parse: impl FnOnce(&mut Reader) -> Option<T>) -> Result<T, Problem> {
    let mut reader = Reader::default();
    match parse(&mut reader) {
        Some(value) if reader.errors.is_empty() => Ok(value),
        _ => Err(Problem::of_fields(reader.errors)),
    }
}

impl Reader {
    /// What happens inside one member.
    pub(crate) fn within<T>(
        &mut self,
        name: &str,
        parse: impl FnOnce(&mut Self) -> Option<T>,
    ) -> Option<T> {
        let outside = self.at.len();
        self.at.push('/');
        self.at.push_str(name);
        let value = parse(self);
        self.at.truncate(outside);
        value
    }

    /// A member is wrong.
    pub(crate) fn wrong<T>(&mut self, name: &str, code: &'static str) -> Option<T> {
        self.within(name, |reader| {
            let pointer = reader.at.clone();
            reader.errors.push(FieldError { pointer, code });
            None
        })
    }

    /// A line of text: something is in it, and nothing that would break it.
    pub(crate) fn line(&mut self, name: &str, text: String) -> Option<String> {
        let code = match text.chars().count() {
            _ if text.trim().is_empty() => "empty",
            n if n > LONGEST_LINE => "too_long",
            _ if text.chars().any(char::is_control) => "character",
            _ => return Some(text),
        };
        self.wrong(name, code)
    }

    /// The value of a leaf.
    pub(crate) fn field<T: Leaf>(&mut self, name: &str, field: &Field<T>) -> Option<T> {
        match T::read(&field.text) {
            Ok(value) => Some(value),
            Err(code) => self.wrong(name, code),
        }
    }

    /// The value of a leaf that may be absent.
    #[expect(clippy::option_option, reason = "the outer one: wrong; the inner one: absent")]
    pub(crate) fn optional<T: Leaf>(
        &mut self,
        name: &str,
        field: Option<&Field<T>>,
    ) -> Option<Option<T>> {
        match field {
            None => Some(None),
            Some(field) => self.field(name, field).map(Some),
        }
    }

    /// A member that has to be there.
    pub(crate) fn required<D>(&mut self, name: &str, member: Option<D>) -> Option<D> {
        match member {
            None => self.wrong(name, "missing"),
            some => some,
        }
    }

    /// A part of the body that may be absent.
    #[expect(clippy::option_option, reason = "the outer one: wrong; the inner one: absent")]
    pub(crate) fn part<D, T>(
        &mut self,
        name: &str,
        part: Option<D>,
        parse: impl FnOnce(&mut Self, D) -> Option<T>,
    ) -> Option<Option<T>> {
        match part {
            None => Some(None),
            Some(part) => self.within(name, |reader| parse(reader, part)).map(Some),
        }
    }

    /// A list: every entry is looked at, though one be wrong.
    pub(crate) fn each<D, T>(
        &mut self,
        name: &str,
        entries: Vec<D>,
        mut parse: impl FnMut(&mut Self, D) -> Option<T>,
    ) -> Option<Vec<T>> {
        self.within(name, |reader| {
            let mut values = Vec::with_capacity(entries.len());
            let mut wrong = false;
            for (index, entry) in entries.into_iter().enumerate() {
                match reader.within(&index.to_string(), |reader| parse(reader, entry)) {
                    Some(value) => values.push(value),
                    None => wrong = true,
                }
            }
            (!wrong).then_some(values)
        })
    }

    /// A list of leaves.
    pub(crate) fn leaves<T: Leaf>(&mut self, name: &str, fields: &[Field<T>]) -> Option<Vec<T>> {
        self.within(name, |reader| {
            let values: Vec<Option<T>> = fields
                .iter()
                .enumerate()
                .map(|(index, field)| reader.field(&index.to_string(), field))
                .collect();
            values.into_iter().collect()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::time::Day;

    #[test]
    fn every_wrong_entry_is_named() {
        let days = ["2026-11-22", "2026-02-30", "x"];
        let fields: Vec<Field<Day>> = days
            .iter()
            .map(|text| serde_json::from_value(serde_json::json!(text)).unwrap())
            .collect();
        let problem = read(|reader| {
            let days = reader.leaves("days", &fields);
            let missing = reader.required::<u8>("n", None);
            Some((days?, missing?))
        })
        .unwrap_err();
        let found: Vec<_> =
            problem.errors.iter().map(|error| (error.pointer.as_str(), error.code)).collect();
        let expected = [("/days/1", "day_form"), ("/days/2", "day_form"), ("/n", "missing")];
        assert_eq!(found, expected);
    }
}
