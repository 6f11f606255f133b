//! Which payment a line of a statement is. Pure and deterministic: the same
//! lines and the same payments give the same, in every order of reading.

use super::{Line, LineContent, LineState};
use crate::id::{CaseId, PayeeId, TransferId};
use crate::ledger::{Ledger, Transfer};
use crate::time::Day;
use std::collections::{BTreeMap, BTreeSet};

/// A payment that is waited for on a receiving account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Awaited {
    /// Which.
    pub transfer: TransferId,
    /// In which case.
    pub case: CaseId,
    /// The reference of its demand: what the institution was told to name.
    pub reference: String,
    /// How many đồng are still to arrive.
    pub amount: i64,
    /// The day it counts from, where the institution has reported it.
    pub value: Option<Day>,
}

impl Awaited {
    /// A payment as it is waited for; none, if no more of it is.
    pub fn of(case: CaseId, transfer: &Transfer, reference: &str) -> Option<Self> {
        let amount = transfer.awaited();
        (amount > 0).then(|| Self {
            transfer: transfer.id,
            case,
            reference: reference.to_owned(),
            amount,
            value: transfer.value_day,
        })
    }

    fn is_named(&self, words: &str) -> bool {
        names(words, self.transfer, &self.reference)
    }
}

/// What a line that waits is found to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// It names the payment, and the amount is what is waited for.
    Exact(CaseId, TransferId),
    /// It names the payment; the amount is another.
    AmountDiffers(CaseId, TransferId),
    /// One payment fits by amount and day, or several that it names: a person
    /// looks at it.
    Likely(CaseId, TransferId),
    /// Nothing fits.
    Unmatched,
}

/// What each line that waits is, by its number. A payment is found exact once:
/// the second line that names it differs from what is still waited for.
pub fn find<'a>(
    lines: impl IntoIterator<Item = (u32, &'a Line)>,
    awaited: &[Awaited],
) -> BTreeMap<u32, Found> {
    let lines: BTreeMap<u32, &Line> =
        lines.into_iter().filter(|(_, line)| line.state == LineState::Open).collect();
    let mut awaited: Vec<&Awaited> = awaited.iter().collect();
    awaited.sort_unstable_by_key(|one| one.transfer);
    let mut taken = BTreeSet::new();
    let mut found = BTreeMap::new();
    for (number, line) in &lines {
        if let Some(named) = by_name(&line.content, &awaited, &taken) {
            if let Found::Exact(_, transfer) = named {
                taken.insert(transfer);
            }
            found.insert(*number, named);
        }
    }
    let left: Vec<&Awaited> =
        awaited.into_iter().filter(|one| !taken.contains(&one.transfer)).collect();
    for (number, line) in lines {
        found.entry(number).or_insert_with(|| by_amount(&line.content, &left));
    }
    found
}

fn by_name(
    line: &LineContent,
    awaited: &[&Awaited],
    taken: &BTreeSet<TransferId>,
) -> Option<Found> {
    let words = plain(&line.text);
    let named: Vec<&&Awaited> = awaited.iter().filter(|one| one.is_named(&words)).collect();
    let first = named.first()?;
    let mut fit =
        named.iter().filter(|one| one.amount == line.amount && !taken.contains(&one.transfer));
    Some(match (fit.next(), fit.next()) {
        (Some(one), None) => Found::Exact(one.case, one.transfer),
        (Some(one), Some(_)) => Found::Likely(one.case, one.transfer),
        (None, _) => Found::AmountDiffers(first.case, first.transfer),
    })
}

fn by_amount(line: &LineContent, awaited: &[&Awaited]) -> Found {
    let fits = |one: &&&Awaited| one.amount == line.amount && one.value == Some(line.value);
    let mut fit = awaited.iter().filter(fits);
    match (fit.next(), fit.next()) {
        (Some(one), None) => Found::Likely(one.case, one.transfer),
        _ => Found::Unmatched,
    }
}

/// Whether a line is exactly what is waited for of a payment of these books: it
/// names the payment or its demand, the amount is equal, the account is the one
/// ordered, and no other payment of that demand fits as well.
pub fn is_exact(
    line: &LineContent,
    account: PayeeId,
    ledger: &Ledger,
    transfer: &Transfer,
    reference: &str,
) -> bool {
    let words = plain(&line.text);
    let named = |one: &&Transfer| {
        one.payee == account
            && one.awaited() == line.amount
            && if one.demand == transfer.demand {
                names(&words, one.id, reference)
            } else {
                words.contains(&by_id(one.id))
            }
    };
    let mut fit = ledger.transfers.iter().filter(named);
    fit.next().is_some_and(|one| one.id == transfer.id) && fit.next().is_none()
}

