//! What happened before the demonstration starts, so that pages are not empty:
//! a case two weeks ago and one whose money is on its way to the accountant, told by
//! a simulated clock that ends at the real now.

use super::DemoError;
use super::clock::SimulatedClock;
use super::money::Play;
use super::passing::Time;
use super::reads::totals;
use super::server::Server;
use super::site::Site;
use super::stage::Stage;
use super::tell::Teller;
use crate::database::SystemClock;
use crate::service::Senders;
use engine::inforce::Law;
use engine::time::{Clock, Instant, Zone};
use locale::{Lang, date_time};
use std::io::Write;
use std::sync::Arc;

/// How long ago it began, in days: every rung of the ladder is behind.
const DAYS_AGO: i32 = 14;
/// 09:00, in seconds of the day.
const START_SECONDS: i64 = 9 * 3_600;
/// After how long the officer sees to what came in, and the banks go on.
const SEEN_TO_SECONDS: i64 = 3_600;
const SECOND_ROUND_SECONDS: i64 = 75 * 60;

/// Tells the past of a site without cases; whether there was any to tell.
pub(super) async fn seed(
    site: &Site,
    lang: Lang,
    teller: &mut Teller<'_, impl Write>,
) -> Result<bool, DemoError> {
    let now = SystemClock.now();
    let clock = Arc::new(SimulatedClock::at(now));
    let store = site.open(Arc::<SimulatedClock>::clone(&clock))?;
    if totals(&store).await?.cases > 0 {
        return Ok(false);
    }
    let start = morning_of(&store.rules().law, now);
    drop(store);
    let clock = Arc::new(SimulatedClock::at(start));
    let injected: Arc<dyn Clock> = Arc::<SimulatedClock>::clone(&clock);
    let store = site.open(Arc::clone(&injected))?;
    let mut server = Server::start(site.state(&store, injected, Some("127.0.0.1:0"))?)?;
    let line = site.line(server.address, &store);
    let mut stage = Stage::set(site, &line, lang)?;
    let senders = Senders::new(&site.settings, &site.files, store)?;
    let time = Time::new(Arc::clone(&clock), senders);

    let case = stage.open_case("815/THA-DEMO").await?;
    let all: Vec<_> = stage.banks.iter().map(|bank| bank.institution).collect();
    let demands = stage.file(case, &all).await?;
    stage.round(&demands, |_| true, || clock.advance(30)).await?;
    time.pass_to(start.plus_seconds(SEEN_TO_SECONDS)).await?;
    stage.see_to(&demands).await?;
    time.pass_to(start.plus_seconds(SECOND_ROUND_SECONDS)).await?;
    stage.round(&demands, |_| true, || clock.advance(10)).await?;
    let mut untold = std::io::sink();
    let mut untold = Teller::new(&mut untold, lang, false);
    Play::new(site, &mut stage, &time).until_paid("814/THA-DEMO", &mut untold).await?;
    time.pass_to(now).await?;
    server.stop();
    teller.step("demo-live-seeded", &[("start", date_time(start).into())])?;
    Ok(true)
}

/// 09:00 of the last working day that is that long ago.
fn morning_of(law: &Law, now: Instant) -> Instant {
    let mut day = Zone::HANOI.day_of(now).plus_days(-DAYS_AGO);
    if let Some(calendar) = law.calendars().get("vn") {
        // No holiday is as long as a month.
        for _ in 0..31 {
            if calendar.is_working(day) {
                break;
            }
            day = day.plus_days(-1);
        }
    }
    Zone::HANOI.start_of(day).plus_seconds(START_SECONDS)
}
