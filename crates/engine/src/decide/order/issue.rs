//! An order goes out: a demand to each institution it names, and what it
//! reserves in the books.

use super::content::{EXCESS, PROVISIONAL};
use super::income;
use crate::case::Gate;
use crate::command::Envelope;
use crate::context::Context;
use crate::decide::clock;
use crate::decide::instrument::{Outgoing, ServedTo, addressee, served, take_back};
use crate::decide::money::answered::effects;
use crate::decide::money::books::{Books, Owed};
use crate::decide::order::neighbour::told;
use crate::decide::paper;
use crate::event::{Event, Root, Served};
use crate::facts::Facts;
use crate::id::{
    DemandId, DutyId, HoldId, InstitutionId, InstrumentId, ItemId, PayeeId, TransferId, UserId,
};
use crate::identity::AccountNumber;
use crate::inforce::Asked;
use crate::instrument::{Content, Instrument, Request, RequesterKind};
use crate::law;
use crate::ledger::{
    Duty, DutyKind, Freeze, FreezeEnd, Ledger, Lift, MoneyEvent, Retarget, Transfer, TransferState,
};
use crate::money::Money;
use crate::order::{DeductLine, Numbered, Order, OrderContent, OrderRequest, ReleaseLine};
use crate::reference_number::ReferenceNumber;
use crate::refusal::Refusal;
use crate::time::{Instant, Zone};

/// What an order is issued with.
pub(crate) struct Issue<'a> {
    pub(crate) facts: &'a Facts,
    pub(crate) envelope: &'a Envelope,
    pub(crate) gate: &'a Gate,
    pub(crate) id: InstrumentId,
    pub(crate) reference: ReferenceNumber,
}

type Events = Vec<(Root, Event)>;

