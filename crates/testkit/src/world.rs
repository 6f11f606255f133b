//! A world to test in: the shipped law, calendar and directory, the people of
//! the demonstration, a clock moved by hand, and builders with sensible
//! defaults. What ships is what is tested.

use engine::actor::{Actor, Seat, Who};
use engine::answer::{Findings, Outcome, Scope};
use engine::asking::Reasons;
use engine::calendar::Calendars;
use engine::case::{
    CaseContent, Category, Conditions, Document, ObligationKind, ObligationLine, Party, PartyKind,
    PartyRole,
};
use engine::command::{Command, Envelope, IdempotencyKey};
use engine::context::{Directory as Snapshot, Rules};
use engine::demand::ItemAnswer;
use engine::directory::{Directory, Home, Source, Sources, read};
use engine::id::{AgencyId, ClientId, IdSource, InstitutionId, ItemId, PartyId, UserId};
use engine::identity::{Identifier, IdentifierKind, PersonName};
use engine::inforce::{Grounds, Law};
use engine::instrument::{InfoRequest, InfoType, InquiryContent, Requester};
use engine::law::LawBook;
use engine::money::Money;
use engine::policy::Policy;
use engine::role::Role;
use engine::time::{Clock, Day, Instant};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};
use uuid::Uuid;

/// A clock that stands still until it is moved.
#[derive(Debug)]
pub struct ManualClock(AtomicI64);

impl ManualClock {
    /// A clock that shows this RFC 3339 instant.
    ///
    /// # Panics
    /// If the text is no instant.
    #[must_use]
    pub fn at(text: &str) -> Self {
        Self(AtomicI64::new(instant(text).micros()))
    }

    /// Moves the clock to an RFC 3339 instant.
    ///
    /// # Panics
    /// If the text is no instant.
    pub fn set(&self, text: &str) {
        self.0.store(instant(text).micros(), Ordering::SeqCst);
    }

    /// Moves the clock on.
    pub fn advance_seconds(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1_000_000, Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Instant {
        Instant::from_micros(self.0.load(Ordering::SeqCst))
    }
}

/// Ids that count, so that two runs make the same.
#[derive(Clone, Debug, Default)]
pub struct CountingIds(u128);

impl IdSource for CountingIds {
    fn next_id(&mut self) -> Uuid {
        self.0 += 1;
        Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 + self.0)
    }
}

/// The folder of shipped configuration.
#[must_use]
pub fn config_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../config")
}

fn file(path: &str) -> String {
    let path = config_folder().join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn files(folder: &str) -> Vec<(String, String)> {
    let mut names: Vec<String> = std::fs::read_dir(config_folder().join(folder))
        .unwrap_or_else(|error| panic!("{folder}: {error}"))
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| Path::new(name).extension().is_some_and(|extension| extension == "toml"))
        .collect();
    names.sort();
    names.into_iter().map(|name| (name.clone(), file(&format!("{folder}/{name}")))).collect()
}

fn borrowed(files: &[(String, String)]) -> Vec<(&str, &str)> {
    files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect()
}

