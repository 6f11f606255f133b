//! Rows of another system that could not be taken in.

use super::{from_json, hash, json, word};
use crate::error::Corrupt;
use crate::seal::{Sealed, Vault};
use crate::types::{At, Id};
use crate::value::stored;
use engine::held::{HeldContent, HeldEnd, HeldRow, HeldState, KeptRow, RowError};
use engine::id::{AgencyId, HeldId, UserId};
use engine::statement::FileHash;
use engine::sync::{ExternalId, SourceCode};
use serde::{Deserialize, Serialize};

stored! {
    /// A row of `held_row`.
    HeldLine: held_row {
        id: Id,
        version: i32,
        agency_id: Id,
        source: String,
        external: Option<String>,
        payment: Option<String>,
        state: String,
        attempts: i32,
        received_at: At,
        file: Option<Vec<u8>>,
        errors: String,
        ended_at: Option<At>,
        ended_by: Option<Id>,
        key_id: i32,
        sealed: Vec<u8>,
    }
}

/// What changes of it.
pub(crate) const HELD_CHANGES: &[&str] = &[
    "version",
    "state",
    "attempts",
    "received_at",
    "file",
    "errors",
    "ended_at",
    "ended_by",
    "key_id",
    "sealed",
];

/// What a row says, and a person of it.
#[derive(Serialize, Deserialize)]
struct Said {
    rows: Vec<KeptRow>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

impl HeldLine {
    pub(crate) fn of(row: &HeldRow, vault: &Vault) -> Self {
        let content = &row.content;
        let reason = row.end.as_ref().and_then(|end| end.reason.clone());
        let said = Said { rows: content.rows.clone(), reason };
        let Sealed { key, bytes } = vault.seal(json(&said));
        let name = |id: &ExternalId| id.as_str().to_owned();
        Self {
            id: Id(row.id.0),
            version: row.version,
            agency_id: Id(row.agency.0),
            source: row.source.as_str().to_owned(),
            external: content.case.as_ref().map(name),
            payment: content.payment.as_ref().map(name),
            state: row.state.code().to_owned(),
            attempts: row.attempts,
            received_at: At(row.received),
            file: content.file.map(|file| file.0.to_vec()),
            errors: String::from_utf8_lossy(&json(&content.errors)).into_owned(),
            ended_at: row.end.as_ref().map(|end| At(end.at)),
            ended_by: row.end.as_ref().and_then(|end| end.by).map(|id| Id(id.0)),
            key_id: key,
            sealed: bytes,
        }
    }

    /// What stands in clear: the rows themselves and a person's reason are left out.
    pub(crate) fn head(&self) -> Result<HeldRow, Corrupt> {
        let corrupt = |column| Corrupt::new("held_row", column);
        let name = |text: &Option<String>, column| {
            let read = |text: &String| ExternalId::parse(text).ok_or(corrupt(column));
            text.as_ref().map(read).transpose()
        };
        let errors: Vec<RowError> = from_json(self.errors.as_bytes(), "held_row", "errors")?;
        let file = self.file.as_deref().map(|bytes| hash(bytes, "held_row", "file"));
        let content = HeldContent {
            case: name(&self.external, "external")?,
            payment: name(&self.payment, "payment")?,
            file: file.transpose()?.map(FileHash),
            errors,
            rows: Vec::new(),
        };
        let end = self.ended_at.map(|at| HeldEnd {
            at: at.0,
            by: self.ended_by.map(|id| UserId(id.0)),
            reason: None,
        });
        Ok(HeldRow {
            id: HeldId(self.id.0),
            version: self.version,
            agency: AgencyId(self.agency_id.0),
            source: SourceCode::parse(&self.source).ok_or(corrupt("source"))?,
            state: word!(HeldState, "held_row", "state", &self.state),
            attempts: self.attempts,
            received: self.received_at.0,
            content,
            end,
        })
    }

    pub(crate) fn entity(&self, vault: &Vault) -> Result<HeldRow, Corrupt> {
        let corrupt = Corrupt::new("held_row", "sealed");
        let bytes = vault.open(self.key_id, &self.sealed).ok_or(corrupt)?;
        let Said { rows, reason } = from_json(bytes, "held_row", "sealed")?;
        let mut row = self.head()?;
        row.content.rows = rows;
        if let Some(end) = &mut row.end {
            end.reason = reason;
        }
        Ok(row)
    }
}
