//! What was late: metadata only. Late against law, against agreement, against
//! target are three different things, so each line names its layer.

use super::page::{Cursor, Listing, Page};
use super::scope::{Reach, at_any, reach, seal_reader};
use super::{Found, Reader};
use crate::conn::Multi;
use crate::error::Corrupt;
use crate::schema::{demand as d, episode as e};
use crate::types::{At, Id};
use diesel::prelude::*;
use engine::actor::Actor;
use engine::clock::{EpisodeEnd, EpisodeKind, LateReason};
use engine::id::{AgencyId, CaseId, ClockId, DemandId, EpisodeId, InstitutionId};
use engine::instrument::{InfoType, InstrumentKind};
use engine::law::{Layer, RuleId};
use engine::policy::ReadKind;
use engine::role::Role;
use engine::time::Instant;
use serde::Serialize;

/// What the State Bank sees of an episode: how its institutions keep limits,
/// not who asked what about whom.
pub const STATE_BANK_FIELDS: &[&str] = &[
    "id",
    "institution",
    "info",
    "rule",
    "layer",
    "kind",
    "flagged_at",
    "detected_at",
    "reason",
    "closed_at",
    "closed_by",
];

/// Which episodes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OverdueFilter {
    /// Only those flagged at this instant or after.
    pub since: Option<Instant>,
    /// Only of this institution.
    pub institution: Option<InstitutionId>,
    /// Only of this agency.
    pub agency: Option<AgencyId>,
    /// Only late against this.
    pub layer: Option<Layer>,
    /// Only those nothing has ended yet.
    pub open: bool,
}

/// A recorded lateness.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OverdueLine {
    /// Its id.
    pub id: EpisodeId,
    /// Who was late.
    pub institution: InstitutionId,
    /// With what: a type of information, or a kind of order.
    pub info: &'static str,
    /// By which rule.
    pub rule: RuleId,
    /// Late against what.
    pub layer: Layer,
    /// How it came about.
    pub kind: EpisodeKind,
    /// When it was late: the due instant.
    pub flagged_at: Instant,
    /// When this was noticed.
    pub detected_at: Instant,
    /// Why, once somebody said so.
    pub reason: Option<LateReason>,
    /// When it ended.
    pub closed_at: Option<Instant>,
    /// By what.
    pub closed_by: Option<EpisodeEnd>,
    /// What was asked by whom; not for the State Bank.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asked: Option<Asked>,
}

/// The demand behind an episode.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Asked {
    /// The demand.
    pub demand: DemandId,
    /// Its clock.
    pub clock: ClockId,
    /// Its case.
    pub case: CaseId,
    /// Who asks.
    pub agency: AgencyId,
    /// Its reference.
    pub reference: String,
    /// For an interim measure.
    pub interim: bool,
    /// How often it was urged.
    pub urged: i16,
    /// First opened by a person there.
    pub acknowledged_at: Option<Instant>,
}

type Columns = (
    (Id, Id, String, String, String, String, At, At),
    (Option<String>, Option<At>, Option<String>),
    (Id, Id, Id, Id, String, bool, i16, Option<At>),
);

/// Adds what a caller asks for; a macro, since the query's type has no name.
macro_rules! narrow {
    ($query:ident, $filter:ident) => {
        if let Some(institution) = $filter.institution {
            $query = $query.filter(e::institution_id.eq(Id(institution.0)));
        }
        if let Some(agency) = $filter.agency {
            $query = $query.filter(e::agency_id.eq(Id(agency.0)));
        }
        if let Some(layer) = $filter.layer {
            $query = $query.filter(e::layer.eq(layer.code()));
        }
        if $filter.open {
            $query = $query.filter(e::closed_at.is_null());
        }
    };
}

