//! One service for each test, a small HTTP client, people and systems.

use api::auth::password;
use api::{Application, Keys, ScannerAddress, ScannerSettings, Settings, State};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::Signer;
use engine::actor::{Actor, Seat};
use engine::context::Rules;
use engine::directory::{Directory, Email, Username, plan};
use engine::id::{ClientId, InstitutionId, UserId};
use engine::identity::PersonName;
use engine::role::Role;
use engine::time::Clock;
use evidence::{PublicKeys, SigningKey};
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use store::files::{Cabinet, FileOptions};
use store::identity::{Client, ClientKey, NewPerson, PasswordHash, SetupCode};
use store::reference::Registry;
use store::{DatabaseUrl, Options, Store, Vault};
use testkit::world::{self, ManualClock, World};
use uuid::Uuid;

pub(crate) const START: &str = "2026-11-20T09:00:00+07:00";
pub(crate) const PASSWORD: &str = "mật khẩu thử nghiệm";
const TOKEN_KEY: [u8; 32] = [42; 32];
const RECEIPT_SEED: [u8; 32] = [43; 32];
const VAULT_KEY: [u8; 32] = [7; 32];
const FILES_KEY: [u8; 32] = [8; 32];
/// The largest file that services of tests take.
pub(crate) const FILE_LIMIT: usize = 200 * 1024;
/// An officer who is the clerk too.
pub(crate) const TWO_SEATS: &str = "truonggiang";

/// A service that runs until the test ends.
pub(crate) struct Service {
    pub(crate) address: SocketAddr,
    pub(crate) store: Store,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) world: World,
    url: DatabaseUrl,
    /// Where papers lie, encrypted.
    pub(crate) files: tempfile::TempDir,
    _folder: Option<tempfile::TempDir>,
    _postgres: Option<testkit::postgres::FreshDatabase>,
}

pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

/// As long as a revocation may take to be heard of (I-30).
#[expect(clippy::disallowed_methods, reason = "revocation bites in real time")]
pub(crate) fn within_a_second() {
    std::thread::sleep(Duration::from_millis(900));
}

impl Response {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("no JSON: {}", self.body))
    }

    /// A problem's status and code.
    pub(crate) fn problem(&self) -> (u16, String) {
        assert_eq!(self.header("content-type"), Some("application/problem+json"));
        let body = self.json();
        assert_eq!(body["status"], self.status);
        assert!(body["title"].as_str().is_some_and(|title| !title.is_empty()));
        (self.status, body["code"].as_str().unwrap().to_owned())
    }

    /// The id of what was written.
    pub(crate) fn id(&self) -> String {
        assert!(self.status < 300, "{} {}", self.status, self.body);
        self.json()["id"].as_str().unwrap().to_owned()
    }
}

/// A request under construction.
pub(crate) struct Request<'a> {
    service: &'a Service,
    method: String,
    path: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Request<'_> {
    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn key(self, key: &str) -> Self {
        self.header("Idempotency-Key", key)
    }

    pub(crate) fn json(self, body: &Value) -> Self {
        self.text("application/json", &body.to_string())
    }

    pub(crate) fn text(self, media_type: &str, body: &str) -> Self {
        self.bytes(media_type, body.as_bytes())
    }

    pub(crate) fn bytes(mut self, media_type: &str, body: &[u8]) -> Self {
        self.body = body.to_vec();
        self.header("Content-Type", media_type)
    }

    pub(crate) fn send(self) -> Response {
        let mut stream = TcpStream::connect(self.service.address).unwrap();
        let mut head = format!("{} {} HTTP/1.1\r\nHost: test\r\n", self.method, self.path);
        for (name, value) in &self.headers {
            head.extend([name, ": ", value, "\r\n"]);
        }
        let length = self.body.len().to_string();
        head.extend(["Content-Length: ", &length, "\r\nConnection: close\r\n\r\n"]);
        stream.write_all(head.as_bytes()).unwrap();
        // A server that has refused already may have closed its side.
        let _ = stream.write_all(&self.body);
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        parse(&String::from_utf8(bytes).unwrap())
    }
}

fn parse(text: &str) -> Response {
    let (head, body) = text.split_once("\r\n\r\n").expect("a response");
    let mut lines = head.lines();
    let status = lines.next().unwrap().split(' ').nth(1).unwrap();
    let headers = lines.filter_map(|line| line.split_once(':'));
    let headers: Vec<_> =
        headers.map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned())).collect();
    let chunked = headers.iter().any(|(name, _)| name == "transfer-encoding");
    Response {
        status: status.parse().unwrap(),
        headers,
        body: if chunked { joined(body) } else { body.to_owned() },
    }
}

