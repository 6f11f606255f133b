//! Statements as they come: what is read of them, what is refused and where,
//! what comes back, and that no bytes break anything.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops at its first surprise")]

use engine::identity::AccountNumber;
use engine::money::Currency;
use engine::statement::{LineContent, Side, StatementContent};
use engine::time::Day;
use exchange::camt::Message;
use exchange::{camt, csv, read};
use proptest::prelude::*;

fn day(n: i8) -> Day {
    Day::from_ymd(2026, 11, n).unwrap()
}

fn line(reference: &str, amount: i64, side: Side) -> LineContent {
    LineContent {
        reference: reference.to_owned(),
        text: "Khấu trừ theo KT26-7ZK4-M2Q9-XW3F-K\n<THADS> & \"án phí\"".to_owned(),
        amount,
        side,
        booked: day(23),
        value: day(24),
        party: Some("Nguyễn Văn Ấn; phòng 2, Hà Nội".to_owned()),
        party_account: Some("0123456789".to_owned()),
        reverses: false,
    }
}

fn statement(currency: Currency) -> StatementContent {
    let bare = LineContent {
        text: String::new(),
        party: None,
        party_account: None,
        value: day(23),
        ..line("R2", 1_500_000, Side::Debit)
    };
    StatementContent {
        account: Some(AccountNumber::parse("3949010001234").unwrap()),
        currency,
        opening: Some(-1_000_000),
        closing: Some(57_500_000),
        lines: vec![line("R1", 60_000_000, Side::Credit), bare],
    }
}

#[test]
fn what_is_written_is_read_back_the_same() {
    for currency in [Currency::VND, Currency::USD] {
        let sent = statement(currency);
        assert_eq!(read(csv::write(&sent).as_bytes()).unwrap(), sent, "CSV in {currency}");
        for message in [Message::Statement, Message::Notice] {
            let text = camt::write(&sent, message);
            assert_eq!(read(text.as_bytes()).unwrap(), sent, "{message:?} in {currency}");
        }
    }
}

/// As the treasury's own program writes it, with the mark of UTF-8, decomposed
/// letters and two columns.
#[test]
fn a_treasurys_csv_in_vietnamese_is_read() {
    let text = "\u{feff}Số tham chiếu;Ngày ghi sổ;Ghi nợ;Ghi có;NỘI DUNG;Số tài khoản\r\n\
                BT01;23/11/2026;;60.000.000;KT267ZK4M2Q9XW3FK;3949.0.1000123\r\n\
                BT02;23/11/2026;11.000;0;Phí;3949010001 23\r\n";
    let text: String = unicode_normalization::UnicodeNormalization::nfd(text).collect();
    let found = read(text.as_bytes()).unwrap();
    let said: Vec<_> =
        found.lines.iter().map(|one| (one.reference.as_str(), one.side, one.amount)).collect();
    assert_eq!(said, [("BT01", Side::Credit, 60_000_000), ("BT02", Side::Debit, 11_000)]);
    assert_eq!(found.lines.first().unwrap().value, day(23), "the booking day, where none is said");
}