impl Reader<'_> {
    /// Recorded lateness within an actor's reach, newest first.
    pub fn overdue(
        &mut self,
        actor: &Actor,
        filter: &OverdueFilter,
        page: Page,
    ) -> Found<Listing<OverdueLine>> {
        let reach = reach(actor, ReadKind::Overdue, &self.rules.directory)?;
        let mut query = e::table
            .inner_join(d::table)
            // Always bounded, so that the index is searched, not read through.
            .filter(e::flagged_at.ge(At(filter.since.unwrap_or(Instant::from_micros(0)))))
            .select((
                (
                    e::id,
                    e::institution_id,
                    e::info,
                    e::rule,
                    e::layer,
                    e::kind,
                    e::flagged_at,
                    e::detected_at,
                ),
                (e::reason, e::closed_at, e::closed_by),
                (
                    e::demand_id,
                    e::clock_id,
                    d::case_id,
                    e::agency_id,
                    d::reference,
                    d::interim,
                    d::urged,
                    d::acknowledged_at,
                ),
            ))
            .into_boxed::<Multi>();
        query = match reach {
            Reach::Country => query,
            Reach::Agencies(ids) => {
                query.filter(e::agency_id.eq_any(ids.into_iter().map(|id| Id(id.0))))
            }
            Reach::Office(office) => at_any!(query, e::agency_id, office.as_slice()),
            Reach::Own(..) => return Err(engine::refusal::Refusal::Forbidden.into()),
            Reach::Institution(family) => at_any!(query, e::institution_id, family.as_slice()),
        };
        if let Some(reader) = seal_reader(actor) {
            query = query.filter(d::sealed_to.is_null().or(d::sealed_to.like(reader)));
        }
        narrow!(query, filter);
        if let Some(Cursor { key: Some(at), id }) = page.after() {
            query = query
                .filter(e::flagged_at.le(At(at)))
                .filter(e::flagged_at.lt(At(at)).or(e::id.lt(Id(id))));
        }
        let rows: Vec<Columns> = query
            .order((e::flagged_at.desc(), e::id.desc()))
            .limit(page.fetch())
            .load(self.conn)?;
        let listing = page.listing(rows, |row| Cursor { key: Some(row.0.6.0), id: row.0.0.0 });
        let bare = actor.role == Role::StateBankObserver;
        Ok(listing.try_map(|row| line(row, bare))?)
    }
}

fn line(row: Columns, bare: bool) -> Result<OverdueLine, Corrupt> {
    let ((id, institution, info, rule, layer, kind, flagged_at, detected_at), end, asked) = row;
    let (reason, closed_at, closed_by) = end;
    let corrupt = |column| Corrupt::new("episode", column);
    let reason = match reason {
        Some(code) => Some(LateReason::from_code(&code).ok_or(corrupt("reason"))?),
        None => None,
    };
    let closed_by = match closed_by {
        Some(code) => Some(EpisodeEnd::from_code(&code).ok_or(corrupt("closed_by"))?),
        None => None,
    };
    let (demand, clock, case, agency, reference, interim, urged, acknowledged) = asked;
    let asked = Asked {
        demand: DemandId(demand.0),
        clock: ClockId(clock.0),
        case: CaseId(case.0),
        agency: AgencyId(agency.0),
        reference,
        interim,
        urged,
        acknowledged_at: acknowledged.map(|at| at.0),
    };
    Ok(OverdueLine {
        id: EpisodeId(id.0),
        institution: InstitutionId(institution.0),
        info: request_code(&info).ok_or(corrupt("info"))?,
        rule: rule.parse().map_err(|_| corrupt("rule"))?,
        layer: Layer::from_code(&layer).ok_or(corrupt("layer"))?,
        kind: EpisodeKind::from_code(&kind).ok_or(corrupt("kind"))?,
        flagged_at: flagged_at.0,
        detected_at: detected_at.0,
        reason,
        closed_at: closed_at.map(|at| at.0),
        closed_by,
        asked: (!bare).then_some(asked),
    })
}

/// The code of a request: a type of information, or a kind of order.
fn request_code(code: &str) -> Option<&'static str> {
    let order = || InstrumentKind::from_code(code).filter(|kind| kind.is_order());
    InfoType::from_code(code).map(InfoType::code).or_else(|| Some(order()?.code()))
}
