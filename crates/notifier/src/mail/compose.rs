//! What a mail says: a line, a reference, a link. No name, no account, no
//! amount: whoever wants to know signs in (I-32).

use super::transport::mailbox;
use super::{MailError, MailSettings};
use askama::Template;
use engine::notice::place::{Place, place};
use engine::time::Instant;
use lettre::Message;
use lettre::message::header::{Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MessageBuilder, MultiPart};
use locale::{Lang, text, try_text};
use std::error::Error;
use std::time::Duration;
use store::outbox::{Digest, Mail};
use uuid::Uuid;

/// A mail ready to leave.
pub struct Letter {
    /// Stable over tries; the left part of the Message-ID.
    pub(crate) id: String,
    pub(crate) from: Mailbox,
    pub(crate) to: Mailbox,
    pub(crate) message: Message,
}

impl std::fmt::Debug for Letter {
    /// Without the address (I-32).
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Letter({})", self.id)
    }
}

impl Letter {
    /// The mail as it goes over the line.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.message.formatted()).into_owned()
    }
}

/// Why a mail could not be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ComposeError {
    /// The recipient's address is none.
    #[error("not a mail address")]
    Address,
    /// No text for this code.
    #[error("no text for this notice")]
    Text,
    /// A template or a header failed.
    #[error("the mail could not be put together")]
    Build,
}

impl ComposeError {
    /// The stable code a dead letter gives as its reason.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Address => "address_invalid",
            Self::Text => "text_missing",
            Self::Build => "mail_invalid",
        }
    }
}

/// Writes mails in the service's name.
#[derive(Clone, Debug)]
pub struct Composer {
    from: Mailbox,
    base_url: String,
}

#[derive(Template)]
#[template(path = "notice.txt")]
struct NoticeText<'a> {
    line: &'a str,
    reference: &'a str,
    body: &'a str,
    lost: Option<&'a str>,
    open: &'a str,
    link: &'a str,
    footer: &'a str,
}

#[derive(Template)]
#[template(path = "notice.html")]
struct NoticeHtml<'a> {
    lang: &'a str,
    line: &'a str,
    reference: &'a str,
    body: &'a str,
    lost: Option<&'a str>,
    open: &'a str,
    link: &'a str,
    footer: &'a str,
}

#[derive(Template)]
#[template(path = "digest.txt")]
struct DigestText<'a> {
    line: &'a str,
    counts: &'a [String],
    open: &'a str,
    link: &'a str,
    footer: &'a str,
}

#[derive(Template)]
#[template(path = "digest.html")]
struct DigestHtml<'a> {
    lang: &'a str,
    line: &'a str,
    counts: &'a [String],
    open: &'a str,
    link: &'a str,
    footer: &'a str,
}

/// Headers, subject and both bodies of one mail.
struct Parts {
    id: String,
    subject: String,
    plain: String,
    html: String,
}

