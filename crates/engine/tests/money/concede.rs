//! What the creditor concedes: written down by the clerk, decided by the officer.

use crate::world::{World, pick, who};
use engine::command::Command as C;
use engine::concession::{
    ConcessionContent, ConcessionKind, ConcessionOnPaper, ConcessionOutcome, ConcessionRuling,
};
use engine::demand::Channel;
use engine::id::{ConcessionId, PostingId};
use engine::money::Money;
use engine::refusal::Refusal;

impl World {
    pub(crate) fn concede(&mut self, kind: u8, amount: i64, accept: bool) {
        let (case, office) = (self.here.case, self.here.office);
        let kind = *pick(ConcessionKind::CODED, kind).unwrap();
        let content = Box::new(ConcessionContent {
            creditor: Some(office.party("Binh")),
            kind,
            amount: kind.has_amount().then_some(Money::vnd(amount)),
            asset: kind.is_of_asset().then(|| self.text("Xe ô tô")),
            document: self.number(),
            paper: Some(ConcessionOnPaper {
                channel: Channel::Post,
                received_at: self.now,
                proof: self.text("Dấu công văn đến"),
            }),
        });
        let recorded = match self.try_as(who(office.clerk), C::RecordConcession { case, content }) {
            Ok(done) => ConcessionId(done.other.unwrap()),
            Err(Refusal::ObligationEnded) => return,
            Err(why) => panic!("a concession is refused: {why:?}"),
        };
        let before = self.ledger().unwrap().balances;
        let known = self.postings();
        let outcome =
            if accept { ConcessionOutcome::Accepted } else { ConcessionOutcome::Declined };
        let reason = self.text("Phù hợp thỏa thuận");
        let ruling = Box::new(ConcessionRuling { outcome, reason, share: None });
        let command = C::DecideConcession { case, concession: recorded, ruling };
        match self.try_as(who(office.officer), command) {
            Ok(_) => {
                let counts = accept && kind.has_amount();
                self.conceded_after(known, if counts { amount } else { 0 });
            }
            // Refused whole: nothing of it is in the books, and it waits on.
            Err(Refusal::BookExceeded { balance, .. }) => {
                assert!(amount > balance, "{amount} is within {balance}");
                assert_eq!(self.ledger().unwrap().balances, before);
            }
            Err(why) => panic!("a concession is not decided: {why:?}"),
        }
    }

    fn postings(&self) -> usize {
        self.ledger().map_or(0, |ledger| ledger.postings.len())
    }

    /// What it came to is one posting, of what it says.
    fn conceded_after(&mut self, known: usize, amount: i64) {
        let ledger = self.ledger().unwrap();
        let new: Vec<(PostingId, i64)> =
            ledger.postings.iter().skip(known).map(|one| (one.id, one.amount)).collect();
        assert_eq!(new.iter().map(|(_, amount)| *amount).sum::<i64>(), amount);
        for (posting, amount) in new {
            self.here.own.post(posting, -amount);
        }
    }
}
