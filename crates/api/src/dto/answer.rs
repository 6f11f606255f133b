//! Answers of institutions. Flat bodies: which members belong to an outcome is
//! checked here, so that everything wrong can be named at once.

use super::common::{IdentifierBody, MoneyBody};
use super::execution::ExecutedAccountBody;
use super::findings::FindingsBody;
use super::leaf::{AnswerIdField, DayField, FileIdField, InstantField, ItemIdField};
use super::reader::Reader;
use engine::answer::{Outcome, Scope};
use engine::command::Command;
use engine::demand::ItemAnswer;
use engine::id::{DemandId, FileId};
use serde::Deserialize;
use utoipa::ToSchema;

/// How many answers one body holds, how many files an answer names, and how many all of
/// them do: far more than policy lets any have, and few enough to be looked up.
const MOST_ANSWERS: usize = 500;
const MOST_FILES: usize = 100;
const MOST_FILES_IN_ALL: usize = 500;

/// Answers to items of a demand.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Answers)]
pub(crate) struct AnswersBody {
    /// One for each item answered.
    #[schema(max_items = 500)]
    answers: Vec<ItemAnswerBody>,
}

/// An answer to one item. Members beside `item` and `outcome` belong to one
/// outcome each: `found` has `findings` and `part`; `none` has `scope`, `tried`
/// and `as_of`; `ambiguous` has `hits` and `needed`; `refused` has `ground` and
/// `reasons`. Answers to orders: `frozen` and `released` have `accounts`; `paid`
/// has `paid`, `reference` and `value_day`; `amended` has none; `income_accepted`
/// may have `monthly_income`.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ItemAnswer)]
pub(crate) struct ItemAnswerBody {
    /// Which item.
    item: ItemIdField,
    outcome: OutcomeWord,
    findings: Option<FindingsBody>,
    /// More of the same item will follow: the clock keeps running.
    part: Option<bool>,
    scope: Option<ScopeBody>,
    /// By which identifiers was searched.
    tried: Option<Vec<IdentifierBody>>,
    /// As of when the books were searched.
    as_of: Option<InstantField>,
    /// How many customers match: several.
    #[schema(minimum = 2)]
    hits: Option<u32>,
    /// What would decide between them.
    needed: Option<String>,
    /// A code of the shipped list of grounds.
    ground: Option<String>,
    /// The reasons, in writing.
    reasons: Option<String>,
    /// What was frozen or freed, account by account.
    accounts: Option<Vec<ExecutedAccountBody>>,
    /// How much was paid to the agency.
    paid: Option<MoneyBody>,
    /// The institution's reference of the payment.
    reference: Option<String>,
    /// The day the money counts from.
    value_day: Option<DayField>,
    /// What the debtor earns in a month.
    monthly_income: Option<MoneyBody>,
    /// Files that go with it, sent before from the same institution: a statement of
    /// account, a confirmation, what a refusal rests on. With any outcome.
    #[schema(max_items = 100)]
    files: Option<Vec<FileIdField>>,
}

/// A correction of an accepted answer; members as in an answer to an item.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Correction)]
pub(crate) struct CorrectionBody {
    /// Which item.
    item: ItemIdField,
    /// The answer it replaces.
    replaces: AnswerIdField,
    outcome: OutcomeWord,
    findings: Option<FindingsBody>,
    /// More of the same item will follow: the clock keeps running.
    part: Option<bool>,
    scope: Option<ScopeBody>,
    /// By which identifiers was searched.
    tried: Option<Vec<IdentifierBody>>,
    /// As of when the books were searched.
    as_of: Option<InstantField>,
    /// How many customers match: several.
    #[schema(minimum = 2)]
    hits: Option<u32>,
    /// What would decide between them.
    needed: Option<String>,
    /// A code of the shipped list of grounds.
    ground: Option<String>,
    /// The reasons, in writing.
    reasons: Option<String>,
    /// What was frozen or freed, account by account.
    accounts: Option<Vec<ExecutedAccountBody>>,
    /// How much was paid to the agency.
    paid: Option<MoneyBody>,
    /// The institution's reference of the payment.
    reference: Option<String>,
    /// The day the money counts from.
    value_day: Option<DayField>,
    /// What the debtor earns in a month.
    monthly_income: Option<MoneyBody>,
    /// The files that go with it now, all of them.
    #[schema(max_items = 100)]
    files: Option<Vec<FileIdField>>,
}

