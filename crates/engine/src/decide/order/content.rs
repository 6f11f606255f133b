//! What may be wrong with an order, all of it: the pre-filing check shows the
//! list, deciding refuses with the first.

use super::holder;
use crate::actor::Who;
use crate::case::{Gate, PartyRole};
use crate::context::{Context, Directory};
use crate::decide::check;
use crate::decide::money::{dong, sized};
use crate::decide::order::parts;
use crate::decide::register;
use crate::facts::{Facts, OrderNumber};
use crate::id::{HoldId, InstitutionId, InstrumentId, ItemId, PayeeId, UserId};
use crate::identity::AccountNumber;
use crate::ledger::{Cap, Freeze, Hold, Ledger, ObjectionKind, total};
use crate::money::Money;
use crate::order::{
    AmendLine, DeductLine, FreezeAt, Order as Ordered, OrderContent, OwedParts, ReleaseLine,
};
use crate::refusal::Refusal;
use crate::time::Instant;
use std::collections::HashSet;

/// How many accounts of one institution, and how many lines, one order names.
const ROWS: u32 = 200;

/// The ground of a release while a flag is looked at: of this service, not of
/// law.
pub(super) const PROVISIONAL: &str = "provisional";

/// The ground of a release of what is frozen beyond the debt.
pub(super) const EXCESS: &str = "excess";

/// An order with what it is judged by.
pub(crate) struct Order<'a> {
    pub(crate) facts: &'a Facts,
    pub(crate) gate: &'a Gate,
    pub(crate) ledger: &'a Ledger,
    pub(crate) content: &'a OrderContent,
    /// The instrument it stands in already.
    pub(crate) instrument: Option<InstrumentId>,
    /// Who acts on it.
    pub(crate) by: Who,
    /// Who wrote it: what he may know of counts too, whoever lets it go out.
    pub(crate) writer: Option<UserId>,
    /// Which institutions are one today.
    pub(crate) directory: &'a Directory,
    /// Whether he may read what institutions said: else nothing is judged by it, or
    /// a refusal would tell him. Before it goes out somebody judges who may.
    pub(crate) may_know: bool,
}

/// Problems found so far.
type Problems = Vec<Refusal>;

fn note(problems: &mut Problems, found: Result<(), Refusal>) {
    problems.extend(found.err());
}

