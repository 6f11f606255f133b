//! Roots with all that hangs on them.

use crate::conn::Conn;
use crate::error::StoreError;
use crate::lane::load::in_order;
use crate::rows::act::ActRow;
use crate::rows::answer::{AnswerRow, DraftRow, EntryRow, MessageRow};
use crate::rows::case::{CaseRow, GateColumns, gate};
use crate::rows::concession::ConcessionRow;
use crate::rows::delegation::DelegationRow;
use crate::rows::demand::{ClockRow, DemandRow, EpisodeRow, ExtensionRow, ItemRow};
use crate::rows::freeze::{FreezeRow, HoldRow, LiftRow, TransferRow};
use crate::rows::income::IncomeRow;
use crate::rows::instrument::InstrumentRow;
use crate::rows::money::{DutyRow, MoneyRow, PostingRow};
use crate::rows::objection::{DebtorNoticeRow, ObjectionRow};
use crate::rows::record::EventRow;
use crate::rows::request::{RequestRow, TermRow};
use crate::rows::statement::{LineRow, StatementRow};
use crate::schema::{
    answer, clock, concession, debtor_notice, delegation, demand, draft, duty, enforcement_case,
    episode, event, extension, freeze_order, hold, income, instrument, item, lift, measure_request,
    message, money, objection, paper_entry, posting, prosecutor_act, request_term, statement,
    statement_line, transfer,
};
use crate::seal::Vault;
use crate::types::{At, Id};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use engine::case::{Case, Gate};
use engine::concession::Concession;
use engine::demand::Demand;
use engine::event::{Recorded, Root};
use engine::id::{CaseId, DemandId, InstrumentId, RequestId, StatementId};
use engine::instrument::Instrument;
use engine::ledger::{Ledger, Posting};
use engine::request::MeasureRequest;
use engine::statement::Statement;
use engine::time::Instant;

/// A case.
pub(crate) fn case(conn: &mut Conn, vault: &Vault, id: CaseId) -> Result<Option<Case>, StoreError> {
    let row = enforcement_case::table
        .filter(enforcement_case::id.eq(Id(id.0)))
        .select(CaseRow::as_select())
        .first::<CaseRow>(conn)
        .optional()?;
    Ok(row.map(|row| row.entity(vault)).transpose()?)
}

/// What other roots know of a case, and the salt of its audit leaves.
pub(crate) fn gate_and_salt(
    conn: &mut Conn,
    id: CaseId,
) -> Result<Option<(Gate, [u8; 32])>, StoreError> {
    use enforcement_case as c;
    let found = c::table
        .filter(c::id.eq(Id(id.0)))
        .select((c::id, c::agency_id, c::officer_id, c::state, c::bars, c::salt))
        .first::<GateColumns>(conn)
        .optional()?;
    let Some(columns) = found else {
        return Ok(None);
    };
    let salt = crate::rows::hash(&columns.5, "enforcement_case", "salt")?;
    Ok(Some((gate(&columns)?, salt)))
}

/// Whether a case was closed before an instant, if one is named.
pub(crate) fn closed_before(
    conn: &mut Conn,
    id: CaseId,
    before: Option<Instant>,
) -> Result<bool, StoreError> {
    let closed: Option<Option<At>> = enforcement_case::table
        .filter(enforcement_case::id.eq(Id(id.0)))
        .select(enforcement_case::closed_at)
        .first(conn)
        .optional()?;
    let closed = closed.flatten();
    Ok(closed.is_some_and(|closed| before.is_none_or(|end| closed.0 < end)))
}

/// Whether the books of a case say that its obligation has ended.
pub(crate) fn obligation_ended(conn: &mut Conn, case: CaseId) -> Result<bool, StoreError> {
    let closed: Option<Option<At>> = money::table
        .filter(money::case_id.eq(Id(case.0)))
        .select(money::closed_at)
        .first(conn)
        .optional()?;
    Ok(closed.flatten().is_some())
}

