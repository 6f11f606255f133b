//! Inquiries and how far they have come, institution by institution.

use super::lists::{DueLayers, due_layers};
use super::page::{Cursor, Listing, Page};
use super::{Found, Reader, whole};
use crate::conn::{Conn, Multi};
use crate::error::{Corrupt, StoreError};
use crate::rows::instrument::InstrumentRow;
use crate::schema::{demand as d, episode, instrument as i, item};
use crate::types::{At, Id};
use diesel::dsl::count_star;
use diesel::prelude::*;
use engine::actor::Actor;
use engine::case::Gate;
use engine::demand::{Channel, DemandState, ItemState};
use engine::id::{CaseId, DemandId, InstitutionId, InstrumentId, UserId};
use engine::instrument::{
    Content, ContentHash, Instrument, InstrumentKind, InstrumentState, RequesterKind,
};
use engine::law::Layer;
use engine::policy::{Belongs, ReadKind};
use engine::refusal::Refusal;
use engine::time::Instant;
use std::collections::HashMap;

/// An inquiry with its demands, no answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InquiryView {
    /// The instrument. For who does not read answers a sent one names only who was
    /// asked: who was not has said that there is nothing.
    pub instrument: Instrument,
    /// Hash of what it says, whole.
    pub hash: ContentHash,
    /// Its demands, in the order they were served.
    pub demands: Vec<DemandLine>,
    /// How far they have come together.
    pub roll_up: RollUp,
}

/// How far the demands of an instrument have come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RollUp {
    /// All of them.
    pub demands: usize,
    /// Those that still owe an answer.
    pub open: usize,
    /// Those answered.
    pub answered: usize,
    /// Those refused as a whole.
    pub refused: usize,
    /// Those taken back.
    pub withdrawn: usize,
    /// Those with an open episode.
    pub late: usize,
}

/// One institution's share, without what it said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemandLine {
    /// Its id.
    pub id: DemandId,
    /// Its version.
    pub version: i32,
    /// Whom it is addressed to.
    pub institution: InstitutionId,
    /// Its reference.
    pub reference: String,
    /// How it travelled.
    pub channel: Channel,
    /// Where it stands.
    pub state: DemandState,
    /// Whether an answer is still owed.
    pub open: bool,
    /// How many items still owe one.
    pub open_items: i64,
    /// Open episodes, over all layers.
    pub episodes: i64,
    /// The earliest due instant over all layers.
    pub sort_due: Option<Instant>,
    /// What that instant is a limit of; the highest layer where several end
    /// then.
    pub due_layer: Option<Layer>,
    /// Receipt by the evidence, once there is one.
    pub received_at: Option<Instant>,
    /// First opened by a person there.
    pub acknowledged_at: Option<Instant>,
    /// How often it was urged.
    pub urged: i16,
}

/// An inquiry in the list of its case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InquiryLine {
    /// Its id.
    pub id: InstrumentId,
    /// Its version.
    pub version: i32,
    /// Its reference.
    pub reference: String,
    /// Where it stands.
    pub state: InstrumentState,
    /// On whose initiative.
    pub requester: RequesterKind,
    /// For an interim measure.
    pub interim: bool,
    /// Who wrote it.
    pub proposer: UserId,
    /// When it went out.
    pub issued_at: Option<Instant>,
    /// To how many institutions.
    pub demands: i64,
    /// How many of them still owe an answer.
    pub open: i64,
}

type DemandColumns =
    ((Id, i32, Id, String, String, String, bool), (Option<At>, Option<At>, Option<At>, i16));

