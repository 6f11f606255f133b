//! New reference data comes into force on every node.

use super::world::{at, calendar, on_both, rules};
use notifier::{FanOut, Watch};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

#[tokio::test(flavor = "multi_thread")]
async fn a_node_notices_a_new_calendar_and_clocks_follow() {
    on_both(|world| async move {
        let (_, _) = world.file(&["VCB"], false);
        let registry = Arc::new(Mutex::new(world.registry()));
        let broken = Arc::new(AtomicBool::new(false));
        let (reads, fails) = (Arc::clone(&registry), Arc::clone(&broken));
        let watch = Watch::new(world.store().clone(), move || {
            if fails.load(Ordering::SeqCst) {
                return Err("a file is missing");
            }
            let found = reads.lock().unwrap().snapshot().unwrap();
            let files = found.calendar.map(|calendar| (calendar.number, calendar.files));
            Ok(match files {
                // The tests' first calendar was never activated.
                Some((1, _)) | None => rules(1, ""),
                Some((number, _)) => rules(number, "2026-10-07"),
            })
        });
        let number = || world.store().rules().law.calendar_number();
        let activate = |off: &str| {
            let mut registry = registry.lock().unwrap();
            let text = calendar(off);
            registry.activate_calendar(&engine::actor::Actor::SYSTEM, &[("vn.toml", &text)])
        };
        activate("").unwrap();
        // The first look loads in any case, the second sees nothing new.
        assert!(watch.check().await.unwrap());
        assert!(!watch.check().await.unwrap());
        assert_eq!(number(), 1);

        // What cannot be used leaves the old in force, and is tried again.
        assert_eq!(activate("2026-10-07").unwrap(), 2);
        broken.store(true, Ordering::SeqCst);
        assert!(!watch.check().await.unwrap());
        assert_eq!(number(), 1);
        broken.store(false, Ordering::SeqCst);
        assert!(watch.check().await.unwrap());
        assert_eq!(number(), 2);

        let fan_out = FanOut::new(world.node.outbox.clone());
        assert!(fan_out.run(world.store().now()).await.unwrap().moved > 0);
        let law = world.seed().ids("select id from clock where rule = 'N07'").unwrap();
        assert_eq!(world.seed().due_of(law[0]).unwrap(), Some(at("2026-10-10T00:00")));
    })
    .await;
}
