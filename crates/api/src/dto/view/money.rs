//! The money of a case: books, freezes, holds, payments, duties.

use super::basis::of_rule;
use super::delegation::DelegationView;
use super::directory::{NamedView, Names};
use super::freedom::NotFreeView;
use super::grounds::{DecisionNoticeView, GroundsView, LawChoiceView};
use super::hold::{FreezeView, HoldView, LiftView, TransferView};
use super::income::IncomeView;
use super::objection::{DebtorNoticeView, ObjectionView};
use super::proposal::ExpectedView;
use super::shown::{
    At, BookWord, CurrencyShown, DayShown, DutyKindWord, DutyStateWord, LayerWord, MoneyShown,
    ObligationEndWord, OwedPartsWritten, Shown, StatusWord, at,
};
use engine::actor::Who;
use engine::id::HoldId;
use engine::inforce::Law;
use engine::ledger::{
    Balances, Book, Cap, Closed, Duty, Interest, Ledger, Posting, Rate, Suspended,
};
use engine::money::Money;
use engine::time::{Day, Instant, Zone};
use serde::Serialize;
use std::collections::HashSet;
use store::read::{Contact, MoneyView as Found};
use utoipa::ToSchema;
use uuid::Uuid;

/// An amount in đồng.
pub(crate) const fn dong(amount: i64) -> MoneyShown {
    Shown(Money::vnd(amount))
}

/// The money of a case.
#[derive(Serialize, ToSchema)]
#[schema(as = CaseMoney)]
pub(crate) struct MoneyView {
    case: Uuid,
    /// Also in `ETag`. Of a day: what it was then, 0 before the books were opened.
    version: i32,
    /// Whether all but the end of account numbers is struck out and balances that
    /// institutions reported are left out.
    hidden: bool,
    /// The day at whose end in Hà Nội all of this is shown, by what was recorded
    /// until then; null: as it stands.
    as_of: Option<DayShown>,
    balances: BalancesView,
    /// What was posted after `as_of` and counts from it or from a day before: in no
    /// sum here, since what it brings was on its way then.
    later: Vec<PostingView>,
    /// What the books say by now of the end of that day: the balances with `later`;
    /// null: as it stands.
    balances_by_now: Option<BalancesView>,
    /// The sums of the same instant as the balances.
    cap: CapView,
    /// What a freeze may state as owed, by its parts: they come to what is outstanding
    /// less what is in transit, which counts as paid. Interest is what is posted, to
    /// the day it is posted to; one whose day the books do not know has none. Null:
    /// nothing is owed.
    owed_parts: Option<OwedPartsWritten>,
    /// What a deduction on the planned day must bring; null: of a day that is over.
    expected: Option<ExpectedView>,
    /// At which rate interest runs; null: none does.
    interest: Option<InterestView>,
    /// Rates of foreign currencies, as the officer recorded them.
    rates: Vec<RateView>,
    /// When and how the obligation ended.
    closed: Option<ClosedView>,
    /// Since when everything that was frozen is free again; null: something is not,
    /// nothing was ever frozen, or neither the obligation nor the case has ended.
    free_since: Option<At>,
    /// Once the obligation or the case has ended: the freezes that are waited for.
    not_free: Vec<NotFreeView>,
    /// How the debtor was told of the enforcement decision; null: not recorded.
    decision_notice: Option<DecisionNoticeView>,
    /// What left the accounts between receipt and freeze, in đồng: what
    /// institutions that did not freeze at once may answer for; null: hidden.
    left_between: Option<MoneyShown>,
    /// In the order of issue.
    freezes: Vec<FreezeView>,
    /// In the order of reports.
    holds: Vec<HoldView>,
    /// Deductions from income, in the order of issue.
    incomes: Vec<IncomeView>,
    /// Payments, in the order of issue.
    transfers: Vec<TransferView>,
    /// Releases, in the order of issue.
    lifts: Vec<LiftView>,
    /// What the asking side owes by a limit.
    duties: Vec<DutyView>,
    /// Freezes after which nobody has said yet when the grounds for coercion were
    /// complete.
    grounds: Vec<GroundsView>,
    /// Laws chosen for freezes; the last for each counts.
    law_choices: Vec<LawChoiceView>,
    /// Complaints, claims and flags, in the order they were recorded.
    objections: Vec<ObjectionView>,
    /// Parts that went to other agencies, in the order they went.
    delegations: Vec<DelegationView>,
    /// Notices of freezes served on the debtor.
    debtor_notices: Vec<DebtorNoticeView>,
    /// In the order they were posted.
    postings: Vec<PostingView>,
    /// Officers of other offices with a standing freeze on the same debtors: whom
    /// to call. Nothing else is told of their cases. Empty where `hidden`.
    neighbours: Vec<NeighbourView>,
}

