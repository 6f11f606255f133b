//! What a batch changed, as writes of rows: the same for both engines.

use super::file::FileChanges;
use super::held::HeldChanges;
use super::money::MoneyChanges;
use super::request::RequestChanges;
use super::running::RunningChanges;
use super::statement::StatementChanges;
use super::sync::SyncChanges;
use crate::rows::answer::{AnswerRow, DraftRow, EntryRow, MessageRow};
use crate::rows::case::{
    CASE_CHANGES, CaseParts, CaseRow, ObligationLineRow, PartyIdentifierRow, PartyRow,
};
use crate::rows::demand::{
    CLOCK_CHANGES, ClockRow, DEMAND_CHANGES, DemandRow, EPISODE_CHANGES, EXTENSION_CHANGES,
    EpisodeRow, ExtensionRow, ITEM_CHANGES, ItemRow,
};
use crate::rows::instrument::{INSTRUMENT_CHANGES, InstrumentRow};
use crate::rows::record::{EventRow, IdempotencyRow, NoticeRow};
use crate::seal::Vault;
use crate::value::{Row, Table, Value, Verb, Write};
use engine::case::Case;
use engine::demand::Demand;
use engine::facts::{Change, Facts};
use engine::id::CaseId;
use engine::time::Instant;
use std::collections::HashMap;

/// Salts of the cases a batch touches.
pub(crate) type Salts = HashMap<CaseId, [u8; 32]>;

/// Rows to be written, by table and verb.
#[derive(Default)]
pub(crate) struct Changes {
    cases: Rows<CaseRow>,
    parties: Vec<PartyRow>,
    identifiers: Vec<PartyIdentifierRow>,
    obligations: Vec<ObligationLineRow>,
    reparted: Vec<CaseRow>,
    instruments: Rows<InstrumentRow>,
    demands: Rows<DemandRow>,
    items: Rows<ItemRow>,
    clocks: Rows<ClockRow>,
    episodes: Rows<EpisodeRow>,
    extensions: Rows<ExtensionRow>,
    drafts: Vec<DraftRow>,
    undrafted: Vec<DemandRow>,
    entries: Vec<EntryRow>,
    read_again: Vec<DemandRow>,
    answers: Vec<AnswerRow>,
    messages: Vec<MessageRow>,
    money: MoneyChanges,
    statements: StatementChanges,
    requests: RequestChanges,
    files: FileChanges,
    synced: SyncChanges,
    held: HeldChanges,
    running: RunningChanges,
    keys: Vec<IdempotencyRow>,
    notices: Vec<NoticeRow>,
    events: Vec<EventRow>,
}

/// New rows and changed rows, the latter with the version found.
pub(super) struct Rows<R> {
    pub(super) new: Vec<R>,
    pub(super) changed: Vec<R>,
    found: Vec<i32>,
}

impl<R> Default for Rows<R> {
    fn default() -> Self {
        Self { new: Vec::new(), changed: Vec::new(), found: Vec::new() }
    }
}

impl<R> Rows<R> {
    pub(super) fn root(&mut self, row: R, found: Option<i32>) {
        match found {
            None => self.new.push(row),
            Some(version) => {
                self.changed.push(row);
                self.found.push(version);
            }
        }
    }

    /// Children of a root, before and after: what is new goes in, what differs
    /// is changed. Children never go away and keep their order.
    fn children<T: PartialEq>(&mut self, before: &[T], now: &[T], row: impl Fn(&T) -> R) {
        let (kept, new) = now.split_at_checked(before.len()).unwrap_or((now, &[]));
        for (before, now) in before.iter().zip(kept) {
            if before != now {
                self.changed.push(row(now));
            }
        }
        self.new.extend(new.iter().map(row));
    }

    /// The same of children that are stored with their place.
    pub(super) fn placed<T: PartialEq>(
        &mut self,
        before: &[T],
        now: &[T],
        row: impl Fn(i32, &T) -> R,
    ) {
        for (place, one) in (0..).zip(now) {
            match usize::try_from(place).ok().and_then(|place| before.get(place)) {
                None => self.new.push(row(place, one)),
                Some(before) if before != one => self.changed.push(row(place, one)),
                Some(_) => {}
            }
        }
    }
}

