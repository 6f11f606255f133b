//! Who may do what: the whole table of roles, acts and relations, told into
//! `tests/tables/roles.txt`, and shown to be what `run` obeys (I-28, I-31).
//!
//! `UPDATE=1 cargo test -p engine --test roles` writes the table anew; its
//! difference is the change of the policy.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test stops at its first surprise"
)]

#[allow(dead_code, reason = "each test uses its part of what they share")]
mod support {
    pub(crate) mod content;
    pub(crate) mod ids;
    pub(crate) mod people;
    pub(crate) mod rows;
    pub(crate) mod rules;
}

use engine::actor::{Actor, Seat, Who};
use engine::clock::LateReason;
use engine::command::{Command, CommandKind, Entry, Envelope, HandingOver};
use engine::context::{Context, Rules};
use engine::decide::Reply;
use engine::demand::Channel;
use engine::execution::Instalment;
use engine::facts::Needs;
use engine::id::{
    AnswerId, CaseId, ClientId, ClockId, DemandId, DutyId, EpisodeId, ExtensionId, HoldId,
    InstitutionId, InstrumentId, ItemId, ObjectionId, OutageId, PayeeId, PostingId, RequestId,
    StatementId, TransferId, UserId,
};
use engine::instrument::{ContentHash, InfoType};
use engine::ledger::{
    Book, DecisionNotice, NotAccepted, ObjectionContent, ObjectionKind, Objector, ObligationEnd,
    Rate, Verdict,
};
use engine::money::{Currency, Money};
use engine::order::{FreezeAt, Numbered, Order, OrderContent};
use engine::policy::{self, Belongs, Permission, ReadKind, permission, permission_on_request};
use engine::request::AskerKind;
use engine::role::Role;
use engine::run::run;
use engine::statement::{FileHash, LineContent, Side, StatementContent};
use engine::time::{Day, Instant};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;
use support::ids::Ids;
use support::rows::Rows;
use support::rules::Setup;
use support::{content, people};
use uuid::Uuid;

/// Where somebody stands to a demand at VCB of a case of T01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
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

const PLACES: [(Place, &str); 9] = [
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

fn officer() -> UserId {
    people::user("saomai").unwrap()
}

/// Somebody of a role at a place, whether or not such a person may exist: the
/// table must hold for all.
fn actor(role: Role, place: Place) -> Actor {
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
fn can_be(role: Role, place: Place) -> bool {
    let at_bank = matches!(place, Place::Bank | Place::OtherBank);
    match role {
        Role::System => place == Place::Country,
        role if role.is_of_institution() => at_bank,
        _ => !at_bank,
    }
}

static RULES: LazyLock<Rules> = LazyLock::new(|| Setup::default().rules());
static FIRST: LazyLock<World> = LazyLock::new(World::new);

/// The case and the demand that everybody stands somewhere to.
struct World {
    rules: &'static Rules,
    rows: Rows,
    ids: Ids,
    now: Instant,
    case: CaseId,
    instrument: InstrumentId,
    order: InstrumentId,
    payee: PayeeId,
    statement: StatementId,
    demand: DemandId,
    /// Recorded by the office, on paper.
    request: RequestId,
    /// Recorded by a bailiff there, for the office beside.
    asked: RequestId,
}

impl World {
    fn new() -> Self {
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
        };
        let saomai = actor(Role::Officer, Place::Own);
        let content = Box::new(content::case("12/2026", officer()));
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
        world
    }

    /// A request recorded in the office.
    fn requested(&mut self, role: Role, kind: AskerKind) -> RequestId {
        self.run(actor(role, Place::Office), request(kind));
        let mut found = self.rows.requests.values().filter(|one| one.content.asker.kind == kind);
        found.next().unwrap().id
    }

    fn run(&mut self, actor: Actor, command: Command) -> Reply {
        let envelope = Envelope { actor, key: None, arrived: self.now, expected: None, command };
        let mut facts = self.rows.load(&Needs::of([&envelope]));
        let mut cx = Context { now: self.now, ids: &mut self.ids, rules: self.rules };
        let reply = run(&mut facts, &envelope, &mut cx);
        self.rows.save(facts);
        reply
    }

    /// What a root of the case is to the outside: with its institution where a
    /// command is about a demand.
    fn belongs(&self, at_bank: bool) -> Belongs<'static> {
        let case = Belongs::to_case(&self.rows.cases[&self.case].gate());
        if at_bank { case.addressed(people::institution("VCB").unwrap()) } else { case }
    }
}

