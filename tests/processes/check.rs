//! Journals against what is stored: a pure function.

use crate::journal::{Entry, Reply, Sent};
use crate::money;
use engine::answer::{Answer, AnswerState};
use engine::case::CaseContent;
use engine::demand::ItemAnswer;
use engine::id::{AnswerId, CaseId, DemandId, InstitutionId, InstrumentId, ItemId};
use engine::instrument::{ContentHash, InquiryContent, InstrumentState};
use engine::ledger::Ledger;
use engine::order::OrderContent;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Display;
use uuid::Uuid;

/// Everything the database holds of what clients send.
#[derive(Clone, Debug, Default)]
pub(crate) struct Stored {
    pub(crate) cases: BTreeMap<CaseId, CaseContent>,
    pub(crate) inquiries: BTreeMap<InstrumentId, (CaseId, InquiryContent)>,
    /// Orders that persons wrote.
    pub(crate) orders: BTreeMap<InstrumentId, (CaseId, OrderContent, InstrumentState)>,
    /// Of every case in which something was ordered.
    pub(crate) books: BTreeMap<CaseId, Ledger>,
    pub(crate) demands: BTreeMap<DemandId, (InstrumentId, InstitutionId)>,
    pub(crate) answers: BTreeMap<AnswerId, (DemandId, Answer)>,
}

/// What does not hold, and under which key (or id, where no key is known).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Finding {
    pub(crate) key: String,
    pub(crate) what: String,
}

/// Everything that does not hold.
pub(crate) fn check(journal: &[Entry], stored: &Stored) -> Vec<Finding> {
    let mut check =
        Check { stored, claims: HashMap::new(), evidence: BTreeMap::new(), findings: Vec::new() };
    for entry in journal {
        check.replies(entry);
        check.effect(entry);
    }
    check.strays();
    check.one_accepted_answer();
    check.findings.extend(money::check(journal, stored));
    check.findings
}

struct Check<'a> {
    stored: &'a Stored,
    /// Who made it.
    claims: HashMap<Uuid, &'a str>,
    /// How many answers to an item were told to be kept as evidence, by hash.
    evidence: BTreeMap<(ItemId, [u8; 32]), usize>,
    findings: Vec<Finding>,
}

impl<'a> Check<'a> {
    fn find(&mut self, key: &dyn Display, what: impl Into<String>) {
        self.findings.push(Finding { key: key.to_string(), what: what.into() });
    }

    /// One key, one effect, and every repetition says so (I-2, I-4).
    fn replies(&mut self, entry: &Entry) {
        let effect = |reply: &Reply| match reply {
            Reply::Done { id, created, .. } => (Some(*id), *created),
            Reply::Conflict { answer } => (None, Some(*answer)),
            Reply::Refused { .. } => (None, None),
        };
        let Some((first, later)) = entry.replies.split_first() else {
            return self.find(&entry.key, "never got a definite reply");
        };
        if let Reply::Refused { status, code } = first {
            self.find(&entry.key, format!("was refused: {status} {code}"));
        }
        if later.iter().any(|reply| effect(reply) != effect(first)) {
            self.find(&entry.key, format!("had two effects: {:?}", entry.replies));
        }
        if later.iter().any(|reply| matches!(reply, Reply::Done { replayed: false, .. })) {
            self.find(&entry.key, "was carried out again when it was repeated");
        }
    }

