-- Ủy thác: a part of what is owed is another agency's to enforce. What goes leaves the
-- books, what was recovered there is told, what comes back is owed again.

-- Here the engines differ: a check cannot be changed on SQLite.
-- What a column may hold is written wider: what else is listed stays listed.
alter table money add column delegated bigint not null default 0;
alter table money add column recovered bigint not null default 0;
do $$
declare
  old text;
  one record;
begin
  select conname into old from pg_constraint where conrelid = to_regclass('money')
    and contype = 'c' and pg_get_constraintdef(oid) like '%suspense%';
  execute format('alter table money drop constraint %I', old);
  for one in select * from (values
      ('duty', 'duty_kind_check', 'kind = ''accept_delegation'''),
      ('posting', 'posting_debit_check', 'debit = ''delegated'' or debit = ''recovered'''),
      ('posting', 'posting_credit_check', 'credit = ''delegated'' or credit = ''recovered''')
    ) as wider (of_table, named, more)
  loop
    select substring(pg_get_constraintdef(c.oid) from 7) into old from pg_constraint c
      where c.conname = one.named and c.conrelid = to_regclass(one.of_table);
    execute format('alter table %I drop constraint %I', one.of_table, one.named);
    execute format('alter table %I add constraint %I check (%s or %s)',
      one.of_table, one.named, old, one.more);
  end loop;
end $$;
alter table money add constraint money_balanced check (principal + interest + fee + cost
  + title + received + waived + suspense + delegated + recovered = 0);
-- Here they agree again.

-- A part that went to another agency: a part of the money of the case it came from.
-- Decision, parts, reasons and how it ended are sealed.
create table delegation (
  id uuid primary key,
  case_id uuid not null references money (case_id),
  place integer not null check (place >= 0),
  agency_id uuid not null,
  to_id uuid not null,
  state text not null check (state = 'offered' or state = 'accepted' or state = 'declined'
    or state = 'withdrawn' or state = 'returned'),
  at timestamptz not null,
  ended_at timestamptz,
  -- The case it came to there.
  theirs_id uuid references enforcement_case (id),
  key_id integer not null,
  sealed bytea not null,
  check ((state = 'offered' or state = 'accepted') = (ended_at is null)),
  check ((state = 'accepted' or state = 'returned') = (theirs_id is not null)),
  check (agency_id <> to_id)
);
create unique index delegation_case on delegation (case_id, place);
create unique index delegation_theirs on delegation (theirs_id) where theirs_id is not null;
-- What other agencies delegated to an agency, the latest first.
create index delegation_to on delegation (to_id, id);

-- The delegation that a case came by, in the money of another agency's case.
alter table enforcement_case add column origin_case uuid;
alter table enforcement_case add column origin_id uuid
  check ((origin_id is null) = (origin_case is null));
