//! What the service proposes: what leaves exactly the cap frozen.

use super::money::dong;
use super::shown::{DayShown, MoneyShown, OrderWritten, Shown};
use engine::id::PartyId;
use engine::inforce::Law;
use engine::ledger::{DutyKind, Expected, Ledger, ObligationEnd, proposal};
use engine::order::{AmendLine, Order, OrderContent, ReleaseLine};
use engine::time::Instant;
use serde::Serialize;
use utoipa::ToSchema;

/// The ground of a release of what is frozen beyond the debt.
const EXCESS: &str = "excess";

/// What would leave exactly the cap.
#[derive(Serialize, ToSchema)]
#[schema(as = Proposal)]
pub(crate) struct ProposalView {
    /// The excess it removes; nothing: there is nothing to propose.
    excess: MoneyShown,
    /// What a deduction on the planned day must bring.
    expected: ExpectedView,
    /// Orders as they may be filed, one for each debtor and kind; the number and
    /// date of the decision are still to be given.
    orders: Vec<OrderWritten>,
}

/// What a deduction on a planned day must bring.
#[derive(Serialize, ToSchema)]
#[schema(as = ExpectedDebt)]
pub(crate) struct ExpectedView {
    /// The planned day.
    on: DayShown,
    /// Late interest that will have run by then and is not posted.
    interest: MoneyShown,
    /// What is owed and that interest, less what institutions say they have paid.
    needed: MoneyShown,
}

impl From<Expected> for ExpectedView {
    fn from(one: Expected) -> Self {
        Self { on: Shown(one.on), interest: dong(one.interest), needed: dong(one.needed) }
    }
}

impl ProposalView {
    /// What is proposed for a case, the interest expected left frozen.
    pub(crate) fn new(ledger: &Ledger, expected: Expected, law: &Law, now: Instant) -> Self {
        let interest = expected.interest;
        let excess = dong(proposal(ledger, interest).excess);
        let expected = expected.into();
        let orders = orders(ledger, interest, law, now).into_iter().map(Shown).collect();
        Self { excess, expected, orders }
    }
}

/// What would leave exactly the cap frozen, as contents of orders: one for each
/// debtor and kind, without a decision.
pub(crate) fn orders(ledger: &Ledger, expected: i64, law: &Law, now: Instant) -> Vec<OrderContent> {
    let found = proposal(ledger, expected);
    let grounds = &law.grounds().lift;
    // Nothing is owed any more: what stands is lifted for that.
    let ground = match ledger.closed.as_ref().map(|closed| closed.how) {
        None => EXCESS,
        Some(ObligationEnd::Paid) => "paid",
        Some(ObligationEnd::Terminated | ObligationEnd::Annulled) => "terminated",
    };
    let legal_basis = grounds.get(ground).map(|ground| ground.article.clone()).unwrap_or_default();
    let arose_at = ledger.open_duties(DutyKind::Lift).map(|duty| duty.start).min();
    let arose_at = arose_at.unwrap_or(now);
    let order = |debtor, order| {
        let legal_basis = legal_basis.clone();
        OrderContent { debtor, decision: None, legal_basis, sealed_to: Vec::new(), order }
    };
    let of = |item| ledger.freeze(item).map(|freeze| freeze.debtor);
    let releases = by_debtor(found.release, |line: &ReleaseLine| of(line.freeze));
    let amends = by_debtor(found.amend, |line: &AmendLine| of(line.freeze));
    let releases = releases.into_iter().map(|(debtor, lines)| {
        order(debtor, Order::Release { ground: ground.to_owned(), arose_at, lines })
    });
    let amends = amends.into_iter().map(|(debtor, lines)| order(debtor, Order::Amend { lines }));
    releases.chain(amends).collect()
}

/// Lines by debtor, in the order they come.
fn by_debtor<T>(lines: Vec<T>, debtor: impl Fn(&T) -> Option<PartyId>) -> Vec<(PartyId, Vec<T>)> {
    let mut groups: Vec<(PartyId, Vec<T>)> = Vec::new();
    for line in lines {
        let Some(debtor) = debtor(&line) else { continue };
        match groups.iter_mut().find(|(known, _)| *known == debtor) {
            Some((_, lines)) => lines.push(line),
            None => groups.push((debtor, vec![line])),
        }
    }
    groups
}
