//! The tables, by hand: `diesel print-schema` cannot serve two engines. A test
//! compares this with what the migrations of each engine make.

mod casework;
mod orders;
mod people;
mod record;

pub(crate) use casework::*;
pub(crate) use orders::*;
pub(crate) use people::*;
pub(crate) use record::*;

use diesel::{allow_tables_to_appear_in_same_query, joinable};

joinable!(demand -> enforcement_case (case_id));
joinable!(instrument -> enforcement_case (case_id));
joinable!(party -> enforcement_case (case_id));
joinable!(seat -> person (person_id));
joinable!(shift -> person (person_id));
joinable!(delivery -> notice (notice_id));
joinable!(episode -> demand (demand_id));
joinable!(item -> demand (demand_id));

allow_tables_to_appear_in_same_query!(
    agency,
    institution,
    branch,
    person,
    seat,
    shift,
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
    case_link,
    synced_payment,
    held_row,
    instrument,
    demand,
    item,
    clock,
    episode,
    extension,
    draft,
    paper_entry,
    answer,
    message,
    announcement,
    outage,
    outage_progress,
    order_number,
    money,
    posting,
    freeze_order,
    hold,
    transfer,
    lift,
    income,
    duty,
    debtor_notice,
    delegation,
    prosecutor_act,
    concession,
    objection,
    statement,
    statement_line,
    measure_request,
    request_term,
    payee,
    event,
    file,
    idempotency,
    notice,
    delivery,
    delivery_attempt,
    dead_letter,
    tick,
);
