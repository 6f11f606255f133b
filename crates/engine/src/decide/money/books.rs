//! The books a decision writes in: a copy of the ledger that each event is
//! taken into at once, so that what follows sees it.

use crate::actor::Who;
use crate::apply::money::change;
use crate::case::{Gate, ObligationLine};
use crate::context::Context;
use crate::event::{Event, Root};
use crate::facts::Facts;
use crate::id::{
    AgencyId, CaseId, DutyId, InstrumentId, ObjectionId, PostingId, ProsecutorActId, TransferId,
};
use crate::law::{self, Layer, RuleId};
use crate::ledger::{
    Book, Duty, DutyKind, DutyState, Ledger, MoneyEvent, Objection, ObjectionKind, ObligationEnd,
    Posting, Sides, in_order,
};
use crate::money::Currency;
use crate::refusal::Refusal;
use crate::time::{Day, Instant, Zone};

/// How long after a due instant the sweep waits, as for clocks.
use crate::decide::clock::GRACE_SECONDS;

pub(crate) struct Books {
    pub(crate) ledger: Ledger,
    events: Vec<MoneyEvent>,
    now: Instant,
    by: Who,
}

/// What a posting says beside its amount and its two sides.
pub(crate) struct Why<'a> {
    pub(crate) day: Day,
    pub(crate) note: &'a str,
    pub(crate) transfer: Option<TransferId>,
}

impl Books {
    /// The books of a case, opened from what the case says is owed if there are
    /// none yet.
    pub(crate) fn of(
        facts: &Facts,
        by: Who,
        cx: &mut Context<'_>,
        gate: &Gate,
    ) -> Result<Self, Refusal> {
        if let Some(ledger) = facts.ledgers.get(gate.case) {
            return Ok(Self { ledger: ledger.clone(), events: Vec::new(), now: cx.now, by });
        }
        let statement = facts.statements.get(&gate.case).ok_or(Refusal::NotFound)?;
        Self::opened(by, cx, (gate.case, gate.agency), statement)
    }

    /// New books, of what a case says is owed.
    pub(crate) fn opened(
        by: Who,
        cx: &mut Context<'_>,
        (case, agency): (CaseId, AgencyId),
        statement: &[ObligationLine],
    ) -> Result<Self, Refusal> {
        let ledger = Ledger::empty(case, agency);
        let mut books = Self { ledger, events: Vec::new(), now: cx.now, by };
        let postings = books.opening(cx, statement)?;
        books.note(MoneyEvent::Opened { agency, postings });
        Ok(books)
    }

    /// The same for a case that has books, or none.
    pub(crate) fn standing(facts: &Facts, cx: &Context<'_>, case: CaseId) -> Option<Self> {
        let ledger = facts.ledgers.get(case)?.clone();
        let by = Who::System;
        Some(Self { ledger, events: Vec::new(), now: cx.now, by })
    }

    /// Takes an event in.
    pub(crate) fn note(&mut self, event: MoneyEvent) {
        change(&mut self.ledger, &event, self.now);
        self.events.push(event);
    }

    /// The version of the books after all that was noted.
    pub(crate) fn version(&self) -> i32 {
        self.ledger.version.saturating_add(i32::try_from(self.events.len()).unwrap_or(i32::MAX))
    }

    /// What was noted, as events of the case's money.
    pub(crate) fn into_events(self) -> impl Iterator<Item = (Root, Event)> {
        let root = Root::Money(self.ledger.case);
        self.events.into_iter().map(move |event| (root, Event::Money(event)))
    }

    fn opening(
        &self,
        cx: &mut Context<'_>,
        statement: &[ObligationLine],
    ) -> Result<Vec<Posting>, Refusal> {
        let day = Zone::HANOI.day_of(self.now);
        let mut postings = Vec::with_capacity(statement.len());
        let mut balances = crate::ledger::Balances::default();
        for line in in_order(statement) {
            if line.amount.currency() != Currency::VND {
                return Err(Refusal::ObligationCurrency);
            }
            let why = Why { day, note: line.note.as_deref().unwrap_or_default(), transfer: None };
            let sides = balances.opening(line, &cx.rules.policy.money.allocation);
            for posting in self.postings(cx, sides, &why) {
                balances.post(&posting);
                postings.push(posting);
            }
        }
        Ok(postings)
    }

    /// Postings with these sides: debit, credit, amount. Nothing is no posting.
    pub(crate) fn postings(
        &self,
        cx: &mut Context<'_>,
        sides: Vec<Sides>,
        why: &Why<'_>,
    ) -> Vec<Posting> {
        let sides = sides.into_iter().filter(|(_, _, amount)| *amount > 0);
        sides
            .map(|(debit, credit, amount)| Posting {
                id: PostingId(cx.ids.next_id()),
                day: why.day,
                at: self.now,
                debit,
                credit,
                amount,
                note: why.note.to_owned(),
                by: self.by,
                reverses: None,
                transfer: why.transfer,
                concession: None,
            })
            .collect()
    }