/// What came of looking, or of an order.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = Outcome)]
enum OutcomeWord {
    /// Something was found.
    Found,
    /// Nothing was found.
    None,
    /// Several customers match.
    Ambiguous,
    /// Not answered, for a coded ground; of an order: not carried out.
    Refused,
    /// Frozen: in full, or everything there is. No account: `none`.
    Frozen,
    /// Paid to the agency, in full or in part.
    Paid,
    /// Released; without accounts where nothing was held.
    Released,
    /// The new amount holds.
    Amended,
    /// The income will be deducted from, month by month.
    IncomeAccepted,
}

/// How far a search went.
#[derive(Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
#[schema(as = Scope)]
enum ScopeBody {
    /// The whole institution.
    Institution {},
    /// One branch only.
    Branch {
        /// Its name or code.
        branch: String,
    },
}

impl AnswersBody {
    pub(crate) const fn of(answers: Vec<ItemAnswerBody>) -> Self {
        Self { answers }
    }

    pub(crate) fn parse(self, reader: &mut Reader) -> Option<Vec<ItemAnswer>> {
        let files = |one: &ItemAnswerBody| one.files.as_ref().map_or(0, Vec::len);
        let named = self.answers.iter().map(files).fold(0, usize::saturating_add);
        if self.answers.len() > MOST_ANSWERS || named > MOST_FILES_IN_ALL {
            return reader.wrong("answers", "too_long");
        }
        reader.each("answers", self.answers, |reader, answer| answer.parse(reader))
    }
}

impl ItemAnswerBody {
    fn parse(self, reader: &mut Reader) -> Option<ItemAnswer> {
        let item = reader.field("item", &self.item);
        let members = Members {
            findings: self.findings,
            part: self.part,
            scope: self.scope,
            tried: self.tried,
            as_of: self.as_of,
            hits: self.hits,
            needed: self.needed,
            ground: self.ground,
            reasons: self.reasons,
            accounts: self.accounts,
            paid: self.paid,
            reference: self.reference,
            value_day: self.value_day,
            monthly_income: self.monthly_income,
        };
        let body = members.parse(self.outcome, reader);
        let files = files(reader, self.files);
        Some(ItemAnswer { item: item?, body: body?, files: files? })
    }
}

fn files(reader: &mut Reader, files: Option<Vec<FileIdField>>) -> Option<Vec<FileId>> {
    let files = files.unwrap_or_default();
    if files.len() > MOST_FILES {
        return reader.wrong("files", "too_long");
    }
    reader.leaves("files", &files)
}

impl CorrectionBody {
    pub(crate) fn parse(self, demand: DemandId, reader: &mut Reader) -> Option<Command> {
        let item = reader.field("item", &self.item);
        let replaces = reader.field("replaces", &self.replaces);
        let members = Members {
            findings: self.findings,
            part: self.part,
            scope: self.scope,
            tried: self.tried,
            as_of: self.as_of,
            hits: self.hits,
            needed: self.needed,
            ground: self.ground,
            reasons: self.reasons,
            accounts: self.accounts,
            paid: self.paid,
            reference: self.reference,
            value_day: self.value_day,
            monthly_income: self.monthly_income,
        };
        let body = members.parse(self.outcome, reader);
        let files = files(reader, self.files);
        Some(Command::CorrectAnswer {
            demand,
            item: item?,
            replaces: replaces?,
            body: Box::new(body?),
            files: files?,
        })
    }
}

/// What an answer may hold, whatever its outcome.
struct Members {
    findings: Option<FindingsBody>,
    part: Option<bool>,
    scope: Option<ScopeBody>,
    tried: Option<Vec<IdentifierBody>>,
    as_of: Option<InstantField>,
    hits: Option<u32>,
    needed: Option<String>,
    ground: Option<String>,
    reasons: Option<String>,
    accounts: Option<Vec<ExecutedAccountBody>>,
    paid: Option<MoneyBody>,
    reference: Option<String>,
    value_day: Option<DayField>,
    monthly_income: Option<MoneyBody>,
}

impl Members {
    fn parse(self, outcome: OutcomeWord, reader: &mut Reader) -> Option<Outcome> {
        let foreign = self.foreign(outcome);
        for name in &foreign {
            reader.wrong::<()>(name, "unexpected");
        }
        let outcome = match outcome {
            OutcomeWord::Found => self.found(reader),
            OutcomeWord::None => self.none(reader),
            OutcomeWord::Ambiguous => self.ambiguous(reader),
            OutcomeWord::Refused => self.refused(reader),
            OutcomeWord::Frozen => self.frozen(reader),
            OutcomeWord::Paid => self.paid(reader),
            OutcomeWord::Released => self.released(reader),
            OutcomeWord::Amended => Some(Outcome::Amended),
            OutcomeWord::IncomeAccepted => self.accepted(reader),
        };
        outcome.filter(|_| foreign.is_empty())
    }

