//! The shipped rules, and the few things a story may change about them.

use engine::asking::AskingPolicy;
use engine::calendar::Calendars;
use engine::context::{Directory, Rules};
use engine::directory::{self, AgencyCode, Home, InstitutionCode, Source, Sources, Succession};
use engine::id::AgencyId;
use engine::inforce::{Grounds, Law};
use engine::law::LawBook;
use engine::paper::PaperRole;
use engine::policy::{ApprovalPolicy, Policy};
use engine::time::Day;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

macro_rules! config {
    ($path:literal) => {
        include_str!(concat!("../../../../config/", $path))
    };
}

const LAW: &[(&str, &str)] = &[
    ("circular-02-2014.toml", config!("law/circular-02-2014.toml")),
    ("ladders.toml", config!("law/ladders.toml")),
    ("law-106-2025.toml", config!("law/law-106-2025.toml")),
    ("law-old.toml", config!("law/law-old.toml")),
    ("targets.toml", config!("law/targets.toml")),
];
/// No agreement is shipped; this one is made up.
const AGREEMENT: &str = include_str!("agreement.toml");
const CALENDAR: &str = config!("calendar/vn.toml");
const POLICY: &str = config!("policy.toml");
const GROUNDS: &str = config!("grounds.toml");
/// A row of the calendar that revisions are written beside.
const LAST_HOLIDAY: &str = r#"  { date = "2026-11-24", code = "culture_day" },"#;
/// The first step of the ladder of law.
const FIRST_STEP: &str = r#"[[ladder.step]]
offset = { unit = "working_days", n = -1 }
who = ["bank_maker", "bank_checker"]
notice = "due_soon"
"#;

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

static BOOK: LazyLock<LawBook> = LazyLock::new(|| LawBook::parse(LAW).unwrap());

/// The shipped directory.
pub(crate) fn directory() -> &'static directory::Directory {
    &DIRECTORY
}

/// What differs from the shipped configuration.
#[expect(clippy::struct_excessive_bools, reason = "switches of a story")]
#[derive(Clone, Debug, Default)]
pub(crate) struct Setup {
    /// A second person approves inquiries.
    pub(crate) approval: bool,
    /// An officer alone issues orders about money.
    pub(crate) alone: bool,
    /// Calendar versions after the shipped one.
    pub(crate) revisions: u8,
    /// Days off that the revised calendar adds.
    pub(crate) off: Vec<String>,
    /// Institutions that have not joined.
    pub(crate) paper: BTreeSet<String>,
    /// From which day institutions join and agencies begin, by code.
    pub(crate) from: BTreeMap<String, Day>,
    /// Agencies open cases before their day.
    pub(crate) early: bool,
    /// Institutions with a single signatory.
    pub(crate) single: BTreeSet<String>,
    /// Institutions that take no part any more.
    pub(crate) gone: BTreeSet<String>,
    /// Institutions and agencies of the past, with who stands in their place.
    pub(crate) merged: BTreeMap<String, String>,
    /// People who sit elsewhere by now, as `name@agency`.
    pub(crate) moved: BTreeSet<String>,
    /// The agreement of the tests is in force.
    pub(crate) agreement: bool,
    /// The ladder of limits of law.
    pub(crate) ladder: Ladder,
    /// Papers that every kind requires, by commas; empty: none.
    pub(crate) papers: String,
    /// What the policy of the register says beyond what is shipped: `required`,
    /// `clerks` where the head does not number.
    pub(crate) register: BTreeSet<String>,
    /// How much may be asked, where it is not as shipped: `many`, `balances`, `days`
    /// or `day`, and the number.
    pub(crate) asking: BTreeMap<String, u32>,
}

/// The ladder of limits of law.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Ladder {
    /// As shipped.
    #[default]
    Shipped,
    /// With one more step before its first.
    Longer,
    /// Without its first step.
    Shorter,
}

impl Setup {
    fn ask(&self, asking: &mut AskingPolicy) {
        let set = |name: &str, shipped: u32| self.asking.get(name).copied().unwrap_or(shipped);
        *asking = AskingPolicy {
            many: set("many", asking.many),
            balances: set("balances", asking.balances),
            none_days: u16::try_from(set("days", asking.none_days.into())).unwrap(),
            per_day: set("day", asking.per_day),
        };
    }

