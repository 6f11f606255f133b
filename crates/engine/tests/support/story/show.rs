//! What stands, in words.

use super::Story;
use super::tell::{due, item_name, local};
use engine::clock::{Clock, Episode};
use engine::demand::{Demand, Item};
use engine::event::Root;

impl Story {
    /// `A`, `Q` or `Q.VCB`: what stands of a case, an inquiry, a demand.
    pub(crate) fn show(&self, label: &str) -> Result<Vec<String>, String> {
        if label.contains('.') {
            return self.demand(label).map(demand);
        }
        Ok(match self.root(label)? {
            Root::Case(id) => {
                let case = self.facts.cases.get(id).ok_or("the case is gone")?;
                vec![lower(&format!("{:?}, version {}", case.state, case.version))]
            }
            Root::Instrument(id) => {
                let one = self.facts.instruments.get(id);
                let one = one.ok_or("the inquiry is gone")?;
                let approval = one.approval.map_or("no approval", |_| "an approval");
                let text = format!("{:?}, version {}, {approval}", one.state, one.version);
                vec![lower(&text)]
            }
            Root::Demand(_) | Root::Outage(_) => Vec::new(),
        })
    }
}

fn demand(demand: &Demand) -> Vec<String> {
    let receipt = demand.receipt.as_ref().map_or_else(
        || "not received".to_owned(),
        |receipt| format!("received {}", local(receipt.evidenced_at)),
    );
    let head = format!("{:?}, version {}, {receipt}", demand.state(), demand.version);
    let mut lines = vec![lower(&head)];
    if let Some(draft) = &demand.draft {
        let returned = draft.returned.as_ref().map_or("", |_| ", returned");
        lines.push(format!("draft of {} answers{returned}", draft.answers.len()));
    }
    for item in &demand.items {
        lines.push(self::item(demand, item));
        let clocks = demand.clocks.iter().filter(|clock| clock.item == item.id);
        lines.extend(clocks.map(clock));
    }
    lines.extend(demand.episodes.iter().enumerate().map(|(at, one)| episode(demand, at, one)));
    lines
}

fn item(demand: &Demand, item: &Item) -> String {
    let name = item_name(demand, item.id);
    let letter = item.letter.as_ref().map_or_else(String::new, |letter| {
        let received = letter.receipt.as_ref().map(|receipt| local(receipt.evidenced_at));
        format!(", letter received {}", received.as_deref().unwrap_or("not yet"))
    });
    let Item { state, round, parts, .. } = item;
    let text = format!("{name}: {state:?}, round {round}, parts {parts}{letter}");
    lower(&text)
}

fn clock(clock: &Clock) -> String {
    let binds = if clock.binding { ", binds" } else { "" };
    let ended = clock.ended_at.map_or_else(String::new, |at| format!(" {}", local(at)));
    let next = clock.next_at.map_or_else(String::new, |at| format!(", next {}", local(at)));
    let state = format!("{:?}", clock.state).to_lowercase();
    format!(
        "  {} {} round {}: due {}, {state}{ended}{next}{binds}",
        clock.rule,
        clock.layer,
        clock.round,
        due(clock),
    )
}

fn episode(demand: &Demand, at: usize, episode: &Episode) -> String {
    let clock = super::tell::clock_name(demand, episode.clock);
    let kind = format!("{:?}", episode.kind).to_lowercase();
    let reason = episode.reason.map_or_else(String::new, |why| format!(", because {why:?}"));
    let end = match (episode.closed_at, episode.closed_by) {
        (Some(at), Some(by)) => format!("{by:?} {}", local(at)),
        _ => "open".to_owned(),
    };
    lower(&format!(
        "e{} {clock} {kind}: late since {}, noticed {}{reason}, ",
        at + 1,
        local(episode.flagged_at),
        local(episode.detected_at),
    )) + &end.to_lowercase()
}

/// Codes of rules keep their capitals; words of `Debug` lose theirs.
fn lower(text: &str) -> String {
    let words = text.split(' ').map(|word| {
        let code = word.contains('/') || word.chars().any(|c| c.is_ascii_digit());
        if code { word.to_owned() } else { word.to_lowercase() }
    });
    words.collect::<Vec<_>>().join(" ")
}
