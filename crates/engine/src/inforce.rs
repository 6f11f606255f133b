//! The law in force, put together: rules, ladders, grounds, calendars. The one
//! place where decisions ask "until when?" and "who is told?".

use crate::calendar::{Calendar, Calendars};
use crate::instrument::InstrumentKind;
use crate::law::{
    Bound, Effective, Event, Explanation, Info, Instance, LawBook, Layer, Limit as RuleLimit,
    Matter, Recipient, Requester, Rule, RuleId, Running, Stage, Subject as About, Trait, Traits,
    binding, due,
};
use crate::ledger::DutyKind;
use crate::pause::PauseGround;
use crate::role::Role;
use crate::time::{Day, Instant, Zone};
use crate::wire;
use serde::Deserialize;
use std::collections::BTreeMap;

/// A reason for not answering, with the article it stands on.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ground {
    /// The article.
    pub article: String,
    /// Whether the article was read in a source.
    pub status: crate::law::Status,
    /// Where it stood before another law took its place.
    #[serde(default)]
    pub earlier: Option<Earlier>,
}

/// Where a ground stood in an earlier law.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Earlier {
    /// For what happened before this day in Hanoi.
    pub before: Day,
    /// The article.
    pub article: String,
}

impl Ground {
    /// The article of the law in force at an instant.
    pub fn article_at(&self, at: Instant) -> &str {
        let day = Zone::HANOI.day_of(at);
        let earlier = self.earlier.as_ref().filter(|one| day < one.before);
        earlier.map_or(&self.article, |one| &one.article)
    }
}

/// Grounds of refusal by code; `config/grounds.toml`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grounds {
    /// Grounds on which an institution may refuse to answer.
    pub refusal: BTreeMap<String, Ground>,
    /// Grounds on which a freeze is lifted.
    pub lift: BTreeMap<String, Ground>,
    /// Why money may not be deducted.
    pub exemption: BTreeMap<String, Ground>,
    /// What may be objected to.
    pub objection: BTreeMap<String, Ground>,
    /// Why a case rests.
    #[serde(default)]
    pub pause: BTreeMap<String, PauseGround>,
    /// Why a request for a measure is granted.
    #[serde(default)]
    pub grant: BTreeMap<String, Ground>,
    /// Why one is declined.
    #[serde(default)]
    pub decline: BTreeMap<String, Ground>,
    /// By what an officer confirms that a holder is the debtor.
    #[serde(default)]
    pub identity: BTreeMap<String, Ground>,
    /// How much of a month's income may be taken, by law.
    #[serde(default)]
    pub income_share: BTreeMap<String, IncomeShare>,
    /// What a person is said to need for a month at least.
    #[serde(default)]
    pub income_floor: BTreeMap<String, IncomeFloor>,
}

/// What must stay the debtor's of a month, at least: the poverty line of his place.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IncomeFloor {
    /// Where he lives: a word with a text in every language.
    pub place: String,
    /// So many đồng a month and person.
    pub amount: i64,
    /// The article, and the decree that sets the amount.
    pub article: String,
    /// Whether the article was read in a source.
    pub status: crate::law::Status,
    /// The first day it holds.
    #[serde(deserialize_with = "day")]
    pub from: Day,
    /// The last day.
    #[serde(deserialize_with = "day")]
    pub until: Day,
}

/// The most of a month's income that a law lets take.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IncomeShare {
    /// So much of a hundred.
    pub percent: u8,
    /// The article.
    pub article: String,
    /// Whether the article was read in a source.
    pub status: crate::law::Status,
    /// The first day of an order that it binds.
    #[serde(deserialize_with = "day")]
    pub from: Day,
    /// The last day.
    #[serde(deserialize_with = "day")]
    pub until: Day,
}

fn day<'de, D: serde::Deserializer<'de>>(d: D) -> Result<Day, D::Error> {
    wire::text(d)?.parse().map_err(serde::de::Error::custom)
}

impl Grounds {
    /// Reads a grounds file; the error names the field.
    pub fn parse(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }
}

/// The law in force.
#[derive(Clone, Debug)]
pub struct Law {
    book: LawBook,
    calendars: Calendars,
    grounds: Grounds,
    calendar_number: i32,
}

