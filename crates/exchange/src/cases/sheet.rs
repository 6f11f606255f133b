//! A table of named columns, from CSV or a sheet of a workbook: rows with their lines.

use super::{Fault, RawRow};
use crate::csv::plain;
use ::csv::{ReaderBuilder, Trim};
use engine::directory::separator;
use engine::time::Day;

/// A column: our name for it, the Vietnamese heading, whether it must be there.
pub(crate) type Column = (&'static str, &'static str, bool);

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Cell {
    /// Text, as it is typed in CSV.
    Text(String),
    /// A number of a workbook, as it is written in full: right where an amount stands.
    /// Elsewhere it has lost the zeros in front.
    Number(String),
    /// A day of a workbook: right where a day stands, and nowhere else.
    Day(Day),
    /// Nothing that can be read as what it was meant to be; the code of the rule.
    Wrong(&'static str),
}

/// A row's cells and line; an error: the line from which on nothing can be read, and
/// the code of the rule.
pub(crate) type Records<'t> =
    Box<dyn Iterator<Item = Result<(u64, Vec<Cell>), (u64, &'static str)>> + 't>;

/// A table that is read row by row: its text is never held a second time.
pub(crate) struct Sheet<'t> {
    file: &'static str,
    columns: Vec<Option<&'static str>>,
    records: Records<'t>,
    /// Empty cells at the end of a row may be left out.
    ragged: bool,
}

/// What came of the rows of a sheet.
#[derive(Default)]
pub(crate) struct Shapeless {
    /// Rows of another shape than the headings.
    pub(crate) faults: Vec<Fault>,
    /// What stands in them.
    pub(super) rows: Vec<RawRow>,
}

/// A row of a sheet; what is wrong in it is noted and the rest still read, so that
/// one pass finds every error.
pub(crate) struct Row<'a> {
    pub(crate) file: &'static str,
    pub(crate) line: u64,
    columns: &'a [Option<&'static str>],
    cells: &'a [Said],
    faults: Vec<Fault>,
}

/// What a cell says, and the code of the rule if that cannot stand in its column.
type Said = (String, Option<&'static str>);

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
        let records: Records<'t> = Box::new(reader.into_records().map(|record| match record {
            Ok(record) => {
                let line = record.position().map_or(0, ::csv::Position::line);
                Ok((line, record.iter().map(|cell| Cell::Text(cell.to_owned())).collect()))
            }
            Err(error) => Err((error.position().map_or(0, ::csv::Position::line), "row_shape")),
        }));
        Self::of(file, records, known, false)
    }

    /// A table whose first row are the headings.
    pub(super) fn of(
        file: &'static str,
        mut records: Records<'t>,
        known: &[Column],
        ragged: bool,
    ) -> Result<Self, Vec<Fault>> {
        let head = match records.next() {
            None => return Err(vec![Fault::new(file, 1, "", "empty")]),
            Some(Err((line, code))) => return Err(vec![Fault::new(file, line, "", code)]),
            Some(Ok((_, head))) => head,
        };
        let head = head.iter().map(|cell| match cell {
            Cell::Text(text) => text.as_str(),
            Cell::Number(_) | Cell::Day(_) | Cell::Wrong(_) => "",
        });
        let columns = headings(file, head, known)?;
        Ok(Self { file, columns, records, ragged })
    }

    /// Takes every row, in the order of the file. Returns how many there were; rows of
    /// another shape than the headings are only noted.
    pub(crate) fn each(
        self,
        shapeless: &mut Shapeless,
        mut take: impl FnMut(Row<'_>),
    ) -> Result<usize, Vec<Fault>> {
        let Self { file, columns, records, ragged } = self;
        let mut rows = 0;
        for record in records {
            let (line, mut cells) =
                record.map_err(|(line, code)| vec![Fault::new(file, line, "", code)])?;
            if cells.iter().all(|cell| matches!(cell, Cell::Text(text) if text.is_empty())) {
                continue;
            }
            if ragged && cells.len() < columns.len() {
                cells.resize(columns.len(), Cell::Text(String::new()));
            }
            let whole = cells.len() == columns.len();
            let named = columns.iter().copied().chain(std::iter::repeat(None));
            let cells: Vec<_> = named.zip(cells).map(|(column, cell)| said(column, cell)).collect();
            let row = Row { file, line, columns: &columns, cells: &cells, faults: Vec::new() };
            if whole {
                rows += 1;
                take(row);
            } else {
                let certain = |column: &str| row.certain(column, ragged);
                let case = certain("external_id").or_else(|| certain("case_id"));
                let paid = columns.contains(&Some("payment_id"));
                let payment = paid.then(|| certain("payment_id").unwrap_or_default());
                let fault = Fault::new(file, line, "", "row_shape").of(case);
                shapeless.faults.push(fault.of_payment(payment));
                shapeless.rows.push(row.raw(case.unwrap_or_default(), payment));
            }
        }
        Ok(rows)
    }
}

