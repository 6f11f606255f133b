//! What stands, in words.

use super::figures::{self, dong, minor, money, sums, word};
use super::money::book_word;
use super::tell::{due, item_name, local};
use super::{Story, tell_money};
use engine::clock::{Clock, Episode};
use engine::demand::{Demand, Item};
use engine::event::Root;
use engine::id::CaseId;
use engine::identity::AccountNumber;
use engine::ledger::{Book, Freeze, Hold, Income, Ledger, Transfer, proposal};
use engine::order::OrderRequest;

impl Story {
    /// `A`, `Q` or `Q.VCB`: what stands of a case, an instrument, a demand;
    /// `A.money` of the money of a case; `A.proposal` what would free its excess;
    /// `A.parts` what a freeze may state as owed.
    pub(crate) fn show(&self, label: &str) -> Result<Vec<String>, String> {
        if let Some(label) = label.strip_suffix(".money") {
            return Ok(self.money(self.books_of(label)?));
        }
        if let Some(label) = label.strip_suffix(".proposal") {
            return Ok(self.proposal(self.books_of(label)?));
        }
        if let Some(label) = label.strip_suffix(".parts") {
            let parts = self.books_of(label)?.owed_parts();
            return Ok(vec![parts.as_ref().map_or("nothing to state".to_owned(), figures::parts)]);
        }
        if label.contains('.') {
            return self.demand(label).map(demand);
        }
        Ok(match self.root(label)? {
            Root::Case(id) => {
                let case = self.facts.cases.get(id).ok_or("the case is gone")?;
                let rests = case.pause.as_ref().map(super::tell::paused);
                let rests = rests.map_or(String::new(), |words| format!(", {words}"));
                vec![lower(&format!("{:?}, version {}{rests}", case.state, case.version))]
            }
            Root::Instrument(id) => {
                let one = self.facts.instruments.get(id);
                let one = one.ok_or("the inquiry is gone")?;
                let approval = one.approval.map_or("no approval", |_| "an approval");
                let papers = if one.papers.is_empty() {
                    String::new()
                } else {
                    format!(", papers: {}", super::tell::roles(&one.papers))
                };
                let text = format!("{:?}, version {}, {approval}{papers}", one.state, one.version);
                let number = one.registered.as_ref().map_or(String::new(), |one| {
                    let void = if one.void { ", void" } else { "" };
                    format!(", number {}{void}", one.numbered().number)
                });
                vec![format!("{}{number}", lower(&text))]
            }
            Root::Held(id) => {
                let one = self.facts.held.get(id).ok_or("the row is gone")?;
                let times = one.attempts;
                vec![format!("{}, version {}, {times} times", one.state.code(), one.version)]
            }
            Root::Payee(id) => {
                let one = self.facts.payees.get(id).ok_or("the account is gone")?;
                let from = one.usable_from.map(|at| format!(", usable from {}", local(at)));
                let from = from.unwrap_or_default();
                vec![lower(&format!("{:?}, version {}{from}", one.state, one.version))]
            }
            Root::Statement(id) => self.statement_lines(id)?,
            Root::Request(id) => super::request::lines(self, id)?,
            root @ (Root::Outage(_) | Root::Announcement(_)) => {
                super::running::lines(self, root).ok_or("it is gone")?
            }
            Root::Demand(_) | Root::Money(_) => Vec::new(),
        })
    }

    fn books_of(&self, label: &str) -> Result<&Ledger, String> {
        let case: CaseId = self.case(label)?;
        self.facts.ledgers.get(case).ok_or_else(|| format!("{label} has no books"))
    }

    /// The sums, what is owed for what, each freeze with its holds, each payment,
    /// each open duty.
    fn money(&self, ledger: &Ledger) -> Vec<String> {
        let mut lines = vec![sums(ledger), books(ledger)];
        if let Some(closed) = &ledger.closed {
            let how = word(closed.how);
            lines.push(format!("ended: {how} {}", local(closed.at)));
        }
        for one in &ledger.freezes {
            lines.push(self.freeze_line(one));
            lines.extend(ledger.holds_of(one.item).map(hold));
        }
        lines.extend(ledger.incomes.iter().map(|one| self.income_line(ledger, one)));
        lines.extend(ledger.transfers.iter().map(|one| self.transfer_line(ledger, one)));
        lines.extend(super::objection::lines(self, ledger));
        lines.extend(super::delegation::lines(self, ledger));
        lines.extend(super::prosecution::lines(ledger));
        lines.extend(super::concession::lines(ledger));
        lines.extend(self.grounds(ledger));
        let duties = ledger.duties.iter().filter(|duty| duty.is_open());
        lines.extend(duties.map(|duty| {
            let late = duty.late_since.map_or("", |_| ", late");
            format!("duty {}: due {}{late}", self.duty_name(duty), tell_money::due(duty))
        }));
        lines
    }

