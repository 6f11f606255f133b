//! A story: steps in text, carried out on one set of facts, told back in text.

mod args;
mod body;
mod command;
mod show;
mod tell;

use super::ids::Ids;
use super::people;
use super::rules::{Ladder, Setup};
use args::Args;
use engine::actor::Actor;
use engine::command::{Command, CommandKind, Envelope, IdempotencyKey};
use engine::context::{Context, Rules};
use engine::decide::{Done, Reply};
use engine::event::{Event, Root};
use engine::facts::Facts;
use engine::id::{ClockId, DemandId, InstitutionId};
use engine::run::run;
use engine::time::Instant;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Everything that stories have shown so far, by code.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    /// Events that happened.
    pub(crate) events: BTreeSet<&'static str>,
    /// Refusals that were heard.
    pub(crate) refusals: BTreeSet<&'static str>,
    /// Commands that were carried out.
    pub(crate) done: BTreeSet<&'static str>,
}

/// A story on its way.
pub(crate) struct Story {
    setup: Setup,
    rules: Rules,
    facts: Facts,
    ids: Ids,
    /// What labels of the text stand for.
    roots: BTreeMap<String, Root>,
    day: String,
    now: Option<Instant>,
}

/// When a step arrives and when it is decided.
#[derive(Clone, Copy)]
struct When {
    arrived: Instant,
    now: Instant,
}

impl Story {
    /// A story under the shipped rules, with nothing in the database.
    pub(crate) fn new() -> Self {
        let setup = Setup::default();
        Self {
            rules: setup.rules(),
            setup,
            facts: Facts::default(),
            ids: Ids::default(),
            roots: BTreeMap::new(),
            day: String::new(),
            now: None,
        }
    }

    /// What has happened.
    pub(crate) fn facts(&self) -> &Facts {
        &self.facts
    }

    /// `rules approval=on paper=PGB,SHB calendar-off=2026-11-26`: changes the
    /// rules from here on.
    pub(crate) fn configure(&mut self, text: &str) -> Result<(), String> {
        let args = Args::parse(text)?;
        let codes = |name: &str| args.list(name).into_iter().collect::<BTreeSet<String>>();
        if let Some(approval) = args.get("approval") {
            self.setup.approval = approval == "on";
        }
        if let Some(agreement) = args.get("agreement") {
            self.setup.agreement = agreement == "on";
        }
        self.setup.ladder = match args.get("ladder").as_deref() {
            Some("longer") => Ladder::Longer,
            Some("shorter") => Ladder::Shorter,
            Some(_) => Ladder::Shipped,
            None => self.setup.ladder,
        };
        self.setup.paper.extend(codes("paper"));
        self.setup.single.extend(codes("single"));
        self.setup.gone.extend(codes("gone"));
        let off = args.list("calendar-off");
        if !off.is_empty() {
            self.setup.revisions += 1;
            // `none`: the days off that were added are working days again.
            if off.iter().any(|day| day == "none") {
                self.setup.off.clear();
            } else {
                self.setup.off.extend(off);
            }
        }
        args.all_used()?;
        self.rules = self.setup.rules();
        Ok(())
    }

    /// Carries out one step: when, who, what. Tells the outcome in its first
    /// line, and who is told of it in the others.
    pub(crate) fn step(&mut self, text: &str, seen: &mut Seen) -> Result<Vec<String>, String> {
        let (when, rest) = self.when(text)?;
        let (who, rest) = rest.split_once(' ').ok_or("a step is: when who what")?;
        let actor = people::actor(who)?;
        let notices = self.facts.notices.len();
        let outcome = if rest == "sweep" {
            self.sweep(when, seen)
        } else {
            self.command(when, actor, rest, seen)?
        };
        let owed = self.facts.notices.get(notices..).unwrap_or_default();
        let mut lines = vec![outcome];
        lines.extend(tell::notices(self, owed));
        Ok(lines)
    }

