//! Requests for a measure: somebody who may not order asks the agency that may
//! (Law 106/2025 art. 31(4), 66). A bailiff's office hands over the file of a
//! contract that was liquidated, and the agency decides on the full file (art.
//! 31(6)). Granting one orders nothing: the officer files the freeze.

pub mod file;

use crate::case::{Document, Party};
use crate::demand::Channel;
use crate::id::{AgencyId, CaseId, DutyId, InstitutionId, PartyId, RequestId, UserId};
use crate::identity::AccountNumber;
use crate::instrument::ContentHash;
use crate::law::{Layer, RuleId};
use crate::ledger::{DutyKind, DutyState};
use crate::money::Money;
use crate::order::Numbered;
use crate::policy::Belongs;
use crate::role::Role;
use crate::time::{Day, Instant};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Who asks for a measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AskerKind {
    /// A bailiff's office, whose contract with the creditor ended (art. 31(6)).
    Bailiff,
    /// The creditor himself (art. 66; old law art. 66).
    Creditor,
}

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Phong tỏa tài khoản (art. 67).
    Freeze,
}

/// Who asks, as written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asker {
    /// In which capacity.
    pub kind: AskerKind,
    /// The name: of the office, or of the creditor.
    pub name: String,
    /// The address.
    pub address: String,
    /// The card number of a bailiff, what identifies a creditor.
    pub identifier: String,
    /// Telephone or mail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<String>,
}

/// The undertaking to compensate for a wrong request: who asks answers for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Liability {
    /// When it was signed.
    pub signed_on: Day,
    /// Which paper says so.
    pub evidence: String,
}

/// Where money of the debtor is known to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownAt {
    /// The institution.
    pub institution: InstitutionId,
    /// Accounts there; none: none is known.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accounts: Vec<AccountNumber>,
}

/// A paper that comes with a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// What it is called.
    pub name: String,
    /// The digest of its bytes, where it is a file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<ContentHash>,
}

/// What a request says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeasureContent {
    /// The agency that is to decide.
    pub agency: AgencyId,
    /// Who asks.
    pub asker: Asker,
    /// Who asks answers for a wrong request.
    pub liability: Liability,
    /// Against whom.
    pub debtor: Party,
    /// The judgment enforced.
    pub judgment: Document,
    /// The enforcement decision, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<Document>,
    /// What is asked for.
    pub measure: Measure,
    /// Where money is known to be.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub known_at: Vec<KnownAt>,
    /// What is owed.
    pub amount: Money,
    /// Why the measure is needed.
    pub reason: String,
    /// How the request came to who recorded it.
    pub channel: Channel,
    /// When the contract was liquidated; of a bailiff's request only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub liquidated_at: Option<Instant>,
    /// The office's own case; of a creditor that files here, the agency's case in which
    /// it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own_case: Option<CaseId>,
    /// Papers that come with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
}

impl MeasureContent {
    /// By what an open request is known: the same paper, recorded in the same
    /// place, is the same request (I-3). The debtor's id is no part of the paper:
    /// it is given when that is written down.
    pub fn key(&self, keeper: Uuid) -> Uuid {
        let mut paper = self.clone();
        paper.debtor.id = PartyId(Uuid::nil());
        let digest = ContentHash::of(&paper);
        let hash = Sha256::new().chain_update(keeper.as_bytes()).chain_update(digest.0);
        let first = hash.finalize().iter().take(16).fold(0, |id, byte| id << 8 | u128::from(*byte));
        Uuid::from_u128(first)
    }
}

/// Where a request stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RequestState {
    /// Written down; of a bailiff's office: still with it.
    Recorded,
    /// With the agency that decides.
    HandedOver,
    /// The agency says that the file is full.
    Complete,
    /// The measure will be ordered.
    Granted,
    /// It will not.
    Declined,
    /// Taken back by who asked.
    Withdrawn,
}

impl RequestState {
    /// Whether it waits for its end.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Recorded | Self::HandedOver | Self::Complete)
    }
}

/// How a file came to the agency that decides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandOver {
    /// When, by the evidence.
    pub at: Instant,
    /// How.
    pub channel: Channel,
    /// What proves it; none: it came through this service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proof: Option<String>,
}

