//! What institutions said before, for whoever asks again, and how much a person has
//! asked today. For the service alone: nobody reads it by this.

use super::holders::{answers, asked, identifiers};
use super::load::{LaneConn, Lock, dedup, select};
use super::raw::{Column, Raw};
use crate::rows::word;
use crate::seal::Vault;
use crate::types::{At, DbUuid, Id};
use crate::value::Value;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};
use diesel::sqlite::Sqlite;
use engine::asking::{Known, Said};
use engine::context::Rules;
use engine::demand::ItemState;
use engine::facts::{Facts, Needs};
use engine::id::{CaseId, DemandId, InstitutionId, ItemId, UserId};
use engine::instrument::InfoType;
use engine::shown::standing;
use engine::time::Instant;
use std::collections::BTreeSet;
use uuid::Uuid;

/// After instruments: an inquiry that was written before says who is asked in it.
pub(super) fn load(
    conn: &mut LaneConn,
    needs: &Needs,
    vault: &Vault,
    rules: &Rules,
    facts: &mut Facts,
) -> QueryResult<()> {
    if rules.policy.asking.per_day > 0 {
        for (person, since) in &needs.askers {
            facts.asked.insert(*person, sent(conn, *person, *since)?);
        }
    }
    let mut meant = Needs { found: needs.found.clone(), ..Needs::default() };
    meant.nothing.clone_from(&needs.nothing);
    let written = needs.asked_by.iter().filter_map(|id| facts.instruments.get(*id));
    for (case, content) in written.filter_map(|one| Some((one.case, one.content.inquiry()?))) {
        meant.add_asked(case, content);
    }
    let nothing = said_nothing(conn, &meant.nothing)?;
    let cases = dedup(nothing.iter().map(|(case, _)| case.0));
    identifiers(conn, &cases, vault, facts)?;
    // What such an institution said since counts too.
    let asked_there = select!(
        conn, (DbUuid, DbUuid, DbUuid) => (Id, Id, Id),
        "x.id, x.case_id, x.institution_id".to_owned(), "demand x",
        "x.kind = 'inquiry' and x.case_id", Lock::None, &cases
    );
    let said = asked_there
        .into_iter()
        .filter(|(_, case, at)| nothing.contains(&(CaseId(case.0), InstitutionId(at.0))));
    let cases: Vec<Uuid> = meant.found.iter().map(|id| id.0).collect();
    let found = select!(
        conn, DbUuid => Id,
        "x.id".to_owned(), "demand x",
        "exists (select 1 from answer a where a.demand_id = x.id and a.outcome = 'found' \
         and a.state = 'accepted') and x.kind = 'inquiry' and x.case_id", Lock::None, &cases
    );
    let demands = said.map(|(demand, ..)| demand.0);
    known(conn, &dedup(demands.chain(found.into_iter().map(|id| id.0))), vault, facts)
}

/// How many demands somebody sent by inquiries since an instant.
fn sent(conn: &mut LaneConn, person: UserId, since: Instant) -> QueryResult<u32> {
    const SUM: &str = "select sum(x.sent_to) from instrument x where x.kind = 'inquiry'";
    let found: Vec<Option<i64>> = match conn {
        LaneConn::Pg(conn) => {
            let sql = format!("{SUM} and x.sent_by = any($1) and x.issued_at >= any($2)");
            let binds = [Column::ids([person.0]), Column::At(vec![Some(At(since))])];
            Raw::<Pg, Column<'_>, Nullable<BigInt>>::new(&sql, &binds).load(conn)?
        }
        LaneConn::Sqlite(conn) => {
            let sql = format!("{SUM} and x.sent_by = ? and x.issued_at >= ?");
            let binds = [Value::Uuid(Some(person.0)), Value::At(Some(since))];
            Raw::<Sqlite, Value<'_>, Nullable<BigInt>>::new(&sql, &binds).load(conn)?
        }
    };
    let sum = found.into_iter().flatten().next().unwrap_or(0);
    Ok(u32::try_from(sum).unwrap_or(u32::MAX))
}

/// Which institutions have ever said in a case that they have nothing.
fn said_nothing(
    conn: &mut LaneConn,
    asked: &BTreeSet<(CaseId, InstitutionId)>,
) -> QueryResult<BTreeSet<(CaseId, InstitutionId)>> {
    if asked.is_empty() {
        return Ok(BTreeSet::new());
    }
    let found: Vec<(Id, Id)> = match conn {
        LaneConn::Pg(conn) => {
            let sql = "select x.case_id, x.institution_id from unnest($1, $2) n (c, i) \
                       join demand x on x.case_id = n.c and x.institution_id = n.i and x.has_none";
            let binds = [
                Column::ids(asked.iter().map(|(case, _)| case.0)),
                Column::ids(asked.iter().map(|(_, institution)| institution.0)),
            ];
            Raw::<Pg, Column<'_>, (DbUuid, DbUuid)>::new(sql, &binds).load(conn)?
        }
        LaneConn::Sqlite(conn) => {
            let sql = "select x.case_id, x.institution_id from demand x \
                       where x.case_id = ? and x.institution_id = ? and x.has_none";
            let mut found = Vec::new();
            for (case, institution) in asked {
                let binds = [Value::Uuid(Some(case.0)), Value::Uuid(Some(institution.0))];
                let raw = Raw::<Sqlite, Value<'_>, (DbUuid, DbUuid)>::new(sql, &binds);
                found.extend(raw.load::<(Id, Id)>(conn)?);
            }
            found
        }
    };
    Ok(found.into_iter().map(|(case, at)| (CaseId(case.0), InstitutionId(at.0))).collect())
}

type ItemTypes = (DbUuid, DbUuid, Text, Text);
type ItemFound = (Id, Id, String, String);

/// What the answers to these demands come to, item by item.
fn known(
    conn: &mut LaneConn,
    demands: &[Uuid],
    vault: &Vault,
    facts: &mut Facts,
) -> QueryResult<()> {
    if demands.is_empty() {
        return Ok(());
    }
    let asked = asked(conn, demands, vault)?;
    let said = answers(conn, demands, vault)?;
    let items = select!(
        conn, ItemTypes => ItemFound,
        "x.id, x.demand_id, x.info, x.state".to_owned(), "item x", "x.demand_id", Lock::None, demands
    );
    for (item, demand, info, state) in items {
        let (Some(one), Some(info)) = (asked.get(&demand.0), InfoType::from_code(&info)) else {
            continue;
        };
        let state: ItemState = word!(ItemState, "item", "state", &state);
        let all = said.get(&demand.0).map_or(&[][..], Vec::as_slice);
        let standing = standing(all).into_iter().filter(|answer| answer.item.0 == item.0);
        if let Some(said) = Said::of(state, &standing.collect::<Vec<_>>()) {
            facts.known.entry(one.case).or_default().push(Known {
                institution: one.institution,
                debtor: one.debtor,
                demand: DemandId(demand.0),
                item: ItemId(item.0),
                info,
                sealed_to: one.sealed_to.clone(),
                said,
            });
        }
    }
    Ok(())
}
