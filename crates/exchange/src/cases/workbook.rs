//! Cases from one workbook (`.xlsx`): a sheet for each table, with the headings of the
//! CSV files.
//!
//! A table program keeps numbers as binary fractions, drops zeros in front, and takes
//! `12/2026` for a day. So a number is read where an amount stands and it is exact and
//! whole, a day where a day stands, and everything else is an error of its row and
//! column; never a guess.

use super::sheet::{Cell, Column, Records, Sheet};
use super::{FILES, Fault, Handed, MOST_BYTES, Names, Tables, tables};
use crate::csv::{day, plain};
use crate::sniff::sniff;
use calamine::{DataRef, ExcelDateTime, Reader as _, SheetType, Xlsx, XlsxCellReader, XlsxError};
use engine::file::Media;
use engine::id::UserId;
use engine::time::Day;
use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

/// How large a workbook may be when it is unpacked, in bytes.
pub const MOST_UNPACKED: u64 = 1024 * 1024 * 1024;

/// A table program keeps fifteen digits of a number and makes zeros of the rest, so a
/// longer one may be another number already. All of these are exact (2^53 is longer).
const MOST_EXACT: f64 = 999_999_999_999_999.0;

/// More columns than any table has: what stands beyond them is not looked at.
const MOST_COLUMNS: usize = 64;

/// What the sheets are called: in errors by the first name.
const SHEETS: [[&str; 2]; 4] = [
    ["cases", "hồ sơ"],
    ["parties", "đương sự"],
    ["obligations", "nghĩa vụ"],
    ["payments", "khoản nộp"],
];

pub(super) const NAMES: Names = ["cases", "parties", "obligations", "payments"];

/// Reads a workbook as [`super::read`] reads files. Cases stand in the sheet of that
/// name, or in the first one if its name is none of a table; payments may be missing.
pub fn read_workbook(
    bytes: &[u8],
    officers: &BTreeMap<String, UserId>,
) -> Result<Handed, Vec<Fault>> {
    let broken = |code| vec![Fault::new("", 0, "", code)];
    if bytes.len() > MOST_BYTES {
        return Err(broken("workbook_size"));
    }
    // No macros, no other kind of document, nothing encrypted.
    if !sniff(bytes).is_ok_and(|sniffed| sniffed.media == Media::Xlsx) {
        return Err(broken("workbook"));
    }
    unpacks_within(bytes, MOST_UNPACKED).map_err(broken)?;
    let book = Xlsx::new(Cursor::new(bytes)).map_err(|_: XlsxError| broken("workbook"))?;
    tables(&mut Book::of(book)?, officers)
}

/// A small file may unpack to more than there is memory; what its list of parts says of
/// sizes is not believed.
fn unpacks_within(bytes: &[u8], most: u64) -> Result<(), &'static str> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| "workbook")?;
    let mut left = most;
    for place in 0..archive.len() {
        let part = archive.by_index(place).map_err(|_| "workbook")?;
        let mut part = part.take(left.saturating_add(1));
        let size = std::io::copy(&mut part, &mut std::io::sink()).map_err(|_| "workbook")?;
        left = left.checked_sub(size).ok_or("workbook_size")?;
    }
    Ok(())
}

struct Book<'a> {
    book: Xlsx<Cursor<&'a [u8]>>,
    /// What each table's sheet is called.
    sheets: [Option<String>; 4],
}

impl<'a> Book<'a> {
    /// Which sheet is which. One that is none of them is not passed over: what stands in
    /// it would be missing, and nobody would know.
    fn of(mut book: Xlsx<Cursor<&'a [u8]>>) -> Result<Self, Vec<Fault>> {
        let of_cells = book.sheets_metadata().iter().filter(|one| one.typ == SheetType::WorkSheet);
        let all: Vec<String> = of_cells.map(|one| one.name.clone()).collect();
        let is = |name: &str, known: &[&str]| known.iter().any(|one| plain(one) == plain(name));
        let (mut sheets, mut faults) = ([const { None }; 4], Vec::new());
        let mut unknown = Vec::new();
        for name in &all {
            let place = SHEETS.iter().position(|known| is(name, known));
            match place.and_then(|place| sheets.get_mut(place).zip(NAMES.get(place))) {
                None => unknown.push(name),
                Some((found @ None, _)) => *found = Some(name.clone()),
                Some((Some(_), table)) => faults.push(Fault::new(table, 0, "", "sheet_twice")),
            }
        }
        if let ([cases @ None, ..], Some(first)) = (&mut sheets, all.first())
            && unknown.first() == Some(&first)
        {
            *cases = Some(first.clone());
            unknown.remove(0);
        }
        for name in unknown {
            if says_something(&mut book, name) {
                faults.push(Fault::new(&harmless(name), 0, "", "sheet_unknown"));
            }
        }
        if faults.is_empty() { Ok(Self { book, sheets }) } else { Err(faults) }
    }
}

/// Whether any cell of a sheet says anything; one that cannot be read may.
fn says_something(book: &mut Xlsx<Cursor<&[u8]>>, sheet: &str) -> bool {
    let Ok(cells) = book.worksheet_cells_reader(sheet) else { return true };
    let mut rows = Rows { cells, next: None, line: 0, ended: false };
    rows.any(|row| row.map_or(true, |(_, cells)| !cells.is_empty()))
}