    /// What is known of the grounds for coercion, where they are to be stated.
    fn grounds(&self, ledger: &Ledger) -> Vec<String> {
        let mut orders: Vec<_> = ledger.freezes.iter().map(|one| one.instrument).collect();
        orders.dedup();
        let known = orders.into_iter().filter_map(|order| {
            let grounds = ledger.grounds(&self.rules.law, order)?;
            let at = grounds.proposed.map_or_else(|| "not known".to_owned(), local);
            let missing: Vec<&str> = grounds.missing.iter().map(|one| one.code()).collect();
            let missing = missing.join(" and ");
            let missing =
                if missing.is_empty() { missing } else { format!(", missing: {missing}") };
            Some(format!("grounds of {}: {at}{missing}", self.label(order)))
        });
        known.collect()
    }

    fn freeze_line(&self, freeze: &Freeze) -> String {
        let name = self.freeze_name(freeze);
        let state = match (&freeze.ended, freeze.standing_since) {
            (Some(ended), _) => {
                format!("ended {} ({})", local(ended.at), word(ended.why))
            }
            (None, Some(at)) => format!("stands since {}", local(at)),
            (None, None) => "not answered".to_owned(),
        };
        let minutes = if freeze.by_minutes { ", by minutes" } else { "" };
        let next = freeze.retarget.map(|to| format!(", asked for {}", dong(to.target)));
        let next = next.unwrap_or_default();
        let on: Vec<String> = freeze.accounts.iter().map(AccountNumber::display).collect();
        let on = if on.is_empty() { String::new() } else { format!(" on {}", on.join(", ")) };
        format!("{name} up to {}{on}{next}{minutes}: {state}", dong(freeze.target))
    }

    fn income_line(&self, ledger: &Ledger, income: &Income) -> String {
        let state = match (&income.ended, income.accepted_at, income.running_since) {
            (Some(ended), ..) => format!("ended {} ({})", local(ended.at), word(ended.why)),
            (None, Some(at), _) => format!("accepted {}", local(at)),
            (None, None, Some(at)) => format!("received {}, not answered", local(at)),
            (None, None, None) => "not received".to_owned(),
        };
        let name = self.income_name(income);
        let collected = dong(ledger.collected(income.item));
        format!("{name} up to {}: {state}; collected {collected}", dong(income.total))
    }

    fn transfer_line(&self, ledger: &Ledger, transfer: &Transfer) -> String {
        let known = self.demand_of(transfer.item);
        let name = known.map_or("?".to_owned(), |demand| self.demand_name(demand));
        let from = self.paid_from(ledger, transfer, transfer.ordered);
        let state = format!("{:?}", transfer.state).replace("InTransit", "on its way");
        let month = transfer.month.map_or_else(String::new, |month| format!(" for {month}"));
        let short = match (&transfer.shortfall, transfer.missing()) {
            (None, _) => String::new(),
            (Some(said), 0) => format!("; one says {} will not come", dong(said.missing)),
            (Some(_), missing) => format!("; {} missing", dong(missing)),
        };
        let back = match transfer.returned {
            0 => String::new(),
            back => format!("; {} went back", dong(back)),
        };
        format!(
            "{name}{month} from {}: ordered {}, paid {}, arrived {}, {}{short}{back}",
            from.rsplit_once(' ').map_or("", |(from, _)| from),
            dong(transfer.ordered),
            dong(transfer.paid),
            dong(transfer.arrived),
            state.to_lowercase()
        )
    }

    /// What the engine proposes for the excess, under the shipped policy but
    /// with no interest to come.
    fn proposal(&self, ledger: &Ledger) -> Vec<String> {
        let found = proposal(ledger, 0);
        let mut lines = vec![format!("excess {}", dong(found.excess))];
        lines.extend(found.release.iter().map(|line| {
            let hold = line.hold.and_then(|id| ledger.hold(id));
            let name = hold.map_or("?".to_owned(), |one| self.hold_name(ledger, one));
            format!("release {name} {}", line.amount.map_or("whole".to_owned(), money))
        }));
        lines.extend(found.amend.iter().map(|line| {
            format!("amend {} to {}", self.freeze_name_of(ledger, line.freeze), money(line.target))
        }));
        lines
    }
}

/// What is owed for what; parts that are nothing are left out.
fn books(ledger: &Ledger) -> String {
    let parts = [
        Book::Principal,
        Book::Interest,
        Book::Fee,
        Book::Cost,
        Book::Suspense,
        Book::Delegated,
        Book::Recovered,
    ];
    let balance = |book: &Book| match book {
        Book::Suspense => ledger.balances.suspense.saturating_neg(),
        book => ledger.balances.of(*book),
    };
    let parts = parts.iter().filter(|book| balance(book) != 0);
    let parts = parts.map(|book| format!("{} {}", book_word(*book), dong(balance(book))));
    let parts: Vec<_> = parts.collect();
    if parts.is_empty() {
        "books: nothing".to_owned()
    } else {
        format!("books: {}", parts.join(", "))
    }
}