/// An instrument.
pub(crate) fn instrument(
    conn: &mut Conn,
    vault: &Vault,
    id: InstrumentId,
) -> Result<Option<Instrument>, StoreError> {
    let row = instrument::table
        .filter(instrument::id.eq(Id(id.0)))
        .select(InstrumentRow::as_select())
        .first::<InstrumentRow>(conn)
        .optional()?;
    Ok(row.map(|row| row.entity(vault)).transpose()?)
}

/// A demand with all that hangs on it, answers and messages too.
pub(crate) fn demand(
    conn: &mut Conn,
    vault: &Vault,
    id: DemandId,
) -> Result<Option<Demand>, StoreError> {
    let row = demand::table
        .filter(demand::id.eq(Id(id.0)))
        .select(DemandRow::as_select())
        .first::<DemandRow>(conn)
        .optional()?;
    row.map(|row| hang(conn, vault, row)).transpose()
}

/// Rows of a demand in a table, each as what it stands for.
macro_rules! children {
    ($conn:expr, $id:expr, $table:ident, $row:ident, |$one:ident| $entity:expr) => {{
        let rows = $table::table
            .filter($table::demand_id.eq($id))
            .select($row::as_select())
            .load::<$row>($conn)?;
        let entities = rows.into_iter().map(|$one| $entity);
        entities.collect::<Result<Vec<_>, _>>()?
    }};
}

/// A demand of a row.
pub(crate) fn hang(conn: &mut Conn, vault: &Vault, row: DemandRow) -> Result<Demand, StoreError> {
    let id = row.id;
    let mut demand = row.entity(vault)?;
    demand.items = children!(conn, id, item, ItemRow, |row| row.entity(vault));
    demand.clocks = children!(conn, id, clock, ClockRow, |row| row.entity());
    demand.episodes = children!(conn, id, episode, EpisodeRow, |row| row.entity());
    demand.extensions = children!(conn, id, extension, ExtensionRow, |row| row.entity());
    demand.draft = children!(conn, id, draft, DraftRow, |row| row.entity(vault)).pop();
    demand.entry = children!(conn, id, paper_entry, EntryRow, |row| row.entity(vault)).pop();
    demand.answers = children!(conn, id, answer, AnswerRow, |row| row.entity(vault));
    demand.messages = children!(conn, id, message, MessageRow, |row| row.entity(vault));
    in_order(&mut demand);
    Ok(demand)
}

/// The money of a case with all that hangs on it, postings too.
pub(crate) fn ledger(
    conn: &mut Conn,
    vault: &Vault,
    case: CaseId,
) -> Result<Option<Ledger>, StoreError> {
    let row = money::table
        .filter(money::case_id.eq(Id(case.0)))
        .select(MoneyRow::as_select())
        .first::<MoneyRow>(conn)
        .optional()?;
    row.map(|row| hang_money(conn, vault, row)).transpose()
}

/// Rows of a case's money in a table, in their places.
macro_rules! placed {
    ($conn:expr, $id:expr, $table:ident, $row:ident, |$one:ident| $entity:expr) => {{
        let rows = $table::table
            .filter($table::case_id.eq($id))
            .order($table::place)
            .select($row::as_select())
            .load::<$row>($conn)?;
        let entities = rows.into_iter().map(|$one| $entity);
        entities.collect::<Result<Vec<_>, _>>()?
    }};
}

/// The money of a row.
pub(crate) fn hang_money(
    conn: &mut Conn,
    vault: &Vault,
    row: MoneyRow,
) -> Result<Ledger, StoreError> {
    let id = row.case_id;
    let mut ledger = row.entity()?;
    ledger.freezes = placed!(conn, id, freeze_order, FreezeRow, |row| row.entity(vault));
    ledger.holds = placed!(conn, id, hold, HoldRow, |row| row.entity(vault));
    ledger.transfers = placed!(conn, id, transfer, TransferRow, |row| row.entity());
    ledger.lifts = placed!(conn, id, lift, LiftRow, |row| row.entity());
    ledger.incomes = placed!(conn, id, income, IncomeRow, |row| row.entity());
    ledger.duties = placed!(conn, id, duty, DutyRow, |row| row.entity());
    ledger.objections = placed!(conn, id, objection, ObjectionRow, |row| row.entity(vault));
    ledger.notices = placed!(conn, id, debtor_notice, DebtorNoticeRow, |row| row.entity(vault));
    ledger.acts = placed!(conn, id, prosecutor_act, ActRow, |row| row.entity(vault));
    ledger.concessions = concessions(conn, vault, ledger.case)?;
    ledger.delegations = placed!(conn, id, delegation, DelegationRow, |row| row.entity(vault));
    ledger.postings = postings(conn, vault, ledger.case)?;
    Ok(ledger)
}

