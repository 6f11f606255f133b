//! A store with the shipped rules and people, on either engine, and an officer
//! who files.

use engine::actor::{Actor, Seat, Who};
use engine::answer::{Outcome, Scope};
use engine::asking::Reasons;
use engine::calendar::Calendars;
use engine::case::{
    CaseContent, Category, Conditions, Document, ObligationKind, ObligationLine, Party, PartyKind,
    PartyRole,
};
use engine::command::{Command, Envelope};
use engine::context::{Directory, Rules};
use engine::decide::{Done, Reply};
use engine::demand::Channel;
use engine::demand::ItemAnswer;
use engine::directory::{self, Home as Place, InstitutionCode, Source, Sources, User, Username};
use engine::facts::Outage;
use engine::id::{
    AgencyId, CaseId, ClientId, ClockId, DemandId, InstitutionId, InstrumentId, OutageId, PartyId,
};
use engine::identity::{Identifier, IdentifierKind, PersonName};
use engine::inforce::{Grounds, Law};
use engine::instrument::{Content, ContentHash, InfoRequest, InfoType, InquiryContent, Requester};
use engine::law::LawBook;
use engine::money::Money;
use engine::order::{FreezeAt, Order, OrderContent};
use engine::policy::Policy;
use engine::role::Role;
use engine::time::{Clock, Day, Instant};
use notifier::{
    Composer, Digester, MailSettings, Memory, Settings, Target, TextTarget, Texts, Transport,
    Worker,
};
use std::path::PathBuf;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, LazyLock};
use store::outbox::Outbox;
use store::reference::Registry;
use store::testing::{self, Seed};
use store::{Options, Store, Vault};
use testkit::postgres::FreshDatabase;
use uuid::Uuid;

macro_rules! config {
    ($path:literal) => {
        include_str!(concat!("../../../../config/", $path))
    };
}

/// The ladders' file, for those who read its codes.
pub(crate) const LADDERS: &str = config!("law/ladders.toml");

const LAW: &[(&str, &str)] = &[
    ("circular-02-2014.toml", config!("law/circular-02-2014.toml")),
    ("ladders.toml", LADDERS),
    ("law-106-2025.toml", config!("law/law-106-2025.toml")),
    ("law-old.toml", config!("law/law-old.toml")),
    ("targets.toml", config!("law/targets.toml")),
];

macro_rules! file {
    ($name:literal) => {
        Source { name: $name, text: config!($name) }
    };
}

static DIRECTORY: LazyLock<directory::Directory> = LazyLock::new(|| {
    let sources = Sources {
        agencies: &[file!("directory/agencies.csv"), file!("directory/regions.csv")],
        institutions: &[file!("directory/institutions.csv")],
        branches: &[],
        users: &[file!("directory/demo-users.csv")],
    };
    directory::read(sources, &directory::Directory::default()).unwrap()
});

/// Names and numbers that no mail may show (I-32).
pub(crate) const CANARIES: [&str; 6] =
    ["Chim Hoàng Yến", "079185001234", "125/QĐ-THADS", "98.765.432", "98765432", "Mục đích canary"];

/// A clock moved by hand.
pub(crate) struct Hand(AtomicI64);

impl Hand {
    pub(crate) fn set(&self, at: Instant) {
        self.0.store(at.micros(), Ordering::SeqCst);
    }
}

impl Clock for Hand {
    fn now(&self) -> Instant {
        Instant::from_micros(self.0.load(Ordering::SeqCst))
    }
}

enum Home {
    Folder(PathBuf),
    Database { _guard: Box<FreshDatabase> },
}

impl Drop for Home {
    fn drop(&mut self) {
        if let Self::Folder(folder) = self {
            // Left-overs in the temporary folder fail no test.
            let _ = std::fs::remove_dir_all(folder);
        }
    }
}

/// A node: a store opened on the world's database, with all that notifies.
pub(crate) struct Node {
    pub(crate) outbox: Outbox,
    pub(crate) worker: Worker,
    pub(crate) digester: Digester,
}

pub(crate) struct World {
    pub(crate) node: Node,
    pub(crate) clock: Arc<Hand>,
    pub(crate) memory: Memory,
    pub(crate) case: CaseId,
    url: String,
    /// Last: the database goes when nobody uses it any more.
    _home: Home,
}

/// Tells the same story on both engines.
pub(crate) async fn on_both<F: Future<Output = ()>>(story: impl Fn(World) -> F) {
    story(World::sqlite()).await;
    story(World::postgres()).await;
}

