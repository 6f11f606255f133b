//! `attache migrate`, `import` and `verify` as an operator runs them.

#[cfg(test)]
mod tests {
    use serde_json::Value;
    use std::fs;
    use std::path::{Path, PathBuf};
    use std::process::{Command, Output};

    struct Site {
        folder: PathBuf,
        url: String,
    }

    impl Site {
        fn new(name: &str, url: Option<String>) -> Self {
            let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
            let _ = fs::remove_dir_all(&folder);
            fs::create_dir_all(&folder).unwrap();
            fs::write(folder.join("index.key"), "07".repeat(32)).unwrap();
            let file = folder.join("attache.db");
            let url = url.unwrap_or_else(|| format!("sqlite:{}", file.display()));
            Self { folder, url }
        }

        fn attache(&self, args: &[&str]) -> Output {
            Command::new(env!("CARGO_BIN_EXE_attache"))
                .args(args)
                .env("ATTACHE_DATABASE", &self.url)
                .env("ATTACHE_INDEX_KEY", self.folder.join("index.key"))
                .env("ATTACHE_CONFIG", config())
                .output()
                .unwrap()
        }

        fn import(&self, more: &[&str]) -> Output {
            let users = config().join("directory/demo-users.csv");
            let users = users.to_string_lossy();
            let args = ["import", "directory", "--users", &users];
            self.attache(&[&args[..], more].concat())
        }
    }

    fn config() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../config")
    }

    fn out(output: &Output) -> String {
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout.clone()).unwrap()
    }

    fn on_both(name: &str, story: impl Fn(&Site)) {
        story(&Site::new(name, None));
        let fresh = testkit::postgres::shared().unwrap().fresh_database().unwrap();
        let careful = format!("alter database {} set synchronous_commit = on", fresh.name());
        fresh.sql(&careful).unwrap();
        story(&Site::new(&format!("{name}-pg"), Some(fresh.url())));
    }

    #[test]
    fn importing_again_says_that_nothing_changed() {
        on_both("import-twice", |site| {
            let first = out(&site.import(&[]));
            assert!(first.contains("Thêm mới: 390 cơ quan thi hành án"), "{first}");
            assert!(first.contains("Thêm mới: 59 tổ chức"), "{first}");
            let again = out(&site.import(&["--lang", "en"]));
            assert!(again.starts_with("Nothing changed."), "{again}");
            let told: Value = serde_json::from_str(&out(&site.import(&["--json"]))).unwrap();
            assert_eq!(told["changes"], Value::Array(Vec::new()));
            assert_eq!(told["left_alone"], 0);
            let verified = out(&site.attache(&["verify", "database", "--json"]));
            let report: Value = serde_json::from_str(&verified).unwrap();
            assert_eq!((&report["changes"], &report["cases"]), (&1.into(), &0.into()));
        });
    }

    #[test]
    fn a_change_is_told_by_field_and_never_by_content() {
        let site = Site::new("import-change", None);
        out(&site.import(&[]));
        let users = site.folder.join("users.csv");
        let header = "username,full_name,email,roles,agency,institution,active";
        let row = "saomai,Nguyễn Thị Sao Mai,moi@thads.example,officer,T01-01,,true";
        fs::write(&users, format!("{header}\n{row}\n")).unwrap();
        let users = users.to_string_lossy();
        let changed = out(&site.attache(&["import", "directory", "--users", &users]));
        assert!(changed.contains("Thay đổi: người dùng saomai (email)"), "{changed}");
        assert!(!changed.contains("moi@"));
        let wrong = site.folder.join("wrong.csv");
        fs::write(&wrong, format!("{header}\nsaomai,X,nowhere,officer,T99,,true\n")).unwrap();
        let wrong = wrong.to_string_lossy();
        let refused = site.attache(&["import", "directory", "--users", &wrong]);
        assert_eq!(refused.status.code(), Some(2));
        let said = String::from_utf8(refused.stderr).unwrap();
        assert!(said.contains("wrong.csv, line 2, email"), "{said}");
    }

    #[test]
    fn a_mistyped_name_makes_no_database() {
        let site = Site::new("mistyped", None);
        fs::write(site.folder.join("index.key"), "07".repeat(32)).unwrap();
        let there = |path: &str| format!("sqlite:{}", site.folder.join(path).display());
        let said = |args: &[&str]| {
            let output = site.attache(args);
            assert_eq!(output.status.code(), Some(2), "{output:?}");
            String::from_utf8(output.stderr).unwrap()
        };
        for command in [["verify", "database"], ["user", "list"]] {
            let told = said(&[&command[..], &["--database", &there("b.db")]].concat());
            assert!(told.contains("b.db") && !site.folder.join("b.db").exists(), "{told}");
        }
        let nowhere = said(&["migrate", "--database", &there("none/b.db")]);
        assert!(nowhere.contains("none/b.db"), "{nowhere}");
        let keys = site.folder.join("keys.json");
        fs::write(&keys, "{}").unwrap();
        let keys = keys.to_string_lossy();
        let told = said(&["verify", "receipt", &keys, "--keys", &keys]);
        assert!(told.contains("keys.json: "), "{told}");
    }

    #[test]
    fn migrating_says_what_it_ran_and_then_that_it_ran_nothing() {
        on_both("migrate", |site| {
            assert!(out(&site.attache(&["migrate"])).contains("0001"));
            let again = out(&site.attache(&["migrate", "--lang", "en"]));
            assert_eq!(again, "The database is up to date.\n");
            let missing = site.attache(&["migrate", "--database", "mysql://x"]);
            assert_eq!(missing.status.code(), Some(2));
        });
    }

    #[test]
    fn the_record_is_verified_with_its_own_key_only() {
        let site = Site::new("verify-key", None);
        out(&site.import(&[]));
        fs::write(site.folder.join("index.key"), "08".repeat(32)).unwrap();
        let differs = site.attache(&["verify", "database"]);
        assert_eq!(differs.status.code(), Some(2), "{differs:?}");
        let told = String::from_utf8(differs.stdout).unwrap();
        assert!(told.contains("mã băm"), "{told}");
    }
}
