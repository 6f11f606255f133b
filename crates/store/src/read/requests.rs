//! Requests for a measure: what an office asked, what an agency is asked.

use super::page::{Cursor, Listing, MAX_ROWS, Page};
use super::scope::{Reach, at_any, reach};
use super::secret::{Purpose, SecretRead};
use super::{Found, ReadError, Reader, hidden, whole};
use crate::conn::{Conn, Multi};
use crate::error::{Corrupt, StoreError};
use crate::rows::from_json;
use crate::rows::request::{RequestRow, TermRow};
use crate::schema::{event as e, measure_request as m, request_term as t};
use crate::types::{At, Id};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use engine::actor::Actor;
use engine::event::Root;
use engine::id::{AgencyId, CaseId, InstitutionId, RequestId};
use engine::policy::{Permission, ReadKind, permission_on_request, read_grants};
use engine::refusal::Refusal;
use engine::request::file::{Asked, AskedAt, Happened, RequestFile};
use engine::request::{AskerKind, MeasureRequest, RequestState, Term};
use engine::role::Role;
use engine::time::Instant;
use std::collections::HashMap;
use uuid::Uuid;

/// A request in a list: nothing of persons, accounts or papers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestHead {
    /// Its id.
    pub id: RequestId,
    /// Its version.
    pub version: i32,
    /// Its reference.
    pub reference: String,
    /// Who asks, in one word.
    pub kind: AskerKind,
    /// Where it stands.
    pub state: RequestState,
    /// The bailiff's office that asks.
    pub office: Option<AgencyId>,
    /// The institution that filed it here as the creditor.
    pub institution: Option<InstitutionId>,
    /// The agency that decides.
    pub agency: AgencyId,
    /// When it was written down.
    pub recorded_at: Instant,
    /// When the agency got it, by the evidence.
    pub handed_over_at: Option<Instant>,
    /// Since when the file is full.
    pub completed_at: Option<Instant>,
    /// When it was decided.
    pub decided_at: Option<Instant>,
    /// The case in which the measure is ordered.
    pub case: Option<CaseId>,
    /// Its limits.
    pub terms: Vec<Term>,
}

impl Reader<'_> {
    /// Requests within an actor's reach, the latest first: of a bailiff those of
    /// his office, of a creditor's desk those that its institution filed, of the state side those it has the file of.
    pub fn requests(
        &mut self,
        actor: &Actor,
        state: Option<RequestState>,
        page: Page,
    ) -> Found<Listing<RequestHead>> {
        let reach = reach(actor, ReadKind::Requests, &self.rules.directory)?;
        // Always bounded, so that an index is searched, not read through.
        let before = Id(page.after().map_or(Uuid::max(), |after| after.id));
        let mut query = m::table
            .filter(m::id.lt(before))
            .select(RequestRow::as_select())
            .order(m::id.desc())
            .limit(page.fetch())
            .into_boxed::<Multi>();
        query = match (&reach, actor.role) {
            (Reach::Office(office), Role::Bailiff) => {
                at_any!(query, m::office_id, office.as_slice())
            }
            (Reach::Institution(family), Role::CreditorDesk) => {
                at_any!(query, m::institution_id, family.as_slice())
            }
            (Reach::Country, _) => query,
            (Reach::Agencies(ids), _) => {
                query.filter(m::agency_id.eq_any(ids.iter().map(|id| Id(id.0))))
            }
            (Reach::Office(office), _) => at_any!(query, m::agency_id, office.as_slice()),
            (Reach::Own(..) | Reach::Institution(_), _) => return Err(Refusal::Forbidden.into()),
        };
        if !matches!(actor.role, Role::Bailiff | Role::CreditorDesk) {
            let there = "(measure_request.handed_over_at is not null \
                         or measure_request.office_id is null)";
            query = query.filter(sql::<Bool>(there));
        }
        if let Some(state) = state {
            query = query.filter(m::state.eq(state.code()));
        }
        let rows: Vec<RequestRow> = query.load(self.conn)?;
        let listing = page.listing(rows, |row| Cursor { key: None, id: row.id.0 });
        let mut terms = terms(self.conn, listing.rows.iter().map(|row| row.id).collect())?;
        Ok(listing.try_map(|row| head(row, &mut terms))?)
    }

    /// A request, on record: it names persons and accounts (I-19). Who neither
    /// asked nor decides sees the end of each account alone.
    pub fn request(&mut self, actor: &Actor, id: RequestId) -> Found<MeasureRequest> {
        let request = self.open_request(actor, id)?;
        self.put_request_on_record(actor, id, &["content"])?;
        Ok(request)
    }

    /// The file of a request, on record: with what happened to it, and with the
    /// inquiries of the office's own case as far as the reader may read those. The case
    /// that a creditor names is the agency's: what was asked in it is no part of its file.
    pub fn request_file(&mut self, actor: &Actor, id: RequestId) -> Found<RequestFile> {
        let request = self.open_request(actor, id)?;
        let history = history(self.conn, id)?;
        let inquiries = match request.content.own_case {
            Some(case) if request.institution.is_none() => self.asked_in(actor, case)?,
            _ => Vec::new(),
        };
        self.put_request_on_record(actor, id, &["content", "history", "inquiries"])?;
        Ok(RequestFile::of(&request, history, inquiries))
    }

    fn open_request(&mut self, actor: &Actor, id: RequestId) -> Found<MeasureRequest> {
        let found = self.whole(|conn, vault| Ok(whole::request(conn, vault, id)?));
        let mut request = found?.ok_or(Refusal::NotFound)?;
        let root = request.belongs_to(actor.role);
        let grants = read_grants(ReadKind::Requests);
        match permission_on_request(actor, grants, &root, &self.rules.directory) {
            Permission::Granted => {}
            Permission::Forbidden => return Err(Refusal::Forbidden.into()),
            Permission::Unseen => return Err(Refusal::NotFound.into()),
        }
        let seat = actor.agency();
        // A creditor's desk reads what it wrote itself.
        if actor.institution().is_none() && seat != Some(request.agency()) && seat != request.office
        {
            hidden::in_request_for_measure(&mut request);
        }
        Ok(request)
    }

    fn put_request_on_record(
        &mut self,
        actor: &Actor,
        id: RequestId,
        fields: &[&str],
    ) -> Found<()> {
        let salt = self.vault.common_salt();
        let (kind, root) = (ReadKind::Requests, Root::Request(id));
        let read = SecretRead { kind, root, case: None, salt: &salt };
        self.put_on_record(actor, &Purpose::of_requests(), &read, fields)
    }

    /// What was asked in a case, with numbers and institutions; nothing, where the
    /// reader may not read that.
    fn asked_in(&mut self, actor: &Actor, case: CaseId) -> Found<Vec<Asked>> {
        let listing = match self.inquiries(actor, case, Page::new(None, MAX_ROWS)) {
            Ok(listing) => listing,
            Err(ReadError::Refused(_)) => return Ok(Vec::new()),
            Err(other) => return Err(other),
        };
        let mut asked = Vec::new();
        for line in listing.rows.into_iter().rev() {
            let Some(issued_at) = line.issued_at else { continue };
            let served = self.served_of(actor, line.id)?;
            let institution = |one: super::ServedLine| AskedAt {
                institution: one.institution,
                reference: one.reference,
            };
            let institutions = served.into_iter().map(institution).collect();
            asked.push(Asked { reference: line.reference, issued_at, institutions });
        }
        Ok(asked)
    }
}