impl Reader<'_> {
    /// An inquiry with its roll-up.
    pub fn inquiry(&mut self, actor: &Actor, id: InstrumentId) -> Found<InquiryView> {
        let (mut instrument, gate, demands) = self.whole(|conn, vault| {
            let instrument = whole::instrument(conn, vault, id)?.ok_or(Refusal::NotFound)?;
            if instrument.kind.is_order() {
                return Err(Refusal::NotFound.into());
            }
            let gate = whole::gate_and_salt(conn, instrument.case)?.ok_or(Refusal::NotFound)?;
            let demands = demands_of(conn, id)?;
            Ok((instrument, gate.0, demands))
        })?;
        let belongs = Belongs::to_case(&gate).sealed(instrument.sealed_to());
        self.permit(actor, ReadKind::Inquiry, &belongs)?;
        let hash = ContentHash::of(&instrument.content);
        // That an institution has nothing is what it answered.
        if self.permit(actor, ReadKind::Answers, &belongs).is_err() {
            instrument.reused.clear();
            if let (Content::Inquiry(content), true) =
                (&mut instrument.content, !demands.is_empty())
            {
                let asked = |one: &InstitutionId| demands.iter().any(|d| d.institution == *one);
                content.institutions.retain(asked);
            }
        }
        let roll_up = roll_up(&demands);
        Ok(InquiryView { instrument, hash, demands, roll_up })
    }

    /// The inquiries of a case, newest first. A sealed one is listed for its
    /// readers only; others learn of it neither by a row nor by a cursor (I-28).
    pub fn inquiries(
        &mut self,
        actor: &Actor,
        case: CaseId,
        page: Page,
    ) -> Found<Listing<InquiryLine>> {
        let (gate, _) = whole::gate_and_salt(self.conn, case)?.ok_or(Refusal::NotFound)?;
        self.permit(actor, ReadKind::Inquiry, &Belongs::to_case(&gate))?;
        let visible = self.visible(actor, &gate, Kinds::Inquiries, page)?;
        let listing = page.listing(visible, |one| Cursor { key: None, id: one.id.0 });
        let ids = listing.rows.iter().map(|one| Id(one.id.0)).collect();
        let counts = demand_counts(self.conn, ids)?;
        Ok(listing.map(|one| inquiry_line(one, &counts)))
    }
}

impl Reader<'_> {
    /// Instruments of a case that an actor may read, newest first: as many as a
    /// page fetches.
    pub(super) fn visible(
        &mut self,
        actor: &Actor,
        gate: &Gate,
        kinds: Kinds,
        page: Page,
    ) -> Found<Vec<Instrument>> {
        let wanted = usize::try_from(page.fetch()).unwrap_or(usize::MAX);
        let mut after = page.after().map(|after| Id(after.id));
        let mut visible: Vec<Instrument> = Vec::new();
        loop {
            let rows = instruments_of(self.conn, gate.case, kinds, after, page.fetch())?;
            let more = rows.len() == wanted;
            after = rows.last().map(|row| row.id);
            for row in rows {
                let one = row.entity(self.vault)?;
                let belongs = Belongs::to_case(gate).sealed(one.sealed_to());
                if self.permit(actor, ReadKind::Inquiry, &belongs).is_ok() {
                    visible.push(one);
                }
            }
            if !more || visible.len() >= wanted {
                return Ok(visible);
            }
        }
    }
}

/// Which instruments of a case.
#[derive(Clone, Copy)]
pub(super) enum Kinds {
    Inquiries,
    Orders,
}

/// Instruments of a case, newest first, before one of them.
fn instruments_of(
    conn: &mut Conn,
    case: CaseId,
    kinds: Kinds,
    before: Option<Id>,
    limit: i64,
) -> Result<Vec<InstrumentRow>, StoreError> {
    let mut query = i::table
        .filter(i::case_id.eq(Id(case.0)))
        .select(InstrumentRow::as_select())
        .into_boxed::<Multi>();
    let inquiry = InstrumentKind::Inquiry.code();
    query = match kinds {
        Kinds::Inquiries => query.filter(i::kind.eq(inquiry)),
        Kinds::Orders => query.filter(i::kind.ne(inquiry)),
    };
    if let Some(id) = before {
        query = query.filter(i::id.lt(id));
    }
    Ok(query.order(i::id.desc()).limit(limit).load(conn)?)
}

fn inquiry_line(one: Instrument, counts: &HashMap<(Id, bool), i64>) -> InquiryLine {
    let count = |open| counts.get(&(Id(one.id.0), open)).copied().unwrap_or(0);
    InquiryLine {
        id: one.id,
        version: one.version,
        state: one.state,
        requester: one.content.requester(),
        interim: one.content.is_interim(),
        proposer: one.proposer,
        issued_at: one.issued_at,
        demands: count(true) + count(false),
        open: count(true),
        reference: one.reference,
    }
}

