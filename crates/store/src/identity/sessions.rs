//! Sessions of people: opaque, short, killable at once.

use super::administer::Subject;
use super::people::{HeldSeat, SeatId, is_in_open_place, present_epoch};
use crate::conn::Conn;
use crate::error::StoreError;
use crate::rows::identity::{PersonRow, SeatRow, SessionRow};
use crate::schema::{person, seat, session};
use crate::store::Store;
use crate::transaction;
use crate::types::{At, Id};
use diesel::prelude::*;
use engine::id::UserId;
use engine::time::Instant;

/// SHA-256 of the cookie's token; the token itself is nowhere.
pub type SessionId = [u8; 32];

/// A session nobody uses for so long has ended: 15 minutes (NIST 800-63B-4).
const IDLE_SECONDS: i64 = 15 * 60;

/// No session lives longer: 12 hours (NIST 800-63B-4).
const ABSOLUTE_SECONDS: i64 = 12 * 3_600;

/// Being seen is written down this often at most: a write for every read would
/// cost more than the minute is worth.
const SEEN_EVERY_SECONDS: i64 = 60;

/// A session about to start.
#[derive(Clone, Copy)]
pub struct NewSession {
    /// SHA-256 of the cookie's token.
    pub id: SessionId,
    /// Whose.
    pub person: UserId,
    /// Acting from which of his seats.
    pub seat: SeatId,
    /// The person's epoch when the password was checked.
    pub auth_epoch: i32,
    /// What a page must show to change anything.
    pub csrf: [u8; 32],
    /// When.
    pub at: Instant,
}

/// A session.
#[derive(Clone, PartialEq, Eq)]
pub struct Session {
    /// SHA-256 of the cookie's token.
    pub id: SessionId,
    /// Whose.
    pub person: UserId,
    /// Acting from which of his seats.
    pub seat: SeatId,
    /// The person's epoch when the password was checked.
    pub auth_epoch: i32,
    /// What a page must show to change anything.
    pub csrf: [u8; 32],
    /// Since when.
    pub created_at: Instant,
    /// Last seen then, or up to a minute later.
    pub seen_at: Instant,
    /// Ends then at the latest.
    pub expires_at: Instant,
}

impl Session {
    /// Whether it holds then, for all that the session itself says: neither
    /// idle nor too old.
    pub fn holds_at(&self, now: Instant) -> bool {
        self.expires_at > now && self.seen_at > now.plus_seconds(-IDLE_SECONDS)
    }
}

/// A session that holds, with who acts in it.
#[derive(Clone, PartialEq, Eq)]
pub struct LiveSession {
    /// The session.
    pub session: Session,
    /// From which seat.
    pub seat: HeldSeat,
    /// The person's language, `vi` or `en`.
    pub language: String,
}

impl Store {
    /// Starts a session; returns when it ends at the latest. `false` of a
    /// stale epoch is impossible to tell here and need not be: a session of an
    /// old epoch is never found.
    pub fn start_session(&self, new: &NewSession) -> Result<Instant, StoreError> {
        let expires = new.at.plus_seconds(ABSOLUTE_SECONDS);
        self.read(|conn| {
            insert(conn, new, expires)?;
            Ok(expires)
        })
    }

    /// Ends a session and starts the one that follows it from another seat,
    /// both or neither; returns when that ends at the latest: when the old one
    /// would have, since no password was checked. `None`: the old one no
    /// longer holds, or its epoch is not `new`'s. Of several who follow one
    /// session at once, one does; of a revoked one, none (I-30).
    pub fn switch_seat(
        &self,
        old: &SessionId,
        new: &NewSession,
    ) -> Result<Option<Instant>, StoreError> {
        self.read(|conn| {
            transaction::writing(conn, |conn| {
                // Whoever revokes the epoch has done so before or waits.
                let there = Subject::Person(new.person).lock(conn)?;
                if !there || present_epoch(conn, new.person)? != Some(new.auth_epoch) {
                    return Ok(None);
                }
                let row = session::table.filter(session::id.eq(old.as_slice()));
                let holding = row
                    .filter(session::person_id.eq(Id(new.person.0)))
                    .filter(session::auth_epoch.eq(new.auth_epoch))
                    .filter(session::ended_at.is_null())
                    .filter(session::expires_at.gt(At(new.at)))
                    .filter(session::seen_at.gt(At(new.at.plus_seconds(-IDLE_SECONDS))));
                let ended = diesel::update(holding)
                    .set(session::ended_at.eq(Some(At(new.at))))
                    .execute(conn)?;
                if ended != 1 {
                    return Ok(None);
                }
                let expires: At = row.select(session::expires_at).first(conn)?;
                insert(conn, new, expires.0)?;
                Ok(Some(expires.0))
            })
        })
    }