/// A chunked body put together.
fn joined(mut body: &str) -> String {
    let mut whole = String::new();
    while let Some((size, rest)) = body.split_once("\r\n") {
        let size = usize::from_str_radix(size, 16).unwrap();
        if size == 0 {
            break;
        }
        whole.push_str(&rest[..size]);
        body = &rest[size + 2..];
    }
    whole
}

/// How somebody is known.
pub(crate) enum Known {
    Cookie { cookie: String, csrf: String },
    Token(String),
}

fn settings() -> Settings {
    Settings {
        public_url: "https://attache.example".to_owned(),
        listen: "127.0.0.1:0".to_owned(),
        body_limit: 64 * 1024,
        file_limit: FILE_LIMIT,
        workers: 1,
        ..Settings::default()
    }
}

fn scanning(address: &str) -> Settings {
    let address = ScannerAddress::parse(address).unwrap();
    let scanner = ScannerSettings { address, timeout: Duration::from_millis(500) };
    Settings { scanner: Some(scanner), ..settings() }
}

impl Service {
    pub(crate) fn start() -> Self {
        Self::with(settings())
    }

    pub(crate) fn plain() -> Self {
        Self::with(Settings { plain_http: true, ..settings() })
    }

    pub(crate) fn training() -> Self {
        Self::with(Settings { training: true, ..settings() })
    }

    /// One that reads bodies as long as a service does by default.
    pub(crate) fn roomy() -> Self {
        let body_limit = Settings::default().body_limit;
        Self::with(Settings { body_limit, ..settings() })
    }

    /// One whose files are scanned by somebody who listens there.
    pub(crate) fn scanned(address: &str) -> Self {
        Self::with(scanning(address))
    }

    /// The same on a database of each engine.
    pub(crate) fn scanned_on_both(address: &str, story: impl Fn(&Self)) {
        Self::set_on_both(&scanning(address), story);
    }

    /// Tells a story on a fresh, empty database of each engine.
    pub(crate) fn on_both(story: impl Fn(&Self)) {
        Self::set_on_both(&settings(), story);
    }

    fn set_on_both(settings: &Settings, story: impl Fn(&Self)) {
        story(&Self::with(settings.clone()));
        let fresh = testkit::postgres::shared().unwrap().fresh_database().unwrap();
        // The throw-away server is careless about commits; the store refuses that.
        let careful = format!("alter database {} set synchronous_commit = on", fresh.name());
        fresh.sql(&careful).unwrap();
        let service = Self::at(fresh.url().parse().unwrap(), settings.clone());
        story(&Self { _postgres: Some(fresh), ..service });
    }

