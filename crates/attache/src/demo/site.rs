//! A service set up for a demonstration: files, keys, database, people with a
//! password, banks with a key.

use super::caller::{Line, Login};
use super::folder::MARK;
use super::{DemoError, way};
use crate::config::settings::Settings;
use crate::config::{Files, files, keys};
use crate::service::{activate, open};
use api::auth::password;
use api::{Application, State};
use engine::actor::Actor;
use engine::context::Rules;
use engine::directory::{
    Directory, Institution, InstitutionCode, Succession, User, Username, plan,
};
use engine::id::ClientId;
use engine::instrument::ContentHash;
use engine::time::{Clock, Day};
use evidence::SigningKey;
use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use store::identity::{Client, ClientKey};
use store::reference::Registry;
use store::{DatabaseUrl, Store, Vault};

/// Says which other database this folder's demonstration filled: the hash of
/// its URL, which may hold a password.
const DATABASE_MARK: &str = "database.mark";

/// A service set up for a demonstration.
pub(super) struct Site {
    pub(super) settings: Settings,
    pub(super) files: Files,
    /// The built-in directory, fictional people included.
    pub(super) directory: Directory,
    pub(super) url: DatabaseUrl,
    pub(super) vault: Vault,
    /// Where mail goes.
    pub(super) mail: PathBuf,
    /// Everybody's password.
    pub(super) password: String,
    /// What the banks' keys derive from.
    master: ContentHash,
}

/// What a site is made of.
pub(super) struct Ground<'a> {
    /// Where files, keys and mail are.
    pub(super) folder: &'a Path,
    /// Another database than a SQLite file in the folder.
    pub(super) database: Option<&'a str>,
    /// Where to listen.
    pub(super) listen: SocketAddr,
    /// Where callers reach it.
    pub(super) public_url: &'a str,
    /// Whether a database that this folder's demonstration filled is taken.
    pub(super) may_continue: bool,
}

impl Site {
    /// Makes files and keys, brings the schema up to date, puts law, calendar
    /// and directory into the database. What is there already stays.
    pub(super) fn prepare(ground: &Ground<'_>, clock: Arc<dyn Clock>) -> Result<Self, DemoError> {
        let folder = ground.folder;
        fs::create_dir_all(folder)?;
        let mark = folder.join(MARK);
        keys::make_one(&mark)?;
        keys::make(&folder.join("keys"))?;
        let file = folder.join("attache.toml");
        fs::write(&file, settings_text(ground))?;
        let mut settings = Settings::read(&file)?;
        if let Some(url) = ground.database {
            settings.use_database(url);
        }
        let master = ContentHash(keys::read(&mark)?);
        let site = Self {
            files: Files::load(None)?,
            directory: built_in()?,
            url: settings.database_url()?,
            vault: Vault::new(settings.index_key()?),
            mail: folder.join("mail"),
            password: spaced(ContentHash::of(&(master, "password"))),
            settings,
            master,
        };
        site.fill(clock, ground)?;
        Ok(site)
    }

    /// Fictional people get a password: nobody else's database is taken.
    fn fill(&self, clock: Arc<dyn Clock>, ground: &Ground<'_>) -> Result<(), DemoError> {
        Store::migrate(&self.url)?;
        let mut registry = Registry::open(&self.url, clock, self.vault.clone())?;
        let stored = registry.directory()?;
        let empty = stored.agencies.is_empty() && registry.snapshot()?.law.is_none();
        let mark = ground.folder.join(DATABASE_MARK);
        let ours = ground.database.map(|url| ContentHash::of(&url).to_string());
        let taken = empty || (ground.may_continue && is_ours(&mark, ours.as_deref()));
        if !taken {
            return Err(DemoError::NotEmpty);
        }
        if let Some(ours) = ours {
            fs::write(mark, ours)?;
        }
        activate(&mut registry, &self.files)?;
        Ok(registry.import_directory(&Actor::SYSTEM, &plan(&stored, &self.directory))?)
    }

    /// Opens the store, gives people without a password theirs, and registers
    /// a system for each institution that has none.
    pub(super) fn open(&self, clock: Arc<dyn Clock>) -> Result<Store, DemoError> {
        let store = open(&self.settings, &self.files, clock)?;
        // One password, one hash: this is a demonstration.
        let hash = password::hash(&self.password)?;
        for user in self.directory.users.values() {
            let person = store.person_by_username(user.username.as_str())?;
            if person.is_some_and(|person| person.password.is_none()) {
                store.set_password(user.id, &hash)?;
            }
        }
        for institution in self.institutions() {
            if store.clients_of(institution.id)?.is_empty() {
                self.register(&store, institution)?;
            }
        }
        Ok(store)
    }

