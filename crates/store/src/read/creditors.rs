//! The cases in which an institution is the judgment creditor. It knows the case, the
//! debtor's name and the money of it, and nothing of other institutions: not which was
//! asked, no account, no balance, no answer (I-28).

use super::page::{Cursor, Listing, Page};
use super::scope::{Reach, at_any, reach};
use super::secret::{Purpose, SecretRead};
use super::{Found, Reader, whole};
use crate::conn::{Conn, Multi};
use crate::error::{Corrupt, StoreError};
use crate::rows::instrument::InstrumentRow;
use crate::rows::money::MoneyRow;
use crate::schema::{
    enforcement_case as c, instrument as i, money, obligation_line, party, posting,
};
use crate::seal::Vault;
use crate::types::{At, Id};
use diesel::prelude::*;
use engine::actor::Actor;
use engine::case::{
    Case, CaseState, Category, Document, ObligationKind, ObligationLine, PartyRole,
};
use engine::creditor::reconcile::{Amounts, Numbers, Ours};
use engine::creditor::{About, Asked, Dated, Figures, Sent, Standing, asked, dated, followed};
use engine::event::Root;
use engine::id::{AgencyId, CaseId, InstitutionId};
use engine::instrument::Instrument;
use engine::ledger::{Balances, Book, Closed, Interest, Ledger};
use engine::money::{Currency, Money};
use engine::pause::PauseKind;
use engine::policy::ReadKind;
use engine::refusal::Refusal;
use engine::time::{Day, Instant, Zone};
use std::collections::{BTreeMap, HashMap};

/// How many cases a list of a creditor is compared with at most.
const MOST_CASES: u32 = 50_000;
/// How many cases are asked for at once.
const CHUNK: usize = 500;

/// A case as its creditor finds it in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Its id.
    pub id: CaseId,
    /// Its number at the agency.
    pub number: String,
    /// The agency.
    pub agency: AgencyId,
    /// How it stands.
    pub standing: Standing,
    /// When it was opened here.
    pub opened_at: Instant,
    /// Names of the debtors.
    pub debtors: Vec<String>,
    /// The debt of the case.
    pub figures: Figures,
    /// Whether the case has other creditors: the figures are of all of them together.
    pub shared: bool,
}

/// How a case rests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rest {
    /// Postponed or suspended.
    pub kind: PauseKind,
    /// On which ground: a code.
    pub ground: String,
    /// The first day.
    pub from: Day,
    /// The last day, where the decision names one.
    pub until: Option<Day>,
}

/// A case as its creditor reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimView {
    /// As in the list.
    pub claim: Claim,
    /// The enforcement decision.
    pub decision: Document,
    /// The judgment.
    pub judgment: Document,
    /// What kind of judgment it is.
    pub category: Category,
    /// When the case was closed.
    pub closed_at: Option<Instant>,
    /// When and how the obligation ended; the office's words are left out.
    pub ended: Option<Closed>,
    /// How it rests.
    pub rest: Option<Rest>,
    /// What was asked: kinds, days and counts.
    pub asked: Vec<Asked>,
    /// What changed the debt, by day.
    pub dated: Vec<Dated>,
    /// At which rate interest runs; grounds of suspensions are left out.
    pub interest: Option<Interest>,
}

type Head = (Id, String, Id, String, At, Option<i32>);