fn terms(conn: &mut Conn, ids: Vec<Id>) -> Result<HashMap<Id, Vec<Term>>, StoreError> {
    let mut terms: HashMap<Id, Vec<Term>> = HashMap::new();
    if ids.is_empty() {
        return Ok(terms);
    }
    let rows: Vec<TermRow> = t::table
        .filter(t::request_id.eq_any(ids))
        .order((t::request_id, t::place))
        .select(TermRow::as_select())
        .load(conn)?;
    for row in rows {
        let request = row.request_id;
        terms.entry(request).or_default().push(row.entity()?);
    }
    Ok(terms)
}

fn head(row: RequestRow, terms: &mut HashMap<Id, Vec<Term>>) -> Result<RequestHead, Corrupt> {
    let corrupt = |column| Corrupt::new("measure_request", column);
    Ok(RequestHead {
        id: RequestId(row.id.0),
        version: row.version,
        kind: AskerKind::from_code(&row.kind).ok_or(corrupt("kind"))?,
        state: RequestState::from_code(&row.state).ok_or(corrupt("state"))?,
        reference: row.reference,
        office: row.office_id.map(|id| AgencyId(id.0)),
        institution: row.institution_id.map(|id| InstitutionId(id.0)),
        agency: AgencyId(row.agency_id.0),
        recorded_at: row.recorded_at.0,
        handed_over_at: row.handed_over_at.map(|at| at.0),
        completed_at: row.completed_at.map(|at| at.0),
        decided_at: row.decided_at.map(|at| at.0),
        case: row.case_id.map(|id| CaseId(id.0)),
        terms: terms.remove(&row.id).unwrap_or_default(),
    })
}

/// Everything that happened to a request, in order.
fn history(conn: &mut Conn, id: RequestId) -> Result<Vec<Happened>, StoreError> {
    let rows: Vec<(Option<i32>, String, At, String)> = e::table
        .filter(e::root_id.eq(Id(id.0)))
        .filter(e::root_kind.eq(Root::Request(id).code()))
        // In the text, not in a parameter: the index is partial.
        .filter(sql::<Bool>("event.kind = 'change'"))
        .order(e::version)
        .select((e::version, e::code, e::at, e::actor))
        .load(conn)?;
    let happened = |(version, code, at, actor): (Option<i32>, String, At, String)| {
        let actor: Actor = from_json(actor.as_bytes(), "event", "actor")?;
        Ok(Happened { version: version.unwrap_or_default(), code, at: at.0, by: actor.who })
    };
    let history: Result<Vec<_>, Corrupt> = rows.into_iter().map(happened).collect();
    Ok(history?)
}
