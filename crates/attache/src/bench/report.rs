//! What was measured, as a table for people and as JSON for programs.

use super::tally::Figures;
use locale::{Lang, text};
use serde::Serialize;
use std::io::{self, Write};

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $code:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, clap::ValueEnum)]
        #[serde(rename_all = "kebab-case")]
        pub(super) enum $name { $(#[value(name = $code)] #[serde(rename = $code)] $variant),+ }

        impl $name {
            /// Its name on the command line and in results.
            pub(super) const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }
        }
    };
}

words! {
    /// What is measured.
    Work {
        FileToOne = "file-1",
        FileToAll = "file-49",
        Answer = "answer",
        Pairs = "pairs",
        FreezeHot = "freeze-hot",
        FreezeMany = "freeze-many",
        Import = "import",
        Inbox = "inbox",
        Worklist = "worklist",
        Overdue = "overdue",
        Sweep = "sweep",
        SweepIdle = "sweep-idle",
    }
}

words! {
    /// How it is done.
    Way {
        Floor = "floor",
        Single = "single",
        Store = "store",
        Http = "http",
    }
}

/// One measurement.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Row {
    pub(super) engine: &'static str,
    /// Demands there were before.
    pub(super) size: u64,
    pub(super) work: Work,
    pub(super) way: Way,
    pub(super) clients: usize,
    #[serde(flatten)]
    pub(super) figures: Figures,
    /// The rate in percent of the floor's, measured in turns with it.
    pub(super) percent_of_floor: Option<f64>,
}

/// The columns, each with a text in every language.
const HEADS: [&str; 9] =
    ["engine", "size", "work", "way", "clients", "rate", "p50", "p99", "of-floor"];

/// The rows as a table, numbers to the right.
pub(super) fn print(rows: &[Row], lang: Lang, out: &mut impl Write) -> io::Result<()> {
    let heads: Vec<String> =
        HEADS.iter().map(|head| text(lang, &format!("bench-{head}"), &[])).collect();
    let mut lines = vec![heads];
    lines.extend(rows.iter().map(cells));
    let width = |column: usize| {
        let cells = lines.iter().filter_map(|line| line.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..HEADS.len()).map(width).collect();
    for line in &lines {
        for (n, (cell, width)) in line.iter().zip(&widths).enumerate() {
            let is_word = matches!(n, 0 | 2 | 3);
            let gap = if n == 0 { "" } else { "  " };
            if is_word {
                write!(out, "{gap}{cell:<width$}")?;
            } else {
                write!(out, "{gap}{cell:>width$}")?;
            }
        }
        writeln!(out)?;
    }
    Ok(())
}

fn cells(row: &Row) -> Vec<String> {
    let Figures { rate, p50, p99, .. } = row.figures;
    vec![
        row.engine.to_owned(),
        row.size.to_string(),
        row.work.code().to_owned(),
        row.way.code().to_owned(),
        row.clients.to_string(),
        format!("{rate:.0}"),
        format!("{p50:.1}"),
        format!("{p99:.1}"),
        row.percent_of_floor.map_or_else(|| "–".to_owned(), |percent| format!("{percent:.0} %")),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_under_their_heads() {
        let row = Row {
            engine: "postgres",
            size: 5_000,
            work: Work::Pairs,
            way: Way::Http,
            clients: 128,
            figures: Figures { rate: 1234.5, p50: 1.25, p99: 10.0, requests: 7 },
            percent_of_floor: Some(201.4),
        };
        let mut out = Vec::new();
        print(std::slice::from_ref(&row), Lang::En, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0].chars().count(), lines[1].chars().count());
        assert!(lines[1].ends_with("201 %"));
        let json = serde_json::to_value(&row).unwrap();
        assert_eq!((&json["work"], &json["rate"]), (&"pairs".into(), &1234.5.into()));
    }
}
