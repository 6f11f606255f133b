//! Before freezing: which of the accounts that institutions named would do, and
//! what freezing everywhere would hold beyond the debt.

use super::secret::Purpose;
use super::{Found, Reader, whole};
use engine::actor::Actor;
use engine::id::{InstrumentId, PartyId};
use engine::instrument::InquiryContent;
use engine::ledger::{Candidate, Choice, beyond_everywhere, least_harm};
use engine::money::Money;
use engine::order::OwedParts;
use engine::policy::{Belongs, ReadKind};
use engine::refusal::Refusal;
use engine::shown::accounts;

/// What an inquiry's answers come to for a freeze.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HarmView {
    /// Whose accounts.
    pub debtor: PartyId,
    /// What may still be frozen for, in đồng: the case's open cap.
    pub debt: i64,
    /// The same by its parts, as far as the books know them: not where a part of it is
    /// ordered to be paid, or where the day interest is counted to is not known.
    pub parts: Option<OwedParts>,
    /// Every account that was named.
    pub candidates: Vec<Candidate>,
    /// Those that cover the debt with the least harm, in the order they are
    /// taken.
    pub choices: Vec<Choice>,
    /// How many đồng would be frozen beyond the debt, if every institution froze
    /// up to it.
    pub beyond: i64,
    /// The same, if the chosen accounts are frozen: each institution is asked for
    /// all that is owed.
    pub beyond_chosen: i64,
}

impl Reader<'_> {
    /// Which accounts to freeze for a case's debt, by what an inquiry found. All
    /// that its institutions said is read for it, with a purpose, on record
    /// (I-19).
    pub fn least_harm(
        &mut self,
        actor: &Actor,
        purpose: &Purpose,
        id: InstrumentId,
    ) -> Found<HarmView> {
        let inquiry = self.inquiry(actor, id)?;
        let content = inquiry.instrument.content.inquiry();
        let debtor = content.map(|InquiryContent { debtor, .. }| *debtor);
        let debtor = debtor.ok_or(Refusal::NotFound)?;
        let case = inquiry.instrument.case;
        let (gate, _) = whole::gate_and_salt(self.conn, case)?.ok_or(Refusal::NotFound)?;
        self.permit(actor, ReadKind::Answers, &Belongs::to_case(&gate))?;
        let mut candidates = Vec::new();
        for line in &inquiry.demands {
            let said = self.demand_secret(actor, purpose, line.id)?;
            // Where it is kept today: that is whom a freeze can name.
            let institution = self.rules.directory.heir(line.institution);
            candidates.extend(
                accounts(&said.answers)
                    .map(|account| Candidate { institution, account: account.clone() }),
            );
        }
        let money = self.money(actor, purpose, case)?;
        let debt = money.cap.open;
        let fits = |one: &OwedParts| one.total() == Ok(Money::vnd(debt)) && one.says_until_when();
        let parts = money.parts.filter(fits);
        let choices = least_harm(&candidates, debt);
        let beyond = beyond_everywhere(&candidates, debt);
        let chosen = choices.iter().filter_map(|one| candidates.get(one.candidate).cloned());
        let beyond_chosen = beyond_everywhere(&chosen.collect::<Vec<_>>(), debt);
        Ok(HarmView { debtor, debt, parts, candidates, choices, beyond, beyond_chosen })
    }
}