const NOTICE: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<n:Document xmlns:n="urn:iso:std:iso:20022:tech:xsd:camt.054.001.02"><n:BkToCstmrDbtCdtNtfctn>
<n:GrpHdr><n:MsgId>M1</n:MsgId></n:GrpHdr>
<n:Ntfctn><n:Id>1</n:Id><n:Acct><n:Id><n:IBAN>VN12345678</n:IBAN></n:Id><n:Ccy>VND</n:Ccy></n:Acct>
<n:Ntry><n:Amt Ccy="VND">100.00</n:Amt><n:CdtDbtInd>CRDT</n:CdtDbtInd><n:Sts>BOOK</n:Sts>
<n:BookgDt><n:DtTm>2026-11-23T23:30:00+07:00</n:DtTm></n:BookgDt><n:AcctSvcrRef>B1</n:AcctSvcrRef>
<n:NtryDtls><n:TxDtls><n:Refs><n:AcctSvcrRef>B1-a</n:AcctSvcrRef><n:EndToEndId>KT26</n:EndToEndId></n:Refs>
<n:AmtDtls><n:TxAmt><n:Amt Ccy="VND">60</n:Amt></n:TxAmt></n:AmtDtls>
<n:RltdPties><n:Dbtr><n:Nm>L&#234; &amp; <![CDATA[<Con>]]></n:Nm></n:Dbtr></n:RltdPties></n:TxDtls>
<n:TxDtls><n:Refs><n:EndToEndId>NOTPROVIDED</n:EndToEndId></n:Refs><n:Amt Ccy="VND">40</n:Amt>
<n:RmtInf><n:Ustrd>KT26-7ZK4</n:Ustrd><n:Ustrd>-M2Q9</n:Ustrd></n:RmtInf></n:TxDtls></n:NtryDtls></n:Ntry>
<n:Ntry><n:Amt Ccy="VND">7</n:Amt><n:CdtDbtInd>CRDT</n:CdtDbtInd><n:Sts>PDNG</n:Sts></n:Ntry>
</n:Ntfctn></n:BkToCstmrDbtCdtNtfctn></n:Document>"#;

#[test]
fn one_booking_of_two_payments_is_two_lines_and_what_is_not_booked_is_none() {
    let found = read(NOTICE.as_bytes()).unwrap();
    let said: Vec<_> = found
        .lines
        .iter()
        .map(|one| (one.reference.as_str(), one.amount, one.text.as_str(), one.party.as_deref()))
        .collect();
    let first = ("B1-a", 60, "KT26", Some("Lê & <Con>"));
    assert_eq!(said, [first, ("B1/2", 40, "KT26-7ZK4\n-M2Q9", None)]);
    assert_eq!(found.lines.first().unwrap().booked, day(23), "the day as the bank states it");
}

/// Banks repeat the booking's reference in each of its payments: they stay apart.
#[test]
fn parts_that_repeat_the_bookings_reference_are_lines_of_their_own() {
    let named = |second: &str| {
        let with = format!("<n:AcctSvcrRef>{second}</n:AcctSvcrRef><n:EndToEndId>NOTPROVIDED<");
        let text = NOTICE.replace(">B1-a<", ">B1<").replace("<n:EndToEndId>NOTPROVIDED<", &with);
        let text = text.replace(">60<", ">50<").replace(">40<", ">50<");
        let lines = read(text.as_bytes()).unwrap().lines;
        lines.into_iter().map(|one| one.reference).collect::<Vec<_>>()
    };
    assert_eq!(named("B1"), ["B1/1", "B1/2"]);
    assert_eq!(named("B1-b"), ["B1/1", "B1-b"]);
    // The same of a name that is not the booking's.
    let twice = NOTICE.replace(
        "<n:EndToEndId>NOTPROVIDED<",
        "<n:AcctSvcrRef>B1-a</n:AcctSvcrRef><n:EndToEndId>X<",
    );
    let lines = read(twice.as_bytes()).unwrap().lines;
    let names: Vec<_> = lines.iter().map(|one| one.reference.as_str()).collect();
    assert_eq!(names, ["B1/1", "B1/2"]);
}

#[test]
fn what_takes_another_entry_back_says_so() {
    let back = LineContent { reverses: true, ..line("R3", 60_000_000, Side::Debit) };
    let sent = StatementContent {
        closing: Some(-2_500_000),
        lines: [statement(Currency::VND).lines, vec![back]].concat(),
        ..statement(Currency::VND)
    };
    let text = camt::write(&sent, Message::Statement);
    assert_eq!(read(text.as_bytes()).unwrap(), sent);
    let said = text.replace("<RvslInd>true<", "<RvslInd>1<");
    assert_eq!(read(said.as_bytes()).unwrap(), sent);
    let unclear = text.replace("<RvslInd>true<", "<RvslInd>maybe<");
    assert_eq!(refused(unclear.as_bytes()), "side at 3 RvslInd");
}

