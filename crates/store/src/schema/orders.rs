//! Orders about money: books, what is frozen and what is on its way.
#![allow(clippy::wildcard_imports, reason = "what `table!` expects in scope")]

use diesel::table;

table! {
    use diesel::sql_types::*;
    use crate::types::{DbInstant, DbUuid};
    order_number (agency_id, kind, year, number) {
        agency_id -> DbUuid,
        kind -> Text,
        year -> SmallInt,
        number -> Text,
        instrument_id -> DbUuid,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::types::{DbInstant, DbUuid};
    money (case_id) {
        case_id -> DbUuid,
        version -> Integer,
        agency_id -> DbUuid,
        principal -> BigInt,
        interest -> BigInt,
        fee -> BigInt,
        cost -> BigInt,
        title -> BigInt,
        received -> BigInt,
        waived -> BigInt,
        suspense -> BigInt,
        accrual -> Nullable<Text>,
        rates -> Nullable<Text>,
        excess -> BigInt,
        closed_at -> Nullable<DbInstant>,
        closed_how -> Nullable<Text>,
        closed_reason -> Nullable<Text>,
        neighbours -> Nullable<Text>,
        notified -> Nullable<Text>,
        choices -> Nullable<Text>,
        delegated -> BigInt,
        recovered -> BigInt,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::types::{DbInstant, DbUuid};
    delegation (id) {
        id -> DbUuid,
        case_id -> DbUuid,
        place -> Integer,
        agency_id -> DbUuid,
        to_id -> DbUuid,
        state -> Text,
        at -> DbInstant,
        ended_at -> Nullable<DbInstant>,
        theirs_id -> Nullable<DbUuid>,
        key_id -> Integer,
        sealed -> Binary,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::types::{DbInstant, DbUuid};
    posting (id) {
        id -> DbUuid,
        case_id -> DbUuid,
        day -> Text,
        at -> DbInstant,
        debit -> Text,
        credit -> Text,
        amount -> BigInt,
        posted_by -> Text,
        reverses -> Nullable<DbUuid>,
        transfer_id -> Nullable<DbUuid>,
        concession_id -> Nullable<DbUuid>,
        key_id -> Integer,
        sealed -> Binary,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::types::{DbInstant, DbUuid};
    freeze_order (item_id) {
        item_id -> DbUuid,
        case_id -> DbUuid,
        place -> Integer,
        demand_id -> DbUuid,
        instrument_id -> DbUuid,
        institution_id -> DbUuid,
        debtor_id -> DbUuid,
        target -> BigInt,
        by_minutes -> Bool,
        everything -> Bool,
        asked_at -> DbInstant,
        standing_since -> Nullable<DbInstant>,
        ended_at -> Nullable<DbInstant>,
        ended_why -> Nullable<Text>,
        retarget_item -> Nullable<DbUuid>,
        retarget_target -> Nullable<BigInt>,
        captures -> Nullable<Text>,
        proposer_id -> Nullable<DbUuid>,
        received_at -> Nullable<DbInstant>,
        revoked -> Nullable<Text>,
        named_key -> Nullable<Integer>,
        named -> Nullable<Binary>,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::types::{DbInstant, DbUuid};
    hold (id) {
        id -> DbUuid,
        case_id -> DbUuid,
        place -> Integer,
        freeze_id -> DbUuid,
        institution_id -> DbUuid,
        blind -> Binary,
        kind -> Text,
        currency -> Text,
        all_unknown -> Bool,
        joint -> Bool,
        protected -> BigInt,
        minimum -> BigInt,
        ranks_before -> Integer,
        frozen -> BigInt,
        deducted -> BigInt,
        released -> BigInt,
        reserved -> BigInt,
        lifting -> BigInt,
        opened_at -> DbInstant,
        key_id -> Integer,
        sealed -> Binary,
        beyond_order -> Bool,
        freed_ahead -> BigInt,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::types::{DbInstant, DbUuid};
    transfer (id) {
        id -> DbUuid,
        case_id -> DbUuid,
        place -> Integer,
        agency_id -> DbUuid,
        item_id -> DbUuid,
        demand_id -> DbUuid,
        hold_id -> Nullable<DbUuid>,
        payee_id -> DbUuid,
        ordered -> BigInt,
        paid -> BigInt,
        arrived -> BigInt,
        state -> Text,
        reference -> Nullable<Text>,
        value_day -> Nullable<Text>,
        arrivals -> Nullable<Text>,
        institution_id -> Nullable<DbUuid>,
        month -> Nullable<Text>,
        taken -> BigInt,
        proposer_id -> Nullable<DbUuid>,
        shortfall -> Nullable<Text>,
        beyond -> BigInt,
        bound -> Nullable<BigInt>,
        returned -> BigInt,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::types::{DbInstant, DbUuid};
    prosecutor_act (id) {
        id -> DbUuid,
        case_id -> DbUuid,
        place -> Integer,
        agency_id -> DbUuid,
        area_id -> DbUuid,
        kind -> Text,
        level -> Text,
        state -> Text,
        received_at -> DbInstant,
        answered_at -> Nullable<DbInstant>,
        ended_at -> Nullable<DbInstant>,
        key_id -> Integer,
        sealed -> Binary,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::types::{DbInstant, DbUuid};
    concession (id) {
        id -> DbUuid,
        case_id -> DbUuid,
        place -> Integer,
        agency_id -> DbUuid,
        creditor_id -> DbUuid,
        kind -> Text,
        state -> Text,
        amount -> Nullable<BigInt>,
        recorded_at -> DbInstant,
        ended_at -> Nullable<DbInstant>,
        key_id -> Integer,
        sealed -> Binary,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::types::{DbInstant, DbUuid};
    income (item_id) {
        item_id -> DbUuid,
        case_id -> DbUuid,
        place -> Integer,
        demand_id -> DbUuid,
        instrument_id -> DbUuid,
        institution_id -> DbUuid,
        debtor_id -> DbUuid,
        payee_id -> DbUuid,
        total -> BigInt,
        monthly -> Text,
        keep -> BigInt,
        first -> Text,
        day -> Integer,
        last -> Nullable<Text>,
        asked_at -> DbInstant,
        running_since -> Nullable<DbInstant>,
        accepted_at -> Nullable<DbInstant>,
        ended_at -> Nullable<DbInstant>,
        ended_why -> Nullable<Text>,
        proposer_id -> Nullable<DbUuid>,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::types::{DbInstant, DbUuid};
    lift (item_id) {
        item_id -> DbUuid,
        case_id -> DbUuid,
        place -> Integer,
        freeze_id -> DbUuid,
        hold_id -> Nullable<DbUuid>,
        lifting -> Text,
        ground -> Text,
        done -> Bool,
        failed -> Bool,
        met -> Nullable<DbUuid>,
        met_excess -> Nullable<DbUuid>,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::types::{DbInstant, DbUuid};
    duty (id) {
        id -> DbUuid,
        case_id -> DbUuid,
        place -> Integer,
        agency_id -> DbUuid,
        kind -> Text,
        about -> Nullable<DbUuid>,
        rule -> Text,
        layer -> Text,
        start_at -> DbInstant,
        due_at -> Nullable<DbInstant>,
        state -> Text,
        next_at -> Nullable<DbInstant>,
        late_since -> Nullable<DbInstant>,
        ended_at -> Nullable<DbInstant>,
        proof -> Nullable<Text>,
        amount -> BigInt,
        objection_id -> Nullable<DbUuid>,
        acknowledged -> Nullable<Text>,
        transfer_id -> Nullable<DbUuid>,
        returned -> BigInt,
        act_id -> Nullable<DbUuid>,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::types::{DbInstant, DbUuid};
    payee (id) {
        id -> DbUuid,
        version -> Integer,
        agency_id -> DbUuid,
        state -> Text,
        proposer_id -> DbUuid,
        approved_by -> Nullable<DbUuid>,
        usable_from -> Nullable<DbInstant>,
        key_id -> Integer,
        sealed -> Binary,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::types::{DbInstant, DbUuid};
    statement (id) {
        id -> DbUuid,
        version -> Integer,
        agency_id -> DbUuid,
        payee_id -> DbUuid,
        file -> Binary,
        importer_id -> DbUuid,
        imported_at -> DbInstant,
        currency -> Text,
        opening -> Nullable<BigInt>,
        closing -> Nullable<BigInt>,
        count -> Integer,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::types::{DbInstant, DbUuid};
    statement_line (id) {
        id -> DbUuid,
        statement_id -> DbUuid,
        number -> Integer,
        known_by -> Nullable<DbUuid>,
        state -> Text,
        side -> Text,
        amount -> BigInt,
        reverses -> Bool,
        booked -> Text,
        value -> Text,
        case_id -> Nullable<DbUuid>,
        transfer_id -> Nullable<DbUuid>,
        exact -> Bool,
        settled_by -> Nullable<DbUuid>,
        settled_at -> Nullable<DbInstant>,
        key_id -> Integer,
        sealed -> Binary,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::types::{DbInstant, DbUuid};
    objection (id) {
        id -> DbUuid,
        case_id -> DbUuid,
        place -> Integer,
        agency_id -> DbUuid,
        kind -> Text,
        stage -> Text,
        institution_id -> Nullable<DbUuid>,
        freezes -> Nullable<Text>,
        holds -> Nullable<Text>,
        ground -> Text,
        channel -> Text,
        received_at -> DbInstant,
        recorded_at -> DbInstant,
        recorded_by -> Text,
        filing_rule -> Nullable<Text>,
        filing_start -> Nullable<DbInstant>,
        filing_until -> Nullable<DbInstant>,
        state -> Text,
        accepted_at -> Nullable<DbInstant>,
        ended_at -> Nullable<DbInstant>,
        ended_by -> Nullable<Text>,
        not_accepted -> Nullable<Text>,
        lifts -> Nullable<Text>,
        key_id -> Integer,
        sealed -> Binary,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::types::{DbInstant, DbUuid};
    debtor_notice (instrument_id) {
        instrument_id -> DbUuid,
        case_id -> DbUuid,
        place -> Integer,
        at -> DbInstant,
        channel -> Text,
        recorded_by -> Text,
        filing_rule -> Nullable<Text>,
        filing_until -> Nullable<DbInstant>,
        key_id -> Integer,
        sealed -> Binary,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::types::{DbInstant, DbUuid};
    measure_request (id) {
        id -> DbUuid,
        version -> Integer,
        agency_id -> DbUuid,
        office_id -> Nullable<DbUuid>,
        reference -> Text,
        kind -> Text,
        measure -> Text,
        state -> Text,
        known_by -> DbUuid,
        amount -> BigInt,
        recorded_by -> DbUuid,
        recorded_at -> DbInstant,
        handed_over_at -> Nullable<DbInstant>,
        handed_over_by -> Nullable<DbUuid>,
        channel -> Nullable<Text>,
        completed_at -> Nullable<DbInstant>,
        completed_by -> Nullable<DbUuid>,
        decided_at -> Nullable<DbInstant>,
        decided_by -> Nullable<DbUuid>,
        decision_number -> Nullable<Text>,
        decision_day -> Nullable<Text>,
        ground -> Nullable<Text>,
        case_id -> Nullable<DbUuid>,
        withdrawn_at -> Nullable<DbInstant>,
        withdrawn_by -> Nullable<DbUuid>,
        key_id -> Integer,
        sealed -> Binary,
        institution_id -> Nullable<DbUuid>,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::types::{DbInstant, DbUuid};
    request_term (id) {
        id -> DbUuid,
        request_id -> DbUuid,
        place -> Integer,
        kind -> Text,
        rule -> Text,
        layer -> Text,
        start_at -> DbInstant,
        due_at -> Nullable<DbInstant>,
        state -> Text,
        next_at -> Nullable<DbInstant>,
        late_since -> Nullable<DbInstant>,
        ended_at -> Nullable<DbInstant>,
    }
}
