//! The night of 30 June to 1 July 2026 in Hanoi, when Law 106/2025/QH15 takes the
//! place of 26/2008/QH12: whatever happens within sixty days of it, to the second,
//! each limit that starts is one of the law of its own day.
//!
//! Days are counted here from the midnight itself, not by the zone of the engine.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at its first surprise"
)]

#[allow(dead_code, reason = "each test uses its part of what they share")]
mod support {
    pub(crate) mod content;
    pub(crate) mod ids;
    pub(crate) mod people;
    pub(crate) mod rules;
}

use engine::answer::{AccountKind, Outcome};
use engine::command::{Command as C, Envelope};
use engine::context::{Context, Rules};
use engine::decide::{Done, Reply};
use engine::demand::{Channel, ItemAnswer};
use engine::execution::FrozenAccount;
use engine::facts::Facts;
use engine::id::{CaseId, IdSource, InstitutionId, InstrumentId, ObjectionId, PayeeId};
use engine::identity::AccountNumber;
use engine::instrument::InfoType;
use engine::law::{Matter, Rule, RuleId, Stage};
use engine::ledger::{DutyKind, Ledger, ObjectionContent, ObjectionKind, Objector};
use engine::money::Money;
use engine::order::{DeductLine, FreezeAt, Identity, Numbered, Order, ReleaseLine};
use engine::refusal::Refusal;
use engine::run::run;
use engine::time::{Day, Instant, Zone};
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::sync::LazyLock;
use support::ids::Ids;
use support::rules::Setup;
use support::{content, people};
use uuid::Uuid;

static RULES: LazyLock<Rules> = LazyLock::new(|| Setup { alone: true, ..Setup::default() }.rules());

const DAY: i64 = 86_400;

/// 1 July 2026, 00:00 in Hanoi, and so many seconds.
fn midnight(seconds: i64) -> Instant {
    "2026-06-30T17:00:00Z".parse::<Instant>().unwrap().plus_seconds(seconds)
}

/// The day in Hanoi.
fn day(at: Instant) -> Day {
    let days = at.seconds_since(midnight(0)).div_euclid(DAY);
    Day::from_ymd(2026, 7, 1).unwrap().plus_days(i32::try_from(days).unwrap())
}

fn is_new(at: Instant) -> bool {
    at >= midnight(0)
}

fn in_force(rule: &Rule, at: Instant) -> bool {
    rule.effective.from <= day(at) && rule.effective.until.is_none_or(|until| day(at) <= until)
}

/// Any instant within sixty days, and those around the midnight more often.
fn instant() -> impl Strategy<Value = i64> {
    prop_oneof![
        1 => prop::sample::select(vec![-DAY, -2, -1, 0, 1, DAY - 1, DAY]),
        1 => -2 * DAY..2 * DAY,
        2 => -60 * DAY..=60 * DAY,
    ]
}

/// What a rule speaks about, one matter for each of its scopes.
fn matters(rule: &Rule) -> impl Iterator<Item = Matter<'_>> {
    rule.on.iter().map(|scope| Matter {
        info: scope.info.first().copied(),
        requester: scope.requester.first().copied(),
        stage: scope.stage.first().copied(),
        instance: scope.instance.first().copied(),
        traits: scope.with,
        ..Matter::of(scope.subject)
    })
}

/// What happens in a case, one after the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Happens {
    InquiryServed,
    MinutesMade,
    FreezeIssued,
    Frozen,
    GroundToLift,
    GroundsComplete,
    DeductionServed,
    FlagReceived,
    ClaimReceived,
    ComplaintReceived,
    ComplaintAccepted,
    ReleaseServed,
}

use Happens as H;