/// What the institution says of the account beside amounts.
fn care(hold: &Hold) -> Vec<String> {
    let care = &hold.care;
    let mut words: Vec<String> = care.markers.iter().map(|one| word(*one)).collect();
    words.extend(care.matures.map(|day| format!("matures {day}")));
    words.extend(care.joint_holders.iter().map(|one| match one.debtor_share_percent {
        Some(share) => format!("joint, {share} % the debtor's"),
        None => "joint".to_owned(),
    }));
    let claim = care.own_claim.as_ref();
    words.extend(claim.map(|one| format!("the bank claims {}", money(one.amount))));
    let restricted = care.restrictions.iter().filter_map(|one| one.amount);
    words.extend(restricted.map(|amount| format!("{} restricted before", money(amount))));
    words
}

fn hold(hold: &Hold) -> String {
    let sum = |amount| minor(amount, hold.currency);
    let mut words = vec![format!("frozen {}", sum(hold.frozen))];
    for (word, amount) in [
        ("taken", hold.deducted),
        ("freed", hold.released),
        ("ordered", hold.reserved),
        ("being freed", hold.lifting),
        ("protected", hold.protected),
    ] {
        if amount != 0 {
            words.push(format!("{word} {}", sum(amount)));
        }
    }
    words.push(format!("still held {}", sum(hold.remaining())));
    words.extend(care(hold));
    if hold.beyond_order {
        words.push("no order names it".to_owned());
    }
    if hold.all_unknown {
        words.push("value not known".to_owned());
    }
    if hold.joint {
        words.push("joint".to_owned());
    }
    if hold.ranks_before > 0 {
        words.push(format!("{} orders before it", hold.ranks_before));
    }
    if let Some(left) = hold.left_between {
        words.push(format!("left after receipt {}", sum(left)));
    }
    format!("  {} {}: {}", hold.account.display(), word(hold.kind), words.join(", "))
}

fn demand(demand: &Demand) -> Vec<String> {
    let receipt = demand.receipt.as_ref().map_or_else(
        || "not received".to_owned(),
        |receipt| format!("received {}", local(receipt.evidenced_at)),
    );
    let head = format!("{:?}, version {}, {receipt}", demand.state(), demand.version);
    let mut lines = vec![lower(&head)];
    if let Some(draft) = &demand.draft {
        let returned = draft.returned.as_ref().map_or("", |_| ", returned");
        lines.push(format!("draft of {} answers{returned}", draft.answers.len()));
    }
    for item in &demand.items {
        lines.push(self::item(demand, item));
        if let Some(OrderRequest::Freeze { parts: Some(parts), .. }) = item.request.order() {
            lines.push(format!("  owed: {}", figures::parts(parts)));
        }
        let clocks = demand.clocks.iter().filter(|clock| clock.item == item.id);
        lines.extend(clocks.map(clock));
    }
    lines.extend(demand.episodes.iter().enumerate().map(|(at, one)| episode(demand, at, one)));
    lines
}

fn item(demand: &Demand, item: &Item) -> String {
    let name = item_name(demand, item.id);
    let letter = item.letter.as_ref().map_or_else(String::new, |letter| {
        let received = letter.receipt.as_ref().map(|receipt| local(receipt.evidenced_at));
        format!(", letter received {}", received.as_deref().unwrap_or("not yet"))
    });
    let Item { state, round, parts, .. } = item;
    let text = format!("{name}: {state:?}, round {round}, parts {parts}{letter}");
    lower(&text)
}

fn clock(clock: &Clock) -> String {
    let binds = if clock.binding { ", binds" } else { "" };
    let ended = clock.ended_at.map_or_else(String::new, |at| format!(" {}", local(at)));
    let next = clock.next_at.map_or_else(String::new, |at| format!(", next {}", local(at)));
    let state = format!("{:?}", clock.state).to_lowercase();
    format!(
        "  {} {} round {}: due {}, {state}{ended}{next}{binds}",
        clock.rule,
        clock.layer,
        clock.round,
        due(clock),
    )
}

fn episode(demand: &Demand, at: usize, episode: &Episode) -> String {
    let clock = super::tell::clock_name(demand, episode.clock);
    let kind = format!("{:?}", episode.kind).to_lowercase();
    let reason = episode.reason.map_or_else(String::new, |why| format!(", because {why:?}"));
    let end = match (episode.closed_at, episode.closed_by) {
        (Some(at), Some(by)) => format!("{by:?} {}", local(at)),
        _ => "open".to_owned(),
    };
    lower(&format!(
        "e{} {clock} {kind}: late since {}, noticed {}{reason}, ",
        at + 1,
        local(episode.flagged_at),
        local(episode.detected_at),
    )) + &end.to_lowercase()
}

/// Codes of rules keep their capitals; words of `Debug` lose theirs.
fn lower(text: &str) -> String {
    let words = text.split(' ').map(|word| {
        let code = word.contains('/') || word.chars().any(|c| c.is_ascii_digit());
        if code { word.to_owned() } else { word.to_lowercase() }
    });
    words.collect::<Vec<_>>().join(" ")
}