impl Reader<'_> {
    /// The cases in which the actor's institution is a creditor, the latest first; each
    /// on record: it names a person and what he owes (I-19).
    pub fn claims(&mut self, actor: &Actor, page: Page) -> Found<Listing<Claim>> {
        let family = self.creditor_family(actor)?;
        let after = page.after().map(|after| Id(after.id));
        let ids = cases_of(self.conn, &family, after, page.fetch())?;
        let listing = page.listing(ids, |id| Cursor { key: None, id: id.0 });
        let told: Vec<CaseId> = listing.rows.iter().map(|id| CaseId(id.0)).collect();
        self.put_claims_on_record(actor, &told, &["debtors", "figures"])?;
        let mut found = self.claims_of(&listing.rows)?;
        let row = |id: Id| found.remove(&id).ok_or(Corrupt::new("party", "case_id"));
        Ok(listing.try_map(row)?)
    }

    /// One of them, on record: it names a person (I-19).
    pub fn claim(&mut self, actor: &Actor, id: CaseId) -> Found<ClaimView> {
        let (case, salt, ledger, sent) = self.whole(|conn, vault| {
            let case = whole::case(conn, vault, id)?.ok_or(Refusal::NotFound)?;
            let found = whole::gate_and_salt(conn, id)?.ok_or(Refusal::NotFound)?;
            let ledger = whole::ledger(conn, vault, id)?;
            let sent = sent(conn, vault, id, ledger.as_ref())?;
            Ok((case, found.1, ledger, sent))
        })?;
        self.permit_claim(actor, &case)?;
        let (kind, root) = (ReadKind::CreditorCases, Root::Case(id));
        let read = SecretRead { kind, root, case: Some(id), salt: &salt };
        let fields = ["debtors", "figures", "asked", "recovered"];
        self.put_on_record(actor, &Purpose::of_creditors(), &read, &fields)?;
        let claim = self.claims_of(&[Id(id.0)])?.remove(&Id(id.0)).ok_or(Refusal::NotFound)?;
        Ok(view(case, claim, ledger, &sent))
    }

    /// The institution's cases as they count at the end of a day, to be compared with
    /// its own list; what they come to is read of those alone that the list names. A
    /// creditor of more cases than can be compared at once is refused: a part of them
    /// would look like all.
    pub fn claims_as_of(&mut self, actor: &Actor, day: Day, listed: &Numbers) -> Found<Vec<Ours>> {
        let family = self.creditor_family(actor)?;
        let most = usize::try_from(MOST_CASES).unwrap_or(usize::MAX);
        let ids = cases_of(self.conn, &family, None, i64::from(MOST_CASES).saturating_add(1))?;
        few_enough(ids.len(), most)?;
        let mut ours = Vec::with_capacity(ids.len());
        for chunk in ids.chunks(CHUNK) {
            let heads = heads(self.conn, chunk)?;
            let named = heads.iter().filter(|(_, number, ..)| listed.name(number));
            let named: Vec<Id> = named.map(|(id, ..)| *id).collect();
            let books = self.books(&named, Some(day))?;
            ours.extend(heads.into_iter().map(|head| self.ours(head, &books, day)));
        }
        Ok(ours)
    }

    fn ours(&self, head: Head, books: &HashMap<Id, Balances>, day: Day) -> Ours {
        let (id, number, agency, _, opened_at, _) = head;
        let directory = &self.rules.directory;
        let code = |id: AgencyId| {
            directory.agency(id).map(|one| one.code.as_str().to_owned()).unwrap_or_default()
        };
        let agency = AgencyId(agency.0);
        let figures = books.get(&id).map(Figures::of).unwrap_or_default();
        Ours {
            case: CaseId(id.0),
            agency: code(agency),
            heir: code(directory.agency_heir(agency)),
            number,
            later: Zone::HANOI.day_of(opened_at.0) > day,
            amounts: Amounts {
                principal: figures.principal,
                interest: figures.interest,
                recovered: figures.recovered.saturating_add(figures.elsewhere),
            },
        }
    }

    /// Puts on record that the figures of these cases were told, before they are.
    pub fn told_figures(&mut self, actor: &Actor, cases: &[CaseId]) -> Found<()> {
        self.put_claims_on_record(actor, cases, &["figures"])
    }

    fn put_claims_on_record(
        &mut self,
        actor: &Actor,
        cases: &[CaseId],
        fields: &[&str],
    ) -> Found<()> {
        if cases.is_empty() {
            return Ok(());
        }
        let mut salts: Vec<(CaseId, [u8; 32])> = Vec::with_capacity(cases.len());
        for chunk in cases.chunks(CHUNK) {
            let rows: Vec<(Id, Vec<u8>)> = c::table
                .filter(c::id.eq_any(chunk.iter().map(|id| Id(id.0))))
                .select((c::id, c::salt))
                .load(self.conn)?;
            for (id, salt) in rows {
                let salt = crate::rows::hash(&salt, "enforcement_case", "salt")?;
                salts.push((CaseId(id.0), salt));
            }
        }
        let kind = ReadKind::CreditorCases;
        let of = salts.iter().map(|(id, salt)| SecretRead {
            kind,
            root: Root::Case(*id),
            case: Some(*id),
            salt,
        });
        let reads: Vec<SecretRead<'_>> = of.collect();
        self.put_all_on_record(actor, &Purpose::of_creditors(), &reads, fields)
    }

    /// The institution, and those in whose place it stands.
    fn creditor_family(&self, actor: &Actor) -> Result<Vec<InstitutionId>, Refusal> {
        match reach(actor, ReadKind::CreditorCases, &self.rules.directory)? {
            Reach::Institution(family) => Ok(family),
            _ => Err(Refusal::Forbidden),
        }
    }

    /// Whether an actor follows a case as its creditor.
    pub(super) fn permit_claim(&self, actor: &Actor, case: &Case) -> Result<(), Refusal> {
        let mut own = followed(&case.content.parties, actor, &self.rules.directory);
        own.next().map(drop).ok_or(Refusal::NotFound)
    }

    fn claims_of(&mut self, ids: &[Id]) -> Found<HashMap<Id, Claim>> {
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        let heads = heads(self.conn, ids)?;
        let mut names = named(self.conn, ids)?;
        let books = self.books(ids, None)?;
        let mut claims = HashMap::new();
        for (id, number, agency, state, opened_at, pause) in heads {
            let corrupt = Corrupt::new("enforcement_case", "state");
            let state = CaseState::from_code(&state).ok_or(corrupt)?;
            let (debtors, creditors) = names.remove(&id).unwrap_or_default();
            let figures = Figures::of(&books.get(&id).copied().unwrap_or_default());
            let standing = Standing::of(state, pause.is_some(), figures.delegated);
            let claim = Claim {
                id: CaseId(id.0),
                number,
                agency: AgencyId(agency.0),
                standing,
                opened_at: opened_at.0,
                debtors,
                figures,
                shared: creditors > 1,
            };
            claims.insert(id, claim);
        }
        Ok(claims)
    }

    /// The balances of cases, at the end of a day if one is named; of those without
    /// books what they state.
    fn books(&mut self, ids: &[Id], day: Option<Day>) -> Found<HashMap<Id, Balances>> {
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        let rows: Vec<MoneyRow> = money::table
            .filter(money::case_id.eq_any(ids.iter().copied()))
            .select(MoneyRow::as_select())
            .load(self.conn)?;
        let mut books: HashMap<Id, Balances> = HashMap::new();
        for row in rows {
            let id = row.case_id;
            books.insert(id, row.entity()?.balances);
        }
        if let Some(day) = day {
            let kept: Vec<Id> = books.keys().copied().collect();
            books = counted(self.conn, &kept, day)?;
        }
        let allocation = &self.rules.policy.money.allocation;
        let bare: Vec<Id> = ids.iter().copied().filter(|id| !books.contains_key(id)).collect();
        for (id, lines) in stated(self.conn, &bare)? {
            books.insert(id, Balances::stated(&lines, allocation));
        }
        Ok(books)
    }
}