/// What is asked, for the law.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// A type of information.
    Info(Info),
    /// An act on money.
    Order(InstrumentKind),
}

impl Asked {
    const fn about(self) -> (About, Option<Info>) {
        match self {
            Self::Info(info) => (About::Inquiry, Some(info)),
            Self::Order(InstrumentKind::Deduct) => (About::Deduct, None),
            Self::Order(InstrumentKind::Release) => (About::Release, None),
            Self::Order(InstrumentKind::IncomeDeduction) => (About::IncomeDeduction, None),
            // A new amount is the same act as the freeze itself.
            Self::Order(_) => (About::Freeze, None),
        }
    }
}

/// What an item is, for the law.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// What is asked.
    pub asked: Asked,
    /// For an interim measure.
    pub interim: bool,
    /// On whose initiative.
    pub requester: Requester,
    /// The code of the agency that asks and of those above it.
    pub agencies: &'a [&'a str],
    /// The code of the institution asked; none: what every one is bound by.
    pub institution: Option<&'a str>,
}

/// A limit that starts to run, ready to become a clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limit {
    /// The rule.
    pub rule: RuleId,
    /// Its layer.
    pub layer: Layer,
    /// Exclusive end; `None`: "immediately".
    pub due: Option<Instant>,
    /// Whether it is the strictest of the highest layer.
    pub binding: bool,
    /// How many steps of its ladder lie before the start.
    pub step: i16,
    /// When it strikes first.
    pub next_at: Option<Instant>,
}

/// One point of a clock's ladder: when, and which step of the ladder, if the
/// due instant itself has none.
pub type Strike = (Instant, Option<i16>);

/// A step of a ladder as a decision needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LadderStep {
    /// Who is told.
    pub who: Vec<Role>,
    /// The code of the notice.
    pub notice: String,
    /// Not held back by quiet hours.
    pub urgent: bool,
}

impl Law {
    /// Puts the law together; `calendar_number` is the version imported.
    pub const fn new(
        book: LawBook,
        calendars: Calendars,
        grounds: Grounds,
        calendar_number: i32,
    ) -> Self {
        Self { book, calendars, grounds, calendar_number }
    }

    /// The rules.
    pub const fn book(&self) -> &LawBook {
        &self.book
    }

    /// The calendars.
    pub const fn calendars(&self) -> &Calendars {
        &self.calendars
    }

    /// Grounds of refusal.
    pub const fn grounds(&self) -> &Grounds {
        &self.grounds
    }

    /// Number of the calendar version in force.
    pub const fn calendar_number(&self) -> i32 {
        self.calendar_number
    }

    /// Whether a refusal ground is in the shipped list.
    pub fn has_ground(&self, code: &str) -> bool {
        self.grounds.refusal.contains_key(code)
    }

    /// Whether a lifting ground is in the shipped list.
    pub fn has_lift_ground(&self, code: &str) -> bool {
        self.grounds.lift.contains_key(code)
    }

    /// Whether an exemption is in the shipped list.
    pub fn has_exemption(&self, code: &str) -> bool {
        self.grounds.exemption.contains_key(code)
    }

    /// Whether a confirmation of identity is in the shipped list.
    pub fn has_identity(&self, code: &str) -> bool {
        self.grounds.identity.contains_key(code)
    }

    /// The most of a month's income that the law of a day lets take, if it sets a
    /// bound.
    pub fn income_share(&self, day: Day) -> Option<u8> {
        let shares = self.grounds.income_share.values();
        shares.filter(|one| one.from <= day && day <= one.until).map(|one| one.percent).min()
    }

    /// What must stay the debtor's of a month at least on a day, place by place, the
    /// least first.
    pub fn income_floors(&self, day: Day) -> Vec<&IncomeFloor> {
        let floors = self.grounds.income_floor.values();
        let mut here: Vec<&IncomeFloor> =
            floors.filter(|one| one.from <= day && day <= one.until).collect();
        here.sort_unstable_by_key(|one| one.amount);
        here
    }

