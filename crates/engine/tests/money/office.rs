//! Offices of enforcement: each with its people, its case, and what it was told.

use crate::own::Own;
use crate::people;
use crate::world::who;
use engine::actor::Seat;
use engine::id::{AgencyId, CaseId, InstrumentId, ItemId, PartyId, PayeeId, UserId};
use uuid::Uuid;

/// The people of an office, as the shipped directory names them.
#[derive(Debug)]
pub(crate) struct Office {
    /// A word that every text of this office bears, and no text of another.
    pub(crate) mark: &'static str,
    pub(crate) officer: &'static str,
    pub(crate) head: &'static str,
    pub(crate) clerk: &'static str,
    pub(crate) accountant: &'static str,
    /// Who approves where money goes.
    pub(crate) approver: &'static str,
}

pub(crate) static HANOI: Office = Office {
    mark: "THADS-HN",
    officer: "officer:saomai",
    head: "head:daiduong",
    clerk: "clerk:tuongvi",
    accountant: "accountant:hoangyen",
    approver: "head:tungbach",
};

pub(crate) static SAIGON: Office = Office {
    mark: "THADS-SG",
    officer: "officer:binhminh",
    head: "head:hongha",
    clerk: "clerk:sonca",
    accountant: "accountant:thientruc",
    approver: "head:thanhson",
};

impl Office {
    /// Its officer as a person.
    pub(crate) fn person(&self) -> UserId {
        let (_, name) = self.officer.split_once(':').unwrap();
        people::user(name).unwrap()
    }

    /// The agency that its officer sits in.
    pub(crate) fn agency(&self) -> AgencyId {
        match who(self.officer).seat {
            Seat::Agency(agency) => agency,
            seat => panic!("{seat:?} is no agency"),
        }
    }

    /// A party of its case.
    pub(crate) fn party(&self, name: &str) -> PartyId {
        let name = format!("{name} {}", self.mark);
        PartyId(Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_bytes()))
    }
}

/// A case, and what was said of it, kept beside the service's books.
#[derive(Clone)]
pub(crate) struct Side {
    pub(crate) office: &'static Office,
    pub(crate) case: CaseId,
    pub(crate) payee: PayeeId,
    pub(crate) numbers: u32,
    /// Money that arrived, with what is beyond the debt.
    pub(crate) remitted: i64,
    /// What is owed and protected, as it was said.
    pub(crate) own: Own,
    /// Freezes that were ordered released whole, each by its release.
    pub(crate) freed: Vec<(InstrumentId, ItemId)>,
}

impl Side {
    pub(crate) const fn of(office: &'static Office) -> Self {
        Self {
            office,
            case: CaseId(Uuid::nil()),
            payee: PayeeId(Uuid::nil()),
            numbers: 0,
            remitted: 0,
            own: Own::new(),
            freed: Vec::new(),
        }
    }
}