fn few_enough(cases: usize, most: usize) -> Result<(), Refusal> {
    if cases > most {
        return Err(Refusal::CasesTooMany { most: MOST_CASES });
    }
    Ok(())
}

/// The cases of institutions as creditors, the latest first.
fn cases_of(
    conn: &mut Conn,
    family: &[InstitutionId],
    after: Option<Id>,
    limit: i64,
) -> Result<Vec<Id>, StoreError> {
    let mut query = party::table
        .select(party::case_id)
        .distinct()
        .order(party::case_id.desc())
        .limit(limit)
        .into_boxed::<Multi>();
    query = at_any!(query, party::institution_id, family);
    if let Some(after) = after {
        query = query.filter(party::case_id.lt(after));
    }
    Ok(query.load(conn)?)
}

fn heads(conn: &mut Conn, ids: &[Id]) -> Result<Vec<Head>, StoreError> {
    let query = c::table.filter(c::id.eq_any(ids.iter().copied())).select((
        c::id,
        c::number,
        c::agency_id,
        c::state,
        c::opened_at,
        c::pause_key,
    ));
    Ok(query.load(conn)?)
}

/// The names of the debtors of cases, and how many creditors each has.
fn named(conn: &mut Conn, ids: &[Id]) -> Result<HashMap<Id, (Vec<String>, usize)>, StoreError> {
    let found: Vec<(Id, String, String)> = party::table
        .filter(party::case_id.eq_any(ids.iter().copied()))
        .order((party::case_id, party::id))
        .select((party::case_id, party::role, party::name))
        .load(conn)?;
    let mut names: HashMap<Id, (Vec<String>, usize)> = HashMap::new();
    for (case, role, name) in found {
        let (debtors, creditors) = names.entry(case).or_default();
        if role == PartyRole::Debtor.code() {
            debtors.push(name);
        } else if role == PartyRole::Creditor.code() {
            *creditors = creditors.saturating_add(1);
        }
    }
    Ok(names)
}