/// The name of a sheet for a file that a table program opens: no formula begins with it.
fn harmless(name: &str) -> String {
    let kept = |c: char| if c.is_alphanumeric() || " ._".contains(c) { c } else { '_' };
    name.chars().map(kept).collect()
}

impl Tables for Book<'_> {
    fn names(&self) -> Names {
        NAMES
    }

    fn open(&mut self, place: usize, known: &[Column]) -> Result<Option<Sheet<'_>>, Vec<Fault>> {
        let Some(name) = NAMES.get(place).copied() else { return Ok(None) };
        let Some(sheet) = self.sheets.get(place).and_then(Option::as_deref) else {
            // Payments need not be there, as their file need not.
            return if place + 1 == FILES.len() {
                Ok(None)
            } else {
                Err(vec![Fault::new(name, 0, "", "sheet_missing")])
            };
        };
        let cells = self.book.worksheet_cells_reader(sheet);
        let cells = cells.map_err(|_| vec![Fault::new(name, 0, "", "workbook")])?;
        let rows: Records<'_> = Box::new(Rows { cells, next: None, line: 0, ended: false });
        Sheet::of(name, rows, known, true).map(Some)
    }
}

/// Cells that come one by one, as rows. A row without cells is none.
struct Rows<'r, 'b> {
    cells: XlsxCellReader<'r, Cursor<&'b [u8]>>,
    /// The first cell of the row after this one.
    next: Option<Placed>,
    line: u64,
    ended: bool,
}

/// A cell with its line, from 1, and its column, from 0.
struct Placed {
    line: u64,
    column: usize,
    cell: Cell,
}

impl Rows<'_, '_> {
    /// The next cell that says something.
    fn cell(&mut self) -> Result<Option<Placed>, XlsxError> {
        while !self.ended {
            let Some(found) = self.cells.next_cell_with_formula_metadata()? else {
                // Nothing is read behind the end.
                self.ended = true;
                break;
            };
            let (row, column) = found.pos;
            let cell = match (found.value, found.formula) {
                // It was never worked out.
                (DataRef::Empty, Some(_)) => Cell::Wrong("cell_formula"),
                (DataRef::Empty, None) => continue,
                (value, _) => said(value),
            };
            let column = usize::try_from(column).unwrap_or(usize::MAX);
            return Ok(Some(Placed { line: u64::from(row) + 1, column, cell }));
        }
        Ok(None)
    }

    fn row(&mut self) -> Result<Option<(u64, Vec<Cell>)>, XlsxError> {
        let first = match self.next.take() {
            Some(first) => Some(first),
            None => self.cell()?,
        };
        let Some(Placed { line, column, cell }) = first else { return Ok(None) };
        self.line = line;
        let mut cells = Vec::new();
        put(&mut cells, column, cell);
        while let Some(Placed { line: of, column, cell }) = self.cell()? {
            if of != line {
                self.next = Some(Placed { line: of, column, cell });
                break;
            }
            put(&mut cells, column, cell);
        }
        Ok(Some((line, cells)))
    }
}

/// Beyond the columns that are looked at one stays, which makes the row too long.
fn put(cells: &mut Vec<Cell>, column: usize, cell: Cell) {
    let column = column.min(MOST_COLUMNS);
    if matches!(&cell, Cell::Text(text) if text.is_empty()) {
        return;
    }
    if cells.len() <= column {
        cells.resize(column + 1, Cell::Text(String::new()));
    }
    if let Some(place) = cells.get_mut(column) {
        *place = cell;
    }
}

impl Iterator for Rows<'_, '_> {
    type Item = Result<(u64, Vec<Cell>), (u64, &'static str)>;

    fn next(&mut self) -> Option<Self::Item> {
        let row = self.row();
        self.ended |= row.is_err();
        row.map_err(|_| (self.line + 1, "workbook")).transpose()
    }
}

fn said(value: DataRef<'_>) -> Cell {
    let text = |text: &str| Cell::Text(text.trim().to_owned());
    match value {
        DataRef::Empty => text(""),
        DataRef::String(said) => text(&said),
        DataRef::SharedString(said) => text(said),
        DataRef::Bool(said) => text(if said { "true" } else { "false" }),
        DataRef::Int(number) => Cell::Number(number.to_string()),
        DataRef::Float(number) if number.fract() == 0.0 && number.abs() <= MOST_EXACT => {
            Cell::Number(format!("{number:.0}"))
        }
        DataRef::Float(_) => Cell::Wrong("cell_number"),
        DataRef::DateTime(at) => midnight(at).map_or(Cell::Wrong("cell_day"), Cell::Day),
        DataRef::DateTimeIso(at) => {
            let (of, time) = at.split_once('T').unwrap_or((&at, ""));
            let whole = time.bytes().all(|byte| b"0:.Z".contains(&byte));
            day(of).filter(|_| whole).map_or(Cell::Wrong("cell_day"), Cell::Day)
        }
        DataRef::DurationIso(_) => Cell::Wrong("cell_day"),
        DataRef::Error(_) => Cell::Wrong("cell_error"),
    }
}

/// The day of a moment at its beginning; nothing else is a day.
fn midnight(at: ExcelDateTime) -> Option<Day> {
    let serial = at.as_f64();
    if !at.is_datetime() || serial.fract() != 0.0 || !(1.0..2_958_466.0).contains(&serial) {
        return None;
    }
    let (year, month, day, ..) = at.to_ymd_hms_milli();
    // The day of 1900 that never was is none of ours.
    Day::from_ymd(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?)
}

#[cfg(test)]
mod tests;
