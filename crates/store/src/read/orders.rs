//! Orders about money, and how far they have come.

use super::inquiry::{DemandLine, Kinds, RollUp, demand_counts, demands_of, roll_up};
use super::page::{Cursor, Listing, Page};
use super::secret::{Purpose, SecretRead};
use super::{Found, Reader, hidden, whole};
use crate::types::Id;
use engine::actor::Actor;
use engine::case::Gate;
use engine::event::Root;
use engine::id::{CaseId, InstrumentId, UserId};
use engine::instrument::{Content, Instrument, InstrumentKind, InstrumentState};
use engine::order::{Numbered, Order, OrderContent};
use engine::policy::{Belongs, ReadKind};
use engine::refusal::Refusal;
use engine::time::Instant;

/// An order with its demands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderView {
    /// The instrument.
    pub instrument: Instrument,
    /// Whether all but the end of account numbers is struck out: what is read so
    /// cannot be written back.
    pub hidden: bool,
    /// Its demands, in the order they were served.
    pub demands: Vec<DemandLine>,
    /// How far they have come together.
    pub roll_up: RollUp,
}

/// An order in the list of its case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderLine {
    /// Its id.
    pub id: InstrumentId,
    /// Its version.
    pub version: i32,
    /// What kind.
    pub kind: InstrumentKind,
    /// Its reference.
    pub reference: String,
    /// The decision; none of minutes not confirmed and of releases of the
    /// service.
    pub decision: Option<Numbered>,
    /// Minutes that a decision must follow.
    pub urgent: bool,
    /// Where it stands.
    pub state: InstrumentState,
    /// Who wrote it; the nil id: the service itself.
    pub proposer: UserId,
    /// When it went out.
    pub issued_at: Option<Instant>,
    /// Whether it is sealed: for its readers only.
    pub sealed: bool,
    /// To how many institutions.
    pub demands: i64,
    /// How many of them still owe an answer.
    pub open: i64,
}

struct Opened {
    instrument: Instrument,
    gate: Gate,
    salt: [u8; 32],
    demands: Vec<DemandLine>,
}

impl Reader<'_> {
    /// An order with its demands. The accounts it names are shown, on record
    /// (I-19), to those who may read what institutions say and to who wrote it;
    /// others see the end of their numbers only.
    pub fn order(&mut self, actor: &Actor, id: InstrumentId) -> Found<OrderView> {
        let opened = self.open_order(actor, id)?;
        let case = opened.instrument.case;
        let order = opened.instrument.content.order();
        let mut hidden = false;
        if order.is_some_and(names_accounts) {
            let sealed_to = opened.instrument.sealed_to();
            let belongs = Belongs::to_case(&opened.gate).sealed(sealed_to);
            let own = actor.person() == Some(opened.instrument.proposer);
            hidden = !own && self.permit(actor, ReadKind::Answers, &belongs).is_err();
            if !hidden {
                let (kind, root) = (ReadKind::Inquiry, Root::Instrument(id));
                let read = SecretRead { kind, root, case: Some(case), salt: &opened.salt };
                self.put_on_record(actor, &Purpose::of_orders(), &read, &["accounts"])?;
            }
        }
        let own = actor.person() == Some(opened.instrument.proposer);
        let sealed_to = opened.instrument.sealed_to();
        let belongs = Belongs::to_case(&opened.gate).sealed(sealed_to);
        let reads = own || self.permit(actor, ReadKind::Answers, &belongs).is_ok();
        let Opened { mut instrument, demands, .. } = opened;
        if let Content::Order(content) = &mut instrument.content {
            if hidden {
                hidden::in_order(content);
            }
            if !reads {
                hidden::in_identity(content);
            }
        }
        let roll_up = roll_up(&demands);
        Ok(OrderView { instrument, hidden, demands, roll_up })
    }

    /// The orders of a case, newest first. A sealed one is listed for its readers
    /// only.
    pub fn orders(&mut self, actor: &Actor, case: CaseId, page: Page) -> Found<Listing<OrderLine>> {
        let (gate, _) = whole::gate_and_salt(self.conn, case)?.ok_or(Refusal::NotFound)?;
        self.permit(actor, ReadKind::Inquiry, &Belongs::to_case(&gate))?;
        let visible = self.visible(actor, &gate, Kinds::Orders, page)?;
        let listing = page.listing(visible, |one| Cursor { key: None, id: one.id.0 });
        let ids = listing.rows.iter().map(|one| Id(one.id.0)).collect();
        let counts = demand_counts(self.conn, ids)?;
        Ok(listing.map(|one| {
            let count = |open| counts.get(&(Id(one.id.0), open)).copied().unwrap_or(0);
            order_line(&one, count(true), count(false))
        }))
    }

    fn open_order(&mut self, actor: &Actor, id: InstrumentId) -> Found<Opened> {
        let opened = self.whole(|conn, vault| {
            let instrument = whole::instrument(conn, vault, id)?;
            let instrument =
                instrument.filter(|one| one.kind.is_order()).ok_or(Refusal::NotFound)?;
            let found = whole::gate_and_salt(conn, instrument.case)?;
            let (gate, salt) = found.ok_or(Refusal::NotFound)?;
            let demands = demands_of(conn, id)?;
            Ok(Opened { instrument, gate, salt, demands })
        })?;
        let sealed_to = opened.instrument.sealed_to();
        self.permit(actor, ReadKind::Inquiry, &Belongs::to_case(&opened.gate).sealed(sealed_to))?;
        Ok(opened)
    }
}

fn names_accounts(content: &OrderContent) -> bool {
    match &content.order {
        Order::Freeze { at, .. } => at.iter().any(|place| !place.accounts.is_empty()),
        Order::Deduct { lines, .. } => lines.iter().any(|line| line.hold().is_none()),
        Order::Amend { lines } => lines.iter().any(|line| line.accounts.is_some()),
        Order::Release { .. } | Order::IncomeDeduction { .. } => false,
    }
}

fn order_line(one: &Instrument, open: i64, done: i64) -> OrderLine {
    let order = one.content.order();
    let confirmed = one.confirmed.as_ref().map(|confirmed| confirmed.decision.clone());
    OrderLine {
        id: one.id,
        version: one.version,
        kind: one.kind,
        reference: one.reference.clone(),
        decision: confirmed.or_else(|| one.decision()),
        urgent: order.is_some_and(OrderContent::is_urgent),
        state: one.state,
        proposer: one.proposer,
        issued_at: one.issued_at,
        sealed: !one.sealed_to().is_empty(),
        demands: open + done,
        open,
    }
}
