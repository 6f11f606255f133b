//! Before freezing: which accounts would do, and what freezing everywhere costs.

use super::directory::{NamedView, Names};
use super::money::dong;
use super::shown::{AccountKindWord, AccountNumberShown, MoneyShown, OrderWritten, Shown};
use engine::id::InstitutionId;
use engine::identity::AccountNumber;
use engine::ledger::{Candidate, Choice};
use engine::money::Money;
use engine::order::{FreezeAt, Order, OrderContent};
use locale::{Lang, text};
use serde::Serialize;
use store::read::HarmView as Found;
use utoipa::ToSchema;

/// The text of the rule a freeze rests on, as it is printed.
const BASIS: &str = "order-basis-freeze";

/// Which accounts to freeze for a debt with the least harm.
#[derive(Serialize, ToSchema)]
#[schema(as = LeastHarm)]
pub(crate) struct HarmView {
    /// What may still be frozen for: the open cap of the case.
    debt: MoneyShown,
    /// What the accounts below cover of it.
    covered: MoneyShown,
    /// Accounts in the order they are taken: money at call before terms, the
    /// debtor's own before shared, salary, pension and pledged accounts last.
    accounts: Vec<ChosenView>,
    /// How many accounts the answers named.
    named: usize,
    /// What would be frozen beyond the debt, if every institution froze up to it:
    /// allowed by law, and to be lifted again.
    beyond_if_everywhere: MoneyShown,
    /// The same of the order below: each institution is asked for all that is owed.
    beyond_if_ordered: MoneyShown,
    /// The freeze as it may be filed; number and date of the decision are still to
    /// be given. Null: nothing that was named would do.
    order: Option<OrderWritten>,
}

/// An account to freeze.
#[derive(Serialize, ToSchema)]
#[schema(as = ChosenAccount)]
struct ChosenView {
    institution: NamedView,
    account: AccountNumberShown,
    kind: AccountKindWord,
    /// What the institution said is on it.
    balance: Option<MoneyShown>,
    /// What it adds to the cover.
    covers: MoneyShown,
}

impl HarmView {
    pub(crate) fn new(found: &Found, names: &Names) -> Self {
        let chosen = |choice: &Choice| {
            let Candidate { institution, account } = found.candidates.get(choice.candidate)?;
            Some(ChosenView {
                institution: names.institution(*institution),
                account: Shown(account.number.clone()),
                kind: Shown(account.kind),
                balance: account.balance.map(Shown),
                covers: dong(choice.covers),
            })
        };
        Self {
            debt: dong(found.debt),
            covered: dong(found.choices.iter().map(|one| one.covers).sum()),
            accounts: found.choices.iter().filter_map(chosen).collect(),
            named: found.candidates.len(),
            beyond_if_everywhere: dong(found.beyond),
            beyond_if_ordered: dong(found.beyond_chosen),
            order: order(found).map(Shown),
        }
    }
}

/// The freeze that is proposed, without a decision.
pub(crate) fn order(found: &Found) -> Option<OrderContent> {
    let mut places: Vec<(InstitutionId, Vec<AccountNumber>)> = Vec::new();
    let chosen = found.choices.iter().filter_map(|one| found.candidates.get(one.candidate));
    for Candidate { institution, account } in chosen {
        match places.iter_mut().find(|(known, _)| known == institution) {
            Some((_, accounts)) => accounts.push(account.number.clone()),
            None => places.push((*institution, vec![account.number.clone()])),
        }
    }
    let at = places.into_iter().map(|(institution, accounts)| FreezeAt { institution, accounts });
    let at: Vec<FreezeAt> = at.collect();
    (!at.is_empty()).then(|| OrderContent {
        debtor: found.debtor,
        decision: None,
        legal_basis: text(Lang::Vi, BASIS, &[]),
        sealed_to: Vec::new(),
        order: Order::Freeze {
            owed: Money::vnd(found.debt),
            parts: found.parts,
            urgent: false,
            at,
        },
    })
}
