//! Demands and what hangs on them.

use super::file::{papers, papers_text};
use super::{from_json, hash, json, json_text, word};
use crate::error::Corrupt;
use crate::seal::Vault;
use crate::types::{At, Id};
use crate::value::stored;
use engine::clock::{Clock, ClockState, Episode, EpisodeEnd, EpisodeKind, LateReason, Promised};
use engine::demand::{
    Acknowledgement, Channel, Demand, Extension, ExtensionState, Item, ItemState, LastAnswer,
    Receipt,
};
use engine::id::{
    AgencyId, AnswerId, CaseId, ClockId, DemandId, EpisodeId, ExtensionId, InstitutionId,
    InstrumentId, ItemId, UserId,
};
use engine::instrument::{ContentHash, InstrumentKind, Request, RequesterKind};
use engine::law::Layer;

stored! {
    /// A row of `demand`.
    DemandRow: demand {
        id: Id,
        version: i32,
        instrument_id: Id,
        case_id: Id,
        agency_id: Id,
        institution_id: Id,
        reference: String,
        requester: String,
        interim: bool,
        sealed_to: Option<String>,
        channel: String,
        issued_at: At,
        evidenced_at: Option<At>,
        recorded_at: Option<At>,
        proof: Option<String>,
        acknowledged_by: Option<String>,
        acknowledged_at: Option<At>,
        urged: i16,
        state: String,
        open: bool,
        sort_due: Option<At>,
        kind: String,
        papers: Option<String>,
        letter: Option<String>,
        has_none: bool,
        paper_by: Option<String>,
        contests_key: Option<i32>,
        contests: Option<Vec<u8>>,
    }
}

/// What changes of a demand.
pub(crate) const DEMAND_CHANGES: &[&str] = &[
    "version",
    "sealed_to",
    "channel",
    "evidenced_at",
    "recorded_at",
    "proof",
    "acknowledged_by",
    "acknowledged_at",
    "urged",
    "state",
    "open",
    "sort_due",
    "letter",
    "has_none",
    "paper_by",
    "contests_key",
    "contests",
];

stored! {
    /// A row of `item`.
    ItemRow: item {
        id: Id,
        demand_id: Id,
        info: String,
        state: String,
        round: i16,
        parts: i16,
        last_answer: Option<Id>,
        last_hash: Option<Vec<u8>>,
        last_part: Option<i16>,
        last_version: Option<i16>,
        request: String,
        last_by: Option<String>,
        last_drafted_by: Option<Id>,
        letter: Option<String>,
        key_id: Option<i32>,
        sealed: Option<Vec<u8>>,
    }
}

/// What changes of an item.
pub(crate) const ITEM_CHANGES: &[&str] = &[
    "state",
    "round",
    "parts",
    "last_answer",
    "last_hash",
    "last_part",
    "last_version",
    "last_by",
    "last_drafted_by",
    "letter",
];

stored! {
    /// A row of `clock`.
    ClockRow: clock {
        id: Id,
        demand_id: Id,
        item_id: Id,
        round: i16,
        rule: String,
        layer: String,
        start_at: At,
        due_at: Option<At>,
        binding: bool,
        calendar: i32,
        state: String,
        step: i16,
        next_at: Option<At>,
        ended_at: Option<At>,
        excused: Option<String>,
        promised_at: Option<At>,
        promised_excused: Option<i16>,
    }
}

/// What changes of a clock.
pub(crate) const CLOCK_CHANGES: &[&str] = &[
    "start_at",
    "due_at",
    "calendar",
    "state",
    "step",
    "next_at",
    "ended_at",
    "excused",
    "promised_at",
    "promised_excused",
];

stored! {
    /// A row of `episode`.
    EpisodeRow: episode {
        id: Id,
        demand_id: Id,
        institution_id: Id,
        agency_id: Id,
        clock_id: Id,
        item_id: Id,
        kind: String,
        layer: String,
        flagged_at: At,
        detected_at: At,
        reason: Option<String>,
        note: Option<String>,
        closed_at: Option<At>,
        closed_by: Option<String>,
        rule: String,
        info: String,
    }
}

/// What changes of an episode.
pub(crate) const EPISODE_CHANGES: &[&str] = &["reason", "note", "closed_at", "closed_by"];