/// A request recorded in the office T01-01: by its desk for itself, by a bailiff
/// there for the office beside.
fn request(kind: AskerKind) -> Command {
    let to = if kind == AskerKind::Bailiff { "T01-02" } else { "T01-01" };
    let content = content::measure(kind, people::agency(to).unwrap());
    Command::RecordRequest { content: Box::new(content), received: None }
}

/// The request that somebody of a role has to do with.
fn request_of(world: &World, role: Role) -> RequestId {
    if role == Role::Bailiff { world.asked } else { world.request }
}

/// Whether an act is on a request for a measure, and of whose.
fn on_request(world: &World, act: Act, actor: &Actor) -> Option<Permission> {
    let known = &world.rows.requests[&request_of(world, actor.role)];
    let (grants, belongs) = match act {
        Act::Do(kind @ CommandKind::RecordRequest) => {
            let belongs = Belongs { agency: actor.agency(), ..Belongs::default() };
            (policy::command_grants(kind), belongs)
        }
        Act::Do(kind) if kind.code().starts_with("request.") => {
            (policy::command_grants(kind), known.belongs_to(actor.role))
        }
        Act::Read(kind @ ReadKind::Requests) => {
            (policy::read_grants(kind), known.belongs_to(actor.role))
        }
        _ => return None,
    };
    Some(permission_on_request(actor, grants, &belongs, &world.rules.directory))
}

fn may(world: &World, act: Act, actor: &Actor) -> Permission {
    if let Some(found) = on_request(world, act, actor) {
        return found;
    }
    let (grants, belongs) = match act {
        // What does not exist yet belongs to whoever makes it.
        Act::Do(CommandKind::OpenCase) => {
            let belongs =
                Belongs { agency: actor.agency(), officer: Some(officer()), ..Belongs::default() };
            (policy::command_grants(CommandKind::OpenCase), belongs)
        }
        Act::Do(kind @ CommandKind::ProposePayee) => {
            let belongs = Belongs { agency: actor.agency(), ..Belongs::default() };
            (policy::command_grants(kind), belongs)
        }
        // A receiving account and its statements are the agency's, of no case.
        Act::Do(
            kind @ (CommandKind::ApprovePayee
            | CommandKind::RetirePayee
            | CommandKind::ImportStatement
            | CommandKind::ConfirmLine
            | CommandKind::AssignLine
            | CommandKind::DismissLine),
        ) => {
            let belongs = Belongs { agency: people::agency("T01-01"), ..Belongs::default() };
            (policy::command_grants(kind), belongs)
        }
        // An account is its institution's, of no case.
        Act::Do(kind @ CommandKind::ReportAccountCapture) => {
            let belongs = Belongs::default().addressed(people::institution("VCB").unwrap());
            (policy::command_grants(kind), belongs)
        }
        Act::Do(kind @ CommandKind::RecordOutage) => {
            (policy::command_grants(kind), Belongs::default())
        }
        Act::Do(kind) => {
            let about_demand = command(world, kind).demand().is_some();
            (policy::command_grants(kind), world.belongs(about_demand))
        }
        Act::Read(kind) => {
            let about_case = matches!(kind, ReadKind::Case | ReadKind::Inquiry);
            (policy::read_grants(kind), world.belongs(!about_case))
        }
    };
    permission(actor, grants, &belongs, &world.rules.directory)
}

/// A row of the table.
#[derive(Clone, Copy, Debug)]
enum Act {
    Do(CommandKind),
    Read(ReadKind),
}

impl Act {
    const fn code(self) -> &'static str {
        match self {
            Self::Do(kind) => kind.code(),
            Self::Read(kind) => kind.code(),
        }
    }

    fn all() -> impl Iterator<Item = Self> {
        let commands = CommandKind::ALL.iter().copied().map(Self::Do);
        commands.chain(ReadKind::ALL.into_iter().map(Self::Read))
    }
}

