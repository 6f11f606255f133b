//! The service and its tools, one subcommand each.

mod config;
mod law;

use clap::{Parser, Subcommand};
use std::{io::Write as _, process::ExitCode};

/// An exchange between those who enforce court judgments and those who hold
/// the debtor's money.
#[derive(Parser)]
#[command(version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Check the law and explain deadlines
    Law(law::Args),
}

/// 0: done · 2: the question or the files are wrong.
fn main() -> ExitCode {
    let Cli { command } = Cli::parse();
    let done = match command {
        Command::Law(args) => law::run(args, &mut std::io::stdout().lock()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // If stderr is closed there is nobody left to tell.
            let _ = writeln!(std::io::stderr(), "attache: {error}");
            ExitCode::from(2)
        }
    }
}
