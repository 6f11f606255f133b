//! Ủy thác thi hành án: a part of what is owed goes to another agency, which enforces
//! it in a case of its own, and what it did not recover comes back.
//!
//! What is delegated is owed there and not here: no đồng is enforced by both, and each
//! agency's cap is its own.

use crate::case::{ObligationKind, ObligationLine};
use crate::id::{AgencyId, CaseId, DelegationId, UserId};
use crate::ledger::{Balances, Book, Interest, Sides};
use crate::money::Money;
use crate::order::Numbered;
use crate::time::Instant;
use serde::{Deserialize, Serialize};

/// Parts of a debt, in đồng.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Parts {
    /// The sum adjudged.
    pub principal: i64,
    /// Interest up to the day of the act.
    pub interest: i64,
    /// Court and enforcement fees.
    pub fees: i64,
    /// Costs of coercion.
    pub costs: i64,
}

impl Parts {
    /// What is owed by the books.
    pub const fn owed(balances: &Balances) -> Self {
        Self {
            principal: balances.principal,
            interest: balances.interest,
            fees: balances.fee,
            costs: balances.cost,
        }
    }

    /// Each with its book, in the order of the books.
    pub const fn by_book(&self) -> [(Book, i64); 4] {
        [
            (Book::Principal, self.principal),
            (Book::Interest, self.interest),
            (Book::Fee, self.fees),
            (Book::Cost, self.costs),
        ]
    }

    /// Their sum.
    pub fn total(&self) -> i64 {
        crate::ledger::total(self.by_book().into_iter().map(|(_, amount)| amount))
    }

    /// How they leave the books for another agency's.
    pub(crate) fn leaving(&self) -> Vec<Sides> {
        let sides = self.by_book().into_iter();
        sides.map(|(book, amount)| (Book::Delegated, book, amount)).collect()
    }

    /// How they come back into them.
    pub(crate) fn coming(&self) -> Vec<Sides> {
        let sides = self.by_book().into_iter();
        sides.map(|(book, amount)| (book, Book::Delegated, amount)).collect()
    }

    /// What a case opened for them says is owed.
    pub fn lines(&self) -> Vec<ObligationLine> {
        let kind = |book| match book {
            Book::Interest => ObligationKind::Interest,
            Book::Fee => ObligationKind::Fee,
            Book::Cost => ObligationKind::CoercionCost,
            _ => ObligationKind::Principal,
        };
        let owed = self.by_book().into_iter().filter(|(_, amount)| *amount > 0);
        owed.map(|(book, amount)| ObligationLine {
            kind: kind(book),
            amount: Money::vnd(amount),
            note: None,
        })
        .collect()
    }
}

/// What a decision to delegate says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DelegationContent {
    /// The agency that is to enforce.
    pub to: AgencyId,
    /// Number and date.
    pub decision: Numbered,
    /// What goes there; none: all that is owed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parts: Option<Parts>,
    /// Why, and what the other agency should know: where the debtor's assets are.
    pub reason: String,
}

/// What the agency that accepts decides: the case it opens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acceptance {
    /// The case's number there.
    pub number: String,
    /// Its officer.
    pub officer: UserId,
    /// Number and date of its own enforcement decision.
    pub decision: Numbered,
}

/// Where a delegation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DelegationState {
    /// The other agency has not said anything.
    Offered,
    /// It enforces.
    Accepted,
    /// It sent the decision back: a manifest error in competence or content.
    Declined,
    /// It was taken back before it was accepted.
    Withdrawn,
    /// It is done there: what was not recovered came back.
    Returned,
}

impl DelegationState {
    /// Whether a part of the debt is with the other agency.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Offered | Self::Accepted)
    }
}

/// A part of a case's debt that is, or was, another agency's to enforce.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delegation {
    /// Its id.
    pub id: DelegationId,
    /// The agency that is to enforce.
    pub to: AgencyId,
    /// Number and date of the decision.
    pub decision: Numbered,
    /// What went there.
    pub parts: Parts,
    /// The interest that goes on there, on the principal that went.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interest: Option<Interest>,
    /// Why.
    pub reason: String,
    /// When it was offered: from when its limit runs.
    pub at: Instant,
    /// Where it stands.
    pub state: DelegationState,
    /// The case it came to there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<CaseId>,
    /// How it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<DelegationEnd>,
}

/// How a delegation ended. What was grown there and what went there is what was
/// recovered there and what came back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DelegationEnd {
    /// When.
    pub at: Instant,
    /// Why.
    pub reason: String,
    /// What the debt grew by meanwhile, in đồng: interest and charges less what was
    /// waived.
    pub grown: i64,
    /// What was recovered there, in đồng.
    pub recovered: i64,
    /// What came back.
    pub returned: Parts,
}

