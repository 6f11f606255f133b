//! What commands say, ready made.

use engine::answer::{
    AccountFound, AccountKind, Findings, IncomeFound, Outcome, SafeBoxFound, Scope, SecurityFound,
    TransactionFound,
};
use engine::asking::Reasons;
use engine::case::{
    CaseContent, Category, Conditions, Document, ObligationKind, ObligationLine, Party, PartyKind,
    PartyRole,
};
use engine::delegation::DelegationContent;
use engine::demand::Channel;
use engine::id::{AgencyId, InstitutionId, PartyId, UserId};
use engine::identity::{AccountNumber, Identifier, IdentifierKind, PersonName};
use engine::instrument::{InfoRequest, InfoType, InquiryContent, Requester};
use engine::money::Money;
use engine::order::{Numbered, Order, OrderContent};
use engine::pause::PauseContent;
use engine::payee::PayeeContent;
use engine::request::{Asker, AskerKind, Liability, Measure, MeasureContent, Ruling};
use engine::time::{Day, Instant};
use uuid::Uuid;

/// The id of a party by name.
pub(crate) fn party_id(name: &str) -> PartyId {
    PartyId(Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_bytes()))
}

/// A party by name.
pub(crate) fn party(name: &str, role: PartyRole, cccd: Option<&str>) -> Party {
    let identifiers = cccd.map(|text| Identifier::parse(IdentifierKind::Cccd, text).unwrap());
    Party {
        id: party_id(name),
        role,
        kind: PartyKind::Person,
        name: PersonName::parse(name).unwrap(),
        identifiers: identifiers.into_iter().collect(),
        address: None,
        institution: None,
    }
}

/// A case of An, who owes Binh a hundred million.
pub(crate) fn case(number: &str, officer: UserId) -> CaseContent {
    let document = |number: &str, issuer: &str| Document {
        number: number.to_owned(),
        day: Day::from_ymd(2026, 6, 1).unwrap(),
        issuer: issuer.to_owned(),
    };
    CaseContent {
        number: number.to_owned(),
        officer,
        decision: document("125/QĐ-THADS", "THADS thành phố Hà Nội"),
        judgment: document("31/2026/DS-ST", "Tòa án nhân dân khu vực 1 - Hà Nội"),
        category: Category::Civil,
        conditions: Conditions::Unverified,
        obligations: vec![ObligationLine {
            kind: ObligationKind::Principal,
            amount: Money::vnd(100_000_000),
            note: None,
        }],
        parties: vec![
            party("An", PartyRole::Debtor, Some("079185001234")),
            party("Binh", PartyRole::Creditor, None),
        ],
    }
}

/// One thing to ask; over October 2025 where a period is needed.
pub(crate) fn request(info: InfoType) -> InfoRequest {
    let period = matches!(info, InfoType::Transactions | InfoType::Income);
    InfoRequest {
        info,
        from: period.then(|| Day::from_ymd(2025, 10, 1).unwrap()),
        to: period.then(|| Day::from_ymd(2025, 10, 31).unwrap()),
        detail: (info == InfoType::Other).then(|| "giấy tờ có giá".to_owned()),
    }
}

/// An officer's inquiry about An.
pub(crate) fn inquiry(items: Vec<InfoRequest>, institutions: Vec<InstitutionId>) -> InquiryContent {
    InquiryContent {
        requester: Requester::Officer,
        debtor: party_id("An"),
        purpose: "Xác minh điều kiện thi hành án".to_owned(),
        legal_basis: "Luật số 106/2025/QH15, Điều 37 khoản 6".to_owned(),
        place: None,
        interim: false,
        sealed_to: Vec::new(),
        items,
        institutions,
        reasons: Reasons::default(),
    }
}

/// An order about An's money; the decision is of 20 November 2026.
pub(crate) fn order(number: &str, order: Order) -> OrderContent {
    let day = Day::from_ymd(2026, 11, 20).unwrap();
    OrderContent {
        debtor: party_id("An"),
        decision: Some(Numbered { number: number.to_owned(), day }),
        legal_basis: basis(&order, day),
        sealed_to: Vec::new(),
        order,
    }
}

/// The article that an order rests on by the law of its day.
pub(crate) fn basis(order: &Order, day: Day) -> String {
    let (old, new) = match order {
        Order::Freeze { .. } | Order::Amend { .. } => ("67", "67"),
        Order::Deduct { .. } => ("76", "73"),
        Order::Release { .. } => ("77", "95"),
        Order::IncomeDeduction { .. } => ("78", "76"),
    };
    let first = Day::from_ymd(2026, 7, 1).unwrap();
    if day < first {
        return format!("Luật số 26/2008/QH12, Điều {old}");
    }
    format!("Luật số 106/2025/QH15, Điều {new}")
}

/// The treasury account of an office.
pub(crate) fn payee() -> PayeeContent {
    PayeeContent {
        name: "Thi hành án dân sự khu vực 1 - Hà Nội".to_owned(),
        bank: "Kho bạc Nhà nước khu vực I".to_owned(),
        account: AccountNumber::parse("3949010001234").unwrap(),
    }
}

