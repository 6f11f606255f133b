//! Lịch trực as it is written and read.

use super::leaf::{AgencyIdField, InstantField, InstitutionIdField, PhoneField, UserIdField};
use super::reader::Reader;
use crate::dto::view::shown::{At, Shown};
use engine::actor::Seat;
use serde::{Deserialize, Serialize};
use store::identity::{NewShift, ShiftLine};
use utoipa::ToSchema;
use uuid::Uuid;

/// Somebody's time on duty.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewShift)]
pub(crate) struct ShiftBody {
    /// Who: works in the place.
    person: UserIdField,
    /// Under which number: `0912 345 678`, `+84 912 345 678`.
    phone: PhoneField,
    begins_at: InstantField,
    /// At most ten days later.
    ends_at: InstantField,
    /// In this agency,
    agency: Option<AgencyIdField>,
    /// or in this institution; else where one sits.
    institution: Option<InstitutionIdField>,
}

impl ShiftBody {
    /// The shift, in the place named or `own`.
    pub(crate) fn parse(self, reader: &mut Reader, own: Seat) -> Option<NewShift> {
        let person = reader.field("person", &self.person);
        let phone = reader.field("phone", &self.phone);
        let from = reader.field("begins_at", &self.begins_at);
        let to = reader.field("ends_at", &self.ends_at);
        let agency = reader.optional("agency", self.agency.as_ref());
        let institution = reader.optional("institution", self.institution.as_ref());
        let place = match (agency?, institution?) {
            (None, None) => own,
            (Some(agency), None) => Seat::Agency(agency),
            (None, Some(institution)) => Seat::Institution(institution),
            (Some(_), Some(_)) => return reader.wrong("institution", "unexpected"),
        };
        let (from, to) = (from?, to?);
        if to <= from {
            return reader.wrong("ends_at", "end_before_begin");
        }
        Some(NewShift { place, person: person?, phone: phone?, from, to })
    }
}

/// Somebody's time on duty.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Shift)]
pub(crate) struct ShiftView {
    id: Uuid,
    /// Who.
    person: Uuid,
    /// Called so.
    name: String,
    /// `+` and digits.
    phone: String,
    begins_at: At,
    ends_at: At,
}

impl From<ShiftLine> for ShiftView {
    fn from(line: ShiftLine) -> Self {
        Self {
            id: line.id.0,
            person: line.person.0,
            name: line.name,
            phone: line.phone,
            begins_at: Shown(line.from),
            ends_at: Shown(line.to),
        }
    }
}

/// Who is on duty in a place, now and later; the earliest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Roster {
    shifts: Vec<ShiftView>,
}

impl Roster {
    /// A roster.
    pub(crate) fn of(lines: Vec<ShiftLine>) -> Self {
        Self { shifts: lines.into_iter().map(ShiftView::from).collect() }
    }
}
