//! What whoever runs the service announces.

use super::word;
use crate::error::Corrupt;
use crate::types::{At, Id};
use crate::value::stored;
use engine::announcement::{
    Announcement, AnnouncementContent, AnnouncementEnd, AnnouncementKind, Audience,
};
use engine::id::{AgencyId, AnnouncementId, InstitutionId, UserId};
use uuid::Uuid;

stored! {
    /// A row of `announcement`.
    AnnouncementRow: announcement {
        id: Id,
        version: i32,
        kind: String,
        audience: String,
        place_id: Option<Id>,
        from_at: At,
        to_at: At,
        text_vi: String,
        text_en: String,
        hurry: Option<String>,
        made_at: At,
        made_by: Option<Id>,
        ended_at: Option<At>,
        ended_by: Option<Id>,
        end_reason: Option<String>,
    }
}

/// What changes of it.
pub(crate) const ANNOUNCEMENT_CHANGES: &[&str] = &["version", "ended_at", "ended_by", "end_reason"];

const fn audience(audience: Audience) -> (&'static str, Option<Uuid>) {
    match audience {
        Audience::Everyone => ("everyone", None),
        Audience::Asking => ("asking", None),
        Audience::Answering => ("answering", None),
        Audience::Agency(id) => ("agency", Some(id.0)),
        Audience::Institution(id) => ("institution", Some(id.0)),
    }
}

impl AnnouncementRow {
    pub(crate) fn of(one: &Announcement) -> Self {
        let (audience, place) = audience(one.content.audience);
        let person = |id: Option<UserId>| id.map(|id| Id(id.0));
        Self {
            id: Id(one.id.0),
            version: one.version,
            kind: one.content.kind.code().to_owned(),
            audience: audience.to_owned(),
            place_id: place.map(Id),
            from_at: At(one.content.from),
            to_at: At(one.content.to),
            text_vi: one.content.text_vi.clone(),
            text_en: one.content.text_en.clone(),
            hurry: one.content.hurry.clone(),
            made_at: At(one.at),
            made_by: person(one.by),
            ended_at: one.end.as_ref().map(|end| At(end.at)),
            ended_by: person(one.end.as_ref().and_then(|end| end.by)),
            end_reason: one.end.as_ref().map(|end| end.reason.clone()),
        }
    }

    pub(crate) fn entity(self) -> Result<Announcement, Corrupt> {
        let audience = match (self.audience.as_str(), self.place_id) {
            ("everyone", None) => Audience::Everyone,
            ("asking", None) => Audience::Asking,
            ("answering", None) => Audience::Answering,
            ("agency", Some(id)) => Audience::Agency(AgencyId(id.0)),
            ("institution", Some(id)) => Audience::Institution(InstitutionId(id.0)),
            _ => return Err(Corrupt::new("announcement", "audience")),
        };
        let person = |id: Option<Id>| id.map(|id| UserId(id.0));
        let end = match (self.ended_at, self.end_reason) {
            (Some(at), Some(reason)) => {
                Some(AnnouncementEnd { at: at.0, by: person(self.ended_by), reason })
            }
            (None, None) => None,
            _ => return Err(Corrupt::new("announcement", "ended_at")),
        };
        Ok(Announcement {
            id: AnnouncementId(self.id.0),
            version: self.version,
            by: person(self.made_by),
            at: self.made_at.0,
            content: AnnouncementContent {
                kind: word!(AnnouncementKind, "announcement", "kind", &self.kind),
                audience,
                from: self.from_at.0,
                to: self.to_at.0,
                text_vi: self.text_vi,
                text_en: self.text_en,
                hurry: self.hurry,
            },
            end,
        })
    }
}