/// A request to freeze An's money; a bailiff's contract was liquidated on 19
/// November 2026 at nine.
#[allow(dead_code, reason = "each test uses its part of what they share")]
pub(crate) fn measure(kind: AskerKind, agency: AgencyId) -> MeasureContent {
    let liquidated = || "2026-11-19T02:00:00Z".parse().unwrap();
    let (name, identifier) = match kind {
        AskerKind::Bailiff => ("Văn phòng THADS Ba Đình", "012/THV"),
        AskerKind::Creditor => ("Bình", "079185004321"),
    };
    MeasureContent {
        agency,
        asker: Asker {
            kind,
            name: name.to_owned(),
            address: "12 phố Giảng Võ, Hà Nội".to_owned(),
            identifier: identifier.to_owned(),
            contact: Some("024 3838 0001".to_owned()),
        },
        liability: Liability {
            signed_on: Day::from_ymd(2026, 11, 18).unwrap(),
            evidence: "Cam kết bồi thường ngày 18/11/2026".to_owned(),
        },
        debtor: party("An", PartyRole::Debtor, Some("079185001234")),
        judgment: Document {
            number: "31/2026/DS-ST".to_owned(),
            day: Day::from_ymd(2026, 6, 1).unwrap(),
            issuer: "Tòa án nhân dân khu vực 1 - Hà Nội".to_owned(),
        },
        decision: None,
        measure: Measure::Freeze,
        known_at: Vec::new(),
        amount: Money::vnd(60_000_000),
        reason: "Đang rút tiền khỏi tài khoản".to_owned(),
        channel: Channel::ByHand,
        liquidated_at: (kind == AskerKind::Bailiff).then(liquidated),
        own_case: None,
        attachments: Vec::new(),
    }
}

/// What an agency decides of a request.
#[allow(dead_code, reason = "each test uses its part of what they share")]
pub(crate) fn ruling(granted: bool) -> Ruling {
    let day = Day::from_ymd(2026, 11, 20).unwrap();
    Ruling {
        granted,
        decision: Numbered { number: "77/QĐ-THADS".to_owned(), day },
        ground: if granted { "dissipation" } else { "no_ground" }.to_owned(),
        reason: "Có căn cứ theo hồ sơ".to_owned(),
    }
}

/// One finding of a type.
pub(crate) fn findings(info: InfoType, amount: i64, as_of: Instant) -> Findings {
    let number = || AccountNumber::parse("0123456789").unwrap();
    match info {
        InfoType::Account | InfoType::Whereabouts => Findings::Account(vec![AccountFound {
            number: number(),
            kind: AccountKind::Payment,
            balance: (info == InfoType::Account).then(|| Money::vnd(amount)),
            as_of,
            joint_holders: Vec::new(),
            markers: Vec::new(),
            matures: None,
            own_claim: None,
            restrictions: Vec::new(),
            held_identifier: None,
        }]),
        InfoType::Transactions => Findings::Transactions(vec![TransactionFound {
            account: number(),
            at: as_of,
            amount: Money::vnd(amount),
            counterparty: None,
            text: None,
        }]),
        InfoType::Income => Findings::Income(vec![IncomeFound {
            payer: "Công ty mẫu".to_owned(),
            period: Day::from_ymd(2025, 10, 1).unwrap(),
            amount: Money::vnd(amount),
        }]),
        InfoType::Securities => Findings::Securities(vec![SecurityFound {
            code: "VN000000FPT1".to_owned(),
            quantity: u64::try_from(amount).unwrap_or(0),
            account: "006C123456".to_owned(),
        }]),
        InfoType::SafeBox => Findings::SafeBox(vec![SafeBoxFound {
            label: amount.to_string(),
            branch: "Chi nhánh mẫu 1".to_owned(),
        }]),
        InfoType::Other => Findings::Other(format!("{amount} trang")),
    }
}

/// Nothing found, in the whole institution or in one branch.
pub(crate) fn none(branch: bool, as_of: Instant) -> Outcome {
    let scope = if branch {
        Scope::Branch { branch: "Chi nhánh mẫu 1".to_owned() }
    } else {
        Scope::Institution
    };
    Outcome::None {
        scope,
        tried: vec![Identifier::parse(IdentifierKind::Cccd, "079185001234").unwrap()],
        as_of,
    }
}

/// Several customers match.
pub(crate) fn ambiguous() -> Outcome {
    Outcome::Ambiguous { hits: 2, needed: "Ngày cấp CCCD".to_owned() }
}

/// Not answered, on a ground.
pub(crate) fn refused(ground: &str) -> Outcome {
    Outcome::Refused {
        ground: ground.to_owned(),
        reasons: "Không quản lý thông tin này".to_owned(),
    }
}

/// A decision to postpone.
#[allow(dead_code, reason = "each test uses its part of what they share")]
pub(crate) fn pause(day: Day) -> PauseContent {
    PauseContent {
        ground: "debtor_ill".to_owned(),
        decision: Numbered { number: "15/QĐ-THADS".to_owned(), day },
        from: day,
        until: None,
        note: None,
    }
}

/// A decision to delegate all that is owed.
#[allow(dead_code, reason = "each test uses its part of what they share")]
pub(crate) fn delegation(to: AgencyId, day: Day) -> DelegationContent {
    DelegationContent {
        to,
        decision: Numbered { number: "07/QĐ-THADS".to_owned(), day },
        parts: None,
        reason: "Người phải thi hành án có tài sản tại đó".to_owned(),
    }
}
