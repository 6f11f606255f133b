//! The examples of docs/API.md, run as they stand there against the real
//! program.

#[cfg(test)]
mod tests {
    use engine::actor::Actor;
    use engine::command::Command as Wanted;
    use engine::decide::{Done, Reply};
    use engine::id::{CaseId, ClientId, DemandId, PayeeId};
    use engine::identity::AccountNumber;
    use engine::instrument::{Content, ContentHash, InfoType};
    use engine::money::Money;
    use engine::order::{DeductLine, FreezeAt, Numbered, Order, OrderContent, ReleaseLine};
    use engine::payee::PayeeContent;
    use engine::time::{Clock, Instant, Zone};
    use serde_json::json;
    use std::fs;
    use std::io::{BufRead, BufReader};
    use std::path::{Path, PathBuf};
    use std::process::{Child, Command, Stdio};
    use std::sync::Arc;
    use store::identity::{Client, ClientKey};
    use store::read::Purpose;
    use store::reference::Registry;
    use store::{DatabaseUrl, Options, Store, Vault};
    use testkit::world::{self, World};
    use uuid::Uuid;

    /// `PrivateKeyInfo` of an Ed25519 seed up to the seed (RFC 8410).
    const PKCS8_HEAD: [u8; 16] = [
        0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04,
        0x20,
    ];
    const SEED: [u8; 32] = [9; 32];
    const BANK: &str = "VCB";

    /// The host's clock, so many hours behind.
    struct HostClock(i64);

