//! One clock, with all that recomputing it takes.

use super::demand::open;
use super::{Found, Reader, hidden};
use crate::conn::Conn;
use crate::error::StoreError;
use crate::rows::record::EventRow;
use crate::schema::event;
use crate::seal::Vault;
use crate::types::Id;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use engine::actor::{Actor, Seat};
use engine::clock::{Clock, Episode, MoveCause};
use engine::demand::{Item, Receipt};
use engine::event::{Event, Root};
use engine::id::{ClockId, DemandId};
use engine::instrument::RequesterKind;
use engine::law::Explanation;
use engine::policy::ReadKind;
use engine::receipt;
use engine::refusal::Refusal;
use engine::time::Instant;

/// A clock and what its explanation starts from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClockView {
    /// The clock: rule, start, calendar version, due instant.
    pub clock: Clock,
    /// The demand's reference.
    pub reference: String,
    /// The item it runs on. The asking side sees only the end of the account
    /// numbers an order names, as beside the demand itself.
    pub item: Item,
    /// On whose initiative: limits differ.
    pub requester: RequesterKind,
    /// For an interim measure.
    pub interim: bool,
    /// The receipt that started it.
    pub receipt: Option<Receipt>,
    /// Every move of its due instant, in order (I-20).
    pub moves: Vec<ClockMove>,
    /// Every lateness by it.
    pub episodes: Vec<Episode>,
    /// How its rule comes to a due instant, by the calendar it was computed
    /// with; none for a granted extension.
    pub explanation: Option<Explanation>,
}

/// A recorded move of a due instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClockMove {
    /// When it was recorded.
    pub at: Instant,
    /// Why.
    pub cause: MoveCause,
    /// Due before.
    pub from: Option<Instant>,
    /// Due after.
    pub to: Option<Instant>,
    /// The calendar version used.
    pub calendar: i32,
}

impl Reader<'_> {
    /// A clock of a demand.
    pub fn clock(&mut self, actor: &Actor, demand: DemandId, id: ClockId) -> Found<ClockView> {
        let (opened, moves) = self.whole(|conn, vault| {
            let opened = open(conn, vault, demand)?;
            let moves = moves(conn, vault, demand, id)?;
            Ok((opened, moves))
        })?;
        self.permit(actor, ReadKind::Demand, &opened.belongs())?;
        let demand = opened.demand;
        let older = self.older_calendars(&demand)?;
        let clock = demand.clocks.iter().find(|clock| clock.id == id);
        let clock = clock.ok_or(Refusal::NotFound)?.clone();
        let mut item = demand.item(clock.item).ok_or(Refusal::NotFound)?.clone();
        if !matches!(actor.seat, Seat::Institution(_)) {
            hidden::in_request(&mut item.request);
        }
        let episodes = demand.episodes.into_iter();
        Ok(ClockView {
            item,
            reference: demand.reference,
            requester: demand.requester,
            interim: demand.interim,
            receipt: demand.receipt,
            moves,
            episodes: episodes.filter(|one| one.clock == id).collect(),
            explanation: receipt::explanation(&clock, &self.rules.law, &older),
            clock,
        })
    }
}

fn moves(
    conn: &mut Conn,
    vault: &Vault,
    demand: DemandId,
    id: ClockId,
) -> Result<Vec<ClockMove>, StoreError> {
    // In the text, not in a parameter: the index is partial.
    let rows: Vec<EventRow> = event::table
        .filter(event::root_id.eq(Id(demand.0)))
        .filter(event::root_kind.eq(Root::Demand(demand).code()))
        .filter(sql::<Bool>("event.kind = 'change'"))
        .filter(event::code.eq("clock_moved"))
        .order(event::version)
        .select(EventRow::as_select())
        .load(conn)?;
    let mut moves = Vec::new();
    for row in rows {
        let recorded = row.recorded(vault)?;
        if let Event::ClockMoved { clock, cause, from, to, calendar, .. } = recorded.event
            && clock == id
        {
            moves.push(ClockMove { at: recorded.at, cause, from, to, calendar });
        }
    }
    Ok(moves)
}
