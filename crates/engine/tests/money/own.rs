//! What is owed and what is protected, kept beside the service's books from what
//! was said to it alone.

use crate::bank::BENEFIT;
use crate::world::{BANKS, World, pick, who};
use engine::answer::Outcome;
use engine::command::Command as C;
use engine::id::{HoldId, PostingId};
use engine::ledger::{MINIMUM, ObligationEnd};
use engine::money::Money;
use engine::refusal::Refusal;
use std::collections::{BTreeMap, BTreeSet};

/// The debt of the case when it is opened.
pub(crate) const OWED: i64 = 100;

#[derive(Clone)]
pub(crate) struct Own {
    /// What is owed.
    pub(crate) debt: i64,
    /// How the obligation ended.
    pub(crate) ended: Option<ObligationEnd>,
    opened: bool,
    /// By how much a posting changed the debt, until it is taken back.
    effects: BTreeMap<PostingId, i64>,
    /// By hold and ground, as the officer said.
    protected: BTreeMap<(HoldId, &'static str), i64>,
    /// By hold, as its bank reported, on the one ground that banks name.
    reported: BTreeMap<HoldId, i64>,
}

impl Own {
    pub(crate) const fn new() -> Self {
        Self {
            debt: OWED,
            ended: None,
            opened: false,
            effects: BTreeMap::new(),
            protected: BTreeMap::new(),
            reported: BTreeMap::new(),
        }
    }

    /// A posting that may be taken back later.
    pub(crate) fn post(&mut self, posting: PostingId, effect: i64) {
        self.debt += effect;
        self.effects.insert(posting, effect);
    }

    /// The posting of what the case says is owed: it is in the debt already.
    pub(crate) fn opened(&mut self, posting: PostingId) {
        if !self.opened {
            self.opened = true;
            self.effects.insert(posting, OWED);
        }
    }

    /// By how much a posting changed the debt, if it may be taken back.
    pub(crate) fn effect(&self, posting: PostingId) -> Option<i64> {
        self.effects.get(&posting).copied()
    }

    /// Taken back, once.
    pub(crate) fn reverse(&mut self, posting: PostingId) {
        self.debt -= self.effects.remove(&posting).unwrap_or_default();
    }

    /// Money that arrives pays what is owed, if anything may be enforced still.
    pub(crate) fn pay(&mut self, amount: i64) {
        if !matches!(self.ended, Some(ObligationEnd::Terminated | ObligationEnd::Annulled)) {
            self.debt -= amount.min(self.debt);
        }
    }

    pub(crate) fn protect(&mut self, hold: HoldId, ground: &'static str, amount: i64) {
        self.protected.insert((hold, ground), amount);
    }

    /// What its bank says may not be taken from a hold.
    pub(crate) fn report(&mut self, hold: HoldId, amount: i64) {
        self.reported.insert(hold, amount);
    }

    /// What may not be taken from a hold: on each ground the higher word.
    pub(crate) fn protected(&self, hold: HoldId) -> i64 {
        let said = |ground: &'static str| self.protected.get(&(hold, ground)).copied();
        let benefit = said(BENEFIT).max(Some(self.reported(hold)));
        said(MINIMUM).unwrap_or(0) + benefit.unwrap_or(0)
    }

    /// What its bank reported of it.
    pub(crate) fn reported(&self, hold: HoldId) -> i64 {
        self.reported.get(&hold).copied().unwrap_or(0)
    }

    /// The holds in which the minimum of living is set.
    pub(crate) fn minimum(&self) -> BTreeSet<HoldId> {
        let set = self
            .protected
            .iter()
            .filter(|((_, ground), amount)| *ground == MINIMUM && **amount > 0);
        set.map(|((hold, _), _)| *hold).collect()
    }
}

/// What is said of the debt and of holds, each against what was said before.
impl World {
    /// Once, and nothing that came in by a payment nor what takes another back.
    pub(crate) fn reverse(&mut self, posting: u8) {
        let found = self.ledger().and_then(|ledger| pick(&ledger.postings, posting)).cloned();
        let Some(found) = found else { return };
        let (case, posting, effect) = (self.here.case, found.id, self.here.own.effect(found.id));
        let conceded = found.concession.is_some();
        self.facts.postings.insert((case, posting), found);
        let reason = self.text("Ghi nhầm");
        let command = C::ReversePosting { case, posting, reason };
        match self.try_as(who(self.here.office.officer), command) {
            Ok(_) => {
                assert!(effect.is_some(), "a posting is taken back that may not be");
                self.here.own.reverse(posting);
            }
            Err(Refusal::PostingState) => assert_eq!(effect, None),
            // What a creditor conceded is not taken back line by line.
            Err(Refusal::PostingConceded) => assert!(conceded),
            // It paid for something by now.
            Err(Refusal::BookExceeded { .. }) => assert!(effect.is_some_and(|one| one > 0)),
            Err(Refusal::ObligationEnded) => assert!(self.here.own.ended.is_some()),
            Err(why) => panic!("a posting is not taken back: {why:?}"),
        }
    }

