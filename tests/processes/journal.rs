//! What a client sent under which key, and what it heard.

use crate::http::Response;
use engine::case::CaseContent;
use engine::demand::ItemAnswer;
use engine::id::{CaseId, DemandId, InstrumentId, ItemId, TransferId};
use engine::identity::AccountNumber;
use engine::instrument::{ContentHash, InquiryContent};
use engine::money::Money;
use engine::order::OrderContent;
use engine::time::Day;
use serde_json::{Value, json};
use uuid::Uuid;

/// A write.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Sent {
    Case(Box<CaseContent>),
    Filing(CaseId, Box<InquiryContent>),
    Answer(DemandId, Box<ItemAnswer>),
    Order(CaseId, Box<OrderContent>),
    Approval(InstrumentId, ContentHash),
    Issue(InstrumentId),
    Capture(DemandId, Caught),
    Remittance(CaseId, Arrived),
}

/// Money that a freeze caught later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Caught {
    pub(crate) item: ItemId,
    pub(crate) reference: String,
    pub(crate) number: AccountNumber,
    pub(crate) amount: Money,
}

/// Money that came to the treasury account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Arrived {
    pub(crate) transfer: TransferId,
    pub(crate) amount: Money,
    pub(crate) day: Day,
    pub(crate) reference: String,
}

impl Sent {
    /// Method and path.
    pub(crate) fn line(&self) -> String {
        match self {
            Self::Case(_) => "POST /api/v1/cases".to_owned(),
            Self::Filing(..) => "POST /api/v1/inquiries".to_owned(),
            Self::Answer(demand, _) => format!("POST /api/v1/demands/{demand}/answers"),
            Self::Order(case, _) => format!("POST /api/v1/cases/{case}/orders"),
            Self::Approval(order, _) => format!("POST /api/v1/orders/{order}/approval"),
            Self::Issue(order) => format!("POST /api/v1/orders/{order}/issue"),
            Self::Capture(demand, _) => format!("POST /api/v1/demands/{demand}/captures"),
            Self::Remittance(case, _) => format!("POST /api/v1/cases/{case}/remittances"),
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
            Self::Order(_, content) => {
                let mut body = serde_json::to_value(content).unwrap();
                body["issue"] = json!(true);
                body
            }
            Self::Approval(_, hash) => json!({ "hash": hash }),
            Self::Issue(_) => json!({}),
            Self::Capture(_, caught) => json!({
                "item": caught.item, "reference": caught.reference,
                "accounts": [{ "number": caught.number, "amount": caught.amount }],
            }),
            Self::Remittance(_, arrived) => json!({
                "transfer": arrived.transfer, "amount": arrived.amount, "day": arrived.day,
                "reference": arrived.reference,
            }),
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
