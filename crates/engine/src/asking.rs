//! Asking well: first where an account is, then what is on it; what was said lately is
//! not asked again; asking everybody takes a reason, and nobody floods the banks.
//! How much is too much is the operator's policy, not statute.

use crate::answer::{Answer, Outcome, Scope};
use crate::context::Directory;
use crate::demand::ItemState;
use crate::id::{DemandId, InstitutionId, ItemId, PartyId, UserId};
use crate::identity::Identifier;
use crate::instrument::{InfoRequest, InfoType, InquiryContent};
use crate::time::{Instant, SECONDS_PER_DAY, Zone};
use serde::{Deserialize, Serialize};

/// How much may be asked, and when a reason is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AskingPolicy {
    /// An inquiry to more institutions than this says why so many are asked.
    pub many: u32,
    /// An inquiry that asks more institutions than this what is on accounts, where none
    /// has said that there is one, says why they are not first asked that.
    pub balances: u32,
    /// For how many days "nothing here" stands and is not asked for again; 0: not at all.
    pub none_days: u16,
    /// How many demands one person may send by inquiries on one day; 0: no limit.
    pub per_day: u32,
}

/// Why more is asked than is usual.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reasons {
    /// Why so many institutions are asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub many: Option<String>,
    /// Why it is asked what is on accounts before it is known where there are any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub balances: Option<String>,
    /// Why those are asked again who said lately that there is nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub again: Option<String>,
}

impl Reasons {
    /// Whether none is given.
    pub const fn is_empty(&self) -> bool {
        self.many.is_none() && self.balances.is_none() && self.again.is_none()
    }
}

/// What an institution said of a debtor when it was asked in the same case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Who said it.
    pub institution: InstitutionId,
    /// Of whom.
    pub debtor: PartyId,
    /// In answer to which demand.
    pub demand: DemandId,
    /// To which item of it.
    pub item: ItemId,
    /// What was asked.
    pub asked: InfoRequest,
    /// If not empty: only these of the asking side know of it.
    pub sealed_to: Vec<UserId>,
    /// What it comes to.
    pub said: Said,
}

/// What an answer comes to for whoever asks next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// Something was found.
    Found {
        /// When that came.
        at: Instant,
    },
    /// In the whole institution there is nothing of the kind.
    Nothing {
        /// As of when its books were searched.
        at: Instant,
        /// By which identifiers.
        tried: Vec<Identifier>,
    },
}

/// An answer that stands for a question that is not put again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reused {
    /// Which of the things asked.
    pub info: InfoType,
    /// Who is not asked.
    pub institution: InstitutionId,
    /// To which demand it answered that there is nothing.
    pub demand: DemandId,
    /// To which item of it.
    pub item: ItemId,
    /// As of when its books were searched.
    pub as_of: Instant,
}

impl Said {
    const fn at(&self) -> Instant {
        match self {
            Self::Found { at } | Self::Nothing { at, .. } => *at,
        }
    }

    /// What the answers that stand for an item come to, if anything: what was found
    /// counts from its first part on, nothing only when it is the whole answer for
    /// the whole institution and nobody disputes it.
    pub fn of(state: ItemState, standing: &[&Answer]) -> Option<Self> {
        let found = standing.iter().filter(|one| matches!(one.body, Outcome::Found { .. }));
        if let Some(at) = found.map(|one| one.arrived_at).max() {
            return Some(Self::Found { at });
        }
        match standing {
            [answer] if state == ItemState::Answered => match &answer.body {
                Outcome::None { scope: Scope::Institution, tried, as_of } => {
                    Some(Self::Nothing { at: *as_of, tried: tried.clone() })
                }
                _ => None,
            },
            _ => None,
        }
    }
}

/// Questions about accounts.
const fn is_of_accounts(info: InfoType) -> bool {
    matches!(info, InfoType::Whereabouts | InfoType::Account | InfoType::Transactions)
}

/// Whether "nothing" to one question answers another: who has no account has no
/// balance. It is as of a day, and says nothing of a period before; what was asked in
/// words or over a period answers that question only.
fn answers(said_to: &InfoRequest, asked: &InfoRequest) -> bool {
    use InfoType as I;
    let plain = |one: &InfoRequest| one.from.is_none() && one.to.is_none() && one.detail.is_none();
    let answered = match said_to.info {
        I::Account | I::Whereabouts => matches!(asked.info, I::Account | I::Whereabouts),
        I::Securities | I::SafeBox => asked.info == said_to.info,
        I::Transactions | I::Income | I::Other => false,
    };
    answered && plain(said_to) && plain(asked)
}

/// Whether a question is about what is on accounts: the second step.
pub const fn is_second_step(info: InfoType) -> bool {
    matches!(info, InfoType::Account | InfoType::Transactions)
}