    /// What was acknowledged is there, as it was sent (I-1).
    fn effect(&mut self, entry: &'a Entry) {
        let stored = self.stored;
        let Some(reply) = entry.replies.first() else { return };
        match (&entry.sent, reply) {
            (Sent::Case(content), Reply::Done { id, .. }) => {
                self.claim(entry, *id);
                self.same(entry, stored.cases.get(&CaseId(*id)), content);
            }
            (Sent::Filing(case, content), Reply::Done { id, .. }) => {
                self.claim(entry, *id);
                let found = stored.inquiries.get(&InstrumentId(*id));
                if found.is_some_and(|(of, _)| of != case) {
                    self.find(&entry.key, "is in another case");
                }
                self.same(entry, found.map(|(_, content)| content), content);
                self.served(entry, InstrumentId(*id), content);
            }
            (Sent::Answer(demand, answer), Reply::Done { created, .. }) => {
                self.answered(entry, *demand, answer, *created);
            }
            (Sent::Answer(_, sent), Reply::Conflict { answer }) => {
                let hash = ContentHash::of(&sent.body);
                *self.evidence.entry((sent.item, hash.0)).or_default() += 1;
                let standing = stored.answers.get(&AnswerId(*answer)).map(|(_, answer)| answer);
                let stands = |one: &Answer| {
                    one.item == sent.item && one.state == AnswerState::Accepted && one.hash != hash
                };
                if !standing.is_some_and(stands) {
                    self.find(&entry.key, "contradicts nothing that stands");
                }
            }
            (Sent::Order(case, content), Reply::Done { id, .. }) => {
                self.claim(entry, *id);
                let found = stored.orders.get(&InstrumentId(*id));
                if found.is_some_and(|(of, ..)| of != case) {
                    self.find(&entry.key, "is in another case");
                }
                self.same(entry, found.map(|(_, content, _)| content), content);
            }
            (Sent::Approval(order, _), Reply::Done { .. }) => {
                self.stands(entry, *order, &[InstrumentState::Approved, InstrumentState::Issued]);
            }
            (Sent::Issue(order), Reply::Done { .. }) => {
                self.stands(entry, *order, &[InstrumentState::Issued]);
            }
            // What became of reports is seen in the books.
            (Sent::Capture(..) | Sent::Remittance(..), Reply::Done { .. })
            | (_, Reply::Conflict { .. } | Reply::Refused { .. }) => {}
        }
    }

    /// An order came as far as was acknowledged.
    fn stands(&mut self, entry: &Entry, order: InstrumentId, wanted: &[InstrumentState]) {
        let found = self.stored.orders.get(&order).map(|(.., state)| *state);
        if !found.is_some_and(|state| wanted.contains(&state)) {
            self.find(&entry.key, format!("was acknowledged, and the order is {found:?}"));
        }
    }

    fn claim(&mut self, entry: &'a Entry, id: Uuid) {
        if let Some(other) = self.claims.insert(id, &entry.key) {
            self.find(&entry.key, format!("shares its effect with key {other}"));
        }
    }

    fn same<T: PartialEq>(&mut self, entry: &Entry, stored: Option<&T>, sent: &T) {
        match stored {
            None => self.find(&entry.key, "was acknowledged and is lost"),
            Some(stored) if stored != sent => {
                self.find(&entry.key, "was stored otherwise than sent");
            }
            Some(_) => {}
        }
    }

    /// Each institution got one demand.
    fn served(&mut self, entry: &Entry, inquiry: InstrumentId, content: &InquiryContent) {
        let demands = self.stored.demands.values().filter(|(of, _)| *of == inquiry);
        let mut asked: Vec<InstitutionId> = demands.map(|(_, institution)| *institution).collect();
        asked.sort();
        let mut wanted = content.institutions.clone();
        wanted.sort();
        if asked != wanted {
            self.find(&entry.key, "was not served once to each institution");
        }
    }

    fn answered(
        &mut self,
        entry: &'a Entry,
        demand: DemandId,
        sent: &ItemAnswer,
        created: Option<Uuid>,
    ) {
        let Some((of, stored)) = created.and_then(|id| self.stored.answers.get(&AnswerId(id)))
        else {
            return self.find(&entry.key, "was acknowledged and is lost");
        };
        // A second key with the same answer is told the first one (I-5).
        self.claims.entry(stored.id.0).or_insert(&entry.key);
        if *of != demand || stored.item != sent.item || stored.state != AnswerState::Accepted {
            self.find(&entry.key, "is not the answer that stands");
        }
        if stored.body != sent.body || stored.hash != ContentHash::of(&sent.body) {
            self.find(&entry.key, "was stored otherwise than sent");
        }
    }

