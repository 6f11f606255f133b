//! How a story must come out, and whether it did. What is found is read from
//! the database, the mail folder and the answers of the service at the end.

use super::mailbag::Mailbag;
use super::ministry::Imported;
use super::office::Office;
use serde::Serialize;
use store::read::Totals;
use store::verify::Report;

/// When the law's three working days end: Friday 20 November 2026 is not
/// counted, Tuesday 24 November is a holiday.
pub(super) const LIMIT_ENDS: &str = "2026-11-27T00:00:00+07:00";

/// How the cast must play.
#[derive(Clone, Copy, Debug)]
pub(super) struct Expected {
    /// Institutions of the directory, each asked once.
    pub(super) institutions: i64,
    /// Banks that refuse.
    pub(super) refused: i64,
    /// Banks that ask back.
    pub(super) questioned: i64,
    /// Banks that answer late, and not against the law alone.
    pub(super) silent: i64,
    /// Banks that each do something else once: correct, contradict, ask for
    /// more time, are disputed.
    pub(super) each: i64,
}

/// What came of the story.
#[derive(Clone, Debug)]
pub(super) struct Found {
    /// How much there is of everything.
    pub(super) totals: Totals,
    /// The mail in the folder.
    pub(super) mail: Mailbag,
    /// What the record rebuilds.
    pub(super) replay: Report,
    /// What was seen on the way.
    pub(super) seen: Seen,
    /// Where the ladder's rungs stand: role and address.
    pub(super) rungs: Vec<(&'static str, String)>,
}

/// What was seen on the way.
#[derive(Clone, Debug, Default)]
pub(super) struct Seen {
    /// How often what institutions said was read: by the officer for each
    /// demand, and for a receipt given again.
    pub(super) read: i64,
    /// What came of sending a second answer.
    pub(super) twice: Twice,
    /// How often an expired token or session was refused and got anew.
    pub(super) renewed: i64,
    /// Clocks that could not be struck.
    pub(super) unstruck: i64,
    /// The references the supervisor found late, before the late answer.
    pub(super) late_then: Vec<String>,
    /// The reference of the silent bank's demand.
    pub(super) silent: String,
    /// Whether the State Bank saw that an institution was late, and not what
    /// was asked about whom.
    pub(super) state_bank_sees_metadata_only: bool,
    /// References still late after the late answer.
    pub(super) late_now: Vec<String>,
    /// When the silent bank's episode was flagged, and what ended it.
    pub(super) episode: (String, String),
    /// When the receipt says the law's limit ends.
    pub(super) receipt_due: String,
    /// What computing it again came to.
    pub(super) receipt_recomputed: String,
    /// How many limits of the receipt came out otherwise.
    pub(super) receipt_differs: i64,
    /// Whether the receipt was refused wherever one byte of it was altered.
    pub(super) altered_refused: bool,
    /// What came of the story of money.
    pub(super) money: Money,
    /// What came of the story of an office.
    pub(super) office: Office,
    /// What came of the files of another system.
    pub(super) imported: Imported,
}

/// What came of the story of money. Amounts in đồng.
#[derive(Clone, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a finding of its own")]
pub(super) struct Money {
    /// Orders issued, and their demands.
    pub(super) orders: i64,
    pub(super) demands: i64,
    /// How often the money of a case was read.
    pub(super) reads: i64,
    /// Frozen in all.
    pub(super) frozen: i64,
    /// The most that was frozen beyond the debt at any time.
    pub(super) excess_peak: i64,
    /// Freed.
    pub(super) released: i64,
    /// Taken.
    pub(super) deducted: i64,
    /// Arrived on the treasury account.
    pub(super) remitted: i64,
    /// On the treasury's statement and no deducted money: waits for a person.
    pub(super) unmatched: i64,
    /// Still frozen.
    pub(super) remaining: i64,
    /// What might still be taken.
    pub(super) cap_open: i64,
    /// Whether minutes without a decision lapsed.
    pub(super) lapsed: bool,
    /// What is frozen by them after that.
    pub(super) lapsed_remaining: i64,
    /// Whether nothing could be deducted while a complaint was open.
    pub(super) suspended: bool,
    /// What is frozen of it after it was found right.
    pub(super) complaint_remaining: i64,
    /// Whether its lifting is still owed.
    pub(super) lift_owed: bool,
    /// Whether a new order to a bank of the past was refused, naming its heir.
    pub(super) merger_refused: bool,
    /// What is frozen by its freeze after the heir freed it.
    pub(super) merger_remaining: i64,
}

impl Money {
    /// Whether every đồng that was frozen is taken, freed or still there, and
    /// every one taken arrived (I-10).
    const fn is_conserved(&self) -> bool {
        self.frozen == self.released + self.deducted + self.remaining
            && self.deducted == self.remitted
    }
}

/// What came of sending a second answer (I-5).
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Twice {
    /// The same one.
    pub(super) repeated: Repeated,
    /// Another one was refused, naming the one that stands.
    pub(super) contradicted: bool,
}

/// What came of sending the same answer again.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Repeated {
    /// It got the very answer it had made, and nothing new came of it.
    pub(super) recognised: bool,
    /// Its receipt is that of the first one, byte by byte.
    pub(super) same_receipt: bool,
}

