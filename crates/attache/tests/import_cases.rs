//! `attache import cases`: an office's cases out of another system's files, again and
//! again.

#[cfg(test)]
mod tests {
    use serde_json::Value;
    use std::fs;
    use std::path::{Path, PathBuf};
    use std::process::{Command, Output};

    const CASES: &str = "\
external_id,case_number,officer,decision_number,decision_day,decision_issuer,judgment_number,judgment_day,judgment_issuer,category,conditions,state
H-1,101/2026/THA,saomai,125/QĐ-THADS,2026-10-01,THADS Hà Nội,12/2026/DS-ST,2026-06-15,TAND khu vực 1,civil,unverified,open
H-2,102/2026/THA,haidang,126/QĐ-THADS,2026-10-02,THADS Hà Nội,13/2026/DS-ST,2026-06-16,TAND khu vực 1,bank_credit,enforceable,open
H-3,103/2026/THA,saomai,127/QĐ-THADS,2026-10-03,THADS Hà Nội,14/2026/DS-ST,2026-06-17,TAND khu vực 1,civil,unverified,open
H-4,104/2026/THA,ai.do,128/QĐ-THADS,2026-10-04,THADS Hà Nội,15/2026/DS-ST,2026-06-18,TAND khu vực 1,civil,unverified,open
";
    const PARTIES: &str = "\
case_id,party_id,role,kind,name,cccd
H-1,DS-1,debtor,person,Nguyễn Văn Tí,079085001234
H-1,DS-2,creditor,organisation,Công ty TNHH Mẫu,
H-2,DS-3,debtor,person,Lê Thị Sửu,079185001235
H-3,DS-4,debtor,person,Trần Văn Dần,123
H-4,DS-5,debtor,person,Phạm Văn Mão,
";
    const OBLIGATIONS: &str = "\
case_id,kind,amount
H-1,principal,1500000000
H-2,principal,200000000
H-3,principal,1000000
H-4,principal,1000000
";
    const PAYMENTS: &str = "\
case_id,payment_id,amount,day,reference,note
H-1,NT-1,500000000,2026-11-02,BL-0001,Nộp tại quầy
H-9,NT-2,1000000,2026-11-02,,
";

    struct Site(PathBuf);

    impl Site {
        /// A database with the people of the demonstration, law in force, no cases.
        fn new(name: &str) -> Self {
            let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
            let _ = fs::remove_dir_all(&folder);
            fs::create_dir_all(folder.join("in")).unwrap();
            fs::write(folder.join("index.key"), "07".repeat(32)).unwrap();
            let site = Self(folder);
            let users = config().join("directory/demo-users.csv");
            site.done(&["import", "directory", "--users", users.to_str().unwrap()]);
            site.done(&["import", "law"]);
            for (file, text) in [
                ("cases.csv", CASES),
                ("parties.csv", PARTIES),
                ("obligations.csv", OBLIGATIONS),
                ("payments.csv", PAYMENTS),
            ] {
                site.write(file, text);
            }
            site
        }

        fn write(&self, file: &str, text: &str) {
            fs::write(self.0.join("in").join(file), text).unwrap();
        }

        fn attache(&self, args: &[&str]) -> Output {
            Command::new(env!("CARGO_BIN_EXE_attache"))
                .args(args)
                .env("ATTACHE_DATABASE", format!("sqlite:{}", self.0.join("a.db").display()))
                .env("ATTACHE_INDEX_KEY", self.0.join("index.key"))
                .env("ATTACHE_CONFIG", config())
                .output()
                .unwrap()
        }

        fn done(&self, args: &[&str]) -> String {
            let output = self.attache(args);
            assert!(output.status.success(), "{output:?}");
            String::from_utf8(output.stdout).unwrap()
        }

        /// Takes the folder in; what was counted, and the exit code.
        fn import(&self, more: &[&str]) -> (Option<i32>, Value) {
            let folder = self.0.join("in");
            let args = ["import", "cases", "--folder", folder.to_str().unwrap()];
            let all = [&args[..], &["--agency", "T01-01", "--json"], more].concat();
            let output = self.attache(&all);
            let told = serde_json::from_slice(&output.stdout).unwrap_or(Value::Null);
            (output.status.code(), told)
        }

        fn errors(&self) -> String {
            fs::read_to_string(self.0.join("in/errors.csv")).unwrap()
        }
    }