/// What starts by the old law, and by the new one. Rows of the circular and service
/// targets count under both.
const EVENTS: [(Happens, &[&str], &[&str]); 12] = [
    (H::InquiryServed, &["C6.1", "O03", "T01"], &["C6.1", "N06", "T01"]),
    (H::MinutesMade, &["O09", "O10", "O11", "T03", "T08"], &["N12", "N13", "N14", "T03", "T08"]),
    (H::FreezeIssued, &["O10", "O12", "T03"], &["N03", "N12", "T03"]),
    (H::Frozen, &["T12"], &["N02", "T12"]),
    (H::GroundToLift, &["O14", "T10"], &["N17"]),
    (H::GroundsComplete, &[], &["N15"]),
    (H::DeductionServed, &["O13", "T04"], &["N03", "N16", "T04"]),
    (H::FlagReceived, &["T13"], &["T13"]),
    (H::ClaimReceived, &["T14"], &["T14"]),
    (H::ComplaintReceived, &[], &["N23.a"]),
    (H::ComplaintAccepted, &["O20.c"], &["N24.c"]),
    (H::ReleaseServed, &["T05"], &["N03", "T05"]),
];

/// A limit of either side that runs or ran.
#[derive(Clone, Debug)]
struct Started {
    id: Uuid,
    rule: RuleId,
    start: Instant,
}

/// A case of An, who owes a hundred million, and what is done in it.
struct World {
    facts: Facts,
    ids: Ids,
    case: CaseId,
    payee: PayeeId,
    freeze: InstrumentId,
    complaint: ObjectionId,
}

impl World {
    /// Opened days before, so that the receiving account may be used.
    fn before(first: Instant) -> Self {
        let nobody = Uuid::nil();
        let mut world = Self {
            facts: Facts::default(),
            ids: Ids::default(),
            case: CaseId(nobody),
            payee: PayeeId(nobody),
            freeze: InstrumentId(nobody),
            complaint: ObjectionId(nobody),
        };
        let opened = first.plus_seconds(-5 * DAY);
        let mut content = Box::new(content::case("12/2026", people::user("saomai").unwrap()));
        content.decision.day = day(opened);
        content.judgment.day = day(opened);
        world.case = world.done(opened, OFFICER, C::OpenCase { content }).into();
        let content = Box::new(content::payee());
        let payee = world.done(opened, "accountant:hoangyen", C::ProposePayee { content });
        world.payee = PayeeId(payee);
        world.done(opened, "head:tungbach", C::ApprovePayee { payee: world.payee });
        world
    }

    fn act(&mut self, at: Instant, who: &str, command: C) -> Result<Done, Refusal> {
        let actor = people::actor(who).unwrap();
        let envelope = Envelope { actor, key: None, arrived: at, expected: None, command };
        self.facts.open_orders.entry(self.case).or_default();
        let mut cx = Context { now: at, ids: &mut self.ids, rules: &RULES };
        match run(&mut self.facts, &envelope, &mut cx) {
            Reply::Done(done) => Ok(done),
            Reply::Refused(refusal) => Err(refusal),
        }
    }

    fn done(&mut self, at: Instant, who: &str, command: C) -> Uuid {
        self.act(at, who, command).unwrap().subject
    }

    fn happens(&mut self, what: Happens, at: Instant) {
        match what {
            H::InquiryServed => {
                let asked = vec![content::request(InfoType::Account)];
                let content = Box::new(content::inquiry(asked, vec![bank("VCB")]));
                self.done(at, OFFICER, C::FileInquiry { case: self.case, content });
            }
            H::MinutesMade => self.freeze = self.frozen_by(at, None),
            H::FreezeIssued => self.freeze = self.frozen_by(at, Some(day(at))),
            H::Frozen => self.answered(at),
            H::GroundToLift => self.ground_to_lift(at),
            H::GroundsComplete => assert_eq!(self.complete(at), is_new(at)),
            H::DeductionServed => {
                let hold = self.ledger().holds[0].id;
                let lines = vec![DeductLine::Held { hold, amount: Money::vnd(1_000_000) }];
                let (payee, identity) = (self.payee, Identity::new("document_seen", None));
                self.order(at, Order::Deduct { payee, identity, lines });
            }
            H::FlagReceived => drop(self.objected(at, ObjectionKind::Flag)),
            H::ClaimReceived => drop(self.objected(at, ObjectionKind::Claim)),
            H::ComplaintReceived => self.complaint = self.objected(at, ObjectionKind::Complaint),
            H::ComplaintAccepted => {
                let (case, objection) = (self.case, self.complaint);
                self.done(at, HEAD, C::AcceptObjection { case, objection });
            }
            H::ReleaseServed => {
                let freeze = self.ledger().freezes[1].item;
                let lines = vec![ReleaseLine { freeze, hold: None, amount: None }];
                self.order(at, Order::Release { ground: "other".to_owned(), arose_at: at, lines });
            }
        }
    }

