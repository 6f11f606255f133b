//! Where a service runs: a folder with settings and keys, and a database with
//! the shipped law and directory, people with passwords, systems with keys, and
//! inquiries that are long overdue.

use crate::journal::{Entry, Reply, Sent};
use crate::people::{self, ACCOUNTANT, BANKS, HEAD_OF_PROVINCE, OFFICERS};
use crate::program::{Service, binary};
use crate::time::SystemClock;
use engine::command::{Command, Envelope};
use engine::decide::{Done, Reply as Decided};
use engine::id::{CaseId, PayeeId};
use engine::identity::AccountNumber;
use engine::instrument::InfoType;
use engine::payee::PayeeContent;
use engine::time::Clock;
use std::fs;
use std::path::PathBuf;
use std::process::Output;
use std::sync::{Arc, OnceLock};
use store::{DatabaseUrl, Options, Store, Vault};
use tempfile::TempDir;
use testkit::postgres::FreshDatabase;
use testkit::world::{self, World};

/// Issuer and audience of tokens, and a link in mails; nobody connects to it.
pub(crate) const PUBLIC_URL: &str = "http://127.0.0.1:1";
/// How long ago the overdue inquiries were filed.
const LONG_AGO_SECONDS: i64 = 60 * 86_400;
/// How many of them, for each officer.
const OVERDUE: usize = 4;

/// A site; its folder and its database go with it.
pub(crate) struct Site {
    pub(crate) world: World,
    pub(crate) database: Option<FreshDatabase>,
    url: String,
    folder: TempDir,
    payee: OnceLock<PayeeId>,
}

