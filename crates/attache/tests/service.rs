//! `attache serve` and `work` as an operator runs them: from nothing to a
//! service that answers, and an orderly end.

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::{BufRead, BufReader, Read, Write};
    use std::net::TcpStream;
    use std::path::{Path, PathBuf};
    use std::process::{Child, Command, Output, Stdio};
    use std::time::{Duration, Instant};

    /// A folder with settings and keys.
    struct Site {
        folder: PathBuf,
        database: Option<String>,
    }

    /// A process that does not outlive its test.
    struct Running(Child);

    impl Drop for Running {
        fn drop(&mut self) {
            let _ = self.0.kill();
            let _ = self.0.wait();
        }
    }

    impl Site {
        fn new(name: &str, database: Option<String>) -> Self {
            let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
            let _ = fs::remove_dir_all(&folder);
            fs::create_dir_all(&folder).unwrap();
            let shipped = fs::read_to_string(config().join("attache.toml")).unwrap();
            fs::write(folder.join("attache.toml"), shipped).unwrap();
            let site = Self { folder, database };
            let keys = site.folder.join("keys");
            assert!(site.run(&["keys", "--folder", &keys.to_string_lossy()]).status.success());
            site
        }

        fn command(&self, args: &[&str]) -> Command {
            let mut command = Command::new(env!("CARGO_BIN_EXE_attache"));
            let file = format!("sqlite:{}", self.folder.join("attache.db").display());
            command
                .args(args)
                .current_dir(&self.folder)
                .env("ATTACHE_DATABASE", self.database.as_ref().unwrap_or(&file))
                .env("ATTACHE_INDEX_KEY", self.folder.join("keys/index.key"))
                .env("ATTACHE_CONFIG", config())
                .env("ATTACHE_LISTEN", "127.0.0.1:0");
            command
        }

        fn run(&self, args: &[&str]) -> Output {
            self.command(args).output().unwrap()
        }

        /// Starts a command and returns it with the address it listens on.
        fn start(&self, args: &[&str], until: &str) -> (Running, String) {
            let mut child = self.command(args).stderr(Stdio::piped()).spawn().unwrap();
            let stderr = child.stderr.take().unwrap();
            let running = Running(child);
            let mut lines = BufReader::new(stderr).lines();
            let said = lines.find_map(|line| line.ok().filter(|line| line.contains(until)));
            // Kept open: a closed pipe would end the process at its next word.
            std::thread::spawn(move || for _ in lines {});
            (running, said.expect("it started"))
        }
    }

    fn config() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../config")
    }

    fn get(address: &str, path: &str) -> String {
        let mut stream = TcpStream::connect(address).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n").unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        text
    }

    fn address(line: &str) -> &str {
        line.rsplit("address=").next().unwrap().split_whitespace().next().unwrap()
    }

    #[expect(clippy::disallowed_methods, reason = "waits for a process of its own")]
    fn stop(mut running: Running) {
        let pid = running.0.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
        let patience = Instant::now() + Duration::from_secs(30);
        loop {
            if let Some(status) = running.0.try_wait().unwrap() {
                assert!(status.success(), "{status}");
                return;
            }
            assert!(Instant::now() < patience, "it did not stop");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn from_nothing_to_a_service(site: &Site) {
        let without_law = site.run(&["serve"]);
        let said = String::from_utf8_lossy(&without_law.stderr).into_owned();
        assert_eq!(without_law.status.code(), Some(2), "{said}");
        assert!(said.contains("run `attache import law` first"), "{said}");
        assert!(site.run(&["import", "law"]).status.success());
        assert!(site.run(&["import", "directory"]).status.success());
        let (service, line) = site.start(&["serve"], "serving");
        assert!(get(address(&line), "/health/ready").starts_with("HTTP/1.1 204"));
        assert!(get(address(&line), "/api/v1/session").starts_with("HTTP/1.1 401"));
        let (worker, _) = site.start(&["work"], "working");
        stop(worker);
        stop(service);
        // A key that is there is never made anew.
        let before = fs::read(site.folder.join("keys/index.key")).unwrap();
        assert!(site.run(&["keys", "--folder", "keys"]).status.success());
        assert_eq!(fs::read(site.folder.join("keys/index.key")).unwrap(), before);
    }

    #[test]
    fn from_nothing_to_a_service_on_sqlite() {
        from_nothing_to_a_service(&Site::new("serve", None));
    }

    #[test]
    fn from_nothing_to_a_service_on_postgresql() {
        let fresh = testkit::postgres::shared().unwrap().fresh_database().unwrap();
        let careful = format!("alter database {} set synchronous_commit = on", fresh.name());
        fresh.sql(&careful).unwrap();
        from_nothing_to_a_service(&Site::new("serve-pg", Some(fresh.url())));
    }

    #[cfg(unix)]
    #[test]
    fn keys_are_readable_by_their_owner_alone() {
        use std::os::unix::fs::PermissionsExt;
        let site = Site::new("keys", None);
        for name in ["index.key", "token.key", "receipts.key", "files.key"] {
            let path = site.folder.join("keys").join(name);
            let mode = fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{name}");
            assert_eq!(fs::read_to_string(path).unwrap().trim().len(), 64);
        }
    }

    #[test]
    fn a_receipt_that_is_none_is_named_so() {
        let site = Site::new("receipt", None);
        fs::write(site.folder.join("keys.json"), r#"{"keys":[]}"#).unwrap();
        fs::write(site.folder.join("r.jws"), "x.y.z").unwrap();
        let checked = site.run(&["verify", "receipt", "r.jws", "--keys", "keys.json"]);
        assert_eq!(checked.status.code(), Some(2));
        let said = String::from_utf8_lossy(&checked.stderr).into_owned();
        assert!(said.contains("not a receipt"), "{said}");
    }
}
