-- The grounds for coercion after a freeze, and the law chosen for it.

-- Here the engines differ: a check cannot be changed on SQLite.
-- What a column may hold is written wider: what else is listed stays listed.
do $$
declare
  old text;
begin
  select substring(pg_get_constraintdef(c.oid) from 7) into old from pg_constraint c
    where c.conname = 'duty_kind_check' and c.conrelid = to_regclass('duty');
  alter table duty drop constraint duty_kind_check;
  execute format('alter table duty add constraint duty_kind_check check (%s or %s)',
    old, 'kind = ''state_grounds''');
end $$;
-- Here they agree again.

-- JSON: when and how the debtor was told of the enforcement decision.
alter table money add column notified text;
-- JSON: laws chosen for freezes, with reasons.
alter table money add column choices text;

-- What is owed of one kind: the sunset list, freezes without grounds.
create index duty_open_kind on duty (kind, agency_id, due_at, id) where state = 'open';
-- The same for those who see many agencies.
create index duty_open_due on duty (due_at, id) where state = 'open';
create index duty_open_kind_due on duty (kind, due_at, id) where state = 'open';