fn refused(bytes: &[u8]) -> String {
    read(bytes).map_or_else(|why| why.to_string(), |found| panic!("read as {found:?}"))
}

/// Each with what is wrong and where; never with what stands there.
#[test]
fn a_csv_that_is_no_statement_is_refused_by_name_and_place() {
    for (text, why) in [
        ("", "column_missing at 1 reference"),
        ("reference,booking_date,amount\n", "empty at "),
        ("reference,booking_date\nR1,2026-11-23\n", "column_missing at 1 amount"),
        ("Nguyễn Văn An,2026-11-23,5\n", "heading_unknown at 1 1"),
        ("reference,Số tham chiếu,booking_date,amount\n", "heading_twice at 1 reference"),
        ("reference,booking_date,amount,credit\n", "heading_twice at 1 amount"),
        ("reference,booking_date,amount\nR1,2026-11-23\n", "row_shape at 2"),
        ("reference,booking_date,amount\n,2026-11-23,5\n", "missing at 2 reference"),
        ("reference,booking_date,amount\nR1,,5\n", "missing at 2 booking_date"),
        ("reference,booking_date,amount\nR1,31/02/2026,5\n", "day at 2 booking_date"),
        ("reference,booking_date,amount\nR1,2026-11-23,0\n", "amount at 2 amount"),
        ("reference,booking_date,amount\nR1,2026-11-23,1.5\n", "amount at 2 amount"),
        ("reference,booking_date,amount\nR1,2026-11-23,NaN\n", "amount at 2 amount"),
        ("reference;booking_date;credit;debit\nR1;2026-11-23;5;6\n", "amount at 2 credit"),
        ("reference;booking_date;credit;debit\nR1;2026-11-23;;\n", "missing at 2 credit"),
        ("reference,booking_date,amount,currency\nR1,2026-11-23,5,XYZ\n", "currency at 2 currency"),
        (
            "reference,booking_date,amount,currency\nR1,2026-11-23,5,\nR2,2026-11-23,5,USD\n",
            "currency at 3 currency",
        ),
        (
            "reference,booking_date,amount,account\nR1,2026-11-23,5,1234\nR2,2026-11-23,5,1235\n",
            "account at 3 account",
        ),
        (
            "reference,booking_date,amount,opening_balance,closing_balance\nR1,2026-11-23,5,10,14\n",
            "balance_differs at ",
        ),
    ] {
        assert_eq!(refused(text.as_bytes()), why, "{text}");
    }
    assert_eq!(refused(b"reference\xff"), "encoding at ");
    assert_eq!(refused(&vec![b'a'; exchange::MOST_BYTES + 1]), "too_large at ");
    let many = "R,2026-11-23,5\n".repeat(2_001);
    let many = format!("reference,booking_date,amount\n{many}");
    assert_eq!(refused(many.as_bytes()), "too_many_lines at 2002");
    // What the engine takes, so that the line is named here.
    let long = |n| format!("reference,booking_date,amount\n{},2026-11-23,5\n", "R".repeat(n));
    assert_eq!(refused(long(201).as_bytes()), "too_long at 2 reference");
    assert!(read(long(200).as_bytes()).is_ok());
}