/// What creditors conceded in a case.
pub(crate) fn concessions(
    conn: &mut Conn,
    vault: &Vault,
    case: CaseId,
) -> Result<Vec<Concession>, StoreError> {
    let id = Id(case.0);
    Ok(placed!(conn, id, concession, ConcessionRow, |row| row.entity(vault)))
}

/// What happened to the money of a case, in order: all of it, or what was
/// recorded before an instant.
pub(crate) fn money_events(
    conn: &mut Conn,
    vault: &Vault,
    case: CaseId,
    before: Option<Instant>,
) -> Result<Vec<Recorded>, StoreError> {
    let rows: Vec<EventRow> = event::table
        .filter(event::root_id.eq(Id(case.0)))
        .filter(event::root_kind.eq(Root::Money(case).code()))
        .filter(sql::<Bool>("event.kind = 'change'"))
        .order(event::version)
        .select(EventRow::as_select())
        .load(conn)?;
    let rows = rows.into_iter().take_while(|row| before.is_none_or(|end| row.at.0 < end));
    Ok(rows.map(|row| row.recorded(vault)).collect::<Result<_, _>>()?)
}

/// The postings of a case, in the order they were made.
pub(crate) fn postings(
    conn: &mut Conn,
    vault: &Vault,
    case: CaseId,
) -> Result<Vec<Posting>, StoreError> {
    let rows: Vec<PostingRow> = posting::table
        .filter(posting::case_id.eq(Id(case.0)))
        .order(posting::id)
        .select(PostingRow::as_select())
        .load(conn)?;
    Ok(rows.into_iter().map(|row| row.entity(vault)).collect::<Result<_, _>>()?)
}

/// A statement of a receiving account with all its lines.
pub(crate) fn statement(
    conn: &mut Conn,
    vault: &Vault,
    id: StatementId,
) -> Result<Option<Statement>, StoreError> {
    let row = statement::table
        .filter(statement::id.eq(Id(id.0)))
        .select(StatementRow::as_select())
        .first::<StatementRow>(conn)
        .optional()?;
    let Some(row) = row else { return Ok(None) };
    let mut found = row.entity()?;
    let lines: Vec<LineRow> = statement_line::table
        .filter(statement_line::statement_id.eq(Id(id.0)))
        .order(statement_line::number)
        .select(LineRow::as_select())
        .load(conn)?;
    for row in lines {
        let (number, line) = row.entity(vault)?;
        found.lines.insert(number, line);
    }
    Ok(Some(found))
}

/// A request for a measure with its limits.
pub(crate) fn request(
    conn: &mut Conn,
    vault: &Vault,
    id: RequestId,
) -> Result<Option<MeasureRequest>, StoreError> {
    let row = measure_request::table
        .filter(measure_request::id.eq(Id(id.0)))
        .select(RequestRow::as_select())
        .first::<RequestRow>(conn)
        .optional()?;
    row.map(|row| request_of(conn, vault, row)).transpose()
}

/// The request of a row.
pub(crate) fn request_of(
    conn: &mut Conn,
    vault: &Vault,
    row: RequestRow,
) -> Result<MeasureRequest, StoreError> {
    let id = row.id;
    let mut request = row.entity(vault)?;
    let terms: Vec<TermRow> = request_term::table
        .filter(request_term::request_id.eq(id))
        .order(request_term::place)
        .select(TermRow::as_select())
        .load(conn)?;
    request.terms = terms.into_iter().map(TermRow::entity).collect::<Result<_, _>>()?;
    Ok(request)
}
