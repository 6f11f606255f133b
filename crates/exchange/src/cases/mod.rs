//! Cases that another system keeps, as it hands them out: `cases.csv`, `parties.csv`,
//! `obligations.csv`, `payments.csv`, each with a heading row; or one workbook with the
//! sheets `cases`, `parties`, `obligations` and `payments`.
//!
//! Every row is parsed here into engine types. A row that is wrong costs its case –
//! all rows of that external id but its payments – and no other, that of a payment the
//! payment alone; every error says file, line, column and rule, and never what stands
//! there (I-32).

pub(crate) mod sheet;
mod workbook;
mod write;

pub use ::csv::Error as RowError;
use workbook::NAMES;
pub use workbook::{MOST_UNPACKED, read_workbook};
pub use write::{FILES, Sheets, errors_csv};

use crate::amount::typed;
use crate::csv::day;
use crate::{LONGEST_FIELD, LONGEST_TEXT};
use engine::case::{
    Category, Conditions, Document, ObligationKind, ObligationLine, PartyKind, PartyRole,
};
use engine::id::UserId;
use engine::identity::{Identifier, IdentifierKind, IdentityError, NameError, PersonName};
use engine::money::{Currency, Money};
use engine::sync::{ExternalId, ForeignCase, ForeignParty, ForeignPayment};
use sheet::{Column, Row, Shapeless, Sheet};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use unicode_normalization::UnicodeNormalization;

/// The largest file that is looked at, in bytes: far above a hundred thousand cases.
pub const MOST_BYTES: usize = 256 * 1024 * 1024;

const CASES: &[Column] = &[
    ("external_id", "mã hồ sơ", true),
    ("case_number", "số hồ sơ", true),
    ("officer", "chấp hành viên", true),
    ("decision_number", "số quyết định thi hành án", true),
    ("decision_day", "ngày quyết định thi hành án", true),
    ("decision_issuer", "cơ quan ra quyết định thi hành án", true),
    ("judgment_number", "số bản án", true),
    ("judgment_day", "ngày bản án", true),
    ("judgment_issuer", "tòa án", true),
    ("category", "loại việc", true),
    ("conditions", "điều kiện thi hành", true),
    ("state", "trạng thái", false),
];
const PARTIES: &[Column] = &[
    ("case_id", "mã hồ sơ", true),
    ("party_id", "mã đương sự", true),
    ("role", "tư cách", true),
    ("kind", "loại đương sự", true),
    ("name", "họ tên", true),
    ("cccd", "số căn cước", false),
    ("cmnd", "số chứng minh nhân dân", false),
    ("passport", "số hộ chiếu", false),
    ("tax_code", "mã số thuế", false),
    ("social_insurance", "mã số bảo hiểm xã hội", false),
    ("address", "địa chỉ", false),
];
const OBLIGATIONS: &[Column] = &[
    ("case_id", "mã hồ sơ", true),
    ("kind", "loại nghĩa vụ", true),
    ("amount", "số tiền", true),
    ("currency", "loại tiền", false),
    ("note", "ghi chú", false),
];
const PAYMENTS: &[Column] = &[
    ("case_id", "mã hồ sơ", true),
    ("payment_id", "mã khoản nộp", true),
    ("amount", "số tiền", true),
    ("day", "ngày nộp", true),
    ("reference", "số tham chiếu", false),
    ("note", "nội dung", false),
    ("other_money", "khoản tiền khác", false),
];

/// Something wrong, and where; never what stands there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// Which file.
    pub file: String,
    /// Which line, counted from 1; 0: the whole file.
    pub line: u64,
    /// Which column, by our name for it.
    pub column: String,
    /// The stable code of the rule.
    pub code: String,
    /// The case it costs, by its external id.
    pub case: Option<String>,
    /// The payment it costs and no case, by its external id; empty: it names none.
    pub payment: Option<String>,
}

