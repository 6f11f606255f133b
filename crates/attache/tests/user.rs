//! `attache user` and `attache client`: a new installation gets its first
//! administrator.

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::{Path, PathBuf};
    use std::process::{Command, Output};

    struct Site(PathBuf);

    impl Site {
        /// A database with the shipped agencies and banks, and nobody in it.
        fn new(name: &str) -> Self {
            let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
            let _ = fs::remove_dir_all(&folder);
            fs::create_dir_all(&folder).unwrap();
            fs::write(folder.join("index.key"), "07".repeat(32)).unwrap();
            let site = Self(folder);
            site.done(&["import", "directory"]);
            site
        }

        fn attache(&self, args: &[&str]) -> Output {
            let config = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../config");
            Command::new(env!("CARGO_BIN_EXE_attache"))
                .args(args)
                .env("ATTACHE_DATABASE", format!("sqlite:{}", self.0.join("a.db").display()))
                .env("ATTACHE_INDEX_KEY", self.0.join("index.key"))
                .env("ATTACHE_CONFIG", config)
                .output()
                .unwrap()
        }

        fn done(&self, args: &[&str]) -> String {
            let output = self.attache(args);
            assert!(output.status.success(), "{output:?}");
            String::from_utf8(output.stdout).unwrap()
        }

        fn refused(&self, args: &[&str]) -> String {
            let output = self.attache(args);
            assert_eq!(output.status.code(), Some(2), "{output:?}");
            String::from_utf8(output.stderr).unwrap()
        }
    }

    fn add<'a>(username: &'a str, role: &'a str) -> [&'a str; 10] {
        let (name, email) = ("Cao Thị Phong Lan", "lan@btp.example");
        ["user", "add", "--username", username, "--name", name, "--email", email, "--role", role]
    }

    #[test]
    fn the_first_administrator_gets_a_code_and_no_password() {
        let site = Site::new("user-first");
        let first = add("phonglan", "admin_national");
        let told = site.done(&[&first[..], &["--lang", "en"]].concat());
        let (words, code) = told.trim().rsplit_once(": ").unwrap();
        assert!(words.starts_with("One-time code of phonglan"), "{told}");
        assert_eq!(code.len(), 43, "{told}");
        assert!(site.refused(&first).contains("username_taken"));
        assert!(site.refused(&add("canbo", "officer")).contains("role_not_here"));
        let officer = add("canbo", "officer");
        assert!(site.refused(&[&officer[..], &["--agency", "X99"]].concat()).contains("X99"));
        site.done(&[&officer[..], &["--agency", "T01-01"]].concat());
        let listed = site.done(&["user", "list", "--lang", "en"]);
        assert!(listed.contains("phonglan\tadmin_national@-\tno password yet"), "{listed}");
        assert!(listed.contains("canbo\tofficer@T01-01\tno password yet"), "{listed}");
        assert!(!listed.contains("Cao") && !listed.contains("@btp"), "{listed}");
        let again = site.done(&["user", "setup-code", "--username", "phonglan"]);
        assert!(!again.contains(code), "{again}");
        site.done(&["user", "deactivate", "--username", "canbo"]);
        assert!(site.done(&["user", "list", "--lang", "en"]).contains("@T01-01\tshut out"));
        assert!(site.refused(&["user", "deactivate", "--username", "ai"]).contains("not_found"));
        site.done(&["verify", "database"]);
    }

    /// Nor in the help, which shows what the environment holds.
    #[test]
    fn no_message_repeats_a_databases_password() {
        for command in [&["migrate"][..], &["verify", "database"], &["user", "list"]] {
            for more in [&[][..], &["--help"]] {
                let output = Command::new(env!("CARGO_BIN_EXE_attache"))
                    .args(command)
                    .args(more)
                    .env("ATTACHE_DATABASE", "postgre://u:hush@localhost/a")
                    .env("ATTACHE_INDEX_KEY", "index.key")
                    .output()
                    .unwrap();
                let told = [output.stdout, output.stderr].map(String::from_utf8);
                let told = told.map(Result::unwrap).concat();
                assert!(!told.is_empty() && !told.contains("hush"), "{told}");
            }
        }
    }

    #[test]
    fn a_system_gets_a_key() {
        let site = Site::new("client-first");
        let client = site.done(&["client", "add", "--institution", "VCB", "--name", "lõi"]);
        let client = client.trim();
        let key = ["client", "key", "--client", client, "--kid", "vcb-1", "--public-key"];
        let good = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
        site.done(&[&key[..], &[good]].concat());
        assert!(site.refused(&[&key[..], &[good]].concat()).contains("key_taken"));
        assert!(site.refused(&[&key[..], &["short"]].concat()).contains("--public-key"));
        // Under the all-zero key anything verifies.
        assert!(site.refused(&[&key[..], &["A".repeat(43).as_str()]].concat()).contains("Ed25519"));
        let mut named = [&key[..], &[good]].concat();
        named[5] = "vcb 1";
        assert!(site.refused(&named).contains("--kid"));
        let blank = ["client", "add", "--institution", "VCB", "--name", " "];
        assert!(site.refused(&blank).contains("--name"));
        let listed = site.done(&["client", "list", "--lang", "en"]);
        assert_eq!(listed, format!("{client}\tVCB\tlõi\tvcb-1\tactive\n"));
        site.done(&["verify", "database"]);
    }
}
