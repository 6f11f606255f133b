//! What somebody wants done: parsed at the edge, decided in the engine.

mod about;
mod envelope;
mod list;
mod money;
mod request;

use crate::announcement::AnnouncementContent;
use crate::answer::Outcome as AnswerBody;
use crate::case::{CaseContent, Origin};
use crate::clock::LateReason;
use crate::concession::{ConcessionContent, ConcessionRuling};
use crate::contest::ContestKind;
use crate::delegation::{Acceptance, DelegationContent};
use crate::demand::{Channel, ItemAnswer};
use crate::entry::Paper;
use crate::execution::{CapturedAccount, Instalment};
use crate::held::HeldContent;
use crate::id::{
    AgencyId, AnnouncementId, AnswerId, CaseId, ClockId, ConcessionId, ContestId, DelegationId,
    DemandId, DutyId, EpisodeId, ExtensionId, FileId, HeldId, HoldId, InstitutionId, InstrumentId,
    ItemId, ObjectionId, OutageId, PayeeId, PostingId, ProsecutorActId, StatementId, TransferId,
    UserId,
};
use crate::identity::AccountNumber;
use crate::instrument::{ContentHash, InquiryContent};
pub use crate::ledger::Entry;
use crate::ledger::{DecisionNotice, NotAccepted, ObjectionContent, ObligationEnd, Rate, Verdict};
use crate::money::Money;
use crate::order::{Numbered, OrderContent};
use crate::paper::PaperGiven;
use crate::pause::PauseContent;
use crate::payee::PayeeContent;
use crate::prosecution::{ActContent, AnswerContent, WithdrawnOnPaper};
use crate::statement::{FileHash, StatementContent};
use crate::sync::{ExternalId, Field, ForeignCase, ForeignPayment, SourceCode};
use crate::time::{Day, Instant};
pub use envelope::{Envelope, IdempotencyKey};
use list::commands;
use money::with_money;
use request::with_requests;
pub use request::{HandingOver, Received};
use std::collections::BTreeSet;

