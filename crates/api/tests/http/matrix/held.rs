//! A row of each office that could not be taken in.

use crate::support::Service;
use engine::actor::Actor;
use engine::command::{Command, Envelope};
use engine::decide::Reply;
use engine::held::{HeldContent, RowError};
use engine::id::AgencyId;
use engine::sync::{ExternalId, SourceCode};

/// Keeps one back; its id.
pub(super) fn kept(service: &Service, agency: AgencyId) -> String {
    let error = RowError {
        file: None,
        line: None,
        pointer: "/number".to_owned(),
        code: "missing".to_owned(),
    };
    let content = HeldContent {
        case: ExternalId::parse("H-held"),
        payment: None,
        file: None,
        errors: vec![error],
        rows: Vec::new(),
    };
    let source = SourceCode::ministry();
    let command = Command::HoldRow { agency, source, content: Box::new(content) };
    let arrived = service.store.now();
    let envelope = Envelope { actor: Actor::SYSTEM, key: None, arrived, expected: None, command };
    match service.store.execute_blocking(envelope).unwrap().reply.unwrap() {
        Reply::Done(done) => done.subject.to_string(),
        Reply::Refused(refusal) => panic!("{refusal:?}"),
    }
}
