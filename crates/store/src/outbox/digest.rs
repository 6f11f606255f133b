//! The daily digest: how much is late, due and waiting for each person.
//! Numbers only, no names (I-32).

use super::Outbox;
use crate::conn::Conn;
use crate::error::StoreError;
use crate::rows::instrument::InstrumentRow;
use crate::rows::outbox::{SeatRow, TallyRow, WaitingRow};
use crate::schema::instrument;
use crate::seal::Vault;
use crate::types::{At, DbInstant, Id};
use diesel::prelude::*;
use engine::context::Directory;
use engine::id::{AgencyId, InstitutionId, UserId};
use engine::instrument::InstrumentState;
use engine::role::Role;
use engine::time::Instant;
use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;
use std::ops::AddAssign;

/// What one person should know in the morning.
#[derive(Clone, PartialEq, Eq)]
pub struct Digest {
    /// Whose.
    pub person: UserId,
    /// Where to.
    pub email: String,
    /// The person's language, `vi` or `en`.
    pub language: String,
    /// Open demands past their earliest limit.
    pub late: i64,
    /// Open demands whose earliest limit ends before the horizon.
    pub due: i64,
    /// What waits for this person's act: questions, requests for more time,
    /// drafts to release, inquiries and orders to approve.
    pub waiting: i64,
}

impl std::fmt::Debug for Digest {
    /// Without the address (I-32).
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "Digest({}: {} late, {} due, {} waiting)",
            self.person, self.late, self.due, self.waiting
        )
    }
}

#[derive(Clone, Copy, Default)]
struct Tally {
    late: i64,
    due: i64,
    waiting: i64,
}

impl AddAssign for Tally {
    fn add_assign(&mut self, more: Self) {
        self.late += more.late;
        self.due += more.due;
        self.waiting += more.waiting;
    }
}

type Tallies = HashMap<Id, Tally>;

impl Outbox {
    /// Everybody who has something late, due before `horizon` or waiting, and
    /// can be written to. Those with nothing are left out.
    pub fn digest(&self, now: Instant, horizon: Instant) -> Result<Vec<Digest>, StoreError> {
        let (seats, tallies) = self.store.read(|conn| {
            let mut all = AllTallies::load(conn, self.store.vault(), now, horizon)?;
            all.follow(&self.store.rules().directory);
            Ok((seats(conn)?, all))
        })?;
        let mut found: BTreeMap<Id, Digest> = BTreeMap::new();
        let mut seen: BTreeMap<Id, Vec<(Id, Role)>> = BTreeMap::new();
        for seat in seats {
            let Ok(role) = Role::parse(&seat.role) else {
                continue;
            };
            let place = seat.institution_id.or(seat.agency_id);
            let digest = found.entry(seat.person_id).or_insert_with(|| Digest {
                person: UserId(seat.person_id.0),
                email: seat.email.clone(),
                language: seat.language.clone(),
                late: 0,
                due: 0,
                waiting: 0,
            });
            let before = seen.entry(seat.person_id).or_default();
            let tally = tallies.of(role, seat.person_id, place, before);
            before.extend(place.map(|place| (place, role)));
            digest.late += tally.late;
            digest.due += tally.due;
            digest.waiting += tally.waiting;
        }
        let has_something = |one: &Digest| one.late + one.due + one.waiting > 0;
        Ok(found.into_values().filter(has_something).collect())
    }
}

struct AllTallies {
    /// Demands by institution.
    institutions: Tallies,
    /// Drafts to release, by institution.
    drafts: HashMap<Id, i64>,
    /// Drafts sent back, by institution.
    returned: HashMap<Id, i64>,
    /// Demands of an officer's cases.
    officers: Tallies,
    /// Demands that are not sealed, by agency; waiting: what is to be approved.
    agencies: Tallies,
    /// What is to be approved and sealed, by agency and named reader: the others
    /// do not know of it, not even as a number (I-28).
    sealed: HashMap<(Id, Id), i64>,
}

impl AllTallies {
    fn load(conn: &mut Conn, vault: &Vault, now: Instant, horizon: Instant) -> QueryResult<Self> {
        let limits = "count(case when d.sort_due <= $1 then 1 end) as late, \
             count(case when d.sort_due > $1 and d.sort_due <= $2 then 1 end) as due";
        let asked = "count(case when d.state = 'questioned' then 1 end) \
             + count(case when exists (select 1 from extension x where x.demand_id = d.id \
               and x.state = 'asked') then 1 end) as waiting";
        let none = "cast(0 as bigint) as waiting";
        let mut tally = |sql: String| limited(conn, &sql, now, horizon);
        let institutions = tally(format!(
            "select d.institution_id as id, {limits}, {none} \
             from demand d where d.open group by d.institution_id"
        ))?;
        let officers = tally(format!(
            "select c.officer_id as id, {limits}, {asked} from demand d \
             join enforcement_case c on c.id = d.case_id where d.open group by c.officer_id"
        ))?;
        let mut agencies = tally(format!(
            "select d.agency_id as id, {limits}, {none} from demand d \
             where d.open and d.sealed_to is null group by d.agency_id"
        ))?;
        let drafts = |returned: &str| {
            format!(
                "select d.institution_id as id, count(*) as waiting \
                 from draft w join demand d on d.id = w.demand_id \
                 where d.open and w.returned {returned} group by d.institution_id"
            )
        };
        let returned = waiting(conn, &drafts("is not null"))?;
        let drafts = waiting(conn, &drafts("is null"))?;
        let mut sealed = HashMap::new();
        for (agency, readers) in submitted(conn, vault)? {
            if readers.is_empty() {
                agencies.entry(agency).or_default().waiting += 1;
            }
            for reader in readers {
                *sealed.entry((agency, reader)).or_default() += 1;
            }
        }
        Ok(Self { institutions, drafts, returned, officers, agencies, sealed })
    }