const HEAD: &str = "\
# Who may do what: every role at every place, for every command and read.
# Written by `UPDATE=1 cargo test -p engine --test roles`; do not edit.
#
# The act is about a demand at VCB of a case of the office T01-01, or about
# that case. Somebody may be: its officer (own), in the same office, in the
# province above, in the ministry, in an office beside, in another province
# (foreign); in the bank asked or in another bank; for the whole country.
#
# yes: may. forbidden: sees it and may not. Who is not named at a place does not
# even learn that it exists: not_found (I-28).
";

fn table(world: &World) -> String {
    let mut text = HEAD.to_owned();
    for act in Act::all() {
        writeln!(text, "\n{}", act.code()).unwrap();
        for (permission, word) in
            [(Permission::Granted, "yes"), (Permission::Forbidden, "forbidden")]
        {
            let who = holders(world, act, permission);
            if !who.is_empty() {
                writeln!(text, "    {word:<10} {who}").unwrap();
            }
        }
    }
    text
}

fn holders(world: &World, act: Act, wanted: Permission) -> String {
    let mut places: BTreeMap<Role, Vec<&str>> = BTreeMap::new();
    for role in Role::ALL.iter().copied() {
        for (place, word) in PLACES.into_iter().filter(|(place, _)| can_be(role, *place)) {
            if may(world, act, &actor(role, place)) == wanted {
                places.entry(role).or_default().push(word);
            }
        }
    }
    let words = places.iter().map(|(role, places)| format!("{role}: {}", places.join(", ")));
    words.collect::<Vec<_>>().join(" · ")
}

#[expect(clippy::disallowed_methods, reason = "a switch of the person who runs the test")]
fn updating() -> bool {
    std::env::var_os("UPDATE").is_some()
}

#[test]
fn the_table_of_roles_is_the_one_reviewed() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tables/roles.txt");
    let actual = table(&World::new());
    if updating() {
        fs::write(&path, &actual).unwrap();
    }
    let expected = fs::read_to_string(&path).unwrap();
    let differs = expected.lines().zip(actual.lines()).enumerate();
    let differs = differs.filter(|(_, (expected, actual))| expected != actual);
    for (at, (expected, actual)) in differs {
        println!("roles.txt:{}:\n  expected {expected}\n  happened {actual}", at + 1);
    }
    assert!(expected == actual, "if that is right: UPDATE=1 cargo test -p engine --test roles");
}

#[test]
fn a_foreign_object_is_never_forbidden_but_not_there() {
    let world = World::new();
    let foreign = [Place::Beside, Place::Foreign, Place::OtherBank];
    let made_anew = |act: &Act| {
        matches!(
            act,
            Act::Do(CommandKind::OpenCase | CommandKind::ProposePayee | CommandKind::RecordRequest)
        )
    };
    for act in Act::all().filter(|act| !made_anew(act)) {
        for role in Role::ALL.iter().copied() {
            for place in foreign.into_iter().filter(|place| can_be(role, *place)) {
                // What concerns everybody is foreign to nobody.
                let everybody = matches!(act, Act::Read(ReadKind::Directory | ReadKind::Law));
                let found = may(&world, act, &actor(role, place));
                let right = found == Permission::Unseen
                    || (everybody && found == Permission::Granted)
                    || is_national(act, role);
                assert!(right, "{} as {role} at {place:?}: {found:?}", act.code());
            }
        }
    }
}

/// Roles that are national wherever their holder sits.
fn is_national(act: Act, role: Role) -> bool {
    let grants = match act {
        Act::Do(kind) => policy::command_grants(kind),
        Act::Read(kind) => policy::read_grants(kind),
    };
    grants.contains(&(role, policy::Relation::Anywhere))
}

