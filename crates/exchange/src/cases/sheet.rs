//! A table of named columns, from CSV: rows with their lines.

use super::Fault;
use crate::csv::plain;
use ::csv::{ReaderBuilder, Trim};
use engine::directory::separator;

/// A column: our name for it, the Vietnamese heading, whether it must be there.
pub(crate) type Column = (&'static str, &'static str, bool);

/// A row's cells and line; an error: the line from which on nothing can be read.
type Records<'t> = Box<dyn Iterator<Item = Result<(u64, Vec<String>), u64>> + 't>;

/// A file that is read row by row: its text is never held a second time.
pub(crate) struct Sheet<'t> {
    file: &'static str,
    columns: Vec<Option<&'static str>>,
    records: Records<'t>,
}

/// A row of a sheet; what is wrong in it is noted and the rest still read, so that
/// one pass finds every error.
pub(crate) struct Row<'a> {
    pub(crate) file: &'static str,
    pub(crate) line: u64,
    columns: &'a [Option<&'static str>],
    cells: &'a [String],
    faults: Vec<Fault>,
}

impl<'t> Sheet<'t> {
    /// Opens CSV with a heading row. What is wrong with the headings stops the file.
    pub(crate) fn csv(
        file: &'static str,
        text: &'t str,
        known: &[Column],
    ) -> Result<Self, Vec<Fault>> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let reader = ReaderBuilder::new()
            .delimiter(separator(text))
            .trim(Trim::All)
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes());
        let mut records: Records<'t> = Box::new(reader.into_records().map(|record| match record {
            Ok(record) => {
                let line = record.position().map_or(0, ::csv::Position::line);
                Ok((line, record.iter().map(str::to_owned).collect()))
            }
            Err(error) => Err(error.position().map_or(0, ::csv::Position::line)),
        }));
        let Some(Ok((_, head))) = records.next() else {
            return Err(vec![Fault::new(file, 1, "", "empty")]);
        };
        let columns = headings(file, head.iter().map(String::as_str), known)?;
        Ok(Self { file, columns, records })
    }

    /// Takes every row, in the order of the file. Returns how many there were; rows of
    /// another shape than the headings are only noted.
    pub(crate) fn each(
        self,
        shapeless: &mut Vec<Fault>,
        mut take: impl FnMut(Row<'_>),
    ) -> Result<usize, Vec<Fault>> {
        let Self { file, columns, records } = self;
        let mut rows = 0;
        for record in records {
            let (line, cells) =
                record.map_err(|line| vec![Fault::new(file, line, "", "row_shape")])?;
            if cells.iter().all(String::is_empty) {
                continue;
            }
            if cells.len() == columns.len() {
                rows += 1;
                take(Row { file, line, columns: &columns, cells: &cells, faults: Vec::new() });
            } else {
                // Its case is known only if its first cell is there.
                let fault = Fault::new(file, line, "", "row_shape");
                shapeless.push(fault.of(cells.first().map(String::as_str)));
            }
        }
        Ok(rows)
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
    pub(crate) fn text(&self, column: &str) -> &str {
        let place = self.columns.iter().position(|one| *one == Some(column));
        place.and_then(|place| self.cells.get(place)).map_or("", String::as_str)
    }

    /// Reads a cell that must say something.
    pub(crate) fn need<T>(
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
    pub(crate) fn may<T>(
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
    pub(crate) fn wrong(&mut self, column: &str, code: &'static str) {
        self.faults.push(Fault::new(self.file, self.line, column, code));
    }

    /// What was wrong.
    pub(crate) fn all_faults(self) -> Vec<Fault> {
        self.faults
    }

    /// What was wrong, as errors of a case.
    pub(crate) fn faults(self, case: &str) -> Vec<Fault> {
        self.faults.into_iter().map(|fault| fault.of(Some(case))).collect()
    }
}