with_money! {
    {
        /// Open a case.
        OpenCase {
            /// What is written.
            content: Box<CaseContent>,
        } = "case.open";
        /// Replace what is written of a case.
        AmendCase {
            /// Which case.
            case: CaseId,
            /// What is written.
            content: Box<CaseContent>,
        } = "case.amend";
        /// Close a case.
        CloseCase {
            /// Which case.
            case: CaseId,
            /// Why.
            reason: String,
        } = "case.close";
        /// Hand what a person holds in a case over to another: the case, if it is
        /// his, and the seals that name him.
        HandOver {
            /// Which case.
            case: CaseId,
            /// From whom.
            from: UserId,
            /// To whom.
            to: UserId,
            /// Why.
            reason: String,
        } = "case.hand_over";
        /// Record a decision by which a case rests: postponed or suspended.
        PauseCase {
            /// Which case.
            case: CaseId,
            /// What it says.
            content: Box<PauseContent>,
        } = "case.pause";
        /// Record the decision by which it goes on.
        ResumeCase {
            /// Which case.
            case: CaseId,
            /// Number and date.
            decision: Numbered,
            /// The first day on which it goes on.
            from: Day,
            /// Why.
            reason: String,
        } = "case.resume";
        /// Delegate what is owed, or a part of it, to another agency.
        DelegateCase {
            /// Of which case.
            case: CaseId,
            /// What the decision says.
            content: Box<DelegationContent>,
        } = "case.delegate";
        /// Take a delegation back that was not accepted.
        WithdrawDelegation {
            /// Of which case.
            case: CaseId,
            /// Which.
            delegation: DelegationId,
            /// Why.
            reason: String,
        } = "case.withdraw_delegation";
        /// Accept a delegation: opens a case for it.
        AcceptDelegation {
            /// Of which case.
            case: CaseId,
            /// Which.
            delegation: DelegationId,
            /// The case that is opened.
            content: Box<Acceptance>,
        } = "delegation.accept";
        /// Send a decision to delegate back: a manifest error in competence or
        /// content.
        DeclineDelegation {
            /// Of which case.
            case: CaseId,
            /// Which.
            delegation: DelegationId,
            /// Which error.
            reason: String,
        } = "delegation.decline";
        /// Close a case that came by a delegation: what was not recovered goes back.
        ReturnDelegation {
            /// Which case.
            case: CaseId,
            /// By which delegation it came, as whoever sends this knows.
            origin: Option<Origin>,
            /// Why.
            reason: String,
        } = "delegation.return";
        /// Take over what another system says of a case: opens it, amends it, or says
        /// nothing new.
        SyncCase {
            /// Of which agency.
            agency: AgencyId,
            /// Which system says so.
            source: SourceCode,
            /// What it says.
            theirs: Box<ForeignCase>,
        } = "case.sync";
        /// Take over a payment that another system tells of.
        SyncPayment {
            /// Whose file tells of it.
            agency: AgencyId,
            /// Which system says so.
            source: SourceCode,
            /// What it calls the case.
            case: ExternalId,
            /// What it says.
            payment: Box<ForeignPayment>,
        } = "case.sync_payment";
        /// Decide differences that wait for a person.
        DecideSync {
            /// Which case.
            case: CaseId,
            /// Which other system.
            source: SourceCode,
            /// Fields in which its word is taken.
            theirs: BTreeSet<Field>,
            /// Fields in which what stands here stays.
            ours: BTreeSet<Field>,
        } = "case.decide_sync";
        /// Keep rows back that could not be taken in.
        HoldRow {
            /// Whose.
            agency: AgencyId,
            /// Which system says so.
            source: SourceCode,
            /// What came.
            content: Box<HeldContent>,
        } = "row.hold";
        /// Say that rows that were kept back need not come in.
        DismissRow {
            /// Which.
            row: HeldId,
            /// Why.
            reason: String,
        } = "row.dismiss";

        /// Write a draft inquiry.
        DraftInquiry {
            /// Which case.
            case: CaseId,
            /// What is written.
            content: Box<InquiryContent>,
        } = "inquiry.draft";
        /// Replace a draft; voids an approval.
        EditInquiry {
            /// Which instrument.
            instrument: InstrumentId,
            /// What is written.
            content: Box<InquiryContent>,
        } = "inquiry.edit";
        /// Lay a draft before the second person.
        SubmitInquiry {
            /// Which instrument.
            instrument: InstrumentId,
        } = "inquiry.submit";
        /// Approve a content.
        ApproveInquiry {
            /// Which instrument.
            instrument: InstrumentId,
            /// What the approver read.
            hash: ContentHash,
        } = "inquiry.approve";
        /// Send a draft back.
        ReturnInquiry {
            /// Which instrument.
            instrument: InstrumentId,
            /// Why.
            reason: String,
        } = "inquiry.return";
        /// Issue to every institution named.
        IssueInquiry {
            /// Which instrument.
            instrument: InstrumentId,
        } = "inquiry.issue";
        /// One click: draft and issue, or draft and submit where policy asks for a
        /// second person.
        FileInquiry {
            /// Which case.
            case: CaseId,
            /// What is written.
            content: Box<InquiryContent>,
        } = "inquiry.file";
        /// Take an inquiry back from everybody.
        WithdrawInquiry {
            /// Which instrument.
            instrument: InstrumentId,
            /// Why.
            reason: String,
        } = "inquiry.withdraw";
        /// Say which papers an instrument has, all of them; before it goes out.
        AttachPapers {
            /// Which instrument.
            instrument: InstrumentId,
            /// Its papers.
            papers: Vec<PaperGiven>,
        } = "instrument.papers";
        /// Enter a signed document in the register: number and seal are the clerk's.
        NumberInstrument {
            /// Which instrument.
            instrument: InstrumentId,
            /// Which number; none: the next one, or the one its decision states.
            serial: Option<u32>,
            /// The symbol after it.
            symbol: String,
            /// The day it bears.
            day: Day,
            /// Why it is not the next number.
            reason: Option<String>,
        } = "instrument.number";

        /// Write a draft order.
        DraftOrder {
            /// Which case.
            case: CaseId,
            /// What is written.
            content: Box<OrderContent>,
        } = "order.draft";
        /// Replace a draft order; voids an approval.
        EditOrder {
            /// Which instrument.
            instrument: InstrumentId,
            /// What is written.
            content: Box<OrderContent>,
        } = "order.edit";
        /// Lay a draft order before the second person.
        SubmitOrder {
            /// Which instrument.
            instrument: InstrumentId,
        } = "order.submit";
        /// Approve an order's content (I-29).
        ApproveOrder {
            /// Which instrument.
            instrument: InstrumentId,
            /// What the approver read.
            hash: ContentHash,
        } = "order.approve";
        /// Send a draft order back.
        ReturnOrder {
            /// Which instrument.
            instrument: InstrumentId,
            /// Why.
            reason: String,
        } = "order.return";
        /// Issue an order to every institution it names.
        IssueOrder {
            /// Which instrument.
            instrument: InstrumentId,
        } = "order.issue";
        /// One click: draft and submit, or draft and issue where policy asks for no
        /// second person.
        FileOrder {
            /// Which case.
            case: CaseId,
            /// What is written.
            content: Box<OrderContent>,
        } = "order.file";
        /// Take an order back from everybody who has not answered it.
        WithdrawOrder {
            /// Which instrument.
            instrument: InstrumentId,
            /// Why.
            reason: String,
        } = "order.withdraw";
        /// Decide after urgent minutes: the freeze stands (Law 106/2025 art. 67(4)).
        ConfirmFreeze {
            /// Which instrument.
            instrument: InstrumentId,
            /// The decision.
            decision: Numbered,
        } = "order.confirm";
    }
    {
        /// Record when an institution that has not joined received the paper: the
        /// demand's letter first, then that of each later round.
        RecordReceipt {
            /// Which demand.
            demand: DemandId,
            /// Of which items the letter opened a later round; empty: the demand's
            /// own letter, or once that was received every letter under way.
            items: Vec<ItemId>,
            /// How it travelled.
            channel: Channel,
            /// When, by the evidence.
            evidenced_at: Instant,
            /// Minutes, postmark, witness.
            proof: String,
        } = "demand.receipt";
        /// Open a demand; starts nothing.
        Acknowledge {
            /// Which demand.
            demand: DemandId,
        } = "demand.acknowledge";
        /// Ask the officer back.
        Ask {
            /// Which demand.
            demand: DemandId,
            /// Which items; empty: all open ones.
            items: Vec<ItemId>,
            /// What it says.
            text: String,
        } = "demand.ask";
        /// Reply to the institution.
        Reply {
            /// Which demand.
            demand: DemandId,
            /// What it says.
            text: String,
        } = "demand.reply";
        /// Urge the institution (đôn đốc).
        Urge {
            /// Which demand.
            demand: DemandId,
            /// What it says.
            text: String,
        } = "demand.urge";

        /// Keep answers as a draft for a checker.
        SaveDraft {
            /// Which demand.
            demand: DemandId,
            /// The answers.
            answers: Vec<ItemAnswer>,
        } = "answer.draft";
        /// Send a draft back to its maker.
        ReturnDraft {
            /// Which demand.
            demand: DemandId,
            /// Why.
            reason: String,
        } = "answer.return";
        /// Submit the draft that stands.
        SubmitDraft {
            /// Which demand.
            demand: DemandId,
            /// What the checker read.
            hash: ContentHash,
        } = "answer.submit";
        /// Submit answers without a draft: a system client, or a person where the
        /// institution's policy is a single signatory.
        SubmitAnswer {
            /// Which demand.
            demand: DemandId,
            /// The answers.
            answers: Vec<ItemAnswer>,
        } = "answer.direct";
        /// Correct an accepted answer: a new version naming the old (I-5).
        CorrectAnswer {
            /// Which demand.
            demand: DemandId,
            /// Which item.
            item: ItemId,
            /// The answer it replaces.
            replaces: AnswerId,
            /// What it says now.
            body: Box<AnswerBody>,
            /// The files that go with it now, all of them.
            files: Vec<FileId>,
        } = "answer.correct";
        /// Enter an answer that came on paper, for a second reader.
        EnterPaper {
            /// Which demand.
            demand: DemandId,
            /// The paper.
            paper: Box<Paper>,
            /// What it says.
            answers: Vec<ItemAnswer>,
            /// The accepted answer it corrects, if it does.
            replaces: Option<AnswerId>,
        } = "paper.enter";
        /// Send what was entered back to who entered it.
        ReturnPaper {
            /// Which demand.
            demand: DemandId,
            /// Why.
            reason: String,
        } = "paper.return";
        /// Confirm that what was entered is what the paper says: it counts.
        ConfirmPaper {
            /// Which demand.
            demand: DemandId,
            /// What was read.
            hash: ContentHash,
        } = "paper.confirm";

        /// Contest the instant of a paper: a letter came later, an answer was given
        /// earlier than is on record.
        ContestInstant {
            /// Which demand.
            demand: DemandId,
            /// Of which paper.
            kind: ContestKind,
            /// Of which item; none: the demand's own letter.
            item: Option<ItemId>,
            /// The instant the institution states.
            claimed: Instant,
            /// Why.
            reason: String,
            /// What proves it.
            evidence: Option<String>,
        } = "contest.file";
        /// Decide on that.
        DecideContest {
            /// Which demand.
            demand: DemandId,
            /// Which contest.
            contest: ContestId,
            /// The instant that counts; none: what is on record stands.
            changed: Option<Instant>,
            /// Why.
            reason: String,
        } = "contest.decide";
        /// Dispute an answer: opens the next round with its own clock.
        DisputeItem {
            /// Which demand.
            demand: DemandId,
            /// Which item.
            item: ItemId,
            /// Why.
            reason: String,
        } = "item.dispute";
        /// Stop asking.
        WithdrawItems {
            /// Which demand.
            demand: DemandId,
            /// Empty: all that is open.
            items: Vec<ItemId>,
            /// Why.
            reason: String,
        } = "item.withdraw";

        /// Ask for more time.
        RequestExtension {
            /// Which demand.
            demand: DemandId,
            /// Which item.
            item: ItemId,
            /// Until when, exclusive.
            until: Instant,
            /// Why.
            reason: String,
        } = "extension.request";
        /// Grant or deny more time.
        DecideExtension {
            /// Which demand.
            demand: DemandId,
            /// Which request.
            extension: ExtensionId,
            /// Granted or denied.
            grant: bool,
            /// In which words.
            decision: String,
        } = "extension.decide";
        /// Find a delay unreasonable where law says "immediately".
        OpenDelay {
            /// Which demand.
            demand: DemandId,
            /// Which clock.
            clock: ClockId,
            /// Why: elapsed, first opened, urged how often.
            reasons: String,
        } = "delay.open";
        /// Say why an episode came about.
        ExplainEpisode {
            /// Which demand.
            demand: DemandId,
            /// Which episode.
            episode: EpisodeId,
            /// Why.
            reason: LateReason,
            /// In words.
            note: String,
        } = "episode.explain";

        /// Record an outage of this service.
        RecordOutage {
            /// From when.
            from: Instant,
            /// Until when.
            to: Instant,
            /// Why.
            reason: String,
            /// Where it can be seen: a log, a ticket.
            evidence: Option<String>,
        } = "outage.record";
        /// Confirm an outage that somebody else recorded.
        ConfirmOutage {
            /// Which.
            outage: OutageId,
        } = "outage.confirm";
        /// Announce something to people.
        Announce {
            /// What.
            content: Box<AnnouncementContent>,
        } = "announcement.make";
        /// End an announcement before its time.
        EndAnnouncement {
            /// Which.
            announcement: AnnouncementId,
            /// Why.
            reason: String,
        } = "announcement.end";
        /// Move a clock for a recorded outage.
        ExcuseClock {
            /// Which demand.
            demand: DemandId,
            /// Which clock.
            clock: ClockId,
            /// Which outage.
            outage: OutageId,
            /// From when.
            from: Instant,
            /// Until when.
            to: Instant,
        } = "clock.excuse";
        /// Recompute a clock by a new calendar version.
        ReviseClock {
            /// Which demand.
            demand: DemandId,
            /// Which clock.
            clock: ClockId,
        } = "clock.revise";
        /// A clock's due instant or ladder step has come.
        StrikeClock {
            /// Which demand.
            demand: DemandId,
            /// Which clock.
            clock: ClockId,
        } = "clock.strike";
    }
}

impl Command {
    /// Whether an answer that a command gives may say who holds an account that was
    /// frozen. What a draft says is not known here.
    pub(crate) fn may_name_holders(&self) -> bool {
        match self {
            Self::SubmitDraft { .. } | Self::ConfirmPaper { .. } => true,
            Self::SubmitAnswer { answers, .. } => {
                answers.iter().any(|one| one.body.names_holders())
            }
            Self::CorrectAnswer { body, .. } => body.names_holders(),
            _ => false,
        }
    }
}
