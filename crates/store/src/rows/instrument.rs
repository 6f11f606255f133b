//! Instruments.

use super::file::{papers, papers_text};
use super::{from_json, hash, json, json_text, word};
use crate::error::Corrupt;
use crate::seal::Vault;
use crate::types::{At, Id};
use crate::value::stored;
use engine::id::{AgencyId, CaseId, InstrumentId, UserId};
use engine::instrument::{
    Approval, Confirmed, ContentHash, Instrument, InstrumentKind, InstrumentState, Sent,
};
use engine::order::Numbered;

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
        confirmed_number: Option<String>,
        confirmed_day: Option<String>,
        confirmed_by: Option<Id>,
        confirmed_at: Option<At>,
        drafted_at: Option<At>,
        submitter_id: Option<Id>,
        papers: Option<String>,
        resealed: Option<String>,
        sent_by: Option<Id>,
        sent_to: Option<i32>,
        reused: Option<String>,
        register_id: Option<Id>,
        register_serial: Option<i32>,
        registered: Option<String>,
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
    "confirmed_number",
    "confirmed_day",
    "confirmed_by",
    "confirmed_at",
    "submitter_id",
    "papers",
    "resealed",
    "sent_by",
    "sent_to",
    "reused",
    "register_id",
    "register_serial",
    "registered",
];

impl InstrumentRow {
    pub(crate) fn of(instrument: &Instrument, vault: &Vault) -> Self {
        let sealed = vault.seal(json(&instrument.content));
        let approval = instrument.approval;
        let confirmed = instrument.confirmed.as_ref();
        let registered = instrument.registered.as_ref();
        Self {
            id: Id(instrument.id.0),
            version: instrument.version,
            kind: instrument.kind.code().to_owned(),
            case_id: Id(instrument.case.0),
            agency_id: Id(instrument.agency.0),
            reference: instrument.reference.clone(),
            state: instrument.state.code().to_owned(),
            requester: instrument.content.requester().code().to_owned(),
            interim: instrument.content.is_interim(),
            proposer_id: Id(instrument.proposer.0),
            approved_by: approval.map(|approval| Id(approval.by.0)),
            approved_at: approval.map(|approval| At(approval.at)),
            approved_hash: approval.map(|approval| approval.hash.0.to_vec()),
            issued_at: instrument.issued_at.map(At),
            key_id: sealed.key,
            sealed: sealed.bytes,
            confirmed_number: confirmed.map(|one| one.decision.number.clone()),
            confirmed_day: confirmed.map(|one| one.decision.day.to_string()),
            confirmed_by: confirmed.map(|one| Id(one.by.0)),
            confirmed_at: confirmed.map(|one| At(one.at)),
            drafted_at: instrument.drafted_at.map(At),
            submitter_id: instrument.submitter.map(|id| Id(id.0)),
            papers: papers_text(&instrument.papers),
            resealed: instrument.resealed.as_ref().map(json_text),
            sent_by: instrument.sent.map(|sent| Id(sent.by.0)),
            sent_to: instrument.sent.map(|sent| stored_count(sent.institutions)),
            reused: (!instrument.reused.is_empty()).then(|| json_text(&instrument.reused)),
            register_id: registered.map(|one| Id(one.register.id().0)),
            register_serial: registered.map(|one| stored_count(one.serial)),
            registered: registered.map(json_text),
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
        let confirmed = self.confirmed()?;
        let resealed = self.resealed.as_ref();
        let resealed = resealed.map(|text| from_json(text.as_bytes(), "instrument", "resealed"));
        let sent = self.sent()?;
        let reused = self.reused.as_ref();
        let reused = reused.map(|text| from_json(text.as_bytes(), "instrument", "reused"));
        let registered = self.registered.as_ref();
        let registered =
            registered.map(|one| from_json(one.as_bytes(), "instrument", "registered"));
        let papers = papers(self.papers.as_deref(), "instrument")?;
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
            submitter: self.submitter_id.map(|id| UserId(id.0)),
            drafted_at: self.drafted_at.map(|at| at.0),
            approval,
            issued_at: self.issued_at.map(|at| at.0),
            confirmed,
            papers,
            resealed: resealed.transpose()?,
            sent,
            reused: reused.transpose()?.unwrap_or_default(),
            registered: registered.transpose()?,
        })
    }

    fn sent(&self) -> Result<Option<Sent>, Corrupt> {
        let (Some(by), Some(to)) = (self.sent_by, self.sent_to) else {
            return Ok(None);
        };
        let corrupt = Corrupt::new("instrument", "sent_to");
        let institutions = u32::try_from(to).map_err(|_| corrupt)?;
        Ok(Some(Sent { by: UserId(by.0), institutions }))
    }

    fn confirmed(&self) -> Result<Option<Confirmed>, Corrupt> {
        let (Some(number), Some(day)) = (&self.confirmed_number, &self.confirmed_day) else {
            return Ok(None);
        };
        let (Some(by), Some(at)) = (self.confirmed_by, self.confirmed_at) else {
            return Err(Corrupt::new("instrument", "confirmed_by"));
        };
        let day = super::day(day, "instrument", "confirmed_day")?;
        let decision = Numbered { number: number.clone(), day };
        Ok(Some(Confirmed { decision, by: UserId(by.0), at: at.0 }))
    }
}

/// An inquiry names a few hundred institutions at most, a register a million numbers.
fn stored_count(institutions: u32) -> i32 {
    i32::try_from(institutions).unwrap_or(i32::MAX)
}
