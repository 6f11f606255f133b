//! What a command is about: the roots it names.

use super::Command;
use crate::demand::ItemAnswer;
use crate::id::{CaseId, DemandId, FileId, InstrumentId, StatementId};
use uuid::Uuid;

impl Command {
    /// The files that the answers of a command name.
    pub fn files(&self) -> Vec<FileId> {
        let of = |answers: &[ItemAnswer]| {
            answers.iter().flat_map(|one| one.files.iter().copied()).collect()
        };
        match self {
            Self::SaveDraft { answers, .. }
            | Self::SubmitAnswer { answers, .. }
            | Self::EnterPaper { answers, .. } => of(answers),
            Self::CorrectAnswer { files, .. } => files.clone(),
            _ => Vec::new(),
        }
    }

    /// Whether it may put another answer in the place of one that was accepted.
    pub(crate) const fn may_correct(&self) -> bool {
        matches!(
            self,
            Self::CorrectAnswer { .. } | Self::EnterPaper { .. } | Self::ConfirmPaper { .. }
        )
    }

    /// The demand a command is about, if it is about one.
    pub const fn demand(&self) -> Option<DemandId> {
        match self {
            Self::RecordReceipt { demand, .. }
            | Self::Acknowledge { demand }
            | Self::Ask { demand, .. }
            | Self::Reply { demand, .. }
            | Self::Urge { demand, .. }
            | Self::SaveDraft { demand, .. }
            | Self::ReturnDraft { demand, .. }
            | Self::SubmitDraft { demand, .. }
            | Self::SubmitAnswer { demand, .. }
            | Self::CorrectAnswer { demand, .. }
            | Self::EnterPaper { demand, .. }
            | Self::ReturnPaper { demand, .. }
            | Self::ConfirmPaper { demand, .. }
            | Self::DisputeItem { demand, .. }
            | Self::WithdrawItems { demand, .. }
            | Self::RequestExtension { demand, .. }
            | Self::DecideExtension { demand, .. }
            | Self::OpenDelay { demand, .. }
            | Self::ExplainEpisode { demand, .. }
            | Self::ContestInstant { demand, .. }
            | Self::DecideContest { demand, .. }
            | Self::ExcuseClock { demand, .. }
            | Self::ReviseClock { demand, .. }
            | Self::StrikeClock { demand, .. }
            | Self::ReportInstalment { demand, .. }
            | Self::RaiseFlag { demand, .. }
            | Self::ReportCapture { demand, .. } => Some(*demand),
            _ => None,
        }
    }

    /// The case whose money a command is about, if it names one.
    pub const fn money(&self) -> Option<CaseId> {
        match self {
            Self::PostEntry { case, .. }
            | Self::ReversePosting { case, .. }
            | Self::SetInterest { case, .. }
            | Self::AccrueInterest { case, .. }
            | Self::SuspendInterest { case, .. }
            | Self::ResumeInterest { case, .. }
            | Self::RecordRate { case, .. }
            | Self::EndObligation { case, .. }
            | Self::ProtectHold { case, .. }
            | Self::CompleteGrounds { case, .. }
            | Self::RecordLiftGround { case, .. }
            | Self::RecordDecisionNotice { case, .. }
            | Self::ChooseLaw { case, .. }
            | Self::MeetDuty { case, .. }
            | Self::AcknowledgeCopies { case, .. }
            | Self::StrikeDuty { case, .. }
            | Self::ConfirmRemittance { case, .. }
            | Self::ReportShortfall { case, .. }
            | Self::ConfirmShortfall { case, .. }
            | Self::ConfirmLine { case, .. }
            | Self::AssignLine { case, .. }
            | Self::RecordObjection { case, .. }
            | Self::AcceptObjection { case, .. }
            | Self::RefuseObjection { case, .. }
            | Self::DecideObjection { case, .. }
            | Self::WithdrawObjection { case, .. }
            | Self::ServeDebtorNotice { case, .. }
            | Self::RecordProsecutorAct { case, .. }
            | Self::AnswerProsecutorAct { case, .. }
            | Self::CarryOutProsecutorAct { case, .. }
            | Self::WithdrawProsecutorAct { case, .. }
            | Self::RecordConcession { case, .. }
            | Self::WithdrawConcession { case, .. }
            | Self::DecideConcession { case, .. }
            | Self::PayBack { case, .. } => Some(*case),
            _ => None,
        }
    }

