//! Systems of institutions: OAuth 2 clients, their public keys, the assertions
//! they have used.

use super::was_new;
use crate::error::StoreError;
use crate::rows::identity::{ClientKeyRow, ClientRow};
use crate::schema::{client, client_key, institution, reference_version, used_assertion};
use crate::store::Store;
use crate::types::{At, Id, can_stand};
use diesel::prelude::*;
use engine::id::{ClientId, InstitutionId};
use engine::time::Instant;
use std::collections::{HashMap, HashSet};

/// A system that acts for an institution.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    /// Its id.
    pub id: ClientId,
    /// For which institution it acts.
    pub institution: InstitutionId,
    /// What its owner calls it.
    pub name: String,
    /// May get tokens.
    pub active: bool,
    /// Tokens of an older epoch are dead (I-30).
    pub auth_epoch: i32,
}

/// A public key of a client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientKey {
    /// Its name, unique over all clients.
    pub kid: String,
    /// Whose.
    pub client: ClientId,
    /// Ed25519.
    pub public_key: [u8; 32],
    /// Not revoked.
    pub active: bool,
    /// Registered when.
    pub created_at: Instant,
}

/// How clients stand right now: what a cached token is held against.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standings {
    /// The epochs of active clients of active institutions.
    pub clients: HashMap<ClientId, i32>,
    /// The active keys.
    pub keys: HashSet<String>,
}

impl Store {
    /// Registers a client. Whether the id was free, and the name in its
    /// institution.
    pub fn register_client(&self, new: &Client) -> Result<bool, StoreError> {
        self.read(|conn| {
            was_new(
                diesel::insert_into(client::table)
                    .values((
                        client::id.eq(Id(new.id.0)),
                        client::institution_id.eq(Id(new.institution.0)),
                        client::name.eq(new.name.as_str()),
                        client::active.eq(new.active),
                        client::auth_epoch.eq(new.auth_epoch),
                    ))
                    .execute(conn),
            )
        })
    }

    /// A client, active or not.
    pub fn client(&self, id: ClientId) -> Result<Option<Client>, StoreError> {
        self.read(|conn| {
            let row = client::table
                .filter(client::id.eq(Id(id.0)))
                .first::<ClientRow>(conn)
                .optional()?;
            Ok(row.map(Client::from))
        })
    }

    /// The clients of an institution.
    pub fn clients_of(&self, id: InstitutionId) -> Result<Vec<Client>, StoreError> {
        self.read(|conn| {
            let rows = client::table
                .filter(client::institution_id.eq(Id(id.0)))
                .order(client::id)
                .load::<ClientRow>(conn)?;
            Ok(rows.into_iter().map(Client::from).collect())
        })
    }

    /// Lets a client in or shuts it out; either way its tokens die (I-30).
    /// Whether it exists.
    pub fn set_client_active(&self, id: ClientId, active: bool) -> Result<bool, StoreError> {
        self.read(|conn| {
            let changed = diesel::update(client::table.filter(client::id.eq(Id(id.0))))
                .set((client::active.eq(active), client::auth_epoch.eq(client::auth_epoch + 1)))
                .execute(conn)?;
            Ok(changed == 1)
        })
    }

    /// Registers a public key. Whether its name was free, over all clients.
    pub fn register_key(&self, key: &ClientKey) -> Result<bool, StoreError> {
        self.read(|conn| {
            was_new(
                diesel::insert_into(client_key::table)
                    .values((
                        client_key::kid.eq(key.kid.as_str()),
                        client_key::client_id.eq(Id(key.client.0)),
                        client_key::public_key.eq(key.public_key.as_slice()),
                        client_key::active.eq(key.active),
                        client_key::created_at.eq(At(key.created_at)),
                    ))
                    .execute(conn),
            )
        })
    }

    /// Puts a new key in the place of an old one. The new key comes first, so
    /// that an interruption leaves two and never none. Whether both were done.
    pub fn rotate_key(&self, old: &str, new: &ClientKey) -> Result<bool, StoreError> {
        Ok(self.register_key(new)? && self.revoke_key(new.client, old)?)
    }

