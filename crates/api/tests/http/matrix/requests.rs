//! Requests for a measure, as well-formed as can be.

use crate::support::Service;
use engine::actor::Seat;
use engine::command::CommandKind as C;
use engine::id::AgencyId;
use engine::role::Role;
use serde_json::{Value, json};

/// A request that an office recorded on paper, and one that a bailiff there
/// handed over to another.
pub(super) struct Asked {
    paper: String,
    own: String,
}

impl Asked {
    pub(super) fn build(service: &Service, agency: AgencyId, officer: &str) -> Self {
        let desk = |name: &str, role| {
            let username = format!("{name}.{officer}");
            service.hire(&username, role, Seat::Agency(agency));
            service.sign_in(&username)
        };
        let clerk = desk("van-thu", Role::Clerk);
        let body = body(service, agency, false, 0);
        let paper = service.post(&clerk, "/api/v1/requests", &body).id();
        let bailiff = desk("thua-hanh", Role::Bailiff);
        let body = self::body(service, agency, true, 0);
        let own = service.post(&bailiff, "/api/v1/requests", &body).id();
        let handed = json!({ "channel": "electronic" });
        service.post(&bailiff, &format!("/api/v1/requests/{own}/hand-over"), &handed).id();
        Self { paper, own }
    }

    pub(super) fn of(&self, bailiff: bool) -> &str {
        if bailiff { &self.own } else { &self.paper }
    }
}

/// The body of a request; `n` makes it another paper.
pub(super) fn body(service: &Service, office: AgencyId, bailiff: bool, n: u32) -> Value {
    let agency = if bailiff { service.world.agency("T01-02") } else { office };
    let mut body = json!({
        "agency": agency,
        "asker": {
            "kind": if bailiff { "bailiff" } else { "creditor" }, "name": "Văn phòng THADS",
            "address": "12 Lê Lợi", "identifier": format!("THV-{n}"),
        },
        "liability": { "signed_on": "2026-11-19", "evidence": "Cam kết bồi thường" },
        "debtor": {
            "role": "debtor", "kind": "person", "name": "Lê Văn Ấn",
            "identifiers": [{ "kind": "cccd", "value": "079085001234" }],
        },
        "judgment": { "number": "12/2026/DS-ST", "day": "2026-06-01", "issuer": "Tòa án" },
        "measure": "freeze",
        "amount": { "amount": "1000000", "currency": "VND" },
        "reason": "Đang rút tiền", "channel": "by_hand",
    });
    if bailiff {
        body["liquidated_at"] = json!("2026-11-20T08:00:00+07:00");
    }
    body
}

/// The body of what is done with a request.
pub(super) fn act(kind: C, case: &str) -> Value {
    match kind {
        C::HandOverRequest => json!({ "channel": "electronic" }),
        C::CompleteRequest => json!({ "at": "2026-11-20T08:59:00+07:00" }),
        C::DecideRequest => json!({
            "granted": false, "decision": { "number": "1/QĐ", "day": "2026-11-20" },
            "ground": "no_ground", "reason": "Không có căn cứ",
        }),
        C::LinkRequest => json!({ "case": case }),
        _ => json!({ "reason": "Các bên đã thỏa thuận" }),
    }
}