/// `run` obeys the table for every command: nobody gets further than it says,
/// and nobody is stopped by anything else first.
#[test]
fn every_command_asks_the_table_first() {
    for kind in CommandKind::ALL.iter().copied() {
        for role in Role::ALL.iter().copied() {
            for (place, _) in PLACES.into_iter().filter(|(place, _)| can_be(role, *place)) {
                let mut world = World::again();
                let actor = actor(role, place);
                let allowed = may(&world, Act::Do(kind), &actor);
                let before = world.rows.clone();
                let wanted =
                    on_requests(&world, role, kind).unwrap_or_else(|| command(&world, kind));
                let reply = world.run(actor, wanted);
                let code = match &reply {
                    Reply::Done(_) => "done",
                    Reply::Refused(refusal) => refusal.code(),
                };
                let expected: &[&str] = match allowed {
                    Permission::Granted => &[],
                    Permission::Forbidden => &["forbidden"],
                    // What is made anew names no object: there is nothing to hide.
                    Permission::Unseen
                        if matches!(
                            kind,
                            CommandKind::OpenCase
                                | CommandKind::ProposePayee
                                | CommandKind::RecordRequest
                        ) && actor.agency().is_none() =>
                    {
                        &["forbidden"]
                    }
                    Permission::Unseen => &["not_found"],
                };
                let told = matches!(code, "forbidden" | "not_found");
                let right = if expected.is_empty() { !told } else { expected.contains(&code) };
                assert!(right, "{} as {role} at {place:?}: {code}", kind.code());
                if told {
                    world.rows.refused.clear();
                    let mut before = before;
                    before.refused.clear();
                    assert!(world.rows == before, "{} changed something", kind.code());
                }
            }
        }
    }
}

impl World {
    /// The same world, made once: one is needed for every cell of the table.
    fn again() -> Self {
        Self { rows: FIRST.rows.clone(), ids: FIRST.ids.clone(), ..*FIRST }
    }
}

/// A command of each kind on the world's case, inquiry or demand. What it says
/// need not be right: permission comes before content.
fn command(world: &World, kind: CommandKind) -> Command {
    use CommandKind as K;
    let case = world.case;
    let written = || Box::new(content::case("13/2026", officer()));
    let asked = || Box::new(content::inquiry(Vec::new(), Vec::new()));
    let text = || "lý do".to_owned();
    let instrument = world.instrument;
    match kind {
        K::OpenCase => Command::OpenCase { content: written() },
        K::AmendCase => Command::AmendCase { case, content: written() },
        K::CloseCase => Command::CloseCase { case, reason: text() },
        K::DraftInquiry => Command::DraftInquiry { case, content: asked() },
        K::FileInquiry => Command::FileInquiry { case, content: asked() },
        K::EditInquiry => Command::EditInquiry { instrument, content: asked() },
        K::SubmitInquiry => Command::SubmitInquiry { instrument },
        K::ApproveInquiry => Command::ApproveInquiry { instrument, hash: ContentHash([0; 32]) },
        K::ReturnInquiry => Command::ReturnInquiry { instrument, reason: text() },
        K::IssueInquiry => Command::IssueInquiry { instrument },
        K::WithdrawInquiry => Command::WithdrawInquiry { instrument, reason: text() },
        K::RecordOutage => Command::RecordOutage {
            from: world.now.plus_seconds(-60),
            to: world.now,
            reason: text(),
        },
        kind => on_requests(world, Role::Officer, kind)
            .or_else(|| on_order(world, kind))
            .or_else(|| on_books(world, kind))
            .or_else(|| on_money(world, kind))
            .unwrap_or_else(|| on_demand(world, kind)),
    }
}

fn on_requests(world: &World, role: Role, kind: CommandKind) -> Option<Command> {
    use CommandKind as K;
    let (request, at) = (request_of(world, role), world.now);
    Some(match kind {
        K::RecordRequest if role == Role::Bailiff => self::request(AskerKind::Bailiff),
        K::RecordRequest => self::request(AskerKind::Creditor),
        K::HandOverRequest => {
            let how = HandingOver { channel: Channel::Electronic, at: None, proof: None };
            Command::HandOverRequest { request, how }
        }
        K::CompleteRequest => Command::CompleteRequest { request, at },
        K::DecideRequest => {
            let ruling = Box::new(content::ruling(true));
            Command::DecideRequest { request, ruling, case: None }
        }
        K::LinkRequest => Command::LinkRequest { request, case: world.case },
        K::WithdrawRequest => Command::WithdrawRequest { request, reason: "lý do".to_owned() },
        K::StrikeRequest => Command::StrikeRequest { request, term: DutyId(Uuid::nil()) },
        _ => return None,
    })
}