    fn config() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../config")
    }

    fn counts(told: &Value, names: [&str; 4]) -> [u64; 4] {
        names.map(|name| told[name].as_u64().unwrap_or_else(|| panic!("{name}: {told}")))
    }

    const COUNTED: [&str; 4] = ["opened", "changed", "unchanged", "payments"];

    #[test]
    fn good_rows_come_in_once_and_bad_ones_are_named_by_row() {
        let site = Site::new("import-cases");
        let (code, preview) = site.import(&["--preview"]);
        assert_eq!(code, Some(2), "{preview}");
        let (code, told) = site.import(&[]);
        assert_eq!((code, counts(&told, COUNTED)), (Some(2), [2, 0, 0, 1]), "{told}");
        let errors = site.errors();
        let lines: Vec<&str> = errors.lines().collect();
        assert_eq!(lines[0], "file,row,column,code,words");
        for wrong in ["parties.csv,5,cccd,", "cases.csv,5,officer,", "payments.csv,3,case,"] {
            assert!(lines.iter().any(|line| line.starts_with(wrong)), "{wrong}: {errors}");
        }
        // The other rows of a case whose own row is wrong are not wrong for that.
        assert_eq!(lines.len(), 4, "{errors}");
        // Never a value: the file goes from desk to desk (I-32).
        assert!(!errors.contains("Dần") && !errors.contains("ai.do"), "{errors}");

        // Two cases and a payment are kept back.
        assert_eq!((&told["held"], &told["passed_over"]), (&3.into(), &0.into()), "{told}");

        // Again: nothing changes, and what was paid counts once. All rows that came in
        // are passed over at once: two cases, three parties, two debts, one payment.
        let (_, again) = site.import(&[]);
        assert_eq!(counts(&again, COUNTED), [0, 0, 2, 0], "{again}");
        assert_eq!(again["payments_known"], 1, "{again}");
        assert_eq!((&again["held"], &again["passed_over"]), (&3.into(), &8.into()), "{again}");
        // One field there, one row mended.
        site.write("cases.csv", &CASES.replace("bank_credit,enforceable", "civil,enforceable"));
        site.write("parties.csv", &PARTIES.replace("Dần,123", "Dần,079085001299"));
        let (_, third) = site.import(&[]);
        assert_eq!(counts(&third, COUNTED), [1, 1, 1, 0], "{third}");
        // The row that was mended is let go; the same files say nothing new of the others.
        assert_eq!((&third["held"], &third["passed_over"]), (&2.into(), &5.into()), "{third}");
        // A payment that says otherwise is asked again, and refused.
        site.write("payments.csv", &PAYMENTS.replace("NT-1,500000000", "NT-1,400000000"));
        let (_, fourth) = site.import(&[]);
        assert_eq!(fourth["payments_known"], 0, "{fourth}");
        assert!(site.errors().contains("sync_payment_conflicts"), "{}", site.errors());
        let told: Value =
            serde_json::from_str(&site.done(&["verify", "database", "--json"])).unwrap();
        assert_eq!(told["held"], 4, "{told}");
    }

    #[test]
    fn a_wrong_payment_waits_by_its_own_name_and_costs_no_case() {
        let site = Site::new("import-payments");
        let one = |payment: &str| format!("case_id,payment_id,amount,day\n{payment}");
        // H-1 is sound, its payment is not; H-3 is not, and its payment waits with it.
        site.write("payments.csv", &one("H-1,NT-1,không,2026-11-02\nH-3,NT-3,1,2026-11-02\n"));
        let (_, told) = site.import(&[]);
        assert_eq!(counts(&told, COUNTED), [2, 0, 0, 0], "{told}");
        // Two cases, two payments; one of them has no error of its own.
        assert_eq!((&told["held"], &told["errors"]), (&4.into(), &3.into()), "{told}");
        // Mended it counts, and so does that of a case that came in.
        site.write("payments.csv", &one("H-1,NT-1,5,2026-11-02\nH-3,NT-3,1,2026-11-02\n"));
        site.write("parties.csv", &PARTIES.replace("Dần,123", "Dần,079085001299"));
        let (_, told) = site.import(&[]);
        assert_eq!(counts(&told, COUNTED), [1, 0, 2, 2], "{told}");
        assert_eq!(told["held"], 1, "{told}");
        // A case that is here and comes in wrong now: what is paid counts all the same.
        site.write("parties.csv", PARTIES);
        site.write("payments.csv", &one("H-3,NT-4,2,2026-11-03\n"));
        let (_, told) = site.import(&[]);
        assert_eq!(counts(&told, COUNTED), [0, 0, 2, 1], "{told}");
    }

    #[test]
    fn what_is_exported_is_read_back_and_nothing_differs() {
        let site = Site::new("export-cases");
        site.import(&[]);
        let out = site.0.join("out");
        let args = ["export", "cases", "--folder", out.to_str().unwrap(), "--agency", "T01-01"];
        let told: Value =
            serde_json::from_str(&site.done(&[&args[..], &["--json"]].concat())).unwrap();
        assert_eq!(told, serde_json::json!({ "cases": 2, "payments": 1, "delegated": 0 }));
        assert_eq!(fs::read_dir(&out).unwrap().count(), 4, "no part is left");
        let read = |file: &str| fs::read_to_string(out.join(file)).unwrap();
        assert!(read("cases.csv").contains("H-1,101/2026/THA,saomai,"), "{}", read("cases.csv"));
        assert!(read("payments.csv").contains("H-1,NT-1,500000000,2026-11-02,BL-0001,"));
        #[cfg(unix)]
        for file in ["cases.csv", "parties.csv", "obligations.csv", "payments.csv"] {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(out.join(file)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{file}");
        }
        // Nothing is written over.
        assert_eq!(site.attache(&args).status.code(), Some(2));

        let files = ["cases.csv", "parties.csv", "obligations.csv", "payments.csv"];
        let back = |to: &Site| files.map(|file| to.write(file, &read(file)));
        back(&site);
        let (code, preview) = site.import(&["--preview"]);
        assert_eq!((code, counts(&preview, COUNTED)), (Some(0), [0, 0, 2, 0]), "{preview}");
        assert_eq!(preview["fields"], serde_json::json!({}));
        // Elsewhere they are the same cases, and are handed out alike.
        let other = Site::new("export-cases-elsewhere");
        back(&other);
        let (code, told) = other.import(&[]);
        assert_eq!((code, counts(&told, COUNTED)), (Some(0), [2, 0, 0, 1]), "{told}");
        let there = other.0.join("out");
        let folder = there.to_str().unwrap();
        other.done(&["export", "cases", "--folder", folder, "--agency", "T01-01"]);
        for file in ["parties.csv", "payments.csv"] {
            let sorted = |text: String| {
                let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
                lines.sort();
                lines
            };
            let here = sorted(read(file));
            assert_eq!(sorted(fs::read_to_string(there.join(file)).unwrap()), here, "{file}");
        }
    }

    /// The files as sheets of a workbook, every cell text.
    fn workbook(to: &Path, files: [(&str, &str); 4]) {
        let mut book = rust_xlsxwriter::Workbook::new();
        for (name, csv) in files {
            let sheet = book.add_worksheet().set_name(name).unwrap();
            for (row, line) in (0..).zip(csv.lines()) {
                for (column, text) in (0..).zip(line.split(',')) {
                    sheet.write_string(row, column, text).unwrap();
                }
            }
        }
        book.save(to).unwrap();
    }

    #[test]
    fn a_workbook_is_read_as_the_files_are() {
        let site = Site::new("import-workbook");
        let path = site.0.join("thang-11.xlsx");
        let sheets = |parties| {
            [("cases", CASES), ("parties", parties), ("obligations", OBLIGATIONS)]
                .into_iter()
                .chain([("payments", PAYMENTS)])
                .collect::<Vec<_>>()
                .try_into()
                .unwrap()
        };
        workbook(&path, sheets(PARTIES));
        let args = ["import", "cases", path.to_str().unwrap(), "--agency", "T01-01", "--json"];
        let import = || {
            let output = site.attache(&args);
            let told: Value = serde_json::from_slice(&output.stdout).unwrap_or(Value::Null);
            (output.status.code(), told)
        };
        let (code, told) = import();
        assert_eq!((code, counts(&told, COUNTED)), (Some(2), [2, 0, 0, 1]), "{told}");
        let errors = fs::read_to_string(site.0.join("thang-11.errors.csv")).unwrap();
        for wrong in ["parties,5,cccd,", "cases,5,officer,", "payments,3,case,"] {
            assert!(errors.lines().any(|line| line.starts_with(wrong)), "{wrong}: {errors}");
        }
        // The files say the same: nothing is new.
        let (_, again) = site.import(&[]);
        assert_eq!(counts(&again, COUNTED), [0, 0, 2, 0], "{again}");
        workbook(&path, sheets(&PARTIES.replace("Dần,123", "Dần,079085001299")));
        let (_, third) = import();
        assert_eq!(counts(&third, COUNTED), [1, 0, 2, 0], "{third}");
        // Neither both nor none of them.
        assert_eq!(site.attache(&args[..2]).status.code(), Some(2));
        let both = [&args[..], &["--folder", "in"]].concat();
        assert_eq!(site.attache(&both).status.code(), Some(2));
    }

    #[test]
    fn wrong_headings_stop_everything() {
        let site = Site::new("import-cases-headings");
        site.write("parties.csv", &PARTIES.replace("case_id,party_id", "vụ,party_id"));
        let (code, told) = site.import(&[]);
        assert_eq!((code, told), (Some(2), Value::Null));
        let errors = site.errors();
        assert!(errors.contains("parties.csv,1,1,heading_unknown"), "{errors}");
        assert!(errors.contains("parties.csv,1,case_id,column_missing"), "{errors}");
        site.write("parties.csv", PARTIES);
        let (_, told) = site.import(&[]);
        assert_eq!(counts(&told, COUNTED), [2, 0, 0, 1], "nothing had come in: {told}");
    }
}