impl Order<'_> {
    /// Everything that is wrong, in order of precedence.
    pub(crate) fn problems(&self, cx: &Context<'_>) -> Problems {
        let mut problems = Problems::new();
        let content = self.content;
        let ends = matches!(content.order, Ordered::Release { .. });
        let amends = matches!(content.order, Ordered::Amend { .. });
        if self.ledger.closed.is_some() && !ends {
            problems.push(Refusal::ObligationEnded);
        }
        if self.ledger.is_protested(content.kind()) {
            problems.push(Refusal::ProtestStands);
        }
        // What is frozen is freed, whoever is named in the case by now.
        let debtor = self.facts.parties.get(&(self.gate.case, content.debtor));
        match debtor.filter(|named| named.role == PartyRole::Debtor) {
            _ if ends => {}
            None => problems.push(Refusal::DebtorNotInCase),
            // What stands already is only made other.
            Some(named) if !named.identified && !amends => {
                problems.push(Refusal::DebtorUnidentified);
            }
            Some(_) => {}
        }
        note(&mut problems, self.decision(cx));
        note(&mut problems, check::text(&content.legal_basis, "/legal_basis", 1_000));
        match &content.order {
            Ordered::Freeze { owed, parts, at, .. } => {
                self.owed(cx, *owed, parts.as_ref(), &mut problems);
                self.freeze(cx, at, &mut problems);
            }
            Ordered::Deduct { payee, identity, lines } => {
                note(&mut problems, self.payee(cx, *payee));
                note(&mut problems, holder::is_sound(identity, cx));
                self.deduct(cx, lines, &mut problems);
                if self.may_know && cx.rules.law.has_identity(&identity.code) {
                    self.holders(identity, lines, &mut problems);
                }
            }
            Ordered::Release { ground, arose_at, lines } => {
                note(&mut problems, lift_ground(cx, ground, *arose_at));
                self.release(lines, &mut problems);
                if ground == PROVISIONAL {
                    problems.extend(self.not_flagged(lines));
                }
            }
            Ordered::Amend { lines } => self.amend(lines, &mut problems),
            Ordered::IncomeDeduction { payee, .. } => {
                note(&mut problems, self.payee(cx, *payee));
                self.income(cx, &mut problems);
            }
        }
        problems
    }

    fn decision(&self, cx: &Context<'_>) -> Result<(), Refusal> {
        let Some(decision) = &self.content.decision else {
            let none = self.content.is_urgent() || cx.rules.policy.register.required;
            return if none { Ok(()) } else { Err(Refusal::DecisionMissing) };
        };
        if self.instrument.is_none() {
            register::states_none(cx, self.content)?;
        }
        check::decision(decision, cx)?;
        let stated = (decision, self.instrument);
        register::gave_to_none(self.facts, self.directory, self.gate.agency, stated)?;
        let number = OrderNumber::of(self.gate.agency, self.content.kind(), decision);
        match self.facts.numbers.get(&number) {
            Some(holder) if Some(*holder) != self.instrument => Err(Refusal::OrderNumberTaken),
            _ => Ok(()),
        }
    }

    fn owed(
        &self,
        cx: &Context<'_>,
        owed: Money,
        parts: Option<&OwedParts>,
        problems: &mut Problems,
    ) {
        // What institutions say they have paid is no longer to be frozen.
        let Cap { outstanding, in_transit, .. } = self.ledger.cap();
        let outstanding = outstanding.saturating_sub(in_transit);
        let pointer = "/order/owed".to_owned();
        match dong(owed, &pointer) {
            Err(problem) => problems.push(problem),
            Ok(_) if outstanding <= 0 => problems.push(Refusal::NothingOwed),
            Ok(owed) if owed > outstanding => {
                problems.push(Refusal::OwedExceeded { pointer, outstanding });
            }
            Ok(_) => {}
        }
        let standing = self.instrument.and_then(|id| self.facts.instruments.get(id)?.decision());
        let decision = self.content.decision.as_ref().or(standing.as_ref());
        let judged = |parts| parts::problems(parts, owed, decision, self.ledger, cx);
        problems.extend(parts.into_iter().flat_map(judged));
    }

    fn freeze(&self, cx: &Context<'_>, at: &[FreezeAt], problems: &mut Problems) {
        let most = cx.rules.policy.bounds.institutions;
        note(problems, check::count(at.len(), "/order/at", most));
        let mut seen = HashSet::new();
        for (index, place) in at.iter().enumerate() {
            let pointer = || format!("/order/at/{index}/institution");
            let addressed = cx.rules.directory.to_address(place.institution, pointer);
            if let Err(problem) = addressed {
                problems.push(problem);
            } else if !seen.insert(place.institution) {
                problems.push(Refusal::InstitutionTwice { pointer: pointer() });
            } else if self.stands_at(cx, place) {
                problems.push(Refusal::FreezeStands { pointer: pointer() });
            }
            note(problems, accounts_are_sound(place, &format!("/order/at/{index}/accounts")));
        }
    }

    /// A second order to one institution about one debtor would be a double
    /// freeze; another amount is an amendment.
    fn stands_at(&self, cx: &Context<'_>, place: &FreezeAt) -> bool {
        let here = |freeze: &&Freeze| {
            cx.rules.directory.are_one(freeze.institution, place.institution)
                && freeze.debtor == self.content.debtor
        };
        self.ledger.freezes.iter().filter(here).any(Freeze::is_live)
    }

    fn payee(&self, cx: &Context<'_>, id: PayeeId) -> Result<(), Refusal> {
        let payee = self.facts.payees.get(id).ok_or(Refusal::PayeeUnusable)?;
        // The account of the agency itself or of one above it.
        let theirs = cx.rules.directory.is_below(self.gate.agency, payee.agency);
        if !theirs || !payee.is_usable_at(cx.now) {
            return Err(Refusal::PayeeUnusable);
        }
        Ok(())
    }

    fn deduct(&self, cx: &Context<'_>, lines: &[DeductLine], problems: &mut Problems) {
        note(problems, check::count(lines.len(), "/order/lines", ROWS));
        let mut open = self.ledger.cap().open;
        let mut seen = HashSet::new();
        for (index, line) in lines.iter().enumerate() {
            let at = |field: &str| format!("/order/lines/{index}/{field}");
            let (key, field) = match line {
                DeductLine::Held { hold, .. } => (Ok(*hold), "hold"),
                DeductLine::Direct { institution, account, .. } => {
                    (Err((*institution, account)), "account")
                }
            };
            if !seen.insert(key) {
                problems.push(Refusal::LineTwice { pointer: at(field) });
                continue;
            }
            let found = match line {
                DeductLine::Held { hold, amount } => self.deductible(*hold, *amount, &at, open),
                DeductLine::Direct { institution, account, amount } => {
                    self.direct(cx, (*institution, account), *amount, &at, open)
                }
            };
            match found {
                Ok(amount) => open -= amount,
                Err(problem) => problems.push(problem),
            }
        }
    }

    /// Never above what is owed, what is free in the hold, and what the law
    /// leaves to take (I-8 … I-10).
    fn deductible(
        &self,
        hold: HoldId,
        ordered: Money,
        at: &dyn Fn(&str) -> String,
        open: i64,
    ) -> Result<i64, Refusal> {
        let unknown = || Refusal::HoldUnknown { pointer: at("hold") };
        let hold = self.ledger.hold(hold).ok_or_else(unknown)?;
        let freeze = self.ledger.freeze(hold.freeze).ok_or_else(unknown)?;
        if freeze.debtor != self.content.debtor {
            return Err(unknown());
        }
        if self.ledger.is_suspended(hold) {
            return Err(Refusal::DeductionSuspended { pointer: at("hold") });
        }
        let amount = dong(ordered, &at("amount"))?;
        if hold.currency != ordered.currency() {
            return Err(Refusal::CurrencyMismatch { pointer: at("amount") });
        }
        let pointer = at("amount");
        let deductible = hold.deductible();
        if amount > hold.free() {
            return Err(Refusal::HoldExceeded { pointer, free: hold.free() });
        }
        if amount > deductible {
            return Err(Refusal::HoldProtected { pointer, deductible });
        }
        if amount > open {
            return Err(Refusal::CapExceeded { pointer, open });
        }
        Ok(amount)
    }

    /// Without a freeze only what is owed bounds it; what the law protects there
    /// only the institution knows, and says so by not paying. Where money is held
    /// for this case the hold is named, or its protection would be passed by.
    fn direct(
        &self,
        cx: &Context<'_>,
        (institution, account): (InstitutionId, &AccountNumber),
        ordered: Money,
        at: &dyn Fn(&str) -> String,
        open: i64,
    ) -> Result<i64, Refusal> {
        let directory = &cx.rules.directory;
        directory.to_address(institution, || at("institution"))?;
        let there = |hold: &&Hold| {
            directory.are_one(hold.institution, institution) && hold.account == *account
        };
        let mut holds = self.ledger.holds.iter().filter(there);
        if holds.any(|hold| hold.remaining() > 0 || hold.all_unknown) {
            return Err(Refusal::AccountHeld { pointer: at("account") });
        }
        if self.ledger.is_suspended_at(&directory.family(institution), self.content.debtor) {
            return Err(Refusal::DeductionSuspended { pointer: at("account") });
        }
        let amount = dong(ordered, &at("amount"))?;
        if amount > open {
            return Err(Refusal::CapExceeded { pointer: at("amount"), open });
        }
        Ok(amount)
    }

    fn release(&self, lines: &[ReleaseLine], problems: &mut Problems) {
        note(problems, check::count(lines.len(), "/order/lines", ROWS));
        let mut wholes: HashSet<ItemId> = HashSet::new();
        let mut parts: HashSet<(ItemId, HoldId)> = HashSet::new();
        for (index, line) in lines.iter().enumerate() {
            let at = |field: &str| format!("/order/lines/{index}/{field}");
            let part_of_whole = parts.iter().any(|(freeze, _)| *freeze == line.freeze);
            let twice = match line.hold {
                None => !wholes.insert(line.freeze) || part_of_whole,
                Some(hold) => !parts.insert((line.freeze, hold)) || wholes.contains(&line.freeze),
            };
            if twice {
                problems.push(Refusal::LineTwice { pointer: at("freeze") });
                continue;
            }
            note(problems, self.releasable(line, &at));
        }
    }

    fn releasable(&self, line: &ReleaseLine, at: &dyn Fn(&str) -> String) -> Result<(), Refusal> {
        let unknown = || Refusal::FreezeUnknown { pointer: at("freeze") };
        if let Some(income) = self.ledger.income(line.freeze) {
            let whole = line.hold.is_none() && line.amount.is_none();
            let mut lifts = self.ledger.lifts.iter().filter(|lift| lift.freeze == income.item);
            let pending = lifts.any(|lift| !lift.done);
            return if income.is_live() && whole && !pending { Ok(()) } else { Err(unknown()) };
        }
        let freeze = self.ledger.freeze(line.freeze).ok_or_else(unknown)?;
        let mut holds = self.ledger.holds_of(freeze.item);
        let holds_money = holds.any(|hold| hold.free() > 0 || hold.all_unknown);
        let Some(id) = line.hold else {
            if line.amount.is_some() {
                return Err(Refusal::HoldUnknown { pointer: at("hold") });
            }
            return if freeze.is_live() || holds_money { Ok(()) } else { Err(unknown()) };
        };
        let mut holds = self.ledger.holds_of(freeze.item);
        let hold = holds.find(|hold| hold.id == id);
        let hold = hold.ok_or_else(|| Refusal::HoldUnknown { pointer: at("hold") })?;
        let free = hold.free();
        let Some(amount) = line.amount else {
            let pointer = at("hold");
            let holds = free > 0 || hold.all_unknown;
            return if holds { Ok(()) } else { Err(Refusal::HoldExceeded { pointer, free }) };
        };
        if amount.currency() != hold.currency {
            return Err(Refusal::CurrencyMismatch { pointer: at("amount") });
        }
        if sized(amount.minor(), &at("amount"))? > free {
            return Err(Refusal::HoldExceeded { pointer: at("amount"), free });
        }
        Ok(())
    }

    /// Money is freed for now only where a flag says that it should not be
    /// frozen, and nobody has decided otherwise.
    fn not_flagged(&self, lines: &[ReleaseLine]) -> Problems {
        let flagged = |line: &ReleaseLine| {
            self.ledger.objections.iter().any(|one| {
                one.kind == ObjectionKind::Flag
                    && (one.is_open() || one.is_upheld())
                    && self.ledger.is_about(one, line.freeze)
            })
        };
        let lines = lines.iter().enumerate().filter(|(_, line)| !flagged(line));
        let pointer = |(index, _)| format!("/order/lines/{index}/freeze");
        lines.map(|line| Refusal::FlagMissing { pointer: pointer(line) }).collect()
    }

    fn amend(&self, lines: &[AmendLine], problems: &mut Problems) {
        note(problems, check::count(lines.len(), "/order/lines", ROWS));
        let mut seen = HashSet::new();
        for (index, line) in lines.iter().enumerate() {
            let at = |field: &str| format!("/order/lines/{index}/{field}");
            if seen.insert(line.freeze) {
                note(problems, self.amendable(line, &at));
            } else {
                problems.push(Refusal::LineTwice { pointer: at("freeze") });
            }
        }
    }

    fn amendable(&self, line: &AmendLine, at: &dyn Fn(&str) -> String) -> Result<(), Refusal> {
        let unknown = || Refusal::FreezeUnknown { pointer: at("freeze") };
        let freeze = self.ledger.freeze(line.freeze).filter(|one| one.is_standing());
        let freeze = freeze.ok_or_else(unknown)?;
        if freeze.retarget.is_some() {
            return Err(Refusal::AmendPending { pointer: at("freeze") });
        }
        let pointer = at("target");
        let target = match line.target.minor() {
            0 if line.target.currency() == crate::money::Currency::VND => 0,
            _ => dong(line.target, &pointer)?,
        };
        let held = self.ledger.kept(freeze.item);
        if target < held {
            return Err(Refusal::TargetBelowHeld { pointer, held });
        }
        let Cap { outstanding, .. } = self.ledger.cap();
        let taken = total(self.ledger.holds_of(freeze.item).map(|hold| hold.deducted));
        if target > held && target > outstanding.saturating_add(taken) {
            return Err(Refusal::OwedExceeded { pointer, outstanding });
        }
        self.renamable(freeze, line.accounts.as_deref(), at)?;
        let named = |accounts: &Vec<AccountNumber>| *accounts == freeze.accounts;
        if target == freeze.target && line.accounts.as_ref().is_none_or(named) {
            return Err(Refusal::NothingAmended { pointer: at("freeze") });
        }
        Ok(())
    }

    /// The accounts a freeze is about from now on: each once, and none left out on
    /// which money is held; that is released.
    fn renamable(
        &self,
        freeze: &Freeze,
        accounts: Option<&[AccountNumber]>,
        at: &dyn Fn(&str) -> String,
    ) -> Result<(), Refusal> {
        let Some(accounts) = accounts.filter(|accounts| !accounts.is_empty()) else {
            return Ok(());
        };
        check::count(accounts.len(), &at("accounts"), ROWS)?;
        let mut seen = HashSet::new();
        for (index, number) in accounts.iter().enumerate() {
            if !seen.insert(number) {
                let pointer = at(&format!("accounts/{index}"));
                return Err(Refusal::AccountTwice { pointer });
            }
        }
        let held = |hold: &Hold| {
            (hold.remaining() > 0 || hold.all_unknown)
                && !hold.beyond_order
                && !accounts.contains(&hold.account)
        };
        if self.ledger.holds_of(freeze.item).any(held) {
            return Err(Refusal::AccountDropped { pointer: at("accounts") });
        }
        Ok(())
    }
}

fn lift_ground(cx: &Context<'_>, ground: &str, arose_at: Instant) -> Result<(), Refusal> {
    if !cx.rules.law.has_lift_ground(ground) {
        return Err(Refusal::GroundUnknown { pointer: "/order/ground".to_owned() });
    }
    if arose_at > cx.now {
        return Err(Refusal::FutureInstant { pointer: "/order/arose_at".to_owned() });
    }
    Ok(())
}

fn accounts_are_sound(place: &FreezeAt, pointer: &str) -> Result<(), Refusal> {
    if place.accounts.is_empty() {
        return Ok(());
    }
    check::count(place.accounts.len(), pointer, ROWS)?;
    let mut seen = HashSet::new();
    for (index, account) in place.accounts.iter().enumerate() {
        if !seen.insert(account) {
            return Err(Refusal::AccountTwice { pointer: format!("{pointer}/{index}") });
        }
    }
    Ok(())
}
