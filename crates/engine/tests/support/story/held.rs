//! Rows that could not be taken in, out of words and told: `row.hold H-1 payment=NT-1
//! wrong=amount says=năm triệu line=2 file=F1 office=T01-01 as=R`; without an external id
//! `row.hold nothing`; `row.dismiss R reason=`.

use super::Story;
use super::args::Args;
use super::body::NOBODY;
use super::sync::{external, office};
use engine::actor::Actor;
use engine::command::{Command as C, CommandKind as K};
use engine::event::Root;
use engine::held::{HeldContent, HeldEvent, KeptRow, RowError};
use engine::statement::FileHash;
use engine::sync::SourceCode;

/// Reads a command.
pub(super) fn read(story: &Story, actor: &Actor, kind: K, args: &Args) -> Result<C, String> {
    let subject = args.subject()?;
    if kind == K::DismissRow {
        let row = match story.roots.get(subject) {
            Some(Root::Held(id)) => *id,
            _ if subject == "nothing" => NOBODY.into(),
            _ => return Err(format!("{subject} is no row")),
        };
        return Ok(C::DismissRow { row, reason: args.or("reason", "Hồ sơ thử nghiệm") });
    }
    let line = args.get("line").map_or(Ok(2), |line| line.parse()).map_err(|_| "no line")?;
    let line = Some(line);
    let error = |code: String| RowError { file: None, line, pointer: "cccd".to_owned(), code };
    let says = args.or("says", "123");
    let row = KeptRow { file: None, line, cells: vec![("cccd".to_owned(), says)] };
    let content = HeldContent {
        case: if subject == "nothing" { None } else { Some(external(subject)?) },
        payment: args.get("payment").map(|name| external(&name)).transpose()?,
        file: args.get("file").map(|name| FileHash::of(name.as_bytes())),
        errors: args.list("wrong").into_iter().map(error).collect(),
        rows: vec![row],
    };
    let agency = office(actor, args)?;
    Ok(C::HoldRow { agency, source: SourceCode::ministry(), content: Box::new(content) })
}

/// What happened.
pub(super) fn event(event: &HeldEvent) -> String {
    let HeldEvent::Kept { content, .. } = event else { return String::new() };
    let case = content.case.as_ref().map_or("no case", |case| case.as_str());
    let codes: Vec<&str> = content.errors.iter().map(|one| one.code.as_str()).collect();
    format!("{case}: {}", codes.join(","))
}
