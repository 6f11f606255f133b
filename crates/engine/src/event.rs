//! What happened. Events are facts: they are never refused, never edited, and
//! rebuild the stored state (I-15). Each changes exactly one root by one
//! version and is stored as one audit event (I-14).

use crate::actor::Actor;
use crate::announcement::AnnouncementEvent;
use crate::answer::Answer;
use crate::asking::Reused;
use crate::case::{CaseContent, Origin};
use crate::clock::{Clock, EpisodeKind, LateReason, MoveCause, Promised};
use crate::contest::Contest;
use crate::demand::{Channel, Draft, Extension, Item, Message};
use crate::entry::Entry;
use crate::facts::OutageRecord;
use crate::held::HeldEvent;
use crate::id::{
    AgencyId, CaseId, ClockId, ContestId, EpisodeId, EventId, ExtensionId, InstitutionId,
    InstrumentId, ItemId, PayeeId, TransferId, UserId,
};
use crate::instrument::{Content, ContentHash, InstrumentKind, Request, RequesterKind};
use crate::ledger::MoneyEvent;
use crate::order::Numbered;
use crate::paper::Paper;
use crate::pause::Pause;
use crate::payee::PayeeContent;
use crate::register::Register;
use crate::request::RequestEvent;
use crate::statement::{FileHash, StatementContent};
use crate::sync::SyncEvent;
use crate::time::{Day, Instant};
use serde::{Deserialize, Serialize};

mod root;

pub use root::Root;

/// An event with its circumstances: the content of one audit event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded {
    /// Format of these bytes; bumped when it changes, old ones stay readable.
    pub v: u8,
    /// Id of the audit event.
    pub id: EventId,
    /// When the command was decided.
    pub at: Instant,
    /// Who acted.
    pub actor: Actor,
    /// What changed.
    pub root: Root,
    /// The root's version after this event.
    pub version: i32,
    /// The case it happened in, if any.
    pub case: Option<CaseId>,
    /// What happened.
    pub event: Event,
}

/// A demand as it goes out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Served {
    /// The instrument.
    pub instrument: InstrumentId,
    /// What kind it is.
    #[serde(default = "inquiry", skip_serializing_if = "is_inquiry")]
    pub kind: InstrumentKind,
    /// The case.
    pub case: CaseId,
    /// The agency that asks.
    pub agency: AgencyId,
    /// The institution asked.
    pub institution: InstitutionId,
    /// Human reference.
    pub reference: String,
    /// On whose initiative.
    pub requester: RequesterKind,
    /// For an interim measure.
    pub interim: bool,
    /// Named readers, if sealed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sealed_to: Vec<UserId>,
    /// How it travels.
    pub channel: Channel,
    /// Receipt, where service is receipt.
    pub received_at: Option<Instant>,
    /// What is asked.
    pub items: Vec<NewItem>,
    /// What runs from receipt.
    pub clocks: Vec<Clock>,
    /// The papers of its instrument.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub papers: Vec<Paper>,
}

const fn inquiry() -> InstrumentKind {
    InstrumentKind::Inquiry
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
const fn is_inquiry(kind: &InstrumentKind) -> bool {
    !kind.is_order()
}

/// An item as it goes out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewItem {
    /// Its id.
    pub id: ItemId,
    /// What is asked.
    pub request: Request,
}

impl From<NewItem> for Item {
    fn from(new: NewItem) -> Self {
        Self {
            id: new.id,
            request: new.request,
            state: crate::demand::ItemState::Served,
            round: 1,
            parts: 0,
            last: None,
            letter: None,
        }
    }
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "type")]
pub enum Event {
    /// A case was opened.
    CaseOpened {
        /// In which agency.
        agency: AgencyId,
        /// What was written.
        content: Box<CaseContent>,
        /// The delegation by which it came from another agency's case.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        origin: Option<Origin>,
    },
    /// A case was rewritten.
    CaseAmended {
        /// What was written.
        content: Box<CaseContent>,
    },
    /// A case was closed.
    CaseClosed {
        /// Why.
        reason: String,
    },
    /// What a person held in a case is another's.
    CaseHandedOver {
        /// Whose it was.
        from: UserId,
        /// Whose it is.
        to: UserId,
        /// Whether he is in charge of the case by it; else only seals named him.
        leads: bool,
        /// Why.
        reason: String,
    },
    /// A case rests.
    CasePaused {
        /// How.
        pause: Box<Pause>,
    },
    /// A case goes on.
    CaseResumed {
        /// By which decision.
        decision: Numbered,
        /// The first day.
        from: Day,
        /// Why.
        reason: String,
    },

