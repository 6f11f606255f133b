//! Rows put in by hand, so that tests need no import and no page. Not part of
//! the service: only tests switch the feature on.

use crate::error::StoreError;
use crate::rows::outbox::IdRow;
use crate::store::Store;
use crate::types::{At, DbInstant, DbUuid, Id};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable, Text};
use engine::role::Role;
use engine::time::Instant;
use uuid::Uuid;

/// Puts rows into a store.
#[derive(Clone, Copy)]
pub struct Seed<'a>(pub &'a Store);

/// Where a seat stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In an agency.
    Agency(Uuid),
    /// In an institution.
    Institution(Uuid),
    /// In the country.
    Country,
}

/// A notice that no command owes.
#[derive(Clone, Copy, Debug)]
pub struct LooseNotice<'a> {
    /// Its id.
    pub id: Uuid,
    /// Its code.
    pub code: &'a str,
    /// Kind of mailbox, whose, for which role.
    pub to: (&'a str, Option<Uuid>, Option<Role>),
    /// The case.
    pub case: Option<Uuid>,
    /// Not held back by quiet hours.
    pub urgent: bool,
    /// When it is owed.
    pub at: Instant,
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

#[derive(QueryableByName)]
struct Due {
    #[diesel(sql_type = Nullable<DbInstant>)]
    due_at: Option<At>,
}

#[derive(QueryableByName)]
struct Word {
    #[diesel(sql_type = Text)]
    word: String,
}

impl Seed<'_> {
    /// An agency below another.
    pub fn agency(&self, id: Uuid, code: &str, parent: Option<Uuid>) -> Result<(), StoreError> {
        let level = if parent.is_some() { "region" } else { "ministry" };
        self.0.read(|conn| {
            diesel::sql_query(
                "insert into agency (id, code, parent_id, level, name_vi, name_en, invented, \
                 active) values ($1, $2, $3, $4, $2, $2, $5, $5)",
            )
            .bind::<DbUuid, _>(Id(id))
            .bind::<Text, _>(code)
            .bind::<Nullable<DbUuid>, _>(parent.map(Id))
            .bind::<Text, _>(level)
            .bind::<Bool, _>(true)
            .execute(conn)?;
            Ok(())
        })
    }

    /// An institution.
    pub fn institution(&self, id: Uuid, code: &str) -> Result<(), StoreError> {
        self.0.read(|conn| {
            diesel::sql_query(
                "insert into institution (id, code, kind, short_name, name_vi, name_en, joined, \
                 single_signatory, active) values ($1, $2, 'bank', $2, $2, $2, $3, $4, $3)",
            )
            .bind::<DbUuid, _>(Id(id))
            .bind::<Text, _>(code)
            .bind::<Bool, _>(true)
            .bind::<Bool, _>(false)
            .execute(conn)?;
            Ok(())
        })
    }

    /// One institution or agency (`table`) takes the place of another.
    pub fn succeed(&self, table: &str, old: Uuid, heir: Uuid) -> Result<(), StoreError> {
        self.0.read(|conn| {
            diesel::sql_query(format!(
                "update {table} set active = $1, succeeded_on = '2026-10-01', successor_id = $2 \
                 where id = $3"
            ))
            .bind::<Bool, _>(false)
            .bind::<DbUuid, _>(Id(heir))
            .bind::<DbUuid, _>(Id(old))
            .execute(conn)?;
            Ok(())
        })
    }

    /// A person.
    pub fn person(&self, id: Uuid, email: &str, language: &str) -> Result<(), StoreError> {
        self.0.read(|conn| {
            diesel::sql_query(
                "insert into person (id, username, full_name, email, language, active, \
                 auth_epoch) values ($1, $2, $2, $3, $4, $5, 1)",
            )
            .bind::<DbUuid, _>(Id(id))
            .bind::<Text, _>(id.to_string())
            .bind::<Text, _>(email)
            .bind::<Text, _>(language)
            .bind::<Bool, _>(true)
            .execute(conn)?;
            Ok(())
        })
    }

    /// A role of a person somewhere.
    pub fn seat(&self, person: Uuid, role: Role, place: Place) -> Result<(), StoreError> {
        let (agency, institution) = match place {
            Place::Agency(id) => (Some(Id(id)), None),
            Place::Institution(id) => (None, Some(Id(id))),
            Place::Country => (None, None),
        };
        let id = Uuid::new_v5(&person, format!("{role} {place:?}").as_bytes());
        self.0.read(|conn| {
            diesel::sql_query(
                "insert into seat (id, person_id, role, agency_id, institution_id, active) \
                 values ($1, $2, $3, $4, $5, $6)",
            )
            .bind::<DbUuid, _>(Id(id))
            .bind::<DbUuid, _>(Id(person))
            .bind::<Text, _>(role.code())
            .bind::<Nullable<DbUuid>, _>(agency)
            .bind::<Nullable<DbUuid>, _>(institution)
            .bind::<Bool, _>(true)
            .execute(conn)?;
            Ok(())
        })
    }

    /// A person leaves, or comes back.
    pub fn set_active(&self, person: Uuid, active: bool) -> Result<(), StoreError> {
        self.0.read(|conn| {
            diesel::sql_query("update person set active = $1 where id = $2")
                .bind::<Bool, _>(active)
                .bind::<DbUuid, _>(Id(person))
                .execute(conn)?;
            Ok(())
        })
    }

    /// A notice that no command owes.
    pub fn notice(&self, notice: LooseNotice<'_>) -> Result<(), StoreError> {
        let (kind, to, role) = notice.to;
        self.0.read(|conn| {
            diesel::sql_query(
                "insert into notice (id, event_id, code, to_kind, to_id, to_role, case_id, \
                 reference, urgent, at, state, next_at) \
                 values ($1, $1, $2, $3, $4, $5, $6, 'YC-2026-000001', $7, $8, 'pending', $8)",
            )
            .bind::<DbUuid, _>(Id(notice.id))
            .bind::<Text, _>(notice.code)
            .bind::<Text, _>(kind)
            .bind::<Nullable<DbUuid>, _>(to.map(Id))
            .bind::<Nullable<Text>, _>(role.map(Role::code))
            .bind::<Nullable<DbUuid>, _>(notice.case.map(Id))
            .bind::<Bool, _>(notice.urgent)
            .bind::<DbInstant, _>(At(notice.at))
            .execute(conn)?;
            Ok(())
        })
    }

    /// The number that a query of one number gives.
    pub fn number(&self, sql: &str) -> Result<i64, StoreError> {
        let sql = format!("select cast(({sql}) as bigint) as n");
        let number: Number = self.0.read(|conn| Ok(diesel::sql_query(sql).get_result(conn)?))?;
        Ok(number.n)
    }

    /// The words that a query of one column `word` gives.
    pub fn words(&self, sql: &str) -> Result<Vec<String>, StoreError> {
        let words: Vec<Word> = self.0.read(|conn| Ok(diesel::sql_query(sql).load(conn)?))?;
        Ok(words.into_iter().map(|row| row.word).collect())
    }

    /// When a clock is due.
    pub fn due_of(&self, clock: Uuid) -> Result<Option<Instant>, StoreError> {
        let rows: Vec<Due> = self.0.read(|conn| {
            Ok(diesel::sql_query("select due_at from clock where id = $1")
                .bind::<DbUuid, _>(Id(clock))
                .load(conn)?)
        })?;
        Ok(rows.first().and_then(|row| row.due_at).map(|at| at.0))
    }

    /// The ids that a query of one column `id` gives.
    pub fn ids(&self, sql: &str) -> Result<Vec<Uuid>, StoreError> {
        let rows: Vec<IdRow> = self.0.read(|conn| Ok(diesel::sql_query(sql).load(conn)?))?;
        Ok(rows.into_iter().map(|row| row.id.0).collect())
    }
}
