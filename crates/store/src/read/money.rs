//! The money of a case: its books, what is frozen and what is on its way.

use super::secret::{Purpose, SecretRead};
use super::{Found, ReadError, Reader, hidden, whole};
use crate::conn::Conn;
use crate::error::StoreError;
use crate::rows::from_json;
use crate::schema::{demand as d, item, person};
use crate::seal::Vault;
use crate::types::Id;
use diesel::prelude::*;
use engine::actor::Actor;
use engine::case::{Case, CaseState, Gate};
use engine::event::{Recorded, Root};
use engine::id::{AgencyId, CaseId, HoldId, InstrumentId, ItemId, PartyId, UserId};
use engine::identity::Holder;
use engine::ledger::{Balances, Cap, Freedom, Hold, Ledger, Objection, Posting, Transfer, freedom};
use engine::order::OwedParts;
use engine::policy::{Belongs, ReadKind};
use engine::refusal::Refusal;
use engine::replay;
use engine::time::{Day, Instant, Zone};
use std::collections::{HashMap, HashSet};

/// The money of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MoneyView {
    /// Books, freezes, holds, payments, releases, duties and postings; version 0:
    /// nothing was ever entered. What hangs on orders that are sealed to others
    /// is left out.
    pub ledger: Ledger,
    /// The sums of what is shown.
    pub cap: Cap,
    /// What a freeze may state as owed, by its parts; none: nothing is owed.
    pub parts: Option<OwedParts>,
    /// The day at whose end all of it is shown; none: as it stands.
    pub day: Option<Day>,
    /// Postings that were recorded after that day and count from it or from a day
    /// before; in no sum above.
    pub later: Vec<Posting>,
    /// What became of what was frozen, once the obligation or the case has ended.
    pub freedom: Option<Freedom>,
    /// Whether all but the end of account numbers is struck out and balances
    /// that institutions reported are left out.
    pub hidden: bool,
    /// Whom to call of the other offices; nobody for those from whom account
    /// numbers are hidden.
    pub contacts: Vec<Contact>,
    /// Whose the accounts are by the identifiers that institutions hold, compared
    /// with those the case knows now; holds of which nothing was said are not in it.
    pub holders: HashMap<HoldId, Holder>,
}

/// Another office's officer with a standing freeze on the same person: whom to
/// call, and nothing else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// The debtor, as a party of this case.
    pub debtor: PartyId,
    /// The office.
    pub agency: AgencyId,
    /// Who.
    pub officer: UserId,
    /// What the officer is called, as the directory has it now.
    pub name: String,
    /// Where the officer can be written to.
    pub email: String,
}

/// What an order that is sealed has to do with.
struct Sealed {
    instrument: InstrumentId,
    readers: Vec<UserId>,
    items: Vec<ItemId>,
}

struct Opened {
    ledger: Ledger,
    /// What the case states as owed, as long as it has no books.
    stated: Option<OwedParts>,
    later: Vec<Posting>,
    /// What happened to the money, where something was frozen and the obligation
    /// or the case has ended.
    ended: Option<Vec<Recorded>>,
    gate: Gate,
    salt: [u8; 32],
    sealed: Vec<Sealed>,
}

/// What an actor may see of the money of a case.
struct Visible {
    ledger: Ledger,
    later: Vec<Posting>,
    freedom: Option<Freedom>,
}

