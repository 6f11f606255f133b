//! A body that is no command of the engine: a change of people, systems,
//! oneself; or a question that is not to stand in an address.

use super::body;
use super::sent::Sent;
use crate::auth::Caller;
use crate::problem::Problem;
use crate::state::State;
use actix_web::dev::Payload;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest};
use engine::time::Instant;
use futures_util::future::LocalBoxFuture;
use serde::de::DeserializeOwned;

/// Who acts, and what the body says. A key of its own it needs none: what must
/// not be done twice has a natural one, and the second time is refused by name.
pub(crate) struct Act<T> {
    pub(crate) state: Data<State>,
    pub(crate) caller: Caller,
    /// When the whole request was in.
    pub(crate) arrived: Instant,
    pub(crate) body: T,
}

impl<T: DeserializeOwned + 'static> FromRequest for Act<T> {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, mut payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let sent = Sent::receive(&request, &mut payload).await?;
            let body = body::json(request.headers(), &sent.body)?;
            Ok(Self { state: sent.state, caller: sent.caller, arrived: sent.arrived, body })
        })
    }
}