/// What is decided of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ruling {
    /// Granted or declined.
    pub granted: bool,
    /// Number and date of the decision.
    pub decision: Numbered,
    /// A code of the shipped lists.
    pub ground: String,
    /// In words.
    pub reason: String,
}

/// An act on a request: when, and by whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Act {
    /// When.
    pub at: Instant,
    /// By whom.
    pub by: UserId,
}

/// A limit on a request (N27).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Term {
    /// Its id.
    pub id: DutyId,
    /// What is owed.
    pub kind: DutyKind,
    /// By which rule.
    pub rule: RuleId,
    /// Its layer.
    pub layer: Layer,
    /// From when.
    pub start: Instant,
    /// Exclusive end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Instant>,
    /// Where it stands.
    pub state: DutyState,
    /// When it strikes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_at: Option<Instant>,
    /// Since when it is late, once that is on record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub late_since: Option<Instant>,
    /// When it ended, by the evidence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Instant>,
}

impl Term {
    /// Whether it is owed.
    pub fn is_open(&self) -> bool {
        self.state == DutyState::Open
    }

    /// Whether what it is about was not done in time: also where nothing has
    /// recorded that yet (I-21).
    pub fn is_late_at(&self, now: Instant) -> bool {
        match self.state {
            DutyState::Open => self.due.is_some_and(|due| now >= due),
            DutyState::Late => true,
            DutyState::Met | DutyState::Void => false,
        }
    }

    /// Done at an instant: in time or late by that. What was flagged before the
    /// evidence of a timely act came was never late (I-22).
    pub fn end(&mut self, at: Instant) {
        let late = self.due.filter(|due| at >= *due);
        self.state = if late.is_some() { DutyState::Late } else { DutyState::Met };
        self.late_since = late;
        self.ended_at = Some(at);
        self.next_at = None;
    }

    /// No longer owed.
    pub const fn void(&mut self, at: Instant) {
        self.state = DutyState::Void;
        self.ended_at = Some(at);
        self.next_at = None;
    }
}

/// A request for a measure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeasureRequest {
    /// Its id.
    pub id: RequestId,
    /// Counts the changes of this root.
    pub version: i32,
    /// Human reference.
    pub reference: String,
    /// The bailiff's office that recorded it; none: the agency recorded it.
    pub office: Option<AgencyId>,
    /// The institution whose desk filed it here as the creditor; none: nobody did.
    pub institution: Option<InstitutionId>,
    /// Where it stands.
    pub state: RequestState,
    /// What it says.
    pub content: MeasureContent,
    /// Who wrote it down: he does not decide it (I-29).
    pub recorded: Act,
    /// How the file came to the agency, and who said so.
    pub handed_over: Option<(HandOver, UserId)>,
    /// Since when the file is full, by the evidence, and who said so.
    pub completed: Option<Act>,
    /// What was decided.
    pub decided: Option<(Ruling, Act)>,
    /// The case of the agency in which the measure is ordered.
    pub case: Option<CaseId>,
    /// When, by whom and why it was taken back.
    pub withdrawn: Option<(Act, String)>,
    /// Its limits.
    pub terms: Vec<Term>,
}

impl MeasureRequest {
    /// The agency that decides.
    pub const fn agency(&self) -> AgencyId {
        self.content.agency
    }

    /// Whose it was when it was recorded: an institution's, an office's or the deciding
    /// agency's.
    pub fn keeper(&self) -> Uuid {
        let agency = self.office.unwrap_or(self.content.agency);
        self.institution.map_or(agency.0, |institution| institution.0)
    }

    /// Whose it is to somebody: a bailiff's is his office's for ever; to the state
    /// side it is the deciding agency's, once it was handed over. Until then it is
    /// nobody's there, and so not to be seen (I-28).
    ///
    /// To the desk of a creditor it is what its institution filed, and no other.
    pub fn belongs_to(&self, role: Role) -> Belongs<'static> {
        if role == Role::CreditorDesk {
            return Belongs { institution: self.institution, ..Belongs::default() };
        }
        let agency = match (role, self.office) {
            (Role::Bailiff, office) => office,
            (_, Some(_)) if self.handed_over.is_none() => None,
            _ => Some(self.content.agency),
        };
        Belongs { agency, ..Belongs::default() }
    }

    /// A limit of it.
    pub fn term(&self, id: DutyId) -> Option<&Term> {
        self.terms.iter().find(|one| one.id == id)
    }

    /// Whether any of its limits was not kept.
    pub fn is_late_at(&self, now: Instant) -> bool {
        self.terms.iter().any(|term| term.is_late_at(now))
    }
}

