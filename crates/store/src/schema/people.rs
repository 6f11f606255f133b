//! Places, people, systems, and the versions of what is read from files.
#![allow(clippy::wildcard_imports, reason = "what `table!` expects in scope")]

use diesel::table;

table! {
    use diesel::sql_types::*;
    use crate::types::{DbInstant, DbUuid};
    agency (id) {
        id -> DbUuid,
        code -> Text,
        parent_id -> Nullable<DbUuid>,
        level -> Text,
        province_code -> Nullable<Text>,
        name_vi -> Text,
        name_en -> Text,
        invented -> Bool,
        active -> Bool,
        succeeded_on -> Nullable<Text>,
        successor_id -> Nullable<DbUuid>,
        procuracy_vi -> Nullable<Text>,
        procuracy_en -> Nullable<Text>,
        begins_on -> Nullable<Text>,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::types::{DbInstant, DbUuid};
    institution (id) {
        id -> DbUuid,
        code -> Text,
        kind -> Text,
        short_name -> Text,
        name_vi -> Text,
        name_en -> Text,
        swift_bic -> Nullable<Text>,
        napas_bin -> Nullable<Text>,
        joined -> Bool,
        single_signatory -> Bool,
        active -> Bool,
        succeeded_on -> Nullable<Text>,
        successor_id -> Nullable<DbUuid>,
        joins_on -> Nullable<Text>,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::types::{DbInstant, DbUuid};
    branch (id) {
        id -> DbUuid,
        institution_id -> DbUuid,
        code -> Text,
        name_vi -> Text,
        name_en -> Text,
        province_code -> Nullable<Text>,
        invented -> Bool,
        active -> Bool,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::types::{DbInstant, DbUuid};
    person (id) {
        id -> DbUuid,
        username -> Text,
        full_name -> Text,
        email -> Text,
        language -> Text,
        active -> Bool,
        password_hash -> Nullable<Text>,
        auth_epoch -> Integer,
        version -> Integer,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::types::{DbInstant, DbUuid};
    shift (id) {
        id -> DbUuid,
        agency_id -> Nullable<DbUuid>,
        institution_id -> Nullable<DbUuid>,
        person_id -> DbUuid,
        phone -> Text,
        from_at -> DbInstant,
        to_at -> DbInstant,
        dropped_at -> Nullable<DbInstant>,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::types::{DbInstant, DbUuid};
    seat (id) {
        id -> DbUuid,
        person_id -> DbUuid,
        role -> Text,
        agency_id -> Nullable<DbUuid>,
        institution_id -> Nullable<DbUuid>,
        active -> Bool,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::types::{DbInstant, DbUuid};
    reference_version (id) {
        id -> Integer,
        version -> BigInt,
        people -> BigInt,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::types::{DbInstant, DbUuid};
    law_version (number) {
        number -> Integer,
        hash -> Binary,
        body -> Text,
        activated_at -> DbInstant,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::types::{DbInstant, DbUuid};
    calendar_version (number) {
        number -> Integer,
        hash -> Binary,
        body -> Text,
        activated_at -> DbInstant,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::types::{DbInstant, DbUuid};
    session (id) {
        id -> Binary,
        person_id -> DbUuid,
        seat_id -> DbUuid,
        auth_epoch -> Integer,
        csrf -> Binary,
        created_at -> DbInstant,
        seen_at -> DbInstant,
        expires_at -> DbInstant,
        ended_at -> Nullable<DbInstant>,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::types::{DbInstant, DbUuid};
    client (id) {
        id -> DbUuid,
        institution_id -> DbUuid,
        name -> Text,
        active -> Bool,
        auth_epoch -> Integer,
        version -> Integer,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::types::{DbInstant, DbUuid};
    client_key (kid) {
        kid -> Text,
        client_id -> DbUuid,
        public_key -> Binary,
        active -> Bool,
        created_at -> DbInstant,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::types::{DbInstant, DbUuid};
    used_assertion (client_id, jti) {
        client_id -> DbUuid,
        jti -> Text,
        expires_at -> DbInstant,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::types::{DbInstant, DbUuid};
    setup_code (person_id) {
        person_id -> DbUuid,
        hash -> Binary,
        expires_at -> DbInstant,
    }
}
