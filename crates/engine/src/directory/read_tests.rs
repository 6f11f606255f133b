use super::super::{Change, Entry, plan};
use super::*;
use crate::time::Instant;
use proptest::prelude::*;

const AGENCIES: &str = "\
code,parent,level,province_code,name_vi,name_en,invented,active
BTP,,ministry,,Cục Quản lý Thi hành án dân sự,Department,false,true
T01,BTP,province,01,Thi hành án dân sự thành phố Hà Nội,Ha Noi,false,true
T01-01,T01,region,01,Phòng khu vực 1,Region 1,true,true
";
const INSTITUTIONS: &str = "\
code,kind,short_name,name_vi,name_en,swift_bic,napas_bin,joined,single_signatory,active
VCB,bank,Vietcombank,Ngân hàng Ngoại thương,Foreign Trade,BFTVVNVX,970436,true,false,true
KBNN,state_treasury,Kho bạc,Kho bạc Nhà nước,State Treasury,,,true,false,true
";
const BRANCHES: &str = "\
code,institution,province_code,name_vi,name_en,invented,active
VCB-01,VCB,01,\"Chi nhánh \"\"Hà Nội\"\", số 1\",Ha Noi Branch,true,true
";
const USERS: &str = "\
username,full_name,email,roles,agency,institution,active
mai,Nguyễn Sao Mai,mai@thads.example,officer;head,T01-01,,true
lan,Trần Ngọc Lan,lan@vcb.example,bank_maker,,VCB,true
";

fn sources<'a>(texts: [&'a [Source<'a>]; 4]) -> Sources<'a> {
    let [agencies, institutions, branches, users] = texts;
    Sources { agencies, institutions, branches, users }
}

fn source<'a>(name: &'a str, text: &'a str) -> [Source<'a>; 1] {
    [Source { name, text }]
}

fn read_all(texts: [&str; 4], known: &Directory) -> Result<Directory, Vec<ImportError>> {
    let [agencies, institutions, branches, users] = texts;
    read(
        sources([
            &source("agencies.csv", agencies),
            &source("institutions.csv", institutions),
            &source("branches.csv", branches),
            &source("users.csv", users),
        ]),
        known,
    )
}

fn example() -> Directory {
    read_all([AGENCIES, INSTITUTIONS, BRANCHES, USERS], &Directory::default()).unwrap()
}

/// Imports the example with one file changed; the errors as text.
fn errors_after(from: &str, to: &str) -> Vec<String> {
    let texts = [AGENCIES, INSTITUTIONS, BRANCHES, USERS].map(|text| text.replace(from, to));
    let changed = [AGENCIES, INSTITUTIONS, BRANCHES, USERS] != texts.each_ref().map(String::as_str);
    assert!(changed, "{from:?} is not in the example");
    let outcome = read_all(texts.each_ref().map(String::as_str), &Directory::default());
    let told = |e: ImportError| {
        let field = e.field.unwrap_or_default();
        format!("{}:{} {field} {}", e.file, e.line, e.rule.code())
    };
    outcome.err().unwrap_or_default().into_iter().map(told).collect()
}

#[test]
fn files_become_entries() {
    let directory = example();
    let region = &directory.agencies[&AgencyCode::parse("T01-01").unwrap()];
    assert_eq!(region.parent.as_ref().unwrap().as_str(), "T01");
    assert_eq!(region.level, AgencyLevel::Region);
    assert!(region.invented && region.active);
    let branch = &directory.branches[&BranchCode::parse("VCB-01").unwrap()];
    assert_eq!(branch.name_vi, "Chi nhánh \"Hà Nội\", số 1");
    let user = &directory.users[&Username::parse("mai").unwrap()];
    assert_eq!(user.roles, BTreeSet::from([Role::Officer, Role::Head]));
    assert_eq!(user.id, user.username.derived_id());
    let treasury = &directory.institutions[&InstitutionCode::parse("KBNN").unwrap()];
    assert_eq!((&treasury.swift_bic, &treasury.napas_bin), (&None, &None));
}

