//! A bank as it really is: accounts, what it froze of them, and reports that it
//! has made and not yet sent. It knows nothing of the engine's books.

use engine::answer::{AccountKind, Outcome, Scope};
use engine::decide::Shared;
use engine::execution::{CapturedAccount, FrozenAccount, ReleasedAccount};
use engine::id::{DemandId, ItemId, TransferId};
use engine::identity::{AccountNumber, Identifier, IdentifierKind};
use engine::money::Money;
use engine::order::OrderRequest;
use engine::time::{Instant, Zone};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use uuid::Uuid;

/// What a bank tells the service.
#[derive(Clone, Debug)]
pub(crate) struct Report {
    pub(crate) demand: DemandId,
    pub(crate) item: ItemId,
    pub(crate) says: Says,
}

/// An answer, or money caught later.
#[derive(Clone, Debug)]
pub(crate) enum Says {
    Answer(Outcome),
    Captured {
        reference: String,
        accounts: Vec<CapturedAccount>,
    },
    /// Money that came in on an account: of no order alone.
    Arrived(Arrived),
}

/// Money that came in on an account and is frozen as the service splits it.
#[derive(Clone, Debug)]
pub(crate) struct Arrived {
    pub(crate) reference: String,
    pub(crate) account: usize,
    pub(crate) amount: i64,
    pub(crate) at: Instant,
    /// How it was split when it was reported.
    pub(crate) shared: Option<Arc<Shared>>,
}

impl Report {
    /// Whether it is about money that waits to be split. It is told after all that
    /// the bank did before, and until then the bank does nothing else: it cannot say
    /// what is frozen.
    pub(crate) const fn is_arrival(&self) -> bool {
        matches!(self.says, Says::Arrived(_))
    }

    /// What would contradict it, and what kind of contradiction that is.
    pub(crate) fn contradiction(&self) -> Option<(&'static str, Self)> {
        let refused = || Outcome::Refused {
            ground: "other".to_owned(),
            reasons: "Không thực hiện".to_owned(),
        };
        let (kind, says) = match &self.says {
            Says::Answer(Outcome::Frozen { accounts }) => {
                let mut accounts = accounts.clone();
                let one = accounts.first_mut()?;
                one.frozen = Money::vnd(one.frozen.minor() + 1);
                ("frozen", Says::Answer(Outcome::Frozen { accounts }))
            }
            Says::Answer(Outcome::None { .. }) => {
                let account = FrozenAccount::plain(number(0), AccountKind::Payment, Money::vnd(1));
                ("nothing frozen", Says::Answer(Outcome::Frozen { accounts: vec![account] }))
            }
            Says::Answer(Outcome::Paid { .. }) => ("paid", Says::Answer(refused())),
            Says::Answer(Outcome::Released { .. }) => ("released", Says::Answer(refused())),
            Says::Answer(Outcome::Amended) => ("amended", Says::Answer(refused())),
            Says::Answer(Outcome::Refused { ground, .. }) => {
                let (ground, reasons) = (ground.clone(), "Lý do khác".to_owned());
                ("refused", Says::Answer(Outcome::Refused { ground, reasons }))
            }
            Says::Answer(_) => return None,
            Says::Captured { reference, accounts } => {
                let (reference, mut accounts) = (reference.clone(), accounts.clone());
                let one = accounts.first_mut()?;
                one.amount = Money::vnd(one.amount.minor() + 1);
                ("captured", Says::Captured { reference, accounts })
            }
            Says::Arrived(one) => {
                ("arrived", Says::Arrived(Arrived { amount: one.amount + 1, ..one.clone() }))
            }
        };
        Some((kind, Self { says, ..self.clone() }))
    }
}

/// The ground of what banks protect by themselves.
pub(crate) const BENEFIT: &str = "social_benefit";

