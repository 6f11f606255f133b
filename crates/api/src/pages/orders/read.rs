//! What the pages of orders and money read.

use super::super::visitor::Visitor;
use crate::problem::Problem;
use engine::actor::Actor;
use engine::case::{Case, ObligationKind};
use engine::id::{CaseId, HoldId, InstitutionId, ItemId, PartyId};
use engine::identity::Holder;
use engine::ledger::{Cap, Freedom, Hold, Ledger, Posting};
use engine::money::Currency;
use engine::order::OwedParts;
use engine::payee::Payee;
use engine::policy::ReadKind;
use engine::refusal::Refusal;
use engine::time::{Day, Instant, Zone};
use std::collections::HashMap;
use store::read::{Contact, Found, MoneyView, Page, Purpose, ReadError, Reader};

/// More receiving accounts than an agency has.
const PAYEES: u16 = 200;

/// A case with what an order about its money is written and read by.
pub(in crate::pages) struct Known {
    pub(in crate::pages) case: Case,
    /// Whether the case itself may be read, and not only what its money says of it.
    pub(in crate::pages) reads_case: bool,
    /// The money of the case; nothing for those who may not read it.
    pub(in crate::pages) ledger: Option<Ledger>,
    /// What a freeze may state as owed, by its parts.
    pub(super) parts: Option<OwedParts>,
    /// Whether all but the end of its account numbers is struck out.
    pub(in crate::pages) hidden: bool,
    /// The receiving accounts that its deductions may name.
    pub(in crate::pages) payees: Vec<Payee>,
    /// Whom to call of other offices with a freeze on the same debtors.
    pub(in crate::pages) contacts: Vec<Contact>,
    /// The day at whose end the money is shown; none: as it stands.
    pub(in crate::pages) day: Option<Day>,
    /// What was posted after that day and counts from it or before.
    pub(in crate::pages) later: Vec<Posting>,
    /// What became of what was frozen, once something has ended.
    pub(in crate::pages) freedom: Option<Freedom>,
    /// Whose accounts are held, where institutions said it.
    holders: HashMap<HoldId, Holder>,
}

impl Known {
    /// The hold of a line.
    pub(super) fn hold(&self, id: HoldId) -> Option<&Hold> {
        self.ledger.as_ref()?.hold(id)
    }

    /// Whose account is held, as far as its institution said.
    pub(in crate::pages) fn holder(&self, hold: &Hold) -> Holder {
        self.holders.get(&hold.id).copied().unwrap_or(Holder::Unknown)
    }

    /// The sums, for those who may read them. Books open with the first order or
    /// entry: until then what is owed stands in the case.
    pub(in crate::pages) fn cap(&self) -> Option<Cap> {
        let ledger = self.ledger.as_ref()?;
        let cap = ledger.cap();
        if ledger.version > 0 || self.day.is_some() {
            return Some(cap);
        }
        let lines = self.case.content.obligations.iter();
        let dong = lines.filter(|line| line.amount.currency() == Currency::VND);
        let stated = dong.fold(0_i64, |sum, line| match line.kind {
            ObligationKind::Paid => sum.saturating_sub(line.amount.minor()),
            _ => sum.saturating_add(line.amount.minor()),
        });
        let stated = stated.max(0);
        Some(Cap { outstanding: stated, open: stated, ..cap })
    }

    /// By which instant lateness is judged: now, or the end of the day shown.
    pub(in crate::pages) fn now(&self, visitor: &Visitor) -> Instant {
        let end = self.day.map(|day| Zone::HANOI.end_of(day).plus_micros(-1));
        end.map_or_else(|| visitor.now(), |end| end.min(visitor.now()))
    }

    /// Where a freeze stands.
    pub(super) fn institution(&self, freeze: ItemId) -> Option<InstitutionId> {
        let ledger = self.ledger.as_ref()?;
        let income = ledger.income(freeze).map(|income| income.institution);
        income.or_else(|| Some(ledger.freeze(freeze)?.institution))
    }

    /// Whether an item ordered a deduction from income.
    pub(super) fn is_income(&self, item: ItemId) -> bool {
        self.ledger.as_ref().is_some_and(|ledger| ledger.income(item).is_some())
    }

    /// Whose money is frozen, as the case names him.
    pub(in crate::pages) fn debtor(&self, id: PartyId) -> Option<&str> {
        let party = self.case.content.parties.iter().find(|party| party.id == id)?;
        Some(party.name.as_written())
    }
}

/// The money of a case: why it is read is on record (I-19).
fn money(find: &mut Reader<'_>, actor: &Actor, case: CaseId, day: Option<Day>) -> Found<MoneyView> {
    let purpose = Purpose::new("case_work", case);
    let purpose = purpose.map_err(|_| ReadError::Refused(Refusal::NotFound))?;
    match day {
        Some(day) => find.money_as_of(actor, &purpose, case, day),
        None => find.money(actor, &purpose, case),
    }
}

/// What this person may know of a case for an order.
pub(super) fn known_of(
    find: &mut Reader<'_>,
    actor: &Actor,
    case: CaseId,
    may: (bool, bool),
) -> Found<Known> {
    known_of_day(find, actor, case, may, None)
}

fn known_of_day(
    find: &mut Reader<'_>,
    actor: &Actor,
    case: CaseId,
    (reads_money, reads_payees): (bool, bool),
    day: Option<Day>,
) -> Found<Known> {
    // Whose account it is sits above the office, and reads no case of it.
    let whole = find.case(actor, case);
    let reads_case = whole.is_ok();
    let found = match whole {
        Err(ReadError::Refused(_)) if reads_money => find.case_of_money(actor, case)?,
        found => found?,
    };
    let view = if reads_money { readable_only(money(find, actor, case, day))? } else { None };
    let page = Page::new(None, PAYEES);
    let payees = if reads_payees { readable_only(find.payees(actor, page))? } else { None };
    let hidden = view.as_ref().is_none_or(|view| view.hidden);
    let parts = view.as_ref().and_then(|view| view.parts);
    let (ledger, contacts, later, freedom, holders) = match view {
        Some(view) => (Some(view.ledger), view.contacts, view.later, view.freedom, view.holders),
        None => (None, Vec::new(), Vec::new(), None, HashMap::new()),
    };
    Ok(Known {
        case: found,
        reads_case,
        hidden,
        contacts,
        ledger,
        parts,
        day,
        later,
        freedom,
        holders,
        payees: payees.map(|listing| listing.rows).unwrap_or_default(),
    })
}

/// Nothing where it is not for this person.
fn readable_only<T>(found: Found<T>) -> Found<Option<T>> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(ReadError::Refused(Refusal::Forbidden)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Which of it the person's role may ever read.
pub(super) fn readable(visitor: &Visitor) -> (bool, bool) {
    (visitor.reads(ReadKind::Money), visitor.reads(ReadKind::Payees))
}

/// The same for one case.
pub(in crate::pages) async fn known(visitor: &Visitor, case: CaseId) -> Result<Known, Problem> {
    let may = readable(visitor);
    visitor.find(move |find, actor| known_of(find, actor, case, may)).await
}

/// The same, with the money as it stood at the end of a day.
pub(in crate::pages) async fn known_as_of(
    visitor: &Visitor,
    case: CaseId,
    day: Option<Day>,
) -> Result<Known, Problem> {
    let may = readable(visitor);
    visitor.find(move |find, actor| known_of_day(find, actor, case, may, day)).await
}