pub(crate) fn at(text: &str) -> Instant {
    format!("{text}:00+07:00").parse().unwrap()
}

pub(crate) fn settings() -> Settings {
    Settings::parse(config!("notices.toml")).unwrap()
}

pub(crate) fn composer() -> Composer {
    let settings = MailSettings {
        from: "Attaché <no-reply@attache.example>".to_owned(),
        base_url: "https://attache.example".to_owned(),
        target: Target::Folder { path: PathBuf::new() },
    };
    Composer::new(&settings).unwrap()
}

/// Text messages by a gateway: they are among the mails.
fn texts(transport: &Transport) -> Texts {
    let target = TextTarget::Mail { domain: "sms.example".to_owned() };
    Texts::new(&target, &composer(), transport)
}

pub(crate) fn user(name: &str) -> &'static User {
    let name = Username::parse(name).unwrap();
    DIRECTORY.users.get(&name).unwrap()
}

fn institution(code: &str) -> InstitutionId {
    InstitutionCode::parse(code).unwrap().derived_id()
}

fn national(name: &str) -> Actor {
    let who = Who::Person(user(name).id);
    Actor { who, role: Role::AdminNational, seat: Seat::Country }
}

fn officer() -> Actor {
    let user = user("saomai");
    Actor {
        who: Who::Person(user.id),
        role: Role::Officer,
        seat: Seat::Agency(agency_of(user).unwrap()),
    }
}

fn agency_of(user: &User) -> Option<AgencyId> {
    match &user.home {
        Place::Agency(code) => DIRECTORY.agencies.get(code).map(|agency| agency.id),
        Place::Institution(_) | Place::Nation => None,
    }
}

impl World {
    pub(crate) fn sqlite() -> Self {
        let folder = std::env::temp_dir().join(format!("notifier-{}", testkit::random_word()));
        std::fs::create_dir(&folder).unwrap();
        let url = format!("sqlite:{}", folder.join("a.db").display());
        Self::open(url, Home::Folder(folder))
    }

    pub(crate) fn postgres() -> Self {
        let guard = testkit::postgres::shared().unwrap().fresh_database().unwrap();
        // The tests' server is fast and forgetful; a store insists on durable.
        let url = format!("{}?options=-csynchronous_commit%3Don", guard.url());
        Self::open(url, Home::Database { _guard: Box::new(guard) })
    }

    fn open(url: String, home: Home) -> Self {
        Store::migrate(&url.parse().unwrap()).unwrap();
        let start = at("2026-10-05T08:30"); // A Monday.
        let clock = Arc::new(Hand(AtomicI64::new(start.micros())));
        let memory = Memory::default();
        let node = node(&url, &clock, &Transport::Memory(memory.clone()));
        people(Seed(node.outbox.store()));
        let mut world = Self { node, clock, memory, case: CaseId(Uuid::nil()), url, _home: home };
        world.case = world.open_case("2026/TEST-1");
        world
    }

    /// The same world, where new demands are told of together.
    pub(crate) fn bundling(self, seconds: i64) -> Self {
        let Node { outbox, digester, .. } = self.node;
        let outbox = outbox.bundling(seconds);
        let post = Transport::Memory(self.memory.clone());
        let ways = (post.clone(), texts(&post));
        let worker = Worker::new(outbox.clone(), composer(), ways, &settings());
        Self { node: Node { outbox, worker, digester }, ..self }
    }

    /// Another node on the same database and clock.
    pub(crate) fn another_node(&self) -> Node {
        node(&self.url, &self.clock, &Transport::Memory(self.memory.clone()))
    }

    /// A worker that sends by something else.
    pub(crate) fn worker_by(&self, transport: &Transport) -> Worker {
        let ways = (transport.clone(), texts(transport));
        Worker::new(self.node.outbox.clone(), composer(), ways, &settings())
    }

    pub(crate) fn store(&self) -> &Store {
        self.node.outbox.store()
    }