impl Reader<'_> {
    /// The money of a case, with a purpose, on record (I-19). Who may not read
    /// what institutions say sees the end of account numbers only, and no balance
    /// that one reported.
    pub fn money(&mut self, actor: &Actor, purpose: &Purpose, case: CaseId) -> Found<MoneyView> {
        self.money_of_day(actor, purpose, case, None)
    }

    /// The same as it stood at the end of a day in Hà Nội, by what was recorded
    /// until then: books, freezes, holds, payments and duties of one instant, so
    /// that no đồng counts twice and what is told of a day does not change any
    /// more. What was recorded later and counts from that day or before is told
    /// beside it. Before the books were opened there is nothing.
    pub fn money_as_of(
        &mut self,
        actor: &Actor,
        purpose: &Purpose,
        case: CaseId,
        day: Day,
    ) -> Found<MoneyView> {
        self.money_of_day(actor, purpose, case, Some(day))
    }

    fn money_of_day(
        &mut self,
        actor: &Actor,
        purpose: &Purpose,
        case: CaseId,
        day: Option<Day>,
    ) -> Found<MoneyView> {
        let opened = self.open_money(actor, ReadKind::Money, case, day)?;
        purpose.covers(case)?;
        let answers = self.permit(actor, ReadKind::Answers, &Belongs::to_case(&opened.gate));
        let hidden = answers.is_err();
        let fields: &[&str] =
            if hidden { &["books"] } else { &["books", "holds", "objections", "notices"] };
        let (kind, root) = (ReadKind::Money, Root::Money(case));
        let read = SecretRead { kind, root, case: Some(case), salt: &opened.salt };
        self.put_on_record(actor, purpose, &read, fields)?;
        let stated = opened.stated;
        let Visible { mut ledger, later, freedom } = self.visible_money(actor, kind, opened);
        let parts = stated.or_else(|| ledger.owed_parts());
        if hidden {
            hidden::in_ledger(&mut ledger);
        }
        let contacts = contacts(self.conn, &ledger)?;
        let holders = self.holders(&ledger)?;
        let cap = ledger.cap();
        Ok(MoneyView { ledger, cap, parts, day, later, freedom, hidden, contacts, holders })
    }

    /// Whose accounts are held, where an institution said it.
    fn holders(&mut self, ledger: &Ledger) -> Found<HashMap<HoldId, Holder>> {
        let said: Vec<&Hold> =
            ledger.holds.iter().filter(|one| one.care.held_identifier.is_some()).collect();
        if said.is_empty() {
            return Ok(HashMap::new());
        }
        let case = whole::case(self.conn, self.vault, ledger.case)?.ok_or(Refusal::NotFound)?;
        let of = |hold: &Hold| {
            let debtor = ledger.freeze(hold.freeze)?.debtor;
            let party = case.content.parties.iter().find(|party| party.id == debtor)?;
            let held = hold.care.held_identifier.as_ref();
            Some((hold.id, Holder::of(held, &party.identifiers)))
        };
        Ok(said.into_iter().filter_map(of).collect())
    }

    /// A case as its money names it, for who may read that: its number and its
    /// parties by name. The account sits with the province, whose accountants may
    /// not read the cases of the offices below.
    pub fn case_of_money(&mut self, actor: &Actor, id: CaseId) -> Found<Case> {
        let mut case = whole::case(self.conn, self.vault, id)?.ok_or(Refusal::NotFound)?;
        self.permit(actor, ReadKind::Money, &Belongs::to_case(&case.gate()))?;
        for party in &mut case.content.parties {
            party.identifiers.clear();
            party.address = None;
        }
        Ok(case)
    }

    /// What is to be done for the money of a case by a role that does not see it:
    /// freezes by institution, duties, objections by kind and ground. No amount,
    /// no account, no name and nothing that anybody wrote.
    pub fn money_acts(&mut self, actor: &Actor, case: CaseId) -> Found<Ledger> {
        let opened = self.open_money(actor, ReadKind::Inquiry, case, None)?;
        let mut ledger = self.visible_money(actor, ReadKind::Inquiry, opened).ledger;
        hidden::all_but_acts(&mut ledger);
        Ok(ledger)
    }

    /// What became of what was frozen for a case, once its obligation or the case
    /// has ended: institutions and instants, no amount and no account.
    pub fn freedom(&mut self, actor: &Actor, case: CaseId) -> Found<Option<Freedom>> {
        let (gate, events, sealed) = self.whole(|conn, vault| {
            let (gate, _) = whole::gate_and_salt(conn, case)?.ok_or(Refusal::NotFound)?;
            let ended = gate.state == CaseState::Closed || whole::obligation_ended(conn, case)?;
            let events =
                if ended { whole::money_events(conn, vault, case, None)? } else { Vec::new() };
            Ok((gate, events, sealed(conn, case)?))
        })?;
        self.permit(actor, ReadKind::Inquiry, &Belongs::to_case(&gate))?;
        Ok(freed(&events, &self.unseen(actor, ReadKind::Inquiry, &gate, &sealed)))
    }

    /// The same beside a case; nothing for those who may not see its orders.
    pub fn freedom_shown(&mut self, actor: &Actor, case: CaseId) -> Found<Option<Freedom>> {
        match self.freedom(actor, case) {
            Err(ReadError::Refused(_)) => Ok(None),
            found => found,
        }
    }

    fn open_money(
        &mut self,
        actor: &Actor,
        kind: ReadKind,
        case: CaseId,
        day: Option<Day>,
    ) -> Found<Opened> {
        let allocation = self.rules.policy.money.allocation.clone();
        let now = self.now;
        let opened = self.whole(|conn, vault| {
            let (gate, salt) = whole::gate_and_salt(conn, case)?.ok_or(Refusal::NotFound)?;
            let past = day.map(|day| Past { day, end: Zone::HANOI.end_of(day) });
            let past = past.filter(|past| past.end <= now);
            let mut stated = None;
            let (ledger, later) = match (whole::ledger(conn, vault, case)?, past) {
                (Some(books), None) => (books, Vec::new()),
                (Some(books), Some(past)) => past.replayed(conn, vault, books)?,
                (None, Some(_)) => (Ledger::empty(case, gate.agency), Vec::new()),
                (None, None) => {
                    // Books are opened by the first order; until then the case says
                    // what is owed.
                    let found = whole::case(conn, vault, case)?.ok_or(Refusal::NotFound)?;
                    let lines = &found.content.obligations;
                    stated = OwedParts::stated(lines);
                    let balances = Balances::stated(lines, &allocation);
                    (Ledger { balances, ..Ledger::empty(case, gate.agency) }, Vec::new())
                }
            };
            let before = past.map(|past| past.end);
            let ended = ended(conn, vault, &ledger, &gate, before)?;
            let sealed = sealed(conn, case)?;
            Ok(Opened { ledger, stated, later, ended, gate, salt, sealed })
        })?;
        self.permit(actor, kind, &Belongs::to_case(&opened.gate))?;
        Ok(opened)
    }

    /// What of the sealed an actor does not know.
    fn unseen<'s>(
        &self,
        actor: &Actor,
        kind: ReadKind,
        gate: &Gate,
        sealed: &'s [Sealed],
    ) -> Vec<&'s Sealed> {
        let unseen = |one: &&Sealed| {
            let belongs = Belongs::to_case(gate).sealed(&one.readers);
            self.permit(actor, kind, &belongs).is_err()
        };
        sealed.iter().filter(unseen).collect()
    }

    /// Without what hangs on orders that are sealed to others: the actor does not
    /// know that they exist (I-28).
    fn visible_money(&self, actor: &Actor, kind: ReadKind, opened: Opened) -> Visible {
        let Opened { mut ledger, mut later, ended, gate, sealed, .. } = opened;
        let unseen = self.unseen(actor, kind, &gate, &sealed);
        let freedom = ended.and_then(|events| freed(&events, &unseen));
        if unseen.is_empty() {
            return Visible { ledger, later, freedom };
        }
        let items = items(&unseen);
        let instruments: HashSet<InstrumentId> = unseen.iter().map(|one| one.instrument).collect();
        ledger.freezes.retain(|one| !items.contains(&one.item));
        ledger.holds.retain(|one| !items.contains(&one.freeze));
        let holds: HashSet<_> = ledger.holds.iter().map(|one| one.id).collect();
        let from_hidden = |one: &Transfer| one.hold.is_some_and(|hold| !holds.contains(&hold));
        ledger.transfers.retain(|one| !items.contains(&one.item) && !from_hidden(one));
        let transfers: HashSet<_> = ledger.transfers.iter().map(|one| one.id).collect();
        for posting in ledger.postings.iter_mut().chain(&mut later) {
            // The sums stand; whose payment it was, and the bank's word for it, do not.
            if posting.transfer.is_some_and(|transfer| !transfers.contains(&transfer)) {
                posting.transfer = None;
                posting.note.clear();
            }
        }
        ledger.incomes.retain(|one| !items.contains(&one.item));
        ledger.lifts.retain(|one| !items.contains(&one.item) && !items.contains(&one.freeze));
        ledger.duties.retain(|one| one.about.is_none_or(|about| !instruments.contains(&about)));
        ledger.choices.retain(|one| !instruments.contains(&one.instrument));
        ledger.notices.retain(|one| !instruments.contains(&one.instrument));
        without(&mut ledger.objections, &items, &holds, &instruments);
        let objections: HashSet<_> = ledger.objections.iter().map(|one| one.id).collect();
        ledger.duties.retain(|one| one.objection.is_none_or(|id| objections.contains(&id)));
        ledger.excess = ledger.cap().excess;
        Visible { ledger, later, freedom }
    }
}

