//! `attache demo`: the whole exchange on one machine, with fictional people and
//! simulated banks that answer through the real API. `--once` tells one story
//! by a simulated clock and checks how it came out.

mod act;
mod answers;
mod bank;
mod caller;
mod checks;
mod clock;
mod complaint;
mod error;
mod execution;
mod folder;
mod live;
mod mailbag;
mod merger;
mod ministry;
mod money;
mod office;
mod passing;
mod past;
mod proof;
mod reads;
mod server;
mod site;
mod stage;
mod story;
mod tell;
mod way;

pub(crate) use error::DemoError;

use crate::lang::Language;
use std::io::Write;

/// Arguments of `attache demo`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Tell one story by a simulated clock, check how it came out, and end
    #[arg(long)]
    once: bool,
    /// An empty database instead of a SQLite file: sqlite:FILE or postgres://…
    #[arg(long, value_name = "URL", hide_env_values = true)]
    database: Option<String>,
    /// Only the last line, one JSON object
    #[arg(long, requires = "once")]
    json: bool,
    /// Address to listen on; a later port is taken where it is in use
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080", conflicts_with = "once")]
    listen: std::net::SocketAddr,
    /// Throw away what the last demonstration left behind
    #[arg(long, conflicts_with = "once")]
    fresh: bool,
    /// Language of the output
    #[arg(long, value_enum, default_value_t = Language::Vi)]
    lang: Language,
}

/// Runs the subcommand, writing to `out` as it goes.
pub(crate) fn run(args: &Args, out: &mut impl Write) -> Result<(), DemoError> {
    if args.once { story::run(args, out) } else { live::run(args, out) }
}
