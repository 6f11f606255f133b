//! The settings file of a service: `config/attache.toml` is one with every key
//! and its meaning.

use super::keys::{self, KeyError};
use api::{ScannerAddress, ScannerSettings};
use notifier::{MailSettings, Target, TextTarget};
use serde::Deserialize;
use std::fs;
use std::io;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::path::{Path, PathBuf};
use std::time::Duration;
use store::files::{Cabinet, FileOptions};
use store::{DatabaseUrl, UrlError};

/// How a service is set up. Paths in the file are relative to its folder.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Settings {
    /// Whether it is for work or for training.
    #[serde(default)]
    pub(crate) instance: InstanceSettings,
    /// Where everything is kept.
    pub(crate) database: DatabaseSettings,
    /// Where and how it is served.
    #[serde(default)]
    pub(crate) http: HttpSettings,
    /// The keys it holds.
    pub(crate) keys: KeySettings,
    /// How mail leaves.
    pub(crate) mail: MailSection,
    /// How text messages leave.
    #[serde(default)]
    pub(crate) texts: TextSection,
    /// Who sends what is owed.
    #[serde(default)]
    pub(crate) notifier: NotifierSettings,
    /// Law, calendar and policy.
    #[serde(default)]
    pub(crate) files: FileSettings,
    /// Where papers that come in are kept.
    #[serde(default)]
    pub(crate) uploads: UploadSettings,
    /// What is written to the log.
    #[serde(default)]
    pub(crate) log: LogSettings,
}

/// Whether it is for work or for training.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct InstanceSettings {
    /// Mail stays in a folder, and every page says that this is training.
    pub(crate) training: bool,
}

/// Where everything is kept.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DatabaseSettings {
    url: String,
    /// Connections for reading.
    #[serde(default = "eight")]
    pub(crate) readers: u32,
    /// Write lanes; PostgreSQL only, SQLite has one writer.
    #[serde(default = "two")]
    pub(crate) lanes: usize,
    /// Commands that may wait before new ones are turned away.
    #[serde(default = "default_queue")]
    pub(crate) queue: usize,
}

/// Where and how it is served.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct HttpSettings {
    pub(crate) listen: String,
    pub(crate) public_url: String,
    pub(crate) workers: usize,
    pub(crate) body_limit_bytes: usize,
    pub(crate) body_timeout_seconds: u16,
    pub(crate) shutdown_timeout_seconds: u16,
    /// Addresses whose `X-Forwarded-For` is believed.
    pub(crate) proxies: Vec<IpAddr>,
}

impl Default for HttpSettings {
    fn default() -> Self {
        let service = api::Settings::default();
        Self {
            listen: service.listen,
            public_url: service.public_url,
            workers: service.workers,
            body_limit_bytes: service.body_limit,
            body_timeout_seconds: 30,
            shutdown_timeout_seconds: 20,
            proxies: service.proxies,
        }
    }
}

/// The keys it holds.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct KeySettings {
    /// The folder `attache keys` filled.
    pub(crate) folder: PathBuf,
    /// A key set with public keys that signed receipts before.
    #[serde(default)]
    pub(crate) retired: Option<PathBuf>,
}

/// How mail leaves.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MailSection {
    from: String,
    target: Target,
}

/// How text messages leave.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TextSection {
    /// Into a folder, or by a gateway.
    pub(crate) target: TextTarget,
}

impl Default for TextSection {
    fn default() -> Self {
        Self { target: TextTarget::Folder { path: PathBuf::from("texts") } }
    }
}

impl TextSection {
    /// Whether messages go into a folder, or to what may be a mail domain.
    fn is_sound(&self) -> bool {
        let TextTarget::Mail { domain } = &self.target else {
            return true;
        };
        let sign = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        let label = |part: &str| !part.is_empty() && part.bytes().all(sign);
        domain.contains('.') && domain.split('.').all(label)
    }
}

/// Who sends what is owed.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct NotifierSettings {
    /// Whether `attache serve` sends mail and strikes clocks too.
    pub(crate) in_process: bool,
    /// How many workers send at the same time.
    pub(crate) workers: u8,
}

impl Default for NotifierSettings {
    fn default() -> Self {
        Self { in_process: true, workers: 1 }
    }
}

/// Law, calendar and policy.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct FileSettings {
    /// A folder like `config/`; the built-in files otherwise.
    pub(crate) config: Option<PathBuf>,
}

