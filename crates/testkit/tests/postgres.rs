//! The throw-away server, on a real PostgreSQL.

#![expect(clippy::unwrap_used, clippy::panic, reason = "the helpers of tests")]

use std::{
    env, fs,
    net::TcpStream,
    path::Path,
    process::{Command, Stdio},
    thread,
    time::Duration,
};
use testkit::postgres::{Durable, SERVER_VARIABLE, Server, ThrowAway, shared};

/// Set in the process of the test that dies on purpose.
const VICTIM: &str = "TESTKIT_VICTIM";

fn databases(server: &Server) -> Vec<String> {
    let names = server.sql("SELECT datname FROM pg_database").unwrap();
    names.lines().map(str::to_owned).collect()
}

#[expect(clippy::disallowed_methods, reason = "waits for another process")]
fn soon(what: &str, holds: impl Fn() -> bool) {
    for _ in 0..400 {
        if holds() {
            return;
        }
        thread::sleep(Duration::from_millis(50));
    }
    panic!("never: {what}");
}

fn answers(url: &str) -> bool {
    let (_, rest) = url.rsplit_once('@').unwrap();
    let (host, _) = rest.split_once('/').unwrap();
    TcpStream::connect(host).is_ok()
}

#[test]
fn databases_are_apart_and_go_with_their_guard() {
    let server = shared().unwrap();
    let one = server.fresh_database().unwrap();
    let two = server.fresh_database().unwrap();
    one.sql("CREATE TABLE only_here (n int)").unwrap();
    assert!(two.sql("SELECT * FROM only_here").is_err());
    assert!(databases(server).contains(&one.name().to_owned()));

    let name = one.name().to_owned();
    drop(one);
    assert!(!databases(server).contains(&name));
    assert!(databases(server).contains(&two.name().to_owned()));
}

#[test]
fn a_copy_has_what_its_template_had() {
    let server = shared().unwrap();
    let template = server.fresh_database().unwrap();
    template.sql("CREATE TABLE t (n int); INSERT INTO t VALUES (7)").unwrap();
    let copy = server.copy_of(&template).unwrap();
    copy.sql("INSERT INTO t VALUES (8)").unwrap();
    assert_eq!(copy.sql("SELECT n FROM t ORDER BY n").unwrap(), "7\n8");
    assert_eq!(template.sql("SELECT n FROM t").unwrap(), "7");
}

#[test]
fn the_server_is_closed_to_strangers() {
    let own = ThrowAway::start(Durable::No).unwrap();
    let (before, host) =
        own.url().rsplit_once('@').map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
    let (login, _) = before.rsplit_once(':').unwrap();
    let stranger = Server::at(&format!("{login}:wrong@{host}")).unwrap();
    let refusal = stranger.sql("SELECT 1").unwrap_err().to_string();
    assert!(refusal.contains("password authentication failed"), "{refusal}");
}

#[test]
fn what_was_committed_survives_a_kill() {
    let mut own = ThrowAway::start(Durable::Yes).unwrap();
    assert_eq!(own.server().sql("SHOW fsync").unwrap(), "on");
    let database = own.server().fresh_database().unwrap();
    database.sql("CREATE TABLE t (n int); INSERT INTO t VALUES (1), (2)").unwrap();

    own.kill9().unwrap();
    assert!(database.sql("SELECT 1").is_err());
    own.restart().unwrap();
    assert_eq!(database.sql("SELECT count(*) FROM t").unwrap(), "2");
    let log = fs::read_to_string(own.folder().join("log")).unwrap();
    assert!(log.contains("was not properly shut down"), "{log}");
}

#[test]
fn dropping_it_stops_it_and_deletes_its_files() {
    let own = ThrowAway::start(Durable::No).unwrap();
    assert_eq!(own.server().sql("SHOW fsync").unwrap(), "off");
    let (folder, url) = (own.folder().to_path_buf(), own.url());
    assert!(answers(&url));
    drop(own);
    assert!(!folder.exists());
    assert!(!answers(&url));
}

#[test]
fn a_killed_one_leaves_no_files_either() {
    let mut own = ThrowAway::start(Durable::No).unwrap();
    own.kill9().unwrap();
    let folder = own.folder().to_path_buf();
    drop(own);
    assert!(!folder.exists());
}

/// In a process of its own (see the next test): starts a server, tells where,
/// and dies without a chance to clean up. By itself it only starts and stops.
#[test]
fn an_owner_that_dies() {
    let own = ThrowAway::start(Durable::No).unwrap();
    #[expect(clippy::disallowed_methods, reason = "how the other test asks")]
    let note = env::var(VICTIM);
    if let Ok(note) = note {
        fs::write(note, format!("{}\n{}", own.folder().display(), own.url())).unwrap();
        std::process::abort();
    }
    assert!(answers(&own.url()));
}

#[test]
fn a_server_does_not_outlive_a_crashed_owner() {
    let note = env::temp_dir().join(format!("victim-{}", testkit::random_word()));
    let ended = Command::new(env::current_exe().unwrap())
        .args(["--exact", "an_owner_that_dies"])
        .env(VICTIM, &note)
        .env_remove(SERVER_VARIABLE)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap();
    assert!(!ended.success());
    let said = fs::read_to_string(&note).unwrap();
    fs::remove_file(note).unwrap();
    let (folder, url) = said.split_once('\n').unwrap();
    soon("the files go", || !Path::new(folder).exists());
    soon("the port is free", || !answers(url));
}