/// The text of a cell, in its column.
fn said(column: Option<&'static str>, cell: Cell) -> Said {
    let of_days = column.is_some_and(|code| code.ends_with("day"));
    match cell {
        Cell::Text(text) => (text, None),
        // The bare number of a day is no day, and is said to be none.
        Cell::Number(text) if column == Some("amount") || of_days => (text, None),
        // What is left of 0012 is another one's number.
        Cell::Number(text) => (text, Some("cell_number")),
        // A number such as 12/2026 that a table program took for a day.
        Cell::Day(day) => (day.to_string(), (!of_days).then_some("cell_day")),
        Cell::Wrong(code) => (String::new(), Some(code)),
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
    fn cell(&self, column: &str) -> Result<&str, &'static str> {
        let place = self.columns.iter().position(|one| *one == Some(column));
        match place.and_then(|place| self.cells.get(place)) {
            None => Ok(""),
            Some((text, None)) => Ok(text),
            Some((_, Some(code))) => Err(code),
        }
    }

    /// The text of a cell of a row of another shape than the headings, where it surely is
    /// that of the column: something is too much or missing, and what stands behind it is
    /// not what its heading says. Cells of a workbook have places.
    fn certain(&self, column: &str, placed: bool) -> Option<&str> {
        let place = self.columns.iter().position(|one| *one == Some(column))?;
        let known = placed || place == 0;
        self.cell(column).ok().filter(|text| known && !text.is_empty())
    }

    /// The text of a cell; empty where the file has no such column.
    pub(crate) fn text(&self, column: &str) -> &str {
        self.cell(column).unwrap_or_default()
    }

    /// Reads a cell that must say something.
    pub(crate) fn need<T>(
        &mut self,
        column: &'static str,
        read: impl FnOnce(&str) -> Result<T, &'static str>,
    ) -> Option<T> {
        let found = self.cell(column).and_then(|text| match text {
            "" => Err("missing"),
            text => read(text),
        });
        found.map_err(|code| self.wrong(column, code)).ok()
    }

    /// Reads a cell that may be empty; outer: whether it was right.
    #[expect(clippy::option_option, reason = "outer: was it right; inner: was it there")]
    pub(crate) fn may<T>(
        &mut self,
        column: &'static str,
        read: impl FnOnce(&str) -> Result<T, &'static str>,
    ) -> Option<Option<T>> {
        if self.cell(column) == Ok("") {
            return Some(None);
        }
        self.need(column, read).map(Some)
    }

    /// Notes that a cell is wrong.
    pub(crate) fn wrong(&mut self, column: &str, code: &'static str) {
        self.faults.push(Fault::new(self.file, self.line, column, code));
    }

    /// What stands in it, for who puts it right.
    fn raw(&self, case: &str, payment: Option<&str>) -> RawRow {
        let named = self.columns.iter().copied().chain(std::iter::repeat(None));
        let cells = (1_usize..).zip(named).zip(self.cells).filter_map(|((place, column), cell)| {
            let (text, _) = cell;
            let name = column.map_or_else(|| place.to_string(), str::to_owned);
            (!text.is_empty()).then(|| (name, text.clone()))
        });
        let (file, line) = (self.file.to_owned(), self.line);
        let (case, payment) = (case.trim().to_owned(), payment.map(|one| one.trim().to_owned()));
        RawRow { case, payment, file, line, cells: cells.collect() }
    }

    /// What was wrong, as errors of a case or of its payment; with what stands there, if anything was.
    pub(crate) fn end(self, case: &str, payment: Option<&str>) -> (Vec<Fault>, Option<RawRow>) {
        let raw = (!self.faults.is_empty()).then(|| self.raw(case, payment));
        let of = |fault: Fault| fault.of(Some(case)).of_payment(payment);
        (self.faults.into_iter().map(of).collect(), raw)
    }

    /// What was wrong.
    pub(crate) fn all_faults(self) -> Vec<Fault> {
        self.faults
    }
}
