//! What must go out: mail, text messages, digests, and the clocks that strike.
//!
//! Nothing here decides anything. Lanes write what is owed (I-25); a
//! [`Worker`] turns it into mail and sends it outside any transaction; a
//! [`Sweeper`] strikes clocks that are due and a [`FanOut`] moves those that an
//! outage or a new calendar touched, through the one road every command takes;
//! a [`Watch`] notices new reference data; [`Ticks`] makes them go. Every node may do all of it: work is claimed
//! by leases, ticks are written down once (DESIGN §7).

mod blocking;
mod digest;
mod fan_out;
mod mail;
mod quiet;
mod settings;
mod sweep;
mod text;
mod ticks;
mod watch;
mod worker;

pub use digest::{DigestRun, Digester};
pub use fan_out::{FanOut, FannedOut};
pub use mail::compose::{ComposeError, Composer, Letter};
pub use mail::transport::{Memory, Post, Transport};
pub use mail::{MailError, MailSettings, Secret, Security, Target};
pub use quiet::Quiet;
pub use settings::{Settings, SettingsError};
pub use sweep::{Sweeper, Swept};
pub use text::{TextTarget, Texts};
pub use ticks::{Jobs, Ticks, TicksError};
pub use watch::Watch;
pub use worker::{Pass, Poke, Running, Worker};