    /// The limits on a duty of the asking side from `start`: those of law, and
    /// service targets beside "immediately". The law is that of the start's day
    /// in Hanoi, or one that was chosen.
    pub fn duty_limits(
        &self,
        kind: DutyKind,
        event: Event,
        start: Instant,
        chosen: Option<&str>,
    ) -> Vec<(RuleId, Layer, Option<Instant>)> {
        let own = Zone::HANOI.day_of(start);
        let day = chosen.and_then(|law| self.day_under(law, own)).unwrap_or(own);
        let owed = |rule: &&Rule| {
            rule.duty == Some(kind) && rule.starts == event && rule.effective.contains(day)
        };
        let limit = |rule: &Rule| {
            let due = due(rule, start, self.calendar_of(rule)?).instant();
            Some((rule.id.clone(), rule.layer, due))
        };
        self.book.rules().iter().filter(owed).filter_map(limit).collect()
    }

    /// The day nearest to `day` on which a law was in force: what is judged by it
    /// is judged as if it had happened then. None: no law of that number is
    /// shipped.
    pub fn day_under(&self, law: &str, day: Day) -> Option<Day> {
        let nearest = |rule: &Rule| {
            let Effective { from, until } = rule.effective;
            day.max(from).min(until.unwrap_or(day.max(from)))
        };
        let days = self.laws().filter(|(_, numbers)| numbers.split(", ").any(|one| one == law));
        days.map(|(rule, _)| nearest(rule)).min_by_key(|near| near.days_since(day).abs())
    }

    /// The laws that limit what officers do, by their numbers, oldest first.
    pub fn laws_of_officers(&self) -> Vec<&str> {
        let mut found: Vec<(Day, &str)> = self
            .laws()
            .filter(|(rule, _)| rule.duty.is_some_and(DutyKind::follows_choice))
            .filter_map(|(rule, numbers)| Some((rule.effective.from, numbers.split(", ").next()?)))
            .collect();
        found.sort_unstable();
        found.dedup_by_key(|(_, number)| *number);
        found.into_iter().map(|(_, number)| number).collect()
    }

    /// Rules of law proper, each with the numbers of the laws it stands in.
    fn laws(&self) -> impl Iterator<Item = (&Rule, &str)> {
        let law = self.book.rules().iter().filter(|rule| rule.layer == Layer::Law);
        law.map(|rule| (rule, rule.source.as_str()))
    }

    /// When the voluntary period of a debtor ends who was told of the enforcement
    /// decision at `served`; exclusive.
    pub fn voluntary_until(&self, served: Instant) -> Option<Instant> {
        let matter = Matter::of(About::VoluntaryPeriod);
        let rules = self.book.applicable(&matter, Event::Served, served, Zone::HANOI);
        rules.into_iter().find_map(|rule| due(rule, served, self.calendar_of(rule)?).instant())
    }

    /// Whether a ground of granting or declining a request is in the shipped list.
    pub fn has_request_ground(&self, granted: bool, code: &str) -> bool {
        let list = if granted { &self.grounds.grant } else { &self.grounds.decline };
        list.contains_key(code)
    }

    /// The ground of postponing or suspending with this code.
    pub fn pause_ground(&self, code: &str) -> Option<&PauseGround> {
        self.grounds.pause.get(code)
    }

    /// Whether a ground of objection is in the shipped list.
    pub fn has_objection_ground(&self, code: &str) -> bool {
        self.grounds.objection.contains_key(code)
    }

    /// The limits on accepting or deciding a first complaint, which differ by
    /// what it is about.
    pub fn complaint_limits(
        &self,
        kind: DutyKind,
        stage: Stage,
        event: Event,
        start: Instant,
    ) -> Vec<(RuleId, Layer, Option<Instant>)> {
        let rules = self.of_complaint(stage, event, start);
        let limit = |rule: &Rule| {
            let due = due(rule, start, self.calendar_of(rule)?).instant();
            Some((rule.id.clone(), rule.layer, due))
        };
        rules.filter(|rule| rule.duty == Some(kind)).filter_map(limit).collect()
    }