    fn order(&mut self, at: Instant, order: Order) -> InstrumentId {
        self.order_of(at, Some(day(at)), order)
    }

    /// Filed and issued at once, by a decision of a day or without one yet.
    fn order_of(&mut self, at: Instant, decided: Option<Day>, order: Order) -> InstrumentId {
        let mut content = Box::new(content::order("", order));
        content.decision = decided.map(|day| self.decision(day));
        InstrumentId(self.done(at, OFFICER, C::FileOrder { case: self.case, content }))
    }

    fn decision(&mut self, day: Day) -> Numbered {
        Numbered { number: format!("{}/QĐ-THADS", self.ids.next_id()), day }
    }

    /// A freeze of all that is owed; by minutes, and at another bank, if no day of a
    /// decision is said.
    fn frozen_by(&mut self, at: Instant, decided: Option<Day>) -> InstrumentId {
        let (owed, urgent) = (Money::vnd(100_000_000), decided.is_none());
        let institution = bank(if urgent { "TCB" } else { "VCB" });
        let place = FreezeAt { institution, accounts: Vec::new() };
        self.order_of(at, decided, Order::Freeze { owed, parts: None, urgent, at: vec![place] })
    }

    /// The decision that confirms minutes.
    fn confirmed(&mut self, at: Instant, decided: Day) {
        let (instrument, decision) = (self.freeze, self.decision(decided));
        self.done(at, HEAD, C::ConfirmFreeze { instrument, decision });
    }

    /// The last freeze catches forty million.
    fn answered(&mut self, at: Instant) {
        let freeze = self.ledger().freezes.last().unwrap();
        let (demand, item) = (freeze.demand, freeze.item);
        let at_vcb = freeze.institution == bank("VCB");
        let who = if at_vcb { "bank_system:VCB" } else { "bank_system:TCB" };
        let number = AccountNumber::parse("0071001234500").unwrap();
        let frozen = Money::vnd(40_000_000);
        let accounts = vec![FrozenAccount::plain(number, AccountKind::Payment, frozen)];
        let answers = vec![ItemAnswer::new(item, Outcome::Frozen { accounts })];
        self.done(at, who, C::SubmitAnswer { demand, answers });
    }

    fn ground_to_lift(&mut self, at: Instant) {
        let (case, instrument, ground) = (self.case, self.freeze, "other".to_owned());
        self.done(at, OFFICER, C::RecordLiftGround { case, instrument, at, ground });
    }

    /// Whether the grounds for coercion can be said to be complete: the old law knows
    /// no limit from then.
    fn complete(&mut self, at: Instant) -> bool {
        let (case, instrument) = (self.case, self.freeze);
        match self.act(at, OFFICER, C::CompleteGrounds { case, instrument, at }) {
            Ok(_) => true,
            Err(Refusal::DayInvalid { .. }) => false,
            Err(why) => panic!("{why:?}"),
        }
    }

    fn objected(&mut self, at: Instant, kind: ObjectionKind) -> ObjectionId {
        let content = Box::new(ObjectionContent {
            kind,
            stage: Stage::Security,
            by: Objector {
                name: "An".to_owned(), capacity: "người phải thi hành án".to_owned()
            },
            about: vec![self.freeze],
            holds: Vec::new(),
            ground: "wrong_person".to_owned(),
            text: format!("Đơn {kind:?}"),
            channel: Channel::ByHand,
            received_at: at,
            knew_at: None,
        });
        let case = self.case;
        let done = self.act(at, "clerk:tuongvi", C::RecordObjection { case, content });
        ObjectionId(done.unwrap().other.unwrap())
    }

    fn ledger(&self) -> &Ledger {
        self.facts.ledgers.get(self.case).unwrap()
    }

    /// Every limit there is: duties of the office and clocks of banks.
    fn limits(&self) -> Vec<Started> {
        let duties = self.facts.ledgers.iter().flat_map(|ledger| &ledger.duties);
        let duties = duties.map(|one| (one.id.0, one.rule.clone(), one.start));
        let clocks = self.facts.demands.iter().flat_map(|demand| &demand.clocks);
        let clocks = clocks.map(|one| (one.id.0, one.rule.clone(), one.start));
        duties.chain(clocks).map(|(id, rule, start)| Started { id, rule, start }).collect()
    }

