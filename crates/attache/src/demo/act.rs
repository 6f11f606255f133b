//! What a simulated bank does, carried out over the API.

use super::DemoError;
use super::answers::{Books, What};
use super::bank::{Bank, Next, Sent, next};
use super::caller::uuid;
use super::checks::Repeated;
use super::reads::{Demand, Item};
use super::way::Way;
use engine::answer::AnswerState;
use engine::id::DemandId;
use locale::text;
use serde_json::{Value, json};

/// How much more time a bank asks for: ten days, in seconds.
const MORE_TIME_SECONDS: i64 = 10 * 86_400;

impl Bank {
    fn books(&self) -> Books<'_> {
        Books { code: &self.code, now: self.system.line.store.now(), lang: self.lang }
    }

    fn say(&self, key: &str) -> String {
        text(self.lang, key, &[])
    }

    /// Does what is next on a demand; whether there was anything to do.
    pub(super) async fn step(&mut self, demand: DemandId) -> Result<bool, DemoError> {
        let view = self.system.demand(demand).await?;
        if view.items.iter().any(|item| item.request.order().is_some()) {
            return self.execute(demand, &view).await;
        }
        match next(self.way, &view) {
            Next::Wait => return Ok(false),
            Next::Ask => {
                let body = json!({ "text": self.say("demo-say-question") });
                self.system.post(&path(demand, "questions"), &body).await?.done()?;
            }
            Next::MoreTime(item, rest) => {
                let until = self.system.line.store.now().plus_seconds(MORE_TIME_SECONDS);
                let reason = self.say("demo-say-extension");
                let body = json!({ "item": item, "until": until.to_string(), "reason": reason });
                self.system.post(&path(demand, "extensions"), &body).await?.done()?;
                self.answer(demand, &rest).await?;
            }
            Next::Answer(said) => self.answer(demand, &said).await?,
        }
        Ok(true)
    }

    /// Does what an order asks; whether there was anything to do.
    async fn execute(&mut self, demand: DemandId, view: &Demand) -> Result<bool, DemoError> {
        let books = self.books();
        let open = view.items.iter().filter(|item| item.state.is_open());
        let report = |item: &Item| Some(books.execution(item, item.request.order()?));
        let answers: Vec<Value> = open.filter_map(report).collect();
        if answers.is_empty() || self.way == Way::Silent {
            return Ok(false);
        }
        self.send(demand, json!({ "answers": answers })).await?;
        Ok(true)
    }

    /// Answers every open item in one way, whatever its own.
    pub(super) async fn answer_all(
        &mut self,
        demand: DemandId,
        what: What,
    ) -> Result<(), DemoError> {
        let view = self.system.demand(demand).await?;
        let open = view.items.into_iter().filter(|item| item.state.is_open());
        self.answer(demand, &open.map(|item| (item, what)).collect::<Vec<_>>()).await
    }

    async fn answer(&mut self, demand: DemandId, said: &[(Item, What)]) -> Result<(), DemoError> {
        if said.is_empty() {
            return Ok(());
        }
        let books = self.books();
        let answers: Vec<Value> =
            said.iter().map(|(item, what)| books.answer(item, *what)).collect();
        let body = json!({ "answers": answers });
        let Some((maker, checker)) = &mut self.desk else {
            self.sent = Some(self.send(demand, body).await?);
            return Ok(());
        };
        maker.put(&path(demand, "draft"), &body).await?.done()?;
        // The checker submits what he read, and says so by its hash.
        let read = checker.demand(demand).await?.draft.ok_or(DemoError::Lacks("draft"))?;
        let hash = json!({ "hash": read.hash.to_string() });
        checker.post(&path(demand, "draft/submission"), &hash).await?.done()?;
        Ok(())
    }

    /// Its system sends answers.
    async fn send(&mut self, demand: DemandId, body: Value) -> Result<Sent, DemoError> {
        let written = self.system.post(&path(demand, "answers"), &body).await?.done()?;
        let receipt = written.get("receipt").and_then(Value::as_str);
        let receipt = receipt.ok_or(DemoError::Lacks("receipt"))?.to_owned();
        Ok(Sent { body, made: uuid(&written, "created")?, receipt })
    }

    /// Corrects what it answered first: a new version.
    pub(super) async fn correct(&mut self, demand: DemandId) -> Result<(), DemoError> {
        let view = self.system.demand(demand).await?;
        let first = view.answers.iter().find(|answer| answer.state == AnswerState::Accepted);
        let first = first.ok_or(DemoError::Lacks("answers"))?;
        let item = view.item(first.item).ok_or(DemoError::Lacks("items"))?;
        let mut body = self.books().answer(item, What::Several);
        if let Some(members) = body.as_object_mut() {
            members.insert("replaces".to_owned(), json!(first.id));
        }
        self.system.post(&path(demand, "corrections"), &body).await?.done()?;
        Ok(())
    }

    /// Sends its answer again, as a system does that lost the reply (I-5).
    pub(super) async fn repeat(&mut self, demand: DemandId) -> Result<Repeated, DemoError> {
        let before = self.system.demand(demand).await?;
        let first = self.sent.clone().ok_or(DemoError::Lacks("answers"))?;
        let again = self.send(demand, first.body).await?;
        let after = self.system.demand(demand).await?;
        let unchanged = after.answers == before.answers && after.version == before.version;
        Ok(Repeated {
            recognised: again.made == first.made && unchanged,
            same_receipt: again.receipt == first.receipt,
        })
    }

    /// Answers an item that is finished with something else. Whether that was
    /// refused, naming the answer that stands.
    pub(super) async fn contradict(&mut self, demand: DemandId) -> Result<bool, DemoError> {
        let view = self.system.demand(demand).await?;
        let made = self.sent.as_ref().ok_or(DemoError::Lacks("answers"))?.made;
        let stands = view.answers.iter().find(|answer| answer.id.0 == made);
        let item = stands.and_then(|answer| view.item(answer.item));
        let item = item.ok_or(DemoError::Lacks("items"))?;
        let body = json!({ "answers": [self.books().answer(item, What::Nothing)] });
        let refused = self.system.post(&path(demand, "answers"), &body).await?;
        let body = refused.refused("answer_conflicts")?;
        Ok(body.get("answer") == Some(&json!(made)))
    }

    /// How often a token or session had expired and was got anew.
    pub(super) fn renewed(&self) -> u32 {
        let people =
            self.desk.as_ref().map_or(0, |(maker, checker)| maker.renewed + checker.renewed);
        self.system.renewed + people
    }
}

/// The path of something of a demand.
pub(super) fn path(demand: DemandId, part: &str) -> String {
    format!("/api/v1/demands/{demand}/{part}")
}
