//! Cases that another system keeps too.

use super::{from_json, json};
use crate::error::Corrupt;
use crate::seal::{Sealed, Vault};
use crate::types::{At, Id};
use crate::value::stored;
use engine::id::{AgencyId, CaseId, LinkId, PartyId, PostingId, SyncedPaymentId};
use engine::sync::{
    ExternalId, Field, ForeignCase, ForeignPayment, SourceCode, Synced, SyncedPayment,
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

stored! {
    /// A row of `case_link`.
    LinkRow: case_link {
        id: Id,
        case_id: Id,
        agency_id: Id,
        source: String,
        external: String,
        digest: Vec<u8>,
        waiting: i32,
        at: At,
        key_id: i32,
        sealed: Vec<u8>,
    }
}

/// What changes of a link.
pub(crate) const LINK_CHANGES: &[&str] = &["digest", "waiting", "at", "key_id", "sealed"];

stored! {
    /// A row of `synced_payment`.
    SyncedPaymentRow: synced_payment {
        id: Id,
        case_id: Id,
        amount: i64,
        day: String,
        posting_id: Option<Id>,
        at: At,
        key_id: i32,
        sealed: Vec<u8>,
    }
}

/// What is said of persons.
#[derive(Serialize, Deserialize)]
struct Said {
    theirs: ForeignCase,
    parties: BTreeMap<ExternalId, PartyId>,
    open: BTreeSet<Field>,
}

impl LinkRow {
    pub(crate) fn of(synced: &Synced, vault: &Vault) -> Self {
        let said = Said {
            theirs: synced.theirs.clone(),
            parties: synced.parties.clone(),
            open: synced.open.clone(),
        };
        let Sealed { key, bytes } = vault.seal(json(&said));
        Self {
            id: Id(synced.id.0),
            case_id: Id(synced.case.0),
            agency_id: Id(synced.agency.0),
            source: synced.source.as_str().to_owned(),
            external: synced.theirs.external.as_str().to_owned(),
            digest: synced.theirs.digest().to_vec(),
            waiting: i32::try_from(synced.open.len()).unwrap_or(i32::MAX),
            at: At(synced.at),
            key_id: key,
            sealed: bytes,
        }
    }

    pub(crate) fn entity(&self, vault: &Vault) -> Result<Synced, Corrupt> {
        let corrupt = |column| Corrupt::new("case_link", column);
        let bytes = vault.open(self.key_id, &self.sealed).ok_or(corrupt("sealed"))?;
        let Said { theirs, parties, open } = from_json(bytes, "case_link", "sealed")?;
        Ok(Synced {
            id: LinkId(self.id.0),
            case: CaseId(self.case_id.0),
            agency: AgencyId(self.agency_id.0),
            source: SourceCode::parse(&self.source).ok_or(corrupt("source"))?,
            theirs,
            parties,
            open,
            at: self.at.0,
        })
    }
}

impl SyncedPaymentRow {
    pub(crate) fn of(paid: &SyncedPayment, vault: &Vault) -> Self {
        let sealed = vault.seal(json(&paid.payment));
        Self {
            id: Id(paid.id.0),
            case_id: Id(paid.case.0),
            amount: paid.payment.amount.minor(),
            day: paid.payment.day.to_string(),
            posting_id: paid.posting.map(|id| Id(id.0)),
            at: At(paid.at),
            key_id: sealed.key,
            sealed: sealed.bytes,
        }
    }

    pub(crate) fn entity(&self, vault: &Vault) -> Result<SyncedPayment, Corrupt> {
        let corrupt = Corrupt::new("synced_payment", "sealed");
        let bytes = vault.open(self.key_id, &self.sealed).ok_or(corrupt)?;
        let payment: ForeignPayment = from_json(bytes, "synced_payment", "sealed")?;
        Ok(SyncedPayment {
            id: SyncedPaymentId(self.id.0),
            case: CaseId(self.case_id.0),
            payment,
            posting: self.posting_id.map(|id| PostingId(id.0)),
            at: self.at.0,
        })
    }
}