    /// By which rules a duty about the last freeze is owed.
    fn owed(&self, kind: DutyKind) -> Vec<&str> {
        let of_it = self.ledger().open_duties(kind).filter(|one| one.about == Some(self.freeze));
        of_it.map(|duty| duty.rule.as_str()).collect()
    }
}

const OFFICER: &str = "officer:saomai";
const HEAD: &str = "head:daiduong";

fn bank(code: &str) -> InstitutionId {
    people::institution(code).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Every row of the book, for what it is about: it starts on the days on which it
    /// is in force, and on no other.
    #[test]
    fn a_rule_starts_on_the_days_of_its_law(at in instant()) {
        let (at, law) = (midnight(at), &RULES.law);
        for rule in law.book().rules() {
            for matter in matters(rule) {
                let started = law.book().applicable(&matter, rule.starts, at, Zone::HANOI);
                let starts = started.iter().any(|one| std::ptr::eq(*one, rule));
                prop_assert_eq!(starts, in_force(rule, at), "{} on {}", &rule.id, day(at));
                prop_assert!(started.iter().all(|one| in_force(one, at)), "{}", &rule.id);
            }
            let Some(kind) = rule.duty else { continue };
            let owed = law.duty_limits(kind, rule.starts, at, None);
            let starts = owed.iter().any(|(id, ..)| *id == rule.id);
            prop_assert_eq!(starts, in_force(rule, at), "{} on {}", &rule.id, day(at));
        }
    }

    /// A case through all of it, at any instants one after the other: what starts is
    /// of the day on which it starts, whatever came before.
    #[test]
    fn each_event_starts_the_limits_of_its_day(
        times in prop::collection::vec(instant(), EVENTS.len()),
    ) {
        let mut times: Vec<Instant> = times.into_iter().map(midnight).collect();
        times.sort_unstable();
        let mut world = World::before(times[0]);
        let mut decided = times[0];
        for (at, (what, old, new)) in times.into_iter().zip(EVENTS) {
            let before: BTreeSet<Uuid> = world.limits().iter().map(|one| one.id).collect();
            world.happens(what, at);
            let mut started = world.limits();
            started.retain(|one| !before.contains(&one.id));
            let mut rules: Vec<&str> = started.iter().map(|one| one.rule.as_str()).collect();
            rules.sort_unstable();
            let mut expected = if is_new(at) { new } else { old }.to_vec();
            if what == H::FreezeIssued {
                decided = at;
            }
            // Nothing is to be stated of what the old law counts from the decision.
            if what == H::Frozen && is_new(decided) {
                expected.push("T24");
            }
            prop_assert_eq!(rules, expected, "{:?} on {}", what, day(at));
            for Started { rule, start, .. } in &started {
                let found = RULES.law.book().in_force(rule, day(*start));
                prop_assert!(found.is_some(), "{} is not in force on {}", rule, day(*start));
                // From the decision's own day, not from its hour.
                let from_day = matches!(rule.as_str(), "O12" | "N03");
                prop_assert_eq!(*start, if from_day { start_of(at) } else { at });
            }
        }
    }

    /// Ten days from the decision, or from complete grounds, which are to be stated:
    /// the day of the decision says which of the two, not the day on which it goes
    /// out or is carried out.
    #[test]
    fn a_freeze_is_coerced_by_the_law_of_its_decision(
        issued in instant(), days in 0_u8..4, until_frozen in 0..9 * DAY, until_complete in 0..9 * DAY,
    ) {
        let issued = midnight(issued);
        let decided = day(issued).plus_days(-i32::from(days));
        let mut world = World::before(issued);
        world.freeze = world.frozen_by(issued, Some(decided));
        let frozen = issued.plus_seconds(until_frozen);
        world.answered(frozen);
        let is_old = decided < day(midnight(0));
        let (coerce, state) = if is_old { (vec!["O12"], vec![]) } else { (vec![], vec!["T24"]) };
        prop_assert_eq!(world.owed(DutyKind::Coerce), coerce.clone(), "decided {}", decided);
        prop_assert_eq!(world.owed(DutyKind::StateGrounds), state, "decided {}", decided);
        // Grounds that are complete under the new law start its limit for both.
        let complete = frozen.plus_seconds(until_complete);
        prop_assert_eq!(world.complete(complete), is_new(complete));
        let added = is_new(complete).then_some("N15");
        let coerce: Vec<&str> = coerce.into_iter().chain(added).collect();
        prop_assert_eq!(world.owed(DutyKind::Coerce), coerce);
        prop_assert_eq!(world.owed(DutyKind::StateGrounds).is_empty(), is_old || is_new(complete));
    }

    /// Minutes are counted from when they were made, what follows them from the
    /// decision that confirms them. The bank answers after it.
    #[test]
    fn minutes_are_coerced_by_the_law_of_the_decision_after_them(
        made in instant(), until_confirmed in 0..DAY, of_the_eve in any::<bool>(),
    ) {
        let made = midnight(made);
        let confirmed = made.plus_seconds(until_confirmed);
        let decided = if of_the_eve { day(made) } else { day(confirmed) };
        let mut world = World::before(made);
        world.freeze = world.frozen_by(made, None);
        let minutes = if is_new(made) { "N13" } else { "O09" };
        prop_assert_eq!(world.owed(DutyKind::UrgentDecision), [minutes]);
        world.confirmed(confirmed, decided);
        prop_assert!(world.owed(DutyKind::UrgentDecision).is_empty());
        let is_old = decided < day(midnight(0));
        let coerce = if is_old { vec!["O12"] } else { vec![] };
        prop_assert_eq!(world.owed(DutyKind::Coerce), coerce, "decided {}", decided);
        world.answered(confirmed);
        prop_assert_eq!(world.owed(DutyKind::StateGrounds).is_empty(), is_old);
    }

    /// Three working days, or immediately with a target beside it: by the day of the
    /// ground, whichever law the freeze is of.
    #[test]
    fn a_freeze_is_lifted_by_the_law_of_the_ground(
        issued in instant(), until_ground in 0..60 * DAY,
    ) {
        let issued = midnight(issued);
        let mut world = World::before(issued);
        world.freeze = world.frozen_by(issued, Some(day(issued)));
        world.answered(issued);
        let ground = issued.plus_seconds(until_ground);
        world.ground_to_lift(ground);
        let lift = if is_new(ground) { vec!["N17"] } else { vec!["O14", "T10"] };
        prop_assert_eq!(world.owed(DutyKind::Lift), lift, "arose on {}", day(ground));
    }
}

