//! The money of a case: its books, what is frozen and what is on its way.

use super::secret::{Purpose, SecretRead};
use super::{Found, Reader, hidden, whole};
use crate::conn::Conn;
use crate::error::StoreError;
use crate::rows::from_json;
use crate::schema::{demand as d, item, person};
use crate::types::Id;
use diesel::prelude::*;
use engine::actor::Actor;
use engine::case::{Case, Gate};
use engine::event::Root;
use engine::id::{AgencyId, CaseId, HoldId, InstrumentId, ItemId, PartyId, UserId};
use engine::ledger::{Balances, Cap, Ledger, Objection, Transfer};
use engine::policy::{Belongs, ReadKind};
use engine::refusal::Refusal;
use engine::time::Day;
use std::collections::HashSet;

/// The money of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MoneyView {
    /// Books, freezes, holds, payments, releases, duties and postings; version 0:
    /// nothing was ever entered. What hangs on orders that are sealed to others
    /// is left out.
    pub ledger: Ledger,
    /// The sums of what is shown.
    pub cap: Cap,
    /// Whether all but the end of account numbers is struck out and balances
    /// that institutions reported are left out.
    pub hidden: bool,
    /// Whom to call of the other offices; nobody for those from whom account
    /// numbers are hidden.
    pub contacts: Vec<Contact>,
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
    gate: Gate,
    salt: [u8; 32],
    sealed: Vec<Sealed>,
}

impl Reader<'_> {
    /// The money of a case, with a purpose, on record (I-19). Who may not read
    /// what institutions say sees the end of account numbers only, and no balance
    /// that one reported.
    pub fn money(&mut self, actor: &Actor, purpose: &Purpose, case: CaseId) -> Found<MoneyView> {
        let opened = self.open_money(actor, ReadKind::Money, case)?;
        purpose.covers(case)?;
        let answers = self.permit(actor, ReadKind::Answers, &Belongs::to_case(&opened.gate));
        let hidden = answers.is_err();
        let fields: &[&str] =
            if hidden { &["books"] } else { &["books", "holds", "objections", "notices"] };
        let (kind, root) = (ReadKind::Money, Root::Money(case));
        let read = SecretRead { kind, root, case: Some(case), salt: &opened.salt };
        self.put_on_record(actor, purpose, &read, fields)?;
        let mut ledger = self.visible_money(actor, kind, opened);
        if hidden {
            hidden::in_ledger(&mut ledger);
        }
        let contacts = contacts(self.conn, &ledger)?;
        Ok(MoneyView { cap: ledger.cap(), ledger, hidden, contacts })
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
        let opened = self.open_money(actor, ReadKind::Inquiry, case)?;
        let mut ledger = self.visible_money(actor, ReadKind::Inquiry, opened);
        hidden::all_but_acts(&mut ledger);
        Ok(ledger)
    }

    /// The balances of a case at the end of a day.
    pub fn money_as_of(&mut self, actor: &Actor, case: CaseId, day: Day) -> Found<Balances> {
        let (gate, _) = whole::gate_and_salt(self.conn, case)?.ok_or(Refusal::NotFound)?;
        self.permit(actor, ReadKind::Money, &Belongs::to_case(&gate))?;
        let postings = whole::postings(self.conn, self.vault, case)?;
        Ok(Balances::as_of(&postings, day))
    }

    fn open_money(&mut self, actor: &Actor, kind: ReadKind, case: CaseId) -> Found<Opened> {
        let allocation = self.rules.policy.money.allocation.clone();
        let opened = self.whole(|conn, vault| {
            let (gate, salt) = whole::gate_and_salt(conn, case)?.ok_or(Refusal::NotFound)?;
            let ledger = if let Some(ledger) = whole::ledger(conn, vault, case)? {
                ledger
            } else {
                // Books are opened by the first order; until then the case says what
                // is owed.
                let stated = whole::case(conn, vault, case)?.ok_or(Refusal::NotFound)?;
                let balances = Balances::stated(&stated.content.obligations, &allocation);
                Ledger { balances, ..Ledger::empty(case, gate.agency) }
            };
            Ok(Opened { ledger, gate, salt, sealed: sealed(conn, case)? })
        })?;
        self.permit(actor, kind, &Belongs::to_case(&opened.gate))?;
        Ok(opened)
    }

    /// Without what hangs on orders that are sealed to others: the actor does not
    /// know that they exist (I-28).
    fn visible_money(&self, actor: &Actor, kind: ReadKind, opened: Opened) -> Ledger {
        let Opened { mut ledger, gate, sealed, .. } = opened;
        let unseen = |one: &&Sealed| {
            let belongs = Belongs::to_case(&gate).sealed(&one.readers);
            self.permit(actor, kind, &belongs).is_err()
        };
        let unseen: Vec<&Sealed> = sealed.iter().filter(unseen).collect();
        if unseen.is_empty() {
            return ledger;
        }
        let items: HashSet<ItemId> = unseen.iter().flat_map(|one| one.items.clone()).collect();
        let instruments: HashSet<InstrumentId> = unseen.iter().map(|one| one.instrument).collect();
        ledger.freezes.retain(|one| !items.contains(&one.item));
        ledger.holds.retain(|one| !items.contains(&one.freeze));
        let holds: HashSet<_> = ledger.holds.iter().map(|one| one.id).collect();
        let from_hidden = |one: &Transfer| one.hold.is_some_and(|hold| !holds.contains(&hold));
        ledger.transfers.retain(|one| !items.contains(&one.item) && !from_hidden(one));
        let transfers: HashSet<_> = ledger.transfers.iter().map(|one| one.id).collect();
        for posting in &mut ledger.postings {
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
        ledger
    }
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
