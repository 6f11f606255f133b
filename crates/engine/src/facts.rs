//! What a batch of commands is decided on: exactly the rows its commands name,
//! kept current in memory while command after command is applied.

mod table;

pub use table::{Change, Table};

use crate::case::{Case, Gate, Named, ObligationLine};
use crate::command::{Command, CommandKind, Envelope};
use crate::demand::Demand;
use crate::event::Recorded;
use crate::id::{
    AgencyId, CaseId, DemandId, InstitutionId, InstrumentId, ItemId, LineKey, OutageId, PartyId,
    PayeeId, PostingId, RequestId, StatementId, TransferId,
};
use crate::identity::{AccountNumber, Identifier};
use crate::instrument::{Instrument, InstrumentKind};
use crate::ledger::{Ledger, Posting};
use crate::notice::Notice;
use crate::order::{Numbered, Order, OrderContent};
use crate::payee::Payee;
use crate::request::MeasureRequest;
use crate::shown::ShownAccount;
use crate::statement::Statement;
use crate::time::Instant;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use uuid::Uuid;

/// What an idempotency key stands for: ids, never bodies (I-2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remembered {
    /// Digest of actor and key.
    pub id: Uuid,
    /// Digest of the request.
    pub request: [u8; 32],
    /// What was done.
    pub kind: CommandKind,
    /// To which root.
    pub subject: Uuid,
    /// A second id of the result, e.g. the first answer.
    pub other: Option<Uuid>,
    /// The root's version then.
    pub version: i32,
    /// When.
    pub at: Instant,
    /// The result was a refusal that kept evidence: `other` names the accepted
    /// answer it contradicted (I-5).
    pub contradicted: bool,
    /// Items of a submission carried out whose answers were kept as evidence
    /// only.
    pub evidence: Vec<ItemId>,
}

/// A refused command, for the audit (I-31). A refusal changes nothing else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Id of the audit event.
    pub id: Uuid,
    /// When.
    pub at: Instant,
    /// Who.
    pub actor: crate::actor::Actor,
    /// What was wanted.
    pub kind: CommandKind,
    /// Of which root, as far as the command named one.
    pub subject: Option<Uuid>,
    /// The stable code of the refusal.
    pub code: &'static str,
}

/// A recorded outage of this service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outage {
    /// Its id.
    pub id: OutageId,
    /// From.
    pub from: Instant,
    /// To.
    pub to: Instant,
    /// Why.
    pub reason: String,
}

/// The natural key of a decision, for ever (I-3).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OrderNumber {
    /// Whose.
    pub agency: AgencyId,
    /// Of which kind: the code of [`InstrumentKind`].
    pub kind: &'static str,
    /// Of which year.
    pub year: i16,
    /// Number and symbol, as printed.
    pub number: String,
}

impl OrderNumber {
    /// The key of a decision.
    pub fn of(agency: AgencyId, kind: InstrumentKind, decision: &Numbered) -> Self {
        let (year, _, _) = decision.day.ymd();
        Self { agency, kind: kind.code(), year, number: decision.number.clone() }
    }
}

/// Two parties, debtors of two cases, who are one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Related {
    /// A case.
    pub case: CaseId,
    /// A debtor of it.
    pub debtor: PartyId,
    /// Another case.
    pub other: CaseId,
    /// The same person there.
    pub theirs: PartyId,
}