    /// Members that are there and belong to another outcome.
    fn foreign(&self, outcome: OutcomeWord) -> Vec<&'static str> {
        let own: &[&str] = match outcome {
            OutcomeWord::Found => &["findings", "part"],
            OutcomeWord::None => &["scope", "tried", "as_of"],
            OutcomeWord::Ambiguous => &["hits", "needed"],
            OutcomeWord::Refused => &["ground", "reasons"],
            OutcomeWord::Frozen | OutcomeWord::Released => &["accounts"],
            OutcomeWord::Paid => &["paid", "reference", "value_day"],
            OutcomeWord::Amended => &[],
            OutcomeWord::IncomeAccepted => &["monthly_income"],
        };
        let there = [
            ("findings", self.findings.is_some()),
            ("part", self.part.is_some()),
            ("scope", self.scope.is_some()),
            ("tried", self.tried.is_some()),
            ("as_of", self.as_of.is_some()),
            ("hits", self.hits.is_some()),
            ("needed", self.needed.is_some()),
            ("ground", self.ground.is_some()),
            ("reasons", self.reasons.is_some()),
            ("accounts", self.accounts.is_some()),
            ("paid", self.paid.is_some()),
            ("reference", self.reference.is_some()),
            ("value_day", self.value_day.is_some()),
            ("monthly_income", self.monthly_income.is_some()),
        ];
        foreign(&there, own)
    }

    fn found(self, reader: &mut Reader) -> Option<Outcome> {
        let findings = reader.required("findings", self.findings)?;
        let findings = reader.within("findings", |reader| findings.parse(reader))?;
        Some(Outcome::Found { findings, part: self.part.unwrap_or(false) })
    }

    fn none(self, reader: &mut Reader) -> Option<Outcome> {
        let scope = reader.required("scope", self.scope);
        let tried = reader.required("tried", self.tried);
        let tried = tried.and_then(|tried| reader.each("tried", tried, |r, x| x.parse(r)));
        let as_of = reader.required("as_of", self.as_of);
        let as_of = as_of.and_then(|as_of| reader.field("as_of", &as_of));
        Some(Outcome::None {
            scope: match scope? {
                ScopeBody::Institution {} => Scope::Institution,
                ScopeBody::Branch { branch } => Scope::Branch { branch },
            },
            tried: tried?,
            as_of: as_of?,
        })
    }

    fn ambiguous(self, reader: &mut Reader) -> Option<Outcome> {
        let hits = match reader.required("hits", self.hits) {
            Some(..2) => reader.wrong("hits", "number_range"),
            hits => hits,
        };
        let needed = reader.required("needed", self.needed);
        Some(Outcome::Ambiguous { hits: hits?, needed: needed? })
    }

    fn refused(self, reader: &mut Reader) -> Option<Outcome> {
        let ground = reader.required("ground", self.ground);
        let reasons = reader.required("reasons", self.reasons);
        Some(Outcome::Refused { ground: ground?, reasons: reasons? })
    }

    fn frozen(self, reader: &mut Reader) -> Option<Outcome> {
        let accounts = reader.required("accounts", self.accounts)?;
        let accounts = reader.each("accounts", accounts, |r, one| one.frozen(r))?;
        Some(Outcome::Frozen { accounts })
    }

    fn paid(self, reader: &mut Reader) -> Option<Outcome> {
        let paid = reader.required("paid", self.paid);
        let paid = paid.and_then(|paid| reader.within("paid", |r| paid.parse(r)));
        let reference = reader.required("reference", self.reference);
        let reference = reference.and_then(|text| reader.line("reference", text));
        let value_day = reader.required("value_day", self.value_day);
        let value_day = value_day.and_then(|day| reader.field("value_day", &day));
        Some(Outcome::Paid { paid: paid?, reference: reference?, value_day: value_day? })
    }

    fn accepted(self, reader: &mut Reader) -> Option<Outcome> {
        let stated = reader.part("monthly_income", self.monthly_income, |r, one| one.parse(r))?;
        Some(Outcome::IncomeAccepted { monthly_income: stated })
    }

    fn released(self, reader: &mut Reader) -> Option<Outcome> {
        let accounts = reader.required("accounts", self.accounts)?;
        let accounts = reader.each("accounts", accounts, |r, one| one.released(r))?;
        Some(Outcome::Released { accounts })
    }
}

/// Of the members of a flat body, those that are there and belong to another
/// kind of it.
pub(crate) fn foreign(there: &[(&'static str, bool)], own: &[&str]) -> Vec<&'static str> {
    let foreign = there.iter().filter(|(name, is)| *is && !own.contains(name));
    foreign.map(|(name, _)| *name).collect()
}
