//! Lines to a mail server, kept for the next mail.
//!
//! Not lettre's transport: it limits how long connecting may take and nothing
//! after it, so a server that falls silent would keep a worker for ever; and
//! its pool takes back a line given up in the middle of a conversation, on
//! which the next mail would hear the answers to the last one. Here one limit
//! holds for the whole conversation, and a line that did not come to its end
//! is closed by being dropped.

use super::transport::OUT_OF_REACH;
use super::{MailError, Security, Target};
use lettre::address::Envelope;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use store::outbox::Sent;
use tokio::time::timeout;

/// How long one conversation with a mail server may take; far below a lease.
const CONVERSATION: Duration = Duration::from_mins(1);
/// How long a line that was kept may take to show that it still holds.
const ALIVE: Duration = Duration::from_secs(5);

/// A mail server, and the lines to it that wait for the next mail. Cheap to
/// clone.
#[derive(Clone)]
pub struct Smtp {
    inner: Arc<Inner>,
    limit: Duration,
}

struct Inner {
    host: String,
    port: u16,
    security: Security,
    /// None where the line is open, on this machine.
    tls: Option<TlsParameters>,
    hello: ClientId,
    credentials: Option<Credentials>,
    /// How many lines are kept.
    most: usize,
    idle: Mutex<Vec<AsyncSmtpConnection>>,
}

impl Smtp {
    /// The mail server of a target.
    pub(super) fn of(target: &Target, hello: &str, connections: u16) -> Result<Self, MailError> {
        let Target::Smtp { host, port, security, username, password, ca_file } = target else {
            return Err(MailError::NotLocal);
        };
        let tls = match security {
            Security::Tls | Security::Starttls => Some(parameters(host, ca_file.as_deref())?),
            Security::PlainLocalhost if is_local(host) => None,
            Security::PlainLocalhost => return Err(MailError::NotLocal),
        };
        let credentials = match (username, password) {
            (Some(name), Some(password)) => {
                Some(Credentials::new(name.clone(), password.0.clone()))
            }
            (None, None) => None,
            _ => return Err(MailError::HalfCredentials),
        };
        let inner = Inner {
            host: host.clone(),
            port: *port,
            security: *security,
            tls,
            hello: ClientId::Domain(hello.to_owned()),
            credentials,
            most: usize::from(connections),
            idle: Mutex::default(),
        };
        Ok(Self { inner: Arc::new(inner), limit: CONVERSATION })
    }

    /// The same, with less patience.
    #[must_use]
    pub(super) fn within(self, limit: Duration) -> Self {
        Self { limit, ..self }
    }

    /// Sends a mail, from connecting to the server's last word within the limit.
    pub(super) async fn send(&self, envelope: &Envelope, mail: &[u8]) -> Sent {
        // Large, and part of every future that sends: kept apart.
        let opened = AtomicBool::new(false);
        let conversation = Box::pin(self.converse(envelope, mail, &opened));
        let said = timeout(self.limit, conversation).await;
        match said {
            Ok(Ok(())) => Sent::Delivered,
            Ok(Err(error)) if error.status().is_some() || opened.load(Relaxed) => judge(&error),
            Err(_) if opened.load(Relaxed) => Sent::Transient("timeout".to_owned()),
            Ok(Err(_)) | Err(_) => Sent::Transient(OUT_OF_REACH.to_owned()),
        }
    }

    async fn converse(
        &self,
        envelope: &Envelope,
        mail: &[u8],
        opened: &AtomicBool,
    ) -> Result<(), Error> {
        let mut line = match self.kept().await {
            Some(line) => line,
            None => self.connect().await?,
        };
        opened.store(true, Relaxed);
        line.send(envelope, mail).await?;
        let mut idle = self.idle();
        if !line.has_broken() && idle.len() < self.inner.most {
            idle.push(line);
        }
        Ok(())
    }

    /// A line that was kept and still holds.
    async fn kept(&self) -> Option<AsyncSmtpConnection> {
        loop {
            let mut line = self.idle().pop()?;
            if timeout(ALIVE, line.test_connected()).await == Ok(true) {
                return Some(line);
            }
        }
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, Error> {
        let Inner { host, port, security, tls, hello, credentials, .. } = &*self.inner;
        let server = (host.as_str(), *port);
        let at_once = tls.clone().filter(|_| *security == Security::Tls);
        let mut line =
            AsyncSmtpConnection::connect_tokio1(server, None, hello, at_once, None).await?;
        if let Some(tls) = tls
            && *security == Security::Starttls
        {
            // An error where the server offers none: required is required.
            line.starttls(tls.clone(), hello).await?;
        }
        if let Some(credentials) = credentials {
            line.auth(&[Mechanism::Plain, Mechanism::Login], credentials).await?;
        }
        Ok(line)
    }

    fn idle(&self) -> MutexGuard<'_, Vec<AsyncSmtpConnection>> {
        self.inner.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether trying again may help. Only codes are kept: a server's words may
/// hold the address (I-32).
fn judge(error: &Error) -> Sent {
    let Some(code) = error.status() else {
        // The line, TLS, or an answer that is none: another try may meet a
        // server that is well.
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

fn is_local(host: &str) -> bool {
    host == "localhost"
        || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn parameters(host: &str, ca_file: Option<&Path>) -> Result<TlsParameters, MailError> {
    let tls = |error: Error| MailError::Tls(error.to_string());
    let mut builder = TlsParameters::builder(host.to_owned());
    if let Some(path) = ca_file {
        let pem = std::fs::read(path)
            .map_err(|source| MailError::File { path: path.to_owned(), source })?;
        builder = builder.add_root_certificate(Certificate::from_pem(&pem).map_err(tls)?);
    }
    builder.build_rustls().map_err(tls)
}