    fn when<'a>(&mut self, text: &'a str) -> Result<(When, &'a str), String> {
        let (first, mut rest) = text.split_once(' ').ok_or("a step is: when who what")?;
        let mut clock = first;
        if first.contains('-') {
            first.clone_into(&mut self.day);
            (clock, rest) = rest.trim_start().split_once(' ').ok_or("no time of day")?;
        }
        let (arrived, now) = clock.split_once('~').unwrap_or((clock, clock));
        let when = When { arrived: instant(&self.day, arrived)?, now: instant(&self.day, now)? };
        if self.now.is_some_and(|before| when.now < before) || when.now < when.arrived {
            return Err("time runs backwards".to_owned());
        }
        self.now = Some(when.now);
        Ok((when, rest.trim_start()))
    }

    fn command(
        &mut self,
        when: When,
        actor: Actor,
        text: &str,
        seen: &mut Seen,
    ) -> Result<String, String> {
        let (code, rest) = text.split_once(' ').unwrap_or((text, ""));
        let kind = CommandKind::from_code(code).ok_or_else(|| format!("no command {code}"))?;
        let args = Args::parse(rest)?;
        let command = command::read(self, &actor, when.arrived, kind, &args)?;
        let label = args.get("as");
        let expected = args.number("if")?;
        let key = args.get("key").map(|key| IdempotencyKey {
            id: Uuid::new_v5(&Uuid::NAMESPACE_OID, format!("{actor:?} {key}").as_bytes()),
            request: Sha256::digest(text).into(),
        });
        args.all_used()?;
        let envelope = Envelope { actor, key, arrived: when.arrived, expected, command };
        let (reply, told) = self.run(when, &envelope, seen);
        if let (Reply::Done(done), Some(label)) = (&reply, label) {
            self.name(&label, done);
        }
        // Told after naming: what is new is called by its label.
        Ok(tell::outcome(self, &reply, told))
    }

    /// The sweep: strikes what is due, the earliest first, until nothing is.
    fn sweep(&mut self, when: When, seen: &mut Seen) -> String {
        let mut told = Vec::new();
        while let Some((demand, clock)) = self.next_strike(when.now) {
            let envelope = Envelope {
                actor: Actor::SYSTEM,
                key: None,
                arrived: when.now,
                expected: None,
                command: Command::StrikeClock { demand, clock },
            };
            let (reply, range) = self.run(when, &envelope, seen);
            assert!(matches!(reply, Reply::Done(_)), "the sweep is refused: {reply:?}");
            told.push(tell::outcome(self, &reply, range));
        }
        if told.is_empty() { "nothing due".to_owned() } else { told.join("; ") }
    }

    fn next_strike(&self, now: Instant) -> Option<(DemandId, ClockId)> {
        let clocks = self
            .facts
            .demands
            .iter()
            .flat_map(|demand| demand.clocks.iter().map(move |clock| (demand.id, clock)));
        clocks
            .filter_map(|(demand, clock)| Some((clock.next_at?, demand, clock.id)))
            .filter(|(at, ..)| at.plus_seconds(5) <= now)
            .min()
            .map(|(_, demand, clock)| (demand, clock))
    }

    fn run(
        &mut self,
        when: When,
        envelope: &Envelope,
        seen: &mut Seen,
    ) -> (Reply, std::ops::Range<usize>) {
        let from = self.facts.journal.len();
        let mut cx = Context { now: when.now, ids: &mut self.ids, rules: &self.rules };
        let reply = run(&mut self.facts, envelope, &mut cx);
        match &reply {
            Reply::Done(done) => seen.done.insert(done.kind.code()),
            Reply::Refused(refusal) => seen.refusals.insert(refusal.code()),
        };
        let range = from..self.facts.journal.len();
        let events = self.facts.journal.get(range.clone()).unwrap_or_default();
        seen.events.extend(events.iter().map(|one| one.event.code()));
        (reply, range)
    }

    fn name(&mut self, label: &str, done: &Done) {
        let root = match done.kind {
            CommandKind::OpenCase => Root::Case(done.subject.into()),
            CommandKind::RecordOutage => Root::Outage(done.subject.into()),
            _ => Root::Instrument(done.subject.into()),
        };
        self.roots.insert(label.to_owned(), root);
    }

    fn root(&self, label: &str) -> Result<Root, String> {
        let found = self.roots.get(label).copied();
        found.ok_or_else(|| format!("nothing is called {label}"))
    }

    fn case(&self, label: &str) -> Result<engine::id::CaseId, String> {
        match self.root(label)? {
            Root::Case(id) => Ok(id),
            _ => Err(format!("{label} is no case")),
        }
    }

    fn instrument(&self, label: &str) -> Result<engine::id::InstrumentId, String> {
        match self.root(label)? {
            Root::Instrument(id) => Ok(id),
            _ => Err(format!("{label} is no instrument")),
        }
    }

    /// `Q.VCB`: the demand of inquiry Q at VCB.
    fn demand(&self, label: &str) -> Result<&engine::demand::Demand, String> {
        let (instrument, code) = label.split_once('.').ok_or("a demand is Q.VCB")?;
        let instrument = self.instrument(instrument)?;
        let institution = people::institution(code).ok_or_else(|| format!("no {code}"))?;
        self.facts
            .demands
            .iter()
            .find(|one| one.instrument == instrument && one.institution == institution)
            .ok_or_else(|| format!("{label} was never served"))
    }

    fn institution_code(&self, id: InstitutionId) -> String {
        let known = self.rules.directory.institution(id);
        known.map_or_else(|| "?".to_owned(), |one| one.code.to_string())
    }

    fn events(&self, range: std::ops::Range<usize>) -> impl Iterator<Item = (Root, &Event)> {
        let events = self.facts.journal.get(range).unwrap_or_default();
        events.iter().map(|one| (one.root, &one.event))
    }
}

/// `09:30` or `09:30:05` of a day, in Hanoi.
fn instant(day: &str, clock: &str) -> Result<Instant, String> {
    let seconds = if clock.len() == 5 { ":00" } else { "" };
    format!("{day}T{clock}{seconds}+07:00")
        .parse()
        .map_err(|_| format!("no instant: {day} {clock}"))
}
