//! What a reply is rebuilt from: an idempotency key keeps ids, never bodies.

use super::{Found, Reader, whole};
use crate::error::Corrupt;
use crate::reference;
use crate::schema::{answer as a, demand as d};
use crate::types::{At, Id};
use diesel::prelude::*;
use engine::actor::Actor;
use engine::answer::AnswerState;
use engine::calendar::Calendars;
use engine::demand::Demand;
use engine::id::{AnswerId, DemandId, InstitutionId, InstrumentId, ItemId};
use engine::instrument::ContentHash;
use engine::policy::{Belongs, ReadKind};
use engine::receipt::{self as promise, DeadlineReceipt, OlderCalendars};
use engine::refusal::Refusal;
use engine::time::Instant;

/// A demand that an instrument served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServedLine {
    /// The demand.
    pub demand: DemandId,
    /// To whom.
    pub institution: InstitutionId,
    /// Its reference.
    pub reference: String,
}

/// That an answer arrived, and which; not what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerReceipt {
    /// The answer.
    pub id: AnswerId,
    /// Which item.
    pub item: ItemId,
    /// In which round.
    pub round: i16,
    /// Which part of it.
    pub part: i16,
    /// In which version.
    pub version: i16,
    /// Whether it counts.
    pub state: AnswerState,
    /// Hash of what it says.
    pub hash: ContentHash,
    /// When the whole request had arrived.
    pub arrived_at: Instant,
}

type AnswerColumns = (Id, Id, i16, i16, i16, String, Vec<u8>, At);

impl Reader<'_> {
    /// The demands an instrument served, in order.
    pub fn served_of(&mut self, actor: &Actor, id: InstrumentId) -> Found<Vec<ServedLine>> {
        let instrument = whole::instrument(self.conn, self.vault, id)?.ok_or(Refusal::NotFound)?;
        let (gate, _) =
            whole::gate_and_salt(self.conn, instrument.case)?.ok_or(Refusal::NotFound)?;
        let belongs = Belongs::to_case(&gate).sealed(&instrument.content.sealed_to);
        self.permit(actor, ReadKind::Inquiry, &belongs)?;
        let rows: Vec<(Id, Id, String)> = d::table
            .filter(d::instrument_id.eq(Id(id.0)))
            .order(d::id)
            .select((d::id, d::institution_id, d::reference))
            .load(self.conn)?;
        let lines = rows.into_iter().map(|(id, institution, reference)| ServedLine {
            demand: DemandId(id.0),
            institution: InstitutionId(institution.0),
            reference,
        });
        Ok(lines.collect())
    }

    /// These answers of a demand, or all of them where none is named.
    pub fn answers_of(
        &mut self,
        actor: &Actor,
        demand: DemandId,
        ids: &[AnswerId],
    ) -> Found<Vec<AnswerReceipt>> {
        let opened = self.whole(|conn, vault| super::demand::open(conn, vault, demand))?;
        self.permit(actor, ReadKind::Demand, &opened.belongs())?;
        let rows: Vec<AnswerColumns> = a::table
            .filter(a::demand_id.eq(Id(demand.0)))
            .order(a::id)
            .select((
                a::id,
                a::item_id,
                a::round,
                a::part,
                a::version,
                a::state,
                a::hash,
                a::arrived_at,
            ))
            .load(self.conn)?;
        let asked = |row: &AnswerColumns| ids.is_empty() || ids.contains(&AnswerId(row.0.0));
        let receipts = rows.into_iter().filter(asked).map(receipt);
        Ok(receipts.collect::<Result<_, _>>()?)
    }
}

impl Reader<'_> {
    /// Until when a demand is to be answered, and why: what a receipt is signed
    /// over. Nothing the institution said is in it.
    pub fn deadline_receipt(&mut self, actor: &Actor, id: DemandId) -> Found<DeadlineReceipt> {
        let opened = self.whole(|conn, vault| super::demand::open(conn, vault, id))?;
        self.permit(actor, ReadKind::Demand, &opened.belongs())?;
        let older = self.older_calendars(&opened.demand)?;
        Ok(promise::deadline_by(&opened.demand, &self.rules.law, &older))
    }

    /// That an answer arrived, and all that arrived in the same request: hashes,
    /// never contents. For those who may read the contents: a short one could
    /// be guessed from its hash.
    pub fn answer_receipt(
        &mut self,
        actor: &Actor,
        id: DemandId,
        answer: AnswerId,
    ) -> Found<promise::AnswerReceipt> {
        let opened = self.whole(|conn, vault| super::demand::open(conn, vault, id))?;
        self.permit(actor, ReadKind::Answers, &opened.belongs())?;
        let found = opened.demand.answers.iter().find(|one| one.id == answer);
        let arrived = found.ok_or(Refusal::NotFound)?.arrived_at;
        Ok(promise::answered(&opened.demand, arrived))
    }

    /// The calendars that clocks of a demand were computed with, where those in
    /// force are newer. A version that cannot be had is left out; explanations
    /// then name the one in force.
    pub(super) fn older_calendars(&mut self, demand: &Demand) -> Found<OlderCalendars> {
        let present = self.rules.law.calendar_number();
        let mut older = OlderCalendars::new();
        for clock in demand.clocks.iter().filter(|clock| clock.calendar != present) {
            if older.contains_key(&clock.calendar) {
                continue;
            }
            let files = reference::calendar(self.conn, clock.calendar)?;
            if let Some(Ok(read)) = files.map(|files| Calendars::parse(&files.borrowed())) {
                older.insert(clock.calendar, read);
            }
        }
        Ok(older)
    }
}

fn receipt(row: AnswerColumns) -> Result<AnswerReceipt, Corrupt> {
    let (id, item, round, part, version, state, hash, arrived_at) = row;
    let corrupt = Corrupt::new("answer", "state");
    Ok(AnswerReceipt {
        id: AnswerId(id.0),
        item: ItemId(item.0),
        round,
        part,
        version,
        state: AnswerState::from_code(&state).ok_or(corrupt)?,
        hash: ContentHash(crate::rows::hash(&hash, "answer", "hash")?),
        arrived_at: arrived_at.0,
    })
}
