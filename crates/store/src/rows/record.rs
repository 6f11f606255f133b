//! Audit events, remembered keys, notices, outages.

use super::{from_json, json, json_text, word};
use crate::error::Corrupt;
use crate::read::ReadRecord;
use crate::seal::Vault;
use crate::types::{At, Id};
use crate::value::stored;
use engine::canon;
use engine::command::CommandKind;
use engine::event::Recorded;
use engine::facts::{Confirmation, Outage, Refused, Remembered};
use engine::id::{OutageId, UserId};
use engine::notice::{Mailbox, Notice};
use engine::role::Role;
use uuid::Uuid;

stored! {
    /// A row of `event`.
    EventRow: event {
        id: Id,
        kind: String,
        code: String,
        at: At,
        actor: String,
        root_kind: Option<String>,
        root_id: Option<Id>,
        version: Option<i32>,
        case_id: Option<Id>,
        format: i16,
        key_id: i32,
        body: Vec<u8>,
        leaf: Vec<u8>,
    }
}

stored! {
    /// A row of `idempotency`.
    IdempotencyRow: idempotency {
        id: Id,
        request: Vec<u8>,
        kind: String,
        subject: Id,
        other: Option<Id>,
        version: i32,
        at: At,
        contradicted: bool,
        evidence: Option<String>,
    }
}

stored! {
    /// A row of `notice`.
    NoticeRow: notice {
        id: Id,
        event_id: Id,
        code: String,
        to_kind: String,
        to_id: Option<Id>,
        to_role: Option<String>,
        case_id: Option<Id>,
        instrument_id: Option<Id>,
        demand_id: Option<Id>,
        reference: String,
        urgent: bool,
        at: At,
        state: String,
        next_at: Option<At>,
        lease_owner: Option<Id>,
        lease_until: Option<At>,
    }
}

stored! {
    /// A row of `outage`.
    OutageRow: outage {
        id: Id,
        from_at: At,
        to_at: At,
        reason: String,
        version: i32,
        evidence: Option<String>,
        recorded_by: Option<Id>,
        confirmed_at: Option<At>,
        confirmed_by: Option<Id>,
    }
}

impl EventRow {
    /// The row of a state change.
    pub(crate) fn change(recorded: &Recorded, salt: &[u8; 32], vault: &Vault) -> Self {
        let bytes = canon::bytes(recorded);
        let leaf = canon::leaf_hash(salt, recorded.id, &bytes);
        let sealed = vault.seal(bytes);
        Self {
            id: Id(recorded.id.0),
            kind: "change".to_owned(),
            code: recorded.event.code().to_owned(),
            at: At(recorded.at),
            actor: json_text(&recorded.actor),
            root_kind: Some(recorded.root.code().to_owned()),
            root_id: Some(Id(recorded.root.id())),
            version: Some(recorded.version),
            case_id: recorded.case.map(|case| Id(case.0)),
            format: i16::from(recorded.v),
            key_id: sealed.key,
            body: sealed.bytes,
            leaf: leaf.to_vec(),
        }
    }

    /// The row of a refused command. Its body holds codes only.
    pub(crate) fn refusal(refused: &Refused, salt: &[u8; 32], vault: &Vault) -> Self {
        let body = serde_json::json!({ "command": refused.kind.code(), "code": refused.code });
        let bytes = json(&body);
        let leaf = canon::leaf_hash(salt, refused.id.into(), &bytes);
        let sealed = vault.seal(bytes);
        Self {
            id: Id(refused.id),
            kind: "refusal".to_owned(),
            code: refused.kind.code().to_owned(),
            at: At(refused.at),
            actor: json_text(&refused.actor),
            root_kind: None,
            root_id: refused.subject.map(Id),
            version: None,
            case_id: None,
            format: i16::from(engine::run::EVENT_FORMAT),
            key_id: sealed.key,
            body: sealed.bytes,
            leaf: leaf.to_vec(),
        }
    }

    /// The row of a read of what is secret.
    pub(crate) fn read(record: &ReadRecord, salt: &[u8; 32], vault: &Vault) -> Self {
        let bytes = json(record);
        let leaf = canon::leaf_hash(salt, record.id, &bytes);
        let sealed = vault.seal(bytes);
        Self {
            id: Id(record.id.0),
            kind: "read".to_owned(),
            code: record.read.clone(),
            at: At(record.at),
            actor: json_text(&record.actor),
            root_kind: Some(record.root.code().to_owned()),
            root_id: Some(Id(record.root.id())),
            version: None,
            case_id: record.case.map(|id| Id(id.0)),
            format: i16::from(record.v),
            key_id: sealed.key,
            body: sealed.bytes,
            leaf: leaf.to_vec(),
        }
    }