/// Where papers that come in are kept, and for how long if nobody uses them.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct UploadSettings {
    pub(crate) folder: PathBuf,
    /// The largest file taken.
    pub(crate) max_bytes: usize,
    /// Days after which a file that belongs to nothing goes.
    pub(crate) keep_days: u16,
    /// Who is asked about every file that comes in.
    pub(crate) scanner: Option<ScannerSection>,
}

/// A virus scanner.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ScannerSection {
    /// `127.0.0.1:3310` or `unix:/run/clamav/clamd.ctl`.
    pub(crate) address: String,
    /// How long one file may take.
    #[serde(default = "thirty")]
    pub(crate) timeout_seconds: u32,
}

const fn thirty() -> u32 {
    30
}

impl ScannerSection {
    fn is_sound(&self) -> bool {
        self.settings().is_some() && (1..=600).contains(&self.timeout_seconds)
    }

    fn settings(&self) -> Option<ScannerSettings> {
        let address = ScannerAddress::parse(&self.address)?;
        let timeout = Duration::from_secs(u64::from(self.timeout_seconds));
        Some(ScannerSettings { address, timeout })
    }
}

impl Default for UploadSettings {
    fn default() -> Self {
        let max_bytes = api::Settings::default().file_limit;
        Self { folder: PathBuf::from("files"), max_bytes, keep_days: 7, scanner: None }
    }
}

/// What is written to the log.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct LogSettings {
    /// For people or for programs.
    pub(crate) format: LogFormat,
    /// `warn`, `info`, or per target: `info,store=debug`.
    pub(crate) level: String,
}

impl Default for LogSettings {
    fn default() -> Self {
        Self { format: LogFormat::Text, level: "info".to_owned() }
    }
}

/// For whom the log is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LogFormat {
    /// For people.
    Text,
    /// For programs: one JSON object a line.
    Json,
}

/// The largest limit of a file.
const MOST_UPLOAD: usize = 256 * 1024 * 1024;

const fn eight() -> u32 {
    8
}

const fn two() -> usize {
    2
}

const fn default_queue() -> usize {
    4_096
}

/// Why a settings file was not taken.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SettingsError {
    #[error("cannot read {path}: {source}")]
    Read { path: String, source: io::Error },
    #[error("{path}, line {line}: {words}")]
    Parse { path: String, line: usize, words: String },
    #[error("{path}: {key} must be {wanted}")]
    Range { path: String, key: &'static str, wanted: &'static str },
    #[error("{0}")]
    Url(#[from] UrlError),
    #[error(transparent)]
    Key(#[from] KeyError),
    #[error("cannot keep files in {path}: {source}")]
    Uploads { path: String, source: io::Error },
    #[error("{path}: {source}")]
    Retired { path: String, source: evidence::KeyError },
}

/// What is wrong, in words that hold no value: other messages of serde and toml
/// quote what they found.
fn words(error: &toml::de::Error, text: &str, before: &str) -> String {
    let named = ["unknown field ", "missing field ", "duplicate "];
    if named.iter().any(|start| error.message().starts_with(start)) {
        return error.message().to_owned();
    }
    if text.parse::<toml::Table>().is_err() {
        return "this is not TOML".to_owned();
    }
    match key_before(before) {
        Some(key) => format!("the value of `{key}` is of the wrong kind"),
        None => "a value is of the wrong kind".to_owned(),
    }
}

/// The key of the value that stands next.
fn key_before(before: &str) -> Option<&str> {
    let key = before.trim_end().strip_suffix('=')?.trim_end();
    let is_sign = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '_' | '-' | '.');
    let start = key.trim_end_matches(is_sign).len();
    key.get(start..).filter(|key| !key.is_empty())
}

impl Settings {
    /// Reads a settings file.
    pub(crate) fn read(path: &Path) -> Result<Self, SettingsError> {
        let shown = || path.display().to_string();
        let text = fs::read_to_string(path)
            .map_err(|source| SettingsError::Read { path: shown(), source })?;
        let settings = Self::parse(&text, &shown())?;
        settings.check(&shown())?;
        Ok(settings.relative_to(path.parent().unwrap_or(Path::new(""))))
    }

    /// The error is told without the line it is in and without the value it is
    /// about: passwords stand there.
    fn parse(text: &str, path: &str) -> Result<Self, SettingsError> {
        toml::from_str(text).map_err(|error| {
            let start = error.span().map_or(0, |span| span.start);
            let before = text.get(..start).unwrap_or_default();
            SettingsError::Parse {
                path: path.to_owned(),
                line: before.matches('\n').count().saturating_add(1),
                words: words(&error, text, before),
            }
        })
    }