#[test]
fn columns_may_stand_in_any_order_and_after_a_byte_order_mark() {
    let text = "\u{FEFF}active,roles,username,institution,agency,email,full_name\r\n\
                true, officer ,mai,,T01,mai@thads.example,Nguyễn  Sao Mai\r\n";
    let directory = read_all([AGENCIES, INSTITUTIONS, BRANCHES, text], &Directory::default());
    let user = directory.unwrap().users.into_values().next().unwrap();
    assert_eq!(user.full_name.as_written(), "Nguyễn Sao Mai");
}

/// A change to the example, and the first error it must lead to.
const BROKEN: &[(&str, &str, &str)] = &[
    ("T01-01,T01,", "T01-01,T02,", "agencies.csv:4 parent unknown_reference"),
    ("T01-01,T01,", "T01-01,BTP,", "agencies.csv:4 parent parent_level"),
    ("region,01", "region,79", "agencies.csv:4 province_code province_of_parent"),
    ("region,01", "region,", "agencies.csv:4 province_code empty"),
    ("BTP,,", "BTP,T01,", "agencies.csv:2 parent must_be_empty"),
    ("ministry", "Ministry", "agencies.csv:2 level not_one_of"),
    ("T01-01,T01", "T01,T01", "agencies.csv:4 code duplicate"),
    ("BFTVVNVX", "BFTVXXVX", "institutions.csv:2 swift_bic not_a_bic"),
    ("970436", "97043", "institutions.csv:2 napas_bin not_a_bin"),
    ("State Treasury,,", "State Treasury,,970436", "institutions.csv:3 napas_bin duplicate"),
    ("State Treasury,,", "State Treasury,BFTVVNVX,", "institutions.csv:3 swift_bic duplicate"),
    ("970436,true", "970436,yes", "institutions.csv:2 joined not_yes_no"),
    ("970436,true", "970436,", "institutions.csv:2 joined empty"),
    ("Vietcombank,", "Viet\u{202E}combank,", "institutions.csv:2 short_name not_text"),
    ("VCB-01,VCB", "VCB-01,ACB", "branches.csv:2 institution unknown_reference"),
    ("VCB,01", "VCB,79", "branches.csv:2 province_code unknown_reference"),
    ("mai@thads", "mai.thads", "users.csv:2 email not_an_email"),
    ("officer;head", "officer;chief", "users.csv:2 roles not_one_of"),
    ("officer;head", "officer;bank_maker", "users.csv:2 roles role_not_here"),
    ("officer;head", "system", "users.csv:2 roles role_not_here"),
    ("head,T01-01,", "head,T01-01,VCB", "users.csv:2 institution must_be_empty"),
    ("head,T01-01,", "head,T99,", "users.csv:2 agency unknown_reference"),
    ("bank_maker,,VCB", "bank_maker,,XYZ", "users.csv:3 institution unknown_reference"),
    ("bank_maker,,VCB", "bank_maker,,", "users.csv:3 roles role_not_here"),
    ("bank_maker,,VCB", "bank_maker;creditor_desk,,VCB", "users.csv:3 roles creditor_answers"),
    ("Nguyễn Sao Mai", "12345", "users.csv:2 full_name not_text"),
    ("lan,Trần", "mai,Trần", "users.csv:3 username duplicate"),
    (",active\nmai", ",aktiv\nmai", "users.csv:1 column 7 unknown_column"),
    ("lan@vcb.example,", "", "users.csv:3  cell_count"),
];

#[test]
fn each_rule_names_file_line_and_field() {
    for (from, to, expected) in BROKEN.iter().copied() {
        let errors = errors_after(from, to);
        assert_eq!(errors.first().map(String::as_str), Some(expected), "{from} → {to}");
    }
}

