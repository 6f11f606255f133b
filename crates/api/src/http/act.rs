//! A change that is no command of the engine: of people, systems, oneself. As
//! with every write, something to be known by comes before the body is read.

use super::body;
use crate::auth::Caller;
use crate::auth::caller::{has_credentials, identify, state_of};
use crate::problem::{Fault, Problem};
use crate::state::State;
use actix_web::dev::Payload;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest};
use futures_util::future::LocalBoxFuture;
use serde::de::DeserializeOwned;

/// Who acts, and what the body says. A key of its own it needs none: what must
/// not be done twice has a natural one, and the second time is refused by name.
pub(crate) struct Act<T> {
    pub(crate) state: Data<State>,
    pub(crate) caller: Caller,
    pub(crate) body: T,
}

impl<T: DeserializeOwned + 'static> FromRequest for Act<T> {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, mut payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let state = state_of(&request)?;
            if !has_credentials(&state, &request) {
                return Err(Fault::Unauthenticated.into());
            }
            let bytes = body::read(&state, &request, &mut payload).await?;
            let caller = identify(&state, &request).await?;
            Ok(Self { body: body::json(request.headers(), &bytes)?, state, caller })
        })
    }
}