    fn check(&self, path: &str) -> Result<(), SettingsError> {
        let http = &self.http;
        let safe = http.public_url.starts_with("https://") || is_loopback(&http.listen);
        let url = http.public_url.trim_end_matches('/');
        let stays = !self.instance.training || matches!(self.mail.target, Target::Folder { .. });
        let checks = [
            (stays, "mail.target", "a folder where instance.training is true: no mail leaves"),
            (self.texts.is_sound(), "texts.target.domain", "a mail domain: sms.example"),
            (self.database.readers >= 1, "database.readers", "at least 1"),
            ((1..=64).contains(&self.database.lanes), "database.lanes", "1 to 64"),
            (self.database.queue >= 1, "database.queue", "at least 1"),
            (http.workers >= 1, "http.workers", "at least 1"),
            (http.body_limit_bytes >= 1_024, "http.body_limit_bytes", "at least 1024"),
            (http.body_timeout_seconds >= 1, "http.body_timeout_seconds", "at least 1"),
            (is_address(url), "http.public_url", "https://…, or http:// on this machine"),
            (
                safe,
                "http.public_url",
                "https:// unless http.listen is an address of this machine only",
            ),
            (self.notifier.workers >= 1, "notifier.workers", "at least 1"),
            (
                (1_024..=MOST_UPLOAD).contains(&self.uploads.max_bytes),
                "uploads.max_bytes",
                "1024 to 268435456: a file is held whole while it is looked at",
            ),
            (self.uploads.keep_days >= 1, "uploads.keep_days", "at least 1"),
            (
                self.uploads.scanner.as_ref().is_none_or(ScannerSection::is_sound),
                "uploads.scanner",
                "address = \"127.0.0.1:3310\" or \"unix:/path\", timeout_seconds 1 to 600",
            ),
        ];
        match checks.into_iter().find(|(holds, ..)| !holds) {
            None => Ok(()),
            Some((_, key, wanted)) => {
                Err(SettingsError::Range { path: path.to_owned(), key, wanted })
            }
        }
    }

    fn relative_to(mut self, folder: &Path) -> Self {
        self.keys.folder = folder.join(&self.keys.folder);
        self.keys.retired = self.keys.retired.map(|path| folder.join(path));
        self.files.config = self.files.config.map(|path| folder.join(path));
        self.uploads.folder = folder.join(&self.uploads.folder);
        if let Some(path) = self.database.url.strip_prefix("sqlite:") {
            self.database.url = format!("sqlite:{}", folder.join(path).display());
        }
        if let TextTarget::Folder { path } = &mut self.texts.target {
            *path = folder.join(&path);
        }
        match &mut self.mail.target {
            Target::Folder { path } => *path = folder.join(&path),
            Target::Smtp { ca_file, .. } => {
                *ca_file = ca_file.as_ref().map(|path| folder.join(path));
            }
        }
        self
    }

    /// The database.
    pub(crate) fn database_url(&self) -> Result<DatabaseUrl, SettingsError> {
        Ok(self.database.url.parse()?)
    }

    /// Puts another database in its place.
    pub(crate) fn use_database(&mut self, url: &str) {
        url.clone_into(&mut self.database.url);
    }

    /// The service's keys.
    pub(crate) fn keys(&self) -> Result<api::Keys, SettingsError> {
        let key = |name: &str| keys::read(&self.keys.folder.join(name));
        let mut retired = evidence::PublicKeys::default();
        if let Some(path) = &self.keys.retired {
            let shown = || path.display().to_string();
            let text = fs::read_to_string(path)
                .map_err(|source| SettingsError::Read { path: shown(), source })?;
            retired = evidence::PublicKeys::parse(&text)
                .map_err(|source| SettingsError::Retired { path: shown(), source })?;
        }
        Ok(api::Keys {
            token: key("token.key")?,
            receipts: evidence::SigningKey::from_seed(key("receipts.key")?),
            retired,
        })
    }

    /// The key of blind indexes.
    pub(crate) fn index_key(&self) -> Result<[u8; 32], SettingsError> {
        Ok(keys::read(&self.keys.folder.join("index.key"))?)
    }

