//! A server of one's own: made, used, perhaps killed, deleted.

use super::{PostgresError, Server, Tools, io_error, url::Address};
use crate::random_word;
use std::{
    env, fs,
    fs::File,
    io,
    net::TcpListener,
    os::unix::{
        fs::{MetadataExt, PermissionsExt, chown},
        process::CommandExt,
    },
    path::{Path, PathBuf},
    process::{Child, ChildStdin, Command, Stdio},
    thread,
    time::Duration,
};

/// `nobody`. PostgreSQL refuses to run as root.
const NOBODY: u32 = 65_534;
const GUARDIAN: &str = include_str!("guardian.sh");
const POLL: Duration = Duration::from_millis(20);
/// 30 s: recovery after a kill on a loaded machine.
const POLLS: u32 = 1_500;
/// Another process may take the free port between the look and the start.
const PORT_TRIES: u32 = 5;

/// Whether a commit must survive the loss of power.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durable {
    /// As in production: for the benchmark and for crash tests.
    Yes,
    /// No fsync: for all other tests, several times faster.
    No,
}

impl Durable {
    fn settings(self) -> &'static [&'static str] {
        match self {
            Self::Yes => &["fsync=on", "synchronous_commit=on", "full_page_writes=on"],
            // Not synchronous_commit: the store refuses a server without it.
            Self::No => &["fsync=off", "full_page_writes=off"],
        }
    }
}

/// A PostgreSQL of this process's own, on 127.0.0.1 and a random port. Dropping
/// it stops it and deletes its files; a guardian process does the same if this
/// process is killed.
#[derive(Debug)]
pub struct ThrowAway {
    server: Server,
    tools: Tools,
    durable: Durable,
    port: u16,
    folder: PathBuf,
    /// `Some` if this process is root and the server must not be.
    run_as: Option<u32>,
    process: Child,
    guardian: Child,
    leash: Option<ChildStdin>,
}

impl ThrowAway {
    /// Makes the files (one to two seconds) and starts the server.
    ///
    /// # Errors
    /// What is missing, or what PostgreSQL said.
    pub fn start(durable: Durable) -> Result<Self, PostgresError> {
        let tools = Tools::find()?;
        let folder = make_folder()?;
        let (mut guardian, leash) = start_guardian(&folder)?;
        match Self::start_in(&folder, &tools, durable) {
            Ok((address, port, run_as, process)) => Ok(Self {
                server: Server::new(address, tools.psql.clone()),
                tools,
                durable,
                port,
                folder,
                run_as,
                process,
                guardian,
                leash: Some(leash),
            }),
            Err(error) => {
                drop(leash);
                guardian.wait().map_err(io_error("wait for the guardian"))?;
                Err(error)
            }
        }
    }

    fn start_in(
        folder: &Path,
        tools: &Tools,
        durable: Durable,
    ) -> Result<(Address, u16, Option<u32>, Child), PostgresError> {
        let run_as = hand_over(folder)?;
        let password = random_word();
        init(folder, tools, run_as, &password)?;
        let mut tries = 0;
        loop {
            let port = free_port()?;
            match launch(folder, tools, durable, port, run_as) {
                Ok(process) => {
                    let url = format!("postgres://postgres:{password}@127.0.0.1:{port}/postgres");
                    return Ok((Address::parse(&url)?, port, run_as, process));
                }
                Err(error) if tries == PORT_TRIES => return Err(error),
                Err(_) => tries += 1,
            }
        }
    }

    /// The server, to make databases on.
    pub fn server(&self) -> &Server {
        &self.server
    }

    /// `postgres://postgres:password@127.0.0.1:port/postgres`.
    pub fn url(&self) -> String {
        self.server.url()
    }

