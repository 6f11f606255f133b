//! The story of another system: files of the ministry's case management are taken over
//! as `attache import cases` does it, with rows that are wrong, and once more.

use super::DemoError;
use super::checks::Table;
use super::money::amount;
use super::reads::totals;
use super::stage::Stage;
use super::tell::{Teller, count};
use crate::sync::{self, From, Tally};
use engine::actor::Actor;
use engine::id::CaseId;
use engine::sync::{ExternalId, SourceCode};
use exchange::cases::{Texts, read};
use locale::dong;
use serde_json::Value;
use std::io::Write;

/// Whose files they are.
const AGENCY: &str = "T01-01";
const FILES: Texts<'static> = Texts {
    cases: include_str!("ministry/cases.csv"),
    parties: include_str!("ministry/parties.csv"),
    obligations: include_str!("ministry/obligations.csv"),
    payments: Some(include_str!("ministry/payments.csv")),
};
/// What the good and the bad cases are called there, with their numbers.
const GOOD: [(&str, &str); 3] = [
    ("BTP-0901", "901/2026/THA-DEMO"),
    ("BTP-0902", "902/2026/THA-DEMO"),
    ("BTP-0903", "903/2026/THA-DEMO"),
];
const BAD: [(&str, &str); 2] =
    [("BTP-0904", "904/2026/THA-DEMO"), ("BTP-0905", "905/2026/THA-DEMO")];

/// What came of the files of another system.
#[derive(Clone, Debug, Default)]
pub(super) struct Imported {
    /// Rows of all files, and what was wrong in them.
    pub(super) rows: i64,
    pub(super) errors: i64,
    /// Cases and payments without an error that are there, and cases with one.
    pub(super) cases: i64,
    pub(super) payments: i64,
    pub(super) bad: i64,
    /// What is owed in the first of them once its payment counts, in đồng.
    pub(super) owed: i64,
    /// How often the money of a case was read.
    pub(super) reads: i64,
    /// Whether nothing came of the same files a second time.
    pub(super) once: bool,
}

impl Imported {
    /// 22 rows in four files; 450 million owed in the first case, 150 paid there.
    pub(super) fn check(&self, table: &mut Table) {
        table.is("import_rows", 22_i64, self.rows);
        table.is("import_errors", 3_i64, self.errors);
        table.is("import_cases", 3_i64, self.cases);
        table.is("import_payments", 2_i64, self.payments);
        table.is("import_bad", 0_i64, self.bad);
        table.is("import_owed", 300_000_000_i64, self.owed);
        table.holds("import_once", self.once);
    }

    #[cfg(test)]
    pub(super) fn as_it_must_be() -> Self {
        let (owed, once) = (300_000_000, true);
        Self { rows: 22, errors: 3, cases: 3, payments: 2, bad: 0, owed, reads: 1, once }
    }
}

/// Takes the files over, twice, and looks at what is there.
pub(super) async fn import(
    stage: &mut Stage,
    teller: &mut Teller<'_, impl Write>,
) -> Result<Imported, DemoError> {
    let store = stage.line.store.clone();
    let rules = store.rules();
    let agency = rules.directory.agencies().find(|one| one.code.as_str() == AGENCY);
    let agency = agency.ok_or_else(|| DemoError::Unknown(AGENCY.to_owned()))?.id;
    let from = From { agency, source: SourceCode::ministry(), actor: Actor::SYSTEM, file: None };
    let (first, _) = taken(stage, &from).await?;
    let good = known(stage, &from, &GOOD).await?;
    let bad = known(stage, &from, &BAD).await?;
    let one = good.first().ok_or(DemoError::Lacks("imported"))?;
    let path = format!("/api/v1/cases/{one}/money?purpose=case_work");
    let money: Value = stage.officer.get(&path).await?;
    let before = totals(&store).await?.events;
    let (again, refused) = taken(stage, &from).await?;
    let nothing = (again.opened, again.changed, again.payments) == (0, 0, 0);
    // What is refused is on record each time.
    let events = totals(&store).await?.events - signed(refused);
    let found = Imported {
        rows: signed(first.rows),
        errors: signed(first.faults.len()),
        cases: signed(good.len()),
        payments: signed(first.payments),
        bad: signed(bad.len()),
        owed: amount(&money, "/balances/outstanding")?,
        reads: 1,
        once: nothing && events == before,
    };
    let args = [
        ("rows", count(first.rows)),
        ("cases", count(good.len())),
        ("payments", count(first.payments)),
        ("errors", count(first.faults.len())),
        ("owed", dong(found.owed).into()),
    ];
    teller.step("demo-imported", &args)?;
    Ok(found)
}

/// What came of the files, and how many of their rows the service itself refused.
async fn taken(stage: &Stage, from: &From) -> Result<(Tally, usize), DemoError> {
    let store = &stage.line.store;
    let officers = sync::officers(store, from.agency).await?;
    let handed = read(FILES, &officers).map_err(|_| DemoError::Lacks("headings"))?;
    let unread = handed.faults.len();
    let tally = sync::run(store, from, handed, &mut |_, _| ()).await?;
    let refused = tally.faults.len() - unread;
    Ok((tally, refused))
}

/// Those that are there, by link or number.
async fn known(
    stage: &Stage,
    from: &From,
    named: &[(&str, &'static str)],
) -> Result<Vec<CaseId>, DemoError> {
    let mut there = Vec::new();
    for (external, number) in named {
        let external = ExternalId::parse(external).ok_or(DemoError::Lacks("external"))?;
        let link = from.source.link(from.agency, &external);
        let by = (from.agency, *number);
        let found = stage.line.store.find_as_system(move |find| find.known_case(link, by));
        there.extend(found.await?.map(|known| known.case.id));
    }
    Ok(there)
}

fn signed(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
