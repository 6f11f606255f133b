//! The tables, by hand: `diesel print-schema` cannot serve two engines. A test
//! compares this with what the migrations of each engine make.
#![allow(clippy::wildcard_imports, reason = "what `table!` expects in scope")]

use diesel::{allow_tables_to_appear_in_same_query, joinable, table};

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

table! {
    use diesel::sql_types::*;
    use crate::types::{DbInstant, DbUuid};
    enforcement_case (id) {
        id -> DbUuid,
        version -> Integer,
        agency_id -> DbUuid,
        number -> Text,
        officer_id -> DbUuid,
        state -> Text,
        category -> Text,
        conditions -> Text,
        opened_at -> DbInstant,
        closed_at -> Nullable<DbInstant>,
        closed_reason -> Nullable<Text>,
        salt -> Binary,
        key_id -> Integer,
        sealed -> Binary,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::types::{DbInstant, DbUuid};
    party (case_id, id) {
        case_id -> DbUuid,
        id -> DbUuid,
        role -> Text,
        kind -> Text,
        name -> Text,
        name_folded -> Text,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::types::{DbInstant, DbUuid};
    party_identifier (case_id, party_id, kind, blind) {
        case_id -> DbUuid,
        party_id -> DbUuid,
        kind -> Text,
        blind -> Binary,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::types::{DbInstant, DbUuid};
    obligation_line (case_id, line) {
        case_id -> DbUuid,
        line -> SmallInt,
        kind -> Text,
        minor -> BigInt,
        currency -> Text,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::types::{DbInstant, DbUuid};
    instrument (id) {
        id -> DbUuid,
        version -> Integer,
        kind -> Text,
        case_id -> DbUuid,
        agency_id -> DbUuid,
        reference -> Text,
        state -> Text,
        requester -> Text,
        interim -> Bool,
        proposer_id -> DbUuid,
        approved_by -> Nullable<DbUuid>,
        approved_at -> Nullable<DbInstant>,
        approved_hash -> Nullable<Binary>,
        issued_at -> Nullable<DbInstant>,
        key_id -> Integer,
        sealed -> Binary,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::types::{DbInstant, DbUuid};
    demand (id) {
        id -> DbUuid,
        version -> Integer,
        instrument_id -> DbUuid,
        case_id -> DbUuid,
        agency_id -> DbUuid,
        institution_id -> DbUuid,
        reference -> Text,
        requester -> Text,
        interim -> Bool,
        sealed_to -> Nullable<Text>,
        channel -> Text,
        issued_at -> DbInstant,
        evidenced_at -> Nullable<DbInstant>,
        recorded_at -> Nullable<DbInstant>,
        proof -> Nullable<Text>,
        acknowledged_by -> Nullable<Text>,
        acknowledged_at -> Nullable<DbInstant>,
        urged -> SmallInt,
        state -> Text,
        open -> Bool,
        sort_due -> Nullable<DbInstant>,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::types::{DbInstant, DbUuid};
    item (id) {
        id -> DbUuid,
        demand_id -> DbUuid,
        info -> Text,
        state -> Text,
        round -> SmallInt,
        parts -> SmallInt,
        last_answer -> Nullable<DbUuid>,
        last_hash -> Nullable<Binary>,
        last_part -> Nullable<SmallInt>,
        last_version -> Nullable<SmallInt>,
        request -> Text,
        last_by -> Nullable<Text>,
        last_drafted_by -> Nullable<DbUuid>,
        letter -> Nullable<Text>,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::types::{DbInstant, DbUuid};
    clock (id) {
        id -> DbUuid,
        demand_id -> DbUuid,
        item_id -> DbUuid,
        round -> SmallInt,
        rule -> Text,
        layer -> Text,
        start_at -> DbInstant,
        due_at -> Nullable<DbInstant>,
        binding -> Bool,
        calendar -> Integer,
        state -> Text,
        step -> SmallInt,
        next_at -> Nullable<DbInstant>,
        ended_at -> Nullable<DbInstant>,
        excused -> Nullable<Text>,
        promised_at -> Nullable<DbInstant>,
        promised_excused -> Nullable<SmallInt>,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::types::{DbInstant, DbUuid};
    episode (id) {
        id -> DbUuid,
        demand_id -> DbUuid,
        institution_id -> DbUuid,
        agency_id -> DbUuid,
        clock_id -> DbUuid,
        item_id -> DbUuid,
        kind -> Text,
        layer -> Text,
        flagged_at -> DbInstant,
        detected_at -> DbInstant,
        reason -> Nullable<Text>,
        note -> Nullable<Text>,
        closed_at -> Nullable<DbInstant>,
        closed_by -> Nullable<Text>,
        rule -> Text,
        info -> Text,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::types::{DbInstant, DbUuid};
    extension (id) {
        id -> DbUuid,
        demand_id -> DbUuid,
        item_id -> DbUuid,
        until -> DbInstant,
        reason -> Text,
        asked_by -> Text,
        asked_at -> DbInstant,
        state -> Text,
        decision -> Nullable<Text>,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::types::{DbInstant, DbUuid};
    draft (demand_id) {
        demand_id -> DbUuid,
        saved_by -> DbUuid,
        saved_at -> DbInstant,
        hash -> Binary,
        returned -> Nullable<Text>,
        key_id -> Integer,
        sealed -> Binary,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::types::{DbInstant, DbUuid};
    answer (id) {
        id -> DbUuid,
        demand_id -> DbUuid,
        item_id -> DbUuid,
        round -> SmallInt,
        part -> SmallInt,
        version -> SmallInt,
        state -> Text,
        outcome -> Text,
        hash -> Binary,
        answered_by -> Text,
        drafted_by -> Nullable<DbUuid>,
        arrived_at -> DbInstant,
        key_id -> Integer,
        sealed -> Binary,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::types::{DbInstant, DbUuid};
    message (id) {
        id -> DbUuid,
        demand_id -> DbUuid,
        kind -> Text,
        written_by -> Text,
        written_at -> DbInstant,
        key_id -> Integer,
        sealed -> Binary,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::types::{DbInstant, DbUuid};
    outage (id) {
        id -> DbUuid,
        from_at -> DbInstant,
        to_at -> DbInstant,
        reason -> Text,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::types::{DbInstant, DbUuid};
    outage_progress (outage_id) {
        outage_id -> DbUuid,
        after_id -> Nullable<DbUuid>,
        done_at -> Nullable<DbInstant>,
    }
}

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

joinable!(demand -> enforcement_case (case_id));
joinable!(instrument -> enforcement_case (case_id));
joinable!(party -> enforcement_case (case_id));
joinable!(seat -> person (person_id));
joinable!(delivery -> notice (notice_id));
joinable!(episode -> demand (demand_id));
joinable!(item -> demand (demand_id));

allow_tables_to_appear_in_same_query!(
    agency,
    institution,
    branch,
    person,
    seat,
    reference_version,
    law_version,
    calendar_version,
    session,
    client,
    client_key,
    used_assertion,
    setup_code,
    enforcement_case,
    party,
    party_identifier,
    obligation_line,
    instrument,
    demand,
    item,
    clock,
    episode,
    extension,
    draft,
    answer,
    message,
    outage,
    outage_progress,
    event,
    idempotency,
    notice,
    delivery,
    delivery_attempt,
    dead_letter,
    tick,
);
