//! `attache import`: agencies, institutions, branches, people, leavers, cases and
//! law from files into a database.

mod cases;
mod leavers;

pub(crate) use cases::opened;

use crate::config::{self, ConfigError};
use crate::database::{DatabaseArgs, DatabaseError, system_clock};
use crate::lang::Language;
use crate::service::{ActivateError, RulesError, activate};
use clap::Subcommand;
use engine::actor::Actor;
use engine::directory::{
    Change, Directory, Entry, ImportError, Plan, Source, Sources, plan, read_on,
};
use engine::time::{Day, Zone};
use locale::{Arg, Lang, text};
use serde::Serialize;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use store::reference::Registry;
use store::{Store, StoreError};

/// Arguments of `attache import`.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Agencies, institutions, branches; people from a file of their own
    Directory {
        #[command(flatten)]
        database: DatabaseArgs,
        /// Folder with directory/*.csv
        #[arg(long, env = "ATTACHE_CONFIG", value_name = "DIR", default_value = "config")]
        config: PathBuf,
        /// CSV file with people; without it nobody is imported
        #[arg(long, value_name = "FILE")]
        users: Option<PathBuf>,
        /// One JSON object instead of text
        #[arg(long)]
        json: bool,
        /// Language of the output
        #[arg(long, value_enum, default_value_t = Language::Vi)]
        lang: Language,
    },
    /// Cases that another system keeps: opens and amends them, tells what differs
    Cases(cases::CasesArgs),
    /// Who has left: shuts them out and says what they still lead
    Leavers(leavers::LeaversArgs),
    /// Law and calendars: puts them in force
    Law {
        #[command(flatten)]
        database: DatabaseArgs,
        /// Folder with law/ and calendar/ instead of the built-in files
        #[arg(long, env = "ATTACHE_CONFIG", value_name = "DIR")]
        config: Option<PathBuf>,
        /// Language of the output
        #[arg(long, value_enum, default_value_t = Language::Vi)]
        lang: Language,
    },
}