macro_rules! request_events {
    ($($(#[$doc:meta])* $name:ident { $($(#[$fdoc:meta])* $field:ident : $ty:ty),* $(,)? } = $code:literal;)+) => {
        /// What happened to a request.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(tag = "what")]
        pub enum RequestEvent {
            $($(#[$doc])* #[serde(rename = $code)] $name { $($(#[$fdoc])* $field: $ty,)* },)+
        }

        impl RequestEvent {
            /// Every code.
            pub const CODES: &'static [&'static str] = &[$($code,)+];

            /// A stable code for records: the serialised tag.
            pub const fn code(&self) -> &'static str {
                match self { $(Self::$name { .. } => $code,)+ }
            }
        }
    };
}

request_events! {
    /// It was written down.
    Recorded {
        /// By which bailiff's office; none: by the agency that decides.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        office: Option<AgencyId>,
        /// Filed by this institution's desk as the creditor.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        institution: Option<InstitutionId>,
        /// Human reference.
        reference: String,
        /// What it says.
        content: Box<MeasureContent>,
        /// What runs from the liquidation (N27.a).
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        terms: Vec<Term>,
    } = "request_recorded";
    /// The file came to the agency that decides.
    HandedOver {
        /// When and how.
        how: HandOver,
    } = "request_handed_over";
    /// The agency says that the file is full.
    Completed {
        /// Since when, by the evidence.
        at: Instant,
        /// What runs from there (N27.b).
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        terms: Vec<Term>,
    } = "request_completed";
    /// It was granted or declined.
    Decided {
        /// When it was, for the limit: when the whole command had arrived.
        at: Instant,
        /// What was decided.
        ruling: Box<Ruling>,
        /// The case of the agency, where it names one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        case: Option<CaseId>,
    } = "request_decided";
    /// The case in which the measure is ordered was named later.
    Linked {
        /// Which case.
        case: CaseId,
    } = "request_linked";
    /// Who asked took it back.
    Withdrawn {
        /// Why.
        reason: String,
    } = "request_withdrawn";
    /// A limit passed.
    Struck {
        /// Which.
        term: DutyId,
        /// When.
        late_since: Instant,
    } = "request_late";
}

#[cfg(test)]
mod tests {
    use super::*;

    fn term(due: i64) -> Term {
        Term {
            id: DutyId(Uuid::nil()),
            kind: DutyKind::HandOver,
            rule: "N27.a".parse().unwrap(),
            layer: Layer::Law,
            start: Instant::from_seconds(0),
            due: Some(Instant::from_seconds(due)),
            state: DutyState::Open,
            next_at: Some(Instant::from_seconds(due + 5)),
            late_since: None,
            ended_at: None,
        }
    }

    #[test]
    fn a_limit_is_late_from_its_end_on_whether_anybody_noticed_or_not() {
        let at = Instant::from_seconds;
        assert!(!term(10).is_late_at(at(9)));
        assert!(term(10).is_late_at(at(10)), "the end is exclusive");
        let mut met = term(10);
        met.end(at(9));
        assert_eq!((met.state, met.late_since, met.next_at), (DutyState::Met, None, None));
        assert!(!met.is_late_at(at(99)));
        let mut late = term(10);
        late.end(at(10));
        assert_eq!((late.state, late.late_since), (DutyState::Late, Some(at(10))));
        assert!(late.is_late_at(at(10)));
    }

    #[test]
    fn evidence_of_a_timely_act_takes_a_flag_back() {
        let mut flagged = Term { late_since: Some(Instant::from_seconds(10)), ..term(10) };
        flagged.end(Instant::from_seconds(9));
        assert_eq!((flagged.state, flagged.late_since), (DutyState::Met, None));
        let mut void = term(10);
        void.void(Instant::from_seconds(30));
        assert!(!void.is_late_at(Instant::from_seconds(40)));
    }
}