fn names(words: &str, transfer: TransferId, reference: &str) -> bool {
    let reference = plain(reference);
    (!reference.is_empty() && words.contains(&reference)) || words.contains(&by_id(transfer))
}

/// Our name for a payment as a bank may write it: 32 hexadecimal digits.
fn by_id(transfer: TransferId) -> String {
    transfer.0.simple().to_string().to_ascii_uppercase()
}

/// Letters and digits only, in one case: banks drop hyphens, fold case and break
/// lines where they like.
fn plain(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statement::Side;
    use uuid::Uuid;

    const DEMAND: &str = "KT26-7ZK4-M2Q9-XW3F-K";

    fn day(n: i8) -> Day {
        Day::from_ymd(2026, 11, n).unwrap()
    }

    fn line(text: &str, amount: i64, value: Day) -> Line {
        let content = LineContent {
            reference: "R1".to_owned(),
            text: text.to_owned(),
            amount,
            side: Side::Credit,
            booked: value,
            value,
            party: None,
            party_account: None,
        };
        let state = LineState::Open;
        Line { content, state, of: None, exact: false, reason: None, settled: None }
    }

    fn awaited(id: u128, reference: &str, amount: i64, value: Option<Day>) -> Awaited {
        let (transfer, case) = (TransferId(Uuid::from_u128(id)), CaseId(Uuid::from_u128(9)));
        Awaited { transfer, case, reference: reference.to_owned(), amount, value }
    }

    fn found(lines: &[Line], awaited: &[Awaited]) -> Vec<Found> {
        find((1..).zip(lines), awaited).into_values().collect()
    }

    const fn of(id: u128) -> (CaseId, TransferId) {
        (CaseId(Uuid::from_u128(9)), TransferId(Uuid::from_u128(id)))
    }

    /// As banks write it: folded, without hyphens, broken in the middle.
    #[test]
    fn a_reference_is_found_however_it_is_written() {
        let waited = [awaited(1, DEMAND, 60, None)];
        let (case, transfer) = of(1);
        for text in [DEMAND, "tra tien kt267zk4m2q9xw3fk", "KT26-7ZK4-M2Q\n9-XW3F-K/THADS"] {
            let exact = [Found::Exact(case, transfer)];
            assert_eq!(found(&[line(text, 60, day(20))], &waited), exact, "{text}");
        }
        let id = format!("ref {}", transfer.0.simple());
        assert_eq!(
            found(&[line(&id, 60, day(20))], &waited),
            [Found::Exact(case, transfer)],
            "our own name for the payment"
        );
        assert_eq!(found(&[line("KT26-7ZK4", 60, day(20))], &waited), [Found::Unmatched]);
    }

    #[test]
    fn a_payment_is_exact_once_and_another_amount_is_said() {
        let waited = [awaited(1, DEMAND, 60, None)];
        let (case, transfer) = of(1);
        let twice = [line(DEMAND, 60, day(20)), line(DEMAND, 60, day(21))];
        let differs = Found::AmountDiffers(case, transfer);
        assert_eq!(found(&twice, &waited), [Found::Exact(case, transfer), differs]);
        assert_eq!(found(&[line(DEMAND, 59, day(20))], &waited), [differs]);
    }

    #[test]
    fn without_a_reference_one_of_that_amount_and_day_is_likely_and_two_are_not() {
        let one = awaited(1, DEMAND, 60, Some(day(20)));
        let other = awaited(2, "KT26-OTHER", 60, Some(day(20)));
        let (case, transfer) = of(1);
        let silent = [line("chuyen tien", 60, day(20))];
        assert_eq!(found(&silent, std::slice::from_ref(&one)), [Found::Likely(case, transfer)]);
        assert_eq!(found(&silent, &[one.clone(), other]), [Found::Unmatched]);
        assert_eq!(found(&[line("", 60, day(21))], &[one]), [Found::Unmatched], "another day");
    }

    /// Two payments of one demand, of one amount: which hold gave it is not said.
    #[test]
    fn two_that_a_line_names_alike_are_left_to_a_person() {
        let waited = [awaited(2, DEMAND, 60, None), awaited(1, DEMAND, 60, None)];
        let (case, transfer) = of(1);
        assert_eq!(found(&[line(DEMAND, 60, day(20))], &waited), [Found::Likely(case, transfer)]);
    }
}
