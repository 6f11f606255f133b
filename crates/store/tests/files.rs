//! Files that come in: kept once a seat, whole or not at all, gone if nobody uses
//! them. On both engines.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "a test stops at its first surprise"
)]

extern crate store;

mod support;

use engine::actor::Actor;
use engine::answer::Answer;
use engine::command::Command;
use engine::demand::ItemAnswer;
use engine::file::{FileRef, Media, SignatureFound};
use engine::id::{DemandId, FileId, InstrumentId};
use engine::instrument::InfoType;
use engine::paper::{PaperGiven, PaperRole};
use engine::refusal::Refusal;
use engine::role::Role;
use engine::time::Clock;
use std::path::{Path, PathBuf};
use store::files::{BlobError, Cabinet, FileError, FileOptions, Incoming};
use store::read::{PaperOf, Purpose, ReadError};
use store::verify::{Fault, Report, check_files, replay};
use support::money::system_of;
use support::request::{OWES, clerk};
use support::story::*;
use support::{Database, House, number, on_both, vault};

const KEY: [u8; 32] = [5; 32];
const PAPER: &[u8] = b"%PDF-1.7 a decision %%EOF";

/// A house with a cabinet in a folder of its own.
fn with_cabinet(database: &Database, story: impl Fn(&House<'_>, &Path)) {
    let folder = tempfile::tempdir().unwrap();
    let cabinet = Cabinet::make(folder.path(), &KEY).unwrap();
    let house = House::keeping(database, Some(FileOptions { cabinet, keep_days: 7 }));
    story(&house, folder.path());
}

fn keep(house: &House<'_>, actor: Actor, bytes: &[u8]) -> FileRef {
    let signature = Some(SignatureFound::PdfCades);
    let incoming = Incoming { bytes, media: Media::Pdf, signature };
    house.store.keep_file(&actor, &incoming, house.clock.now()).unwrap()
}

/// Every file below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

/// As if something named every file.
fn attach_all(database: &Database) {
    database.tamper("update file set attached = (1 = 1)");
}

fn faults(database: &Database, folder: &Path, key: [u8; 32]) -> Vec<Fault> {
    let mut report = Report::default();
    check_files(&database.url, &Cabinet::at(folder, &key), &mut report).unwrap();
    assert!(report.files.is_some());
    report.differences.iter().map(|one| one.fault).collect()
}

#[test]
fn the_same_file_of_one_seat_is_one_and_of_two_seats_two() {
    on_both(|database| {
        with_cabinet(database, |house, folder| {
            let first = keep(house, officer(), PAPER);
            assert_eq!((first.size, first.media), (25, Media::Pdf));
            assert_eq!(first.signature, Some(SignatureFound::PdfCades));
            house.clock.tick();
            assert_eq!(keep(house, clerk(), PAPER), first);
            assert_eq!(files(folder).len(), 1);
            let theirs = keep(house, vcb(), PAPER);
            assert_eq!(theirs.sha256, first.sha256);
            assert_ne!(theirs.id, first.id);
            assert_eq!(files(folder).len(), 2);
            let incoming = Incoming { bytes: PAPER, media: Media::Pdf, signature: None };
            let kept = house.store.keep_file(&Actor::SYSTEM, &incoming, house.clock.now());
            assert!(matches!(kept, Err(FileError::NoSeat)));
            let house = House::on(database);
            let kept = house.store.keep_file(&officer(), &incoming, house.clock.now());
            assert!(matches!(kept, Err(FileError::NoCabinet)));
        });
    });
}

#[test]
fn nothing_on_disk_says_what_a_file_says() {
    let story = |house: &House<'_>, folder: &Path| {
        keep(house, officer(), PAPER);
        let bytes = std::fs::read(&files(folder)[0]).unwrap();
        assert!(!bytes.windows(8).any(|window| PAPER.windows(8).any(|plain| plain == window)));
    };
    on_both(|database| with_cabinet(database, story));
}

