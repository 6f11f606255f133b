//! Who may do what: one table of role × act × relation, and the policies that
//! are not statute. Every entrance – pages, JSON API, batch files – asks here.

mod relation;
mod settings;

pub(crate) use relation::covers;
pub use relation::{
    Belongs, Permission, allows, permission, permission_on_claim, permission_on_delegation,
    permission_on_held, permission_on_request, relation,
};
pub use settings::{
    ApprovalPolicy, Bounds, MaintenancePolicy, MoneyPolicy, Policy, ProtestPolicy, RankingPolicy,
    RegisterPolicy, SwitchOnPolicy,
};

use crate::command::CommandKind;
use crate::role::Role;

/// How an actor stands to a root. Ordered: what is allowed at a wider relation
/// is allowed at a closer one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// Anywhere in the country.
    Anywhere,
    /// The root belongs to an agency at or below the actor's.
    Below,
    /// The root belongs to the actor's own agency.
    Office,
    /// The actor is the officer of the case.
    Own,
    /// The root is addressed to the actor's institution. Closer to nothing on
    /// the asking side: the two never mix.
    Addressed,
}

/// Reads, as acts of their own in the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReadKind {
    /// A case with its parties.
    Case,
    /// An inquiry with its roll-up, no answers.
    Inquiry,
    /// A demand with its items, clocks and thread.
    Demand,
    /// What an institution answered: bank-secret.
    Answers,
    /// The papers of an instrument or a demand: what they say is not hidden in part.
    Papers,
    /// The money of a case: books, freezes, payments, duties; no account numbers.
    Money,
    /// The receiving accounts of an agency.
    Payees,
    /// The statements of receiving accounts.
    Statements,
    /// The register of what an agency sends out: number, day, kind and to whom.
    Register,
    /// Requests for a measure: those of a bailiff's office, those handed over to
    /// an agency.
    Requests,
    /// What other agencies delegated to an agency.
    Delegations,
    /// Rows of another system that could not be taken in.
    Quarantine,
    /// What procuracies asked of agencies, and what these answered.
    ProsecutorActs,
    /// The cases in which an institution is the judgment creditor.
    CreditorCases,
    /// What creditors conceded in a case.
    Concessions,
    /// The inbox of an institution.
    Inbox,
    /// The worklist of an agency.
    Worklist,
    /// What agencies owe by a limit.
    Duties,
    /// Lists of what is overdue: metadata only.
    Overdue,
    /// Agencies and institutions.
    Directory,
    /// Rules of law and calendars.
    Law,
    /// Users and their roles.
    Users,
    /// Audit events: metadata.
    Audit,
    /// Dead letters and the state of the system.
    System,
}

impl ReadKind {
    /// Every kind of read.
    pub const ALL: [Self; 24] = [
        Self::Case,
        Self::Inquiry,
        Self::Demand,
        Self::Answers,
        Self::Papers,
        Self::Money,
        Self::Payees,
        Self::Statements,
        Self::Register,
        Self::Requests,
        Self::Delegations,
        Self::Quarantine,
        Self::ProsecutorActs,
        Self::CreditorCases,
        Self::Concessions,
        Self::Inbox,
        Self::Worklist,
        Self::Duties,
        Self::Overdue,
        Self::Directory,
        Self::Law,
        Self::Users,
        Self::Audit,
        Self::System,
    ];

    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Case => "read.case",
            Self::Inquiry => "read.inquiry",
            Self::Demand => "read.demand",
            Self::Answers => "read.answers",
            Self::Papers => "read.papers",
            Self::Money => "read.money",
            Self::Payees => "read.payees",
            Self::Statements => "read.statements",
            Self::Register => "read.register",
            Self::Requests => "read.requests",
            Self::Delegations => "read.delegations",
            Self::Quarantine => "read.quarantine",
            Self::ProsecutorActs => "read.prosecutor_acts",
            Self::CreditorCases => "read.creditor_cases",
            Self::Concessions => "read.concessions",
            Self::Inbox => "read.inbox",
            Self::Worklist => "read.worklist",
            Self::Duties => "read.duties",
            Self::Overdue => "read.overdue",
            Self::Directory => "read.directory",
            Self::Law => "read.law",
            Self::Users => "read.users",
            Self::Audit => "read.audit",
            Self::System => "read.system",
        }
    }
}

/// A row of the table: this role at this relation or a closer one.
pub type Grant = (Role, Relation);

use Relation::{Addressed, Anywhere, Below, Office, Own};
use Role::{
    Accountant, AdminNational, AdminOffice, AdminProvince, Assistant, Auditor, Bailiff,
    BankChecker, BankHead, BankMaker, BankSystem, Clerk, CreditorDesk, Head, InstitutionAdmin,
    Officer, Prosecutor, StateBankObserver, Supervisor, System,
};

