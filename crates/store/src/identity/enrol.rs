//! Putting people and places on record: imports and administration. A row that
//! is there is brought up to date, so that an import may be repeated.

use super::people::HeldSeat;
use crate::conn::Conn;
use crate::error::StoreError;
use crate::schema::{agency, institution, person, seat};
use crate::store::Store;
use crate::types::Id;
use diesel::prelude::*;
use engine::actor::Seat;
use engine::directory::{Agency, Institution, ProvinceCode};
use engine::id::{AgencyId, UserId};
use engine::identity::{Bic, Bin};

/// A person to be given an account, without a password as yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPerson {
    /// The id.
    pub id: UserId,
    /// The name to sign in with.
    pub username: String,
    /// The person's name.
    pub full_name: String,
    /// Where mail goes.
    pub email: String,
    /// `vi` or `en`.
    pub language: String,
}

impl Store {
    /// Puts an agency on record.
    pub fn put_agency(&self, new: &Agency, parent: Option<AgencyId>) -> Result<(), StoreError> {
        let facts = (
            agency::code.eq(new.code.as_str()),
            agency::parent_id.eq(parent.map(|id| Id(id.0))),
            agency::level.eq(new.level.code()),
            agency::province_code.eq(new.province_code.as_ref().map(ProvinceCode::as_str)),
            agency::name_vi.eq(new.name_vi.as_str()),
            agency::name_en.eq(new.name_en.as_str()),
            agency::invented.eq(new.invented),
            agency::active.eq(new.active),
        );
        self.read(|conn| {
            let there = agency::table.filter(agency::id.eq(Id(new.id.0)));
            if diesel::update(there).set(facts).execute(conn)? == 0 {
                diesel::insert_into(agency::table)
                    .values((agency::id.eq(Id(new.id.0)), facts))
                    .execute(conn)?;
            }
            Ok(())
        })
    }

    /// Puts an institution on record.
    pub fn put_institution(&self, new: &Institution) -> Result<(), StoreError> {
        let facts = (
            institution::code.eq(new.code.as_str()),
            institution::kind.eq(new.kind.code()),
            institution::short_name.eq(new.short_name.as_str()),
            institution::name_vi.eq(new.name_vi.as_str()),
            institution::name_en.eq(new.name_en.as_str()),
            institution::swift_bic.eq(new.swift_bic.as_ref().map(Bic::as_str)),
            institution::napas_bin.eq(new.napas_bin.as_ref().map(Bin::as_str)),
            institution::joined.eq(new.joined),
            institution::single_signatory.eq(new.single_signatory),
            institution::active.eq(new.active),
        );
        self.read(|conn| {
            let there = institution::table.filter(institution::id.eq(Id(new.id.0)));
            if diesel::update(there).set(facts).execute(conn)? == 0 {
                diesel::insert_into(institution::table)
                    .values((institution::id.eq(Id(new.id.0)), facts))
                    .execute(conn)?;
            }
            Ok(())
        })
    }

    /// Gives a person an account. Password, standing and epoch of one who has
    /// an account stay as they are.
    pub fn put_person(&self, new: &NewPerson) -> Result<(), StoreError> {
        let facts = (
            person::username.eq(new.username.as_str()),
            person::full_name.eq(new.full_name.as_str()),
            person::email.eq(new.email.as_str()),
            person::language.eq(new.language.as_str()),
        );
        self.read(|conn| {
            let there = person::table.filter(person::id.eq(Id(new.id.0)));
            if diesel::update(there).set(facts).execute(conn)? == 0 {
                diesel::insert_into(person::table)
                    .values((
                        person::id.eq(Id(new.id.0)),
                        facts,
                        person::active.eq(true),
                        person::password_hash.eq(None::<&str>),
                        person::auth_epoch.eq(0),
                    ))
                    .execute(conn)?;
            }
            Ok(())
        })
    }

    /// Gives a person a seat. A seat never changes what it is, since records
    /// name it: another role is another seat.
    pub fn put_seat(&self, new: &HeldSeat) -> Result<(), StoreError> {
        self.read(|conn| {
            let there = seat::table.filter(seat::id.eq(Id(new.id.0)));
            if diesel::update(there)
                .set(seat::active.eq(true))
                .execute(conn)?
                == 0
            {
                insert_seat(conn, new)?;
            }
            Ok(())
        })
    }
}

fn insert_seat(conn: &mut Conn, new: &HeldSeat) -> Result<(), StoreError> {
    let (agency, institution) = match new.seat {
        Seat::Agency(id) => (Some(Id(id.0)), None),
        Seat::Institution(id) => (None, Some(Id(id.0))),
        Seat::Country => (None, None),
    };
    diesel::insert_into(seat::table)
        .values((
            seat::id.eq(Id(new.id.0)),
            seat::person_id.eq(Id(new.person.0)),
            seat::role.eq(new.role.code()),
            seat::agency_id.eq(agency),
            seat::institution_id.eq(institution),
            seat::active.eq(true),
        ))
        .execute(conn)?;
    Ok(())
}
