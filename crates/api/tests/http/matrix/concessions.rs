//! What a creditor concedes, as well-formed as can be.

use super::routes::Route;
use engine::command::CommandKind as C;
use serde_json::{Value, json};
use uuid::Uuid;

/// Whether a command is on a concession.
pub(super) fn are(kind: C) -> bool {
    kind.code().starts_with("concession.")
}

/// The body of a command on one; `n` makes it another.
pub(super) fn body(kind: C, route: &Route, n: u32) -> Value {
    match kind {
        C::RecordConcession => {
            let mut body = json!({
                "kind": "asset_refused", "asset": "Xe ô tô",
                "document": { "number": format!("{n}/VB"), "day": "2026-11-19" },
            });
            // A desk's own is on no paper; the creditor of another's the office names.
            if !route.path.starts_with("/api/v1/creditor") {
                body["creditor"] = json!(Uuid::from_u128(9));
                body["paper"] = json!({
                    "channel": "post", "received_at": "2026-11-19T02:00:00Z",
                    "proof": "Dấu công văn đến",
                });
            }
            body
        }
        C::WithdrawConcession => json!({ "reason": "Đã thỏa thuận lại" }),
        _ => json!({ "outcome": "declined", "reason": "Chưa phù hợp" }),
    }
}