    /// The order a command is about, if it names one.
    pub const fn order(&self) -> Option<InstrumentId> {
        match self {
            Self::EditOrder { instrument, .. }
            | Self::SubmitOrder { instrument }
            | Self::ApproveOrder { instrument, .. }
            | Self::ReturnOrder { instrument, .. }
            | Self::IssueOrder { instrument }
            | Self::WithdrawOrder { instrument, .. }
            | Self::ConfirmFreeze { instrument, .. } => Some(*instrument),
            _ => None,
        }
    }

    /// The statement a command is about, if it is about one.
    pub fn statement(&self) -> Option<StatementId> {
        match self {
            Self::ImportStatement { payee, file, .. } => Some(file.statement_of(*payee)),
            Self::ConfirmLine { statement, .. }
            | Self::AssignLine { statement, .. }
            | Self::DismissLine { statement, .. } => Some(*statement),
            _ => None,
        }
    }

    /// Whether a command is about orders, money or receiving accounts, but not
    /// about a demand.
    pub const fn is_about_money(&self) -> bool {
        self.money().is_some()
            || self.order().is_some()
            || matches!(
                self,
                Self::DraftOrder { .. }
                    | Self::FileOrder { .. }
                    | Self::ProposePayee { .. }
                    | Self::ApprovePayee { .. }
                    | Self::RetirePayee { .. }
                    | Self::ImportStatement { .. }
                    | Self::DismissLine { .. }
            )
    }

    /// The root a command names, for the audit of a refusal.
    pub fn subject(&self) -> Option<Uuid> {
        match self {
            Self::AmendCase { case, .. }
            | Self::DecideSync { case, .. }
            | Self::CloseCase { case, .. }
            | Self::HandOver { case, .. }
            | Self::DelegateCase { case, .. }
            | Self::WithdrawDelegation { case, .. }
            | Self::AcceptDelegation { case, .. }
            | Self::DeclineDelegation { case, .. }
            | Self::ReturnDelegation { case, .. }
            | Self::PauseCase { case, .. }
            | Self::ResumeCase { case, .. }
            | Self::DraftInquiry { case, .. }
            | Self::FileInquiry { case, .. }
            | Self::DraftOrder { case, .. }
            | Self::FileOrder { case, .. } => Some(case.0),
            Self::EditInquiry { instrument, .. }
            | Self::SubmitInquiry { instrument }
            | Self::ApproveInquiry { instrument, .. }
            | Self::ReturnInquiry { instrument, .. }
            | Self::IssueInquiry { instrument }
            | Self::WithdrawInquiry { instrument, .. }
            | Self::AttachPapers { instrument, .. }
            | Self::NumberInstrument { instrument, .. } => Some(instrument.0),
            Self::DismissRow { row, .. } => Some(row.0),
            Self::ConfirmOutage { outage } => Some(outage.0),
            Self::EndAnnouncement { announcement, .. } => Some(announcement.0),
            Self::ApprovePayee { payee } | Self::RetirePayee { payee, .. } => Some(payee.0),
            Self::OpenCase { .. }
            | Self::RecordOutage { .. }
            | Self::Announce { .. }
            | Self::ProposePayee { .. } => None,
            other => (other.demand().map(|id| id.0))
                .or_else(|| other.statement().map(|id| id.0))
                .or_else(|| other.request().map(|id| id.0))
                .or_else(|| other.order().map(|id| id.0))
                .or_else(|| other.money().map(|id| id.0)),
        }
    }
}
