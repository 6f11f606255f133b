//! Receiving accounts, and the numbers of decisions.

use super::{from_json, json, word};
use crate::error::Corrupt;
use crate::seal::Vault;
use crate::types::{At, Id};
use crate::value::stored;
use engine::facts::OrderNumber;
use engine::id::{AgencyId, InstrumentId, PayeeId, UserId};
use engine::payee::{Payee, PayeeState};

stored! {
    /// A row of `payee`.
    PayeeRow: payee {
        id: Id,
        version: i32,
        agency_id: Id,
        state: String,
        proposer_id: Id,
        approved_by: Option<Id>,
        usable_from: Option<At>,
        key_id: i32,
        sealed: Vec<u8>,
    }
}

/// What changes of a receiving account.
pub(crate) const PAYEE_CHANGES: &[&str] = &["version", "state", "approved_by", "usable_from"];

stored! {
    /// A row of `order_number`.
    OrderNumberRow: order_number {
        agency_id: Id,
        kind: String,
        year: i16,
        number: String,
        instrument_id: Id,
    }
}

impl PayeeRow {
    pub(crate) fn of(payee: &Payee, vault: &Vault) -> Self {
        let sealed = vault.seal(json(&payee.content));
        Self {
            id: Id(payee.id.0),
            version: payee.version,
            agency_id: Id(payee.agency.0),
            state: payee.state.code().to_owned(),
            proposer_id: Id(payee.proposer.0),
            approved_by: payee.approved_by.map(|id| Id(id.0)),
            usable_from: payee.usable_from.map(At),
            key_id: sealed.key,
            sealed: sealed.bytes,
        }
    }

    pub(crate) fn entity(self, vault: &Vault) -> Result<Payee, Corrupt> {
        let corrupt = Corrupt::new("payee", "sealed");
        let bytes = vault.open(self.key_id, &self.sealed).ok_or(corrupt)?;
        Ok(Payee {
            id: PayeeId(self.id.0),
            version: self.version,
            agency: AgencyId(self.agency_id.0),
            state: word!(PayeeState, "payee", "state", &self.state),
            content: from_json(bytes, "payee", "sealed")?,
            proposer: UserId(self.proposer_id.0),
            approved_by: self.approved_by.map(|id| UserId(id.0)),
            usable_from: self.usable_from.map(|at| at.0),
        })
    }
}

impl OrderNumberRow {
    pub(crate) fn of(number: &OrderNumber, instrument: InstrumentId) -> Self {
        Self {
            agency_id: Id(number.agency.0),
            kind: number.kind.to_owned(),
            year: number.year,
            number: number.number.clone(),
            instrument_id: Id(instrument.0),
        }
    }
}
