//! What procuracies asked of agencies and what these answered; what agencies left undone
//! past its limit, for who supervises them.

use super::dues::{DutyLine, within};
use super::page::{Cursor, Listing, Page};
use super::scope::{Reach, at_any, reach, seal_reader};
use super::secret::{Purpose, SecretRead};
use super::{Found, Reader, hidden, whole};
use crate::conn::{Conn, Multi};
use crate::error::{Corrupt, StoreError};
use crate::rows::act::ActRow;
use crate::rows::money::DutyRow;
use crate::schema::{
    demand as d, duty as y, enforcement_case as c, instrument as i, money as m, prosecutor_act as a,
};
use crate::types::{At, Id};
use diesel::dsl::{exists, not, sql};
use diesel::prelude::*;
use diesel::sql_types::Bool;
use engine::actor::Actor;
use engine::event::Root;
use engine::id::{AgencyId, CaseId, ProsecutorActId};
use engine::instrument::InstrumentKind;
use engine::ledger::{Duty, DutyKind};
use engine::policy::{Belongs, Permission, ReadKind, permission, read_grants};
use engine::prosecution::{ActKind, ActState, ProsecutorAct};
use engine::refusal::Refusal;
use engine::time::Instant;
use uuid::Uuid;

/// Which acts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ActFilter {
    /// Only of this case.
    pub case: Option<CaseId>,
    /// Only those that stand so.
    pub state: Option<ActState>,
}

/// An act in a list: nothing of what was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActHead {
    /// In which case.
    pub case: CaseId,
    /// The case's number.
    pub case_number: String,
    /// The office of the case.
    pub agency: AgencyId,
    /// The act without its texts.
    pub act: ProsecutorAct,
    /// What is owed of it, and was.
    pub duties: Vec<Duty>,
}

/// An act with what was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActView {
    /// Itself, with its texts.
    pub head: ActHead,
    /// The version of the case's money.
    pub version: i32,
    /// The reference of the instrument that it is about.
    pub reference: Option<String>,
}

/// What of an agency's duties a procuracy supervises: decisions after minutes, lifting,
/// papers sent, and what it asked for itself.
const SUPERVISED: [DutyKind; 9] = [
    DutyKind::UrgentDecision,
    DutyKind::ProsecutorCopy,
    DutyKind::DecisionCopy,
    DutyKind::Lift,
    DutyKind::EndIncome,
    DutyKind::ProvidePapers,
    DutyKind::AnswerRecommendation,
    DutyKind::AnswerProtest,
    DutyKind::CarryOutProtest,
];