/// What a batch is decided on, and what it has changed so far.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// Keys seen before.
    pub remembered: HashMap<Uuid, Remembered>,
    /// What other roots may know of cases.
    pub gates: HashMap<CaseId, Gate>,
    /// How many demands of a case are open, for cases where it matters.
    pub open_demands: HashMap<CaseId, i64>,
    /// Which case an agency's number belongs to.
    pub case_numbers: HashMap<(AgencyId, String), CaseId>,
    /// Parties named by commands, with their roles.
    pub parties: HashMap<(CaseId, PartyId), Named>,
    /// Strong identifiers of parties of the cases of [`Needs::holders`] and the
    /// like, where a party has any.
    pub identifiers: HashMap<(CaseId, PartyId), Vec<Identifier>>,
    /// Accounts that inquiries of the same cases showed, where money is to be
    /// taken: for the service, each answer for who may know of it.
    pub shown: HashMap<CaseId, Vec<ShownAccount>>,
    /// Whole cases.
    pub cases: Table<CaseId, Case>,
    /// Instruments.
    pub instruments: Table<InstrumentId, Instrument>,
    /// Demands.
    pub demands: Table<DemandId, Demand>,
    /// Open demands of instruments that are taken back whole, in id order.
    pub demands_of: HashMap<InstrumentId, Vec<DemandId>>,
    /// The money of cases: of every case named by [`Needs::ledgers`], of the
    /// case of every order named and of every demand of an order.
    pub ledgers: Table<CaseId, Ledger>,
    /// What cases without books say is owed.
    pub statements: HashMap<CaseId, Vec<ObligationLine>>,
    /// Open demands of orders of cases, in id order.
    pub open_orders: HashMap<CaseId, Vec<DemandId>>,
    /// Postings named by commands.
    pub postings: HashMap<(CaseId, PostingId), Posting>,
    /// Postings that were taken back.
    pub reversed: HashSet<(CaseId, PostingId)>,
    /// Which instrument used a decision's number (I-3).
    pub numbers: HashMap<OrderNumber, InstrumentId>,
    /// Receiving accounts.
    pub payees: Table<PayeeId, Payee>,
    /// Imported statements, each with the lines named.
    pub bank_statements: Table<StatementId, Statement>,
    /// Which lines of those asked about stand in a statement.
    pub known_lines: HashSet<LineKey>,
    /// Requests for a measure: those named, and the open ones that are known by a
    /// content named.
    pub requests: Table<RequestId, MeasureRequest>,
    /// Open requests, by their content ([`crate::request::MeasureContent::key`]).
    pub known_requests: HashMap<Uuid, RequestId>,
    /// Debtors of other cases who are a debtor of a case of [`Needs::related`],
    /// by a strong identifier: for the service alone, never for an actor.
    pub related: Vec<Related>,
    /// Freezes of such cases whose demands are sealed to named readers.
    pub sealed: HashSet<ItemId>,

    /// Numbers used first by this batch.
    pub numbered: Vec<(OrderNumber, InstrumentId)>,
    /// Outages recorded by this batch.
    pub outages: Vec<Outage>,
    /// Audit events of this batch.
    pub journal: Vec<Recorded>,
    /// Notices owed by this batch.
    pub notices: Vec<Notice>,
    /// Keys remembered by this batch.
    pub keys: Vec<Remembered>,
    /// Refusals of this batch.
    pub refused: Vec<Refused>,
}

