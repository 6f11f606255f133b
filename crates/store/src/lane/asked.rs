//! What institutions said before, for whoever asks again, and how much a person has
//! asked today. For the service alone: nobody reads it by this.

use super::holders::{answers, asked, identifiers};
use super::load::{LaneConn, Lock, dedup, select};
use super::raw::{Column, Raw};
use crate::rows::{from_json, word};
use crate::seal::Vault;
use crate::types::{At, DbUuid, Id};
use crate::value::Value;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use diesel::sqlite::Sqlite;
use engine::asking::{Known, Said};
use engine::context::Rules;
use engine::demand::ItemState;
use engine::facts::{Facts, Needs};
use engine::id::{CaseId, DemandId, InstitutionId, ItemId, UserId};
use engine::shown::standing;
use engine::time::Instant;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use uuid::Uuid;

/// After instruments: an inquiry that was written before says who is asked in it.
pub(super) fn load(
    conn: &mut LaneConn,
    needs: &Needs,
    vault: &Vault,
    rules: &Rules,
    facts: &mut Facts,
) -> QueryResult<()> {
    let policy = &rules.policy.asking;
    if policy.per_day > 0 {
        facts.asked = sent(conn, &needs.askers)?;
    }
    let mut meant = Needs { found: needs.found.clone(), ..Needs::default() };
    meant.nothing.clone_from(&needs.nothing);
    for (id, rewritten) in &needs.asked_by {
        let Some(standing) = facts.instruments.get(*id) else { continue };
        let content = rewritten.as_deref().or_else(|| standing.content.inquiry());
        if let Some(content) = content {
            meant.add_asked(standing.case, content);
        }
    }
    let nothing = said_nothing(conn, &meant.nothing)?;
    let cases = dedup(nothing.iter().map(|(case, _)| case.0));
    identifiers(conn, &cases, vault, facts)?;
    // What such an institution said since counts too, and what those whose place it took.
    let asked_there = select!(
        conn, (DbUuid, DbUuid, DbUuid) => (Id, Id, Id),
        "x.id, x.case_id, x.institution_id".to_owned(), "demand x",
        "x.kind = 'inquiry' and x.case_id", Lock::None, &cases
    );
    let said = asked_there.into_iter().filter(|(_, case, at)| {
        let heir = rules.directory.heir(InstitutionId(at.0));
        nothing.contains(&(CaseId(case.0), heir))
    });
    let blind = meant
        .found
        .iter()
        .filter(|(_, asked)| u32::try_from(**asked).is_ok_and(|asked| asked > policy.balances));
    let cases: Vec<Uuid> = blind.map(|(case, _)| case.0).collect();
    let found = select!(
        conn, DbUuid => Id,
        "x.id".to_owned(), "demand x",
        "exists (select 1 from answer a where a.demand_id = x.id and a.outcome = 'found' \
         and a.state = 'accepted') and x.kind = 'inquiry' and x.case_id", Lock::None, &cases
    );
    let demands = said.map(|(demand, ..)| demand.0);
    known(conn, &dedup(demands.chain(found.into_iter().map(|id| id.0))), vault, facts)
}

/// How many demands these persons sent by inquiries, each since an instant of his.
fn sent(
    conn: &mut LaneConn,
    askers: &BTreeMap<UserId, Instant>,
) -> QueryResult<HashMap<UserId, u32>> {
    if askers.is_empty() {
        return Ok(HashMap::new());
    }
    let sums: Vec<(Id, i64)> = match conn {
        LaneConn::Pg(conn) => {
            let sql = "select x.sent_by, sum(x.sent_to) from unnest($1, $2) n (person, since) \
                       join instrument x on x.sent_by = n.person and x.issued_at >= n.since \
                       and x.kind = 'inquiry' group by x.sent_by";
            let binds = [
                Column::ids(askers.keys().map(|person| person.0)),
                Column::At(askers.values().map(|since| Some(At(*since))).collect()),
            ];
            Raw::<Pg, Column<'_>, (DbUuid, BigInt)>::new(sql, &binds).load(conn)?
        }
        LaneConn::Sqlite(conn) => {
            let sql = "select x.sent_by, sum(x.sent_to) from instrument x \
                       where x.sent_by = ? and x.issued_at >= ? and x.kind = 'inquiry' \
                       group by x.sent_by";
            let mut sums = Vec::with_capacity(askers.len());
            for (person, since) in askers {
                let binds = [Value::Uuid(Some(person.0)), Value::At(Some(*since))];
                let raw = Raw::<Sqlite, Value<'_>, (DbUuid, BigInt)>::new(sql, &binds);
                sums.extend(raw.load::<(Id, i64)>(conn)?);
            }
            sums
        }
    };
    let nobody = askers.keys().map(|person| (*person, 0));
    let mut found: HashMap<UserId, u32> = nobody.collect();
    let counted = sums.into_iter();
    found.extend(counted.map(|(id, sum)| (UserId(id.0), u32::try_from(sum).unwrap_or(u32::MAX))));
    Ok(found)
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
                       where x.case_id = ? and x.has_none";
            let mut found = Vec::new();
            for case in dedup(asked.iter().map(|(case, _)| case.0)) {
                let binds = [Value::Uuid(Some(case))];
                let raw = Raw::<Sqlite, Value<'_>, (DbUuid, DbUuid)>::new(sql, &binds);
                found.extend(raw.load::<(Id, Id)>(conn)?);
            }
            found
        }
    };
    let found = found.into_iter().map(|(case, at)| (CaseId(case.0), InstitutionId(at.0)));
    Ok(found.filter(|pair| asked.contains(pair)).collect())
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
        "x.id, x.demand_id, x.request, x.state".to_owned(), "item x", "x.demand_id", Lock::None, demands
    );
    for (item, demand, request, state) in items {
        let Some(one) = asked.get(&demand.0) else { continue };
        let request = from_json(request.as_bytes(), "item", "request")?;
        let state: ItemState = word!(ItemState, "item", "state", &state);
        let all = said.get(&demand.0).map_or(&[][..], Vec::as_slice);
        let standing = standing(all).into_iter().filter(|answer| answer.item.0 == item.0);
        if let Some(said) = Said::of(state, &standing.collect::<Vec<_>>()) {
            facts.known.entry(one.case).or_default().push(Known {
                institution: one.institution,
                debtor: one.debtor,
                demand: DemandId(demand.0),
                item: ItemId(item.0),
                asked: request,
                sealed_to: one.sealed_to.clone(),
                said,
            });
        }
    }
    Ok(())
}
