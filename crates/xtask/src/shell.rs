//! Running other programs.

use std::{
    env,
    error::Error,
    path::{Path, PathBuf},
    process::Command,
};

/// What went wrong, told to a person at a terminal.
pub(crate) type Fault = Box<dyn Error + Send + Sync>;

/// The root of the working copy.
pub(crate) fn root() -> Result<PathBuf, Fault> {
    // Asked first: build products may be shared with another working copy, whose
    // path would be compiled in.
    let running = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    running
        .unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into())
        .ancestors()
        .nth(2)
        .map(Path::to_path_buf)
        .ok_or_else(|| "no workspace above crates/xtask".into())
}

/// The cargo that runs this program.
pub(crate) fn cargo(root: &Path) -> Command {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(root);
    cargo
}

pub(crate) fn command(root: &Path, program: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.current_dir(root).args(arguments);
    command
}

/// Runs it and lets it print; a failure names the command.
pub(crate) fn must(mut command: Command) -> Result<(), Fault> {
    let status = command.status().map_err(|error| format!("{}: {error}", written(&command)))?;
    if status.success() { Ok(()) } else { Err(format!("{}: {status}", written(&command)).into()) }
}

/// Runs it and returns what it printed; a failure carries its error text.
pub(crate) fn output(mut command: Command) -> Result<String, Fault> {
    let output = command.output().map_err(|error| format!("{}: {error}", written(&command)))?;
    if output.status.success() {
        Ok(String::from_utf8(output.stdout)?)
    } else {
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        Err(format!("{}: {}\n{said}", written(&command), output.status).into())
    }
}

/// Whether it runs and succeeds; what it prints is dropped.
pub(crate) fn succeeds(mut command: Command) -> bool {
    command.output().is_ok_and(|output| output.status.success())
}

/// The command as one would type it.
pub(crate) fn written(command: &Command) -> String {
    let name = Path::new(command.get_program()).file_name();
    let words = name.into_iter().chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}
