//! CSV text (RFC 4180, UTF-8, header row) to rows of named cells.

use super::{ImportError, Rule, Source};

/// Rows of one file. Larger than any directory; keeps an upload bounded.
const MAX_ROWS: usize = 100_000;

/// What a header must and what it may name; the first is the key.
pub(super) struct Columns {
    /// All, in the order in which cells are kept.
    pub(super) all: &'static [&'static str],
    /// Those of them that a file may leave out.
    pub(super) optional: &'static [&'static str],
}

/// A row: its line in the file, its cells in the order of the columns asked.
struct Row {
    line: u64,
    cells: Vec<String>,
}

/// What became of a row.
pub(super) enum Outcome<T> {
    /// An entry, from this line.
    Read(u64, T),
    /// Something in it is wrong and noted. Its first cell, so that others may
    /// refer to it without being called wrong too.
    Wrong(String),
}

/// Gives each row of a source to `read` as [`Cells`]; what `read` returns and
/// what was wrong is collected. The header must name exactly `columns`, in any
/// order, but for those it may leave out: their cells are empty.
pub(super) fn each_row<T>(
    source: Source<'_>,
    columns: &Columns,
    errors: &mut Vec<ImportError>,
    read: impl Fn(&mut Cells<'_>) -> Option<T>,
) -> Vec<Outcome<T>> {
    let mut outcomes = Vec::new();
    for row in rows(source, columns, errors) {
        let mut cells = Cells { file: source.name, columns: columns.all, row: &row, errors };
        outcomes.push(match read(&mut cells) {
            Some(entry) => Outcome::Read(row.line, entry),
            None => Outcome::Wrong(row.cells.first().cloned().unwrap_or_default()),
        });
    }
    outcomes
}

/// The cells of one row, taken one by one. A wrong cell is noted and the
/// others are still read, so that one pass finds every error.
pub(super) struct Cells<'a> {
    file: &'a str,
    columns: &'a [&'static str],
    row: &'a Row,
    errors: &'a mut Vec<ImportError>,
}

impl Cells<'_> {
    /// Reads one cell.
    pub(super) fn take<T>(
        &mut self,
        field: &'static str,
        parse: impl FnOnce(&str) -> Result<T, Rule>,
    ) -> Option<T> {
        match parse(self.text(field)) {
            Ok(value) => Some(value),
            Err(rule) => {
                self.wrong(field, rule);
                None
            }
        }
    }

    /// Reads a cell that may be empty.
    #[expect(clippy::option_option, reason = "outer: was it right; inner: was it there")]
    pub(super) fn take_if_filled<T>(
        &mut self,
        field: &'static str,
        parse: impl FnOnce(&str) -> Result<T, Rule>,
    ) -> Option<Option<T>> {
        self.take(field, |text| if text.is_empty() { Ok(None) } else { parse(text).map(Some) })
    }

    /// Notes that a cell is wrong.
    pub(super) fn wrong(&mut self, field: &'static str, rule: Rule) {
        self.errors.push(ImportError {
            file: self.file.to_owned(),
            line: self.row.line,
            field: Some(field.to_owned()),
            rule,
        });
    }

    fn text(&self, field: &str) -> &str {
        self.columns
            .iter()
            .position(|column| *column == field)
            .and_then(|index| self.row.cells.get(index))
            .map_or("", String::as_str)
    }
}

/// Whether a cell says yes.
pub(super) fn yes_no(text: &str) -> Result<bool, Rule> {
    match text {
        "true" => Ok(true),
        "false" => Ok(false),
        "" => Err(Rule::Empty),
        _ => Err(Rule::NotYesNo),
    }
}

/// Whether a source's header names a column.
pub(super) fn names(source: Source<'_>, column: &str) -> bool {
    let mut reader = reader(plain(source));
    let header = reader.records().next().and_then(Result::ok);
    header.is_some_and(|header| header.iter().any(|name| name.trim() == column))
}

