//! The demonstration to try in a browser: real time, a folder that stays,
//! banks that answer by themselves.

use super::bank::Bank;
use super::folder::clear;
use super::site::{Ground, Site};
use super::stage::Stage;
use super::tell::Teller;
use super::way::Way;
use super::{Args, DemoError, past};
use crate::database::system_clock;
use crate::service::{Backstage, Senders, Told, start_log};
use locale::{Lang, text};
use std::io::Write;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::time::Duration;
use tokio::task::JoinSet;

/// Where the demonstration keeps its files.
const FOLDER: &str = ".attache/demo";
/// How many ports are tried.
const PORTS: u16 = 20;
/// How often a simulated bank looks into its inbox.
const LOOKS_EVERY: Duration = Duration::from_secs(5);
/// How much later than the one before it each bank looks.
const APART: Duration = Duration::from_millis(80);
/// How many institutions the fresh inquiry goes to.
const FRESH: usize = 12;

/// Who is who, for the table: role and user name.
const PEOPLE: &[(&str, &str)] = &[
    ("officer", "saomai"),
    ("head", "daiduong"),
    ("accountant", "hoangyen"),
    ("clerk", "ngoclan"),
    ("other-head", "hongha"),
    ("other-officer", "binhminh"),
    ("supervisor", "lamgiang"),
    ("ministry", "nguyetcat"),
    ("state-bank", "bachduong"),
    ("bank-maker", "vcb.lap"),
    ("bank-checker", "vcb.duyet"),
    ("bank-head", "vcb.truong"),
    ("silent-maker", "tcb.lap"),
    ("silent-checker", "tcb.duyet"),
    ("prosecutor", "truclam"),
    ("auditor", "nhatquang"),
    ("admin", "phonglan"),
];

/// Runs until told to stop.
pub(super) fn run(args: &Args, out: &mut impl Write) -> Result<(), DemoError> {
    let lang = Lang::from(args.lang);
    let mut teller = Teller::new(out, lang, false);
    let folder = Path::new(FOLDER);
    if args.fresh {
        clear(folder)?;
    }
    let listen = free(args.listen)?;
    let public_url = format!("http://{listen}");
    let ground = Ground {
        folder,
        database: args.database.as_deref(),
        listen,
        public_url: &public_url,
        may_continue: true,
    };
    teller.step("demo-live-preparing", &[("folder", FOLDER.into())])?;
    let site = Site::prepare(&ground, system_clock())?;
    start_log(&site.settings.log).map_err(crate::service::ServiceError::from)?;
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(async {
        let seeded = past::seed(&site, lang, &mut teller).await?;
        serve(&site, seeded, lang, &mut teller).await
    })
}

/// The first port from this one on that nobody listens on; any for port 0.
fn free(wanted: SocketAddr) -> Result<SocketAddr, DemoError> {
    let ports = wanted.port()..=wanted.port().saturating_add(PORTS);
    let mut listeners =
        ports.filter_map(|port| TcpListener::bind(SocketAddr::new(wanted.ip(), port)).ok());
    let listener = listeners.next().ok_or(DemoError::NoPort(wanted))?;
    Ok(listener.local_addr()?)
}

async fn serve(
    site: &Site,
    seeded: bool,
    lang: Lang,
    teller: &mut Teller<'_, impl Write>,
) -> Result<(), DemoError> {
    let store = site.open(system_clock())?;
    let senders = Senders::new(&site.settings, &site.files, store.clone())?;
    let backstage = Backstage::start(senders, site.settings.notifier.workers).await?;
    let application = site.application(&store, system_clock())?;
    let line = site.line(application.address(), &store);
    let Stage { banks, officer, .. } = Stage::set(site, &line, lang)?;
    let mut tasks = JoinSet::new();
    for (n, bank) in (0..).zip(banks.into_iter().filter(|bank| bank.way != Way::Silent)) {
        tasks.spawn(answer_for_ever(bank, APART * n));
    }
    if seeded {
        let addressees: Vec<_> = site.institutions().take(FRESH).map(|one| one.id).collect();
        let mut stage = Stage { lang, line, officer, banks: Vec::new() };
        tasks.spawn(async move {
            let filed = match stage.open_case("816/THA-DEMO").await {
                Ok(case) => stage.file(case, &addressees).await,
                Err(error) => Err(error),
            };
            if let Err(error) = filed {
                tracing::warn!(%error, "the fresh inquiry could not be filed");
            }
        });
    }
    let told = Told::listen()?;
    tell_logins(site, teller)?;
    application.run_until(told.until_then()).await?;
    tasks.shutdown().await;
    backstage.stop().await?;
    teller.step("demo-live-stopped", &[])
}

/// A bank looks into its inbox and does what is next.
async fn answer_for_ever(mut bank: Bank, after: Duration) {
    tokio::time::sleep(after).await;
    loop {
        if let Err(error) = look(&mut bank).await {
            tracing::warn!(bank = bank.code, %error, "a simulated bank could not answer");
        }
        tokio::time::sleep(LOOKS_EVERY).await;
    }
}

async fn look(bank: &mut Bank) -> Result<(), DemoError> {
    for line in bank.system.inbox().await? {
        bank.step(line.id).await?;
    }
    Ok(())
}

fn tell_logins(site: &Site, teller: &mut Teller<'_, impl Write>) -> Result<(), DemoError> {
    let url = site.settings.api().public_url;
    teller.step("demo-live-address", &[("url", (&url).into())])?;
    teller.line("demo-live-docs", &[("url", format!("{url}/api/docs/").into())])?;
    teller.line("demo-live-mail", &[("folder", site.mail.display().to_string().into())])?;
    teller.step("demo-live-logins", &[])?;
    for (role, username) in PEOPLE {
        let role = text(teller.lang(), &format!("demo-role-{role}"), &[]);
        let user = site.user(username)?;
        let name = user.full_name.as_written();
        teller.raw(&format!("    {username:<10}  {}  {role} – {name}", site.password))?;
    }
    teller.step("demo-live-running", &[])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_in_use_is_passed_over() {
        let taken = TcpListener::bind("127.0.0.1:0").unwrap();
        let wanted = taken.local_addr().unwrap();
        let found = free(wanted).unwrap();
        assert!(found.port() > wanted.port());
    }

    #[test]
    fn everybody_in_the_table_has_a_role_in_both_languages() {
        for (role, _) in PEOPLE {
            for lang in Lang::ALL {
                assert!(locale::try_text(lang, &format!("demo-role-{role}"), &[]).is_some());
            }
        }
    }
}