    /// Until when an act may be complained of by who knew of it then, and by
    /// which rule; the exclusive end. The law is that of the day of knowing.
    pub fn complaint_until(&self, stage: Stage, knew: Instant) -> Option<(RuleId, Instant)> {
        let mut rules = self.of_complaint(stage, Event::Knew, knew);
        rules.find_map(|rule| {
            let until = due(rule, knew, self.calendar_of(rule)?).instant()?;
            Some((rule.id.clone(), until))
        })
    }

    /// Until when a procuracy may protest from an event on, and by which rule; the
    /// exclusive end. The supreme one has longer (art. 112(2)).
    pub fn protest_until(
        &self,
        supreme: bool,
        event: Event,
        start: Instant,
    ) -> Option<(RuleId, Instant)> {
        let traits = Traits::of(if supreme { &[Trait::Supreme] } else { &[] });
        let matter = Matter { traits, ..Matter::of(About::Protest) };
        let rules = self.book.applicable(&matter, event, start, Zone::HANOI);
        rules.into_iter().filter(|rule| rule.binds == Bound::Prosecutor).find_map(|rule| {
            let until = due(rule, start, self.calendar_of(rule)?).instant()?;
            Some((rule.id.clone(), until))
        })
    }

    fn of_complaint(
        &self,
        stage: Stage,
        event: Event,
        start: Instant,
    ) -> impl Iterator<Item = &Rule> {
        let (stage, instance) = (Some(stage), Some(Instance::First));
        let matter = Matter { stage, instance, ..Matter::of(About::Complaint) };
        self.book.applicable(&matter, event, start, Zone::HANOI).into_iter()
    }

    /// Whether any rule binds its parties only: then limits differ between
    /// institutions.
    pub fn has_agreements(&self) -> bool {
        self.book.rules().iter().any(|rule| rule.parties.is_some())
    }

    /// Every limit on answering an item received at `start`. The law is picked
    /// by that instant's day in Hanoi.
    pub fn limits(&self, subject: &Subject<'_>, start: Instant) -> Vec<Limit> {
        let traits =
            if subject.interim { Traits::of(&[Trait::Interim]) } else { Traits::default() };
        let (about, info) = subject.asked.about();
        let matter = Matter {
            info,
            requester: Some(subject.requester),
            traits,
            agencies: subject.agencies,
            institution: subject.institution,
            ..Matter::of(about)
        };
        let rules: Vec<(&Rule, Option<Instant>)> = self
            .book
            .applicable(&matter, Event::Received, start, Zone::HANOI)
            .into_iter()
            .filter(|rule| rule.binds == Bound::Institution)
            .filter_map(|rule| Some((rule, due(rule, start, self.calendar_of(rule)?).instant())))
            .collect();
        let running: Vec<Running<'_>> = rules
            .iter()
            .map(|(rule, due)| Running {
                rule: &rule.id,
                layer: rule.layer,
                immediate: rule.limit == RuleLimit::Immediately,
                due: *due,
                quantifies: &rule.quantifies,
            })
            .collect();
        let binds = binding(&running).binds.map(|running| running.rule);
        rules
            .iter()
            .map(|(rule, due)| {
                let (step, next_at) = due.map_or((0, None), |due| {
                    self.position(&rule.id, rule.layer, start, due, start)
                });
                Limit {
                    rule: rule.id.clone(),
                    layer: rule.layer,
                    due: *due,
                    binding: binds == Some(&rule.id),
                    step,
                    next_at,
                }
            })
            .collect()
    }

    /// When a rule that started then is due by the calendar in force.
    pub fn due_of(&self, rule: &RuleId, start: Instant) -> Option<Instant> {
        let rule = self.rule(rule, start)?;
        due(rule, start, self.calendar_of(rule)?).instant()
    }

    /// The rule of a clock that started then; of one that was chosen instead of
    /// its day's, the version nearest in time.
    pub fn rule(&self, rule: &RuleId, start: Instant) -> Option<&Rule> {
        self.book.nearest(rule, Zone::HANOI.day_of(start))
    }

    /// How a rule that started then comes to its due instant; `None` for what is
    /// no row of the law, such as a granted extension.
    pub fn explain(&self, rule: &RuleId, start: Instant) -> Option<Explanation> {
        let rule = self.rule(rule, start)?;
        Some(self.book.explain(rule, start, self.calendar_of(rule)?))
    }