    pub(crate) fn seed(&self) -> Seed<'_> {
        Seed(self.store())
    }

    pub(crate) fn number(&self, sql: &str) -> i64 {
        self.seed().number(sql).unwrap()
    }

    pub(crate) fn pass(&self, seconds: i64) {
        self.clock.set(self.clock.now().plus_seconds(seconds));
    }

    /// The officer of the case.
    #[expect(clippy::unused_self, reason = "of this world")]
    pub(crate) fn officer(&self) -> Actor {
        officer()
    }

    /// An inquiry filed through another node.
    pub(crate) fn file_on(&self, node: &Node, codes: &[&str]) {
        let content = Box::new(inquiry(codes, false));
        let command = Command::FileInquiry { case: self.case, content };
        self.execute_on(node.outbox.store(), officer(), command);
    }

    fn execute(&self, actor: Actor, command: Command) -> Done {
        self.execute_on(self.store(), actor, command)
    }

    fn execute_on(&self, store: &Store, actor: Actor, command: Command) -> Done {
        let envelope =
            Envelope { actor, key: None, arrived: self.clock.now(), expected: None, command };
        // A test's own thread drives the runtime and may not wait for a lane.
        let outcome = std::thread::scope(|scope| {
            let waiting = scope.spawn(|| store.execute_blocking(envelope));
            waiting.join().unwrap()
        });
        match outcome.unwrap().reply.unwrap() {
            Reply::Done(done) => done,
            Reply::Refused(refusal) => panic!("refused: {refusal}"),
        }
    }

    pub(crate) fn open_case(&self, number: &str) -> CaseId {
        let content = Box::new(case_content(number));
        CaseId(self.execute(officer(), Command::OpenCase { content }).subject)
    }

    /// A freeze by minutes at institutions: filed, approved, out.
    pub(crate) fn freeze_by_minutes(&self, codes: &[&str]) -> InstrumentId {
        let at = |code: &&str| FreezeAt { institution: institution(code), accounts: Vec::new() };
        let content = OrderContent {
            debtor: party_id("Chim Hoàng Yến"),
            decision: None,
            legal_basis: "Luật Thi hành án dân sự 106/2025/QH15, Điều 67 khoản 4".to_owned(),
            sealed_to: Vec::new(),
            order: Order::Freeze {
                owed: Money::vnd(1_000_000),
                parts: None,
                urgent: true,
                at: codes.iter().map(at).collect(),
            },
        };
        let hash = ContentHash::of(&Content::Order(content.clone()));
        let (case, content) = (self.case, Box::new(content));
        let filed = self.execute(officer(), Command::FileOrder { case, content });
        let instrument = InstrumentId(filed.subject);
        let head = Actor { who: Who::Person(user("daiduong").id), role: Role::Head, ..officer() };
        self.execute(head, Command::ApproveOrder { instrument, hash });
        self.execute(officer(), Command::IssueOrder { instrument });
        instrument
    }

    /// An inquiry about accounts and transactions to institutions.
    pub(crate) fn file(&self, codes: &[&str], interim: bool) -> (InstrumentId, Vec<DemandId>) {
        let content = Box::new(inquiry(codes, interim));
        let case = self.case;
        let done = self.execute(officer(), Command::FileInquiry { case, content });
        let served = done.served.unwrap();
        (InstrumentId(done.subject), served.iter().map(|(demand, _)| *demand).collect())
    }

    /// An inquiry in a case of its own.
    pub(crate) fn file_in(&self, number: &str, codes: &[&str]) {
        let (case, content) = (self.open_case(number), Box::new(inquiry(codes, false)));
        self.execute(officer(), Command::FileInquiry { case, content });
    }

    /// An inquiry sealed to named readers, drafted and laid before the head.
    pub(crate) fn submit(&self, codes: &[&str], readers: &[&str]) {
        let sealed_to = readers.iter().map(|name| user(name).id).collect();
        let content = Box::new(InquiryContent { sealed_to, ..inquiry(codes, false) });
        let case = self.case;
        let draft = self.execute(officer(), Command::DraftInquiry { case, content });
        let instrument = InstrumentId(draft.subject);
        self.execute(officer(), Command::SubmitInquiry { instrument });
    }

    /// Somebody gives up every seat and stays a person here.
    pub(crate) fn leave(&self, name: &str) {
        for seat in self.store().seats_of(user(name).id).unwrap() {
            assert!(self.store().set_seat_active(seat.id, false).unwrap());
        }
    }

    pub(crate) fn now(&self) -> Instant {
        self.clock.now()
    }

    /// An administrator records that the service was down, another confirms it.
    pub(crate) fn outage(&self, from: &str, to: &str) {
        let outage = self.outage_recorded(from, to);
        self.execute(national("saomai"), Command::ConfirmOutage { outage });
    }

    /// An administrator records that the service was down.
    pub(crate) fn outage_recorded(&self, from: &str, to: &str) -> OutageId {
        let (from, to, reason) = (at(from), at(to), "mất điện".to_owned());
        let outage = Command::RecordOutage { from, to, reason, evidence: None };
        self.execute(national("phonglan"), outage).subject.into()
    }

    /// A bank's program finds nothing for all that a demand asks; its request
    /// had arrived then.
    pub(crate) async fn answer(&self, code: &str, demand: DemandId, arrived: Instant) -> Done {
        let institution = institution(code);
        let actor = Actor {
            who: Who::Client(ClientId(institution.0)),
            role: Role::BankSystem,
            seat: Seat::Institution(institution),
        };
        let items = self.seed().ids("select id from item order by id").unwrap().into_iter();
        let tried = Identifier::parse(IdentifierKind::Cccd, "079185001234").unwrap();
        let answers = items.map(|item| {
            let (scope, tried) = (Scope::Institution, vec![tried.clone()]);
            ItemAnswer::new(item.into(), Outcome::None { scope, tried, as_of: arrived })
        });
        let command = Command::SubmitAnswer { demand, answers: answers.collect() };
        let envelope = Envelope { actor, key: None, arrived, expected: None, command };
        match self.store().execute(envelope).await.unwrap().reply.unwrap() {
            Reply::Done(done) => done,
            Reply::Refused(refusal) => panic!("refused: {refusal}"),
        }
    }

    /// The officer records when a letter was received.
    pub(crate) fn receive(&self, demand: DemandId, evidenced_at: Instant) {
        let (channel, proof) = (Channel::Post, "Dấu bưu điện".to_owned());
        let items = Vec::new();
        let command = Command::RecordReceipt { demand, items, channel, evidenced_at, proof };
        self.execute(officer(), command);
    }

    /// The service excuses one clock.
    pub(crate) async fn excuse(&self, clock: ClockId, outage: &Outage) {
        let Outage { id, from, to, .. } = *outage;
        let find = move |system: &mut store::read::SystemReader<'_>| {
            system.clocks_touched_by(id, None, 1_000)
        };
        let touched = self.store().find_as_system(find).await.unwrap();
        let (demand, _) = touched.into_iter().find(|(_, one)| one.id == clock).unwrap();
        let command = Command::ExcuseClock { demand, clock, outage: id, from, to };
        let arrived = self.clock.now();
        let envelope =
            Envelope { actor: Actor::SYSTEM, key: None, arrived, expected: None, command };
        let reply = self.store().execute(envelope).await.unwrap().reply.unwrap();
        assert!(matches!(reply, Reply::Done(_)), "{reply:?}");
    }

    /// Reference data, as an operator's command changes it.
    pub(crate) fn registry(&self) -> Registry {
        let clock: Arc<dyn Clock> = Arc::<Hand>::clone(&self.clock);
        Registry::open(&self.url.parse().unwrap(), clock, Vault::new([7; 32])).unwrap()
    }

    /// The officer urges.
    pub(crate) fn urge(&self, demand: DemandId) {
        let text = "Đề nghị trả lời ngay".to_owned();
        self.execute(officer(), Command::Urge { demand, text });
    }
}

