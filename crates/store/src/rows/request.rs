//! Requests for a measure, and their limits.

use super::{day, from_json, json, word};
use crate::error::Corrupt;
use crate::seal::Vault;
use crate::types::{At, Id};
use crate::value::stored;
use engine::demand::Channel;
use engine::id::{AgencyId, CaseId, DutyId, InstitutionId, RequestId, UserId};
use engine::law::Layer;
use engine::ledger::{DutyKind, DutyState};
use engine::order::Numbered;
use engine::request::{Act, HandOver, MeasureContent, MeasureRequest, RequestState, Ruling, Term};
use serde::{Deserialize, Serialize};

stored! {
    /// A row of `measure_request`.
    RequestRow: measure_request {
        id: Id,
        version: i32,
        agency_id: Id,
        office_id: Option<Id>,
        reference: String,
        kind: String,
        measure: String,
        state: String,
        known_by: Id,
        amount: i64,
        recorded_by: Id,
        recorded_at: At,
        handed_over_at: Option<At>,
        handed_over_by: Option<Id>,
        channel: Option<String>,
        completed_at: Option<At>,
        completed_by: Option<Id>,
        decided_at: Option<At>,
        decided_by: Option<Id>,
        decision_number: Option<String>,
        decision_day: Option<String>,
        ground: Option<String>,
        case_id: Option<Id>,
        withdrawn_at: Option<At>,
        withdrawn_by: Option<Id>,
        key_id: i32,
        sealed: Vec<u8>,
        institution_id: Option<Id>,
    }
}

/// What changes of a request.
pub(crate) const REQUEST_CHANGES: &[&str] = &[
    "version",
    "state",
    "handed_over_at",
    "handed_over_by",
    "channel",
    "completed_at",
    "completed_by",
    "decided_at",
    "decided_by",
    "decision_number",
    "decision_day",
    "ground",
    "case_id",
    "withdrawn_at",
    "withdrawn_by",
    "key_id",
    "sealed",
];

stored! {
    /// A row of `request_term`.
    TermRow: request_term {
        id: Id,
        request_id: Id,
        place: i32,
        kind: String,
        rule: String,
        layer: String,
        start_at: At,
        due_at: Option<At>,
        state: String,
        next_at: Option<At>,
        late_since: Option<At>,
        ended_at: Option<At>,
    }
}

/// What changes of a limit.
pub(crate) const TERM_CHANGES: &[&str] = &["state", "next_at", "late_since", "ended_at"];

/// What names persons, accounts and papers, and what people wrote.
#[derive(Serialize, Deserialize)]
struct Said {
    content: MeasureContent,
    proof: Option<String>,
    decided: Option<String>,
    withdrawn: Option<String>,
}

impl RequestRow {
    pub(crate) fn of(one: &MeasureRequest, vault: &Vault) -> Self {
        let handed = one.handed_over.as_ref();
        let decided = one.decided.as_ref();
        let withdrawn = one.withdrawn.as_ref();
        let sealed = vault.seal(json(&Said {
            content: one.content.clone(),
            proof: handed.and_then(|(how, _)| how.proof.clone()),
            decided: decided.map(|(ruling, _)| ruling.reason.clone()),
            withdrawn: withdrawn.map(|(_, reason)| reason.clone()),
        }));
        let ruling = decided.map(|(ruling, _)| ruling);
        Self {
            id: Id(one.id.0),
            version: one.version,
            agency_id: Id(one.content.agency.0),
            office_id: one.office.map(|id| Id(id.0)),
            reference: one.reference.clone(),
            kind: one.content.asker.kind.code().to_owned(),
            measure: one.content.measure.code().to_owned(),
            state: one.state.code().to_owned(),
            known_by: Id(one.content.key(one.keeper())),
            amount: one.content.amount.minor(),
            recorded_by: Id(one.recorded.by.0),
            recorded_at: At(one.recorded.at),
            handed_over_at: handed.map(|(how, _)| At(how.at)),
            handed_over_by: handed.map(|(_, by)| Id(by.0)),
            channel: handed.map(|(how, _)| how.channel.code().to_owned()),
            completed_at: one.completed.map(|act| At(act.at)),
            completed_by: one.completed.map(|act| Id(act.by.0)),
            decided_at: decided.map(|(_, act)| At(act.at)),
            decided_by: decided.map(|(_, act)| Id(act.by.0)),
            decision_number: ruling.map(|ruling| ruling.decision.number.clone()),
            decision_day: ruling.map(|ruling| ruling.decision.day.to_string()),
            ground: ruling.map(|ruling| ruling.ground.clone()),
            case_id: one.case.map(|id| Id(id.0)),
            withdrawn_at: withdrawn.map(|(act, _)| At(act.at)),
            withdrawn_by: withdrawn.map(|(act, _)| Id(act.by.0)),
            key_id: sealed.key,
            sealed: sealed.bytes,
            institution_id: one.institution.map(|id| Id(id.0)),
        }
    }