/// A freeze as the bank carries it out.
#[derive(Clone, Debug)]
struct Standing {
    demand: DemandId,
    target: i64,
    /// Whether it was reported; what is caught before is in that report.
    live: bool,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Bank {
    /// Money that is free on each account.
    pub(crate) free: Vec<i64>,
    /// What of each account may not be taken, as it knows and reports.
    pub(crate) protected: Vec<i64>,
    /// Money frozen by freeze and account.
    pub(crate) frozen: BTreeMap<(ItemId, usize), i64>,
    standing: BTreeMap<ItemId, Standing>,
    /// What was frozen by freeze and account, in all, whatever became of it.
    ever: BTreeMap<(ItemId, usize), i64>,
    /// Of which came in later and is reported by itself.
    later: BTreeMap<(ItemId, usize), i64>,
    /// Freezes whose first report a correction replaced.
    pub(crate) corrected: BTreeSet<ItemId>,
    cancelled: BTreeSet<ItemId>,
    done: BTreeSet<ItemId>,
    /// Reports not sent yet, and those sent.
    pub(crate) waiting: Vec<Report>,
    pub(crate) sent: Vec<Report>,
    captures: u32,
    payments: u32,
    /// Money paid to the agency in all.
    pub(crate) paid: i64,
    /// Money that left and has not arrived, whatever is reported of it.
    pub(crate) wires: Vec<Wire>,
}

/// Money on its way to the agency.
#[derive(Clone, Debug)]
pub(crate) struct Wire {
    pub(crate) transfer: TransferId,
    pub(crate) amount: i64,
    /// The bank says that it did not pay.
    pub(crate) denied: bool,
}

pub(crate) fn number(account: usize) -> AccountNumber {
    AccountNumber::parse(&format!("00710012345{account}")).unwrap()
}

impl Bank {
    pub(crate) fn with(free: Vec<i64>) -> Self {
        Self { free, ..Self::default() }
    }

    /// Carries an order out, once, and writes the report. Whether it did.
    pub(crate) fn act(
        &mut self,
        demand: DemandId,
        item: ItemId,
        order: &OrderRequest,
        now: Instant,
        deny: bool,
    ) -> bool {
        if !self.done.insert(item) {
            return false;
        }
        let answer = match order {
            OrderRequest::Freeze { target, .. } => self.freeze(demand, item, target.minor(), now),
            OrderRequest::Deduct { transfer, freeze, account, amount, .. } => {
                let paid = match freeze {
                    Some(freeze) => self.deduct(*freeze, account, amount.minor(), now),
                    None => self.take(account, amount.minor(), now),
                };
                Some(self.wire(*transfer, paid, deny))
            }
            OrderRequest::Release { freeze, account, amount, .. } => {
                Some(self.release(*freeze, account.as_ref(), amount.map(Money::minor)))
            }
            OrderRequest::Amend { freeze, target, .. } => {
                if let Some(standing) = self.standing.get_mut(freeze) {
                    standing.target = target.minor();
                }
                Some(Outcome::Amended)
            }
            OrderRequest::IncomeDeduction { .. } => None,
        };
        self.waiting.extend(answer.map(|body| Report { demand, item, says: Says::Answer(body) }));
        true
    }

    fn freeze(
        &mut self,
        demand: DemandId,
        item: ItemId,
        target: i64,
        now: Instant,
    ) -> Option<Outcome> {
        if self.cancelled.contains(&item) {
            return None;
        }
        if self.free.is_empty() {
            return Some(Outcome::None {
                scope: Scope::Institution,
                tried: vec![Identifier::parse(IdentifierKind::Cccd, "079185001234").unwrap()],
                as_of: now,
            });
        }
        self.standing.insert(item, Standing { demand, target, live: true });
        let mut left = target;
        let mut accounts = Vec::new();
        for (index, free) in self.free.iter_mut().enumerate() {
            let part = left.min(*free);
            left -= part;
            let before = *free;
            *free -= part;
            self.frozen.insert((item, index), part);
            self.ever.insert((item, index), part);
            let protected = self.protected.get(index).map_or(0, |kept| part.min(*kept));
            accounts.push(FrozenAccount {
                at_receipt: Some(Money::vnd(before)),
                at_freeze: Some(Money::vnd(before)),
                protected: (protected > 0).then(|| Money::vnd(protected)),
                protected_by: (protected > 0).then(|| BENEFIT.to_owned()),
                ..FrozenAccount::plain(number(index), AccountKind::Payment, Money::vnd(part))
            });
        }
        Some(Outcome::Frozen { accounts })
    }

