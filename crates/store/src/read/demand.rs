//! A demand as its two sides see it, without anything the institution said.

use super::{Found, Reader, hidden, whole};
use crate::conn::Conn;
use crate::seal::Vault;
use engine::actor::{Actor, Seat};
use engine::answer::AnswerState;
use engine::case::{Case, Document, Gate, Party};
use engine::demand::{Channel, Demand, MessageKind};
use engine::id::{AnswerId, DemandId, InstrumentId, ItemId, MessageId, UserId};
use engine::instrument::{ContentHash, Instrument, InstrumentKind, Requester};
use engine::order::Numbered;
use engine::policy::{Belongs, ReadKind};
use engine::refusal::Refusal;
use engine::register::Registered;
use engine::role::Role;
use engine::time::Instant;

/// A demand without what is bank-secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemandView {
    /// The demand. Its draft, answers and messages are taken out; named
    /// readers too where an institution looks, the reasons of requests for more
    /// time and all but the end of account numbers where anybody else does.
    pub demand: Demand,
    /// What the institution is asked, and about whom.
    pub letter: Letter,
    /// Who wrote when; not what.
    pub thread: Vec<MessageLine>,
    /// What was answered when; not what it says.
    pub answers: Vec<AnswerLine>,
    /// That a draft waits; for the institution only.
    pub draft: Option<DraftLine>,
    /// That something entered from a paper waits for a second reader; for the asking
    /// side only.
    pub entry: Option<EntryLine>,
}

/// What an institution is asked: the instrument without the other addressees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// The instrument.
    pub instrument: InstrumentId,
    /// What kind it is.
    pub kind: InstrumentKind,
    /// Its reference.
    pub reference: String,
    /// Of an order: number and day of its decision, once there is one.
    pub ordered: Option<Numbered>,
    /// Number of the case.
    pub case_number: String,
    /// The enforcement decision.
    pub decision: Document,
    /// The judgment enforced.
    pub judgment: Document,
    /// On whose initiative.
    pub requester: Requester,
    /// About whom, as the case has them now; `None` if no longer a party.
    pub debtor: Option<Party>,
    /// Why the information is needed; nothing of an order.
    pub purpose: String,
    /// The rule the request rests on.
    pub legal_basis: String,
    /// Where the answer is to be given, if not here.
    pub place: Option<String>,
}

/// A message without its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageLine {
    /// Its id.
    pub id: MessageId,
    /// What it is.
    pub kind: MessageKind,
    /// In which role it was written.
    pub role: Role,
    /// When.
    pub at: Instant,
}

/// An answer without what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerLine {
    /// Its id.
    pub id: AnswerId,
    /// Which item.
    pub item: ItemId,
    /// In which round.
    pub round: i16,
    /// Which part of it.
    pub part: i16,
    /// In which version.
    pub version: i16,
    /// Whether it counts.
    pub state: AnswerState,
    /// When the whole request had arrived; on paper when it was given, by the evidence.
    pub arrived_at: Instant,
    /// How it came and when it counted here, if on paper.
    pub paper: Option<(Channel, Instant)>,
}

/// A draft without what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftLine {
    /// Who wrote it.
    pub by: UserId,
    /// When.
    pub at: Instant,
    /// Hash of the answers: what a checker submits.
    pub hash: ContentHash,
    /// Whether a checker sent it back.
    pub returned: bool,
}

/// What was entered from a paper, without what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryLine {
    /// Who entered it.
    pub by: UserId,
    /// When.
    pub at: Instant,
    /// When the institution gave it, by the evidence.
    pub given_at: Instant,
    /// Hash of what was entered: what a second reader confirms.
    pub hash: ContentHash,
    /// Whether a second reader sent it back.
    pub returned: bool,
}

/// A demand with all that judging its reader takes.
pub(super) struct Opened {
    pub(super) demand: Demand,
    pub(super) gate: Gate,
    pub(super) salt: [u8; 32],
    case: Case,
    instrument: Instrument,
}

impl Opened {
    pub(super) fn belongs(&self) -> Belongs<'_> {
        Belongs::to_case(&self.gate)
            .addressed(self.demand.institution)
            .sealed(&self.demand.sealed_to)
    }
}