    /// Revokes a key of a client; tokens that were got with it die (I-30).
    /// Whether it was active and the client's.
    pub fn revoke_key(&self, id: ClientId, kid: &str) -> Result<bool, StoreError> {
        self.read(|conn| {
            let active = client_key::table
                .filter(client_key::kid.eq(kid))
                .filter(client_key::client_id.eq(Id(id.0)))
                .filter(client_key::active.eq(true));
            let revoked = diesel::update(active).set(client_key::active.eq(false)).execute(conn)?;
            Ok(revoked == 1)
        })
    }

    /// The keys of a client, oldest first, revoked ones too.
    pub fn keys_of(&self, id: ClientId) -> Result<Vec<ClientKey>, StoreError> {
        self.read(|conn| {
            let rows = client_key::table
                .filter(client_key::client_id.eq(Id(id.0)))
                .order((client_key::created_at, client_key::kid))
                .load::<ClientKeyRow>(conn)?;
            let keys: Result<_, _> = rows.into_iter().map(ClientKey::try_from).collect();
            Ok(keys?)
        })
    }

    /// An active client with one of its own active keys. A key of another
    /// client is not found, whatever a header says.
    pub fn client_with_key(
        &self,
        id: ClientId,
        kid: &str,
    ) -> Result<Option<(Client, ClientKey)>, StoreError> {
        if !can_stand(kid) {
            return Ok(None);
        }
        let row = self.read(|conn| {
            let row = client::table
                .inner_join(client_key::table.on(client_key::client_id.eq(client::id)))
                .inner_join(institution::table.on(institution::id.eq(client::institution_id)))
                .filter(client::id.eq(Id(id.0)))
                .filter(client::active.eq(true))
                .filter(institution::active.eq(true))
                .filter(client_key::kid.eq(kid))
                .filter(client_key::active.eq(true))
                .select((client::all_columns, client_key::all_columns))
                .first::<(ClientRow, ClientKeyRow)>(conn)
                .optional()?;
            Ok(row)
        })?;
        let Some((client, key)) = row else {
            return Ok(None);
        };
        Ok(Some((client.into(), key.try_into()?)))
    }

    /// Uses an assertion up. Whether this was its first use (RFC 7523 §3); one
    /// that cannot be remembered has none.
    pub fn use_assertion(
        &self,
        id: ClientId,
        jti: &str,
        expires_at: Instant,
    ) -> Result<bool, StoreError> {
        // What cannot be remembered could be used again.
        if !can_stand(jti) {
            return Ok(false);
        }
        self.read(|conn| {
            was_new(
                diesel::insert_into(used_assertion::table)
                    .values((
                        used_assertion::client_id.eq(Id(id.0)),
                        used_assertion::jti.eq(jti),
                        used_assertion::expires_at.eq(At(expires_at)),
                    ))
                    .execute(conn),
            )
        })
    }

    /// Forgets assertions that have expired and so cannot come back; how many.
    pub fn forget_assertions(&self, before: Instant) -> Result<usize, StoreError> {
        self.read(|conn| {
            let old = used_assertion::table.filter(used_assertion::expires_at.lt(At(before)));
            Ok(diesel::delete(old).execute(conn)?)
        })
    }

    /// How every client stands right now.
    pub fn standings(&self) -> Result<Standings, StoreError> {
        self.read(|conn| {
            let clients = client::table
                .inner_join(institution::table.on(institution::id.eq(client::institution_id)))
                .filter(client::active.eq(true))
                .filter(institution::active.eq(true))
                .select((client::id, client::auth_epoch))
                .load::<(Id, i32)>(conn)?;
            let keys = client_key::table
                .filter(client_key::active.eq(true))
                .select(client_key::kid)
                .load::<String>(conn)?;
            Ok(Standings {
                clients: clients.into_iter().map(|(id, epoch)| (ClientId(id.0), epoch)).collect(),
                keys: keys.into_iter().collect(),
            })
        })
    }

    /// Whether the database answers: the cheapest read there is.
    pub fn ping(&self) -> Result<(), StoreError> {
        self.read(|conn| {
            reference_version::table.select(reference_version::version).first::<i64>(conn)?;
            Ok(())
        })
    }
}
