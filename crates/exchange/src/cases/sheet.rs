//! A table of named columns, from CSV: rows with their lines.

use super::Fault;
use crate::csv::{plain, separator};
use ::csv::{ReaderBuilder, Trim};

/// A column: our name for it, the Vietnamese heading, whether it must be there.
pub(super) type Column = (&'static str, &'static str, bool);

/// A file that is read row by row.
pub(super) struct Sheet {
    pub(super) file: &'static str,
    columns: Vec<Option<&'static str>>,
    rows: Vec<(u64, Vec<String>)>,
}

/// A row of a sheet; what is wrong in it is noted and the rest still read, so that
/// one pass finds every error.
pub(super) struct Row<'a> {
    pub(super) file: &'static str,
    pub(super) line: u64,
    columns: &'a [Option<&'static str>],
    cells: &'a [String],
    faults: Vec<Fault>,
}

impl Sheet {
    /// Reads CSV with a heading row. What is wrong with the headings stops the file.
    pub(super) fn csv(
        file: &'static str,
        text: &str,
        known: &[Column],
        faults: &mut Vec<Fault>,
    ) -> Result<Self, Vec<Fault>> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut reader = ReaderBuilder::new()
            .delimiter(separator(text))
            .trim(Trim::All)
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes());
        let mut records = reader.records();
        let head = records.next().and_then(Result::ok);
        let Some(head) = head else {
            return Err(vec![Fault::new(file, 1, "", "empty")]);
        };
        let columns = headings(file, head.iter(), known)?;
        let mut rows = Vec::new();
        for record in records {
            match record {
                Ok(record) => {
                    let line = record.position().map_or(0, ::csv::Position::line);
                    if record.iter().all(str::is_empty) {
                        continue;
                    }
                    if record.len() == columns.len() {
                        rows.push((line, record.iter().map(str::to_owned).collect()));
                    } else {
                        // Its case is known only if its first cell is there.
                        let fault = Fault::new(file, line, "", "row_shape");
                        faults.push(fault.of(record.get(0)));
                    }
                }
                Err(error) => {
                    let line = error.position().map_or(0, ::csv::Position::line);
                    return Err(vec![Fault::new(file, line, "", "row_shape")]);
                }
            }
        }
        Ok(Self { file, columns, rows })
    }

    /// How many rows there are.
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// The rows, in the order of the file.
    pub(super) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|(line, cells)| Row {
            file: self.file,
            line: *line,
            columns: &self.columns,
            cells,
            faults: Vec::new(),
        })
    }
}

/// Which column stands where; headings in Vietnamese or English, with or without
/// marks. What stands in an unknown heading is not repeated: it may be a person.
fn headings<'a>(
    file: &'static str,
    head: impl Iterator<Item = &'a str>,
    known: &[Column],
) -> Result<Vec<Option<&'static str>>, Vec<Fault>> {
    let mut columns: Vec<Option<&'static str>> = Vec::new();
    let mut faults = Vec::new();
    for (index, heading) in head.enumerate() {
        let heading = plain(heading);
        let found =
            known.iter().find(|(code, vi, _)| heading == plain(code) || heading == plain(vi));
        let code = found.map(|(code, ..)| *code);
        match code {
            None => {
                faults.push(Fault::new(file, 1, &(index + 1).to_string(), "heading_unknown"));
            }
            Some(code) if columns.contains(&Some(code)) => {
                faults.push(Fault::new(file, 1, code, "heading_twice"));
            }
            Some(_) => {}
        }
        columns.push(code);
    }
    for (code, _, needed) in known {
        if *needed && !columns.contains(&Some(*code)) {
            faults.push(Fault::new(file, 1, code, "column_missing"));
        }
    }
    if faults.is_empty() { Ok(columns) } else { Err(faults) }
}

impl Row<'_> {
    /// The text of a cell; empty where the file has no such column.
    pub(super) fn text(&self, column: &str) -> &str {
        let place = self.columns.iter().position(|one| *one == Some(column));
        place.and_then(|place| self.cells.get(place)).map_or("", String::as_str)
    }

    /// Reads a cell that must say something.
    pub(super) fn need<T>(
        &mut self,
        column: &'static str,
        read: impl FnOnce(&str) -> Result<T, &'static str>,
    ) -> Option<T> {
        let text = self.text(column);
        let found = if text.is_empty() { Err("missing") } else { read(text) };
        found.map_err(|code| self.wrong(column, code)).ok()
    }

    /// Reads a cell that may be empty; outer: whether it was right.
    #[expect(clippy::option_option, reason = "outer: was it right; inner: was it there")]
    pub(super) fn may<T>(
        &mut self,
        column: &'static str,
        read: impl FnOnce(&str) -> Result<T, &'static str>,
    ) -> Option<Option<T>> {
        if self.text(column).is_empty() {
            return Some(None);
        }
        self.need(column, read).map(Some)
    }

    /// Notes that a cell is wrong.
    pub(super) fn wrong(&mut self, column: &str, code: &'static str) {
        self.faults.push(Fault::new(self.file, self.line, column, code));
    }

    /// What was wrong, as errors of a case.
    pub(super) fn faults(self, case: &str) -> Vec<Fault> {
        self.faults.into_iter().map(|fault| fault.of(Some(case))).collect()
    }
}
