//! The closed vocabulary of rule files. Rules are data; what they can speak of
//! is code, because the engine raises these events and asks these questions.

use serde::{Deserialize, Serialize};

/// A plain enum written in rule files and JSON as `snake_case`, with its code
/// as text and the list of all values.
macro_rules! words {
    ($(
        $(#[$doc:meta])*
        $name:ident { $($(#[$vdoc:meta])* $variant:ident = $code:literal),+ $(,)? }
    )+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$vdoc])* #[serde(rename = $code)] $variant),+
        }

        impl $name {
            /// Every value, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word used in files, JSON and text keys.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// The value of a word.
            pub fn from_code(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$variant),)+ _ => None }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.code())
            }
        }
    )+};
}

words! {
    /// Where a limit comes from, highest first. Late against one is not late
    /// against another.
    Layer {
        /// Law or decree.
        Law = "law",
        /// Circular or joint circular.
        Circular = "circular",
        /// Local coordination agreement.
        Agreement = "agreement",
        /// Service target of the operator: not statutory.
        Target = "target",
    }

    /// How well a rule's text is known.
    Status {
        /// Read in a source.
        Read = "read",
        /// Recalled, or of doubtful validity; shown wherever the rule is used.
        Unconfirmed = "unconfirmed",
        /// Set by the operator, for service targets only.
        Policy = "policy",
    }

    /// Whom a rule binds.
    Bound {
        /// The institution that was asked.
        Institution = "institution",
        /// The enforcement officer.
        Officer = "officer",
        /// The enforcement agency, or whoever decides for it.
        Agency = "agency",
        /// A registry of owners.
        Registry = "registry",
        /// The bailiff or the bailiff's office.
        Bailiff = "bailiff",
        /// The debtor or another party.
        Party = "party",
        /// Who complains.
        Complainant = "complainant",
        /// The prosecutor.
        Prosecutor = "prosecutor",
    }

    /// What a rule is about.
    Subject {
        /// An enforcement decision on request.
        EnforcementDecision = "enforcement_decision",
        /// A document owed to the parties.
        Notice = "notice",
        /// A copy owed to the prosecutor.
        ProsecutorCopy = "prosecutor_copy",
        /// The debtor's voluntary period.
        VoluntaryPeriod = "voluntary_period",
        /// The officer's verification of means.
        Verification = "verification",
        /// The decision that the debtor has no means.
        NoCondition = "no_condition",
        /// An interim measure of the court.
        InterimMeasure = "interim_measure",
        /// An inquiry item.
        Inquiry = "inquiry",
        /// The notice that an inquiry cannot be answered.
        Refusal = "refusal",
        /// A registry's data on owners.
        Ownership = "ownership",
        /// A freeze.
        Freeze = "freeze",
        /// A deduction.
        Deduct = "deduct",
        /// A release.
        Release = "release",
        /// A deduction from income.
        IncomeDeduction = "income_deduction",
        /// Organising coercion.
        Coercion = "coercion",
        /// A complaint.
        Complaint = "complaint",
        /// A prosecutor's protest.
        Protest = "protest",
        /// The end of a bailiff's contract.
        ContractEnd = "contract_end",
        /// A procuracy's request for papers.
        PaperRequest = "paper_request",
        /// A procuracy's recommendation.
        Recommendation = "recommendation",
        /// A delegation to another agency.
        Delegation = "delegation",
    }

    /// The event a limit starts from. Its date picks the law.
    Event {
        /// Whoever is bound received the request, order or decision.
        Received = "received",
        /// Valid notice was served.
        Served = "served",
        /// A document bears this date.
        Dated = "dated",
        /// A decision was issued.
        Issued = "issued",
        /// Urgent minutes were made.
        MinutesMade = "minutes_made",
        /// The ground for the act arose.
        GroundArisen = "ground_arisen",
        /// All grounds for coercion are complete.
        GroundsComplete = "grounds_complete",
        /// An earlier period ended.
        PeriodEnded = "period_ended",
        /// Means were last verified.
        Verified = "verified",
        /// The person knew, by valid notice or otherwise.
        Knew = "knew",
        /// A complaint was accepted.
        Accepted = "accepted",
        /// A protest was answered.
        Replied = "replied",
        /// A violation was discovered.
        Discovered = "discovered",
        /// The case ended.
        CaseEnded = "case_ended",
        /// A contract was liquidated.
        Liquidated = "liquidated",
        /// The file was complete.
        FileComplete = "file_complete",
        /// The money was taken from the account.
        Executed = "executed",
        /// The day for which an act is planned.
        Planned = "planned",
    }

    /// What an inquiry item asks.
    Info {
        /// Whether there is an account, and which: no balances.
        Whereabouts = "whereabouts",
        /// Accounts and balances.
        Account = "account",
        /// Transactions.
        Transactions = "transactions",
        /// Income.
        Income = "income",
        /// Securities.
        Securities = "securities",
        /// Safe-deposit boxes.
        SafeBox = "safe_box",
        /// Anything else.
        Other = "other",
    }

    /// Who asks.
    Requester {
        /// An enforcement officer or agency head.
        Officer = "officer",
        /// A bailiff.
        Bailiff = "bailiff",
        /// The creditor.
        Creditor = "creditor",
    }

    /// What a complaint is about.
    Stage {
        /// An act before any measure.
        BeforeMeasure = "before_measure",
        /// A security measure, such as a freeze.
        Security = "security",
        /// Coercion.
        Coercion = "coercion",
    }

    /// First or second complaint.
    Instance {
        /// The first.
        First = "first",
        /// The second.
        Second = "second",
    }

    /// A circumstance that changes which rule applies.
    Trait {
        /// The court ordered an interim measure.
        Interim = "interim",
        /// Minutes first, decision after.
        Urgent = "urgent",
        /// Another agency verifies on request.
        Delegated = "delegated",
        /// The property is registrable.
        Registrable = "registrable",
        /// The limit was extended as the law allows.
        Extended = "extended",
        /// A party or the prosecutor disputes the result.
        Disputed = "disputed",
        /// The debtor has no means for now.
        NoMeans = "no_means",
        /// Two years of prison or more left, or whereabouts unknown.
        OutOfReach = "out_of_reach",
        /// Telling the party could let assets escape.
        Dissipation = "dissipation",
        /// The supreme prosecutor acts.
        Supreme = "supreme",
    }
}

/// A set of circumstances.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traits(u16);

impl Traits {
    /// The set of these circumstances.
    pub fn of(list: &[Trait]) -> Self {
        Self(list.iter().fold(0, |bits, t| bits | t.bit()))
    }

    /// Whether all of `other` are in this set.
    pub const fn contain(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether none of `other` is in this set.
    pub const fn lack(self, other: Self) -> bool {
        self.0 & other.0 == 0
    }
}

impl Trait {
    const fn bit(self) -> u16 {
        match self {
            Self::Interim => 1,
            Self::Urgent => 1 << 1,
            Self::Delegated => 1 << 2,
            Self::Registrable => 1 << 3,
            Self::Extended => 1 << 4,
            Self::Disputed => 1 << 5,
            Self::NoMeans => 1 << 6,
            Self::OutOfReach => 1 << 7,
            Self::Dissipation => 1 << 8,
            Self::Supreme => 1 << 9,
        }
    }
}