    /// Where papers are kept; the folder is made if it is missing.
    pub(crate) fn cabinet(&self) -> Result<FileOptions, SettingsError> {
        let key = keys::read(&self.keys.folder.join("files.key"))?;
        let folder = &self.uploads.folder;
        let cabinet = Cabinet::make(folder, &key).map_err(|source| SettingsError::Uploads {
            path: folder.display().to_string(),
            source,
        })?;
        Ok(FileOptions { cabinet, keep_days: self.uploads.keep_days })
    }

    /// How the API is served.
    pub(crate) fn api(&self) -> api::Settings {
        let http = &self.http;
        api::Settings {
            public_url: http.public_url.trim_end_matches('/').to_owned(),
            listen: http.listen.clone(),
            // `check` let this pass for an address of this machine only.
            plain_http: http.public_url.starts_with("http://"),
            body_limit: http.body_limit_bytes,
            file_limit: self.uploads.max_bytes,
            scanner: self.uploads.scanner.as_ref().and_then(ScannerSection::settings),
            body_timeout: Duration::from_secs(u64::from(http.body_timeout_seconds)),
            shutdown_timeout: Duration::from_secs(u64::from(http.shutdown_timeout_seconds)),
            workers: http.workers,
            proxies: http.proxies.clone(),
            training: self.instance.training,
        }
    }

    /// How mail leaves.
    pub(crate) fn mail(&self) -> MailSettings {
        MailSettings {
            from: self.mail.from.clone(),
            base_url: self.http.public_url.clone(),
            target: self.mail.target.clone(),
        }
    }
}

/// Whether callers and mails may be given this address: without TLS only on
/// this machine.
fn is_address(url: &str) -> bool {
    let host = |rest: &str| {
        let end = rest.find('/').unwrap_or(rest.len());
        let (authority, _) = rest.split_at(end);
        let port = authority.rfind(':').filter(|at| !authority.split_at(*at).1.contains(']'));
        authority.split_at(port.unwrap_or(authority.len())).0.to_owned()
    };
    match (url.strip_prefix("https://"), url.strip_prefix("http://")) {
        (Some(rest), _) => !host(rest).is_empty(),
        (None, Some(rest)) => matches!(host(rest).as_str(), "localhost" | "127.0.0.1" | "[::1]"),
        (None, None) => false,
    }
}

