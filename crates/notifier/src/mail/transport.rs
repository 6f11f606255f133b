//! How mail leaves: a mail server, a folder, or memory.

use super::compose::Letter;
use super::{MailError, Security, Target};
use lettre::message::Mailbox;
use lettre::transport::smtp::PoolConfig;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use store::outbox::Sent;

/// How long one conversation with a mail server may take; far below a lease.
const TIMEOUT: Duration = Duration::from_mins(1);

/// How mail leaves. Cheap to clone.
#[derive(Clone)]
pub enum Transport {
    /// Through a mail server.
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    /// Into a folder, one file a mail, named by its Message-ID: a repeated
    /// mail replaces itself.
    Folder(Arc<Path>),
    /// Into memory, for tests.
    Memory(Memory),
}

/// Anything mail leaves by, under the name it has in service.
pub type Post = Transport;

/// Mails kept in memory, and how the next ones will be answered.
#[derive(Clone, Default)]
pub struct Memory {
    inner: Arc<Mutex<MemoryInner>>,
}

#[derive(Default)]
struct MemoryInner {
    taken: Vec<String>,
    answers: VecDeque<Sent>,
}

impl Memory {
    fn lock(&self) -> MutexGuard<'_, MemoryInner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Answers the next mail so, after those already told; a mail nobody told
    /// about is taken.
    pub fn answer_next(&self, answer: Sent) {
        self.lock().answers.push_back(answer);
    }

    /// The mails taken so far, as they would go over the line.
    pub fn taken(&self) -> Vec<String> {
        self.lock().taken.clone()
    }

    fn send(&self, bytes: &[u8]) -> Sent {
        let mut inner = self.lock();
        let answer = inner.answers.pop_front().unwrap_or(Sent::Delivered);
        if answer == Sent::Delivered {
            inner.taken.push(String::from_utf8_lossy(bytes).into_owned());
        }
        answer
    }
}

impl Transport {
    /// The transport of a target. `hello` is how we name ourselves to a mail
    /// server; `connections` how many lines to it are kept.
    pub fn open(target: &Target, hello: &str, connections: u16) -> Result<Self, MailError> {
        match target {
            Target::Folder { path } => {
                std::fs::create_dir_all(path)
                    .map_err(|source| MailError::File { path: path.clone(), source })?;
                Ok(Self::Folder(path.as_path().into()))
            }
            Target::Smtp { .. } => smtp(target, hello, connections).map(Self::Smtp),
        }
    }

    /// Sends a letter.
    pub async fn send(&self, letter: Letter) -> Sent {
        match self {
            Self::Memory(memory) => memory.send(&letter.message.formatted()),
            Self::Folder(folder) => {
                let path = folder.join(format!("{}.eml", letter.id));
                let bytes = letter.message.formatted();
                let written = tokio::task::spawn_blocking(move || write(&path, &bytes)).await;
                match written {
                    Ok(Ok(())) => Sent::Delivered,
                    Ok(Err(_)) | Err(_) => Sent::Transient("folder".to_owned()),
                }
            }
            Self::Smtp(smtp) => {
                let (from, to) = (letter.from.email, letter.to.email);
                let envelope = lettre::address::Envelope::new(Some(from), vec![to]);
                let Ok(envelope) = envelope else {
                    return Sent::Permanent("address_invalid".to_owned());
                };
                match smtp.send_raw(&envelope, &letter.message.formatted()).await {
                    Ok(_) => Sent::Delivered,
                    Err(error) => judge(&error),
                }
            }
        }
    }
}

/// A reader never sees half a mail.
fn write(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let part: PathBuf = path.with_extension("part");
    std::fs::write(&part, bytes)?;
    std::fs::rename(part, path)
}

/// Whether trying again may help. Only codes are kept: a server's words may
/// hold the address (I-32).
fn judge(error: &lettre::transport::smtp::Error) -> Sent {
    let Some(code) = error.status() else {
        // The line, its time limit, TLS, or an answer that is none: another
        // try may meet a server that is well.
        let what = if error.is_timeout() {
            "timeout"
        } else if error.is_tls() {
            "tls"
        } else {
            "connection"
        };
        return Sent::Transient(what.to_owned());
    };
    let detail = format!("smtp_{code}");
    if error.is_permanent() && !is_ours(&code.to_string()) {
        Sent::Permanent(detail)
    } else {
        Sent::Transient(detail)
    }
}

/// Refusals of ourselves, not of the recipient: a wrong password must not turn
/// every mail into a dead letter.
fn is_ours(code: &str) -> bool {
    matches!(code, "530" | "534" | "535" | "538" | "421")
}

fn smtp(
    target: &Target,
    hello: &str,
    connections: u16,
) -> Result<AsyncSmtpTransport<Tokio1Executor>, MailError> {
    let Target::Smtp { host, port, security, username, password, ca_file } = target else {
        return Err(MailError::NotLocal);
    };
    let tls = match security {
        Security::Tls => Tls::Wrapper(parameters(host, ca_file.as_deref())?),
        Security::Starttls => Tls::Required(parameters(host, ca_file.as_deref())?),
        Security::PlainLocalhost if is_local(host) => Tls::None,
        Security::PlainLocalhost => return Err(MailError::NotLocal),
    };
    let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(host)
        .port(*port)
        .tls(tls)
        .hello_name(ClientId::Domain(hello.to_owned()))
        .timeout(Some(TIMEOUT))
        .pool_config(PoolConfig::new().max_size(u32::from(connections)));
    match (username, password) {
        (Some(name), Some(password)) => {
            let credentials = Credentials::new(name.clone(), password.0.clone());
            builder = builder.credentials(credentials);
        }
        (None, None) => {}
        _ => return Err(MailError::HalfCredentials),
    }
    Ok(builder.build())
}

fn is_local(host: &str) -> bool {
    host == "localhost"
        || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn parameters(host: &str, ca_file: Option<&Path>) -> Result<TlsParameters, MailError> {
    let tls = |error: lettre::transport::smtp::Error| MailError::Tls(error.to_string());
    let mut builder = TlsParameters::builder(host.to_owned());
    if let Some(path) = ca_file {
        let pem = std::fs::read(path)
            .map_err(|source| MailError::File { path: path.to_owned(), source })?;
        builder = builder.add_root_certificate(Certificate::from_pem(&pem).map_err(tls)?);
    }
    builder.build_rustls().map_err(tls)
}

/// A sender's address, checked.
pub(super) fn mailbox(text: &str) -> Option<Mailbox> {
    text.parse().ok()
}
