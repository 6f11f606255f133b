//! Who a debtor is, and what institutions said of his accounts, where money is to
//! be taken or an answer may name another holder. For the service alone: nobody
//! reads it by this.

use super::load::{LaneConn, Lock, dedup, select};
use super::raw::{Column, Raw};
use crate::error::Corrupt;
use crate::rows::answer::AnswerRow;
use crate::rows::from_json;
use crate::schema;
use crate::seal::Vault;
use crate::types::{DbUuid, Id};
use crate::value::Value;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{Binary, Integer, Nullable, Text};
use diesel::sqlite::Sqlite;
use engine::answer::{Answer, Outcome};
use engine::case::CaseContent;
use engine::context::Directory;
use engine::facts::{Facts, Needs};
use engine::id::{AnswerId, CaseId, InstitutionId, PartyId, UserId};
use engine::instrument::{Content, InstrumentKind};
use engine::order::Order;
use engine::shown::{ShownAccount, accounts};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// After instruments, demands and money: which cases and which institutions are
/// meant follows from them.
pub(super) fn load(
    conn: &mut LaneConn,
    needs: &Needs,
    vault: &Vault,
    directory: &Directory,
    facts: &mut Facts,
) -> QueryResult<()> {
    let takes = |one: &&engine::instrument::Instrument| {
        let order = one.content.order().map(|content| &content.order);
        matches!(order, Some(Order::Deduct { .. } | Order::IncomeDeduction { .. }))
    };
    let named = needs.holders_of.iter().filter_map(|id| facts.instruments.get(*id));
    let taking =
        dedup(named.filter(takes).map(|one| one.case.0).chain(needs.holders.iter().map(|id| id.0)));
    let answered = needs.holders_at.iter().filter_map(|id| facts.demands.get(*id));
    let frozen = answered.filter(|one| one.kind == InstrumentKind::Freeze).map(|one| one.case.0);
    let cases = dedup(frozen.chain(taking.iter().copied()));
    identifiers(conn, &cases, vault, facts)?;
    let named = institutions(needs, &taking, facts).into_iter();
    let institutions: HashSet<_> = named.flat_map(|id| directory.family(id)).collect();
    shown(conn, (&taking, &institutions), vault, facts)
}

/// Where money is to be taken, by what commands say and by what stands written.
fn institutions(needs: &Needs, cases: &[Uuid], facts: &Facts) -> HashSet<InstitutionId> {
    let mut named: HashSet<InstitutionId> = needs.takers.iter().copied().collect();
    for ledger in cases.iter().filter_map(|case| facts.ledgers.get(CaseId(*case))) {
        let holds = needs.taken.iter().filter_map(|id| ledger.hold(*id));
        named.extend(holds.map(|hold| hold.institution));
    }
    for standing in needs.holders_of.iter().filter_map(|id| facts.instruments.get(*id)) {
        if let (Some(content), Some(ledger)) =
            (standing.content.order(), facts.ledgers.get(standing.case))
        {
            named.extend(content.institutions(ledger));
        }
    }
    named
}

/// The parties of cases, as the cases name them.
pub(super) fn identifiers(
    conn: &mut LaneConn,
    cases: &[Uuid],
    vault: &Vault,
    facts: &mut Facts,
) -> QueryResult<()> {
    for (case, content) in case_contents(conn, cases, vault)? {
        let parties = content.parties.into_iter();
        let parties = parties.map(|party| ((case, party.id), party.identifiers));
        facts.identifiers.extend(parties);
    }
    Ok(())
}

/// What cases say, whole.
pub(super) fn case_contents(
    conn: &mut LaneConn,
    cases: &[Uuid],
    vault: &Vault,
) -> QueryResult<Vec<(CaseId, CaseContent)>> {
    let found = select!(
        conn, (DbUuid, Integer, Binary) => (Id, i32, Vec<u8>),
        "x.id, x.key_id, x.sealed".to_owned(), "enforcement_case x", "x.id", Lock::None, cases
    );
    let mut contents = Vec::with_capacity(found.len());
    for (case, key, sealed) in found {
        let corrupt = Corrupt::new("enforcement_case", "sealed");
        let bytes = vault.open(key, &sealed).ok_or(corrupt)?;
        contents.push((CaseId(case.0), from_json(bytes, "enforcement_case", "sealed")?));
    }
    Ok(contents)
}

