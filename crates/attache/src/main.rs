//! The service and its tools, one subcommand each.

mod bench;
mod config;
mod database;
mod demo;
mod export;
mod http;
mod import;
mod keys;
mod lang;
mod law;
mod receipt;
mod service;
mod sync;
mod user;

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
    /// Serve the API and the pages, and send what is owed
    Serve(service::ServeArgs),
    /// Send what is owed and strike clocks, without serving
    Work(service::WorkArgs),
    /// Make the keys a service needs
    Keys(keys::Args),
    /// Bring a database's schema up to date
    Migrate(database::MigrateArgs),
    /// Bring files into a database
    Import(import::Args),
    /// Write what another system is told of cases into files
    Export(export::Args),
    /// People: the first administrator, one-time codes
    User(user::UserArgs),
    /// Systems of institutions and their keys
    Client(user::ClientArgs),
    /// Try it all on this machine, with fictional people and simulated banks
    Demo(demo::Args),
    /// Check a database against its record, or a receipt offline
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
        Command::Serve(args) => service::serve(&args).map_err(Into::into),
        Command::Work(args) => service::work(&args).map_err(Into::into),
        Command::Keys(args) => keys::run(&args, out).map_err(Into::into),
        Command::Migrate(args) => database::migrate(&args, out).map_err(Into::into),
        Command::Import(args) => import::run(&args, out).map_err(Into::into),
        Command::Export(args) => export::run(&args, out).map_err(Into::into),
        Command::User(args) => user::users(&args, out).map_err(Into::into),
        Command::Client(args) => user::clients(&args, out).map_err(Into::into),
        Command::Demo(args) => demo::run(&args, out).map_err(Into::into),
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