/// A freeze of all that An has at some institutions.
fn freeze(number: &str, institutions: Vec<InstitutionId>) -> OrderContent {
    let place = |institution| FreezeAt { institution, accounts: Vec::new() };
    let at = institutions.into_iter().map(place).collect();
    content::order(number, Order::Freeze { owed: Money::vnd(100_000_000), urgent: false, at })
}

fn on_order(world: &World, kind: CommandKind) -> Option<Command> {
    use CommandKind as K;
    let (case, instrument) = (world.case, world.order);
    let asked = || Box::new(freeze("13/QĐ", Vec::new()));
    let reason = "lý do".to_owned();
    Some(match kind {
        K::DraftOrder => Command::DraftOrder { case, content: asked() },
        K::FileOrder => Command::FileOrder { case, content: asked() },
        K::EditOrder => Command::EditOrder { instrument, content: asked() },
        K::SubmitOrder => Command::SubmitOrder { instrument },
        K::ApproveOrder => Command::ApproveOrder { instrument, hash: ContentHash([0; 32]) },
        K::ReturnOrder => Command::ReturnOrder { instrument, reason },
        K::IssueOrder => Command::IssueOrder { instrument },
        K::WithdrawOrder => Command::WithdrawOrder { instrument, reason },
        K::ConfirmFreeze => {
            let decision = Numbered { number: "14/QĐ".to_owned(), day: day() };
            Command::ConfirmFreeze { instrument, decision }
        }
        _ => return None,
    })
}

fn day() -> Day {
    Day::from_ymd(2026, 11, 20).unwrap()
}

fn on_books(world: &World, kind: CommandKind) -> Option<Command> {
    use CommandKind as K;
    let (case, day, amount) = (world.case, day(), Money::vnd(1));
    let text = || "lý do".to_owned();
    Some(match kind {
        K::PostEntry => {
            let entry = Entry::Charge(Book::Cost);
            Command::PostEntry { case, entry, amount, day, note: text() }
        }
        K::ReversePosting => {
            let posting = PostingId(Uuid::nil());
            Command::ReversePosting { case, posting, reason: text() }
        }
        K::SetInterest => Command::SetInterest { case, ppm: None, from: day },
        K::AccrueInterest => Command::AccrueInterest { case, to: day },
        K::SuspendInterest => Command::SuspendInterest { case, from: day, reason: text() },
        K::ResumeInterest => Command::ResumeInterest { case, to: day },
        K::RecordRate => {
            let (currency, source) = (Currency::USD, text());
            let rate = Rate { currency, per_million: 254_000_000, day, source };
            Command::RecordRate { case, rate }
        }
        K::EndObligation => {
            Command::EndObligation { case, how: ObligationEnd::Terminated, reason: text() }
        }
        K::ConfirmRemittance => {
            let transfer = TransferId(Uuid::nil());
            Command::ConfirmRemittance {
                case,
                transfer,
                amount,
                day,
                reference: text(),
                other_money: false,
            }
        }
        K::ReportShortfall => {
            let transfer = TransferId(Uuid::nil());
            Command::ReportShortfall { case, transfer, reason: text() }
        }
        K::ConfirmShortfall => {
            Command::ConfirmShortfall { case, transfer: TransferId(Uuid::nil()) }
        }
        K::PayBack => Command::PayBack { case, amount, day, note: text() },
        _ => return None,
    })
}