/// One thing that must be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Check {
    /// Its name.
    pub(super) name: String,
    /// What must be.
    pub(super) expected: String,
    /// What is.
    pub(super) found: String,
}

impl Check {
    /// Whether it is as it must be.
    pub(super) fn holds(&self) -> bool {
        self.expected == self.found
    }
}

/// A value as it is compared and printed.
pub(super) struct Shown(String);

impl From<i64> for Shown {
    fn from(n: i64) -> Self {
        Self(n.to_string())
    }
}

impl From<u64> for Shown {
    fn from(n: u64) -> Self {
        Self(n.to_string())
    }
}

impl From<&str> for Shown {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<&String> for Shown {
    fn from(text: &String) -> Self {
        Self(text.clone())
    }
}

/// Everything that must be, in the order of the story.
#[derive(Default)]
pub(super) struct Table(Vec<Check>);

impl Table {
    pub(super) fn is(&mut self, name: &str, expected: impl Into<Shown>, found: impl Into<Shown>) {
        let (Shown(expected), Shown(found)) = (expected.into(), found.into());
        self.0.push(Check { name: name.to_owned(), expected, found });
    }

    pub(super) fn holds(&mut self, name: &str, found: bool) {
        self.is(name, "true", if found { "true" } else { "false" });
    }
}

/// The table of everything that must be.
pub(super) fn table(expected: &Expected, found: &Found) -> Vec<Check> {
    let mut table = Table::default();
    answers(&mut table, expected, &found.totals, &found.seen);
    service(&mut table, expected, &found.seen);
    lateness(&mut table, expected, found);
    notices(&mut table, found);
    money(&mut table, &found.seen.money);
    office(&mut table, &found.seen.office);
    found.seen.imported.check(&mut table);
    proof(&mut table, found);
    table.0
}

fn answers(table: &mut Table, expected: &Expected, totals: &Totals, seen: &Seen) {
    let (money, office) = (&seen.money, &seen.office);
    let Expected { institutions, refused, questioned, each, .. } = *expected;
    let all = institutions + office.institutions;
    table.is("institutions", all, totals.institutions + totals.institutions_merged);
    table.is("institutions_merged", 1_i64, totals.institutions_merged);
    // The inquiry's case, that of money, of the minutes, the complaint, the merger.
    table.is("cases", 5 + office.cases + seen.imported.cases, totals.cases);
    table.is("instruments", 1 + money.orders + office.inquiries, totals.instruments);
    let others = money.demands + office.demands;
    table.is("demands", institutions + others, totals.demands);
    table.is("answered", institutions - refused + others, totals.answered);
    table.is("refused", refused, totals.refused);
    table.is("open", 0_i64, totals.open);
    table.is("questioned", questioned, totals.questioned);
    table.is("disputed", each, totals.disputed);
    table.is("extended", each, totals.extended);
    table.is("corrections", each, totals.corrections);
    table.is("contradictions", each, totals.contradictions);
    // Two items each; a part, a question answered late, a dispute and a
    // correction add answers of their own.
    table.holds("answers", totals.answers >= 2 * institutions);
}

fn service(table: &mut Table, expected: &Expected, seen: &Seen) {
    table.holds("repeated_answer_recognised", seen.twice.repeated.recognised);
    table.holds("repeated_answer_same_receipt", seen.twice.repeated.same_receipt);
    table.holds("contradiction_refused", seen.twice.contradicted);
    table.holds("expired_renewed", seen.renewed >= expected.each);
    table.is("unstruck", 0_i64, seen.unstruck);
}

fn lateness(table: &mut Table, expected: &Expected, found: &Found) {
    let (totals, seen) = (&found.totals, &found.seen);
    // What a postmark took back was found late and stays on record.
    let annulled = seen.office.annulled;
    table.is("late_by_law", expected.silent + annulled, totals.late_by_law);
    table.is("late_by_target", expected.silent, totals.late_by_target);
    table.is("late_open", 0_i64, totals.late_open);
    table.is("urged", expected.silent, totals.urged);
    table.is("supervisor_saw", &seen.silent, &seen.late_then.join(" "));
    table.is("supervisor_sees_now", "", &seen.late_now.join(" "));
    table.holds("state_bank_sees_metadata_only", seen.state_bank_sees_metadata_only);
    table.is("episode_flagged", LIMIT_ENDS, &seen.episode.0);
    table.is("episode_ended", "answered", &seen.episode.1);
}

fn notices(table: &mut Table, found: &Found) {
    let totals = &found.totals;
    table.holds("notices_sent", totals.notices_sent > 0);
    table.is("mails_undelivered", 0_i64, totals.mails_undelivered);
    table.is("mails_in_folder", totals.mails_delivered + totals.digests, found.mail.mails);
    table.holds("digests", totals.digests > 0);
    for (role, address) in &found.rungs {
        table.holds(&format!("mail_to_{role}"), found.mail.to(address) > 0);
    }
}

/// 900, 700 and 600 million are frozen for 1 712 million owed, 50 more come in.
fn money(table: &mut Table, money: &Money) {
    table.is("money_frozen", 2_250_000_000_i64, money.frozen);
    table.is("money_excess_peak", 538_000_000_i64, money.excess_peak);
    table.is("money_released", 538_000_000_i64, money.released);
    table.is("money_deducted", 1_712_000_000_i64, money.deducted);
    table.is("money_remitted", 1_712_000_000_i64, money.remitted);
    table.is("money_unmatched", 300_000_i64, money.unmatched);
    table.is("money_remaining", 0_i64, money.remaining);
    table.is("money_cap_open", 0_i64, money.cap_open);
    table.holds("money_conserved", money.is_conserved());
    table.holds("minutes_lapsed", money.lapsed);
    table.is("lapsed_remaining", 0_i64, money.lapsed_remaining);
    table.holds("complaint_suspends", money.suspended);
    table.is("complaint_remaining", 0_i64, money.complaint_remaining);
    table.holds("complaint_lifted", !money.lift_owed);
    table.holds("merger_refused", money.merger_refused);
    table.is("merger_remaining", 0_i64, money.merger_remaining);
}

/// One letter with its decision, answered in time by its postmark; one case that
/// changed hands.
fn office(table: &mut Table, office: &Office) {
    table.is("documents_attached", 1_i64, office.documents_attached);
    table.is("paper_in_time", 1_i64, office.paper_in_time);
    table.is("paper_annulled", 1_i64, office.annulled);
    table.is("handed_over", 1_i64, office.handed_over);
    table.is("delegated", 1_i64, office.delegated);
}

fn proof(table: &mut Table, found: &Found) {
    let (seen, replay) = (&found.seen, &found.replay);
    table.is("receipt_due", LIMIT_ENDS, &seen.receipt_due);
    table.is("receipt_recomputed", "same", &seen.receipt_recomputed);
    table.is("receipt_differs", 0_i64, seen.receipt_differs);
    table.holds("altered_receipt_refused", seen.altered_refused);
    table.holds("replay_differences", replay.is_whole());
    let rebuilt = (replay.cases, replay.instruments, replay.demands);
    let stored = (found.totals.cases, found.totals.instruments, found.totals.demands);
    table.is("replay_rebuilt", &format!("{stored:?}"), &format!("{rebuilt:?}"));
    let events = replay.changes + replay.reads + replay.refusals;
    let money = seen.money.reads + seen.imported.reads;
    table.is("reads_recorded", seen.read + money + seen.office.reads, replay.reads);
    table.is("replay_events", found.totals.events, events);
}

/// The last line.
#[derive(Debug, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is a finding of its own")]
pub(super) struct Summary<'a> {
    pub(super) ok: bool,
    pub(super) database: &'a str,
    /// All that were asked, and how many of these are of the past by the end.
    pub(super) institutions: i64,
    pub(super) institutions_merged: i64,
    pub(super) demands: i64,
    pub(super) answered: i64,
    pub(super) refused: i64,
    pub(super) questioned: i64,
    /// Demands late against the law: recorded, whatever came later.
    pub(super) overdue: i64,
    pub(super) notices_sent: i64,
    /// Mails in the folder, digests among them.
    pub(super) mails_delivered: i64,
    pub(super) audit_events: i64,
    pub(super) replay_equal: bool,
    pub(super) receipt_verified: bool,
    /// Đồng: frozen, at most beyond the debt, freed, taken, arrived, still
    /// frozen, still to be taken.
    pub(super) frozen: String,
    pub(super) excess_peak: String,
    pub(super) released: String,
    pub(super) deducted: String,
    pub(super) remitted: String,
    pub(super) remaining: String,
    pub(super) cap_open: String,
    pub(super) conserved: bool,
    /// Papers that travelled with a demand; answers in time by their postmark though
    /// recorded late; cases that changed hands.
    pub(super) documents_attached: i64,
    pub(super) paper_in_time: i64,
    pub(super) handed_over: i64,
    pub(super) delegated: i64,
    /// Rows of another system's files, and how many errors by row.
    pub(super) import_rows: i64,
    pub(super) import_errors: i64,
    pub(super) checks: usize,
    /// Names of the checks that failed.
    pub(super) failed: Vec<&'a str>,
    pub(super) seconds: f64,
}

