//! The examples of docs/API.md, run as they stand there against the real
//! program.

#[cfg(test)]
mod tests {
    use engine::command::Command as Wanted;
    use engine::id::{ClientId, DemandId};
    use engine::instrument::InfoType;
    use engine::time::{Clock, Instant};
    use std::fs;
    use std::io::{BufRead, BufReader};
    use std::path::{Path, PathBuf};
    use std::process::{Child, Command, Stdio};
    use std::sync::Arc;
    use store::identity::{Client, ClientKey};
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

    struct HostClock;

    impl Clock for HostClock {
        #[expect(
            clippy::disallowed_methods,
            clippy::disallowed_types,
            reason = "the program under test runs by the host's clock"
        )]
        fn now(&self) -> Instant {
            let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
            Instant::from_micros(i64::try_from(since.unwrap().as_micros()).unwrap())
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
        for (name, byte) in [("index.key", "07"), ("token.key", "2a"), ("receipts.key", "2b")] {
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

    /// A database with the shipped law and directory, one bank's client, and
    /// one inquiry to that bank.
    fn prepare(folder: &Path) -> ClientId {
        let url: DatabaseUrl =
            format!("sqlite:{}", folder.join("attache.db").display()).parse().unwrap();
        Store::migrate(&url).unwrap();
        let vault = Vault::new([7; 32]);
        let clock: Arc<dyn Clock> = Arc::new(HostClock);
        let world = World::default();
        let mut registry = Registry::open(&url, clock.clone(), vault.clone()).unwrap();
        let plan = engine::directory::plan(&registry.directory().unwrap(), &world::directory());
        registry.import_directory(&engine::actor::Actor::SYSTEM, &plan).unwrap();
        let store = Store::open(Options::new(url), clock, vault, world.rules()).unwrap();
        let client = ClientId(Uuid::from_u128(0x1234));
        register(&store, &world, client);
        file(&store, &world);
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

    fn file(store: &Store, world: &World) -> DemandId {
        let officer = world.actor("saomai");
        let content = Box::new(world::case_content("1", world.person("saomai")));
        let run = |command| {
            let envelope = world::envelope(officer, store.now(), command);
            match store.execute_blocking(envelope).unwrap().reply.unwrap() {
                engine::decide::Reply::Done(done) => done,
                engine::decide::Reply::Refused(refusal) => panic!("{refusal}"),
            }
        };
        let case = run(Wanted::OpenCase { content }).subject.into();
        let mut other = world::item(InfoType::Other);
        other.detail = Some("Thẻ và dịch vụ ngân hàng điện tử".to_owned());
        let items = vec![world::item(InfoType::Account), other];
        let content = Box::new(world::inquiry(items, vec![world.institution(BANK)]));
        run(Wanted::FileInquiry { case, content }).served.unwrap()[0].0
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