fn node(url: &str, clock: &Arc<Hand>, transport: &Transport) -> Node {
    let clock: Arc<dyn Clock> = Arc::<Hand>::clone(clock);
    let options = Options::new(url.parse().unwrap());
    let store = Store::open(options, clock, Vault::new([7; 32]), rules(1, "")).unwrap();
    let outbox = Outbox::new(store, settings().retry());
    let ways = (transport.clone(), texts(transport));
    let worker = Worker::new(outbox.clone(), composer(), ways, &settings());
    let digester = Digester::new(outbox.clone(), composer(), transport.clone(), &settings());
    Node { outbox, worker, digester }
}

/// The shipped calendar with one more day off, or as it is.
pub(crate) fn calendar(off: &str) -> String {
    const LAST_HOLIDAY: &str = r#"  { date = "2026-11-24", code = "culture_day" },"#;
    let shipped = config!("calendar/vn.toml");
    if off.is_empty() {
        return shipped.to_owned();
    }
    let added = format!("  {{ date = \"{off}\", code = \"culture_day\" }},\n{LAST_HOLIDAY}");
    let text = shipped.replacen(LAST_HOLIDAY, &added, 1);
    assert_ne!(text, shipped, "no row to write beside");
    text
}

/// The rules with a calendar version of that number.
pub(crate) fn rules(number: i32, off: &str) -> Rules {
    rules_with_paper(number, off, &[])
}

