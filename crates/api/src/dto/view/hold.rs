//! Freezes, holds, and the money on its way from them.

use super::basis::of_ground;
use super::directory::{NamedView, Names};
use super::money::dong;
use super::shown::{
    AccountKindWord, AccountNumberShown, At, DayShown, FreezeEndWord, HolderWord, MoneyShown,
    MonthShown, Shown, StatusWord, TransferStateWord, at,
};
use crate::dto::findings::CareContent;
use engine::execution::Care;
use engine::id::HoldId;
use engine::identity::Holder;
use engine::inforce::Law;
use engine::ledger::{
    Arrival, Capture, DebtorNotice, Ended, Freeze, Hold, Lift, Retarget, Transfer,
};
use engine::money::{Currency, Money};
use serde::Serialize;
use std::collections::HashSet;
use utoipa::ToSchema;
use uuid::Uuid;

/// One institution's share of a freeze: it lasts though nothing was caught yet.
#[derive(Serialize, ToSchema)]
#[schema(as = Freeze)]
pub(crate) struct FreezeView {
    /// The item that ordered it: how releases and amendments name it.
    item: Uuid,
    demand: Uuid,
    /// The order.
    instrument: Uuid,
    institution: NamedView,
    /// Whose money.
    debtor: Uuid,
    /// Up to how much.
    target: MoneyShown,
    /// Asked for by minutes, the decision still to come.
    by_minutes: bool,
    /// Every account of the debtor, or those named.
    everything: bool,
    /// Those named: by the order, or by an amendment since.
    accounts: Vec<AccountNumberShown>,
    asked_at: At,
    /// When the institution reported that it stands.
    standing_since: Option<At>,
    /// When and why it ended.
    ended: Option<EndedView>,
    /// A new target that is on its way.
    retarget: Option<RetargetView>,
    /// What it caught later.
    captures: Vec<CaptureView>,
    /// When the debtor was told of it.
    debtor_told: Option<At>,
    /// Until when it may be complained of, exclusive; null: the debtor was not told.
    complaint_until: Option<At>,
}

/// When and why a freeze ended.
#[derive(Serialize, ToSchema)]
#[schema(as = FreezeEnded)]
struct EndedView {
    at: At,
    why: FreezeEndWord,
}

/// A new target on its way to the institution.
#[derive(Serialize, ToSchema)]
#[schema(as = Retarget)]
struct RetargetView {
    /// The item that ordered it.
    item: Uuid,
    target: MoneyShown,
}

/// Money a standing freeze caught later.
#[derive(Serialize, ToSchema)]
#[schema(as = Capture)]
struct CaptureView {
    /// The institution's own name for it.
    reference: String,
    at: At,
    /// Into which holds.
    caught: Vec<CaughtView>,
    /// Whether an order that ranks before on the account had room for it.
    out_of_turn: bool,
}

/// What one hold gained.
#[derive(Serialize, ToSchema)]
#[schema(as = Caught)]
struct CaughtView {
    hold: Uuid,
    amount: MoneyShown,
}

/// One order on one account: what is frozen there and what became of it.
#[derive(Serialize, ToSchema)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
#[schema(as = Hold)]
pub(crate) struct HoldView {
    id: Uuid,
    /// The freeze it belongs to: its item.
    freeze: Uuid,
    institution: NamedView,
    account: AccountNumberShown,
    kind: AccountKindWord,
    /// Everything is frozen and its value is not known: nothing in sums.
    all_unknown: bool,
    /// Others hold the account too.
    joint: bool,
    /// The order does not name the account: nothing is taken there, and it is to be
    /// free again.
    beyond_order: bool,
    /// What the institution says of the account beside amounts.
    #[schema(value_type = CareContent)]
    care: Care,
    /// Whose it is by the identifier that the institution holds: the debtor's,
    /// somebody else's, or not known.
    holder: HolderWord,
    /// What may not be deducted by law.
    protected: MoneyShown,
    /// Of which the debtor's minimum of living, set in one account only.
    minimum: MoneyShown,
    /// By which grounds: the higher word of the two sides counts for each.
    protections: Vec<ProtectionView>,
    /// How many orders rank before this one.
    ranks_before: u16,
    /// What was frozen in all.
    frozen: MoneyShown,
    /// What was taken from it.
    deducted: MoneyShown,
    /// What was freed.
    released: MoneyShown,
    /// What is still frozen.
    remaining: MoneyShown,
    /// What an issued deduction waits for.
    reserved: MoneyShown,
    /// What an issued release waits for.
    lifting: MoneyShown,
    /// What no order waits for.
    free: MoneyShown,
    /// What may be taken: free and not protected.
    deductible: MoneyShown,
    /// Whether nothing is deducted because somebody objects.
    suspended: bool,
    /// Balance when the order was received.
    at_receipt: Option<MoneyShown>,
    /// Balance when it was frozen.
    at_freeze: Option<MoneyShown>,
    /// What left the account in between.
    left_between: Option<MoneyShown>,
    /// When it was reported.
    opened_at: At,
}