    /// Nothing is stored that nobody sent, nothing twice.
    fn strays(&mut self) {
        let stored = self.stored;
        let accepted = stored.answers.values().map(|(_, answer)| answer);
        let accepted = accepted.filter(|answer| answer.state == AnswerState::Accepted);
        let ids = stored.cases.keys().map(|id| id.0);
        let ids = ids.chain(stored.inquiries.keys().chain(stored.orders.keys()).map(|id| id.0));
        for id in ids.chain(accepted.map(|answer| answer.id.0)) {
            if !self.claims.contains_key(&id) {
                self.find(&id, "is stored and no key stands for it");
            }
        }
        let mut kept: BTreeMap<(ItemId, [u8; 32]), usize> = BTreeMap::new();
        for (_, answer) in stored.answers.values() {
            if answer.state == AnswerState::Conflicting {
                *kept.entry((answer.item, answer.hash.0)).or_default() += 1;
            }
        }
        let places: BTreeSet<_> = self.evidence.keys().chain(kept.keys()).copied().collect();
        for place in places {
            let told = self.evidence.get(&place).copied().unwrap_or_default();
            let kept = kept.get(&place).copied().unwrap_or_default();
            if told != kept {
                self.find(&place.0, format!("kept {kept} contradictions of {told}"));
            }
        }
    }

