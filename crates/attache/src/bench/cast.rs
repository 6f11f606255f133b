//! Who acts in the benchmark and what they do: one officer with a thousand
//! cases, the systems of 49 banks, the same words in process and over HTTP.

use super::{BenchError, rules};
use engine::actor::{Actor, Seat, Who};
use engine::answer::{AccountFound, AccountKind, Findings, Outcome};
use engine::asking::Reasons;
use engine::case::{
    CaseContent, Category, Conditions, Document, ObligationKind, ObligationLine, Party, PartyKind,
    PartyRole,
};
use engine::command::{Command, Envelope, IdempotencyKey};
use engine::demand::ItemAnswer;
use engine::directory::{AgencyCode, AgencyLevel, Directory, Username};
use engine::execution::FrozenAccount;
use engine::id::{
    AgencyId, CaseId, ClientId, DemandId, InstitutionId, InstrumentId, ItemId, PartyId, UserId,
};
use engine::identity::{AccountNumber, Identifier, IdentifierKind, PersonName};
use engine::instrument::{Content, ContentHash, InfoRequest, InfoType, InquiryContent, Requester};
use engine::money::Money;
use engine::order::{FreezeAt, Numbered, Order, OrderContent};
use engine::role::Role;
use engine::time::{Day, Instant, Zone};
use serde_json::{Value, json};
use store::floor::Seats;
use uuid::Uuid;

/// How many institutions there are to ask.
pub(super) const BANKS: usize = 49;
/// The officer's name of account.
pub(super) const OFFICER: &str = "saomai";
/// The officer's office.
const OFFICE: &str = "T01-01";
/// A supervisor of a province, and one of the ministry.
const SUPERVISORS: [(&str, &str); 2] = [("lamgiang", "T01"), ("nguyetcat", "BTP")];

const PURPOSE: &str = "Xác minh điều kiện thi hành án của người phải thi hành án";
const BASIS: &str = "Điều 37 Luật Thi hành án dân sự số 106/2025/QH15";
const FREEZE_BASIS: &str = "Điều 67 Luật Thi hành án dân sự số 106/2025/QH15";
const ACCOUNT: &str = "0123456789";
/// What each bank freezes, in đồng.
const FROZEN: i64 = 25_000_000;

/// Everybody.
pub(super) struct Cast {
    pub(super) directory: Directory,
    /// The officer, as he acts.
    pub(super) officer: Actor,
    /// The institutions that are asked.
    pub(super) banks: Vec<InstitutionId>,
}

fn wrong(what: &str) -> BenchError {
    BenchError::Shipped(format!("the shipped directory lacks {what}"))
}

impl Cast {
    /// From the shipped directory.
    pub(super) fn assemble() -> Result<Self, BenchError> {
        let directory = rules::directory()?;
        let banks = directory.institutions.values().filter(|one| one.joined && one.active);
        let banks: Vec<InstitutionId> = banks.take(BANKS).map(|one| one.id).collect();
        if banks.len() < BANKS {
            return Err(wrong("49 institutions that take part"));
        }
        let officer = Actor {
            who: Who::Person(user(OFFICER)?),
            role: Role::Officer,
            seat: Seat::Agency(agency(OFFICE)?),
        };
        Ok(Self { directory, officer, banks })
    }

    /// Over whom many demands are spread.
    pub(super) fn seats(&self) -> Result<Seats, BenchError> {
        let office = agency(OFFICE)?;
        let offices = self.directory.agencies.values();
        let others = offices
            .filter(|one| one.level != AgencyLevel::Ministry && one.id != office)
            .map(|one| one.id);
        Ok(Seats {
            agencies: std::iter::once(office).chain(others).collect(),
            institutions: self.banks.clone(),
            officer: user(OFFICER)?,
        })
    }

    /// A bank, round and round.
    pub(super) fn bank(&self, n: usize) -> InstitutionId {
        self.banks.get(n % BANKS).copied().unwrap_or(InstitutionId(Uuid::nil()))
    }

    /// A person who answers for a bank.
    pub(super) fn maker(&self, n: usize) -> Actor {
        let who = Who::Person(UserId(self.bank(n).0));
        Actor { who, role: Role::BankMaker, seat: Seat::Institution(self.bank(n)) }
    }

    /// The head of the officer's office, who sees its whole list.
    pub(super) fn head() -> Result<Actor, BenchError> {
        let who = Who::Person(user("daiduong")?);
        Ok(Actor { who, role: Role::Head, seat: Seat::Agency(agency(OFFICE)?) })
    }