#[test]
fn all_errors_are_found_at_once_and_none_twice() {
    // The row of VCB is wrong in two cells; who refers to VCB is not wrong.
    let errors = errors_after(
        "VCB,bank,Vietcombank,Ngân hàng Ngoại thương,Foreign Trade,BFTVVNVX",
        "VCB,shop,Vietcombank,,Foreign Trade,BFTVVNVX",
    );
    assert_eq!(errors, ["institutions.csv:2 kind not_one_of", "institutions.csv:2 name_vi empty",]);
}

#[test]
fn an_error_says_where_and_never_what() {
    let error = read_all(
        [AGENCIES, INSTITUTIONS, BRANCHES, &USERS.replace("mai@thads", "secret")],
        &Directory::default(),
    )
    .unwrap_err();
    let text = error[0].to_string();
    assert_eq!(text, "users.csv, line 2, email: is not a mail address");
    assert!(!format!("{error:?}").contains("secret"));
}

#[test]
fn a_file_without_a_heading_row_is_not_quoted() {
    let (_, row) = USERS.split_once('\n').unwrap();
    let none = Directory::default();
    let errors = read_all([AGENCIES, INSTITUTIONS, BRANCHES, row], &none).unwrap_err();
    let told = format!("{errors:?} {}", errors[0]);
    assert!(told.contains("users.csv, line 1, column 1: column is unknown"), "{told}");
    for cell in row.lines().next().unwrap().split(',').filter(|cell| cell.len() > 3) {
        assert!(!told.contains(cell), "{cell}: {told}");
    }
}

#[test]
fn a_spreadsheet_may_separate_by_semicolons() {
    let users = "username;full_name;email;roles;agency;institution;active\n\
                 mai;Nguyễn Sao Mai;mai@thads.example;\"officer;head\";T01-01;;true\n";
    let read = read_all([AGENCIES, INSTITUTIONS, BRANCHES, users], &Directory::default()).unwrap();
    let mai = read.users.values().next().unwrap();
    assert_eq!(mai.roles.iter().copied().collect::<Vec<_>>(), [Role::Officer, Role::Head]);
}

#[test]
fn lines_are_counted_as_an_editor_counts_them() {
    let users = format!(
        "{}\r\n\r\nmai,\"Nguyễn\r\nSao Mai\",mai@thads.example,officer,T01,,true\r\n\
         lan,Lan,wrong,officer,T01,,true\r\n\r\n\r\nhoa,Hoa,wrong,officer,T01,,true\r\n",
        USERS.lines().next().unwrap()
    );
    let errors = read_all([AGENCIES, INSTITUTIONS, BRANCHES, &users], &Directory::default());
    let lines: Vec<_> = errors.unwrap_err().iter().map(|e| e.line).collect();
    assert_eq!(lines, [3, 5, 8]);
}

#[test]
fn an_empty_file_and_a_wrong_header_are_errors() {
    let none = Directory::default();
    let error = read_all(["", INSTITUTIONS, "x\n", USERS], &none).unwrap_err();
    assert!(error.iter().any(|e| e.file == "agencies.csv" && e.rule == Rule::Empty));
    let missing = error.iter().filter(|e| e.rule == Rule::MissingColumn);
    assert_eq!(missing.count(), BRANCH_COLUMNS.all.len());
}

#[test]
fn a_second_import_changes_nothing() {
    let stored = example();
    let again = read_all([AGENCIES, INSTITUTIONS, BRANCHES, USERS], &stored).unwrap();
    let plan = plan(&stored, &again);
    assert_eq!(plan.changes, []);
    assert_eq!((plan.unchanged, plan.left_alone), (8, 0));
}

#[test]
fn a_first_import_adds_parents_first() {
    // Here the codes sort the wrong way round.
    let renamed = AGENCIES.replace("BTP", "Z9").replace("T01-01", "A1").replace("T01", "M5");
    let wanted = read_all(
        [
            &renamed,
            INSTITUTIONS,
            BRANCHES,
            "username,full_name,email,roles,agency,institution,active\n",
        ],
        &Directory::default(),
    )
    .unwrap();
    let added = plan(&Directory::default(), &wanted);
    let codes: Vec<_> = added.changes.iter().map(|c| c.entry().code()).collect();
    assert_eq!(codes, ["Z9", "M5", "A1", "KBNN", "VCB", "VCB-01"]);
    assert!(added.changes.iter().all(|c| matches!(c, Change::Added(_))));
}

