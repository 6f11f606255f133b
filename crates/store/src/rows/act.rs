//! Acts of procuracies: what the documents and the answers say is sealed.

use super::{from_json, json, word};
use crate::error::Corrupt;
use crate::seal::Vault;
use crate::types::{At, Id};
use crate::value::stored;
use engine::ledger::Ledger;
use engine::prosecution::{ActKind, ActState, ProcuracyLevel, ProsecutorAct};

stored! {
    /// A row of `prosecutor_act`.
    ActRow: prosecutor_act {
        id: Id,
        case_id: Id,
        place: i32,
        agency_id: Id,
        area_id: Id,
        kind: String,
        level: String,
        state: String,
        received_at: At,
        answered_at: Option<At>,
        ended_at: Option<At>,
        key_id: i32,
        sealed: Vec<u8>,
    }
}

/// What changes of an act.
pub(crate) const ACT_CHANGES: &[&str] = &["state", "answered_at", "ended_at", "key_id", "sealed"];

impl ActRow {
    pub(crate) fn of(ledger: &Ledger, place: i32, one: &ProsecutorAct, vault: &Vault) -> Self {
        let sealed = vault.seal(json(one));
        Self {
            id: Id(one.id.0),
            case_id: Id(ledger.case.0),
            place,
            agency_id: Id(ledger.agency.0),
            area_id: Id(one.area.0),
            kind: one.kind.code().to_owned(),
            level: one.level.code().to_owned(),
            state: one.state.code().to_owned(),
            received_at: At(one.received_at),
            answered_at: one.answer.as_ref().map(|answer| At(answer.at)),
            ended_at: one.end.as_ref().map(|end| At(end.at)),
            key_id: sealed.key,
            sealed: sealed.bytes,
        }
    }

    pub(crate) fn entity(self, vault: &Vault) -> Result<ProsecutorAct, Corrupt> {
        let corrupt = |column| Corrupt::new("prosecutor_act", column);
        let bytes = vault.open(self.key_id, &self.sealed).ok_or(corrupt("sealed"))?;
        let one: ProsecutorAct = from_json(bytes, "prosecutor_act", "sealed")?;
        let kind = word!(ActKind, "prosecutor_act", "kind", &self.kind);
        let level = word!(ProcuracyLevel, "prosecutor_act", "level", &self.level);
        let state = word!(ActState, "prosecutor_act", "state", &self.state);
        // What is searched by is what was sealed.
        if (one.kind, one.level, one.state) != (kind, level, state) || one.area.0 != self.area_id.0
        {
            return Err(corrupt("state"));
        }
        Ok(one)
    }
}
