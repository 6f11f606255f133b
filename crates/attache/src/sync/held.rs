//! What could not be taken in, kept back until it comes in well or a person dismisses
//! it: one entry for all that is wrong under an external id.

use super::{AT_ONCE, From, Tally, fault};
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
    for fault in faults.iter().filter(|fault| fault.line > 0) {
        let key = Key::of(fault.case.as_deref(), fault.payment.as_deref(), &fault.file, fault.line);
        let empty = || key.content(file);
        held.entry(key.clone()).or_insert_with(empty).errors.push(error(fault));
    }
    for RawRow { case, payment, file, line, cells } in bad {
        let key = Key::of(Some(&case), payment.as_deref(), &file, line);
        let Some(content) = held.get_mut(&key) else { continue };
        content.rows.push(KeptRow { file: Some(file), line: line_of(line), cells });
    }
    let names_something = |one: &HeldContent| one.case.is_some() || !one.rows.is_empty();
    held.into_values().filter(names_something).map(HeldContent::fitted).collect()
}

/// What is wrong together: a good case lets go its own rows, and no payment.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Case(ExternalId),
    Payment(ExternalId, ExternalId),
    Row(String, u64),
}

impl Key {
    fn of(case: Option<&str>, payment: Option<&str>, file: &str, line: u64) -> Self {
        let case = case.and_then(ExternalId::parse);
        match (case, payment.map(ExternalId::parse)) {
            (Some(case), None) => Self::Case(case),
            (Some(case), Some(Some(payment))) => Self::Payment(case, payment),
            // A payment without a name of its own is nobody's, and no case either.
            (_, Some(None)) | (None, _) => Self::Row(file.to_owned(), line),
        }
    }

    fn content(&self, file: Option<FileHash>) -> HeldContent {
        let (case, payment) = match self {
            Self::Case(case) => (Some(case.clone()), None),
            Self::Payment(case, payment) => (Some(case.clone()), Some(payment.clone())),
            Self::Row(..) => (None, None),
        };
        HeldContent { case, payment, file, errors: vec![], rows: vec![] }
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

/// Keeps them back and counts them. What is not even kept is an error of its row: it is
/// nowhere else.
pub(super) async fn keep(
    store: &Store,
    from: &From,
    contents: Vec<HeldContent>,
    tally: &mut Tally,
) -> Result<(), StoreError> {
    let mut contents = contents.into_iter();
    loop {
        let mut work = JoinSet::new();
        for content in contents.by_ref().take(AT_ONCE) {
            let (agency, source) = (from.agency, from.source.clone());
            let at = content.errors.first().map(|one| (one.file.clone(), one.line));
            let case = content.case.clone();
            let command = Command::HoldRow { agency, source, content: Box::new(content) };
            let (store, envelope) = (store.clone(), from.envelope(store, command));
            work.spawn(async move { (at, case, store.execute(envelope).await) });
        }
        if work.is_empty() {
            return Ok(());
        }
        while let Some(outcome) = work.join_next().await {
            let (at, case, outcome) = outcome.map_err(|_| StoreError::Unavailable)?;
            match outcome?.reply? {
                Reply::Done(_) => tally.held += 1,
                Reply::Refused(refusal) => {
                    let (file, line) = at.unwrap_or_default();
                    let line = line.map_or(0, u64::from);
                    let fault = fault(&file.unwrap_or_default(), line, &refusal, "");
                    tally.faults.push(fault.of(case.as_ref().map(ExternalId::as_str)));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_payment_is_held_by_its_own_name_and_not_by_its_case() {
        let wrong = |line, payment: Option<&str>| {
            let fault = Fault::new("payments.csv", line, "amount", "amount").of(Some("H-1"));
            fault.of_payment(payment)
        };
        let raw = |line, payment: Option<&str>| RawRow {
            case: "H-1".to_owned(),
            payment: payment.map(str::to_owned),
            file: "payments.csv".to_owned(),
            line,
            cells: vec![("amount".to_owned(), "năm".to_owned())],
        };
        let all = [(2, Some("N-1")), (3, Some("")), (4, None), (5, Some("N-1"))];
        let faults: Vec<Fault> = all.iter().map(|(line, of)| wrong(*line, *of)).collect();
        let rows = all.iter().map(|(line, of)| raw(*line, *of)).collect();
        let held = of_files(&faults, rows, None);
        let name = |id: &Option<ExternalId>| id.as_ref().map(ExternalId::to_string);
        let by: Vec<_> =
            held.iter().map(|one| (name(&one.case), name(&one.payment), one.rows.len())).collect();
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(
            by,
            [
                (text("H-1"), None, 1),
                (text("H-1"), text("N-1"), 2),
                // Without a name of its own it is nobody's: no good row lets it go.
                (None, None, 1),
            ]
        );
    }
}