/// Noon of a day of June or July 2026.
fn noon(month: i8, date: i8) -> Instant {
    let days = Day::from_ymd(2026, month, date).unwrap().days_since(day(midnight(0)));
    midnight(i64::from(days) * DAY + DAY / 2)
}

/// The midnight before, in Hanoi.
fn start_of(at: Instant) -> Instant {
    midnight(at.seconds_since(midnight(0)).div_euclid(DAY) * DAY)
}

#[test]
fn frozen_on_25_june_a_ground_of_5_july_gives_three_working_days() {
    let mut world = World::before(noon(6, 25));
    world.freeze = world.frozen_by(noon(6, 25), Some(day(noon(6, 25))));
    world.answered(noon(6, 25));
    assert_eq!(world.owed(DutyKind::Coerce), ["O12"]);
    world.ground_to_lift(noon(7, 5));
    assert_eq!(world.owed(DutyKind::Lift), ["N17"]);
}

#[test]
fn minutes_of_30_june_and_a_decision_of_1_july_wait_for_complete_grounds() {
    let mut world = World::before(noon(6, 30));
    world.freeze = world.frozen_by(noon(6, 30), None);
    assert_eq!(world.owed(DutyKind::UrgentDecision), ["O09"]);
    world.confirmed(noon(7, 1).plus_seconds(-1), day(noon(7, 1)));
    assert!(world.owed(DutyKind::Coerce).is_empty());
    assert!(world.complete(noon(7, 2)));
    assert_eq!(world.owed(DutyKind::Coerce), ["N15"]);
}
