//! What the run needs and this machine may lack: installed where that is
//! possible, named where it is not.

use crate::shell::{self, Fault};
use std::path::Path;
use testkit::find_program;
use testkit::postgres::{Durable, ThrowAway, Tools};

/// A component of the Rust toolchain.
pub(super) fn component(root: &Path, name: &str, command: &str) -> Result<(), Fault> {
    let mut probe = shell::cargo(root);
    probe.args([command, "--version"]);
    if shell::succeeds(probe) {
        return Ok(());
    }
    println!("installing {name}");
    shell::must(shell::command(root, "rustup", &["component", "add", name]))
        .map_err(|fault| format!("{name} is missing and could not be installed: {fault}").into())
}

/// A running PostgreSQL; its programs are installed first if they are missing.
pub(super) fn postgres(root: &Path) -> Result<ThrowAway, Fault> {
    if let Err(missing) = Tools::find() {
        if !may_install(root) {
            return Err(missing.into());
        }
        println!("{missing}\ninstalling it");
        install(root, &["postgresql"])?;
    }
    Ok(ThrowAway::start(Durable::No)?)
}

/// Programs that the examples of docs/API.md use, with their packages.
const GUIDE: [(&str, &str); 4] =
    [("bash", "bash"), ("curl", "curl"), ("jq", "jq"), ("openssl", "openssl")];

/// What the examples of the guide are run with.
pub(super) fn guide(root: &Path) -> Result<(), Fault> {
    let missing: Vec<&str> = GUIDE
        .iter()
        .filter(|(program, _)| find_program(program).is_none())
        .map(|(_, package)| *package)
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let named = missing.join(", ");
    if !may_install(root) {
        return Err(format!("missing, and not installable here: {named}").into());
    }
    println!("installing {named}");
    install(root, &missing)
}

fn install(root: &Path, packages: &[&str]) -> Result<(), Fault> {
    let install = [&["install", "--yes"][..], packages].concat();
    for arguments in [&["update", "--quiet"][..], &install] {
        let mut apt = shell::command(root, "apt-get", arguments);
        apt.env("DEBIAN_FRONTEND", "noninteractive");
        shell::must(apt)?;
    }
    Ok(())
}

/// Root on Debian or one of its children.
fn may_install(root: &Path) -> bool {
    let user = shell::output(shell::command(root, "id", &["-u"]));
    let is_root = user.is_ok_and(|id| id.trim() == "0");
    is_root && Path::new("/etc/debian_version").exists()
}