/// An instant from RFC 3339.
///
/// # Panics
/// If the text is no instant.
#[must_use]
pub fn instant(text: &str) -> Instant {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// The shipped directory with the people of the demonstration.
///
/// # Panics
/// If a shipped file is wrong.
#[must_use]
pub fn directory() -> Directory {
    let texts = [
        ("agencies.csv", file("directory/agencies.csv")),
        ("regions.csv", file("directory/regions.csv")),
        ("institutions.csv", file("directory/institutions.csv")),
        ("branches.csv", file("directory/branches.csv")),
        ("demo-users.csv", file("directory/demo-users.csv")),
    ];
    let source = |index: usize| Source { name: texts[index].0, text: &texts[index].1 };
    let sources = Sources {
        agencies: &[source(0), source(1)],
        institutions: &[source(2)],
        branches: &[source(3)],
        users: &[source(4)],
    };
    read(sources, &Directory::default()).unwrap_or_else(|errors| panic!("{errors:?}"))
}

/// The law in force as shipped, with calendar version 1.
///
/// # Panics
/// If a shipped file is wrong.
#[must_use]
pub fn law() -> Law {
    let (rules, calendars) = (files("law"), files("calendar"));
    let book = LawBook::parse(&borrowed(&rules)).unwrap_or_else(|errors| panic!("{errors:?}"));
    let calendars =
        Calendars::parse(&borrowed(&calendars)).unwrap_or_else(|errors| panic!("{errors:?}"));
    let grounds =
        Grounds::parse(&file("grounds.toml")).unwrap_or_else(|error| panic!("grounds: {error}"));
    Law::new(book, calendars, grounds, 1)
}

/// A world: reference data and who is who.
#[derive(Debug)]
pub struct World {
    directory: Directory,
}

impl Default for World {
    fn default() -> Self {
        Self { directory: directory() }
    }
}

impl World {
    /// The reference data a decision looks at.
    ///
    /// # Panics
    /// If a shipped file is wrong.
    #[must_use]
    pub fn rules(&self) -> Rules {
        let policy =
            Policy::parse(&file("policy.toml")).unwrap_or_else(|error| panic!("policy: {error}"));
        let staff = self.directory.users.values().flat_map(|user| {
            let agency = match &user.home {
                Home::Agency(code) => Some(self.agency(code.as_str())),
                Home::Institution(_) | Home::Nation => None,
            };
            user.roles.iter().filter_map(move |role| Some((user.id, *role, agency?)))
        });
        let directory = Snapshot::new(
            self.directory.agencies.values().cloned(),
            self.directory.institutions.values().cloned(),
            staff.collect::<Vec<_>>(),
        );
        Rules { law: law(), policy, directory }
    }

    /// The id of an agency by its code.
    ///
    /// # Panics
    /// If there is none.
    #[must_use]
    pub fn agency(&self, code: &str) -> AgencyId {
        let found = self.directory.agencies.values().find(|one| one.code.as_str() == code);
        found.unwrap_or_else(|| panic!("no agency {code}")).id
    }

    /// The id of an institution by its code.
    ///
    /// # Panics
    /// If there is none.
    #[must_use]
    pub fn institution(&self, code: &str) -> InstitutionId {
        let found = self.directory.institutions.values().find(|one| one.code.as_str() == code);
        found.unwrap_or_else(|| panic!("no institution {code}")).id
    }

    /// Ids of the banks that take part, the first `n` by code.
    #[must_use]
    pub fn institutions(&self, n: usize) -> Vec<InstitutionId> {
        self.directory.institutions.values().take(n).map(|one| one.id).collect()
    }

    /// A person of the demonstration by name of account.
    ///
    /// # Panics
    /// If there is none.
    #[must_use]
    pub fn person(&self, username: &str) -> UserId {
        self.user(username).id
    }

    fn user(&self, username: &str) -> &engine::directory::User {
        let found = self.directory.users.values().find(|one| one.username.as_str() == username);
        found.unwrap_or_else(|| panic!("no user {username}"))
    }

    /// A person acting in his first role.
    ///
    /// # Panics
    /// If there is none.
    #[must_use]
    pub fn actor(&self, username: &str) -> Actor {
        let user = self.user(username);
        let role = *user.roles.iter().next().unwrap_or(&Role::Auditor);
        let seat = match &user.home {
            Home::Agency(_) if role == Role::AdminNational => Seat::Country,
            Home::Agency(code) => Seat::Agency(self.agency(code.as_str())),
            Home::Institution(code) => Seat::Institution(self.institution(code.as_str())),
            Home::Nation => Seat::Country,
        };
        Actor { who: Who::Person(user.id), role, seat }
    }

    /// The system client of an institution.
    ///
    /// # Panics
    /// If there is no such institution.
    #[must_use]
    pub fn system_of(&self, code: &str) -> Actor {
        let id = self.institution(code);
        Actor {
            who: Who::Client(ClientId(id.0)),
            role: Role::BankSystem,
            seat: Seat::Institution(id),
        }
    }
}

/// An envelope without a key.
#[must_use]
pub fn envelope(actor: Actor, arrived: Instant, command: Command) -> Envelope {
    Envelope { actor, key: None, arrived, expected: None, command }
}

/// A key for a request; equal words make equal keys.
#[must_use]
pub fn key(word: u128, request: u8) -> IdempotencyKey {
    IdempotencyKey { id: Uuid::from_u128(word), request: [request; 32] }
}

fn document(number: &str, day: (i16, i8, i8), issuer: &str) -> Document {
    let (year, month, day) = day;
    Document {
        number: number.to_owned(),
        day: Day::from_ymd(year, month, day).unwrap_or_else(|| panic!("no such day")),
        issuer: issuer.to_owned(),
    }
}

/// The debtor of every built case.
#[must_use]
pub fn debtor() -> PartyId {
    PartyId(Uuid::from_u128(0xD0))
}

/// The creditor of every built case.
#[must_use]
pub fn creditor() -> PartyId {
    PartyId(Uuid::from_u128(0xC0))
}

fn party(id: PartyId, role: PartyRole, kind: PartyKind, name: &str) -> Party {
    Party {
        id,
        role,
        kind,
        name: PersonName::parse(name).unwrap_or_else(|error| panic!("{error}")),
        identifiers: Vec::new(),
        address: Some("12 phố Hư Cấu, Hà Nội".to_owned()),
        institution: None,
    }
}

/// A case of a bank against a person.
///
/// # Panics
/// Never, with the values written here.
#[must_use]
pub fn case_content(number: &str, officer: UserId) -> CaseContent {
    let cccd = Identifier::parse(IdentifierKind::Cccd, "001085012345")
        .unwrap_or_else(|error| panic!("{error}"));
    CaseContent {
        number: number.to_owned(),
        officer,
        decision: document("215/QĐ-THADS", (2026, 9, 14), "Phòng THADS khu vực 1 - Hà Nội"),
        judgment: document("45/2026/KDTM-ST", (2026, 6, 2), "Toà án nhân dân khu vực 1 - Hà Nội"),
        category: Category::BankCredit,
        conditions: Conditions::Unverified,
        obligations: vec![ObligationLine {
            kind: ObligationKind::Principal,
            amount: Money::vnd(1_234_567_890),
            note: None,
        }],
        parties: vec![
            Party {
                identifiers: vec![cccd],
                ..party(debtor(), PartyRole::Debtor, PartyKind::Person, "Nguyễn Văn Hư Cấu")
            },
            party(
                creditor(),
                PartyRole::Creditor,
                PartyKind::Organisation,
                "Ngân hàng TMCP Giả Định",
            ),
        ],
    }
}

/// An item without period or detail.
#[must_use]
pub const fn item(info: InfoType) -> InfoRequest {
    InfoRequest { info, from: None, to: None, detail: None }
}

/// An officer's inquiry about the debtor.
#[must_use]
pub fn inquiry(items: Vec<InfoRequest>, institutions: Vec<InstitutionId>) -> InquiryContent {
    InquiryContent {
        requester: Requester::Officer,
        debtor: debtor(),
        purpose: "Xác minh điều kiện thi hành án của người phải thi hành án".to_owned(),
        legal_basis: "Điều 37 Luật Thi hành án dân sự số 106/2025/QH15".to_owned(),
        place: None,
        interim: false,
        sealed_to: Vec::new(),
        items,
        institutions,
        reasons: Reasons::default(),
    }
}

/// "Nothing found in the whole institution" for an item.
///
/// # Panics
/// Never, with the values written here.
#[must_use]
pub fn none_found(item: ItemId, as_of: Instant) -> ItemAnswer {
    let tried = Identifier::parse(IdentifierKind::Cccd, "001085012345")
        .unwrap_or_else(|error| panic!("{error}"));
    ItemAnswer::new(item, Outcome::None { scope: Scope::Institution, tried: vec![tried], as_of })
}

/// A finding in words, for an item of type other.
#[must_use]
pub fn found_other(item: ItemId, text: &str, part: bool) -> ItemAnswer {
    let findings = Findings::Other(text.to_owned());
    ItemAnswer::new(item, Outcome::Found { findings, part })
}
