//! The queue that an institution must respect on each account of a freeze: its
//! own orders, of whatever cases and offices, by rank. No other institution and
//! nobody of the asking side sees it.

use super::demand::open;
use super::secret::{Purpose, SecretRead};
use super::{Found, Reader, whole};
use crate::conn::Conn;
use crate::error::StoreError;
use crate::schema::{demand as d, hold as h};
use crate::seal::Vault;
use crate::types::Id;
use diesel::prelude::*;
use engine::actor::Actor;
use engine::event::Root;
use engine::id::{CaseId, DemandId, InstitutionId};
use engine::identity::AccountNumber;
use engine::ledger::{Ledger, Place, RankBy, queue};
use engine::policy::ReadKind;
use engine::refusal::Refusal;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

/// The orders of an institution on one account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueueView {
    /// The account.
    pub account: AccountNumber,
    /// In the order of rank: those that stand, and the one asked for.
    pub orders: Vec<QueuedOrder>,
}

/// An order in the queue of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueuedOrder {
    /// The demand's reference.
    pub reference: String,
    /// Whether it is the one asked for.
    pub own: bool,
    /// Where it stands, and what it may still catch.
    pub place: Place,
}

/// What is read of one account, and of which cases that is.
struct Queued {
    views: Vec<QueueView>,
    salts: BTreeMap<CaseId, [u8; 32]>,
}

impl Reader<'_> {
    /// The queues of the accounts that a freeze holds, for the institution that
    /// the demand is addressed to; none for a demand of another kind. On record
    /// for each order shown, with a purpose (I-19).
    pub fn queues(
        &mut self,
        actor: &Actor,
        purpose: &Purpose,
        id: DemandId,
    ) -> Found<Vec<QueueView>> {
        let by = self.rules.policy.ranking.by;
        let opened = self.whole(|conn, vault| open(conn, vault, id))?;
        self.permit(actor, ReadKind::Inbox, &opened.belongs())?;
        purpose.covers(opened.demand.case)?;
        let case = opened.demand.case;
        let family = self.rules.directory.family(opened.demand.institution);
        let found = self.whole(|conn, vault| queued(conn, vault, (id, case), &family, by))?;
        let orders = found.views.iter().flat_map(|view| &view.orders);
        let shown: BTreeSet<(DemandId, CaseId)> =
            orders.map(|order| (order.place.demand, order.place.case)).collect();
        for (demand, case) in shown {
            let salt = found.salts.get(&case).ok_or(Refusal::NotFound)?;
            let root = Root::Demand(demand);
            let read = SecretRead { kind: ReadKind::Answers, root, case: Some(case), salt };
            self.put_on_record(actor, purpose, &read, &["queue"])?;
        }
        Ok(found.views)
    }
}

fn queued(
    conn: &mut Conn,
    vault: &Vault,
    (id, case): (DemandId, CaseId),
    family: &[InstitutionId],
    by: RankBy,
) -> Found<Queued> {
    let mut ledgers: BTreeMap<CaseId, Ledger> = BTreeMap::new();
    ledgers.extend(whole::ledger(conn, vault, case)?.map(|ledger| (case, ledger)));
    let own = ledgers.get(&case).map(|ledger| accounts(ledger, id)).unwrap_or_default();
    let (mut views, mut salts) = (Vec::with_capacity(own.len()), BTreeMap::new());
    for account in own {
        for case in cases_on(conn, vault, family, &account)? {
            if !ledgers.contains_key(&case) {
                ledgers.extend(whole::ledger(conn, vault, case)?.map(|ledger| (case, ledger)));
            }
        }
        let places = queue(ledgers.values(), family, &account, by);
        let mut orders = Vec::with_capacity(places.len());
        for place in places.into_iter().filter(|place| place.stands || place.demand == id) {
            if let Entry::Vacant(free) = salts.entry(place.case) {
                let (_, salt) = whole::gate_and_salt(conn, place.case)?.ok_or(Refusal::NotFound)?;
                free.insert(salt);
            }
            let reference = reference(conn, place.demand)?;
            orders.push(QueuedOrder { reference, own: place.demand == id, place });
        }
        views.push(QueueView { account, orders });
    }
    Ok(Queued { views, salts })
}

/// The accounts that the freezes of a demand hold, in the order of reports.
fn accounts(ledger: &Ledger, demand: DemandId) -> Vec<AccountNumber> {
    let of_demand = |freeze| ledger.freeze(freeze).is_some_and(|one| one.demand == demand);
    let holds = ledger.holds.iter().filter(|hold| of_demand(hold.freeze));
    holds.map(|hold| hold.account.clone()).collect()
}

/// The cases with an order on an account.
fn cases_on(
    conn: &mut Conn,
    vault: &Vault,
    family: &[InstitutionId],
    account: &AccountNumber,
) -> Result<BTreeSet<CaseId>, StoreError> {
    let mut found = BTreeSet::new();
    for institution in family {
        let cases: Vec<Id> = h::table
            .filter(h::institution_id.eq(Id(institution.0)))
            .filter(h::blind.eq(vault.blind_account(account).to_vec()))
            .select(h::case_id)
            .load(conn)?;
        found.extend(cases.into_iter().map(|case| CaseId(case.0)));
    }
    Ok(found)
}

fn reference(conn: &mut Conn, demand: DemandId) -> Result<String, StoreError> {
    Ok(d::table.filter(d::id.eq(Id(demand.0))).select(d::reference).first(conn)?)
}
