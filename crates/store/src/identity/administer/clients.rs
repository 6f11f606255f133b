//! Changes of systems and their keys.

use super::{Administered, Administrator, Desk, Subject, What};
use crate::conn::Conn;
use crate::identity::was_new;
use crate::schema::{client, client_key};
use crate::transaction;
use crate::types::{At, Id, can_stand};
use diesel::prelude::*;
use engine::actor::Seat;
use engine::administration::{Denied, keeps_clients, may_keep};
use engine::id::{ClientId, IdSource, InstitutionId};

/// What a change did: its event; `None` if everything was so already.
type Did = Option<(&'static str, What)>;

impl Administrator<'_> {
    /// Registers a system that acts for an institution, by a name that is unique
    /// there: a second time after a lost answer is refused. Its id.
    pub fn create_client(
        &mut self,
        institution: InstitutionId,
        name: &str,
    ) -> Administered<ClientId> {
        let Self { conn, desk } = self;
        if !keeps_clients(&desk.actor, Seat::Institution(institution), desk.directory) {
            return Err(Denied::BeyondReach.into());
        }
        if desk.directory.institution(institution).is_none() {
            return Err(Denied::PlaceUnknown.into());
        }
        let id = ClientId(desk.ids.next_id());
        transaction::writing(conn, |conn| {
            let inserted = diesel::insert_into(client::table)
                .values((
                    client::id.eq(Id(id.0)),
                    client::institution_id.eq(Id(institution.0)),
                    client::name.eq(name),
                    client::active.eq(true),
                    client::auth_epoch.eq(0),
                    client::version.eq(0),
                ))
                .execute(conn);
            if !was_new(inserted)? {
                return Err(Denied::ClientNameTaken.into());
            }
            let what = What { institution: Some(institution), ..What::default() };
            desk.mark("client_created", what).write(conn, Subject::Client(id))?;
            Ok(id)
        })
    }

    /// Lets a system in or shuts it out; either way its tokens die (I-30). The
    /// client's version.
    pub fn set_client_active(&mut self, id: ClientId, active: bool) -> Administered<i32> {
        self.change_client(id, |conn, _| {
            let other = client::table.filter(client::id.eq(Id(id.0)));
            let changed = diesel::update(other.filter(client::active.ne(active)))
                .set((client::active.eq(active), client::auth_epoch.eq(client::auth_epoch + 1)))
                .execute(conn)?;
            let what = What { active: Some(active), ..What::default() };
            Ok((changed == 1).then_some(("client_activity_set", what)))
        })
    }

    /// Registers an Ed25519 public key under a name that is unique over all
    /// systems. The client's version.
    pub fn add_key(&mut self, id: ClientId, kid: &str, key: &[u8; 32]) -> Administered<i32> {
        self.change_client(id, |conn, desk| {
            let inserted = diesel::insert_into(client_key::table)
                .values((
                    client_key::kid.eq(kid),
                    client_key::client_id.eq(Id(id.0)),
                    client_key::public_key.eq(key.as_slice()),
                    client_key::active.eq(true),
                    client_key::created_at.eq(At(desk.now)),
                ))
                .execute(conn);
            if !was_new(inserted)? {
                return Err(Denied::KeyTaken.into());
            }
            let what = What { kid: Some(kid.to_owned()), ..What::default() };
            Ok(Some(("client_key_added", what)))
        })
    }

    /// Revokes a key; tokens that were got with it die (I-30). The client's
    /// version.
    pub fn revoke_client_key(&mut self, id: ClientId, kid: &str) -> Administered<i32> {
        self.change_client(id, |conn, _| {
            if !can_stand(kid) {
                return Err(Denied::NotFound.into());
            }
            let active = client_key::table
                .filter(client_key::kid.eq(kid))
                .filter(client_key::client_id.eq(Id(id.0)))
                .filter(client_key::active.eq(true));
            let revoked = diesel::update(active).set(client_key::active.eq(false)).execute(conn)?;
            if revoked == 0 {
                return Err(Denied::NotFound.into());
            }
            let what = What { kid: Some(kid.to_owned()), ..What::default() };
            Ok(Some(("client_key_revoked", what)))
        })
    }

    /// One change of one client, asked and done on the locked row.
    fn change_client(
        &mut self,
        id: ClientId,
        work: impl FnOnce(&mut Conn, &Desk<'_>) -> Administered<Did>,
    ) -> Administered<i32> {
        let Self { conn, desk } = self;
        transaction::writing(conn, |conn| {
            let subject = Subject::Client(id);
            subject.lock(conn)?;
            let row: Option<(Id, i32)> = client::table
                .filter(client::id.eq(Id(id.0)))
                .select((client::institution_id, client::version))
                .first(conn)
                .optional()?;
            let (institution, version) = row.ok_or(Denied::NotFound)?;
            let place = Seat::Institution(InstitutionId(institution.0));
            may_keep(&desk.actor, place, desk.directory)?;
            match work(conn, desk)? {
                Some((code, what)) => Ok(desk.mark(code, what).write(conn, subject)?),
                None => Ok(version),
            }
        })
    }
}