impl Reader<'_> {
    /// Acts of procuracies in cases within an actor's reach, the latest first.
    pub fn prosecutor_acts(
        &mut self,
        actor: &Actor,
        filter: &ActFilter,
        page: Page,
    ) -> Found<Listing<ActHead>> {
        let reach = reach(actor, ReadKind::ProsecutorActs, &self.rules.directory)?;
        // Always bounded, so that an index is searched, not read through.
        let before = Id(page.after().map_or(Uuid::max(), |after| after.id));
        let mut query = a::table
            .inner_join(c::table.on(c::id.eq(a::case_id)))
            .filter(a::id.lt(before))
            .select((ActRow::as_select(), c::number))
            .order(a::id.desc())
            .limit(page.fetch())
            .into_boxed::<Multi>();
        query = within!(query, &reach, a::agency_id);
        if let Some(case) = filter.case {
            query = query.filter(a::case_id.eq(Id(case.0)));
        }
        if let Some(state) = filter.state {
            query = query.filter(a::state.eq(state.code()));
        }
        let rows: Vec<(ActRow, String)> = query.load(self.conn)?;
        let listing = page.listing(rows, |row| Cursor { key: None, id: row.0.id.0 });
        let mut duties = duties(self.conn, listing.rows.iter().map(|row| row.0.id).collect())?;
        let vault = self.vault;
        Ok(listing.try_map(|row| {
            let mut head = head(row, vault, &mut duties)?;
            hidden::in_act(&mut head.act);
            Ok::<_, Corrupt>(head)
        })?)
    }

    /// What the protests bar that stand in a case within an actor's reach; none: no
    /// protest stands.
    pub fn protested(&mut self, actor: &Actor, case: CaseId) -> Found<Option<Vec<InstrumentKind>>> {
        let reach = reach(actor, ReadKind::ProsecutorActs, &self.rules.directory)?;
        let mut query = a::table
            .inner_join(c::table.on(c::id.eq(a::case_id)))
            .filter(a::case_id.eq(Id(case.0)))
            .filter(a::kind.eq(ActKind::Protest.code()))
            .select(ActRow::as_select())
            .into_boxed::<Multi>();
        query = within!(query, &reach, a::agency_id);
        let rows: Vec<ActRow> = query.load(self.conn)?;
        let mut bars: Option<Vec<InstrumentKind>> = None;
        for row in rows {
            let act = row.entity(self.vault)?;
            if act.stands() {
                let bars = bars.get_or_insert_default();
                let new = act.bars.into_iter().filter(|kind| !bars.contains(kind));
                let new: Vec<InstrumentKind> = new.collect();
                bars.extend(new);
            }
        }
        Ok(bars)
    }

    /// One of them, on record: it may name persons (I-19).
    pub fn prosecutor_act(&mut self, actor: &Actor, id: ProsecutorActId) -> Found<ActView> {
        let (row, salt) = self.open_act(actor, id)?;
        let case = CaseId(row.0.case_id.0);
        let mut duties = duties(self.conn, vec![row.0.id])?;
        let version =
            m::table.filter(m::case_id.eq(Id(case.0))).select(m::version).first(self.conn)?;
        let head = head(row, self.vault, &mut duties)?;
        let reference = match head.act.about {
            Some(about) => i::table
                .filter(i::id.eq(Id(about.0)))
                .select(i::reference)
                .first(self.conn)
                .optional()?,
            None => None,
        };
        let (kind, root) = (ReadKind::ProsecutorActs, Root::Money(case));
        let read = SecretRead { kind, root, case: Some(case), salt: &salt };
        self.put_on_record(actor, &Purpose::of_acts(), &read, &["act", "answer"])?;
        Ok(ActView { head, version, reference })
    }

    /// The case that an act is in, for who decides on it.
    pub fn acted_in(&mut self, actor: &Actor, id: ProsecutorActId) -> Found<CaseId> {
        let ((row, _), _) = self.open_act(actor, id)?;
        Ok(CaseId(row.case_id.0))
    }

    fn open_act(
        &mut self,
        actor: &Actor,
        id: ProsecutorActId,
    ) -> Found<((ActRow, String), [u8; 32])> {
        let row: Option<(ActRow, String)> = a::table
            .inner_join(c::table.on(c::id.eq(a::case_id)))
            .filter(a::id.eq(Id(id.0)))
            .select((ActRow::as_select(), c::number))
            .first(self.conn)
            .optional()?;
        let row = row.ok_or(Refusal::NotFound)?;
        let case = CaseId(row.0.case_id.0);
        let (gate, salt) = whole::gate_and_salt(self.conn, case)?.ok_or(Refusal::NotFound)?;
        let grants = read_grants(ReadKind::ProsecutorActs);
        match permission(actor, grants, &Belongs::to_case(&gate), &self.rules.directory) {
            Permission::Granted => Ok((row, salt)),
            Permission::Forbidden => Err(Refusal::Forbidden.into()),
            Permission::Unseen => Err(Refusal::NotFound.into()),
        }
    }

    /// What agencies within an actor's reach did late or have not done though it is due,
    /// of what a procuracy supervises; the latest first. What is about a sealed order is
    /// for its readers; what is of no order by itself may be of a sealed one.
    pub fn omissions(&mut self, actor: &Actor, page: Page) -> Found<Listing<DutyLine>> {
        let reach = reach(actor, ReadKind::ProsecutorActs, &self.rules.directory)?;
        let of = Omitted { reach: &reach, reader: seal_reader(actor), page };
        let mut rows = of.struck(self.conn)?;
        rows.extend(of.not_struck(self.conn, self.now)?);
        rows.sort_by_key(|row| std::cmp::Reverse((since(&row.0), row.0.id.0)));
        rows.truncate(usize::try_from(page.fetch()).unwrap_or(usize::MAX));
        let listing = page.listing(rows, |row| Cursor { key: since(&row.0), id: row.0.id.0 });
        Ok(listing.try_map(omission)?)
    }
}

