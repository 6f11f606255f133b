-- Orders about money: instruments of four more kinds, the books of a case, what
-- is frozen for it and what is on its way. Amounts are đồng, of a hold the minor
-- units of its currency; account numbers, reported balances and notes are sealed.

-- Here the engines differ: a check cannot be changed on SQLite.
-- Demands refer to instruments: whether they still do is looked at in the end.
pragma defer_foreign_keys = on;
create table instrument_was as select * from instrument;
drop table instrument;
create table instrument (
  id blob primary key,
  version integer not null check (version > 0),
  kind text not null check (kind = 'inquiry' or kind = 'freeze' or kind = 'deduct'
    or kind = 'release' or kind = 'amend'),
  case_id blob not null references enforcement_case (id),
  agency_id blob not null,
  reference text not null unique,
  state text not null check (state = 'draft' or state = 'submitted' or state = 'returned'
    or state = 'approved' or state = 'issued' or state = 'withdrawn' or state = 'lapsed'),
  requester text not null check (requester = 'officer' or requester = 'bailiff' or requester = 'creditor'),
  interim integer not null,
  proposer_id blob not null,
  approved_by blob,
  approved_at integer,
  approved_hash blob,
  issued_at integer,
  key_id integer not null,
  sealed blob not null,
  confirmed_number text,
  confirmed_day text,
  confirmed_by blob,
  confirmed_at integer,
  -- Four eyes: nobody approves his own (I-29).
  check (approved_by is null or approved_by <> proposer_id),
  check ((approved_by is null) = (approved_at is null)
    and (approved_by is null) = (approved_hash is null)),
  check (state <> 'approved' or approved_by is not null),
  check (state <> 'issued' or issued_at is not null),
  -- The decision after urgent minutes is another's (I-29).
  check (confirmed_by is null or confirmed_by <> proposer_id),
  check ((confirmed_by is null) = (confirmed_at is null)
    and (confirmed_by is null) = (confirmed_number is null)
    and (confirmed_by is null) = (confirmed_day is null)),
  check (state <> 'lapsed' or confirmed_by is null)
) strict, without rowid;
insert into instrument (id, version, kind, case_id, agency_id, reference, state, requester,
    interim, proposer_id, approved_by, approved_at, approved_hash, issued_at, key_id, sealed)
  select id, version, kind, case_id, agency_id, reference, state, requester,
    interim, proposer_id, approved_by, approved_at, approved_hash, issued_at, key_id, sealed
  from instrument_was;
drop table instrument_was;
create index instrument_case on instrument (case_id, id);
create index instrument_agency on instrument (agency_id, id);

create table answer_new (
  id blob primary key,
  demand_id blob not null,
  item_id blob not null references item (id),
  round integer not null,
  part integer not null,
  version integer not null,
  state text not null check (state in ('accepted', 'conflicting')),
  outcome text not null check (outcome = 'found' or outcome = 'none' or outcome = 'ambiguous'
    or outcome = 'refused' or outcome = 'frozen' or outcome = 'paid' or outcome = 'released'
    or outcome = 'amended'),
  hash blob not null,
  answered_by text not null,
  drafted_by blob,
  arrived_at integer not null,
  key_id integer not null,
  sealed blob not null
) strict, without rowid;
insert into answer_new select id, demand_id, item_id, round, part, version, state, outcome, hash,
    answered_by, drafted_by, arrived_at, key_id, sealed from answer;
drop table answer;
alter table answer_new rename to answer;
create unique index answer_key on answer (item_id, round, part, version)
  where state = 'accepted';
create index answer_demand on answer (demand_id, id);
-- Here they agree again.

alter table demand add column kind text not null default 'inquiry'
  check (kind = 'inquiry' or kind = 'freeze' or kind = 'deduct' or kind = 'release'
    or kind = 'amend');
-- Open orders of a case: what is taken back when its obligation ends.
create index demand_order on demand (case_id, id) where open and kind <> 'inquiry';

