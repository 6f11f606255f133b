//! Statements of receiving accounts: what came in, and which payment each line
//! is found to be.

use super::page::{Cursor, Listing, Page};
use super::scope::{Reach, at_any, reach, seal_reader};
use super::secret::{Purpose, SecretRead};
use super::{Found, Reader, whole};
use crate::conn::{Conn, Multi};
use crate::error::{Corrupt, StoreError};
use crate::rows::freeze::TransferRow;
use crate::rows::from_json;
use crate::rows::statement::StatementRow;
use crate::schema::{
    demand as d, enforcement_case as c, statement as s, statement_line as l, transfer as t,
};
use crate::types::{At, DbUuid, Id};
use diesel::dsl::{exists, sql};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};
use engine::actor::Actor;
use engine::event::Root;
use engine::id::{AgencyId, CaseId, PayeeId, StatementId};
use engine::ledger::Arrival;
use engine::policy::{Belongs, ReadKind};
use engine::refusal::Refusal;
use engine::statement::{Awaited, Found as Match, Statement, find};
use std::collections::{BTreeMap, HashMap};

/// How many payments that are waited for on one account are looked at: the
/// oldest come first, so that a line is found again when they are settled.
const MOST_AWAITED: i64 = 20_000;

/// A statement in a list: nothing of its lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementHead {
    /// The statement without its lines.
    pub statement: Statement,
    /// How many of its lines wait for the accountant.
    pub waiting: u32,
}

/// A payment that is waited for, as a person looks for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AwaitedLine {
    /// The payment.
    pub awaited: Awaited,
    /// The number of its case.
    pub case_number: String,
}

/// A statement with its lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementView {
    /// The statement.
    pub statement: Statement,
    /// What each line that waits is found to be, by its number.
    pub found: BTreeMap<u32, Match>,
    /// What is waited for on its account, oldest first.
    pub awaited: Vec<AwaitedLine>,
}

impl Reader<'_> {
    /// Statements within an actor's reach, the latest first; all, or those with
    /// lines that wait.
    pub fn statements(
        &mut self,
        actor: &Actor,
        waiting: bool,
        page: Page,
    ) -> Found<Listing<StatementHead>> {
        let reach = reach(actor, ReadKind::Statements, &self.rules.directory)?;
        let mut query = s::table
            .select(StatementRow::as_select())
            .order((s::imported_at.desc(), s::id.desc()))
            .limit(page.fetch())
            .into_boxed::<Multi>();
        query = match &reach {
            Reach::Country => query,
            Reach::Agencies(ids) => {
                query.filter(s::agency_id.eq_any(ids.iter().map(|id| Id(id.0))))
            }
            Reach::Office(office) => at_any!(query, s::agency_id, office.as_slice()),
            Reach::Own(..) | Reach::Institution(_) => return Err(Refusal::Forbidden.into()),
        };
        if let Some((at, id)) = page.after().and_then(|one| Some((At(one.key?), Id(one.id)))) {
            query = query.filter(s::imported_at.le(at));
            query = query.filter(s::imported_at.lt(at).or(s::id.lt(id)));
        }
        if waiting {
            let open = l::table
                .filter(l::statement_id.eq(s::id))
                // In the text, not in a parameter: the index is partial.
                .filter(sql::<Bool>("statement_line.state = 'open'"));
            query = query.filter(exists(open));
        }
        let rows: Vec<StatementRow> = query.load(self.conn)?;
        let listing =
            page.listing(rows, |row| Cursor { key: Some(row.imported_at.0), id: row.id.0 });
        let mut heads = Vec::with_capacity(listing.rows.len());
        for row in listing.rows {
            let waiting = waiting_lines(self.conn, row.id)?;
            heads.push(StatementHead { statement: row.entity()?, waiting });
        }
        Ok(Listing { rows: heads, next: listing.next })
    }

    /// A statement with its lines and what each is found to be, on record: lines
    /// name persons (I-19). Accounts of the other side are for who may read what
    /// institutions say; no reader of statements may.
    pub fn statement(&mut self, actor: &Actor, id: StatementId) -> Found<StatementView> {
        let reader = seal_reader(actor);
        // Whose it is never changes, and it is asked before all else is loaded.
        let agency = agency_of(self.conn, id)?.ok_or(Refusal::NotFound)?;
        let belongs = Belongs { agency: Some(agency), ..Belongs::default() };
        self.permit(actor, ReadKind::Statements, &belongs)?;
        let (mut statement, awaited) = self.whole(|conn, vault| {
            let statement = whole::statement(conn, vault, id)?.ok_or(Refusal::NotFound)?;
            let awaited = awaited(conn, statement.payee, reader)?;
            Ok((statement, awaited))
        })?;
        let salt = self.vault.common_salt();
        let (kind, root) = (ReadKind::Statements, Root::Statement(id));
        let read = SecretRead { kind, root, case: None, salt: &salt };
        self.put_on_record(actor, &Purpose::of_statements(), &read, &["lines"])?;
        if self.permit(actor, ReadKind::Answers, &belongs).is_err() {
            for line in statement.lines.values_mut() {
                line.content.party_account = None;
            }
        }
        let waited: Vec<Awaited> = awaited.iter().map(|one| one.awaited.clone()).collect();
        let lines = statement.lines.iter().map(|(number, line)| (*number, line));
        let found = find(lines, &waited);
        Ok(StatementView { statement, found, awaited })
    }
}

