//! What could not be taken in, kept back until it comes in well or a person dismisses
//! it: one entry for all that is wrong under an external id.

use super::{AT_ONCE, From};
use engine::command::Command;
use engine::decide::Reply;
use engine::held::{HeldContent, KeptRow, RowError, cells_of};
use engine::statement::FileHash;
use engine::sync::ExternalId;
use exchange::cases::{Fault, RawRow};
use serde::Serialize;
use std::collections::BTreeMap;
use store::{Store, StoreError};
use tokio::task::JoinSet;

/// What is wrong in files, by what it is called there. What has no name is known by what
/// its row says.
pub(super) fn of_files(
    faults: &[Fault],
    bad: Vec<RawRow>,
    file: Option<FileHash>,
) -> Vec<HeldContent> {
    let mut held: BTreeMap<Key, HeldContent> = BTreeMap::new();
    let empty = |case| HeldContent { case, payment: None, file, errors: vec![], rows: vec![] };
    for fault in faults.iter().filter(|fault| fault.line > 0) {
        let case = fault.case.as_deref().and_then(ExternalId::parse);
        let key = Key::of(case.as_ref(), &fault.file, fault.line);
        held.entry(key).or_insert_with(|| empty(case)).errors.push(error(fault));
    }
    for RawRow { case, file, line, cells } in bad {
        let case = ExternalId::parse(&case);
        let Some(content) = held.get_mut(&Key::of(case.as_ref(), &file, line)) else { continue };
        content.rows.push(KeptRow { file: Some(file), line: line_of(line), cells });
    }
    let names_something = |one: &HeldContent| one.case.is_some() || !one.rows.is_empty();
    held.into_values().filter(names_something).map(HeldContent::fitted).collect()
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Case(ExternalId),
    Row(String, u64),
}

impl Key {
    fn of(case: Option<&ExternalId>, file: &str, line: u64) -> Self {
        case.map_or_else(|| Self::Row(file.to_owned(), line), |case| Self::Case(case.clone()))
    }
}

/// What a row says that was refused.
pub(super) fn of_refusal(
    fault: &Fault,
    (case, payment): (&ExternalId, Option<&ExternalId>),
    said: &impl Serialize,
    file: Option<FileHash>,
) -> HeldContent {
    let cells = cells_of(&serde_json::to_value(said).unwrap_or_default());
    let row = KeptRow { file: Some(fault.file.clone()), line: line_of(fault.line), cells };
    let content = HeldContent {
        case: Some(case.clone()),
        payment: payment.cloned(),
        file,
        errors: vec![error(fault)],
        rows: vec![row],
    };
    content.fitted()
}

fn error(fault: &Fault) -> RowError {
    RowError {
        file: Some(fault.file.clone()),
        line: line_of(fault.line),
        pointer: fault.column.clone(),
        code: fault.code.clone(),
    }
}

fn line_of(line: u64) -> Option<u32> {
    u32::try_from(line).ok()
}

/// Keeps them back; how many.
pub(super) async fn keep(
    store: &Store,
    from: &From,
    contents: Vec<HeldContent>,
) -> Result<usize, StoreError> {
    let mut kept = 0;
    let mut contents = contents.into_iter();
    loop {
        let mut work = JoinSet::new();
        for content in contents.by_ref().take(AT_ONCE) {
            let (agency, source) = (from.agency, from.source.clone());
            let command = Command::HoldRow { agency, source, content: Box::new(content) };
            let (store, envelope) = (store.clone(), from.envelope(store, command));
            work.spawn(async move { store.execute(envelope).await?.reply });
        }
        if work.is_empty() {
            return Ok(kept);
        }
        while let Some(outcome) = work.join_next().await {
            let reply = outcome.map_err(|_| StoreError::Unavailable)??;
            kept += usize::from(matches!(reply, Reply::Done(_)));
        }
    }
}
