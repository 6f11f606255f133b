//! What happened to the money of a case.

use super::hold::is_nothing;
use super::{
    DebtorNotice, DecisionNotice, Duty, DutyState, Freeze, FreezeEnd, Hold, Income, IncomeEnd,
    Interest, LawChoice, Lift, Neighbour, Objection, ObjectionEnd, ObjectionState, ObligationEnd,
    Posting, Rate, Retarget, Shortfall, Transfer,
};
use crate::concession::{Concession, ConcessionEnd, ConcessionState};
use crate::delegation::{Delegation, DelegationEnd, DelegationState};
use crate::id::{
    AgencyId, CaseId, ConcessionId, DelegationId, DutyId, HoldId, InstrumentId, ItemId,
    ObjectionId, ProsecutorActId, TransferId, UserId,
};
use crate::identity::AccountNumber;
use crate::instrument::ContentHash;
use crate::prosecution::{ActAnswer, ActEnd, ActState, ProsecutorAct};
use crate::time::{Day, Instant};
use serde::{Deserialize, Serialize};

macro_rules! money_events {
    ($($(#[$doc:meta])* $name:ident { $($(#[$fdoc:meta])* $field:ident : $ty:ty),* $(,)? } = $code:literal;)+) => {
        /// What happened to the money of a case.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(tag = "what")]
        pub enum MoneyEvent {
            $($(#[$doc])* #[serde(rename = $code)] $name { $($(#[$fdoc])* $field: $ty,)* },)+
        }

        impl MoneyEvent {
            /// Every code.
            pub const CODES: &'static [&'static str] = &[$($code,)+];

            /// A stable code for records: the serialised tag.
            pub const fn code(&self) -> &'static str {
                match self { $(Self::$name { .. } => $code,)+ }
            }
        }
    };
}

money_events! {
    /// The books were opened from the case's statement of what is owed.
    Opened {
        /// Whose case.
        agency: AgencyId,
        /// What is owed.
        postings: Vec<Posting>,
    } = "books_opened";
    /// Something was charged, waived, paid, taken back or paid back.
    Posted {
        /// What.
        postings: Vec<Posting>,
    } = "posted";
    /// Interest for some days was posted.
    Accrued {
        /// The postings, none if it came to nothing.
        postings: Vec<Posting>,
        /// Up to which day.
        to: Day,
        /// What is earned and less than a đồng, as [`Interest`] carries it.
        #[serde(default, skip_serializing_if = "is_nothing")]
        carried: i64,
    } = "interest_accrued";
    /// The rate of interest was set, or none runs any more.
    InterestSet {
        /// The rate.
        interest: Option<Interest>,
    } = "interest_set";
    /// Interest stopped running.
    InterestSuspended {
        /// First day without.
        from: Day,
        /// On which ground.
        reason: String,
    } = "interest_suspended";
    /// Interest runs again.
    InterestResumed {
        /// Last day without.
        to: Day,
    } = "interest_resumed";
    /// What a foreign currency is worth was recorded.
    RateRecorded {
        /// The rate.
        rate: Rate,
    } = "rate_recorded";
    /// A part of the debt went to another agency.
    ShareDelegated {
        /// Which, and to whom.
        delegation: Box<Delegation>,
        /// What is not owed here any more.
        postings: Vec<Posting>,
    } = "share_delegated";
    /// The other agency enforces it.
    ShareAccepted {
        /// Which.
        delegation: DelegationId,
        /// In which case.
        case: CaseId,
    } = "share_accepted";
    /// A delegation ended, and what is still owed came back.
    ShareEnded {
        /// Which.
        delegation: DelegationId,
        /// Declined, withdrawn or returned.
        state: DelegationState,
        /// How it ended.
        end: DelegationEnd,
        /// What is owed here again.
        postings: Vec<Posting>,
    } = "share_ended";
    /// What is still owed went back to the agency that had delegated it.
    ShareHandedBack {
        /// What is not owed here any more.
        postings: Vec<Posting>,
    } = "share_handed_back";
    /// A procuracy acts in the case.
    ActRecorded {
        /// What it asks.
        act: Box<ProsecutorAct>,
    } = "prosecutor_act_recorded";
    /// The office answered an act.
    ActAnswered {
        /// Which.
        act: ProsecutorActId,
        /// What it says.
        answer: ActAnswer,
    } = "prosecutor_act_answered";
    /// An act was carried out, or withdrawn.
    ActEnded {
        /// Which.
        act: ProsecutorActId,
        /// How.
        state: ActState,
        /// When, and in words.
        end: ActEnd,
    } = "prosecutor_act_ended";
    /// A creditor concedes something.
    ConcessionRecorded {
        /// What.
        concession: Box<Concession>,
    } = "concession_recorded";
    /// A concession was accepted, declined or taken back; what it comes to is posted
    /// beside it.
    ConcessionEnded {
        /// Which.
        concession: ConcessionId,
        /// How.
        state: ConcessionState,
        /// When, by whom and why.
        end: ConcessionEnd,
    } = "concession_ended";
    /// The obligation ended: no new freeze or deduction after this (I-12).
    ObligationEnded {
        /// How.
        how: ObligationEnd,
        /// In words.
        reason: String,
    } = "obligation_ended";

    /// Freezes went out.
    FreezesAsked {
        /// Which.
        freezes: Vec<Freeze>,
    } = "freezes_asked";
    /// A freeze stands, or the institution restated what it holds.
    FreezeStands {
        /// Which.
        item: ItemId,
        /// Since when.
        at: Instant,
        /// Its holds as they are now: new ones and restated ones.
        holds: Vec<Hold>,
        /// When the institution received the order, by the evidence: its rank on
        /// each account.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        received: Option<Instant>,
    } = "freeze_stands";
    /// A freeze caught money that came later.
    Captured {
        /// Which.
        item: ItemId,
        /// The institution's name for it.
        reference: String,
        /// Its holds that gained, as they are now.
        holds: Vec<Hold>,
        /// How much each gained.
        caught: Vec<(HoldId, i64)>,
        /// Of which report by account it is the share: a digest, since the rest
        /// of the report is none of this case's.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        report: Option<ContentHash>,
        /// An order that ranks before had room for it, and is not sealed.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        out_of_turn: bool,
    } = "captured";
    /// An order that ranks after caught money that this one had room for.
    PassedOver {
        /// Which was passed over.
        item: ItemId,
    } = "passed_over";
    /// An institution knows the holders of accounts it froze by another identifier
    /// than the debtor's.
    HolderDiffers {
        /// Which freeze.
        item: ItemId,
        /// The holds on these accounts.
        holds: Vec<HoldId>,
    } = "holder_differs";
    /// Another office has a standing freeze on the same person.
    NeighbourFound {
        /// Whom to call.
        neighbour: Neighbour,
    } = "neighbour_found";
    /// Freezes ended.
    FreezesEnded {
        /// Which.
        items: Vec<ItemId>,
        /// Why.
        why: FreezeEnd,
    } = "freezes_ended";
    /// A decision confirmed urgent minutes.
    FreezeConfirmed {
        /// The instrument.
        instrument: InstrumentId,
    } = "freeze_confirmed";
    /// New targets are on their way.
    Retargeting {
        /// To which freezes.
        freezes: Vec<(ItemId, Retarget)>,
    } = "retargeting";
    /// A new target holds, or does not.
    Retargeted {
        /// Of which freeze.
        freeze: ItemId,
        /// The target in force, in đồng.
        target: i64,
        /// The accounts it is about from now on, if others.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        accounts: Option<Vec<AccountNumber>>,
    } = "retargeted";
    /// A part of a hold may not be deducted.
    Protected {
        /// Which hold.
        hold: HoldId,
        /// How much, in its minor units.
        amount: i64,
        /// Whether it is the minimum of living, set in one account only (I-9).
        minimum: bool,
        /// A code of the shipped list of exemptions.
        ground: String,
    } = "hold_protected";

    /// Payments were ordered; those from holds are reserved there.
    Reserved {
        /// Which.
        transfers: Vec<Transfer>,
    } = "reserved";
    /// An institution paid.
    Paid {
        /// Which payment.
        transfer: TransferId,
        /// How much it paid.
        paid: i64,
        /// How much of it came from the hold: what is above was never there.
        from_hold: i64,
        /// The institution's reference.
        reference: String,
        /// The day the money counts from.
        value_day: Day,
    } = "paid";
    /// A hold gave more to a payment than was known to be there when it was
    /// reported.
    HoldGave {
        /// To which payment.
        transfer: TransferId,
        /// How much of it came from the hold, in all.
        from_hold: i64,
    } = "hold_gave";
    /// A payment is not made.
    NotPaid {
        /// Which.
        transfer: TransferId,
    } = "not_paid";
    /// Money arrived on the treasury account.
    Remitted {
        /// Of which payment.
        transfer: TransferId,
        /// How much.
        amount: i64,
        /// The statement's reference.
        reference: String,
        /// What it paid off.
        postings: Vec<Posting>,
        /// How much its hold gave, where the institution has not reported the
        /// payment: it is known by its arrival.
        #[serde(default, skip_serializing_if = "is_nothing")]
        from_hold: i64,
        /// Against the institution's word that it was not paid, or though it was
        /// taken back.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        contradicts: bool,
        /// A line of a statement says so.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        stated: bool,
    } = "remitted";
    /// Money that a person confirmed stands on a statement too.
    RemittanceStated {
        /// Of which payment.
        transfer: TransferId,
        /// The statement's reference.
        reference: String,
        /// How much.
        amount: i64,
        /// The day the statement counts it from.
        day: Day,
    } = "remittance_stated";
    /// Less arrived than was reported: one person says that no more will come, or
    /// a second confirms it.
    RemittanceShort {
        /// Of which payment.
        transfer: TransferId,
        /// What is missing and who says so.
        shortfall: Shortfall,
    } = "remittance_short";

    /// Money that was taken and might not be went back, or a part of it.
    Returned {
        /// Which duty it meets.
        duty: DutyId,
        /// Of which payments, and how much of each.
        shares: Vec<(TransferId, i64)>,
        /// What is owed again.
        postings: Vec<Posting>,
    } = "money_returned";

    /// Releases went out.
    Lifting {
        /// Which.
        lifts: Vec<Lift>,
    } = "lifting";
    /// An institution released, or had nothing to release.
    Lifted {
        /// Which release.
        item: ItemId,
        /// How much of each hold was freed.
        freed: Vec<(HoldId, i64)>,
        /// How much of each was freed that is not reported as frozen yet; below
        /// nothing: taken for freed, as its account was not named.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        ahead: Vec<(HoldId, i64)>,
        /// The target of its freeze from now on: a part release leaves no room.
        target: i64,
    } = "lifted";
    /// A release was refused or taken back: the freeze stands as it stood.
    NotLifted {
        /// Which release.
        item: ItemId,
    } = "not_lifted";
    /// Deductions from income went out.
    IncomesAsked {
        /// Which.
        incomes: Vec<Income>,
    } = "incomes_asked";
    /// An executor has the order, or says that it carries it out.
    IncomeRuns {
        /// Which.
        item: ItemId,
        /// Since when.
        at: Instant,
        /// Whether the executor said so.
        accepted: bool,
    } = "income_runs";
    /// An executor paid a month, or a part of it.
    InstalmentPaid {
        /// The payment, on its way.
        transfer: Transfer,
    } = "instalment_paid";
    /// What was said later of a month binds a payment that was reported before.
    MonthBounded {
        /// Which payment.
        transfer: TransferId,
        /// How much may be taken of its month, in đồng.
        bound: i64,
        /// How much more of it is above that than was found before.
        beyond: i64,
    } = "month_bounded";
    /// Nothing more is to be deducted.
    IncomesEnded {
        /// Of which.
        items: Vec<ItemId>,
        /// Why.
        why: IncomeEnd,
    } = "incomes_ended";
    /// More is frozen than owed, another amount of it, or no more (I-7).
    ExcessStated {
        /// How much, in đồng.
        excess: i64,
    } = "excess_stated";

    /// The asking side owes something by a limit.
    DutyOpened {
        /// What.
        duty: Duty,
    } = "duty_opened";
    /// A duty ended.
    DutyEnded {
        /// Which.
        duty: DutyId,
        /// How.
        state: DutyState,
        /// What proves it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        proof: Option<String>,
        /// When it was done, where that was before it was written down.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        done_at: Option<Instant>,
    } = "duty_ended";
    /// The prosecutor says that a paper arrived.
    CopyAcknowledged {
        /// Which duties it was.
        duties: Vec<DutyId>,
        /// By whom.
        by: UserId,
    } = "copy_acknowledged";
    /// A duty's limit has passed.
    DutyStruck {
        /// Which.
        duty: DutyId,
        /// Since when it is late.
        late_since: Instant,
    } = "duty_struck";

    /// Somebody objects.
    ObjectionRecorded {
        /// What and to what.
        objection: Box<Objection>,
    } = "objection_recorded";
    /// An objection was accepted for decision.
    ObjectionAccepted {
        /// Which.
        objection: ObjectionId,
        /// When.
        at: Instant,
    } = "objection_accepted";
    /// An objection was decided, not accepted, or taken back.
    ObjectionEnded {
        /// Which.
        objection: ObjectionId,
        /// Where it stands now.
        state: ObjectionState,
        /// How and why.
        end: ObjectionEnd,
    } = "objection_ended";
    /// The debtor was told of the enforcement decision.
    DecisionNotified {
        /// When and how.
        notice: DecisionNotice,
    } = "decision_notified";
    /// Another law than that of its day was chosen for a freeze.
    LawChosen {
        /// Which, and why.
        choice: LawChoice,
    } = "law_chosen";
    /// The debtor was told of a freeze.
    DebtorNoticeServed {
        /// When and how.
        notice: DebtorNotice,
    } = "debtor_notice_served";
}