fn agency_of(conn: &mut Conn, id: StatementId) -> Result<Option<AgencyId>, StoreError> {
    let found: Option<Id> =
        s::table.filter(s::id.eq(Id(id.0))).select(s::agency_id).first(conn).optional()?;
    Ok(found.map(|id| AgencyId(id.0)))
}

fn waiting_lines(conn: &mut Conn, id: Id) -> Result<u32, StoreError> {
    let waiting: i64 = l::table
        .filter(l::statement_id.eq(id))
        .filter(sql::<Bool>("statement_line.state = 'open'"))
        .count()
        .get_result(conn)?;
    Ok(u32::try_from(waiting).unwrap_or(u32::MAX))
}

/// What is still to arrive on an account, oldest first, without what is sealed to
/// others.
fn awaited(
    conn: &mut Conn,
    payee: PayeeId,
    reader: Option<String>,
) -> Result<Vec<AwaitedLine>, StoreError> {
    let mut query = t::table
        .inner_join(c::table.on(c::id.eq(t::case_id)))
        .inner_join(d::table.on(d::id.eq(t::demand_id)))
        // In the text, not in a parameter: the index is partial.
        .filter(sql::<Bool>("(transfer.state = 'reserved' or transfer.state = 'in_transit')"))
        .filter(t::payee_id.eq(Id(payee.0)))
        .select((TransferRow::as_select(), c::number, d::reference))
        .order(t::id)
        .limit(MOST_AWAITED)
        .into_boxed::<Multi>();
    if let Some(reader) = reader {
        query = query.filter(d::sealed_to.is_null().or(d::sealed_to.like(reader)));
    }
    let rows: Vec<(TransferRow, String, String)> = query.load(conn)?;
    let known = arrived(conn, payee)?;
    let line = |(row, case_number, reference): (TransferRow, String, String)| {
        let case = CaseId(row.case_id.0);
        let of_case = known.get(&case).map(Vec::as_slice).unwrap_or_default();
        let awaited = Awaited::of(case, &row.entity()?, &reference);
        let awaited = awaited.map(|awaited| awaited.beside(of_case));
        Ok(awaited.map(|awaited| AwaitedLine { awaited, case_number }))
    };
    let lines: Result<Vec<_>, Corrupt> = rows.into_iter().map(line).collect();
    Ok(lines?.into_iter().flatten().collect())
}

#[derive(QueryableByName)]
struct ArrivedRow {
    #[diesel(sql_type = DbUuid)]
    case_id: Id,
    #[diesel(sql_type = Text)]
    arrivals: String,
}

/// What has arrived on an account, by case, in the cases that still wait for some.
fn arrived(conn: &mut Conn, payee: PayeeId) -> Result<HashMap<CaseId, Vec<Arrival>>, StoreError> {
    let rows: Vec<ArrivedRow> = diesel::sql_query(
        "select distinct x.case_id, x.id, x.arrivals from transfer t \
         join transfer x on x.case_id = t.case_id \
         where t.payee_id = $1 and (t.state = 'reserved' or t.state = 'in_transit') \
         and x.payee_id = t.payee_id and x.arrivals is not null",
    )
    .bind::<DbUuid, _>(Id(payee.0))
    .load(conn)?;
    let mut known: HashMap<CaseId, Vec<Arrival>> = HashMap::new();
    for row in rows {
        let arrivals: Vec<Arrival> = from_json(row.arrivals.as_bytes(), "transfer", "arrivals")?;
        let of_case = known.entry(CaseId(row.case_id.0)).or_default();
        of_case.extend(arrivals);
    }
    Ok(known)
}