impl Issue<'_> {
    /// The events of going out, in order: the instrument, its demands, the
    /// books.
    pub(crate) fn out(
        &self,
        cx: &mut Context<'_>,
        mut books: Books,
        whole: &Content,
        content: &OrderContent,
    ) -> Result<(Events, ServedTo), Refusal> {
        let requests = self.requests(cx, &books.ledger, content)?;
        let institutions = u32::try_from(requests.len()).unwrap_or(u32::MAX);
        let mut events = vec![(
            Root::Instrument(self.id),
            Event::InstrumentIssued { institutions, reused: Vec::new() },
        )];
        let mut served_to = ServedTo::with_capacity(requests.len());
        let received_at = self.envelope.arrived;
        let drafted = self.facts.instruments.get(self.id);
        let papers = drafted.map_or(&[][..], |one| &one.papers);
        let readers = drafted.map_or(&content.sealed_to[..], Instrument::sealed_to);
        paper::complete(cx, whole, papers)?;
        let (instrument, gate) = (self.id, self.gate);
        let out = Outgoing { instrument, gate, content: whole, received_at, papers, readers };
        let mut asked = Vec::new();
        for (index, (institution, requests)) in requests.into_iter().enumerate() {
            let pointer = || format!("/order/at/{index}/institution");
            let to = addressee(cx, (institution, received_at), self.reference, pointer)?;
            let between = clock::Between::of(cx, self.gate.agency, Some(institution));
            let about = between.about(Asked::Order(content.kind()), false, RequesterKind::Officer);
            let limits = cx.rules.law.limits(&about, received_at);
            let limits = vec![limits; requests.len()];
            let demand = DemandId(cx.ids.next_id());
            let served = served(cx, &out, &requests, &limits, &to);
            asked.push((demand, served.clone()));
            events.push((Root::Demand(demand), Event::DemandServed(Box::new(served))));
            served_to.push((demand, institution));
        }
        events.extend(self.overtaken(cx, &mut books, content));
        owe_lifting(cx, &mut books, content);
        self.reserve(&mut books, content, &asked);
        self.duties(cx, &mut books, content);
        let mut neighbours = Events::new();
        if matches!(content.order, Order::Freeze { .. }) && content.sealed_to.is_empty() {
            neighbours = told(self.facts, cx, self.gate, &mut books, content.debtor);
        }
        events.extend(books.into_events());
        events.extend(neighbours);
        Ok((events, served_to))
    }

    /// What each institution is asked, institutions in the order of the lines.
    fn requests(
        &self,
        cx: &mut Context<'_>,
        ledger: &Ledger,
        content: &OrderContent,
    ) -> Result<Vec<(InstitutionId, Vec<Request>)>, Refusal> {
        let mut groups: Vec<(InstitutionId, Vec<Request>)> = Vec::new();
        let mut add = |institution, order| {
            let request = Request::Order(order);
            match groups.iter_mut().find(|(id, _)| *id == institution) {
                Some((_, requests)) => requests.push(request),
                None => groups.push((institution, vec![request])),
            }
        };
        match &content.order {
            Order::Freeze { owed, parts, urgent, at } => {
                for place in at {
                    let (target, parts, urgent) = (*owed, *parts, *urgent);
                    let accounts = place.accounts.clone();
                    let order = OrderRequest::Freeze { target, parts, accounts, urgent };
                    add(place.institution, order);
                }
            }
            Order::Deduct { payee, lines, .. } => {
                let payee = self.facts.payees.get(*payee).ok_or(Refusal::PayeeUnusable)?;
                for (index, line) in lines.iter().enumerate() {
                    let (institution, freeze, account) = taken_from(cx, ledger, line, index)?;
                    let order = OrderRequest::Deduct {
                        transfer: TransferId(cx.ids.next_id()),
                        freeze,
                        hold: line.hold(),
                        account,
                        amount: line.amount(),
                        pay_to: payee.pay_to(),
                    };
                    add(institution, order);
                }
            }
            Order::Release { ground, lines, .. } => {
                for (index, line) in lines.iter().enumerate() {
                    let income = ledger.income(line.freeze).map(|income| income.institution);
                    let at = match income {
                        Some(institution) => institution,
                        None => freeze_of(ledger, line.freeze, index)?.institution,
                    };
                    let at = cx.rules.directory.heir(at);
                    add(at, release_request(ledger, line, ground));
                }
            }
            Order::Amend { lines } => {
                for (index, line) in lines.iter().enumerate() {
                    let freeze = freeze_of(ledger, line.freeze, index)?;
                    let (freeze, at) = (line.freeze, cx.rules.directory.heir(freeze.institution));
                    let (target, accounts) = (line.target, line.accounts.clone());
                    add(at, OrderRequest::Amend { freeze, target, accounts });
                }
            }
            Order::IncomeDeduction { executor, .. } => {
                add(*executor, income::request(self, cx, content)?);
            }
        }
        Ok(groups)
    }

    /// A release that overtakes its freeze cancels it: the freeze is no longer
    /// asked, whatever comes of it later is released too (I-11).
    fn overtaken(&self, cx: &mut Context<'_>, books: &mut Books, content: &OrderContent) -> Events {
        let Order::Release { lines, .. } = &content.order else {
            return Events::new();
        };
        let answered = income::released(books, lines);
        let wholes = lines.iter().filter(|line| line.hold.is_none());
        let unanswered = |item: &ItemId| {
            books.ledger.freeze(*item).is_some_and(|one| one.is_live() && !one.is_standing())
        };
        let mut items: Vec<ItemId> = wholes.map(|line| line.freeze).filter(unanswered).collect();
        if !items.is_empty() {
            let why = FreezeEnd::Overtaken;
            books.note(MoneyEvent::FreezesEnded { items: items.clone(), why });
        }
        items.extend(answered);
        if items.is_empty() {
            return Events::new();
        }
        let mut events = Events::new();
        let open = self.facts.open_orders.get(&self.gate.case).into_iter().flatten();
        for demand in open.filter_map(|id| self.facts.demands.get(*id)) {
            let reason = self.reference.to_string();
            let back = take_back(cx, demand, &reason, |item| items.contains(&item.id));
            effects(books, cx, demand, &back);
            let root = Root::Demand(demand.id);
            events.extend(back.into_iter().map(|event| (root, event)));
        }
        events
    }

    /// Whose act it is: who laid it before the second person, else who wrote it;
    /// one that is filed and issued at once is its filer's.
    pub(super) fn proposer(&self) -> Option<UserId> {
        let drafted = self.facts.instruments.get(self.id);
        let drafted = drafted.map(|one| one.submitter.unwrap_or(one.proposer));
        drafted.or(self.envelope.actor.person())
    }

    /// Number and day of the decision: of the register, or as it states them.
    fn decision(&self, content: &OrderContent) -> Option<Numbered> {
        let drafted = self.facts.instruments.get(self.id);
        let stated = || content.decision.clone().filter(|_| !content.is_urgent());
        drafted.map_or_else(stated, Instrument::decision)
    }

    /// When minutes were made: when they were written here.
    fn made_at(&self) -> Instant {
        let drafted = self.facts.instruments.get(self.id).and_then(|one| one.drafted_at);
        drafted.unwrap_or(self.envelope.arrived)
    }

    /// What goes out, in the books.
    fn reserve(&self, books: &mut Books, content: &OrderContent, asked: &[(DemandId, Served)]) {
        let items = asked.iter().flat_map(|(demand, served)| {
            served.items.iter().map(move |item| (*demand, served, item.id, &item.request))
        });
        let mut freezes = Vec::new();
        let mut transfers = Vec::new();
        let mut lifts = Vec::new();
        let mut targets = Vec::new();
        let mut incomes = Vec::new();
        for (demand, served, item, request) in items {
            match request.order() {
                Some(OrderRequest::Freeze { target, accounts, urgent, .. }) => {
                    freezes.push(Freeze {
                        item,
                        demand,
                        instrument: self.id,
                        institution: served.institution,
                        debtor: content.debtor,
                        target: target.minor(),
                        by_minutes: *urgent,
                        everything: accounts.is_empty(),
                        accounts: accounts.clone(),
                        asked_at: self.envelope.arrived,
                        standing_since: None,
                        ended: None,
                        retarget: None,
                        captures: Vec::new(),
                        proposer: self.proposer(),
                        received_at: None,
                        revoked: None,
                    });
                }
                Some(OrderRequest::Deduct { transfer, hold, amount, .. }) => {
                    let Some(payee) = content.payee() else { continue };
                    let at = (served.institution, demand, item);
                    let ordered = reserved(*transfer, *hold, amount.minor(), payee, at);
                    transfers.push(Transfer { proposer: self.proposer(), ..ordered });
                }
                Some(OrderRequest::Release { freeze, hold, amount, ground, .. }) => {
                    lifts.push(lift(&books.ledger, item, (*freeze, *hold), *amount, ground));
                }
                Some(OrderRequest::Amend { freeze, target, .. }) => {
                    targets.push((*freeze, Retarget { item, target: target.minor() }));
                }
                Some(OrderRequest::IncomeDeduction { .. }) => {
                    incomes.extend(income::asked(self, content, served, demand, item));
                }
                None => {}
            }
        }
        if !freezes.is_empty() {
            books.note(MoneyEvent::FreezesAsked { freezes });
        }
        if !transfers.is_empty() {
            books.note(MoneyEvent::Reserved { transfers });
        }
        if !lifts.is_empty() {
            books.note(MoneyEvent::Lifting { lifts });
        }
        if !targets.is_empty() {
            books.note(MoneyEvent::Retargeting { freezes: targets });
        }
        if !incomes.is_empty() {
            books.note(MoneyEvent::IncomesAsked { incomes });
        }
    }

    /// Limits of the asking side that issuing starts or meets.
    fn duties(&self, cx: &mut Context<'_>, books: &mut Books, content: &OrderContent) {
        let start = self.envelope.arrived;
        let about = Some(self.id);
        let owed = |kind, event, start| Owed { kind, about, event, start, amount: 0 };
        let decision = self.decision(content);
        if decision.is_some() {
            let start = decided_on(decision.as_ref(), start);
            books.owe(cx, &owed(DutyKind::DecisionCopy, law::Event::Issued, start));
        }
        match &content.order {
            Order::Freeze { urgent: true, .. } => {
                let (kind, event) = (DutyKind::UrgentDecision, law::Event::MinutesMade);
                books.owe(cx, &owed(kind, event, self.made_at()));
                books.owe(cx, &owed(DutyKind::ProsecutorCopy, law::Event::Issued, start));
            }
            Order::Freeze { .. } => {
                let start = decided_on(decision.as_ref(), start);
                books.owe(cx, &owed(DutyKind::Coerce, law::Event::Issued, start));
            }
            Order::Deduct { lines, .. } => {
                let holds = lines.iter().filter_map(|line| books.ledger.hold(line.hold()?));
                let freezes: Vec<ItemId> = holds.map(|hold| hold.freeze).collect();
                meet_all(books, COERCING, &freezes, start);
            }
            Order::Release { lines, .. } => {
                let freezes: Vec<ItemId> = lines.iter().map(|line| line.freeze).collect();
                let lifted = lines.iter().filter(|line| lifts(&books.ledger, line));
                let lifted: Vec<ItemId> = lifted.map(|line| line.freeze).collect();
                meet_all(books, &[DutyKind::Lift], &lifted, start);
                // Lifting a part is neither coercing nor lifting.
                let wholes = lines.iter().filter(|line| line.hold.is_none());
                let wholes: Vec<ItemId> = wholes.map(|line| line.freeze).collect();
                meet_all(books, COERCING, &wholes, start);
                for item in freezes {
                    let income = books.ledger.income(item).map(|one| one.instrument);
                    if income.is_some() {
                        books.meet(DutyKind::EndIncome, income, start, None);
                    }
                }
            }
            Order::Amend { .. } | Order::IncomeDeduction { .. } => {}
        }
    }
}

