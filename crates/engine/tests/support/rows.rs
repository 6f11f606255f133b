//! A model of the store: rows loaded for what a batch needs, and written back.

use engine::announcement::Announcement;
use engine::case::Case;
use engine::demand::Demand;
use engine::event::Recorded;
use engine::facts::{Change, Facts, Needs, OrderNumber, Outage, Refused, Remembered};
use engine::held::HeldRow;
use engine::id::{
    AnnouncementId, CaseId, DemandId, HeldId, InstrumentId, OutageId, PayeeId, RequestId,
    StatementId,
};
use engine::instrument::{Instrument, InstrumentKind};
use engine::ledger::Ledger;
use engine::notice::Notice;
use engine::order::Order;
use engine::payee::Payee;
use engine::register::Holder;
use engine::request::MeasureRequest;
use engine::statement::Statement;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Everything stored.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Rows {
    pub(crate) cases: BTreeMap<CaseId, Case>,
    pub(crate) instruments: BTreeMap<InstrumentId, Instrument>,
    pub(crate) demands: BTreeMap<DemandId, Demand>,
    pub(crate) ledgers: BTreeMap<CaseId, Ledger>,
    pub(crate) payees: BTreeMap<PayeeId, Payee>,
    pub(crate) statements: BTreeMap<StatementId, Statement>,
    pub(crate) requests: BTreeMap<RequestId, MeasureRequest>,
    pub(crate) held: BTreeMap<HeldId, HeldRow>,
    pub(crate) numbers: BTreeMap<OrderNumber, InstrumentId>,
    pub(crate) outages: BTreeMap<OutageId, Outage>,
    pub(crate) announcements: BTreeMap<AnnouncementId, Announcement>,
    pub(crate) journal: Vec<Recorded>,
    pub(crate) notices: Vec<Notice>,
    pub(crate) keys: BTreeMap<Uuid, Remembered>,
    pub(crate) refused: Vec<Refused>,
}

impl Rows {
    /// What a replayed journal must lead to: rows without anything beside.
    pub(crate) fn of_facts(facts: Facts) -> Self {
        let mut rows = Self::default();
        rows.save(facts);
        rows
    }

    /// The same rows without journal, notices, keys and refusals.
    pub(crate) fn roots(&self) -> Self {
        Self {
            journal: Vec::new(),
            notices: Vec::new(),
            keys: BTreeMap::new(),
            refused: Vec::new(),
            ..self.clone()
        }
    }

    /// Exactly what was asked for, and no more.
    pub(crate) fn load(&self, needs: &Needs) -> Facts {
        let mut facts = Facts::default();
        let keys = needs.keys.iter().filter_map(|key| self.keys.get(key));
        facts.remembered = keys.map(|key| (key.id, key.clone())).collect();
        for case in needs.cases.iter().filter_map(|id| self.cases.get(id)) {
            facts.cases.load(case.id, case.clone());
        }
        for id in &needs.open_demands {
            let of_case = self.demands.values().filter(|one| one.case == *id);
            let open = of_case.filter(|one| one.is_open()).count();
            facts.open_demands.insert(*id, i64::try_from(open).unwrap());
        }
        for case in self.cases.values() {
            let number = (case.agency, case.content.number.clone());
            if needs.case_numbers.contains(&number) {
                facts.case_numbers.insert(number, case.id);
            }
        }
        for (case, party) in &needs.parties {
            let parties = self.cases.get(case).map(|case| &case.content.parties);
            let found = parties.and_then(|list| list.iter().rfind(|one| one.id == *party));
            facts.parties.extend(found.map(|one| ((*case, *party), one.named())));
        }
        for one in needs.outages.union(&needs.excusing).filter_map(|id| self.outages.get(id)) {
            facts.outages.load(one.id, one.clone());
        }
        if needs.live_announcements.is_some() {
            for one in self.announcements.values() {
                facts.announcements.load(one.id, one.clone());
            }
        }
        for one in needs.announcements.iter().filter_map(|id| self.announcements.get(id)) {
            facts.announcements.load(one.id, one.clone());
        }
        self.load_instruments(needs, &mut facts);
        self.load_demands(needs, &mut facts);
        self.load_money(needs, &mut facts);
        self.load_statements(needs, &mut facts);
        self.load_requests(needs, &mut facts);
        self.load_gates(needs, &mut facts);
        facts
    }

    fn load_instruments(&self, needs: &Needs, facts: &mut Facts) {
        let paid = self.paid(needs).map(|demand| demand.instrument);
        let wanted: BTreeSet<InstrumentId> =
            needs.instruments.iter().copied().chain(paid).collect();
        for one in wanted.iter().filter_map(|id| self.instruments.get(id)) {
            facts.instruments.load(one.id, one.clone());
        }
        for one in needs.parties_of.iter().filter_map(|id| self.instruments.get(id)) {
            let case = &self.cases[&one.case];
            let parties = case.content.parties.iter();
            facts.parties.extend(parties.map(|party| ((case.id, party.id), party.named())));
        }
    }

