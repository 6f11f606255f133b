//! What every request with a body begins with, in one order: something to be
//! known by, the whole body, the instant (I-22), who it is.

use super::body;
use crate::auth::Caller;
use crate::auth::caller::{has_credentials, identify, state_of};
use crate::problem::{Fault, Problem};
use crate::state::State;
use actix_web::HttpRequest;
use actix_web::dev::Payload;
use actix_web::web::{BytesMut, Data};
use engine::time::Instant;

/// A request that has come in whole, from somebody known.
pub(super) struct Sent {
    pub(super) state: Data<State>,
    pub(super) caller: Caller,
    /// When the whole of it was in.
    pub(super) arrived: Instant,
    pub(super) body: BytesMut,
}

impl Sent {
    /// Takes a request in.
    pub(super) async fn receive(
        request: &HttpRequest,
        payload: &mut Payload,
    ) -> Result<Self, Problem> {
        let state = state_of(request)?;
        if !has_credentials(&state, request) {
            return Err(Fault::Unauthenticated.into());
        }
        let body = body::read(&state, request, payload).await?;
        let arrived = state.now();
        let caller = identify(&state, request).await?;
        Ok(Self { state, caller, arrived, body })
    }
}
