//! A story: steps in text, carried out on one set of facts, told back in text.

mod args;
mod body;
mod command;
mod concession;
mod delegation;
mod figures;
mod held;
mod money;
mod names;
mod objection;
mod order;
mod persons;
mod prosecution;
mod report;
mod request;
mod running;
mod show;
mod statement;
mod sync;
mod tell;
mod tell_money;

use super::ids::Ids;
use super::people;
use super::rules::{Ladder, Setup};
use args::Args;
use engine::actor::{Actor, Seat};
use engine::command::{Command, CommandKind, Envelope, IdempotencyKey};
use engine::context::{Context, Rules};
use engine::decide::{Done, OrderCheck, Reply, check_order};
use engine::event::{Event, Root};
use engine::facts::Facts;
use engine::file::{FileRef, Media};
use engine::id::{CaseId, DelegationId, FileId, InstitutionId, PostingId};
use engine::instrument::ContentHash;
use engine::ledger::Ledger;
use engine::paper::KnownFile;
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
    /// Postings that the text calls by a label.
    postings: BTreeMap<String, PostingId>,
    /// Delegations that it does.
    delegations: BTreeMap<String, (CaseId, DelegationId)>,
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
            postings: BTreeMap::new(),
            delegations: BTreeMap::new(),
            day: String::new(),
            now: None,
        }
    }

    /// What has happened.
    pub(crate) fn facts(&self) -> &Facts {
        &self.facts
    }

    /// `rules merged=DAB>HDB,T01-02>T01-01 moved=haidang@T01-01`: HDB stands in the
    /// place of DAB, one office in that of another, and somebody sits elsewhere.
    ///
    /// `rules files=S1,S2/docx,S3@T01-02,B1@VCB` lets files come in, of the office
    /// T01-01 where no other is named, and no institution. `rules approval=on paper=PGB,SHB calendar-off=2026-11-26`: changes the
    /// rules from here on.
    pub(crate) fn configure(&mut self, text: &str) -> Result<(), String> {
        let args = Args::parse(text)?;
        let codes = |name: &str| args.list(name).into_iter().collect::<BTreeSet<String>>();
        if let Some(approval) = args.get("approval") {
            self.setup.approval = approval == "on";
        }
        if let Some(orders) = args.get("orders") {
            self.setup.alone = orders == "alone";
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
        for code in args.list("joined") {
            self.setup.paper.remove(&code);
        }
        for pair in args.list("from") {
            let (code, day) = pair.split_once('@').ok_or("from=PGB@2026-12-01")?;
            let day = day.parse().map_err(|_| format!("{day} is no day"))?;
            self.setup.from.insert(code.to_owned(), day);
        }
        if let Some(early) = args.get("early") {
            self.setup.early = early == "on";
        }
        self.setup.single.extend(codes("single"));
        self.setup.gone.extend(codes("gone"));
        for pair in args.list("merged") {
            let (from, to) = pair.split_once('>').ok_or("merged=DAB>HDB")?;
            self.setup.merged.insert(from.to_owned(), to.to_owned());
        }
        self.setup.moved.extend(codes("moved"));
        for file in args.list("files") {
            let (id, known) = file_of(&file)?;
            self.facts.files.insert(id, known);
        }
        if let Some(papers) = args.get("papers") {
            self.setup.papers = papers;
        }
        self.setup.register.extend(codes("register"));
        for bound in args.list("asking") {
            let (name, most) = bound.split_once(':').ok_or("asking=many:2,day:5")?;
            let most = most.parse().map_err(|_| format!("{most} is no number"))?;
            self.setup.asking.insert(name.to_owned(), most);
        }
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
        let mut actor = people::actor(who)?;
        actor.seat = self.setup.seat(who).map_or(actor.seat, Seat::Agency);
        let (notices, journal) = (self.facts.notices.len(), self.facts.journal.len());
        let outcome = if rest == "sweep" {
            self.sweep(when, seen)
        } else {
            self.command(when, actor, rest, seen)?
        };
        let owed = self.facts.notices.get(notices..).unwrap_or_default();
        let mut lines = vec![outcome];
        let moved = self.moved(journal);
        let of_whom = |ledger: &Ledger| match moved.len() {
            0 | 1 => String::new(),
            _ => format!("{}: ", self.case_label(ledger.case)),
        };
        let sums = |ledger: &&Ledger| format!("{}{}", of_whom(ledger), figures::sums(ledger));
        lines.extend(moved.iter().map(sums));
        lines.extend(tell::notices(self, owed));
        Ok(lines)
    }

    /// The money of cases that events since then have moved.
    fn moved(&self, journal: usize) -> Vec<&Ledger> {
        let mut cases: Vec<CaseId> = Vec::new();
        for (root, _) in self.events(journal..self.facts.journal.len()) {
            if let Root::Money(case) = root
                && !cases.contains(&case)
            {
                cases.push(case);
            }
        }
        cases.into_iter().filter_map(|case| self.facts.ledgers.get(case)).collect()
    }

    /// What the check before filing finds.
    fn found(&mut self, text: &str) -> Result<OrderCheck, String> {
        self.facts.shown = persons::shown(&self.facts);
        let (who, rest) = text.split_once(' ').ok_or("a check is: who case order")?;
        let actor = people::actor(who)?;
        let args = Args::parse(rest)?;
        let now = self.now.ok_or("a check comes after a step")?;
        let case = self.case(args.subject()?)?;
        let content = order::content(self, now, &args)?;
        args.all_used()?;
        let gate = self.facts.gates.get(&case).ok_or("the case is gone")?;
        let mut cx = Context { now, ids: &mut self.ids, rules: &self.rules };
        Ok(check_order(&self.facts, gate, &content, actor.who, &mut cx))
    }

    fn when<'a>(&mut self, text: &'a str) -> Result<(When, &'a str), String> {
        let (first, mut rest) = text.split_once(' ').ok_or("a step is: when who what")?;
        let mut clock = first;
        if first.contains('-') {
            first.clone_into(&mut self.day);
            (clock, rest) = rest.trim_start().split_once(' ').ok_or("no time of day")?;
        }
        let (arrived, now) = clock.split_once('~').unwrap_or((clock, clock));
        // Decided on the next day: `2026-11-30 23:59:58~2026-12-01T00:00:03`.
        let (on, now) = now.split_once('T').unwrap_or((&self.day, now));
        let when = When { arrived: instant(&self.day, arrived)?, now: instant(on, now)? };
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
        self.name_own(told.clone());
        // Told after naming: what is new is called by its label.
        Ok(tell::outcome(self, &reply, told))
    }

    /// The sweep: strikes what is due, the earliest first, until nothing is.
    fn sweep(&mut self, when: When, seen: &mut Seen) -> String {
        let mut told = Vec::new();
        while let Some(command) = self.next_strike(when.now) {
            let envelope = Envelope {
                actor: Actor::SYSTEM,
                key: None,
                arrived: when.now,
                expected: None,
                command,
            };
            let (reply, range) = self.run(when, &envelope, seen);
            assert!(matches!(reply, Reply::Done(_)), "the sweep is refused: {reply:?}");
            self.name_own(range.clone());
            told.push(tell::outcome(self, &reply, range));
        }
        if told.is_empty() { "nothing due".to_owned() } else { told.join("; ") }
    }

    fn next_strike(&self, now: Instant) -> Option<Command> {
        let demands = self.facts.demands.iter();
        let clocks = demands.flat_map(|one| one.clocks.iter().map(|clock| (one.id, clock)));
        let clock = clocks
            .filter_map(|(demand, clock)| Some((clock.next_at?.plus_seconds(5), demand, clock.id)))
            .filter(|(at, ..)| *at <= now)
            .min();
        let ledgers = self.facts.ledgers.iter();
        let duties = ledgers.flat_map(|one| one.duties.iter().map(|duty| (one.case, duty)));
        let duty = duties
            .filter_map(|(case, duty)| Some((duty.next_at?, case, duty.id, duty.about)))
            .filter(|(at, ..)| *at <= now)
            .min();
        if clock.is_none() && duty.is_none() {
            return request::next_strike(&self.facts, now);
        }
        match (clock, duty) {
            (Some((at, demand, clock)), duty) if duty.is_none_or(|(due, ..)| at <= due) => {
                Some(Command::StrikeClock { demand, clock })
            }
            (_, duty) => {
                duty.map(|(_, case, duty, about)| Command::StrikeDuty { case, duty, about })
            }
        }
    }

    fn run(
        &mut self,
        when: When,
        envelope: &Envelope,
        seen: &mut Seen,
    ) -> (Reply, std::ops::Range<usize>) {
        let from = self.facts.journal.len();
        self.facts.related = persons::related(&self.facts);
        self.facts.shown = persons::shown(&self.facts);
        self.facts.known = persons::known(&self.facts);
        self.facts.asked = persons::asked(&self.facts, when.now);
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
            CommandKind::OpenCase | CommandKind::SyncCase | CommandKind::AcceptDelegation => {
                Root::Case(done.subject.into())
            }
            CommandKind::RecordOutage => Root::Outage(done.subject.into()),
            CommandKind::Announce => Root::Announcement(done.subject.into()),
            CommandKind::ProposePayee => Root::Payee(done.subject.into()),
            CommandKind::HoldRow => Root::Held(done.subject.into()),
            CommandKind::ImportStatement => Root::Statement(done.subject.into()),
            CommandKind::RecordRequest => Root::Request(done.subject.into()),
            CommandKind::DelegateCase => {
                let delegation = done.other.unwrap_or(body::NOBODY).into();
                self.delegations.insert(label.to_owned(), (done.subject.into(), delegation));
                return;
            }
            CommandKind::PostEntry => {
                let posting = done.other.unwrap_or(body::NOBODY).into();
                self.postings.insert(label.to_owned(), posting);
                return;
            }
            _ => Root::Instrument(done.subject.into()),
        };
        self.roots.insert(label.to_owned(), root);
    }

    /// What the service itself issues is called S1, S2 and so on.
    fn name_own(&mut self, range: std::ops::Range<usize>) {
        let drafted = |(root, event): (Root, &Event)| {
            matches!(event, Event::InstrumentDrafted { .. }).then_some(root)
        };
        let drafted: Vec<Root> = self.events(range).filter_map(drafted).collect();
        for root in drafted {
            let by_service = self
                .facts
                .journal
                .iter()
                .any(|one| one.root == root && one.version == 1 && one.actor == Actor::SYSTEM);
            if by_service {
                let own = self.roots.keys().filter(|label| label.starts_with('S')).count();
                self.roots.insert(format!("S{}", own + 1), root);
            }
        }
    }

    fn root(&self, label: &str) -> Result<Root, String> {
        let found = self.roots.get(label).copied();
        found.ok_or_else(|| format!("nothing is called {label}"))
    }

    pub(crate) fn case(&self, label: &str) -> Result<CaseId, String> {
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

/// The file that a label stands for.
fn file_id(label: &str) -> FileId {
    FileId(Uuid::new_v5(&Uuid::NAMESPACE_OID, format!("file {label}").as_bytes()))
}

/// `S1`, `S1/docx`, `S1@T01-02`, `S1@VCB`: a file that came in.
fn file_of(text: &str) -> Result<(FileId, KnownFile), String> {
    let (text, seat) = text.split_once('@').unwrap_or((text, "T01-01"));
    let (label, media) = text.split_once('/').unwrap_or((text, "pdf"));
    let media = Media::from_code(media).ok_or_else(|| format!("no media {media}"))?;
    let office = people::agency(seat).map(|id| id.0);
    let bank = people::institution(seat).map(|id| id.0);
    let seat = office.or(bank).ok_or_else(|| format!("nobody is {seat}"))?;
    let sha256 = ContentHash(Sha256::digest(label).into());
    let file = FileRef { id: file_id(label), sha256, media, size: 1, signature: None };
    Ok((file.id, KnownFile { seat, file }))
}
