//! What was served, and until when: what replies are rebuilt from (an
//! idempotency key keeps ids, never bodies) and receipts are signed over.

use super::{Found, Reader, whole};
use crate::reference;
use crate::schema::{demand as d, idempotency as k};
use crate::types::Id;
use diesel::prelude::*;
use engine::actor::Actor;
use engine::calendar::Calendars;
use engine::command::IdempotencyKey;
use engine::demand::Demand;
use engine::id::{DemandId, InstitutionId, InstrumentId};
use engine::policy::{Belongs, ReadKind};
use engine::receipt::{DeadlineReceipt, OlderCalendars, deadline_by};
use engine::refusal::Refusal;

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

impl Reader<'_> {
    /// Whether a command with this key was carried out: it is not again, whatever comes
    /// with it.
    pub fn remembers(&mut self, key: &IdempotencyKey) -> Found<bool> {
        let found = k::table.filter(k::id.eq(Id(key.id))).count().get_result::<i64>(self.conn)?;
        Ok(found > 0)
    }

    /// The demands an instrument served, in order.
    pub fn served_of(&mut self, actor: &Actor, id: InstrumentId) -> Found<Vec<ServedLine>> {
        let instrument = whole::instrument(self.conn, self.vault, id)?.ok_or(Refusal::NotFound)?;
        let (gate, _) =
            whole::gate_and_salt(self.conn, instrument.case)?.ok_or(Refusal::NotFound)?;
        let belongs = Belongs::to_case(&gate).sealed(instrument.sealed_to());
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

    /// Until when a demand is to be answered, and why: what a receipt is signed
    /// over. Nothing the institution said is in it.
    pub fn deadline_receipt(&mut self, actor: &Actor, id: DemandId) -> Found<DeadlineReceipt> {
        let opened = self.whole(|conn, vault| super::demand::open(conn, vault, id))?;
        self.permit(actor, ReadKind::Demand, &opened.belongs())?;
        let older = self.older_calendars(&opened.demand)?;
        Ok(deadline_by(&opened.demand, &self.rules.law, &older))
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
