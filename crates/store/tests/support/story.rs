//! People and what they do.

use super::House;
use super::store::read::ServedLine;
use engine::actor::{Actor, Seat, Who};
use engine::answer::{AccountFound, AccountKind, Findings, Outcome};
use engine::asking::Reasons;
use engine::case::{
    CaseContent, Category, Conditions, Document, ObligationKind, ObligationLine, Party, PartyKind,
    PartyRole,
};
use engine::command::{Command, Envelope};
use engine::decide::{Done, Reply};
use engine::demand::ItemAnswer;
use engine::directory::{AgencyCode, InstitutionCode, Username};
use engine::id::{CaseId, DemandId, InstitutionId, InstrumentId, ItemId, PartyId, UserId};
use engine::identity::{AccountNumber, Identifier, IdentifierKind, PersonName};
use engine::instrument::{InfoRequest, InfoType, InquiryContent, Requester};
use engine::money::Money;
use engine::refusal::Refusal;
use engine::role::Role;
use engine::time::{Clock, Day};
use uuid::Uuid;

pub fn user(name: &str) -> UserId {
    Username::parse(name).unwrap().derived_id()
}

pub fn institution(code: &str) -> InstitutionId {
    InstitutionCode::parse(code).unwrap().derived_id()
}

fn person(name: &str, role: Role, seat: Seat) -> Actor {
    Actor { who: Who::Person(user(name)), role, seat }
}

/// Somebody of an agency.
pub fn asker(name: &str, role: Role, agency: &str) -> Actor {
    let agency = AgencyCode::parse(agency).unwrap().derived_id();
    person(name, role, Seat::Agency(agency))
}

/// Somebody of an institution.
pub fn banker(name: &str, role: Role, code: &str) -> Actor {
    person(name, role, Seat::Institution(institution(code)))
}

/// Somebody for the whole country.
pub fn national(name: &str, role: Role) -> Actor {
    person(name, role, Seat::Country)
}

pub fn officer() -> Actor {
    asker("saomai", Role::Officer, "T01-01")
}

pub fn colleague() -> Actor {
    asker("haidang", Role::Officer, "T01-01")
}

pub fn head() -> Actor {
    asker("daiduong", Role::Head, "T01-01")
}

pub fn stranger() -> Actor {
    asker("binhminh", Role::Officer, "T79-01")
}

pub fn supervisor() -> Actor {
    asker("lamgiang", Role::Supervisor, "T01")
}

pub fn vcb() -> Actor {
    banker("vcb.duyet", Role::BankChecker, "VCB")
}

pub fn vcb_maker() -> Actor {
    banker("vcb.lap", Role::BankMaker, "VCB")
}

pub fn acb() -> Actor {
    banker("acb.duyet", Role::BankChecker, "ACB")
}

pub fn state_bank() -> Actor {
    national("bachduong", Role::StateBankObserver)
}

pub fn debtor_id() -> PartyId {
    PartyId(Uuid::from_u128(0xd))
}

pub fn cccd() -> Identifier {
    Identifier::parse(IdentifierKind::Cccd, "001090012345").unwrap()
}

fn document(number: &str) -> Document {
    Document {
        number: number.to_owned(),
        day: Day::from_ymd(2026, 10, 1).unwrap(),
        issuer: "THADS khu vực 1 - Hà Nội".to_owned(),
    }
}

pub fn case_content(number: &str, officer: &str, debtor: &str) -> CaseContent {
    CaseContent {
        number: number.to_owned(),
        officer: user(officer),
        decision: document("125/QĐ-THADS"),
        judgment: document("12/2026/DS-ST"),
        category: Category::BankCredit,
        conditions: Conditions::Unverified,
        obligations: vec![ObligationLine {
            kind: ObligationKind::Principal,
            amount: Money::vnd(500_000_000),
            note: None,
        }],
        parties: vec![Party {
            id: debtor_id(),
            role: PartyRole::Debtor,
            kind: PartyKind::Person,
            name: PersonName::parse(debtor).unwrap(),
            identifiers: vec![cccd()],
            address: None,
            institution: None,
        }],
    }
}

pub fn asking(infos: &[InfoType], banks: &[&str]) -> InquiryContent {
    let request = |info: &InfoType| InfoRequest { info: *info, from: None, to: None, detail: None };
    InquiryContent {
        requester: Requester::Officer,
        debtor: debtor_id(),
        purpose: "Xác minh điều kiện thi hành án".to_owned(),
        legal_basis: "Luật Thi hành án dân sự 106/2025/QH15".to_owned(),
        place: None,
        interim: false,
        sealed_to: Vec::new(),
        items: infos.iter().map(request).collect(),
        institutions: banks.iter().map(|code| institution(code)).collect(),
        reasons: Reasons::default(),
    }
}

/// What a bank found; the number is a canary that no list may show.
pub const SECRET_ACCOUNT: &str = "0011004567890";