#[test]
fn a_change_tells_from_and_to_and_keeps_the_id() {
    let mut stored = example();
    let mai = Username::parse("mai").unwrap();
    // Made through the API: under an id of its own.
    let own = crate::id::UserId(uuid::Uuid::from_u128(42));
    stored.users.get_mut(&mai).unwrap().id = own;
    let users =
        USERS.replace("officer;head", "clerk").lines().take(2).collect::<Vec<_>>().join("\n");
    let only_users = source("users.csv", &users);
    let wanted = read(sources([&[], &[], &[], &only_users]), &stored).unwrap();
    let plan = plan(&stored, &wanted);
    assert_eq!((plan.unchanged, plan.left_alone), (0, 7));
    let [Change::Changed { to: Entry::User(to), fields }] = plan.changes.as_slice() else {
        panic!("{:?}", plan.changes)
    };
    assert_eq!(to.id, own);
    assert_eq!(fields.len(), 1);
    assert_eq!(
        (fields[0].field, fields[0].from.as_str(), fields[0].to.as_str()),
        ("roles", "officer;head", "clerk")
    );
    let after = stored.after(&plan);
    assert_eq!(after.users[&mai], **to);
    assert_eq!(after.users.len(), 2);
}

#[test]
fn some_things_an_import_may_not_change() {
    let stored = example();
    let branches = BRANCHES.replace("VCB-01,VCB", "VCB-01,KBNN");
    let file = source("branches.csv", &branches);
    let errors = read(sources([&[], &[], &file, &[]]), &stored).unwrap_err();
    assert_eq!(errors[0].rule, Rule::Fixed);

    let taken = "code,kind,short_name,name_vi,name_en,swift_bic,napas_bin,joined,single_signatory,active\n\
                 NEW,bank,New,Mới,New,,970436,true,false,true\n";
    let file = source("more.csv", taken);
    let errors = read(sources([&[], &file, &[], &[]]), &stored).unwrap_err();
    assert_eq!((errors[0].field.as_deref(), &errors[0].rule), (Some("napas_bin"), &Rule::Taken));
}

/// What is wrong with these days of two banks, `code,joined,joins_on`, and of an office,
/// read on 20 November 2026.
fn days(banks: &[&str], begins_on: &str, known: &Directory) -> Vec<String> {
    let (institutions, agencies) = dated(banks, begins_on);
    let (institutions, agencies) =
        (source("institutions.csv", &institutions), source("agencies.csv", &agencies));
    let today = "2026-11-20".parse().unwrap();
    let read = read_on(today, sources([&agencies, &institutions, &[], &[]]), known);
    let told = |e: ImportError| {
        format!("{} {} {}", e.line, e.field.clone().unwrap_or_default(), e.rule.code())
    };
    read.err().unwrap_or_default().into_iter().map(told).collect()
}

fn dated(banks: &[&str], begins_on: &str) -> (String, String) {
    let row = |cells: &&str| {
        let (code, rest) = cells.split_once(',').unwrap();
        let (joined, on) = rest.split_once(',').unwrap();
        format!("{code},bank,Ngắn,Tên,Name,,,{joined},false,true,{on}\n")
    };
    let head = "code,kind,short_name,name_vi,name_en,swift_bic,napas_bin,joined,\
                single_signatory,active,joins_on\n";
    let institutions: String =
        std::iter::once(head.to_owned()).chain(banks.iter().map(row)).collect();
    let agencies = format!(
        "code,parent,level,province_code,name_vi,name_en,invented,active,begins_on\n\
         T01-01,T01,region,01,Phòng khu vực 1,Region 1,true,true,{begins_on}\n"
    );
    (institutions, agencies)
}