    /// The folder with the server's files and its log.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Kills the server and all its backends at once (SIGKILL), as a crash does.
    ///
    /// # Errors
    /// [`PostgresError::Io`] if the processes could not be ended.
    pub fn kill9(&mut self) -> Result<(), PostgresError> {
        // The guardian must not touch a process number that others may get next.
        remove_if_there(&marker(&self.folder)).map_err(io_error("unmark the server"))?;
        let postmaster = self.process.id();
        let backends = children_of(postmaster);
        let mut signal = Command::new("sh");
        signal.args(["-c", "kill -KILL \"$@\" 2> /dev/null", "kill"]);
        signal.arg(postmaster.to_string());
        signal.args(backends.iter().map(u32::to_string));
        signal.status().map_err(io_error("kill the server"))?;
        self.process.wait().map_err(io_error("wait for the server"))?;
        Ok(())
    }

    /// Starts the server again on the same files and port; a killed one
    /// recovers first. A running one is killed.
    ///
    /// # Errors
    /// [`PostgresError::NotReady`] with the end of the log.
    pub fn restart(&mut self) -> Result<(), PostgresError> {
        self.kill9()?;
        let mut tries = 0;
        loop {
            let Self { folder, tools, durable, port, run_as, .. } = &*self;
            match launch(folder, tools, *durable, *port, *run_as) {
                Ok(process) => {
                    self.process = process;
                    return Ok(());
                }
                // A backend that is still dying holds the shared memory.
                Err(_) if tries < PORT_TRIES => {
                    tries += 1;
                    pause(POLL.saturating_mul(10));
                }
                Err(error) => return Err(error),
            }
        }
    }
}

impl Drop for ThrowAway {
    fn drop(&mut self) {
        drop(self.leash.take());
        // The guardian stops the server and deletes the files; both are reaped
        // here. An error means that they are gone already.
        let _ended = (self.process.wait(), self.guardian.wait());
    }
}

#[expect(clippy::disallowed_methods, reason = "waits for another process")]
fn pause(time: Duration) {
    thread::sleep(time);
}

fn make_folder() -> Result<PathBuf, PostgresError> {
    let folder = env::temp_dir().join(format!("attache-pg-{}", random_word()));
    fs::create_dir(&folder).map_err(io_error("make a folder"))?;
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o700))
        .map_err(io_error("close the folder"))?;
    Ok(folder)
}