pub fn found(house: &House<'_>, item: ItemId) -> ItemAnswer {
    let account = AccountFound {
        number: AccountNumber::parse(SECRET_ACCOUNT).unwrap(),
        kind: AccountKind::Payment,
        balance: Some(Money::vnd(120_000_000)),
        as_of: house.clock.now(),
        joint_holders: Vec::new(),
        markers: Vec::new(),
        matures: None,
        own_claim: None,
        restrictions: Vec::new(),
        held_identifier: None,
    };
    let findings = Findings::Account(vec![account]);
    ItemAnswer::new(item, Outcome::Found { findings, part: false })
}

impl House<'_> {
    /// Does something, whatever comes of it.
    pub fn attempt(&self, actor: Actor, command: Command) -> Result<Done, Refusal> {
        self.clock.tick();
        let envelope =
            Envelope { actor, key: None, arrived: self.clock.now(), expected: None, command };
        match self.store.execute_blocking(envelope).unwrap().reply.unwrap() {
            Reply::Done(done) => Ok(done),
            Reply::Refused(refusal) => Err(refusal),
        }
    }

    /// Does something that must succeed.
    pub fn act(&self, actor: Actor, command: Command) -> Done {
        let kind = command.kind();
        self.attempt(actor, command).unwrap_or_else(|refusal| panic!("{}: {refusal}", kind.code()))
    }

    pub fn open_case(&self, actor: Actor, content: CaseContent) -> CaseId {
        let content = Box::new(content);
        CaseId(self.act(actor, Command::OpenCase { content }).subject)
    }

    pub fn file(
        &self,
        actor: Actor,
        case: CaseId,
        content: InquiryContent,
    ) -> (InstrumentId, Vec<ServedLine>) {
        let content = Box::new(content);
        let id = InstrumentId(self.act(actor, Command::FileInquiry { case, content }).subject);
        let served = self.store.find_blocking(|r| r.served_of(&actor, id));
        (id, served.unwrap())
    }

    pub fn items(&self, actor: Actor, demand: DemandId) -> Vec<ItemId> {
        let view = self.store.find_blocking(|r| r.demand(&actor, demand));
        let items = view.unwrap().demand.items.into_iter();
        items.map(|item| item.id).collect()
    }

    /// A maker drafts that one account was found, a checker sends it.
    pub fn answer(&self, bank: &str, demand: DemandId) {
        let maker = banker(&format!("{bank}.lap").to_lowercase(), Role::BankMaker, bank);
        let checker = banker(&format!("{bank}.duyet").to_lowercase(), Role::BankChecker, bank);
        let items = self.items(maker, demand);
        let answers = items.into_iter().map(|item| found(self, item)).collect();
        self.act(maker, Command::SaveDraft { demand, answers });
        let drafted = self.store.find_blocking(|r| r.demand(&checker, demand));
        let hash = drafted.unwrap().draft.unwrap().hash;
        self.act(checker, Command::SubmitDraft { demand, hash });
    }

    /// The case `1/THA` of officer Sao Mai, asking VCB and ACB for accounts.
    pub fn two_banks_asked(&self) -> (CaseId, InstrumentId, Vec<ServedLine>) {
        let case = self.open_case(officer(), case_content("1/THA", "saomai", "Nguyễn Đức Ấn"));
        let content = asking(&[InfoType::Account], &["VCB", "ACB"]);
        let (inquiry, served) = self.file(officer(), case, content);
        (case, inquiry, served)
    }
}

/// The demand served to a bank.
pub fn to(served: &[ServedLine], code: &str) -> DemandId {
    let line = served.iter().find(|line| line.institution == institution(code));
    line.unwrap().demand
}

/// Asked in words, where a type of information needs them.
pub trait Worded {
    #[must_use]
    fn worded(self) -> Self;
}

impl Worded for InquiryContent {
    fn worded(mut self) -> Self {
        for item in &mut self.items {
            if item.info == InfoType::Other {
                item.detail = Some("Bảo lãnh đã phát hành".to_owned());
            }
            if item.info == InfoType::Income {
                item.from = Day::from_ymd(2026, 1, 1);
                item.to = Day::from_ymd(2026, 6, 30);
            }
        }
        self
    }
}

impl House<'_> {
    /// The sweep: strikes every clock whose time has come, until none is left.
    pub fn strike_all(&self) {
        for _ in 0..20 {
            let now = self.clock.now();
            let due = self.store.find_as_system_blocking(|s| s.due_clocks(now, 200));
            let due = due.unwrap();
            if due.is_empty() {
                return;
            }
            // Striking a clock strikes its siblings that are due.
            let mut struck = std::collections::BTreeSet::new();
            for (demand, clock) in due.into_iter().filter(|(demand, _)| struck.insert(*demand)) {
                self.act(Actor::SYSTEM, Command::StrikeClock { demand, clock });
            }
        }
        panic!("clocks strike for ever");
    }
}