#[test]
fn a_day_lies_ahead_and_stays_once_it_has_come() {
    let mut known = example();
    let fine = ["AAA,true,2026-11-21", "BBB,true,", "CCC,false,"];
    assert_eq!(days(&fine, "2026-11-21", &known), [""; 0]);
    let cases: &[(&str, &str)] = &[
        ("AAA,true,2026-11-20", "2 joins_on not_ahead"),
        ("AAA,true,2025-01-01", "2 joins_on not_ahead"),
        ("AAA,true,2026-13-01", "2 joins_on not_a_day"),
        ("AAA,false,2026-12-01", "2 joins_on must_be_empty"),
        // It has its mailbox here by now.
        ("VCB,true,2026-12-01", "2 joins_on day_passed"),
    ];
    for (row, expected) in cases {
        assert_eq!(days(&[row], "", &known), [*expected], "{row}");
    }
    assert_eq!(days(&[], "2026-11-20", &known), ["2 begins_on not_ahead"]);

    let code = |text: &str| InstitutionCode::parse(text).unwrap();
    let office = AgencyCode::parse("T01-01").unwrap();
    let passed = "2026-11-01".parse().unwrap();
    known.institutions.get_mut(&code("VCB")).unwrap().joins_on = Some(passed);
    known.agencies.get_mut(&office).unwrap().begins_on = Some(passed);
    assert_eq!(days(&["VCB,true,2026-11-01"], "2026-11-01", &known), [""; 0]);
    let moved = ["VCB,true,2026-12-01"];
    let told = ["2 begins_on day_passed", "2 joins_on day_passed"];
    assert_eq!(days(&moved, "2026-12-01", &known), told);
    // A file from before does not take it back on paper, and is not refused for ever.
    assert_eq!(days(&["VCB,false,"], "", &known), [""; 0]);
    assert_eq!(days(&["VCB,true,"], "", &known), [""; 0]);

    let coming = "2026-12-01".parse().unwrap();
    known.institutions.get_mut(&code("VCB")).unwrap().joins_on = Some(coming);
    assert_eq!(days(&["VCB,true,2026-12-15"], "2026-11-01", &known), [""; 0]);
    assert_eq!(days(&["VCB,true,"], "2026-11-01", &known), [""; 0]);
}

#[test]
fn files_that_name_no_other_day_leave_what_was_entered() {
    let mut known = example();
    let code = InstitutionCode::parse("VCB").unwrap();
    let office = AgencyCode::parse("T01-01").unwrap();
    let on = Some("2026-12-01".parse().unwrap());
    known.institutions.get_mut(&code).unwrap().joins_on = on;
    known.agencies.get_mut(&office).unwrap().begins_on = on;
    let again = read_all([AGENCIES, INSTITUTIONS, BRANCHES, USERS], &known).unwrap();
    assert_eq!(again, known);
    // Written before the day was entered: neither on paper nor here at once.
    let paper = INSTITUTIONS.replace("970436,true", "970436,false");
    let paper = read_all([AGENCIES, &paper, BRANCHES, USERS], &known).unwrap();
    assert_eq!(paper, known);
    for row in ["VCB,true,", "VCB,false,", "VCB,true,2026-12-01", "VCB,false,2026-12-01"] {
        let (institutions, agencies) = dated(&[row], "");
        let files = [source("agencies.csv", &agencies), source("institutions.csv", &institutions)];
        let [agencies, institutions] = &files;
        let today = "2026-11-20".parse().unwrap();
        let read = read_on(today, sources([agencies, institutions, &[], &[]]), &known).unwrap();
        let bank = &read.institutions[&code];
        assert_eq!((bank.joined, bank.joins_on), (true, on), "{row}");
        assert_eq!(read.agencies[&office].begins_on, on);
    }
}