/// Why nothing was imported.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ImportCommandError {
    #[error(transparent)]
    Database(#[from] DatabaseError),
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Activate(#[from] ActivateError),
    #[error(transparent)]
    Rules(#[from] RulesError),
    #[error("no agency has this code")]
    Agency,
    #[error("not the code of a system")]
    Source,
    #[error("neither a folder nor a workbook was named")]
    NoFile,
    #[error("headings are wrong, nothing was done: see {path}")]
    Headings { path: String },
    #[error("{count} errors by row: see {path}")]
    Rows { count: usize, path: String },
    #[error("cannot read {path}: {source}")]
    Read { path: String, source: io::Error },
    #[error("the files are not valid:\n{}", lines(.0))]
    Invalid(Vec<ImportError>),
    #[error("rows that are wrong were left out:\n{}", lines(.0))]
    LeftOut(Vec<ImportError>),
    #[error("cannot write the answer: {0}")]
    Output(#[from] io::Error),
    #[error("cannot write the answer as JSON: {0}")]
    Json(#[from] serde_json::Error),
}

impl From<StoreError> for ImportCommandError {
    fn from(error: StoreError) -> Self {
        Self::Database(error.into())
    }
}

fn lines(errors: &[ImportError]) -> String {
    let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

/// Runs the subcommand, writing its answer to `out`.
pub(crate) fn run(args: &Args, out: &mut impl Write) -> Result<(), ImportCommandError> {
    match &args.what {
        What::Directory { database, config, users, json, lang } => {
            let files = Files::load(&config.join("directory"), users.as_deref())?;
            let mut registry = registry(database)?;
            let today = Zone::HANOI.day_of(system_clock().now());
            let plan = files.plan(today, &registry.directory()?)?;
            registry.import_directory(&Actor::SYSTEM, &plan)?;
            let told = Told::of(&plan);
            if *json {
                serde_json::to_writer_pretty(&mut *out, &told)?;
                writeln!(out)?;
            } else {
                print(&told, Lang::from(*lang), out)?;
            }
        }
        What::Cases(args) => cases::run(args, out)?,
        What::Leavers(args) => leavers::run(args, out)?,
        What::Law { database, config, lang } => {
            let files = config::Files::load(config.as_deref())?;
            let (law, calendar) = activate(&mut registry(database)?, &files)?;
            let args = [("law", Arg::Count(law.into())), ("calendar", Arg::Count(calendar.into()))];
            writeln!(out, "{}", text(Lang::from(*lang), "law-activated", &args))?;
        }
    }
    Ok(())
}

/// The registry of a database, its schema brought up to date.
fn registry(database: &DatabaseArgs) -> Result<Registry, ImportCommandError> {
    let (url, vault) = (database.url()?, database.vault()?);
    Store::migrate(&url).map_err(DatabaseError::from)?;
    let opened = Registry::open(&url, system_clock(), vault);
    Ok(opened.map_err(DatabaseError::from)?)
}

/// Names and texts of the files of an import.
struct Files {
    agencies: Vec<(String, String)>,
    institutions: Vec<(String, String)>,
    branches: Vec<(String, String)>,
    users: Vec<(String, String)>,
}

impl Files {
    fn load(folder: &Path, users: Option<&Path>) -> Result<Self, ImportCommandError> {
        let all = |names: &[&str]| -> Result<Vec<_>, ImportCommandError> {
            names.iter().map(|name| file(&folder.join(name))).collect()
        };
        Ok(Self {
            agencies: all(&["agencies.csv", "regions.csv"])?,
            institutions: all(&["institutions.csv"])?,
            branches: all(&["branches.csv"])?,
            users: users.map(file).transpose()?.into_iter().collect(),
        })
    }

    /// What would have to change in `stored`, or everything wrong with them.
    fn plan(&self, today: Day, stored: &Directory) -> Result<Plan, ImportCommandError> {
        let sources = Sources {
            agencies: &borrowed(&self.agencies),
            institutions: &borrowed(&self.institutions),
            branches: &borrowed(&self.branches),
            users: &borrowed(&self.users),
        };
        let wanted = read_on(today, sources, stored).map_err(ImportCommandError::Invalid)?;
        Ok(plan(stored, &wanted))
    }
}

fn borrowed(files: &[(String, String)]) -> Vec<Source<'_>> {
    let files = files.iter();
    files.map(|(name, text)| Source { name, text }).collect()
}

fn file(path: &Path) -> Result<(String, String), ImportCommandError> {
    let text = fs::read_to_string(path)
        .map_err(|source| ImportCommandError::Read { path: path.display().to_string(), source })?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    Ok((name.into_owned(), text))
}

/// What an import changed: codes and names of fields, nobody's data.
#[derive(Serialize)]
struct Told<'a> {
    changes: Vec<ToldChange<'a>>,
    unchanged: usize,
    left_alone: usize,
}

#[derive(Serialize)]
struct ToldChange<'a> {
    kind: &'static str,
    code: &'a str,
    /// `None`: the entry is new.
    fields: Option<Vec<&'static str>>,
}

impl<'a> Told<'a> {
    fn of(plan: &'a Plan) -> Self {
        Self {
            changes: plan.changes.iter().map(ToldChange::of).collect(),
            unchanged: plan.unchanged,
            left_alone: plan.left_alone,
        }
    }
}

impl<'a> ToldChange<'a> {
    fn of(change: &'a Change) -> Self {
        let entry = change.entry();
        Self {
            kind: match entry {
                Entry::Agency(_) => "agency",
                Entry::Institution(_) => "institution",
                Entry::Branch(_) => "branch",
                Entry::User(_) => "user",
            },
            code: entry.code(),
            fields: match change {
                Change::Added(_) => None,
                Change::Changed { fields, .. } => Some(fields.iter().map(|f| f.field).collect()),
            },
        }
    }
}

/// New entries are counted, changed ones named with their fields.
fn print(told: &Told<'_>, lang: Lang, out: &mut impl Write) -> io::Result<()> {
    let count = |n: usize| Arg::Count(i64::try_from(n).unwrap_or(i64::MAX));
    if told.changes.is_empty() {
        writeln!(out, "{}", text(lang, "import-nothing", &[]))?;
    }
    for kind in ["agency", "institution", "branch", "user"] {
        let of_kind = || told.changes.iter().filter(|one| one.kind == kind);
        let added = of_kind().filter(|one| one.fields.is_none()).count();
        let kind = text(lang, &format!("import-kind-{kind}"), &[]);
        if added > 0 {
            let args = [("n", count(added)), ("kind", kind.as_str().into())];
            writeln!(out, "{}", text(lang, "import-added", &args))?;
        }
        for one in of_kind() {
            if let Some(fields) = &one.fields {
                let args = [
                    ("kind", kind.as_str().into()),
                    ("code", one.code.into()),
                    ("fields", fields.join(", ").into()),
                ];
                writeln!(out, "{}", text(lang, "import-changed", &args))?;
            }
        }
    }
    let rest = [("unchanged", count(told.unchanged)), ("left", count(told.left_alone))];
    writeln!(out, "{}", text(lang, "import-rest", &rest))
}
