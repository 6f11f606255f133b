//! One story, told by a simulated clock: an inquiry to every institution, all
//! the ways to answer it, a holiday, a bank that says nothing, and proof.

use super::answers::What;
use super::checks::{Check, Expected, Found, Seen, Summary, table};
use super::clock::SimulatedClock;
use super::folder::Temporary;
use super::mailbag::Mailbag;
use super::ministry;
use super::money::Play;
use super::office::Desk;
use super::passing::{Brought, Time};
use super::reads::{OverdueLine, totals};
use super::server::Server;
use super::site::{Ground, Site};
use super::stage::{Demands, Stage};
use super::tell::{Teller, count};
use super::way::Way;
use super::{Args, DemoError, proof};
use crate::database::SystemClock;
use crate::service::Senders;
use engine::clock::EpisodeEnd;
use engine::id::DemandId;
use engine::time::{Clock, Instant, Zone};
use locale::{Lang, date_time, dong, text};
use std::io::Write;
use std::sync::Arc;
use store::Store;

/// When the officer starts: Friday morning, four days before a holiday.
const START: &str = "2026-11-20T09:00:00+07:00";
/// When the officer sees to what came in meanwhile.
const SEEN_TO: &str = "2026-11-20T10:00:00+07:00";
/// When the banks go on; before the service target ends.
const SECOND_ROUND: &str = "2026-11-20T10:15:00+07:00";
/// When the bank with more time answers, after the holiday.
const MORE_TIME_USED: &str = "2026-11-25T10:00:00+07:00";
/// The first office hour after the law's limit has ended.
const AFTER_LIMIT: &str = "2026-11-27T08:30:00+07:00";
/// After the last rung of the ladder: five working days.
const AFTER_LADDER: &str = "2026-12-04T09:00:00+07:00";

/// How long one bank takes after the other, in seconds.
const PAUSE_SECONDS: i64 = 30;

/// The silent bank's people.
const SILENT_HEAD: &str = "tcb.truong";
const SILENT_CHECKER: &str = "tcb.duyet";
const SUPERVISOR: &str = "lamgiang";
const STATE_BANK: &str = "bachduong";

/// Tells the story and checks how it came out.
pub(super) fn run(args: &Args, out: &mut impl Write) -> Result<(), DemoError> {
    let began = SystemClock.now();
    let mut teller = Teller::new(out, Lang::from(args.lang), args.json);
    let home = Temporary::new()?;
    let ground = Ground {
        folder: home.path(),
        database: args.database.as_deref(),
        listen: ([127, 0, 0, 1], 0).into(),
        public_url: "http://127.0.0.1",
        may_continue: false,
    };
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let (site, expected, found) = runtime.block_on(async {
        let mut story = Story::begin(&ground, args.lang.into(), &mut teller)?;
        let told = story.tell(&mut teller).await;
        story.server.stop();
        told.map(|(expected, found)| (story.site, expected, found))
    })?;
    let checks = table(&expected, &found);
    tell_checks(&checks, &mut teller)?;
    let millis = SystemClock.now().micros().saturating_sub(began.micros()) / 1_000;
    let seconds = f64::from(i32::try_from(millis).unwrap_or(i32::MAX)) / 1_000.0;
    let summary = Summary::of(site.url.engine(), &found, &checks, seconds);
    writeln!(out, "{}", serde_json::to_string(&summary)?)?;
    match summary.failed.len() {
        0 => Ok(()),
        failed => Err(DemoError::Checks(failed)),
    }
}

fn tell_checks(checks: &[Check], teller: &mut Teller<'_, impl Write>) -> Result<(), DemoError> {
    teller.step("demo-checked", &[("n", count(checks.len()))])?;
    for check in checks.iter().filter(|check| !check.holds()) {
        let args = [
            ("name", (&check.name).into()),
            ("expected", (&check.expected).into()),
            ("found", (&check.found).into()),
        ];
        teller.line("demo-check-failed", &args)?;
    }
    Ok(())
}

/// The story under way.
struct Story {
    site: Site,
    store: Store,
    server: Server,
    stage: Stage,
    time: Time,
    seen: Seen,
}