impl Site {
    /// On SQLite.
    pub(crate) fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("attache.db").display());
        Self::set_up(folder, url, None)
    }

    /// On a fresh database of the tests' PostgreSQL.
    pub(crate) fn postgres() -> Self {
        let database = testkit::postgres::shared().unwrap().fresh_database().unwrap();
        let careful = format!("alter database {} set synchronous_commit = on", database.name());
        database.sql(&careful).unwrap();
        Self::set_up(tempfile::tempdir().unwrap(), database.url(), Some(database))
    }

    fn set_up(folder: TempDir, url: String, database: Option<FreshDatabase>) -> Self {
        let site = Self { world: World::default(), database, url, folder, payee: OnceLock::new() };
        let settings = format!(
            "[database]\nurl = \"{}\"\n\
             [http]\npublic_url = \"{PUBLIC_URL}\"\n\
             [keys]\nfolder = \"keys\"\n\
             [mail]\nfrom = \"Attaché <khong-tra-loi@attache.example>\"\n\
             target = {{ kind = \"folder\", path = \"mail\" }}\n\
             [log]\nformat = \"json\"\nlevel = \"warn,attache=info\"\n",
            site.url
        );
        fs::write(site.settings(), settings).unwrap();
        site.attache(&["keys", "--folder", &site.keys().to_string_lossy()]);
        site.attache(&["import", "law"]);
        let users = world::config_folder().join("directory/demo-users.csv");
        site.attache(&["import", "directory", "--users", &users.to_string_lossy()]);
        site
    }

    fn settings(&self) -> PathBuf {
        self.folder.path().join("attache.toml")
    }

    fn keys(&self) -> PathBuf {
        self.folder.path().join("keys")
    }

    /// Runs another command of the program; it must succeed.
    pub(crate) fn attache(&self, args: &[&str]) -> Output {
        let output = self.command(args).output().unwrap();
        let (out, err) = (&output.stdout, &output.stderr);
        let said = [String::from_utf8_lossy(out), String::from_utf8_lossy(err)].concat();
        assert!(output.status.success(), "attache {args:?}: {said}");
        output
    }

    /// Another command of the program on this database, not started.
    pub(crate) fn command(&self, args: &[&str]) -> std::process::Command {
        let mut command = std::process::Command::new(binary());
        command
            .args(args)
            .env("ATTACHE_DATABASE", &self.url)
            .env("ATTACHE_INDEX_KEY", self.keys().join("index.key"))
            .env("ATTACHE_CONFIG", world::config_folder());
        command
    }

    /// A folder for files beside the database.
    pub(crate) fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Starts `attache serve`.
    pub(crate) fn start(&self) -> Service {
        Service::start(&self.settings())
    }

    /// The database seen from this process. Close it before the service is
    /// killed: what recovers the database must be the service.
    pub(crate) fn store(&self) -> Store {
        self.store_at(0)
    }

    fn store_at(&self, ahead_seconds: i64) -> Store {
        let key = fs::read_to_string(self.keys().join("index.key")).unwrap();
        let key: engine::instrument::ContentHash = key.trim().parse().unwrap();
        let url: DatabaseUrl = self.url.parse().unwrap();
        let clock: Arc<dyn Clock> = Arc::new(SystemClock { ahead_seconds });
        let mut options = Options::new(url);
        options.readers = 4;
        Store::open(options, clock, Vault::new(key.0), self.world.rules()).unwrap()
    }

    /// Lets people in, and files inquiries as of long ago: they are overdue
    /// before the service first starts. Returns the journal of these filings.
    pub(crate) fn furnish(&self) -> Vec<(&'static str, Entry)> {
        let store = self.store_at(-LONG_AGO_SECONDS);
        people::register(self, &store);
        self.register_payee(&store);
        let mut journal = Vec::new();
        for officer in OFFICERS {
            let content =
                Box::new(world::case_content(&format!("{officer}/CŨ"), self.world.person(officer)));
            let opened = Sent::Case(content.clone());
            let case = self.carry_out(&store, officer, opened, Command::OpenCase { content });
            let case_id = CaseId(case.done().unwrap().0);
            journal.push((officer, case));
            for n in 0..OVERDUE {
                let banks = BANKS.iter().cycle().skip(n).take(2);
                let banks = banks.map(|bank| self.world.institution(bank)).collect();
                let content = Box::new(world::inquiry(vec![world::item(InfoType::Account)], banks));
                let filed = Sent::Filing(case_id, content.clone());
                let command = Command::FileInquiry { case: case_id, content };
                journal.push((officer, self.carry_out(&store, officer, filed, command)));
            }
        }
        journal
    }

    /// The account that receives what an officer's office deducts.
    pub(crate) fn payee_of(&self, officer: &str) -> Option<PayeeId> {
        self.payee.get().copied().filter(|_| people::head_of(officer) == "daiduong")
    }

    /// Two persons and long enough ago: it may be named.
    fn register_payee(&self, store: &Store) {
        let content = Box::new(PayeeContent {
            name: "THADS thành phố Hà Nội".to_owned(),
            bank: "Kho bạc Nhà nước".to_owned(),
            account: AccountNumber::parse("3949010012345").unwrap(),
        });
        let propose = Command::ProposePayee { content };
        let payee = PayeeId(self.decided(store, ACCOUNTANT, propose).subject);
        self.decided(store, HEAD_OF_PROVINCE, Command::ApprovePayee { payee });
        self.payee.set(payee).unwrap();
    }

    fn carry_out(&self, store: &Store, officer: &str, sent: Sent, command: Command) -> Entry {
        let done = self.decided(store, officer, command);
        let mut entry = Entry::new(sent);
        entry.replies.push(Reply::Done { id: done.subject, created: done.other, replayed: false });
        entry
    }

    fn decided(&self, store: &Store, person: &str, command: Command) -> Done {
        let actor = self.world.actor(person);
        let arrived = store.now();
        let envelope = Envelope { actor, key: None, arrived, expected: None, command };
        let outcome = store.execute_blocking(envelope).unwrap();
        let Ok(Decided::Done(done)) = outcome.reply else { panic!("{outcome:?}") };
        done
    }
}