/// Spreadsheets write a byte-order mark before UTF-8.
fn plain(source: Source<'_>) -> &str {
    source.text.strip_prefix('\u{FEFF}').unwrap_or(source.text)
}

fn reader(text: &str) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .delimiter(separator(text))
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes())
}

/// What the heading row of a CSV file is separated by more often: where the comma is
/// the decimal sign, spreadsheets write semicolons.
pub fn separator(text: &str) -> u8 {
    let head = text.lines().next().unwrap_or_default();
    if head.matches(';').count() >= head.matches(',').count().max(1) { b';' } else { b',' }
}

fn rows(source: Source<'_>, columns: &Columns, errors: &mut Vec<ImportError>) -> Vec<Row> {
    let mut wrong = |line: u64, field: Option<&str>, rule: Rule| {
        errors.push(ImportError {
            file: source.name.to_owned(),
            line,
            field: field.map(ToOwned::to_owned),
            rule,
        });
    };
    let text = plain(source);
    let mut reader = reader(text);
    let mut lines = Lines { text: text.as_bytes(), at: 0, line: 1 };
    let mut order: Option<Vec<Option<usize>>> = None;
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                wrong(lines.line_of(error.position()), None, Rule::NotCsv);
                return rows;
            }
        };
        let line = lines.line_of(record.position());
        let Some(order) = &order else {
            match header(&record, columns) {
                Ok(found) => order = Some(found),
                Err(problems) => {
                    for (field, rule) in problems {
                        wrong(line, Some(&field), rule);
                    }
                    return rows;
                }
            }
            continue;
        };
        let expected = order.iter().flatten().count();
        if record.len() != expected {
            let found = record.len();
            wrong(line, None, Rule::CellCount { expected, found });
            continue;
        }
        if rows.len() == MAX_ROWS {
            wrong(line, None, Rule::TooManyRows { max: MAX_ROWS });
            return rows;
        }
        let cells = order
            .iter()
            .map(|index| index.and_then(|index| record.get(index)).unwrap_or_default())
            .map(|cell| cell.trim().to_owned())
            .collect();
        rows.push(Row { line, cells });
    }
    if order.is_none() {
        wrong(1, None, Rule::Empty);
    }
    rows
}

/// Counts lines as an editor does. The reader's own count stops before blank
/// lines and between CR and LF.
struct Lines<'a> {
    text: &'a [u8],
    at: usize,
    line: u64,
}

impl Lines<'_> {
    /// The line of the record that begins at `position` or after the line
    /// ends that follow it. Positions come in ascending order.
    fn line_of(&mut self, position: Option<&csv::Position>) -> u64 {
        let start = position.map_or(0, csv::Position::byte);
        while let Some(byte) = self.text.get(self.at) {
            let before = u64::try_from(self.at).is_ok_and(|at| at < start);
            if !before && !matches!(byte, b'\r' | b'\n') {
                break;
            }
            self.line += u64::from(*byte == b'\n');
            self.at += 1;
        }
        self.line
    }
}

/// For each column asked, where it stands in the file, if it does.
fn header(
    record: &csv::StringRecord,
    columns: &Columns,
) -> Result<Vec<Option<usize>>, Vec<(String, Rule)>> {
    let found: Vec<&str> = record.iter().map(str::trim).collect();
    let mut problems = Vec::new();
    for (index, name) in found.iter().enumerate() {
        if !columns.all.contains(name) {
            // What stands there is not repeated: a file without headings has persons
            // there (I-32).
            problems.push((format!("column {}", index + 1), Rule::UnknownColumn));
        } else if found.iter().take(index).any(|earlier| earlier == name) {
            problems.push(((*name).to_owned(), Rule::ColumnTwice));
        }
    }
    let mut order = Vec::with_capacity(columns.all.len());
    for column in columns.all {
        let place = found.iter().position(|name| name == column);
        if place.is_none() && !columns.optional.contains(column) {
            problems.push(((*column).to_owned(), Rule::MissingColumn));
        }
        order.push(place);
    }
    if problems.is_empty() { Ok(order) } else { Err(problems) }
}
