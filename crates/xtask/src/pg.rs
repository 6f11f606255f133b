//! `cargo xtask pg`: a server for a developer's afternoon.

use crate::shell::Fault;
use std::io;
use testkit::postgres::{Durable, SERVER_VARIABLE, ThrowAway};

/// Starts it, prints its address and waits until the input closes. Ctrl-C ends
/// this process; the server's guardian does the rest.
pub(crate) fn run(durable: bool) -> Result<(), Fault> {
    let server = ThrowAway::start(if durable { Durable::Yes } else { Durable::No })?;
    println!("{}", server.url());
    eprintln!(
        "export {SERVER_VARIABLE}='{}'\nCtrl-C, or the end of the input, stops it and deletes its files.",
        server.url()
    );
    io::copy(&mut io::stdin().lock(), &mut io::sink())?;
    Ok(())
}