impl Fault {
    /// An error at a place.
    pub fn new(file: &str, line: u64, column: &str, code: &str) -> Self {
        let (file, column, code) = (file.to_owned(), column.to_owned(), code.to_owned());
        Self { file, line, column, code, case: None, payment: None }
    }

    /// The same, of a case.
    #[must_use]
    pub fn of(self, case: Option<&str>) -> Self {
        Self { case: case.map(|case| case.trim().to_owned()), ..self }
    }

    /// The same, of a payment.
    #[must_use]
    pub fn of_payment(self, payment: Option<&str>) -> Self {
        Self { payment: payment.map(|payment| payment.trim().to_owned()), ..self }
    }
}

/// Codes of errors of this reader, for words.
pub const CODES: [&str; 27] = [
    "empty",
    "row_shape",
    "heading_unknown",
    "heading_twice",
    "column_missing",
    "missing",
    "too_long",
    "twice",
    "code_unknown",
    "day",
    "amount",
    "currency",
    "identifier",
    "name",
    "external_id",
    "officer_unknown",
    "case_missing",
    "debtor_missing",
    "workbook",
    "workbook_size",
    "sheet_missing",
    "sheet_unknown",
    "sheet_twice",
    "cell_number",
    "cell_day",
    "cell_formula",
    "cell_error",
];

/// The texts of the files.
#[derive(Clone, Copy, Debug, Default)]
pub struct Texts<'a> {
    /// `cases.csv`.
    pub cases: &'a str,
    /// `parties.csv`.
    pub parties: &'a str,
    /// `obligations.csv`.
    pub obligations: &'a str,
    /// `payments.csv`, where there is one.
    pub payments: Option<&'a str>,
}

/// A case and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseRow {
    /// The line of `cases.csv`.
    pub line: u64,
    /// What it says.
    pub theirs: ForeignCase,
}

/// A payment and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentRow {
    /// The line of `payments.csv`.
    pub line: u64,
    /// Of which case.
    pub case: ExternalId,
    /// What it says.
    pub payment: ForeignPayment,
}

/// A row in which something is wrong, as it stands there: for who puts it right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawRow {
    /// The case it names; empty: none.
    pub case: String,
    /// The payment, if it is one; empty: it names none.
    pub payment: Option<String>,
    /// Which file.
    pub file: String,
    /// Which line, counted from 1.
    pub line: u64,
    /// What its columns say, by our names for them; empty cells are left out.
    pub cells: Vec<(String, String)>,
}

/// What the tables of an import are called, in the order of [`FILES`].
pub type Names = [&'static str; 4];

/// What files say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Handed {
    /// What the tables are called.
    pub names: Names,
    /// Cases without an error, in the order of the file.
    pub cases: Vec<CaseRow>,
    /// Payments without an error, whatever is wrong with their cases.
    pub payments: Vec<PaymentRow>,
    /// Everything that is wrong, in the order of file and line.
    pub faults: Vec<Fault>,
    /// The rows in which something is wrong.
    pub bad: Vec<RawRow>,
    /// How many rows all files have.
    pub rows: usize,
}

/// Reads all files. `officers`: who may be named in charge, by what they sign in with.
///
/// An error of headings stops everything: nothing below them can be trusted.
pub fn read(texts: Texts<'_>, officers: &BTreeMap<String, UserId>) -> Result<Handed, Vec<Fault>> {
    let all = [Some(texts.cases), Some(texts.parties), Some(texts.obligations), texts.payments];
    let mut files = Files { names: FILES, texts: all };
    tables(&mut files, officers)
}

/// Where the tables of an import come from. Each may be opened again.
trait Tables {
    fn names(&self) -> Names;

    /// One of them, by its place in [`FILES`]; none: there are no payments.
    fn open(&mut self, place: usize, known: &[Column]) -> Result<Option<Sheet<'_>>, Vec<Fault>>;
}

struct Files<'a> {
    names: Names,
    texts: [Option<&'a str>; 4],
}