/// The same where these institutions have not joined.
pub(crate) fn rules_with_paper(number: i32, off: &str, paper: &[&str]) -> Rules {
    let calendars = Calendars::parse(&[("vn.toml", &calendar(off))]).unwrap();
    let grounds = Grounds::parse(config!("grounds.toml")).unwrap();
    let staff = DIRECTORY.users.values().flat_map(|user| {
        let seat = agency_of(user);
        let roles = user.roles.iter();
        roles.filter_map(move |role| Some((user.id, *role, seat?)))
    });
    Rules {
        law: Law::new(LawBook::parse(LAW).unwrap(), calendars, grounds, number),
        policy: Policy::parse(config!("policy.toml")).unwrap(),
        directory: Directory::new(
            DIRECTORY.agencies.values().cloned(),
            DIRECTORY.institutions.values().cloned().map(|mut one| {
                one.joined &= !paper.contains(&one.code.as_str());
                one
            }),
            staff,
        ),
    }
}

/// The people of the shipped directory; those of VCB read English.
fn people(seed: Seed<'_>) {
    for code in ["BTP", "T01", "T01-01"] {
        let found = DIRECTORY.agencies.values().find(|one| one.code.as_str() == code);
        let agency = found.unwrap();
        let parent = agency.parent.as_ref().map(|code| code.derived_id().0);
        seed.agency(agency.id.0, code, parent).unwrap();
    }
    for code in ["VCB", "ACB", "BID", "TCB", "KBNN"] {
        seed.institution(institution(code).0, code).unwrap();
    }
    let near = |user: &User| match &user.home {
        Place::Agency(code) => ["BTP", "T01", "T01-01"].contains(&code.as_str()),
        Place::Institution(_) | Place::Nation => true,
    };
    for user in DIRECTORY.users.values().filter(|user| near(user)) {
        let language = if user.username.as_str().starts_with("vcb") { "en" } else { "vi" };
        seed.person(user.id.0, user.email.as_str(), language).unwrap();
        let place = match &user.home {
            Place::Agency(code) => testing::Place::Agency(code.derived_id().0),
            Place::Institution(code) => testing::Place::Institution(code.derived_id().0),
            Place::Nation => testing::Place::Country,
        };
        for role in &user.roles {
            seed.seat(user.id.0, *role, place).unwrap();
        }
    }
}

fn party_id(name: &str) -> PartyId {
    PartyId(Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_bytes()))
}

fn case_content(number: &str) -> CaseContent {
    let document = || Document {
        number: "125/QĐ-THADS".to_owned(),
        day: Day::from_ymd(2026, 6, 1).unwrap(),
        issuer: "Chim Hoàng Yến".to_owned(),
    };
    let party = |name: &str, role, cccd: Option<&str>| Party {
        id: party_id(name),
        role,
        kind: PartyKind::Person,
        name: PersonName::parse(name).unwrap(),
        identifiers: cccd
            .map(|text| Identifier::parse(IdentifierKind::Cccd, text).unwrap())
            .into_iter()
            .collect(),
        address: None,
        institution: None,
    };
    CaseContent {
        number: number.to_owned(),
        officer: user("saomai").id,
        decision: document(),
        judgment: document(),
        category: Category::Civil,
        conditions: Conditions::Unverified,
        obligations: vec![ObligationLine {
            kind: ObligationKind::Principal,
            amount: Money::vnd(98_765_432),
            note: None,
        }],
        parties: vec![
            party("Chim Hoàng Yến", PartyRole::Debtor, Some("079185001234")),
            party("Binh", PartyRole::Creditor, None),
        ],
    }
}

fn inquiry(codes: &[&str], interim: bool) -> InquiryContent {
    let request = |info, period: bool| InfoRequest {
        info,
        from: period.then(|| Day::from_ymd(2026, 8, 1).unwrap()),
        to: period.then(|| Day::from_ymd(2026, 8, 31).unwrap()),
        detail: None,
    };
    InquiryContent {
        requester: Requester::Officer,
        debtor: party_id("Chim Hoàng Yến"),
        purpose: "Mục đích canary".to_owned(),
        legal_basis: "Luật số 106/2025/QH15".to_owned(),
        place: None,
        interim,
        sealed_to: Vec::new(),
        items: vec![request(InfoType::Account, false), request(InfoType::Transactions, true)],
        institutions: codes.iter().map(|code| institution(code)).collect(),
        reasons: Reasons::default(),
    }
}
