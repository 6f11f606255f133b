//! Which payment a line of a statement is. Pure and deterministic: the same
//! lines and the same payments give the same, in every order of reading.

use super::{Line, LineContent, LineState, Side};
use crate::id::{CaseId, PayeeId, TransferId};
use crate::ledger::{Arrival, Ledger, Transfer};
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
    /// What of its case arrived on the account already: a line of the same
    /// reference may be that money.
    pub known: Vec<Arrival>,
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
            known: Vec::new(),
        })
    }

    /// The same, with what is known of its case.
    #[must_use]
    pub fn beside(self, known: &[Arrival]) -> Self {
        Self { known: known.to_vec(), ..self }
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
    /// It takes another entry back and is no payment's arrival, whatever it names.
    Reversal,
}

/// What each line that waits is, by its number. A payment is found exact once:
/// the second line that names it differs from what is still waited for. What is
/// taken back in the same file, or was confirmed by hand under its reference, is
/// for a person to look at.
pub fn find<'a>(
    lines: impl IntoIterator<Item = (u32, &'a Line)>,
    awaited: &[Awaited],
) -> BTreeMap<u32, Found> {
    let lines: BTreeMap<u32, &Line> = lines.into_iter().collect();
    let names = Names::of(awaited);
    let reversed = reversed(&lines, &names);
    let (back, lines): (BTreeMap<_, _>, BTreeMap<_, _>) = lines
        .into_iter()
        .filter(|(_, line)| line.state == LineState::Open)
        .partition(|(_, line)| line.content.reverses);
    let mut taken = BTreeSet::new();
    let mut found: BTreeMap<u32, Found> =
        back.into_keys().map(|number| (number, Found::Reversal)).collect();
    for (number, line) in &lines {
        if let Some(named) = by_name(&line.content, &names, &taken, &reversed) {
            if let Found::Exact(_, transfer) = named {
                taken.insert(transfer);
            }
            found.insert(*number, named);
        }
    }
    let left = names.awaited.into_iter().filter(|one| !taken.contains(&one.transfer));
    let left: Vec<&Awaited> = left.collect();
    for (number, line) in lines {
        found.entry(number).or_insert_with(|| by_amount(&line.content, &left));
    }
    found
}

/// Money that came in and left again.
struct Reversed<'a> {
    amount: i64,
    reference: &'a str,
    names: BTreeSet<TransferId>,
}

impl Reversed<'_> {
    fn is_of(&self, line: &LineContent, named: &[&Awaited]) -> bool {
        self.amount == line.amount
            && (self.reference == line.reference
                || named.iter().any(|one| self.names.contains(&one.transfer)))
    }
}

/// What the lines of a file say that was taken back.
fn reversed<'a>(lines: &BTreeMap<u32, &'a Line>, names: &Names<'_>) -> Vec<Reversed<'a>> {
    let back = lines.values().map(|line| &line.content);
    let back = back.filter(|line| line.reverses && line.side == Side::Debit);
    let reversed = back.map(|line| Reversed {
        amount: line.amount,
        reference: &line.reference,
        names: names.named(&plain(&line.text)).into_iter().map(|one| one.transfer).collect(),
    });
    reversed.collect()
}

/// The payments by their names as they are looked for, made once for all lines.
struct Names<'a> {
    awaited: Vec<&'a Awaited>,
    places: BTreeMap<String, Vec<usize>>,
    lengths: BTreeSet<usize>,
}

impl<'a> Names<'a> {
    fn of(awaited: &'a [Awaited]) -> Self {
        let mut awaited: Vec<&Awaited> = awaited.iter().collect();
        awaited.sort_unstable_by_key(|one| one.transfer);
        let mut places: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (place, one) in awaited.iter().enumerate() {
            let names = [plain(&one.reference), by_id(one.transfer)];
            for name in names.into_iter().filter(|name| !name.is_empty()) {
                places.entry(name).or_default().push(place);
            }
        }
        let lengths = places.keys().map(String::len).collect();
        Self { awaited, places, lengths }
    }

    /// Those that a line's words name, in their order.
    fn named(&self, words: &str) -> Vec<&'a Awaited> {
        let windows = self.lengths.iter().flat_map(|length| {
            (0..words.len()).filter_map(move |at| words.get(at..at.checked_add(*length)?))
        });
        let found = windows.filter_map(|window| self.places.get(window)).flatten();
        let found: BTreeSet<usize> = found.copied().collect();
        found.into_iter().filter_map(|place| self.awaited.get(place).copied()).collect()
    }
}