impl<'a> Summary<'a> {
    /// The last line of a story that took so many seconds.
    pub(super) fn of(database: &'a str, found: &Found, checks: &'a [Check], seconds: f64) -> Self {
        let holds = |names: &[&str]| {
            let mut named = checks.iter().filter(|check| names.contains(&check.name.as_str()));
            named.all(Check::holds)
        };
        let failed: Vec<&str> =
            checks.iter().filter(|check| !check.holds()).map(|check| check.name.as_str()).collect();
        let (totals, money, office) = (&found.totals, &found.seen.money, &found.seen.office);
        Self {
            ok: failed.is_empty(),
            database,
            institutions: totals.institutions + totals.institutions_merged,
            institutions_merged: totals.institutions_merged,
            demands: totals.demands,
            answered: totals.answered,
            refused: totals.refused,
            questioned: totals.questioned,
            overdue: totals.late_by_law - office.annulled,
            notices_sent: totals.notices_sent,
            mails_delivered: found.mail.mails,
            audit_events: totals.events,
            replay_equal: holds(&["replay_differences", "replay_rebuilt", "replay_events"]),
            receipt_verified: holds(&[
                "receipt_due",
                "receipt_recomputed",
                "receipt_differs",
                "altered_receipt_refused",
            ]),
            frozen: money.frozen.to_string(),
            excess_peak: money.excess_peak.to_string(),
            released: money.released.to_string(),
            deducted: money.deducted.to_string(),
            remitted: money.remitted.to_string(),
            remaining: money.remaining.to_string(),
            cap_open: money.cap_open.to_string(),
            conserved: money.is_conserved(),
            documents_attached: office.documents_attached,
            paper_in_time: office.paper_in_time,
            handed_over: office.handed_over,
            delegated: office.delegated,
            import_rows: found.seen.imported.rows,
            import_errors: found.seen.imported.errors,
            checks: checks.len(),
            failed,
            seconds,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXPECTED: Expected =
        Expected { institutions: 9, refused: 2, questioned: 1, silent: 1, each: 1 };

    fn as_it_must_be() -> Found {
        let totals = Totals {
            institutions: 9,
            institutions_merged: 1,
            cases: 10,
            instruments: 10,
            demands: 25,
            answered: 23,
            refused: 2,
            questioned: 1,
            disputed: 1,
            urged: 1,
            extended: 1,
            answers: 22,
            corrections: 1,
            contradictions: 1,
            late_by_law: 2,
            late_by_target: 1,
            notices_sent: 40,
            digests: 1,
            events: 62,
            ..Totals::default()
        };
        let replay = Report {
            cases: 10,
            instruments: 10,
            demands: 25,
            changes: 46,
            reads: 15,
            refusals: 1,
            ..Report::default()
        };
        let repeated = Repeated { recognised: true, same_receipt: true };
        let seen = Seen {
            read: 1,
            twice: Twice { repeated, contradicted: true },
            renewed: 3,
            late_then: vec!["R-1".to_owned()],
            silent: "R-1".to_owned(),
            state_bank_sees_metadata_only: true,
            episode: (LIMIT_ENDS.to_owned(), "answered".to_owned()),
            receipt_due: LIMIT_ENDS.to_owned(),
            receipt_recomputed: "same".to_owned(),
            altered_refused: true,
            money: Money {
                orders: 8,
                demands: 15,
                reads: 12,
                frozen: 2_250_000_000,
                excess_peak: 538_000_000,
                released: 538_000_000,
                deducted: 1_712_000_000,
                remitted: 1_712_000_000,
                unmatched: 300_000,
                lapsed: true,
                suspended: true,
                merger_refused: true,
                ..Money::default()
            },
            office: an_office(),
            imported: Imported::as_it_must_be(),
            ..Seen::default()
        };
        let mail = Mailbag { mails: 1, ..Mailbag::default() };
        Found { totals, mail, replay, seen, rungs: Vec::new() }
    }

    fn an_office() -> Office {
        Office {
            institutions: 1,
            cases: 2,
            inquiries: 1,
            demands: 1,
            reads: 1,
            documents_attached: 1,
            paper_in_time: 1,
            annulled: 1,
            handed_over: 1,
            delegated: 1,
        }
    }

    fn failing(found: &Found) -> Vec<String> {
        let checks = table(&EXPECTED, found);
        checks.into_iter().filter(|check| !check.holds()).map(|check| check.name).collect()
    }

    #[test]
    fn a_story_that_came_out_well_passes() {
        let found = as_it_must_be();
        assert_eq!(failing(&found), Vec::<String>::new());
        let checks = table(&EXPECTED, &found);
        let summary = Summary::of("sqlite", &found, &checks, 1.5);
        assert!(summary.ok && summary.replay_equal && summary.receipt_verified);
    }

    type Spoil = fn(&mut Found);

    #[test]
    fn a_number_that_is_off_is_named() {
        let spoiled: &[(&str, Spoil)] = &[
            ("institutions", |f| f.totals.institutions += 1),
            ("merger_refused", |f| f.seen.money.merger_refused = false),
            ("merger_remaining", |f| f.seen.money.merger_remaining = 1),
            ("demands", |f| f.totals.demands -= 1),
            ("answered", |f| f.totals.answered -= 1),
            ("refused", |f| f.totals.refused += 1),
            ("open", |f| f.totals.open += 1),
            ("questioned", |f| f.totals.questioned = 0),
            ("contradictions", |f| f.totals.contradictions = 0),
            ("answers", |f| f.totals.answers = 17),
            ("repeated_answer_recognised", |f| f.seen.twice.repeated.recognised = false),
            ("repeated_answer_same_receipt", |f| f.seen.twice.repeated.same_receipt = false),
            ("expired_renewed", |f| f.seen.renewed = 0),
            ("late_by_law", |f| f.totals.late_by_law = 0),
            ("late_open", |f| f.totals.late_open = 1),
            ("supervisor_saw", |f| f.seen.late_then.push("R-2".to_owned())),
            ("supervisor_sees_now", |f| f.seen.late_now.push("R-1".to_owned())),
            ("episode_ended", |f| f.seen.episode.1 = "annulled".to_owned()),
            ("mails_in_folder", |f| f.mail.mails += 1),
            ("mail_to_bank_head", |f| f.rungs.push(("bank_head", "a@b.example".to_owned()))),
            ("receipt_due", |f| f.seen.receipt_due = "2026-11-26T00:00:00+07:00".to_owned()),
            ("altered_receipt_refused", |f| f.seen.altered_refused = false),
            ("money_frozen", |f| f.seen.money.frozen -= 1),
            ("money_conserved", |f| f.seen.money.remaining += 1),
            ("money_remitted", |f| f.seen.money.remitted -= 1),
            ("money_unmatched", |f| f.seen.money.unmatched = 0),
            ("minutes_lapsed", |f| f.seen.money.lapsed = false),
            ("complaint_suspends", |f| f.seen.money.suspended = false),
            ("complaint_lifted", |f| f.seen.money.lift_owed = true),
            ("documents_attached", |f| f.seen.office.documents_attached = 0),
            ("paper_in_time", |f| f.seen.office.paper_in_time = 0),
            ("handed_over", |f| f.seen.office.handed_over = 0),
            ("delegated", |f| f.seen.office.delegated = 0),
            ("import_rows", |f| f.seen.imported.rows += 1),
            ("import_errors", |f| f.seen.imported.errors = 0),
            ("cases", |f| f.seen.imported.cases += 1),
            ("import_bad", |f| f.seen.imported.bad = 1),
            ("import_owed", |f| f.seen.imported.owed = 450_000_000),
            ("import_once", |f| f.seen.imported.once = false),
            ("reads_recorded", |f| f.seen.read += 1),
            ("replay_events", |f| f.replay.changes += 1),
        ];
        for (name, spoil) in spoiled {
            let mut found = as_it_must_be();
            spoil(&mut found);
            let failing = failing(&found);
            assert!(failing.iter().any(|failed| failed == name), "{name}: {failing:?}");
            let checks = table(&EXPECTED, &found);
            assert!(!Summary::of("sqlite", &found, &checks, 1.5).ok, "{name}");
        }
    }
}
