//! `attache demo` as somebody who tries it runs it.

#[cfg(test)]
mod tests {
    use serde_json::Value;
    use std::fs;
    use std::io::{BufRead, BufReader, Read, Write};
    use std::net::TcpStream;
    use std::path::{Path, PathBuf};
    use std::process::{Child, Command, Output, Stdio};
    use std::time::Duration;

    /// How many institutions the built-in directory has.
    const INSTITUTIONS: i64 = 59;
    /// Demands of the orders in the story of money.
    const ORDERED: i64 = 15;

    fn attache() -> Command {
        Command::new(env!("CARGO_BIN_EXE_attache"))
    }

    fn once(args: &[&str]) -> Output {
        attache().args(["demo", "--once"]).args(args).output().unwrap()
    }

    fn stdout(output: &Output) -> String {
        String::from_utf8(output.stdout.clone()).unwrap()
    }

    /// The totals of a story that came out well.
    fn totals(output: &Output) -> Value {
        let told = stdout(output);
        assert!(output.status.success(), "{told}\n{output:?}");
        let last: Value = serde_json::from_str(told.lines().last().unwrap()).unwrap();
        assert_eq!(last["ok"], true, "{told}");
        assert_eq!(last["failed"], Value::Array(Vec::new()));
        last
    }

    fn came_out_well(totals: &Value, database: &str) {
        let number = |member: &str| totals[member].as_i64().unwrap_or_else(|| panic!("{member}"));
        assert_eq!(totals["database"], database);
        // An employer comes in by a letter.
        assert_eq!(number("institutions"), INSTITUTIONS + 1);
        // The inquiry's, those of the orders and the letter: every one is answered.
        let demands = INSTITUTIONS + ORDERED + 1;
        assert_eq!(number("demands"), demands);
        assert_eq!(number("answered") + number("refused"), demands);
        let dong = |member: &str| totals[member].as_str().unwrap().parse::<i64>().unwrap();
        assert_eq!((dong("frozen"), dong("excess_peak")), (2_250_000_000, 538_000_000));
        assert_eq!((dong("released"), dong("deducted")), (538_000_000, 1_712_000_000));
        assert_eq!(dong("remitted"), dong("deducted"));
        assert_eq!((dong("remaining"), dong("cap_open")), (0, 0));
        assert_eq!(totals["conserved"], true);
        assert_eq!((number("refused"), number("questioned"), number("overdue")), (2, 1, 1));
        for once in [
            "documents_attached",
            "paper_in_time",
            "handed_over",
            "delegated",
            "institutions_merged",
        ] {
            assert_eq!(number(once), 1, "{once}");
        }
        assert_eq!((number("import_rows"), number("import_errors")), (22, 3));
        assert!(number("notices_sent") > INSTITUTIONS);
        assert!(number("mails_delivered") > INSTITUTIONS);
        // The law in force, the directory, a case, an inquiry, each demand
        // served, answered and read.
        assert!(number("audit_events") > 3 * INSTITUTIONS);
        assert!(number("checks") > 30);
        assert_eq!(totals["replay_equal"], true);
        assert_eq!(totals["receipt_verified"], true);
        assert!(totals["seconds"].as_f64().unwrap() > 0.0);
    }