fn by_name(
    line: &LineContent,
    names: &Names<'_>,
    taken: &BTreeSet<TransferId>,
    reversed: &[Reversed<'_>],
) -> Option<Found> {
    let named = names.named(&plain(&line.text));
    let first = named.first()?;
    let mut known = named.iter().flat_map(|one| &one.known);
    let known = known.any(|one| one.may_be(&line.reference, line.value));
    let back = reversed.iter().any(|one| one.is_of(line, &named));
    let mut fit =
        named.iter().filter(|one| one.amount == line.amount && !taken.contains(&one.transfer));
    Some(match (fit.next(), fit.next()) {
        (Some(one), None) if !known && !back => Found::Exact(one.case, one.transfer),
        (Some(one), _) => Found::Likely(one.case, one.transfer),
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
    let reference = plain(reference);
    let named = |one: &&Transfer| {
        one.payee == account
            && one.awaited() == line.amount
            && if one.demand == transfer.demand {
                names(&words, &by_id(one.id), &reference)
            } else {
                words.contains(&by_id(one.id))
            }
    };
    let mut fit = ledger.transfers.iter().filter(named);
    fit.next().is_some_and(|one| one.id == transfer.id) && fit.next().is_none()
}

fn names(words: &str, id: &str, reference: &str) -> bool {
    (!reference.is_empty() && words.contains(reference)) || words.contains(id)
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
            reverses: false,
        };
        let state = LineState::Open;
        Line { content, state, of: None, exact: false, reason: None, settled: None }
    }

    fn awaited(id: u128, reference: &str, amount: i64, value: Option<Day>) -> Awaited {
        let (transfer, case) = (TransferId(Uuid::from_u128(id)), CaseId(Uuid::from_u128(9)));
        Awaited {
            transfer,
            case,
            reference: reference.to_owned(),
            amount,
            value,
            known: Vec::new(),
        }
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

    /// Money that left again, and a payment of ours that came back with its text.
    #[test]
    fn what_takes_another_entry_back_is_no_arrival_and_what_is_taken_back_is_looked_at() {
        let waited = [awaited(1, DEMAND, 60, Some(day(20)))];
        let (case, transfer) = of(1);
        let back = |mut line: Line, side| {
            line.content.reverses = true;
            line.content.side = side;
            line
        };
        let came = line(DEMAND, 60, day(20));
        let returned = back(came.clone(), Side::Credit);
        assert_eq!(found(&[returned], &waited), [Found::Reversal]);
        let left = back(came.clone(), Side::Debit);
        let likely = Found::Likely(case, transfer);
        assert_eq!(found(&[came.clone(), left.clone()], &waited), [likely, Found::Reversal]);
        let mut other = left;
        other.content.reference = "R2".to_owned();
        assert_eq!(found(&[came.clone(), other.clone()], &waited), [likely, Found::Reversal]);
        other.content.text = "KT26-OTHER".to_owned();
        let exact = Found::Exact(case, transfer);
        assert_eq!(found(&[came, other], &waited), [exact, Found::Reversal], "another's");
    }

    /// Confirmed by hand for the twin, and now in the statement.
    #[test]
    fn a_reference_that_counted_by_hand_is_looked_at_by_a_person() {
        let known =
            Arrival { reference: "R1".to_owned(), amount: 60, day: Some(day(19)), stated: false };
        let waited = [awaited(1, DEMAND, 60, None).beside(&[known])];
        let (case, transfer) = of(1);
        assert_eq!(found(&[line(DEMAND, 60, day(20))], &waited), [Found::Likely(case, transfer)]);
        // Some banks begin to count anew.
        let exact = [Found::Exact(case, transfer)];
        assert_eq!(found(&[line(DEMAND, 60, day(1))], &waited), exact);
    }

    /// Two payments of one demand, of one amount: which hold gave it is not said.
    #[test]
    fn two_that_a_line_names_alike_are_left_to_a_person() {
        let waited = [awaited(2, DEMAND, 60, None), awaited(1, DEMAND, 60, None)];
        let (case, transfer) = of(1);
        assert_eq!(found(&[line(DEMAND, 60, day(20))], &waited), [Found::Likely(case, transfer)]);
    }
}
