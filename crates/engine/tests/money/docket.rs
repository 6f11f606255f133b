//! The case as it was opened, and what else is recorded of it: postings,
//! objections, time that runs out, the end.

use crate::office::Office;
use crate::own::OWED;
use crate::world::{World, pick, who};
use engine::actor::Actor;
use engine::case::{
    CaseContent, Category, Conditions, Document, ObligationKind, ObligationLine, Party, PartyKind,
    PartyRole,
};
use engine::command::{Command as C, Entry};
use engine::demand::Channel;
use engine::id::{CaseId, DutyId, InstrumentId, PostingId};
use engine::identity::{Identifier, IdentifierKind, PersonName};
use engine::law::Stage;
use engine::ledger::{Book, ObjectionContent, ObjectionKind, Objector, ObligationEnd, Verdict};
use engine::money::Money;
use engine::refusal::Refusal;
use engine::time::{Day, Instant, Zone};

impl World {
    pub(crate) fn post(&mut self, more: bool, amount: i64) {
        let entry = if more { Entry::Charge(Book::Cost) } else { Entry::Waive(Book::Principal) };
        let command = C::PostEntry {
            case: self.here.case,
            entry,
            amount: Money::vnd(amount),
            day: Zone::HANOI.day_of(self.now),
            note: self.text("Quyết định"),
        };
        let effect = if more { amount } else { -amount };
        match self.try_as(who(self.here.office.officer), command) {
            Ok(done) => self.here.own.post(PostingId(done.other.unwrap()), effect),
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
            text: self.text(&format!("Đơn số {}", self.keys)),
            channel: Channel::ByHand,
            received_at: self.now,
            knew_at: None,
        });
        self.must(self.here.office.clerk, C::RecordObjection { case: self.here.case, content });
    }

    pub(crate) fn judge(&mut self, objection: u8, verdict: u8) {
        let open: Vec<_> = self
            .ledger()
            .map_or_else(Vec::new, |ledger| ledger.open_objections().map(|one| one.id).collect());
        if let Some(&objection) = pick(&open, objection) {
            let verdict = *pick(Verdict::CODED, verdict).unwrap();
            let reason = self.text("Quyết định giải quyết");
            let case = self.here.case;
            self.must(
                self.here.office.head,
                C::DecideObjection { case, objection, verdict, reason },
            );
        }
    }

    pub(crate) fn sweep(&mut self) {
        while let Some((case, duty, about)) = self.next_duty() {
            self.try_as(Actor::SYSTEM, C::StrikeDuty { case, duty, about }).unwrap();
        }
    }

    fn next_duty(&self) -> Option<(CaseId, DutyId, Option<InstrumentId>)> {
        let due = |at: Option<Instant>| at.is_some_and(|at| at <= self.now);
        let duties = self.ledgers().flat_map(|one| one.duties.iter().map(|duty| (one.case, duty)));
        let mut due = duties.filter(|(_, duty)| due(duty.next_at));
        due.next().map(|(case, duty)| (case, duty.id, duty.about))
    }

    pub(crate) fn end(&mut self, how: u8) {
        let ends = [ObligationEnd::Paid, ObligationEnd::Terminated, ObligationEnd::Annulled];
        let how = *pick(&ends, how).unwrap();
        let reason = self.text("Quyết định đình chỉ");
        let command = C::EndObligation { case: self.here.case, how, reason };
        match self.try_as(who(self.here.office.head), command) {
            Ok(_) => self.here.own.ended = Some(how),
            Err(Refusal::BookExceeded { .. } | Refusal::ObligationEnded) => {}
            Err(why) => panic!("an end is refused: {why:?}"),
        }
    }
}

/// A hundred owed by one person, who owes in the case of another office too.
pub(crate) fn case(office: &Office) -> Box<CaseContent> {
    let document = |number: &str, issuer: &str| Document {
        number: number.to_owned(),
        day: Day::from_ymd(2026, 6, 1).unwrap(),
        issuer: issuer.to_owned(),
    };
    let party = |name: &str, role| Party {
        id: office.party(name),
        role,
        kind: PartyKind::Person,
        name: PersonName::parse(name).unwrap(),
        identifiers: Vec::new(),
        address: None,
        institution: None,
    };
    let cccd = Identifier::parse(IdentifierKind::Cccd, "079185001234").unwrap();
    Box::new(CaseContent {
        number: format!("12/2026/{}", office.mark),
        officer: office.person(),
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
