//! The table: what every route asks of its caller. One row for each thing a
//! route may mean.

use engine::administration::Touches;
use engine::command::CommandKind as C;
use engine::policy::ReadKind as R;
use std::fmt;

/// What a route asks of its caller.
#[derive(Clone, Copy)]
pub(super) enum Rule {
    /// Nothing.
    Public,
    /// To be a person in a session of his own.
    Session,
    /// To be somebody.
    Anybody,
    /// The role, on a root.
    Command(C),
    /// The role, on a root.
    Read(R),
    /// The role, anywhere: what is foreign is left out of a list.
    List(R),
    /// To administer somebody.
    Administers,
    /// To see a person.
    SeesUser,
    /// To change a person.
    ChangesUser(Touches),
    /// To register employers.
    Registers,
    /// To enter from which day a place joins or begins.
    SetsDay,
    /// To hand cases over.
    HandsOver,
    /// To send files.
    Uploads,
    /// To keep systems.
    ListsClients,
    /// To keep this system.
    KeepsClient,
    /// To read or keep a roster.
    Roster,
}

/// A row.
pub(super) struct Route {
    pub(super) method: &'static str,
    pub(super) path: &'static str,
    pub(super) rule: Rule,
}

impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path)
    }
}

impl Route {
    /// Whether it acts on something that somebody owns.
    pub(super) fn has_object(&self) -> bool {
        match self.rule {
            Command(
                C::OpenCase
                | C::ProposePayee
                | C::RecordRequest
                | C::RecordOutage
                | C::Announce
                | C::ReportAccountCapture,
            ) => false,
            Command(_) | Read(_) | SeesUser | ChangesUser(_) | KeepsClient => true,
            _ => false,
        }
    }

    /// Whether the caller's session may be over after it.
    pub(super) fn ends_sessions(&self) -> bool {
        matches!(self.rule, Session)
    }
}

const fn row(method: &'static str, path: &'static str, rule: Rule) -> Route {
    Route { method, path, rule }
}

use Rule::{
    Administers, Anybody, ChangesUser, Command, HandsOver, KeepsClient, List, ListsClients, Public,
    Read, Registers, Roster, SeesUser, Session, SetsDay, Uploads,
};
use Touches::{Person, Rights};