const CASEWORK: &[Grant] = &[(Officer, Own), (Head, Office), (Bailiff, Own)];
const DRAFTING: &[Grant] = &[(Officer, Own), (Head, Office), (Bailiff, Own), (Assistant, Office)];
const BANK_DESK: &[Grant] = &[
    (BankMaker, Addressed),
    (BankChecker, Addressed),
    (BankHead, Addressed),
    (BankSystem, Addressed),
];
const REPORTS: &[Grant] =
    &[(BankSystem, Addressed), (BankChecker, Addressed), (BankHead, Addressed)];
// An executor on paper writes a letter, or the money is simply there: the office
// records it.
const INSTALMENT: &[Grant] = &[
    (BankSystem, Addressed),
    (BankChecker, Addressed),
    (BankHead, Addressed),
    (Officer, Own),
    (Head, Office),
    (Clerk, Office),
    (Accountant, Below),
];
const BANK_SIGN: &[Grant] = &[(BankChecker, Addressed), (BankHead, Addressed)];
/// A prosecutor raises flags only.
const OBJECTING: &[Grant] = &[(Officer, Own), (Head, Office), (Clerk, Office), (Prosecutor, Below)];

/// Bailiffs ask and never order (Law 106/2025 art. 31(4)); the agency's desk
/// records what comes on paper.
const REQUESTING: &[Grant] =
    &[(Bailiff, Office), (Clerk, Office), (Assistant, Office), (Officer, Office), (Head, Office)];

/// A creditor's desk files its own and takes them back.
const FILING: &[Grant] = &[
    (Bailiff, Office),
    (Clerk, Office),
    (Assistant, Office),
    (Officer, Office),
    (Head, Office),
    (CreditorDesk, Addressed),
];

const COMPLETING: &[Grant] =
    &[(Clerk, Office), (Assistant, Office), (Officer, Office), (Head, Office)];
const URGING: &[Grant] = &[(Officer, Own), (Head, Office), (Bailiff, Own), (Supervisor, Below)];
const PAPERWORK: &[Grant] = &[(Officer, Own), (Head, Office), (Clerk, Office), (Bailiff, Own)];
/// Văn thư; the head by policy, where an office has none.
const NUMBERING: &[Grant] = &[(Clerk, Office), (Head, Office)];
const SERVING: &[Grant] = &[(Officer, Own), (Head, Office), (Clerk, Office)];
/// Who reads answers; a clerk does not.
const READING_AGAIN: &[Grant] = &[(Officer, Own), (Head, Office), (Bailiff, Office)];
/// An officer does not take from his file what is objected to him.
const WITHDRAWING: &[Grant] = &[(Head, Office), (Clerk, Office)];
/// A prosecutor acts himself; what comes on paper, the office writes down.
const ACTING: &[Grant] = &[(Officer, Own), (Head, Office), (Clerk, Office), (Prosecutor, Below)];
/// What is taken back bars nothing any more: of one on paper the head says so.
const TAKING_BACK: &[Grant] = &[(Head, Office), (Prosecutor, Below)];
/// A creditor's desk concedes for itself; what comes on paper, the office writes down.
const CONCEDING: &[Grant] =
    &[(Officer, Own), (Head, Office), (Clerk, Office), (CreditorDesk, Addressed)];
/// Legal person, seal and account sit with the province.
const CONFIRMING: &[Grant] = &[(Accountant, Below)];
/// Who brings what the ministry's system says, and the service's own command line:
/// whoever administers an office or heads it. It gives no right to ask or to order.
const OWNING: &[Grant] = &[(Officer, Own), (Head, Office)];
const SYNCING: &[Grant] =
    &[(Head, Office), (AdminOffice, Office), (AdminProvince, Below), (System, Anywhere)];
/// Who sees to it that what an office hands over is put right.
const QUARANTINE: &[Grant] = &[(Head, Office), (AdminOffice, Office)];
/// Who runs the service for the country.
const RUNNING: &[Grant] = &[(AdminNational, Anywhere)];
/// What only the service itself does.
const OURS: &[Grant] = &[(System, Anywhere)];

/// Who leads a case and whether it rests, the head decides.
const HEADS: &[Grant] = &[(Head, Office)];
// Bailiffs ask and never order (Law 106/2025 art. 31(4)).
const ORDERING: &[Grant] = &[(Officer, Own), (Head, Office), (Assistant, Office)];