    #[test]
    fn the_story_comes_out_well_on_sqlite_and_leaves_nothing_behind() {
        let folder = fresh_folder("demo-once");
        let told = attache().args(["demo", "--once"]).env("TMPDIR", &folder).output().unwrap();
        came_out_well(&totals(&told), "sqlite");
        let told = stdout(&told);
        assert!(told.lines().count() > 15, "{told}");
        for (n, line) in (1..).zip(told.lines().filter(|line| line.contains(". "))) {
            assert!(line.trim_start().starts_with(&format!("{n}. ")), "{line}");
        }
        // No text is missing: its key would stand in brackets.
        assert!(!told.contains("[demo-"), "{told}");
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 0);
    }

    #[test]
    fn the_story_comes_out_well_on_postgres_and_wants_it_empty() {
        let fresh = testkit::postgres::shared().unwrap().fresh_database().unwrap();
        let careful = format!("alter database {} set synchronous_commit = on", fresh.name());
        fresh.sql(&careful).unwrap();
        let url = fresh.url();
        let told = once(&["--json", "--lang", "en", "--database", &url]);
        came_out_well(&totals(&told), "postgres");
        assert_eq!(stdout(&told).lines().count(), 1);
        let again = once(&["--json", "--database", &url]);
        assert_eq!(again.status.code(), Some(2));
        assert!(String::from_utf8_lossy(&again.stderr).contains("not empty"), "{again:?}");
    }

    fn fresh_folder(name: &str) -> PathBuf {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        folder
    }

    /// A demonstration at work; ended with this value.
    struct Live {
        child: Child,
        told: BufReader<std::process::ChildStdout>,
    }

    impl Live {
        fn start(folder: &Path) -> Self {
            let mut child = attache()
                .args(["demo", "--lang", "en", "--listen", "127.0.0.1:0"])
                .current_dir(folder)
                .stdout(Stdio::piped())
                .spawn()
                .unwrap();
            let told = BufReader::new(child.stdout.take().unwrap());
            Self { child, told }
        }

        /// Reads on up to a line with these words, and returns it.
        fn wait_for(&mut self, words: &str) -> String {
            loop {
                let mut line = String::new();
                assert!(self.told.read_line(&mut line).unwrap() > 0, "ended before `{words}`");
                if line.contains(words) {
                    return line;
                }
            }
        }

        fn stop(&mut self) {
            let id = self.child.id().to_string();
            assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
            self.wait_for("Stopped.");
            assert!(self.child.wait().unwrap().success());
        }
    }

    impl Drop for Live {
        fn drop(&mut self) {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }

    fn get(address: &str, path: &str) -> String {
        let mut stream = TcpStream::connect(address).unwrap();
        let request = format!("GET {path} HTTP/1.1\r\nHost: demo\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    /// How often systems of banks have made something of a demand.
    fn made(address: &str, part: &str) -> i64 {
        let metrics = get(address, "/metrics");
        let counter = format!(
            "http_requests_total{{method=\"POST\",route=\"/api/v1/demands/{{id}}/{part}\",status=\"201\"}} "
        );
        let value = metrics.lines().find_map(|line| line.strip_prefix(&counter));
        value.map_or(0, |value| value.parse().unwrap())
    }

    fn replayed(folder: &Path) -> Value {
        let output = attache()
            .args(["verify", "database", "--json", "--database", "sqlite:.attache/demo/attache.db"])
            .args(["--index-key", ".attache/demo/keys/index.key"])
            .current_dir(folder)
            .output()
            .unwrap();
        serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{output:?}"))
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "simulated banks answer in real time")]
    fn banks_answer_what_is_filed_while_it_runs_and_a_second_start_goes_on() {
        let folder = fresh_folder("demo-live");
        let mut live = Live::start(&folder);
        live.wait_for("which is overdue");
        let line = live.wait_for("Open http://");
        let address = line.trim().rsplit("://").next().unwrap().trim_end_matches('/').to_owned();
        live.wait_for("Stop with Ctrl-C");
        assert!(get(&address, "/health/ready").starts_with("HTTP/1.1 204"));
        // In the past systems sent answers of all banks but the silent one and
        // the one whose people answer, four of them twice. The fresh inquiry
        // goes to twelve: one only asks back, one answers in two parts. Three banks
        // each froze, left exactly the debt frozen, and paid.
        let orders = 3 * 3;
        let wanted =
            [("answers", INSTITUTIONS + 2 + 12 + orders), ("questions", 2), ("extensions", 2)];
        let done = || wanted.map(|(part, _)| made(&address, part)) == wanted.map(|(_, n)| n);
        for _ in 0..120 {
            if done() {
                break;
            }
            std::thread::sleep(Duration::from_millis(500));
        }
        assert!(done(), "{:?}", wanted.map(|(part, _)| (part, made(&address, part))));
        live.stop();
        let before = replayed(&folder);
        assert_eq!(before["demands"], INSTITUTIONS + 12 + orders);
        assert_eq!(before["differences"], Value::Array(Vec::new()));
        let mut again = Live::start(&folder);
        again.wait_for("Stop with Ctrl-C");
        again.stop();
        let after = replayed(&folder);
        assert_eq!((&after["cases"], &after["demands"]), (&before["cases"], &before["demands"]));
    }
}