pub(super) const ROUTES: &[Route] = &[
    row("GET", "/health/live", Public),
    row("GET", "/health/ready", Public),
    row("GET", "/metrics", Public),
    row("GET", "/.well-known/jwks.json", Public),
    row("POST", "/api/v1/session", Public),
    row("POST", "/api/v1/session/setup", Public),
    row("POST", "/api/v1/oauth/token", Public),
    row("GET", "/api/v1/session", Session),
    row("DELETE", "/api/v1/session", Session),
    row("PUT", "/api/v1/session/seat", Session),
    row("GET", "/api/v1/sessions", Session),
    row("DELETE", "/api/v1/sessions/{id}", Session),
    row("POST", "/api/v1/token", Session),
    row("GET", "/api/v1/profile", Session),
    row("PATCH", "/api/v1/profile", Session),
    row("POST", "/api/v1/profile/password", Session),
    row("POST", "/api/v1/cases", Command(C::OpenCase)),
    row("PUT", "/api/v1/cases/{id}", Command(C::AmendCase)),
    row("POST", "/api/v1/cases/{id}/closure", Command(C::CloseCase)),
    row("POST", "/api/v1/cases/{id}/hand-over", Command(C::HandOver)),
    row("POST", "/api/v1/cases/{id}/pause", Command(C::PauseCase)),
    row("POST", "/api/v1/cases/{id}/resumption", Command(C::ResumeCase)),
    row("POST", "/api/v1/cases/{id}/delegations", Command(C::DelegateCase)),
    row(
        "POST",
        "/api/v1/cases/{id}/delegations/{delegation}/withdrawal",
        Command(C::WithdrawDelegation),
    ),
    row("POST", "/api/v1/cases/{id}/return", Command(C::ReturnDelegation)),
    row("POST", "/api/v1/cases/{id}/prosecutor-acts", Command(C::RecordProsecutorAct)),
    row("GET", "/api/v1/cases/{id}/concessions", Read(R::Concessions)),
    row("POST", "/api/v1/cases/{id}/concessions", Command(C::RecordConcession)),
    row(
        "POST",
        "/api/v1/cases/{id}/concessions/{concession}/withdrawal",
        Command(C::WithdrawConcession),
    ),
    row(
        "POST",
        "/api/v1/cases/{id}/concessions/{concession}/decision",
        Command(C::DecideConcession),
    ),
    row("GET", "/api/v1/creditor/cases/{id}/concessions", Read(R::CreditorCases)),
    row("POST", "/api/v1/creditor/cases/{id}/concessions", Command(C::RecordConcession)),
    row(
        "POST",
        "/api/v1/creditor/cases/{id}/concessions/{concession}/withdrawal",
        Command(C::WithdrawConcession),
    ),
    row("GET", "/api/v1/prosecutor-acts", List(R::ProsecutorActs)),
    row("GET", "/api/v1/prosecutor-acts/{id}", Read(R::ProsecutorActs)),
    row("POST", "/api/v1/prosecutor-acts/{id}/answer", Command(C::AnswerProsecutorAct)),
    row("POST", "/api/v1/prosecutor-acts/{id}/completion", Command(C::CarryOutProsecutorAct)),
    row("POST", "/api/v1/prosecutor-acts/{id}/withdrawal", Command(C::WithdrawProsecutorAct)),
    row("GET", "/api/v1/omissions", List(R::ProsecutorActs)),
    row("GET", "/api/v1/delegations", List(R::Delegations)),
    row("GET", "/api/v1/delegations/{id}", Read(R::Delegations)),
    row("POST", "/api/v1/delegations/{id}/acceptance", Command(C::AcceptDelegation)),
    row("POST", "/api/v1/delegations/{id}/refusal", Command(C::DeclineDelegation)),
    row("GET", "/api/v1/creditor/cases", List(R::CreditorCases)),
    row("GET", "/api/v1/creditor/cases/{id}", Read(R::CreditorCases)),
    row("POST", "/api/v1/creditor/reconciliations", List(R::CreditorCases)),
    row("POST", "/api/v1/creditor/reconciliations/csv", List(R::CreditorCases)),
    row("POST", "/api/v1/sync/cases", Command(C::SyncCase)),
    row("POST", "/api/v1/sync/payments", Command(C::SyncPayment)),
    row("GET", "/api/v1/sync/quarantine", List(R::Quarantine)),
    row("GET", "/api/v1/sync/quarantine/{id}", Read(R::Quarantine)),
    row("POST", "/api/v1/sync/quarantine/{id}/dismissal", Command(C::DismissRow)),
    row("POST", "/api/v1/cases/{id}/sync", Command(C::DecideSync)),
    row("GET", "/api/v1/cases/{id}/sync", Read(R::Case)),
    row("GET", "/api/v1/hand-overs", HandsOver),
    row("POST", "/api/v1/hand-overs", HandsOver),
    row("POST", "/api/v1/inquiries", Command(C::DraftInquiry)),
    row("POST", "/api/v1/inquiries", Command(C::FileInquiry)),
    row("PUT", "/api/v1/inquiries/{id}", Command(C::EditInquiry)),
    row("POST", "/api/v1/inquiries/{id}/submission", Command(C::SubmitInquiry)),
    row("POST", "/api/v1/inquiries/{id}/approval", Command(C::ApproveInquiry)),
    row("POST", "/api/v1/inquiries/{id}/return", Command(C::ReturnInquiry)),
    row("POST", "/api/v1/inquiries/{id}/issue", Command(C::IssueInquiry)),
    row("POST", "/api/v1/inquiries/{id}/withdrawal", Command(C::WithdrawInquiry)),
    row("POST", "/api/v1/files", Uploads),
    row("PUT", "/api/v1/inquiries/{id}/papers", Command(C::AttachPapers)),
    row("PUT", "/api/v1/orders/{id}/papers", Command(C::AttachPapers)),
    row("POST", "/api/v1/demands/{id}/contests", Command(C::ContestInstant)),
    row("POST", "/api/v1/demands/{id}/contests/{contest}/decision", Command(C::DecideContest)),
    row("POST", "/api/v1/inquiries/{id}/number", Command(C::NumberInstrument)),
    row("POST", "/api/v1/orders/{id}/number", Command(C::NumberInstrument)),
    row("GET", "/api/v1/register", List(R::Register)),
    row("GET", "/api/v1/register/waiting", List(R::Register)),
    row("GET", "/api/v1/register/csv", List(R::Register)),
    row("GET", "/api/v1/inquiries/{id}/papers/{file}", Read(R::Papers)),
    row("GET", "/api/v1/orders/{id}/papers/{file}", Read(R::Papers)),
    row("GET", "/api/v1/demands/{id}/papers/{file}", Read(R::Papers)),
    row("POST", "/api/v1/cases/{id}/orders", Command(C::DraftOrder)),
    row("POST", "/api/v1/cases/{id}/orders", Command(C::FileOrder)),
    row("POST", "/api/v1/cases/{id}/orders/check", Command(C::FileOrder)),
    row("PUT", "/api/v1/orders/{id}", Command(C::EditOrder)),
    row("POST", "/api/v1/orders/{id}/submission", Command(C::SubmitOrder)),
    row("POST", "/api/v1/orders/{id}/approval", Command(C::ApproveOrder)),
    row("POST", "/api/v1/orders/{id}/return", Command(C::ReturnOrder)),
    row("POST", "/api/v1/orders/{id}/issue", Command(C::IssueOrder)),
    row("POST", "/api/v1/orders/{id}/withdrawal", Command(C::WithdrawOrder)),
    row("POST", "/api/v1/orders/{id}/confirmation", Command(C::ConfirmFreeze)),
    row("POST", "/api/v1/cases/{id}/money/entries", Command(C::PostEntry)),
    row("POST", "/api/v1/cases/{id}/money/postings/{posting}/reversal", Command(C::ReversePosting)),
    row("PUT", "/api/v1/cases/{id}/money/interest", Command(C::SetInterest)),
    row("POST", "/api/v1/cases/{id}/money/interest/accrual", Command(C::AccrueInterest)),
    row("POST", "/api/v1/cases/{id}/money/interest/suspension", Command(C::SuspendInterest)),
    row("POST", "/api/v1/cases/{id}/money/interest/resumption", Command(C::ResumeInterest)),
    row("POST", "/api/v1/cases/{id}/money/rates", Command(C::RecordRate)),
    row("POST", "/api/v1/cases/{id}/money/end", Command(C::EndObligation)),
    row("POST", "/api/v1/cases/{id}/money/pay-back", Command(C::PayBack)),
    row("POST", "/api/v1/cases/{id}/holds/{hold}/protection", Command(C::ProtectHold)),
    row("POST", "/api/v1/cases/{id}/grounds-complete", Command(C::CompleteGrounds)),
    row("POST", "/api/v1/cases/{id}/decision-notice", Command(C::RecordDecisionNotice)),
    row("POST", "/api/v1/cases/{id}/law-choices", Command(C::ChooseLaw)),
    row("POST", "/api/v1/cases/{id}/lift-grounds", Command(C::RecordLiftGround)),
    row("POST", "/api/v1/cases/{id}/duties/{duty}/fulfilment", Command(C::MeetDuty)),
    row("POST", "/api/v1/cases/{id}/orders/{order}/acknowledgement", Command(C::AcknowledgeCopies)),
    row("POST", "/api/v1/cases/{id}/remittances", Command(C::ConfirmRemittance)),
    row("POST", "/api/v1/cases/{id}/remittances/{transfer}/shortfall", Command(C::ReportShortfall)),
    row(
        "POST",
        "/api/v1/cases/{id}/remittances/{transfer}/shortfall/confirmation",
        Command(C::ConfirmShortfall),
    ),
    row("POST", "/api/v1/cases/{id}/objections", Command(C::RecordObjection)),
    row(
        "POST",
        "/api/v1/cases/{id}/objections/{objection}/acceptance",
        Command(C::AcceptObjection),
    ),
    row("POST", "/api/v1/cases/{id}/objections/{objection}/refusal", Command(C::RefuseObjection)),
    row("POST", "/api/v1/cases/{id}/objections/{objection}/decision", Command(C::DecideObjection)),
    row(
        "POST",
        "/api/v1/cases/{id}/objections/{objection}/withdrawal",
        Command(C::WithdrawObjection),
    ),
    row(
        "POST",
        "/api/v1/cases/{id}/freezes/{instrument}/debtor-notice",
        Command(C::ServeDebtorNotice),
    ),
    row("POST", "/api/v1/demands/{id}/flags", Command(C::RaiseFlag)),
    row("POST", "/api/v1/payees", Command(C::ProposePayee)),
    row("POST", "/api/v1/payees/{id}/approval", Command(C::ApprovePayee)),
    row("POST", "/api/v1/payees/{id}/retirement", Command(C::RetirePayee)),
    row("POST", "/api/v1/statements", Command(C::ImportStatement)),
    row("POST", "/api/v1/statements/{id}/confirmation", Command(C::ConfirmLine)),
    row("POST", "/api/v1/statements/{id}/lines/{line}/confirmation", Command(C::ConfirmLine)),
    row("POST", "/api/v1/statements/{id}/lines/{line}/assignment", Command(C::AssignLine)),
    row("POST", "/api/v1/statements/{id}/lines/{line}/dismissal", Command(C::DismissLine)),
    row("POST", "/api/v1/requests", Command(C::RecordRequest)),
    row("POST", "/api/v1/requests/{id}/hand-over", Command(C::HandOverRequest)),
    row("POST", "/api/v1/requests/{id}/complete", Command(C::CompleteRequest)),
    row("POST", "/api/v1/requests/{id}/decide", Command(C::DecideRequest)),
    row("POST", "/api/v1/requests/{id}/link", Command(C::LinkRequest)),
    row("POST", "/api/v1/requests/{id}/withdraw", Command(C::WithdrawRequest)),
    row("POST", "/api/v1/demands/{id}/receipt", Command(C::RecordReceipt)),
    row("POST", "/api/v1/demands/{id}/acknowledgement", Command(C::Acknowledge)),
    row("POST", "/api/v1/demands/{id}/questions", Command(C::Ask)),
    row("POST", "/api/v1/demands/{id}/replies", Command(C::Reply)),
    row("POST", "/api/v1/demands/{id}/urgings", Command(C::Urge)),
    row("POST", "/api/v1/demands/{id}/answers", Command(C::SubmitAnswer)),
    row("POST", "/api/v1/demands/{id}/corrections", Command(C::CorrectAnswer)),
    row("POST", "/api/v1/demands/{id}/captures", Command(C::ReportCapture)),
    row("POST", "/api/v1/demands/{id}/instalments", Command(C::ReportInstalment)),
    row("POST", "/api/v1/captures", Command(C::ReportAccountCapture)),
    row("GET", "/api/v1/demands/{id}/queue", Read(R::Inbox)),
    row("POST", "/api/v1/demands/{id}/withdrawals", Command(C::WithdrawItems)),
    row("POST", "/api/v1/demands/{id}/disputes", Command(C::DisputeItem)),
    row("PUT", "/api/v1/demands/{id}/draft", Command(C::SaveDraft)),
    row("POST", "/api/v1/demands/{id}/draft/submission", Command(C::SubmitDraft)),
    row("POST", "/api/v1/demands/{id}/draft/return", Command(C::ReturnDraft)),
    row("PUT", "/api/v1/demands/{id}/entry", Command(C::EnterPaper)),
    row("POST", "/api/v1/demands/{id}/entry/confirmation", Command(C::ConfirmPaper)),
    row("POST", "/api/v1/demands/{id}/entry/return", Command(C::ReturnPaper)),
    row("POST", "/api/v1/demands/{id}/extensions", Command(C::RequestExtension)),
    row(
        "POST",
        "/api/v1/demands/{id}/extensions/{extension}/decision",
        Command(C::DecideExtension),
    ),
    row("POST", "/api/v1/demands/{id}/clocks/{clock}/delay", Command(C::OpenDelay)),
    row("POST", "/api/v1/demands/{id}/episodes/{episode}/explanation", Command(C::ExplainEpisode)),
    row("POST", "/api/v1/outages", Command(C::RecordOutage)),
    row("GET", "/api/v1/outages", Anybody),
    row("POST", "/api/v1/outages/{id}/confirmation", Command(C::ConfirmOutage)),
    row("GET", "/api/v1/announcements", Anybody),
    row("POST", "/api/v1/announcements", Command(C::Announce)),
    row("POST", "/api/v1/announcements/{id}/end", Command(C::EndAnnouncement)),
    row("GET", "/api/v1/users", Administers),
    row("POST", "/api/v1/users", Administers),
    row("GET", "/api/v1/users/{id}", SeesUser),
    row("PATCH", "/api/v1/users/{id}", ChangesUser(Person)),
    row("POST", "/api/v1/users/{id}/seats", ChangesUser(Rights)),
    row("DELETE", "/api/v1/users/{id}/seats/{seat}", ChangesUser(Rights)),
    row("POST", "/api/v1/users/{id}/activation", ChangesUser(Rights)),
    row("POST", "/api/v1/users/{id}/sessions/end", ChangesUser(Person)),
    row("POST", "/api/v1/users/{id}/setup-code", ChangesUser(Rights)),
    row("POST", "/api/v1/employers", Registers),
    row("GET", "/api/v1/roster", Roster),
    row("GET", "/api/v1/agencies/{id}/roster", Roster),
    row("GET", "/api/v1/institutions/{id}/roster", Roster),
    row("POST", "/api/v1/roster", Roster),
    row("DELETE", "/api/v1/roster/{id}", Roster),
    row("PUT", "/api/v1/agencies/{id}/begins-on", SetsDay),
    row("PUT", "/api/v1/institutions/{id}/joins-on", SetsDay),
    row("GET", "/api/v1/clients", ListsClients),
    row("POST", "/api/v1/clients", ListsClients),
    row("POST", "/api/v1/clients/{id}/activation", KeepsClient),
    row("POST", "/api/v1/clients/{id}/keys", KeepsClient),
    row("DELETE", "/api/v1/clients/{id}/keys/{kid}", KeepsClient),
    row("GET", "/api/v1/cases", List(R::Case)),
    row("POST", "/api/v1/cases/search", List(R::Case)),
    row("GET", "/api/v1/cases/{id}", Read(R::Case)),
    row("GET", "/api/v1/cases/{id}/inquiries", Read(R::Inquiry)),
    row("GET", "/api/v1/inquiries/{id}", Read(R::Inquiry)),
    row("GET", "/api/v1/inquiries/{id}/least-harm", Read(R::Answers)),
    row("GET", "/api/v1/cases/{id}/orders", Read(R::Inquiry)),
    row("GET", "/api/v1/orders/{id}", Read(R::Inquiry)),
    row("GET", "/api/v1/cases/{id}/money", Read(R::Money)),
    row("GET", "/api/v1/cases/{id}/proposal", Read(R::Money)),
    row("GET", "/api/v1/payees", List(R::Payees)),
    row("GET", "/api/v1/statements", List(R::Statements)),
    row("GET", "/api/v1/statements/{id}", Read(R::Statements)),
    row("GET", "/api/v1/requests", List(R::Requests)),
    row("GET", "/api/v1/requests/{id}", Read(R::Requests)),
    row("GET", "/api/v1/requests/{id}/file", Read(R::Requests)),
    row("GET", "/api/v1/duties", List(R::Duties)),
    row("GET", "/api/v1/remittances", List(R::Money)),
    row("GET", "/api/v1/inbox", List(R::Inbox)),
    row("GET", "/api/v1/worklist", List(R::Worklist)),
    row("GET", "/api/v1/letters", List(R::Worklist)),
    row("GET", "/api/v1/overdue", List(R::Overdue)),
    row("GET", "/api/v1/demands/{id}", Read(R::Demand)),
    row("GET", "/api/v1/demands/{id}/answers", Read(R::Answers)),
    row("GET", "/api/v1/demands/{id}/receipt", Read(R::Demand)),
    row("GET", "/api/v1/demands/{id}/answer-receipts/{answer}", Read(R::Answers)),
    row("GET", "/api/v1/demands/{id}/answer-files/{file}", Read(R::Answers)),
    row("GET", "/api/v1/demands/{id}/clocks/{clock}", Read(R::Demand)),
    row("GET", "/api/v1/notices", Session),
    row("POST", "/api/v1/notices/{delivery}/read", Session),
    row("GET", "/api/v1/agencies", Anybody),
    row("GET", "/api/v1/agencies/{id}", Anybody),
    row("GET", "/api/v1/institutions", Anybody),
    row("GET", "/api/v1/institutions/{id}", Anybody),
    row("GET", "/api/v1/law/rules", Anybody),
    row("GET", "/api/v1/law/rules/{id}/explanation", Anybody),
    row("GET", "/api/v1/calendars", Anybody),
    row("GET", "/api/v1/calendars/{id}/{year}", Anybody),
];
