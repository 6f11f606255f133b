//! Who and what lies within an administrator's reach. Seats outside it are
//! not shown, though their holder be.

use super::people::{Held, standing};
use super::{Administered, Administrator, Desk};
use crate::conn::Multi;
use crate::error::StoreError;
use crate::identity::{ClientKey, HeldSeat, SeatId};
use crate::read::{Cursor, Led, Listing, Page, led_by};
use crate::rows::identity::{ClientKeyRow, SeatRow};
use crate::schema::{client, client_key, person, seat};
use crate::types::Id;
use diesel::dsl::{exists, not};
use diesel::prelude::*;
use engine::actor::Seat;
use engine::administration::{
    Denied, Holding, administers, is_client_keeper, may_keep, may_see, reaches,
};
use engine::directory::Username;
use engine::id::{AgencyId, ClientId, InstitutionId, UserId};
use engine::policy::Relation;
use std::collections::HashMap;

/// A person as an administrator sees him.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserLine {
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
    /// May sign in.
    pub active: bool,
    /// Has chosen a password.
    pub has_password: bool,
    /// Counts the changes recorded under the person.
    pub version: i32,
    /// The seats held within the administrator's reach.
    pub seats: Vec<HeldSeat>,
}

/// A system as those who keep it see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientLine {
    /// The id.
    pub id: ClientId,
    /// For which institution it acts.
    pub institution: InstitutionId,
    /// What its owner calls it.
    pub name: String,
    /// May get tokens.
    pub active: bool,
    /// Counts the changes recorded under the client.
    pub version: i32,
    /// Its keys, oldest first, revoked ones too.
    pub keys: Vec<ClientKey>,
}

type UserColumns = (Id, String, String, String, String, bool, Option<String>, i32);
type ClientColumns = (Id, Id, String, bool, i32);

/// The places an administrator reaches, as a condition of a query.
enum Area {
    Everywhere,
    Agencies(Vec<Id>),
    Institutions(Vec<Id>),
}

fn area(desk: &Desk<'_>) -> Result<Area, Denied> {
    let granted = administers(desk.actor.role).ok_or(Denied::Forbidden)?;
    let below = |top: AgencyId| {
        let ids = desk.directory.agencies().map(|agency| agency.id);
        ids.filter(|id| desk.directory.is_below(*id, top)).map(|id| Id(id.0)).collect()
    };
    match (desk.actor.seat, granted) {
        (Seat::Country, Relation::Anywhere) => Ok(Area::Everywhere),
        (Seat::Agency(top), Relation::Anywhere | Relation::Below) => Ok(Area::Agencies(below(top))),
        (Seat::Agency(own), Relation::Office) => {
            let family = desk.directory.agency_family(own).into_iter();
            Ok(Area::Agencies(family.map(|id| Id(id.0)).collect()))
        }
        (Seat::Institution(own), Relation::Addressed) => {
            let family = desk.directory.family(own).into_iter();
            Ok(Area::Institutions(family.map(|id| Id(id.0)).collect()))
        }
        _ => Err(Denied::Forbidden),
    }
}

diesel::alias!(seat as other_seat: OtherSeat);

