-- Papers to the prosecutor.

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
    old, 'kind = ''decision_copy''');
end $$;
-- Here they agree again.

-- JSON: when and by whom the prosecutor said that a paper is there.
alter table duty add column acknowledged text;
