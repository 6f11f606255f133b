//! Runs tests, lets them print, and counts what they report.

use crate::shell::{self, Fault};
use std::{
    fmt,
    io::{self, BufRead, BufReader, IsTerminal, Read, Write},
    process::{Command, Stdio},
    thread,
};

/// What the test runners reported, over all of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Totals {
    pub(super) passed: u64,
    pub(super) failed: u64,
    /// Switched off or filtered out by the runner.
    pub(super) skipped: u64,
}

impl Totals {
    fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }

    /// Reads the summary line of nextest (`Summary […] 3 tests run: 2 passed, 1
    /// timed out, 0 skipped`) or of libtest (`test result: ok. 2 passed; …`).
    fn of_line(line: &str) -> Self {
        let line = plain(line);
        let counts = line
            .split_once("test result: ")
            .or_else(|| line.split_once(" run: ").filter(|_| line.contains("Summary [")));
        let mut totals = Self::default();
        let words: Vec<&str> = counts.map_or("", |(_, counts)| counts).split_whitespace().collect();
        for pair in words.windows(2) {
            let [number, word] = pair else { continue };
            let Ok(number) = number.parse::<u64>() else {
                continue;
            };
            match word.trim_matches([',', ';']) {
                "passed" => totals.passed += number,
                "failed" | "timed" | "exec" => totals.failed += number,
                "skipped" | "ignored" => totals.skipped += number,
                _ => {}
            }
        }
        totals
    }
}

impl fmt::Display for Totals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)?;
        if self.skipped > 0 {
            write!(f, ", {} SKIPPED by the test runner", self.skipped)?;
        }
        Ok(())
    }
}

/// Runs a test command and adds its counts.
pub(super) fn run(mut command: Command, totals: &mut Totals) -> Result<(), Fault> {
    if io::stderr().is_terminal() {
        command.env("CARGO_TERM_COLOR", "always");
    }
    run_into(command, totals, io::stdout(), io::stderr())
}

fn run_into(
    mut command: Command,
    totals: &mut Totals,
    to_out: impl Write,
    to_err: impl Write + Send,
) -> Result<(), Fault> {
    let written = shell::written(&command);
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| format!("{written}: {error}"))?;
    let (out, err) = (child.stdout.take(), child.stderr.take());
    let counted = thread::scope(|scope| {
        let err = scope.spawn(|| copy(err, to_err));
        let out = copy(out, to_out);
        [out, err.join().unwrap_or_else(|_| Err(io::Error::other("a reader panicked")))]
    });
    let status = child.wait()?;
    for counts in counted {
        totals.add(counts?);
    }
    if status.success() { Ok(()) } else { Err(format!("{written}: {status}").into()) }
}

/// Copies line by line and counts on the way.
fn copy(from: Option<impl Read>, mut to: impl Write) -> io::Result<Totals> {
    let mut totals = Totals::default();
    let Some(from) = from else { return Ok(totals) };
    let mut from = BufReader::new(from);
    let mut line = Vec::new();
    while from.read_until(b'\n', &mut line)? > 0 {
        to.write_all(&line)?;
        totals.add(Totals::of_line(&String::from_utf8_lossy(&line)));
        line.clear();
    }
    to.flush()?;
    Ok(totals)
}

/// Without terminal colours: `ESC [ … letter`.
fn plain(line: &str) -> String {
    let mut pieces = line.split("\u{1b}[");
    let mut text = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let after = piece.split_once(|c: char| c.is_ascii_alphabetic());
        text.push_str(after.map_or("", |(_, after)| after));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(line: &str) -> (u64, u64, u64) {
        let totals = Totals::of_line(line);
        (totals.passed, totals.failed, totals.skipped)
    }

    #[test]
    fn both_runners_are_understood() {
        let libtest = "test result: FAILED. 12 passed; 1 failed; 2 ignored; 0 measured; 4 filtered out; finished in 0.00s";
        assert_eq!(counts(libtest), (12, 1, 2));
        let nextest = "     Summary [   8.028s] 18 tests run: 14 passed (2 slow), 1 failed, 3 timed out, 5 skipped";
        assert_eq!(counts(nextest), (14, 4, 5));
        assert_eq!(
            counts(
                "\u{1b}[32;1m     Summary\u{1b}[0m [ 1s] \u{1b}[1m2\u{1b}[0m tests run: \u{1b}[1m2\u{1b}[0m \u{1b}[32;1mpassed\u{1b}[0m, \u{1b}[1m0\u{1b}[0m skipped"
            ),
            (2, 0, 0)
        );
        assert_eq!(counts("the 3 passed by"), (0, 0, 0));
    }

    #[test]
    fn a_run_is_copied_counted_and_judged() {
        let script = |code: u8| {
            let line = format!(
                "echo 'test result: ok. 3 passed; 0 failed;'; echo 'Summary [1s] 2 tests run: 1 passed, 1 failed' >&2; exit {code}"
            );
            let mut command = Command::new("sh");
            command.args(["-c", &line]);
            command
        };
        let mut totals = Totals::default();
        let (mut out, mut err) = (Vec::new(), Vec::new());
        assert!(run_into(script(0), &mut totals, &mut out, &mut err).is_ok());
        assert!(run_into(script(1), &mut totals, &mut out, &mut err).is_err());
        assert_eq!(totals.to_string(), "8 passed, 2 failed");
        assert_eq!(out, b"test result: ok. 3 passed; 0 failed;\n".repeat(2));
        assert_eq!(err.len(), 2 * "Summary [1s] 2 tests run: 1 passed, 1 failed\n".len());
    }
}
