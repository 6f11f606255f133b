//! Text messages to who is on duty: one line, a reference, nothing of the matter
//! (I-32). They leave into a folder, or as mail to a gateway that turns what is sent
//! to `84912345678@domain` into a message; another provider is one more [`Way`].

use crate::mail::compose::{ComposeError, Composer};
use crate::mail::transport::{Transport, write};
use engine::time::Instant;
use locale::text;
use serde::Deserialize;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use store::outbox::{Mail, Sent};

/// How text messages leave.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(
    tag = "kind",
    rename_all = "snake_case",
    rename_all_fields = "snake_case",
    deny_unknown_fields
)]
pub enum TextTarget {
    /// Into a folder, one file a message: for the demonstration, and for a program
    /// that fetches them from there.
    Folder {
        /// The folder.
        path: PathBuf,
    },
    /// As mail to a gateway, by the way mail leaves.
    Mail {
        /// The gateway's domain, e.g. `sms.gateway.example`.
        domain: String,
    },
}

/// How text messages leave. Cheap to clone.
#[derive(Clone)]
pub struct Texts {
    way: Way,
    composer: Composer,
}

#[derive(Clone)]
enum Way {
    Folder(Arc<Path>),
    Gateway { post: Transport, domain: Arc<str> },
}

impl Texts {
    /// The way of a target; mail to a gateway leaves by `post`.
    pub fn new(target: &TextTarget, composer: &Composer, post: &Transport) -> Self {
        let way = match target {
            TextTarget::Folder { path } => Way::Folder(path.as_path().into()),
            TextTarget::Mail { domain } => {
                Way::Gateway { post: post.clone(), domain: domain.as_str().into() }
            }
        };
        Self { way, composer: composer.clone() }
    }

    /// Sends the text message of a delivery to a telephone, `+` and digits.
    pub(crate) async fn send(&self, mail: &Mail, phone: &str, now: Instant) -> Sent {
        let line = line(mail);
        match &self.way {
            Way::Folder(folder) => {
                let (folder, name) = (Arc::clone(folder), format!("{}.txt", mail.delivery));
                let bytes = format!("{phone}\n{line}\n").into_bytes();
                let kept = tokio::task::spawn_blocking(move || {
                    std::fs::create_dir_all(&folder)?;
                    write(&folder.join(name), &bytes)
                });
                match kept.await {
                    Ok(Ok(())) => Sent::Delivered,
                    Ok(Err(_)) | Err(_) => Sent::Transient("folder".to_owned()),
                }
            }
            Way::Gateway { post, domain } => {
                let address = format!("{}@{domain}", phone.trim_start_matches('+'));
                match self.composer.text(mail, &address, &line, now) {
                    Ok(letter) => post.send(letter).await,
                    Err(error) => Sent::Permanent(ComposeError::code(error).to_owned()),
                }
            }
        }
    }
}

/// What it says: that something urgent waits, and its reference.
fn line(mail: &Mail) -> String {
    let lang = mail.language.parse().unwrap_or_default();
    text(lang, "text-urgent", &[("reference", mail.reference.as_str().into())])
}
