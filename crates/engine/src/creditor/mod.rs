//! What an institution is told of a case in which it is the judgment creditor: how it
//! stands, what was asked, what was recovered. Never which institution was asked, no
//! account, no balance and no answer; and nothing that the debtor could be warned by.

pub mod reconcile;

use crate::actor::Actor;
use crate::case::{CaseState, Party};
use crate::context::Directory;
use crate::id::{HoldId, InstitutionId, InstrumentId, ItemId};
use crate::instrument::{InstrumentKind, InstrumentState};
use crate::ledger::{Balances, Book, Ledger, Posting};
use crate::order::{DeductLine, Order};
use crate::policy::{Belongs, Permission, ReadKind, permission_on_claim, read_grants};
use crate::time::Day;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashSet};

/// How a case stands to its creditor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Work goes on.
    Open,
    /// Postponed or suspended.
    Rests,
    /// A part of it, or all, is with another agency.
    Delegated,
    /// Ended.
    Closed,
}

impl Standing {
    /// Of a case in this state that rests or does not, with so much of the debt, in
    /// đồng, at another agency.
    pub const fn of(state: CaseState, rests: bool, delegated: i64) -> Self {
        match state {
            CaseState::Closed => Self::Closed,
            CaseState::Open if rests => Self::Rests,
            CaseState::Open if delegated > 0 => Self::Delegated,
            CaseState::Open => Self::Open,
        }
    }
}

/// The debt of a case in đồng. What is charged is what was recovered here and
/// elsewhere, waived, at another agency, and open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// What the judgment and the law charge.
    pub charged: i64,
    /// Money that arrived for it; what must go back is not in it.
    pub recovered: i64,
    /// What another agency recovered of it.
    pub elsewhere: i64,
    /// What was waived or cancelled.
    pub waived: i64,
    /// What another agency is to enforce.
    pub delegated: i64,
    /// Principal that is open here.
    pub principal: i64,
    /// Interest that is open here, as far as it is posted.
    pub interest: i64,
    /// All that is open here, fees and costs too.
    pub open: i64,
}

impl Figures {
    /// Of the books of a case.
    pub const fn of(books: &Balances) -> Self {
        Self {
            charged: books.title.saturating_neg(),
            recovered: books.received.saturating_add(books.suspense),
            elsewhere: books.recovered,
            waived: books.waived,
            delegated: books.delegated,
            principal: books.principal,
            interest: books.interest,
            open: books.outstanding(),
        }
    }
}

/// What became of what was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AskedState {
    /// Answers are waited for.
    UnderWay,
    /// All that were asked have answered.
    Answered,
    /// Taken back, or lapsed; of an inquiry only.
    Withdrawn,
}

/// So many instruments of a kind that went out on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The day, in Hà Nội.
    pub day: Day,
    /// Which kind.
    pub kind: InstrumentKind,
    /// What became of them.
    pub state: AskedState,
    /// How many.
    pub count: u32,
}

/// What an order is about that another ordered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// The instruments that ordered it.
    orders: Vec<InstrumentId>,
    /// Something of it stands in no books, so that nobody can say what may be told.
    unknown: bool,
}

impl About {
    /// Of an order in a case with these books.
    pub fn of(order: &Order, books: Option<&Ledger>) -> Self {
        let hold = |id: HoldId| books?.hold(id).map(|hold| hold.freeze).and_then(of_item(books));
        let ordered: Vec<Option<InstrumentId>> = match order {
            Order::Freeze { .. } | Order::IncomeDeduction { .. } => Vec::new(),
            Order::Deduct { lines, .. } => {
                lines.iter().filter_map(DeductLine::hold).map(hold).collect()
            }
            Order::Release { lines, .. } => {
                lines.iter().map(|line| line.freeze).map(of_item(books)).collect()
            }
            Order::Amend { lines } => {
                lines.iter().map(|line| line.freeze).map(of_item(books)).collect()
            }
        };
        let unknown = ordered.iter().any(Option::is_none);
        Self { orders: ordered.into_iter().flatten().collect(), unknown }
    }

    fn is_within(&self, told: &HashSet<InstrumentId>) -> bool {
        !self.unknown && self.orders.iter().all(|id| told.contains(id))
    }
}

/// Which instrument ordered a freeze, or a deduction from income.
fn of_item(books: Option<&Ledger>) -> impl Fn(ItemId) -> Option<InstrumentId> {
    move |item| {
        let freeze = books?.freeze(item).map(|freeze| freeze.instrument);
        freeze.or_else(|| books?.income(item).map(|income| income.instrument))
    }
}

/// An instrument of the case, as far as it matters here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// Which.
    pub id: InstrumentId,
    /// What it is about that another ordered.
    pub about: About,
    /// Which kind.
    pub kind: InstrumentKind,
    /// Where it stands.
    pub state: InstrumentState,
    /// The day it went out, in Hà Nội; none: it did not.
    pub day: Option<Day>,
    /// Whether it is sealed to named readers.
    pub sealed: bool,
    /// Minutes that no decision has confirmed yet.
    pub unconfirmed: bool,
    /// How many institutions still owe an answer.
    pub open: i64,
}

