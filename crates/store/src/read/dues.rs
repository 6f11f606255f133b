//! What an agency has to do about money: payments to be confirmed, duties by
//! their limits, its receiving accounts.

use super::page::{Cursor, Listing, Page};
use super::scope::{Reach, at_any, reach, seal_reader};
use super::{Found, Reader};
use crate::conn::{Conn, Multi};
use crate::error::{Corrupt, StoreError};
use crate::rows::freeze::TransferRow;
use crate::rows::money::DutyRow;
use crate::rows::payee::PayeeRow;
use crate::schema::{
    demand as d, duty as y, enforcement_case as c, instrument as i, payee as p, transfer as t,
};
use crate::types::{At, Id};
use diesel::dsl::{exists, not, sql};
use diesel::prelude::*;
use diesel::sql_types::Bool;
use engine::actor::Actor;
use engine::id::{AgencyId, CaseId, InstitutionId};
use engine::ledger::{Duty, DutyKind, Transfer};
use engine::payee::Payee;
use engine::policy::ReadKind;
use engine::refusal::Refusal;

/// A payment that an institution says it made and nobody has seen arrive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransferLine {
    /// The payment.
    pub transfer: Transfer,
    /// The case it is for.
    pub case: CaseId,
    /// The case's number.
    pub case_number: String,
    /// Whose case.
    pub agency: AgencyId,
    /// Who pays.
    pub institution: InstitutionId,
    /// The reference of the demand.
    pub reference: String,
}

/// A duty of the asking side that is owed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DutyLine {
    /// The duty.
    pub duty: Duty,
    /// The case it is owed in.
    pub case: CaseId,
    /// The case's number.
    pub case_number: String,
    /// Whose case.
    pub agency: AgencyId,
    /// The reference of the instrument it is about.
    pub reference: Option<String>,
}

/// The part of the list of duties a query reads.
#[derive(Clone, Copy)]
enum Part {
    /// With a due instant, after this row.
    Dated(Option<(At, Id)>),
    /// Without one, after this row.
    Undated(Option<Id>),
}

type DutyColumns = (DutyRow, String, Option<String>);

/// Whose rows: of agencies, or of one officer's cases, found through a column of
/// the agency and one of the case. The officer is a value of each row and not a
/// set to join with, as in [`super::lists`].
macro_rules! within {
    ($query:ident, $reach:expr, $agency:expr) => {
        match $reach {
            Reach::Country => $query,
            Reach::Agencies(ids) => $query.filter($agency.eq_any(ids.iter().map(|id| Id(id.0)))),
            Reach::Office(office) => at_any!($query, $agency, office.as_slice()),
            Reach::Own(office, person) => {
                let own = $query.filter(c::officer_id.eq(Id(person.0)));
                at_any!(own, $agency, office.as_slice())
            }
            Reach::Institution(_) => return Err(Refusal::Forbidden.into()),
        }
    };
}

pub(super) use within;

