//! Back to the debtor: nothing is taken before the officer confirms that who holds
//! the account is the debtor. A rule of this service; no law states it.

use super::content::Order as Checked;
use crate::actor::Who;
use crate::context::Context;
use crate::decide::check::{self, TEXT};
use crate::id::{InstitutionId, UserId};
use crate::identity::{AccountNumber, Holder, Identifier};
use crate::order::{DeductLine, Identity};
use crate::refusal::Refusal;
use crate::shown::ShownAccount;

/// Where the confirmation's words stand.
const NOTE: &str = "/order/identity/note";

/// A confirmation is by a code of the list, and one by the officer's words alone
/// has words.
pub(super) fn is_sound(identity: &Identity, cx: &Context<'_>) -> Result<(), Refusal> {
    if !cx.rules.law.has_identity(&identity.code) {
        return Err(Refusal::GroundUnknown { pointer: "/order/identity/code".to_owned() });
    }
    let words = identity.note.as_deref();
    if identity.code == Identity::OTHER {
        return check::text(words.unwrap_or_default(), NOTE, TEXT);
    }
    check::optional(words, NOTE, TEXT)
}

impl Checked<'_> {
    /// What speaks against the confirmation, line by line.
    pub(super) fn holders(
        &self,
        identity: &Identity,
        lines: &[DeductLine],
        problems: &mut Vec<Refusal>,
    ) {
        let mut needs_words = false;
        for (index, line) in lines.iter().enumerate() {
            let Some((holder, field)) = self.holder_of(line) else {
                continue;
            };
            let pointer = format!("/order/lines/{index}/{field}");
            problems.extend(against(identity, holder, pointer).err());
            needs_words |= holder == Holder::Other;
        }
        problems.extend(words(identity, needs_words));
    }

    /// The same for who pays an income.
    pub(super) fn payer(
        &self,
        identity: &Identity,
        executor: InstitutionId,
        problems: &mut Vec<Refusal>,
    ) {
        let holder = self.holder(executor, None, None);
        problems.extend(against(identity, holder, "/order/executor".to_owned()).err());
        problems.extend(words(identity, holder == Holder::Other));
    }

    /// Whose a line's account is, as far as its institution has said, and the field
    /// that names it; nothing where there is no such hold.
    pub(super) fn holder_of(&self, line: &DeductLine) -> Option<(Holder, &'static str)> {
        Some(match line {
            DeductLine::Held { hold, .. } => {
                let hold = self.ledger.hold(*hold)?;
                let said = hold.care.held_identifier.as_ref();
                (self.holder(hold.institution, Some(&hold.account), said), "hold")
            }
            DeductLine::Direct { institution, account, .. } => {
                (self.holder(*institution, Some(account), None), "account")
            }
        })
    }

    /// By what was said with the freeze; where that can not be compared, by what
    /// answers to inquiries said of the account, then of any other there.
    pub(super) fn holder(
        &self,
        institution: InstitutionId,
        account: Option<&AccountNumber>,
        said: Option<&Identifier>,
    ) -> Holder {
        let key = (self.gate.case, self.content.debtor);
        let debtor = self.facts.identifiers.get(&key).map_or(&[][..], Vec::as_slice);
        let frozen = Holder::of(said, debtor);
        if frozen != Holder::Unknown {
            return frozen;
        }
        let held = |one: &'_ ShownAccount| one.account.held_identifier.clone();
        let on = |one: &&ShownAccount| account == Some(&one.account.number);
        let own: Vec<Identifier> = self.shown_at(institution).filter(on).filter_map(held).collect();
        let own = Holder::of_all(&own, debtor);
        if own != Holder::Unknown {
            return own;
        }
        let all: Vec<Identifier> = self.shown_at(institution).filter_map(held).collect();
        Holder::of_all(&all, debtor)
    }

    /// Accounts of the debtor that an institution named, in answers that who acts on
    /// the order may know of, or who wrote it: nobody's name on an order is safer for
    /// the debtor by knowing less.
    pub(super) fn shown_at(
        &self,
        institution: InstitutionId,
    ) -> impl Iterator<Item = &ShownAccount> {
        let person = match self.by {
            Who::Person(id) => Some(id),
            Who::Client(_) | Who::System => None,
        };
        let knows = |id: Option<UserId>, one: &ShownAccount| {
            id.is_some_and(|person| one.sealed_to.contains(&person))
        };
        let shown = self.facts.shown.get(&self.gate.case).into_iter().flatten();
        shown.filter(move |one| {
            let known = one.sealed_to.is_empty() || knows(person, one) || knows(self.writer, one);
            let there = self.directory.are_one(one.institution, institution);
            there && one.debtor == self.content.debtor && known
        })
    }
}

/// A match is claimed only where there is one; against another number stands only
/// what was seen beside the numbers.
fn against(identity: &Identity, holder: Holder, pointer: String) -> Result<(), Refusal> {
    match holder {
        Holder::Other if !identity.is_evidence() => Err(Refusal::HolderDiffers { pointer }),
        Holder::Unknown if identity.code == Identity::MATCHED => {
            Err(Refusal::HolderUnknown { pointer })
        }
        Holder::Debtor | Holder::Other | Holder::Unknown => Ok(()),
    }
}

/// Who takes from one who is known by another number says what he saw.
fn words(identity: &Identity, needed: bool) -> Option<Refusal> {
    let silent = identity.note.as_deref().is_none_or(|note| note.trim().is_empty());
    let missing = needed && identity.is_evidence() && silent;
    missing.then(|| {
        let max = u32::try_from(TEXT).unwrap_or(u32::MAX);
        Refusal::TextInvalid { pointer: NOTE.to_owned(), max }
    })
}