/// The grants of a command.
#[expect(clippy::match_same_arms, reason = "cases, orders and papers are read apart")]
pub const fn command_grants(kind: CommandKind) -> &'static [Grant] {
    use CommandKind as C;
    match kind {
        C::OpenCase => &[(Officer, Office), (Head, Office), (Bailiff, Office), (Assistant, Office)],
        C::AmendCase | C::DraftInquiry | C::EditInquiry => DRAFTING,
        C::HandOver | C::PauseCase | C::ResumeCase | C::DecideContest => HEADS,
        C::DelegateCase | C::WithdrawDelegation => HEADS,
        C::AcceptDelegation | C::DeclineDelegation | C::ReturnDelegation => HEADS,
        C::SyncCase | C::SyncPayment | C::HoldRow => SYNCING,
        C::DismissRow => QUARANTINE,
        C::CloseCase
        | C::DecideSync
        | C::SubmitInquiry
        | C::IssueInquiry
        | C::FileInquiry
        | C::WithdrawInquiry
        | C::Reply
        | C::DisputeItem
        | C::WithdrawItems
        | C::DecideExtension => CASEWORK,
        C::RecordReceipt | C::EnterPaper | C::AttachPapers => PAPERWORK,
        C::NumberInstrument => NUMBERING,
        C::Urge | C::OpenDelay => URGING,
        C::Acknowledge | C::Ask | C::RequestExtension | C::RaiseFlag => BANK_DESK,
        C::SaveDraft => &[(BankMaker, Addressed), (BankChecker, Addressed)],
        C::ReturnDraft | C::SubmitDraft | C::ContestInstant => BANK_SIGN,
        C::SubmitAnswer | C::CorrectAnswer | C::ReportCapture | C::ReportAccountCapture => REPORTS,
        C::ReportInstalment => INSTALMENT,
        C::ReturnPaper | C::ConfirmPaper => READING_AGAIN,
        C::ExplainEpisode => &[(Supervisor, Below)],
        C::RecordOutage | C::ConfirmOutage | C::Announce | C::EndAnnouncement => RUNNING,
        C::DraftOrder | C::EditOrder => ORDERING,
        C::SubmitOrder | C::IssueOrder | C::FileOrder | C::WithdrawOrder => OWNING,
        C::PostEntry | C::ReversePosting | C::RecordRate | C::ProtectHold => OWNING,
        C::SetInterest | C::AccrueInterest | C::SuspendInterest | C::ResumeInterest => OWNING,
        C::CompleteGrounds | C::RecordLiftGround | C::ChooseLaw | C::DecideConcession => OWNING,
        C::ApproveInquiry
        | C::ReturnInquiry
        | C::ApproveOrder
        | C::ReturnOrder
        | C::ConfirmFreeze
        | C::EndObligation
        | C::AcceptObjection
        | C::RefuseObjection
        | C::DecideObjection
        | C::ApprovePayee => HEADS,
        C::MeetDuty | C::ServeDebtorNotice | C::RecordDecisionNotice => SERVING,
        C::AcknowledgeCopies => &[(Prosecutor, Below)],
        C::RecordObjection => OBJECTING,
        C::WithdrawObjection => WITHDRAWING,
        C::RecordProsecutorAct => ACTING,
        C::WithdrawProsecutorAct => TAKING_BACK,
        C::AnswerProsecutorAct | C::CarryOutProsecutorAct => HEADS,
        C::RecordConcession | C::WithdrawConcession => CONCEDING,
        C::ConfirmShortfall => &[(Accountant, Below), (Head, Office)],
        C::ConfirmRemittance
        | C::ReportShortfall
        | C::PayBack
        | C::ImportStatement
        | C::ConfirmLine
        | C::AssignLine
        | C::DismissLine => CONFIRMING,
        C::ProposePayee | C::RetirePayee => &[(Accountant, Office), (Head, Office)],
        C::RecordRequest | C::WithdrawRequest => FILING,
        C::HandOverRequest => REQUESTING,
        C::CompleteRequest => COMPLETING,
        C::DecideRequest | C::LinkRequest => &[(Officer, Office), (Head, Office)],
        C::ExcuseClock | C::ReviseClock | C::StrikeClock | C::StrikeDuty | C::StrikeRequest => OURS,
    }
}

