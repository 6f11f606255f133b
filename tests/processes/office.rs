//! An office at work: an officer asks and orders, the head approves, the
//! accountant confirms what arrives.

use crate::clients::Client;
use crate::journal::{Arrived, Entry, Reply, Sent};
use crate::load::Shift;
use crate::people::{self, BANKS};
use crate::site::Site;
use crate::time::{below, now};
use engine::id::{CaseId, InstrumentId};
use engine::instrument::{Content, ContentHash, InfoType, InstrumentState};
use engine::ledger::{Hold, Ledger, TransferState};
use engine::money::Money;
use engine::order::{DeductLine, FreezeAt, Identity, Numbered, Order, OrderContent};
use engine::time::Zone;
use std::collections::{HashSet, VecDeque};
use std::net::SocketAddr;
use store::Store;
use store::read::Purpose;
use testkit::world;

/// Inquiries an officer files in one case.
const FILINGS: usize = 6;
/// What a freeze freezes up to, and what is taken from what it caught.
const OWED: i64 = 300_000_000;
const TAKEN: i64 = 1_000_000;

/// Three persons who work on the same cases.
pub(crate) struct Office {
    pub(crate) name: &'static str,
    pub(crate) officer: Client,
    head: Client,
    accountant: Client,
    /// What is left to do of what was begun, found in the database.
    desk: VecDeque<Task>,
}

/// A next step.
enum Task {
    Order(CaseId, Box<OrderContent>),
    Approve(InstrumentId, ContentHash),
    Issue(InstrumentId),
    Confirm(CaseId, Arrived),
}

impl Office {
    /// Signs all three in.
    pub(crate) fn new(address: SocketAddr, name: &'static str) -> Self {
        let client = |name| Client::new(address, people::sign_in(address, name));
        Self {
            name,
            officer: client(name),
            head: client(people::head_of(name)),
            accountant: client(people::ACCOUNTANT),
            desk: VecDeque::new(),
        }
    }

    pub(crate) fn clients(&mut self) -> [&mut Client; 3] {
        [&mut self.officer, &mut self.head, &mut self.accountant]
    }

    pub(crate) fn into_journal(self) -> Vec<Entry> {
        [self.officer, self.head, self.accountant].into_iter().flat_map(|one| one.journal).collect()
    }

    /// Goes on with what was begun, then opens a case, freezes and asks.
    pub(crate) fn work(&mut self, site: &Site, shift: &Shift) {
        while !shift.is_over() {
            let goes_on = match self.desk.pop_front() {
                Some(Task::Order(case, content)) => self.order(case, *content, shift),
                Some(Task::Approve(order, hash)) => self.approve(order, hash, shift),
                Some(Task::Issue(order)) => {
                    shift.goes_on(self.officer.send(Sent::Issue(order)).as_ref())
                }
                Some(Task::Confirm(case, arrived)) => {
                    shift.goes_on(self.accountant.send(Sent::Remittance(case, arrived)).as_ref())
                }
                None => self.open_a_case(site, shift),
            };
            if !goes_on {
                return;
            }
        }
    }

    fn open_a_case(&mut self, site: &Site, shift: &Shift) -> bool {
        let number = format!("{:x}", rand::random::<u64>());
        let content = Box::new(world::case_content(&number, site.world.person(self.name)));
        let opened = self.officer.send(Sent::Case(content));
        if !shift.goes_on(opened.as_ref()) {
            return false;
        }
        let Some(Reply::Done { id, .. }) = opened else { return true };
        let at = some_banks().map(|bank| FreezeAt {
            institution: site.world.institution(bank),
            accounts: Vec::new(),
        });
        let (owed, at) = (Money::vnd(OWED), at.collect());
        let order = Order::Freeze { owed, parts: None, urgent: false, at };
        if !self.order(CaseId(id), content_of(order), shift) {
            return false;
        }
        for _ in 0..FILINGS {
            let banks = some_banks().map(|bank| site.world.institution(bank)).collect();
            let content = world::inquiry(vec![world::item(InfoType::Account)], banks);
            let filed = self.officer.send(Sent::Filing(CaseId(id), Box::new(content)));
            if !shift.goes_on(filed.as_ref()) {
                return false;
            }
        }
        true
    }

    fn order(&mut self, case: CaseId, content: OrderContent, shift: &Shift) -> bool {
        let hash = ContentHash::of(&Content::Order(content.clone()));
        let filed = self.officer.send(Sent::Order(case, Box::new(content)));
        match (shift.goes_on(filed.as_ref()), filed) {
            (true, Some(Reply::Done { id, .. })) => self.approve(InstrumentId(id), hash, shift),
            (goes_on, _) => goes_on,
        }
    }