/// The rows commands need, gathered over a batch so that they are read
/// set-wise, and sorted so that locks are taken in one order.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Needs {
    /// Idempotency keys.
    pub keys: BTreeSet<Uuid>,
    /// Gates of cases.
    pub gates: BTreeSet<CaseId>,
    /// Whole cases, to be changed.
    pub cases: BTreeSet<CaseId>,
    /// Counts of open demands.
    pub open_demands: BTreeSet<CaseId>,
    /// Case numbers of agencies.
    pub case_numbers: BTreeSet<(AgencyId, String)>,
    /// Parties of cases.
    pub parties: BTreeSet<(CaseId, PartyId)>,
    /// Instruments for whose case all parties are needed: what such a command
    /// says of persons is checked, and it does not name the case.
    pub parties_of: BTreeSet<InstrumentId>,
    /// Cases in which money is to be taken: who the debtors are, and what
    /// inquiries showed of their accounts.
    pub holders: BTreeSet<CaseId>,
    /// The same of the cases of instruments, if they take money.
    pub holders_of: BTreeSet<InstrumentId>,
    /// Demands whose answers may name holders of accounts: who the debtors of
    /// their cases are, if they are of freezes.
    pub holders_at: BTreeSet<DemandId>,
    /// Instruments, to be changed, each with its case's gate.
    pub instruments: BTreeSet<InstrumentId>,
    /// Instruments whose open demands are all needed.
    pub demands_of: BTreeSet<InstrumentId>,
    /// Demands, to be changed, each with its case's gate.
    pub demands: BTreeSet<DemandId>,
    /// Demands that may be opened anew: their cases must stay as they are
    /// until that is written, or one is closed with an open demand.
    pub reopened: BTreeSet<DemandId>,
    /// Cases whose money is needed, to be changed, each with its gate; where
    /// there are no books yet, with what the case says is owed.
    pub ledgers: BTreeSet<CaseId>,
    /// Instruments whose case's money is needed, if they are orders.
    pub ledgers_of: BTreeSet<InstrumentId>,
    /// Cases whose open demands of orders are all needed, to be changed.
    pub open_orders: BTreeSet<CaseId>,
    /// Instruments whose case's open demands of orders are needed, if they are
    /// releases.
    pub open_orders_of: BTreeSet<InstrumentId>,
    /// Postings that are taken back.
    pub postings: BTreeSet<(CaseId, PostingId)>,
    /// Numbers of decisions.
    pub numbers: BTreeSet<OrderNumber>,
    /// Receiving accounts. Those of an order that is issued are needed too.
    pub payees: BTreeSet<PayeeId>,
    /// Payments of cases whose demand and instrument are needed: who ordered a
    /// payment does not confirm it.
    pub paid: BTreeSet<(CaseId, TransferId)>,
    /// Statements, to be changed, each with the lines needed.
    pub bank_statements: BTreeMap<StatementId, BTreeSet<u32>>,
    /// Lines that may stand in a statement.
    pub lines: BTreeSet<LineKey>,
    /// Requests for a measure, to be changed.
    pub requests: BTreeSet<RequestId>,
    /// Contents of requests that may be known already.
    pub request_keys: BTreeSet<Uuid>,
    /// Accounts at institutions: the demands of all orders that were reported to
    /// hold one, and the money of their cases, to be changed.
    pub accounts: BTreeSet<(InstitutionId, AccountNumber)>,
    /// The same, at the institution that a demand is addressed to.
    pub accounts_of: BTreeSet<(DemandId, AccountNumber)>,
    /// Cases that may issue a freeze: cases of the same debtors with a live
    /// freeze, and their money, to be changed.
    pub related: BTreeSet<CaseId>,
    /// The same of the cases of instruments, if they are freezes.
    pub related_of: BTreeSet<InstrumentId>,
}

