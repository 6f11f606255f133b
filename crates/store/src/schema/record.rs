//! What is remembered of every command: audit, keys, and what is owed.
#![allow(clippy::wildcard_imports, reason = "what `table!` expects in scope")]

use diesel::table;

table! {
    use diesel::sql_types::*;
    use crate::types::{DbInstant, DbUuid};
    event (id) {
        id -> DbUuid,
        kind -> Text,
        code -> Text,
        at -> DbInstant,
        actor -> Text,
        root_kind -> Nullable<Text>,
        root_id -> Nullable<DbUuid>,
        version -> Nullable<Integer>,
        case_id -> Nullable<DbUuid>,
        format -> SmallInt,
        key_id -> Integer,
        body -> Binary,
        leaf -> Binary,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::types::{DbInstant, DbUuid};
    idempotency (id) {
        id -> DbUuid,
        request -> Binary,
        kind -> Text,
        subject -> DbUuid,
        other -> Nullable<DbUuid>,
        version -> Integer,
        at -> DbInstant,
        contradicted -> Bool,
        evidence -> Nullable<Text>,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::types::{DbInstant, DbUuid};
    notice (id) {
        id -> DbUuid,
        event_id -> DbUuid,
        code -> Text,
        to_kind -> Text,
        to_id -> Nullable<DbUuid>,
        to_role -> Nullable<Text>,
        case_id -> Nullable<DbUuid>,
        instrument_id -> Nullable<DbUuid>,
        demand_id -> Nullable<DbUuid>,
        reference -> Text,
        urgent -> Bool,
        at -> DbInstant,
        state -> Text,
        next_at -> Nullable<DbInstant>,
        lease_owner -> Nullable<DbUuid>,
        lease_until -> Nullable<DbInstant>,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::types::{DbInstant, DbUuid};
    delivery (id) {
        id -> DbUuid,
        notice_id -> DbUuid,
        person_id -> DbUuid,
        case_id -> Nullable<DbUuid>,
        urgent -> Bool,
        transport -> Text,
        state -> Text,
        attempts -> SmallInt,
        next_at -> Nullable<DbInstant>,
        held -> Bool,
        lease_owner -> Nullable<DbUuid>,
        lease_until -> Nullable<DbInstant>,
        done_at -> Nullable<DbInstant>,
        failure -> Nullable<Text>,
        read_at -> Nullable<DbInstant>,
        shift_id -> Nullable<DbUuid>,
        bundle_id -> Nullable<DbUuid>,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::types::{DbInstant, DbUuid};
    delivery_attempt (id) {
        id -> DbUuid,
        delivery_id -> DbUuid,
        at -> DbInstant,
        outcome -> Text,
        detail -> Nullable<Text>,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::types::{DbInstant, DbUuid};
    dead_letter (id) {
        id -> DbUuid,
        notice_id -> DbUuid,
        delivery_id -> Nullable<DbUuid>,
        reason -> Text,
        at -> DbInstant,
        settled_at -> Nullable<DbInstant>,
        settled_by -> Nullable<DbUuid>,
        settlement -> Nullable<Text>,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::types::{DbInstant, DbUuid};
    tick (job, scheduled_for) {
        job -> Text,
        scheduled_for -> DbInstant,
        claimed_at -> DbInstant,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::types::{DbInstant, DbUuid};
    file (id) {
        id -> DbUuid,
        seat_id -> DbUuid,
        sha256 -> Binary,
        media -> Text,
        size -> BigInt,
        signature -> Nullable<Text>,
        uploaded_by -> DbUuid,
        uploaded_at -> DbInstant,
        attached -> Bool,
    }
}