impl Sent {
    /// What a creditor is told of it by itself. Of an order nothing before every
    /// institution has answered and a decision has confirmed it: until then the debtor
    /// does not know, and a creditor may speak with him. Nor of one that was taken back
    /// or has lapsed: what nobody answered owes no answer any more, and looks answered.
    /// Of what is sealed never anything.
    fn told(&self) -> Option<(Day, InstrumentKind, AskedState)> {
        let day = self.day.filter(|_| !self.sealed)?;
        let order = self.kind != InstrumentKind::Inquiry;
        if order && (self.unconfirmed || self.open > 0) {
            return None;
        }
        let state = match self.state {
            InstrumentState::Withdrawn | InstrumentState::Lapsed if order => return None,
            InstrumentState::Withdrawn | InstrumentState::Lapsed => AskedState::Withdrawn,
            InstrumentState::Issued if self.open > 0 => AskedState::UnderWay,
            InstrumentState::Issued => AskedState::Answered,
            InstrumentState::Draft
            | InstrumentState::Submitted
            | InstrumentState::Returned
            | InstrumentState::Approved => return None,
        };
        Some((day, self.kind, state))
    }
}

/// What was asked, by day, kind and what became of it; the earliest first. An order
/// about what others ordered is told only where each of those is: a release by the
/// service is sealed to nobody, and would tell of the freeze that was.
pub fn asked(all: &[Sent]) -> Vec<Asked> {
    let mut counts: BTreeMap<(Day, &'static str, AskedState), (InstrumentKind, u32)> =
        BTreeMap::new();
    let told: HashSet<InstrumentId> =
        all.iter().filter(|one| one.told().is_some()).map(|one| one.id).collect();
    let free = all.iter().filter(|one| one.about.is_within(&told));
    for (day, kind, state) in free.filter_map(Sent::told) {
        let (_, count) = counts.entry((day, kind.code(), state)).or_insert((kind, 0));
        *count = count.saturating_add(1);
    }
    let rows = counts.into_iter();
    rows.map(|((day, _, state), (kind, count))| Asked { day, kind, state, count }).collect()
}

/// What changed a debt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// Money arrived for it.
    Recovered,
    /// Another agency recovered it.
    Elsewhere,
    /// It was waived or cancelled.
    Waived,
    /// Interest was added.
    Interest,
}

/// What changed a debt on a day, in đồng; below nothing: it was taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dated {
    /// The day it counts from.
    pub day: Day,
    /// What it was.
    pub change: Change,
    /// How much.
    pub amount: i64,
}

/// What a posting changes of a debt, and by how much: no word that anybody wrote, and
/// nobody's payment by name.
fn change(debit: Book, credit: Book) -> Option<(Change, i64)> {
    let held = |book| matches!(book, Book::Received | Book::Suspense);
    match (debit, credit) {
        (from, book) if held(from) && book.is_debt() => Some((Change::Recovered, 1)),
        (book, from) if held(from) && book.is_debt() => Some((Change::Recovered, -1)),
        (Book::Recovered, _) => Some((Change::Elsewhere, 1)),
        (_, Book::Recovered) => Some((Change::Elsewhere, -1)),
        (Book::Waived, _) => Some((Change::Waived, 1)),
        (_, Book::Waived) => Some((Change::Waived, -1)),
        (Book::Interest, Book::Title) => Some((Change::Interest, 1)),
        (Book::Title, Book::Interest) => Some((Change::Interest, -1)),
        _ => None,
    }
}

/// What changed a debt, by day; the earliest first.
pub fn dated(postings: &[Posting]) -> Vec<Dated> {
    let mut sums: BTreeMap<(Day, Change), i64> = BTreeMap::new();
    for posting in postings {
        if let Some((what, sign)) = change(posting.debit, posting.credit) {
            let sum = sums.entry((posting.day, what)).or_default();
            *sum = sum.saturating_add(posting.amount.saturating_mul(sign));
        }
    }
    let rows = sums.into_iter().filter(|(_, amount)| *amount != 0);
    rows.map(|((day, change), amount)| Dated { day, change, amount }).collect()
}

/// The parties as which an actor's institution follows a case: its creditors that it is,
/// or stands in the place of. Of who does not follow cases, none.
pub fn followed<'a>(
    parties: &'a [Party],
    actor: &Actor,
    directory: &Directory,
) -> impl Iterator<Item = &'a Party> {
    let stands = |institution| stands_for(actor, institution, directory);
    parties.iter().filter(move |party| party.institution.is_some_and(stands))
}

/// Whether an actor speaks for an institution as a creditor: it is his, or his stands in
/// its place.
pub fn stands_for(actor: &Actor, institution: InstitutionId, directory: &Directory) -> bool {
    let grants = read_grants(ReadKind::CreditorCases);
    let root = Belongs::default().addressed(institution);
    permission_on_claim(actor, grants, &root, directory) == Permission::Granted
}

#[cfg(test)]
mod tests;
