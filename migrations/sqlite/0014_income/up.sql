-- Deductions without a freeze, and from income month by month.

-- Here the engines differ: a check cannot be changed on SQLite.
-- What a column may hold is written wider in place, as SQLite's own manual shows
-- for checks: rows stay where they are, and what else is listed stays listed.
pragma writable_schema = on;
update sqlite_schema set sql = replace(sql, 'or kind = ''amend''',
    'or kind = ''amend'' or kind = ''income_deduction''')
  where type = 'table' and name in ('instrument', 'demand');
update sqlite_schema set sql = replace(sql, 'or outcome = ''amended''',
    'or outcome = ''amended'' or outcome = ''income_accepted''')
  where type = 'table' and name = 'answer';
update sqlite_schema set sql = replace(sql, 'or kind = ''review''',
    'or kind = ''review'' or kind = ''instalment'' or kind = ''end_income''')
  where type = 'table' and name = 'duty';
-- A release may be of a deduction from income.
update sqlite_schema set sql = replace(sql,
    'freeze_id blob not null references freeze_order (item_id)', 'freeze_id blob not null')
  where type = 'table' and name = 'lift';
pragma writable_schema = reset;
create table transfer_new (
  id blob primary key,
  case_id blob not null references money (case_id),
  place integer not null check (place >= 0),
  agency_id blob not null,
  item_id blob not null,
  demand_id blob not null,
  hold_id blob references hold (id),
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
  proposer_id blob,
  -- Who pays, where no hold says it.
  institution_id blob,
  -- Of which month of an income.
  month text,
  check ((reference is null) = (value_day is null)),
  check ((hold_id is null) = (institution_id is not null))
) strict, without rowid;
insert into transfer_new select id, case_id, place, agency_id, item_id, demand_id, hold_id,
    payee_id, ordered, paid, arrived, state, reference, value_day, arrivals, proposer_id, null, null
  from transfer;
drop table transfer;
alter table transfer_new rename to transfer;
create unique index transfer_case on transfer (case_id, place);
create index transfer_under_way on transfer (id, agency_id) where state = 'in_transit';
-- Here they agree again.

-- An order is paid once; a month of an income by each reference once (I-6).
create unique index transfer_item on transfer (item_id) where month is null;
create unique index transfer_instalment on transfer (item_id, reference)
  where month is not null;

-- A deduction from income. What its months came to is in `transfer` and `duty`.
create table income (
  item_id blob primary key,
  case_id blob not null references money (case_id),
  place integer not null check (place >= 0),
  demand_id blob not null,
  instrument_id blob not null,
  institution_id blob not null,
  debtor_id blob not null,
  payee_id blob not null,
  total integer not null check (total > 0),
  -- JSON: how much each month.
  monthly text not null,
  keep integer not null check (keep >= 0),
  first text not null,
  day integer not null check (day >= 1 and day <= 31),
  last text,
  asked_at integer not null,
  running_since integer,
  accepted_at integer,
  ended_at integer,
  ended_why text check (ended_why = 'not_possible' or ended_why = 'withdrawn'
    or ended_why = 'overtaken' or ended_why = 'released' or ended_why = 'terminated'
    or ended_why = 'expired'),
  check ((ended_at is null) = (ended_why is null))
) strict, without rowid;
create unique index income_case on income (case_id, place);