impl Needs {
    /// What a batch needs.
    pub fn of<'a>(batch: impl IntoIterator<Item = &'a Envelope>) -> Self {
        let mut needs = Self::default();
        for envelope in batch {
            needs.add(envelope);
        }
        needs
    }

    fn add(&mut self, envelope: &Envelope) {
        self.keys.extend(envelope.key.map(|key| key.id));
        self.add_request(envelope);
        match &envelope.command {
            Command::OpenCase { content } => {
                if let Some(agency) = envelope.actor.agency() {
                    self.case_numbers.insert((agency, content.number.clone()));
                }
            }
            Command::AmendCase { case, content } => {
                self.cases.insert(*case);
                self.ledgers.insert(*case);
                if let Some(agency) = envelope.actor.agency() {
                    self.case_numbers.insert((agency, content.number.clone()));
                }
            }
            Command::CloseCase { case, .. } => {
                self.cases.insert(*case);
                self.ledgers.insert(*case);
                self.open_demands.insert(*case);
            }
            Command::DraftInquiry { case, content } | Command::FileInquiry { case, content } => {
                self.gates.insert(*case);
                self.add_parties(*case, content);
            }
            Command::EditInquiry { instrument, .. } | Command::IssueInquiry { instrument } => {
                self.instruments.insert(*instrument);
                self.parties_of.insert(*instrument);
            }
            Command::SubmitInquiry { instrument }
            | Command::ApproveInquiry { instrument, .. }
            | Command::ReturnInquiry { instrument, .. }
            | Command::SubmitOrder { instrument }
            | Command::ApproveOrder { instrument, .. }
            | Command::ReturnOrder { instrument, .. } => {
                self.instruments.insert(*instrument);
            }
            Command::WithdrawInquiry { instrument, .. } => {
                self.instruments.insert(*instrument);
                self.demands_of.insert(*instrument);
            }
            Command::RecordOutage { .. } => {}
            Command::ReportAccountCapture { institution, account, .. } => {
                self.accounts.insert((*institution, account.clone()));
            }
            Command::ReportCapture { demand, accounts, .. } => {
                self.demands.insert(*demand);
                let numbers = accounts.iter().map(|one| (*demand, one.number.clone()));
                self.accounts_of.extend(numbers);
            }
            order if order.is_about_money() => self.add_money(envelope),
            Command::DisputeItem { demand, .. } => {
                self.demands.insert(*demand);
                self.reopened.insert(*demand);
            }
            other => {
                self.demands.extend(other.demand());
                self.holders_at.extend(other.demand().filter(|_| other.may_name_holders()));
            }
        }
    }

    fn add_request(&mut self, envelope: &Envelope) {
        self.requests.extend(envelope.command.request());
        match &envelope.command {
            Command::RecordRequest { content, .. } => {
                let seat = envelope.actor.agency();
                self.request_keys.extend(seat.map(|seat| content.key(seat)));
                self.gates.extend(content.own_case);
            }
            Command::DecideRequest { case, .. } => self.gates.extend(*case),
            Command::LinkRequest { case, .. } => {
                self.gates.insert(*case);
            }
            _ => {}
        }
    }

    fn add_money(&mut self, envelope: &Envelope) {
        match &envelope.command {
            Command::DraftOrder { case, content } | Command::FileOrder { case, content } => {
                self.ledgers.insert(*case);
                self.open_orders.insert(*case);
                self.parties.insert((*case, content.debtor));
                self.add_order(envelope, content);
                match content.order {
                    Order::Freeze { .. } => _ = self.related.insert(*case),
                    Order::Deduct { .. } | Order::IncomeDeduction { .. } => {
                        self.holders.insert(*case);
                    }
                    Order::Release { .. } | Order::Amend { .. } => {}
                }
            }
            Command::EditOrder { instrument, content } => {
                self.add_order_on(*instrument);
                self.add_order(envelope, content);
                self.holders_of.insert(*instrument);
            }
            Command::IssueOrder { instrument } => {
                self.add_order_on(*instrument);
                self.holders_of.insert(*instrument);
                self.open_orders_of.insert(*instrument);
                self.related_of.insert(*instrument);
            }
            Command::WithdrawOrder { instrument, .. } => {
                self.add_order_on(*instrument);
                self.demands_of.insert(*instrument);
            }
            Command::ConfirmFreeze { instrument, decision } => {
                self.add_order_on(*instrument);
                if let Some(agency) = envelope.actor.agency() {
                    let kind = InstrumentKind::Freeze;
                    self.numbers.insert(OrderNumber::of(agency, kind, decision));
                }
            }
            Command::ReversePosting { case, posting, .. } => {
                self.ledgers.insert(*case);
                self.postings.insert((*case, *posting));
            }
            Command::EndObligation { case, .. } => {
                self.ledgers.insert(*case);
                self.open_orders.insert(*case);
            }
            Command::ChooseLaw { case, instrument, .. }
            | Command::AcknowledgeCopies { case, instrument } => {
                self.ledgers.insert(*case);
                self.instruments.insert(*instrument);
            }
            // A limit may end a freeze: all that is open of it is taken back.
            Command::StrikeDuty { case, about, .. } => {
                self.ledgers.insert(*case);
                self.instruments.extend(*about);
                self.demands_of.extend(*about);
            }
            Command::ConfirmRemittance { case, transfer, .. }
            | Command::ReportShortfall { case, transfer, .. }
            | Command::ConfirmShortfall { case, transfer } => {
                self.ledgers.insert(*case);
                self.paid.insert((*case, *transfer));
            }
            other => self.add_account(other),
        }
    }

    /// What is needed of receiving accounts and their statements; of anything else
    /// about money, the books of its case.
    fn add_account(&mut self, command: &Command) {
        match command {
            Command::ApprovePayee { payee } | Command::RetirePayee { payee, .. } => {
                self.payees.insert(*payee);
            }
            Command::ImportStatement { payee, file, content } => {
                self.payees.insert(*payee);
                self.bank_statements.entry(file.statement_of(*payee)).or_default();
                self.lines.extend(content.lines.iter().map(|line| line.key(*payee)));
            }
            Command::ConfirmLine { statement, line, case, transfer }
            | Command::AssignLine { statement, line, case, transfer } => {
                self.bank_statements.entry(*statement).or_default().insert(*line);
                self.ledgers.insert(*case);
                self.paid.insert((*case, *transfer));
            }
            Command::DismissLine { statement, line, .. } => {
                self.bank_statements.entry(*statement).or_default().insert(*line);
            }
            other => self.ledgers.extend(other.money()),
        }
    }

    fn add_order(&mut self, envelope: &Envelope, content: &OrderContent) {
        if let (Some(agency), Some(decision)) = (envelope.actor.agency(), &content.decision) {
            self.numbers.insert(OrderNumber::of(agency, content.kind(), decision));
        }
        self.payees.extend(content.payee());
    }

    fn add_order_on(&mut self, instrument: InstrumentId) {
        self.instruments.insert(instrument);
        self.ledgers_of.insert(instrument);
        self.parties_of.insert(instrument);
    }

    fn add_parties(&mut self, case: CaseId, content: &crate::instrument::InquiryContent) {
        self.parties.insert((case, content.debtor));
        if let crate::instrument::Requester::Creditor { party } = &content.requester {
            self.parties.insert((case, *party));
        }
    }
}

