//! A creditor's list of its cases, as CSV: one heading row, one row a case, separated
//! by `;` or `,`.
//!
//! Headings in Vietnamese or English, in any case, with or without marks:
//!
//! | heading | tiêu đề | |
//! |---|---|---|
//! | `case_number` | `số hồ sơ` | the agency's number of the case, needed |
//! | `agency` | `mã cơ quan` | its code; needed where several have the number |
//! | `contract` | `số hợp đồng` | the creditor's own number; given back as it came |
//! | `principal`, `interest` | `nợ gốc`, `nợ lãi` | open, in đồng |
//! | `recovered` | `đã thu` | recovered so far, in đồng |
//!
//! Every row that is wrong is named with its line, column and rule, and never with what
//! stands there (I-32).

use crate::amount::typed;
use crate::cases::Fault;
use crate::cases::sheet::{Column, Row, Shapeless, Sheet};
use crate::cases::words;
use crate::csv::harmless;
use engine::creditor::reconcile::{Compared, Listed, MOST_LINES};
use engine::money::Currency;

/// The largest list that is looked at, in bytes.
pub const MOST_BYTES: usize = 512 * 1024;

/// How many errors are told.
pub const MOST_FAULTS: usize = 100;

/// The name that errors have for the list.
const FILE: &str = "list";

const COLUMNS: &[Column] = &[
    ("case_number", "số hồ sơ", true),
    ("agency", "mã cơ quan", false),
    ("contract", "số hợp đồng", false),
    ("principal", "nợ gốc", false),
    ("interest", "nợ lãi", false),
    ("recovered", "đã thu", false),
];

/// The columns of what was found; how they are headed the reader's language says.
pub const HEADS: [&str; 9] =
    ["line", "contract", "agency", "case_number", "found", "field", "ours", "theirs", "words"];

/// Reads a list; else everything that is wrong with it, the first [`MOST_FAULTS`].
pub fn read(text: &str) -> Result<Vec<Listed>, Vec<Fault>> {
    let whole = |code| vec![Fault::new(FILE, 0, "", code)];
    if text.len() > MOST_BYTES {
        return Err(whole("too_large"));
    }
    let sheet = Sheet::csv(FILE, text, COLUMNS)?;
    let (mut listed, mut faults) = (Vec::new(), Vec::new());
    let mut shapeless = Shapeless::default();
    let rows = sheet.each(&mut shapeless, |mut row| {
        match line(&mut row) {
            Some(line) if listed.len() < MOST_LINES => listed.push(line),
            _ => {}
        }
        faults.extend(row.all_faults());
    })?;
    // Which case a row of another shape is of is the list's secret, not the error's.
    faults.extend(shapeless.faults.into_iter().map(|fault| fault.of(None)));
    if rows > MOST_LINES {
        return Err(whole("too_many_lines"));
    }
    faults.sort();
    faults.truncate(MOST_FAULTS);
    match (faults.is_empty(), listed.is_empty()) {
        (false, _) => Err(faults),
        (true, true) => Err(whole("empty")),
        (true, false) => Ok(listed),
    }
}

fn line(row: &mut Row<'_>) -> Option<Listed> {
    let number = row.need("case_number", |text| words(text, 60));
    let agency = row.may("agency", |text| words(text, 60));
    let own = row.may("contract", |text| words(text, 100));
    let mut amounts = ["principal", "interest", "recovered"].map(|column| {
        row.may(column, |text| {
            typed(text, Currency::VND).filter(|amount| *amount >= 0).ok_or("amount")
        })
    });
    let [principal, interest, recovered] = amounts.each_mut().map(Option::take);
    Some(Listed {
        line: row.line,
        own: own?,
        agency: agency?,
        number: number?,
        principal: principal?,
        interest: interest?,
        recovered: recovered?,
    })
}