/// Whether every address behind a listening address is this machine's own.
fn is_loopback(listen: &str) -> bool {
    let Ok(addresses) = listen.to_socket_addrs() else {
        return false;
    };
    let addresses: Vec<SocketAddr> = addresses.collect();
    !addresses.is_empty() && addresses.iter().all(|address| address.ip().is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHIPPED: &str = include_str!("../../../../config/attache.toml");

    fn read(text: &str) -> Result<Settings, SettingsError> {
        let settings = Settings::parse(text, "attache.toml")?;
        settings.check("attache.toml")?;
        Ok(settings.relative_to(Path::new("/etc/attache")))
    }

    #[test]
    fn the_shipped_file_is_taken_and_its_paths_are_relative_to_it() {
        let settings = read(SHIPPED).unwrap();
        assert_eq!(settings.keys.folder, Path::new("/etc/attache/keys"));
        assert_eq!(settings.database.url, "sqlite:/etc/attache/attache.db");
        assert!(settings.api().plain_http);
    }

    #[test]
    fn every_key_of_the_shipped_file_is_known_and_no_key_is_left_out() {
        let keys = [
            "training",
            "url",
            "readers",
            "lanes",
            "queue",
            "listen",
            "public_url",
            "workers",
            "body_limit_bytes",
            "body_timeout_seconds",
            "shutdown_timeout_seconds",
            "proxies",
            "folder",
            "retired",
            "from",
            "target",
            "in_process",
            "config",
            "max_bytes",
            "keep_days",
            "address",
            "timeout_seconds",
            "format",
            "level",
        ];
        for key in keys {
            let written =
                |line: &str| line.trim_start_matches("# ").starts_with(&format!("{key} = "));
            assert!(SHIPPED.lines().any(written), "{key}");
        }
    }

    #[test]
    fn a_line_with_a_password_is_not_shown() {
        let target = "target = { kind = \"folder\", path = \"mail\" }";
        let with = "target = { kind = \"smtp\", host = \"a\", prot = 1, password = \"hush\" }";
        let told = read(&SHIPPED.replace(target, with)).unwrap_err().to_string();
        assert!(told.contains("prot") && !told.contains("hush"), "{told}");
    }

    #[test]
    fn a_value_of_the_wrong_kind_is_not_shown() {
        let target = "target = { kind = \"folder\", path = \"mail\" }";
        for (with, named) in [
            ("target = \"smtp://u:hush@host\"", "target"),
            ("target = { kind = \"smtp\", host = \"a\", port = \"hush\" }", "wrong kind"),
            ("target = { kind = \"smtp\", host = \"a\", password = 40417 }", "wrong kind"),
            ("target = { kind = \"hush\", host = \"a\" }", "wrong kind"),
            ("target = hush", "not TOML"),
            ("target = \"hush", "not TOML"),
        ] {
            let told = read(&SHIPPED.replace(target, with)).unwrap_err().to_string();
            assert!(told.contains(named), "{told}");
            assert!(!told.contains("hush") && !told.contains("40417"), "{told}");
        }
        let told = read(&SHIPPED.replace("lanes = 2", "lanes = \"hush\"")).unwrap_err().to_string();
        assert!(told.contains("`lanes` is of the wrong kind") && !told.contains("hush"), "{told}");
    }

    #[test]
    fn text_messages_go_into_a_folder_or_to_a_domain() {
        let kept = TextTarget::Folder { path: "/etc/attache/texts".into() };
        assert_eq!(read(SHIPPED).unwrap().texts.target, kept);
        let folder = "[texts]";
        let without = SHIPPED.split(folder).next().unwrap();
        assert_eq!(read(without).unwrap().texts.target, kept, "it is the default");
        let by = |domain: &str| {
            read(&format!(
                "{without}[texts]\ntarget = {{ kind = \"mail\", domain = \"{domain}\" }}"
            ))
        };
        assert!(by("sms.gateway.example").is_ok());
        for domain in ["", "localhost", "a b.example", "a@b.example", "a..example"] {
            let told = by(domain).unwrap_err().to_string();
            assert!(told.contains("texts.target.domain must be a mail domain"), "{told}");
        }
    }

    #[test]
    fn a_scanner_is_asked_where_one_is_named_and_at_an_address() {
        assert!(read(SHIPPED).unwrap().api().scanner.is_none());
        let with = |section: &str| {
            read(&SHIPPED.replace("[log]", &format!("[uploads.scanner]\n{section}\n[log]")))
        };
        for address in ["127.0.0.1:3310", "unix:/run/clamav/clamd.ctl"] {
            let settings = with(&format!("address = \"{address}\"")).unwrap();
            assert_eq!(settings.api().scanner.unwrap().timeout, Duration::from_secs(30));
        }
        for wrong in ["address = \"clamd\"", "address = \"a:1\"\ntimeout_seconds = 0"] {
            let told = with(wrong).unwrap_err().to_string();
            assert!(told.contains("uploads.scanner"), "{told}");
        }
        assert!(with("adress = \"a:1\"").unwrap_err().to_string().contains("adress"));
    }

    #[test]
    fn no_mail_leaves_a_training_instance() {
        let training = SHIPPED.replace("training = false", "training = true");
        assert!(read(&training).unwrap().api().training);
        assert!(!read(SHIPPED).unwrap().api().training);
        let folder = "target = { kind = \"folder\", path = \"mail\" }";
        let server = "target = { kind = \"smtp\", host = \"mail.example\", port = 587, \
                      security = \"starttls\" }";
        assert!(read(&SHIPPED.replace(folder, server)).is_ok());
        let told = read(&training.replace(folder, server)).unwrap_err().to_string();
        assert!(told.contains("mail.target must be a folder"), "{told}");
    }

    #[test]
    fn what_makes_no_sense_is_named() {
        let broken = |from: &str, to: &str| {
            let text = SHIPPED.replacen(from, to, 1);
            assert_ne!(text, SHIPPED);
            read(&text).unwrap_err().to_string()
        };
        assert!(broken("lanes = 2", "lanes = 0").contains("database.lanes"));
        let line = SHIPPED.lines().position(|line| line == "lanes = 2").unwrap() + 1;
        let lames = broken("lanes = 2", "lames = 2");
        assert!(lames.contains(&format!("line {line}: unknown field `lames`")), "{lames}");
        for wrong in ["http://attache.example", "httpx://127.0.0.1", "https:///", ""] {
            let told = broken("url = \"http://127.0.0.1:8080\"", &format!("url = \"{wrong}\""));
            assert!(told.contains("http.public_url"), "{wrong}: {told}");
        }
        let open = broken("listen = \"127.0.0.1:8080\"", "listen = \"0.0.0.0:8080\"");
        assert!(open.contains("http.public_url must be https://"), "{open}");
    }
}
