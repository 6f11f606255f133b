//! What is owed by its parts, as the books have it: what a freeze may state.

use super::{Book, Ledger, Posting};
use crate::case::{ObligationKind, ObligationLine};
use crate::money::{Currency, Money};
use crate::order::OwedParts;

/// A part of the debt without what was paid of it, in đồng.
#[derive(Clone, Copy, Default)]
struct Part {
    /// Charged, less what was waived.
    charged: i64,
    /// Paid of it.
    paid: i64,
}

impl Part {
    fn of(book: Book, postings: &[Posting]) -> Self {
        let mut part = Self::default();
        for posting in postings {
            let (other, amount) = match (posting.debit, posting.credit) {
                (debit, other) if debit == book => (other, posting.amount),
                (other, credit) if credit == book => (other, posting.amount.saturating_neg()),
                _ => continue,
            };
            if matches!(other, Book::Received | Book::Suspense) {
                part.paid = part.paid.saturating_sub(amount);
            } else {
                part.charged = part.charged.saturating_add(amount);
            }
        }
        part
    }
}

impl Ledger {
    /// What a freeze may state as owed, by its parts: they come to what is
    /// outstanding less what institutions say they have paid, which counts as paid.
    /// Interest is what is posted, up to the day it is posted to: what the days after
    /// it bear is not owed by the books yet, and no freeze states more than they do.
    /// None: nothing is owed any more, or the postings are not at hand.
    pub fn owed_parts(&self) -> Option<OwedParts> {
        let cap = self.cap();
        let owed = cap.outstanding.saturating_sub(cap.in_transit);
        if self.closed.is_some() || owed <= 0 {
            return None;
        }
        let of = |book| Part::of(book, &self.postings);
        let [principal, interest, fees, costs] =
            [Book::Principal, Book::Interest, Book::Fee, Book::Cost].map(of);
        let paid = [principal, interest, fees, costs].map(|part| part.paid);
        let paid = super::total(paid.into_iter().chain([cap.in_transit]));
        let parts = OwedParts {
            principal: Money::vnd(principal.charged),
            interest: Money::vnd(interest.charged),
            interest_to: self.interest.as_ref().map(|one| one.posted_to),
            ppm: self.interest.as_ref().map(|one| one.ppm),
            fees: Money::vnd(fees.charged),
            costs: Money::vnd(costs.charged),
            paid: Money::vnd(paid),
        };
        parts.come_to(owed)
    }
}

impl OwedParts {
    /// The same of a case without books, by what it states; lines in another currency
    /// than đồng count for nothing. Up to which day its interest is counted a case
    /// does not say.
    pub fn stated(lines: &[ObligationLine]) -> Option<Self> {
        let of = |kind| {
            let lines = lines.iter().filter(|line| line.kind == kind);
            let dong = lines.filter(|line| line.amount.currency() == Currency::VND);
            Money::vnd(super::total(dong.map(|line| line.amount.minor())))
        };
        let parts = Self {
            principal: of(ObligationKind::Principal),
            interest: of(ObligationKind::Interest),
            fees: of(ObligationKind::Fee),
            costs: of(ObligationKind::CoercionCost),
            paid: of(ObligationKind::Paid),
            ..Self::NOTHING
        };
        parts.total().is_ok_and(|sum| sum.minor() > 0).then_some(parts)
    }

