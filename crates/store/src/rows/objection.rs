//! What people object to, and the debtor's notices: names and words are sealed.

use super::{from_json, json, json_text, word};
use crate::error::Corrupt;
use crate::seal::Vault;
use crate::types::{At, Id};
use crate::value::stored;
use engine::demand::Channel;
use engine::id::{InstitutionId, InstrumentId, ObjectionId};
use engine::law::Stage;
use engine::ledger::{
    DebtorNotice, Filing, Ledger, NotAccepted, Objection, ObjectionEnd, ObjectionKind,
    ObjectionState, Objector,
};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

stored! {
    /// A row of `objection`.
    ObjectionRow: objection {
        id: Id,
        case_id: Id,
        place: i32,
        agency_id: Id,
        kind: String,
        stage: String,
        institution_id: Option<Id>,
        freezes: Option<String>,
        holds: Option<String>,
        ground: String,
        channel: String,
        received_at: At,
        recorded_at: At,
        recorded_by: String,
        filing_rule: Option<String>,
        filing_start: Option<At>,
        filing_until: Option<At>,
        state: String,
        accepted_at: Option<At>,
        ended_at: Option<At>,
        ended_by: Option<String>,
        not_accepted: Option<String>,
        lifts: Option<String>,
        key_id: i32,
        sealed: Vec<u8>,
    }
}

/// What changes of an objection.
pub(crate) const OBJECTION_CHANGES: &[&str] =
    &["state", "accepted_at", "ended_at", "ended_by", "not_accepted", "lifts", "key_id", "sealed"];

stored! {
    /// A row of `debtor_notice`.
    DebtorNoticeRow: debtor_notice {
        instrument_id: Id,
        case_id: Id,
        place: i32,
        at: At,
        channel: String,
        recorded_by: String,
        filing_rule: Option<String>,
        filing_until: Option<At>,
        key_id: i32,
        sealed: Vec<u8>,
    }
}

/// Nothing changes of a notice: it is recorded once.
pub(crate) const NOTICE_CHANGES: &[&str] = &["key_id", "sealed"];

/// What names persons.
#[derive(Serialize, Deserialize)]
struct Said {
    by: Objector,
    text: String,
    reason: Option<String>,
}

/// A list as JSON; an empty one is nothing.
fn listed<T: Serialize>(list: &[T]) -> Option<String> {
    (!list.is_empty()).then(|| json_text(&list))
}

fn list<T: DeserializeOwned>(
    text: Option<&String>,
    column: &'static str,
) -> Result<Vec<T>, Corrupt> {
    text.map_or_else(|| Ok(Vec::new()), |text| from_json(text.as_bytes(), "objection", column))
}

impl ObjectionRow {
    pub(crate) fn of(ledger: &Ledger, place: i32, one: &Objection, vault: &Vault) -> Self {
        let end = one.end.as_ref();
        let sealed = vault.seal(json(&Said {
            by: one.by.clone(),
            text: one.text.clone(),
            reason: end.map(|end| end.reason.clone()),
        }));
        let filing = one.filing.as_ref();
        Self {
            id: Id(one.id.0),
            case_id: Id(ledger.case.0),
            place,
            agency_id: Id(ledger.agency.0),
            kind: one.kind.code().to_owned(),
            stage: one.stage.code().to_owned(),
            institution_id: one.institution.map(|id| Id(id.0)),
            freezes: listed(&one.freezes),
            holds: listed(&one.holds),
            ground: one.ground.clone(),
            channel: one.channel.code().to_owned(),
            received_at: At(one.received_at),
            recorded_at: At(one.recorded_at),
            recorded_by: json_text(&one.recorded_by),
            filing_rule: filing.map(|filing| filing.rule.as_str().to_owned()),
            filing_start: filing.map(|filing| At(filing.start)),
            filing_until: filing.map(|filing| At(filing.until)),
            state: one.state.code().to_owned(),
            accepted_at: one.accepted_at.map(At),
            ended_at: end.map(|end| At(end.at)),
            ended_by: end.map(|end| json_text(&end.by)),
            not_accepted: end.and_then(|end| end.not_accepted).map(|why| why.code().to_owned()),
            lifts: end.and_then(|end| listed(&end.lifts)),
            key_id: sealed.key,
            sealed: sealed.bytes,
        }
    }

