# An institution as judgment creditor: its cases, its list compared, what it asks for.

role-creditor_desk = Creditor's desk of the institution
nav-claims = Cases as creditor
claims-title = Cases in which the institution is the creditor
claims-empty = No case names this institution as its creditor.
claim-title = Case { $number }
claim-debtors = Debtors
claim-state = State
claim-state-open = Under way
claim-state-rests = Postponed or suspended
claim-state-delegated = Delegated in part or whole
claim-state-closed = Closed
claim-opened = Entered here
claim-closed = Case closed
claim-ended = Obligation ended
claim-rests = Postponed or suspended
claim-rests-said = { $kind }: { $ground }, from { $from } to { $until }
claim-rests-open = a decision to go on
claim-interest = Late interest
claim-interest-said = { $percent } % a year on the principal, posted up to { $day }
claim-interest-stopped = { $percent } % a year on the principal, posted up to { $day }; stopped at present
claim-figures = The debt
claim-shared = The case has several creditors; the amounts below are of all of them.
claim-charged = To be enforced
claim-recovered = Recovered
claim-elsewhere = Recovered by another agency
claim-waived = Waived
claim-delegated = With another agency
claim-open = Still open
claim-principal = Of which principal
claim-interest-open = Of which interest posted
claim-ask = Ask for a measure
claim-timeline = What happened
claim-timeline-said = Orders are shown once every institution has answered. Names of institutions, accounts, balances and answers are not shown here.
claim-timeline-empty = Nothing has happened yet.
claim-day = Day
claim-what = What
claim-asked = { $kind }: { $count } – { $state }
claim-kind-inquiry = Inquiries
claim-kind-freeze = Freeze orders
claim-kind-deduct = Deduction orders
claim-kind-release = Release orders
claim-kind-amend = Amendments of freezes
claim-kind-income_deduction = Deductions from income
asked-state-under_way = waiting for answers
asked-state-answered = answered
asked-state-withdrawn = withdrawn
debt-change-recovered = Money recovered
debt-change-elsewhere = Recovered by another agency
debt-change-waived = Waived
debt-change-interest = Interest added
claim-field-principal = Principal
claim-field-interest = Interest
claim-field-recovered = Recovered

party-institution = Is this institution of the directory (a creditor)
party-institution-none = None

# Comparing
reconcile-title = Compare lists
reconcile-said = Send the institution's list of its cases (CSV) to have it compared. The list is not kept; that figures were read is recorded.
reconcile-show = Compare and show
reconcile-save = Compare and save as CSV
reconcile-day = As of the end of
reconcile-file = CSV file: case_number; agency; contract; principal; interest; recovered
reconcile-result = Compared as of the end of { $day }: { $said }
reconcile-matched = { $n ->
    [one] one line agrees
   *[other] { $n } lines agree
}
reconcile-line = Line
reconcile-contract = Contract
reconcile-found = Found
reconcile-difference = { $field }: here { $ours }, in the list { $theirs }
reconciled-matched = Agrees
reconciled-differs = Amounts differ
reconciled-unknown = No such case of the institution here
reconciled-ambiguous = Several agencies have a case of this number; say the agency
reconciled-twice = The case is in a line before
reconciled-missing = Here, and not in the list
list-fault-line = Line { $line }
list-fault-more = and more
list-fault-too-large = The file is too large
list-fault-too-many-lines = The list has too many lines
list-fault-encoding = The file is no UTF-8 text
list-fault-empty = The file says nothing
list-fault-row-shape = The row has another number of cells than the headings
list-fault-heading-unknown = The heading is not known
list-fault-heading-twice = The heading stands twice
list-fault-column-missing = A column that must be there is missing
list-fault-missing = A cell that must say something is empty
list-fault-too-long = The text is too long
list-fault-amount = No amount

# Record
read-creditor_cases = Read a case as its creditor

# Refusals
problem-not-a-creditor = Only a creditor may be an institution of the directory
problem-list-unreadable = The list cannot be read
problem-creditor-answers = Who answers for an institution may not follow what it is owed as well
request-institution = Filed here by
problem-cases-too-many = The institution has too many cases here to be compared at once
list-column-case_number = Case number
list-column-agency = Agency code
list-column-contract = Contract
list-column-principal = Principal
list-column-interest = Interest
list-column-recovered = Recovered
list-column-line = Line
list-column-found = Result
list-column-field = Amount
list-column-ours = Here
list-column-theirs = In the list
list-column-words = In words
