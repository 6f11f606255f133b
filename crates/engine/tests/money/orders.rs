//! Orders of the officer, each against what the books allow.

use crate::bank::number;
use crate::world::{World, pick, who};
use engine::command::Command as C;
use engine::id::{HoldId, InstitutionId, InstrumentId, ItemId};
use engine::instrument::ContentHash;
use engine::ledger::{DutyKind, Hold, Ledger, Objection, Transfer, TransferState, proposal};
use engine::money::Money;
use engine::order::{AmendLine, DeductLine, FreezeAt, Identity, Order, OrderContent, ReleaseLine};
use engine::refusal::Refusal;
use uuid::Uuid;

impl World {
    /// Filed by the officer, approved by the head, issued.
    pub(crate) fn order(&mut self, order: Order) -> Result<InstrumentId, Refusal> {
        let urgent = matches!(order, Order::Freeze { urgent: true, .. });
        let content = OrderContent {
            debtor: self.here.office.party("An"),
            decision: (!urgent).then(|| self.number()),
            legal_basis: self.text("Luật 106/2025/QH15"),
            sealed_to: Vec::new(),
            order,
        };
        let content = Box::new(content);
        let case = self.here.case;
        let done = self.try_as(who(self.here.office.officer), C::FileOrder { case, content })?;
        let instrument = InstrumentId(done.subject);
        let content = &self.facts.instruments.get(instrument).unwrap().content;
        let hash = ContentHash::of(content);
        self.must(self.here.office.head, C::ApproveOrder { instrument, hash });
        self.must(self.here.office.officer, C::IssueOrder { instrument });
        self.note_receipt(instrument);
        Ok(instrument)
    }

    pub(crate) fn freeze(&mut self, banks: u8, urgent: bool) {
        let chosen = self.banks.iter().enumerate().filter(|(at, _)| banks & (1 << at) != 0);
        let at = |institution: &InstitutionId| FreezeAt {
            institution: *institution,
            accounts: Vec::new(),
        };
        let at: Vec<FreezeAt> = chosen.map(|(_, (institution, _))| at(institution)).collect();
        let owed = self.ledger().map_or(100, |ledger| ledger.balances.outstanding());
        let owed = Money::vnd(owed);
        // By its parts where the books know them all: they are never what is refused.
        let parts = self.ledger().and_then(Ledger::owed_parts);
        let parts = parts.filter(|one| one.total() == Ok(owed) && one.says_until_when());
        let _ = self.order(Order::Freeze { owed, parts, urgent, at });
    }

    /// What is proposed is taken as it is proposed, and leaves no excess.
    pub(crate) fn file_proposal(&mut self) {
        let Some(ledger) = self.ledger() else { return };
        let proposed = proposal(ledger, 0);
        let excess = ledger.cap().excess;
        assert_eq!(proposed.excess, excess);
        if excess == 0 {
            return;
        }
        self.release(proposed.release);
        assert_eq!(self.ledger().unwrap().cap().excess, 0, "the proposal leaves an excess");
        if !proposed.amend.is_empty() {
            self.order(Order::Amend { lines: proposed.amend })
                .or_else(|why| match why {
                    Refusal::ObligationEnded => Ok(InstrumentId(Uuid::nil())),
                    why => Err(why),
                })
                .unwrap();
        }
    }

    pub(crate) fn release(&mut self, lines: Vec<ReleaseLine>) {
        let (ground, arose_at) = ("other".to_owned(), self.now);
        let wholes = lines.iter().filter(|line| line.hold.is_none());
        let wholes: Vec<ItemId> = wholes.map(|line| line.freeze).collect();
        let ignored = self.plant.and_then(|plant| plant.ignores(self, &wholes));
        match self.order(Order::Release { ground, arose_at, lines }) {
            Ok(id) => self.here.freed.extend(wholes.into_iter().map(|freeze| (id, freeze))),
            Err(Refusal::FreezeUnknown { .. }) => {}
            Err(why) => panic!("a release is refused: {why:?}"),
        }
        if let Some(before) = ignored {
            self.facts = before;
        }
    }

    pub(crate) fn release_part(&mut self, hold: u8, percent: u8) {
        let Some(hold) = self.ledger().and_then(|one| pick(&one.holds, hold)).cloned() else {
            return;
        };
        let amount = hold.free() * i64::from(percent) / 100;
        if amount > 0 {
            let amount = (percent < 100).then(|| Money::vnd(amount));
            self.release(vec![ReleaseLine { freeze: hold.freeze, hold: Some(hold.id), amount }]);
        }
    }

    pub(crate) fn release_whole(&mut self, freeze: u8) {
        let found = self.ledger().and_then(|one| pick(&one.freezes, freeze));
        if let Some(freeze) = found.map(|freeze| freeze.item) {
            self.release(vec![ReleaseLine { freeze, hold: None, amount: None }]);
        }
    }

    pub(crate) fn amend(&mut self, freeze: u8, target: i64) {
        let found = self.ledger().and_then(|one| pick(&one.freezes, freeze));
        if let Some(freeze) = found.map(|freeze| freeze.item) {
            let target = Money::vnd(target);
            let lines = vec![AmendLine { freeze, target, accounts: None }];
            let _ = self.order(Order::Amend { lines });
        }
    }