    impl Clock for HostClock {
        #[expect(
            clippy::disallowed_methods,
            clippy::disallowed_types,
            reason = "the program under test runs by the host's clock"
        )]
        fn now(&self) -> Instant {
            let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
            let now = Instant::from_micros(i64::try_from(since.unwrap().as_micros()).unwrap());
            now.plus_seconds(-3_600 * self.0)
        }
    }

    /// A process that does not outlive its test.
    struct Running(Child);

    impl Drop for Running {
        fn drop(&mut self) {
            let _ = self.0.kill();
            let _ = self.0.wait();
        }
    }

    /// The `sh` blocks of the guide, in order.
    fn script() -> String {
        let guide = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/API.md");
        let text = fs::read_to_string(guide).unwrap();
        let blocks = text.split("```sh\n").skip(1);
        let blocks: Vec<&str> = blocks.map(|rest| rest.split("```").next().unwrap()).collect();
        assert!(blocks.len() > 8, "the guide has its examples");
        format!("set -euo pipefail\n{}", blocks.join("\n"))
    }

    fn site() -> PathBuf {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("api-guide");
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(folder.join("keys")).unwrap();
        let config = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../config");
        let settings = fs::read_to_string(config.join("attache.toml")).unwrap();
        fs::write(folder.join("attache.toml"), settings).unwrap();
        for (name, byte) in
            [("index.key", "07"), ("token.key", "2a"), ("receipts.key", "2b"), ("files.key", "2c")]
        {
            fs::write(folder.join("keys").join(name), byte.repeat(32)).unwrap();
        }
        let der = [&PKCS8_HEAD[..], &SEED].concat();
        fs::write(folder.join("bank.der"), der).unwrap();
        let made = Command::new("openssl")
            .args(["pkey", "-inform", "DER", "-in", "bank.der", "-out", "bank.pem"])
            .current_dir(&folder)
            .status();
        assert!(made.expect("openssl is installed").success());
        folder
    }

    /// A database with the shipped law and directory, one bank's client, one
    /// inquiry to that bank and orders of three kinds.
    fn prepare(folder: &Path) -> ClientId {
        let url: DatabaseUrl =
            format!("sqlite:{}", folder.join("attache.db").display()).parse().unwrap();
        Store::migrate(&url).unwrap();
        let vault = Vault::new([7; 32]);
        let clock: Arc<dyn Clock> = Arc::new(HostClock(0));
        let world = World::default();
        let mut registry = Registry::open(&url, clock.clone(), vault.clone()).unwrap();
        let plan = engine::directory::plan(&registry.directory().unwrap(), &world::directory());
        registry.import_directory(&Actor::SYSTEM, &plan).unwrap();
        // A receiving account waits a day before money goes to it.
        let earlier: Arc<dyn Clock> = Arc::new(HostClock(48));
        let options = || Options::new(url.clone());
        let store = Store::open(options(), earlier, vault.clone(), world.rules()).unwrap();
        let payee = Office { store: &store, world: &world }.payee();
        drop(store);
        let store = Store::open(options(), clock, vault, world.rules()).unwrap();
        let client = ClientId(Uuid::from_u128(0x1234));
        register(&store, &world, client);
        let office = Office { store: &store, world: &world };
        office.inquire();
        office.order(payee);
        client
    }

    fn register(store: &Store, world: &World, id: ClientId) {
        let institution = world.institution(BANK);
        let client =
            Client { id, institution, name: "core".to_owned(), active: true, auth_epoch: 0 };
        assert!(store.register_client(&client).unwrap());
        let key = evidence::SigningKey::from_seed(SEED);
        let key = ClientKey {
            kid: "bank-1".to_owned(),
            client: id,
            public_key: key.public(),
            active: true,
            created_at: store.now(),
        };
        assert!(store.register_key(&key).unwrap());
    }

    /// The asking side.
    struct Office<'a> {
        store: &'a Store,
        world: &'a World,
    }

    impl Office<'_> {
        fn act(&self, actor: Actor, command: Wanted) -> Done {
            let envelope = world::envelope(actor, self.store.now(), command);
            match self.store.execute_blocking(envelope).unwrap().reply.unwrap() {
                Reply::Done(done) => done,
                Reply::Refused(refusal) => panic!("{refusal}"),
            }
        }

        fn officer(&self) -> Actor {
            self.world.actor("saomai")
        }

        fn head(&self) -> Actor {
            self.world.actor("daiduong")
        }

        fn case(&self, number: &str) -> CaseId {
            let content = Box::new(world::case_content(number, self.world.person("saomai")));
            self.act(self.officer(), Wanted::OpenCase { content }).subject.into()
        }

        fn inquire(&self) {
            let case = self.case("1");
            let mut other = world::item(InfoType::Other);
            other.detail = Some("Thẻ và dịch vụ ngân hàng điện tử".to_owned());
            let items = vec![world::item(InfoType::Account), other];
            let content = Box::new(world::inquiry(items, vec![self.world.institution(BANK)]));
            self.act(self.officer(), Wanted::FileInquiry { case, content });
        }

        fn payee(&self) -> PayeeId {
            let content = PayeeContent {
                name: "Phòng THADS khu vực 1".to_owned(),
                bank: "Kho bạc Nhà nước".to_owned(),
                account: AccountNumber::parse("3949010012345").unwrap(),
            };
            let command = Wanted::ProposePayee { content: Box::new(content) };
            let payee = self.act(self.world.actor("hoangyen"), command).subject.into();
            self.act(self.world.actor("tungbach"), Wanted::ApprovePayee { payee });
            payee
        }

        /// A freeze that waits; and in another case one that stands, with a
        /// deduction and a release of what it holds.
        fn order(&self, payee: PayeeId) {
            self.issue(self.case("2"), 1, self.freeze());
            let case = self.case("3");
            let demand = self.issue(case, 2, self.freeze());
            let bank = self.world.system_of(BANK);
            let view = self.store.find_blocking(|find| find.demand(&bank, demand)).unwrap();
            let accounts = json!([{
                "number": "0011004999888", "kind": "payment",
                "frozen": { "amount": "300000000", "currency": "VND" },
            }]);
            let body = json!({
                "item": view.demand.items[0].id, "outcome": "frozen", "accounts": accounts,
            });
            let answers = vec![serde_json::from_value(body).unwrap()];
            self.act(bank, Wanted::SubmitAnswer { demand, answers });
            let purpose = Purpose::new("case_work", case).unwrap();
            let officer = self.officer();
            let money = self.store.find_blocking(|find| find.money(&officer, &purpose, case));
            let hold = money.unwrap().ledger.holds[0].clone();
            let amount = Money::vnd(100_000_000);
            let lines = vec![DeductLine::Held { hold: hold.id, amount }];
            let identity = engine::order::Identity::new("document_seen", None);
            self.issue(case, 3, Order::Deduct { payee, identity, lines });
            let (freeze, hold) = (hold.freeze, Some(hold.id));
            let lines = vec![ReleaseLine { freeze, hold, amount: Some(Money::vnd(50_000_000)) }];
            let (ground, arose_at) = ("requested".to_owned(), self.store.now());
            self.issue(case, 4, Order::Release { ground, arose_at, lines });
        }

        fn freeze(&self) -> Order {
            let at =
                vec![FreezeAt { institution: self.world.institution(BANK), accounts: Vec::new() }];
            Order::Freeze { owed: Money::vnd(500_000_000), parts: None, urgent: false, at }
        }

        /// Filed by the officer, approved by the head, issued to the bank.
        fn issue(&self, case: CaseId, number: u8, order: Order) -> DemandId {
            let content = OrderContent {
                debtor: world::debtor(),
                decision: Some(Numbered {
                    number: format!("{number}/QĐ-CCTHADS"),
                    day: Zone::HANOI.day_of(self.store.now()),
                }),
                legal_basis: "Luật Thi hành án dân sự số 106/2025/QH15".to_owned(),
                sealed_to: Vec::new(),
                order,
            };
            let hash = ContentHash::of(&Content::Order(content.clone()));
            let content = Box::new(content);
            let filed = self.act(self.officer(), Wanted::FileOrder { case, content });
            let instrument = filed.subject.into();
            self.act(self.head(), Wanted::ApproveOrder { instrument, hash });
            let issued = self.act(self.officer(), Wanted::IssueOrder { instrument });
            issued.served.unwrap()[0].0
        }
    }

    fn attache(folder: &Path, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_attache"));
        let database = format!("sqlite:{}", folder.join("attache.db").display());
        command
            .args(args)
            .current_dir(folder)
            .env("ATTACHE_DATABASE", database)
            .env("ATTACHE_INDEX_KEY", folder.join("keys/index.key"));
        command
    }

    /// A port that was free a moment ago: the guide's token endpoint is named
    /// by the public address, so it has to be known before the start.
    fn free_port() -> u16 {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap().port()
    }

    fn serve(folder: &Path, base: &str) -> Running {
        let address = base.strip_prefix("http://").unwrap();
        let path = folder.join("attache.toml");
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, text.replace("http://127.0.0.1:8080", base)).unwrap();
        let mut child = attache(folder, &["serve", "--listen", address])
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let stderr = child.stderr.take().unwrap();
        let running = Running(child);
        let mut lines = BufReader::new(stderr).lines();
        assert!(lines.any(|line| line.is_ok_and(|line| line.contains("serving"))));
        std::thread::spawn(move || for _ in lines {});
        running
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "PATH of the script under test")]
    fn every_example_of_the_guide_works_as_it_stands() {
        let folder = site();
        let client = prepare(&folder);
        assert!(attache(&folder, &["import", "law"]).status().unwrap().success());
        let base = format!("http://127.0.0.1:{}", free_port());
        let service = serve(&folder, &base);
        let program = Path::new(env!("CARGO_BIN_EXE_attache")).parent().unwrap();
        let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap());
        let output = Command::new("bash")
            .args(["-c", &script()])
            .current_dir(&folder)
            .env("PATH", path)
            .env("BASE", &base)
            .env("CLIENT", client.to_string())
            .env("KID", "bank-1")
            .output()
            .unwrap();
        drop(service);
        let told = String::from_utf8_lossy(&output.stdout);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{told}\n{errors}");
        assert_eq!(told.matches("The signature holds.").count(), 2, "{told}");
    }
}