/// Another office with a standing freeze on the same person.
#[derive(Serialize, ToSchema)]
#[schema(as = Neighbour)]
struct NeighbourView {
    /// The debtor, as a party of this case.
    debtor: Uuid,
    agency: NamedView,
    /// The officer's name.
    officer: String,
    /// The officer's address.
    email: String,
}

/// Balances of the books. Debits add, credits take away: the sum is nothing.
#[derive(Serialize, ToSchema)]
#[schema(as = Balances)]
struct BalancesView {
    principal: MoneyShown,
    interest: MoneyShown,
    /// Court and enforcement fees.
    fee: MoneyShown,
    /// Costs of coercion.
    cost: MoneyShown,
    /// The other side of what is owed.
    title: MoneyShown,
    received: MoneyShown,
    waived: MoneyShown,
    /// Money that arrived beyond the debt and must go back.
    suspense: MoneyShown,
    /// What other agencies are to enforce: owed there, not here.
    delegated: MoneyShown,
    /// What other agencies recovered.
    recovered: MoneyShown,
    /// What is still owed: principal, interest, fees and costs.
    outstanding: MoneyShown,
}

/// The sums of a case.
#[derive(Serialize, ToSchema)]
#[schema(as = Cap)]
struct CapView {
    /// Still owed by the books: confirmed payments are off.
    outstanding: MoneyShown,
    /// Paid by institutions, not confirmed.
    in_transit: MoneyShown,
    /// Ordered to be paid, not answered.
    reserved: MoneyShown,
    /// What a further deduction may take.
    open: MoneyShown,
    /// Frozen in all.
    frozen: MoneyShown,
    /// Taken from holds.
    deducted: MoneyShown,
    /// Freed.
    released: MoneyShown,
    /// Still frozen.
    remaining: MoneyShown,
    /// Being freed.
    lifting: MoneyShown,
    /// Frozen beyond what is owed and not being freed.
    excess: MoneyShown,
    /// Holds that count for nothing: value not known, or no rate recorded.
    unvalued: u32,
}

/// At which rate interest runs.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Interest)]
pub(crate) struct InterestView {
    /// Parts per million of the principal for a year of 365 days.
    ppm: u32,
    /// The day it is posted up to.
    posted_to: DayShown,
    /// Periods for which none runs.
    suspended: Vec<SuspendedView>,
}

/// A period for which no interest runs.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SuspendedInterest)]
struct SuspendedView {
    /// First day without interest.
    from: DayShown,
    /// Last day without; null: it still holds.
    to: Option<DayShown>,
    reason: String,
}

/// What a foreign currency is worth.
#[derive(Serialize, ToSchema)]
#[schema(as = RecordedRate)]
struct RateView {
    currency: CurrencyShown,
    /// Đồng for a million minor units.
    per_million: i64,
    day: DayShown,
    /// Who published it.
    source: String,
}

/// When and how the obligation ended.
#[derive(Serialize, ToSchema)]
#[schema(as = ObligationClosed)]
struct ClosedView {
    at: At,
    how: ObligationEndWord,
    reason: String,
}

/// A posting: `amount` from `credit` to `debit`. Never edited, only reversed.
#[derive(Serialize, ToSchema)]
#[schema(as = Posting)]
struct PostingView {
    id: Uuid,
    /// The day it counts from.
    day: DayShown,
    /// When it was posted.
    at: At,
    /// The account that gains.
    debit: BookWord,
    /// The account that gives.
    credit: BookWord,
    amount: MoneyShown,
    /// What for.
    note: String,
    /// Who posted it; null: the service itself.
    by: Option<Uuid>,
    /// The posting it takes back.
    reverses: Option<Uuid>,
    /// The payment that brought the money.
    transfer: Option<Uuid>,
}