/// From when the days after a decision are counted: from its own day (old art.
/// 67(3)), though it went out later.
pub(crate) fn decided_on(decision: Option<&Numbered>, arrived: Instant) -> Instant {
    decision.map_or(arrived, |one| Zone::HANOI.start_of(one.day).min(arrived))
}

/// From when its ground arose a release was owed (art. 95(2)), though nobody wrote
/// that down before: else one that is late would leave no trace. An excess has a
/// limit of its own, and what is released for the time being none.
fn owe_lifting(cx: &mut Context<'_>, books: &mut Books, content: &OrderContent) {
    let Order::Release { ground, arose_at, lines } = &content.order else {
        return;
    };
    if matches!(ground.as_str(), EXCESS | PROVISIONAL) {
        return;
    }
    let whole = |line: &&ReleaseLine| {
        let hold = line.hold.and_then(|hold| books.ledger.hold(hold));
        let all = |amount: Money| hold.is_some_and(|hold| amount.minor() >= hold.free());
        line.amount.is_none_or(all)
    };
    let freezes = lines.iter().filter(whole).filter_map(|line| books.ledger.freeze(line.freeze));
    let mut abouts: Vec<InstrumentId> = freezes.map(|freeze| freeze.instrument).collect();
    abouts.sort_unstable();
    abouts.dedup();
    for about in abouts {
        let known = |duty: &Duty| duty.about == Some(about);
        if books.ledger.open_duties(DutyKind::Lift).any(known) {
            continue;
        }
        let (kind, event, start) = (DutyKind::Lift, law::Event::GroundArisen, *arose_at);
        books.owe(cx, &Owed { kind, about: Some(about), event, start, amount: 0 });
    }
}