    /// A supervisor: of a province, of the ministry, in turn.
    pub(super) fn supervisor(n: usize) -> Result<Actor, BenchError> {
        let [first, second] = SUPERVISORS;
        let (name, office) = if n.is_multiple_of(2) { first } else { second };
        let who = Who::Person(user(name)?);
        Ok(Actor { who, role: Role::Supervisor, seat: Seat::Agency(agency(office)?) })
    }

    /// The user names of the supervisors, in turn.
    pub(super) fn supervisor_names() -> [&'static str; 2] {
        SUPERVISORS.map(|(name, _)| name)
    }

    /// The system of a bank.
    pub(super) fn system(&self, n: usize) -> Actor {
        let bank = self.bank(n);
        let who = Who::Client(ClientId(bank.0));
        Actor { who, role: Role::BankSystem, seat: Seat::Institution(bank) }
    }

    /// Opens a case.
    pub(super) fn opening(&self, n: usize, at: Instant) -> Result<Envelope, BenchError> {
        let number = format!("{n}/{:08x}", rand::random::<u32>());
        let content = Box::new(case_content(number, user(OFFICER)?)?);
        Ok(envelope(self.officer, at, Command::OpenCase { content }))
    }

    /// Files an inquiry to these banks.
    pub(super) fn filing(&self, case: CaseId, to: Vec<InstitutionId>, at: Instant) -> Envelope {
        let content = InquiryContent {
            requester: Requester::Officer,
            debtor: DEBTOR,
            purpose: PURPOSE.to_owned(),
            legal_basis: BASIS.to_owned(),
            place: None,
            interim: false,
            sealed_to: Vec::new(),
            items: vec![InfoRequest {
                info: InfoType::Account,
                from: None,
                to: None,
                detail: None,
            }],
            institutions: to,
            reasons: Reasons {
                many: Some(PURPOSE.to_owned()),
                balances: Some(PURPOSE.to_owned()),
                again: None,
            },
        };
        envelope(self.officer, at, Command::FileInquiry { case, content: Box::new(content) })
    }

    /// The same as a body.
    pub(super) fn filing_body(case: CaseId, to: &[InstitutionId]) -> Value {
        json!({
            "case": case, "issue": true, "requester": { "kind": "officer" }, "debtor": DEBTOR,
            "purpose": PURPOSE, "legal_basis": BASIS, "items": [{ "info": "account" }],
            "institutions": to, "reasons": { "many": PURPOSE, "balances": PURPOSE },
        })
    }

    /// Answers what a bank was asked: one account.
    pub(super) fn answer(
        &self,
        bank: usize,
        demand: DemandId,
        item: ItemId,
        at: Instant,
    ) -> Result<Envelope, BenchError> {
        let account = AccountFound {
            number: AccountNumber::parse(ACCOUNT).map_err(|_| wrong("a sound account number"))?,
            kind: AccountKind::Payment,
            balance: Some(Money::vnd(250_000_000)),
            as_of: at,
            joint_holders: Vec::new(),
            markers: Vec::new(),
            matures: None,
            own_claim: None,
            restrictions: Vec::new(),
            held_identifier: None,
        };
        let findings = Findings::Account(vec![account]);
        let answers = vec![ItemAnswer::new(item, Outcome::Found { findings, part: false })];
        Ok(envelope(self.system(bank), at, Command::SubmitAnswer { demand, answers }))
    }

    /// Orders every bank to freeze, for another person to approve.
    pub(super) fn freezing(&self, case: CaseId, at: Instant) -> (Envelope, ContentHash) {
        let number = format!("{:x}/QĐ-CCTHADS", rand::random::<u64>());
        let to = |institution: &InstitutionId| FreezeAt {
            institution: *institution,
            accounts: Vec::new(),
        };
        let content = OrderContent {
            debtor: DEBTOR,
            decision: Some(Numbered { number, day: Zone::HANOI.day_of(at) }),
            legal_basis: FREEZE_BASIS.to_owned(),
            sealed_to: Vec::new(),
            order: Order::Freeze {
                owed: Money::vnd(1_234_567_890),
                parts: None,
                urgent: false,
                at: self.banks.iter().map(to).collect(),
            },
        };
        let hash = ContentHash::of(&Content::Order(content.clone()));
        let command = Command::FileOrder { case, content: Box::new(content) };
        (envelope(self.officer, at, command), hash)
    }

    /// Lets what was filed go out.
    pub(super) fn issuing(
        &self,
        instrument: InstrumentId,
        hash: ContentHash,
        at: Instant,
    ) -> Result<[Envelope; 2], BenchError> {
        let approval = Command::ApproveOrder { instrument, hash };
        let issue = Command::IssueOrder { instrument };
        Ok([envelope(Self::head()?, at, approval), envelope(self.officer, at, issue)])
    }