/// Since when a duty is late: what the sweep records, and would.
fn since(row: &DutyRow) -> Option<Instant> {
    row.late_since.or(row.due_at).map(|at| at.0)
}

/// A duty, the number of its case, the reference of its order.
type Columns = (DutyRow, String, Option<String>);

/// Whose omissions are asked for, and from where on.
struct Omitted<'a> {
    reach: &'a Reach,
    reader: Option<String>,
    page: Page,
}

/// What of duties a procuracy supervises, within an actor's reach and not behind a seal.
macro_rules! supervised {
    ($of:expr) => {{
        let mut query = y::table
            .inner_join(c::table.on(c::id.eq(y::case_id)))
            .left_join(i::table.on(y::about.eq(i::id.nullable())))
            .filter(y::kind.eq_any(SUPERVISED.map(DutyKind::code)))
            .select((DutyRow::as_select(), c::number, i::reference.nullable()))
            .limit($of.page.fetch())
            .into_boxed::<Multi>();
        query = within!(query, $of.reach, y::agency_id);
        if let Some(reader) = &$of.reader {
            let sealed = d::table
                .filter(d::instrument_id.nullable().eq(y::about))
                .filter(d::sealed_to.is_not_null())
                .filter(d::sealed_to.not_like(reader.clone()));
            query = query
                .filter(not(exists(sealed)))
                .filter(y::about.is_not_null().or(y::act_id.is_not_null()));
        }
        query
    }};
}

impl Omitted<'_> {
    /// What is on record as late, done since or not.
    fn struck(&self, conn: &mut Conn) -> Found<Vec<Columns>> {
        let mut query = supervised!(self)
            // In the text, not in a parameter: the index is partial.
            .filter(sql::<Bool>("duty.late_since is not null"))
            .filter(y::late_since.ge(At(Instant::from_micros(0))))
            .order((y::late_since.desc(), y::id.desc()));
        if let Some(Cursor { key: Some(at), id }) = self.page.after() {
            query = query
                .filter(y::late_since.le(At(at)))
                .filter(y::late_since.lt(At(at)).or(y::id.lt(Id(id))));
        }
        Ok(query.load(conn)?)
    }

    /// What is owed and due, and no sweep has come yet.
    fn not_struck(&self, conn: &mut Conn, now: Instant) -> Found<Vec<Columns>> {
        let mut query = supervised!(self)
            .filter(sql::<Bool>("duty.state = 'open'"))
            .filter(y::late_since.is_null())
            .filter(y::due_at.le(At(now)))
            .order((y::due_at.desc(), y::id.desc()));
        if let Some(Cursor { key: Some(at), id }) = self.page.after() {
            query = query
                .filter(y::due_at.le(At(at)))
                .filter(y::due_at.lt(At(at)).or(y::id.lt(Id(id))));
        }
        Ok(query.load(conn)?)
    }
}

fn duties(conn: &mut Conn, acts: Vec<Id>) -> Result<Vec<DutyRow>, StoreError> {
    if acts.is_empty() {
        return Ok(Vec::new());
    }
    let acts: Vec<Option<Id>> = acts.into_iter().map(Some).collect();
    let of_them = y::table.filter(y::act_id.eq_any(acts)).order(y::place);
    Ok(of_them.select(DutyRow::as_select()).load(conn)?)
}

fn head(
    (row, case_number): (ActRow, String),
    vault: &crate::seal::Vault,
    duties: &mut Vec<DutyRow>,
) -> Result<ActHead, Corrupt> {
    let id = row.id;
    let of_it = duties.extract_if(.., |duty| duty.act_id == Some(id));
    let duties = of_it.map(DutyRow::entity).collect::<Result<_, _>>()?;
    Ok(ActHead {
        case: CaseId(row.case_id.0),
        case_number,
        agency: AgencyId(row.agency_id.0),
        act: row.entity(vault)?,
        duties,
    })
}

fn omission(row: (DutyRow, String, Option<String>)) -> Result<DutyLine, Corrupt> {
    let (row, case_number, reference) = row;
    let mut line = DutyLine {
        case: CaseId(row.case_id.0),
        agency: AgencyId(row.agency_id.0),
        duty: row.entity()?,
        case_number,
        reference,
    };
    // Amounts and proofs are read in the case, by who may read its money.
    line.duty.amount = 0;
    line.duty.proof = None;
    Ok(line)
}