impl Story {
    /// Prepares everything and starts the service.
    fn begin(
        ground: &Ground<'_>,
        lang: Lang,
        teller: &mut Teller<'_, impl Write>,
    ) -> Result<Self, DemoError> {
        let clock = Arc::new(SimulatedClock::at(at(START)));
        let injected: Arc<dyn Clock> = Arc::<SimulatedClock>::clone(&clock);
        let site = Site::prepare(ground, Arc::clone(&injected))?;
        let store = site.open(Arc::clone(&injected))?;
        let args = [
            ("database", site.url.engine().into()),
            ("agencies", count(site.directory.agencies.len())),
            ("institutions", count(site.institutions().count())),
            ("people", count(site.directory.users.len())),
            ("now", date_time(clock.now()).into()),
        ];
        teller.step("demo-prepared", &args)?;
        let server = Server::start(site.state(&store, injected, None)?)?;
        teller.step("demo-serving", &[("address", server.address.to_string().into())])?;
        let line = site.line(server.address, &store);
        let stage = Stage::set(&site, &line, lang)?;
        let senders = Senders::new(&site.settings, &site.files, store.clone())?;
        let time = Time::new(clock, senders);
        Ok(Self { site, store, server, stage, time, seen: Seen::default() })
    }

    async fn tell(
        &mut self,
        teller: &mut Teller<'_, impl Write>,
    ) -> Result<(Expected, Found), DemoError> {
        let demands = self.file(teller).await?;
        self.first_round(&demands, teller).await?;
        self.second_round(&demands, teller).await?;
        self.once_more(&demands, teller).await?;
        self.read_answers(&demands, teller).await?;
        self.limit_ends(&demands, teller).await?;
        let silent = self.stage.demand_of(Way::Silent, &demands)?;
        self.supervisor_reads(silent, teller).await?;
        self.late_answer(silent, teller).await?;
        self.receipt(silent, teller).await?;
        self.money(teller).await?;
        self.office(teller).await?;
        self.seen.imported = ministry::import(&mut self.stage, teller).await?;
        self.count_up(teller).await
    }

    async fn file(&mut self, teller: &mut Teller<'_, impl Write>) -> Result<Demands, DemoError> {
        let case = self.stage.open_case("815/2026/THA-DEMO").await?;
        teller.step("demo-case", &[])?;
        let all: Vec<_> = self.stage.banks.iter().map(|bank| bank.institution).collect();
        let demands = self.stage.file(case, &all).await?;
        let mails = self.time.send().await?;
        teller.step("demo-filed", &[("n", count(demands.len())), ("mails", count(mails))])?;
        Ok(demands)
    }

    async fn first_round(
        &mut self,
        demands: &Demands,
        teller: &mut Teller<'_, impl Write>,
    ) -> Result<(), DemoError> {
        let clock = Arc::clone(&self.time.clock);
        let acted = self.stage.round(demands, |_| true, || clock.advance(PAUSE_SECONDS)).await?;
        let args = [("n", acted.into()), ("refused", self.stage.of_way(Way::Refused).into())];
        teller.step("demo-first-round", &args)?;
        self.time.pass_to(at(SEEN_TO)).await?;
        self.stage.see_to(demands).await?;
        let now = date_time(self.time.clock.now());
        teller.step("demo-seen-to", &[("now", now.into())])
    }

    /// Parts, replies, disputes: whoever has something left to say now, except
    /// who got more time.
    async fn second_round(
        &mut self,
        demands: &Demands,
        teller: &mut Teller<'_, impl Write>,
    ) -> Result<(), DemoError> {
        self.time.pass_to(at(SECOND_ROUND)).await?;
        let clock = Arc::clone(&self.time.clock);
        let pause = || clock.advance(PAUSE_SECONDS);
        let acted = self.stage.round(demands, |way| way != Way::MoreTime, pause).await?;
        teller.step("demo-second-round", &[("n", acted.into())])
    }

