//! The leavers' list: who signs in no more, by name and, if it is known, by day.

use super::table::{Cells, Columns, Outcome, each_row};
use super::{ImportError, Rule, Source, Username};
use crate::time::Day;
use std::collections::BTreeMap;

const COLUMNS: Columns = Columns { all: &["username", "leaves_on"], optional: &["leaves_on"] };

/// A row of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaver {
    /// The line the row begins on, counted from 1.
    pub line: u64,
    /// The name he signs in with.
    pub username: Username,
    /// The first day on which he signs in no more; `None`: at once.
    pub leaves_on: Option<Day>,
}

impl Leaver {
    /// Whether his day has not come.
    pub fn stays_on(&self, today: Day) -> bool {
        self.leaves_on.is_some_and(|day| day > today)
    }
}

/// What a list says: its rows, and what is wrong with others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Leavers {
    /// Good rows, in the order of the file.
    pub rows: Vec<Leaver>,
    /// What is wrong, by line. A wrong row costs no other.
    pub errors: Vec<ImportError>,
}

/// Reads a list. With a wrong header there are errors and no row.
pub fn read_leavers(source: Source<'_>) -> Leavers {
    let mut errors = Vec::new();
    let outcomes = each_row(source, &COLUMNS, &mut errors, leaver);
    let mut read = Leavers { rows: Vec::new(), errors };
    let mut first = BTreeMap::new();
    for outcome in outcomes {
        let Outcome::Read(line, (username, leaves_on)) = outcome else {
            continue;
        };
        if let Some(line_before) = first.get(&username) {
            let rule = Rule::Duplicate { file: source.name.to_owned(), line: *line_before };
            read.errors.push(wrong_leaver(source.name, line, rule));
            continue;
        }
        first.insert(username.clone(), line);
        read.rows.push(Leaver { line, username, leaves_on });
    }
    read.errors.sort_by_key(|error| error.line);
    read
}

/// An error of a row's name.
pub fn wrong_leaver(file: &str, line: u64, rule: Rule) -> ImportError {
    let field = COLUMNS.all.first().map(|name| (*name).to_owned());
    ImportError { file: file.to_owned(), line, field, rule }
}

fn leaver(cells: &mut Cells<'_>) -> Option<(Username, Option<Day>)> {
    let username = cells.take("username", Username::parse);
    let day = |text: &str| text.parse::<Day>().map_err(|_| Rule::NotADay);
    let leaves_on = cells.take_if_filled("leaves_on", day);
    Some((username?, leaves_on?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Vec<String>, Vec<String>) {
        let read = read_leavers(Source { name: "left.csv", text });
        let day = |row: &Leaver| row.leaves_on.map(|day| day.to_string()).unwrap_or_default();
        let rows =
            read.rows.iter().map(|row| format!("{} {} {}", row.line, row.username, day(row)));
        let errors = read.errors.iter().map(|one| {
            format!("{} {} {}", one.line, one.field.as_deref().unwrap_or("-"), one.rule.code())
        });
        (rows.collect(), errors.collect())
    }

    #[test]
    fn a_wrong_row_costs_no_other() {
        let text = "\u{FEFF}leaves_on,username\n,mai\n2026-12-31,lan\n31/12/2026,cuc\n,Không Tên\n,mai\n,tung\n";
        let (rows, errors) = read(text);
        assert_eq!(rows, ["2 mai ", "3 lan 2026-12-31", "7 tung "]);
        assert_eq!(
            errors,
            ["4 leaves_on not_a_day", "5 username not_a_code", "6 username duplicate"]
        );
        assert_eq!(read("username\nmai\n").0, ["2 mai "]);
        let semicolons = "username;leaves_on\r\nmai;2026-12-31\r\n";
        assert_eq!(read(semicolons).0, ["2 mai 2026-12-31"]);
    }

    #[test]
    fn a_wrong_heading_leaves_nothing() {
        assert_eq!(
            read("user\nmai\n"),
            (
                vec![],
                ["1 column 1 unknown_column", "1 username missing_column"].map(Into::into).to_vec()
            )
        );
    }

    #[test]
    fn whoever_leaves_today_is_gone_today() {
        let today = Day::from_ymd(2026, 12, 1).unwrap();
        let on =
            |leaves_on| Leaver { line: 2, username: Username::parse("mai").unwrap(), leaves_on };
        assert!(!on(None).stays_on(today) && !on(Some(today)).stays_on(today));
        assert!(on(Day::from_ymd(2026, 12, 2)).stays_on(today));
    }
}
