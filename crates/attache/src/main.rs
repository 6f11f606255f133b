//! The service and its tools, one subcommand each.

mod bench;
mod config;
mod database;
mod http;
mod import;
mod lang;
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
    /// Bring a database's schema up to date
    Migrate(database::MigrateArgs),
    /// Bring files into a database
    Import(import::Args),
    /// Check a database against its record
    Verify(database::VerifyArgs),
    /// Measure, on a database of its own, against hand-written SQL
    Bench(bench::Args),
}

/// 0: done · 2: the question, the files or the database are wrong.
fn main() -> ExitCode {
    let Cli { command } = Cli::parse();
    let out = &mut std::io::stdout().lock();
    let done: Result<(), Box<dyn std::error::Error>> = match command {
        Command::Law(args) => law::run(args, out).map_err(Into::into),
        Command::Migrate(args) => database::migrate(&args, out).map_err(Into::into),
        Command::Import(args) => import::run(&args, out).map_err(Into::into),
        Command::Verify(args) => database::verify(&args, out).map_err(Into::into),
        Command::Bench(args) => bench::run(&args, out).map_err(Into::into),
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
