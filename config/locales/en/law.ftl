# Law, limits and calendar. Every rule has a title: rule-<id>, dots written as hyphens.

# The old law (events to 30 June 2026)
rule-O01 = Period for voluntary enforcement
rule-O02-a = Officer starts verifying the debtor's means
rule-O02-b = Officer verifies at once for an interim measure
rule-O03 = Institution gives account information
rule-O04 = Institution gives other information
rule-O05 = Institution gives information for an interim measure
rule-O06 = Institution's notice that it cannot answer
rule-O07 = Answer to the creditor's own request
rule-O08 = Answer to a bailiff's request
rule-O09 = Freeze decision after urgent minutes
rule-O10 = Institution freezes the account
rule-O11 = Urgent minutes and freeze decision to the prosecutor
rule-O12 = Coerce or lift the freeze
rule-O13 = Institution deducts from the account
rule-O14 = Lift the freeze
rule-O15-a = Verify again a debtor without means
rule-O15-b = Verify again a debtor without means (two years of prison left, or whereabouts unknown)
rule-O16 = Verify again after conflicting results or a protest
rule-O17-a = Answer to a delegated verification
rule-O17-b = Answer to a delegated verification of registrable property
rule-O17-c = Answer to a delegated verification of registrable property (extended)
rule-O18 = Complaint about a freeze
rule-O19-a = First complaint before any measure (old law)
rule-O19-b = First complaint about coercion (old law)
rule-O20-a = First complaint before any measure decided (old law)
rule-O20-b = Second complaint before any measure decided (old law)
rule-O20-c = Complaint about a freeze decided (old law)
rule-O20-d = First complaint about coercion decided (old law)
rule-O20-e = Second complaint about coercion decided (old law)

# Law 106/2025/QH15 (events from 1 July 2026)
rule-N01 = Enforcement decision on request
rule-N02 = Notice of enforcement documents to the parties
rule-N03 = Decision to the prosecutor
rule-N04 = Period for voluntary enforcement
rule-N05-a = Officer starts verifying the debtor's means
rule-N05-b = Officer verifies at once for an interim measure
rule-N06 = Institution gives account information, or any information for an interim measure
rule-N07 = Institution gives other information
rule-N08 = Registry gives data on owners
rule-N09 = Verify again after conflicting results or a protest
rule-N10 = Decision that the debtor has no means for now
rule-N11 = Freeze decision told to the institution that holds the money
rule-N12 = Institution freezes the account or assets
rule-N13 = Freeze decision after urgent minutes
rule-N14 = Urgent minutes and freeze decision to the prosecutor
rule-N15 = Coercive measure after a freeze
rule-N16 = Institution deducts and transfers
rule-N17 = Decision to lift the freeze
rule-N18 = End a deduction from income
rule-N19 = Hours in which coercion may not be organised
rule-N20 = Notice of coercion costs
rule-N21 = Notice of an interim measure
rule-N22-a = First complaint, before any measure
rule-N22-b = First complaint about a security measure (freeze)
rule-N22-c = First complaint about coercion
rule-N22-d = Second complaint
rule-N23-a = First complaint accepted
rule-N23-b = Second complaint accepted
rule-N24-a = First complaint before any measure decided
rule-N24-b = Second complaint before any measure decided
rule-N24-c = Complaint about a security measure (freeze) decided
rule-N24-d = First complaint about coercion decided
rule-N24-e = Second complaint about coercion decided
rule-N24-f = Extension for deciding a complaint about coercion
rule-N25-a = Prosecutor's protest
rule-N25-b = Supreme prosecutor's protest
rule-N25-c = Protest after the case has ended
rule-N26-a = Reply to a protest
rule-N26-b = Carry out an accepted protest
rule-N27-a = Bailiff's office sends the file after liquidating the contract
rule-N27-b = Enforcement agency decides on the full file

# Joint circular 02/2014
rule-C6-1 = Institution gives information (joint circular)
rule-C6-2 = Institution gives information for an interim measure (joint circular)
rule-C8-1 = Institution's notice that it cannot answer (joint circular)