/// What the asking side owes by a limit.
#[derive(Serialize, ToSchema)]
#[schema(as = Duty)]
pub(crate) struct DutyView {
    id: Uuid,
    kind: DutyKindWord,
    /// For which order; null: for the case.
    about: Option<Uuid>,
    rule: String,
    /// The article and the law it stands in; null: a service target.
    article: Option<String>,
    /// How well that is known; `policy`: no law says it.
    status: Option<StatusWord>,
    /// Late against what.
    layer: LayerWord,
    /// From when.
    start: At,
    /// Exclusive end; null: "immediately" has no number in law.
    due: Option<At>,
    state: DutyStateWord,
    /// Whether it is open and its limit has passed.
    late: bool,
    /// When it ended: by its evidence, where that was before it was written down.
    ended_at: Option<At>,
    /// What proves that it was met.
    proof: Option<String>,
    /// When the prosecutor said that the paper is there; null: it is no paper owed
    /// to him, or he has not said so.
    acknowledged_at: Option<At>,
    /// How much it is about; null: it is about no amount.
    amount: Option<MoneyShown>,
    /// Which objection waits for it.
    objection: Option<Uuid>,
    /// Of which payment it is; null: of none by itself.
    transfer: Option<Uuid>,
    /// How much of it went back; null: nothing, or it is about nothing that does.
    returned: Option<MoneyShown>,
}

impl MoneyView {
    pub(crate) const fn version(&self) -> i32 {
        self.version
    }

    /// As it is read; `on`: the planned day of a deduction.
    pub(crate) fn new(found: Found, (names, law): (&Names, &Law), now: Instant, on: Day) -> Self {
        let Found { mut ledger, cap, parts, hidden, contacts, day, later, freedom, holders } =
            found;
        let told = (hidden, law, names);
        let objections = ledger.objections.iter();
        let objections = objections.map(|one| ObjectionView::new(one, &ledger, told)).collect();
        let suspended: HashSet<HoldId> =
            ledger.holds.iter().filter(|one| ledger.is_suspended(one)).map(|one| one.id).collect();
        let now = day.map_or(now, |day| last_instant(day).min(now));
        let expected = day.is_none().then(|| ledger.expected(on).into());
        let balances_by_now = day.map(|_| with(ledger.balances, &later).into());
        let decision_notice = DecisionNoticeView::of(&ledger, law, hidden);
        let left_between = (!hidden).then(|| dong(ledger.left_between()));
        let grounds = GroundsView::all(&ledger, law);
        let incomes = ledger.incomes.iter();
        let incomes = incomes.map(|one| IncomeView::new(one, &ledger, names)).collect();
        let freezes = freezes(&mut ledger, names);
        Self {
            case: ledger.case.0,
            version: ledger.version,
            hidden,
            as_of: day.map(Shown),
            balances: ledger.balances.into(),
            later: later.into_iter().map(Into::into).collect(),
            balances_by_now,
            cap: cap.into(),
            owed_parts: parts.map(Shown),
            expected,
            interest: ledger.interest.map(Into::into),
            rates: ledger.rates.into_iter().map(Into::into).collect(),
            closed: ledger.closed.map(Into::into),
            free_since: at(freedom.as_ref().and_then(|one| one.since)),
            not_free: NotFreeView::all(freedom.as_ref(), names),
            decision_notice,
            left_between,
            grounds,
            law_choices: ledger.choices.into_iter().map(Into::into).collect(),
            freezes,
            holds: ledger
                .holds
                .into_iter()
                .map(|one| {
                    let holder = holders.get(&one.id).copied();
                    HoldView::new(one, (names, law), &suspended, holder)
                })
                .collect(),
            incomes,
            transfers: ledger
                .transfers
                .into_iter()
                .map(|one| TransferView::new(one, names))
                .collect(),
            lifts: ledger.lifts.into_iter().map(|one| LiftView::new(one, law)).collect(),
            duties: ledger.duties.into_iter().map(|one| DutyView::new(one, law, now)).collect(),
            objections,
            delegations: DelegationView::all(ledger.delegations, names),
            debtor_notices: (ledger.notices.into_iter())
                .map(|one| DebtorNoticeView::new(one, hidden))
                .collect(),
            postings: ledger.postings.into_iter().map(Into::into).collect(),
            neighbours: contacts.into_iter().map(|one| NeighbourView::new(one, names)).collect(),
        }
    }
}