impl Command {
    /// The demand a command is about, if it is about one.
    pub const fn demand(&self) -> Option<DemandId> {
        match self {
            Self::RecordReceipt { demand, .. }
            | Self::Acknowledge { demand }
            | Self::Ask { demand, .. }
            | Self::Reply { demand, .. }
            | Self::Urge { demand, .. }
            | Self::SaveDraft { demand, .. }
            | Self::ReturnDraft { demand, .. }
            | Self::SubmitDraft { demand, .. }
            | Self::SubmitAnswer { demand, .. }
            | Self::CorrectAnswer { demand, .. }
            | Self::DisputeItem { demand, .. }
            | Self::WithdrawItems { demand, .. }
            | Self::RequestExtension { demand, .. }
            | Self::DecideExtension { demand, .. }
            | Self::OpenDelay { demand, .. }
            | Self::ExplainEpisode { demand, .. }
            | Self::ExcuseClock { demand, .. }
            | Self::ReviseClock { demand, .. }
            | Self::StrikeClock { demand, .. }
            | Self::ReportInstalment { demand, .. }
            | Self::RaiseFlag { demand, .. }
            | Self::ReportCapture { demand, .. } => Some(*demand),
            _ => None,
        }
    }

    /// The case whose money a command is about, if it names one.
    pub const fn money(&self) -> Option<CaseId> {
        match self {
            Self::PostEntry { case, .. }
            | Self::ReversePosting { case, .. }
            | Self::SetInterest { case, .. }
            | Self::AccrueInterest { case, .. }
            | Self::SuspendInterest { case, .. }
            | Self::ResumeInterest { case, .. }
            | Self::RecordRate { case, .. }
            | Self::EndObligation { case, .. }
            | Self::ProtectHold { case, .. }
            | Self::CompleteGrounds { case, .. }
            | Self::RecordLiftGround { case, .. }
            | Self::RecordDecisionNotice { case, .. }
            | Self::ChooseLaw { case, .. }
            | Self::MeetDuty { case, .. }
            | Self::AcknowledgeCopies { case, .. }
            | Self::StrikeDuty { case, .. }
            | Self::ConfirmRemittance { case, .. }
            | Self::ReportShortfall { case, .. }
            | Self::ConfirmShortfall { case, .. }
            | Self::ConfirmLine { case, .. }
            | Self::AssignLine { case, .. }
            | Self::RecordObjection { case, .. }
            | Self::AcceptObjection { case, .. }
            | Self::RefuseObjection { case, .. }
            | Self::DecideObjection { case, .. }
            | Self::WithdrawObjection { case, .. }
            | Self::ServeDebtorNotice { case, .. }
            | Self::PayBack { case, .. } => Some(*case),
            _ => None,
        }
    }