impl Changes {
    /// Takes what a batch left in its facts.
    pub(crate) fn take(facts: Facts, salts: &Salts, vault: &Vault) -> Self {
        let mut changes = Self::default();
        let common = vault.common_salt();
        let salt = |case: Option<CaseId>| case.and_then(|id| salts.get(&id)).unwrap_or(&common);
        changes.events =
            facts.journal.iter().map(|r| EventRow::change(r, salt(r.case), vault)).collect();
        let refusals = facts.refused.iter().map(|one| EventRow::refusal(one, &common, vault));
        changes.events.extend(refusals);
        changes.files = FileChanges::of(&facts.journal);
        changes.keys = facts.keys.iter().map(IdempotencyRow::of).collect();
        // Nodes given the same keys wait for each other in one order.
        changes.keys.sort_unstable_by_key(|row| row.id);
        changes.notices = facts.notices.iter().map(NoticeRow::of).collect();
        for change in facts.cases.into_changes() {
            let salt = *salt(Some(change.now.id));
            changes.case(&change, &salt, vault);
        }
        for Change { before, now } in facts.instruments.into_changes() {
            let found = before.map(|one| one.version);
            changes.instruments.root(InstrumentRow::of(&now, vault), found);
        }
        for change in facts.demands.into_changes() {
            changes.demand(&change, vault);
        }
        for change in facts.ledgers.into_changes() {
            changes.money.ledger(&change, vault);
        }
        for change in facts.payees.into_changes() {
            changes.money.payee(&change, vault);
        }
        for change in facts.bank_statements.into_changes() {
            changes.statements.take(&change, vault);
        }
        for change in facts.requests.into_changes() {
            changes.requests.take(&change, vault);
        }
        for change in facts.synced.into_changes() {
            changes.synced.link(&change, vault);
        }
        for change in facts.synced_payments.into_changes() {
            changes.synced.payment(&change, vault);
        }
        for change in facts.held.into_changes() {
            changes.held.take(&change, vault);
        }
        for change in facts.outages.into_changes() {
            changes.running.outage(&change);
        }
        for change in facts.announcements.into_changes() {
            changes.running.announcement(&change);
        }
        for (number, instrument) in &facts.numbered {
            changes.money.number(number, *instrument);
        }
        changes
    }

    fn case(&mut self, Change { before, now }: &Change<Case>, salt: &[u8; 32], vault: &Vault) {
        let row = CaseRow::of(now, salt, vault);
        let rewritten = before.as_ref().is_none_or(|before| before.content != now.content);
        if rewritten {
            if before.is_some() {
                self.reparted.push(row.clone());
            }
            let parts = CaseParts::of(now, vault);
            self.parties.extend(parts.parties);
            self.identifiers.extend(parts.identifiers);
            self.obligations.extend(parts.obligations);
        }
        self.cases.root(row, before.as_ref().map(|before| before.version));
    }

    fn demand(&mut self, Change { before, now }: &Change<Demand>, vault: &Vault) {
        let old = before.as_ref();
        let (items, clocks) = old.map_or((&[][..], &[][..]), |d| (&d.items, &d.clocks));
        let (episodes, extensions) =
            old.map_or((&[][..], &[][..]), |d| (&d.episodes, &d.extensions));
        self.items.children(items, &now.items, |item| ItemRow::of(now, item, vault));
        self.clocks.children(clocks, &now.clocks, |clock| ClockRow::of(now, clock));
        self.episodes.children(episodes, &now.episodes, |one| EpisodeRow::of(now, one));
        self.extensions.children(extensions, &now.extensions, |one| ExtensionRow::of(now, one));
        // A lane loads neither answers nor messages, so all there are is new.
        self.answers.extend(now.answers.iter().map(|one| AnswerRow::of(now, one, vault)));
        self.messages.extend(now.messages.iter().map(|one| MessageRow::of(now, one, vault)));
        let row = DemandRow::of(now, vault);
        let draft_before = old.and_then(|demand| demand.draft.as_ref());
        match &now.draft {
            Some(draft) if draft_before != Some(draft) => {
                self.drafts.push(DraftRow::of(now, draft, vault));
            }
            None if draft_before.is_some() => self.undrafted.push(row.clone()),
            _ => {}
        }
        let entry_before = old.and_then(|demand| demand.entry.as_ref());
        match &now.entry {
            Some(entry) if entry_before != Some(entry) => {
                self.entries.push(EntryRow::of(now, entry, vault));
            }
            None if entry_before.is_some() => self.read_again.push(row.clone()),
            _ => {}
        }
        self.demands.root(row, old.map(|demand| demand.version));
    }

    /// When the earliest of the clocks that are new here started.
    pub(crate) fn earliest_start(&self) -> Option<Instant> {
        self.clocks.new.iter().map(|clock| clock.start_at.0).min()
    }

