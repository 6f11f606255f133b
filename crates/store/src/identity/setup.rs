//! What a person changes of himself: the first password by a one-time code, a
//! new password for an old one, the language. One transaction with one audit
//! event each, like the changes of an administrator.

use super::administer::{Details, Mark, Subject, What, write_details};
use super::people::{HeldSeat, PasswordHash, present_epoch};
use crate::conn::Conn;
use crate::error::StoreError;
use crate::rows::identity::SeatRow;
use crate::schema::{person, seat, setup_code};
use crate::store::Store;
use crate::transaction;
use crate::types::{At, Id, can_stand};
use diesel::prelude::*;
use engine::actor::Actor;
use engine::id::{EventId, IdSource, UserId};
use engine::time::Instant;
use rand::Rng;
use sha2::{Digest, Sha256};
use std::fmt;

/// A code lives so long: 72 hours.
const SETUP_SECONDS: i64 = 72 * 3_600;

/// A one-time code to set a password by, as it is kept. Never printed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct SetupCode {
    /// SHA-256 of the code, which is 256 random bits and is nowhere.
    pub hash: [u8; 32],
    /// Good until then, exclusive.
    pub expires_at: Instant,
}

impl SetupCode {
    /// A code given now.
    pub fn given(hash: [u8; 32], now: Instant) -> Self {
        Self { hash, expires_at: now.plus_seconds(SETUP_SECONDS) }
    }

    /// A code drawn and given now: 256 bits to be shown once, and what is kept
    /// of them.
    pub fn draw(now: Instant) -> ([u8; 32], Self) {
        let mut code = [0; 32];
        rand::rng().fill_bytes(&mut code);
        (code, Self::given(Sha256::digest(code).into(), now))
    }
}

impl fmt::Debug for SetupCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SetupCode")
    }
}

impl Store {
    /// Uses a code up and sets the password it was given for. `false`: no such
    /// name, no such code, too old, used, the person shut out or without a
    /// seat; which of them is told apart nowhere.
    pub fn use_setup_code(
        &self,
        username: &str,
        hash: &[u8; 32],
        password: &PasswordHash,
    ) -> Result<bool, StoreError> {
        let now = self.now();
        self.read(|conn| {
            transaction::writing(conn, |conn| {
                let Some(person) = holder(conn, username, hash, now)? else {
                    return Ok(false);
                };
                let codes = setup_code::table.filter(setup_code::person_id.eq(Id(person.0)));
                let used = diesel::delete(codes.filter(setup_code::hash.eq(hash.as_slice())))
                    .execute(conn)?;
                let Some(seat) = first_seat(conn, person)? else {
                    return Ok(false);
                };
                // Of two who use it at once, one found nothing to delete.
                if used == 0 {
                    return Ok(false);
                }
                write_password(conn, person, password)?;
                let mark = self.mark(&seat.actor(), "password_set", What::default());
                mark.write(conn, Subject::Person(person))?;
                Ok(true)
            })
        })
    }

    /// Sets the acting person's own password; all his sessions end. `seen` is
    /// his epoch when the old password was checked: `false` if he has another
    /// by now or is shut out, so that an administrator's reset in between
    /// stands (I-30).
    pub fn change_own_password(
        &self,
        actor: &Actor,
        seen: i32,
        password: &PasswordHash,
    ) -> Result<bool, StoreError> {
        self.change_own(actor, Some(seen), "password_changed", |conn, person| {
            write_password(conn, person, password)?;
            Ok(Some(What::default()))
        })
    }

    /// Sets the acting person's own language, `vi` or `en`. Whether he exists.
    pub fn set_own_language(&self, actor: &Actor, language: &str) -> Result<bool, StoreError> {
        self.change_own(actor, None, "person_changed", |conn, person| {
            let details = Details { language: Some(language.to_owned()), ..Details::default() };
            let fields = write_details(conn, person, &details)?;
            Ok((!fields.is_empty()).then(|| What { fields, ..What::default() }))
        })
    }

    /// One change of oneself on the locked row; with `seen`, only while that
    /// is the epoch. Whether it was allowed.
    fn change_own(
        &self,
        actor: &Actor,
        seen: Option<i32>,
        code: &'static str,
        work: impl FnOnce(&mut Conn, UserId) -> Result<Option<What>, StoreError>,
    ) -> Result<bool, StoreError> {
        let Some(person) = actor.person() else {
            return Ok(false);
        };
        self.read(|conn| {
            transaction::writing(conn, |conn| {
                let subject = Subject::Person(person);
                if !subject.lock(conn)? {
                    return Ok(false);
                }
                if seen.is_some() && present_epoch(conn, person)? != seen {
                    return Ok(false);
                }
                if let Some(what) = work(conn, person)? {
                    self.mark(actor, code, what).write(conn, subject)?;
                }
                Ok(true)
            })
        })
    }

    fn mark(&self, actor: &Actor, code: &'static str, what: What) -> Mark<'_> {
        let id = EventId(self.ids().next_id());
        Mark { id, at: self.now(), actor: *actor, code, what, vault: self.vault() }
    }
}

/// Whose code it is, while it is good.
fn holder(
    conn: &mut Conn,
    username: &str,
    hash: &[u8; 32],
    now: Instant,
) -> Result<Option<UserId>, StoreError> {
    if !can_stand(username) {
        return Ok(None);
    }
    let found: Option<Id> = setup_code::table
        .inner_join(person::table.on(person::id.eq(setup_code::person_id)))
        .filter(person::username.eq(username))
        .filter(person::active.eq(true))
        .filter(setup_code::hash.eq(hash.as_slice()))
        .filter(setup_code::expires_at.gt(At(now)))
        .select(person::id)
        .first(conn)
        .optional()?;
    Ok(found.map(|id| UserId(id.0)))
}

/// The seat a person acts from when he has not come in yet.
fn first_seat(conn: &mut Conn, id: UserId) -> Result<Option<HeldSeat>, StoreError> {
    let row: Option<SeatRow> = seat::table
        .filter(seat::person_id.eq(Id(id.0)).and(seat::active.eq(true)))
        .order(seat::id)
        .first(conn)
        .optional()?;
    Ok(row.map(HeldSeat::try_from).transpose()?)
}

/// Sets a password, voids any code and ends every session of before.
fn write_password(conn: &mut Conn, id: UserId, hash: &PasswordHash) -> Result<(), StoreError> {
    diesel::delete(setup_code::table.filter(setup_code::person_id.eq(Id(id.0)))).execute(conn)?;
    diesel::update(person::table.filter(person::id.eq(Id(id.0))))
        .set((
            person::password_hash.eq(Some(hash.0.as_str())),
            person::auth_epoch.eq(person::auth_epoch + 1),
        ))
        .execute(conn)?;
    Ok(())
}
