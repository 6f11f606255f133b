//! Commands on requests for a measure.

use super::Command;
use crate::demand::Channel;
use crate::id::RequestId;
use crate::time::Instant;

/// That a paper file came with the request that is recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// When, by the evidence.
    pub at: Instant,
    /// What proves it.
    pub proof: String,
}

/// How a file is handed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandingOver {
    /// How.
    pub channel: Channel,
    /// When, by the evidence; none: now, through this service.
    pub at: Option<Instant>,
    /// What proves it.
    pub proof: Option<String>,
}

/// The list of commands with those on requests at its end.
macro_rules! with_requests {
    ($($others:tt)*) => {
        commands! {
            $($others)*

            /// Write down a request for a measure.
            RecordRequest {
                /// What it says.
                content: Box<crate::request::MeasureContent>,
                /// Where the agency records a file that it has.
                received: Option<Received>,
            } = "request.record";
            /// Hand the file over to the agency that decides.
            HandOverRequest {
                /// Which request.
                request: crate::id::RequestId,
                /// When and how.
                how: HandingOver,
            } = "request.hand_over";
            /// Say that the file is full.
            CompleteRequest {
                /// Which request.
                request: crate::id::RequestId,
                /// Since when, by the evidence.
                at: Instant,
            } = "request.complete";
            /// Grant or decline it. Nothing is ordered by that.
            DecideRequest {
                /// Which request.
                request: crate::id::RequestId,
                /// What is decided.
                ruling: Box<crate::request::Ruling>,
                /// The case in which the measure is ordered, if there is one.
                case: Option<CaseId>,
            } = "request.decide";
            /// Name the case of a granted request.
            LinkRequest {
                /// Which request.
                request: crate::id::RequestId,
                /// Which case.
                case: CaseId,
            } = "request.link";
            /// Take it back.
            WithdrawRequest {
                /// Which request.
                request: crate::id::RequestId,
                /// Why.
                reason: String,
            } = "request.withdraw";
            /// A limit of it has come.
            StrikeRequest {
                /// Which request.
                request: crate::id::RequestId,
                /// Which limit.
                term: DutyId,
            } = "request.strike";
        }
    };
}

pub(super) use with_requests;

impl Command {
    /// The request for a measure that a command is about, if it names one.
    pub const fn request(&self) -> Option<RequestId> {
        match self {
            Self::HandOverRequest { request, .. }
            | Self::CompleteRequest { request, .. }
            | Self::DecideRequest { request, .. }
            | Self::LinkRequest { request, .. }
            | Self::WithdrawRequest { request, .. }
            | Self::StrikeRequest { request, .. } => Some(*request),
            _ => None,
        }
    }
}