    /// Them, if they come to so many đồng and a freeze may state them.
    fn come_to(self, owed: i64) -> Option<Self> {
        let amounts = [self.principal, self.interest, self.fees, self.costs, self.paid];
        let sound = amounts.iter().all(|part| !part.is_negative());
        (sound && self.total() == Ok(Money::vnd(owed))).then_some(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actor::Who;
    use crate::case::ObligationLine;
    use crate::id::{AgencyId, CaseId, PostingId, TransferId};
    use crate::ledger::{Balances, Closed, Interest, ObligationEnd, Sides};
    use crate::time::Instant;
    use proptest::prelude::*;
    use uuid::Uuid;

    /// In another order than the shipped one: whichever policy says.
    const ALLOCATION: [Book; 4] = [Book::Fee, Book::Principal, Book::Cost, Book::Interest];

    /// What becomes of the books.
    #[derive(Clone, Debug)]
    enum Act {
        Charge(Book, i64),
        Waive(Book, i64),
        Pay(i64),
        /// Money beyond the debt goes back.
        PayBack(i64),
        /// An institution's payment arrives.
        Remit(i64),
        /// What was taken wrongly by one goes back, and is owed again.
        GiveBack(prop::sample::Index, i64),
        /// Takes back a posting of those before.
        Reverse(prop::sample::Index),
    }

    fn books() -> Ledger {
        Ledger::empty(CaseId(Uuid::from_u128(1)), AgencyId(Uuid::from_u128(2)))
    }

    fn at() -> Instant {
        "2026-11-20T02:00:00Z".parse().unwrap()
    }

    fn post(ledger: &mut Ledger, sides: Sides) {
        post_of(ledger, sides, None);
    }

    /// Never more than is left of it, and never what went back as beyond the debt.
    fn give_back(ledger: &mut Ledger, which: prop::sample::Index, amount: i64) {
        let known: Vec<TransferId> =
            ledger.postings.iter().filter_map(|one| one.transfer).collect();
        if known.is_empty() {
            return;
        }
        let id = known[which.index(known.len())];
        let mut payment = Balances::default();
        let of_it = ledger.postings.iter().filter(|one| one.transfer == Some(id));
        of_it.for_each(|one| payment.post(one));
        let suspense = ledger.balances.suspense.saturating_neg();
        let sides = payment.returning(amount, suspense, &ALLOCATION);
        let gone = (payment.suspense.saturating_neg() - suspense).max(0);
        assert_eq!(sides.is_some(), amount <= payment.received - gone);
        let owed = ledger.balances.outstanding();
        for side in sides.into_iter().flatten() {
            post_of(ledger, side, Some(id));
        }
        assert!(ledger.balances.outstanding() >= owed, "what went back is owed again");
    }

    fn post_of(ledger: &mut Ledger, sides: Sides, transfer: Option<TransferId>) {
        let (debit, credit, amount) = sides;
        if amount <= 0 {
            return;
        }
        let posting = Posting {
            id: PostingId(Uuid::from_u128(3)),
            day: crate::time::Zone::HANOI.day_of(at()),
            at: at(),
            debit,
            credit,
            amount,
            note: String::new(),
            by: Who::System,
            reverses: None,
            transfer,
            concession: None,
        };
        ledger.balances.post(&posting);
        ledger.postings.push(posting);
    }

    impl Act {
        /// As the engine decides it: no part falls below nothing.
        fn on(&self, ledger: &mut Ledger) {
            match self {
                Self::Charge(book, amount) => post(ledger, (*book, Book::Title, *amount)),
                Self::Waive(book, amount) => {
                    let amount = ledger.balances.of(*book).min(*amount);
                    post(ledger, (Book::Waived, *book, amount));
                }
                Self::Pay(amount) => {
                    for sides in ledger.balances.paying(*amount, &ALLOCATION) {
                        post(ledger, sides);
                    }
                }
                Self::PayBack(amount) => {
                    let amount = ledger.balances.suspense.saturating_neg().min(*amount);
                    post(ledger, (Book::Suspense, Book::Received, amount));
                }
                Self::Remit(amount) => {
                    let id = TransferId(Uuid::from_u128(ledger.postings.len().try_into().unwrap()));
                    for sides in ledger.balances.paying(*amount, &ALLOCATION) {
                        post_of(ledger, sides, Some(id));
                    }
                }
                Self::GiveBack(which, amount) => give_back(ledger, *which, *amount),
                Self::Reverse(which) => {
                    if ledger.postings.is_empty() {
                        return;
                    }
                    let at = which.index(ledger.postings.len());
                    let one = ledger.postings[at].clone();
                    if one.transfer.is_some() {
                        return;
                    }
                    let mut after = ledger.balances;
                    after.post(&Posting { debit: one.credit, credit: one.debit, ..one.clone() });
                    let Balances { principal, interest, fee, cost, suspense, .. } = after;
                    let twice = one.reverses.is_some();
                    if twice || principal.min(interest).min(fee).min(cost) < 0 || suspense > 0 {
                        return;
                    }
                    post(ledger, (one.credit, one.debit, one.amount));
                    // Neither is taken back again.
                    let last = ledger.postings.len() - 1;
                    ledger.postings[at].reverses = Some(one.id);
                    ledger.postings[last].reverses = Some(one.id);
                }
            }
        }
    }

    fn act() -> impl Strategy<Value = Act> {
        let book = prop::sample::select(ALLOCATION.to_vec());
        let amount = 1_i64..1_000;
        prop_oneof![
            4 => (book.clone(), amount.clone()).prop_map(|(book, much)| Act::Charge(book, much)),
            2 => (book, amount.clone()).prop_map(|(book, much)| Act::Waive(book, much)),
            3 => amount.clone().prop_map(Act::Pay),
            1 => amount.clone().prop_map(Act::PayBack),
            2 => amount.clone().prop_map(Act::Remit),
            2 => (any::<prop::sample::Index>(), amount)
                .prop_map(|(which, much)| Act::GiveBack(which, much)),
            2 => any::<prop::sample::Index>().prop_map(Act::Reverse),
        ]
    }

    proptest! {
        /// Whatever was posted, the parts come to what is owed, and none is below
        /// nothing; there are none only where nothing is owed.
        #[test]
        fn the_parts_come_to_what_is_outstanding(acts in prop::collection::vec(act(), 0..40)) {
            let mut ledger = books();
            for act in &acts {
                act.on(&mut ledger);
                let owed = ledger.balances.outstanding();
                let Some(parts) = ledger.owed_parts() else {
                    prop_assert_eq!(owed, 0);
                    continue;
                };
                prop_assert_eq!(parts.total(), Ok(Money::vnd(owed)));
                let OwedParts { principal, interest, fees, costs, paid, .. } = parts;
                for part in [principal, interest, fees, costs, paid] {
                    prop_assert!(!part.is_negative(), "{parts:?}");
                }
            }
        }

        /// What a case states comes to what its books are opened with.
        #[test]
        fn a_case_without_books_states_what_they_would(
            lines in prop::collection::vec((0_usize..5, 0_i64..1_000), 0..10),
        ) {
            let lines: Vec<ObligationLine> = lines
                .into_iter()
                .map(|(kind, amount)| ObligationLine {
                    kind: ObligationKind::CODED[kind],
                    amount: Money::vnd(amount),
                    note: None,
                })
                .collect();
            let owed = Balances::stated(&lines, &ALLOCATION).outstanding();
            let sum = OwedParts::stated(&lines).map(|parts| parts.total());
            prop_assert_eq!(sum, (owed > 0).then_some(Ok(Money::vnd(owed))));
        }
    }

    #[test]
    fn interest_is_as_posted_and_an_ended_obligation_states_nothing() {
        let mut ledger = books();
        post(&mut ledger, (Book::Principal, Book::Title, 100));
        post(&mut ledger, (Book::Interest, Book::Title, 7));
        let to = crate::time::Zone::HANOI.day_of(at());
        let suspended = Vec::new();
        ledger.interest = Some(Interest { ppm: 100_000, posted_to: to, carried: 5, suspended });
        let parts = ledger.owed_parts().unwrap();
        let interest = (parts.interest, parts.interest_to, parts.ppm);
        assert_eq!(interest, (Money::vnd(7), Some(to), Some(100_000)));
        // A lane that loaded no postings knows the sum and not its parts.
        let bare = Ledger { postings: Vec::new(), ..ledger.clone() };
        assert_eq!(bare.owed_parts(), None);
        let (how, reason) = (ObligationEnd::Annulled, String::new());
        ledger.closed = Some(Closed { at: at(), how, reason });
        assert_eq!(ledger.owed_parts(), None);
    }

    #[test]
    fn dollars_of_a_case_count_for_nothing() {
        let line = |amount| ObligationLine { kind: ObligationKind::Principal, amount, note: None };
        let lines = [line(Money::vnd(5)), line(Money::new(7, Currency::USD))];
        assert_eq!(OwedParts::stated(&lines).map(|parts| parts.principal), Some(Money::vnd(5)));
        assert_eq!(OwedParts::stated(&lines[1..]), None);
    }
}
