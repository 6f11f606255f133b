//! Running the service: outages and announcements as they are written.

use super::leaf::{AgencyIdField, AnnouncementKindField, InstantField, InstitutionIdField};
use super::reader::Reader;
use engine::announcement::{AnnouncementContent, Audience};
use engine::command::Command;
use serde::Deserialize;
use utoipa::ToSchema;

/// An outage of this service.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewOutage)]
pub(crate) struct OutageBody {
    /// From when.
    from: InstantField,
    /// Until when.
    to: InstantField,
    /// Why.
    reason: String,
    /// Where it can be seen: a log, a ticket.
    evidence: Option<String>,
}

impl OutageBody {
    pub(crate) fn parse(self, reader: &mut Reader) -> Option<Command> {
        let from = reader.field("from", &self.from);
        let to = reader.field("to", &self.to);
        let Self { reason, evidence, .. } = self;
        let evidence = evidence.filter(|text| !text.trim().is_empty());
        Some(Command::RecordOutage { from: from?, to: to?, reason, evidence })
    }
}

/// Something to be announced.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewAnnouncement)]
pub(crate) struct AnnouncementBody {
    /// What it is about. A maintenance window is shown from now on, the others from
    /// their beginning.
    kind: AnnouncementKindField,
    /// Whom it concerns; nobody named: everybody, also who has not signed in.
    #[serde(default)]
    audience: AudienceBody,
    /// From when.
    from: InstantField,
    /// Until when, exclusively.
    to: InstantField,
    /// Plain text, in Vietnamese.
    text_vi: String,
    /// Plain text, in English.
    text_en: String,
    /// Why a maintenance window is announced later than policy asks.
    hurry: Option<String>,
}

/// Whom it concerns: one of these at most.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewAudience)]
struct AudienceBody {
    /// `asking` or `answering`: who sits in an agency, or in an institution.
    side: Option<SideWord>,
    /// Who sits in this agency or below it.
    agency: Option<AgencyIdField>,
    /// Who sits in this institution.
    institution: Option<InstitutionIdField>,
}

/// A side.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = AnnouncedSide)]
enum SideWord {
    /// Who sits in an agency.
    Asking,
    /// Who sits in an institution.
    Answering,
}

impl AudienceBody {
    fn parse(self, reader: &mut Reader) -> Option<Audience> {
        let agency = reader.optional("agency", self.agency.as_ref());
        let institution = reader.optional("institution", self.institution.as_ref());
        match (self.side, agency?, institution?) {
            (None, None, None) => Some(Audience::Everyone),
            (Some(SideWord::Asking), None, None) => Some(Audience::Asking),
            (Some(SideWord::Answering), None, None) => Some(Audience::Answering),
            (None, Some(agency), None) => Some(Audience::Agency(agency)),
            (None, None, Some(institution)) => Some(Audience::Institution(institution)),
            (Some(_), Some(_), _) => reader.wrong("agency", "unexpected"),
            _ => reader.wrong("institution", "unexpected"),
        }
    }
}

impl AnnouncementBody {
    pub(crate) fn parse(self, reader: &mut Reader) -> Option<Command> {
        let kind = reader.field("kind", &self.kind);
        let audience = reader.within("audience", |reader| self.audience.parse(reader));
        let from = reader.field("from", &self.from);
        let to = reader.field("to", &self.to);
        let content = AnnouncementContent {
            kind: kind?,
            audience: audience?,
            from: from?,
            to: to?,
            text_vi: self.text_vi,
            text_en: self.text_en,
            hurry: self.hurry,
        };
        Some(Command::Announce { content: Box::new(content) })
    }
}