    /// Rows that must go before the others come, because PostgreSQL sees one
    /// statement's deletes and inserts of the same key as a conflict.
    pub(crate) fn deletes(&self) -> Vec<Write<'_>> {
        let cases = || self.reparted.iter().map(|row| only_first(row.row())).collect::<Vec<_>>();
        let mut writes = Vec::new();
        let verb = Verb::DeleteBy("case_id");
        push(&mut writes, PartyIdentifierRow::TABLE, verb, cases());
        push(&mut writes, PartyRow::TABLE, verb, cases());
        push(&mut writes, ObligationLineRow::TABLE, verb, cases());
        let verb = Verb::DeleteBy("demand_id");
        push(&mut writes, DraftRow::TABLE, verb, ids(&self.undrafted));
        push(&mut writes, EntryRow::TABLE, verb, ids(&self.read_again));
        writes
    }

    /// Everything else, parents before children.
    pub(crate) fn writes(&self) -> Vec<Write<'_>> {
        let mut writes = Vec::new();
        macro_rules! insert {
            ($row:ident, $all:expr) => {
                push(&mut writes, $row::TABLE, Verb::Insert, rows(&$all, $row::row))
            };
        }
        macro_rules! roots {
            ($row:ident, $all:expr, $set:ident) => {
                push(&mut writes, $row::TABLE, Verb::Insert, rows(&$all.new, $row::row));
                compare(&mut writes, $row::TABLE, $set, &$all, $row::row)
            };
        }
        macro_rules! hanging {
            ($row:ident, $all:expr, $set:ident) => {
                push(&mut writes, $row::TABLE, Verb::Insert, rows(&$all.new, $row::row));
                push(&mut writes, $row::TABLE, Verb::Update($set), rows(&$all.changed, $row::row))
            };
        }
        insert!(IdempotencyRow, self.keys);
        roots!(CaseRow, self.cases, CASE_CHANGES);
        insert!(PartyRow, self.parties);
        insert!(PartyIdentifierRow, self.identifiers);
        insert!(ObligationLineRow, self.obligations);
        roots!(InstrumentRow, self.instruments, INSTRUMENT_CHANGES);
        roots!(DemandRow, self.demands, DEMAND_CHANGES);
        hanging!(ItemRow, self.items, ITEM_CHANGES);
        hanging!(ClockRow, self.clocks, CLOCK_CHANGES);
        hanging!(EpisodeRow, self.episodes, EPISODE_CHANGES);
        hanging!(ExtensionRow, self.extensions, EXTENSION_CHANGES);
        push(&mut writes, DraftRow::TABLE, Verb::Replace, rows(&self.drafts, DraftRow::row));
        push(&mut writes, EntryRow::TABLE, Verb::Replace, rows(&self.entries, EntryRow::row));
        insert!(AnswerRow, self.answers);
        insert!(MessageRow, self.messages);
        self.money.add_to(&mut writes);
        self.statements.add_to(&mut writes);
        self.requests.add_to(&mut writes);
        self.files.add_to(&mut writes);
        self.synced.add_to(&mut writes);
        self.held.add_to(&mut writes);
        self.running.add_to(&mut writes);
        insert!(NoticeRow, self.notices);
        insert!(EventRow, self.events);
        writes
    }
}

pub(super) fn rows<'a, R>(all: &'a [R], row: fn(&'a R) -> Row<'a>) -> Vec<Row<'a>> {
    all.iter().map(row).collect()
}

pub(super) fn push<'a>(
    writes: &mut Vec<Write<'a>>,
    table: &'static Table,
    verb: Verb,
    rows: Vec<Row<'a>>,
) {
    if !rows.is_empty() {
        writes.push(Write { table, verb, rows, found: Vec::new() });
    }
}

pub(super) fn compare<'a, R>(
    writes: &mut Vec<Write<'a>>,
    table: &'static Table,
    set: &'static [&'static str],
    all: &'a Rows<R>,
    row: fn(&'a R) -> Row<'a>,
) {
    if !all.changed.is_empty() {
        let (verb, found) = (Verb::CompareAndSet(set), all.found.clone());
        writes.push(Write { table, verb, rows: rows(&all.changed, row), found });
    }
}

fn ids(gone: &[DemandRow]) -> Vec<Vec<Value<'_>>> {
    gone.iter().map(|row| only_first(row.row())).collect()
}

/// The key of a root is its row's first value.
fn only_first(row: Row<'_>) -> Row<'_> {
    row.into_iter().take(1).collect()
}
