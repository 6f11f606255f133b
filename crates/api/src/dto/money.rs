//! What the asking side says of the money of a case.

use super::common::MoneyBody;
use super::leaf::{
    AccountNumberField, BookField, ChannelField, CurrencyField, DayField, InstantField,
    InstrumentIdField, ObligationEndField, TransferIdField,
};
use super::reader::Reader;
use engine::command::{Command, Entry};
use engine::id::{CaseId, DutyId, HoldId};
use engine::identity::AccountNumber;
use engine::ledger::{Book, DecisionNotice, Rate};
use engine::payee::PayeeContent;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// Something to be entered into the books.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = MoneyEntry)]
pub(crate) struct EntryBody {
    /// What.
    entry: EntryKindBody,
    /// How much.
    amount: MoneyBody,
    /// The day it counts from.
    day: DayField,
    /// What for: the document.
    note: String,
}

/// What is entered, into which part of the debt.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = MoneyEntryKind)]
struct EntryKindBody {
    kind: EntryWord,
    /// Which part of the debt; a payment has none.
    book: Option<BookField>,
}

/// What may be entered.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = EntryKind)]
enum EntryWord {
    /// More is owed.
    Charge,
    /// Less is owed: the creditor waived it, or the law cancelled it.
    Waive,
    /// The debtor paid otherwise than through a deduction.
    Payment,
}

/// At which rate interest runs.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = InterestRate)]
pub(crate) struct InterestBody {
    /// Parts per million of the principal for a year: 100000 is 10 %; null: no
    /// interest runs.
    ppm: Option<u32>,
    /// The day before the first that bears interest.
    from: DayField,
}

/// Up to and with which day interest is posted, or was without.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = LastDay)]
pub(crate) struct LastDayBody {
    /// The last day.
    to: DayField,
}

/// From when no interest runs.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = InterestSuspension)]
pub(crate) struct SuspensionBody {
    /// First day without.
    from: DayField,
    /// On which ground.
    reason: String,
}

/// What a foreign currency is worth.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Rate)]
pub(crate) struct RateBody {
    currency: CurrencyField,
    /// Đồng for a million minor units: 25 400 đồng for a dollar of 100 cents is
    /// 254000000.
    per_million: i64,
    /// Of which day.
    day: DayField,
    /// Who published it.
    source: String,
}

/// How the obligation ended.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ObligationEnding)]
pub(crate) struct EndBody {
    how: ObligationEndField,
    /// In words: the decision.
    reason: String,
}

/// Money taken too much that was paid back.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PayBack)]
pub(crate) struct PayBackBody {
    /// The return that is owed (`return_taken`); absent: out of what came in beyond
    /// the debt. What goes back by a return is owed by the debtor again.
    duty: Option<Uuid>,
    amount: MoneyBody,
    /// On which day.
    day: DayField,
    /// To whom and how.
    note: String,
}

/// What of a hold may not be deducted.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Protection)]
pub(crate) struct ProtectionBody {
    amount: MoneyBody,
    /// A code of the shipped list of exemptions.
    ground: String,
}

/// That the grounds for coercion are complete.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = GroundsComplete)]
pub(crate) struct GroundsBody {
    /// For which freeze: the order.
    instrument: InstrumentIdField,
    /// When they were complete.
    at: InstantField,
}

/// That the debtor was told of the enforcement decision.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DecisionNotice)]
pub(crate) struct DecisionNoticeBody {
    /// When, by the evidence.
    at: InstantField,
    channel: ChannelField,
    /// What proves it: minutes, postmark, witness.
    proof: String,
}

/// By which law the officer's own limits on a freeze are counted.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = LawChoice)]
pub(crate) struct LawBody {
    /// For which freeze: the order.
    instrument: InstrumentIdField,
    /// The number of the law.
    #[schema(example = "106/2025/QH15")]
    law: String,
    /// Why.
    reason: String,
}

/// That a ground for lifting arose.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = LiftGround)]
pub(crate) struct LiftGroundBody {
    /// For which freeze: the order.
    instrument: InstrumentIdField,
    /// When it arose.
    at: InstantField,
    /// A code of the shipped list of lifting grounds.
    ground: String,
}

/// What proves that something was done.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Proof)]
pub(crate) struct ProofBody {
    /// By which way, to whom, under which number.
    proof: String,
    /// When it was done by that proof; left out: now. Late or not is judged by it.
    #[serde(default)]
    at: Option<InstantField>,
}

/// Deducted money that arrived on the treasury account.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Remittance)]
pub(crate) struct RemittanceBody {
    /// Which payment.
    transfer: TransferIdField,
    /// How much arrived.
    amount: MoneyBody,
    /// The day it counts from.
    day: DayField,
    /// The statement's reference, once: repeated with the same amount and day, it is
    /// the same money.
    #[schema(min_length = 1, max_length = 200)]
    reference: String,
    /// It is other money than what arrived under this reference within 14 days.
    #[serde(default)]
    other_money: bool,
}

/// An account of the agency that receives deducted money.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PayeeContent)]
pub(crate) struct PayeeBody {
    /// Whose: the agency, as printed on orders.
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    /// Where it is kept: treasury or bank, as printed.
    #[schema(min_length = 1, max_length = 200)]
    bank: String,
    account: AccountNumberField,
}

impl EntryBody {
    pub(crate) fn parse(self, case: CaseId, reader: &mut Reader) -> Option<Command> {
        let entry = reader.within("entry", |r| self.entry.parse(r));
        let amount = reader.within("amount", |r| self.amount.parse(r));
        let day = reader.field("day", &self.day);
        Some(Command::PostEntry {
            case,
            entry: entry?,
            amount: amount?,
            day: day?,
            note: self.note,
        })
    }
}

