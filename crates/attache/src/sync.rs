//! Taking over what another system says of cases: the loop at the edge over commands,
//! each of which is done once whatever happens to the loop. The command line, the
//! demonstration and the benchmarks run it.

mod held;

use engine::actor::Actor;
use engine::command::{Command, Envelope};
use engine::decide::Reply;
use engine::id::{AgencyId, HeldId, LinkId, PartyId};
use engine::refusal::Refusal;
use engine::statement::FileHash;
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
    /// Rows that were passed over at once: an earlier run took them in, and they say
    /// nothing else.
    pub(crate) passed_over: usize,
    /// External ids of which something is kept back.
    pub(crate) held: usize,
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
    /// The files, by their bytes.
    pub(crate) file: Option<FileHash>,
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
/// rows that are done are passed over at once, a chunk at a time: not the file is
/// remembered but what each row said last, so a file that changed meanwhile is right too.
pub(crate) async fn run(
    store: &Store,
    from: &From,
    handed: Handed,
    progress: &mut (dyn FnMut(usize, usize) + Send),
) -> Result<Tally, StoreError> {
    let Handed { names, cases, payments, faults, rows, bad } = handed;
    let [cases_file, _, _, payments_file] = names;
    let mut tally = Tally { rows, faults, ..Tally::default() };
    let wrong = held::of_files(&tally.faults, bad, from.file);
    let of_case = |one: &Fault| one.case.clone().filter(|_| one.payment.is_none());
    let mut left =
        Left { refused: tally.faults.iter().filter_map(of_case).collect(), ..Left::default() };
    held::keep(store, from, wrong, &mut tally).await?;
    let mut done = rows
        .saturating_sub(cases.iter().map(row_count).sum::<usize>())
        .saturating_sub(payments.len());
    progress(done, rows);
    let mut cases = cases.into_iter();
    loop {
        // What is done is not kept.
        let chunk: Vec<CaseRow> = cases.by_ref().take(AT_ONCE).collect();
        if chunk.is_empty() {
            break;
        }
        take_cases(store, (from, cases_file), &chunk, &mut tally, &mut left).await?;
        done += chunk.iter().map(row_count).sum::<usize>();
        progress(done, rows);
    }
    for chunk in payments.chunks(AT_ONCE) {
        // One of a case that is held back counts if the case is here from before.
        let (chunk, over): (Vec<&PaymentRow>, Vec<_>) =
            chunk.iter().partition(|row| !left.ended.contains(row.case.as_str()));
        take_payments(store, (from, payments_file), &chunk, &left, &mut tally).await?;
        done += chunk.len() + over.len();
        progress(done, rows);
    }
    let agency = from.agency;
    let waiting = store.find_as_system(move |find| find.count_waiting(agency)).await?;
    tally.waiting = usize::try_from(waiting).unwrap_or(usize::MAX);
    tally.faults.sort();
    Ok(tally)
}

/// Cases that did not come in, by their external ids.
#[derive(Default)]
struct Left {
    /// Something is wrong with them.
    refused: BTreeSet<String>,
    /// They ended there and never were here.
    ended: BTreeSet<String>,
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
    left: &mut Left,
) -> Result<(), StoreError> {
    let links: Vec<LinkId> = chunk.iter().map(|row| from.link(row)).collect();
    let agency = from.agency;
    let numbers: Vec<String> = chunk.iter().map(|row| row.theirs.number.clone()).collect();
    let held = |row: &CaseRow| from.source.held_case(agency, &row.theirs.external);
    let may_be: Vec<HeldId> = chunk.iter().map(held).collect();
    // The numbers first: what is opened meanwhile has its link too.
    let (here, known, waits) = store
        .find_as_system(move |find| {
            let here = find.numbers_here(agency, &numbers)?;
            Ok((here, find.link_digests(&links)?, find.held_open(&may_be)?))
        })
        .await?;
    let mut work = JoinSet::new();
    for (place, row) in chunk.iter().enumerate() {
        let before = known.get(&from.link(row));
        let same = before.is_some_and(|digest| digest[..] == row.theirs.digest());
        if same && !waits.contains(&held(row)) {
            tally.unchanged += 1;
            tally.passed_over += row_count(row);
            continue;
        }
        let command = Command::SyncCase {
            agency: from.agency,
            source: from.source.clone(),
            theirs: Box::new(row.theirs.clone()),
        };
        // One that was written here is only linked.
        let new = before.is_none() && !here.contains(&row.theirs.number);
        let how = if same { How::Same } else { How::of(new) };
        send(&mut work, store, from.envelope(store, command), (place, how));
    }
    let mut wrong = Vec::new();
    while let Some(outcome) = work.join_next().await {
        let ((place, how), reply) = outcome.map_err(|_| StoreError::Unavailable)?;
        let Some(row) = chunk.get(place) else { continue };
        match (reply?, how) {
            (Reply::Done(_), How::New) => tally.opened += 1,
            (Reply::Done(_), How::Known) => tally.changed += 1,
            (Reply::Done(_), How::Same) => tally.unchanged += 1,
            (Reply::Refused(Refusal::SyncClosedThere), _) => {
                tally.skipped += 1;
                left.ended.insert(row.theirs.external.as_str().to_owned());
            }
            (Reply::Refused(refusal), _) => {
                let external = &row.theirs.external;
                let fault = fault(file, row.line, &refusal, external.as_str());
                let said = &row.theirs;
                wrong.push(held::of_refusal(&fault, (external, None), said, from.file));
                tally.faults.push(fault);
                left.refused.insert(external.as_str().to_owned());
            }
        }
    }
    held::keep(store, from, wrong, tally).await
}