#[test]
fn a_file_that_is_not_as_it_was_put_in_is_found() {
    on_both(|database| {
        with_cabinet(database, |house, folder| {
            keep(house, officer(), PAPER);
            keep(house, officer(), b"%PDF-1.7 another one %%EOF");
            attach_all(database);
            assert_eq!(faults(database, folder, KEY), []);
            assert_eq!(faults(database, folder, [6; 32]), [Fault::FileKey; 2]);
            let paths = files(folder);
            let (one, two) = (std::fs::read(&paths[0]).unwrap(), std::fs::read(&paths[1]).unwrap());
            // Bytes swapped within a file, files swapped, one cut off, one gone.
            let mut swapped = one.clone();
            swapped.swap(40, 41);
            std::fs::write(&paths[0], &swapped).unwrap();
            assert_eq!(faults(database, folder, KEY), [Fault::FileAltered]);
            std::fs::write(&paths[0], &two).unwrap();
            std::fs::write(&paths[1], &one).unwrap();
            assert_eq!(faults(database, folder, KEY), [Fault::FileAltered; 2]);
            std::fs::write(&paths[0], &one[..one.len() - 1]).unwrap();
            std::fs::write(&paths[1], &two).unwrap();
            assert_eq!(faults(database, folder, KEY), [Fault::FileAltered]);
            std::fs::remove_file(&paths[0]).unwrap();
            assert_eq!(faults(database, folder, KEY), [Fault::FileMissing]);
        });
    });
}

/// A write that stopped half way leaves no file of that name, and sending it again
/// heals what a disk lost.
#[test]
fn a_torn_write_is_no_file_and_is_healed_by_the_next() {
    on_both(|database| {
        with_cabinet(database, |house, folder| {
            let torn = folder.join("coming").join(house.store.fresh_id().to_string());
            std::fs::write(&torn, b"ATTFILE1").unwrap();
            keep(house, officer(), PAPER);
            let kept: Vec<_> = files(folder).into_iter().filter(|path| *path != torn).collect();
            let whole = std::fs::read(&kept[0]).unwrap();
            let mut altered = whole.clone();
            altered[50] ^= 1;
            for broken in [&whole[..10], &altered] {
                std::fs::write(&kept[0], broken).unwrap();
                keep(house, officer(), PAPER);
                let healed = std::fs::read(&kept[0]).unwrap();
                assert_eq!(healed.len(), whole.len());
                assert_ne!(healed, altered);
            }
            attach_all(database);
            assert_eq!(faults(database, folder, KEY), []);
            // What is half written may still be under way; a day later it is not.
            assert_eq!(house.store.sweep_files(house.clock.now()).unwrap(), 0);
            assert!(torn.exists());
            house.clock.set("2026-11-18T09:00:00+07:00");
            assert_eq!(house.store.sweep_files(house.clock.now()).unwrap(), 0);
            assert!(!torn.exists());
            assert_eq!(files(folder), kept);
        });
    });
}

#[test]
fn what_belongs_to_nothing_goes_after_its_days_and_nothing_else_does() {
    on_both(|database| {
        with_cabinet(database, |house, folder| {
            let used = keep(house, officer(), b"%PDF-1.7 used %%EOF");
            attach_all(database);
            keep(house, officer(), PAPER);
            let again = keep(house, officer(), b"%PDF-1.7 sent again %%EOF");
            house.clock.set("2026-11-20T09:00:00+07:00");
            // Sent again: its days begin anew.
            assert_eq!(keep(house, officer(), b"%PDF-1.7 sent again %%EOF"), again);
            house.clock.set("2026-11-23T09:00:00+07:00");
            assert_eq!(house.store.sweep_files(house.clock.now()).unwrap(), 0);
            house.clock.set("2026-11-23T09:00:01+07:00");
            assert_eq!(house.store.sweep_files(house.clock.now()).unwrap(), 1);
            assert_eq!(files(folder).len(), 2);
            house.clock.set("2027-11-23T09:00:00+07:00");
            assert_eq!(house.store.sweep_files(house.clock.now()).unwrap(), 1);
            assert_eq!(files(folder).len(), 1);
            assert_eq!(number(database, "select count(*) from file"), 1);
            assert_eq!(faults(database, folder, KEY), []);
            // What is used is known again and stays used.
            assert_eq!(keep(house, officer(), b"%PDF-1.7 used %%EOF"), used);
            assert_eq!(house.store.sweep_files(house.clock.now()).unwrap(), 0);
            // What went comes anew.
            keep(house, officer(), PAPER);
            assert_eq!(files(folder).len(), 2);
        });
    });
}

#[test]
fn two_that_send_the_same_at_once_have_one_file() {
    on_both(|database| {
        with_cabinet(database, |house, folder| {
            let store = &house.store;
            let now = house.clock.now();
            let kept: Vec<FileRef> = std::thread::scope(|scope| {
                let send = || {
                    let incoming = Incoming { bytes: PAPER, media: Media::Pdf, signature: None };
                    store.keep_file(&officer(), &incoming, now).unwrap()
                };
                let threads: Vec<_> = (0..8).map(|_| scope.spawn(send)).collect();
                threads.into_iter().map(|thread| thread.join().unwrap()).collect()
            });
            assert!(kept.iter().all(|one| *one == kept[0]));
            assert_eq!(files(folder).len(), 1);
        });
    });
}