impl Tables for Files<'_> {
    fn names(&self) -> Names {
        self.names
    }

    fn open(&mut self, place: usize, known: &[Column]) -> Result<Option<Sheet<'_>>, Vec<Fault>> {
        let (name, text) = (self.names.get(place), self.texts.get(place).copied().flatten());
        let Some((name, text)) = name.zip(text) else { return Ok(None) };
        Sheet::csv(name, text, known).map(Some)
    }
}

/// The Vietnamese heading of a column of a file or sheet, by our name for it.
pub fn heading(file: &str, column: &str) -> Option<&'static str> {
    let places = FILES.iter().zip(NAMES).zip(TABLES);
    let (_, columns) =
        places.into_iter().find(|((csv, sheet), _)| **csv == file || *sheet == file)?;
    columns.iter().find(|(code, ..)| *code == column).map(|(_, vi, _)| *vi)
}

/// The columns of each table, in the order of [`FILES`].
const TABLES: [&[Column]; 4] = [CASES, PARTIES, OBLIGATIONS, PAYMENTS];

fn tables(
    from: &mut impl Tables,
    officers: &BTreeMap<String, UserId>,
) -> Result<Handed, Vec<Fault>> {
    // All headings first: who corrects them corrects them once.
    let mut wrong = Vec::new();
    for (place, known) in (0..).zip(TABLES) {
        wrong.extend(from.open(place, known).err().into_iter().flatten());
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let names = from.names();
    let mut whole = Whole { names, ..Whole::default() };
    let (mut shapeless, mut rows) = (Shapeless::default(), 0);
    for (place, known) in (0..).zip(TABLES) {
        let Some(sheet) = from.open(place, known)? else { continue };
        rows += sheet.each(&mut shapeless, |row| match place {
            0 => whole.case(row, officers),
            1 => whole.party(row),
            2 => whole.obligation(row),
            _ => whole.payment(row),
        })?;
        if place == 0 {
            let of = shapeless.faults.iter();
            whole.spoilt.extend(of.filter_map(|one| ExternalId::parse(one.case.as_deref()?)));
        }
    }
    whole.faults.append(&mut shapeless.faults);
    whole.bad.append(&mut shapeless.rows);
    Ok(whole.handed(rows))
}

/// Cases as they are put together.
#[derive(Default)]
struct Whole {
    order: Vec<ExternalId>,
    cases: HashMap<ExternalId, CaseRow>,
    /// Cases whose own row is wrong: their other rows are not wrong for that.
    spoilt: BTreeSet<ExternalId>,
    payments: Vec<PaymentRow>,
    told: BTreeSet<(ExternalId, ExternalId)>,
    faults: Vec<Fault>,
    bad: Vec<RawRow>,
    names: Names,
}

impl Whole {
    fn end(&mut self, row: Row<'_>, case: &str, payment: Option<&str>) {
        let (faults, bad) = row.end(case, payment);
        self.faults.extend(faults);
        self.bad.extend(bad);
    }

    fn case(&mut self, mut row: Row<'_>, officers: &BTreeMap<String, UserId>) {
        let named = row.text("external_id").to_owned();
        let external = row.need("external_id", external);
        let twice = external.as_ref().is_some_and(|id| self.cases.contains_key(id));
        if twice {
            row.wrong("external_id", "twice");
        }
        let theirs = foreign(&mut row, external.clone(), officers);
        match theirs {
            Some(theirs) if !twice => {
                let external = theirs.external.clone();
                self.order.push(external.clone());
                self.cases.insert(external, CaseRow { line: row.line, theirs });
            }
            Some(_) => {}
            None => self.spoilt.extend(external),
        }
        self.end(row, &named, None);
    }

    fn party(&mut self, mut row: Row<'_>) {
        let named = row.text("case_id").to_owned();
        let case = row.need("case_id", external);
        let party = party(&mut row);
        if let (Some(case), Some(party)) = (case, party) {
            match self.cases.get_mut(&case) {
                None if self.spoilt.contains(&case) => {}
                None => row.wrong("case_id", "case_missing"),
                Some(found) => {
                    let known = &mut found.theirs.parties;
                    if known.iter().any(|one| one.external == party.external) {
                        row.wrong("party_id", "twice");
                    } else {
                        known.push(party);
                    }
                }
            }
        }
        self.end(row, &named, None);
    }

    fn obligation(&mut self, mut row: Row<'_>) {
        let named = row.text("case_id").to_owned();
        let case = row.need("case_id", external);
        let line = obligation(&mut row);
        if let (Some(case), Some(line)) = (case, line) {
            match self.cases.get_mut(&case) {
                None if self.spoilt.contains(&case) => {}
                None => row.wrong("case_id", "case_missing"),
                Some(found) => found.theirs.obligations.push(line),
            }
        }
        self.end(row, &named, None);
    }

    fn payment(&mut self, mut row: Row<'_>) {
        let named = row.text("case_id").to_owned();
        let known = row.text("payment_id").to_owned();
        let case = row.need("case_id", external);
        let payment = payment(&mut row);
        if let (Some(case), Some(payment)) = (case, payment) {
            // A payment of a case of an earlier file is one too, so the case need not
            // stand in this one.
            if self.told.insert((case.clone(), payment.external.clone())) {
                self.payments.push(PaymentRow { line: row.line, case, payment });
            } else {
                row.wrong("payment_id", "twice");
            }
        }
        self.end(row, &named, Some(&known));
    }

    fn handed(mut self, rows: usize) -> Handed {
        let none =
            |row: &CaseRow| !row.theirs.parties.iter().any(|party| party.role == PartyRole::Debtor);
        let costs = |fault: &Fault| fault.case.clone().filter(|_| fault.payment.is_none());
        let mut bad: BTreeSet<String> = self.faults.iter().filter_map(costs).collect();
        let mut cases = Vec::with_capacity(self.order.len());
        for external in &self.order {
            let Some(row) = self.cases.remove(external) else { continue };
            if bad.contains(external.as_str()) {
                continue;
            }
            if none(&row) {
                let [file, ..] = self.names;
                let cells =
                    [("external_id", external.as_str()), ("case_number", &row.theirs.number)];
                let cells = cells.map(|(name, text)| (name.to_owned(), text.to_owned()));
                self.bad.push(RawRow {
                    case: external.as_str().to_owned(),
                    payment: None,
                    file: file.to_owned(),
                    line: row.line,
                    cells: cells.into(),
                });
                let fault = Fault::new(file, row.line, "external_id", "debtor_missing");
                self.faults.push(fault.of(Some(external.as_str())));
                bad.insert(external.as_str().to_owned());
                continue;
            }
            cases.push(row);
        }
        // Of two that go by one id none counts: nobody says which is right.
        let named = |fault: &Fault| Some((fault.case.clone()?, fault.payment.clone()?));
        let wrong: BTreeSet<_> = self.faults.iter().filter_map(named).collect();
        let id = |id: &ExternalId| id.as_str().to_owned();
        self.payments.retain(|row| !wrong.contains(&(id(&row.case), id(&row.payment.external))));
        self.faults.sort();
        let Self { names, payments, faults, bad, .. } = self;
        Handed { names, cases, payments, faults, bad, rows }
    }
}

fn foreign(
    row: &mut Row<'_>,
    external: Option<ExternalId>,
    officers: &BTreeMap<String, UserId>,
) -> Option<ForeignCase> {
    let officer = row.need("officer", |name| officers.get(name).copied().ok_or("officer_unknown"));
    let number = row.need("case_number", |text| words(text, 60));
    let decision = document(row, ["decision_number", "decision_day", "decision_issuer"]);
    let judgment = document(row, ["judgment_number", "judgment_day", "judgment_issuer"]);
    let category = row.need("category", |code| Category::from_code(code).ok_or("code_unknown"));
    let conditions =
        row.need("conditions", |code| Conditions::from_code(code).ok_or("code_unknown"));
    let closed = row.may("state", |code| match code {
        "open" => Ok(false),
        "closed" => Ok(true),
        _ => Err("code_unknown"),
    });
    Some(ForeignCase {
        external: external?,
        closed: closed?.unwrap_or(false),
        number: number?,
        officer: officer?,
        decision: decision?,
        judgment: judgment?,
        category: category?,
        conditions: conditions?,
        obligations: Vec::new(),
        parties: Vec::new(),
    })
}

fn document(row: &mut Row<'_>, [number, day_of, issuer]: [&'static str; 3]) -> Option<Document> {
    let number = row.need(number, |text| words(text, 60));
    let day = row.need(day_of, |text| day(text).ok_or("day"));
    let issuer = row.need(issuer, |text| words(text, LONGEST_FIELD));
    Some(Document { number: number?, day: day?, issuer: issuer? })
}