#[test]
fn a_day_has_come_from_its_beginning_in_hanoi() {
    let mut bank = example().institutions.into_values().next().unwrap();
    assert!(bank.is_here(Instant::from_seconds(0)));
    bank.joins_on = Some("2026-12-01".parse().unwrap());
    let begins: Instant = "2026-11-30T17:00:00Z".parse().unwrap();
    assert!(bank.is_here(begins) && !bank.is_here(begins.plus_micros(-1)));
    bank.joined = false;
    assert!(!bank.is_here(begins));
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in any::<String>(), cells in "[a-z,\"\n;T01-]{0,200}") {
        let header = USERS.lines().next().unwrap();
        for users in [text, format!("{header}\n{cells}")] {
            let file = source("users.csv", &users);
            if let Err(errors) = read(sources([&[], &[], &[], &file]), &example()) {
                prop_assert!(!errors.is_empty());
                prop_assert!(errors.iter().all(|e| e.file == "users.csv"));
            }
        }
    }

    #[test]
    fn what_a_plan_did_needs_no_second_plan(kept in prop::collection::vec(any::<bool>(), 8), inactive in any::<bool>()) {
        let stored = example();
        let mut wanted = stored.clone();
        if inactive {
            wanted.institutions.values_mut().for_each(|i| i.active = false);
            wanted.users.values_mut().for_each(|u| u.active = false);
        }
        let mut current = stored;
        let mut keep = kept.into_iter();
        current.agencies.retain(|_, _| keep.next().unwrap());
        current.institutions.retain(|_, _| keep.next().unwrap());
        current.branches.retain(|_, _| keep.next().unwrap());
        current.users.retain(|_, _| keep.next().unwrap());
        let first = plan(&current, &wanted);
        prop_assert_eq!(first.changes.len() + first.unchanged, 8);
        let after = current.after(&first);
        prop_assert_eq!(&after, &wanted);
        prop_assert!(plan(&after, &wanted).changes.is_empty());
    }
}

/// The example with a successor for each of some entries, `code,active,to,on`.
fn succeeded(rows: &[(&str, &str)]) -> Vec<String> {
    let base = "code,kind,short_name,name_vi,name_en,swift_bic,napas_bin,joined,\
                single_signatory,active,successor,succeeded_on\n";
    let row = |(code, rest): &(&str, &str)| {
        let (kind, rest) = rest.split_once('/').unwrap_or(("bank", rest));
        format!("{code},{kind},Ngắn,Tên,Name,,,true,false,{rest}\n")
    };
    let text: String = std::iter::once(base.to_owned()).chain(rows.iter().map(row)).collect();
    let file = source("institutions.csv", &text);
    let errors = read(sources([&[], &file, &[], &[]]), &example()).err().unwrap_or_default();
    let told = |e: ImportError| {
        format!("{} {} {}", e.line, e.field.clone().unwrap_or_default(), e.rule.code())
    };
    errors.into_iter().map(told).collect()
}

#[test]
fn a_successor_exists_fits_and_leads_nowhere_back() {
    let fine: &[(&str, &str)] =
        &[("AAA", "false,BBB,2025-07-01"), ("BBB", "false,VCB,2025-07-01"), ("CCC", "true,,")];
    assert_eq!(succeeded(fine), [""; 0]);
    let cases: &[(&str, &str)] = &[
        ("true,VCB,2025-07-01", "2 active succeeded"),
        ("false,XYZ,2025-07-01", "2 successor unknown_reference"),
        ("false,AAA,2025-07-01", "2 successor successor_cycle"),
        ("false,VCB,", "2 succeeded_on empty"),
        ("false,,2025-07-01", "2 succeeded_on must_be_empty"),
        ("false,VCB,2025-13-01", "2 succeeded_on not_a_day"),
        ("false,vcb,2025-07-01", "2 successor not_a_code"),
        ("employer/false,VCB,2025-07-01", "2 successor successor_kind"),
    ];
    for (row, expected) in cases {
        assert_eq!(succeeded(&[("AAA", row)]), [*expected], "{row}");
    }
    let circle = [("AAA", "false,BBB,2025-07-01"), ("BBB", "false,AAA,2025-07-01")];
    let told = ["2 successor successor_cycle", "3 successor successor_cycle"];
    assert_eq!(succeeded(&circle), told);
}

