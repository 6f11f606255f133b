//! Payments as the books of a case have them.

use crate::case::{ObligationKind, ObligationLine};
use crate::id::PostingId;
use crate::ledger::{Book, Posting, in_order};
use crate::money::Money;
use std::collections::HashSet;

/// A payment: postings of one instant, of which some may have been taken back.
pub(crate) struct Payment<'a> {
    /// Its first posting, by which it is named whether that stands or not.
    pub(crate) first: &'a Posting,
    /// All of it.
    pub(crate) postings: Vec<PostingId>,
    /// What of it stands, in đồng.
    pub(crate) stands: i64,
}

impl Payment<'_> {
    /// Whether a posting is of it.
    pub(crate) fn has(&self, id: PostingId) -> bool {
        self.postings.contains(&id)
    }

    /// Whether it stands so.
    pub(crate) fn is(&self, amount: Money, day: crate::time::Day) -> bool {
        (Money::vnd(self.stands), self.first.day) == (amount, day)
    }
}

/// The payments of a case, out of all its postings in the order of their ids, without
/// what its books were opened with: that is said by its `lines`. `told`: the first
/// postings of payments that another system told of.
pub(crate) fn payments<'a>(
    lines: &[ObligationLine],
    postings: &[&'a Posting],
    told: &HashSet<PostingId>,
    back: &dyn Fn(PostingId) -> bool,
) -> Vec<Payment<'a>> {
    let opening = opening(lines, postings);
    let mut payments: Vec<Payment<'a>> = Vec::new();
    for posting in postings.iter().copied().filter(|one| came(one) && !opening.contains(&one.id)) {
        let stands = if back(posting.id) { 0 } else { posting.amount };
        let same = |one: &&mut Payment<'_>| key(one.first) == key(posting);
        // What was told of begins anew, even where its words and its instant are those
        // of another.
        match payments.iter_mut().rfind(same).filter(|_| !told.contains(&posting.id)) {
            Some(payment) => {
                payment.postings.push(posting.id);
                payment.stands = payment.stands.saturating_add(stands);
            }
            None => payments.push(Payment { first: posting, postings: vec![posting.id], stands }),
        }
    }
    payments
}

fn came(posting: &Posting) -> bool {
    // What a creditor took in kind is no money that anybody paid.
    let conceded = posting.concession.is_some();
    posting.debit == Book::Received && posting.reverses.is_none() && !conceded
}

type Key<'a> = (crate::time::Instant, crate::time::Day, Option<crate::id::TransferId>, &'a str);

fn key(posting: &Posting) -> Key<'_> {
    (posting.at, posting.day, posting.transfer, &posting.note)
}

/// What `paid` lines came to when the books were opened: the first that was posted.
fn opening(lines: &[ObligationLine], postings: &[&Posting]) -> HashSet<PostingId> {
    let Some(first) = postings.first() else {
        return HashSet::new();
    };
    let begun = |one: &&&Posting| one.at == first.at && one.transfer.is_none() && came(one);
    let mut begun = postings.iter().filter(begun).peekable();
    let mut opening = HashSet::new();
    for line in in_order(lines).filter(|line| line.kind == ObligationKind::Paid) {
        let (mut rest, note) = (line.amount.minor(), line.note.as_deref().unwrap_or_default());
        let of_line = |one: &&&Posting, rest: i64| one.note == note && one.amount <= rest;
        while let Some(one) = begun.next_if(|one| of_line(one, rest)) {
            rest -= one.amount;
            opening.insert(one.id);
        }
    }
    opening
}