    /// A sealed instrument has other readers; what was signed stays as it was.
    InstrumentResealed {
        /// All of them.
        readers: Vec<UserId>,
    },
    /// A sealed demand has other readers.
    DemandResealed {
        /// All of them.
        readers: Vec<UserId>,
    },
    /// An instrument was drafted.
    InstrumentDrafted {
        /// For which case.
        case: CaseId,
        /// What kind.
        kind: InstrumentKind,
        /// Which agency.
        agency: AgencyId,
        /// Human reference.
        reference: String,
        /// What it says.
        content: Box<Content>,
    },
    /// A draft was rewritten; an approval is void.
    InstrumentEdited {
        /// What it says.
        content: Box<Content>,
    },
    /// A draft was laid before the second person.
    InstrumentSubmitted {
        /// What exactly.
        hash: ContentHash,
    },
    /// The second person approved.
    InstrumentApproved {
        /// What exactly.
        hash: ContentHash,
    },
    /// The second person sent it back.
    InstrumentReturned {
        /// Why.
        reason: String,
    },
    /// Its papers were named, all of them.
    InstrumentPapers {
        /// Which.
        papers: Vec<Paper>,
    },
    /// The clerk numbered and sealed it.
    InstrumentNumbered {
        /// In which register.
        register: Register,
        /// Which number.
        serial: u32,
        /// The symbol after it.
        symbol: String,
        /// The day it bears.
        day: Day,
        /// Why it is not the next number.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// It went out.
    InstrumentIssued {
        /// To how many institutions.
        institutions: u32,
        /// What it does not ask, because it was answered before.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        reused: Vec<Reused>,
    },
    /// It was taken back.
    InstrumentWithdrawn {
        /// Why.
        reason: String,
    },
    /// A decision followed urgent minutes in time.
    InstrumentConfirmed {
        /// The decision.
        decision: Numbered,
    },
    /// No decision followed urgent minutes in time.
    InstrumentLapsed,

    /// A demand went out to one institution.
    DemandServed(Box<Served>),
    /// Receipt of the paper was recorded.
    ReceiptRecorded {
        /// The items whose later round the letter opened; none: it was the
        /// demand's own letter.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        items: Vec<ItemId>,
        /// How it travelled.
        channel: Channel,
        /// When, by the evidence.
        evidenced_at: Instant,
        /// What proves it.
        proof: String,
        /// What runs from there.
        clocks: Vec<Clock>,
    },
    /// A person there opened it.
    Acknowledged,
    /// The institution asked back.
    Asked {
        /// About which items.
        items: Vec<ItemId>,
        /// The message.
        message: Message,
    },
    /// The asking side replied.
    Replied {
        /// The message.
        message: Message,
    },
    /// The asking side urged.
    Urged {
        /// The message.
        message: Message,
    },
    /// A draft answer was saved.
    DraftSaved {
        /// The draft.
        draft: Draft,
    },
    /// A draft answer was sent back.
    DraftReturned {
        /// Why.
        reason: String,
    },
    /// An answer on paper was entered, for a second reader.
    PaperEntered {
        /// What was entered.
        entry: Box<Entry>,
    },
    /// What was entered was sent back.
    PaperReturned {
        /// Why.
        reason: String,
    },
    /// Answers arrived and count.
    Answered {
        /// When the whole request had arrived (I-22).
        arrived_at: Instant,
        /// The answers.
        answers: Vec<Answer>,
    },
    /// An answer was corrected.
    Corrected {
        /// The new version.
        answer: Answer,
    },
    /// An answer contradicted an accepted one: kept as evidence (I-5).
    Contradicted {
        /// The evidence.
        answers: Vec<Answer>,
    },
    /// An answer was disputed; the next round runs.
    Disputed {
        /// Which item.
        item: ItemId,
        /// Why.
        message: Message,
        /// What runs now.
        clocks: Vec<Clock>,
        /// How the new round goes out, where another institution stands in the place
        /// of who was asked and has other ways: else as the demand went.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        channel: Option<Channel>,
    },
    /// Items are no longer asked.
    ItemsWithdrawn {
        /// Which.
        items: Vec<ItemId>,
        /// Why.
        reason: String,
    },
    /// More time was asked for.
    ExtensionRequested {
        /// The request.
        extension: Extension,
    },
    /// More time was granted or denied.
    ExtensionDecided {
        /// Which request.
        extension: ExtensionId,
        /// Granted?
        granted: bool,
        /// In which words.
        decision: String,
        /// The agreement clock that now runs, if one was made.
        clock: Option<Clock>,
    },
    /// A person found a delay unreasonable.
    DelayOpened {
        /// Which clock.
        clock: ClockId,
        /// The episode opened.
        episode: EpisodeId,
        /// Why: elapsed time, first opened, urged how often.
        reasons: String,
    },
    /// Somebody said why an episode came about.
    EpisodeExplained {
        /// Which.
        episode: EpisodeId,
        /// Why.
        reason: LateReason,
        /// In words.
        note: String,
    },
    /// A ladder step or the due instant of a clock came.
    ClockStruck {
        /// Which clock.
        clock: ClockId,
        /// Steps of the ladder that are now behind it.
        step: i16,
        /// Steps carried out by this event.
        fired: Vec<i16>,
        /// The episode opened, where the due instant has passed.
        episode: Option<(EpisodeId, EpisodeKind)>,
        /// When it strikes next.
        next_at: Option<Instant>,
    },
    /// An institution says that a paper came or went at another instant.
    InstantContested {
        /// What it says.
        contest: Box<Contest>,
    },
    /// The head decided on that.
    ContestDecided {
        /// On which.
        contest: ContestId,
        /// The instant that counts from now on; none: what is on record stands.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        changed: Option<Instant>,
        /// Why.
        reason: String,
    },
    /// A deadline moved, for a recorded cause (I-20).
    ClockMoved {
        /// Which clock.
        clock: ClockId,
        /// Why.
        cause: MoveCause,
        /// Due before.
        from: Option<Instant>,
        /// Due now.
        to: Option<Instant>,
        /// The calendar version used now.
        calendar: i32,
        /// Steps of the ladder behind it now.
        step: i16,
        /// When it strikes next.
        next_at: Option<Instant>,
        /// The episode of the new due instant, where the clock had ended late by
        /// it too.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        episode: Option<EpisodeId>,
        /// What stands now whatever the rule gives.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        promised: Option<Promised>,
    },

    /// Something happened to the money of a case.
    Money(MoneyEvent),

    /// A receiving account was proposed.
    PayeeProposed {
        /// Whose.
        agency: AgencyId,
        /// What is registered.
        content: PayeeContent,
    },
    /// A second person approved it.
    PayeeApproved {
        /// From when deductions may name it.
        usable_from: Instant,
    },
    /// It is used no more.
    PayeeRetired {
        /// Why.
        reason: String,
    },

    /// A statement of a receiving account was taken in.
    StatementImported {
        /// Whose.
        agency: AgencyId,
        /// Of which account.
        payee: PayeeId,
        /// Of which file.
        file: FileHash,
        /// What it says.
        content: Box<StatementContent>,
        /// Lines, counted from 1, that another file or line brought before.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        duplicates: Vec<u32>,
    },
    /// A line is the arrival of a payment; the case's money has the amount.
    LineConfirmed {
        /// Which line, counted from 1.
        line: u32,
        /// In which case.
        case: CaseId,
        /// Of which payment.
        transfer: TransferId,
        /// By its own reference and amount, not by hand.
        exact: bool,
    },
    /// A line is no deducted money.
    LineDismissed {
        /// Which line, counted from 1.
        line: u32,
        /// Why.
        reason: String,
    },

    /// Something happened to a request for a measure.
    Request(RequestEvent),

    /// Another system said something of a case.
    Sync(SyncEvent),

    /// Something happened to rows that could not be taken in.
    Held(HeldEvent),

    /// An outage of this service was recorded.
    OutageRecorded(OutageRecord),
    /// A second person confirmed an outage: clocks are excused for it.
    OutageConfirmed,

    /// Something happened to an announcement.
    Announcement(AnnouncementEvent),
}

impl Event {
    /// A stable code for records and statistics: the serialised tag.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::CaseOpened { .. } => "case_opened",
            Self::CaseAmended { .. } => "case_amended",
            Self::CaseClosed { .. } => "case_closed",
            Self::CaseHandedOver { .. } => "case_handed_over",
            Self::CasePaused { .. } => "case_paused",
            Self::CaseResumed { .. } => "case_resumed",
            Self::InstrumentResealed { .. } => "instrument_resealed",
            Self::DemandResealed { .. } => "demand_resealed",
            Self::InstrumentDrafted { .. } => "instrument_drafted",
            Self::InstrumentEdited { .. } => "instrument_edited",
            Self::InstrumentSubmitted { .. } => "instrument_submitted",
            Self::InstrumentApproved { .. } => "instrument_approved",
            Self::InstrumentReturned { .. } => "instrument_returned",
            Self::InstrumentPapers { .. } => "instrument_papers",
            Self::InstrumentNumbered { .. } => "instrument_numbered",
            Self::InstrumentIssued { .. } => "instrument_issued",
            Self::InstrumentWithdrawn { .. } => "instrument_withdrawn",
            Self::InstrumentConfirmed { .. } => "instrument_confirmed",
            Self::InstrumentLapsed => "instrument_lapsed",
            Self::DemandServed(_) => "demand_served",
            Self::ReceiptRecorded { .. } => "receipt_recorded",
            Self::Acknowledged => "acknowledged",
            Self::Asked { .. } => "asked",
            Self::Replied { .. } => "replied",
            Self::Urged { .. } => "urged",
            Self::DraftSaved { .. } => "draft_saved",
            Self::DraftReturned { .. } => "draft_returned",
            Self::PaperEntered { .. } => "paper_entered",
            Self::PaperReturned { .. } => "paper_returned",
            Self::Answered { .. } => "answered",
            Self::Corrected { .. } => "corrected",
            Self::Contradicted { .. } => "contradicted",
            Self::Disputed { .. } => "disputed",
            Self::ItemsWithdrawn { .. } => "items_withdrawn",
            Self::ExtensionRequested { .. } => "extension_requested",
            Self::ExtensionDecided { .. } => "extension_decided",
            Self::DelayOpened { .. } => "delay_opened",
            Self::EpisodeExplained { .. } => "episode_explained",
            Self::ClockStruck { .. } => "clock_struck",
            Self::InstantContested { .. } => "instant_contested",
            Self::ContestDecided { .. } => "contest_decided",
            Self::ClockMoved { .. } => "clock_moved",
            Self::Money(event) => event.code(),
            Self::PayeeProposed { .. } => "payee_proposed",
            Self::PayeeApproved { .. } => "payee_approved",
            Self::PayeeRetired { .. } => "payee_retired",
            Self::StatementImported { .. } => "statement_imported",
            Self::LineConfirmed { .. } => "line_confirmed",
            Self::LineDismissed { .. } => "line_dismissed",
            Self::Request(event) => event.code(),
            Self::Sync(event) => event.code(),
            Self::Held(event) => event.code(),
            Self::OutageRecorded { .. } => "outage_recorded",
            Self::OutageConfirmed => "outage_confirmed",
            Self::Announcement(event) => event.code(),
        }
    }
}
