//! Requests for a measure.

use super::House;
use super::story::{asker, debtor_id, institution};
use engine::actor::Actor;
use engine::case::{Document, Party, PartyKind, PartyRole};
use engine::command::{Command, HandingOver};
use engine::demand::Channel;
use engine::directory::AgencyCode;
use engine::id::{AgencyId, CaseId, RequestId};
use engine::identity::{AccountNumber, PersonName};
use engine::money::Money;
use engine::order::Numbered;
use engine::request::{
    Asker, AskerKind, Attachment, KnownAt, Liability, Measure, MeasureContent, Ruling,
};
use engine::role::Role;
use engine::time::Day;

/// Who asks, whose money, and where: nowhere in a plain column.
pub const CARD: &str = "THV-0815-4711";
pub const OWES: &str = "Nguyễn Đức Ấn";
pub const ACCOUNT: &str = "9988776655";

pub fn agency(code: &str) -> AgencyId {
    AgencyCode::parse(code).unwrap().derived_id()
}

/// A bailiff of another province.
pub fn bailiff() -> Actor {
    asker("cuulong", Role::Bailiff, "T79-01")
}

pub fn clerk() -> Actor {
    asker("tuongvi", Role::Clerk, "T01-01")
}

/// A contract that was liquidated on Monday 16 November 2026 at eight.
pub fn measure(own_case: Option<CaseId>) -> MeasureContent {
    let account = AccountNumber::parse(ACCOUNT).unwrap();
    MeasureContent {
        agency: agency("T01-01"),
        asker: Asker {
            kind: AskerKind::Bailiff,
            name: "Văn phòng THADS Sài Gòn".to_owned(),
            address: "12 Lê Lợi".to_owned(),
            identifier: CARD.to_owned(),
            contact: Some("028 3838 0001".to_owned()),
        },
        liability: Liability {
            signed_on: Day::from_ymd(2026, 11, 14).unwrap(),
            evidence: "Cam kết bồi thường số 3".to_owned(),
        },
        debtor: Party {
            id: debtor_id(),
            role: PartyRole::Debtor,
            kind: PartyKind::Person,
            name: PersonName::parse(OWES).unwrap(),
            identifiers: vec![super::story::cccd()],
            address: None,
            institution: None,
        },
        judgment: Document {
            number: "12/2026/DS-ST".to_owned(),
            day: Day::from_ymd(2026, 6, 1).unwrap(),
            issuer: "Tòa án nhân dân khu vực 1 - Hà Nội".to_owned(),
        },
        decision: None,
        measure: Measure::Freeze,
        known_at: vec![KnownAt { institution: institution("VCB"), accounts: vec![account] }],
        amount: Money::vnd(200_000_000),
        reason: "Đang rút tiền".to_owned(),
        channel: Channel::Electronic,
        liquidated_at: Some("2026-11-16T08:00:00+07:00".parse().unwrap()),
        own_case,
        attachments: vec![Attachment { name: "Hợp đồng".to_owned(), sha256: None }],
    }
}

pub fn granted() -> Ruling {
    let day = Day::from_ymd(2026, 11, 16).unwrap();
    Ruling {
        granted: true,
        decision: Numbered { number: "77/QĐ-THADS".to_owned(), day },
        ground: "dissipation".to_owned(),
        reason: format!("{OWES} đang tẩu tán"),
    }
}

impl House<'_> {
    /// A request recorded by the bailiff.
    pub fn request(&self, own_case: Option<CaseId>) -> RequestId {
        let content = Box::new(measure(own_case));
        self.act(bailiff(), Command::RecordRequest { content, received: None }).subject.into()
    }

    pub fn hand_over(&self, request: RequestId) {
        let how = HandingOver { channel: Channel::Electronic, at: None, proof: None };
        self.act(bailiff(), Command::HandOverRequest { request, how });
    }
}