    /// The session, if it holds: not ended, neither idle nor too old, of the
    /// person's present epoch, person, seat and its place active.
    pub fn live_session(
        &self,
        id: &SessionId,
        now: Instant,
    ) -> Result<Option<LiveSession>, StoreError> {
        let row = self.read(|conn| {
            let row = session::table
                .inner_join(person::table.on(person::id.eq(session::person_id)))
                .inner_join(seat::table.on(seat::id.eq(session::seat_id)))
                .filter(session::id.eq(id.as_slice()))
                .filter(session::ended_at.is_null())
                .filter(session::expires_at.gt(At(now)))
                .filter(session::seen_at.gt(At(now.plus_seconds(-IDLE_SECONDS))))
                .filter(session::auth_epoch.eq(person::auth_epoch))
                .filter(person::active.eq(true))
                .filter(seat::active.eq(true))
                .first::<(SessionRow, PersonRow, SeatRow)>(conn)
                .optional()?;
            match row {
                Some(row) if is_in_open_place(conn, &row.2)? => Ok(Some(row)),
                _ => Ok(None),
            }
        })?;
        let Some((session, person, seat)) = row else {
            return Ok(None);
        };
        Ok(Some(LiveSession {
            session: session.try_into()?,
            seat: seat.try_into()?,
            language: super::Person::from(person).language,
        }))
    }

    /// Notes that a session is in use.
    pub fn touch_session(&self, session: &Session, now: Instant) -> Result<(), StoreError> {
        if now.seconds_since(session.seen_at) < SEEN_EVERY_SECONDS {
            return Ok(());
        }
        self.read(|conn| {
            diesel::update(session::table.filter(session::id.eq(session.id.as_slice())))
                .set(session::seen_at.eq(At(now)))
                .execute(conn)?;
            Ok(())
        })
    }

    /// Ends a session of a person. Whether it was open and his.
    pub fn end_session(
        &self,
        person: UserId,
        id: &SessionId,
        now: Instant,
    ) -> Result<bool, StoreError> {
        self.read(|conn| {
            let mine = session::table
                .filter(session::id.eq(id.as_slice()))
                .filter(session::person_id.eq(Id(person.0)))
                .filter(session::ended_at.is_null());
            let ended =
                diesel::update(mine).set(session::ended_at.eq(Some(At(now)))).execute(conn)?;
            Ok(ended == 1)
        })
    }

    /// Ends every session of a person; how many there were.
    pub fn end_sessions_of(&self, person: UserId, now: Instant) -> Result<usize, StoreError> {
        self.read(|conn| {
            let open = session::table
                .filter(session::person_id.eq(Id(person.0)))
                .filter(session::ended_at.is_null());
            let ended =
                diesel::update(open).set(session::ended_at.eq(Some(At(now)))).execute(conn)?;
            Ok(ended)
        })
    }

    /// The sessions of a person that hold, latest first.
    pub fn sessions_of(&self, person: UserId, now: Instant) -> Result<Vec<Session>, StoreError> {
        self.read(|conn| {
            let rows = session::table
                .inner_join(person::table.on(person::id.eq(session::person_id)))
                .filter(session::person_id.eq(Id(person.0)))
                .filter(session::ended_at.is_null())
                .filter(session::expires_at.gt(At(now)))
                .filter(session::seen_at.gt(At(now.plus_seconds(-IDLE_SECONDS))))
                .filter(session::auth_epoch.eq(person::auth_epoch))
                .order(session::created_at.desc())
                .select(session::all_columns)
                .load::<SessionRow>(conn)?;
            let sessions: Result<_, _> = rows.into_iter().map(Session::try_from).collect();
            Ok(sessions?)
        })
    }
}

fn insert(conn: &mut Conn, new: &NewSession, expires: Instant) -> Result<(), StoreError> {
    diesel::insert_into(session::table)
        .values((
            session::id.eq(new.id.as_slice()),
            session::person_id.eq(Id(new.person.0)),
            session::seat_id.eq(Id(new.seat.0)),
            session::auth_epoch.eq(new.auth_epoch),
            session::csrf.eq(new.csrf.as_slice()),
            session::created_at.eq(At(new.at)),
            session::seen_at.eq(At(new.at)),
            session::expires_at.eq(At(expires)),
            session::ended_at.eq(None::<At>),
        ))
        .execute(conn)?;
    Ok(())
}
