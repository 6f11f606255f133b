//! What meets across cases, for the service alone: orders on one account, by the
//! blind index of its number, and debtors who are one person, by that of an
//! identifier. Found before anything is locked, and looked for once more when all
//! is: whatever came between lets the batch start again.

use super::load::{LaneConn, dedup, select};
use super::raw::{Column, Raw};
use crate::schema::{freeze_order as f, hold as h};
use crate::seal::Vault;
use crate::types::{DbUuid, Id};
use crate::value::Value;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::result::Error;
use diesel::sql_types::Bool;
use diesel::sqlite::Sqlite;
use engine::context::Directory;
use engine::facts::{Needs, Related};
use engine::id::{CaseId, InstitutionId, ItemId, PartyId};
use engine::instrument::InstrumentKind;
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

use super::load::Lock;

/// What was found.
#[derive(Default)]
pub(super) struct Met {
    /// Cases and demands of the orders on the accounts named.
    orders: BTreeSet<(Uuid, Uuid)>,
    /// Debtors who are one person.
    pub(super) related: Vec<Related>,
    /// Freezes of their cases that are sealed.
    pub(super) sealed: Vec<ItemId>,
}

impl Met {
    /// The demands of the orders met.
    pub(super) fn demands(&self) -> impl Iterator<Item = Uuid> {
        self.orders.iter().map(|(_, demand)| *demand)
    }

    /// The cases whose money is needed.
    pub(super) fn cases(&self) -> impl Iterator<Item = Uuid> {
        let orders = self.orders.iter().map(|(case, _)| *case);
        orders.chain(self.related.iter().map(|one| one.other.0))
    }
}

/// Looks for all that a batch meets.
pub(super) fn find(
    conn: &mut LaneConn,
    needs: &Needs,
    vault: &Vault,
    directory: &Directory,
) -> QueryResult<Met> {
    let orders = orders(conn, needs, vault, directory)?;
    let cases = issuing(conn, needs)?;
    let related = related(conn, &cases)?;
    let others = dedup(related.iter().map(|one| one.other.0));
    let sealed = sealed(conn, &others)?;
    Ok(Met { orders, related, sealed })
}

/// Nothing was met meanwhile that is not locked.
pub(super) fn settled(
    conn: &mut LaneConn,
    needs: &Needs,
    vault: &Vault,
    directory: &Directory,
    met: &Met,
) -> QueryResult<()> {
    let locked: BTreeSet<Uuid> = met.cases().collect();
    let now = find(conn, needs, vault, directory)?;
    let seen = now.orders.is_subset(&met.orders) && now.cases().all(|case| locked.contains(&case));
    if seen { Ok(()) } else { Err(Error::RollbackTransaction) }
}

fn orders(
    conn: &mut LaneConn,
    needs: &Needs,
    vault: &Vault,
    directory: &Directory,
) -> QueryResult<BTreeSet<(Uuid, Uuid)>> {
    let demands: Vec<Uuid> = dedup(needs.accounts_of.iter().map(|(demand, _)| demand.0));
    // To whom a demand is addressed never changes.
    let addressed = select!(
        conn, (DbUuid, DbUuid) => (Id, Id),
        "x.id, x.institution_id".to_owned(), "demand x", "x.id", Lock::None, &demands
    );
    let at: HashMap<Uuid, Id> = addressed.into_iter().map(|(id, at)| (id.0, at)).collect();
    let of_demands =
        needs.accounts_of.iter().filter_map(|(id, account)| Some((*at.get(&id.0)?, account)));
    let named = needs.accounts.iter().map(|(at, account)| (Id(at.0), account));
    let accounts: BTreeSet<(Uuid, [u8; 32])> = named
        .chain(of_demands)
        .flat_map(|(at, account)| {
            let blind = vault.blind_account(account);
            let family = directory.family(InstitutionId(at.0)).into_iter();
            family.map(move |member| (member.0, blind))
        })
        .collect();
    let mut found = BTreeSet::new();
    for (institution, blind) in accounts {
        let query = h::table
            .inner_join(f::table.on(f::item_id.eq(h::freeze_id)))
            .filter(h::institution_id.eq(Id(institution)))
            .filter(h::blind.eq(blind.to_vec()))
            .select((h::case_id, f::demand_id));
        let rows: Vec<(Id, Id)> = match conn {
            LaneConn::Pg(conn) => query.load(conn)?,
            LaneConn::Sqlite(conn) => query.load(conn)?,
        };
        found.extend(rows.into_iter().map(|(case, demand)| (case.0, demand.0)));
    }
    Ok(found)
}

/// The cases that may issue a freeze.
fn issuing(conn: &mut LaneConn, needs: &Needs) -> QueryResult<Vec<Uuid>> {
    let instruments: Vec<Uuid> = needs.related_of.iter().map(|id| id.0).collect();
    let found = select!(
        conn, (DbUuid, diesel::sql_types::Text) => (Id, String),
        "x.case_id, x.kind".to_owned(), "instrument x", "x.id", Lock::None, &instruments
    );
    let freezes = found.into_iter().filter(|(_, kind)| kind == InstrumentKind::Freeze.code());
    let named = needs.related.iter().map(|case| case.0);
    Ok(dedup(named.chain(freezes.map(|(case, _)| case.0))))
}

type Same = ((Id, Id), (Id, Id), bool);

/// Debtors of other cases with a live freeze, or with one that this very batch
/// may issue.
fn related(conn: &mut LaneConn, cases: &[Uuid]) -> QueryResult<Vec<Related>> {
    let frozen = "exists (select 1 from freeze_order f where f.case_id = y.case_id \
                  and f.debtor_id = y.party_id and f.ended_at is null)";
    let found = select!(
        conn, ((DbUuid, DbUuid), (DbUuid, DbUuid), Bool) => Same,
        format!("x.case_id, x.party_id, y.case_id, y.party_id, {frozen}"),
        "party_identifier x \
         join party p on p.case_id = x.case_id and p.id = x.party_id and p.role = 'debtor' \
         join party_identifier y on y.blind = x.blind and y.kind = x.kind \
         and y.case_id <> x.case_id",
        "x.case_id", Lock::None, cases
    );
    let mut related: Vec<Related> = found
        .into_iter()
        .filter(|(_, theirs, frozen)| *frozen || cases.contains(&theirs.0.0))
        .map(|(mine, theirs, _)| Related {
            case: CaseId(mine.0.0),
            debtor: PartyId(mine.1.0),
            other: CaseId(theirs.0.0),
            theirs: PartyId(theirs.1.0),
        })
        .collect();
    related.sort_unstable();
    related.dedup();
    Ok(related)
}

fn sealed(conn: &mut LaneConn, cases: &[Uuid]) -> QueryResult<Vec<ItemId>> {
    let found = select!(
        conn, DbUuid => Id,
        "x.item_id".to_owned(),
        "freeze_order x join demand d on d.id = x.demand_id and d.sealed_to is not null",
        "x.case_id", Lock::None, cases
    );
    Ok(found.into_iter().map(|id| ItemId(id.0)).collect())
}
