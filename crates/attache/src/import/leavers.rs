//! `attache import leavers`: who is shut out, from a list of names to sign in with.

use super::{ImportCommandError, file};
use crate::database::{DatabaseArgs, DatabaseError, system_clock};
use crate::lang::Language;
use engine::actor::Actor;
use engine::administration::Denied;
use engine::directory::{
    Directory, Home, ImportError, Leaver, Leavers, Rule, Source, Username, read_leavers,
    wrong_leaver,
};
use engine::role::Role;
use engine::time::{Day, Zone};
use locale::{Arg, Lang, text};
use serde::Serialize;
use std::io::{self, Write};
use std::path::PathBuf;
use store::identity::{AdministerError, Administered, Administrator};
use store::read::Led;
use store::reference::Registry;

/// Arguments of `attache import leavers`.
#[derive(clap::Args)]
pub(crate) struct LeaversArgs {
    #[command(flatten)]
    database: DatabaseArgs,
    /// CSV file: username and, if wanted, `leaves_on`, the first day without him
    #[arg(long, value_name = "FILE")]
    file: PathBuf,
    /// Say who would be shut out and what he leads, and change nothing
    #[arg(long)]
    preview: bool,
    /// One JSON object instead of text
    #[arg(long)]
    json: bool,
    /// Language of the output
    #[arg(long, value_enum, default_value_t = Language::Vi)]
    lang: Language,
}

/// What became of a row.
#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Fate {
    /// Shut out now, or in a preview: would be.
    ShutOut,
    /// Was shut out before.
    Already,
    /// His day has not come.
    Stays,
}

impl Fate {
    /// The key of the words for it.
    const fn key(self, preview: bool) -> &'static str {
        match (self, preview) {
            (Self::ShutOut, false) => "import-leaver-shut-out",
            (Self::ShutOut, true) => "import-leaver-would",
            (Self::Already, _) => "import-leaver-already",
            (Self::Stays, _) => "import-leaver-stays",
        }
    }
}

/// A row that was carried out, with the cases its person still leads.
#[derive(Serialize)]
struct Gone {
    row: u64,
    username: String,
    fate: Fate,
    leads: Vec<Leads>,
    /// What nobody is any more where he belonged.
    last: Vec<Last>,
}

#[derive(Serialize)]
struct Last {
    role: &'static str,
    /// The agency's or institution's code; `None`: the whole country.
    of: Option<String>,
}

#[derive(Serialize)]
struct Leads {
    /// The office's code.
    agency: String,
    open: i64,
    closed: i64,
}

/// An error as programs read it; never what stands in the cell.
#[derive(Serialize)]
struct Wrong<'a> {
    file: &'a str,
    row: u64,
    column: Option<&'a str>,
    code: &'static str,
}

#[derive(Serialize)]
struct Told<'a> {
    preview: bool,
    rows: &'a [Gone],
    errors: Vec<Wrong<'a>>,
}

/// Runs it. Errors of rows are told at the end and by the exit code.
pub(super) fn run(args: &LeaversArgs, out: &mut impl Write) -> Result<(), ImportCommandError> {
    let (name, text) = file(&args.file)?;
    let Leavers { rows, mut errors } = read_leavers(Source { name: &name, text: &text });
    let (url, vault) = (args.database.existing()?, args.database.vault()?);
    let opened = Registry::open(&url, system_clock(), vault);
    let mut registry = opened.map_err(DatabaseError::from)?;
    let mut directory = registry.directory()?;
    let today = Zone::HANOI.day_of(system_clock().now());
    let mut gone = Vec::with_capacity(rows.len());
    for row in &rows {
        match registry.administer(&Actor::SYSTEM, |admin| leave(admin, row, today, args.preview)) {
            Ok((fate, led)) => {
                let last = match fate {
                    Fate::ShutOut => taken(&row.username, &mut directory),
                    Fate::Already | Fate::Stays => Vec::new(),
                };
                gone.push(told(row, fate, &led, last, &directory));
            }
            Err(AdministerError::Denied(Denied::NotFound)) => {
                errors.push(wrong_leaver(&name, row.line, Rule::UnknownReference));
            }
            Err(AdministerError::Denied(_)) => {
                errors.push(wrong_leaver(&name, row.line, Rule::Fixed));
            }
            Err(AdministerError::Store(error)) => return Err(error.into()),
        }
    }
    errors.sort_by_key(|error| error.line);
    if args.json {
        let told =
            Told { preview: args.preview, rows: &gone, errors: errors.iter().map(wrong).collect() };
        serde_json::to_writer_pretty(&mut *out, &told)?;
        writeln!(out)?;
    } else {
        print(args, &gone, errors.len(), out)?;
    }
    if errors.is_empty() { Ok(()) } else { Err(ImportCommandError::LeftOut(errors)) }
}

