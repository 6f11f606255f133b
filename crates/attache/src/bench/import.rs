//! Another system's cases from files into the store, as `attache import cases` takes
//! them over, beside their rows by hand. Read and written: parsing counts.

use super::BenchError;
use super::cast;
use super::report::{Row, Way, Work};
use super::tally::{Tally, tick};
use super::writes::Scene;
use super::{Args, count, percent, row};
use crate::database::system_clock;
use crate::sync::{self, From};
use engine::actor::Actor;
use engine::command::{Command, Envelope};
use engine::sync::SourceCode;
use exchange::cases::{Handed, Texts, read};
use std::fmt::Write as _;
use std::sync::{Arc, Barrier};
use std::time::Duration;
use store::floor::{Floor, ToldPlan};

/// Files of cases: none has a payment, each a debtor of its own.
struct Files {
    cases: String,
    parties: String,
    obligations: String,
}

impl Files {
    fn new(cases: u32) -> Self {
        // Nobody's numbers of an earlier run.
        let run = format!("{:08x}", rand::random::<u32>());
        let mut files = Self {
            cases: "external_id,case_number,officer,decision_number,decision_day,decision_issuer,\
                judgment_number,judgment_day,judgment_issuer,category,conditions\n"
                .to_owned(),
            parties: "case_id,party_id,role,kind,name,cccd\n".to_owned(),
            obligations: "case_id,kind,amount\n".to_owned(),
        };
        for n in 0..cases {
            // Writing to a text does not fail.
            let _ = files.case(&format!("BTP-{run}-{n:08}"), n);
        }
        files
    }

    fn case(&mut self, id: &str, n: u32) -> std::fmt::Result {
        let cccd = format!("001085{:06}", n % 1_000_000);
        writeln!(
            self.cases,
            "{id},{id}/2026,{},{n}/QĐ-THADS,2026-09-14,Phòng THADS khu vực 1 - Hà Nội,\
             {n}/2026/KDTM-ST,2026-06-02,Tòa án nhân dân khu vực 1 - Hà Nội,bank_credit,unverified",
            cast::OFFICER
        )?;
        writeln!(self.parties, "{id},D-{n},debtor,person,Nguyễn Văn Hư Cấu,{cccd}")?;
        writeln!(self.parties, "{id},C-{n},creditor,organisation,Ngân hàng TMCP Giả Định,")?;
        writeln!(self.obligations, "{id},principal,1234567890")
    }

    const fn texts(&self) -> Texts<'_> {
        Texts {
            cases: self.cases.as_str(),
            parties: self.parties.as_str(),
            obligations: self.obligations.as_str(),
            payments: None,
        }
    }
}

/// By hand, all files, by hand once more: the ratio is of one stretch of time.
pub(super) async fn measure(args: &Args, scene: &Arc<Scene>) -> Result<[Row; 2], BenchError> {
    let told = [("work", Work::Import.code().into()), ("clients", count(sync::AT_ONCE))];
    args.tell("bench-measuring", &told);
    let from = From {
        agency: cast::office()?,
        source: SourceCode::ministry(),
        actor: Actor::SYSTEM,
        file: None,
    };
    let plan = Arc::new(plan(scene, &from).await?);
    let mut floor = by_hand(scene, &plan, args.time()).await?;
    let mut store = Tally::default();
    let files = Files::new(args.cases);
    let began = tick();
    let handed = handed(scene, &from, &files).await?;
    drop(files);
    let tally = sync::run(&scene.store, &from, handed, &mut |_, _| ()).await?;
    store.lasted(began.elapsed());
    store.done(u32::try_from(tally.opened).unwrap_or(u32::MAX));
    if tally.opened != usize::try_from(args.cases).unwrap_or(usize::MAX) {
        return Err(BenchError::Shipped(format!("{} rows were refused", tally.faults.len())));
    }
    floor.after(by_hand(scene, &plan, args.time()).await?);
    let floor = row(args, scene, Work::Import, Way::Floor, scene.floor_clients(), floor);
    let mut store = row(args, scene, Work::Import, Way::Store, sync::AT_ONCE, store);
    store.percent_of_floor = percent(store.figures, floor.figures);
    Ok([floor, store])
}

async fn handed(scene: &Scene, from: &From, files: &Files) -> Result<Handed, BenchError> {
    let officers = sync::officers(&scene.store, from.agency).await?;
    read(files.texts(), &officers).map_err(|_| BenchError::Shipped("headings".to_owned()))
}

/// What the floor writes: a case as the others are.
async fn plan(scene: &Scene, from: &From) -> Result<ToldPlan, BenchError> {
    let one = handed(scene, from, &Files::new(1)).await?.cases.into_iter().next();
    let theirs = Box::new(one.ok_or(BenchError::Nobody)?.theirs);
    let command = Command::SyncCase { agency: from.agency, source: from.source.clone(), theirs };
    let arrived = scene.store.now();
    let told = Envelope { actor: from.actor, key: None, arrived, expected: None, command };
    let (clock, vault, rules) = (system_clock(), super::vault(), scene.store.rules());
    Ok(ToldPlan::of(&scene.url, &clock, &vault, &rules, &told)?)
}

async fn by_hand(
    scene: &Arc<Scene>,
    plan: &Arc<ToldPlan>,
    time: Duration,
) -> Result<Tally, BenchError> {
    let (scene, plan) = (Arc::clone(scene), Arc::clone(plan));
    let all = tokio::task::spawn_blocking(move || hands(&scene, &plan, time));
    all.await.map_err(|_| BenchError::Panicked)?
}

fn hands(scene: &Scene, plan: &ToldPlan, time: Duration) -> Result<Tally, BenchError> {
    let clients = scene.floor_clients();
    let barrier = Barrier::new(clients);
    let mut total = Tally::default();
    std::thread::scope(|scope| {
        let threads: Vec<_> =
            (0..clients).map(|_| scope.spawn(|| hand(scene, plan, time, &barrier))).collect();
        for thread in threads {
            total.beside(thread.join().map_err(|_| BenchError::Panicked)??);
        }
        Ok::<(), BenchError>(())
    })?;
    Ok(total)
}

/// One client of the floor.
fn hand(
    scene: &Scene,
    plan: &ToldPlan,
    time: Duration,
    barrier: &Barrier,
) -> Result<Tally, BenchError> {
    let [to_one, _] = &scene.plans;
    let floor = Floor::open(&scene.url, system_clock(), Arc::clone(to_one));
    // Every statement once, so that all are prepared; then together.
    let warm = floor.map_err(BenchError::from).and_then(|mut floor| {
        floor.tell(plan)?;
        Ok(floor)
    });
    barrier.wait();
    let mut floor = warm?;
    let (began, mut tally) = (tick(), Tally::default());
    while began.elapsed() < time {
        let request = tick();
        floor.tell(plan)?;
        tally.request(request);
        tally.done(1);
    }
    tally.lasted(began.elapsed());
    Ok(tally)
}