/// What of a hold may not be deducted on one ground, by the word of one side.
#[derive(Serialize, ToSchema)]
#[schema(as = HoldProtection)]
struct ProtectionView {
    /// A code of the shipped list of exemptions; null: the institution named none.
    ground: Option<String>,
    /// The article it stands on.
    article: Option<String>,
    /// How well that is known; `policy`: no law says it.
    status: Option<StatusWord>,
    /// Whether the institution said so, or the officer.
    by_institution: bool,
    amount: MoneyShown,
}

/// A payment to the agency: from a hold, ordered without a freeze, or a month of an
/// income.
#[derive(Serialize, ToSchema)]
#[schema(as = Transfer)]
pub(crate) struct TransferView {
    id: Uuid,
    /// The item that ordered it.
    item: Uuid,
    demand: Uuid,
    /// From which hold; null: from no freeze.
    hold: Option<Uuid>,
    /// Who pays, where no hold says it.
    institution: Option<NamedView>,
    /// The month of an income it was taken from; null: from none.
    month: Option<MonthShown>,
    /// To which registered account.
    payee: Uuid,
    state: TransferStateWord,
    ordered: MoneyShown,
    /// How much the institution says it paid.
    paid: MoneyShown,
    /// How much arrived.
    arrived: MoneyShown,
    /// The institution's reference of the payment.
    reference: Option<String>,
    /// The day the money counts from, as the institution says.
    value_day: Option<DayShown>,
    /// How much of it is above what may be taken of its month.
    beyond: MoneyShown,
    /// How much of it went back to whom it was taken from.
    returned: MoneyShown,
    /// What was confirmed.
    arrivals: Vec<ArrivalView>,
    /// Less arrived than was reported, and somebody says that no more will come.
    shortfall: Option<ShortfallView>,
}

/// What is missing of a payment.
#[derive(Serialize, ToSchema)]
#[schema(as = Shortfall)]
struct ShortfallView {
    /// How much did not come when it was said.
    missing: MoneyShown,
    /// Why: what the institution or the treasury said.
    reason: String,
    at: At,
    /// Whether another person has confirmed it.
    confirmed: bool,
}

/// Money of a payment that arrived.
#[derive(Serialize, ToSchema)]
#[schema(as = Arrival)]
struct ArrivalView {
    /// The statement's reference.
    reference: String,
    amount: MoneyShown,
    /// The day it counts from.
    day: Option<DayShown>,
    /// Whether a line of a statement says so, not only a person.
    stated: bool,
}

/// A release on its way to an institution, or done.
#[derive(Serialize, ToSchema)]
#[schema(as = Lift)]
pub(crate) struct LiftView {
    /// The item that ordered it.
    item: Uuid,
    /// Of which freeze or deduction from income: its item.
    freeze: Uuid,
    /// From which hold; null: the whole freeze.
    hold: Option<Uuid>,
    /// On which ground.
    ground: String,
    /// The article it stands on.
    article: Option<String>,
    /// How well that is known; `policy`: no law says it.
    status: Option<StatusWord>,
    /// Whether the institution has answered, or the release was taken back.
    done: bool,
}

