//! The case, the demand and all the rest that everybody stands somewhere to.

use crate::command::orders::freeze;
use crate::command::requests::{claiming, request};
use crate::command::statements::statement;
use crate::command::{announced, held};
use crate::support::ids::Ids;
use crate::support::rows::Rows;
use crate::support::rules::Setup;
use crate::support::{content, people};
use engine::actor::{Actor, Seat, Who};
use engine::case::PartyRole;
use engine::command::{Command, Envelope};
use engine::context::{Context, Rules};
use engine::decide::Reply;
use engine::facts::Needs;
use engine::id::{
    AnnouncementId, CaseId, ClientId, DelegationId, DemandId, HeldId, InstrumentId, OutageId,
    PayeeId, RequestId, StatementId, UserId,
};
use engine::instrument::InfoType;
use engine::policy::Belongs;
use engine::request::AskerKind;
use engine::role::Role;
use engine::run::run;
use engine::time::{Instant, Zone};
use std::sync::LazyLock;
use uuid::Uuid;

/// Where somebody stands to a demand at VCB of a case of T01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Place {
    /// The officer of the case.
    Own,
    /// The same office.
    Office,
    /// The province above the office.
    Above,
    /// The ministry.
    Ministry,
    /// Another office of the province.
    Beside,
    /// Another province.
    Foreign,
    /// The bank asked.
    Bank,
    /// Another bank that was asked too.
    OtherBank,
    /// The whole country.
    Country,
}

pub(crate) const PLACES: [(Place, &str); 9] = [
    (Place::Own, "own"),
    (Place::Office, "office"),
    (Place::Above, "above"),
    (Place::Ministry, "ministry"),
    (Place::Beside, "beside"),
    (Place::Foreign, "foreign"),
    (Place::Bank, "bank"),
    (Place::OtherBank, "other-bank"),
    (Place::Country, "country"),
];

pub(crate) fn officer() -> UserId {
    people::user("saomai").unwrap()
}

/// Somebody of a role at a place, whether or not such a person may exist: the
/// table must hold for all.
pub(crate) fn actor(role: Role, place: Place) -> Actor {
    let agency = |code| Seat::Agency(people::agency(code).unwrap());
    let bank = |code| Seat::Institution(people::institution(code).unwrap());
    let stranger = Uuid::new_v5(&Uuid::NAMESPACE_OID, role.code().as_bytes());
    let who = match (role, place) {
        (Role::System, _) => Who::System,
        (Role::BankSystem, _) => Who::Client(ClientId(stranger)),
        (_, Place::Own) => Who::Person(officer()),
        _ => Who::Person(UserId(stranger)),
    };
    let seat = match place {
        Place::Own | Place::Office => agency("T01-01"),
        Place::Above => agency("T01"),
        Place::Ministry => agency("BTP"),
        Place::Beside => agency("T01-02"),
        Place::Foreign => agency("T79"),
        Place::Bank => bank("VCB"),
        Place::OtherBank => bank("ACB"),
        Place::Country => Seat::Country,
    };
    Actor { who, role, seat }
}

/// Nobody holds a role everywhere: machines have no office, banks no agency.
pub(crate) fn can_be(role: Role, place: Place) -> bool {
    let at_bank = matches!(place, Place::Bank | Place::OtherBank);
    match role {
        Role::System => place == Place::Country,
        role if role.is_of_institution() => at_bank,
        _ => !at_bank,
    }
}

static RULES: LazyLock<Rules> = LazyLock::new(|| Setup::default().rules());
pub(crate) static FIRST: LazyLock<World> = LazyLock::new(World::new);

/// The case and the demand that everybody stands somewhere to.
pub(crate) struct World {
    pub(crate) rules: &'static Rules,
    pub(crate) rows: Rows,
    pub(crate) ids: Ids,
    pub(crate) now: Instant,
    pub(crate) case: CaseId,
    pub(crate) instrument: InstrumentId,
    pub(crate) order: InstrumentId,
    pub(crate) payee: PayeeId,
    pub(crate) statement: StatementId,
    pub(crate) demand: DemandId,
    /// Recorded by the office, on paper.
    pub(crate) request: RequestId,
    /// Recorded by a bailiff there, for the office beside.
    pub(crate) asked: RequestId,
    /// Filed by the creditor's desk of VCB.
    pub(crate) claimed: RequestId,
    /// Delegated to the office by one in another province.
    pub(crate) offered: (CaseId, DelegationId),
    /// Rows that another system told the office wrong.
    pub(crate) held: HeldId,
    /// Recorded by the service, to be confirmed.
    pub(crate) outage: OutageId,
    pub(crate) announcement: AnnouncementId,
}