fn items(sealed: &[&Sealed]) -> HashSet<ItemId> {
    sealed.iter().flat_map(|one| one.items.clone()).collect()
}

/// What became of what was frozen, as far as it is seen; nothing where nothing was.
fn freed(events: &[Recorded], unseen: &[&Sealed]) -> Option<Freedom> {
    let unseen = items(unseen);
    let freedom = freedom(events, |item| !unseen.contains(&item));
    (freedom != Freedom::default()).then_some(freedom)
}

/// A day that is over, and its exclusive end.
#[derive(Clone, Copy)]
struct Past {
    day: Day,
    end: Instant,
}

impl Past {
    /// The books as they were at the end of the day, and what was posted later and
    /// counts from it or before.
    fn replayed(
        self,
        conn: &mut Conn,
        vault: &Vault,
        books: Ledger,
    ) -> Result<(Ledger, Vec<Posting>), StoreError> {
        let (case, agency) = (books.case, books.agency);
        let events = whole::money_events(conn, vault, case, Some(self.end))?;
        let then = replay::money(case, events.into_iter());
        let then = then.unwrap_or_else(|| Ledger::empty(case, agency)).counting_to(self.day);
        let known: HashSet<_> = then.postings.iter().map(|one| one.id).collect();
        let mut later = books.postings;
        later.retain(|one| one.day <= self.day && !known.contains(&one.id));
        Ok((then, later))
    }
}

