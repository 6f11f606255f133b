//! Concessions of creditors: what their papers and the office say is sealed.

use super::{from_json, json, word};
use crate::error::Corrupt;
use crate::seal::Vault;
use crate::types::{At, Id};
use crate::value::stored;
use engine::concession::{Concession, ConcessionKind, ConcessionState};
use engine::ledger::Ledger;
use engine::money::Money;

stored! {
    /// A row of `concession`.
    ConcessionRow: concession {
        id: Id,
        case_id: Id,
        place: i32,
        agency_id: Id,
        creditor_id: Id,
        kind: String,
        state: String,
        amount: Option<i64>,
        recorded_at: At,
        ended_at: Option<At>,
        key_id: i32,
        sealed: Vec<u8>,
    }
}

/// What changes of a concession.
pub(crate) const CONCESSION_CHANGES: &[&str] = &["state", "ended_at", "key_id", "sealed"];

impl ConcessionRow {
    pub(crate) fn of(ledger: &Ledger, place: i32, one: &Concession, vault: &Vault) -> Self {
        let sealed = vault.seal(json(one));
        Self {
            id: Id(one.id.0),
            case_id: Id(ledger.case.0),
            place,
            agency_id: Id(ledger.agency.0),
            creditor_id: Id(one.creditor.0),
            kind: one.kind.code().to_owned(),
            state: one.state.code().to_owned(),
            amount: one.amount.map(Money::minor),
            recorded_at: At(one.recorded_at),
            ended_at: one.end.as_ref().map(|end| At(end.at)),
            key_id: sealed.key,
            sealed: sealed.bytes,
        }
    }

    pub(crate) fn entity(self, vault: &Vault) -> Result<Concession, Corrupt> {
        let corrupt = |column| Corrupt::new("concession", column);
        let bytes = vault.open(self.key_id, &self.sealed).ok_or(corrupt("sealed"))?;
        let one: Concession = from_json(bytes, "concession", "sealed")?;
        let kind = word!(ConcessionKind, "concession", "kind", &self.kind);
        let state = word!(ConcessionState, "concession", "state", &self.state);
        // What stands in clear is what was sealed.
        let amount = one.amount.map(Money::minor);
        if (one.kind, one.state, amount) != (kind, state, self.amount)
            || one.creditor.0 != self.creditor_id.0
        {
            return Err(corrupt("state"));
        }
        Ok(one)
    }
}
