//! What the service proposes: what leaves exactly the cap frozen.

use super::money::dong;
use super::shown::{MoneyShown, OrderWritten, Shown};
use engine::id::PartyId;
use engine::inforce::Law;
use engine::ledger::{DutyKind, Ledger, ObligationEnd, proposal};
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
    /// Orders as they may be filed, one for each debtor and kind; the number and
    /// date of the decision are still to be given.
    orders: Vec<OrderWritten>,
}

impl ProposalView {
    /// What is proposed for a case, `expected` đồng of interest left frozen.
    pub(crate) fn new(ledger: &Ledger, expected: i64, law: &Law, now: Instant) -> Self {
        let excess = dong(proposal(ledger, expected).excess);
        let orders = orders(ledger, expected, law, now).into_iter().map(Shown).collect();
        Self { excess, orders }
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
