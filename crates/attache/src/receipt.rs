//! `attache verify receipt`: checks a receipt offline, with public keys and the
//! law and calendar files alone.

use crate::config::files;
use crate::config::{ConfigError, Jurisdiction};
use crate::lang::Language;
use engine::inforce::{Grounds, Law};
use engine::receipt::{AnswerReceipt, DeadlineReceipt, LimitReceipt, Recomputed, recompute};
use engine::request::file::RequestFile;
use engine::time::LocalInstant;
use evidence::{KeyError, Opened, PublicKeys, VerifyError};
use locale::{Arg, Lang, date_time, text};
use serde::Serialize;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Arguments of `attache verify receipt`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The receipt: a compact JWS, or the JSON answer that holds one
    file: PathBuf,
    /// Public keys of the service: its /.well-known/jwks.json, kept as a file
    #[arg(long, value_name = "FILE")]
    keys: PathBuf,
    /// Folder with law/ and calendar/ instead of the built-in files
    #[arg(long, env = "ATTACHE_CONFIG", value_name = "DIR")]
    config: Option<PathBuf>,
    /// One JSON object instead of text
    #[arg(long)]
    json: bool,
    /// Language of the output
    #[arg(long, value_enum, default_value_t = Language::Vi)]
    lang: Language,
}

/// Why a receipt did not pass.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ReceiptError {
    #[error("cannot read {path}: {source}")]
    Read { path: String, source: io::Error },
    #[error("{path}: {source}")]
    Keys { path: String, source: KeyError },
    #[error(transparent)]
    Verify(#[from] VerifyError),
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error("the signature holds, but {0} of the limits come out otherwise when computed again")]
    Differs(usize),
    #[error("cannot write the answer: {0}")]
    Output(#[from] io::Error),
    #[error("cannot write the answer as JSON: {0}")]
    Json(#[from] serde_json::Error),
}

/// What came of checking a receipt.
#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Checked {
    /// Until when to answer.
    Deadline {
        receipt: Box<DeadlineReceipt>,
        /// What computing each limit again came to, in order.
        recomputed: Vec<&'static str>,
    },
    /// That answers arrived.
    Answer { receipt: Box<AnswerReceipt> },
    /// The file of a request for a measure.
    Request { file: Box<RequestFile> },
}

/// Runs the subcommand, writing its answer to `out`.
pub(crate) fn run(args: &Args, out: &mut impl Write) -> Result<(), ReceiptError> {
    let keys = PublicKeys::parse(&read(&args.keys)?).map_err(|source| {
        let path = args.keys.display().to_string();
        ReceiptError::Keys { path, source }
    })?;
    let law = law(files::load(args.config.as_deref())?);
    let checked = check(&compact(read(&args.file)?), &keys, &law)?;
    if args.json {
        serde_json::to_writer_pretty(&mut *out, &checked)?;
        writeln!(out)?;
    } else {
        print(&checked, args.lang.into(), out)?;
    }
    match differing(&checked) {
        0 => Ok(()),
        differing => Err(ReceiptError::Differs(differing)),
    }
}

/// Checks signature and limits.
pub(crate) fn check(jws: &str, keys: &PublicKeys, law: &Law) -> Result<Checked, ReceiptError> {
    Ok(match evidence::verify(keys, jws)? {
        Opened::Deadline(receipt) => Checked::Deadline {
            recomputed: receipt.limits.iter().map(|limit| code(recompute(limit, law))).collect(),
            receipt,
        },
        Opened::Answer(receipt) => Checked::Answer { receipt },
        Opened::Request(file) => Checked::Request { file },
    })
}

/// How many limits came out otherwise.
pub(crate) fn differing(checked: &Checked) -> usize {
    match checked {
        Checked::Deadline { recomputed, .. } => {
            recomputed.iter().filter(|one| **one == code(Recomputed::Differs)).count()
        }
        Checked::Answer { .. } | Checked::Request { .. } => 0,
    }
}

/// The law as a receipt is computed by. Grounds and the number of a calendar
/// version, which is each database's own, play no part.
fn law(read: Jurisdiction) -> Law {
    Law::new(read.law, read.calendars, Grounds::default(), 0)
}

const fn code(recomputed: Recomputed) -> &'static str {
    match recomputed {
        Recomputed::Same => "same",
        Recomputed::Differs => "differs",
        Recomputed::OtherVersion => "other_version",
        Recomputed::Granted => "granted",
    }
}

fn read(path: &Path) -> Result<String, ReceiptError> {
    fs::read_to_string(path)
        .map_err(|source| ReceiptError::Read { path: path.display().to_string(), source })
}

/// The JWS of a file: the file itself, or the member `jws` of what the API
/// answered.
fn compact(text: String) -> String {
    #[derive(serde::Deserialize)]
    struct Answer {
        jws: String,
    }
    serde_json::from_str(&text).map_or(text, |Answer { jws }| jws)
}

fn print(checked: &Checked, lang: Lang, out: &mut impl Write) -> io::Result<()> {
    match checked {
        Checked::Deadline { receipt, recomputed } => {
            let named = [("reference", (&receipt.reference).into())];
            writeln!(out, "{}", text(lang, "receipt-deadline", &named))?;
            for (limit, recomputed) in receipt.limits.iter().zip(recomputed) {
                writeln!(out, "  {}", limit_line(lang, limit, recomputed))?;
            }
            for paper in &receipt.papers {
                let role = text(lang, &format!("paper-{}", paper.role.code()), &[]);
                writeln!(out, "  {role}: SHA-256 {}", paper.sha256)?;
            }
        }
        Checked::Answer { receipt } => {
            let args = [
                ("reference", (&receipt.reference).into()),
                ("when", date_time(receipt.arrived.at).into()),
                ("n", Arg::Count(i64::try_from(receipt.answers.len()).unwrap_or(i64::MAX))),
            ];
            writeln!(out, "{}", text(lang, "receipt-answer", &args))?;
            for answer in &receipt.answers {
                writeln!(out, "  {} {}", answer.answer, answer.hash)?;
                let label = text(lang, "answer-file", &[]);
                for file in &answer.files {
                    writeln!(out, "    {label}: SHA-256 {file}")?;
                }
            }
        }
        Checked::Request { file } => {
            let args = [
                ("reference", (&file.reference).into()),
                ("when", date_time(file.recorded_at).into()),
                ("n", Arg::Count(i64::try_from(file.history.len()).unwrap_or(i64::MAX))),
            ];
            writeln!(out, "{}", text(lang, "receipt-request", &args))?;
        }
    }
    writeln!(out, "{}", text(lang, "receipt-holds", &[]))
}

fn limit_line(lang: Lang, limit: &LimitReceipt, recomputed: &str) -> String {
    let when = |at: LocalInstant| date_time(at.at);
    let due = limit.due.map_or_else(|| text(lang, "receipt-immediately", &[]), when);
    let args = [
        ("rule", limit.rule.as_str().into()),
        ("start", when(limit.start).into()),
        ("due", due.into()),
        ("recomputed", text(lang, &format!("recomputed-{recomputed}"), &[]).into()),
    ];
    text(lang, "receipt-limit", &args)
}
