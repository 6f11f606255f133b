//! The service over real HTTP on a free port, with a SQLite database of its
//! own, the shipped law and directory, and a clock moved by hand.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a helper that is wrong must stop its test"
)]

mod answer_files;
mod asking;
mod auth;
mod before_freezing;
mod browser;
mod case_life;
mod cases;
mod concession;
mod contested;
mod contract;
mod creditor;
mod delegations;
mod entry;
mod files;
mod forms;
mod holders;
mod hostile;
mod incomes;
mod inquiries;
mod lists;
mod matrix;
mod money;
mod oauth;
mod objections;
mod orders;
mod owed_parts;
mod pages;
mod pages_answers;
mod pages_books;
mod pages_cases;
mod pages_money;
mod pages_sessions;
mod people;
mod planned;
mod prosecution;
mod quarantine;
mod ranking;
mod reads;
mod receipts;
mod register;
mod requests;
mod restated;
mod roster;
mod running;
mod scanner;
mod schema;
mod statements;
mod successors;
mod support;