/// How many demands of each instrument are open, and how many are not.
pub(super) fn demand_counts(
    conn: &mut Conn,
    ids: Vec<Id>,
) -> Result<HashMap<(Id, bool), i64>, StoreError> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let counted: Vec<(Id, bool, i64)> = d::table
        .filter(d::instrument_id.eq_any(ids))
        .group_by((d::instrument_id, d::open))
        .select((d::instrument_id, d::open, count_star()))
        .load(conn)?;
    let counts = counted.into_iter();
    Ok(counts.map(|(id, open, count)| ((id, open), count)).collect())
}

pub(super) fn demands_of(conn: &mut Conn, id: InstrumentId) -> Result<Vec<DemandLine>, StoreError> {
    let rows: Vec<DemandColumns> = d::table
        .filter(d::instrument_id.eq(Id(id.0)))
        .order(d::id)
        .select((
            (d::id, d::version, d::institution_id, d::reference, d::channel, d::state, d::open),
            (d::sort_due, d::evidenced_at, d::acknowledged_at, d::urged),
        ))
        .load(conn)?;
    let ids: Vec<Id> = rows.iter().map(|row| row.0.0).collect();
    let items = open_items(conn, &ids)?;
    let episodes = open_episodes(conn, &ids)?;
    let layers = due_layers(conn, &ids)?;
    let lines = rows.into_iter().map(|row| demand_line(row, &items, &episodes, &layers));
    Ok(lines.collect::<Result<_, _>>()?)
}

fn demand_line(
    row: DemandColumns,
    items: &HashMap<Id, i64>,
    episodes: &HashMap<Id, i64>,
    layers: &DueLayers,
) -> Result<DemandLine, Corrupt> {
    let ((id, version, institution, reference, channel, state, open), times) = row;
    let (sort_due, received_at, acknowledged_at, urged) = times;
    let corrupt = |column| Corrupt::new("demand", column);
    Ok(DemandLine {
        id: DemandId(id.0),
        version,
        institution: InstitutionId(institution.0),
        reference,
        channel: Channel::from_code(&channel).ok_or(corrupt("channel"))?,
        state: DemandState::from_code(&state).ok_or(corrupt("state"))?,
        open,
        open_items: items.get(&id).copied().unwrap_or(0),
        episodes: episodes.get(&id).copied().unwrap_or(0),
        due_layer: sort_due.and_then(|at| layers.get(&(id, at.0)).copied()),
        sort_due: sort_due.map(|at| at.0),
        received_at: received_at.map(|at| at.0),
        acknowledged_at: acknowledged_at.map(|at| at.0),
        urged,
    })
}

pub(super) fn roll_up(demands: &[DemandLine]) -> RollUp {
    let count = |is: &dyn Fn(&DemandLine) -> bool| demands.iter().filter(|one| is(one)).count();
    RollUp {
        demands: demands.len(),
        open: count(&|one| one.open),
        answered: count(&|one| one.state == DemandState::Answered),
        refused: count(&|one| one.state == DemandState::Refused),
        withdrawn: count(&|one| one.state == DemandState::Withdrawn),
        late: count(&|one| one.episodes > 0),
    }
}

/// How many items of each demand still owe an answer.
pub(super) fn open_items(conn: &mut Conn, ids: &[Id]) -> Result<HashMap<Id, i64>, StoreError> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let open = ItemState::CODED.iter().filter(|state| state.is_open());
    let counted: Vec<(Id, i64)> = item::table
        .filter(item::demand_id.eq_any(ids.to_vec()))
        .filter(item::state.eq_any(open.map(|state| state.code())))
        .group_by(item::demand_id)
        .select((item::demand_id, count_star()))
        .load(conn)?;
    Ok(counted.into_iter().collect())
}

fn open_episodes(conn: &mut Conn, ids: &[Id]) -> Result<HashMap<Id, i64>, StoreError> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let counted: Vec<(Id, i64)> = episode::table
        .filter(episode::demand_id.eq_any(ids.to_vec()))
        .filter(episode::closed_at.is_null())
        .group_by(episode::demand_id)
        .select((episode::demand_id, count_star()))
        .load(conn)?;
    Ok(counted.into_iter().collect())
}
