//! Running the service, out of words and told: `outage.record from= to= reason=
//! evidence= as=O`, `outage.confirm O`; `announcement.make maintenance to=everyone
//! from= until= hurry= vi= en= as=N`, `announcement.end N reason=`.

use super::Story;
use super::args::Args;
use super::body::NOBODY;
use super::command::when;
use crate::support::people;
use engine::announcement::{AnnouncementContent, AnnouncementEvent, AnnouncementKind, Audience};
use engine::command::{Command as C, CommandKind as K};
use engine::event::Root;
use uuid::Uuid;

/// Whether a command is read here.
pub(super) fn is(kind: K) -> bool {
    matches!(kind, K::RecordOutage | K::ConfirmOutage | K::Announce | K::EndAnnouncement)
}

/// Reads a command.
pub(super) fn read(story: &Story, kind: K, args: &Args) -> Result<C, String> {
    Ok(match kind {
        K::RecordOutage => C::RecordOutage {
            from: when(&args.need("from")?)?,
            to: when(&args.need("to")?)?,
            reason: args.or("reason", "Máy chủ dừng"),
            evidence: args.get("evidence"),
        },
        K::ConfirmOutage => C::ConfirmOutage { outage: named(story, args)?.into() },
        K::Announce => C::Announce { content: Box::new(content(args)?) },
        _ => C::EndAnnouncement {
            announcement: named(story, args)?.into(),
            reason: args.or("reason", "Đã xong sớm"),
        },
    })
}

fn named(story: &Story, args: &Args) -> Result<Uuid, String> {
    match args.subject()? {
        "nothing" => Ok(NOBODY),
        label => Ok(story.root(label)?.id()),
    }
}

fn content(args: &Args) -> Result<AnnouncementContent, String> {
    let word = args.subject()?;
    let kind = AnnouncementKind::from_code(word).ok_or_else(|| format!("no kind {word}"))?;
    let to = args.or("to", "everyone");
    let audience = match to.as_str() {
        "everyone" => Audience::Everyone,
        "asking" => Audience::Asking,
        "answering" => Audience::Answering,
        "nowhere" => Audience::Agency(NOBODY.into()),
        "no_bank" => Audience::Institution(NOBODY.into()),
        code => people::agency(code)
            .map(Audience::Agency)
            .or_else(|| people::institution(code).map(Audience::Institution))
            .ok_or_else(|| format!("nobody is {code}"))?,
    };
    Ok(AnnouncementContent {
        kind,
        audience,
        from: when(&args.need("from")?)?,
        to: when(&args.need("until")?)?,
        text_vi: args.or("vi", "Hệ thống bảo trì"),
        text_en: args.or("en", "The system is under maintenance"),
        hurry: args.get("hurry"),
    })
}

/// What happened.
pub(super) fn event(event: &AnnouncementEvent) -> String {
    match event {
        AnnouncementEvent::Made { content } => {
            let hurry = content.hurry.as_ref().map_or("", |_| ", in a hurry");
            format!("{}{hurry}", content.kind.code())
        }
        AnnouncementEvent::Ended { reason } => reason.clone(),
    }
}

/// How an outage or an announcement stands.
pub(super) fn lines(story: &Story, root: Root) -> Option<Vec<String>> {
    match root {
        Root::Outage(id) => {
            let one = story.facts().outages.get(id)?;
            let confirmed = one.confirmed.map_or("not confirmed", |_| "confirmed");
            Some(vec![format!("{confirmed}, version {}", one.version)])
        }
        Root::Announcement(id) => {
            let one = story.facts().announcements.get(id)?;
            let at = story.now?;
            let shown = if one.is_shown(at) { "shown" } else { "not shown" };
            let over = if one.is_over(at) { "over" } else { "to come or there" };
            Some(vec![format!("{shown}, {over}, version {}", one.version)])
        }
        _ => None,
    }
}
