//! `attache user` and `attache client`: people and systems, from the machine
//! the database is on. The operator acts as the service itself; without him
//! there would be no first administrator.

use crate::database::{DatabaseArgs, DatabaseError, system_clock};
use crate::lang::Language;
use api::auth::key;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use clap::Subcommand;
use engine::actor::{Actor, Seat};
use engine::directory::{AgencyCode, Directory, Email, InstitutionCode, Username};
use engine::id::{ClientId, InstitutionId, UserId};
use engine::identity::PersonName;
use engine::role::Role;
use engine::time::Zone;
use locale::{Lang, text};
use std::io::{self, Write};
use store::StoreError;
use store::identity::{
    AdministerError, Administered, Administrator, NewPerson, SetupCode, UserLine,
};
use store::read::Page;
use store::reference::Registry;
use uuid::Uuid;

/// How many rows are read at a time.
const ROWS: u16 = 200;

/// Arguments of `attache user`.
#[derive(clap::Args)]
pub(crate) struct UserArgs {
    #[command(subcommand)]
    what: UserWhat,
}

/// What every subcommand needs.
#[derive(clap::Args)]
struct Common {
    #[command(flatten)]
    database: DatabaseArgs,
    /// Language of the output
    #[arg(long, value_enum, default_value_t = Language::Vi)]
    lang: Language,
}

#[derive(Subcommand)]
enum UserWhat {
    /// Everybody with an account
    List {
        #[command(flatten)]
        common: Common,
    },
    /// Give a person an account; prints a one-time code to set a password by
    Add {
        #[command(flatten)]
        common: Common,
        /// Name to sign in with
        #[arg(long, value_name = "NAME", value_parser = Username::parse)]
        username: Username,
        /// The person's name
        #[arg(long, value_parser = PersonName::parse)]
        name: PersonName,
        /// Where mail goes
        #[arg(long, value_parser = Email::parse)]
        email: Email,
        /// Role, by its code
        #[arg(long, value_parser = Role::parse)]
        role: Role,
        /// Code of the agency where the role is held
        #[arg(long, value_name = "CODE", value_parser = AgencyCode::parse, conflicts_with = "institution")]
        agency: Option<AgencyCode>,
        /// Code of the institution where the role is held
        #[arg(long, value_name = "CODE", value_parser = InstitutionCode::parse)]
        institution: Option<InstitutionCode>,
    },
    /// Void a password and print a one-time code to set another by
    SetupCode {
        #[command(flatten)]
        common: Common,
        /// Name the person signs in with
        #[arg(long, value_name = "NAME", value_parser = Username::parse)]
        username: Username,
    },
    /// Shut a person out
    Deactivate {
        #[command(flatten)]
        common: Common,
        /// Name the person signs in with
        #[arg(long, value_name = "NAME", value_parser = Username::parse)]
        username: Username,
    },
}

/// Arguments of `attache client`.
#[derive(clap::Args)]
pub(crate) struct ClientArgs {
    #[command(subcommand)]
    what: ClientWhat,
}

#[derive(Subcommand)]
enum ClientWhat {
    /// Every system with its keys
    List {
        #[command(flatten)]
        common: Common,
    },
    /// Register a system of an institution; prints its id
    Add {
        #[command(flatten)]
        common: Common,
        /// Code of the institution it acts for
        #[arg(long, value_name = "CODE", value_parser = InstitutionCode::parse)]
        institution: InstitutionCode,
        /// What its owner calls it
        #[arg(long, value_parser = label)]
        name: String,
    },
    /// Register a public key of a system
    Key {
        #[command(flatten)]
        common: Common,
        /// The system's id
        #[arg(long, value_name = "ID")]
        client: Uuid,
        /// The key's name, unique over all systems
        #[arg(long, value_parser = key_name)]
        kid: String,
        /// Ed25519, 32 bytes in base64url
        #[arg(long, value_name = "KEY", value_parser = public_key)]
        public_key: [u8; 32],
    },
}

fn public_key(text: &str) -> Result<[u8; 32], &'static str> {
    key::read(text).ok_or("not an Ed25519 public key: 32 bytes in base64url")
}

fn key_name(text: &str) -> Result<String, &'static str> {
    let name = key::is_name(text).then(|| text.to_owned());
    name.ok_or("want 1 to 100 letters, digits, dots, underscores or hyphens")
}