    /// The event of a change row.
    pub(crate) fn recorded(&self, vault: &Vault) -> Result<Recorded, Corrupt> {
        let corrupt = Corrupt::new("event", "body");
        let bytes = vault.open(self.key_id, &self.body).ok_or(corrupt.clone())?;
        canon::parse(bytes).map_err(|_| corrupt)
    }
}

impl IdempotencyRow {
    pub(crate) fn of(remembered: &Remembered) -> Self {
        Self {
            id: Id(remembered.id),
            request: remembered.request.to_vec(),
            kind: remembered.kind.code().to_owned(),
            subject: Id(remembered.subject),
            other: remembered.other.map(Id),
            version: remembered.version,
            at: At(remembered.at),
            contradicted: remembered.contradicted,
            evidence: (!remembered.evidence.is_empty()).then(|| json_text(&remembered.evidence)),
        }
    }

    pub(crate) fn entity(self) -> Result<Remembered, Corrupt> {
        let evidence = match &self.evidence {
            Some(text) => from_json(text.as_bytes(), "idempotency", "evidence")?,
            None => Vec::new(),
        };
        Ok(Remembered {
            id: self.id.0,
            request: super::hash(&self.request, "idempotency", "request")?,
            kind: word!(CommandKind, "idempotency", "kind", &self.kind),
            subject: self.subject.0,
            other: self.other.map(|id| id.0),
            version: self.version,
            at: self.at.0,
            contradicted: self.contradicted,
            evidence,
        })
    }
}

impl NoticeRow {
    pub(crate) fn of(notice: &Notice) -> Self {
        let (to_kind, to_id, to_role) = address(notice.to);
        Self {
            id: Id(notice.id.0),
            event_id: Id(notice.event.0),
            code: notice.code.clone(),
            to_kind: to_kind.to_owned(),
            to_id: to_id.map(Id),
            to_role: to_role.map(str::to_owned),
            case_id: notice.case.map(|id| Id(id.0)),
            instrument_id: notice.instrument.map(|id| Id(id.0)),
            demand_id: notice.demand.map(|id| Id(id.0)),
            reference: notice.reference.clone(),
            urgent: notice.urgent,
            at: At(notice.at),
            state: "pending".to_owned(),
            next_at: Some(At(notice.at)),
            lease_owner: None,
            lease_until: None,
        }
    }
}

const fn address(to: Mailbox) -> (&'static str, Option<Uuid>, Option<&'static str>) {
    match to {
        Mailbox::Institution(id, role) => ("institution", Some(id.0), Some(role.code())),
        Mailbox::CaseOfficer(id) => ("case_officer", Some(id.0), None),
        Mailbox::Agency(id, role) => ("agency", Some(id.0), Some(role.code())),
        Mailbox::Overseers(id) => ("overseers", Some(id.0), None),
        // Those in it or above it, as overseers are, in another role.
        Mailbox::Accountants(id) => ("overseers", Some(id.0), Some(Role::Accountant.code())),
        Mailbox::Procuracy(id) => ("overseers", Some(id.0), Some(Role::Prosecutor.code())),
        Mailbox::StateBank => ("state_bank", None, None),
    }
}

/// What changes of an outage.
pub(crate) const OUTAGE_CHANGES: &[&str] = &["version", "confirmed_at", "confirmed_by"];

impl OutageRow {
    pub(crate) fn of(outage: &Outage) -> Self {
        Self {
            id: Id(outage.id.0),
            from_at: At(outage.from),
            to_at: At(outage.to),
            reason: outage.reason.clone(),
            version: outage.version,
            evidence: outage.evidence.clone(),
            recorded_by: outage.by.map(|id| Id(id.0)),
            confirmed_at: outage.confirmed.map(|one| At(one.at)),
            confirmed_by: outage.confirmed.and_then(|one| one.by).map(|id| Id(id.0)),
        }
    }

    pub(crate) fn entity(self) -> Outage {
        Outage {
            id: OutageId(self.id.0),
            from: self.from_at.0,
            to: self.to_at.0,
            reason: self.reason,
            version: self.version,
            evidence: self.evidence,
            by: self.recorded_by.map(|id| UserId(id.0)),
            confirmed: self
                .confirmed_at
                .map(|at| Confirmation { at: at.0, by: self.confirmed_by.map(|id| UserId(id.0)) }),
        }
    }
}