#[test]
fn a_successor_of_an_agency_is_of_its_level() {
    let text = "code,parent,level,province_code,name_vi,name_en,invented,active,successor,succeeded_on\n\
                T02,BTP,province,02,Tỉnh,Province,false,false,T01-01,2025-07-01\n\
                T01-02,T01,region,01,Phòng,Region,true,false,T01-01,2025-07-01\n";
    let file = source("agencies.csv", text);
    let errors = read(sources([&file, &[], &[], &[]]), &example()).unwrap_err();
    assert_eq!(errors.len(), 1);
    let (field, rule) = (errors[0].field.as_deref(), &errors[0].rule);
    assert_eq!((errors[0].line, field, rule), (2, Some("successor"), &Rule::SuccessorKind));
}

/// A file from before the columns, imported again, does not revive a bank of the
/// past and does not forget its heir.
#[test]
fn a_file_without_the_columns_leaves_successors_as_they_are() {
    let mut stored = example();
    let kbnn = InstitutionCode::parse("KBNN").unwrap();
    let treasury = stored.institutions.get_mut(&kbnn).unwrap();
    treasury.active = false;
    let to = InstitutionCode::parse("VCB").unwrap();
    treasury.succession = Some(super::super::Succession { to, on: "2025-07-01".parse().unwrap() });
    let revive = source("institutions.csv", INSTITUTIONS);
    let errors = read(sources([&[], &revive, &[], &[]]), &stored).unwrap_err();
    assert_eq!((errors[0].line, &errors[0].rule), (3, &Rule::Succeeded));
    let text = INSTITUTIONS.replace("Treasury,,,true,false,true", "Treasury,,,true,false,false");
    let same = source("institutions.csv", &text);
    let wanted = read(sources([&[], &same, &[], &[]]), &stored).unwrap();
    assert!(plan(&stored, &wanted).changes.is_empty());
}

/// Which procuracy supervises an agency: both names or neither, several agencies may name
/// one, and a file without the columns leaves what is stored.
#[test]
fn an_agency_may_name_its_procuracy() {
    let head = "code,parent,level,province_code,name_vi,name_en,invented,active";
    let rows = |vi: &str, en: &str| {
        format!(
            "{head},procuracy_vi,procuracy_en\n\
             T01-01,T01,region,01,Phòng,Region,true,true,{vi},{en}\n\
             T01-02,T01,region,01,Phòng,Region,true,true,Viện 1,Procuracy 1\n"
        )
    };
    let text = rows("Viện 1", "Procuracy 1");
    let file = source("agencies.csv", &text);
    let wanted = read(sources([&file, &[], &[], &[]]), &example()).unwrap();
    let of = |directory: &Directory, code: &str| {
        let code = AgencyCode::parse(code).unwrap();
        directory.agencies[&code].procuracy.clone()
    };
    assert_eq!(of(&wanted, "T01-01").unwrap().name_vi, "Viện 1");
    assert_eq!(of(&wanted, "T01-01"), of(&wanted, "T01-02"));
    let mut stored = example();
    stored.agencies.extend(wanted.agencies);
    let silent = format!("{head}\nT01-01,T01,region,01,Phòng,Region,true,true\n");
    let file = source("agencies.csv", &silent);
    let kept = read(sources([&file, &[], &[], &[]]), &stored).unwrap();
    assert!(plan(&stored, &kept).changes.is_empty());
    for (vi, en, field) in [("Viện 1", "", "procuracy_en"), ("", "Procuracy 1", "procuracy_vi")] {
        let text = rows(vi, en);
        let file = source("agencies.csv", &text);
        let errors = read(sources([&file, &[], &[], &[]]), &example()).unwrap_err();
        assert_eq!((errors[0].field.as_deref(), &errors[0].rule), (Some(field), &Rule::Empty));
    }
}
