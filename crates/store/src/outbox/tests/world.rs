//! A store with one bank, one office and their people, on either engine.

use crate::lane::LaneOptions;
use crate::outbox::{Mail, Outbox, Retry};
use crate::seal::Vault;
use crate::store::{Options, Store};
use crate::testing::{LooseNotice, Place, Seed};
use engine::calendar::Calendars;
use engine::context::{Directory, Rules};
use engine::id::IdSource;
use engine::inforce::{Grounds, Law};
use engine::law::LawBook;
use engine::policy::Policy;
use engine::role::Role;
use engine::time::{Clock, Instant};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use testkit::postgres::FreshDatabase;
use uuid::Uuid;

/// A clock moved by hand.
pub(super) struct Hand(AtomicI64);

impl Clock for Hand {
    fn now(&self) -> Instant {
        Instant::from_micros(self.0.load(Ordering::SeqCst))
    }
}

/// Where a world's database is, and what removes it.
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

pub(super) struct World {
    pub(super) outbox: Outbox,
    pub(super) clock: Arc<Hand>,
    /// After the outbox: the database goes when nobody uses it any more.
    _home: Home,
}

/// The bank.
pub(super) const BANK: Uuid = Uuid::from_u128(0xBA);
/// The ministry's agency.
pub(super) const MINISTRY: Uuid = Uuid::from_u128(0xA0);
/// A regional office below it.
pub(super) const OFFICE: Uuid = Uuid::from_u128(0xA1);
/// A case.
pub(super) const CASE: Uuid = Uuid::from_u128(0xCA);

/// A person by name.
pub(super) fn person(name: &str) -> Uuid {
    Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_bytes())
}

/// Tells the same story on both engines.
pub(super) fn on_both(story: impl Fn(&World)) {
    story(&World::sqlite());
    story(&World::postgres());
}

impl World {
    pub(super) fn sqlite() -> Self {
        let folder = std::env::temp_dir().join(format!("outbox-{}", testkit::random_word()));
        std::fs::create_dir(&folder).unwrap();
        let url = format!("sqlite:{}", folder.join("a.db").display());
        Self::open(&url, Home::Folder(folder))
    }

    pub(super) fn postgres() -> Self {
        let database = testkit::postgres::shared().unwrap().fresh_database().unwrap();
        // The tests' server is fast and forgetful; a store insists on durable.
        let url = format!("{}?options=-csynchronous_commit%3Don", database.url());
        Self::open(&url, Home::Database { _guard: Box::new(database) })
    }

    fn open(url: &str, home: Home) -> Self {
        let url = url.parse().unwrap();
        Store::migrate(&url).unwrap();
        let start: Instant = "2026-10-01T02:00:00Z".parse().unwrap();
        let clock = Arc::new(Hand(AtomicI64::new(start.micros())));
        let mut options = Options::new(url);
        options.lanes = LaneOptions { lanes: 1, ..LaneOptions::default() };
        let vault = Vault::new([7; 32]);
        let moved: Arc<dyn Clock> = Arc::<Hand>::clone(&clock);
        let store = Store::open(options, moved, vault, no_rules()).unwrap();
        let retry = Retry { after_seconds: vec![60, 300], jitter_percent: 20 };
        let seed = Seed(&store);
        seed.institution(BANK, "BANK").unwrap();
        seed.agency(MINISTRY, "MOJ", None).unwrap();
        seed.agency(OFFICE, "OFFICE", Some(MINISTRY)).unwrap();
        Self { outbox: Outbox::new(store, retry), clock, _home: home }
    }

    pub(super) fn seed(&self) -> Seed<'_> {
        Seed(self.outbox.store())
    }

    pub(super) fn now(&self) -> Instant {
        self.clock.now()
    }

    pub(super) fn pass(&self, seconds: i64) {
        self.clock.0.fetch_add(seconds * 1_000_000, Ordering::SeqCst);
    }

    /// Somebody with a role and a mail address.
    pub(super) fn hire(&self, name: &str, role: Role, place: Place) -> Uuid {
        let id = person(name);
        let email = format!("{name}@example.vn");
        self.seed().person(id, &email, "vi").unwrap();
        self.seed().seat(id, role, place).unwrap();
        id
    }

    /// Notices to the makers of the bank, about one case or about none.
    pub(super) fn notices(&self, count: usize, case: Option<Uuid>, urgent: bool) -> Vec<Uuid> {
        let to = ("institution", Some(BANK), Some(Role::BankMaker));
        self.notices_to(to, count, case, urgent)
    }

    pub(super) fn notices_to(
        &self,
        to: (&str, Option<Uuid>, Option<Role>),
        count: usize,
        case: Option<Uuid>,
        urgent: bool,
    ) -> Vec<Uuid> {
        let mut ids = self.outbox.store().ids();
        let made: Vec<Uuid> = (0..count).map(|_| ids.next_id()).collect();
        for id in &made {
            let notice =
                LooseNotice { id: *id, code: "due_soon", to, case, urgent, at: self.now() };
            self.seed().notice(notice).unwrap();
        }
        made
    }

    /// Turns all notices into deliveries.
    pub(super) fn expand(&self) -> super::super::Expanded {
        let owner = self.outbox.new_owner();
        self.outbox.expand(self.now(), owner, 1_000).unwrap()
    }

    pub(super) fn claim(&self, owner: Uuid) -> Vec<Mail> {
        self.outbox.claim_mail(self.now(), owner, 10, 120).unwrap()
    }

    pub(super) fn number(&self, sql: &str) -> i64 {
        self.seed().number(sql).unwrap()
    }
}

/// The outbox asks no rule.
fn no_rules() -> Rules {
    Rules {
        law: Law::new(LawBook::parse(&[]).unwrap(), Calendars::default(), Grounds::default(), 1),
        policy: Policy::parse(include_str!("../../../../../config/policy.toml")).unwrap(),
        directory: Directory::default(),
    }
}