    fn with(settings: Settings) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("test.db").display());
        Self { _folder: Some(folder), ..Self::at(url.parse().unwrap(), settings) }
    }

    fn at(url: DatabaseUrl, settings: Settings) -> Self {
        Store::migrate(&url).unwrap();
        let clock = Arc::new(ManualClock::at(START));
        let injected: Arc<dyn Clock> = clock.clone();
        let world = World::default();
        let files = tempfile::tempdir().unwrap();
        let cabinet = Cabinet::make(files.path(), &FILES_KEY).unwrap();
        let mut options = Options::new(url.clone());
        options.files = Some(FileOptions { cabinet, keep_days: 7 });
        let store = Store::open(options, injected.clone(), Vault::new(VAULT_KEY), world.rules());
        let store = store.unwrap();
        seed(&store, &url, injected.clone());
        let keys = Keys {
            token: TOKEN_KEY,
            receipts: SigningKey::from_seed(RECEIPT_SEED),
            retired: PublicKeys::default(),
        };
        let state = State::new(store.clone(), injected, keys, settings);
        let (tell, told) = std::sync::mpsc::sync_channel(1);
        std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let application = Application::build(state).unwrap();
                tell.send(application.address()).unwrap();
                application.run_until(std::future::pending()).await
            })
        });
        let address = told.recv().unwrap();
        Self { address, store, clock, world, url, files, _folder: None, _postgres: None }
    }

    /// Imports a change of the directory; this node notices it at once.
    pub(crate) fn import(&self, change: impl FnOnce(&mut Directory)) {
        let clock: Arc<dyn Clock> = self.clock.clone();
        let mut registry = Registry::open(&self.url, clock, Vault::new(VAULT_KEY)).unwrap();
        let stored = registry.directory().unwrap();
        let mut wanted = stored.clone();
        change(&mut wanted);
        registry.import_directory(&Actor::SYSTEM, &plan(&stored, &wanted)).unwrap();
        let directory = registry.snapshot().unwrap().directory;
        self.store.set_rules(Rules { directory, ..(*self.store.rules()).clone() });
    }

    /// Gives somebody an account that can sign in.
    pub(crate) fn hire(&self, username: &str, role: Role, seat: Seat) -> UserId {
        let new = NewPerson {
            username: Username::parse(username).unwrap(),
            full_name: PersonName::parse("Nguyễn Văn Mẫu").unwrap(),
            email: Email::parse("mau@thads.example").unwrap(),
            language: "vi".to_owned(),
            seats: vec![(role, seat)],
        };
        let code = SetupCode::given([0; 32], self.store.now());
        let made = self.store.administer(&Actor::SYSTEM, |admin| admin.create_person(&new, &code));
        let id = made.unwrap();
        assert!(self.store.set_password(id, password_hash()).unwrap());
        id
    }

    pub(crate) fn request(&self, method: &str, path: &str) -> Request<'_> {
        Request {
            service: self,
            method: method.to_owned(),
            path: path.to_owned(),
            headers: Vec::new(),
            body: Vec::new(),
        }
    }

    /// A request by somebody.
    pub(crate) fn by(&self, who: &Known, method: &str, path: &str) -> Request<'_> {
        let request = self.request(method, path);
        match who {
            Known::Cookie { cookie, csrf } => {
                request.header("Cookie", cookie).header("X-CSRF-Token", csrf)
            }
            Known::Token(token) => request.header("Authorization", &format!("Bearer {token}")),
        }
    }

    /// A write by somebody, with a key of its own.
    pub(crate) fn post(&self, who: &Known, path: &str, body: &Value) -> Response {
        let key = Uuid::from_u128(u128::from(rand::random::<u64>())).to_string();
        self.by(who, "POST", path).key(&key).json(body).send()
    }

    /// A file sent by somebody.
    pub(crate) fn upload(&self, who: &Known, bytes: &[u8]) -> Response {
        self.by(who, "POST", "/api/v1/files").bytes("application/octet-stream", bytes).send()
    }

    /// A read by somebody, held against the description of the API.
    pub(crate) fn get(&self, who: &Known, path: &str) -> Response {
        let response = self.by(who, "GET", &format!("/api/v1{path}")).send();
        crate::schema::check("get", &format!("/api/v1{path}"), &response);
        response
    }

    /// How many readings of what is secret are on record; the record is
    /// replayed for it and agrees with the database.
    pub(crate) fn reads_on_record(&self) -> u64 {
        let report = store::verify::replay(&self.url, &Vault::new(VAULT_KEY)).unwrap();
        assert_eq!(report.differences, vec![]);
        report.reads
    }

    pub(crate) fn sign_in(&self, username: &str) -> Known {
        let body = json!({ "username": username, "password": PASSWORD });
        let response = self.request("POST", "/api/v1/session").json(&body).send();
        assert_eq!(response.status, 201, "{}", response.body);
        known(&response)
    }

    /// The token endpoint's answer to an assertion.
    pub(crate) fn exchange(&self, assertion: &str) -> Response {
        let form = format!(
            "grant_type=client_credentials&client_assertion_type=\
             urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer\
             &client_assertion={assertion}"
        );
        self.request("POST", "/api/v1/oauth/token")
            .text("application/x-www-form-urlencoded", &form)
            .send()
    }

    /// A system of a bank, registered, with a token.
    pub(crate) fn system(&self, bank: &str) -> (System, Known) {
        let system = System::register(self, bank, 1);
        let response = self.exchange(&system.assertion(self));
        assert_eq!(response.status, 200, "{}", response.body);
        let token = response.json()["access_token"].as_str().unwrap().to_owned();
        (system, Known::Token(token))
    }
}

/// What a sign-in made known.
pub(crate) fn known(response: &Response) -> Known {
    let cookie = response.header("set-cookie").unwrap();
    Known::Cookie {
        cookie: cookie.split(';').next().unwrap().to_owned(),
        csrf: response.json()["csrf"].as_str().unwrap().to_owned(),
    }
}

/// A system client of a bank.
pub(crate) struct System {
    pub(crate) id: ClientId,
    pub(crate) kid: String,
    pub(crate) seed: [u8; 32],
}