/// Loads a demand for nobody yet: who asks for it is judged next.
pub(super) fn open(conn: &mut Conn, vault: &Vault, id: DemandId) -> Found<Opened> {
    let demand = whole::demand(conn, vault, id)?.ok_or(Refusal::NotFound)?;
    let (gate, salt) = whole::gate_and_salt(conn, demand.case)?.ok_or(Refusal::NotFound)?;
    let case = whole::case(conn, vault, demand.case)?.ok_or(Refusal::NotFound)?;
    let instrument = whole::instrument(conn, vault, demand.instrument)?.ok_or(Refusal::NotFound)?;
    Ok(Opened { demand, gate, salt, case, instrument })
}

impl Reader<'_> {
    /// A demand: items, clocks, episodes, requests for more time, and the thread
    /// without its texts.
    pub fn demand(&mut self, actor: &Actor, id: DemandId) -> Found<DemandView> {
        let opened = self.whole(|conn, vault| open(conn, vault, id))?;
        self.permit(actor, ReadKind::Demand, &opened.belongs())?;
        Ok(view(actor, opened))
    }
}

/// What a permitted actor sees of a demand.
pub(super) fn view(actor: &Actor, opened: Opened) -> DemandView {
    let Opened { mut demand, case, instrument, .. } = opened;
    let inside = matches!(actor.seat, Seat::Institution(_));
    let draft = demand.draft.take().filter(|_| inside).map(|draft| DraftLine {
        by: draft.by,
        at: draft.at,
        hash: draft.hash,
        returned: draft.returned.is_some(),
    });
    let entry = demand.entry.take().filter(|_| !inside).map(|entry| EntryLine {
        by: entry.by,
        at: entry.at,
        given_at: entry.paper.at,
        hash: entry.hash,
        returned: entry.returned.is_some(),
    });
    let messages = std::mem::take(&mut demand.messages);
    let answers = std::mem::take(&mut demand.answers);
    if inside {
        demand.sealed_to.clear();
    } else {
        // The institution's own words, like a message: read with a purpose.
        demand.extensions.iter_mut().for_each(|one| one.reason.clear());
        for contest in &mut demand.contests {
            contest.reason.clear();
            contest.evidence = None;
        }
        demand.items.iter_mut().for_each(|one| hidden::in_request(&mut one.request));
    }
    DemandView {
        letter: letter(&case, &instrument),
        thread: messages
            .iter()
            .map(|message| MessageLine {
                id: message.id,
                kind: message.kind,
                role: message.by.role,
                at: message.at,
            })
            .collect(),
        answers: answers
            .iter()
            .map(|answer| AnswerLine {
                id: answer.id,
                item: answer.item,
                round: answer.round,
                part: answer.part,
                version: answer.version,
                state: answer.state,
                arrived_at: answer.arrived_at,
                paper: answer.paper.as_ref().map(|paper| (paper.channel, paper.recorded_at)),
            })
            .collect(),
        demand,
        draft,
        entry,
    }
}

fn letter(case: &Case, instrument: &Instrument) -> Letter {
    let (asked, content) = (&instrument.content, &case.content);
    let debtor = content.parties.iter().find(|one| one.id == asked.debtor());
    let (inquiry, order) = (asked.inquiry(), asked.order());
    let confirmed = instrument.confirmed.as_ref().map(|confirmed| confirmed.decision.clone());
    let numbered = inquiry.and(instrument.registered.as_ref()).map(Registered::numbered);
    let basis = inquiry.map(|one| &one.legal_basis).or(order.map(|one| &one.legal_basis));
    Letter {
        instrument: instrument.id,
        kind: instrument.kind,
        ordered: confirmed.or_else(|| instrument.decision()).or(numbered),
        reference: instrument.reference.clone(),
        case_number: content.number.clone(),
        decision: content.decision.clone(),
        judgment: content.judgment.clone(),
        requester: inquiry.map_or(Requester::Officer, |one| one.requester.clone()),
        debtor: debtor.cloned(),
        purpose: inquiry.map(|one| one.purpose.clone()).unwrap_or_default(),
        legal_basis: basis.cloned().unwrap_or_default(),
        place: inquiry.and_then(|one| one.place.clone()),
    }
}
