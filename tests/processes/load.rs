//! What clients do while the service is attacked: officers open cases and file,
//! systems of banks answer, repeat, duplicate and contradict themselves.

use crate::clients::Client;
use crate::journal::{Entry, Reply, Sent};
use crate::people::{self, BANKS, OFFICERS};
use crate::site::Site;
use crate::time::{below, now};
use engine::answer::{AccountFound, AccountKind, Findings, Outcome};
use engine::demand::ItemAnswer;
use engine::id::{CaseId, DemandId, InstrumentId, ItemId};
use engine::identity::AccountNumber;
use engine::instrument::InfoType;
use engine::money::Money;
use engine::time::Instant;
use std::collections::{BTreeMap, HashSet, VecDeque};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use store::Store;
use testkit::world;

/// Systems of one bank that answer at the same time.
const SYSTEMS: usize = 2;
/// Inquiries an officer files in one case.
const FILINGS: usize = 12;

type Inbox = Mutex<VecDeque<Sent>>;

/// Everybody.
pub(crate) struct Crowd<'a> {
    site: &'a Site,
    officers: Vec<(&'static str, Client)>,
    systems: Vec<(&'static str, Client)>,
    /// What each bank is about to send.
    inboxes: BTreeMap<&'static str, Inbox>,
    /// Filings whose demands are in the inboxes.
    fetched: HashSet<InstrumentId>,
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

    fn is_over(&self) -> bool {
        self.over.load(Ordering::Relaxed)
    }

    /// Whether there is more to do after this.
    fn goes_on(&self, reply: Option<&Reply>) -> bool {
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
        let officer = |name| (name, Client::new(address, people::sign_in(address, name)));
        let system = |bank| (bank, Client::new(address, people::token(site, address, bank)));
        Self {
            site,
            officers: OFFICERS.into_iter().map(officer).collect(),
            systems: BANKS.into_iter().flat_map(|bank| [bank; SYSTEMS]).map(system).collect(),
            inboxes: BANKS.into_iter().map(|bank| (bank, Inbox::default())).collect(),
            fetched: HashSet::new(),
            old,
        }
    }

    /// The service was started anew: sessions hold, tokens are got afresh.
    pub(crate) fn reconnect(&mut self, address: SocketAddr) {
        for (_, client) in &mut self.officers {
            client.reconnect(address);
        }
        for (bank, client) in &mut self.systems {
            client.reconnect(address);
            client.known = people::token(self.site, address, bank);
        }
    }

    fn clients(&mut self) -> impl Iterator<Item = &mut Client> {
        self.officers.iter_mut().chain(&mut self.systems).map(|(_, client)| client)
    }

    /// Everybody finds out what became of what was sent.
    pub(crate) fn settle(&mut self) {
        std::thread::scope(|scope| {
            for client in self.clients() {
                scope.spawn(|| client.settle());
            }
        });
    }

    /// Banks look for new demands, as they would in their inbox.
    pub(crate) fn fetch(&mut self, store: &Store) {
        let new = self.officers.iter();
        let new = new.flat_map(|(name, client)| client.journal.iter().map(|entry| (*name, entry)));
        let old = self.old.iter().map(|(name, entry)| (*name, entry));
        for (officer, entry) in new.chain(old) {
            if let (Sent::Filing(..), Some((id, _))) = (&entry.sent, entry.done())
                && self.fetched.insert(InstrumentId(id))
            {
                fetch_one(self.site, &self.inboxes, store, officer, InstrumentId(id));
            }
        }
    }

    /// Works until it is told to stop, or until nobody answers.
    pub(crate) fn work(&mut self, shift: &Shift, meanwhile: impl FnOnce()) {
        let (site, inboxes) = (self.site, &self.inboxes);
        std::thread::scope(|scope| {
            for (name, client) in &mut self.officers {
                scope.spawn(|| ask(site, name, client, shift));
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
        let clients = self.officers.into_iter().chain(self.systems);
        let old = self.old.into_iter().map(|(_, entry)| entry);
        old.chain(clients.flat_map(|(_, client)| client.journal)).collect()
    }
}

/// Opens cases and files inquiries to one bank and to several.
fn ask(site: &Site, officer: &str, client: &mut Client, shift: &Shift) {
    while !shift.is_over() {
        let number = format!("{:x}", rand::random::<u64>());
        let content = Box::new(world::case_content(&number, site.world.person(officer)));
        let opened = client.send(Sent::Case(content));
        if !shift.goes_on(opened.as_ref()) {
            return;
        }
        let Some(Reply::Done { id, .. }) = opened else { continue };
        for _ in 0..FILINGS {
            let several = [1, 1, 2, 4][below(4)];
            let banks = BANKS.iter().cycle().skip(below(BANKS.len())).take(several);
            let banks = banks.map(|bank| site.world.institution(bank)).collect();
            let content = world::inquiry(vec![world::item(InfoType::Account)], banks);
            let filed = client.send(Sent::Filing(CaseId(id), Box::new(content)));
            if !shift.goes_on(filed.as_ref()) {
                return;
            }
        }
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

fn fetch_one(
    site: &Site,
    inboxes: &BTreeMap<&'static str, Inbox>,
    store: &Store,
    officer: &str,
    filing: InstrumentId,
) {
    let officer = site.world.actor(officer);
    let served = store.find_blocking(|find| find.served_of(&officer, filing)).unwrap();
    for line in served {
        let bank = BANKS.into_iter().find(|bank| site.world.institution(bank) == line.institution);
        let bank = bank.unwrap();
        let actor = site.world.system_of(bank);
        let seen = store.find_blocking(|find| find.demand(&actor, line.demand)).unwrap();
        let mut inbox = inboxes[bank].lock().unwrap_or_else(PoisonError::into_inner);
        for item in &seen.demand.items {
            inbox.extend(answers_to(line.demand, item.id));
        }
    }
}

/// Most items get one answer. Some get another one right behind it, so that two
/// systems of the bank send them at the same time; some the same one again.
fn answers_to(demand: DemandId, item: ItemId) -> Vec<Sent> {
    let send = |answer: ItemAnswer| Sent::Answer(demand, Box::new(answer));
    // Whole seconds: what arrives is what was written.
    let at = Instant::from_seconds(now().seconds());
    let first = if below(2) == 0 { world::none_found(item, at) } else { found(item, at) };
    match below(10) {
        0..4 => vec![send(first)],
        4..6 => vec![send(first.clone()), send(first)],
        6..8 => vec![send(first), send(found(item, at))],
        _ => vec![], // some are not answered
    }
}

fn found(item: ItemId, at: Instant) -> ItemAnswer {
    let account = AccountFound {
        number: AccountNumber::parse(&format!("{:012}", below(1_000_000_000))).unwrap(),
        kind: AccountKind::Payment,
        balance: Some(Money::vnd(i64::try_from(below(1_000_000_000)).unwrap())),
        as_of: at,
        joint_holders: Vec::new(),
        markers: Vec::new(),
        matures: None,
        own_claim: None,
        restrictions: Vec::new(),
        held_identifier: None,
    };
    let findings = Findings::Account(vec![account]);
    ItemAnswer { item, body: Outcome::Found { findings, part: false } }
}