/// What happened to the money until then, where something was frozen and the
/// obligation or the case had ended.
fn ended(
    conn: &mut Conn,
    vault: &Vault,
    ledger: &Ledger,
    gate: &Gate,
    before: Option<Instant>,
) -> Result<Option<Vec<Recorded>>, StoreError> {
    if ledger.freezes.is_empty() {
        return Ok(None);
    }
    let closed = gate.state == CaseState::Closed && whole::closed_before(conn, gate.case, before)?;
    if !closed && ledger.closed.is_none() {
        return Ok(None);
    }
    whole::money_events(conn, vault, gate.case, before).map(Some)
}

/// Objections without what of them is about sealed orders; those that are about
/// nothing else are gone.
fn without(
    objections: &mut Vec<Objection>,
    items: &HashSet<ItemId>,
    shown: &HashSet<HoldId>,
    instruments: &HashSet<InstrumentId>,
) {
    objections.retain_mut(|one| {
        let about_all = one.is_about_all();
        one.freezes.retain(|item| !items.contains(item));
        one.holds.retain(|hold| shown.contains(hold));
        if let Some(end) = &mut one.end {
            end.lifts.retain(|id| !instruments.contains(id));
        }
        about_all || !one.is_about_all()
    });
}

/// Whom to call, by the directory.
fn contacts(conn: &mut Conn, ledger: &Ledger) -> Result<Vec<Contact>, StoreError> {
    let mut contacts = Vec::with_capacity(ledger.neighbours.len());
    for one in &ledger.neighbours {
        let found: Option<(String, String)> = person::table
            .filter(person::id.eq(Id(one.officer.0)))
            .select((person::full_name, person::email))
            .first(conn)
            .optional()?;
        let (name, email) = found.unwrap_or_default();
        let (debtor, agency, officer) = (one.debtor, one.agency, one.officer);
        contacts.push(Contact { debtor, agency, officer, name, email });
    }
    Ok(contacts)
}

/// What of a case's orders is sealed to named readers.
fn sealed(conn: &mut Conn, case: CaseId) -> Result<Vec<Sealed>, StoreError> {
    let demands: Vec<(Id, Id, Option<String>)> = d::table
        .filter(d::case_id.eq(Id(case.0)))
        .filter(d::sealed_to.is_not_null())
        .select((d::id, d::instrument_id, d::sealed_to))
        .load(conn)?;
    let mut found = Vec::with_capacity(demands.len());
    for (demand, instrument, readers) in demands {
        let readers = readers.unwrap_or_default();
        let items: Vec<Id> =
            item::table.filter(item::demand_id.eq(demand)).select(item::id).load(conn)?;
        found.push(Sealed {
            instrument: InstrumentId(instrument.0),
            readers: from_json(readers.as_bytes(), "demand", "sealed_to")?,
            items: items.into_iter().map(|id| ItemId(id.0)).collect(),
        });
    }
    Ok(found)
}
