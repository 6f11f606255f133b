//! The part of the list of commands that is about the money of a case, receiving
//! accounts and statements. The types named are those in scope where the list is
//! put together.

/// Puts these commands between those before and those after them.
macro_rules! with_money {
    ({ $($before:tt)* } { $($after:tt)* }) => {
        with_requests! {
            $($before)*

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
            /// Record when and how the debtor was told of the enforcement decision (art.
            /// 36(1)).
            RecordDecisionNotice {
                /// Which case.
                case: CaseId,
                /// When, how, by which proof.
                notice: DecisionNotice,
            } = "decision.notice";
            /// Judge the officer's own limits on a freeze by another law than its day's.
            ChooseLaw {
                /// Which case.
                case: CaseId,
                /// For which freeze.
                instrument: InstrumentId,
                /// The number of the law.
                law: String,
                /// Why.
                reason: String,
            } = "law.choose";
            /// Record that a duty was met, with proof.
            MeetDuty {
                /// Which case.
                case: CaseId,
                /// Which duty.
                duty: DutyId,
                /// What proves it: by which way, to whom, under which number.
                proof: String,
                /// When it was done by that proof; none: now.
                at: Option<Instant>,
            } = "duty.meet";
            /// The prosecutor says that the papers of an order are there.
            AcknowledgeCopies {
                /// Which case.
                case: CaseId,
                /// Of which order.
                instrument: InstrumentId,
            } = "copies.acknowledge";
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
                /// It is other money than what arrived under this reference about the
                /// same days.
                other_money: bool,
            } = "remittance.confirm";
            /// Say that no more of a payment will come than has arrived.
            ReportShortfall {
                /// Which case.
                case: CaseId,
                /// Of which payment.
                transfer: TransferId,
                /// Why: what the institution or the treasury said.
                reason: String,
            } = "shortfall.report";
            /// Confirm that no more of a payment will come: another person.
            ConfirmShortfall {
                /// Which case.
                case: CaseId,
                /// Of which payment.
                transfer: TransferId,
            } = "shortfall.confirm";
            /// Record that money taken too much was paid back.
            PayBack {
                /// Which case.
                case: CaseId,
                /// The return that is owed; none: out of what came in beyond the debt.
                duty: Option<DutyId>,
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
            /// A procuracy asks for papers, recommends or protests: filed here by its
            /// prosecutor, or written down by the office.
            RecordProsecutorAct {
                /// In which case.
                case: CaseId,
                /// What the document says.
                content: Box<ActContent>,
            } = "prosecutor_act.record";
            /// Answer an act of a procuracy.
            AnswerProsecutorAct {
                /// In which case.
                case: CaseId,
                /// Which.
                act: ProsecutorActId,
                /// What is said.
                content: Box<AnswerContent>,
            } = "prosecutor_act.answer";
            /// Record that what was accepted of a protest is carried out.
            CarryOutProsecutorAct {
                /// In which case.
                case: CaseId,
                /// Which.
                act: ProsecutorActId,
                /// What was done.
                text: String,
                /// When, by the evidence the text names; none: now.
                at: Option<Instant>,
            } = "prosecutor_act.carry_out";
            /// Take an act of a procuracy back.
            WithdrawProsecutorAct {
                /// In which case.
                case: CaseId,
                /// Which.
                act: ProsecutorActId,
                /// Why.
                reason: String,
                /// Of one on paper, the paper that says so; none: it was filed here.
                paper: Option<Box<WithdrawnOnPaper>>,
            } = "prosecutor_act.withdraw";
            /// A creditor concedes something: recorded by its desk, or written down by
            /// the office.
            RecordConcession {
                /// In which case.
                case: CaseId,
                /// What its paper says.
                content: Box<ConcessionContent>,
            } = "concession.record";
            /// Take a concession back that was not decided.
            WithdrawConcession {
                /// In which case.
                case: CaseId,
                /// Which.
                concession: ConcessionId,
                /// Why.
                reason: String,
            } = "concession.withdraw";
            /// Accept a concession, with what it comes to in the books, or decline it.
            DecideConcession {
                /// In which case.
                case: CaseId,
                /// Which.
                concession: ConcessionId,
                /// What is decided.
                ruling: Box<ConcessionRuling>,
            } = "concession.decide";
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

            $($after)*
        }
    };
}

pub(super) use with_money;