# Service targets
rule-T01 = Target: account information answered
rule-T02 = Target: answered for an interim measure
rule-T03 = Target: frozen
rule-T04 = Target: deducted and transferred
rule-T05 = Target: released after a decision to lift
rule-T06 = Target: deduction result reported
rule-T07 = Target: freeze decision told to the institution
rule-T08 = Target: freeze papers to the prosecutor
rule-T09 = Target: bailiffs and creditors answered
rule-T10 = Target for lifting a freeze once a ground has arisen
rule-T11 = Target for paying back what was taken too much
rule-T12 = Review whether a freeze is still needed
rule-T13 = Target: flags of the wrong person or protected money decided
rule-T14 = Target: claims of third parties decided
rule-T21 = Target for answering an order to deduct from income
rule-T22 = Target for paying a month of an income
rule-T23 = Target for ending a deduction from income
rule-T24 = Target for stating when the grounds for coercion are complete
rule-T25 = Target for giving back what was taken wrongly

# Layers
layer-law = Law or decree
layer-circular = Circular
layer-agreement = Coordination agreement
layer-target = Service target, not statutory

# How well the text is known
status-read = read in a public source
status-unconfirmed = unconfirmed
not-statutory = not statutory
status-policy = set by the operator

# Who is bound
bound-institution = Institution
bound-officer = Enforcement officer
bound-agency = Enforcement agency
bound-registry = Registry
bound-bailiff = Bailiff's office
bound-party = Party
bound-complainant = Complainant
bound-prosecutor = Prosecutor

# Limits
limit-immediately = immediately (the law gives no number)
limit-hours = { $n ->
    [one] { $n } hour
   *[other] { $n } hours
 } of the clock, nights and holidays included
limit-days = { $n ->
    [one] { $n } day
   *[other] { $n } days
 }
limit-working_days = { $n ->
    [one] { $n } working day
   *[other] { $n } working days
 }
limit-working_days_before = at the latest { $n ->
    [one] { $n } working day
   *[other] { $n } working days
 } before the planned day
limit-months = { $n ->
    [one] { $n } month
   *[other] { $n } months
 }
limit-working_minutes = { $n ->
    [one] { $n } working minute
   *[other] { $n } working minutes
 }
limit-window = a period in which it may not be done

# Why a day counts or not
reason-first_day = first day, not counted
reason-counted = counted
reason-swapped_working_day = weekend day worked instead of another, counted
reason-weekend = weekly day off
reason-holiday = holiday: { $holiday }
reason-compensation = compensates { $holiday }
reason-swapped_day_off = day off, another day is worked instead
reason-rolled_over = the last day was a day off, so the term ends here
reason-month = end of a month of the term
reason-clock_hours = hours of the clock
reason-office_hours = office hours
reason-projected = projected calendar

# Holidays
holiday-new_year = New Year's Day
holiday-tet = Tết
holiday-hung_kings = Hùng Kings' Day
holiday-victory_day = Victory Day, 30 April
holiday-labour_day = Labour Day, 1 May
holiday-national_day = National Day
holiday-culture_day = Culture Day

# Days of the week
weekday-1 = Monday
weekday-2 = Tuesday
weekday-3 = Wednesday
weekday-4 = Thursday
weekday-5 = Friday
weekday-6 = Saturday
weekday-7 = Sunday

# The explanation of one deadline
explain-article = Article { $article }, { $source }
explain-target = Service target: stands in no article
explain-binds = Bound: { $who }
explain-limit = Limit: { $limit }
explain-layer = Layer: { $layer } ({ $status })
explain-start = Start: { $when }
explain-due = Due: 24:00 on { $weekday } { $date }
explain-due-time = Due: { $when }
explain-due-none = Due: the law names no instant
explain-window-inside = This instant is inside the period.
explain-window-outside = This instant is outside the period.
explain-backstop = Late on any reading from: { $when } (by { $rule }, unconfirmed)
explain-projected = Note: some days are in a year whose official plan is not out; the deadline may move.
explain-not-in-force = Note: rule { $rule } is not in force on the day of the start.
explain-ended = From { $date } this rule has ended and nothing took its place.
explain-successors = From { $date } see { $rules }.
explain-versions = Calendar { $calendar } { $calendar-version }, law { $law-version }
explain-part-hours = { $hours } h { $minutes } min

# Checking law files
check-ok = Good: { $rules ->
    [one] { $rules } rule
   *[other] { $rules } rules
 }, { $ladders ->
    [one] { $ladders } ladder
   *[other] { $ladders } ladders
 }, { $calendars ->
    [one] { $calendars } calendar
   *[other] { $calendars } calendars
 }.
check-unconfirmed = Unconfirmed: { $rules }
check-projected = Calendar { $calendar }: published { $published }; provisional { $provisional }; all other years are projected.
check-none = none