    /// One institution takes the place of another, by an import as an operator makes
    /// it; the service notices.
    pub(super) fn merge(
        &self,
        clock: Arc<dyn Clock>,
        store: &Store,
        (from, to): (&str, &str),
        on: Day,
    ) -> Result<(), DemoError> {
        let code =
            |text: &str| InstitutionCode::parse(text).map_err(|_| DemoError::Unknown(text.into()));
        let mut registry = Registry::open(&self.url, clock, self.vault.clone())?;
        let stored = registry.directory()?;
        let mut wanted = stored.clone();
        let old = wanted.institutions.get_mut(&code(from)?);
        let old = old.ok_or_else(|| DemoError::Unknown(from.to_owned()))?;
        old.active = false;
        old.succession = Some(Succession { to: code(to)?, on });
        registry.import_directory(&Actor::SYSTEM, &plan(&stored, &wanted))?;
        let directory = registry.snapshot()?.directory;
        store.set_rules(Rules { directory, ..(*store.rules()).clone() });
        Ok(())
    }

    fn register(&self, store: &Store, institution: &Institution) -> Result<(), DemoError> {
        let id = ClientId(store.fresh_id());
        store.register_client(&Client {
            id,
            institution: institution.id,
            name: institution.short_name.clone(),
            active: true,
            auth_epoch: 0,
        })?;
        store.register_key(&ClientKey {
            kid: kid(institution),
            client: id,
            public_key: SigningKey::from_seed(self.seed(institution)).public(),
            active: true,
            created_at: store.now(),
        })?;
        Ok(())
    }

    /// The seed of a simulated bank's key.
    fn seed(&self, institution: &Institution) -> [u8; 32] {
        ContentHash::of(&(self.master, institution.code.as_str())).0
    }

    /// The institutions that may be addressed, by code.
    pub(super) fn institutions(&self) -> impl Iterator<Item = &Institution> {
        self.directory.institutions.values().filter(|institution| institution.active)
    }

    /// The institutions and the way each answers.
    pub(super) fn cast(&self) -> impl Iterator<Item = (&Institution, way::Way)> {
        self.institutions().enumerate().map(|(n, one)| (one, way::of(one, n)))
    }

    /// A person of the directory.
    pub(super) fn user(&self, name: &str) -> Result<&User, DemoError> {
        let username = Username::parse(name).ok();
        let found = username.and_then(|username| self.directory.users.get(&username));
        found.ok_or_else(|| DemoError::Unknown(name.to_owned()))
    }

    /// How a person gets in.
    pub(super) fn person(&self, name: &str) -> Login {
        Login::Person { username: name.to_owned(), password: self.password.clone() }
    }

    /// How a system of an institution gets in.
    pub(super) fn system(
        &self,
        store: &Store,
        institution: &Institution,
    ) -> Result<Login, DemoError> {
        let clients = store.clients_of(institution.id)?;
        let unknown = || DemoError::Unknown(institution.code.as_str().to_owned());
        Ok(Login::System {
            client: clients.first().ok_or_else(unknown)?.id,
            kid: kid(institution),
            seed: self.seed(institution),
        })
    }

    /// What the service is run with, at another address than its settings say
    /// if one is given.
    pub(super) fn state(
        &self,
        store: &Store,
        clock: Arc<dyn Clock>,
        listen: Option<&str>,
    ) -> Result<State, DemoError> {
        let mut settings = self.settings.api();
        if let Some(listen) = listen {
            listen.clone_into(&mut settings.listen);
        }
        Ok(State::new(store.clone(), clock, self.settings.keys()?, settings))
    }

    /// The line to a service of this site.
    pub(super) fn line(&self, address: SocketAddr, store: &Store) -> Line {
        Line { address, token_endpoint: self.settings.api().token_endpoint(), store: store.clone() }
    }

    /// Builds the service, without running it.
    pub(super) fn application(
        &self,
        store: &Store,
        clock: Arc<dyn Clock>,
    ) -> Result<Application, DemoError> {
        let built = Application::build(self.state(store, clock, None)?);
        built.map_err(|error| DemoError::Server(error.to_string()))
    }
}

fn kid(institution: &Institution) -> String {
    format!("demo-{}", institution.code.as_str())
}

/// Whether a database was filled by a demonstration of this folder: the one in
/// the folder always was.
fn is_ours(mark: &Path, ours: Option<&str>) -> bool {
    ours.is_none_or(|ours| fs::read_to_string(mark).is_ok_and(|kept| kept == ours))
}

/// Settings as an operator would write them: the folder can be served by
/// `attache serve` afterwards.
fn settings_text(ground: &Ground<'_>) -> String {
    format!(
        "[database]\nurl = \"sqlite:attache.db\"\n\n\
         [http]\nlisten = \"{}\"\npublic_url = \"{}\"\n\n\
         [keys]\nfolder = \"keys\"\n\n\
         [mail]\nfrom = \"Attaché <khong-tra-loi@attache.example>\"\n\
         target = {{ kind = \"folder\", path = \"mail\" }}\n\n\
         [log]\nlevel = \"warn\"\n",
        ground.listen, ground.public_url
    )
}

/// 20 hexadecimal digits in groups of five: long enough, and can be typed.
fn spaced(hash: ContentHash) -> String {
    let digits: Vec<char> = hash.to_string().chars().take(20).collect();
    let groups: Vec<String> = digits.chunks(5).map(|group| group.iter().collect()).collect();
    groups.join("-")
}

fn built_in() -> Result<Directory, DemoError> {
    Ok(files::directory(&Directory::default())?)
}