/// Shuts out the person of one row, unless this is a preview or his day has not come.
fn leave(
    admin: &mut Administrator<'_>,
    row: &Leaver,
    today: Day,
    preview: bool,
) -> Administered<(Fate, Vec<Led>)> {
    let person = admin.user_named(&row.username)?;
    let fate = match person.active {
        false => Fate::Already,
        true if row.stays_on(today) => Fate::Stays,
        true => Fate::ShutOut,
    };
    if fate == Fate::ShutOut && !preview {
        admin.set_active(person.id, false)?;
    }
    Ok((fate, admin.leads(person.id)?))
}

/// Roles without whose last holder a place stands still.
const NEEDED: [Role; 6] = [
    Role::Head,
    Role::Accountant,
    Role::AdminOffice,
    Role::AdminProvince,
    Role::AdminNational,
    Role::InstitutionAdmin,
];

/// Strikes a person off, and says what nobody is any more where he belonged.
fn taken(username: &Username, directory: &mut Directory) -> Vec<Last> {
    let Some(gone) = directory.users.get_mut(username) else {
        return Vec::new();
    };
    gone.active = false;
    let (home, roles) = (gone.home.clone(), gone.roles.clone());
    let of = match &home {
        Home::Agency(code) => Some(code.to_string()),
        Home::Institution(code) => Some(code.to_string()),
        Home::Nation => None,
    };
    // One anywhere is enough for the country.
    let national = |role: Role| role == Role::AdminNational;
    let held = |role: Role| {
        let mut stay = directory.users.values().filter(|user| user.active);
        stay.any(|user| user.roles.contains(&role) && (national(role) || user.home == home))
    };
    let lost = NEEDED.into_iter().filter(|role| roles.contains(role) && !held(*role));
    let place = |role| if national(role) { None } else { of.clone() };
    lost.map(|role| Last { role: role.code(), of: place(role) }).collect()
}

fn told(row: &Leaver, fate: Fate, led: &[Led], last: Vec<Last>, directory: &Directory) -> Gone {
    let code = |one: &Led| {
        let known = directory.agencies.values().find(|agency| agency.id == one.agency);
        known.map(|agency| agency.code.to_string()).unwrap_or_default()
    };
    let leads = |one: &Led| Leads { agency: code(one), open: one.open, closed: one.closed };
    Gone {
        row: row.line,
        username: row.username.to_string(),
        fate,
        leads: led.iter().map(leads).collect(),
        last,
    }
}

fn wrong(error: &ImportError) -> Wrong<'_> {
    Wrong {
        file: &error.file,
        row: error.line,
        column: error.field.as_deref(),
        code: error.rule.code(),
    }
}

fn print(args: &LeaversArgs, gone: &[Gone], errors: usize, out: &mut impl Write) -> io::Result<()> {
    let lang = Lang::from(args.lang);
    let count = |n: usize| Arg::Count(i64::try_from(n).unwrap_or(i64::MAX));
    for one in gone {
        let row = Arg::Count(i64::try_from(one.row).unwrap_or(i64::MAX));
        let named = [("row", row), ("username", one.username.as_str().into())];
        writeln!(out, "{}", text(lang, one.fate.key(args.preview), &named))?;
        for led in &one.leads {
            let counted = [
                ("agency", led.agency.as_str().into()),
                ("open", Arg::Count(led.open)),
                ("closed", Arg::Count(led.closed)),
            ];
            writeln!(out, "{}", text(lang, "import-leaver-leads", &counted))?;
        }
        for last in &one.last {
            let role = text(lang, &format!("role-{}", last.role), &[]);
            let named =
                [("role", role.into()), ("of", last.of.as_deref().unwrap_or_default().into())];
            let key = if last.of.is_some() {
                "import-leaver-last"
            } else {
                "import-leaver-last-national"
            };
            writeln!(out, "{}", text(lang, key, &named))?;
        }
    }
    let of = |fate| gone.iter().filter(|one| one.fate == fate).count();
    let counted = [
        ("gone", count(of(Fate::ShutOut))),
        ("already", count(of(Fate::Already))),
        ("stay", count(of(Fate::Stays))),
        ("errors", count(errors)),
    ];
    let key = if args.preview { "import-leavers-preview" } else { "import-leavers-done" };
    writeln!(out, "{}", text(lang, key, &counted))
}
