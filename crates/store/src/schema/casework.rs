//! Cases, instruments, demands and what hangs on them.
#![allow(clippy::wildcard_imports, reason = "what `table!` expects in scope")]

use diesel::table;

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
        bars -> SmallInt,
        pause_key -> Nullable<Integer>,
        pause -> Nullable<Binary>,
        origin_case -> Nullable<DbUuid>,
        origin_id -> Nullable<DbUuid>,
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
        institution_id -> Nullable<DbUuid>,
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
        confirmed_number -> Nullable<Text>,
        confirmed_day -> Nullable<Text>,
        confirmed_by -> Nullable<DbUuid>,
        confirmed_at -> Nullable<DbInstant>,
        drafted_at -> Nullable<DbInstant>,
        submitter_id -> Nullable<DbUuid>,
        papers -> Nullable<Text>,
        resealed -> Nullable<Text>,
        sent_by -> Nullable<DbUuid>,
        sent_to -> Nullable<Integer>,
        reused -> Nullable<Text>,
        register_id -> Nullable<DbUuid>,
        register_serial -> Nullable<Integer>,
        registered -> Nullable<Text>,
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
        kind -> Text,
        papers -> Nullable<Text>,
        letter -> Nullable<Text>,
        has_none -> Bool,
        paper_by -> Nullable<Text>,
        contests_key -> Nullable<Integer>,
        contests -> Nullable<Binary>,
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
        key_id -> Nullable<Integer>,
        sealed -> Nullable<Binary>,
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
    paper_entry (demand_id) {
        demand_id -> DbUuid,
        entered_by -> DbUuid,
        entered_at -> DbInstant,
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
        paper_key -> Nullable<Integer>,
        paper -> Nullable<Binary>,
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
        version -> Integer,
        evidence -> Nullable<Text>,
        recorded_by -> Nullable<DbUuid>,
        confirmed_at -> Nullable<DbInstant>,
        confirmed_by -> Nullable<DbUuid>,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::types::{DbInstant, DbUuid};
    announcement (id) {
        id -> DbUuid,
        version -> Integer,
        kind -> Text,
        audience -> Text,
        place_id -> Nullable<DbUuid>,
        from_at -> DbInstant,
        to_at -> DbInstant,
        text_vi -> Text,
        text_en -> Text,
        hurry -> Nullable<Text>,
        made_at -> DbInstant,
        made_by -> Nullable<DbUuid>,
        ended_at -> Nullable<DbInstant>,
        ended_by -> Nullable<DbUuid>,
        end_reason -> Nullable<Text>,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::types::{DbInstant, DbUuid};
    outage_progress (outage_id) {
        outage_id -> DbUuid,
        after_id -> Nullable<DbUuid>,
        done_at -> Nullable<DbInstant>,
        epoch -> Integer,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::types::{DbInstant, DbUuid};
    case_link (id) {
        id -> DbUuid,
        case_id -> DbUuid,
        agency_id -> DbUuid,
        source -> Text,
        external -> Text,
        digest -> Binary,
        waiting -> Integer,
        at -> DbInstant,
        key_id -> Integer,
        sealed -> Binary,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::types::{DbInstant, DbUuid};
    synced_payment (id) {
        id -> DbUuid,
        case_id -> DbUuid,
        amount -> BigInt,
        day -> Text,
        posting_id -> Nullable<DbUuid>,
        at -> DbInstant,
        key_id -> Integer,
        sealed -> Binary,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::types::{DbInstant, DbUuid};
    held_row (id) {
        id -> DbUuid,
        version -> Integer,
        agency_id -> DbUuid,
        source -> Text,
        external -> Nullable<Text>,
        payment -> Nullable<Text>,
        state -> Text,
        attempts -> Integer,
        received_at -> DbInstant,
        file -> Nullable<Binary>,
        errors -> Text,
        ended_at -> Nullable<DbInstant>,
        ended_by -> Nullable<DbUuid>,
        key_id -> Integer,
        sealed -> Binary,
    }
}
