#![expect(clippy::large_stack_arrays, reason = "four sheets of a test")]

use super::*;
use crate::cases::{CASES, OBLIGATIONS, PARTIES, PAYMENTS};
use engine::directory::Username;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet};

const CASE: [&str; 12] = [
    "H-1",
    "101/2026/THA",
    "saomai",
    "125/QĐ-THADS",
    "2026-10-01",
    "THADS Hà Nội",
    "12/2026/DS-ST",
    "15/06/2026",
    "TAND khu vực 1",
    "civil",
    "unverified",
    "open",
];

/// A sheet with the headings of a table and rows of text.
fn sheet(name: &str, columns: &[Column], rows: &[&[&str]]) -> Worksheet {
    let mut sheet = Worksheet::new();
    sheet.set_name(name).unwrap();
    for (column, (code, ..)) in (0..).zip(columns) {
        sheet.write_string(0, column, *code).unwrap();
    }
    for (row, cells) in (1..).zip(rows) {
        for (column, text) in (0..).zip(*cells) {
            sheet.write_string(row, column, *text).unwrap();
        }
    }
    sheet
}

/// The sheets of a workbook with one case, right in every cell.
fn sheets() -> [Worksheet; 4] {
    let party = ["H-1", "DS-1", "debtor", "person", "Nguyễn Văn Tí", "079085001234"];
    [
        sheet("Hồ sơ", CASES, &[&CASE]),
        sheet("parties", PARTIES, &[&party]),
        sheet("obligations", OBLIGATIONS, &[&["H-1", "principal", "1.500.000.000"]]),
        sheet("payments", PAYMENTS, &[&["H-1", "NT-1", "500000000", "2026-11-02"]]),
    ]
}

fn bytes(sheets: impl IntoIterator<Item = Worksheet>) -> Vec<u8> {
    let mut book = Workbook::new();
    for sheet in sheets {
        book.push_worksheet(sheet);
    }
    book.save_to_buffer().unwrap()
}

fn read_in(bytes: &[u8]) -> Result<Handed, Vec<Fault>> {
    let officer = Username::parse("saomai").unwrap().derived_id();
    read_workbook(bytes, &BTreeMap::from([("saomai".to_owned(), officer)]))
}

/// Where something is wrong: sheet, line, column, rule.
fn told(faults: &[Fault]) -> Vec<String> {
    let line = |one: &Fault| format!("{} {} {} {}", one.file, one.line, one.column, one.code);
    faults.iter().map(line).collect()
}

#[test]
fn numbers_and_days_of_a_workbook_are_read_exactly() {
    let [mut cases, mut parties, mut owed, mut paid] = sheets();
    let day = Format::new().set_num_format("dd/mm/yyyy");
    let at = |year, month, day| ExcelDateTime::from_ymd(year, month, day).unwrap();
    cases.write_datetime_with_format(1, 4, at(2026, 10, 1), &day).unwrap();
    owed.write_number(1, 2, 999_999_999_999_999.0).unwrap();
    paid.write_datetime_with_format(1, 3, at(2026, 11, 2), &day).unwrap();
    paid.write_number(1, 2, 500_000_000.0).unwrap();
    paid.write_boolean(1, 6, true).unwrap();
    // A number of a document is text.
    parties.write_string(2, 0, "H-1").unwrap();
    for (column, text) in (1..).zip(["DS-2", "creditor", "organisation", "Công ty TNHH Mẫu"]) {
        parties.write_string(2, column, text).unwrap();
    }
    parties.write_string(2, 9, "0101234560").unwrap();
    let handed = read_in(&bytes([cases, parties, owed, paid])).unwrap();
    assert_eq!(told(&handed.faults), Vec::<String>::new());
    let case = &handed.cases[0].theirs;
    assert_eq!(case.obligations[0].amount.minor(), 999_999_999_999_999);
    assert_eq!(case.decision.day, Day::from_ymd(2026, 10, 1).unwrap());
    assert_eq!(case.judgment.day, Day::from_ymd(2026, 6, 15).unwrap());
    assert_eq!(case.parties[1].identifiers[0].normalised(), "0101234560");
    let paid = &handed.payments[0];
    assert_eq!(paid.payment.day, Day::from_ymd(2026, 11, 2).unwrap());
    assert_eq!((paid.payment.amount.minor(), paid.payment.other_money), (500_000_000, true));
}