const IDENTIFIERS: [(&str, IdentifierKind); 5] = [
    ("cccd", IdentifierKind::Cccd),
    ("cmnd", IdentifierKind::Cmnd),
    ("passport", IdentifierKind::Passport),
    ("tax_code", IdentifierKind::TaxCode),
    ("social_insurance", IdentifierKind::SocialInsurance),
];

fn party(row: &mut Row<'_>) -> Option<ForeignParty> {
    let external = row.need("party_id", external);
    let role = row.need("role", |code| PartyRole::from_code(code).ok_or("code_unknown"));
    let kind = row.need("kind", |code| PartyKind::from_code(code).ok_or("code_unknown"));
    let name = row.need("name", |text| PersonName::parse(text).map_err(|_: NameError| "name"));
    let mut identifiers = Vec::new();
    let mut sound = true;
    for (column, kind) in IDENTIFIERS {
        let read =
            |text: &str| Identifier::parse(kind, text).map_err(|_: IdentityError| "identifier");
        match row.may(column, read) {
            Some(found) => identifiers.extend(found),
            None => sound = false,
        }
    }
    let address = row.may("address", |text| words(text, 400));
    let (external, role, kind, name, address) = (external?, role?, kind?, name?, address?);
    sound.then_some(ForeignParty { external, role, kind, name, identifiers, address })
}

