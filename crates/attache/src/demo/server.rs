//! The real service on a thread of its own.

use super::DemoError;
use api::{Application, State};
use std::net::SocketAddr;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::JoinHandle;
use tokio::sync::oneshot;

/// A service that runs until it is told to stop, or this value goes.
pub(super) struct Server {
    /// Where it listens.
    pub(super) address: SocketAddr,
    running: Option<(oneshot::Sender<()>, JoinHandle<()>)>,
}

impl Server {
    /// Starts it and waits until it listens.
    pub(super) fn start(state: State) -> Result<Self, DemoError> {
        let (tell, told) = sync_channel(1);
        let (stop, stopped) = oneshot::channel();
        let thread = std::thread::Builder::new()
            .name("demo-service".to_owned())
            .spawn(move || serve(state, &tell, stopped))?;
        match told.recv() {
            Ok(Ok(address)) => Ok(Self { address, running: Some((stop, thread)) }),
            Ok(Err(error)) => Err(DemoError::Server(error)),
            Err(_) => Err(DemoError::Server("it did not start".to_owned())),
        }
    }

    /// Stops it and waits for its end.
    pub(super) fn stop(&mut self) {
        if let Some((stop, thread)) = self.running.take() {
            // One that has ended by itself needs no word.
            let _ = stop.send(());
            let _ = thread.join();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}

fn serve(
    state: State,
    tell: &SyncSender<Result<SocketAddr, String>>,
    stopped: oneshot::Receiver<()>,
) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let started = runtime.map_err(|error| error.to_string()).and_then(|runtime| {
        // Its threads are started by the runtime they find.
        let application = runtime.block_on(async { Application::build(state) });
        Ok((application.map_err(|error| error.to_string())?, runtime))
    });
    match started {
        Err(error) => {
            let _ = tell.send(Err(error));
        }
        Ok((application, runtime)) => {
            let _ = tell.send(Ok(application.address()));
            // Its end is the end of the story: there is nobody left to tell.
            let _ = runtime.block_on(application.run_until(async {
                let _ = stopped.await;
            }));
        }
    }
}
