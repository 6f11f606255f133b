//! What reads are answered with, one file for each resource.

pub(crate) mod case;
pub(crate) mod check;
pub(crate) mod clock;
pub(crate) mod demand;
pub(crate) mod directory;
pub(crate) mod freedom;
pub(crate) mod grounds;
pub(crate) mod harm;
pub(crate) mod hold;
pub(crate) mod income;
pub(crate) mod inquiry;
pub(crate) mod law;
pub(crate) mod list;
pub(crate) mod money;
pub(crate) mod notice;
pub(crate) mod objection;
pub(crate) mod order;
pub(crate) mod payee;
pub(crate) mod proposal;
pub(crate) mod queue;
pub(crate) mod receipt;
pub(crate) mod request;
pub(crate) mod secret;
pub(crate) mod shown;
pub(crate) mod statement;
pub(crate) mod work;
