//! An outage that waits for a second person, and an announcement; what is said of such.

use crate::support::Service;
use engine::actor::{Actor, Seat, Who};
use engine::announcement::{AnnouncementContent, AnnouncementKind, Audience};
use engine::command::{Command, CommandKind as C, Envelope};
use engine::decide::Reply;
use engine::id::UserId;
use engine::role::Role;
use serde_json::{Value, json};
use uuid::Uuid;

/// Whether a command is about one.
pub(super) fn are(kind: C) -> bool {
    matches!(kind, C::RecordOutage | C::ConfirmOutage | C::Announce | C::EndAnnouncement)
}

/// What is said.
pub(super) fn body(kind: C) -> Value {
    match kind {
        C::RecordOutage => json!({
            "from": "2026-11-19T09:00:00+07:00", "to": "2026-11-19T10:00:00+07:00",
            "reason": "Mất điện",
        }),
        C::Announce => json!({
            "kind": "info", "from": "2026-11-20T09:00:00+07:00",
            "to": "2026-11-21T09:00:00+07:00", "text_vi": "Tin", "text_en": "News",
        }),
        C::EndAnnouncement => json!({ "reason": "Lý do" }),
        _ => json!({}),
    }
}

fn run(service: &Service, command: Command) -> String {
    let who = Who::Person(UserId(Uuid::from_u128(99)));
    let actor = Actor { who, role: Role::AdminNational, seat: Seat::Country };
    let arrived = service.store.now();
    let envelope = Envelope { actor, key: None, arrived, expected: None, command };
    match service.store.execute_blocking(envelope).unwrap().reply.unwrap() {
        Reply::Done(done) => done.subject.to_string(),
        Reply::Refused(refusal) => panic!("{refusal:?}"),
    }
}

/// Records an outage; its id.
pub(super) fn recorded(service: &Service) -> String {
    let to = service.store.now();
    let (from, reason) = (to.plus_seconds(-60), "Mất điện".to_owned());
    run(service, Command::RecordOutage { from, to, reason, evidence: None })
}

/// Announces something; its id.
pub(super) fn announced(service: &Service) -> String {
    let from = service.store.now();
    let content = AnnouncementContent {
        kind: AnnouncementKind::Info,
        audience: Audience::Everyone,
        from,
        to: from.plus_seconds(86_400),
        text_vi: "Tin".to_owned(),
        text_en: "News".to_owned(),
        hurry: None,
    };
    run(service, Command::Announce { content: Box::new(content) })
}