    /// Above a hundred: more than may be taken, and refused for that.
    pub(crate) fn deduct(&mut self, hold: u8, percent: u8) {
        let Some(ledger) = self.ledger() else { return };
        let Some(hold) = pick(&ledger.holds, hold) else { return };
        let (free, open) = (hold.free(), ledger.cap().open);
        let allowed = (free - self.here.own.protected(hold.id)).max(0);
        let most = allowed.min(open);
        let within = most * i64::from(percent.min(100)) / 100;
        let amount = within + i64::from(percent.saturating_sub(100));
        let ended = ledger.closed.is_some();
        let line = DeductLine::Held { hold: hold.id, amount: Money::vnd(amount) };
        let order = Order::Deduct {
            payee: self.here.payee,
            identity: Identity::new("document_seen", Some(self.text("CCCD khớp"))),
            lines: vec![line],
        };
        let suspended = ledger.is_suspended(hold);
        let kept = self.plant.map(|plant| plant.unprotects(self));
        let ordered = self.order(order);
        if let Some(kept) = kept {
            kept.restore(self);
        }
        match ordered {
            Ok(_) => {
                assert!(amount > 0 && !ended);
                assert!(amount <= most, "I-8, I-9: {amount} is taken of {most}");
                assert!(!suspended, "a deduction is issued from a hold that is objected to");
                self.within_the_debt();
            }
            Err(Refusal::DeductionSuspended { .. }) => assert!(suspended && !ended),
            Err(Refusal::AmountInvalid { .. }) => assert_eq!(amount, 0),
            Err(Refusal::HoldExceeded { .. }) => assert!(amount > free),
            Err(Refusal::HoldProtected { .. }) => assert!(amount > allowed),
            Err(Refusal::CapExceeded { .. }) => assert!(amount > open),
            Err(Refusal::ObligationEnded) => assert!(ended),
            Err(why) => panic!("a deduction within all limits is refused: {why:?}"),
        }
    }

    /// Explicitly ordered without a freeze: only what is owed bounds it, and an
    /// account on which money is held is taken from by its hold (I-9).
    pub(crate) fn direct(&mut self, bank: u8, account: u8, percent: u8) {
        let at = usize::from(bank) % self.banks.len();
        let (institution, account) = (self.banks[at].0, number(usize::from(account) % 2));
        let cap = self.ledger().map_or(100, |ledger| ledger.cap().open);
        let amount = cap * i64::from(percent) / 100;
        let held = self.ledger().is_some_and(|ledger| {
            let there = |hold: &&Hold| hold.institution == institution && hold.account == account;
            ledger.holds.iter().filter(there).any(|hold| hold.remaining() > 0)
        });
        let suspended = self.ledger().is_some_and(|ledger| is_objected_at(ledger, institution));
        let ended = self.ledger().is_some_and(|ledger| ledger.closed.is_some());
        let line = DeductLine::Direct { institution, account, amount: Money::vnd(amount) };
        let order = Order::Deduct {
            payee: self.here.payee,
            identity: Identity::new("document_seen", Some(self.text("CCCD khớp"))),
            lines: vec![line],
        };
        match self.order(order) {
            Ok(_) => {
                assert!(amount > 0 && !ended && !held && !suspended);
                self.within_the_debt();
            }
            Err(Refusal::AmountInvalid { .. }) => assert_eq!(amount, 0),
            Err(Refusal::AccountHeld { .. }) => assert!(held),
            Err(Refusal::DeductionSuspended { .. }) => assert!(suspended && !ended),
            Err(Refusal::ObligationEnded) => assert!(ended),
            Err(why) => panic!("a direct deduction within the debt is refused: {why:?}"),
        }
    }

    /// I-8: what was ordered and what is under way is owed.
    pub(crate) fn within_the_debt(&self) {
        let ledger = self.ledger().unwrap();
        let waits = |one: &Transfer| match one.state {
            TransferState::Reserved => one.ordered - one.paid,
            TransferState::InTransit => (one.paid - one.arrived).max(0),
            TransferState::Confirmed | TransferState::Void => 0,
        };
        let under_way: i64 = ledger.transfers.iter().map(waits).sum();
        assert!(under_way <= ledger.balances.outstanding(), "I-8: more is taken than is owed");
    }

    pub(crate) fn orders(&self) -> Vec<InstrumentId> {
        let mut orders: Vec<_> = self.facts.instruments.iter().map(|one| one.id).collect();
        orders.sort_unstable();
        orders
    }

    pub(crate) fn withdraw(&mut self, order: u8) {
        if let Some(&instrument) = pick(&self.orders(), order) {
            let reason = self.text("Không cần nữa");
            let command = C::WithdrawOrder { instrument, reason };
            let _ = self.try_as(who(self.here.office.officer), command);
        }
    }

    pub(crate) fn confirm(&mut self, order: u8) {
        if let Some(&instrument) = pick(&self.orders(), order) {
            let decision = self.number();
            let command = C::ConfirmFreeze { instrument, decision };
            let _ = self.try_as(who(self.here.office.head), command);
        }
    }
}

/// Whether somebody objects, or was right to and nothing was lifted yet, to the
/// whole case or to anything ordered of one bank.
fn is_objected_at(ledger: &Ledger, bank: InstitutionId) -> bool {
    let owed = |one: &Objection| {
        let lifts = one.end.iter().flat_map(|end| &end.lifts);
        let open = |id| ledger.open_duties(DutyKind::Lift).any(|duty| duty.about == Some(id));
        lifts.copied().any(open)
    };
    let mut there: Vec<ItemId> = Vec::new();
    there.extend(ledger.freezes.iter().filter(|one| one.institution == bank).map(|one| one.item));
    let direct = ledger.transfers.iter().filter(|one| one.institution == Some(bank));
    there.extend(direct.map(|one| one.item));
    let held = |id: &HoldId| ledger.hold(*id).is_some_and(|hold| hold.institution == bank);
    ledger.objections.iter().filter(|one| one.is_open() || owed(one)).any(|one| {
        one.is_about_all()
            || one.freezes.iter().any(|item| there.contains(item))
            || one.holds.iter().any(held)
    })
}