/// Whether a line does what a ground for lifting asks: a whole freeze or a whole
/// hold, and all that was found right to be lifted there.
fn lifts(ledger: &Ledger, line: &ReleaseLine) -> bool {
    let hold = line.hold.and_then(|hold| ledger.hold(hold));
    let whole = line.amount.is_none() || hold.is_some_and(|hold| hold.free() == 0);
    let freeze = ledger.freeze(line.freeze);
    whole && freeze.is_none_or(|freeze| ledger.is_lifted_as_decided(freeze.instrument))
}

/// A release that goes out.
fn lift(
    ledger: &Ledger,
    item: ItemId,
    (freeze, hold): (ItemId, Option<HoldId>),
    amount: Option<Money>,
    ground: &str,
) -> Lift {
    let lifting = lifting(ledger, freeze, hold, amount.map(Money::minor));
    let met = met_by(ledger, freeze, hold, amount.is_none());
    let excess = ledger.open_duties(DutyKind::Lift).find(|duty| duty.about.is_none());
    let met_excess = excess.map(|duty| duty.id);
    let (ground, done, failed) = (ground.to_owned(), false, false);
    Lift { item, freeze, hold, lifting, ground, done, failed, met, met_excess }
}

/// The duty that releasing a whole freeze, a whole hold or an income meets.
fn met_by(ledger: &Ledger, freeze: ItemId, hold: Option<HoldId>, whole: bool) -> Option<DutyId> {
    let income = ledger.income(freeze).map(|income| (DutyKind::EndIncome, income.instrument));
    let lifts = || Some((DutyKind::Lift, ledger.freeze(freeze)?.instrument));
    let (kind, about) = income.or_else(lifts).filter(|_| whole || hold.is_none())?;
    ledger.open_duties(kind).find(|duty| duty.about == Some(about)).map(|duty| duty.id)
}