    fn deduct(
        &mut self,
        freeze: ItemId,
        account: &AccountNumber,
        amount: i64,
        now: Instant,
    ) -> Outcome {
        let mut of_it = self.frozen.iter_mut();
        let found = of_it.find(|((item, at), _)| *item == freeze && number(*at) == *account);
        let Some((_, frozen)) = found.filter(|(_, frozen)| **frozen > 0) else {
            let (ground, reasons) = ("not_held".to_owned(), "Không còn tiền".to_owned());
            return Outcome::Refused { ground, reasons };
        };
        let paid = amount.min(*frozen);
        *frozen -= paid;
        self.pay(paid, now)
    }

    /// Without a freeze: from what is free on the account.
    fn take(&mut self, account: &AccountNumber, amount: i64, now: Instant) -> Outcome {
        let mut all = self.free.iter_mut().enumerate();
        let found = all.find(|(at, free)| number(*at) == *account && **free > 0);
        let Some((_, free)) = found else {
            let (ground, reasons) = ("not_held".to_owned(), "Không còn tiền".to_owned());
            return Outcome::Refused { ground, reasons };
        };
        let paid = amount.min(*free);
        *free -= paid;
        self.pay(paid, now)
    }

    fn pay(&mut self, paid: i64, now: Instant) -> Outcome {
        self.payments += 1;
        self.paid += paid;
        let (paid, reference) = (Money::vnd(paid), format!("FT{}", self.payments));
        Outcome::Paid { paid, reference, value_day: Zone::HANOI.day_of(now) }
    }

    /// What was taken is on its way; the bank may say all the same that it was not
    /// paid.
    fn wire(&mut self, transfer: TransferId, answer: Outcome, deny: bool) -> Outcome {
        let Outcome::Paid { paid, .. } = &answer else { return answer };
        self.wires.push(Wire { transfer, amount: paid.minor(), denied: deny });
        if !deny {
            return answer;
        }
        let (ground, reasons) = ("other".to_owned(), "Lỗi hệ thống".to_owned());
        Outcome::Refused { ground, reasons }
    }

    fn release(
        &mut self,
        freeze: ItemId,
        account: Option<&AccountNumber>,
        amount: Option<i64>,
    ) -> Outcome {
        let mut accounts = Vec::new();
        for ((item, index), frozen) in &mut self.frozen {
            if *item != freeze || account.is_some_and(|account| number(*index) != *account) {
                continue;
            }
            let freed = amount.unwrap_or(*frozen).min(*frozen);
            *frozen -= freed;
            if let Some(free) = self.free.get_mut(*index) {
                *free += freed;
            }
            if freed > 0 {
                let amount = Money::vnd(freed);
                accounts.push(ReleasedAccount { number: number(*index), amount });
            }
        }
        let holds: i64 =
            self.frozen.iter().filter(|((item, _), _)| *item == freeze).map(|(_, n)| *n).sum();
        if let Some(standing) = self.standing.get_mut(&freeze) {
            standing.target = standing.target.min(holds);
            standing.live &= account.is_some();
        }
        if account.is_none() {
            self.cancelled.insert(freeze);
        }
        Outcome::Released { accounts }
    }

    /// Whether it has carried an order out.
    pub(crate) fn has_done(&self, item: ItemId) -> bool {
        self.done.contains(&item)
    }

