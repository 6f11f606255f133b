//! `cargo xtask ci`: everything that must hold before a merge, in order, until
//! the first failure. What is missing is installed or named; nothing is skipped
//! in silence.

mod needs;
mod plan;
mod tests_run;

use crate::{
    deny,
    shell::{self, Fault},
    tidy,
};
use plan::Plan;
use std::{
    path::{Path, PathBuf},
    time::Instant,
};
use testkit::{find_program, postgres::ThrowAway};
use tests_run::Totals;

/// One step: its name, what it shows, how.
struct Step {
    name: &'static str,
    shows: &'static str,
    run: fn(&mut Context) -> Result<(), Fault>,
}

const STEPS: &[Step] = &[
    Step { name: "fmt", shows: "the sources are formatted", run: fmt },
    Step { name: "clippy", shows: "no lint of the house is broken", run: clippy },
    Step { name: "tidy", shows: "no rule of the house is broken", run: |_| tidy::run(false) },
    Step { name: "deny", shows: "licences, bans, sources", run: deny_step },
    Step { name: "build", shows: "everything builds", run: build },
    Step { name: "tls", shows: "it builds with TLS to PostgreSQL, as it is installed", run: tls },
    Step { name: "tests", shows: "every test, on SQLite and on PostgreSQL", run: tests },
    Step { name: "doctests", shows: "the examples in the documentation", run: doctests },
];

struct Context {
    root: PathBuf,
    /// Started by the first step that needs it, stopped at the end.
    postgres: Option<ThrowAway>,
    totals: Totals,
}

impl Context {
    fn cargo(&self, arguments: &[&str]) -> Result<(), Fault> {
        let mut cargo = shell::cargo(&self.root);
        cargo.args(arguments);
        shell::must(cargo)
    }
}

pub(crate) fn run(options: &[&str]) -> Result<(), Fault> {
    let names: Vec<&str> = STEPS.iter().map(|step| step.name).collect();
    let plan = Plan::parse(options, &names)?;
    let mut context = Context { root: shell::root()?, postgres: None, totals: Totals::default() };
    let start = Instant::now();
    for step in STEPS {
        if !plan.includes(step.name) {
            println!("\n!! SKIPPED, as asked: {} ({})", step.name, step.shows);
            continue;
        }
        println!("\n== {}: {}", step.name, step.shows);
        let begun = Instant::now();
        let result = (step.run)(&mut context);
        let seconds = begun.elapsed().as_secs_f64();
        if let Err(fault) = result {
            println!("== {}: FAILED after {seconds:.1} s", step.name);
            return Err(format!("{fault}\nci: {}, stopped at {}", context.totals, step.name).into());
        }
        println!("== {}: ok, {seconds:.1} s", step.name);
    }
    for name in plan.left_out(&names) {
        println!("!! SKIPPED, as asked: {name}");
    }
    let seconds = start.elapsed().as_secs_f64();
    println!("\nci: all steps in {seconds:.0} s\n{}", context.totals);
    Ok(())
}

fn fmt(context: &mut Context) -> Result<(), Fault> {
    needs::component(&context.root, "rustfmt", "fmt")?;
    context.cargo(&["fmt", "--all", "--", "--check"])
}

fn clippy(context: &mut Context) -> Result<(), Fault> {
    needs::component(&context.root, "clippy", "clippy")?;
    let what = ["clippy", "--workspace", "--all-targets", "--locked"];
    context.cargo(&[&what[..], &["--", "-D", "warnings"]].concat())
}

fn deny_step(context: &mut Context) -> Result<(), Fault> {
    deny::run()?;
    if find_program("cargo-deny").is_some() {
        return context.cargo(&["deny", "check", "bans", "licenses", "sources"]);
    }
    println!(
        "!! cargo-deny is not installed: deny.toml was read by xtask alone.\n\
         !! Security advisories were not checked; they need cargo-deny and its database."
    );
    Ok(())
}

fn build(context: &mut Context) -> Result<(), Fault> {
    context.cargo(&["build", "--workspace", "--locked"])
}

/// Checked, not built: what may break is what the feature brings.
fn tls(context: &mut Context) -> Result<(), Fault> {
    context.cargo(&["check", "--package", "attache", "--features", "tls", "--locked"])
}

fn tests(context: &mut Context) -> Result<(), Fault> {
    needs::guide(&context.root)?;
    let url = postgres_url(&context.root, &mut context.postgres)?;
    let mut cargo = shell::cargo(&context.root);
    if find_program("cargo-nextest").is_some() {
        cargo.args(["nextest", "run", "--workspace", "--locked", "--profile", "ci"]);
    } else {
        println!("cargo-nextest is not installed: `cargo test` runs the same tests");
        cargo.args(["test", "--workspace", "--locked", "--no-fail-fast"]);
        cargo.args(["--lib", "--bins", "--tests"]);
    }
    cargo.env(testkit::postgres::SERVER_VARIABLE, url);
    tests_run::run(cargo, &mut context.totals)?;
    if context.totals.passed == 0 {
        return Err("no test ran".into());
    }
    Ok(())
}

fn doctests(context: &mut Context) -> Result<(), Fault> {
    let mut cargo = shell::cargo(&context.root);
    cargo.args(["test", "--doc", "--workspace", "--locked", "--no-fail-fast"]);
    tests_run::run(cargo, &mut context.totals)
}

/// The address of the run's own server, started on first use.
fn postgres_url(root: &Path, postgres: &mut Option<ThrowAway>) -> Result<String, Fault> {
    let server = match postgres.take() {
        Some(server) => server,
        None => needs::postgres(root)?,
    };
    let version = server.server().sql("SHOW server_version")?;
    println!("throw-away PostgreSQL {version}");
    Ok(postgres.insert(server).url())
}
