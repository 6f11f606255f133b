-- Orders about money: instruments of four more kinds, the books of a case, what
-- is frozen for it and what is on its way. Amounts are đồng, of a hold the minor
-- units of its currency; account numbers, reported balances and notes are sealed.

-- Here the engines differ: a check cannot be changed on SQLite.
alter table instrument
  drop constraint instrument_state_check,
  add constraint instrument_state_check check (state = 'draft' or state = 'submitted'
    or state = 'returned' or state = 'approved' or state = 'issued' or state = 'withdrawn'
    or state = 'lapsed'),
  add check (kind = 'inquiry' or kind = 'freeze' or kind = 'deduct' or kind = 'release'
    or kind = 'amend'),
  add column confirmed_number text,
  add column confirmed_day text,
  add column confirmed_by uuid,
  add column confirmed_at timestamptz,
  -- The decision after urgent minutes is another's (I-29).
  add check (confirmed_by is null or confirmed_by <> proposer_id),
  add check ((confirmed_by is null) = (confirmed_at is null)
    and (confirmed_by is null) = (confirmed_number is null)
    and (confirmed_by is null) = (confirmed_day is null)),
  add check (state <> 'lapsed' or confirmed_by is null);
alter table answer
  drop constraint answer_outcome_check,
  add constraint answer_outcome_check check (outcome = 'found' or outcome = 'none'
    or outcome = 'ambiguous' or outcome = 'refused' or outcome = 'frozen' or outcome = 'paid'
    or outcome = 'released' or outcome = 'amended');
-- Here they agree again.

alter table demand add column kind text not null default 'inquiry'
  check (kind = 'inquiry' or kind = 'freeze' or kind = 'deduct' or kind = 'release'
    or kind = 'amend');
-- Open orders of a case: what is taken back when its obligation ends.
create index demand_order on demand (case_id, id) where open and kind <> 'inquiry';

-- What an order asks names accounts and is sealed; a question stays readable.
alter table item add column key_id integer;
alter table item add column sealed bytea
  check ((sealed is null) = (key_id is null) and (sealed is null) = (request <> ''));

-- A case and its books are two roots with one id.
drop index event_change;
create unique index event_change on event (root_id, root_kind, version) where kind = 'change';

-- The natural key of a decision, for ever (I-3).
create table order_number (
  agency_id uuid not null,
  kind text not null,
  year smallint not null,
  number text not null,
  instrument_id uuid not null references instrument (id),
  primary key (agency_id, kind, year, number)
);
create index order_number_instrument on order_number (instrument_id);

-- The books of a case and the guard of all its money: everything below of one
-- case is written under this version.
create table money (
  case_id uuid primary key references enforcement_case (id),
  version integer not null check (version > 0),
  agency_id uuid not null,
  principal bigint not null,
  interest bigint not null,
  fee bigint not null,
  cost bigint not null,
  title bigint not null,
  received bigint not null,
  waived bigint not null,
  suspense bigint not null,
  -- JSON: at which rate interest runs, up to when it is posted.
  accrual text,
  -- JSON: rates of foreign currencies.
  rates text,
  excess bigint not null check (excess >= 0),
  closed_at timestamptz,
  closed_how text check (closed_how = 'paid' or closed_how = 'terminated'
    or closed_how = 'annulled'),
  closed_reason text,
  -- Double entry: debits add, credits take away.
  check (principal + interest + fee + cost + title + received + waived + suspense = 0),
  check ((closed_at is null) = (closed_how is null)
    and (closed_at is null) = (closed_reason is null))
);
create index money_agency on money (agency_id, case_id);

-- Never changed, only taken back by another.
create table posting (
  id uuid primary key,
  case_id uuid not null references money (case_id),
  day text not null,
  at timestamptz not null,
  debit text not null check (debit = 'principal' or debit = 'interest' or debit = 'fee'
    or debit = 'cost' or debit = 'title' or debit = 'received' or debit = 'waived'
    or debit = 'suspense'),
  credit text not null check (credit = 'principal' or credit = 'interest' or credit = 'fee'
    or credit = 'cost' or credit = 'title' or credit = 'received' or credit = 'waived'
    or credit = 'suspense'),
  amount bigint not null check (amount > 0),
  posted_by text not null,
  reverses uuid references posting (id),
  transfer_id uuid,
  key_id integer not null,
  sealed bytea not null,
  check (debit <> credit)
);
create index posting_case on posting (case_id, id);
create unique index posting_reverses on posting (reverses) where reverses is not null;

