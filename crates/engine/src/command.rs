//! What somebody wants done: parsed at the edge, decided in the engine.

mod envelope;
mod list;
mod request;

use crate::answer::Outcome as AnswerBody;
use crate::case::CaseContent;
use crate::clock::LateReason;
use crate::demand::{Channel, ItemAnswer};
use crate::execution::{CapturedAccount, Instalment};
use crate::id::{
    AnswerId, CaseId, ClockId, DemandId, DutyId, EpisodeId, ExtensionId, HoldId, InstitutionId,
    InstrumentId, ItemId, ObjectionId, OutageId, PayeeId, PostingId, StatementId, TransferId,
};
use crate::identity::AccountNumber;
use crate::instrument::{ContentHash, InquiryContent};
pub use crate::ledger::Entry;
use crate::ledger::{NotAccepted, ObjectionContent, ObligationEnd, Rate, Verdict};
use crate::money::Money;
use crate::order::{Numbered, OrderContent};
use crate::payee::PayeeContent;
use crate::statement::{FileHash, StatementContent};
use crate::time::{Day, Instant};
pub use envelope::{Envelope, IdempotencyKey};
use list::commands;
use request::with_requests;
pub use request::{HandingOver, Received};

with_requests! {
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
    /// One click: draft and issue, or submit where policy asks for a second person.
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
    /// One click: draft and submit, or issue where policy asks for no second person.
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

    /// Charge, waive or record a payment that came without a deduction.
    PostEntry {
        /// Which case.
        case: CaseId,
        /// What.
        entry: Entry,
        /// How much.
        amount: Money,
        /// The day it counts from.
        day: Day,
        /// What for: the document.
        note: String,
    } = "money.post";
    /// Take a posting back by its opposite.
    ReversePosting {
        /// Which case.
        case: CaseId,
        /// Which posting.
        posting: PostingId,
        /// Why.
        reason: String,
    } = "money.reverse";
    /// Set the rate of interest, or let none run.
    SetInterest {
        /// Which case.
        case: CaseId,
        /// Parts per million a year; none: no interest.
        ppm: Option<u32>,
        /// The day before the first that bears interest.
        from: Day,
    } = "interest.set";
    /// Post the interest up to a day.
    AccrueInterest {
        /// Which case.
        case: CaseId,
        /// Up to and with which day.
        to: Day,
    } = "interest.accrue";
    /// Let no interest run from a day on.
    SuspendInterest {
        /// Which case.
        case: CaseId,
        /// First day without.
        from: Day,
        /// On which ground.
        reason: String,
    } = "interest.suspend";
    /// Let interest run again.
    ResumeInterest {
        /// Which case.
        case: CaseId,
        /// Last day without.
        to: Day,
    } = "interest.resume";
    /// Record what a foreign currency is worth.
    RecordRate {
        /// Which case.
        case: CaseId,
        /// The rate.
        rate: Rate,
    } = "money.rate";
    /// End the obligation: nothing new is frozen or taken after this (I-12).
    EndObligation {
        /// Which case.
        case: CaseId,
        /// How it ended.
        how: ObligationEnd,
        /// In words: the decision.
        reason: String,
    } = "obligation.end";
    /// Say what of a hold may not be deducted.
    ProtectHold {
        /// Which case.
        case: CaseId,
        /// Which hold.
        hold: HoldId,
        /// How much.
        amount: Money,
        /// A code of the shipped list of exemptions.
        ground: String,
    } = "hold.protect";
    /// Say that the grounds for coercion are complete: starts the limit of Law
    /// 106/2025 art. 66(4).
    CompleteGrounds {
        /// Which case.
        case: CaseId,
        /// For which freeze.
        instrument: InstrumentId,
        /// When they were complete.
        at: Instant,
    } = "grounds.complete";
    /// Record that a ground for lifting arose: starts the limit of art. 95(2).
    RecordLiftGround {
        /// Which case.
        case: CaseId,
        /// For which freeze.
        instrument: InstrumentId,
        /// When it arose.
        at: Instant,
        /// A code of the shipped list of lifting grounds.
        ground: String,
    } = "grounds.lift";
    /// Record that a duty was met, with proof.
    MeetDuty {
        /// Which case.
        case: CaseId,
        /// Which duty.
        duty: DutyId,
        /// What proves it: by which way, to whom, under which number.
        proof: String,
    } = "duty.meet";
    /// A duty's limit has come.
    StrikeDuty {
        /// Which case.
        case: CaseId,
        /// Which duty.
        duty: DutyId,
        /// The instrument it is about.
        about: Option<InstrumentId>,
    } = "duty.strike";
    /// Confirm that deducted money arrived on the treasury account.
    ConfirmRemittance {
        /// Which case.
        case: CaseId,
        /// Which payment.
        transfer: TransferId,
        /// How much arrived.
        amount: Money,
        /// The day it counts from.
        day: Day,
        /// The statement's reference.
        reference: String,
    } = "remittance.confirm";
    /// Record that money taken too much was paid back.
    PayBack {
        /// Which case.
        case: CaseId,
        /// How much.
        amount: Money,
        /// On which day.
        day: Day,
        /// To whom and how.
        note: String,
    } = "money.pay_back";
    /// Report money that a standing freeze caught later.
    ReportCapture {
        /// Which demand.
        demand: DemandId,
        /// Which item.
        item: ItemId,
        /// The institution's own name for it, once (I-6).
        reference: String,
        /// Account by account.
        accounts: Vec<CapturedAccount>,
    } = "capture.report";
    /// Report a month of an income that was paid to the agency.
    ReportInstalment {
        /// Which demand.
        demand: DemandId,
        /// What was paid.
        paid: Instalment,
    } = "instalment.report";
    /// Report money that was caught on an account, whichever orders stand on it:
    /// the service splits it by rank.
    ReportAccountCapture {
        /// Where.
        institution: InstitutionId,
        /// On which account.
        account: AccountNumber,
        /// How much, in đồng.
        amount: Money,
        /// The institution's own name for it, once (I-6).
        reference: String,
        /// When it was caught.
        at: Instant,
    } = "account.capture";

    /// Write down that somebody objects: a complaint, a claim or a flag.
    RecordObjection {
        /// Which case.
        case: CaseId,
        /// What is objected.
        content: Box<ObjectionContent>,
    } = "objection.record";
    /// An institution says that an order is about the wrong person, or about
    /// money that is protected or another's.
    RaiseFlag {
        /// Which demand.
        demand: DemandId,
        /// Which item.
        item: ItemId,
        /// A code of the shipped list of objections.
        ground: String,
        /// What it says.
        text: String,
    } = "flag.raise";
    /// Accept an objection for decision: starts the limit of Law 106/2025 art.
    /// 102.
    AcceptObjection {
        /// Which case.
        case: CaseId,
        /// Which objection.
        objection: ObjectionId,
    } = "objection.accept";
    /// Do not accept an objection.
    RefuseObjection {
        /// Which case.
        case: CaseId,
        /// Which objection.
        objection: ObjectionId,
        /// Why.
        why: NotAccepted,
        /// In words.
        reason: String,
    } = "objection.refuse";
    /// Decide an objection.
    DecideObjection {
        /// Which case.
        case: CaseId,
        /// Which objection.
        objection: ObjectionId,
        /// What is decided.
        verdict: Verdict,
        /// In words.
        reason: String,
    } = "objection.decide";
    /// Record that who objected took it back.
    WithdrawObjection {
        /// Which case.
        case: CaseId,
        /// Which objection.
        objection: ObjectionId,
        /// In words: the paper that says so.
        reason: String,
    } = "objection.withdraw";
    /// Record that the debtor was told of a freeze.
    ServeDebtorNotice {
        /// Which case.
        case: CaseId,
        /// Of which freeze.
        instrument: InstrumentId,
        /// When, by the evidence.
        at: Instant,
        /// How.
        channel: Channel,
        /// Minutes, postmark, witness.
        proof: String,
    } = "debtor_notice.serve";

    /// Propose a receiving account of the agency.
    ProposePayee {
        /// What is registered.
        content: Box<PayeeContent>,
    } = "payee.propose";
    /// Approve a receiving account.
    ApprovePayee {
        /// Which.
        payee: PayeeId,
    } = "payee.approve";
    /// Use a receiving account no more.
    RetirePayee {
        /// Which.
        payee: PayeeId,
        /// Why.
        reason: String,
    } = "payee.retire";

    /// Take in a statement of a receiving account.
    ImportStatement {
        /// Of which account.
        payee: PayeeId,
        /// Of which file.
        file: FileHash,
        /// What it says.
        content: Box<StatementContent>,
    } = "statement.import";
    /// Confirm a line that names a payment and has its amount.
    ConfirmLine {
        /// Of which statement.
        statement: StatementId,
        /// Which line, counted from 1.
        line: u32,
        /// In which case.
        case: CaseId,
        /// Of which payment.
        transfer: TransferId,
    } = "line.confirm";
    /// Say by hand which payment a line is.
    AssignLine {
        /// Of which statement.
        statement: StatementId,
        /// Which line, counted from 1.
        line: u32,
        /// In which case.
        case: CaseId,
        /// Of which payment.
        transfer: TransferId,
    } = "line.assign";
    /// Say that a line is no deducted money.
    DismissLine {
        /// Of which statement.
        statement: StatementId,
        /// Which line, counted from 1.
        line: u32,
        /// Why.
        reason: String,
    } = "line.dismiss";

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
    /// Submit answers without a draft: a system, or a person where policy lets him.
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
    } = "answer.correct";

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
    } = "outage.record";
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