stored! {
    /// A row of `extension`.
    ExtensionRow: extension {
        id: Id,
        demand_id: Id,
        item_id: Id,
        until: At,
        reason: String,
        asked_by: String,
        asked_at: At,
        state: String,
        decision: Option<String>,
    }
}

/// What changes of a request for more time.
pub(crate) const EXTENSION_CHANGES: &[&str] = &["state", "decision"];

impl DemandRow {
    pub(crate) fn of(demand: &Demand, vault: &Vault) -> Self {
        // The institution's own words.
        let contests = (!demand.contests.is_empty()).then(|| vault.seal(json(&demand.contests)));
        let receipt = demand.receipt.as_ref();
        Self {
            id: Id(demand.id.0),
            version: demand.version,
            instrument_id: Id(demand.instrument.0),
            case_id: Id(demand.case.0),
            agency_id: Id(demand.agency.0),
            institution_id: Id(demand.institution.0),
            reference: demand.reference.clone(),
            requester: demand.requester.code().to_owned(),
            interim: demand.interim,
            sealed_to: (!demand.sealed_to.is_empty()).then(|| json_text(&demand.sealed_to)),
            channel: demand.channel.code().to_owned(),
            issued_at: At(demand.issued_at),
            evidenced_at: receipt.map(|receipt| At(receipt.evidenced_at)),
            recorded_at: receipt.map(|receipt| At(receipt.recorded_at)),
            proof: receipt.and_then(|receipt| receipt.proof.clone()),
            acknowledged_by: demand.acknowledged.map(|seen| json_text(&seen.by)),
            acknowledged_at: demand.acknowledged.map(|seen| At(seen.at)),
            urged: demand.urged,
            state: demand.state().code().to_owned(),
            open: demand.is_open(),
            sort_due: demand.sort_due().map(At),
            kind: demand.kind.code().to_owned(),
            papers: papers_text(&demand.papers),
            letter: demand.letter().map(|letter| letter.code().to_owned()),
            has_none: demand.has_none,
            paper_by: (!demand.paper_by.is_empty()).then(|| json_text(&demand.paper_by)),
            contests_key: contests.as_ref().map(|sealed| sealed.key),
            contests: contests.map(|sealed| sealed.bytes),
        }
    }

    /// The demand without what hangs on it.
    pub(crate) fn entity(self, vault: &Vault) -> Result<Demand, Corrupt> {
        let sealed_to = match &self.sealed_to {
            Some(text) => from_json(text.as_bytes(), "demand", "sealed_to")?,
            None => Vec::new(),
        };
        let paper_by = match &self.paper_by {
            Some(text) => from_json(text.as_bytes(), "demand", "paper_by")?,
            None => Vec::new(),
        };
        let contests = match (self.contests_key, &self.contests) {
            (Some(key), Some(sealed)) => {
                let bytes = vault.open(key, sealed).ok_or(Corrupt::new("demand", "contests"))?;
                from_json(bytes, "demand", "contests")?
            }
            _ => Vec::new(),
        };
        let acknowledged = match (&self.acknowledged_by, self.acknowledged_at) {
            (Some(by), Some(at)) => Some(Acknowledgement {
                by: from_json(by.as_bytes(), "demand", "acknowledged_by")?,
                at: at.0,
            }),
            _ => None,
        };
        let receipt = self.evidenced_at.zip(self.recorded_at).map(|(evidenced, recorded)| {
            Receipt { evidenced_at: evidenced.0, recorded_at: recorded.0, proof: self.proof }
        });
        Ok(Demand {
            id: DemandId(self.id.0),
            version: self.version,
            instrument: InstrumentId(self.instrument_id.0),
            kind: word!(InstrumentKind, "demand", "kind", &self.kind),
            case: CaseId(self.case_id.0),
            agency: AgencyId(self.agency_id.0),
            institution: InstitutionId(self.institution_id.0),
            reference: self.reference,
            requester: word!(RequesterKind, "demand", "requester", &self.requester),
            interim: self.interim,
            sealed_to,
            channel: word!(Channel, "demand", "channel", &self.channel),
            issued_at: self.issued_at.0,
            receipt,
            acknowledged,
            urged: self.urged,
            has_none: self.has_none,
            papers: papers(self.papers.as_deref(), "demand")?,
            items: Vec::new(),
            clocks: Vec::new(),
            episodes: Vec::new(),
            extensions: Vec::new(),
            draft: None,
            entry: None,
            paper_by,
            contests,
            answers: Vec::new(),
            messages: Vec::new(),
        })
    }
}