/// Freezes with their notices, taken out of the ledger.
fn freezes(ledger: &mut Ledger, names: &Names) -> Vec<FreezeView> {
    let freezes = std::mem::take(&mut ledger.freezes).into_iter();
    let shown = freezes.map(|one| {
        let notice = ledger.notices.iter().find(|notice| notice.instrument == one.instrument);
        FreezeView::new(one, &ledger.holds, names, notice)
    });
    shown.collect()
}

/// The last instant of a day in Hà Nội: what is due at its end is late after it.
fn last_instant(day: Day) -> Instant {
    Zone::HANOI.end_of(day).plus_micros(-1)
}

/// Balances with more postings.
fn with(mut balances: Balances, more: &[Posting]) -> Balances {
    for one in more {
        balances.post(one);
    }
    balances
}

impl NeighbourView {
    fn new(one: Contact, names: &Names) -> Self {
        let Contact { debtor, agency, name, email, .. } = one;
        Self { debtor: debtor.0, agency: names.agency(agency), officer: name, email }
    }
}

impl From<Balances> for BalancesView {
    fn from(all: Balances) -> Self {
        let of = |book| dong(all.of(book));
        Self {
            principal: of(Book::Principal),
            interest: of(Book::Interest),
            fee: of(Book::Fee),
            cost: of(Book::Cost),
            title: of(Book::Title),
            received: of(Book::Received),
            waived: of(Book::Waived),
            suspense: of(Book::Suspense),
            delegated: of(Book::Delegated),
            recovered: of(Book::Recovered),
            outstanding: dong(all.outstanding()),
        }
    }
}

impl From<Cap> for CapView {
    fn from(cap: Cap) -> Self {
        Self {
            outstanding: dong(cap.outstanding),
            in_transit: dong(cap.in_transit),
            reserved: dong(cap.reserved),
            open: dong(cap.open),
            frozen: dong(cap.frozen),
            deducted: dong(cap.deducted),
            released: dong(cap.released),
            remaining: dong(cap.remaining),
            lifting: dong(cap.lifting),
            excess: dong(cap.excess),
            unvalued: cap.unvalued,
        }
    }
}

impl From<Interest> for InterestView {
    fn from(one: Interest) -> Self {
        let suspended = one.suspended.into_iter().map(|Suspended { from, to, reason }| {
            SuspendedView { from: Shown(from), to: to.map(Shown), reason }
        });
        Self { ppm: one.ppm, posted_to: Shown(one.posted_to), suspended: suspended.collect() }
    }
}

impl From<Rate> for RateView {
    fn from(one: Rate) -> Self {
        let Rate { currency, per_million, day, source } = one;
        Self { currency: Shown(currency), per_million, day: Shown(day), source }
    }
}

impl From<Closed> for ClosedView {
    fn from(one: Closed) -> Self {
        Self { at: Shown(one.at), how: Shown(one.how), reason: one.reason }
    }
}

impl From<Posting> for PostingView {
    fn from(one: Posting) -> Self {
        Self {
            id: one.id.0,
            day: Shown(one.day),
            at: Shown(one.at),
            debit: Shown(one.debit),
            credit: Shown(one.credit),
            amount: dong(one.amount),
            note: one.note,
            by: match one.by {
                Who::Person(id) => Some(id.0),
                Who::Client(id) => Some(id.0),
                Who::System => None,
            },
            reverses: one.reverses.map(|id| id.0),
            transfer: one.transfer.map(|id| id.0),
        }
    }
}

impl DutyView {
    pub(crate) fn new(one: Duty, law: &Law, now: Instant) -> Self {
        let (article, status) = of_rule(law, &one.rule, one.start);
        Self {
            id: one.id.0,
            kind: Shown(one.kind),
            about: one.about.map(|id| id.0),
            rule: one.rule.to_string(),
            article,
            status,
            layer: Shown(one.layer),
            start: Shown(one.start),
            due: at(one.due),
            state: Shown(one.state),
            late: one.is_open() && one.due.is_some_and(|due| due <= now),
            ended_at: at(one.ended_at),
            proof: one.proof,
            acknowledged_at: at(one.acknowledged.map(|said| said.at)),
            amount: (one.amount != 0).then(|| dong(one.amount)),
            objection: one.objection.map(|id| id.0),
            transfer: one.transfer.map(|id| id.0),
            returned: (one.returned != 0).then(|| dong(one.returned)),
        }
    }
}