    /// The minimum of living is in one account only (I-9).
    pub(crate) fn protect(&mut self, hold: u8, percent: u8, minimum: bool) {
        let Some(hold) = self.ledger().and_then(|one| pick(&one.holds, hold)).cloned() else {
            return;
        };
        let amount = hold.frozen * i64::from(percent) / 100;
        let ground = if minimum { MINIMUM } else { BENEFIT };
        let holds = |id: HoldId| {
            let found = self.ledger().and_then(|ledger| ledger.hold(id));
            found.is_some_and(|one| one.remaining() > 0 || one.all_unknown)
        };
        let elsewhere = self.here.own.minimum().iter().any(|one| *one != hold.id && holds(*one));
        let (case, hold, frozen) = (self.here.case, hold.id, hold.frozen);
        let protected = Money::vnd(amount);
        let command = C::ProtectHold { case, hold, amount: protected, ground: ground.to_owned() };
        match self.try_as(who(self.here.office.officer), command) {
            Ok(_) => {
                assert!(amount <= frozen && !(minimum && elsewhere), "I-9: the minimum twice");
                if minimum {
                    // It moves: one debtor has one.
                    let spent: Vec<HoldId> = self.here.own.minimum().into_iter().collect();
                    for spent in spent.into_iter().filter(|one| *one != hold) {
                        self.here.own.protect(spent, ground, 0);
                    }
                }
                self.here.own.protect(hold, ground, amount);
            }
            Err(Refusal::AmountInvalid { .. }) => assert!(amount > frozen),
            Err(Refusal::MinimumElsewhere) => assert!(minimum && elsewhere),
            Err(Refusal::ObligationEnded) => assert!(self.here.own.ended.is_some()),
            Err(why) => panic!("money is not protected: {why:?}"),
        }
    }

    /// What a bank states anew stands, unless the freeze has ended or less would be
    /// there than was taken, freed or ordered of it: then it leaves all as it was.
    pub(crate) fn correct(&mut self, freeze: u8, account: u8, by: i64) {
        let of_bank = |at: usize| {
            let (served, bank) = (self.served(at).into_iter(), &self.banks[at].1);
            let known = served.filter(|(_, item)| bank.is_correctable(*item));
            known.map(move |(demand, item)| (at, demand, item))
        };
        let all: Vec<_> = (0..self.banks.len()).flat_map(of_bank).collect();
        let Some(&(at, demand, item)) = pick(&all, freeze) else { return };
        let mut bank = self.banks[at].1.clone();
        let Some(accounts) = bank.correct(item, usize::from(account), by) else { return };
        let last = self.facts.demands.get(demand).and_then(|one| one.item(item)?.last).unwrap();
        let ledger = self.ledger_of(demand).unwrap();
        let ended = ledger.freeze(item).unwrap().ended.is_some();
        let below = ledger.holds_of(item).any(|hold| {
            let captures = ledger.freeze(item).unwrap().captures.iter();
            let caught = captures.flat_map(|one| &one.caught).filter(|one| one.0 == hold.id);
            let bound = (hold.reserved + hold.lifting).min(hold.remaining());
            let bound = hold.deducted + hold.released + bound;
            let least = bound - caught.map(|one| one.1).sum::<i64>();
            let mut of_it = accounts.iter().filter(|one| one.number == hold.account);
            of_it.any(|one| one.frozen.minor() < least)
        });
        let (replaces, body) = (last.id, Box::new(Outcome::Frozen { accounts }));
        let command = C::CorrectAnswer { demand, item, replaces, body, files: Vec::new() };
        match self.try_as(who(&format!("bank_system:{}", BANKS[at])), command) {
            Ok(_) => self.banks[at].1 = bank,
            Err(Refusal::NotCorrectable) => assert!(ended),
            Err(Refusal::RestatedBelow { .. }) => assert!(below),
            Err(Refusal::NothingCorrected) => {}
            Err(why) => panic!("a correction is refused: {why:?}"),
        }
    }
}