impl Reader<'_> {
    /// Payments within an actor's reach that are to be confirmed on the treasury
    /// account, oldest first.
    pub fn transfers_to_confirm(
        &mut self,
        actor: &Actor,
        page: Page,
    ) -> Found<Listing<TransferLine>> {
        let reach = reach(actor, ReadKind::Money, &self.rules.directory)?;
        // Always bounded, so that the index is searched, not read through.
        let after = Id(page.after().map(|after| after.id).unwrap_or_default());
        let mut query = t::table
            .inner_join(c::table.on(c::id.eq(t::case_id)))
            .inner_join(d::table.on(d::id.eq(t::demand_id)))
            // In the text, not in a parameter: the index is partial.
            .filter(sql::<Bool>("transfer.state = 'in_transit'"))
            .filter(t::id.gt(after))
            .select((TransferRow::as_select(), c::number, d::institution_id, d::reference))
            .into_boxed::<Multi>();
        query = within!(query, &reach, t::agency_id);
        if let Some(reader) = seal_reader(actor) {
            query = query.filter(d::sealed_to.is_null().or(d::sealed_to.like(reader)));
        }
        let rows: Vec<(TransferRow, String, Id, String)> =
            query.order(t::id).limit(page.fetch()).load(self.conn)?;
        let listing = page.listing(rows, |row| Cursor { key: None, id: row.0.id.0 });
        Ok(listing.try_map(transfer_line)?)
    }

    /// Duties within an actor's reach that are owed, all or of one kind: what is
    /// due first first, what has no number in law last.
    pub fn duties(
        &mut self,
        actor: &Actor,
        kind: Option<DutyKind>,
        page: Page,
    ) -> Found<Listing<DutyLine>> {
        let reach = reach(actor, ReadKind::Duties, &self.rules.directory)?;
        let reader = seal_reader(actor);
        let after = page.after();
        let undated_reached = after.is_some_and(|after| after.key.is_none());
        let mut found = Vec::new();
        if !undated_reached {
            let start = after.and_then(|after| Some((At(after.key?), Id(after.id))));
            let part = Part::Dated(start);
            let of = (kind, part);
            found = duties(self.conn, &reach, reader.as_deref(), of, page.fetch())?;
        }
        let missing = page.fetch() - i64::try_from(found.len()).unwrap_or(i64::MAX);
        if missing > 0 {
            let part = Part::Undated(after.filter(|_| undated_reached).map(|one| Id(one.id)));
            found.extend(duties(self.conn, &reach, reader.as_deref(), (kind, part), missing)?);
        }
        let listing =
            page.listing(found, |row| Cursor { key: row.0.due_at.map(|at| at.0), id: row.0.id.0 });
        Ok(listing.try_map(duty_line)?)
    }

    /// The receiving accounts of an actor's agency and of those above it, in the
    /// order they were proposed: what its deductions may name.
    pub fn payees(&mut self, actor: &Actor, page: Page) -> Found<Listing<Payee>> {
        let directory = &self.rules.directory;
        let reach = reach(actor, ReadKind::Payees, directory)?;
        let (Reach::Office(_), Some(seat)) = (reach, actor.agency()) else {
            return Err(Refusal::Forbidden.into());
        };
        let after = Id(page.after().map(|after| after.id).unwrap_or_default());
        let agencies = directory.agencies().map(|agency| agency.id);
        let theirs: Vec<AgencyId> = agencies.filter(|id| directory.is_below(seat, *id)).collect();
        let mut rows = Vec::new();
        for agency in theirs {
            let found: Vec<PayeeRow> = p::table
                .filter(p::agency_id.eq(Id(agency.0)))
                .filter(p::id.gt(after))
                .order(p::id)
                .limit(page.fetch())
                .select(PayeeRow::as_select())
                .load(self.conn)?;
            rows.extend(found);
        }
        rows.sort_unstable_by_key(|row| row.id);
        let listing = page.listing(rows, |row| Cursor { key: None, id: row.id.0 });
        Ok(listing.try_map(|row| row.entity(self.vault))?)
    }
}

fn duties(
    conn: &mut Conn,
    reach: &Reach,
    reader: Option<&str>,
    (kind, part): (Option<DutyKind>, Part),
    limit: i64,
) -> Found<Vec<DutyColumns>> {
    let mut query = y::table
        .inner_join(c::table.on(c::id.eq(y::case_id)))
        .left_join(i::table.on(y::about.eq(i::id.nullable())))
        // In the text, not in a parameter: the index is partial.
        .filter(sql::<Bool>("duty.state = 'open'"))
        .order((y::due_at.asc(), y::id.asc()))
        .select((DutyRow::as_select(), c::number, i::reference.nullable()))
        .limit(limit)
        .into_boxed::<Multi>();
    query = within!(query, reach, y::agency_id);
    if let Some(kind) = kind {
        query = query.filter(y::kind.eq(kind.code()));
    }
    if let Some(reader) = reader {
        let sealed = d::table
            .filter(d::instrument_id.nullable().eq(y::about))
            .filter(d::sealed_to.is_not_null())
            .filter(d::sealed_to.not_like(reader.to_owned()));
        query = query.filter(not(exists(sealed)));
    }
    query = match part {
        Part::Dated(None) => query.filter(y::due_at.is_not_null()),
        Part::Dated(Some((due, id))) => {
            query.filter(y::due_at.ge(due)).filter(y::due_at.gt(due).or(y::id.gt(id)))
        }
        // By the null as well: PostgreSQL does not see that it is the same in every
        // row.
        Part::Undated(None) => query.filter(y::due_at.is_null()),
        Part::Undated(Some(id)) => query.filter(y::due_at.is_null()).filter(y::id.gt(id)),
    };
    query.load(conn).map_err(|error| StoreError::from(error).into())
}

fn transfer_line(row: (TransferRow, String, Id, String)) -> Result<TransferLine, Corrupt> {
    let (row, case_number, institution, reference) = row;
    Ok(TransferLine {
        case: CaseId(row.case_id.0),
        agency: AgencyId(row.agency_id.0),
        institution: InstitutionId(institution.0),
        transfer: row.entity()?,
        case_number,
        reference,
    })
}

fn duty_line(row: DutyColumns) -> Result<DutyLine, Corrupt> {
    let (row, case_number, reference) = row;
    Ok(DutyLine {
        case: CaseId(row.case_id.0),
        agency: AgencyId(row.agency_id.0),
        duty: row.entity()?,
        case_number,
        reference,
    })
}