fn on_money(world: &World, kind: CommandKind) -> Option<Command> {
    use CommandKind as K;
    let (case, instrument, payee, at) = (world.case, world.order, world.payee, world.now);
    let text = || "lý do".to_owned();
    let duty = DutyId(Uuid::nil());
    Some(match kind {
        K::ProtectHold => {
            let (hold, amount) = (HoldId(Uuid::nil()), Money::vnd(1));
            Command::ProtectHold { case, hold, amount, ground: "minimum_living".to_owned() }
        }
        K::CompleteGrounds => Command::CompleteGrounds { case, instrument, at },
        K::RecordLiftGround => {
            Command::RecordLiftGround { case, instrument, at, ground: "paid".to_owned() }
        }
        K::RecordDecisionNotice => {
            let notice = DecisionNotice { at, channel: Channel::ByHand, proof: text() };
            Command::RecordDecisionNotice { case, notice }
        }
        K::ChooseLaw => {
            let law = "26/2008/QH12".to_owned();
            Command::ChooseLaw { case, instrument, law, reason: text() }
        }
        K::MeetDuty => Command::MeetDuty { case, duty, proof: text() },
        K::StrikeDuty => Command::StrikeDuty { case, duty, about: None },
        K::ReportInstalment => {
            Command::ReportInstalment { demand: world.demand, paid: instalment() }
        }
        K::ReportCapture => Command::ReportCapture {
            demand: world.demand,
            item: ItemId(Uuid::nil()),
            reference: text(),
            accounts: Vec::new(),
        },
        K::RecordObjection | K::RaiseFlag | K::ServeDebtorNotice => objecting(world, kind)?,
        K::AcceptObjection | K::RefuseObjection | K::DecideObjection | K::WithdrawObjection => {
            judging(world, kind)
        }
        K::ReportAccountCapture => Command::ReportAccountCapture {
            institution: people::institution("VCB").unwrap(),
            account: content::payee().account,
            amount: Money::vnd(1),
            reference: text(),
            at,
        },
        K::ProposePayee => Command::ProposePayee { content: Box::new(content::payee()) },
        K::ApprovePayee => Command::ApprovePayee { payee },
        K::RetirePayee => Command::RetirePayee { payee, reason: text() },
        _ => return on_statement(world, kind),
    })
}

/// One line that came in.
fn statement(payee: PayeeId, file: &str) -> Command {
    let line = LineContent {
        reference: "R1".to_owned(),
        text: String::new(),
        amount: 60,
        side: Side::Credit,
        booked: day(),
        value: day(),
        party: None,
        party_account: None,
        reverses: false,
    };
    let content = Box::new(StatementContent {
        account: None,
        currency: Currency::VND,
        opening: None,
        closing: None,
        lines: vec![line],
    });
    Command::ImportStatement { payee, file: FileHash::of(file.as_bytes()), content }
}

fn on_statement(world: &World, kind: CommandKind) -> Option<Command> {
    use CommandKind as K;
    let (statement, case, line) = (world.statement, world.case, 1);
    let transfer = TransferId(Uuid::nil());
    Some(match kind {
        K::ImportStatement => self::statement(world.payee, "second"),
        K::ConfirmLine => Command::ConfirmLine { statement, line, case, transfer },
        K::AssignLine => Command::AssignLine { statement, line, case, transfer },
        K::DismissLine => Command::DismissLine { statement, line, reason: "lý do".to_owned() },
        _ => return None,
    })
}

fn objecting(world: &World, kind: CommandKind) -> Option<Command> {
    use CommandKind as K;
    let (case, demand, at) = (world.case, world.demand, world.now);
    let text = || "lý do".to_owned();
    Some(match kind {
        K::RecordObjection => {
            let content = Box::new(ObjectionContent {
                kind: ObjectionKind::Flag,
                stage: engine::law::Stage::Security,
                by: Objector { name: text(), capacity: text() },
                about: Vec::new(),
                holds: Vec::new(),
                ground: "wrong_person".to_owned(),
                text: text(),
                channel: Channel::ByHand,
                received_at: at,
                knew_at: None,
            });
            Command::RecordObjection { case, content }
        }
        K::RaiseFlag => {
            let (item, ground) = (ItemId(Uuid::nil()), "wrong_person".to_owned());
            Command::RaiseFlag { demand, item, ground, text: text() }
        }
        K::ServeDebtorNotice => {
            let (instrument, channel) = (world.order, Channel::ByHand);
            Command::ServeDebtorNotice { case, instrument, at, channel, proof: text() }
        }
        _ => return None,
    })
}