/// How a row is known before it is sent.
#[derive(Clone, Copy)]
enum How {
    /// It is new here.
    New,
    /// It says something else than before.
    Known,
    /// It says the same, and lets go what was kept back.
    Same,
}

impl How {
    const fn of(new: bool) -> Self {
        if new { Self::New } else { Self::Known }
    }
}

async fn take_payments(
    store: &Store,
    (from, file): (&From, &str),
    chunk: &[&PaymentRow],
    left: &Left,
    tally: &mut Tally,
) -> Result<(), StoreError> {
    let known = known_payments(store, from, chunk).await?;
    let (mut work, mut wrong) = (JoinSet::new(), Vec::new());
    for (place, row) in chunk.iter().enumerate() {
        let command = Command::SyncPayment {
            agency: from.agency,
            source: from.source.clone(),
            case: row.case.clone(),
            payment: Box::new(row.payment.clone()),
        };
        let how = known.get(&place).copied().unwrap_or(How::New);
        if matches!(how, How::Same) {
            tally.payments_known += 1;
            tally.passed_over += 1;
            continue;
        }
        send(&mut work, store, from.envelope(store, command), (place, how));
    }
    while let Some(outcome) = work.join_next().await {
        let ((place, how), reply) = outcome.map_err(|_| StoreError::Unavailable)?;
        let Some(row) = chunk.get(place) else { continue };
        match (reply?, how) {
            (Reply::Done(_), How::New) => tally.payments += 1,
            (Reply::Done(_), _) => tally.payments_known += 1,
            (Reply::Refused(refusal), _) => {
                let fault = fault(file, row.line, &refusal, row.case.as_str());
                let named = (&row.case, Some(&row.payment.external));
                wrong.push(held::of_refusal(&fault, named, &row.payment, from.file));
                // It waits for its case, which has an error of its own.
                let waits = matches!(refusal, Refusal::SyncCaseUnknown { .. })
                    && left.refused.contains(row.case.as_str());
                if !waits {
                    tally.faults.push(fault);
                }
            }
        }
    }
    held::keep(store, from, wrong, tally).await
}

/// The places of payments that were told before, or that are of here and told back. One
/// that says otherwise now, or that was kept back meanwhile, is asked again.
async fn known_payments(
    store: &Store,
    from: &From,
    chunk: &[&PaymentRow],
) -> Result<BTreeMap<usize, How>, StoreError> {
    let link = |row: &PaymentRow| from.source.link(from.agency, &row.case);
    let id = |row: &PaymentRow| link(row).payment(&row.payment.external);
    let held =
        |row: &PaymentRow| from.source.held_payment(from.agency, &row.case, &row.payment.external);
    let posting =
        |row: &PaymentRow| row.payment.external.posting().map(|posting| (link(row), posting));
    let ids: Vec<_> = chunk.iter().map(|row| id(row)).collect();
    let may_be: Vec<_> = chunk.iter().map(|row| held(row)).collect();
    let own: Vec<_> = chunk.iter().filter_map(|row| posting(row)).collect();
    let (told, own, waits) = store
        .find_as_system(move |find| {
            let own = find.own_payments(&own)?;
            Ok((find.told_payments(&ids)?, own, find.held_open(&may_be)?))
        })
        .await?;
    let known = |row: &PaymentRow| {
        let said = (row.payment.amount.minor(), Some(row.payment.day));
        match told.get(&id(row)) {
            Some(before) if *before == said && !waits.contains(&held(row)) => Some(How::Same),
            Some(_) => Some(How::Known),
            None => posting(row).filter(|pair| own.contains(pair)).map(|_| How::Known),
        }
    };
    Ok((0..).zip(chunk).filter_map(|(place, row)| Some((place, known(row)?))).collect())
}

type Work = JoinSet<((usize, How), Result<Reply, StoreError>)>;

fn send(work: &mut Work, store: &Store, envelope: Envelope, place: (usize, How)) {
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