impl EntryKindBody {
    fn parse(self, reader: &mut Reader) -> Option<Entry> {
        let of: fn(Book) -> Entry = match (self.kind, &self.book) {
            (EntryWord::Payment, None) => return Some(Entry::Payment),
            (EntryWord::Payment, Some(_)) => return reader.wrong("book", "unexpected"),
            (EntryWord::Charge, _) => Entry::Charge,
            (EntryWord::Waive, _) => Entry::Waive,
        };
        let book = reader.required("book", self.book)?;
        reader.field("book", &book).map(of)
    }
}

impl InterestBody {
    pub(crate) fn parse(self, case: CaseId, reader: &mut Reader) -> Option<Command> {
        let from = reader.field("from", &self.from)?;
        Some(Command::SetInterest { case, ppm: self.ppm, from })
    }
}

impl LastDayBody {
    pub(crate) fn accrue(self, case: CaseId, reader: &mut Reader) -> Option<Command> {
        Some(Command::AccrueInterest { case, to: reader.field("to", &self.to)? })
    }

    pub(crate) fn resume(self, case: CaseId, reader: &mut Reader) -> Option<Command> {
        Some(Command::ResumeInterest { case, to: reader.field("to", &self.to)? })
    }
}

impl SuspensionBody {
    pub(crate) fn parse(self, case: CaseId, reader: &mut Reader) -> Option<Command> {
        let from = reader.field("from", &self.from)?;
        Some(Command::SuspendInterest { case, from, reason: self.reason })
    }
}

impl RateBody {
    pub(crate) fn parse(self, case: CaseId, reader: &mut Reader) -> Option<Command> {
        let currency = reader.field("currency", &self.currency);
        let day = reader.field("day", &self.day);
        let rate = Rate {
            currency: currency?,
            per_million: self.per_million,
            day: day?,
            source: self.source,
        };
        Some(Command::RecordRate { case, rate })
    }
}

impl EndBody {
    pub(crate) fn parse(self, case: CaseId, reader: &mut Reader) -> Option<Command> {
        let how = reader.field("how", &self.how)?;
        Some(Command::EndObligation { case, how, reason: self.reason })
    }
}

impl PayBackBody {
    pub(crate) fn parse(self, case: CaseId, reader: &mut Reader) -> Option<Command> {
        let amount = reader.within("amount", |r| self.amount.parse(r));
        let day = reader.field("day", &self.day);
        let duty = self.duty.map(DutyId::from);
        Some(Command::PayBack { case, duty, amount: amount?, day: day?, note: self.note })
    }
}

impl ProtectionBody {
    pub(crate) fn parse(self, case: CaseId, hold: HoldId, reader: &mut Reader) -> Option<Command> {
        let amount = reader.within("amount", |r| self.amount.parse(r))?;
        Some(Command::ProtectHold { case, hold, amount, ground: self.ground })
    }
}

impl GroundsBody {
    pub(crate) fn parse(self, case: CaseId, reader: &mut Reader) -> Option<Command> {
        let instrument = reader.field("instrument", &self.instrument);
        let at = reader.field("at", &self.at);
        Some(Command::CompleteGrounds { case, instrument: instrument?, at: at? })
    }
}

impl DecisionNoticeBody {
    pub(crate) fn parse(self, case: CaseId, reader: &mut Reader) -> Option<Command> {
        let at = reader.field("at", &self.at);
        let channel = reader.field("channel", &self.channel);
        let notice = DecisionNotice { at: at?, channel: channel?, proof: self.proof };
        Some(Command::RecordDecisionNotice { case, notice })
    }
}

impl ProofBody {
    pub(crate) fn parse(self, case: CaseId, duty: DutyId, reader: &mut Reader) -> Option<Command> {
        let at = reader.optional("at", self.at.as_ref())?;
        Some(Command::MeetDuty { case, duty, proof: self.proof, at })
    }
}

impl LawBody {
    pub(crate) fn parse(self, case: CaseId, reader: &mut Reader) -> Option<Command> {
        let instrument = reader.field("instrument", &self.instrument)?;
        Some(Command::ChooseLaw { case, instrument, law: self.law, reason: self.reason })
    }
}

impl LiftGroundBody {
    pub(crate) fn parse(self, case: CaseId, reader: &mut Reader) -> Option<Command> {
        let instrument = reader.field("instrument", &self.instrument);
        let at = reader.field("at", &self.at);
        Some(Command::RecordLiftGround {
            case,
            instrument: instrument?,
            at: at?,
            ground: self.ground,
        })
    }
}

impl RemittanceBody {
    pub(crate) fn parse(self, case: CaseId, reader: &mut Reader) -> Option<Command> {
        let transfer = reader.field("transfer", &self.transfer);
        let amount = reader.within("amount", |r| self.amount.parse(r));
        let day = reader.field("day", &self.day);
        let reference = reader.line("reference", self.reference);
        Some(Command::ConfirmRemittance {
            case,
            transfer: transfer?,
            amount: amount?,
            day: day?,
            reference: reference?,
            other_money: self.other_money,
        })
    }
}

impl PayeeBody {
    pub(crate) fn parse(self, reader: &mut Reader) -> Option<Command> {
        let name = reader.line("name", self.name);
        let bank = reader.line("bank", self.bank);
        let account: Option<AccountNumber> = reader.field("account", &self.account);
        let content = PayeeContent { name: name?, bank: bank?, account: account? };
        Some(Command::ProposePayee { content: Box::new(content) })
    }
}