    /// Posts interest up to and with a day, if it runs and the day is later than
    /// what is posted: whatever changes the principal comes after.
    pub(crate) fn accrue(&mut self, cx: &mut Context<'_>, to: Day) {
        let Some(interest) = &self.ledger.interest else {
            return;
        };
        // Nothing is owed any more, so nothing grows.
        if self.ledger.closed.is_some() || to <= interest.posted_to {
            return;
        }
        let days = interest.days_to(to);
        let (amount, carried) = interest.on(self.ledger.balances.principal, days);
        let why = Why { day: to, note: "", transfer: None };
        let postings = self.postings(cx, vec![(Book::Interest, Book::Title, amount)], &why);
        self.note(MoneyEvent::Accrued { postings, to, carried });
    }

    /// What money that arrives pays off, in the order of policy; the rest stays
    /// in suspense and goes back, all of it where nothing may be enforced any more.
    pub(crate) fn paying(&self, cx: &mut Context<'_>, amount: i64, why: &Why<'_>) -> Vec<Posting> {
        let ended = self.ledger.closed.as_ref().map(|closed| closed.how);
        if matches!(ended, Some(ObligationEnd::Annulled | ObligationEnd::Terminated)) {
            let sides = vec![(Book::Received, Book::Suspense, amount)];
            return self.postings(cx, sides, why);
        }
        let allocation = &cx.rules.policy.money.allocation;
        let sides = self.ledger.balances.paying(amount, allocation);
        self.postings(cx, sides, why)
    }

    /// Opens the duties that an event starts, by every rule that limits them;
    /// one that is open by a rule is not opened by it again.
    pub(crate) fn owe(&mut self, cx: &mut Context<'_>, owed: &Owed) {
        let chosen = self.chosen(owed.kind, owed.about);
        let limits = cx.rules.law.duty_limits(owed.kind, owed.event, owed.start, chosen);
        self.open(cx, limits, owed, &Of::default());
    }

    /// The same for what is owed of one payment.
    pub(crate) fn owe_of(&mut self, cx: &mut Context<'_>, owed: &Owed, transfer: TransferId) {
        let limits = cx.rules.law.duty_limits(owed.kind, owed.event, owed.start, None);
        self.open(cx, limits, owed, &Of { transfer: Some(transfer), ..Of::default() });
    }

    /// The law chosen for a limit, if one was.
    pub(crate) fn chosen(&self, kind: DutyKind, about: Option<InstrumentId>) -> Option<&str> {
        let choice = self.ledger.law_of(about.filter(|_| kind.follows_choice())?)?;
        Some(choice.law.as_str())
    }

    /// Owes again, from the same event, what was met by an act that came to
    /// nothing.
    pub(crate) fn owe_again(&mut self, cx: &mut Context<'_>, duty: DutyId) {
        let met = |duty: &&Duty| matches!(duty.state, DutyState::Met | DutyState::Late);
        let Some(duty) = self.ledger.duty(duty).filter(met).cloned() else {
            return;
        };
        let Some(event) = cx.rules.law.rule(&duty.rule, duty.start).map(|rule| rule.starts) else {
            return;
        };
        let Duty { kind, about, start, amount, .. } = duty;
        self.owe(cx, &Owed { kind, about, event, start, amount });
    }

    /// Opens what an objection waits for; the limits of a complaint are those of
    /// what it is about.
    pub(crate) fn owe_on(&mut self, cx: &mut Context<'_>, objection: &Objection, owed: &Owed) {
        let Owed { kind, event, start, .. } = *owed;
        let law = &cx.rules.law;
        let limits = match objection.kind {
            ObjectionKind::Complaint => law.complaint_limits(kind, objection.stage, event, start),
            ObjectionKind::Claim | ObjectionKind::Flag => law.duty_limits(kind, event, start, None),
        };
        self.open(cx, limits, owed, &Of { objection: Some(objection.id), ..Of::default() });
    }

    /// The same for what an objection that was right comes to.
    pub(crate) fn owe_for(&mut self, cx: &mut Context<'_>, owed: &Owed, objection: ObjectionId) {
        let limits = cx.rules.law.duty_limits(owed.kind, owed.event, owed.start, None);
        self.open(cx, limits, owed, &Of { objection: Some(objection), ..Of::default() });
    }

    /// The same for what a procuracy's act waits for.
    pub(crate) fn owe_act(&mut self, cx: &mut Context<'_>, owed: &Owed, act: ProsecutorActId) {
        let limits = cx.rules.law.duty_limits(owed.kind, owed.event, owed.start, None);
        self.open(cx, limits, owed, &Of { act: Some(act), ..Of::default() });
    }