    fn load_demands(&self, needs: &Needs, facts: &mut Facts) {
        let mut wanted = needs.demands.clone();
        wanted.extend(self.paid(needs).map(|demand| demand.id));
        for id in &needs.demands_of {
            let of_instrument = self.demands.values().filter(|one| one.instrument == *id);
            let open = of_instrument.filter(|one| one.is_open()).map(|one| one.id);
            let open: Vec<DemandId> = open.collect();
            wanted.extend(&open);
            facts.demands_of.insert(*id, open);
        }
        for one in wanted.iter().filter_map(|id| self.demands.get(id)) {
            // A lane loads no answers and no messages; it appends.
            let row = Demand { answers: Vec::new(), messages: Vec::new(), ..one.clone() };
            facts.demands.load(one.id, row);
        }
    }

    fn load_money(&self, needs: &Needs, facts: &mut Facts) {
        let orders = || self.instruments.values().filter(|one| one.kind.is_order());
        let mut cases = needs.ledgers.clone();
        let named = |one: &&Instrument| needs.ledgers_of.contains(&one.id);
        cases.extend(orders().filter(named).map(|one| one.case));
        let mut open_orders = needs.open_orders.clone();
        let releases = |one: &&Instrument| {
            one.kind == InstrumentKind::Release && needs.open_orders_of.contains(&one.id)
        };
        open_orders.extend(orders().filter(releases).map(|one| one.case));
        self.load_open_orders(&open_orders, facts);
        let of_orders = facts.demands.iter().filter(|one| one.kind.is_order());
        cases.extend(of_orders.map(|one| one.case));
        for id in cases {
            match (self.ledgers.get(&id), self.cases.get(&id)) {
                // A lane loads no postings; it appends.
                (Some(one), _) => {
                    facts.ledgers.load(id, Ledger { postings: Vec::new(), ..one.clone() });
                }
                (None, Some(case)) => {
                    facts.statements.insert(id, case.content.obligations.clone());
                }
                (None, None) => {}
            }
        }
        for (case, id) in &needs.postings {
            let postings = self.ledgers.get(case).map(|one| &one.postings).into_iter().flatten();
            let mut found = postings.clone().filter(|one| one.id == *id);
            facts.postings.extend(found.next().map(|one| ((*case, *id), one.clone())));
            let mut taken = postings.filter(|one| one.reverses == Some(*id));
            facts.reversed.extend(taken.next().map(|_| (*case, *id)));
        }
        let numbers = needs.numbers.iter().filter_map(|key| self.numbers.get_key_value(key));
        facts.numbers.extend(numbers.map(|(key, id)| (key.clone(), *id)));
        self.load_registers(needs, facts);
        let mut payees = needs.payees.clone();
        let of_deduction = |one: &Instrument| match one.content.order().map(|one| &one.order) {
            Some(Order::Deduct { payee, .. }) => Some(*payee),
            _ => None,
        };
        payees.extend(facts.instruments.iter().filter_map(of_deduction));
        for one in payees.iter().filter_map(|id| self.payees.get(id)) {
            facts.payees.load(one.id, one.clone());
        }
        for one in needs.held.iter().filter_map(|id| self.held.get(id)) {
            facts.held.load(one.id, one.clone());
        }
    }

    fn load_registers(&self, needs: &Needs, facts: &mut Facts) {
        if needs.registers.values().any(|wanted| wanted.count > 0) {
            facts.numbers.extend(self.numbers.iter().map(|(key, id)| (key.clone(), *id)));
        }
        let of_it = |one: &Instrument| Some((one.id, one.registered.clone()?));
        let entries = self.instruments.values().filter_map(of_it);
        for (instrument, one) in
            entries.filter(|(_, one)| needs.registers.contains_key(&one.register))
        {
            let holder = Holder { instrument, symbol: one.symbol };
            facts.registers.entry(one.register).or_default().take(one.serial, holder);
        }
    }

    /// The demands of the payments named, each in the case named.
    fn paid<'a>(&'a self, needs: &'a Needs) -> impl Iterator<Item = &'a Demand> {
        needs.paid.iter().filter_map(|(case, id)| {
            let transfer = self.ledgers.get(case)?.transfer(*id)?;
            self.demands.get(&transfer.demand)
        })
    }

    fn load_statements(&self, needs: &Needs, facts: &mut Facts) {
        for (id, named) in &needs.bank_statements {
            if let Some(one) = self.statements.get(id) {
                let mut row = one.clone();
                row.lines.retain(|number, _| named.contains(number));
                facts.bank_statements.load(*id, row);
            }
        }
        for one in self.statements.values() {
            let keys = one.lines.values().map(|line| line.content.key(one.payee));
            facts.known_lines.extend(keys.filter(|key| needs.lines.contains(key)));
        }
    }