/// What was found, as CSV: one row for each line and each case that no line names, with
/// both amounts of what differs. What begins as a formula does not stay one.
pub fn differences_csv(
    rows: &[Compared],
    head: impl Fn(&str) -> String,
    words: impl Fn(&str, &str) -> String,
) -> Result<String, ::csv::Error> {
    let mut out = ::csv::WriterBuilder::new().from_writer(Vec::new());
    out.write_record(HEADS.map(head))?;
    for row in rows {
        let line = row.line.map(|line| line.to_string()).unwrap_or_default();
        let own = harmless(row.own.as_deref().unwrap_or_default());
        let agency = harmless(row.agency.as_deref().unwrap_or_default());
        let (number, found) = (harmless(&row.number), row.found.code());
        let mut write = |field: &str, ours: String, theirs: String| {
            let said = words(found, field);
            let cells = [&line, &own, &agency, &number, found, field, &ours, &theirs, &said];
            out.write_record(cells)
        };
        if row.differences.is_empty() {
            write("", String::new(), String::new())?;
        }
        for one in &row.differences {
            write(one.field.code(), one.ours.to_string(), one.theirs.to_string())?;
        }
    }
    let bytes = out.into_inner().map_err(::csv::IntoInnerError::into_error)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::creditor::reconcile::{Amounts, Ours, compare};
    use engine::directory::AgencyCode;
    use engine::id::CaseId;

    fn codes(text: &str) -> Vec<(u64, String, String)> {
        let faults = read(text).unwrap_err();
        faults.into_iter().map(|fault| (fault.line, fault.column, fault.code)).collect()
    }

    #[test]
    fn a_list_is_read_in_both_languages() {
        let vi = "Số hồ sơ;Mã cơ quan;Số hợp đồng;Nợ gốc;Nợ lãi;Đã thu\n\
                  12/THA;T01-01;HĐ-7;1.000.000;0;\n";
        let en = "case_number,agency,contract,principal,interest,recovered\n\
                  12/THA,T01-01,HĐ-7,1000000,0,\n";
        let expected = Listed {
            line: 2,
            own: Some("HĐ-7".to_owned()),
            agency: Some("T01-01".to_owned()),
            number: "12/THA".to_owned(),
            principal: Some(1_000_000),
            interest: Some(0),
            recovered: None,
        };
        for text in [vi, en] {
            assert_eq!(read(text), Ok(vec![expected.clone()]), "{text}");
        }
    }

    #[test]
    fn every_wrong_row_is_named_and_nothing_that_stands_there() {
        let text = "case_number;principal\n;1\n1/THA;-5\n2/THA;1,5\n3/THA\n";
        let told = codes(text);
        let told: Vec<_> =
            told.iter().map(|(line, column, code)| (*line, &**column, &**code)).collect();
        let expected = [
            (2, "case_number", "missing"),
            (3, "principal", "amount"),
            (4, "principal", "amount"),
            (5, "", "row_shape"),
        ];
        assert_eq!(told, expected);
        assert!(read(text).unwrap_err().iter().all(|fault| fault.case.is_none()));
    }

    #[test]
    fn a_list_is_bounded() {
        let of = |rows: usize| format!("case_number\n{}", "1/THA\n".repeat(rows));
        assert_eq!(read(&of(MOST_LINES)).map(|lines| lines.len()), Ok(MOST_LINES));
        assert_eq!(codes(&of(MOST_LINES + 1)), [(0, String::new(), "too_many_lines".to_owned())]);
        assert_eq!(codes("case_number\n"), [(0, String::new(), "empty".to_owned())]);
        let large = "x".repeat(MOST_BYTES + 1);
        assert_eq!(codes(&large), [(0, String::new(), "too_large".to_owned())]);
        let faults = format!("case_number;principal\n{}", "1;x\n".repeat(MOST_FAULTS + 9));
        assert_eq!(codes(&faults).len(), MOST_FAULTS);
    }

    #[test]
    fn what_differs_is_written_with_both_amounts_and_no_formula() {
        let line = Listed {
            line: 2,
            own: Some("=1+1".to_owned()),
            agency: None,
            number: "1/THA".to_owned(),
            principal: Some(7),
            interest: None,
            recovered: Some(3),
        };
        let ours = Ours {
            case: CaseId(AgencyCode::parse("T01").unwrap().derived_id().0),
            agency: "T01-01".to_owned(),
            heir: "T01-01".to_owned(),
            number: "1/THA".to_owned(),
            later: false,
            amounts: Amounts { principal: 9, interest: 0, recovered: 3 },
        };
        let rows = compare(&[line], &[ours]);
        let words = |found: &str, field: &str| format!("{found} {field}");
        let told = differences_csv(&rows, str::to_uppercase, words);
        assert_eq!(
            told.unwrap(),
            "LINE,CONTRACT,AGENCY,CASE_NUMBER,FOUND,FIELD,OURS,THEIRS,WORDS\n\
             2,'=1+1,T01-01,1/THA,differs,principal,9,7,differs principal\n"
        );
    }
}