#[test]
fn a_message_that_is_no_statement_is_refused_by_name_and_place() {
    let change = |from: &str, to: &str| {
        assert!(NOTICE.contains(from), "{from}");
        refused(NOTICE.replacen(from, to, 1).as_bytes())
    };
    assert_eq!(change("<n:Ntfctn>", "<n:Ntfctn><n:Ntfctn>"), "not_well_formed at ");
    assert_eq!(change("UTF-8", "ISO-8859-1"), "encoding at ");
    assert_eq!(change("<n:Doc", "<!DOCTYPE x [<!ENTITY a \"b\">]><n:Doc"), "doctype at ");
    assert_eq!(change("&amp;", "&a;"), "entity at ");
    assert_eq!(change("&#234;", "&#x110000;"), "entity at ");
    assert_eq!(change("100.00", "100.50"), "amount at 1 Amt");
    assert_eq!(change("100.00", "101"), "parts_differ at 1 NtryDtls");
    assert_eq!(change("Ccy=\"VND\">100", "Ccy=\"USD\">100"), "currency at 1 Amt");
    assert_eq!(change(">CRDT<", ">BOTH<"), "side at 1 CdtDbtInd");
    assert_eq!(change("2026-11-23T", "2026-13-23T"), "day at 1 BookgDt");
    assert_eq!(change(">VN12345678<", ">V<"), "account at Acct/Id");
    assert_eq!(
        change("<n:AcctSvcrRef>B1</n:AcctSvcrRef>", ""),
        "missing at 1 AcctSvcrRef",
        "a line is known by the bank's reference only"
    );
    let other = NOTICE.replace("BkToCstmrDbtCdtNtfctn", "BkToCstmrAcctRpt");
    assert_eq!(refused(other.as_bytes()), "message_unknown at ");
    let twice = NOTICE.replace("</n:Ntfctn>", "</n:Ntfctn><n:Ntfctn></n:Ntfctn>");
    assert_eq!(refused(twice.as_bytes()), "not_one_statement at ");
    let deep = format!("{}{}", "<a>".repeat(40), "</a>".repeat(40));
    assert_eq!(refused(deep.as_bytes()), "too_deep at ");
    for text in ["<a></b>", "<a>", "<a/><b/>", "<a/>x", "<", "<a b></a>", "x<a/>"] {
        let why = refused(text.as_bytes());
        assert!(
            why.starts_with("not_well_formed")
                || why.starts_with("message_unknown")
                || why.starts_with("heading_unknown"),
            "{text}: {why}"
        );
    }
    let missing_page = statement(Currency::VND);
    let missing_page = StatementContent { closing: Some(1), ..missing_page };
    let text = camt::write(&missing_page, Message::Statement);
    assert_eq!(refused(text.as_bytes()), "balance_differs at ");
}

fn pieces() -> impl Strategy<Value = String> {
    let words = [
        "<Document>",
        "</Document>",
        "<Ntry>",
        "</Ntry>",
        "<Amt Ccy=\"VND\">",
        "</Amt>",
        "&amp;",
        "&#0;",
        "&x;",
        "<![CDATA[",
        "]]>",
        "<!--",
        "-->",
        "<?xml?>",
        "reference",
        "booking_date",
        "amount",
        ",",
        ";",
        "\n",
        "\"",
        "1.000",
        "-",
        "2026-11-23",
        "\u{feff}",
        "đ",
        "\0",
        "<BkToCstmrStmt>",
        "<Stmt>",
        "</Stmt>",
        "</BkToCstmrStmt>",
        "=",
        "'",
        "<a b='",
    ];
    proptest::collection::vec(proptest::sample::select(words.to_vec()), 0..40)
        .prop_map(|words| words.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_break_the_reader(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = read(&bytes);
    }

    #[test]
    fn no_pieces_of_statements_break_the_reader(text in pieces()) {
        let _ = read(text.as_bytes());
    }

    /// Cut anywhere, or with a byte changed: an error or a statement, no panic.
    #[test]
    fn no_damage_breaks_the_reader(at in 0_usize..2_000, byte in any::<u8>()) {
        let mut bytes = NOTICE.as_bytes().to_vec();
        let at = at % bytes.len();
        let _ = read(bytes.get(..at).unwrap());
        *bytes.get_mut(at).unwrap() = byte;
        let _ = read(&bytes);
    }
}
