//! What a client sent under which key, and what it heard.

use crate::http::Response;
use engine::case::CaseContent;
use engine::demand::ItemAnswer;
use engine::id::{CaseId, DemandId};
use engine::instrument::InquiryContent;
use serde_json::{Value, json};
use uuid::Uuid;

/// A write.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Sent {
    Case(Box<CaseContent>),
    Filing(CaseId, Box<InquiryContent>),
    Answer(DemandId, Box<ItemAnswer>),
}

impl Sent {
    /// Method and path.
    pub(crate) fn line(&self) -> String {
        match self {
            Self::Case(_) => "POST /api/v1/cases".to_owned(),
            Self::Filing(..) => "POST /api/v1/inquiries".to_owned(),
            Self::Answer(demand, _) => format!("POST /api/v1/demands/{demand}/answers"),
        }
    }

    /// The body, the same bytes each time: the API takes what the engine writes.
    pub(crate) fn body(&self) -> String {
        let body = match self {
            Self::Case(content) => serde_json::to_value(content).unwrap(),
            Self::Filing(case, content) => {
                let mut body = serde_json::to_value(content).unwrap();
                body["case"] = json!(case);
                body["issue"] = json!(true);
                body
            }
            Self::Answer(_, answer) => json!({ "answers": [answer] }),
        };
        body.to_string()
    }
}

/// A definite reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Reply {
    /// It was carried out, now or before.
    Done { id: Uuid, created: Option<Uuid>, replayed: bool },
    /// Another answer stands; this one is kept as evidence.
    Conflict { answer: Uuid },
    /// It was not carried out.
    Refused { status: u16, code: String },
}

impl Reply {
    /// What a response says; `None` where it says "again", or "our fault": its
    /// fate is not known then.
    pub(crate) fn of(response: &Response) -> Option<Self> {
        let body = response.json();
        let id = |name: &str| body[name].as_str().map(|text| text.parse().unwrap());
        match (response.status, body["code"].as_str().unwrap_or_default()) {
            (200..300, _) => Some(Self::Done {
                id: id("id").unwrap(),
                created: id("created"),
                replayed: body["replayed"] == Value::Bool(true),
            }),
            (409, "answer_conflicts") => Some(Self::Conflict { answer: id("answer").unwrap() }),
            (409, "in_flight") | (408 | 429 | 500.., _) => None,
            (status, code) => Some(Self::Refused { status, code: code.to_owned() }),
        }
    }
}

/// A key's page in a journal.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) key: String,
    pub(crate) sent: Sent,
    /// Whether a response failed to come: its fate was unknown for a while.
    pub(crate) unheard: bool,
    /// Every definite reply, in order.
    pub(crate) replies: Vec<Reply>,
}

impl Entry {
    /// A new one, under a key of its own.
    pub(crate) fn new(sent: Sent) -> Self {
        let key = format!("{:032x}", rand::random::<u128>());
        Self { key, sent, unheard: false, replies: Vec::new() }
    }

    /// What was done for it, if a reply said so.
    pub(crate) fn done(&self) -> Option<(Uuid, Option<Uuid>)> {
        self.replies.iter().find_map(|reply| match reply {
            Reply::Done { id, created, .. } => Some((*id, *created)),
            Reply::Conflict { .. } | Reply::Refused { .. } => None,
        })
    }
}
