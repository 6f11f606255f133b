//! The case as it was opened, and what else is recorded of it: postings,
//! objections, time that runs out, the end.

use crate::own::OWED;
use crate::people;
use crate::world::{World, pick, who};
use engine::actor::Actor;
use engine::case::{
    CaseContent, Category, Conditions, Document, ObligationKind, ObligationLine, Party, PartyKind,
    PartyRole,
};
use engine::command::{Command as C, Entry};
use engine::demand::Channel;
use engine::id::{DutyId, InstrumentId, PartyId, PostingId};
use engine::identity::{Identifier, IdentifierKind, PersonName};
use engine::law::Stage;
use engine::ledger::{Book, ObjectionContent, ObjectionKind, Objector, ObligationEnd, Verdict};
use engine::money::Money;
use engine::refusal::Refusal;
use engine::time::{Day, Instant, Zone};
use uuid::Uuid;

impl World {
    pub(crate) fn post(&mut self, more: bool, amount: i64) {
        let entry = if more { Entry::Charge(Book::Cost) } else { Entry::Waive(Book::Principal) };
        let command = C::PostEntry {
            case: self.case,
            entry,
            amount: Money::vnd(amount),
            day: Zone::HANOI.day_of(self.now),
            note: "Quyết định".to_owned(),
        };
        let effect = if more { amount } else { -amount };
        match self.try_as(who("officer:saomai"), command) {
            Ok(done) => self.own.post(PostingId(done.other.unwrap()), effect),
            Err(Refusal::BookExceeded { .. } | Refusal::ObligationEnded) => {}
            Err(why) => panic!("a posting is refused: {why:?}"),
        }
    }

    /// Somebody says that the money is his, of one hold or of all.
    pub(crate) fn object(&mut self, hold: u8, all: bool) {
        let hold = self.ledger().and_then(|one| pick(&one.holds, hold)).map(|hold| hold.id);
        self.keys += 1;
        let content = Box::new(ObjectionContent {
            kind: ObjectionKind::Claim,
            stage: Stage::Security,
            by: Objector { name: "Bình".to_owned(), capacity: "người thứ ba".to_owned() },
            about: Vec::new(),
            holds: hold.filter(|_| !all).into_iter().collect(),
            ground: "not_debtors_money".to_owned(),
            text: format!("Đơn số {}", self.keys),
            channel: Channel::ByHand,
            received_at: self.now,
            knew_at: None,
        });
        self.must("clerk:tuongvi", C::RecordObjection { case: self.case, content });
    }

    pub(crate) fn judge(&mut self, objection: u8, verdict: u8) {
        let open: Vec<_> = self
            .ledger()
            .map_or_else(Vec::new, |ledger| ledger.open_objections().map(|one| one.id).collect());
        if let Some(&objection) = pick(&open, objection) {
            let verdict = *pick(Verdict::CODED, verdict).unwrap();
            let reason = "Quyết định giải quyết".to_owned();
            let case = self.case;
            self.must("head:daiduong", C::DecideObjection { case, objection, verdict, reason });
        }
    }

    pub(crate) fn sweep(&mut self) {
        while let Some((duty, about)) = self.next_duty() {
            let command = C::StrikeDuty { case: self.case, duty, about };
            self.try_as(Actor::SYSTEM, command).unwrap();
        }
    }

    pub(crate) fn next_duty(&self) -> Option<(DutyId, Option<InstrumentId>)> {
        let due = |at: Option<Instant>| at.is_some_and(|at| at <= self.now);
        let mut duties = self.ledger()?.duties.iter();
        duties.find(|duty| due(duty.next_at)).map(|duty| (duty.id, duty.about))
    }

    pub(crate) fn end(&mut self, how: u8) {
        let ends = [ObligationEnd::Paid, ObligationEnd::Terminated, ObligationEnd::Annulled];
        let how = *pick(&ends, how).unwrap();
        let reason = "Quyết định đình chỉ".to_owned();
        let command = C::EndObligation { case: self.case, how, reason };
        match self.try_as(who("head:daiduong"), command) {
            Ok(_) => self.own.ended = Some(how),
            Err(Refusal::BookExceeded { .. } | Refusal::ObligationEnded) => {}
            Err(why) => panic!("an end is refused: {why:?}"),
        }
    }
}

pub(crate) fn case() -> Box<CaseContent> {
    let document = |number: &str, issuer: &str| Document {
        number: number.to_owned(),
        day: Day::from_ymd(2026, 6, 1).unwrap(),
        issuer: issuer.to_owned(),
    };
    let party = |name: &str, role| Party {
        id: party_id(name),
        role,
        kind: PartyKind::Person,
        name: PersonName::parse(name).unwrap(),
        identifiers: Vec::new(),
        address: None,
    };
    let cccd = Identifier::parse(IdentifierKind::Cccd, "079185001234").unwrap();
    Box::new(CaseContent {
        number: "12/2026".to_owned(),
        officer: people::user("saomai").unwrap(),
        decision: document("125/QĐ-THADS", "THADS"),
        judgment: document("31/2026/DS-ST", "Tòa án"),
        category: Category::Civil,
        conditions: Conditions::Enforceable,
        obligations: vec![ObligationLine {
            kind: ObligationKind::Principal,
            amount: Money::vnd(OWED),
            note: None,
        }],
        parties: vec![
            Party { identifiers: vec![cccd], ..party("An", PartyRole::Debtor) },
            party("Binh", PartyRole::Creditor),
        ],
    })
}

pub(crate) fn party_id(name: &str) -> PartyId {
    PartyId(Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_bytes()))
}