    /// The same by an earlier version of the calendars: what an old deadline was
    /// computed with.
    pub fn explain_by(
        &self,
        rule: &RuleId,
        start: Instant,
        calendars: &Calendars,
    ) -> Option<Explanation> {
        let rule = self.rule(rule, start)?;
        Some(self.book.explain(rule, start, calendars.get(&rule.calendar)?))
    }

    /// The calendar a rule counts by.
    pub fn calendar_of(&self, rule: &Rule) -> Option<&Calendar> {
        self.calendars.get(&rule.calendar)
    }

    /// The calendar of a clock: its rule's, or any for a granted extension.
    pub(crate) fn calendar_for(&self, rule: &RuleId, start: Instant) -> Option<&Calendar> {
        self.rule(rule, start)
            .and_then(|rule| self.calendar_of(rule))
            .or_else(|| self.calendars.iter().next())
    }

    /// When a clock strikes: the steps of its ladder and its due instant.
    pub fn timeline(
        &self,
        rule: &RuleId,
        layer: Layer,
        start: Instant,
        due: Instant,
    ) -> Vec<Strike> {
        let ladder = self.book.ladder(Bound::Institution, layer);
        let steps = ladder
            .zip(self.calendar_for(rule, start))
            .map(|(ladder, calendar)| ladder.steps(due, start, calendar))
            .unwrap_or_default();
        let mut strikes: Vec<Strike> =
            steps.into_iter().map(|(at, step)| (at, i16::try_from(step).ok())).collect();
        if !strikes.iter().any(|(at, _)| *at == due) {
            strikes.push((due, None));
            strikes.sort_unstable();
        }
        strikes
    }

    /// Where a clock stands on its ladder at `at`: how many strikes are behind
    /// it, and when the next comes.
    pub fn position(
        &self,
        rule: &RuleId,
        layer: Layer,
        start: Instant,
        due: Instant,
        at: Instant,
    ) -> (i16, Option<Instant>) {
        let timeline = self.timeline(rule, layer, start, due);
        // The due instant is struck even when it is past: it opens the episode.
        let behind = timeline.iter().take_while(|(strike, _)| *strike <= at && *strike < due);
        let behind = behind.count();
        let next = timeline.get(behind).map(|(strike, _)| *strike);
        (i16::try_from(behind).unwrap_or(i16::MAX), next)
    }

    /// The same for a clock whose next strike is known, `None` if all are
    /// behind it: the ladder may count by another calendar now.
    pub fn position_before(
        &self,
        rule: &RuleId,
        layer: Layer,
        start: Instant,
        due: Instant,
        next_at: Option<Instant>,
    ) -> (i16, Option<Instant>) {
        let timeline = self.timeline(rule, layer, start, due);
        let is_behind = |at: Instant| next_at.is_none_or(|next| at < next);
        let behind = timeline.iter().take_while(|(at, _)| is_behind(*at)).count();
        let next = timeline.get(behind).map(|(strike, _)| *strike);
        (i16::try_from(behind).unwrap_or(i16::MAX), next)
    }

    /// A step of the ladder of a layer.
    pub fn ladder_step(&self, layer: Layer, step: i16) -> Option<LadderStep> {
        let ladder = self.book.ladder(Bound::Institution, layer)?;
        let step = ladder.steps.get(usize::try_from(step).ok()?)?;
        Some(LadderStep {
            who: step.who.iter().map(|who| role_of(*who)).collect(),
            notice: step.notice.clone(),
            urgent: step.urgent,
        })
    }
}

const fn role_of(who: Recipient) -> Role {
    match who {
        Recipient::BankMaker => Role::BankMaker,
        Recipient::BankChecker => Role::BankChecker,
        Recipient::BankHead => Role::BankHead,
        Recipient::Officer => Role::Officer,
        Recipient::Head => Role::Head,
        Recipient::Clerk => Role::Clerk,
        Recipient::Supervisor => Role::Supervisor,
        Recipient::StateBankObserver => Role::StateBankObserver,
        Recipient::Prosecutor => Role::Prosecutor,
    }
}
