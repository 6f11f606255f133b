-- Deductions without a freeze, and from income month by month.

-- Here the engines differ: a check cannot be changed on SQLite.
-- What a column may hold is written wider: what else is listed stays listed.
do $$
declare
  wider record;
begin
  for wider in
    select c.conrelid::regclass as owner, c.conname as name,
      substring(pg_get_constraintdef(c.oid) from 7) as old, w.more as more
    from (values
      ('instrument', 'instrument_kind_check', 'kind = ''income_deduction'''),
      ('demand', 'demand_kind_check', 'kind = ''income_deduction'''),
      ('answer', 'answer_outcome_check', 'outcome = ''income_accepted'''),
      ('duty', 'duty_kind_check', 'kind = ''instalment'' or kind = ''end_income''')
    ) as w (owner, name, more)
    join pg_constraint c on c.conname = w.name and c.conrelid = to_regclass(w.owner)
  loop
    execute format('alter table %s drop constraint %I', wider.owner, wider.name);
    execute format('alter table %s add constraint %I check (%s or %s)',
      wider.owner, wider.name, wider.old, wider.more);
  end loop;
end $$;
-- A release may be of a deduction from income.
alter table lift drop constraint lift_freeze_id_fkey;
alter table transfer
  alter column hold_id drop not null,
  drop constraint transfer_item_id_key,
  -- Who pays, where no hold says it.
  add column institution_id uuid,
  -- Of which month of an income.
  add column month text,
  add check ((hold_id is null) = (institution_id is not null));
-- Here they agree again.

-- An order is paid once; a month of an income by each reference once (I-6).
create unique index transfer_item on transfer (item_id) where month is null;
create unique index transfer_instalment on transfer (item_id, reference)
  where month is not null;

-- A deduction from income. What its months came to is in `transfer` and `duty`.
create table income (
  item_id uuid primary key,
  case_id uuid not null references money (case_id),
  place integer not null check (place >= 0),
  demand_id uuid not null,
  instrument_id uuid not null,
  institution_id uuid not null,
  debtor_id uuid not null,
  payee_id uuid not null,
  total bigint not null check (total > 0),
  -- JSON: how much each month.
  monthly text not null,
  keep bigint not null check (keep >= 0),
  first text not null,
  day integer not null check (day >= 1 and day <= 31),
  last text,
  asked_at timestamptz not null,
  running_since timestamptz,
  accepted_at timestamptz,
  ended_at timestamptz,
  ended_why text check (ended_why = 'not_possible' or ended_why = 'withdrawn'
    or ended_why = 'overtaken' or ended_why = 'released' or ended_why = 'terminated'
    or ended_why = 'expired'),
  check ((ended_at is null) = (ended_why is null))
);
create unique index income_case on income (case_id, place);