impl System {
    pub(crate) fn register(service: &Service, bank: &str, n: u8) -> Self {
        let institution: InstitutionId = service.world.institution(bank);
        let id = ClientId(Uuid::from_u128(institution.0.as_u128() ^ u128::from(n)));
        let client = Client {
            id,
            institution,
            name: format!("core {n} of {bank}"),
            active: true,
            auth_epoch: 0,
        };
        assert!(service.store.register_client(&client).unwrap());
        let seed = [n; 32];
        let key = ClientKey {
            kid: format!("{bank}-{n}"),
            client: id,
            public_key: ed25519_dalek::SigningKey::from_bytes(&seed).verifying_key().to_bytes(),
            active: true,
            created_at: service.clock.now(),
        };
        assert!(service.store.register_key(&key).unwrap());
        Self { id, kid: key.kid, seed }
    }

    pub(crate) fn header(&self) -> Value {
        json!({ "alg": "EdDSA", "typ": "JWT", "kid": self.kid })
    }

    pub(crate) fn claims(&self, service: &Service) -> Value {
        let now = service.clock.now().seconds();
        json!({
            "iss": self.id,
            "sub": self.id,
            "aud": "https://attache.example/api/v1/oauth/token",
            "iat": now,
            "exp": now + 300,
            "jti": format!("{:x}", rand::random::<u64>()),
        })
    }

    pub(crate) fn assertion(&self, service: &Service) -> String {
        signed(&self.header(), &self.claims(service), &self.seed)
    }
}

/// A JWT of any header and claims.
pub(crate) fn signed(header: &Value, claims: &Value, seed: &[u8; 32]) -> String {
    let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    let message = format!(
        "{}.{}",
        encode(header.to_string().as_bytes()),
        encode(claims.to_string().as_bytes())
    );
    let signature = ed25519_dalek::SigningKey::from_bytes(seed).sign(message.as_bytes());
    format!("{message}.{}", encode(&signature.to_bytes()))
}

fn password_hash() -> &'static PasswordHash {
    static HASH: OnceLock<PasswordHash> = OnceLock::new();
    HASH.get_or_init(|| password::hash(PASSWORD).unwrap())
}

/// The shipped directory with everybody in it; one person holds two roles.
fn seed(store: &Store, url: &DatabaseUrl, clock: Arc<dyn Clock>) {
    let mut wanted = world::directory();
    let double = wanted.users.values_mut();
    for user in double.filter(|user| user.username.as_str() == TWO_SEATS) {
        user.roles.insert(Role::Clerk);
    }
    let mut registry = Registry::open(url, clock, Vault::new(VAULT_KEY)).unwrap();
    let plan = plan(&registry.directory().unwrap(), &wanted);
    registry.import_directory(&Actor::SYSTEM, &plan).unwrap();
    for user in wanted.users.values() {
        assert!(store.set_password(user.id, password_hash()).unwrap());
    }
}

/// A case of the officer `saomai`, as she writes it.
pub(crate) fn case_body(service: &Service, number: &str) -> Value {
    json!({
        "number": number,
        "officer": service.world.person("saomai"),
        "decision": { "number": "125/QĐ-CCTHADS", "day": "2026-10-01", "issuer": "Phòng THADS khu vực 1" },
        "judgment": { "number": "12/2026/DS-ST", "day": "2026-06-15", "issuer": "TAND khu vực 1" },
        "category": "bank_credit",
        "conditions": "unverified",
        "obligations": [
            { "kind": "principal", "amount": { "amount": "1500000000", "currency": "VND" } },
        ],
        "parties": [
            {
                "id": DEBTOR, "role": "debtor", "kind": "person", "name": "Nguyễn Văn Tí",
                "identifiers": [{ "kind": "cccd", "value": "079085001234" }],
            },
            { "role": "creditor", "kind": "organisation", "name": "Công ty TNHH Mẫu" },
        ],
    })
}

pub(crate) const DEBTOR: &str = "01900000-0000-7000-8000-00000000dead";

/// An inquiry about accounts to these banks.
pub(crate) fn inquiry_body(service: &Service, case: &str, banks: &[&str]) -> Value {
    let banks: Vec<_> = banks.iter().map(|code| service.world.institution(code)).collect();
    json!({
        "case": case,
        "issue": true,
        "requester": { "kind": "officer" },
        "debtor": DEBTOR,
        "purpose": "Xác minh điều kiện thi hành án",
        "legal_basis": "Luật 106/2025/QH15",
        "items": [{ "info": "account" }],
        "institutions": banks,
    })
}