impl World {
    pub(crate) fn new() -> Self {
        let mut world = Self {
            rules: &RULES,
            rows: Rows::default(),
            ids: Ids::default(),
            now: "2026-11-20T02:00:00Z".parse().unwrap(),
            case: CaseId(Uuid::nil()),
            instrument: InstrumentId(Uuid::nil()),
            order: InstrumentId(Uuid::nil()),
            payee: PayeeId(Uuid::nil()),
            statement: StatementId(Uuid::nil()),
            demand: DemandId(Uuid::nil()),
            request: RequestId(Uuid::nil()),
            asked: RequestId(Uuid::nil()),
            claimed: RequestId(Uuid::nil()),
            offered: (CaseId(Uuid::nil()), DelegationId(Uuid::nil())),
            held: HeldId(Uuid::nil()),
            outage: OutageId(Uuid::nil()),
            announcement: AnnouncementId(Uuid::nil()),
        };
        let saomai = actor(Role::Officer, Place::Own);
        let mut content = Box::new(content::case("12/2026", officer()));
        let mut parties = content.parties.iter_mut();
        let creditor = parties.find(|one| one.role == PartyRole::Creditor).unwrap();
        creditor.institution = people::institution("VCB");
        world.run(saomai, Command::OpenCase { content });
        world.case = *world.rows.cases.keys().next().unwrap();
        let banks = ["VCB", "ACB"].map(|code| people::institution(code).unwrap());
        let items = vec![content::request(InfoType::Account)];
        let content = Box::new(content::inquiry(items, banks.to_vec()));
        let case = world.case;
        world.run(saomai, Command::FileInquiry { case, content });
        let vcb = people::institution("VCB").unwrap();
        let served = world.rows.demands.values();
        let demand = served.clone().find(|one| one.institution == vcb).unwrap();
        (world.demand, world.instrument) = (demand.id, demand.instrument);
        let content = Box::new(freeze("12/QĐ", vec![vcb]));
        world.run(saomai, Command::DraftOrder { case, content });
        let mut drafted = world.rows.instruments.values().filter(|one| one.kind.is_order());
        world.order = drafted.next().unwrap().id;
        let accountant = actor(Role::Accountant, Place::Office);
        world.run(accountant, Command::ProposePayee { content: Box::new(content::payee()) });
        world.payee = *world.rows.payees.keys().next().unwrap();
        let payee = world.payee;
        world.run(actor(Role::Head, Place::Office), Command::ApprovePayee { payee });
        world.run(accountant, statement(payee, "first"));
        world.statement = *world.rows.statements.keys().next().unwrap();
        world.request = world.requested(Role::Clerk, AskerKind::Creditor);
        world.asked = world.requested(Role::Bailiff, AskerKind::Bailiff);
        world.run(actor(Role::CreditorDesk, Place::Bank), claiming(world.case));
        let mut filed = world.rows.requests.values().filter(|one| one.institution.is_some());
        world.claimed = filed.next().unwrap().id;
        world.offered = world.delegated();
        world.run(actor(Role::Head, Place::Office), held());
        world.held = *world.rows.held.keys().next().unwrap();
        world.run_by_the_country();
        world
    }

    /// An outage that somebody else recorded, and an announcement.
    fn run_by_the_country(&mut self) {
        let (role, seat) = (Role::AdminNational, Seat::Country);
        let other = Who::Person(people::user("saomai").unwrap());
        let (from, to) = (self.now.plus_seconds(-60), self.now);
        let (reason, evidence) = ("Mất điện".to_owned(), None);
        let outage = Command::RecordOutage { from, to, reason, evidence };
        self.run(Actor { who: other, role, seat }, outage);
        self.outage = *self.rows.outages.keys().next().unwrap();
        self.run(Actor { who: other, role, seat }, announced(self.now));
        self.announcement = *self.rows.announcements.keys().next().unwrap();
    }

    /// A case of another province, delegated to the office.
    fn delegated(&mut self) -> (CaseId, DelegationId) {
        let binhminh = people::actor("officer:binhminh").unwrap();
        let content = content::case("21/2026", people::user("binhminh").unwrap());
        self.run(binhminh, Command::OpenCase { content: Box::new(content) });
        let case = self.rows.cases.keys().copied().find(|id| *id != self.case).unwrap();
        let day = Zone::HANOI.day_of(self.now);
        let to = people::agency("T01-01").unwrap();
        let content = Box::new(content::delegation(to, day));
        let head = people::actor("head:hongha").unwrap();
        self.run(head, Command::DelegateCase { case, content });
        let delegated = &self.rows.ledgers[&case].delegations;
        (case, delegated.first().unwrap().id)
    }

    /// A request recorded in the office.
    fn requested(&mut self, role: Role, kind: AskerKind) -> RequestId {
        self.run(actor(role, Place::Office), request(kind));
        let mut found = self.rows.requests.values().filter(|one| one.content.asker.kind == kind);
        found.next().unwrap().id
    }

    pub(crate) fn run(&mut self, actor: Actor, command: Command) -> Reply {
        let envelope = Envelope { actor, key: None, arrived: self.now, expected: None, command };
        let mut facts = self.rows.load(&Needs::of([&envelope]));
        let mut cx = Context { now: self.now, ids: &mut self.ids, rules: self.rules };
        let reply = run(&mut facts, &envelope, &mut cx);
        self.rows.save(facts);
        reply
    }

    /// What a root of the case is to the outside: with its institution where a
    /// command is about a demand.
    pub(crate) fn belongs(&self, at_bank: bool) -> Belongs<'static> {
        let case = Belongs::to_case(&self.rows.cases[&self.case].gate());
        if at_bank { case.addressed(people::institution("VCB").unwrap()) } else { case }
    }

    /// The same world, made once: one is needed for every cell of the table.
    pub(crate) fn again() -> Self {
        Self { rows: FIRST.rows.clone(), ids: FIRST.ids.clone(), ..*FIRST }
    }
}