/// A service that was given another key writes nothing over what the right one opens.
#[test]
fn under_another_key_nothing_is_written_over() {
    on_both(|database| {
        let folder = tempfile::tempdir().unwrap();
        let open = |key: u8| {
            let cabinet = Cabinet::make(folder.path(), &[key; 32]).unwrap();
            House::keeping(database, Some(FileOptions { cabinet, keep_days: 7 }))
        };
        let house = open(5);
        keep(&house, officer(), PAPER);
        let whole = std::fs::read(&files(folder.path())[0]).unwrap();
        drop(house);
        let wrong = open(6);
        let incoming = Incoming { bytes: PAPER, media: Media::Pdf, signature: None };
        let kept = wrong.store.keep_file(&officer(), &incoming, wrong.clock.now());
        assert!(matches!(kept, Err(FileError::Blob(BlobError::Key))));
        assert_eq!(std::fs::read(&files(folder.path())[0]).unwrap(), whole);
    });
}

#[test]
fn a_disk_that_says_no_is_not_a_file_kept() {
    let error = BlobError::from(std::io::Error::other("no space"));
    assert!(matches!(error, BlobError::Disk(_)));
    on_both(|database| {
        with_cabinet(database, |house, folder| {
            std::fs::remove_dir_all(folder.join("coming")).unwrap();
            let incoming = Incoming { bytes: PAPER, media: Media::Pdf, signature: None };
            let kept = house.store.keep_file(&officer(), &incoming, house.clock.now());
            assert!(matches!(kept, Err(FileError::Blob(_))));
            assert_eq!(files(folder), Vec::<PathBuf>::new());
            // Its row is an orphan, and goes as one.
            house.clock.set("2027-01-04T09:00:00+07:00");
            std::fs::create_dir(folder.join("coming")).unwrap();
            assert_eq!(house.store.sweep_files(house.clock.now()).unwrap(), 1);
        });
    });
}

fn attach(instrument: InstrumentId, given: &[(PaperRole, FileId)]) -> Command {
    let papers = given.iter().map(|(role, file)| PaperGiven { role: *role, file: *file });
    Command::AttachPapers { instrument, papers: papers.collect() }
}

/// Drafted, its decision attached, issued to VCB and ACB.
fn issued_with(house: &House<'_>, file: FileId) -> (InstrumentId, DemandId) {
    let case = house.open_case(officer(), case_content("1/THA", "saomai", OWES));
    let content = Box::new(asking(&[InfoType::Account], &["VCB", "ACB"]));
    let draft = house.act(officer(), Command::DraftInquiry { case, content });
    let instrument = InstrumentId(draft.subject);
    house.act(officer(), attach(instrument, &[(PaperRole::Decision, file)]));
    house.act(officer(), Command::IssueInquiry { instrument });
    let served = house.store.find_blocking(|find| find.served_of(&officer(), instrument)).unwrap();
    (instrument, to(&served, "VCB"))
}

#[test]
fn a_paper_travels_with_the_demand_and_is_handed_out_through_it_alone() {
    on_both(|database| {
        with_cabinet(database, |house, folder| {
            let file = keep(house, officer(), PAPER);
            let (instrument, demand) = issued_with(house, file.id);
            let paper = |actor: Actor, of, id| {
                house.store.find_blocking(move |find| find.paper(&actor, of, id))
            };
            let of = PaperOf::Demand(demand);
            for (actor, of) in
                [(officer(), PaperOf::Inquiry(instrument)), (officer(), of), (vcb(), of)]
            {
                let view = paper(actor, of, file.id).unwrap();
                assert_eq!((view.paper.role, view.paper.file), (PaperRole::Decision, file));
                let mut open = house.store.open_file(&view.kept).unwrap();
                assert_eq!(open.next_chunk().unwrap().as_deref(), Some(PAPER));
                assert!(open.next_chunk().unwrap().is_none());
            }
            // Each was on record, and the record gives the rows.
            let report = replay(&database.url, &vault()).unwrap();
            assert_eq!((report.reads, report.differences), (3, vec![]));
            let unseen = |found: Result<_, ReadError>| {
                matches!(found, Err(ReadError::Refused(Refusal::NotFound)))
            };
            // Of another kind, of another bank, a file of nobody, one not attached here.
            assert!(unseen(paper(officer(), PaperOf::Order(instrument), file.id)));
            assert!(unseen(paper(acb(), of, file.id)));
            assert!(unseen(paper(vcb(), of, FileId(house.store.fresh_id()))));
            let loose = keep(house, officer(), b"%PDF-1.7 loose %%EOF");
            assert!(unseen(paper(vcb(), of, loose.id)));
            assert!(unseen(paper(officer(), of, loose.id)));
            // What is attached is never swept; what is not, is.
            house.clock.set("2028-01-04T09:00:00+07:00");
            assert_eq!(house.store.sweep_files(house.clock.now()).unwrap(), 1);
            assert_eq!(faults(database, folder, KEY), []);
            // What went out is fixed.
            let refused = house.attempt(officer(), attach(instrument, &[])).unwrap_err();
            assert_eq!(refused, Refusal::InstrumentState);
        });
    });
}

