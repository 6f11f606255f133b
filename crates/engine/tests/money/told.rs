//! What each case is told: nothing of the other, but whom to call (I-28). Every
//! event, notice and refusal of a case is read for ids and words of the other. And
//! what is recorded leads to the books as they stand, after every step (I-15).

use crate::office::Side;
use crate::world::{BANKS, World, who};
use engine::actor::Who;
use engine::apply::apply;
use engine::event::{Event, Recorded};
use engine::facts::Facts;
use engine::id::CaseId;
use engine::ledger::MoneyEvent;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// What was told so far.
pub(crate) struct Told {
    /// The record alone leads to these.
    recorded: Facts,
    read: usize,
    notices: usize,
    refusals: usize,
    /// Which case spoke of what first.
    spoken: BTreeMap<Uuid, CaseId>,
    /// What everybody knows: institutions and their programs.
    public: BTreeSet<Uuid>,
}

impl Told {
    pub(crate) fn new(world: &World) -> Self {
        let mut public = BTreeSet::from([Uuid::nil()]);
        for (code, (institution, _)) in BANKS.iter().zip(&world.banks) {
            public.insert(institution.0);
            if let Who::Client(program) = who(&format!("bank_system:{code}")).who {
                public.insert(program.0);
            }
        }
        Self {
            recorded: Facts::default(),
            read: 0,
            notices: 0,
            refusals: 0,
            spoken: BTreeMap::new(),
            public,
        }
    }

    /// Reads what is new.
    pub(crate) fn look(&mut self, world: &World) {
        for one in &world.facts.journal[self.read..] {
            apply(&mut self.recorded, one);
        }
        for side in world.sides() {
            let stands = world.facts.ledgers.get(side.case);
            assert!(self.recorded.ledgers.get(side.case) == stands, "I-15");
        }
        if world.there.is_some() {
            self.look_for_the_other(world);
        }
        self.read = world.facts.journal.len();
    }

    fn look_for_the_other(&mut self, world: &World) {
        for one in &world.facts.journal[self.read..] {
            let Some(case) = one.case else { continue };
            let known = whom_to_call(world, case, one);
            let text = serde_json::to_string(one).unwrap();
            self.hear(world, case, &text, &known);
        }
        for one in &world.facts.notices[self.notices..] {
            if let Some(case) = one.case {
                self.hear(world, case, &format!("{one:?}"), &[]);
            }
        }
        for (case, text) in &world.refusals[self.refusals..] {
            self.hear(world, *case, text, &[]);
        }
        self.notices = world.facts.notices.len();
        self.refusals = world.refusals.len();
    }

    fn hear(&mut self, world: &World, case: CaseId, text: &str, known: &[Uuid]) {
        for id in ids(text).filter(|id| !self.public.contains(id) && !known.contains(id)) {
            let first = *self.spoken.entry(id).or_insert(case);
            assert_eq!(first, case, "I-28: {id} is of another case: {text}");
        }
        let foreign = world.sides().filter(|side| side.case != case);
        for mark in foreign.map(|side| side.office.mark) {
            assert!(!text.contains(mark), "I-28: words of another case: {text}");
        }
    }
}

/// What an event of a case may say of the other: whom to call there.
fn whom_to_call(world: &World, case: CaseId, recorded: &Recorded) -> Vec<Uuid> {
    let Event::Money(MoneyEvent::NeighbourFound { neighbour }) = &recorded.event else {
        return Vec::new();
    };
    let mut others = world.sides().filter(|side: &&Side| side.case != case);
    let office = others.next().unwrap().office;
    assert_eq!((neighbour.agency, neighbour.officer), (office.agency(), office.person()));
    let mut known = vec![neighbour.agency.0, neighbour.officer.0];
    // Who did it: the service, or the other officer by issuing his order.
    known.extend(recorded.actor.person().map(|person| person.0));
    known
}

/// Every id in a text.
fn ids(text: &str) -> impl Iterator<Item = Uuid> {
    const LEN: usize = 36;
    let bytes = text.as_bytes();
    let starts = (0..bytes.len().saturating_sub(LEN - 1))
        .filter(|at| [8, 13, 18, 23].iter().all(|dash| bytes[at + dash] == b'-'));
    starts.filter_map(|at| Uuid::try_parse_ascii(&bytes[at..at + LEN]).ok())
}