/// What is known in a case when somebody asks.
pub struct Asking<'a> {
    /// What institutions said in the case.
    pub known: &'a [Known],
    /// By what the debtor is known now.
    pub identifiers: &'a [Identifier],
    /// Who asks: what is sealed to others is not known to him.
    pub person: Option<UserId>,
    /// Who may read what he writes; none: not sealed. What is sealed to fewer does not
    /// stand in it.
    pub readers: &'a [UserId],
    /// Who stands in whose place.
    pub directory: &'a Directory,
    /// When.
    pub now: Instant,
}

/// What an inquiry asks of whom, after what need not be asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// Whom it asks what: of each institution, which of the items.
    pub asks: Vec<(InstitutionId, Vec<bool>)>,
    /// What stands instead of the rest.
    pub reused: Vec<Reused>,
    /// How many institutions are asked what is on accounts, of which none is known.
    pub blind: u32,
}

impl Asking<'_> {
    /// Whom an inquiry asks what.
    pub fn plan(&self, content: &InquiryContent, policy: &AskingPolicy) -> Plan {
        let mut plan = Plan::default();
        let said: Vec<&Known> = self.said_of(content.debtor).collect();
        // For a court's interim measure everybody is asked.
        let stands = content.reasons.again.is_none() && !content.interim;
        for institution in &content.institutions {
            let there: Vec<&Known> = self.said_by(&said, *institution).collect();
            let mut asks = Vec::with_capacity(content.items.len());
            for item in &content.items {
                let nothing =
                    stands.then(|| self.nothing(&there, *institution, item, policy.none_days));
                let reused = nothing.flatten();
                asks.push(reused.is_none());
                plan.reused.extend(reused);
            }
            let second = content.items.iter().zip(&asks);
            let second =
                second.into_iter().any(|(item, asked)| *asked && is_second_step(item.info));
            let hit = there.iter().any(|known| {
                matches!(known.said, Said::Found { .. }) && is_of_accounts(known.asked.info)
            });
            plan.blind += u32::from(second && !hit);
            if asks.contains(&true) {
                plan.asks.push((*institution, asks));
            }
        }
        plan
    }

    /// What this person may know was said of a debtor.
    fn said_of(&self, debtor: PartyId) -> impl Iterator<Item = &Known> {
        let open = |known: &&Known| {
            let readers = &known.sealed_to;
            readers.is_empty() || self.person.is_some_and(|one| readers.contains(&one))
        };
        self.known.iter().filter(move |known| known.debtor == debtor).filter(open)
    }

    /// What an institution said, or one whose place it has taken.
    fn said_by<'k>(
        &self,
        said: &[&'k Known],
        institution: InstitutionId,
    ) -> impl Iterator<Item = &'k Known> {
        said.iter()
            .filter(move |known| self.directory.heir(known.institution) == institution)
            .copied()
    }

    /// The latest word of an institution on what is asked, if that was "nothing", not
    /// long ago, for all that it is today and by all that the debtor is known by now.
    fn nothing(
        &self,
        there: &[&Known],
        institution: InstitutionId,
        asked: &InfoRequest,
        days: u16,
    ) -> Option<Reused> {
        let about = there.iter().filter(|known| match known.said {
            Said::Nothing { .. } => answers(&known.asked, asked),
            Said::Found { .. } if is_of_accounts(asked.info) => is_of_accounts(known.asked.info),
            Said::Found { .. } => known.asked.info == asked.info,
        });
        let last = about.max_by_key(|known| (known.said.at(), known.item))?;
        let Said::Nothing { at, tried } = &last.said else {
            return None;
        };
        let fresh = self.now < at.plus_seconds(i64::from(days) * SECONDS_PER_DAY);
        // A name alone is nothing to search by.
        let known = !self.identifiers.is_empty();
        let whole = known && self.identifiers.iter().all(|one| tried.contains(one));
        let own = last.institution == institution && self.took_over_before(institution, *at);
        let (demand, item) = (last.demand, last.item);
        let told = self.may_stand(&last.sealed_to);
        (fresh && whole && own && told).then_some(Reused {
            info: asked.info,
            institution,
            demand,
            item,
            as_of: *at,
        })
    }

    /// Whether what an institution has by now it had when it searched.
    fn took_over_before(&self, institution: InstitutionId, at: Instant) -> bool {
        let family = self.directory.family(institution).into_iter();
        let days = family.filter_map(|one| self.directory.institution(one)?.succession.as_ref());
        days.map(|succession| succession.on).all(|day| day < Zone::HANOI.day_of(at))
    }

    /// Whether what is sealed to some may stand in what is written now.
    fn may_stand(&self, sealed_to: &[UserId]) -> bool {
        let all_of_them = || self.readers.iter().all(|one| sealed_to.contains(one));
        sealed_to.is_empty() || !self.readers.is_empty() && all_of_them()
    }
}

#[cfg(test)]
mod tests;