    /// A correction, a repetition, a contradiction.
    async fn once_more(
        &mut self,
        demands: &Demands,
        teller: &mut Teller<'_, impl Write>,
    ) -> Result<(), DemoError> {
        let demand = self.stage.demand_of(Way::Corrects, demands)?;
        self.stage.bank(Way::Corrects)?.correct(demand).await?;
        let demand = self.stage.demand_of(Way::Twice, demands)?;
        self.seen.twice.repeated = self.stage.bank(Way::Twice)?.repeat(demand).await?;
        let demand = self.stage.demand_of(Way::Contradicts, demands)?;
        self.seen.twice.contradicted =
            self.stage.bank(Way::Contradicts)?.contradict(demand).await?;
        teller.step("demo-once-more", &[])
    }

    /// The officer reads what was found; each reading leaves a record.
    async fn read_answers(
        &mut self,
        demands: &Demands,
        teller: &mut Teller<'_, impl Write>,
    ) -> Result<(), DemoError> {
        let read = self.stage.read_answers(demands).await?;
        // The receipt that a repeated answer got again was read for it.
        self.seen.read = read.demands + i64::from(self.seen.twice.repeated.same_receipt);
        let args = [
            ("n", read.demands.into()),
            ("accounts", read.accounts.into()),
            ("dong", dong(read.dong).into()),
        ];
        teller.step("demo-read", &args)
    }

    /// The weekend, the holiday, the end of the limit.
    async fn limit_ends(
        &mut self,
        demands: &Demands,
        teller: &mut Teller<'_, impl Write>,
    ) -> Result<(), DemoError> {
        let brought = self.time.pass_to(at(MORE_TIME_USED)).await?;
        self.tell_time("demo-holiday", brought, teller)?;
        self.stage.round(demands, |way| way == Way::MoreTime, || ()).await?;
        teller.step("demo-more-time", &[])?;
        let brought = self.time.pass_to(at(AFTER_LIMIT)).await?;
        self.tell_time("demo-limit-ended", brought, teller)
    }

    fn tell_time(
        &mut self,
        key: &str,
        brought: Brought,
        teller: &mut Teller<'_, impl Write>,
    ) -> Result<(), DemoError> {
        self.seen.unstruck += i64::try_from(brought.failed).unwrap_or(i64::MAX);
        let args = [
            ("now", date_time(self.time.clock.now()).into()),
            ("struck", count(brought.struck)),
            ("mails", count(brought.mails)),
            ("digests", count(brought.digests)),
        ];
        teller.step(key, &args)
    }

    /// The supervisor finds the silent bank; the officer urges it.
    async fn supervisor_reads(
        &mut self,
        silent: DemandId,
        teller: &mut Teller<'_, impl Write>,
    ) -> Result<(), DemoError> {
        let mut supervisor = self.stage.caller(&self.site, SUPERVISOR);
        let late = supervisor.overdue(true).await?;
        self.seen.late_then = references(&late);
        self.seen.silent = self.stage.officer.demand(silent).await?.reference;
        let names: Vec<&str> = late
            .iter()
            .filter_map(|line| {
                self.stage.banks.iter().find(|b| b.institution == line.institution.id)
            })
            .map(|bank| bank.name.as_str())
            .collect();
        let args = [("n", count(late.len())), ("banks", names.join(", ").into())];
        teller.step("demo-supervisor", &args)?;
        self.stage.urge(silent).await?;
        teller.step("demo-urged", &[])
    }

    /// The ladder goes on up to the State Bank; then the bank answers.
    async fn late_answer(
        &mut self,
        silent: DemandId,
        teller: &mut Teller<'_, impl Write>,
    ) -> Result<(), DemoError> {
        let brought = self.time.pass_to(at(AFTER_LADDER)).await?;
        self.tell_time("demo-ladder", brought, teller)?;
        let mut observer = self.stage.caller(&self.site, STATE_BANK);
        let seen = observer.overdue(true).await?;
        self.seen.state_bank_sees_metadata_only =
            !seen.is_empty() && seen.iter().all(|line| line.asked.is_none());
        self.stage.bank(Way::Silent)?.answer_all(silent, What::Several).await?;
        self.time.send().await?;
        let mut supervisor = self.stage.caller(&self.site, SUPERVISOR);
        self.seen.late_now = references(&supervisor.overdue(true).await?);
        let of_silent = supervisor.overdue(false).await?.into_iter().next();
        if let Some(episode) = of_silent {
            let ended = episode.closed_by.map(EpisodeEnd::code).unwrap_or_default();
            self.seen.episode = (Zone::HANOI.rfc3339(episode.flagged_at), ended.to_owned());
        }
        teller.step("demo-late-answer", &[("now", date_time(self.time.clock.now()).into())])
    }

