//! The words that enums are stored by. They are the serialised names too (a
//! test compares), so that events, tables and the API say the same.

macro_rules! codes {
    ($($path:path { $($variant:ident = $code:literal),+ $(,)? })+) => {$(
        impl $path {
            /// Every value.
            pub const CODED: &'static [Self] = &[$(Self::$variant),+];

            /// The word it is stored by.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// The value of a stored word.
            pub fn from_code(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$variant),)+ _ => None }
            }
        }
    )+

        #[cfg(test)]
        mod tests {
            #[test]
            fn stored_words_are_serialised_names() {
                $(for one in <$path>::CODED {
                    assert_eq!(serde_json::to_string(one).unwrap(), format!("\"{}\"", one.code()));
                    assert_eq!(<$path>::from_code(one.code()), Some(*one));
                })+
            }
        }
    };
}

codes! {
    crate::case::Category {
        BankCredit = "bank_credit", Civil = "civil", Family = "family",
        Commercial = "commercial", Labour = "labour", Criminal = "criminal",
        CriminalAssetRecovery = "criminal_asset_recovery",
        Administrative = "administrative", Bankruptcy = "bankruptcy",
        Arbitration = "arbitration",
    }
    crate::case::Conditions {
        Enforceable = "enforceable", NotEnforceable = "not_enforceable",
        Unverified = "unverified",
    }
    crate::case::ObligationKind {
        Principal = "principal", Interest = "interest", Fee = "fee",
        CoercionCost = "coercion_cost", Paid = "paid",
    }
    crate::case::PartyRole { Debtor = "debtor", Creditor = "creditor", Related = "related" }
    crate::case::PartyKind { Person = "person", Organisation = "organisation" }
    crate::announcement::AnnouncementKind {
        Info = "info", Maintenance = "maintenance", Disruption = "disruption",
    }
    crate::pause::PauseKind { Postponed = "postponed", Suspended = "suspended" }
    crate::case::CaseState { Open = "open", Closed = "closed" }
    crate::creditor::Standing {
        Open = "open", Rests = "rests", Delegated = "delegated", Closed = "closed",
    }
    crate::creditor::AskedState {
        UnderWay = "under_way", Answered = "answered", Withdrawn = "withdrawn",
    }
    crate::creditor::Change {
        Recovered = "recovered", Elsewhere = "elsewhere", Waived = "waived",
        Interest = "interest",
    }
    crate::creditor::reconcile::Field {
        Principal = "principal", Interest = "interest", Recovered = "recovered",
    }
    crate::creditor::reconcile::Found {
        Matched = "matched", Differs = "differs", Unknown = "unknown", Ambiguous = "ambiguous",
        Twice = "twice", Missing = "missing",
    }
    crate::instrument::InstrumentKind {
        Inquiry = "inquiry", Freeze = "freeze", Deduct = "deduct", Release = "release",
        Amend = "amend", IncomeDeduction = "income_deduction",
    }
    crate::file::Media {
        Pdf = "pdf", Png = "png", Jpeg = "jpeg", Tiff = "tiff", Docx = "docx", Xlsx = "xlsx",
        Xml = "xml", P7s = "p7s", Eml = "eml",
    }
    crate::paper::PaperRole {
        Decision = "decision", Minutes = "minutes", Enforcement = "enforcement",
        Other = "other",
    }
    crate::file::SignatureFound {
        PdfPkcs7 = "pdf_pkcs7", PdfCades = "pdf_cades", PdfTimestamp = "pdf_timestamp",
        PdfOther = "pdf_other", Cms = "cms", Xml = "xml", Mail = "mail", Office = "office",
    }
    crate::statement::Side { Credit = "credit", Debit = "debit" }
    crate::statement::LineState {
        Open = "open", Confirmed = "confirmed", Dismissed = "dismissed",
        Duplicate = "duplicate", PaidOut = "paid_out",
    }
    crate::ledger::Book {
        Principal = "principal", Interest = "interest", Fee = "fee", Cost = "cost",
        Title = "title", Received = "received", Waived = "waived", Suspense = "suspense",
        Delegated = "delegated", Recovered = "recovered",
    }
    crate::delegation::DelegationState {
        Offered = "offered", Accepted = "accepted", Declined = "declined",
        Withdrawn = "withdrawn", Returned = "returned",
    }
    crate::ledger::ObligationEnd {
        Paid = "paid", Terminated = "terminated", Annulled = "annulled",
    }
    crate::ledger::FreezeEnd {
        NoAccount = "no_account", NotPossible = "not_possible", Withdrawn = "withdrawn",
        Overtaken = "overtaken", Lapsed = "lapsed", Terminated = "terminated",
        Released = "released",
    }
    crate::ledger::TransferState {
        Reserved = "reserved", InTransit = "in_transit", Confirmed = "confirmed", Void = "void",
    }
    crate::ledger::IncomeEnd {
        NotPossible = "not_possible", Withdrawn = "withdrawn", Overtaken = "overtaken",
        Released = "released", Terminated = "terminated", Expired = "expired",
    }
    crate::ledger::DutyState { Open = "open", Met = "met", Late = "late", Void = "void" }
    crate::ledger::DutyKind {
        UrgentDecision = "urgent_decision", ProsecutorCopy = "prosecutor_copy",
        DecisionCopy = "decision_copy",
        Coerce = "coerce", StateGrounds = "state_grounds", Lift = "lift", Refund = "refund",
        ReturnTaken = "return_taken", Review = "review",
        Instalment = "instalment", EndIncome = "end_income",
        DebtorNotice = "debtor_notice", AcceptComplaint = "accept_complaint",
        DecideComplaint = "decide_complaint", DecideClaim = "decide_claim",
        DecideFlag = "decide_flag", HandOver = "hand_over", DecideRequest = "decide_request",
        AcceptDelegation = "accept_delegation",
        ProvidePapers = "provide_papers", AnswerRecommendation = "answer_recommendation",
        AnswerProtest = "answer_protest", CarryOutProtest = "carry_out_protest",
    }
    crate::prosecution::ActKind {
        PaperRequest = "paper_request", Recommendation = "recommendation",
        Protest = "protest",
    }
    crate::prosecution::ProcuracyLevel {
        Same = "same", Superior = "superior", Supreme = "supreme",
    }
    crate::prosecution::ActOutcome {
        Accepted = "accepted", InPart = "in_part", NotAccepted = "not_accepted",
    }
    crate::prosecution::ActState {
        Received = "received", Accepted = "accepted", Answered = "answered",
        CarriedOut = "carried_out", Withdrawn = "withdrawn",
    }
    crate::concession::ConcessionKind {
        WaiveInterest = "waive_interest", WaivePrincipal = "waive_principal",
        AssetRefused = "asset_refused", AssetAccepted = "asset_accepted",
    }
    crate::concession::ConcessionState {
        Recorded = "recorded", Accepted = "accepted", Declined = "declined",
        Withdrawn = "withdrawn",
    }
    crate::concession::ConcessionOutcome { Accepted = "accepted", Declined = "declined" }
    crate::ledger::Missing { DecisionNotice = "decision_notice", Caught = "caught" }
    crate::ledger::ObjectionKind { Complaint = "complaint", Claim = "claim", Flag = "flag" }
    crate::ledger::ObjectionState {
        Recorded = "recorded", Accepted = "accepted", Upheld = "upheld", InPart = "in_part",
        Rejected = "rejected", Refused = "refused", Withdrawn = "withdrawn",
    }
    crate::ledger::Verdict { Upheld = "upheld", InPart = "in_part", Rejected = "rejected" }
    crate::ledger::NotAccepted { OutOfTime = "out_of_time", NoStanding = "no_standing" }
    crate::payee::PayeeState {
        Proposed = "proposed", Approved = "approved", Retired = "retired",
    }
    crate::contest::ContestKind { Receipt = "receipt", Letter = "letter", Answer = "answer" }
    crate::register::RegisterBook { Decision = "decision", Letter = "letter" }
    crate::held::HeldState { Open = "open", Resolved = "resolved", Dismissed = "dismissed" }
    crate::request::AskerKind { Bailiff = "bailiff", Creditor = "creditor" }
    crate::request::Measure { Freeze = "freeze" }
    crate::request::RequestState {
        Recorded = "recorded", HandedOver = "handed_over", Complete = "complete",
        Granted = "granted", Declined = "declined", Withdrawn = "withdrawn",
    }
    crate::instrument::InstrumentState {
        Draft = "draft", Submitted = "submitted", Returned = "returned",
        Approved = "approved", Issued = "issued", Withdrawn = "withdrawn",
        Lapsed = "lapsed",
    }
    crate::demand::Channel {
        Electronic = "electronic", ByHand = "by_hand", Post = "post", Posting = "posting",
    }
    crate::demand::ItemState {
        Served = "served", Received = "received", Questioned = "questioned",
        Answered = "answered", Refused = "refused", Withdrawn = "withdrawn",
    }
    crate::demand::DemandState {
        Served = "served", Received = "received", Questioned = "questioned",
        Partly = "partly", Answered = "answered", Refused = "refused",
        Withdrawn = "withdrawn",
    }
    crate::demand::ExtensionState { Asked = "asked", Granted = "granted", Denied = "denied" }
    crate::demand::MessageKind {
        Question = "question", Reply = "reply", Urge = "urge", Dispute = "dispute",
    }
    crate::answer::AccountKind {
        Payment = "payment", Savings = "savings", Term = "term",
        TreasuryDeposit = "treasury_deposit", TreasuryBudget = "treasury_budget",
        Wallet = "wallet", SecuritiesCash = "securities_cash", Loan = "loan", Other = "other",
    }
    crate::answer::Marker {
        Salary = "salary", Pension = "pension", Pledge = "pledge", Escrow = "escrow",
        Overdraft = "overdraft", Dormant = "dormant",
    }
    crate::identity::Holder { Debtor = "debtor", Other = "other", Unknown = "unknown" }
    crate::warning::Caution {
        AccountNotShown = "account_not_shown", HolderDiffers = "holder_differs",
        AccountCurrency = "account_currency", AccountBound = "account_bound",
        AccountLiving = "account_living", KeepBelowFloor = "keep_below_floor",
    }
    crate::answer::AnswerState { Accepted = "accepted", Conflicting = "conflicting" }
    crate::clock::ClockState { Running = "running", Met = "met", Late = "late", Void = "void" }
    crate::clock::LateReason {
        Institution = "institution", Asker = "asker", Channel = "channel",
        Clarification = "clarification", Extension = "extension",
    }
    crate::clock::EpisodeEnd {
        Answered = "answered", Refused = "refused", Withdrawn = "withdrawn",
        Extended = "extended", Annulled = "annulled",
    }
    crate::clock::EpisodeKind { Due = "due", Unreasonable = "unreasonable" }
}
