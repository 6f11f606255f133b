//! Parts of debts that went to other agencies: what the decisions say is sealed.

use super::{from_json, json, word};
use crate::error::Corrupt;
use crate::seal::Vault;
use crate::types::{At, Id};
use crate::value::stored;
use engine::delegation::{Delegation, DelegationState};
use engine::ledger::Ledger;

stored! {
    /// A row of `delegation`.
    DelegationRow: delegation {
        id: Id,
        case_id: Id,
        place: i32,
        agency_id: Id,
        to_id: Id,
        state: String,
        at: At,
        ended_at: Option<At>,
        theirs_id: Option<Id>,
        key_id: i32,
        sealed: Vec<u8>,
    }
}

/// What changes of a delegation.
pub(crate) const DELEGATION_CHANGES: &[&str] =
    &["state", "ended_at", "theirs_id", "key_id", "sealed"];

impl DelegationRow {
    pub(crate) fn of(ledger: &Ledger, place: i32, one: &Delegation, vault: &Vault) -> Self {
        let sealed = vault.seal(json(one));
        Self {
            id: Id(one.id.0),
            case_id: Id(ledger.case.0),
            place,
            agency_id: Id(ledger.agency.0),
            to_id: Id(one.to.0),
            state: one.state.code().to_owned(),
            at: At(one.at),
            ended_at: one.end.as_ref().map(|end| At(end.at)),
            theirs_id: one.case.map(|case| Id(case.0)),
            key_id: sealed.key,
            sealed: sealed.bytes,
        }
    }

    pub(crate) fn entity(self, vault: &Vault) -> Result<Delegation, Corrupt> {
        let corrupt = |column| Corrupt::new("delegation", column);
        let bytes = vault.open(self.key_id, &self.sealed).ok_or(corrupt("sealed"))?;
        let one: Delegation = from_json(bytes, "delegation", "sealed")?;
        let state = word!(DelegationState, "delegation", "state", &self.state);
        // What is searched by is what was sealed.
        if one.state != state || one.to.0 != self.to_id.0 {
            return Err(corrupt("state"));
        }
        Ok(one)
    }
}