const ASKING_READERS: &[Grant] = &[
    (Officer, Own),
    (Head, Office),
    (Bailiff, Own),
    (Assistant, Office),
    (Clerk, Office),
    (Prosecutor, Below),
    (Supervisor, Below),
];
const CASE_READERS: &[Grant] = &[
    (Officer, Own),
    (Head, Office),
    (Bailiff, Own),
    (Assistant, Office),
    (Clerk, Office),
    (Accountant, Office),
    (Prosecutor, Below),
    (Supervisor, Below),
];
const DEMAND_READERS: &[Grant] = &[
    (Officer, Own),
    (Head, Office),
    (Bailiff, Own),
    (Assistant, Office),
    (Clerk, Office),
    (Prosecutor, Below),
    (Supervisor, Below),
    (BankMaker, Addressed),
    (BankChecker, Addressed),
    (BankHead, Addressed),
    (BankSystem, Addressed),
];
// Assistants, clerks and supervisors see that a demand was answered, not what
// the bank said.
const ANSWER_READERS: &[Grant] = &[
    (Officer, Own),
    (Head, Office),
    (Bailiff, Own),
    (BankMaker, Addressed),
    (BankChecker, Addressed),
    (BankHead, Addressed),
    (BankSystem, Addressed),
];
// A paper names accounts in clear: whoever is shown the end of their numbers only
// is not handed it. Clerks number and seal it, prosecutors are sent a copy.
const PAPER_READERS: &[Grant] = &[
    (Officer, Own),
    (Head, Office),
    (Bailiff, Own),
    (Clerk, Office),
    (Prosecutor, Below),
    (BankMaker, Addressed),
    (BankChecker, Addressed),
    (BankHead, Addressed),
    (BankSystem, Addressed),
];
const MONEY_READERS: &[Grant] = &[
    (Officer, Own),
    (Head, Office),
    (Accountant, Below),
    (Supervisor, Below),
    (Prosecutor, Below),
];
const REQUEST_READERS: &[Grant] = &[
    (CreditorDesk, Addressed),
    (Bailiff, Office),
    (Clerk, Office),
    (Assistant, Office),
    (Officer, Office),
    (Head, Office),
    (Supervisor, Below),
    (Prosecutor, Below),
];
// Who decides on them and who receives the paper.
const DELEGATION_READERS: &[Grant] =
    &[(Head, Office), (Clerk, Office), (Supervisor, Below), (Prosecutor, Below)];
const ACT_READERS: &[Grant] =
    &[(Officer, Own), (Head, Office), (Clerk, Office), (Supervisor, Below), (Prosecutor, Below)];
const WORKLIST: &[Grant] =
    &[(Officer, Own), (Head, Office), (Bailiff, Own), (Assistant, Office), (Clerk, Office)];
// Supervisors see what the askers owe, too.
const DUTY_READERS: &[Grant] = &[
    (Officer, Own),
    (Head, Office),
    (Bailiff, Own),
    (Assistant, Office),
    (Clerk, Office),
    (Supervisor, Below),
];
const OVERDUE: &[Grant] = &[
    (Supervisor, Below),
    (Head, Office),
    (StateBankObserver, Anywhere),
    (Prosecutor, Below),
    (BankHead, Addressed),
];
const USER_ADMINS: &[Grant] = &[
    (AdminNational, Anywhere),
    (AdminProvince, Below),
    (AdminOffice, Office),
    (InstitutionAdmin, Addressed),
];

/// The grants of a read.
pub const fn read_grants(kind: ReadKind) -> &'static [Grant] {
    use ReadKind as R;
    match kind {
        R::Case => CASE_READERS,
        R::Inquiry => ASKING_READERS,
        R::Demand => DEMAND_READERS,
        R::Answers => ANSWER_READERS,
        R::Papers => PAPER_READERS,
        R::Money => MONEY_READERS,
        R::Payees => &[(Officer, Office), (Head, Office), (Accountant, Office), (Clerk, Office)],
        R::Statements => &[(Accountant, Below)],
        R::Register => NUMBERING,
        R::Requests => REQUEST_READERS,
        R::Delegations => DELEGATION_READERS,
        R::Quarantine => QUARANTINE,
        R::ProsecutorActs | R::Concessions => ACT_READERS,
        R::CreditorCases => &[(CreditorDesk, Addressed)],
        R::Inbox => BANK_DESK,
        R::Worklist => WORKLIST,
        R::Duties => DUTY_READERS,
        R::Overdue => OVERDUE,
        R::Directory | R::Law => EVERYBODY,
        R::Users => USER_ADMINS,
        R::Audit => &[(Auditor, Anywhere)],
        R::System => &[(AdminNational, Anywhere), (Auditor, Anywhere)],
    }
}

const EVERYBODY: &[Grant] = &[
    (Officer, Anywhere),
    (Head, Anywhere),
    (Clerk, Anywhere),
    (Accountant, Anywhere),
    (Assistant, Anywhere),
    (Bailiff, Anywhere),
    (BankMaker, Anywhere),
    (BankChecker, Anywhere),
    (BankHead, Anywhere),
    (CreditorDesk, Anywhere),
    (InstitutionAdmin, Anywhere),
    (Supervisor, Anywhere),
    (StateBankObserver, Anywhere),
    (Prosecutor, Anywhere),
    (Auditor, Anywhere),
    (AdminNational, Anywhere),
    (AdminProvince, Anywhere),
    (AdminOffice, Anywhere),
    (BankSystem, Anywhere),
];
