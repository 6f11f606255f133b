//! The service as a program: built, told its port, run until stopped.

use crate::openapi;
use crate::pages;
use crate::problem::{path_config, query_config};
use crate::routes;
use crate::scan::{EVERY, Scanner};
use crate::state::State;
use crate::telemetry;
use actix_web::dev::Server;
use actix_web::http::header;
use actix_web::middleware::{DefaultHeaders, from_fn};
use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{App, HttpServer};
use futures_util::future::{Either, join, select};
use std::future::Future;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::pin::pin;
use std::time::Duration;
use tokio::time::MissedTickBehavior;

/// How long the head of a request may take to come in.
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a connection may say nothing.
const KEEP_ALIVE: Duration = Duration::from_mins(1);

/// Why the service did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// The address.
        address: String,
        /// Why.
        source: io::Error,
    },
    /// The server did not start.
    #[error("cannot serve: {0}")]
    Serve(#[from] io::Error),
}

/// The service, bound to its port and not yet running.
pub struct Application {
    server: Server,
    address: SocketAddr,
    scanner: Option<Scanner>,
}

impl Application {
    /// Binds the port and prepares the threads.
    pub fn build(state: State) -> Result<Self, StartError> {
        let (settings, scanner) = (state.settings.clone(), state.scanner.clone());
        let listener = TcpListener::bind(&settings.listen);
        let listener = listener
            .map_err(|source| StartError::Listen { address: settings.listen.clone(), source })?;
        let address = listener.local_addr()?;
        telemetry::start();
        let state = Data::new(state);
        let shutdown = settings.shutdown_timeout.as_secs();
        let server = HttpServer::new(move || {
            let state = state.clone();
            // The last one wrapped is the outermost.
            App::new()
                .wrap(from_fn(telemetry::observe))
                .wrap(security_headers(state.settings.plain_http))
                .configure(move |config| configure(config, state))
        })
        .workers(settings.workers)
        .client_request_timeout(HEAD_TIMEOUT)
        .keep_alive(KEEP_ALIVE)
        .shutdown_timeout(shutdown)
        .disable_signals()
        .listen(listener)?
        .run();
        Ok(Self { server, address, scanner })
    }

    /// The address it listens on, with the port it was given.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Runs until `stop` comes; open requests end first. Signals are the
    /// caller's: whoever says "serving" must be ready to be told to stop.
    pub async fn run_until(self, stop: impl Future<Output = ()>) -> io::Result<()> {
        let handle = self.server.handle();
        let asks = self.scanner.map(|scanner| tokio::spawn(ask(scanner)));
        let ended = match select(self.server, pin!(stop)).await {
            Either::Left((ended, _)) => ended,
            Either::Right(((), server)) => join(handle.stop(true), server).await.1,
        };
        if let Some(asks) = asks {
            asks.abort();
        }
        ended
    }
}

/// Asks a scanner every now and then whether it is there.
async fn ask(scanner: Scanner) {
    let mut every = tokio::time::interval(EVERY);
    every.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        every.tick().await;
        let scanner = scanner.clone();
        if tokio::task::spawn_blocking(move || scanner.renew()).await.is_err() {
            tracing::error!("the virus scanner cannot be asked");
        }
    }
}

/// Headers of every response: nothing of ours is kept by browsers or proxies.
fn security_headers(plain_http: bool) -> DefaultHeaders {
    let headers = DefaultHeaders::new()
        .add((header::CACHE_CONTROL, "no-store"))
        .add((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .add((header::X_FRAME_OPTIONS, "DENY"))
        .add((header::REFERRER_POLICY, "no-referrer"));
    if plain_http {
        headers
    } else {
        let year = "max-age=31536000; includeSubDomains";
        headers.add((header::STRICT_TRANSPORT_SECURITY, year))
    }
}

/// Registers everything that is served.
fn configure(config: &mut ServiceConfig, state: Data<State>) {
    let document = openapi::document();
    config
        .app_data(state)
        .app_data(path_config())
        .app_data(query_config())
        .service(openapi::browsable(document))
        .default_service(web::to(telemetry::unknown_route));
    pages::configure(config);
    let mut described = utoipa_actix_web::service_config::ServiceConfig::new(config);
    routes::operations::configure(&mut described);
    described.service(utoipa_actix_web::scope("/api/v1").configure(routes::configure));
}