-- What an order asks names accounts and is sealed; a question stays readable.
alter table item add column key_id integer;
alter table item add column sealed blob
  check ((sealed is null) = (key_id is null) and (sealed is null) = (request <> ''));

-- A case and its books are two roots with one id.
drop index event_change;
create unique index event_change on event (root_id, root_kind, version) where kind = 'change';

-- The natural key of a decision, for ever (I-3).
create table order_number (
  agency_id blob not null,
  kind text not null,
  year integer not null,
  number text not null,
  instrument_id blob not null references instrument (id),
  primary key (agency_id, kind, year, number)
) strict, without rowid;
create index order_number_instrument on order_number (instrument_id);

-- The books of a case and the guard of all its money: everything below of one
-- case is written under this version.
create table money (
  case_id blob primary key references enforcement_case (id),
  version integer not null check (version > 0),
  agency_id blob not null,
  principal integer not null,
  interest integer not null,
  fee integer not null,
  cost integer not null,
  title integer not null,
  received integer not null,
  waived integer not null,
  suspense integer not null,
  -- JSON: at which rate interest runs, up to when it is posted.
  accrual text,
  -- JSON: rates of foreign currencies.
  rates text,
  excess integer not null check (excess >= 0),
  closed_at integer,
  closed_how text check (closed_how = 'paid' or closed_how = 'terminated'
    or closed_how = 'annulled'),
  closed_reason text,
  -- Double entry: debits add, credits take away.
  check (principal + interest + fee + cost + title + received + waived + suspense = 0),
  check ((closed_at is null) = (closed_how is null)
    and (closed_at is null) = (closed_reason is null))
) strict, without rowid;
create index money_agency on money (agency_id, case_id);

-- Never changed, only taken back by another.
create table posting (
  id blob primary key,
  case_id blob not null references money (case_id),
  day text not null,
  at integer not null,
  debit text not null check (debit = 'principal' or debit = 'interest' or debit = 'fee'
    or debit = 'cost' or debit = 'title' or debit = 'received' or debit = 'waived'
    or debit = 'suspense'),
  credit text not null check (credit = 'principal' or credit = 'interest' or credit = 'fee'
    or credit = 'cost' or credit = 'title' or credit = 'received' or credit = 'waived'
    or credit = 'suspense'),
  amount integer not null check (amount > 0),
  posted_by text not null,
  reverses blob references posting (id),
  transfer_id blob,
  key_id integer not null,
  sealed blob not null,
  check (debit <> credit)
) strict, without rowid;
create index posting_case on posting (case_id, id);
create unique index posting_reverses on posting (reverses) where reverses is not null;

-- One institution's share of a freeze. `place`: its place among those of its
-- case, since proposals go by the order of issue and of reports (I-13).
create table freeze_order (
  item_id blob primary key,
  case_id blob not null references money (case_id),
  place integer not null check (place >= 0),
  demand_id blob not null,
  instrument_id blob not null,
  institution_id blob not null,
  debtor_id blob not null,
  target integer not null check (target >= 0),
  by_minutes integer not null,
  everything integer not null,
  asked_at integer not null,
  standing_since integer,
  ended_at integer,
  ended_why text check (ended_why = 'no_account' or ended_why = 'not_possible'
    or ended_why = 'withdrawn' or ended_why = 'overtaken' or ended_why = 'lapsed'
    or ended_why = 'terminated' or ended_why = 'released'),
  retarget_item blob,
  retarget_target integer check (retarget_target >= 0),
  -- JSON: what it caught later, each once (I-6).
  captures text,
  check ((ended_at is null) = (ended_why is null)),
  check ((retarget_item is null) = (retarget_target is null))
) strict, without rowid;
create unique index freeze_order_case on freeze_order (case_id, place);