impl DelegationEnd {
    /// How it changes the books it came from: first what it grew by, then what was
    /// recovered, then what comes back; nothing of it is left with the other agency.
    pub(crate) fn sides(&self) -> Vec<Sides> {
        let grown = if self.grown < 0 {
            (Book::Waived, Book::Delegated, self.grown.saturating_neg())
        } else {
            (Book::Delegated, Book::Title, self.grown)
        };
        let mut sides = vec![grown, (Book::Recovered, Book::Delegated, self.recovered)];
        sides.extend(self.returned.coming());
        sides
    }
}

impl Balances {
    /// What the debt of a case came to that was opened for a delegated part: what it
    /// grew by and what was recovered. Nothing may be in suspense.
    pub(crate) const fn came_to(&self, share: i64) -> (i64, i64) {
        let charged = self.title.saturating_neg();
        let recovered = self.received.saturating_add(self.recovered);
        (charged.saturating_sub(self.waived).saturating_sub(share), recovered)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ALLOCATION: [Book; 4] = [Book::Cost, Book::Fee, Book::Principal, Book::Interest];

    /// What becomes of the debt where it is.
    #[derive(Clone, Debug)]
    enum Act {
        Charge(usize, i64),
        Waive(usize, i64),
        Pay(i64),
    }

    impl Act {
        /// As the engine decides it: no part falls below nothing, and nothing is paid
        /// beyond the debt.
        fn on(&self, books: &mut Balances) {
            let sides = match *self {
                Self::Charge(book, amount) => vec![(ALLOCATION[book], Book::Title, amount)],
                Self::Waive(book, amount) => {
                    let book = ALLOCATION[book];
                    vec![(Book::Waived, book, amount.min(books.of(book)))]
                }
                Self::Pay(amount) => books.paying(amount.min(books.outstanding()), &ALLOCATION),
            };
            for sides in sides {
                books.take(sides);
            }
        }
    }

    fn acts() -> impl Strategy<Value = Vec<Act>> {
        let act = prop_oneof![
            (0_usize..4, 0_i64..1_000).prop_map(|(book, much)| Act::Charge(book, much)),
            (0_usize..4, 0_i64..1_000).prop_map(|(book, much)| Act::Waive(book, much)),
            (0_i64..1_000).prop_map(Act::Pay),
        ];
        prop::collection::vec(act, 0..12)
    }

    fn sum(books: &Balances) -> i64 {
        let Balances { principal, interest, fee, cost, title, received, .. } = *books;
        let Balances { waived, suspense, delegated, recovered, .. } = *books;
        let owed = principal + interest + fee + cost;
        owed + title + received + waived + suspense + delegated + recovered
    }

    proptest! {
        /// Whatever happens there and here meanwhile, no đồng is owed twice and none is
        /// lost: what is owed in the end is what was owed, with what it grew by on both
        /// sides, less what was paid on both.
        #[test]
        fn a_debt_that_goes_and_comes_back_is_the_same_debt(
            before in acts(), there in acts(), here in acts(), share in 1_i64..=8,
        ) {
            let mut ours = Balances::default();
            for act in &before {
                act.on(&mut ours);
            }
            let owed = Parts::owed(&ours);
            let part = |amount: i64| amount * share / 8;
            let parts = Parts {
                principal: part(owed.principal),
                interest: part(owed.interest),
                fees: part(owed.fees),
                costs: part(owed.costs),
            };
            let was = ours.outstanding();
            for sides in parts.leaving() {
                ours.take(sides);
            }
            prop_assert_eq!(ours.outstanding() + parts.total(), was, "it is owed once");

            let mut theirs = Balances::stated(&parts.lines(), &ALLOCATION);
            prop_assert_eq!(Parts::owed(&theirs), parts);
            for act in &there {
                act.on(&mut theirs);
            }
            for act in &here {
                act.on(&mut ours);
            }
            let left = ours.outstanding();

            let returned = Parts::owed(&theirs);
            let (grown, recovered) = theirs.came_to(parts.total());
            prop_assert_eq!(parts.total() + grown, recovered + returned.total());
            for sides in returned.leaving() {
                theirs.take(sides);
            }
            let end = DelegationEnd {
                at: Instant::from_seconds(0),
                reason: String::new(),
                grown,
                recovered,
                returned,
            };
            for sides in end.sides() {
                ours.take(sides);
            }
            prop_assert_eq!(theirs.outstanding(), 0, "nothing is owed there");
            prop_assert_eq!(ours.outstanding(), left + returned.total());
            prop_assert_eq!((ours.delegated, ours.recovered), (0, recovered));
            prop_assert_eq!((sum(&ours), sum(&theirs)), (0, 0));
        }
    }
}