    /// Whether a freeze stands and was reported. Not while anything is still to be
    /// sent: what that says would be in the statement too.
    pub(crate) fn is_correctable(&self, item: ItemId) -> bool {
        self.waiting.is_empty()
            && self.standing.get(&item).is_some_and(|standing| standing.live)
            && self.sent.iter().any(|report| report.item == item)
    }

    /// It had frozen more or less of an account than it reported, and states what
    /// was frozen, without what came in later.
    pub(crate) fn correct(
        &mut self,
        item: ItemId,
        account: usize,
        by: i64,
    ) -> Option<Vec<FrozenAccount>> {
        let index = account.checked_rem(self.free.len())?;
        let (free, frozen) = (self.free.get_mut(index)?, self.frozen.get_mut(&(item, index))?);
        let ever = self.ever.get_mut(&(item, index))?;
        let later = self.later.get(&(item, index)).copied().unwrap_or(0);
        let by = by.clamp(-(*frozen).min(*ever - later), *free);
        *free -= by;
        *frozen += by;
        *ever += by;
        self.corrected.insert(item);
        let stated = self.ever.iter().filter(|((one, _), _)| *one == item);
        let plain = |index: usize, all: i64| {
            FrozenAccount::plain(number(index), AccountKind::Payment, Money::vnd(all))
        };
        let first = |index: usize, all: i64| all - self.later.get(&(item, index)).unwrap_or(&0);
        let stated = stated.map(|((_, index), all)| plain(*index, first(*index, *all))).collect();
        (by != 0).then_some(stated)
    }

    /// Money comes in; a standing freeze with room catches it: an odd amount the
    /// latest one, whatever came before. Whether it did.
    pub(crate) fn credit(&mut self, index: usize, amount: i64) -> bool {
        if self.free.is_empty() {
            return false;
        }
        let index = index % self.free.len();
        let mut left = amount;
        let mut standing: Vec<_> = self.standing.clone().into_iter().collect();
        if amount % 2 == 1 {
            standing.reverse();
        }
        for (item, standing) in standing {
            let of_it = self.frozen.iter().filter(|((one, _), _)| *one == item);
            let holds: i64 = of_it.map(|(_, frozen)| *frozen).sum();
            let caught = left.min(standing.target - holds).max(0);
            if !standing.live || caught == 0 {
                continue;
            }
            left -= caught;
            *self.frozen.entry((item, index)).or_default() += caught;
            *self.ever.entry((item, index)).or_default() += caught;
            *self.later.entry((item, index)).or_default() += caught;
            self.captures += 1;
            let reference = format!("C{}", self.captures);
            let amount = Money::vnd(caught);
            let accounts = vec![CapturedAccount { number: number(index), amount }];
            let says = Says::Captured { reference, accounts };
            self.waiting.push(Report { demand: standing.demand, item, says });
        }
        if let Some(free) = self.free.get_mut(index) {
            *free += left;
        }
        true
    }

    /// Money comes in on an account and waits there until the service has said how
    /// much of it each order is due. Whether it did.
    pub(crate) fn arrive(&mut self, account: usize, amount: i64, at: Instant) -> bool {
        let Some(account) = account.checked_rem(self.free.len()) else { return false };
        self.captures += 1;
        let (reference, shared) = (format!("A{}", self.captures), None);
        let says = Says::Arrived(Arrived { reference, account, amount, at, shared });
        let (demand, item) = (DemandId(Uuid::nil()), ItemId(Uuid::nil()));
        self.waiting.push(Report { demand, item, says });
        true
    }

    /// It is frozen as it was split; the rest is free.
    pub(crate) fn share(&mut self, account: usize, shared: &Shared) {
        for share in &shared.shares {
            let of_it = (share.item, account);
            *self.frozen.entry(of_it).or_default() += share.amount;
            *self.ever.entry(of_it).or_default() += share.amount;
            *self.later.entry(of_it).or_default() += share.amount;
        }
        self.free[account] += shared.left;
    }
}