impl ItemRow {
    pub(crate) fn of(demand: &Demand, item: &Item, vault: &Vault) -> Self {
        // A question is plain; an order names accounts.
        let (request, sealed) = match &item.request {
            Request::Info(_) => (json_text(&item.request), None),
            Request::Order(order) => (String::new(), Some(vault.seal(json(order)))),
        };
        Self {
            id: Id(item.id.0),
            demand_id: Id(demand.id.0),
            info: item.request.code().to_owned(),
            state: item.state.code().to_owned(),
            round: item.round,
            parts: item.parts,
            last_answer: item.last.map(|last| Id(last.id.0)),
            last_hash: item.last.map(|last| last.hash.0.to_vec()),
            last_part: item.last.map(|last| last.part),
            last_version: item.last.map(|last| last.version),
            request,
            last_by: item.last.map(|last| json_text(&last.by)),
            last_drafted_by: item.last.and_then(|last| last.drafted_by).map(|person| Id(person.0)),
            letter: item.letter.as_ref().map(json_text),
            key_id: sealed.as_ref().map(|sealed| sealed.key),
            sealed: sealed.map(|sealed| sealed.bytes),
        }
    }

    pub(crate) fn entity(self, vault: &Vault) -> Result<Item, Corrupt> {
        let last = self.last()?;
        let letter = match &self.letter {
            Some(text) => Some(from_json(text.as_bytes(), "item", "letter")?),
            None => None,
        };
        Ok(Item {
            id: ItemId(self.id.0),
            request: self.request(vault)?,
            state: word!(ItemState, "item", "state", &self.state),
            round: self.round,
            parts: self.parts,
            last,
            letter,
        })
    }

    fn request(&self, vault: &Vault) -> Result<Request, Corrupt> {
        let (Some(key), Some(sealed)) = (self.key_id, &self.sealed) else {
            return from_json(self.request.as_bytes(), "item", "request").map(Request::Info);
        };
        let bytes = vault.open(key, sealed).ok_or(Corrupt::new("item", "sealed"))?;
        from_json(bytes, "item", "sealed").map(Request::Order)
    }

    fn last(&self) -> Result<Option<LastAnswer>, Corrupt> {
        let (Some(id), Some(bytes)) = (self.last_answer, &self.last_hash) else {
            return Ok(None);
        };
        let (Some(part), Some(version)) = (self.last_part, self.last_version) else {
            return Ok(None);
        };
        let by = self.last_by.as_ref().ok_or(Corrupt::new("item", "last_by"))?;
        Ok(Some(LastAnswer {
            id: AnswerId(id.0),
            hash: ContentHash(hash(bytes, "item", "last_hash")?),
            part,
            version,
            by: from_json(by.as_bytes(), "item", "last_by")?,
            drafted_by: self.last_drafted_by.map(|id| UserId(id.0)),
        }))
    }
}

impl ClockRow {
    pub(crate) fn of(demand: &Demand, clock: &Clock) -> Self {
        Self {
            id: Id(clock.id.0),
            demand_id: Id(demand.id.0),
            item_id: Id(clock.item.0),
            round: clock.round,
            rule: clock.rule.as_str().to_owned(),
            layer: clock.layer.code().to_owned(),
            start_at: At(clock.start),
            due_at: clock.due.map(At),
            binding: clock.binding,
            calendar: clock.calendar,
            state: clock.state.code().to_owned(),
            step: clock.step,
            next_at: clock.next_at.map(At),
            ended_at: clock.ended_at.map(At),
            excused: (!clock.excused.is_empty()).then(|| json_text(&clock.excused)),
            promised_at: clock.promised.map(|one| At(one.due)),
            promised_excused: clock
                .promised
                .map(|one| i16::try_from(one.excused).unwrap_or(i16::MAX)),
        }
    }

