//! Taking over what another system says of cases: the loop at the edge over commands,
//! each of which is done once whatever happens to the loop. The command line, the
//! demonstration and the benchmarks run it.

use engine::actor::Actor;
use engine::command::{Command, Envelope};
use engine::decide::Reply;
use engine::id::{AgencyId, LinkId, PartyId};
use engine::refusal::Refusal;
use engine::sync::{Difference, SourceCode, merge};
use exchange::cases::{CaseRow, Fault, Handed, PaymentRow};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use store::read::Known;
use store::{Store, StoreError};
use tokio::task::JoinSet;

/// How many commands are under way at once: what a few batches of a lane take.
pub(crate) const AT_ONCE: usize = 256;

/// What came of files.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Tally {
    /// Rows of all files.
    pub(crate) rows: usize,
    /// Cases that are new here.
    pub(crate) opened: usize,
    /// Cases of which something new was said.
    pub(crate) changed: usize,
    /// Cases of which nothing new was said.
    pub(crate) unchanged: usize,
    /// Cases that ended there and never were here.
    pub(crate) skipped: usize,
    /// Payments that are new here.
    pub(crate) payments: usize,
    /// Payments that were told before.
    pub(crate) payments_known: usize,
    /// Cases of which something waits for a person.
    pub(crate) waiting: usize,
    /// What is wrong, by row.
    #[serde(skip)]
    pub(crate) faults: Vec<Fault>,
}

