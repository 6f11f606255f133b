//! Instruments.

use super::{from_json, hash, json, word};
use crate::error::Corrupt;
use crate::seal::Vault;
use crate::types::{At, Id};
use crate::value::stored;
use engine::id::{AgencyId, CaseId, InstrumentId, UserId};
use engine::instrument::{Approval, ContentHash, Instrument, InstrumentKind, InstrumentState};

stored! {
    /// A row of `instrument`.
    InstrumentRow: instrument {
        id: Id,
        version: i32,
        kind: String,
        case_id: Id,
        agency_id: Id,
        reference: String,
        state: String,
        requester: String,
        interim: bool,
        proposer_id: Id,
        approved_by: Option<Id>,
        approved_at: Option<At>,
        approved_hash: Option<Vec<u8>>,
        issued_at: Option<At>,
        key_id: i32,
        sealed: Vec<u8>,
    }
}

/// What changes of an instrument.
pub(crate) const INSTRUMENT_CHANGES: &[&str] = &[
    "version",
    "state",
    "requester",
    "interim",
    "proposer_id",
    "approved_by",
    "approved_at",
    "approved_hash",
    "issued_at",
    "key_id",
    "sealed",
];

impl InstrumentRow {
    pub(crate) fn of(instrument: &Instrument, vault: &Vault) -> Self {
        let sealed = vault.seal(json(&instrument.content));
        let approval = instrument.approval;
        Self {
            id: Id(instrument.id.0),
            version: instrument.version,
            kind: instrument.kind.code().to_owned(),
            case_id: Id(instrument.case.0),
            agency_id: Id(instrument.agency.0),
            reference: instrument.reference.clone(),
            state: instrument.state.code().to_owned(),
            requester: instrument.content.requester.kind().code().to_owned(),
            interim: instrument.content.interim,
            proposer_id: Id(instrument.proposer.0),
            approved_by: approval.map(|approval| Id(approval.by.0)),
            approved_at: approval.map(|approval| At(approval.at)),
            approved_hash: approval.map(|approval| approval.hash.0.to_vec()),
            issued_at: instrument.issued_at.map(At),
            key_id: sealed.key,
            sealed: sealed.bytes,
        }
    }

    pub(crate) fn entity(self, vault: &Vault) -> Result<Instrument, Corrupt> {
        let corrupt = Corrupt::new("instrument", "sealed");
        let bytes = vault.open(self.key_id, &self.sealed).ok_or(corrupt)?;
        let content = from_json(bytes, "instrument", "sealed")?;
        let approval = match (self.approved_by, self.approved_at, &self.approved_hash) {
            (Some(by), Some(at), Some(bytes)) => Some(Approval {
                by: UserId(by.0),
                at: at.0,
                hash: ContentHash(hash(bytes, "instrument", "approved_hash")?),
            }),
            _ => None,
        };
        Ok(Instrument {
            id: InstrumentId(self.id.0),
            version: self.version,
            kind: word!(InstrumentKind, "instrument", "kind", &self.kind),
            case: CaseId(self.case_id.0),
            agency: AgencyId(self.agency_id.0),
            reference: self.reference,
            state: word!(InstrumentState, "instrument", "state", &self.state),
            content,
            proposer: UserId(self.proposer_id.0),
            approval,
            issued_at: self.issued_at.map(|at| at.0),
        })
    }
}