fn label(text: &str) -> Result<String, &'static str> {
    let label = key::label(text).map(str::to_owned);
    label.map_err(|_| "want 1 to 100 characters in one line")
}

/// Why nothing was administered.
#[derive(Debug, thiserror::Error)]
pub(crate) enum UserError {
    #[error(transparent)]
    Database(#[from] DatabaseError),
    #[error("{words} ({code})")]
    Denied { words: String, code: &'static str },
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("{0} is not in the directory")]
    Unknown(String),
    #[error("cannot write the answer: {0}")]
    Output(#[from] io::Error),
}

/// An open database and the language to answer in.
struct Site {
    registry: Registry,
    lang: Lang,
}

impl Site {
    fn open(common: &Common) -> Result<Self, UserError> {
        let Common { database, lang } = common;
        let opened = Registry::open(&database.existing()?, system_clock(), database.vault()?);
        Ok(Self { registry: opened.map_err(DatabaseError::from)?, lang: Lang::from(*lang) })
    }

    fn administer<T>(
        &mut self,
        work: impl FnOnce(&mut Administrator<'_>) -> Administered<T>,
    ) -> Result<T, UserError> {
        self.registry.administer(&Actor::SYSTEM, work).map_err(|error| match error {
            AdministerError::Denied(denied) => UserError::Denied {
                words: text(
                    self.lang,
                    &format!("problem-{}", denied.code().replace('_', "-")),
                    &[],
                ),
                code: denied.code(),
            },
            AdministerError::Store(error) => error.into(),
        })
    }

    fn directory(&mut self) -> Result<Directory, UserError> {
        Ok(self.registry.directory().map_err(DatabaseError::from)?)
    }

    fn person(&mut self, name: &Username) -> Result<UserId, UserError> {
        Ok(self.administer(|admin| admin.user_named(name))?.id)
    }

    /// A code: to be shown, and to be kept.
    fn code() -> (String, SetupCode) {
        let (code, kept) = SetupCode::draw(system_clock().now());
        (URL_SAFE_NO_PAD.encode(code), kept)
    }
}

/// Runs `attache user`, writing its answer to `out`.
pub(crate) fn users(args: &UserArgs, out: &mut impl Write) -> Result<(), UserError> {
    match &args.what {
        UserWhat::List { common } => list_users(&mut Site::open(common)?, out),
        UserWhat::Add { common, username, name, email, role, agency, institution } => {
            let mut site = Site::open(common)?;
            let seat = seat(&site.directory()?, agency.as_ref(), institution.as_ref())?;
            let new = NewPerson {
                username: username.clone(),
                full_name: name.clone(),
                email: email.clone(),
                language: Lang::default().code().to_owned(),
                seats: vec![(*role, seat)],
            };
            let (code, kept) = Site::code();
            site.administer(|admin| admin.create_person(&new, &kept))?;
            show_code(&site, username, &code, &kept, out)
        }
        UserWhat::SetupCode { common, username } => {
            let mut site = Site::open(common)?;
            let id = site.person(username)?;
            let (code, kept) = Site::code();
            site.administer(|admin| admin.give_setup_code(id, &kept))?;
            show_code(&site, username, &code, &kept, out)
        }
        UserWhat::Deactivate { common, username } => {
            let mut site = Site::open(common)?;
            let id = site.person(username)?;
            site.administer(|admin| admin.set_active(id, false))?;
            let named = [("username", username.as_str().into())];
            writeln!(out, "{}", text(site.lang, "user-shut-out", &named))?;
            Ok(())
        }
    }
}

/// Runs `attache client`, writing its answer to `out`.
pub(crate) fn clients(args: &ClientArgs, out: &mut impl Write) -> Result<(), UserError> {
    match &args.what {
        ClientWhat::List { common } => list_clients(&mut Site::open(common)?, out),
        ClientWhat::Add { common, institution, name } => {
            let mut site = Site::open(common)?;
            let id = known_institution(&site.directory()?, institution)?;
            let client = site.administer(|admin| admin.create_client(id, name))?;
            writeln!(out, "{client}")?;
            Ok(())
        }
        ClientWhat::Key { common, client, kid, public_key } => {
            let mut site = Site::open(common)?;
            site.administer(|admin| admin.add_key(ClientId(*client), kid, public_key))?;
            let named = [("kid", kid.as_str().into())];
            writeln!(out, "{}", text(site.lang, "client-key-added", &named))?;
            Ok(())
        }
    }
}

fn seat(
    directory: &Directory,
    agency: Option<&AgencyCode>,
    institution: Option<&InstitutionCode>,
) -> Result<Seat, UserError> {
    match (agency, institution) {
        (Some(code), _) => {
            let agency = directory.agencies.get(code);
            let agency = agency.ok_or_else(|| UserError::Unknown(code.to_string()))?;
            Ok(Seat::Agency(agency.id))
        }
        (None, Some(code)) => Ok(Seat::Institution(known_institution(directory, code)?)),
        (None, None) => Ok(Seat::Country),
    }
}

fn known_institution(
    directory: &Directory,
    code: &InstitutionCode,
) -> Result<InstitutionId, UserError> {
    let institution = directory.institutions.get(code);
    Ok(institution.ok_or_else(|| UserError::Unknown(code.to_string()))?.id)
}

fn show_code(
    site: &Site,
    username: &Username,
    code: &str,
    kept: &SetupCode,
    out: &mut impl Write,
) -> Result<(), UserError> {
    let until = Zone::HANOI.rfc3339(kept.expires_at);
    let told = [
        ("username", username.as_str().into()),
        ("code", code.into()),
        ("until", until.as_str().into()),
    ];
    writeln!(out, "{}", text(site.lang, "user-setup-code", &told))?;
    Ok(())
}

fn list_users(site: &mut Site, out: &mut impl Write) -> Result<(), UserError> {
    let directory = site.directory()?;
    let mut page = Page::new(None, ROWS);
    loop {
        let listing = site.administer(|admin| admin.users(page))?;
        for user in &listing.rows {
            writeln!(out, "{}", user_line(site.lang, &directory, user))?;
        }
        match listing.next {
            Some(next) => page = Page::new(Some(next), ROWS),
            None => return Ok(()),
        }
    }
}

/// Names of accounts, roles and places: neither the person's name nor mail.
fn user_line(lang: Lang, directory: &Directory, user: &UserLine) -> String {
    let state = match (user.active, user.has_password) {
        (false, _) => "user-state-shut-out",
        (true, false) => "user-state-no-password",
        (true, true) => "user-state-active",
    };
    let seats: Vec<String> = user
        .seats
        .iter()
        .map(|held| format!("{}@{}", held.role, place(directory, held.seat)))
        .collect();
    format!("{}\t{}\t{}", user.username, seats.join(" "), text(lang, state, &[]))
}

/// The code of a place; `-`: the whole country.
fn place(directory: &Directory, seat: Seat) -> String {
    let code = match seat {
        Seat::Agency(id) => {
            let found = directory.agencies.values().find(|one| one.id == id);
            found.map(|one| one.code.to_string())
        }
        Seat::Institution(id) => institution_code(directory, id),
        Seat::Country => None,
    };
    code.unwrap_or_else(|| "-".to_owned())
}

fn institution_code(directory: &Directory, id: InstitutionId) -> Option<String> {
    let found = directory.institutions.values().find(|one| one.id == id);
    found.map(|one| one.code.to_string())
}

fn list_clients(site: &mut Site, out: &mut impl Write) -> Result<(), UserError> {
    let directory = site.directory()?;
    let mut page = Page::new(None, ROWS);
    loop {
        let listing = site.administer(|admin| admin.clients(page))?;
        for client in &listing.rows {
            let state = if client.active { "user-state-active" } else { "user-state-shut-out" };
            let keys = client.keys.iter().filter(|key| key.active).map(|key| key.kid.as_str());
            let keys: Vec<&str> = keys.collect();
            let institution = institution_code(&directory, client.institution);
            writeln!(
                out,
                "{}\t{}\t{}\t{}\t{}",
                client.id,
                institution.unwrap_or_default(),
                client.name,
                keys.join(" "),
                text(site.lang, state, &[])
            )?;
        }
        match listing.next {
            Some(next) => page = Page::new(Some(next), ROWS),
            None => return Ok(()),
        }
    }
}
