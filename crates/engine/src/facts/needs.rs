//! The rows a batch of commands needs.

use super::OrderNumber;
use crate::asking::is_second_step;
use crate::command::{Command, Envelope};
use crate::id::{
    AgencyId, AnnouncementId, CaseId, DemandId, FileId, HeldId, HoldId, InstitutionId,
    InstrumentId, LineKey, LinkId, OutageId, PartyId, PayeeId, PostingId, RequestId, StatementId,
    TransferId, UserId,
};
use crate::identity::AccountNumber;
use crate::instrument::{InquiryContent, InstrumentKind};
use crate::order::{DeductLine, Numbered, Order, OrderContent};
use crate::register::{Register, RegisterBook, Wanted, parts};
use crate::time::{Instant, Zone};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// The rows commands need, gathered over a batch so that they are read
/// set-wise, and sorted so that locks are taken in one order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Needs {
    /// Idempotency keys.
    pub keys: BTreeSet<Uuid>,
    /// Gates of cases.
    pub gates: BTreeSet<CaseId>,
    /// Whole cases, to be changed.
    pub cases: BTreeSet<CaseId>,
    /// Cases whose instruments are all needed, to be changed, and their demands that
    /// are sealed to named readers.
    pub seals: BTreeSet<CaseId>,
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
    /// Institutions at which money is to be taken: only what they showed is needed,
    /// beside those that the instruments name.
    pub takers: BTreeSet<InstitutionId>,
    /// Holds from which it is to be taken, for their institutions.
    pub taken: BTreeSet<HoldId>,
    /// Institutions that are to be asked in cases: whether they said "nothing" there
    /// before, and of whom.
    pub nothing: BTreeSet<(CaseId, InstitutionId)>,
    /// Cases in which it is to be asked without a reason what is on accounts, and of how
    /// many institutions: where there are any.
    pub found: BTreeMap<CaseId, usize>,
    /// Both, of the cases of inquiries: as they stand, or as they are to be.
    pub asked_by: BTreeMap<InstrumentId, Option<Box<InquiryContent>>>,
    /// Who sends inquiries out, and from when on it is counted what he sent: the start
    /// of his day in Hanoi.
    pub askers: BTreeMap<UserId, Instant>,
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
    /// Cases whose obligation ends: the cases that they were delegated to end with
    /// them; before anything is locked they are found and named in [`Needs::ledgers`]
    /// and [`Needs::open_orders`].
    pub ended: BTreeSet<CaseId>,
    /// Postings that are taken back.
    pub postings: BTreeSet<(CaseId, PostingId)>,
    /// Cases of which money goes back: what payments did in their books.
    pub payments: BTreeSet<CaseId>,
    /// Numbers of decisions.
    pub numbers: BTreeSet<OrderNumber>,
    /// Registers in which a number is to be given.
    pub registers: BTreeMap<Register, Wanted>,
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
    /// Cases by what another system calls them, with their money, to be changed;
    /// before anything is locked they are found and named in [`Needs::cases`].
    pub links: BTreeSet<LinkId>,
    /// Cases by their number, in case they were written here before they are linked.
    pub link_numbers: BTreeSet<(AgencyId, String)>,
    /// Cases whose twins in other systems are needed.
    pub linked: BTreeSet<CaseId>,
    /// Whether another system tells of a payment of a case of [`Needs::links`].
    pub tells_payment: bool,
    /// The cases those may be: all their postings, and every payment that another
    /// system told of, are needed.
    pub paid_cases: BTreeSet<CaseId>,
    /// Rows that may be kept back under a name.
    pub held: BTreeSet<HeldId>,
    /// Demands of which an accepted answer may be replaced: what they say is needed.
    pub said: BTreeSet<DemandId>,
    /// Outages, to be changed.
    pub outages: BTreeSet<OutageId>,
    /// Outages that clocks are excused for: they are only read.
    pub excusing: BTreeSet<OutageId>,
    /// From which instant on announcements that are not over are to be there; none: none.
    pub live_announcements: Option<Instant>,
    /// Announcements, to be changed.
    pub announcements: BTreeSet<AnnouncementId>,
    /// Files that came in: none of them goes while it is named.
    pub files: BTreeSet<FileId>,
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
            Command::OpenCase { .. }
            | Command::AmendCase { .. }
            | Command::CloseCase { .. }
            | Command::HandOver { .. }
            | Command::PauseCase { .. }
            | Command::ResumeCase { .. } => self.add_case(envelope),
            Command::DelegateCase { .. }
            | Command::WithdrawDelegation { .. }
            | Command::AcceptDelegation { .. }
            | Command::DeclineDelegation { .. }
            | Command::ReturnDelegation { .. } => self.add_delegation(envelope),
            Command::SyncCase { .. }
            | Command::SyncPayment { .. }
            | Command::DecideSync { .. }
            | Command::HoldRow { .. }
            | Command::DismissRow { .. } => self.add_synced(&envelope.command),
            Command::DraftInquiry { .. }
            | Command::FileInquiry { .. }
            | Command::EditInquiry { .. }
            | Command::IssueInquiry { .. } => self.add_inquiry(envelope),
            Command::SubmitInquiry { instrument }
            | Command::ApproveInquiry { instrument, .. }
            | Command::ReturnInquiry { instrument, .. }
            | Command::SubmitOrder { instrument }
            | Command::ApproveOrder { instrument, .. }
            | Command::ReturnOrder { instrument, .. } => {
                self.instruments.insert(*instrument);
            }
            Command::AttachPapers { instrument, papers } => {
                self.instruments.insert(*instrument);
                self.files.extend(papers.iter().map(|paper| paper.file));
            }
            Command::NumberInstrument { .. } => self.add_register(envelope),
            Command::WithdrawInquiry { instrument, .. } => {
                self.instruments.insert(*instrument);
                self.demands_of.insert(*instrument);
            }
            Command::RecordOutage { .. }
            | Command::ConfirmOutage { .. }
            | Command::Announce { .. }
            | Command::EndAnnouncement { .. }
            | Command::ExcuseClock { .. } => self.add_running(envelope),
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
                self.files.extend(other.files());
                self.said.extend(other.demand().filter(|_| other.may_correct()));
                self.demands.extend(other.demand());
                self.holders_at.extend(other.demand().filter(|_| other.may_name_holders()));
            }
        }
    }

    /// What is needed where outages of the service and announcements are concerned.
    fn add_running(&mut self, envelope: &Envelope) {
        match &envelope.command {
            Command::ConfirmOutage { outage } => {
                self.outages.insert(*outage);
            }
            Command::Announce { .. } => {
                let at = envelope.arrived;
                let first = self.live_announcements.map_or(at, |known| known.min(at));
                self.live_announcements = Some(first);
            }
            Command::EndAnnouncement { announcement, .. } => {
                self.announcements.insert(*announcement);
            }
            Command::ExcuseClock { demand, outage, .. } => {
                self.demands.insert(*demand);
                self.excusing.insert(*outage);
            }
            _ => {}
        }
    }

    /// What is needed to write an inquiry and to send it.
    fn add_inquiry(&mut self, envelope: &Envelope) {
        match &envelope.command {
            Command::DraftInquiry { case, content } | Command::FileInquiry { case, content } => {
                self.gates.insert(*case);
                self.add_parties(*case, content);
                self.add_asked(*case, content);
                self.add_asker(envelope);
            }
            Command::EditInquiry { instrument, content } => {
                self.instruments.insert(*instrument);
                self.parties_of.insert(*instrument);
                self.asked_by.insert(*instrument, Some(content.clone()));
            }
            Command::IssueInquiry { instrument } => {
                self.instruments.insert(*instrument);
                self.parties_of.insert(*instrument);
                self.asked_by.entry(*instrument).or_default();
                self.add_asker(envelope);
            }
            _ => {}
        }
    }

    /// What was said before of what an inquiry asks.
    pub fn add_asked(&mut self, case: CaseId, content: &InquiryContent) {
        if content.reasons.again.is_none() {
            let there = content.institutions.iter().map(|one| (case, *one));
            self.nothing.extend(there);
        }
        let second = content.items.iter().any(|item| is_second_step(item.info));
        if second && content.reasons.balances.is_none() {
            let asked = self.found.entry(case).or_default();
            *asked = (*asked).max(content.institutions.len());
        }
    }

    fn add_asker(&mut self, envelope: &Envelope) {
        let sends =
            matches!(envelope.command, Command::FileInquiry { .. } | Command::IssueInquiry { .. });
        if let Some(person) = envelope.actor.person().filter(|_| sends) {
            let day = Zone::HANOI.day_of(envelope.arrived);
            self.askers.entry(person).or_insert(Zone::HANOI.start_of(day));
        }
    }

    fn add_synced(&mut self, command: &Command) {
        match command {
            Command::SyncCase { agency, source, theirs } => {
                self.links.insert(source.link(*agency, &theirs.external));
                self.held.insert(source.held_case(*agency, &theirs.external));
                self.cases.extend(theirs.external.case());
                self.link_numbers.insert((*agency, theirs.number.clone()));
                self.case_numbers.insert((*agency, theirs.number.clone()));
            }
            Command::SyncPayment { agency, source, case, payment } => {
                self.links.insert(source.link(*agency, case));
                self.held.insert(source.held_payment(*agency, case, &payment.external));
                self.tells_payment = true;
            }
            Command::DecideSync { case, .. } => {
                self.cases.insert(*case);
                self.ledgers.insert(*case);
                self.linked.insert(*case);
            }
            Command::HoldRow { agency, source, content } => {
                self.held.insert(content.id(*agency, source));
            }
            Command::DismissRow { row, .. } => {
                self.held.insert(*row);
            }
            _ => {}
        }
    }

    /// What is needed of the cases of a delegation.
    fn add_delegation(&mut self, envelope: &Envelope) {
        match &envelope.command {
            Command::AcceptDelegation { case, content, .. } => {
                self.cases.insert(*case);
                self.ledgers.insert(*case);
                if let Some(agency) = envelope.actor.agency() {
                    self.case_numbers.insert((agency, content.number.clone()));
                }
            }
            Command::DelegateCase { case, .. }
            | Command::WithdrawDelegation { case, .. }
            | Command::DeclineDelegation { case, .. } => {
                self.cases.insert(*case);
                self.ledgers.insert(*case);
            }
            Command::ReturnDelegation { case, origin, .. } => {
                let both = || std::iter::once(*case).chain(origin.map(|origin| origin.case));
                self.cases.extend(both());
                self.ledgers.extend(both());
                self.open_demands.insert(*case);
            }
            _ => {}
        }
    }

    /// What is needed to change a case as such.
    fn add_case(&mut self, envelope: &Envelope) {
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
            Command::HandOver { case, .. } => {
                self.cases.insert(*case);
                self.seals.insert(*case);
            }
            Command::PauseCase { case, .. } | Command::ResumeCase { case, .. } => {
                self.cases.insert(*case);
                self.ledgers.insert(*case);
            }
            _ => {}
        }
    }

    fn add_request(&mut self, envelope: &Envelope) {
        self.requests.extend(envelope.command.request());
        match &envelope.command {
            Command::RecordRequest { content, .. } => {
                let actor = &envelope.actor;
                let seat = actor.institution().map(|id| id.0).or(actor.agency().map(|id| id.0));
                self.request_keys.extend(seat.map(|seat| content.key(seat)));
                self.gates.extend(content.own_case);
                // Who its creditors are is part of the case.
                self.cases.extend(content.own_case.filter(|_| actor.institution().is_some()));
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
                self.add_related(*case, &content.order);
            }
            Command::EditOrder { instrument, content } => {
                self.add_order_on(*instrument);
                self.add_order(envelope, content);
                self.add_taking(&content.order);
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
                    self.add_stated(agency, decision);
                }
            }
            Command::ReversePosting { case, posting, .. } => {
                self.ledgers.insert(*case);
                self.postings.insert((*case, *posting));
            }
            Command::PayBack { case, duty: Some(_), .. } => {
                self.ledgers.insert(*case);
                self.payments.insert(*case);
            }
            Command::EndObligation { case, .. } => {
                self.ledgers.insert(*case);
                self.open_orders.insert(*case);
                self.ended.insert(*case);
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
            // A protest may come after its case has ended.
            Command::RecordProsecutorAct { case, content } => {
                self.cases.insert(*case);
                self.ledgers.insert(*case);
                self.instruments.extend(content.about);
            }
            // Who is told looks at how the case rests, or at who its creditors are.
            Command::RecordConcession { case, .. }
            | Command::WithdrawConcession { case, .. }
            | Command::DecideConcession { case, .. }
            | Command::AnswerProsecutorAct { case, .. }
            | Command::CarryOutProsecutorAct { case, .. }
            | Command::WithdrawProsecutorAct { case, .. } => {
                self.cases.insert(*case);
                self.ledgers.insert(*case);
            }
            other => self.ledgers.extend(other.money()),
        }
    }

    /// Which book it will be is not known before the document is: both are looked at.
    fn add_register(&mut self, envelope: &Envelope) {
        let Command::NumberInstrument { instrument, serial, symbol, day, .. } = &envelope.command
        else {
            return;
        };
        self.instruments.insert(*instrument);
        let Some(agency) = envelope.actor.agency() else {
            return;
        };
        let (year, _, _) = day.ymd();
        for book in RegisterBook::CODED {
            let register = Register { agency, book: *book, year };
            let wanted = self.registers.entry(register).or_default();
            wanted.instruments.insert(*instrument);
            wanted.serials.extend(serial);
            wanted.symbols.insert(symbol.clone());
            wanted.count = wanted.count.saturating_add(1);
        }
    }

    /// The register may have given the number that a decision states.
    fn add_stated(&mut self, agency: AgencyId, decision: &Numbered) {
        let Some((serial, _)) = parts(&decision.number) else {
            return;
        };
        let (year, _, _) = decision.day.ymd();
        let register = Register { agency, book: RegisterBook::Decision, year };
        self.registers.entry(register).or_default().serials.insert(serial);
    }

    fn add_order(&mut self, envelope: &Envelope, content: &OrderContent) {
        if let (Some(agency), Some(decision)) = (envelope.actor.agency(), &content.decision) {
            self.numbers.insert(OrderNumber::of(agency, content.kind(), decision));
            self.add_stated(agency, decision);
        }
        self.payees.extend(content.payee());
    }

    /// What an order of a kind is judged by beside its own case.
    fn add_related(&mut self, case: CaseId, order: &Order) {
        match order {
            Order::Freeze { .. } => _ = self.related.insert(case),
            Order::Deduct { .. } | Order::IncomeDeduction { .. } => {
                self.holders.insert(case);
                self.add_taking(order);
            }
            Order::Release { .. } | Order::Amend { .. } => {}
        }
    }

    fn add_taking(&mut self, order: &Order) {
        match order {
            Order::Deduct { lines, .. } => {
                for line in lines {
                    match line {
                        DeductLine::Held { hold, .. } => _ = self.taken.insert(*hold),
                        DeductLine::Direct { institution, .. } => {
                            self.takers.insert(*institution);
                        }
                    }
                }
            }
            Order::IncomeDeduction { executor, .. } => _ = self.takers.insert(*executor),
            Order::Freeze { .. } | Order::Release { .. } | Order::Amend { .. } => {}
        }
    }

    fn add_order_on(&mut self, instrument: InstrumentId) {
        self.instruments.insert(instrument);
        self.ledgers_of.insert(instrument);
        self.parties_of.insert(instrument);
    }

    fn add_parties(&mut self, case: CaseId, content: &InquiryContent) {
        self.parties.insert((case, content.debtor));
        if let crate::instrument::Requester::Creditor { party } = &content.requester {
            self.parties.insert((case, *party));
        }
    }
}