    /// What one of the past owes, its heir owes.
    fn follow(&mut self, directory: &Directory) {
        let bank = |id: Id| Id(directory.heir(InstitutionId(id.0)).0);
        let office = |id: Id| Id(directory.agency_heir(AgencyId(id.0)).0);
        follow(&mut self.institutions, bank);
        follow(&mut self.agencies, office);
        follow(&mut self.drafts, bank);
        follow(&mut self.returned, bank);
        follow(&mut self.sealed, |(agency, reader)| (office(agency), reader));
    }

    /// What a seat adds. A second role in the same place adds no demands again.
    fn of(&self, role: Role, person: Id, place: Option<Id>, before: &[(Id, Role)]) -> Tally {
        let at = |tallies: &Tallies| {
            let here = place.and_then(|place| tallies.get(&place));
            here.copied().unwrap_or_default()
        };
        let drafts = |counts: &HashMap<Id, i64>| {
            let here = place.and_then(|place| counts.get(&place));
            here.copied().unwrap_or_default()
        };
        let again =
            before.iter().any(|(seen, role)| Some(*seen) == place && !counts_nothing(*role));
        let counted = |tally: Tally, waiting: i64| Tally {
            late: if again { 0 } else { tally.late },
            due: if again { 0 } else { tally.due },
            waiting,
        };
        match role {
            Role::BankMaker => counted(at(&self.institutions), drafts(&self.returned)),
            Role::BankChecker => counted(at(&self.institutions), drafts(&self.drafts)),
            Role::BankHead => counted(at(&self.institutions), 0),
            Role::Officer | Role::Bailiff if !again => {
                self.officers.get(&person).copied().unwrap_or_default()
            }
            Role::Head => {
                let sealed = place.and_then(|place| self.sealed.get(&(place, person)));
                let open = at(&self.agencies);
                counted(open, open.waiting + sealed.copied().unwrap_or_default())
            }
            Role::Supervisor => Tally { due: 0, ..counted(at(&self.agencies), 0) },
            _ => Tally::default(),
        }
    }
}

/// A role that is told no demands of its place: another seat there tells them.
const fn counts_nothing(role: Role) -> bool {
    matches!(role, Role::InstitutionAdmin | Role::AdminOffice | Role::CreditorDesk)
}

/// Adds what stands under one key to what stands under the key of its heir.
fn follow<K: Copy + Eq + Hash, T: AddAssign + Default>(
    counts: &mut HashMap<K, T>,
    heir: impl Fn(K) -> K,
) {
    for (key, count) in std::mem::take(counts) {
        *counts.entry(heir(key)).or_default() += count;
    }
}

fn limited(conn: &mut Conn, sql: &str, now: Instant, horizon: Instant) -> QueryResult<Tallies> {
    let rows: Vec<TallyRow> = diesel::sql_query(sql)
        .bind::<DbInstant, _>(At(now))
        .bind::<DbInstant, _>(At(horizon))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let tally = Tally { late: row.late, due: row.due, waiting: row.waiting };
            (row.id, tally)
        })
        .collect())
}

/// The agencies of what waits to be approved, each with the readers it is sealed
/// to. What cannot be read is nobody's.
fn submitted(conn: &mut Conn, vault: &Vault) -> QueryResult<Vec<(Id, Vec<Id>)>> {
    let rows: Vec<InstrumentRow> = instrument::table
        .filter(instrument::state.eq(InstrumentState::Submitted.code()))
        .select(InstrumentRow::as_select())
        .load(conn)?;
    let found = rows.into_iter().filter_map(|row| {
        let agency = row.agency_id;
        let one = row.entity(vault).ok()?;
        Some((agency, one.sealed_to().iter().map(|reader| Id(reader.0)).collect()))
    });
    Ok(found.collect())
}

fn waiting(conn: &mut Conn, sql: &str) -> QueryResult<HashMap<Id, i64>> {
    let rows: Vec<WaitingRow> = diesel::sql_query(sql).load(conn)?;
    Ok(rows.into_iter().map(|row| (row.id, row.waiting)).collect())
}

fn seats(conn: &mut Conn) -> QueryResult<Vec<SeatRow>> {
    diesel::sql_query(
        "select s.person_id, p.email, p.language, s.role, s.agency_id, s.institution_id \
         from seat s join person p on p.id = s.person_id \
         where s.active and p.active and p.email <> '' order by s.person_id, s.id",
    )
    .load(conn)
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    /// A seat that is told nothing of its place hides nothing that another there is told.
    #[test]
    fn a_second_seat_in_a_place_is_told_what_the_first_was_not() {
        let (person, place) = (Id(Uuid::from_u128(1)), Id(Uuid::from_u128(2)));
        let open = Tally { late: 3, due: 2, waiting: 0 };
        let all = AllTallies {
            institutions: HashMap::from([(place, open)]),
            drafts: HashMap::from([(place, 5)]),
            returned: HashMap::new(),
            officers: HashMap::new(),
            agencies: HashMap::new(),
            sealed: HashMap::new(),
        };
        let told = |first: Role| {
            let tally = all.of(Role::BankChecker, person, Some(place), &[(place, first)]);
            (tally.late, tally.due, tally.waiting)
        };
        assert_eq!(told(Role::CreditorDesk), (3, 2, 5));
        assert_eq!(told(Role::InstitutionAdmin), (3, 2, 5));
        assert_eq!(told(Role::BankMaker), (0, 0, 5), "the first told them");
        let desk = all.of(Role::CreditorDesk, person, Some(place), &[]);
        assert_eq!((desk.late, desk.due, desk.waiting), (0, 0, 0));
    }
}