    fn approve(&mut self, order: InstrumentId, hash: ContentHash, shift: &Shift) -> bool {
        let approved = self.head.send(Sent::Approval(order, hash));
        match (shift.goes_on(approved.as_ref()), approved) {
            (true, Some(Reply::Done { .. })) => {
                shift.goes_on(self.officer.send(Sent::Issue(order)).as_ref())
            }
            (goes_on, _) => goes_on,
        }
    }

    /// Looks for what is left to do of the orders in the journal. Returns those
    /// that were issued, and the books of their cases.
    pub(crate) fn tidy_up(
        &mut self,
        site: &Site,
        store: &Store,
    ) -> (Vec<InstrumentId>, Vec<Ledger>) {
        self.desk.clear();
        let actor = site.world.actor(self.name);
        let (mut issued, mut cases) = (Vec::new(), HashSet::new());
        let mut taken_from = HashSet::new();
        for entry in &self.officer.journal {
            let (Sent::Order(case, content), Some((id, _))) = (&entry.sent, entry.done()) else {
                continue;
            };
            if let Order::Deduct { lines, .. } = &content.order {
                taken_from.extend(lines.iter().filter_map(DeductLine::hold));
            }
            let id = InstrumentId(id);
            let view = store.find_blocking(|find| find.order(&actor, id)).unwrap();
            match view.instrument.state {
                InstrumentState::Submitted => {
                    self.desk
                        .push_back(Task::Approve(id, ContentHash::of(&view.instrument.content)));
                }
                InstrumentState::Approved => self.desk.push_back(Task::Issue(id)),
                _ => {
                    issued.push(id);
                    cases.insert(*case);
                }
            }
        }
        let read = |case: CaseId| {
            let purpose = Purpose::new("crash_test", case).unwrap();
            store.find_blocking(|find| find.money(&actor, &purpose, case)).unwrap().ledger
        };
        let books: Vec<Ledger> = cases.into_iter().map(read).collect();
        for ledger in &books {
            let fresh = ledger.holds.iter().filter(|hold| !taken_from.contains(&hold.id));
            for hold in fresh.filter(|hold| hold.deductible() >= TAKEN) {
                let order = self.deduction(site, hold);
                self.desk.extend(order.map(|content| Task::Order(ledger.case, Box::new(content))));
            }
            self.confirm(ledger);
        }
        (issued, books)
    }

    /// What is taken from a hold, where the office has an account to receive it.
    fn deduction(&self, site: &Site, hold: &Hold) -> Option<OrderContent> {
        let payee = site.payee_of(self.name)?;
        let lines = vec![DeductLine::Held { hold: hold.id, amount: Money::vnd(TAKEN) }];
        let identity = Identity::new("document_seen", None);
        Some(content_of(Order::Deduct { payee, identity, lines }))
    }

    fn confirm(&mut self, ledger: &Ledger) {
        let confirmed: HashSet<_> = self
            .accountant
            .journal
            .iter()
            .filter_map(|entry| match &entry.sent {
                Sent::Remittance(_, arrived) => Some(arrived.transfer),
                _ => None,
            })
            .collect();
        let open = ledger.transfers.iter().filter(|one| one.state == TransferState::InTransit);
        for transfer in open.filter(|one| !confirmed.contains(&one.id)) {
            let arrived = Arrived {
                transfer: transfer.id,
                amount: Money::vnd(transfer.paid),
                day: Zone::HANOI.day_of(now()),
                reference: format!("KBNN-{:x}", rand::random::<u64>()),
            };
            self.desk.push_back(Task::Confirm(ledger.case, arrived));
        }
    }
}

fn some_banks() -> impl Iterator<Item = &'static str> {
    let several = [1, 1, 2, 4][below(4)];
    BANKS.into_iter().cycle().skip(below(BANKS.len())).take(several)
}

fn content_of(order: Order) -> OrderContent {
    OrderContent {
        debtor: world::debtor(),
        decision: Some(Numbered {
            number: format!("{:x}/QĐ-CCTHADS", rand::random::<u64>()),
            day: Zone::HANOI.day_of(now()),
        }),
        legal_basis: "Luật Thi hành án dân sự số 106/2025/QH15".to_owned(),
        sealed_to: Vec::new(),
        order,
    }
}
