//! One client and how it reaches the store: in process, or over a connection
//! of its own.

use super::BenchError;
use super::cast::Cast;
use super::service::{Service, Tokens, body};
use crate::http::Client;
use engine::command::Envelope;
use engine::decide::{Done, Reply};
use engine::id::{CaseId, DemandId, InstitutionId, ItemId};
use hyper::{Method, StatusCode};
use serde::Deserialize;
use std::collections::HashMap;
use std::sync::Arc;
use store::floor::Items;
use store::{ConnectError, DatabaseUrl, Store};
use tokio::sync::{mpsc, oneshot};

/// How a client reaches the store.
pub(super) enum Line {
    /// `Store::execute`.
    Store(Store),
    /// HTTP, with a token.
    Http(Box<Wire>),
}

/// A connection and who speaks over it.
pub(super) struct Wire {
    client: Client,
    tokens: Arc<Tokens>,
    /// The client's number.
    n: usize,
    /// Begins its idempotency keys.
    name: String,
    serial: u64,
}

#[derive(Deserialize)]
struct Written {
    demands: Option<Vec<Demand>>,
}

#[derive(Deserialize)]
struct Demand {
    id: DemandId,
}

impl Line {
    /// A line over HTTP.
    pub(super) fn http(service: &Service, tokens: Arc<Tokens>, n: usize) -> Self {
        Self::Http(Box::new(Wire {
            client: Client::new(service.address()),
            tokens,
            n,
            name: format!("{:016x}", rand::random::<u64>()),
            serial: 0,
        }))
    }

    /// Files an inquiry; returns the demands served.
    pub(super) async fn file(
        &mut self,
        cast: &Cast,
        case: CaseId,
        to: Vec<InstitutionId>,
    ) -> Result<Vec<DemandId>, BenchError> {
        match self {
            Self::Store(store) => {
                let done = execute(store, cast.filing(case, to, store.now())).await?;
                let served = done.served.ok_or(BenchError::Nobody)?;
                Ok(served.iter().map(|(demand, _)| *demand).collect())
            }
            Self::Http(wire) => {
                let body = Cast::filing_body(case, &to).to_string();
                let reply = wire.post(true, 0, "/api/v1/inquiries", body).await?;
                let written: Written = serde_json::from_slice(&reply)?;
                let demands = written.demands.ok_or(BenchError::Nobody)?;
                Ok(demands.into_iter().map(|demand| demand.id).collect())
            }
        }
    }

    /// Answers a demand as a bank's system.
    pub(super) async fn answer(
        &mut self,
        cast: &Cast,
        bank: usize,
        demand: DemandId,
        item: ItemId,
    ) -> Result<(), BenchError> {
        match self {
            Self::Store(store) => {
                let envelope = cast.answer(bank, demand, item, store.now())?;
                execute(store, envelope).await.map(drop)
            }
            Self::Http(wire) => {
                let at = crate::database::system_clock().now();
                let body = Cast::answer_body(item, at).to_string();
                let path = format!("/api/v1/demands/{demand}/answers");
                wire.post(false, bank, &path, body).await.map(drop)
            }
        }
    }
}

impl Line {
    /// Answers a freeze as a bank's system.
    pub(super) async fn frozen(
        &mut self,
        cast: &Cast,
        bank: usize,
        demand: DemandId,
        item: ItemId,
    ) -> Result<(), BenchError> {
        match self {
            Self::Store(store) => {
                let envelope = cast.frozen(bank, demand, item, store.now())?;
                execute(store, envelope).await.map(drop)
            }
            Self::Http(wire) => {
                let body = Cast::frozen_body(item).to_string();
                let path = format!("/api/v1/demands/{demand}/answers");
                wire.post(false, bank, &path, body).await.map(drop)
            }
        }
    }
}

impl Wire {
    async fn post(
        &mut self,
        officer: bool,
        bank: usize,
        path: &str,
        request: String,
    ) -> Result<Vec<u8>, BenchError> {
        self.serial += 1;
        let key = format!("{}-{}", self.name, self.serial);
        let token = if officer { self.tokens.officer(self.n) } else { self.tokens.bank(bank) };
        let headers = [
            ("authorization", token),
            ("idempotency-key", &key),
            ("content-type", "application/json"),
        ];
        let response = self.client.send(Method::POST, path, &headers, request).await?;
        Ok(body(&response, StatusCode::CREATED)?.to_vec())
    }
}

/// Carries out a command that must succeed.
pub(super) async fn execute(store: &Store, envelope: Envelope) -> Result<Done, BenchError> {
    match store.execute(envelope).await?.reply? {
        Reply::Done(done) => Ok(done),
        Reply::Refused(refusal) => Err(refusal.into()),
    }
}

type Question = (DemandId, oneshot::Sender<Option<ItemId>>);

/// Most demands looked up in one statement.
const MOST: usize = 256;

/// Tells banks which items a demand has, as their inbox would: one statement
/// for everybody who waits, so that it costs next to nothing.
#[derive(Clone)]
pub(super) struct Postman(mpsc::Sender<Question>);

impl Postman {
    /// Starts its thread.
    pub(super) fn start(url: &DatabaseUrl) -> Result<Self, BenchError> {
        let items = Items::open(url)?;
        let (ask, questions) = mpsc::channel(MOST);
        let thread = std::thread::Builder::new().name("postman".to_owned());
        thread.spawn(move || deliver(items, questions))?;
        Ok(Self(ask))
    }

    /// The item of a demand.
    pub(super) async fn item_of(&self, demand: DemandId) -> Result<ItemId, BenchError> {
        let (tell, told) = oneshot::channel();
        self.0.send((demand, tell)).await.map_err(|_| BenchError::Nobody)?;
        told.await.ok().flatten().ok_or(BenchError::Nobody)
    }
}

fn deliver(mut items: Items, mut questions: mpsc::Receiver<Question>) {
    let mut waiting = Vec::with_capacity(MOST);
    while questions.blocking_recv_many(&mut waiting, MOST) > 0 {
        let demands: Vec<DemandId> = waiting.iter().map(|(demand, _)| *demand).collect();
        let found: HashMap<_, _> = items.of(&demands).unwrap_or_default();
        for (demand, tell) in waiting.drain(..) {
            let _ = tell.send(found.get(&demand).copied());
        }
    }
}

impl From<ConnectError> for BenchError {
    fn from(error: ConnectError) -> Self {
        Self::Connect(error)
    }
}
