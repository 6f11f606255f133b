//! Readers whose connection was lost are replaced.

use crate::{DatabaseUrl, Options, Store, StoreError, Vault};
use std::sync::Arc;
use testkit::world::{ManualClock, World};

#[test]
fn a_lost_connection_is_unavailable_once_and_then_replaced() {
    let database = testkit::postgres::shared().unwrap().fresh_database().unwrap();
    let url: DatabaseUrl = database.url().parse().unwrap();
    Store::migrate(&url).unwrap();
    let options = Options { readers: 1, ..Options::new(url) };
    let clock = Arc::new(ManualClock::at("2026-11-20T09:00:00+07:00"));
    let rules = World::default().rules();
    let store = Store::open(options, clock, Vault::new([7; 32]), rules).unwrap();
    // A statement, so that there is a connection; another one after it, since
    // what fails while it is being prepared marks nothing as broken.
    assert_eq!(store.standings().unwrap().keys.len(), 0);
    let end_all = "select pg_terminate_backend(pid) from pg_stat_activity \
                   where datname = current_database() and pid <> pg_backend_pid()";
    database.sql(end_all).unwrap();
    let lost = store.ping();
    assert!(matches!(lost, Err(StoreError::Unavailable)), "{lost:?}");
    store.ping().unwrap();
}
