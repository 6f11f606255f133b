//! What another office delegated, as well-formed as can be.

use crate::support::{Service, case_body};
use engine::command::CommandKind as C;
use engine::id::{AgencyId, UserId};
use serde_json::{Value, json};

fn decision() -> Value {
    json!({ "number": "07/QĐ-THADS", "day": "2026-11-20" })
}

/// A delegation that an office of another province offered to an agency.
pub(super) fn offered(service: &Service, to: AgencyId, officer: &str) -> String {
    let (lead, head) =
        if officer == "saomai" { ("binhminh", "hongha") } else { ("saomai", "daiduong") };
    let mut body = case_body(service, &format!("uy-thac-{officer}"));
    body["officer"] = json!(service.world.person(lead));
    let case = service.post(&service.sign_in(lead), "/api/v1/cases", &body).id();
    let path = format!("/api/v1/cases/{case}/delegations");
    let offered = service.post(&service.sign_in(head), &path, &delegation(to));
    assert_eq!(offered.status, 201, "{}", offered.body);
    offered.json()["created"].as_str().unwrap().to_owned()
}

fn delegation(to: AgencyId) -> Value {
    json!({ "to": to, "decision": decision(), "reason": "Có tài sản tại đó" })
}

/// Whether a command is on a delegation.
pub(super) const fn are(kind: C) -> bool {
    matches!(
        kind,
        C::DelegateCase
            | C::WithdrawDelegation
            | C::ReturnDelegation
            | C::AcceptDelegation
            | C::DeclineDelegation
    )
}

/// The body of a command on a delegation; `n` makes it another case.
pub(super) fn body(service: &Service, kind: C, officer: UserId, n: u32) -> Value {
    match kind {
        C::DelegateCase => delegation(service.world.agency("T01-02")),
        C::AcceptDelegation => json!({
            "number": format!("nhan-{n}"), "officer": officer, "decision": decision(),
        }),
        _ => json!({ "reason": "Sai thẩm quyền" }),
    }
}