    /// The order a command is about, if it names one.
    pub const fn order(&self) -> Option<InstrumentId> {
        match self {
            Self::EditOrder { instrument, .. }
            | Self::SubmitOrder { instrument }
            | Self::ApproveOrder { instrument, .. }
            | Self::ReturnOrder { instrument, .. }
            | Self::IssueOrder { instrument }
            | Self::WithdrawOrder { instrument, .. }
            | Self::ConfirmFreeze { instrument, .. } => Some(*instrument),
            _ => None,
        }
    }

    /// The statement a command is about, if it is about one.
    pub fn statement(&self) -> Option<StatementId> {
        match self {
            Self::ImportStatement { payee, file, .. } => Some(file.statement_of(*payee)),
            Self::ConfirmLine { statement, .. }
            | Self::AssignLine { statement, .. }
            | Self::DismissLine { statement, .. } => Some(*statement),
            _ => None,
        }
    }

    /// Whether a command is about orders, money or receiving accounts, but not
    /// about a demand.
    pub const fn is_about_money(&self) -> bool {
        self.money().is_some()
            || self.order().is_some()
            || matches!(
                self,
                Self::DraftOrder { .. }
                    | Self::FileOrder { .. }
                    | Self::ProposePayee { .. }
                    | Self::ApprovePayee { .. }
                    | Self::RetirePayee { .. }
                    | Self::ImportStatement { .. }
                    | Self::DismissLine { .. }
            )
    }

    /// The root a command names, for the audit of a refusal.
    pub fn subject(&self) -> Option<Uuid> {
        match self {
            Self::AmendCase { case, .. }
            | Self::CloseCase { case, .. }
            | Self::DraftInquiry { case, .. }
            | Self::FileInquiry { case, .. }
            | Self::DraftOrder { case, .. }
            | Self::FileOrder { case, .. } => Some(case.0),
            Self::EditInquiry { instrument, .. }
            | Self::SubmitInquiry { instrument }
            | Self::ApproveInquiry { instrument, .. }
            | Self::ReturnInquiry { instrument, .. }
            | Self::IssueInquiry { instrument }
            | Self::WithdrawInquiry { instrument, .. } => Some(instrument.0),
            Self::ApprovePayee { payee } | Self::RetirePayee { payee, .. } => Some(payee.0),
            Self::OpenCase { .. } | Self::RecordOutage { .. } | Self::ProposePayee { .. } => None,
            other => (other.demand().map(|id| id.0))
                .or_else(|| other.statement().map(|id| id.0))
                .or_else(|| other.request().map(|id| id.0))
                .or_else(|| other.order().map(|id| id.0))
                .or_else(|| other.money().map(|id| id.0)),
        }
    }
}
