//! Statements of receiving accounts.

use super::directory::{NamedView, Names};
use super::shown::{At, CurrencyShown, DayShown, LineStateWord, MoneyShown, Shown, SideWord};
use engine::money::Money;
use engine::statement::{Found, Line, Statement};
use serde::Serialize;
use store::read::{AwaitedLine, StatementHead, StatementView as Read};
use utoipa::ToSchema;
use uuid::Uuid;

/// A statement in a list.
#[derive(Serialize, ToSchema)]
#[schema(as = StatementLine)]
pub(crate) struct StatementHeadView {
    id: Uuid,
    version: i32,
    /// Whose.
    agency: NamedView,
    /// Of which receiving account.
    payee: Uuid,
    /// Who brought it.
    importer: Uuid,
    imported_at: At,
    currency: CurrencyShown,
    /// Balance before its first line.
    opening: Option<MoneyShown>,
    /// Balance after its last line.
    closing: Option<MoneyShown>,
    /// How many lines it has.
    lines: u32,
    /// How many of them wait for the accountant.
    waiting: u32,
}

impl StatementHeadView {
    pub(crate) fn new(head: &StatementHead, names: &Names) -> Self {
        Self::of(&head.statement, head.waiting, names)
    }

    fn of(one: &Statement, waiting: u32, names: &Names) -> Self {
        let money = |minor| Shown(Money::new(minor, one.currency));
        Self {
            id: one.id.0,
            version: one.version,
            agency: names.agency(one.agency),
            payee: one.payee.0,
            importer: one.importer.0,
            imported_at: Shown(one.imported_at),
            currency: Shown(one.currency),
            opening: one.opening.map(money),
            closing: one.closing.map(money),
            lines: one.count,
            waiting,
        }
    }
}

/// A statement with its lines and what is waited for.
#[derive(Serialize, ToSchema)]
#[schema(as = Statement)]
pub(crate) struct StatementView {
    statement: StatementHeadView,
    /// Its lines, in its order.
    entries: Vec<LineView>,
    /// What is waited for on its account, oldest first: answered is not executed.
    awaited: Vec<AwaitedView>,
}

impl StatementView {
    pub(crate) fn new(read: Read, names: &Names) -> Self {
        let Read { statement, found, awaited } = read;
        let waiting = u32::try_from(found.len()).unwrap_or(u32::MAX);
        let head = StatementHeadView::of(&statement, waiting, names);
        let currency = statement.currency;
        let lines = statement.lines.into_iter();
        let entries = lines.map(|(number, line)| {
            let found = found.get(&number).copied();
            LineView::new(number, line, found, |minor| Money::new(minor, currency))
        });
        Self {
            statement: head,
            entries: entries.collect(),
            awaited: awaited.into_iter().map(AwaitedView::from).collect(),
        }
    }
}

/// What a line that waits is found to be.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = LineMatch)]
enum MatchWord {
    /// It names a payment, and the amount is what is waited for.
    Exact,
    /// It names a payment; the amount is another.
    AmountDiffers,
    /// One payment fits by amount and day: a person looks at it.
    Likely,
    /// Nothing fits.
    Unmatched,
    /// It takes another entry back: no payment's arrival.
    Reversal,
}

/// A line of a statement.
#[derive(Serialize, ToSchema)]
#[schema(as = StatementEntry)]
struct LineView {
    /// Counted from 1.
    line: u32,
    state: LineStateWord,
    side: SideWord,
    amount: MoneyShown,
    /// The reference of who keeps the account.
    reference: String,
    /// What came with the money.
    text: String,
    booked: DayShown,
    /// The day it counts from.
    value: DayShown,
    /// Who sent it or got it, as printed.
    party: Option<String>,
    /// That person's account: for who may read what institutions say.
    party_account: Option<String>,
    /// Whether it takes another entry back.
    reverses: bool,
    /// Of a line that waits: what it is found to be.
    r#match: Option<MatchWord>,
    /// The case of the payment it is, or is found to be.
    case: Option<Uuid>,
    /// The payment it is, or is found to be.
    transfer: Option<Uuid>,
    /// Whether a confirmed line was found by its own reference and amount.
    exact: bool,
    /// Why it is no deducted money.
    reason: Option<String>,
    /// Who confirmed or dismissed it.
    settled_by: Option<Uuid>,
    settled_at: Option<At>,
}

impl LineView {
    fn new(number: u32, line: Line, found: Option<Found>, money: impl Fn(i64) -> Money) -> Self {
        let (word, payment) = match found {
            None => (None, line.of),
            Some(Found::Exact(case, to)) => (Some(MatchWord::Exact), Some((case, to))),
            Some(Found::AmountDiffers(case, to)) => {
                (Some(MatchWord::AmountDiffers), Some((case, to)))
            }
            Some(Found::Likely(case, to)) => (Some(MatchWord::Likely), Some((case, to))),
            Some(Found::Unmatched) => (Some(MatchWord::Unmatched), None),
            Some(Found::Reversal) => (Some(MatchWord::Reversal), None),
        };
        let content = line.content;
        Self {
            line: number,
            state: Shown(line.state),
            side: Shown(content.side),
            amount: Shown(money(content.amount)),
            reference: content.reference,
            text: content.text,
            booked: Shown(content.booked),
            value: Shown(content.value),
            party: content.party,
            party_account: content.party_account,
            reverses: content.reverses,
            r#match: word,
            case: payment.map(|(case, _)| case.0),
            transfer: payment.map(|(_, transfer)| transfer.0),
            exact: line.exact,
            reason: line.reason,
            settled_by: line.settled.map(|(person, _)| person.0),
            settled_at: line.settled.map(|(_, at)| Shown(at)),
        }
    }
}

/// A payment that is waited for.
#[derive(Serialize, ToSchema)]
#[schema(as = AwaitedPayment)]
struct AwaitedView {
    transfer: Uuid,
    case: Uuid,
    case_number: String,
    /// The reference of its demand.
    demand_reference: String,
    /// How much is still to arrive.
    amount: MoneyShown,
    /// The day it counts from, where the institution has reported it.
    value: Option<DayShown>,
}

impl From<AwaitedLine> for AwaitedView {
    fn from(AwaitedLine { awaited, case_number }: AwaitedLine) -> Self {
        Self {
            transfer: awaited.transfer.0,
            case: awaited.case.0,
            case_number,
            demand_reference: awaited.reference,
            amount: Shown(Money::vnd(awaited.amount)),
            value: awaited.value.map(Shown),
        }
    }
}

/// What became of the lines that name a payment and have its amount.
#[derive(Default, Serialize, ToSchema)]
#[schema(as = LinesConfirmed)]
pub(crate) struct ConfirmedView {
    /// Lines that are confirmed so, by this request or before.
    pub(crate) confirmed: Vec<u32>,
    /// Lines that were not, and why.
    pub(crate) refused: Vec<RefusedLine>,
}

/// A line that could not be confirmed.
#[derive(Serialize, ToSchema)]
#[schema(as = LineRefused)]
pub(crate) struct RefusedLine {
    pub(crate) line: u32,
    /// Why: the stable code.
    pub(crate) code: String,
}
