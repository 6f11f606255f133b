//! Bodies about orders and money, as well-formed as can be.

use crate::support::DEBTOR;
use engine::command::CommandKind as C;
use engine::id::InstitutionId;
use serde_json::{Value, json};
use uuid::Uuid;

/// What a body names.
pub(super) struct Named<'a> {
    pub(super) order: &'a str,
    pub(super) item: &'a str,
    pub(super) institution: InstitutionId,
    pub(super) payee: &'a str,
    pub(super) case: &'a str,
}

/// The body of a command about money; `n` makes its number its own.
pub(super) fn body(kind: C, named: &Named<'_>, n: u32) -> Value {
    let dong = json!({ "amount": "1000", "currency": "VND" });
    let at = "2026-11-20T08:30:00+07:00";
    let number = format!("{n}/QĐ");
    match kind {
        C::DraftOrder | C::FileOrder => {
            let mut body = order(&number, named.institution);
            body["issue"] = json!(kind == C::FileOrder);
            body
        }
        C::EditOrder => {
            let mut body = order(&number, named.institution);
            body.as_object_mut().unwrap().remove("issue");
            body
        }
        C::ConfirmFreeze => json!({ "decision": { "number": number, "day": "2026-11-20" } }),
        C::PostEntry => json!({
            "entry": { "kind": "charge", "book": "cost" }, "amount": dong, "day": "2026-11-20",
            "note": "Chi phí",
        }),
        C::SetInterest => json!({ "ppm": 100_000, "from": "2026-11-01" }),
        C::AccrueInterest | C::ResumeInterest => json!({ "to": "2026-11-19" }),
        C::SuspendInterest => json!({ "from": "2026-11-20", "reason": "Hoãn" }),
        C::RecordRate => json!({
            "currency": "USD", "per_million": 254_000_000, "day": "2026-11-20", "source": "NHNN",
        }),
        C::EndObligation => json!({ "how": "terminated", "reason": "Đình chỉ" }),
        C::PayBack => json!({ "amount": dong, "day": "2026-11-20", "note": "Trả lại" }),
        C::ProtectHold => json!({ "amount": dong, "ground": "social_benefit" }),
        C::CompleteGrounds | C::RecordLiftGround | C::RecordDecisionNotice | C::ChooseLaw => {
            of_limits(kind, named, at)
        }
        C::RecordObjection => json!({
            "kind": "flag", "stage": "security", "by": { "name": "Bình", "capacity": "vợ" },
            "ground": "wrong_person", "text": "Nhầm người", "channel": "by_hand",
            "received_at": at,
        }),
        C::RefuseObjection => json!({ "why": "no_standing", "reason": "Không có quyền" }),
        C::DecideObjection => json!({ "verdict": "rejected", "reason": "Không có căn cứ" }),
        C::WithdrawObjection => json!({ "reason": "Đơn rút" }),
        C::ServeDebtorNotice => json!({ "at": at, "channel": "by_hand", "proof": "Biên bản" }),
        C::RaiseFlag => {
            json!({ "item": named.item, "ground": "wrong_person", "text": "Nhầm người" })
        }
        C::MeetDuty => json!({ "proof": "Biên nhận số 7" }),
        C::ConfirmRemittance => json!({
            "transfer": Uuid::from_u128(9), "amount": dong, "day": "2026-11-20",
            "reference": "KBNN-1",
        }),
        C::ReportShortfall => json!({ "reason": "Ngân hàng báo không chuyển thêm" }),
        C::ReportCapture => json!({
            "item": named.item, "reference": "B-1",
            "accounts": [{ "number": "0123456789", "amount": dong }],
        }),
        C::ReportInstalment => json!({
            "item": named.item, "month": "2026-11", "amount": dong, "reference": "LG-1",
            "value_day": "2026-11-20",
        }),
        C::ReportAccountCapture => json!({
            "account": "0123456789", "amount": dong, "reference": "B-2", "at": at,
        }),
        C::ProposePayee => payee(),
        C::ImportStatement => statement(named.payee, &format!("R{n}")),
        C::ConfirmLine | C::AssignLine => {
            json!({ "case": named.case, "transfer": Uuid::from_u128(9) })
        }
        C::DismissLine => json!({ "reason": "Án phí" }),
        _ => json!({}),
    }
}

/// What starts limits of the office, and by which law.
fn of_limits(kind: C, named: &Named<'_>, at: &str) -> Value {
    match kind {
        C::CompleteGrounds => json!({ "instrument": named.order, "at": at }),
        C::RecordDecisionNotice => json!({ "at": at, "channel": "post", "proof": "Dấu bưu điện" }),
        C::ChooseLaw => {
            json!({ "instrument": named.order, "law": "26/2008/QH12", "reason": "Điều 116" })
        }
        _ => json!({ "instrument": named.order, "at": at, "ground": "requested" }),
    }
}

/// A receiving account.
pub(super) fn payee() -> Value {
    json!({ "name": "Phòng THADS", "bank": "Kho bạc Nhà nước", "account": "3949010012345" })
}

/// A statement of such an account with one line.
pub(super) fn statement(payee: &str, reference: &str) -> Value {
    let file = format!("reference,booking_date,amount\n{reference},2026-11-20,1000\n");
    json!({ "payee": payee, "file": file })
}

/// A draft of a freeze at one bank.
pub(super) fn order(number: &str, institution: InstitutionId) -> Value {
    json!({
        "issue": false,
        "debtor": DEBTOR,
        "decision": { "number": number, "day": "2026-11-20" },
        "legal_basis": "Luật 106/2025/QH15",
        "order": {
            "kind": "freeze", "owed": { "amount": "1000000", "currency": "VND" },
            "at": [{ "institution": institution }],
        },
    })
}
