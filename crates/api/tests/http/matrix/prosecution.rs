//! What a procuracy asked of an office, as well-formed as can be.

use crate::support::{Known, Service};
use engine::command::CommandKind as C;
use serde_json::{Value, json};

fn document(number: &str) -> Value {
    json!({ "number": number, "day": "2026-11-19" })
}

/// A recommendation on paper, which bars nothing.
fn written(number: &str) -> Value {
    json!({
        "kind": "recommendation", "document": document(number), "text": "Cần khắc phục",
        "paper": {
            "level": "same", "channel": "post", "received_at": "2026-11-19T02:00:00Z",
            "proof": "Dấu công văn đến",
        },
    })
}

/// An act that an office wrote down in a case.
pub(super) fn recorded(service: &Service, officer: &Known, case: &str) -> String {
    let path = format!("/api/v1/cases/{case}/prosecutor-acts");
    let made = service.post(officer, &path, &written("0/KN-VKS"));
    assert_eq!(made.status, 201, "{}", made.body);
    made.json()["created"].as_str().unwrap().to_owned()
}

/// Whether a command is on an act of a procuracy.
pub(super) fn are(kind: C) -> bool {
    kind.code().starts_with("prosecutor_act.")
}

/// The body of a command on one; `n` makes it another.
pub(super) fn body(kind: C, n: u32) -> Value {
    match kind {
        C::RecordProsecutorAct => written(&format!("{n}/KN-VKS")),
        C::AnswerProsecutorAct => json!({
            "outcome": "accepted", "document": document("45/CV-THADS"), "reasons": "Đã sửa",
        }),
        C::CarryOutProsecutorAct => json!({ "text": "Đã thực hiện" }),
        _ => json!({
            "reason": "Quyết định rút",
            "paper": {
                "document": document("13/QĐ-VKS"), "channel": "post",
                "at": "2026-11-19T03:00:00Z", "proof": "Dấu công văn đến",
            },
        }),
    }
}
