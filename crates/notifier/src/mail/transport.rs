//! How mail leaves: a mail server, a folder, or memory.

use super::compose::Letter;
use super::smtp::Smtp;
use super::{MailError, Target};
use lettre::message::Mailbox;
use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use store::outbox::Sent;

/// How mail leaves. Cheap to clone.
#[derive(Clone)]
pub enum Transport {
    /// Through a mail server.
    Smtp(Smtp),
    /// Into a folder, one file a mail, named by its Message-ID: a repeated
    /// mail replaces itself.
    Folder(Arc<Path>),
    /// Into memory, for tests.
    Memory(Memory),
}

/// Anything mail leaves by, under the name it has in service.
pub type Post = Transport;

/// What is noted where no mail server could be reached at all.
pub(crate) const OUT_OF_REACH: &str = "unreachable";

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
            Target::Smtp { .. } => Smtp::of(target, hello, connections).map(Self::Smtp),
        }
    }

    /// The same, with another limit than a minute for a conversation with a
    /// mail server.
    #[must_use]
    pub fn within(self, limit: Duration) -> Self {
        match self {
            Self::Smtp(smtp) => Self::Smtp(smtp.within(limit)),
            other => other,
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
                smtp.send(&envelope, &letter.message.formatted()).await
            }
        }
    }
}

/// A reader never sees half a mail.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let part: PathBuf = path.with_extension("part");
    std::fs::write(&part, bytes)?;
    std::fs::rename(part, path)
}

/// A sender's address, checked.
pub(super) fn mailbox(text: &str) -> Option<Mailbox> {
    text.parse().ok()
}
