//! What must go out: mail, digests, and the clocks that strike.
//!
//! Nothing here decides anything. Lanes write what is owed (I-25); a
//! [`Worker`] turns it into mail and sends it outside any transaction; a
//! [`Sweeper`] strikes clocks that are due, through the one road every command
//! takes; [`Ticks`] makes them go. Every node may do all of it: work is claimed
//! by leases, ticks are written down once (DESIGN §7).

mod blocking;
mod digest;
mod mail;
mod quiet;
mod settings;
mod sweep;
mod ticks;
mod worker;

pub use digest::{DigestRun, Digester};
pub use mail::compose::{ComposeError, Composer, Letter};
pub use mail::transport::{Memory, Post, Transport};
pub use mail::{MailError, MailSettings, Secret, Security, Target};
pub use quiet::Quiet;
pub use settings::{Settings, SettingsError};
pub use sweep::{Sweeper, Swept};
pub use ticks::{Jobs, Ticks, TicksError};
pub use worker::{Pass, Poke, Running, Worker};