    fn load_requests(&self, needs: &Needs, facts: &mut Facts) {
        for one in self.requests.values() {
            let key = one.content.key(one.keeper());
            let known = one.state.is_open() && needs.request_keys.contains(&key);
            if known {
                facts.known_requests.insert(key, one.id);
            }
            if known || needs.requests.contains(&one.id) {
                facts.requests.load(one.id, one.clone());
            }
        }
    }

    fn load_open_orders(&self, cases: &BTreeSet<CaseId>, facts: &mut Facts) {
        for case in cases {
            let of_case = self.demands.values().filter(|one| one.case == *case);
            let open: Vec<&Demand> =
                of_case.filter(|one| one.kind.is_order() && one.is_open()).collect();
            facts.open_orders.insert(*case, open.iter().map(|one| one.id).collect());
            for one in open {
                if facts.demands.get(one.id).is_none() {
                    let row = Demand { answers: Vec::new(), messages: Vec::new(), ..one.clone() };
                    facts.demands.load(one.id, row);
                }
            }
        }
    }

    fn load_gates(&self, needs: &Needs, facts: &mut Facts) {
        let of_instruments = facts.instruments.iter().map(|one| one.case);
        let of_demands = facts.demands.iter().map(|one| one.case);
        let of_money = facts.ledgers.iter().map(|one| one.case);
        let of_money = of_money.chain(facts.statements.keys().copied());
        let named = needs.gates.iter().copied();
        let wanted: Vec<CaseId> =
            of_instruments.chain(of_demands).chain(of_money).chain(named).collect();
        for case in wanted.iter().filter_map(|id| self.cases.get(id)) {
            facts.gates.insert(case.id, case.gate());
        }
    }

    /// Writes back what a batch changed, each row by compare-and-set.
    pub(crate) fn save(&mut self, facts: Facts) {
        for change in facts.cases.into_changes() {
            same(change.before.as_ref(), self.cases.get(&change.now.id));
            self.cases.insert(change.now.id, change.now);
        }
        for change in facts.instruments.into_changes() {
            same(change.before.as_ref(), self.instruments.get(&change.now.id));
            self.instruments.insert(change.now.id, change.now);
        }
        for change in facts.demands.into_changes() {
            self.save_demand(change);
        }
        for change in facts.ledgers.into_changes() {
            self.save_ledger(change);
        }
        for change in facts.payees.into_changes() {
            same(change.before.as_ref(), self.payees.get(&change.now.id));
            self.payees.insert(change.now.id, change.now);
        }
        for change in facts.held.into_changes() {
            same(change.before.as_ref(), self.held.get(&change.now.id));
            self.held.insert(change.now.id, change.now);
        }
        for change in facts.outages.into_changes() {
            same(change.before.as_ref(), self.outages.get(&change.now.id));
            self.outages.insert(change.now.id, change.now);
        }
        for change in facts.announcements.into_changes() {
            same(change.before.as_ref(), self.announcements.get(&change.now.id));
            self.announcements.insert(change.now.id, change.now);
        }
        for change in facts.requests.into_changes() {
            same(change.before.as_ref(), self.requests.get(&change.now.id));
            self.requests.insert(change.now.id, change.now);
        }
        for change in facts.bank_statements.into_changes() {
            let mut now = change.now;
            let stored = self.statements.remove(&now.id);
            let version = |one: &Statement| one.version;
            assert_eq!(change.before.as_ref().map(version), stored.as_ref().map(version));
            let mut lines = stored.map(|one| one.lines).unwrap_or_default();
            lines.append(&mut now.lines);
            self.statements.insert(now.id, Statement { lines, ..now });
        }
        for (number, id) in facts.numbered {
            assert!(self.numbers.insert(number, id).is_none(), "a number is used twice (I-3)");
        }
        self.journal.extend(facts.journal);
        self.notices.extend(facts.notices);
        self.refused.extend(facts.refused);
        self.keys.extend(facts.keys.into_iter().map(|key| (key.id, key)));
    }

    fn save_ledger(&mut self, change: Change<Ledger>) {
        let mut now = change.now;
        let stored = self.ledgers.remove(&now.case);
        let version = |one: &Ledger| one.version;
        assert_eq!(change.before.as_ref().map(version), stored.as_ref().map(version));
        now.postings.splice(0..0, stored.into_iter().flat_map(|one| one.postings));
        self.ledgers.insert(now.case, now);
    }

    fn save_demand(&mut self, change: Change<Demand>) {
        let mut now = change.now;
        let stored = self.demands.remove(&now.id);
        let version = |one: &Demand| one.version;
        assert_eq!(change.before.as_ref().map(version), stored.as_ref().map(version));
        if let Some(stored) = stored {
            now.answers.splice(0..0, stored.answers);
            now.messages.splice(0..0, stored.messages);
        }
        self.demands.insert(now.id, now);
    }
}

/// What was loaded is what stands: nothing was written in between.
fn same<T: std::fmt::Debug + PartialEq>(before: Option<&T>, stored: Option<&T>) {
    assert_eq!(before, stored, "compare-and-set fails");
}