fn obligation(row: &mut Row<'_>) -> Option<ObligationLine> {
    let kind = row.need("kind", |code| ObligationKind::from_code(code).ok_or("code_unknown"));
    let currency = row.may("currency", |code| Currency::parse(code).map_err(|_| "currency"));
    let currency = currency?.unwrap_or(Currency::VND);
    let amount = row
        .need("amount", |text| typed(text, currency).filter(|minor| *minor >= 0).ok_or("amount"));
    let note = row.may("note", |text| words(text, LONGEST_FIELD));
    Some(ObligationLine { kind: kind?, amount: Money::new(amount?, currency), note: note? })
}

fn payment(row: &mut Row<'_>) -> Option<ForeignPayment> {
    let external = row.need("payment_id", external);
    let amount = row.need("amount", |text| {
        typed(text, Currency::VND).filter(|minor| *minor > 0).ok_or("amount")
    });
    let day = row.need("day", |text| day(text).ok_or("day"));
    let reference = row.may("reference", |text| words(text, LONGEST_FIELD));
    let note = row.may("note", |text| words(text, LONGEST_TEXT.min(200)));
    let other = row.may("other_money", |text| match text {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err("code_unknown"),
    });
    Some(ForeignPayment {
        external: external?,
        amount: Money::vnd(amount?),
        day: day?,
        reference: reference?,
        note: note?,
        other_money: other?.unwrap_or(false),
    })
}

fn external(text: &str) -> Result<ExternalId, &'static str> {
    ExternalId::parse(text).ok_or("external_id")
}

