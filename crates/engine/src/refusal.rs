//! Every reason for which a command is not carried out: a named variant with
//! a stable code. Transport comes last and elsewhere.
//!
//! Order of precedence, first match wins: unknown or foreign root (`not_found`)
//! → role may not do this here (`forbidden`) → stale version (`stale`) → state
//! of the root → content, in field order → relations between contents.

use crate::id::AnswerId;
use crate::paper::PaperRole;
use crate::time::Day;
use serde::{Deserialize, Serialize};

/// What family a refusal belongs to; the API maps families to HTTP statuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// The root does not exist, or not for this actor. The two are told apart
    /// nowhere, so that nothing leaks (I-28).
    NotFound,
    /// The root is visible, the act is not this role's.
    Forbidden,
    /// The root has moved on, or its state does not allow the act.
    Conflict,
    /// The caller's version is not the current one.
    Stale,
    /// The content is at fault.
    Invalid,
}

macro_rules! refusals {
    ($($(#[$doc:meta])* $name:ident $({ $($field:ident : $ty:ty),+ })? = $code:literal, $class:ident;)+) => {
        /// Why a command was refused.
        #[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case", tag = "code")]
        pub enum Refusal {
            $($(#[$doc])* #[error($code)] #[serde(rename = $code)] $name $({ $(#[doc = "See the variant."] $field: $ty),+ })?,)+
        }

        impl Refusal {
            /// The stable code.
            pub const fn code(&self) -> &'static str {
                match self { $(Self::$name { .. } => $code,)+ }
            }

            /// The family.
            pub const fn class(&self) -> Class {
                match self { $(Self::$name { .. } => Class::$class,)+ }
            }

            /// Every code there is, for documentation and locale checks.
            pub const CODES: &'static [&'static str] = &[$($code,)+];
        }
    };
}

refusals! {
    /// No such root, or none that this actor may know of.
    NotFound = "not_found", NotFound;
    /// This role may not do this here.
    Forbidden = "forbidden", Forbidden;
    /// The caller decided on an older version.
    Stale { current: i32 } = "stale", Stale;
    /// The idempotency key was used for another request (I-2).
    KeyReused = "idempotency_key_reused", Invalid;

    /// The service's clock stands in a year no reference number can name.
    ClockWrong = "clock_wrong", Conflict;

    /// The case is closed.
    CaseClosed = "case_closed", Conflict;
    /// Demands of the case are still open.
    CaseHasOpenDemands { open: i64 } = "case_has_open_demands", Conflict;
    /// The agency already has a case of this number (I-3).
    CaseNumberTaken = "case_number_taken", Conflict;
    /// The agency's day here has not come: it opens no case by hand.
    AgencyNotBegun { begins_on: Day } = "agency_not_begun", Conflict;
    /// The officer named is not an active officer of the agency.
    OfficerUnknown = "officer_unknown", Invalid;
    /// A case changes hands by handing it over, which takes its seals along.
    OfficerByHandOver = "officer_by_hand_over", Conflict;
    /// Who is named holds nothing in the case.
    NothingToHandOver = "nothing_to_hand_over", Conflict;
    /// The case rests: this is not ordered in the meantime, or it rests already.
    CasePaused = "case_paused", Conflict;
    /// The case does not rest.
    CaseNotPaused = "case_not_paused", Conflict;
    /// What is frozen or on its way here is finished here: less than this is left to
    /// delegate.
    DelegationHeld { pointer: String, free: i64 } = "delegation_held", Conflict;
    /// A part of the debt is with another agency.
    CaseHasDelegations = "case_has_delegations", Conflict;
    /// There is no such delegation, or its state does not allow this.
    DelegationState = "delegation_state", Conflict;
    /// The case came by a delegation: it ends by returning that.
    CaseIsDelegated = "case_is_delegated", Conflict;
    /// A protest of a procuracy stands: this is not done in the meantime.
    ProtestStands = "protest_stands", Conflict;
    /// There is no such act of a procuracy, or its state does not allow this.
    ProsecutorActState = "prosecutor_act_state", Conflict;
    /// Another act bears this number and day of the same procuracy (I-3).
    ProsecutorActTwice = "prosecutor_act_twice", Conflict;
    /// No such act in this case, or none that was not accepted.
    ProsecutorActUnknown { pointer: String } = "prosecutor_act_unknown", Invalid;
    /// An act is about no such order of this case, or about one that did not go out or
    /// is sealed.
    ProsecutorActAbout { pointer: String } = "prosecutor_act_about", Invalid;
    /// What an office writes down of an act came on paper, and says when and how; what
    /// a prosecutor files or takes back here did not.
    ActOnPaper { pointer: String } = "act_on_paper", Invalid;
    /// There is no such concession, or its state does not allow this.
    ConcessionState = "concession_state", Conflict;
    /// Another concession of the creditor in this case bears this number and day, and
    /// says something else (I-3).
    ConcessionTwice = "concession_twice", Conflict;
    /// A concession names an amount and an asset where its kind is of one, and only
    /// there.
    ConcessionMismatch { pointer: String } = "concession_mismatch", Invalid;
    /// What an office writes down of a creditor came on paper, and says when and how;
    /// what a creditor's desk records did not.
    ConcessionOnPaper { pointer: String } = "concession_on_paper", Invalid;
    /// Where a case has several creditors, and only there, who accepts a concession says
    /// how much is owed to the one that concedes.
    ConcessionShare { pointer: String } = "concession_share", Invalid;
    /// Several parties of the case are the institution's: which of them concedes is said.
    ConcessionCreditor { pointer: String } = "concession_creditor", Invalid;
    /// The creditor is another institution now than the one whose word this was.
    ConcessionOfAnother = "concession_of_another", Conflict;
    /// The creditor's desk recorded here what this paper says.
    ConcessionByDesk = "concession_by_desk", Conflict;
    /// So many concessions of the creditor wait in this case that none is added.
    ConcessionsWaiting = "concessions_waiting", Conflict;
    /// Concessions of the case wait for the office.
    CaseHasConcessions { open: u32 } = "case_has_concessions", Conflict;
    /// A creditor whose concession was not taken back stays a creditor of the case.
    PartyConceded { pointer: String } = "party_conceded", Conflict;
    /// A posting of a concession that was accepted is not taken back alone.
    PostingConceded = "posting_conceded", Conflict;
    /// A case needs a debtor.
    DebtorMissing = "debtor_missing", Invalid;
    /// The same identifier on two parties.
    IdentifierTwice { pointer: String } = "identifier_twice", Invalid;

    /// The instrument is not in a state that allows this.
    InstrumentState = "instrument_state", Conflict;
    /// No such file, or none that came from this office.
    FileUnknown { pointer: String } = "file_unknown", Invalid;
    /// A file is named twice.
    FileTwice { pointer: String } = "file_twice", Invalid;
    /// A signed paper is a PDF or a scan.
    PaperMedia { pointer: String } = "paper_media", Invalid;
    /// An answer carries no such file.
    FileMedia { pointer: String } = "file_media", Invalid;
    /// Policy wants a paper that is not there.
    PaperMissing { role: PaperRole } = "paper_missing", Conflict;
    /// Policy wants a second person's approval first.
    ApprovalRequired = "approval_required", Conflict;
    /// The proposer may not approve his own (I-29).
    OwnApproval = "own_approval", Forbidden;
    /// The approver read another content than the one that stands.
    ContentChanged = "content_changed", Conflict;
    /// The person asked about is not a debtor of the case.
    DebtorNotInCase = "debtor_not_in_case", Invalid;
    /// The case knows the debtor by name only: nothing is frozen or taken on that.
    DebtorUnidentified = "debtor_unidentified", Invalid;
    /// The creditor named is not a creditor of the case.
    CreditorNotInCase = "creditor_not_in_case", Invalid;
    /// An institution may be named as a creditor only.
    NotACreditor { pointer: String } = "not_a_creditor", Invalid;
    /// An institution is unknown or no longer active.
    InstitutionUnknown { pointer: String } = "institution_unknown", Invalid;
    /// An institution of the past is named: another stands in its place.
    InstitutionSucceeded { pointer: String, heir: String } = "institution_succeeded", Invalid;
    /// An institution is named twice.
    InstitutionTwice { pointer: String } = "institution_twice", Invalid;
    /// A bailiff's request without a cost undertaking, or another's with one.
    RequesterMismatch = "requester_mismatch", Invalid;
    /// The same thing is asked twice.
    ItemTwice { pointer: String } = "item_twice", Invalid;
    /// A period is missing, reversed, in the future or over ten years.
    PeriodInvalid { pointer: String } = "period_invalid", Invalid;
    /// More institutions are asked than this, and no reason says why.
    ReasonForMany { pointer: String, most: u32 } = "reason_for_many", Invalid;
    /// More institutions than this are asked what is on accounts, none of which has said
    /// that there is one, and no reason says why.
    ReasonForBalances { pointer: String, most: u32 } = "reason_for_balances", Invalid;
    /// All that is asked was lately answered with "nothing"; asking again takes a reason.
    AllAnswered { pointer: String } = "all_answered", Conflict;
    /// This person would send more demands today than policy allows.
    DailyLimit { most: u32 } = "daily_limit", Conflict;
    /// It was asked where accounts are, not what is on them.
    BalanceNotAsked { pointer: String } = "balance_not_asked", Invalid;
    /// A text is empty, too long or has NUL in it.
    TextInvalid { pointer: String, max: u32 } = "text_invalid", Invalid;
    /// A list is empty or too long.
    CountInvalid { pointer: String, max: u32 } = "count_invalid", Invalid;
    /// An amount is negative where that makes no sense.
    AmountInvalid { pointer: String } = "amount_invalid", Invalid;

    /// The decision's number is used for another order of that kind and year
    /// (I-3).
    OrderNumberTaken = "order_number_taken", Conflict;
    /// An order needs the number and date of its decision; minutes have none.
    DecisionMissing = "decision_missing", Invalid;
    /// A decision cannot bear a day that is still to come.
    DecisionDay = "decision_day", Invalid;
    /// There is no such instant of a paper, or no such contest.
    ContestUnknown = "contest_unknown", Conflict;
    /// That instant is contested already.
    ContestOpen = "contest_open", Conflict;
    /// That was decided: it is not contested again.
    ContestDecided = "contest_decided", Conflict;
    /// A letter came later than is on record and before it was answered, an answer was
    /// given earlier and after the letter came; nothing is decided beyond what was stated.
    ContestInstant { pointer: String } = "contest_instant", Invalid;
    /// On the day decided the law asked something else: a clock keeps its rule.
    LawDiffers { pointer: String } = "law_differs", Conflict;
    /// The document bears its number: it is given no other, and is not rewritten.
    NumberGiven = "number_given", Conflict;
    /// The register gave this number to another document (I-3).
    NumberTaken { pointer: String } = "number_taken", Conflict;
    /// Not the next number of the register: that takes a reason.
    NumberOutOfTurn { pointer: String, next: u32 } = "number_out_of_turn", Invalid;
    /// The decision states another number or day.
    NumberDiffers { pointer: String } = "number_differs", Invalid;
    /// The clerk has not numbered and sealed the document.
    NumberMissing = "number_missing", Conflict;
    /// By policy the clerk gives the number, nobody else.
    NumberByClerk { pointer: String } = "number_by_clerk", Invalid;
    /// The obligation has ended: nothing new is frozen or taken (I-12).
    ObligationEnded = "obligation_ended", Conflict;
    /// Nothing is owed any more.
    NothingOwed = "nothing_owed", Conflict;
    /// The case states an amount in another currency than đồng: it must be
    /// stated in đồng before money is ordered.
    ObligationCurrency = "obligation_currency", Conflict;
    /// What is owed stands in the books: it changes by postings only.
    ObligationInBooks = "obligation_in_books", Conflict;
    /// Money of the case is still frozen or on its way.
    CaseHoldsMoney = "case_holds_money", Conflict;
    /// An amount is in another currency than what it is about.
    CurrencyMismatch { pointer: String } = "currency_mismatch", Invalid;
    /// More is ordered than is owed and not on its way (I-8).
    CapExceeded { pointer: String, open: i64 } = "cap_exceeded", Conflict;
    /// A freeze states more than is owed.
    OwedExceeded { pointer: String, outstanding: i64 } = "owed_exceeded", Invalid;
    /// The parts of what a freeze states as owed come to another sum.
    PartsMismatch { pointer: String, sum: i64 } = "parts_mismatch", Invalid;
    /// Interest is stated without the day it is counted to.
    InterestDayMissing { pointer: String } = "interest_day_missing", Invalid;
    /// Interest is counted beyond the day of the decision.
    InterestDayLate { pointer: String } = "interest_day_late", Invalid;
    /// Interest that runs is stated without its rate.
    InterestRateMissing { pointer: String } = "interest_rate_missing", Invalid;
    /// No such hold in the case.
    HoldUnknown { pointer: String } = "hold_unknown", Invalid;
    /// More is ordered of a hold than is free in it (I-10).
    HoldExceeded { pointer: String, free: i64 } = "hold_exceeded", Conflict;
    /// What is ordered may not be taken: protected by law (I-9).
    HoldProtected { pointer: String, deductible: i64 } = "hold_protected", Conflict;
    /// Money is held on the account: a deduction there names its hold, so that
    /// what is protected stays protected (I-9).
    AccountHeld { pointer: String } = "account_held", Conflict;
    /// The same hold or freeze twice in one order.
    LineTwice { pointer: String } = "line_twice", Invalid;
    /// No such freeze in the case, or it has ended.
    FreezeUnknown { pointer: String } = "freeze_unknown", Invalid;
    /// A live freeze of the same debtor stands at this institution.
    FreezeStands { pointer: String } = "freeze_stands", Conflict;
    /// A live deduction from the same debtor's income stands at this executor.
    IncomeStands { pointer: String } = "income_stands", Conflict;
    /// More of a month's income is ordered than the law of the day lets take.
    ShareExceeded { pointer: String, most: u8 } = "share_exceeded", Invalid;
    /// An institution is the creditor of more cases than are compared at once.
    CasesTooMany { most: u32 } = "cases_too_many", Conflict;
    /// A month or a day of a month that no order names: too far off, in the wrong
    /// order, or none.
    MonthInvalid { pointer: String } = "month_invalid", Invalid;
    /// Another payment of an income was reported under this reference (I-6).
    InstalmentConflicts = "instalment_conflicts", Conflict;
    /// A new target is on its way to this freeze.
    AmendPending { pointer: String } = "amend_pending", Conflict;
    /// A target below what is held would be a release.
    TargetBelowHeld { pointer: String, held: i64 } = "target_below_held", Invalid;
    /// An amendment leaves out an account on which money is held: it is released.
    AccountDropped { pointer: String } = "account_dropped", Conflict;
    /// The freeze is as it would be.
    NothingAmended { pointer: String } = "nothing_amended", Invalid;
    /// The minimum of living is protected on another account (I-9).
    MinimumElsewhere = "minimum_elsewhere", Conflict;
    /// The receiving account is unknown, not approved, or still waits.
    PayeeUnusable = "payee_unusable", Conflict;
    /// The receiving account is not in a state that allows this.
    PayeeState = "payee_state", Conflict;
    /// No urgent minutes wait for a decision here.
    NothingToConfirm = "nothing_to_confirm", Conflict;
    /// A day lies in the future, or before what is posted.
    DayInvalid { pointer: String } = "day_invalid", Invalid;
    /// A rate is nothing, or above what law could mean.
    RateInvalid { pointer: String } = "rate_invalid", Invalid;
    /// No interest runs, or its state does not allow this.
    InterestState = "interest_state", Conflict;
    /// More is waived or paid back than there is.
    BookExceeded { pointer: String, balance: i64 } = "book_exceeded", Conflict;
    /// Only parts of the debt can be charged or waived.
    BookInvalid { pointer: String } = "book_invalid", Invalid;
    /// No such posting, or it was taken back, or a transfer brought it.
    PostingState = "posting_state", Conflict;
    /// No such payment, or no money of it is waited for.
    TransferState { pointer: String } = "transfer_state", Conflict;
    /// Another amount was confirmed under this reference.
    RemittanceConflicts = "remittance_conflicts", Conflict;
    /// Another capture was reported under this reference (I-6).
    CaptureConflicts = "capture_conflicts", Conflict;
    /// No order of this institution was reported to hold the account: money on it
    /// is reported by its order.
    AccountUnknown { pointer: String } = "account_unknown", Invalid;
    /// The duty is not open.
    DutyState = "duty_state", Conflict;
    /// Money that the accountant confirms is never confirmed by who ordered it.
    OwnRemittance = "own_remittance", Forbidden;
    /// The statement is of another account than the one named.
    StatementAccount { pointer: String } = "statement_account", Invalid;
    /// The statement has no such line.
    LineUnknown { pointer: String } = "line_unknown", Invalid;
    /// The line is settled, was brought before, or is no money that came in.
    LineState = "line_state", Conflict;
    /// The line does not name this payment, or its amount is another: a person
    /// assigns it.
    LineNotExact = "line_not_exact", Conflict;
    /// The line takes another entry back: it is no payment's arrival.
    LineReverses = "line_reverses", Conflict;
    /// An account is named twice in one answer.
    AccountTwice { pointer: String } = "account_twice", Invalid;
    /// An answer of this kind cannot be corrected or disputed: what became of
    /// the money is reported anew.
    NotCorrectable = "not_correctable", Conflict;
    /// A restated hold would be less than what was taken, freed or is on its way.
    RestatedBelow { pointer: String, least: i64 } = "restated_below", Invalid;

    /// Nobody has confirmed that who holds the account, or is paid the income, is
    /// the debtor.
    IdentityUnconfirmed { pointer: String } = "identity_unconfirmed", Invalid;
    /// A match of identifiers is claimed, and the institution named none of the
    /// holder that could be compared.
    HolderUnknown { pointer: String } = "holder_unknown", Conflict;
    /// The institution knows the holder by another identifier than the debtor's:
    /// only evidence beside the identifiers shows that he is the debtor.
    HolderDiffers { pointer: String } = "holder_differs", Conflict;
    /// Somebody objects: nothing is deducted from the hold until that is decided.
    DeductionSuspended { pointer: String } = "deduction_suspended", Conflict;
    /// Money is freed for now only where a flag was raised and not rejected.
    FlagMissing { pointer: String } = "flag_missing", Conflict;
    /// There is no such objection, or its state does not allow this.
    ObjectionState = "objection_state", Conflict;
    /// Minutes that no decision may follow in time any more.
    MinutesLapsed = "minutes_lapsed", Conflict;
    /// A debtor of whom something was ordered stays the debtor.
    PartyOrdered { pointer: String } = "party_ordered", Conflict;
    /// No law of that number is shipped, or it limits nothing here.
    LawUnknown { pointer: String } = "law_unknown", Invalid;
    /// The freeze is judged by that law already.
    LawUnchanged = "law_unchanged", Conflict;
    /// The objection was decided, and otherwise.
    ObjectionConflicts = "objection_conflicts", Conflict;
    /// The objection came in time: it cannot be refused as late.
    ObjectionInTime = "objection_in_time", Conflict;
    /// Nobody decides on an objection to his own act, or on one he recorded
    /// (I-29).
    OwnObjection = "own_objection", Forbidden;
    /// Objections wait for their decision.
    CaseHasObjections { open: u32 } = "case_has_objections", Conflict;
    /// The debtor is not told before every institution has answered, and nothing
    /// is to be told where nothing stands frozen.
    NoticeWithheld = "notice_withheld", Conflict;
    /// The evidence of the debtor's notice lies before the freeze was confirmed.
    NoticeEarly = "notice_early", Invalid;
    /// Another notice of this freeze was recorded; it never changes (I-20).
    NoticeServed = "notice_served", Conflict;

    /// The request's state does not allow this.
    RequestState = "request_state", Conflict;
    /// It was done with the request before, and otherwise.
    RequestConflicts = "request_conflicts", Conflict;
    /// Nobody decides a request that he recorded (I-29).
    OwnRequest = "own_request", Forbidden;
    /// Who asks for a measure answers for a wrong request: the evidence of that
    /// undertaking is missing.
    LiabilityMissing { pointer: String } = "liability_missing", Invalid;
    /// A bailiff's request says when the contract was liquidated; a creditor's has
    /// no contract.
    LiquidationMismatch { pointer: String } = "liquidation_mismatch", Invalid;
    /// A bailiff's office records its own requests, and says when it hands one
    /// over by handing it over.
    AskerMismatch { pointer: String } = "asker_mismatch", Invalid;
    /// The agency is unknown, no longer active, or not the one that may decide.
    AgencyUnknown { pointer: String } = "agency_unknown", Invalid;
    /// There is no such case, or not for this actor and this request.
    CaseUnknown { pointer: String } = "case_unknown", Invalid;
    /// An instant lies before what it must follow.
    InstantEarly { pointer: String } = "instant_early", Invalid;

    /// Another system calls no case of this agency so.
    SyncCaseUnknown { pointer: String } = "sync_case_unknown", Invalid;
    /// The case is ended there, and was never here: nothing is taken over.
    SyncClosedThere = "sync_closed_there", Conflict;
    /// Another payment was told under this external id (I-6).
    SyncPaymentConflicts = "sync_payment_conflicts", Conflict;
    /// Money of this amount arrived here about that day: it may be the same.
    SyncPaymentHere = "sync_payment_here", Conflict;
    /// No difference in this field waits for a person, or none that he may decide so.
    SyncFieldUnknown { pointer: String } = "sync_field_unknown", Invalid;
    /// A row that was kept back came in well since, or was dismissed.
    HeldEnded = "held_ended", Conflict;

    /// Receipt was recorded before; it never changes (I-20).
    ReceiptRecorded = "receipt_recorded", Conflict;
    /// Receipt cannot lie before issue or in the future.
    ReceiptInstant = "receipt_instant", Invalid;
    /// A paper channel needs words on its proof.
    ProofMissing = "proof_missing", Invalid;
    /// The institution has joined: its mailbox here is the receipt.
    InstitutionJoined = "institution_joined", Conflict;

    /// Nothing of the demand is open.
    DemandEnded = "demand_ended", Conflict;
    /// An item named is not part of the demand.
    ItemUnknown { pointer: String } = "item_unknown", Invalid;
    /// An item is not in a state that allows this.
    ItemState { pointer: String } = "item_state", Conflict;
    /// The findings are of another type than the item asks for.
    FindingsMismatch { pointer: String } = "findings_mismatch", Invalid;
    /// A refusal ground is not in the shipped list.
    GroundUnknown { pointer: String } = "ground_unknown", Invalid;
    /// An instant of the answer lies in the future.
    FutureInstant { pointer: String } = "future_instant", Invalid;
    /// Another answer was accepted before; this one is kept as evidence (I-5).
    AnswerConflicts { answer: AnswerId } = "answer_conflicts", Conflict;
    /// Policy of the institution: a maker drafts, a checker submits.
    DraftRequired = "draft_required", Conflict;
    /// There is no draft.
    DraftMissing = "draft_missing", Conflict;
    /// The checker may not submit what he drafted himself.
    OwnDraft = "own_draft", Forbidden;
    /// Nothing was entered from a paper.
    EntryMissing = "entry_missing", Conflict;
    /// What another person entered waits to be read.
    EntryWaits = "entry_waits", Conflict;
    /// The second reader is another person than who entered it.
    OwnEntry = "own_entry", Forbidden;
    /// An answer on paper lies before what it answers was sent or received, or in the
    /// future.
    PaperInstant = "paper_instant", Invalid;
    /// Limits and ranks run from the receipt of a letter: that is recorded before its
    /// answer.
    ReceiptMissing = "receipt_missing", Conflict;
    /// A correction names no accepted answer.
    AnswerUnknown = "answer_unknown", Invalid;
    /// The corrector alone may not replace what he submitted or drafted.
    OwnAnswer = "own_answer", Forbidden;
    /// A correction says what the standing version says.
    NothingCorrected = "nothing_corrected", Conflict;

    /// There is no such request for more time, or it is decided.
    ExtensionState = "extension_state", Conflict;
    /// More time must end later than now, later than what runs by agreement, and
    /// within thirty days.
    ExtensionUntil = "extension_until", Invalid;
    /// The clock named has a number; its lateness needs no opinion.
    ClockHasDue = "clock_has_due", Conflict;
    /// The clock is not there or does not run.
    ClockState = "clock_state", Conflict;
    /// An episode is open for it already (I-24).
    EpisodeOpen = "episode_open", Conflict;
    /// No such episode.
    EpisodeUnknown = "episode_unknown", Invalid;
    /// An outage must end after it starts and lie in the past.
    OutageRange = "outage_range", Invalid;
    /// The outage is confirmed already.
    OutageConfirmed = "outage_confirmed", Conflict;
    /// Nobody has confirmed the outage: no clock moves for it (I-20).
    OutageUnconfirmed = "outage_unconfirmed", Conflict;
    /// As many announcements stand as may at one time.
    AnnouncementsMany { most: u16 } = "announcements_many", Conflict;
    /// The order went out on paper: its office records what was paid.
    OrderOnPaper = "order_on_paper", Conflict;
    /// An announcement ends after it begins, and not in the past.
    AnnouncementRange = "announcement_range", Invalid;
    /// A maintenance window is announced so many whole working days before, or says why
    /// not.
    AnnouncedLate { working_days: u16 } = "announced_late", Invalid;
    /// The announcement is over.
    AnnouncementOver = "announcement_over", Conflict;
    /// The clock already accounts for this cause.
    MoveRepeated = "move_repeated", Conflict;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_serialised() {
        let mut codes = Refusal::CODES.to_vec();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), Refusal::CODES.len());
        let stale = Refusal::Stale { current: 3 };
        let text = serde_json::to_string(&stale).unwrap();
        assert_eq!(text, r#"{"code":"stale","current":3}"#);
        assert_eq!(serde_json::from_str::<Refusal>(&text).unwrap(), stale);
    }
}
