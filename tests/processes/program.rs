//! The built program as a process: started, watched, killed, always reaped.

use crate::http::Http;
use crate::time::{pause, stopwatch};
use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread::JoinHandle;
use std::time::Duration;

/// How soon after its start a service must be ready (fault matrix).
const READY_WITHIN: Duration = Duration::from_secs(10);

/// The program beside this test.
pub(crate) fn binary() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    // target/PROFILE/deps/this-test
    let folder = test.ancestors().nth(2).unwrap();
    let binary = folder.join(format!("attache{}", std::env::consts::EXE_SUFFIX));
    assert!(
        binary.is_file(),
        "{} is missing: build the attache binary first: cargo build -p attache",
        binary.display()
    );
    binary
}

/// `attache serve`, ready. It ends with this value, however the test ends.
pub(crate) struct Service {
    child: Child,
    log: Option<JoinHandle<()>>,
    pub(crate) address: SocketAddr,
    pub(crate) ready_after: Duration,
}

impl Service {
    /// Starts it and waits until it is ready.
    pub(crate) fn start(settings: &Path) -> Self {
        let begun = stopwatch();
        let mut child = Command::new(binary())
            .args(["serve", "--listen", "127.0.0.1:0", "--settings"])
            .arg(settings)
            .env_remove("ATTACHE_DATABASE")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (tell, told) = mpsc::sync_channel(1);
        let lines = child.stderr.take().unwrap();
        let log = std::thread::spawn(move || watch(lines, &tell));
        let address = SocketAddr::from(([0, 0, 0, 0], 0));
        let mut service = Self { child, log: Some(log), address, ready_after: Duration::ZERO };
        let address = told.recv_timeout(READY_WITHIN);
        service.address = address.expect("the service listens within 10 s");
        let mut http = Http::new(service.address);
        loop {
            let answer = http.send("GET /health/ready", &[], "");
            if answer.is_ok_and(|response| response.status == 204) {
                break;
            }
            assert!(begun.elapsed() <= READY_WITHIN, "the service is ready within 10 s");
            pause(Duration::from_millis(5));
        }
        service.ready_after = begun.elapsed();
        service
    }

    /// Whether it still runs.
    pub(crate) fn is_alive(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    /// SIGKILL.
    pub(crate) fn kill(mut self) {
        assert!(self.is_alive(), "the service ended by itself");
        self.child.kill().unwrap();
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // It may be dead already; either way it is reaped.
        let _ = self.child.kill();
        let _ = self.child.wait();
        if let Some(log) = self.log.take() {
            let _ = log.join();
        }
    }
}

/// Reads the log to its end: the address is told, trouble is passed on.
fn watch(log: impl Read, tell: &mpsc::SyncSender<SocketAddr>) {
    for line in BufReader::new(log).lines().map_while(Result::ok) {
        let entry: serde_json::Value = serde_json::from_str(&line).unwrap_or_default();
        if entry["message"] == "serving" {
            let address = entry["address"].as_str().and_then(|text| text.parse().ok());
            let _ = address.map(|address| tell.send(address));
        } else if entry["level"] != "INFO" {
            eprintln!("service: {line}");
        }
    }
}