/// The balances of books at the end of a day, by all that counts until then. What the
/// judgment charges is owed from the first day, also where the books were opened later.
fn counted(conn: &mut Conn, ids: &[Id], day: Day) -> Result<HashMap<Id, Balances>, StoreError> {
    let mut books: HashMap<Id, Balances> =
        ids.iter().map(|id| (*id, Balances::default())).collect();
    if ids.is_empty() {
        return Ok(books);
    }
    let rows: Vec<(Id, At, String, String, String, i64)> = posting::table
        .filter(posting::case_id.eq_any(ids.iter().copied()))
        .order((posting::case_id, posting::id))
        .select((
            posting::case_id,
            posting::at,
            posting::day,
            posting::debit,
            posting::credit,
            posting::amount,
        ))
        .load(conn)?;
    let day = day.to_string();
    let mut opened: HashMap<Id, At> = HashMap::new();
    for (case, at, counts, debit, credit, amount) in rows {
        let book = |word: &str| Book::from_code(word).ok_or(Corrupt::new("posting", "debit"));
        let (debit, credit) = (book(&debit)?, book(&credit)?);
        let first = *opened.entry(case).or_insert(at);
        let charged = debit == Book::Title || credit == Book::Title;
        // Days are written so that their order is that of their words.
        if counts <= day || charged && at == first {
            books.entry(case).or_default().take((debit, credit, amount));
        }
    }
    Ok(books)
}

/// What cases without books state as owed.
fn stated(conn: &mut Conn, ids: &[Id]) -> Result<BTreeMap<Id, Vec<ObligationLine>>, StoreError> {
    use obligation_line as o;
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows: Vec<(Id, String, i64, String)> = o::table
        .filter(o::case_id.eq_any(ids.iter().copied()))
        .order((o::case_id, o::line))
        .select((o::case_id, o::kind, o::minor, o::currency))
        .load(conn)?;
    let mut lines: BTreeMap<Id, Vec<ObligationLine>> = BTreeMap::new();
    for (case, kind, minor, currency) in rows {
        let corrupt = |column| Corrupt::new("obligation_line", column);
        let kind = ObligationKind::from_code(&kind).ok_or(corrupt("kind"))?;
        let currency = Currency::parse(&currency).map_err(|_| corrupt("currency"))?;
        let amount = Money::new(minor, currency);
        lines.entry(case).or_default().push(ObligationLine { kind, amount, note: None });
    }
    Ok(lines)
}

/// The instruments of a case as far as its creditor may be told of them.
fn sent(
    conn: &mut Conn,
    vault: &Vault,
    case: CaseId,
    books: Option<&Ledger>,
) -> Result<Vec<Sent>, StoreError> {
    let rows: Vec<InstrumentRow> = i::table
        .filter(i::case_id.eq(Id(case.0)))
        .order(i::id)
        .select(InstrumentRow::as_select())
        .load(conn)?;
    let counts = super::inquiry::demand_counts(conn, rows.iter().map(|row| row.id).collect())?;
    let mut sent = Vec::with_capacity(rows.len());
    for row in rows {
        let open = counts.get(&(row.id, true)).copied().unwrap_or(0);
        sent.push(as_sent(&row.entity(vault)?, books, open));
    }
    Ok(sent)
}

fn as_sent(one: &Instrument, books: Option<&Ledger>, open: i64) -> Sent {
    let order = one.content.order();
    let urgent = order.is_some_and(engine::order::OrderContent::is_urgent);
    Sent {
        id: one.id,
        about: order.map(|order| About::of(&order.order, books)).unwrap_or_default(),
        kind: one.kind,
        state: one.state,
        day: one.issued_at.map(|at| Zone::HANOI.day_of(at)),
        sealed: !one.sealed_to().is_empty(),
        unconfirmed: urgent && one.confirmed.is_none(),
        open,
    }
}

fn view(case: Case, claim: Claim, ledger: Option<Ledger>, sent: &[Sent]) -> ClaimView {
    let rest = case.pause.map(|pause| Rest {
        kind: pause.kind,
        ground: pause.content.ground,
        from: pause.content.from,
        until: pause.content.until,
    });
    let (mut ended, mut interest, mut days) = (None, None, Vec::new());
    if let Some(mut books) = ledger {
        days = dated(&books.postings);
        ended = books.closed.take().map(|one| Closed { reason: String::new(), ..one });
        interest = books.interest.take();
        for one in interest.iter_mut().flat_map(|interest| &mut interest.suspended) {
            one.reason.clear();
        }
    }
    ClaimView {
        claim,
        decision: case.content.decision,
        judgment: case.content.judgment,
        category: case.content.category,
        closed_at: case.closed.map(|closing| closing.at),
        ended,
        rest,
        asked: asked(sent),
        dated: days,
        interest,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_cases_than_can_be_compared_are_refused_and_not_cut() {
        assert_eq!(few_enough(2, 2), Ok(()));
        assert_eq!(few_enough(3, 2), Err(Refusal::CasesTooMany { most: MOST_CASES }));
    }
}
