//! Outages of this service and what is announced.

use super::directory::{NamedView, Names};
use super::shown::{AnnouncementKindWord, At, Shown};
use engine::announcement::{Announcement, Audience};
use engine::facts::Outage;
use serde::Serialize;
use store::read::Listing;
use utoipa::ToSchema;
use uuid::Uuid;

/// An outage of this service. Once confirmed, limits that it cost are moved, each by a
/// recorded act.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Outage)]
pub(crate) struct OutageView {
    id: Uuid,
    version: i32,
    from: At,
    to: At,
    /// Why.
    reason: String,
    /// Where it can be seen; null: nothing was named.
    evidence: Option<String>,
    /// When a second person confirmed it; null: nobody yet, and no limit is moved.
    confirmed_at: Option<At>,
}

impl From<Outage> for OutageView {
    fn from(one: Outage) -> Self {
        Self {
            id: one.id.0,
            version: one.version,
            from: Shown(one.from),
            to: Shown(one.to),
            reason: one.reason,
            evidence: one.evidence,
            confirmed_at: one.confirmed.map(|one| Shown(one.at)),
        }
    }
}

/// Something announced.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Announcement)]
pub(crate) struct AnnouncementView {
    id: Uuid,
    version: i32,
    kind: AnnouncementKindWord,
    audience: AudienceView,
    from: At,
    /// Exclusively.
    to: At,
    /// Plain text, in Vietnamese.
    text_vi: String,
    /// Plain text, in English.
    text_en: String,
    /// Why a maintenance window was announced later than policy asks; told to who may
    /// announce.
    hurry: Option<String>,
    announced_at: At,
    /// When it ended before its time; null: it did not.
    ended_at: Option<At>,
    /// Why.
    end_reason: Option<String>,
    /// Other maintenance windows that meet it.
    overlaps: Vec<Uuid>,
}

/// Whom an announcement concerns: nothing named is everybody.
#[derive(Debug, Default, Serialize, ToSchema)]
#[schema(as = Audience)]
struct AudienceView {
    /// `asking` or `answering`: who sits in an agency, or in an institution.
    side: Option<&'static str>,
    /// Who sits in this agency or below it.
    agency: Option<NamedView>,
    /// Who sits in this institution.
    institution: Option<NamedView>,
}

impl AudienceView {
    fn new(audience: Audience, names: &Names) -> Self {
        let nobody = Self::default();
        match audience {
            Audience::Everyone => nobody,
            Audience::Asking => Self { side: Some("asking"), ..nobody },
            Audience::Answering => Self { side: Some("answering"), ..nobody },
            Audience::Agency(id) => Self { agency: Some(names.agency(id)), ..nobody },
            Audience::Institution(id) => {
                Self { institution: Some(names.institution(id)), ..nobody }
            }
        }
    }
}

/// What is announced.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Announcements)]
pub(crate) struct AnnouncementsView {
    items: Vec<AnnouncementView>,
    /// Where the next page starts, to be sent as `after`; null: this was the last.
    next: Option<String>,
}

impl AnnouncementsView {
    /// `internal`: whether what is said among those who announce is told.
    pub(crate) fn new(found: &Listing<Announcement>, names: &Names, internal: bool) -> Self {
        let (next, found) = (found.next.map(|cursor| cursor.to_string()), &found.rows);
        let view = |one: &Announcement| {
            let overlaps = found.iter().filter(|other| one.overlaps(other));
            let content = &one.content;
            AnnouncementView {
                id: one.id.0,
                version: one.version,
                kind: Shown(content.kind),
                audience: AudienceView::new(content.audience, names),
                from: Shown(content.from),
                to: Shown(content.to),
                text_vi: content.text_vi.clone(),
                text_en: content.text_en.clone(),
                hurry: content.hurry.clone().filter(|_| internal),
                announced_at: Shown(one.at),
                ended_at: one.end.as_ref().map(|end| Shown(end.at)),
                end_reason: one.end.as_ref().map(|end| end.reason.clone()),
                overlaps: overlaps.map(|other| other.id.0).collect(),
            }
        };
        Self { items: found.iter().map(view).collect(), next }
    }
}