/// What would come of files, by field; nothing is written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Preview {
    /// Rows of all files.
    pub(crate) rows: usize,
    /// Cases that would be new.
    pub(crate) opened: usize,
    /// Cases of which something new is said.
    pub(crate) changed: usize,
    /// Cases of which nothing new is said.
    pub(crate) unchanged: usize,
    /// Payments that would be new.
    pub(crate) payments: usize,
    /// How often each field differs, by what would become of it: no values (I-32).
    pub(crate) fields: BTreeMap<String, BTreeMap<&'static str, usize>>,
    /// Which fields of which case, by its external id.
    pub(crate) differences: Vec<(String, Vec<(String, &'static str)>)>,
}

/// Whose files of which system.
#[derive(Clone, Debug)]
pub(crate) struct From {
    pub(crate) agency: AgencyId,
    pub(crate) source: SourceCode,
    /// Who brings them.
    pub(crate) actor: Actor,
}

impl From {
    fn link(&self, row: &CaseRow) -> LinkId {
        self.source.link(self.agency, &row.theirs.external)
    }

    fn envelope(&self, store: &Store, command: Command) -> Envelope {
        // The external id is the key: the same row is the same case or payment.
        Envelope { actor: self.actor, key: None, arrived: store.now(), expected: None, command }
    }
}

/// Takes files over. `progress` hears how many rows are done. Killed and run again,
/// rows that are done are recognised.
pub(crate) async fn run(
    store: &Store,
    from: &From,
    handed: Handed,
    progress: &mut (dyn FnMut(usize, usize) + Send),
) -> Result<Tally, StoreError> {
    let Handed { names, cases, payments, faults, rows, .. } = handed;
    let [cases_file, _, _, payments_file] = names;
    let mut tally = Tally { rows, faults, ..Tally::default() };
    let mut done = rows
        .saturating_sub(cases.iter().map(row_count).sum::<usize>())
        .saturating_sub(payments.len());
    progress(done, rows);
    let mut refused: BTreeSet<String> = BTreeSet::new();
    let mut cases = cases.into_iter();
    loop {
        // What is done is not kept.
        let chunk: Vec<CaseRow> = cases.by_ref().take(AT_ONCE).collect();
        if chunk.is_empty() {
            break;
        }
        take_cases(store, (from, cases_file), &chunk, &mut tally, &mut refused).await?;
        done += chunk.iter().map(row_count).sum::<usize>();
        progress(done, rows);
    }
    for chunk in payments.chunks(AT_ONCE) {
        // A payment of a case that is held back waits with it.
        let (chunk, held): (Vec<&PaymentRow>, Vec<_>) =
            chunk.iter().partition(|row| !refused.contains(row.case.as_str()));
        take_payments(store, (from, payments_file), &chunk, &mut tally).await?;
        done += chunk.len() + held.len();
        progress(done, rows);
    }
    let agency = from.agency;
    let waiting = store.find_as_system(move |find| find.count_waiting(agency)).await?;
    tally.waiting = usize::try_from(waiting).unwrap_or(usize::MAX);
    tally.faults.sort();
    Ok(tally)
}

/// A case with its parties and what is owed.
fn row_count(row: &CaseRow) -> usize {
    1 + row.theirs.parties.len() + row.theirs.obligations.len()
}

async fn take_cases(
    store: &Store,
    (from, file): (&From, &str),
    chunk: &[CaseRow],
    tally: &mut Tally,
    refused: &mut BTreeSet<String>,
) -> Result<(), StoreError> {
    let links: Vec<LinkId> = chunk.iter().map(|row| from.link(row)).collect();
    let agency = from.agency;
    let numbers: Vec<String> = chunk.iter().map(|row| row.theirs.number.clone()).collect();
    // The numbers first: what is opened meanwhile has its link too.
    let (here, known) = store
        .find_as_system(move |find| {
            Ok((find.numbers_here(agency, &numbers)?, find.link_digests(&links)?))
        })
        .await?;
    let mut work = JoinSet::new();
    for (place, row) in chunk.iter().enumerate() {
        let before = known.get(&from.link(row));
        if before.is_some_and(|digest| digest[..] == row.theirs.digest()) {
            tally.unchanged += 1;
            continue;
        }
        let command = Command::SyncCase {
            agency: from.agency,
            source: from.source.clone(),
            theirs: Box::new(row.theirs.clone()),
        };
        // One that was written here is only linked.
        let new = before.is_none() && !here.contains(&row.theirs.number);
        send(&mut work, store, from.envelope(store, command), (place, new));
    }
    while let Some(outcome) = work.join_next().await {
        let ((place, new), reply) = outcome.map_err(|_| StoreError::Unavailable)?;
        let Some(row) = chunk.get(place) else { continue };
        match reply? {
            Reply::Done(_) if new => tally.opened += 1,
            Reply::Done(_) => tally.changed += 1,
            Reply::Refused(Refusal::SyncClosedThere) => {
                tally.skipped += 1;
                refused.insert(row.theirs.external.as_str().to_owned());
            }
            Reply::Refused(refusal) => {
                let external = row.theirs.external.as_str();
                tally.faults.push(fault(file, row.line, &refusal, external));
                refused.insert(external.to_owned());
            }
        }
    }
    Ok(())
}

async fn take_payments(
    store: &Store,
    (from, file): (&From, &str),
    chunk: &[&PaymentRow],
    tally: &mut Tally,
) -> Result<(), StoreError> {
    let known = known_payments(store, from, chunk).await?;
    let mut work = JoinSet::new();
    for (place, row) in chunk.iter().enumerate() {
        let command = Command::SyncPayment {
            agency: from.agency,
            source: from.source.clone(),
            case: row.case.clone(),
            payment: Box::new(row.payment.clone()),
        };
        // One that was told is asked again: it may say otherwise now.
        let new = !known.contains(&place);
        send(&mut work, store, from.envelope(store, command), (place, new));
    }
    while let Some(outcome) = work.join_next().await {
        let ((place, new), reply) = outcome.map_err(|_| StoreError::Unavailable)?;
        let Some(row) = chunk.get(place) else { continue };
        match reply? {
            Reply::Done(_) if new => tally.payments += 1,
            Reply::Done(_) => tally.payments_known += 1,
            Reply::Refused(refusal) => {
                tally.faults.push(fault(file, row.line, &refusal, row.case.as_str()));
            }
        }
    }
    Ok(())
}

/// The places of payments that were told before, or that are of here and told back.
async fn known_payments(
    store: &Store,
    from: &From,
    chunk: &[&PaymentRow],
) -> Result<BTreeSet<usize>, StoreError> {
    let id =
        |row: &PaymentRow| from.source.link(from.agency, &row.case).payment(&row.payment.external);
    let ids: Vec<_> = chunk.iter().map(|row| id(row)).collect();
    let posting = |row: &PaymentRow| {
        let link = from.source.link(from.agency, &row.case);
        row.payment.external.posting().map(|id| (link, id))
    };
    let own: Vec<_> = chunk.iter().filter_map(|row| posting(row)).collect();
    let (told, own) = store
        .find_as_system(move |find| Ok((find.told_payments(&ids)?, find.own_payments(&own)?)))
        .await?;
    let known = |row: &PaymentRow| {
        told.contains(&id(row)) || posting(row).is_some_and(|pair| own.contains(&pair))
    };
    Ok((0..).zip(chunk).filter(|(_, row)| known(row)).map(|(place, _)| place).collect())
}

type Work = JoinSet<((usize, bool), Result<Reply, StoreError>)>;

fn send(work: &mut Work, store: &Store, envelope: Envelope, place: (usize, bool)) {
    let store = store.clone();
    work.spawn(async move {
        let outcome = store.execute(envelope).await;
        (place, outcome.and_then(|outcome| outcome.reply))
    });
}

/// A refusal as an error of a row: its code, and the field it names.
fn fault(file: &str, line: u64, refusal: &Refusal, case: &str) -> Fault {
    let json = serde_json::to_value(refusal).unwrap_or_default();
    let pointer = json.get("pointer").and_then(serde_json::Value::as_str).unwrap_or_default();
    Fault::new(file, line, pointer.trim_start_matches('/'), refusal.code()).of(Some(case))
}

/// What would come of files.
pub(crate) async fn preview(
    store: &Store,
    from: &From,
    handed: &Handed,
) -> Result<Preview, StoreError> {
    let mut preview = Preview { rows: handed.rows, ..Preview::default() };
    for chunk in handed.cases.chunks(AT_ONCE) {
        let links: Vec<LinkId> = chunk.iter().map(|row| from.link(row)).collect();
        let digests = store.find_as_system(move |find| find.link_digests(&links)).await?;
        for row in chunk {
            let link = from.link(row);
            if digests.get(&link).is_some_and(|digest| digest[..] == row.theirs.digest()) {
                preview.unchanged += 1;
                continue;
            }
            let (agency, number) = (from.agency, row.theirs.number.clone());
            let known =
                store.find_as_system(move |find| find.known_case(link, (agency, &number))).await?;
            match known {
                None => preview.opened += 1,
                Some(known) => preview.differ(row, &known),
            }
        }
    }
    for chunk in handed.payments.chunks(AT_ONCE) {
        let chunk: Vec<&PaymentRow> = chunk.iter().collect();
        let known = known_payments(store, from, &chunk).await?;
        preview.payments += chunk.len() - known.len();
    }
    Ok(preview)
}

impl Preview {
    fn differ(&mut self, row: &CaseRow, known: &Known) {
        self.changed += 1;
        let mut nobody = || PartyId(uuid::Uuid::nil());
        let Known { case, synced, standing } = known;
        let merged = merge(case, synced.as_ref(), &row.theirs, standing, &mut nobody);
        let mut fields = Vec::with_capacity(merged.differences.len());
        for Difference { field, how, .. } in merged.differences {
            let counts = self.fields.entry(field.code().to_owned()).or_default();
            *counts.entry(how.code()).or_default() += 1;
            fields.push((field.0, how.code()));
        }
        self.differences.push((row.theirs.external.as_str().to_owned(), fields));
    }
}

/// Who may be named in charge, by what they sign in with.
pub(crate) async fn officers(
    store: &Store,
    agency: AgencyId,
) -> Result<BTreeMap<String, engine::id::UserId>, StoreError> {
    store.find_as_system(move |find| find.usernames(agency)).await
}
