//! A durable PostgreSQL of the benchmark's own, on 127.0.0.1 and a free port:
//! made with `initdb`, ended with this process, however that ends.

use super::BenchError;
use super::tally::tick;
use std::fs::{self, File};
use std::net::TcpListener;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::Duration;

/// Where Debian keeps one folder for each major version.
const DEBIAN: &str = "/usr/lib/postgresql";
/// `nobody`: PostgreSQL refuses to run as root.
const NOBODY: u32 = 65_534;
const GUARDIAN: &str = include_str!("guardian.sh");
const POLL: Duration = Duration::from_millis(20);
/// How long a server may take to start; recovery included.
const PATIENCE: Duration = Duration::from_mins(2);

/// As in production; the rest is PostgreSQL's default but for memory that fits
/// a small machine.
const SETTINGS: &[&str] = &[
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "timezone=UTC",
    "fsync=on",
    "synchronous_commit=on",
    "full_page_writes=on",
    "max_connections=100",
    "shared_buffers=1GB",
    "max_wal_size=8GB",
    "checkpoint_timeout=15min",
];

/// A running server.
pub(super) struct Server {
    port: u16,
    password: String,
    process: Child,
    guardian: Child,
    leash: Option<ChildStdin>,
}

impl Server {
    /// Starts a server on the files in `folder`, making them if there are none.
    /// `keep`: they stay when it ends.
    pub(super) fn start(folder: &Path, keep: bool) -> Result<Self, BenchError> {
        fs::create_dir_all(folder)?;
        // `initdb` and the server have it to themselves.
        fs::set_permissions(folder, fs::Permissions::from_mode(0o700))?;
        let run_as = run_as(folder)?;
        let bin = programs()?;
        if !folder.join("data/PG_VERSION").exists() {
            init(&bin, folder, run_as)?;
        }
        let password = fs::read_to_string(folder.join("password"))?;
        let port = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
        let mut guardian = Command::new("sh")
            .args(["-c", GUARDIAN, "guardian"])
            .arg(folder)
            .arg(if keep { "keep" } else { "" })
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()?;
        let leash = guardian.stdin.take();
        let process = launch(&bin, folder, run_as, port)?;
        let mut server = Self { port, password, process, guardian, leash };
        server.wait(folder)?;
        Ok(server)
    }

    /// The URL of one of its databases.
    pub(super) fn url(&self, database: &str) -> String {
        format!("postgres://postgres:{}@127.0.0.1:{}/{database}", self.password, self.port)
    }

    /// Until it says `ready` in the eighth line of its own file, as `pg_ctl`
    /// waits.
    fn wait(&mut self, folder: &Path) -> Result<(), BenchError> {
        let (began, pid) = (tick(), self.process.id().to_string());
        while began.elapsed() < PATIENCE {
            let status = fs::read_to_string(folder.join("data/postmaster.pid"));
            let status = status.unwrap_or_default();
            let mut lines = status.lines().map(str::trim);
            if lines.next() == Some(pid.as_str()) && lines.nth(6) == Some("ready") {
                return Ok(());
            }
            if self.process.try_wait()?.is_some() {
                break;
            }
            pause();
        }
        let log = fs::read_to_string(folder.join("log")).unwrap_or_default();
        Err(BenchError::Postgres(log))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.leash.take());
        // The guardian ends the server; both are reaped here.
        let _ended = (self.process.wait(), self.guardian.wait());
    }
}

#[expect(clippy::disallowed_methods, reason = "waits for another process")]
fn pause() {
    std::thread::sleep(POLL);
}

/// Gives the folder away if this process is root and the server must not be.
fn run_as(folder: &Path) -> Result<Option<u32>, BenchError> {
    let owner = fs::metadata(folder)?.uid();
    if owner == 0 {
        chown(folder, Some(NOBODY), Some(NOBODY))?;
    }
    Ok((owner == 0 || owner == NOBODY).then_some(NOBODY))
}

/// The folder of PostgreSQL's programs: of `initdb` in `PATH`, or Debian's of
/// the newest version.
#[expect(clippy::disallowed_methods, reason = "PATH is the subject, not configuration")]
fn programs() -> Result<PathBuf, BenchError> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let in_path = std::env::split_paths(&path)
        .filter_map(|folder| Some(folder.join("initdb").canonicalize().ok()?.parent()?.to_owned()));
    let mut debian: Vec<(u32, PathBuf)> = fs::read_dir(DEBIAN)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin")))
        })
        .collect();
    debian.sort();
    let has_all = |bin: &PathBuf| bin.join("initdb").is_file() && bin.join("postgres").is_file();
    let mut found = in_path.chain(debian.into_iter().rev().map(|(_, bin)| bin));
    found.find(has_all).ok_or(BenchError::NoPostgres)
}

fn init(bin: &Path, folder: &Path, run_as: Option<u32>) -> Result<(), BenchError> {
    // Without a password every user of this machine would be superuser there.
    let password = folder.join("password");
    fs::write(&password, format!("{:032x}", rand::random::<u128>()))?;
    if let Some(id) = run_as {
        chown(&password, Some(id), Some(id))?;
    }
    let output = as_user(&bin.join("initdb"), folder, run_as)
        .arg("--pgdata")
        .arg(folder.join("data"))
        .arg("--pwfile")
        .arg(&password)
        .args(["--username=postgres", "--auth=password", "--no-sync"])
        // Bytes decide the order, as they do in SQLite.
        .args(["--encoding=UTF8", "--locale=C"])
        .output()?;
    if output.status.success() {
        return Ok(());
    }
    Err(BenchError::Postgres(String::from_utf8_lossy(&output.stderr).into_owned()))
}

fn launch(bin: &Path, folder: &Path, run_as: Option<u32>, port: u16) -> Result<Child, BenchError> {
    let log = || File::options().create(true).append(true).open(folder.join("log"));
    let mut command = as_user(&bin.join("postgres"), folder, run_as);
    command
        .arg("-D")
        .arg(folder.join("data"))
        .args(["-p", &port.to_string()])
        .stdin(Stdio::null())
        .stdout(log()?)
        .stderr(log()?)
        .process_group(0);
    for setting in SETTINGS {
        command.args(["-c", setting]);
    }
    Ok(command.spawn()?)
}

fn as_user(program: &Path, folder: &Path, run_as: Option<u32>) -> Command {
    let mut command = Command::new(program);
    // The user may not be allowed into the folder this process stands in.
    command.current_dir(folder);
    if let Some(id) = run_as {
        command.uid(id).gid(id);
    }
    command
}
