//! What a command comes in.

use super::Command;
use crate::actor::Actor;
use crate::time::Instant;
use uuid::Uuid;

/// A command with its circumstances.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// Who wants it.
    pub actor: Actor,
    /// The caller's key, if the caller may repeat.
    pub key: Option<IdempotencyKey>,
    /// When the whole request had reached the server (I-22).
    pub arrived: Instant,
    /// The version the caller decided on (`If-Match`).
    pub expected: Option<i32>,
    /// What is wanted.
    pub command: Command,
}

/// An idempotency key, bound to its actor and its request (I-2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct IdempotencyKey {
    /// Digest of actor and key text.
    pub id: Uuid,
    /// Digest of method, path and body.
    pub request: [u8; 32],
}
