//! What the creditor concedes: written down by the clerk, decided by the officer.

use crate::world::{World, pick, who};
use engine::command::Command as C;
use engine::concession::{
    ConcessionContent, ConcessionKind, ConcessionOnPaper, ConcessionOutcome, ConcessionRuling,
};
use engine::demand::Channel;
use engine::id::{ConcessionId, PostingId};
use engine::ledger::{Balances, Book};
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
                self.conceded_after(known, (recorded, kind), if counts { amount } else { 0 });
                self.came_off(&before, kind, if counts { amount } else { 0 });
            }
            // Refused whole: nothing of it is in the books, and it waits on.
            Err(Refusal::BookExceeded { balance, .. }) => {
                assert!(amount > balance, "{amount} is within {balance}");
                assert_eq!(self.ledger().unwrap().balances, before);
            }
            Err(why) => panic!("a concession is not decided: {why:?}"),
        }
    }

    /// Off which parts of the debt: what is waived off the one that it names, an asset off
    /// one after the other, and nothing off what is owed to the State.
    fn came_off(&self, before: &Balances, kind: ConcessionKind, amount: i64) {
        let ledger = self.ledger().unwrap();
        let (after, end) = (ledger.balances, ledger.concessions.last().unwrap().end.as_ref());
        let posted = &end.unwrap().posted;
        let off = |book| posted.iter().filter(|(of, _)| *of == book).map(|(_, n)| n).sum::<i64>();
        let (principal, interest) = (off(Book::Principal), off(Book::Interest));
        assert_eq!(principal + interest, amount);
        assert_eq!(after.principal, before.principal - principal);
        assert!(after.interest >= before.interest - interest, "interest grows up to the day");
        let waived = if kind == ConcessionKind::AssetAccepted { 0 } else { amount };
        assert_eq!(after.waived - before.waived, waived);
        assert_eq!(after.received - before.received, amount - waived);
        assert_eq!((after.fee, after.cost), (before.fee, before.cost));
        match kind {
            ConcessionKind::WaiveInterest => assert_eq!(principal, 0),
            ConcessionKind::WaivePrincipal => assert_eq!(interest, 0),
            ConcessionKind::AssetRefused => assert_eq!(amount, 0),
            // One of the two is paid off before the other is begun.
            ConcessionKind::AssetAccepted => {
                let begun = principal > 0 && interest > 0;
                assert!(!begun || after.principal.min(after.interest) == 0);
            }
        }
    }

    fn postings(&self) -> usize {
        self.ledger().map_or(0, |ledger| ledger.postings.len())
    }

    /// What it came to is one posting, of what it says.
    fn conceded_after(
        &mut self,
        known: usize,
        (id, kind): (ConcessionId, ConcessionKind),
        amount: i64,
    ) {
        let ledger = self.ledger().unwrap();
        // Interest up to the day is no part of it.
        for one in ledger.postings.iter().skip(known).filter(|one| one.concession.is_some()) {
            let asset = kind == ConcessionKind::AssetAccepted;
            assert_eq!(one.concession, Some(id));
            assert_eq!(one.debit, if asset { Book::Received } else { Book::Waived });
            assert!(kind.books().contains(&one.credit), "{kind:?} off {:?}", one.credit);
        }
        let new: Vec<(PostingId, i64)> =
            ledger.postings.iter().skip(known).map(|one| (one.id, one.amount)).collect();
        assert_eq!(new.iter().map(|(_, amount)| *amount).sum::<i64>(), amount);
        for (posting, amount) in new {
            self.here.own.post(posting, -amount);
        }
    }
}