impl FreezeView {
    /// A freeze among the holds of its case.
    pub(crate) fn new(
        one: Freeze,
        holds: &[Hold],
        names: &Names,
        notice: Option<&DebtorNotice>,
    ) -> Self {
        let captures = one.captures.into_iter().map(|capture| CaptureView::new(capture, holds));
        Self {
            item: one.item.0,
            demand: one.demand.0,
            instrument: one.instrument.0,
            institution: names.institution(one.institution),
            debtor: one.debtor.0,
            target: dong(one.target),
            by_minutes: one.by_minutes,
            everything: one.everything,
            accounts: one.accounts.into_iter().map(Shown).collect(),
            asked_at: Shown(one.asked_at),
            standing_since: at(one.standing_since),
            ended: one.ended.map(|Ended { at, why }| EndedView { at: Shown(at), why: Shown(why) }),
            retarget: one.retarget.map(|Retarget { item, target }| RetargetView {
                item: item.0,
                target: dong(target),
            }),
            captures: captures.collect(),
            debtor_told: at(notice.map(|notice| notice.at)),
            complaint_until: at(notice.and_then(|one| Some(one.filing.as_ref()?.until))),
        }
    }
}

impl CaptureView {
    fn new(one: Capture, holds: &[Hold]) -> Self {
        let caught = one.caught.into_iter().map(|(id, minor)| {
            let hold = holds.iter().find(|hold| hold.id == id);
            let currency = hold.map_or(Currency::VND, |hold| hold.currency);
            CaughtView { hold: id.0, amount: Shown(Money::new(minor, currency)) }
        });
        Self {
            reference: one.reference,
            at: Shown(one.at),
            caught: caught.collect(),
            out_of_turn: one.out_of_turn,
        }
    }
}

impl HoldView {
    pub(crate) fn new(
        one: Hold,
        (names, law): (&Names, &Law),
        suspended: &HashSet<HoldId>,
        holder: Option<Holder>,
    ) -> Self {
        let money = |minor| Shown(Money::new(minor, one.currency));
        let protections = one.protections.iter().map(|word| {
            let (article, status) = of_ground(&law.grounds().exemption, &word.ground);
            ProtectionView {
                ground: Some(word.ground.clone()).filter(|code| !code.is_empty()),
                article,
                status,
                by_institution: word.by_institution,
                amount: money(word.amount),
            }
        });
        Self {
            suspended: suspended.contains(&one.id),
            id: one.id.0,
            freeze: one.freeze.0,
            institution: names.institution(one.institution),
            kind: Shown(one.kind),
            all_unknown: one.all_unknown,
            joint: one.joint,
            beyond_order: one.beyond_order,
            protected: money(one.protected),
            minimum: money(one.minimum),
            protections: protections.collect(),
            ranks_before: one.ranks_before,
            frozen: money(one.frozen),
            deducted: money(one.deducted),
            released: money(one.released),
            remaining: money(one.remaining()),
            reserved: money(one.reserved),
            lifting: money(one.lifting),
            free: money(one.free()),
            deductible: money(one.deductible()),
            at_receipt: one.at_receipt.map(money),
            at_freeze: one.at_freeze.map(money),
            left_between: one.left_between.map(money),
            opened_at: Shown(one.opened_at),
            account: Shown(one.account),
            care: one.care,
            holder: Shown(holder.unwrap_or(Holder::Unknown)),
        }
    }
}

impl TransferView {
    pub(crate) fn new(one: Transfer, names: &Names) -> Self {
        let arrivals = one.arrivals.into_iter().map(|one: Arrival| ArrivalView {
            reference: one.reference,
            amount: dong(one.amount),
            day: one.day.map(Shown),
            stated: one.stated,
        });
        let shortfall = one.shortfall.map(|said| ShortfallView {
            missing: dong(said.missing),
            reason: said.reason,
            at: Shown(said.at),
            confirmed: said.confirmed_by.is_some(),
        });
        Self {
            id: one.id.0,
            item: one.item.0,
            demand: one.demand.0,
            hold: one.hold.map(|id| id.0),
            institution: one.institution.map(|id| names.institution(id)),
            month: one.month.map(Shown),
            payee: one.payee.0,
            state: Shown(one.state),
            ordered: dong(one.ordered),
            paid: dong(one.paid),
            arrived: dong(one.arrived),
            reference: one.reference,
            value_day: one.value_day.map(Shown),
            beyond: dong(one.beyond),
            returned: dong(one.returned),
            arrivals: arrivals.collect(),
            shortfall,
        }
    }
}

impl LiftView {
    pub(crate) fn new(one: Lift, law: &Law) -> Self {
        let (article, status) = of_ground(&law.grounds().lift, &one.ground);
        Self {
            item: one.item.0,
            freeze: one.freeze.0,
            hold: one.hold.map(|id| id.0),
            ground: one.ground,
            article,
            status,
            done: one.done,
        }
    }
}