    /// The rules in force under it.
    pub(crate) fn rules(&self) -> Rules {
        let mut policy = Policy::parse(POLICY).unwrap();
        policy.approval.inquiry = self.approval;
        policy.switch_on.early_cases = self.early;
        self.ask(&mut policy.asking);
        policy.register.required = self.register.contains("required");
        policy.register.head = !self.register.contains("clerks");
        if self.alone {
            let inquiry = self.approval;
            policy.approval = ApprovalPolicy {
                inquiry,
                freeze: false,
                deduct: false,
                release: false,
                amend: false,
                income_deduction: false,
            };
        }
        let required = self.papers.split(',').filter(|role| !role.is_empty());
        let required: Vec<PaperRole> =
            required.map(|role| PaperRole::from_code(role).unwrap()).collect();
        let papers = &mut policy.papers;
        papers.urgent = vec![PaperRole::Minutes; usize::from(!required.is_empty())];
        for kind in [&mut papers.inquiry, &mut papers.freeze, &mut papers.deduct] {
            kind.clone_from(&required);
        }
        papers.release = required;
        let grounds = Grounds::parse(GROUNDS).unwrap();
        let number = 1 + i32::from(self.revisions);
        Rules {
            law: Law::new(self.book(), self.calendars(), grounds, number),
            policy,
            directory: self.directory(),
        }
    }

    /// Where somebody sits who does not sit where the shipped directory says.
    pub(crate) fn seat(&self, who: &str) -> Option<AgencyId> {
        let (_, name) = who.split_once(':')?;
        let mut moved = self.moved.iter().filter_map(|one| one.split_once('@'));
        let (_, code) = moved.find(|(moved, _)| *moved == name)?;
        DIRECTORY.agencies.get(&AgencyCode::parse(code).ok()?).map(|one| one.id)
    }

    fn book(&self) -> LawBook {
        if !self.agreement && self.ladder == Ladder::Shipped {
            return BOOK.clone();
        }
        let ladders = config!("law/ladders.toml");
        let earlier = FIRST_STEP.replace("n = -1", "n = -2");
        let ladders = match self.ladder {
            Ladder::Shipped => ladders.to_owned(),
            Ladder::Longer => ladders.replacen(FIRST_STEP, &format!("{earlier}\n{FIRST_STEP}"), 1),
            Ladder::Shorter => ladders.replacen(FIRST_STEP, "", 1),
        };
        let agreement = self.agreement.then_some(("agreement.toml", AGREEMENT));
        let shipped = LAW.iter().copied().filter(|(name, _)| *name != "ladders.toml");
        let files: Vec<_> = shipped.chain([("ladders.toml", &*ladders)]).chain(agreement).collect();
        LawBook::parse(&files).unwrap()
    }

    fn calendars(&self) -> Calendars {
        let added = self
            .off
            .iter()
            .map(|day| format!("\n  {{ date = \"{day}\", code = \"culture_day\" }},"));
        let rows: String = std::iter::once(LAST_HOLIDAY.to_owned()).chain(added).collect();
        let text = CALENDAR.replacen(LAST_HOLIDAY, &rows, 1);
        assert!(self.off.is_empty() || text != CALENDAR, "no row to write beside");
        Calendars::parse(&[("vn.toml", &text)]).unwrap()
    }

    fn directory(&self) -> Directory {
        let on: Day = "2026-11-20".parse().unwrap();
        let agencies = DIRECTORY.agencies.values().cloned().map(|mut one| {
            let to = self.merged.get(one.code.as_str());
            let to = to.map(|code| AgencyCode::parse(code).unwrap());
            one.active = to.is_none();
            one.begins_on = self.from.get(one.code.as_str()).copied();
            one.succession = to.map(|to| Succession { to, on });
            one
        });
        let institutions = DIRECTORY.institutions.values().cloned().map(|mut one| {
            one.joined = !self.paper.contains(one.code.as_str());
            one.joins_on = self.from.get(one.code.as_str()).copied();
            one.single_signatory = self.single.contains(one.code.as_str());
            let to = self.merged.get(one.code.as_str());
            let to = to.map(|code| InstitutionCode::parse(code).unwrap());
            one.active = to.is_none() && !self.gone.contains(one.code.as_str());
            one.succession = to.map(|to| Succession { to, on });
            one
        });
        let staff = DIRECTORY.users.values().flat_map(|user| {
            let mut moved = self.moved.iter().filter_map(|one| one.split_once('@'));
            let moved = moved.find(|(name, _)| *name == user.username.as_str());
            let moved = moved.map(|(_, code)| Home::Agency(AgencyCode::parse(code).unwrap()));
            let seat = match &moved.unwrap_or_else(|| user.home.clone()) {
                Home::Agency(code) => DIRECTORY.agencies.get(code).map(|agency| agency.id),
                Home::Institution(_) | Home::Nation => None,
            };
            let roles = user.roles.iter();
            roles.filter_map(move |role| Some((user.id, *role, seat?)))
        });
        Directory::new(agencies, institutions, staff)
    }
}
