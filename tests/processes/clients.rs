//! A client that keeps a journal: the intent before it sends, the reply after.

use crate::http::Http;
use crate::journal::{Entry, Reply, Sent};
use crate::people::Known;
use crate::time::{below, pause, stopwatch};
use std::net::SocketAddr;
use std::time::Duration;

/// How long the fate of a request may stay unknown once the service is ready.
const SETTLED_WITHIN: Duration = Duration::from_secs(20);
/// How many acknowledged requests are repeated after each attack.
const REPEATED: usize = 4;

/// A client of the service.
pub(crate) struct Client {
    pub(crate) known: Known,
    pub(crate) journal: Vec<Entry>,
    http: Http,
}

impl Client {
    pub(crate) const fn new(address: SocketAddr, known: Known) -> Self {
        Self { known, journal: Vec::new(), http: Http::new(address) }
    }

    /// The service has a new address.
    pub(crate) fn reconnect(&mut self, address: SocketAddr) {
        self.http = Http::new(address);
    }

    /// Sends something new; `None`: its fate is unknown.
    pub(crate) fn send(&mut self, sent: Sent) -> Option<Reply> {
        self.journal.push(Entry::new(sent));
        self.attempt(self.journal.len() - 1)
    }

    /// Sends the latest entry once more, under its key.
    pub(crate) fn repeat_last(&mut self) -> Option<Reply> {
        self.attempt(self.journal.len().checked_sub(1)?)
    }

    fn attempt(&mut self, index: usize) -> Option<Reply> {
        let entry = &mut self.journal[index];
        let who = self.known.headers();
        let mut headers: Vec<(&str, &str)> =
            who.iter().map(|(name, value)| (*name, value.as_str())).collect();
        headers.extend([
            ("Idempotency-Key", entry.key.as_str()),
            ("Content-Type", "application/json"),
        ]);
        let response = self.http.send(&entry.sent.line(), &headers, &entry.sent.body());
        let reply = response.ok().and_then(|response| Reply::of(&response));
        match &reply {
            Some(reply) => entry.replies.push(reply.clone()),
            None => entry.unheard |= entry.replies.is_empty(),
        }
        reply
    }

    /// Repeats whatever has no definite reply until it has one, and a few that
    /// have (I-4, I-2).
    pub(crate) fn settle(&mut self) {
        let begun = stopwatch();
        for index in 0..self.journal.len() {
            while self.journal[index].replies.is_empty() {
                if self.attempt(index).is_none() {
                    let entry = &self.journal[index];
                    assert!(begun.elapsed() < SETTLED_WITHIN, "{entry:?} stays unknown");
                    pause(Duration::from_millis(20));
                }
            }
        }
        for _ in 0..REPEATED.min(self.journal.len()) {
            let _ = self.attempt(below(self.journal.len()));
        }
    }
}