impl Administrator<'_> {
    /// The people within reach, in order of id.
    pub fn users(&mut self, page: Page) -> Administered<Listing<UserLine>> {
        let mut query = user_columns().into_boxed::<Multi>();
        let standing_of_person = || {
            let holds = other_seat
                .filter(other_seat.field(seat::person_id).eq(person::id))
                .filter(other_seat.field(seat::active).eq(true));
            let own = seat::table.filter(seat::person_id.eq(person::id));
            own.filter(seat::active.eq(true).or(not(exists(holds))))
        };
        query = match area(&self.desk)? {
            Area::Everywhere => query,
            Area::Agencies(ids) => {
                query.filter(exists(standing_of_person().filter(seat::agency_id.eq_any(ids))))
            }
            Area::Institutions(ids) => {
                query.filter(exists(standing_of_person().filter(seat::institution_id.eq_any(ids))))
            }
        };
        if let Some(after) = page.after() {
            query = query.filter(person::id.gt(Id(after.id)));
        }
        let rows: Vec<UserColumns> = query.order(person::id).limit(page.fetch()).load(self.conn)?;
        let listing = page.listing(rows, |row| Cursor { key: None, id: row.0.0 });
        let ids: Vec<Id> = listing.rows.iter().map(|row| row.0).collect();
        let mut seats = self.seats(ids)?;
        Ok(listing.map(|row| {
            let held = seats.remove(&row.0).unwrap_or_default();
            user_line(row, &self.desk, &held)
        }))
    }

    /// A person within reach.
    pub fn user(&mut self, id: UserId) -> Administered<UserLine> {
        let found = user_columns().filter(person::id.eq(Id(id.0))).first(self.conn);
        self.within(found.optional()?)
    }

    /// At which offices within reach a person leads cases, and how many: whoever
    /// leaves hands them over.
    pub fn leads(&mut self, id: UserId) -> Administered<Vec<Led>> {
        self.user(id)?;
        let mut led = led_by(self.conn, id)?;
        let desk = &self.desk;
        led.retain(|one| reaches(&desk.actor, Seat::Agency(one.agency), desk.directory));
        Ok(led)
    }

    /// The person within reach who signs in under this name.
    pub fn user_named(&mut self, name: &Username) -> Administered<UserLine> {
        let found = user_columns().filter(person::username.eq(name.as_str())).first(self.conn);
        self.within(found.optional()?)
    }

    fn within(&mut self, row: Option<UserColumns>) -> Administered<UserLine> {
        let row = row.ok_or(Denied::NotFound)?;
        let key = row.0;
        let held = self.seats(vec![key])?.remove(&key).unwrap_or_default();
        let holdings: Vec<Holding> =
            standing(held.clone()).iter().map(|one| (one.role, one.place)).collect();
        may_see(&self.desk.actor, &holdings, self.desk.directory)?;
        Ok(user_line(row, &self.desk, &held))
    }

    fn seats(&mut self, people: Vec<Id>) -> Result<HashMap<Id, Vec<Held>>, StoreError> {
        let rows: Vec<SeatRow> = seat::table
            .filter(seat::person_id.eq_any(people))
            .order((seat::person_id, seat::id))
            .load(self.conn)?;
        let mut seats: HashMap<Id, Vec<Held>> = HashMap::new();
        for row in rows {
            seats.entry(row.person()).or_default().push(Held::of(row)?);
        }
        Ok(seats)
    }

    /// The systems an actor keeps, in order of id.
    pub fn clients(&mut self, page: Page) -> Administered<Listing<ClientLine>> {
        let actor = self.desk.actor;
        if !is_client_keeper(actor.role) {
            return Err(Denied::Forbidden.into());
        }
        let mut query = client_columns().into_boxed::<Multi>();
        if let Some(own) = actor.institution() {
            let family = self.desk.directory.family(own).into_iter().map(|id| Id(id.0));
            query = query.filter(client::institution_id.eq_any(family));
        } else if actor.seat != Seat::Country {
            return Err(Denied::Forbidden.into());
        }
        if let Some(after) = page.after() {
            query = query.filter(client::id.gt(Id(after.id)));
        }
        let rows: Vec<ClientColumns> =
            query.order(client::id).limit(page.fetch()).load(self.conn)?;
        let listing = page.listing(rows, |row| Cursor { key: None, id: row.0.0 });
        let mut keys = self.keys(listing.rows.iter().map(|row| row.0).collect())?;
        Ok(listing.map(|row| {
            let own = keys.remove(&ClientId(row.0.0)).unwrap_or_default();
            client_line(row, own)
        }))
    }

    /// A system the actor keeps.
    pub fn client(&mut self, id: ClientId) -> Administered<ClientLine> {
        let key = Id(id.0);
        let row: Option<ClientColumns> =
            client_columns().filter(client::id.eq(key)).first(self.conn).optional()?;
        let row = row.ok_or(Denied::NotFound)?;
        let place = Seat::Institution(InstitutionId(row.1.0));
        may_keep(&self.desk.actor, place, self.desk.directory)?;
        let keys = self.keys(vec![key])?.remove(&id).unwrap_or_default();
        Ok(client_line(row, keys))
    }

    fn keys(&mut self, clients: Vec<Id>) -> Result<HashMap<ClientId, Vec<ClientKey>>, StoreError> {
        let rows: Vec<ClientKeyRow> = client_key::table
            .filter(client_key::client_id.eq_any(clients))
            .order((client_key::created_at, client_key::kid))
            .load(self.conn)?;
        let mut keys: HashMap<ClientId, Vec<ClientKey>> = HashMap::new();
        for row in rows {
            let key = ClientKey::try_from(row)?;
            keys.entry(key.client).or_default().push(key);
        }
        Ok(keys)
    }
}

#[diesel::dsl::auto_type(no_type_alias)]
fn user_columns() -> _ {
    person::table.select((
        person::id,
        person::username,
        person::full_name,
        person::email,
        person::language,
        person::active,
        person::password_hash,
        person::version,
    ))
}

#[diesel::dsl::auto_type(no_type_alias)]
fn client_columns() -> _ {
    client::table.select((
        client::id,
        client::institution_id,
        client::name,
        client::active,
        client::version,
    ))
}

fn user_line(row: UserColumns, desk: &Desk<'_>, held: &[Held]) -> UserLine {
    let (id, username, full_name, email, language, active, password, version) = row;
    let person = UserId(id.0);
    let within = |one: &&Held| one.active && reaches(&desk.actor, one.place, desk.directory);
    let seats = held.iter().filter(within).map(|one| HeldSeat {
        id: SeatId(one.id),
        person,
        role: one.role,
        seat: one.place,
    });
    UserLine {
        id: person,
        username,
        full_name,
        email,
        language,
        active,
        has_password: password.is_some(),
        version,
        seats: seats.collect(),
    }
}

fn client_line(row: ClientColumns, keys: Vec<ClientKey>) -> ClientLine {
    let (id, institution, name, active, version) = row;
    ClientLine {
        id: ClientId(id.0),
        institution: InstitutionId(institution.0),
        name,
        active,
        version,
        keys,
    }
}