impl Composer {
    /// A composer for these settings.
    pub fn new(settings: &MailSettings) -> Result<Self, MailError> {
        let from = mailbox(&settings.from).ok_or(MailError::From)?;
        let url = settings.base_url.trim_end_matches('/');
        let local = ["http://localhost", "http://127.0.0.1", "http://[::1]"];
        let open = local.iter().any(|start| {
            let rest = url.strip_prefix(start);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '/']))
        });
        if !open && !url.starts_with("https://") {
            return Err(MailError::BaseUrl);
        }
        Ok(Self { from, base_url: url.to_owned() })
    }

    /// The domain this service writes from; names it to mail servers too.
    pub fn domain(&self) -> &str {
        self.from.email.domain()
    }

    /// The mail of a notice.
    pub fn notice(&self, mail: &Mail, address: &str, now: Instant) -> Result<Letter, ComposeError> {
        if !mail.bundle.is_empty() {
            return self.bundle(mail, address, now);
        }
        let lang = language(&mail.language);
        let key = format!("notice-{}", mail.code.replace('_', "-"));
        let line = try_text(lang, &key, &[]).ok_or(ComposeError::Text)?;
        let body = try_text(lang, &format!("{key}-text"), &[]).ok_or(ComposeError::Text)?;
        let named = [("reference", mail.reference.as_str().into())];
        let reference = text(lang, "mail-reference", &named);
        let lost = (mail.lost_before > 0)
            .then(|| text(lang, "mail-lost", &[("n", mail.lost_before.into())]));
        let (open, footer) = (text(lang, "mail-open", &[]), text(lang, "mail-footer", &[]));
        let place = self.link(mail);
        let plain = NoticeText {
            line: &line,
            reference: &reference,
            body: &body,
            lost: lost.as_deref(),
            open: &open,
            link: &place,
            footer: &footer,
        };
        let html = NoticeHtml {
            lang: lang.code(),
            line: &line,
            reference: &reference,
            body: &body,
            lost: lost.as_deref(),
            open: &open,
            link: &place,
            footer: &footer,
        };
        let parts = Parts {
            id: mail.delivery.to_string(),
            subject: subject(lang, &line, Some(&mail.reference)),
            plain: plain.render().map_err(|_| ComposeError::Build)?,
            html: html.render().map_err(|_| ComposeError::Build)?,
        };
        self.letter(address, &parts, now)
    }

    /// The mail that a gateway turns into a text message: its line, and no link that
    /// somebody might take for another's.
    pub(crate) fn text(
        &self,
        mail: &Mail,
        address: &str,
        line: &str,
        now: Instant,
    ) -> Result<Letter, ComposeError> {
        let id = mail.delivery.to_string();
        let (to, head) = self.head(address, &id, line, now)?;
        let message = head.body(line.to_owned()).map_err(|_| ComposeError::Build)?;
        Ok(Letter { id, from: self.from.clone(), to, message })
    }

    /// One mail about several demands that came in.
    fn bundle(&self, mail: &Mail, address: &str, now: Instant) -> Result<Letter, ComposeError> {
        let lang = language(&mail.language);
        let others = mail.bundle.iter().map(|one| one.reference.clone());
        let references: Vec<String> =
            std::iter::once(mail.reference.clone()).chain(others).collect();
        let n = i64::try_from(references.len()).unwrap_or(i64::MAX);
        let line = text(lang, "mail-bundle", &[("n", n.into())]);
        self.listing(lang, (mail.delivery.to_string(), address), (&line, &references), now)
    }

    /// The mail of a digest. `id` is stable over tries.
    pub fn digest(&self, digest: &Digest, id: Uuid, now: Instant) -> Result<Letter, ComposeError> {
        let lang = language(&digest.language);
        let line = text(lang, "mail-digest", &[]);
        let counts: Vec<String> = [
            ("mail-digest-late", digest.late),
            ("mail-digest-due", digest.due),
            ("mail-digest-waiting", digest.waiting),
        ]
        .into_iter()
        .filter(|(_, n)| *n > 0)
        .map(|(key, n)| text(lang, key, &[("n", n.into())]))
        .collect();
        self.listing(lang, (format!("digest-{id}"), &digest.email), (&line, &counts), now)
    }

    /// A mail that is a line, a list and where to sign in.
    fn listing(
        &self,
        lang: Lang,
        (id, address): (String, &str),
        (line, entries): (&str, &[String]),
        now: Instant,
    ) -> Result<Letter, ComposeError> {
        let (open, footer) = (text(lang, "mail-open", &[]), text(lang, "mail-footer", &[]));
        let link = format!("{}/", self.base_url);
        let plain = DigestText { line, counts: entries, open: &open, link: &link, footer: &footer };
        let html = DigestHtml {
            lang: lang.code(),
            line,
            counts: entries,
            open: &open,
            link: &link,
            footer: &footer,
        };
        let parts = Parts {
            id,
            subject: subject(lang, line, None),
            plain: plain.render().map_err(|_| ComposeError::Build)?,
            html: html.render().map_err(|_| ComposeError::Build)?,
        };
        self.letter(address, &parts, now)
    }

    /// To what the list of notices here leads the same person.
    fn link(&self, mail: &Mail) -> String {
        let place = mail.reader.map_or(Place::Home, |role| place(&mail.code, &mail.about, role));
        format!("{}{}", self.base_url, place.path())
    }

    fn letter(&self, address: &str, parts: &Parts, now: Instant) -> Result<Letter, ComposeError> {
        let (to, head) = self.head(address, &parts.id, &parts.subject, now)?;
        let message = head
            .multipart(MultiPart::alternative_plain_html(parts.plain.clone(), parts.html.clone()))
            .map_err(|_| ComposeError::Build)?;
        Ok(Letter { id: parts.id.clone(), from: self.from.clone(), to, message })
    }

    /// To whom, and the headers of every mail of this service.
    fn head(
        &self,
        address: &str,
        id: &str,
        subject: &str,
        now: Instant,
    ) -> Result<(Mailbox, MessageBuilder), ComposeError> {
        let to: Mailbox = address.parse().map_err(|_| ComposeError::Address)?;
        let domain = self.domain();
        let since = Duration::from_micros(u64::try_from(now.micros()).unwrap_or(0));
        let head = Message::builder()
            .from(self.from.clone())
            .to(to.clone())
            .subject(subject)
            .date(std::time::UNIX_EPOCH + since)
            .message_id(Some(format!("<{id}@{domain}>")))
            .header(AutoSubmitted)
            .header(ListId(format!("<notices.{domain}>")));
        Ok((to, head))
    }
}

fn language(code: &str) -> Lang {
    code.parse().unwrap_or_default()
}

fn subject(lang: Lang, line: &str, reference: Option<&str>) -> String {
    match reference {
        Some(reference) => {
            let named = [("line", line.into()), ("reference", reference.into())];
            text(lang, "mail-subject", &named)
        }
        None => text(lang, "mail-subject-digest", &[("line", line.into())]),
    }
}

/// RFC 3834: no holiday notice answers this mail.
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

/// RFC 2919: filters sort by it.
#[derive(Clone)]
struct ListId(String);

impl Header for ListId {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("List-Id")
    }

    fn parse(text: &str) -> Result<Self, Box<dyn Error + Send + Sync>> {
        Ok(Self(text.to_owned()))
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), self.0.clone())
    }
}