    /// Answers a freeze: one account. All banks together hold less than is owed.
    pub(super) fn frozen(
        &self,
        bank: usize,
        demand: DemandId,
        item: ItemId,
        at: Instant,
    ) -> Result<Envelope, BenchError> {
        let account = FrozenAccount {
            at_receipt: Some(Money::vnd(FROZEN)),
            at_freeze: Some(Money::vnd(FROZEN)),
            ..FrozenAccount::plain(
                AccountNumber::parse(ACCOUNT).map_err(|_| wrong("a sound account number"))?,
                AccountKind::Payment,
                Money::vnd(FROZEN),
            )
        };
        let body = Outcome::Frozen { accounts: vec![account] };
        let answers = vec![ItemAnswer::new(item, body)];
        Ok(envelope(self.system(bank), at, Command::SubmitAnswer { demand, answers }))
    }

    /// The same as a body.
    pub(super) fn frozen_body(item: ItemId) -> Value {
        let amount = json!({ "amount": FROZEN.to_string(), "currency": "VND" });
        json!({ "answers": [{ "item": item, "outcome": "frozen", "accounts": [{
            "number": ACCOUNT, "kind": "payment", "frozen": amount,
            "at_receipt": amount, "at_freeze": amount,
        }] }] })
    }

    /// The same as a body.
    pub(super) fn answer_body(item: ItemId, at: Instant) -> Value {
        json!({ "answers": [{
            "item": item, "outcome": "found",
            "findings": { "info": "account", "rows": [{
                "number": ACCOUNT, "kind": "payment",
                "balance": { "amount": "250000000", "currency": "VND" },
                "as_of": at.to_string(),
            }] },
        }] })
    }
}

const DEBTOR: PartyId = PartyId(Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_00D0));
const CREDITOR: PartyId = PartyId(Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_00C0));

fn user(name: &str) -> Result<UserId, BenchError> {
    Ok(Username::parse(name).map_err(|_| wrong(name))?.derived_id())
}

/// The office of every case.
pub(super) fn office() -> Result<AgencyId, BenchError> {
    agency(OFFICE)
}

fn agency(code: &str) -> Result<AgencyId, BenchError> {
    Ok(AgencyCode::parse(code).map_err(|_| wrong(code))?.derived_id())
}

/// With a key of its own, as over HTTP.
fn envelope(actor: Actor, arrived: Instant, command: Command) -> Envelope {
    let id = Uuid::from_u128(rand::random());
    let key = Some(IdempotencyKey { id, request: [7; 32] });
    Envelope { actor, key, arrived, expected: None, command }
}

fn case_content(number: String, officer: UserId) -> Result<CaseContent, BenchError> {
    let day = Day::from_ymd(2026, 9, 14).ok_or_else(|| wrong("a day"))?;
    let document = |number: &str, issuer: &str| Document {
        number: number.to_owned(),
        day,
        issuer: issuer.to_owned(),
    };
    let party = |id, role, kind, name: &str| -> Result<Party, BenchError> {
        let name = PersonName::parse(name).map_err(|_| wrong("a name"))?;
        Ok(Party {
            id,
            role,
            kind,
            name,
            identifiers: Vec::new(),
            address: None,
            institution: None,
        })
    };
    // A debtor of its own for each case: people who owe in hundreds of cases at
    // once are not what offices meet, and each would make all lanes wait for all.
    let cccd = format!("001085{:06}", rand::random_range(0..1_000_000_u32));
    let cccd = Identifier::parse(IdentifierKind::Cccd, &cccd);
    let cccd = cccd.map_err(|_| wrong("a sound identifier"))?;
    let debtor = party(DEBTOR, PartyRole::Debtor, PartyKind::Person, "Nguyễn Văn Hư Cấu")?;
    let bank = "Ngân hàng TMCP Giả Định";
    Ok(CaseContent {
        number,
        officer,
        decision: document("215/QĐ-THADS", "Phòng THADS khu vực 1 - Hà Nội"),
        judgment: document("45/2026/KDTM-ST", "Toà án nhân dân khu vực 1 - Hà Nội"),
        category: Category::BankCredit,
        conditions: Conditions::Unverified,
        obligations: vec![ObligationLine {
            kind: ObligationKind::Principal,
            amount: Money::vnd(1_234_567_890),
            note: None,
        }],
        parties: vec![
            Party { identifiers: vec![cccd], ..debtor },
            party(CREDITOR, PartyRole::Creditor, PartyKind::Organisation, bank)?,
        ],
    })
}