-- One institution's share of a freeze. `place`: its place among those of its
-- case, since proposals go by the order of issue and of reports (I-13).
create table freeze_order (
  item_id uuid primary key,
  case_id uuid not null references money (case_id),
  place integer not null check (place >= 0),
  demand_id uuid not null,
  instrument_id uuid not null,
  institution_id uuid not null,
  debtor_id uuid not null,
  target bigint not null check (target >= 0),
  by_minutes boolean not null,
  everything boolean not null,
  asked_at timestamptz not null,
  standing_since timestamptz,
  ended_at timestamptz,
  ended_why text check (ended_why = 'no_account' or ended_why = 'not_possible'
    or ended_why = 'withdrawn' or ended_why = 'overtaken' or ended_why = 'lapsed'
    or ended_why = 'terminated' or ended_why = 'released'),
  retarget_item uuid,
  retarget_target bigint check (retarget_target >= 0),
  -- JSON: what it caught later, each once (I-6).
  captures text,
  check ((ended_at is null) = (ended_why is null)),
  check ((retarget_item is null) = (retarget_target is null))
);
create unique index freeze_order_case on freeze_order (case_id, place);

-- One order on one account.
create table hold (
  id uuid primary key,
  case_id uuid not null references money (case_id),
  place integer not null check (place >= 0),
  freeze_id uuid not null references freeze_order (item_id),
  institution_id uuid not null,
  -- Blind index of the whole normalised account number.
  blind bytea not null,
  kind text not null,
  currency text not null,
  all_unknown boolean not null,
  joint boolean not null,
  protected bigint not null check (protected >= 0),
  minimum bigint not null check (minimum >= 0),
  ranks_before integer not null check (ranks_before >= 0),
  frozen bigint not null check (frozen >= 0),
  deducted bigint not null check (deducted >= 0),
  released bigint not null check (released >= 0),
  reserved bigint not null check (reserved >= 0),
  lifting bigint not null check (lifting >= 0),
  opened_at timestamptz not null,
  -- JSON: the account's number and the balances reported of it.
  key_id integer not null,
  sealed bytea not null,
  unique (freeze_id, blind),
  -- Conservation (I-10): what was taken or freed was frozen.
  check (deducted + released <= frozen)
);
create unique index hold_case on hold (case_id, place);

-- A payment from a hold to the agency.
create table transfer (
  id uuid primary key,
  case_id uuid not null references money (case_id),
  place integer not null check (place >= 0),
  agency_id uuid not null,
  item_id uuid not null unique,
  demand_id uuid not null,
  hold_id uuid not null references hold (id),
  payee_id uuid not null,
  ordered bigint not null check (ordered > 0),
  paid bigint not null check (paid >= 0),
  arrived bigint not null check (arrived >= 0),
  state text not null check (state = 'reserved' or state = 'in_transit' or state = 'confirmed'
    or state = 'void'),
  reference text,
  value_day text,
  -- JSON: what arrived, by the statement's reference.
  arrivals text,
  check ((reference is null) = (value_day is null))
);
create unique index transfer_case on transfer (case_id, place);
create index transfer_under_way on transfer (id, agency_id) where state = 'in_transit';

-- A release on its way, or done.
create table lift (
  item_id uuid primary key,
  case_id uuid not null references money (case_id),
  place integer not null check (place >= 0),
  freeze_id uuid not null references freeze_order (item_id),
  hold_id uuid references hold (id),
  -- JSON: how much of each hold waits for the answer.
  lifting text not null,
  ground text not null,
  done boolean not null
);
create unique index lift_case on lift (case_id, place);

-- What the asking side owes by a limit.
create table duty (
  id uuid primary key,
  case_id uuid not null references money (case_id),
  place integer not null check (place >= 0),
  agency_id uuid not null,
  kind text not null check (kind = 'urgent_decision' or kind = 'prosecutor_copy'
    or kind = 'coerce' or kind = 'lift' or kind = 'refund' or kind = 'review'),
  about uuid,
  rule text not null,
  layer text not null check (layer = 'law' or layer = 'circular' or layer = 'agreement'
    or layer = 'target'),
  start_at timestamptz not null,
  due_at timestamptz,
  state text not null check (state = 'open' or state = 'met' or state = 'late'
    or state = 'void'),
  next_at timestamptz,
  late_since timestamptz,
  ended_at timestamptz,
  proof text,
  amount bigint not null check (amount >= 0),
  check ((state = 'open') = (ended_at is null)),
  check (state = 'open' or next_at is null)
);
create unique index duty_case on duty (case_id, place);
-- The sweep: its cost grows with what is due, not with what is open.
create index duty_next on duty (next_at, id) where next_at is not null;
create index duty_open on duty (agency_id, due_at, id) where state = 'open';

-- A registered account that receives deducted money.
create table payee (
  id uuid primary key,
  version integer not null check (version > 0),
  agency_id uuid not null,
  state text not null check (state = 'proposed' or state = 'approved' or state = 'retired'),
  proposer_id uuid not null,
  approved_by uuid,
  usable_from timestamptz,
  key_id integer not null,
  sealed bytea not null,
  -- Two persons (I-29).
  check (approved_by is null or approved_by <> proposer_id),
  check ((approved_by is null) = (usable_from is null)),
  check (state <> 'approved' or approved_by is not null),
  check (state <> 'proposed' or approved_by is null)
);
create index payee_agency on payee (agency_id, id);