fn start_guardian(folder: &Path) -> Result<(Child, ChildStdin), PostgresError> {
    let mut guardian = Command::new("sh")
        .args(["-c", GUARDIAN, "guardian"])
        .arg(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
        .map_err(io_error("start the guardian"))?;
    let leash = guardian.stdin.take().ok_or_else(|| PostgresError::Io {
        what: "start the guardian",
        source: io::Error::other("no pipe"),
    })?;
    Ok((guardian, leash))
}

/// Gives the folder to `nobody` if this process is root.
fn hand_over(folder: &Path) -> Result<Option<u32>, PostgresError> {
    let owner = fs::metadata(folder).map_err(io_error("look at the folder"))?;
    if owner.uid() != 0 {
        return Ok(None);
    }
    chown(folder, Some(NOBODY), Some(NOBODY)).map_err(io_error("hand the folder over"))?;
    Ok(Some(NOBODY))
}

fn init(
    folder: &Path,
    tools: &Tools,
    run_as: Option<u32>,
    password: &str,
) -> Result<(), PostgresError> {
    let password_file = folder.join("password");
    fs::write(&password_file, password).map_err(io_error("write the password"))?;
    if let Some(id) = run_as {
        chown(&password_file, Some(id), Some(id)).map_err(io_error("hand a file over"))?;
    }
    let mut initdb = as_user(&tools.initdb, folder, run_as);
    initdb
        .arg("--pgdata")
        .arg(folder.join("data"))
        .arg("--pwfile")
        .arg(&password_file)
        // A plain password costs nothing over loopback, and without one every
        // user of this machine would be superuser here.
        .args(["--username=postgres", "--auth=password", "--no-sync"])
        // Bytes decide the order, as they do in SQLite.
        .args(["--encoding=UTF8", "--locale=C"]);
    let output = initdb.output().map_err(io_error("run initdb"))?;
    fs::remove_file(password_file).map_err(io_error("delete the password"))?;
    if output.status.success() {
        return Ok(());
    }
    let mut said = String::from_utf8_lossy(&output.stdout).into_owned();
    said.push_str(&String::from_utf8_lossy(&output.stderr));
    Err(PostgresError::Refused { program: "initdb", output: said })
}

fn launch(
    folder: &Path,
    tools: &Tools,
    durable: Durable,
    port: u16,
    run_as: Option<u32>,
) -> Result<Child, PostgresError> {
    let log = || File::options().create(true).append(true).open(folder.join("log"));
    let mut command = as_user(&tools.postgres, folder, run_as);
    command
        .arg("-D")
        .arg(folder.join("data"))
        .args(["-p", &port.to_string()])
        .args(["-c", "listen_addresses=127.0.0.1"])
        .args(["-c", "unix_socket_directories="])
        .args(["-c", "max_connections=200"])
        .args(["-c", "timezone=UTC"])
        .stdin(Stdio::null())
        .stdout(log().map_err(io_error("open the log"))?)
        .stderr(log().map_err(io_error("open the log"))?)
        .process_group(0);
    for setting in durable.settings() {
        command.args(["-c", setting]);
    }
    File::create(marker(folder)).map_err(io_error("mark the server"))?;
    let mut process = command.spawn().map_err(io_error("start postgres"))?;
    match until_ready(folder, &mut process) {
        Ok(()) => Ok(process),
        Err(error) => {
            remove_if_there(&marker(folder)).map_err(io_error("unmark the server"))?;
            Err(error)
        }
    }
}

/// Waits until the server says `ready` in the eighth line of its own file, as
/// `pg_ctl` does.
fn until_ready(folder: &Path, process: &mut Child) -> Result<(), PostgresError> {
    let pid = process.id().to_string();
    for _ in 0..POLLS {
        let status = fs::read_to_string(folder.join("data/postmaster.pid")).unwrap_or_default();
        let mut lines = status.lines().map(str::trim);
        if lines.next() == Some(pid.as_str()) && lines.nth(6) == Some("ready") {
            return Ok(());
        }
        let ended = process.try_wait().map_err(io_error("look at postgres"))?;
        if ended.is_some() {
            return Err(not_ready(folder));
        }
        pause(POLL);
    }
    process.kill().map_err(io_error("end postgres"))?;
    process.wait().map_err(io_error("end postgres"))?;
    Err(not_ready(folder))
}

fn not_ready(folder: &Path) -> PostgresError {
    let log = fs::read_to_string(folder.join("log")).unwrap_or_default();
    let lines: Vec<&str> = log.lines().collect();
    let tail = lines.iter().skip(lines.len().saturating_sub(20));
    PostgresError::NotReady {
        folder: folder.to_path_buf(),
        log: tail.copied().collect::<Vec<_>>().join("\n"),
    }
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

fn free_port() -> Result<u16, PostgresError> {
    let port = TcpListener::bind(("127.0.0.1", 0)).and_then(|listener| listener.local_addr());
    Ok(port.map_err(io_error("find a free port"))?.port())
}

fn marker(folder: &Path) -> PathBuf {
    folder.join("running")
}

fn remove_if_there(file: &Path) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// The backends. Each leads its own session, so no group holds them all; where
/// there is no `/proc` they end by themselves once the postmaster is gone.
fn children_of(parent: u32) -> Vec<u32> {
    let Ok(processes) = fs::read_dir("/proc") else {
        return Vec::new();
    };
    processes
        .flatten()
        .filter_map(|entry| {
            let pid = entry.file_name().to_str()?.parse().ok()?;
            let stat = fs::read_to_string(entry.path().join("stat")).ok()?;
            (parent_in(&stat)? == parent).then_some(pid)
        })
        .collect()
}

/// The parent in `pid (name) state parent …`; the name may hold anything.
fn parent_in(stat: &str) -> Option<u32> {
    let (_, rest) = stat.rsplit_once(')')?;
    rest.split_whitespace().nth(1)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parent_is_read_behind_any_name() {
        assert_eq!(parent_in("42 (a) b) c) S 7 42 42 0"), Some(7));
        assert_eq!(parent_in("42"), None);
    }
}