/// What coercing does, or lifting whole: nothing waits for its grounds then.
const COERCING: &[DutyKind] = &[DutyKind::Coerce, DutyKind::StateGrounds];

/// A payment that is ordered: from a hold, or from an institution's account.
const fn reserved(
    id: TransferId,
    hold: Option<HoldId>,
    ordered: i64,
    payee: PayeeId,
    (institution, demand, item): (InstitutionId, DemandId, ItemId),
) -> Transfer {
    let institution = if hold.is_none() { Some(institution) } else { None };
    Transfer {
        id,
        item,
        demand,
        hold,
        institution,
        month: None,
        payee,
        ordered,
        paid: 0,
        arrived: 0,
        state: TransferState::Reserved,
        reference: None,
        value_day: None,
        arrivals: Vec::new(),
        taken: 0,
        beyond: 0,
        bound: None,
        returned: 0,
        shortfall: None,
        proposer: None,
    }
}

/// Meets duties about the instruments of these freezes.
fn meet_all(books: &mut Books, kinds: &[DutyKind], freezes: &[ItemId], at: Instant) {
    let instruments = freezes.iter().filter_map(|item| books.ledger.freeze(*item));
    let mut instruments: Vec<InstrumentId> = instruments.map(|one| one.instrument).collect();
    instruments.sort_unstable();
    instruments.dedup();
    for instrument in instruments {
        for kind in kinds {
            books.meet(*kind, Some(instrument), at, None);
        }
    }
}

/// Where a line of a deduction takes from: the institution, the freeze if there
/// is one, the account. Who stands in the place of the institution pays.
fn taken_from(
    cx: &Context<'_>,
    ledger: &Ledger,
    line: &DeductLine,
    index: usize,
) -> Result<(InstitutionId, Option<ItemId>, AccountNumber), Refusal> {
    match line {
        DeductLine::Held { hold, .. } => {
            let pointer = || format!("/order/lines/{index}/hold");
            let unknown = || Refusal::HoldUnknown { pointer: pointer() };
            let hold = ledger.hold(*hold).ok_or_else(unknown)?;
            let pays = cx.rules.directory.heir(hold.institution);
            Ok((pays, Some(hold.freeze), hold.account.clone()))
        }
        DeductLine::Direct { institution, account, .. } => {
            Ok((*institution, None, account.clone()))
        }
    }
}

fn freeze_of(ledger: &Ledger, item: ItemId, index: usize) -> Result<&Freeze, Refusal> {
    let unknown = || Refusal::FreezeUnknown { pointer: format!("/order/lines/{index}/freeze") };
    ledger.freeze(item).ok_or_else(unknown)
}

fn release_request(ledger: &Ledger, line: &ReleaseLine, ground: &str) -> OrderRequest {
    let account = line.hold.and_then(|hold| ledger.hold(hold)).map(|hold| hold.account.clone());
    OrderRequest::Release {
        freeze: line.freeze,
        hold: line.hold,
        account,
        amount: line.amount,
        ground: ground.to_owned(),
        income: ledger.income(line.freeze).is_some(),
    }
}

/// How much of each hold a release waits for: of one hold what it names or all
/// that is free, of a whole freeze all that is free in its holds.
pub(crate) fn lifting(
    ledger: &Ledger,
    freeze: ItemId,
    hold: Option<HoldId>,
    amount: Option<i64>,
) -> Vec<(HoldId, i64)> {
    let of_it = ledger.holds_of(freeze).filter(|one| hold.is_none_or(|hold| one.id == hold));
    of_it
        .map(|one| (one.id, amount.unwrap_or(one.free()).min(one.free())))
        .filter(|(_, amount)| *amount > 0)
        .collect()
}