#[test]
fn a_file_of_another_seat_is_one_that_nobody_knows() {
    on_both(|database| {
        with_cabinet(database, |house, _| {
            let theirs = keep(house, vcb(), PAPER);
            let case = house.open_case(officer(), case_content("1/THA", "saomai", OWES));
            let content = Box::new(asking(&[InfoType::Account], &["VCB"]));
            let draft = house.act(officer(), Command::DraftInquiry { case, content });
            let instrument = InstrumentId(draft.subject);
            let unknown = Refusal::FileUnknown { pointer: "/papers/0/file".to_owned() };
            for id in [theirs.id, FileId(house.store.fresh_id())] {
                let command = attach(instrument, &[(PaperRole::Decision, id)]);
                assert_eq!(house.attempt(officer(), command).unwrap_err(), unknown);
            }
            assert_eq!(number(database, "select count(*) from file where attached"), 0);
        });
    });
}

/// What answers carry lies sealed with them, is never swept, and the record gives it
/// back: a draft's, an answer's, a correction's.
#[test]
fn a_file_of_an_answer_stays_and_is_read_as_the_answer_is() {
    on_both(|database| {
        with_cabinet(database, |house, folder| {
            let paper = keep(house, officer(), PAPER);
            let (_, demand) = issued_with(house, paper.id);
            let statement = keep(house, vcb(), b"%PDF-1.7 statement %%EOF");
            let other = keep(house, vcb(), b"%PDF-1.7 other %%EOF");
            let item = house.items(vcb(), demand)[0];
            let said = |files| vec![ItemAnswer { files, ..found(house, item) }];
            let answers = said(vec![statement.id, other.id]);
            house.act(vcb_maker(), Command::SaveDraft { demand, answers });
            let purpose = || Purpose::coded("test").unwrap();
            let read = |actor: Actor| {
                house.store.find_blocking(move |r| r.demand_secret(&actor, &purpose(), demand))
            };
            let draft = read(vcb()).unwrap().draft.unwrap();
            assert_eq!(draft.files, [statement, other]);
            let file = |actor: Actor, id| {
                house.store.find_blocking(move |r| r.answer_file(&actor, &purpose(), demand, id))
            };
            let unseen = |found: Result<_, ReadError>| {
                matches!(found, Err(ReadError::Refused(Refusal::NotFound)))
            };
            assert_eq!(file(vcb(), other.id).unwrap().kept.file, other);
            assert!(unseen(file(officer(), other.id)), "a draft is the institution's own");
            let checker = banker("vcb.duyet", Role::BankChecker, "VCB");
            house.act(checker, Command::SubmitDraft { demand, hash: draft.hash });
            let answer = read(officer()).unwrap().answers.remove(0);
            assert_eq!(answer.files, [statement, other]);
            assert_eq!(answer.hash, Answer::hash_of(&answer.body, &[other, statement]));
            assert_eq!(file(officer(), other.id).unwrap().kept.file, other);
            assert!(unseen(file(acb(), other.id)));
            assert!(unseen(file(officer(), paper.id)), "a paper is another thing");
            let correct = Command::CorrectAnswer {
                demand,
                item,
                replaces: answer.id,
                body: Box::new(answer.body),
                files: vec![statement.id],
            };
            house.act(system_of("VCB"), correct);
            // Of an answer that was corrected it is still there.
            assert_eq!(file(officer(), other.id).unwrap().kept.file, other);
            assert_eq!(replay(&database.url, &vault()).unwrap().differences, []);
            house.clock.set("2028-01-04T09:00:00+07:00");
            assert_eq!(house.store.sweep_files(house.clock.now()).unwrap(), 0);
            assert_eq!(faults(database, folder, KEY), []);
        });
    });
}