    /// The request without its limits.
    pub(crate) fn entity(self, vault: &Vault) -> Result<MeasureRequest, Corrupt> {
        let corrupt = |column| Corrupt::new("measure_request", column);
        let bytes = vault.open(self.key_id, &self.sealed).ok_or(corrupt("sealed"))?;
        let said: Said = from_json(bytes, "measure_request", "sealed")?;
        let state = word!(RequestState, "measure_request", "state", &self.state);
        let decided = self.decided(state, said.decided.unwrap_or_default())?;
        let channel = self.channel.as_deref();
        let handed_over = match (act(self.handed_over_at, self.handed_over_by), channel) {
            (Some(Act { at, by }), Some(word)) => {
                let channel = word!(Channel, "measure_request", "channel", word);
                Some((HandOver { at, channel, proof: said.proof }, by))
            }
            _ => None,
        };
        let withdrawn = act(self.withdrawn_at, self.withdrawn_by);
        Ok(MeasureRequest {
            id: RequestId(self.id.0),
            version: self.version,
            reference: self.reference,
            office: self.office_id.map(|id| AgencyId(id.0)),
            institution: self.institution_id.map(|id| InstitutionId(id.0)),
            state,
            content: said.content,
            recorded: Act { at: self.recorded_at.0, by: UserId(self.recorded_by.0) },
            handed_over,
            completed: act(self.completed_at, self.completed_by),
            decided,
            case: self.case_id.map(|id| CaseId(id.0)),
            withdrawn: withdrawn.map(|act| (act, said.withdrawn.unwrap_or_default())),
            terms: Vec::new(),
        })
    }

    fn decided(
        &self,
        state: RequestState,
        reason: String,
    ) -> Result<Option<(Ruling, Act)>, Corrupt> {
        let Some(act) = act(self.decided_at, self.decided_by) else {
            return Ok(None);
        };
        let corrupt = |column| Corrupt::new("measure_request", column);
        let number = self.decision_number.clone().ok_or(corrupt("decision_number"))?;
        let dated = self.decision_day.as_deref().ok_or(corrupt("decision_day"))?;
        let ruling = Ruling {
            granted: state == RequestState::Granted,
            decision: Numbered { number, day: day(dated, "measure_request", "decision_day")? },
            ground: self.ground.clone().ok_or(corrupt("ground"))?,
            reason,
        };
        Ok(Some((ruling, act)))
    }
}

fn act(at: Option<At>, by: Option<Id>) -> Option<Act> {
    at.zip(by).map(|(at, by)| Act { at: at.0, by: UserId(by.0) })
}

impl TermRow {
    pub(crate) fn of(request: RequestId, place: i32, term: &Term) -> Self {
        Self {
            id: Id(term.id.0),
            request_id: Id(request.0),
            place,
            kind: term.kind.code().to_owned(),
            rule: term.rule.as_str().to_owned(),
            layer: term.layer.code().to_owned(),
            start_at: At(term.start),
            due_at: term.due.map(At),
            state: term.state.code().to_owned(),
            next_at: term.next_at.map(At),
            late_since: term.late_since.map(At),
            ended_at: term.ended_at.map(At),
        }
    }

    pub(crate) fn entity(self) -> Result<Term, Corrupt> {
        Ok(Term {
            id: DutyId(self.id.0),
            kind: word!(DutyKind, "request_term", "kind", &self.kind),
            rule: self.rule.parse().map_err(|_| Corrupt::new("request_term", "rule"))?,
            layer: word!(Layer, "request_term", "layer", &self.layer),
            start: self.start_at.0,
            due: self.due_at.map(|at| at.0),
            state: word!(DutyState, "request_term", "state", &self.state),
            next_at: self.next_at.map(|at| at.0),
            late_since: self.late_since.map(|at| at.0),
            ended_at: self.ended_at.map(|at| at.0),
        })
    }
}
