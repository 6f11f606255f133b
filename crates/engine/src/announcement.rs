//! What whoever runs the service tells its people: news, a maintenance window, a
//! disruption; to everybody, to one side, to one province or institution, for a time.
//!
//! Plain text in both languages. It moves no limit: what the service was down for does
//! ([`crate::excuse`]).

use crate::actor::Seat;
use crate::context::Directory;
use crate::id::{AgencyId, AnnouncementId, InstitutionId, UserId};
use crate::time::Instant;
use serde::{Deserialize, Serialize};

/// The longest text, in characters: it stands above every page.
pub const LONGEST: usize = 500;

/// How many are not over at one time.
pub const MOST: u16 = 50;

/// What it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AnnouncementKind {
    /// News.
    Info,
    /// The service will be away from its beginning to its end: shown from the moment it
    /// is announced.
    Maintenance,
    /// Something does not work.
    Disruption,
}

/// Whom it concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "id")]
pub enum Audience {
    /// Everybody, also who has not signed in.
    Everyone,
    /// Who sits in an agency.
    Asking,
    /// Who sits in an institution.
    Answering,
    /// Who sits in an agency or below it.
    Agency(AgencyId),
    /// Who sits in an institution.
    Institution(InstitutionId),
}

/// What is announced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnnouncementContent {
    /// What it is about.
    pub kind: AnnouncementKind,
    /// Whom it concerns.
    pub audience: Audience,
    /// From when: what is announced before is shown then, but for maintenance.
    pub from: Instant,
    /// Until when, exclusively.
    pub to: Instant,
    /// In Vietnamese.
    pub text_vi: String,
    /// In English.
    pub text_en: String,
    /// Why a maintenance window is announced later than policy asks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hurry: Option<String>,
}

/// An announcement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Announcement {
    /// Its id.
    pub id: AnnouncementId,
    /// Counts the changes of this root.
    pub version: i32,
    /// By whom; none: the service.
    pub by: Option<UserId>,
    /// When.
    pub at: Instant,
    /// What.
    pub content: AnnouncementContent,
    /// How it ended before its time.
    pub end: Option<AnnouncementEnd>,
}

/// How an announcement ended before its time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnnouncementEnd {
    /// When: before its beginning it was withdrawn.
    pub at: Instant,
    /// By whom; none: the service.
    pub by: Option<UserId>,
    /// Why.
    pub reason: String,
}

/// What happens to an announcement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "announcement")]
pub enum AnnouncementEvent {
    /// It was made.
    Made {
        /// What it says.
        content: Box<AnnouncementContent>,
    },
    /// It ended before its time.
    Ended {
        /// Why.
        reason: String,
    },
}

impl AnnouncementEvent {
    /// Every code.
    pub const CODES: &'static [&'static str] = &["announcement_made", "announcement_ended"];

    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Made { .. } => "announcement_made",
            Self::Ended { .. } => "announcement_ended",
        }
    }
}

impl Announcement {
    /// Whether there is nothing to announce any more.
    pub fn is_over(&self, at: Instant) -> bool {
        self.end.is_some() || self.content.to <= at
    }

    /// Whether it stands above pages: maintenance as soon as it is announced.
    pub fn is_shown(&self, at: Instant) -> bool {
        let begun = self.content.kind == AnnouncementKind::Maintenance || self.content.from <= at;
        begun && !self.is_over(at)
    }

    /// Whether it concerns whoever sits there; nobody: who has not signed in. Who
    /// sees the whole country sees whatever is announced in it.
    pub fn concerns(&self, seat: Option<Seat>, directory: &Directory) -> bool {
        match (self.content.audience, seat) {
            (Audience::Everyone, _)
            | (_, Some(Seat::Country))
            | (Audience::Asking, Some(Seat::Agency(_)))
            | (Audience::Answering, Some(Seat::Institution(_))) => true,
            (Audience::Agency(top), Some(Seat::Agency(agency))) => directory.is_below(agency, top),
            (Audience::Institution(one), Some(Seat::Institution(seat))) => {
                directory.are_one(one, seat)
            }
            _ => false,
        }
    }

    /// Whether two maintenance windows meet, whomever they concern.
    pub fn overlaps(&self, other: &Self) -> bool {
        let window =
            |one: &Self| one.content.kind == AnnouncementKind::Maintenance && one.end.is_none();
        let (a, b) = (&self.content, &other.content);
        self.id != other.id && window(self) && window(other) && a.from < b.to && b.from < a.to
    }
}
