//! The debtor's notice of a freeze: withheld until the freeze is confirmed.

use super::Moved;
use super::books::Books;
use crate::command::Envelope;
use crate::context::Context;
use crate::decide::check::{self, TEXT};
use crate::demand::Channel;
use crate::id::InstrumentId;
use crate::law::Stage;
use crate::ledger::{DebtorNotice, DutyKind, Filing, MoneyEvent};
use crate::refusal::Refusal;
use crate::time::Instant;

/// When and how the debtor was told.
pub(super) struct Served<'a> {
    pub(super) at: Instant,
    pub(super) channel: Channel,
    pub(super) proof: &'a str,
}

/// Recorded once, by its evidence: from then the debtor may complain, and his
/// limit is computed once (I-20).
pub(super) fn serve(
    envelope: &Envelope,
    books: &mut Books,
    cx: &Context<'_>,
    instrument: InstrumentId,
    served: &Served<'_>,
) -> Result<Moved, Refusal> {
    let id = Some(instrument.0);
    if !books.ledger.freezes.iter().any(|freeze| freeze.instrument == instrument) {
        return Err(Refusal::FreezeUnknown { pointer: "/instrument".to_owned() });
    }
    if let Some(known) = books.ledger.notice_of(instrument) {
        let same = (known.at, known.channel, known.proof.as_str())
            == (served.at, served.channel, served.proof);
        return if same {
            Ok(Moved { id, ..Moved::default() })
        } else {
            Err(Refusal::NoticeServed)
        };
    }
    // No tip-off: what is not answered yet could still be emptied.
    let confirmed = books.ledger.confirmed_since(instrument).ok_or(Refusal::NoticeWithheld)?;
    if served.at > cx.now {
        return Err(Refusal::FutureInstant { pointer: "/at".to_owned() });
    }
    if served.at < confirmed {
        return Err(Refusal::NoticeEarly);
    }
    check::text(served.proof, "/proof", TEXT)?;
    let notice = DebtorNotice {
        instrument,
        at: served.at,
        channel: served.channel,
        proof: served.proof.to_owned(),
        recorded_by: envelope.actor.who,
        filing: filing(cx, Stage::Security, served.at),
    };
    books.note(MoneyEvent::DebtorNoticeServed { notice });
    books.meet(DutyKind::DebtorNotice, Some(instrument), served.at, None);
    Ok(Moved { id, ..Moved::default() })
}

/// Until when an act may be complained of by who knew of it at `start`.
pub(super) fn filing(cx: &Context<'_>, stage: Stage, start: Instant) -> Option<Filing> {
    let (rule, until) = cx.rules.law.complaint_until(stage, start)?;
    Some(Filing { rule, start, until })
}