fn judging(world: &World, kind: CommandKind) -> Command {
    use CommandKind as K;
    let (case, objection) = (world.case, ObjectionId(Uuid::nil()));
    let reason = "lý do".to_owned();
    match kind {
        K::AcceptObjection => Command::AcceptObjection { case, objection },
        K::RefuseObjection => {
            Command::RefuseObjection { case, objection, why: NotAccepted::NoStanding, reason }
        }
        K::DecideObjection => {
            Command::DecideObjection { case, objection, verdict: Verdict::Rejected, reason }
        }
        _ => Command::WithdrawObjection { case, objection, reason },
    }
}

fn on_demand(world: &World, kind: CommandKind) -> Command {
    use CommandKind as K;
    let demand = world.demand;
    let at = world.now;
    let text = || "lý do".to_owned();
    let item = ItemId(Uuid::nil());
    match kind {
        K::RecordReceipt => Command::RecordReceipt {
            items: Vec::new(),
            demand,
            channel: Channel::Post,
            evidenced_at: at,
            proof: text(),
        },
        K::Acknowledge => Command::Acknowledge { demand },
        K::Ask => Command::Ask { demand, items: Vec::new(), text: text() },
        K::Reply => Command::Reply { demand, text: text() },
        K::Urge => Command::Urge { demand, text: text() },
        K::DisputeItem => Command::DisputeItem { demand, item, reason: text() },
        K::WithdrawItems => Command::WithdrawItems { demand, items: vec![item], reason: text() },
        kind => on_answer(demand, kind).unwrap_or_else(|| on_time(demand, at, kind)),
    }
}

fn on_answer(demand: DemandId, kind: CommandKind) -> Option<Command> {
    use CommandKind as K;
    let answers = Vec::new();
    let hash = ContentHash([0; 32]);
    Some(match kind {
        K::SaveDraft => Command::SaveDraft { demand, answers },
        K::ReturnDraft => Command::ReturnDraft { demand, reason: "lý do".to_owned() },
        K::SubmitDraft => Command::SubmitDraft { demand, hash },
        K::SubmitAnswer => Command::SubmitAnswer { demand, answers },
        K::CorrectAnswer => Command::CorrectAnswer {
            demand,
            item: ItemId(Uuid::nil()),
            replaces: AnswerId(Uuid::nil()),
            body: Box::new(content::ambiguous()),
        },
        _ => return None,
    })
}

fn on_time(demand: DemandId, at: Instant, kind: CommandKind) -> Command {
    use CommandKind as K;
    let text = || "lý do".to_owned();
    let item = ItemId(Uuid::nil());
    let clock = ClockId(Uuid::nil());
    match kind {
        K::RequestExtension => {
            Command::RequestExtension { demand, item, until: at, reason: text() }
        }
        K::DecideExtension => Command::DecideExtension {
            demand,
            extension: ExtensionId(Uuid::nil()),
            grant: true,
            decision: text(),
        },
        K::OpenDelay => Command::OpenDelay { demand, clock, reasons: text() },
        K::ExplainEpisode => Command::ExplainEpisode {
            demand,
            episode: EpisodeId(Uuid::nil()),
            reason: LateReason::Asker,
            note: text(),
        },
        K::ExcuseClock => {
            Command::ExcuseClock { demand, clock, outage: OutageId(Uuid::nil()), from: at, to: at }
        }
        K::ReviseClock => Command::ReviseClock { demand, clock },
        kind => {
            assert_eq!(kind, K::StrikeClock, "a new kind of command needs a line here");
            Command::StrikeClock { demand, clock }
        }
    }
}

/// A month of an income, of an order that nobody wrote.
fn instalment() -> Instalment {
    Instalment {
        item: ItemId(Uuid::nil()),
        month: "2026-11".parse().unwrap(),
        amount: Money::vnd(1),
        reference: "LG1".to_owned(),
        value_day: Day::from_ymd(2026, 11, 20).unwrap(),
    }
}
