//! The project's own tools, run as `cargo xtask NAME`.

mod ci;
mod deny;
mod pg;
mod shell;
mod tidy;

use shell::Fault;
use std::{env, process::ExitCode};

const HELP: &str = "\
cargo xtask ci [--only STEP]… [--skip STEP]…   everything that must hold before a merge
cargo xtask tidy [--lower]                     rules of the house; --lower writes lower ratchet numbers
cargo xtask deny                               licences, bans and sources after deny.toml
cargo xtask pg [--durable]                     a throw-away PostgreSQL until Ctrl-C";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("{fault}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> Result<(), Fault> {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["ci", options @ ..] => ci::run(options),
        ["tidy"] => tidy::run(false),
        ["tidy", "--lower"] => tidy::run(true),
        ["deny"] => deny::run(),
        ["pg"] => pg::run(false),
        ["pg", "--durable"] => pg::run(true),
        ["help" | "--help" | "-h"] => {
            println!("{HELP}");
            Ok(())
        }
        _ => Err(HELP.into()),
    }
}