    /// At most one accepted answer per item, round, part and version (I-5).
    fn one_accepted_answer(&mut self) {
        let mut seen = BTreeSet::new();
        for (_, answer) in self.stored.answers.values() {
            let place = (answer.item, answer.round, answer.part, answer.version);
            if answer.state == AnswerState::Accepted && !seen.insert(place) {
                self.find(&answer.id, "is a second accepted answer to its item");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::actor::Actor;
    use engine::id::PartyId;
    use engine::instrument::InfoType;
    use testkit::world::{self, instant};

    const AT: &str = "2026-11-20T09:00:00+07:00";

    fn id(n: u128) -> Uuid {
        Uuid::from_u128(n)
    }

    fn entry(key: &str, sent: Sent, replies: &[Reply]) -> Entry {
        Entry { key: key.to_owned(), sent, unheard: false, replies: replies.to_vec() }
    }

    const fn done(id: Uuid, created: Option<Uuid>) -> Reply {
        Reply::Done { id, created, replayed: false }
    }

    fn answer(n: u128, state: AnswerState, sent: &ItemAnswer) -> (AnswerId, (DemandId, Answer)) {
        let answer = Answer {
            id: AnswerId(id(n)),
            item: sent.item,
            round: 1,
            part: 1,
            version: 1,
            state,
            body: sent.body.clone(),
            files: Vec::new(),
            hash: ContentHash::of(&sent.body),
            by: Actor::SYSTEM,
            drafted_by: None,
            arrived_at: instant(AT),
            paper: None,
        };
        (answer.id, (DemandId(id(3)), answer))
    }

    /// A case, a filing in it to one bank, its answer, and a contradiction of it.
    fn history() -> (Vec<Entry>, Stored) {
        let case = world::case_content("1/2026", id(9).into());
        let inquiry = world::inquiry(vec![world::item(InfoType::Account)], vec![id(8).into()]);
        let sent = world::none_found(ItemId(id(4)), instant(AT));
        let other = world::found_other(ItemId(id(4)), "khác", false);
        let demand = DemandId(id(3));
        let send = |answer: &ItemAnswer| Sent::Answer(demand, Box::new(answer.clone()));
        let journal = vec![
            entry("case", Sent::Case(Box::new(case.clone())), &[done(id(1), None)]),
            entry(
                "filing",
                Sent::Filing(CaseId(id(1)), Box::new(inquiry.clone())),
                &[done(id(2), None)],
            ),
            entry("answer", send(&sent), &[done(id(3), Some(id(5)))]),
            entry("again", send(&sent), &[done(id(3), Some(id(5)))]),
            entry("other", send(&other), &[Reply::Conflict { answer: id(5) }]),
        ];
        let stored = Stored {
            cases: [(CaseId(id(1)), case)].into(),
            inquiries: [(InstrumentId(id(2)), (CaseId(id(1)), inquiry))].into(),
            demands: [(demand, (InstrumentId(id(2)), id(8).into()))].into(),
            answers: [
                answer(5, AnswerState::Accepted, &sent),
                answer(6, AnswerState::Conflicting, &other),
            ]
            .into(),
            ..Stored::default()
        };
        (journal, stored)
    }

    /// The keys (or ids) named after something was done to the history.
    fn named(spoil: impl FnOnce(&mut Vec<Entry>, &mut Stored)) -> Vec<String> {
        let (mut journal, mut stored) = history();
        spoil(&mut journal, &mut stored);
        check(&journal, &stored).into_iter().map(|finding| finding.key).collect()
    }

    #[test]
    fn a_whole_history_is_whole() {
        assert_eq!(named(|_, _| {}), [""; 0]);
    }

    #[test]
    fn what_was_acknowledged_and_is_missing_is_named() {
        let lost = named(|_, stored| {
            stored.answers.remove(&AnswerId(id(5)));
        });
        assert_eq!(lost, ["answer", "again", "other"]);
        assert_eq!(named(|_, stored| stored.inquiries.clear()), ["filing"]);
        assert_eq!(named(|_, stored| stored.cases.clear()), ["case"]);
        assert_eq!(named(|_, stored| stored.demands.clear()), ["filing"]);
        let evidence = named(|_, stored| {
            stored.answers.remove(&AnswerId(id(6)));
        });
        assert_eq!(evidence, [id(4).to_string()]);
    }

    #[test]
    fn what_was_done_twice_is_named() {
        let second = |state| {
            named(move |_, stored| {
                let (_, sent) = stored.answers[&AnswerId(id(5))].clone();
                let sent = ItemAnswer::new(sent.item, sent.body);
                stored.answers.extend([answer(7, state, &sent)]);
            })
        };
        let stray = id(7).to_string();
        assert_eq!(second(AnswerState::Accepted), [stray.clone(), stray]);
        assert_eq!(second(AnswerState::Conflicting), [id(4).to_string()]);
        let filed = named(|_, stored| {
            let filed = stored.inquiries[&InstrumentId(id(2))].clone();
            stored.inquiries.insert(InstrumentId(id(7)), filed);
        });
        assert_eq!(filed, [id(7).to_string()]);
        let served = named(|_, stored| {
            stored.demands.insert(DemandId(id(7)), (InstrumentId(id(2)), id(8).into()));
        });
        assert_eq!(served, ["filing"]);
        let shared = named(|journal, _| {
            let sent = journal[0].sent.clone();
            journal.push(entry("case2", sent, &[done(id(1), None)]));
        });
        assert_eq!(shared, ["case2"]);
    }

    #[test]
    fn what_was_altered_is_named() {
        let altered = named(|_, stored| {
            let stored = &mut stored.answers.get_mut(&AnswerId(id(5))).unwrap().1;
            stored.body = world::none_found(stored.item, instant(AT).plus_seconds(1)).body;
        });
        assert_eq!(altered, ["answer", "again"]);
        let filing = named(|_, stored| {
            let filed = stored.inquiries.get_mut(&InstrumentId(id(2))).unwrap();
            filed.1.debtor = PartyId(id(7));
        });
        assert_eq!(filing, ["filing"]);
        let case = named(|_, stored| {
            stored.cases.get_mut(&CaseId(id(1))).unwrap().number.push('0');
        });
        assert_eq!(case, ["case"]);
    }

    #[test]
    fn replies_that_contradict_each_other_are_named() {
        let replies =
            |replies: &[Reply]| named(|journal, _| replies.clone_into(&mut journal[2].replies));
        let first = done(id(3), Some(id(5)));
        let repeated = Reply::Done { id: id(3), created: Some(id(5)), replayed: true };
        assert_eq!(replies(&[first.clone(), repeated.clone()]), [""; 0]);
        assert_eq!(replies(&[repeated]), [""; 0]);
        assert_eq!(replies(&[]), ["answer"]);
        assert_eq!(replies(&[first.clone(), first.clone()]), ["answer"]);
        let elsewhere = Reply::Done { id: id(3), created: Some(id(6)), replayed: true };
        assert_eq!(replies(&[first, elsewhere]), ["answer"]);
        let refused = Reply::Refused { status: 404, code: "not_found".to_owned() };
        assert_eq!(replies(&[refused]), ["answer"]);
    }
}
