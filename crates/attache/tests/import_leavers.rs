//! `attache import leavers`: whoever is on the list is shut out, a wrong row costs
//! no other.

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use std::fs;
    use std::path::{Path, PathBuf};
    use std::process::{Command, Output};

    struct Site(PathBuf);

    impl Site {
        /// A database with the people of the demonstration, of whom saomai leads a case.
        fn new(name: &str) -> Self {
            let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
            let _ = fs::remove_dir_all(&folder);
            fs::create_dir_all(folder.join("in")).unwrap();
            fs::write(folder.join("index.key"), "07".repeat(32)).unwrap();
            let site = Self(folder);
            let users = config().join("directory/demo-users.csv");
            site.done(&["import", "directory", "--users", users.to_str().unwrap()]);
            site.done(&["import", "law"]);
            for (file, text) in [("cases", CASES), ("parties", PARTIES), ("obligations", OWED)] {
                fs::write(site.0.join(format!("in/{file}.csv")), text).unwrap();
            }
            let folder = site.0.join("in");
            let folder = folder.to_str().unwrap();
            site.done(&["import", "cases", "--folder", folder, "--agency", "T01-01"]);
            site
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

        /// Takes a list in: exit code, what was told, what was complained of.
        fn leave(&self, list: &str, more: &[&str]) -> (Option<i32>, String, String) {
            let file = self.0.join("left.csv");
            fs::write(&file, list).unwrap();
            let args = ["import", "leavers", "--lang", "en", "--file", file.to_str().unwrap()];
            let output = self.attache(&[&args[..], more].concat());
            let told = [output.stdout, output.stderr].map(|text| String::from_utf8(text).unwrap());
            let [out, err] = told;
            (output.status.code(), out, err)
        }

        fn is_in(&self, username: &str) -> bool {
            let listed = self.done(&["user", "list", "--lang", "en"]);
            let line = listed.lines().find(|line| line.starts_with(username)).unwrap();
            !line.contains("shut out")
        }
    }

    fn config() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../config")
    }

    const CASES: &str = "external_id,case_number,officer,decision_number,decision_day,\
        decision_issuer,judgment_number,judgment_day,judgment_issuer,category,conditions\n\
        HS-1,1,saomai,1/QĐ-THADS,2026-03-02,THADS thành phố Hà Nội,1/2026/DS-ST,2026-01-20,\
        Tòa án nhân dân khu vực 1 - Hà Nội,civil,enforceable\n";
    const PARTIES: &str = "case_id,party_id,role,kind,name,cccd\n\
        HS-1,DS-1,debtor,person,Nguyễn Văn Tí,079085001234\n";
    const OWED: &str = "case_id,kind,amount\nHS-1,principal,50000000\n";
    const LIST: &str = "username,leaves_on\nsaomai,\nai.do,\nhaidang,9999-01-01\n\
        thachthao,mai\ntruonggiang,2026-01-31\n";

    #[test]
    fn a_list_shuts_out_and_says_what_is_to_be_handed_over() {
        let site = Site::new("import-leavers");
        let (code, preview, _) = site.leave(LIST, &["--preview"]);
        assert_eq!(code, Some(2), "{preview}");
        assert!(preview.contains("Row 2: saomai would be shut out."), "{preview}");
        assert!(preview.contains("T01-01: 1 open cases, 0 closed"), "{preview}");
        assert!(site.is_in("saomai"));

        let (code, told, wrong) = site.leave(LIST, &[]);
        assert_eq!(code, Some(2), "{told}");
        assert!(told.contains("Row 2: saomai is shut out"), "{told}");
        assert!(told.contains("Row 4: the day of haidang has not come."), "{told}");
        assert!(wrong.contains("rows that are wrong were left out"), "{wrong}");
        assert!(wrong.contains("left.csv, line 3, username: names nothing"), "{wrong}");
        assert!(wrong.contains("left.csv, line 5, leaves_on: is not a day"), "{wrong}");
        // Never a value: what is told goes from desk to desk (I-32).
        assert!(!wrong.contains("ai.do") && !wrong.contains("thachthao"), "{wrong}");
        let is_in = ["saomai", "haidang", "thachthao", "truonggiang"].map(|one| site.is_in(one));
        assert_eq!(is_in, [false, true, true, false]);

        // Again: nobody is shut out a second time, what is left to do is told again.
        let (code, again, _) = site.leave("username\nsaomai\n", &["--json"]);
        let again: Value = serde_json::from_str(&again).unwrap();
        let led = json!([{"agency": "T01-01", "open": 1, "closed": 0}]);
        let row =
            json!([{"row": 2, "username": "saomai", "fate": "already", "leads": led, "last": []}]);
        assert_eq!((code, &again["rows"]), (Some(0), &row), "{again}");
        site.done(&["verify", "database"]);
    }

    #[test]
    fn a_list_without_headings_is_not_quoted() {
        let site = Site::new("import-leavers-headings");
        for more in [&[][..], &["--json"]] {
            let (code, told, wrong) = site.leave("saomai;2026-01-31\n", more);
            assert_eq!(code, Some(2), "{told}");
            assert!(wrong.contains("left.csv, line 1, column 1: column is unknown"), "{wrong}");
            assert!(!told.contains("saomai") && !wrong.contains("saomai"), "{told}{wrong}");
        }
        assert!(site.is_in("saomai"));
    }

    #[test]
    fn whoever_takes_the_last_of_a_role_along_is_told_below_his_row() {
        let site = Site::new("import-leavers-last");
        let list = "username\ndaiduong\nsaomai\nphonglan\n";
        let last = [
            "    warning: nobody is left at T01-01 as: Head of the agency.",
            "    warning: nobody is left in the whole country as: National administrator.",
        ];
        for more in [&["--preview"][..], &[]] {
            let (code, told, _) = site.leave(list, more);
            let warned: Vec<_> = told.lines().filter(|line| line.contains("warning")).collect();
            assert_eq!((code, &warned[..]), (Some(0), &last[..]), "{told}");
        }
    }
}
