//! What clients do while the service is attacked: offices open cases, ask and
//! order; systems of banks answer, repeat, duplicate and contradict themselves.

use crate::clients::Client;
use crate::journal::{Caught, Entry, Reply, Sent};
use crate::office::Office;
use crate::people::{self, BANKS, OFFICERS};
use crate::site::Site;
use crate::time::{below, now};
use engine::answer::{AccountFound, AccountKind, Findings, Outcome};
use engine::demand::ItemAnswer;
use engine::execution::FrozenAccount;
use engine::id::{DemandId, InstitutionId, InstrumentId, ItemId};
use engine::identity::AccountNumber;
use engine::instrument::Request;
use engine::ledger::Ledger;
use engine::money::Money;
use engine::order::OrderRequest;
use engine::time::{Instant, Zone};
use std::collections::{BTreeMap, HashSet, VecDeque};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use store::Store;
use testkit::world;

/// Systems of one bank that answer at the same time.
const SYSTEMS: usize = 2;

type Inbox = Mutex<VecDeque<Sent>>;

/// Everybody.
pub(crate) struct Crowd<'a> {
    site: &'a Site,
    offices: Vec<Office>,
    systems: Vec<(&'static str, Client)>,
    /// What each bank is about to send.
    inboxes: BTreeMap<&'static str, Inbox>,
    /// Instruments whose demands are in the inboxes.
    fetched: HashSet<InstrumentId>,
    /// Freezes that a later capture was reported of.
    caught: HashSet<ItemId>,
    /// What was filed before the service first started.
    old: Vec<(&'static str, Entry)>,
}

/// How long they work.
pub(crate) struct Shift {
    /// Time to go home.
    over: AtomicBool,
    /// Whether a client goes on after a request without a reply; otherwise the
    /// service is dead, and the client's day is over.
    patient: bool,
}

impl Shift {
    pub(crate) const fn new(patient: bool) -> Self {
        Self { over: AtomicBool::new(false), patient }
    }

    pub(crate) fn is_over(&self) -> bool {
        self.over.load(Ordering::Relaxed)
    }

    /// Whether there is more to do after this.
    pub(crate) fn goes_on(&self, reply: Option<&Reply>) -> bool {
        !self.is_over() && (self.patient || reply.is_some())
    }
}

impl<'a> Crowd<'a> {
    /// Signs everybody in.
    pub(crate) fn new(
        site: &'a Site,
        address: SocketAddr,
        old: Vec<(&'static str, Entry)>,
    ) -> Self {
        let system = |bank| (bank, Client::new(address, people::token(site, address, bank)));
        Self {
            site,
            offices: OFFICERS.into_iter().map(|name| Office::new(address, name)).collect(),
            systems: BANKS.into_iter().flat_map(|bank| [bank; SYSTEMS]).map(system).collect(),
            inboxes: BANKS.into_iter().map(|bank| (bank, Inbox::default())).collect(),
            fetched: HashSet::new(),
            caught: HashSet::new(),
            old,
        }
    }

    /// The service was started anew: sessions hold, tokens are got afresh.
    pub(crate) fn reconnect(&mut self, address: SocketAddr) {
        for client in self.offices.iter_mut().flat_map(Office::clients) {
            client.reconnect(address);
        }
        for (bank, client) in &mut self.systems {
            client.reconnect(address);
            client.known = people::token(self.site, address, bank);
        }
    }

    fn clients(&mut self) -> impl Iterator<Item = &mut Client> {
        let systems = self.systems.iter_mut().map(|(_, client)| client);
        self.offices.iter_mut().flat_map(Office::clients).chain(systems)
    }

    /// Everybody finds out what became of what was sent.
    pub(crate) fn settle(&mut self) {
        std::thread::scope(|scope| {
            for client in self.clients() {
                scope.spawn(|| client.settle());
            }
        });
    }

    /// Offices and banks look for what there is to do, as they would in their
    /// lists.
    pub(crate) fn fetch(&mut self, store: &Store) {
        let old = self.old.iter().map(|(name, entry)| (*name, entry));
        let new = self.offices.iter();
        let new = new.flat_map(|one| one.officer.journal.iter().map(|entry| (one.name, entry)));
        let filed = new.chain(old).filter_map(|(name, entry)| match (&entry.sent, entry.done()) {
            (Sent::Filing(..), Some((id, _))) => Some((name, InstrumentId(id))),
            _ => None,
        });
        let mut found: Vec<(&'static str, InstrumentId)> = filed.collect();
        let mut books = Vec::new();
        for office in &mut self.offices {
            let (issued, ledgers) = office.tidy_up(self.site, store);
            found.extend(issued.into_iter().map(|id| (office.name, id)));
            books.extend(ledgers);
        }
        for (name, id) in found {
            if self.fetched.insert(id) {
                self.fetch_one(store, name, id);
            }
        }
        for ledger in books {
            self.catch_more(&ledger);
        }
    }

    /// A bank reads what it is asked, and thinks of an answer.
    fn fetch_one(&self, store: &Store, officer: &str, id: InstrumentId) {
        let officer = self.site.world.actor(officer);
        let served = store.find_blocking(|find| find.served_of(&officer, id)).unwrap();
        for line in served {
            let bank = self.bank(line.institution);
            let actor = self.site.world.system_of(bank);
            let seen = store.find_blocking(|find| find.demand(&actor, line.demand)).unwrap();
            for item in &seen.demand.items {
                self.send_later(bank, answers_to(line.demand, item.id, &item.request));
            }
        }
    }

    /// Each standing freeze catches something later, once.
    fn catch_more(&mut self, ledger: &Ledger) {
        for hold in &ledger.holds {
            let Some(freeze) = ledger.freeze(hold.freeze).filter(|one| one.is_standing()) else {
                continue;
            };
            if self.caught.insert(freeze.item) {
                let caught = Caught {
                    item: freeze.item,
                    reference: format!("{:x}", rand::random::<u64>()),
                    number: hold.account.clone(),
                    amount: Money::vnd(i64::try_from(1 + below(1_000)).unwrap()),
                };
                let capture = Sent::Capture(freeze.demand, caught);
                // By both systems of the bank at once: one report (I-6).
                self.send_later(self.bank(hold.institution), vec![capture.clone(), capture]);
            }
        }
    }

    fn bank(&self, id: InstitutionId) -> &'static str {
        BANKS.into_iter().find(|bank| self.site.world.institution(bank) == id).unwrap()
    }

    fn send_later(&self, bank: &str, sent: Vec<Sent>) {
        self.inboxes[bank].lock().unwrap_or_else(PoisonError::into_inner).extend(sent);
    }

    /// Works until it is told to stop, or until nobody answers.
    pub(crate) fn work(&mut self, shift: &Shift, meanwhile: impl FnOnce()) {
        let (site, inboxes) = (self.site, &self.inboxes);
        std::thread::scope(|scope| {
            for office in &mut self.offices {
                scope.spawn(|| office.work(site, shift));
            }
            for (bank, client) in &mut self.systems {
                scope.spawn(|| answer(&inboxes[bank], client, shift));
            }
            meanwhile();
            shift.over.store(true, Ordering::Relaxed);
        });
    }

    /// All journals.
    pub(crate) fn into_journal(self) -> Vec<Entry> {
        let old = self.old.into_iter().map(|(_, entry)| entry);
        let systems = self.systems.into_iter().flat_map(|(_, client)| client.journal);
        old.chain(self.offices.into_iter().flat_map(Office::into_journal)).chain(systems).collect()
    }
}

/// Sends what waits; now and then the same once more.
fn answer(inbox: &Inbox, client: &mut Client, shift: &Shift) {
    while !shift.is_over() {
        let next = inbox.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
        let Some(next) = next else { return };
        let mut reply = client.send(next);
        if reply.is_some() && below(10) == 0 {
            reply = client.repeat_last();
        }
        if !shift.goes_on(reply.as_ref()) {
            return;
        }
    }
}

/// Most items get one answer. Some get another one right behind it, so that two
/// systems of the bank send them at the same time; some the same one again.
fn answers_to(demand: DemandId, item: ItemId, request: &Request) -> Vec<Sent> {
    let send = |answer: ItemAnswer| Sent::Answer(demand, Box::new(answer));
    // Whole seconds: what arrives is what was written.
    let at = Instant::from_seconds(now().seconds());
    let some = || match request {
        Request::Info(_) if below(2) == 0 => world::none_found(item, at),
        Request::Info(_) => found(item, at),
        Request::Order(order) => ItemAnswer::new(item, carried_out(order)),
    };
    let first = some();
    match below(10) {
        0..4 => vec![send(first)],
        4..6 => vec![send(first.clone()), send(first)],
        6..8 => vec![send(first), send(some())],
        _ => vec![], // some are not answered
    }
}

fn some_account() -> AccountNumber {
    AccountNumber::parse(&format!("{:012}", below(1_000_000_000))).unwrap()
}

fn some_money(up_to: usize) -> Money {
    Money::vnd(i64::try_from(1 + below(up_to)).unwrap())
}

fn carried_out(order: &OrderRequest) -> Outcome {
    match order {
        OrderRequest::Deduct { amount, .. } => Outcome::Paid {
            paid: *amount,
            reference: format!("FT{:x}", rand::random::<u64>()),
            value_day: Zone::HANOI.day_of(now()),
        },
        _ => Outcome::Frozen {
            accounts: vec![FrozenAccount::plain(
                some_account(),
                AccountKind::Payment,
                some_money(200_000_000),
            )],
        },
    }
}

fn found(item: ItemId, at: Instant) -> ItemAnswer {
    let account = AccountFound {
        number: some_account(),
        kind: AccountKind::Payment,
        balance: Some(some_money(1_000_000_000)),
        as_of: at,
        joint_holders: Vec::new(),
        markers: Vec::new(),
        matures: None,
        own_claim: None,
        restrictions: Vec::new(),
        held_identifier: None,
    };
    let findings = Findings::Account(vec![account]);
    ItemAnswer::new(item, Outcome::Found { findings, part: false })
}