    fn open(
        &mut self,
        cx: &mut Context<'_>,
        limits: Vec<(RuleId, Layer, Option<Instant>)>,
        owed: &Owed,
        of: &Of,
    ) {
        let Of { objection, transfer, act } = *of;
        for (rule, layer, due) in limits {
            let other = |duty: &Duty| owed.kind.is_apart_by_start() && duty.start != owed.start;
            let same = |duty: &Duty| {
                duty.about == owed.about
                    && duty.objection == objection
                    && duty.act == act
                    && duty.rule == rule
                    && !other(duty)
            };
            // What is of one payment is owed each time by itself.
            if transfer.is_none() && self.ledger.open_duties(owed.kind).any(same) {
                continue;
            }
            let duty = Duty {
                id: DutyId(cx.ids.next_id()),
                kind: owed.kind,
                about: owed.about,
                rule,
                layer,
                start: owed.start,
                due,
                state: DutyState::Open,
                next_at: due.map(|due| due.plus_seconds(GRACE_SECONDS)),
                late_since: None,
                acknowledged: None,
                ended_at: None,
                proof: None,
                amount: owed.amount,
                objection,
                transfer,
                returned: 0,
                act,
            };
            self.note(MoneyEvent::DutyOpened { duty });
        }
    }

    /// Ends every open duty of a kind about something: in time or late by each
    /// one's own limit.
    pub(crate) fn meet(
        &mut self,
        kind: DutyKind,
        about: Option<InstrumentId>,
        at: Instant,
        proof: Option<&str>,
    ) {
        self.done(
            |duty| duty.kind == kind && duty.about == about,
            &Done { at, proof, said: false },
        );
    }

    /// The same, of what evidence shows to have been done.
    pub(crate) fn done(&mut self, which: impl Fn(&Duty) -> bool, done: &Done<'_>) {
        let Done { at, proof, said } = *done;
        let open = self.ledger.duties.iter().filter(|duty| duty.is_open() && which(duty));
        let state = |duty: &Duty| match duty.due {
            Some(due) if at >= due => DutyState::Late,
            _ => DutyState::Met,
        };
        let ended: Vec<(DutyId, DutyState)> = open.map(|one| (one.id, state(one))).collect();
        for (duty, state) in ended {
            let (proof, done_at) = (proof.map(str::to_owned), said.then_some(at));
            self.note(MoneyEvent::DutyEnded { duty, state, proof, done_at });
        }
    }

    /// Ends a duty as it is said.
    pub(crate) fn end(&mut self, duty: DutyId, state: DutyState) {
        self.note(MoneyEvent::DutyEnded { duty, state, proof: None, done_at: None });
    }

    /// Ends a duty as no longer owed from an instant on, by its evidence.
    pub(crate) fn owed_until(&mut self, duty: DutyId, at: Instant) {
        let (state, done_at) = (DutyState::Void, Some(at));
        self.note(MoneyEvent::DutyEnded { duty, state, proof: None, done_at });
    }

    /// Ends every open duty that an objection waits for: done, in time or late by
    /// each one's own limit, or no longer owed.
    pub(crate) fn settle_on(&mut self, objection: ObjectionId, done: Option<Instant>) {
        let open = self.ledger.duties.iter().filter(|duty| duty.is_open());
        let state = |duty: &Duty| match (done, duty.due) {
            (None, _) => DutyState::Void,
            (Some(at), Some(due)) if at >= due => DutyState::Late,
            (Some(_), _) => DutyState::Met,
        };
        let of_it = open.filter(|duty| duty.objection == Some(objection));
        let ended: Vec<(DutyId, DutyState)> = of_it.map(|one| (one.id, state(one))).collect();
        for (duty, state) in ended {
            self.end(duty, state);
        }
    }

    /// Ends every open duty of a kind about something as no longer owed.
    pub(crate) fn owe_no_more(&mut self, kind: DutyKind, about: Option<InstrumentId>) {
        let open = self.ledger.open_duties(kind).filter(|duty| duty.about == about);
        let void: Vec<DutyId> = open.map(|duty| duty.id).collect();
        for duty in void {
            self.end(duty, DutyState::Void);
        }
    }
}

/// What a duty is of, where it is of one thing.
#[derive(Default)]
struct Of {
    objection: Option<ObjectionId>,
    transfer: Option<TransferId>,
    act: Option<ProsecutorActId>,
}

/// When something owed was done.
pub(crate) struct Done<'a> {
    /// When, by its evidence: in time or late is judged by it.
    pub(crate) at: Instant,
    /// What proves it.
    pub(crate) proof: Option<&'a str>,
    /// Whether somebody says when it was: else it was now.
    pub(crate) said: bool,
}

/// A duty that an event starts.
pub(crate) struct Owed {
    pub(crate) kind: DutyKind,
    pub(crate) about: Option<InstrumentId>,
    pub(crate) event: law::Event,
    pub(crate) start: Instant,
    pub(crate) amount: i64,
}