/// Text in NFC, at most so long.
pub(crate) fn words(text: &str, most: usize) -> Result<String, &'static str> {
    let text: String = text.nfc().collect();
    let fits = text.chars().count() <= most && !text.contains('\0');
    if fits { Ok(text) } else { Err("too_long") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::directory::Username;

    #[test]
    fn a_case_row_of_another_shape_is_wrong_once() {
        let heads = |columns: &[Column]| {
            let codes: Vec<&str> = columns.iter().map(|(code, ..)| *code).collect();
            codes.join(",")
        };
        let cases = format!("{}\nH-1,1/2026,saomai\n", heads(CASES));
        let parties = format!("{}\nH-1,DS-1,debtor,person,Lê Văn Tám,,,,,,\n", heads(PARTIES));
        let owed = format!("{}\nH-1,principal,1000,VND,\n", heads(OBLIGATIONS));
        let texts = Texts { cases: &cases, parties: &parties, obligations: &owed, payments: None };
        let handed = read(texts, &BTreeMap::new()).unwrap();
        let wrong = Fault::new("cases.csv", 2, "", "row_shape").of(Some("H-1"));
        assert_eq!((handed.faults, handed.cases), (vec![wrong], Vec::new()));
    }

    #[test]
    fn a_row_of_another_shape_is_of_a_case_only_where_its_id_stands_first() {
        let heads = |columns: &[Column]| {
            let codes: Vec<&str> = columns.iter().map(|(code, ..)| *code).collect();
            codes.join(",")
        };
        let (cases, owed) = (heads(CASES), heads(OBLIGATIONS));
        // A name with a separator in it, before the id.
        let parties = "name,case_id,party_id,role,kind\nLê, Văn Tám,H-1,DS-1,debtor,person\n";
        let texts = Texts { cases: &cases, parties, obligations: &owed, payments: None };
        let handed = read(texts, &BTreeMap::new()).unwrap();
        assert_eq!(handed.faults, [Fault::new("parties.csv", 2, "", "row_shape")]);
        assert_eq!(handed.bad[0].case, "");
    }

    #[test]
    fn a_wrong_payment_costs_itself_and_no_case() {
        let officer = Username::parse("saomai").unwrap().derived_id();
        let officers = BTreeMap::from([("saomai".to_owned(), officer)]);
        let heads = |columns: &[Column]| {
            let codes: Vec<&str> = columns.iter().map(|(code, ..)| *code).collect();
            codes.join(",")
        };
        let case = "H-1,1/2026,saomai,1,2026-10-01,A,2,2026-06-15,B,civil,unverified,open";
        let cases = format!("{}\n{case}\n", heads(CASES));
        let parties = format!("{}\nH-1,DS-1,debtor,person,Lê Văn Tám,,,,,,\n", heads(PARTIES));
        let owed = format!("{}\nH-1,principal,1000,VND,\n", heads(OBLIGATIONS));
        let paid = "H-1,N-1,x,2026-11-02\nH-1,N-2,1,2026-11-02\nH-1,N-3,1,2026-11-02\n\
                    H-1,N-3,2,2026-11-02\nH-9,N-4,1,2026-11-02\nH-1,,1,2026-11-02\n";
        let paid = format!("case_id,payment_id,amount,day\n{paid}");
        let texts =
            Texts { cases: &cases, parties: &parties, obligations: &owed, payments: Some(&paid) };
        let handed = read(texts, &officers).unwrap();
        assert_eq!(handed.cases.len(), 1, "{:?}", handed.faults);
        let told: Vec<&str> =
            handed.payments.iter().map(|row| row.payment.external.as_str()).collect();
        // Of N-3 there are two, and nobody says which is right.
        assert_eq!(told, ["N-2", "N-4"]);
        let of: Vec<_> = handed.faults.iter().map(|one| one.payment.as_deref()).collect();
        assert_eq!(of, [Some("N-1"), Some("N-3"), Some("")]);
        assert!(handed.bad.iter().all(|row| row.payment.is_some()));
    }

    #[test]
    fn a_column_has_its_heading_by_file_and_by_sheet() {
        assert_eq!(heading("parties.csv", "kind"), Some("loại đương sự"));
        assert_eq!(heading("obligations", "kind"), Some("loại nghĩa vụ"));
        assert_eq!(heading("obligations", "/kind"), None);
    }
}