    pub(crate) fn entity(self) -> Result<Clock, Corrupt> {
        let excused = match &self.excused {
            Some(text) => from_json(text.as_bytes(), "clock", "excused")?,
            None => Vec::new(),
        };
        let promised = match (self.promised_at, self.promised_excused) {
            (Some(due), Some(excused)) => Some(Promised {
                due: due.0,
                excused: u16::try_from(excused)
                    .map_err(|_| Corrupt::new("clock", "promised_excused"))?,
            }),
            (None, None) => None,
            _ => return Err(Corrupt::new("clock", "promised_at")),
        };
        Ok(Clock {
            id: ClockId(self.id.0),
            item: ItemId(self.item_id.0),
            round: self.round,
            rule: self.rule.parse().map_err(|_| Corrupt::new("clock", "rule"))?,
            layer: word!(Layer, "clock", "layer", &self.layer),
            start: self.start_at.0,
            due: self.due_at.map(|at| at.0),
            binding: self.binding,
            calendar: self.calendar,
            state: word!(ClockState, "clock", "state", &self.state),
            step: self.step,
            next_at: self.next_at.map(|at| at.0),
            ended_at: self.ended_at.map(|at| at.0),
            excused,
            promised,
        })
    }
}

impl EpisodeRow {
    /// Its clock and item are the demand's own, so both are found.
    pub(crate) fn of(demand: &Demand, episode: &Episode) -> Self {
        let clock = demand.clocks.iter().find(|clock| clock.id == episode.clock);
        let item = demand.items.iter().find(|item| item.id == episode.item);
        Self {
            id: Id(episode.id.0),
            demand_id: Id(demand.id.0),
            institution_id: Id(demand.institution.0),
            agency_id: Id(demand.agency.0),
            clock_id: Id(episode.clock.0),
            item_id: Id(episode.item.0),
            kind: episode.kind.code().to_owned(),
            layer: episode.layer.code().to_owned(),
            flagged_at: At(episode.flagged_at),
            detected_at: At(episode.detected_at),
            reason: episode.reason.map(|reason| reason.code().to_owned()),
            note: episode.note.clone(),
            closed_at: episode.closed_at.map(At),
            closed_by: episode.closed_by.map(|end| end.code().to_owned()),
            rule: clock.map_or("", |clock| clock.rule.as_str()).to_owned(),
            info: item.map_or("", |item| item.request.code()).to_owned(),
        }
    }

    pub(crate) fn entity(self) -> Result<Episode, Corrupt> {
        let reason = match &self.reason {
            Some(code) => Some(word!(LateReason, "episode", "reason", code)),
            None => None,
        };
        let closed_by = match &self.closed_by {
            Some(code) => Some(word!(EpisodeEnd, "episode", "closed_by", code)),
            None => None,
        };
        Ok(Episode {
            id: EpisodeId(self.id.0),
            clock: ClockId(self.clock_id.0),
            item: ItemId(self.item_id.0),
            kind: word!(EpisodeKind, "episode", "kind", &self.kind),
            layer: word!(Layer, "episode", "layer", &self.layer),
            flagged_at: self.flagged_at.0,
            detected_at: self.detected_at.0,
            reason,
            note: self.note,
            closed_at: self.closed_at.map(|at| at.0),
            closed_by,
        })
    }
}

impl ExtensionRow {
    pub(crate) fn of(demand: &Demand, extension: &Extension) -> Self {
        Self {
            id: Id(extension.id.0),
            demand_id: Id(demand.id.0),
            item_id: Id(extension.item.0),
            until: At(extension.until),
            reason: extension.reason.clone(),
            asked_by: json_text(&extension.by),
            asked_at: At(extension.at),
            state: extension.state.code().to_owned(),
            decision: extension.decision.clone(),
        }
    }

    pub(crate) fn entity(self) -> Result<Extension, Corrupt> {
        Ok(Extension {
            id: ExtensionId(self.id.0),
            item: ItemId(self.item_id.0),
            until: self.until.0,
            reason: self.reason,
            by: from_json(self.asked_by.as_bytes(), "extension", "asked_by")?,
            at: self.asked_at.0,
            state: word!(ExtensionState, "extension", "state", &self.state),
            decision: self.decision,
        })
    }
}
