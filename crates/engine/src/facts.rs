//! What a batch of commands is decided on: exactly the rows its commands name,
//! kept current in memory while command after command is applied.

mod needs;
mod table;

pub use needs::Needs;
pub use table::{Change, Table};

use crate::announcement::Announcement;
use crate::answer::Outcome;
use crate::asking::Known;
use crate::case::{Case, Gate, Named, ObligationLine};
use crate::command::CommandKind;
use crate::demand::Demand;
use crate::event::Recorded;
use crate::held::HeldRow;
use crate::id::{
    AgencyId, AnnouncementId, AnswerId, CaseId, DemandId, FileId, HeldId, InstrumentId, ItemId,
    LineKey, LinkId, OutageId, PartyId, PayeeId, PostingId, RequestId, StatementId,
    SyncedPaymentId, TransferId, UserId,
};
use crate::identity::Identifier;
use crate::instrument::{Instrument, InstrumentKind};
use crate::ledger::{Balances, Ledger, Posting};
use crate::notice::Notice;
use crate::order::Numbered;
use crate::paper::KnownFile;
use crate::payee::Payee;
use crate::register::{Given, Register, normalised};
use crate::request::MeasureRequest;
use crate::shown::ShownAccount;
use crate::statement::Statement;
use crate::sync::{Synced, SyncedPayment};
use crate::time::Instant;
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};
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
    /// Counts the changes of this root.
    pub version: i32,
    /// From.
    pub from: Instant,
    /// To.
    pub to: Instant,
    /// Why.
    pub reason: String,
    /// Where it can be seen.
    pub evidence: Option<String>,
    /// Who recorded it; none: the service.
    pub by: Option<UserId>,
    /// That a second person confirmed it: none yet, and no clock is excused for it.
    pub confirmed: Option<Confirmation>,
}

/// What is recorded of an outage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutageRecord {
    /// From.
    pub from: Instant,
    /// To.
    pub to: Instant,
    /// Why.
    pub reason: String,
    /// Where it can be seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<String>,
    /// Whether a second person has yet to confirm it; what was recorded before that was
    /// asked has not.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub awaits: bool,
}

/// That somebody confirmed something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Confirmation {
    /// When.
    pub at: Instant,
    /// Who; none: the service.
    pub by: Option<UserId>,
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
    /// Number and symbol, in the one spelling by which they are compared.
    pub number: String,
}

impl OrderNumber {
    /// The key of a decision.
    pub fn of(agency: AgencyId, kind: InstrumentKind, decision: &Numbered) -> Self {
        let (year, _, _) = decision.day.ymd();
        Self { agency, kind: kind.code(), year, number: normalised(&decision.number) }
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
    /// Accounts that inquiries of the same cases showed at the institutions where
    /// money is to be taken: for the service, each answer for who may know of it. An
    /// answer decided in the same batch is not among them: it is as if it came later.
    pub shown: HashMap<CaseId, Vec<ShownAccount>>,
    /// What institutions said when they were asked, as far as [`Needs::nothing`] and
    /// [`Needs::found`] go. What is answered in the same batch is not among it: it is as
    /// if it came later.
    pub known: HashMap<CaseId, Vec<Known>>,
    /// How many demands the persons of [`Needs::askers`] have sent by inquiries since
    /// the instant named there.
    pub asked: HashMap<UserId, u32>,
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
    /// Postings named by commands, and all of the cases of [`Needs::paid_cases`].
    pub postings: HashMap<(CaseId, PostingId), Posting>,
    /// Postings that were taken back.
    pub reversed: HashSet<(CaseId, PostingId)>,
    /// What payments did in the books, of the cases of [`Needs::payments`].
    pub payments: HashMap<TransferId, Balances>,
    /// Which instrument used a decision's number (I-3).
    pub numbers: HashMap<OrderNumber, InstrumentId>,
    /// What registers gave, of those in which a number is to be given.
    pub registers: HashMap<Register, Given>,
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
    /// Cases that another system keeps too: those named by its ids, and those of
    /// cases named by number.
    pub synced: Table<LinkId, Synced>,
    /// Payments of the cases of [`Needs::paid_cases`] that other systems told of.
    pub synced_payments: Table<SyncedPaymentId, SyncedPayment>,
    /// Rows that are kept back, by what commands name.
    pub held: Table<HeldId, HeldRow>,
    /// What accepted answers of the demands of [`Needs::said`] say. What is answered in
    /// the same batch stands in its demand.
    pub said: HashMap<AnswerId, Outcome>,
    /// Outages of this service, by what commands name.
    pub outages: Table<OutageId, Outage>,
    /// Announcements, by what commands name.
    pub announcements: Table<AnnouncementId, Announcement>,
    /// Files named by commands.
    pub files: HashMap<FileId, KnownFile>,

    /// Numbers used first by this batch.
    pub numbered: Vec<(OrderNumber, InstrumentId)>,
    /// Audit events of this batch.
    pub journal: Vec<Recorded>,
    /// Notices owed by this batch.
    pub notices: Vec<Notice>,
    /// Keys remembered by this batch.
    pub keys: Vec<Remembered>,
    /// Refusals of this batch.
    pub refused: Vec<Refused>,
}