/// A demand of an inquiry: its case, whom it asks, who may know of it, and which
/// inquiry says about whom.
type AskedTypes = ((DbUuid, DbUuid, DbUuid, Nullable<Text>), (DbUuid, Integer, Binary));
type AskedRow = ((Id, Id, Id, Option<String>), (Id, i32, Vec<u8>));

/// A demand of an inquiry, as far as it says what an answer to it is about.
pub(super) struct Asked {
    pub(super) case: CaseId,
    pub(super) institution: InstitutionId,
    pub(super) sealed_to: Vec<UserId>,
    pub(super) debtor: PartyId,
}

fn shown(
    conn: &mut LaneConn,
    (cases, institutions): (&[Uuid], &HashSet<InstitutionId>),
    vault: &Vault,
    facts: &mut Facts,
) -> QueryResult<()> {
    let all = select!(
        conn, (DbUuid, DbUuid) => (Id, Id),
        "x.id, x.institution_id".to_owned(), "demand x",
        "x.kind = 'inquiry' and x.case_id", Lock::None, cases
    );
    let there = all.into_iter().filter(|(_, at)| institutions.contains(&InstitutionId(at.0)));
    let demands = dedup(there.map(|(demand, _)| demand.0));
    let mut said = answers(conn, &demands, vault)?;
    for (demand, one) in asked(conn, &demands, vault)? {
        let said = said.remove(&demand).unwrap_or_default();
        let found = accounts(&said).map(|account| ShownAccount {
            institution: one.institution,
            debtor: one.debtor,
            sealed_to: one.sealed_to.clone(),
            account: account.clone(),
        });
        facts.shown.entry(one.case).or_default().extend(found);
    }
    Ok(())
}

/// About whom these demands of inquiries ask, and whom.
pub(super) fn asked(
    conn: &mut LaneConn,
    demands: &[Uuid],
    vault: &Vault,
) -> QueryResult<HashMap<Uuid, Asked>> {
    let rows = select!(
        conn, AskedTypes => AskedRow,
        "x.id, x.case_id, x.institution_id, x.sealed_to, i.id, i.key_id, i.sealed".to_owned(),
        "demand x join instrument i on i.id = x.instrument_id",
        "x.id", Lock::None, demands
    );
    let mut asked: HashMap<Uuid, Asked> = HashMap::with_capacity(rows.len());
    // One inquiry goes to many institutions: it is opened once.
    let mut debtors: HashMap<Uuid, PartyId> = HashMap::new();
    for ((id, case, institution, sealed_to), (inquiry, key, sealed)) in rows {
        let debtor = if let Some(known) = debtors.get(&inquiry.0) {
            *known
        } else {
            let corrupt = Corrupt::new("instrument", "sealed");
            let bytes = vault.open(key, &sealed).ok_or(corrupt)?;
            let content: Content = from_json(bytes, "instrument", "sealed")?;
            *debtors.entry(inquiry.0).or_insert(content.debtor())
        };
        let readers = sealed_to.map(|text| from_json(text.as_bytes(), "demand", "sealed_to"));
        let (case, institution) = (CaseId(case.0), InstitutionId(institution.0));
        let sealed_to = readers.transpose()?.unwrap_or_default();
        asked.insert(id.0, Asked { case, institution, sealed_to, debtor });
    }
    Ok(asked)
}

/// What accepted answers say that may be replaced.
pub(super) fn said(
    conn: &mut LaneConn,
    needs: &Needs,
    vault: &Vault,
) -> QueryResult<HashMap<AnswerId, Outcome>> {
    let demands: Vec<Uuid> = needs.said.iter().map(|id| id.0).collect();
    let answers = answers(conn, &demands, vault)?;
    Ok(answers.into_values().flatten().map(|one| (one.id, one.body)).collect())
}

/// What was answered to these demands, as far as it was accepted.
pub(super) fn answers(
    conn: &mut LaneConn,
    demands: &[Uuid],
    vault: &Vault,
) -> QueryResult<HashMap<Uuid, Vec<Answer>>> {
    let list = AnswerRow::TABLE.select_list("x.");
    let rows = select!(
        conn, schema::answer::SqlType => AnswerRow,
        list, "answer x", "x.state = 'accepted' and x.demand_id", Lock::None, demands
    );
    let mut answers: HashMap<Uuid, Vec<Answer>> = HashMap::new();
    for row in rows {
        answers.entry(row.demand_id.0).or_default().push(row.entity(vault)?);
    }
    Ok(answers)
}