-- One order on one account.
create table hold (
  id blob primary key,
  case_id blob not null references money (case_id),
  place integer not null check (place >= 0),
  freeze_id blob not null references freeze_order (item_id),
  institution_id blob not null,
  -- Blind index of the whole normalised account number.
  blind blob not null,
  kind text not null,
  currency text not null,
  all_unknown integer not null,
  joint integer not null,
  protected integer not null check (protected >= 0),
  minimum integer not null check (minimum >= 0),
  ranks_before integer not null check (ranks_before >= 0),
  frozen integer not null check (frozen >= 0),
  deducted integer not null check (deducted >= 0),
  released integer not null check (released >= 0),
  reserved integer not null check (reserved >= 0),
  lifting integer not null check (lifting >= 0),
  opened_at integer not null,
  -- JSON: the account's number and the balances reported of it.
  key_id integer not null,
  sealed blob not null,
  unique (freeze_id, blind),
  -- Conservation (I-10): what was taken or freed was frozen.
  check (deducted + released <= frozen)
) strict, without rowid;
create unique index hold_case on hold (case_id, place);

-- A payment from a hold to the agency.
create table transfer (
  id blob primary key,
  case_id blob not null references money (case_id),
  place integer not null check (place >= 0),
  agency_id blob not null,
  item_id blob not null unique,
  demand_id blob not null,
  hold_id blob not null references hold (id),
  payee_id blob not null,
  ordered integer not null check (ordered > 0),
  paid integer not null check (paid >= 0),
  arrived integer not null check (arrived >= 0),
  state text not null check (state = 'reserved' or state = 'in_transit' or state = 'confirmed'
    or state = 'void'),
  reference text,
  value_day text,
  -- JSON: what arrived, by the statement's reference.
  arrivals text,
  check ((reference is null) = (value_day is null))
) strict, without rowid;
create unique index transfer_case on transfer (case_id, place);
create index transfer_under_way on transfer (id, agency_id) where state = 'in_transit';

-- A release on its way, or done.
create table lift (
  item_id blob primary key,
  case_id blob not null references money (case_id),
  place integer not null check (place >= 0),
  freeze_id blob not null references freeze_order (item_id),
  hold_id blob references hold (id),
  -- JSON: how much of each hold waits for the answer.
  lifting text not null,
  ground text not null,
  done integer not null
) strict, without rowid;
create unique index lift_case on lift (case_id, place);

-- What the asking side owes by a limit.
create table duty (
  id blob primary key,
  case_id blob not null references money (case_id),
  place integer not null check (place >= 0),
  agency_id blob not null,
  kind text not null check (kind = 'urgent_decision' or kind = 'prosecutor_copy'
    or kind = 'coerce' or kind = 'lift' or kind = 'refund' or kind = 'review'),
  about blob,
  rule text not null,
  layer text not null check (layer = 'law' or layer = 'circular' or layer = 'agreement'
    or layer = 'target'),
  start_at integer not null,
  due_at integer,
  state text not null check (state = 'open' or state = 'met' or state = 'late'
    or state = 'void'),
  next_at integer,
  late_since integer,
  ended_at integer,
  proof text,
  amount integer not null check (amount >= 0),
  check ((state = 'open') = (ended_at is null)),
  check (state = 'open' or next_at is null)
) strict, without rowid;
create unique index duty_case on duty (case_id, place);
-- The sweep: its cost grows with what is due, not with what is open.
create index duty_next on duty (next_at, id) where next_at is not null;
create index duty_open on duty (agency_id, due_at, id) where state = 'open';

-- A registered account that receives deducted money.
create table payee (
  id blob primary key,
  version integer not null check (version > 0),
  agency_id blob not null,
  state text not null check (state = 'proposed' or state = 'approved' or state = 'retired'),
  proposer_id blob not null,
  approved_by blob,
  usable_from integer,
  key_id integer not null,
  sealed blob not null,
  -- Two persons (I-29).
  check (approved_by is null or approved_by <> proposer_id),
  check ((approved_by is null) = (usable_from is null)),
  check (state <> 'approved' or approved_by is not null),
  check (state <> 'proposed' or approved_by is null)
) strict, without rowid;
create index payee_agency on payee (agency_id, id);