    pub(crate) fn entity(self, vault: &Vault) -> Result<Objection, Corrupt> {
        let corrupt = |column| Corrupt::new("objection", column);
        let bytes = vault.open(self.key_id, &self.sealed).ok_or(corrupt("sealed"))?;
        let said: Said = from_json(bytes, "objection", "sealed")?;
        let not_accepted = match &self.not_accepted {
            Some(why) => Some(word!(NotAccepted, "objection", "not_accepted", why)),
            None => None,
        };
        let end = match (self.ended_at, &self.ended_by) {
            (Some(at), Some(by)) => Some(ObjectionEnd {
                at: at.0,
                by: from_json(by.as_bytes(), "objection", "ended_by")?,
                reason: said.reason.unwrap_or_default(),
                not_accepted,
                lifts: list(self.lifts.as_ref(), "lifts")?,
            }),
            _ => None,
        };
        Ok(Objection {
            id: ObjectionId(self.id.0),
            kind: word!(ObjectionKind, "objection", "kind", &self.kind),
            stage: word!(Stage, "objection", "stage", &self.stage),
            by: said.by,
            institution: self.institution_id.map(|id| InstitutionId(id.0)),
            freezes: list(self.freezes.as_ref(), "freezes")?,
            holds: list(self.holds.as_ref(), "holds")?,
            ground: self.ground,
            text: said.text,
            channel: word!(Channel, "objection", "channel", &self.channel),
            received_at: self.received_at.0,
            recorded_at: self.recorded_at.0,
            recorded_by: from_json(self.recorded_by.as_bytes(), "objection", "recorded_by")?,
            filing: filing(self.filing_rule, self.filing_start, self.filing_until)
                .map_err(|()| corrupt("filing_rule"))?,
            state: word!(ObjectionState, "objection", "state", &self.state),
            accepted_at: self.accepted_at.map(|at| at.0),
            end,
        })
    }
}

fn filing(
    rule: Option<String>,
    start: Option<At>,
    until: Option<At>,
) -> Result<Option<Filing>, ()> {
    match (rule, start, until) {
        (Some(rule), Some(start), Some(until)) => {
            let rule = rule.parse().map_err(|_| ())?;
            Ok(Some(Filing { rule, start: start.0, until: until.0 }))
        }
        _ => Ok(None),
    }
}

impl DebtorNoticeRow {
    pub(crate) fn of(ledger: &Ledger, place: i32, one: &DebtorNotice, vault: &Vault) -> Self {
        let sealed = vault.seal(one.proof.clone().into_bytes());
        let filing = one.filing.as_ref();
        Self {
            instrument_id: Id(one.instrument.0),
            case_id: Id(ledger.case.0),
            place,
            at: At(one.at),
            channel: one.channel.code().to_owned(),
            recorded_by: json_text(&one.recorded_by),
            filing_rule: filing.map(|filing| filing.rule.as_str().to_owned()),
            filing_until: filing.map(|filing| At(filing.until)),
            key_id: sealed.key,
            sealed: sealed.bytes,
        }
    }

    pub(crate) fn entity(self, vault: &Vault) -> Result<DebtorNotice, Corrupt> {
        let corrupt = |column| Corrupt::new("debtor_notice", column);
        let proof = vault.open(self.key_id, &self.sealed).ok_or(corrupt("sealed"))?;
        Ok(DebtorNotice {
            instrument: InstrumentId(self.instrument_id.0),
            at: self.at.0,
            channel: word!(Channel, "debtor_notice", "channel", &self.channel),
            proof: String::from_utf8(proof.to_vec()).map_err(|_| corrupt("sealed"))?,
            recorded_by: from_json(self.recorded_by.as_bytes(), "debtor_notice", "recorded_by")?,
            filing: filing(self.filing_rule, Some(self.at), self.filing_until)
                .map_err(|()| corrupt("filing_rule"))?,
        })
    }
}