#[test]
fn cells_that_are_not_what_they_should_be_are_named_by_row_and_column() {
    let [mut cases, mut parties, mut owed, paid] = sheets();
    let day = Format::new().set_num_format("dd/mm/yyyy");
    // A number of a case that a table program took for a day.
    let at = ExcelDateTime::from_ymd(2026, 12, 1).unwrap();
    cases.write_datetime_with_format(1, 1, at, &day).unwrap();
    // A day as its bare number, and one with a time.
    cases.write_number(1, 4, 46_296.0).unwrap();
    let noon = ExcelDateTime::from_ymd(2026, 6, 15).unwrap().and_hms(12, 0, 0).unwrap();
    cases.write_datetime_with_format(1, 7, noon, &day).unwrap();
    cases.write_formula(1, 8, Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
    // Zeros in front that a number has lost, and more digits than it keeps.
    parties.write_number(1, 5, 79_085_001_234.0).unwrap();
    for (line, amount) in (1..).zip([0.5, 1e15, 9_007_199_254_740_993.0, -1.0]) {
        owed.write_string(line, 0, "H-1").unwrap();
        owed.write_string(line, 1, "principal").unwrap();
        owed.write_number(line, 2, amount).unwrap();
    }
    owed.write_string(6, 20, "ngoài bảng").unwrap();
    let handed = read_in(&bytes([cases, parties, owed, paid])).unwrap();
    let mut wrong = told(&handed.faults);
    wrong.sort();
    let expected = [
        "cases 2 case_number cell_day",
        "cases 2 decision_day day",
        "cases 2 judgment_day cell_day",
        "cases 2 judgment_issuer cell_error",
        "obligations 2 amount cell_number",
        "obligations 3 amount cell_number",
        "obligations 4 amount cell_number",
        "obligations 5 amount amount",
        "obligations 7  row_shape",
        "parties 2 cccd cell_number",
    ];
    assert_eq!(wrong, expected);
    // A payment may be of a case that is here from before.
    assert_eq!((handed.cases.len(), handed.payments.len()), (0, 1));
    // What stands in a wrong row is kept for who puts it right.
    let kept = handed.bad.iter().find(|row| row.file == "parties").unwrap();
    assert_eq!((kept.case.as_str(), kept.line), ("H-1", 2));
    assert!(kept.cells.contains(&("cccd".to_owned(), "79085001234".to_owned())));
}

#[test]
fn a_number_that_may_have_lost_its_zeros_names_nobody() {
    let [cases, parties, owed, paid] = sheets();
    let mut all = [cases, parties, owed, paid];
    // Sheet, column, name: each would be a sound one without the zeros in front.
    let numbers = [
        (0, 1, "cases 2 case_number"),
        (0, 0, "cases 2 external_id"),
        (1, 1, "parties 2 party_id"),
        (1, 8, "parties 2 tax_code"),
        (3, 1, "payments 2 payment_id"),
        (3, 4, "payments 2 reference"),
    ];
    for (sheet, column, _) in numbers {
        let sheet: &mut Worksheet = &mut all[sheet];
        sheet.write_number(1, column, 3_101_234_560.0).unwrap();
    }
    let handed = read_in(&bytes(all)).unwrap();
    let mut wrong = told(&handed.faults);
    wrong.retain(|one| one.ends_with("cell_number"));
    assert_eq!(wrong, numbers.map(|(.., place)| format!("{place} cell_number")));
    assert_eq!((handed.cases.len(), handed.payments.len()), (0, 0));
}

#[test]
fn a_sheet_that_nobody_reads_is_named() {
    let mut other = Worksheet::new();
    other.set_name("Payment+1").unwrap();
    let with = |other: Worksheet| bytes(sheets().into_iter().chain([other]));
    let mut empty = Worksheet::new();
    empty.set_name("Sheet5").unwrap();
    assert_eq!(read_in(&with(empty)).unwrap().cases.len(), 1);
    other.write_string(0, 0, "case_id").unwrap();
    assert_eq!(told(&read_in(&with(other)).unwrap_err()), ["Payment_1 0  sheet_unknown"]);
    let twice = sheet("Khoản nộp", PAYMENTS, &[]);
    assert_eq!(told(&read_in(&with(twice)).unwrap_err()), ["payments 0  sheet_twice"]);
}

#[test]
fn a_formula_counts_by_what_it_came_to() {
    let [cases, parties, mut owed, paid] = sheets();
    owed.write_formula(1, 2, Formula::new("=750000000*2").set_result("1500000000")).unwrap();
    let handed = read_in(&bytes([cases, parties, owed, paid])).unwrap();
    assert_eq!(told(&handed.faults), Vec::<String>::new());
    assert_eq!(handed.cases[0].theirs.obligations[0].amount.minor(), 1_500_000_000);
}

#[test]
fn sheets_go_by_their_names_and_the_first_may_be_the_cases() {
    let [mut cases, parties, owed, paid] = sheets();
    cases.set_name("Sheet1").unwrap();
    let handed = read_in(&bytes([cases, paid, owed, parties])).unwrap();
    assert_eq!((handed.cases.len(), handed.payments.len()), (1, 1), "{:?}", handed.faults);
    let [cases, parties, ..] = sheets();
    let wrong = read_in(&bytes([cases, parties])).unwrap_err();
    assert_eq!(told(&wrong), ["obligations 0  sheet_missing"]);
    let [_, parties, owed, _] = sheets();
    let wrong = read_in(&bytes([parties, owed])).unwrap_err();
    assert_eq!(told(&wrong), ["cases 0  sheet_missing"]);
}

#[test]
fn what_is_no_workbook_or_unpacks_to_too_much_is_refused_whole() {
    for not in [&b""[..], b"PK\x03\x04", b"external_id,case_number", b"%PDF-1.7"] {
        assert_eq!(told(&read_in(not).unwrap_err()), [" 0  workbook"]);
    }
    let whole = bytes(sheets());
    let cut = &whole[..whole.len() / 2];
    assert_eq!(told(&read_in(cut).unwrap_err()), [" 0  workbook"]);
    assert_eq!(unpacks_within(&whole, MOST_UNPACKED), Ok(()));
    assert_eq!(unpacks_within(&whole, 1_000), Err("workbook_size"));
}