    async fn receipt(
        &mut self,
        silent: DemandId,
        teller: &mut Teller<'_, impl Write>,
    ) -> Result<(), DemoError> {
        let law = &self.store.rules().law;
        let bank = &mut self.stage.bank(Way::Silent)?.system;
        let jws = bank.deadline_receipt(silent).await?;
        let keys = bank.published_keys().await?;
        proof::of_deadline(&jws, &keys, law, &mut self.seen)?;
        let due: Option<Instant> = self.seen.receipt_due.parse().ok();
        let recomputed = format!("recomputed-{}", self.seen.receipt_recomputed);
        let args = [
            ("due", due.map(date_time).unwrap_or_default().into()),
            ("recomputed", text(self.stage.lang, &recomputed, &[]).into()),
        ];
        teller.step("demo-receipt", &args)
    }

    /// The second story: what was found is frozen, taken, and free again.
    async fn money(&mut self, teller: &mut Teller<'_, impl Write>) -> Result<(), DemoError> {
        let mut play = Play::new(&self.site, &mut self.stage, &self.time);
        play.tell(teller).await?;
        self.seen.money = play.found;
        Ok(())
    }

    /// The story of an office: paper, and a case that changes hands.
    async fn office(&mut self, teller: &mut Teller<'_, impl Write>) -> Result<(), DemoError> {
        let mut desk = Desk::new(&self.site, &mut self.stage, &self.time);
        desk.tell(teller).await?;
        self.seen.office = desk.found;
        Ok(())
    }

    /// Replays the record and reads the numbers.
    async fn count_up(
        &mut self,
        teller: &mut Teller<'_, impl Write>,
    ) -> Result<(Expected, Found), DemoError> {
        let replay = proof::replay(&self.site).await?;
        let args = [
            ("changes", count(usize::try_from(replay.changes).unwrap_or(usize::MAX))),
            ("differences", count(replay.differences.len())),
        ];
        teller.step("demo-replayed", &args)?;
        self.seen.renewed = i64::from(self.stage.renewed());
        let totals = totals(&self.store).await?;
        let rung = |role, name: &str| -> Result<(&'static str, String), DemoError> {
            Ok((role, self.site.user(name)?.email.as_str().to_owned()))
        };
        let rungs = vec![
            rung("bank_checker", SILENT_CHECKER)?,
            rung("bank_head", SILENT_HEAD)?,
            rung("supervisor", SUPERVISOR)?,
            rung("state_bank", STATE_BANK)?,
        ];
        let expected = Expected {
            institutions: count_of(self.site.institutions().count()),
            refused: self.stage.of_way(Way::Refused),
            questioned: self.stage.of_way(Way::Asks),
            silent: self.stage.of_way(Way::Silent),
            each: 1,
        };
        let mail = Mailbag::read(&self.site.mail)?;
        Ok((expected, Found { totals, mail, replay, seen: self.seen.clone(), rungs }))
    }
}

fn count_of(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// The references of late demands, each once.
fn references(late: &[OverdueLine]) -> Vec<String> {
    let asked = late.iter().filter_map(|line| line.asked.as_ref());
    let mut references: Vec<String> = asked.map(|asked| asked.reference.clone()).collect();
    references.dedup();
    references
}

/// An instant of the story.
fn at(text: &'static str) -> Instant {
    // A test reads every one of them.
    text.parse().unwrap_or(Instant::from_micros(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_instants_of_the_story_follow_each_other() {
        let story = [START, SEEN_TO, SECOND_ROUND, MORE_TIME_USED, AFTER_LIMIT, AFTER_LADDER];
        let instants = story.map(at);
        assert!(instants[0] > Instant::from_micros(0));
        assert!(instants.windows(2).all(|pair| pair[0] < pair[1]));
    }
}
