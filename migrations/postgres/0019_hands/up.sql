-- Who laid an order before the second person, and when it was first written.
alter table instrument add column drafted_at timestamptz;
-- Four eyes: nobody approves what he laid before himself (I-29).
alter table instrument add column submitter_id uuid
  check (approved_by is null or submitter_id is null or approved_by <> submitter_id);
-- Why a freeze may not stand any more, though nothing was found before that.
alter table freeze_order add column revoked text;
-- A release that was refused or taken back.
alter table lift add column failed boolean not null default false;
-- The duty that issuing a release met: owed again if it fails.
alter table lift add column met uuid;
-- Whose act a deduction from income is.
alter table income add column proposer_id uuid;

-- Here the engines differ: how a person is read out of a record, and a check that
-- cannot be changed on SQLite.
update instrument set drafted_at = (select e.at from event e
    where e.root_id = instrument.id and e.kind = 'change' and e.version = 1),
  submitter_id = (select (e.actor::json -> 'who' ->> 'id')::uuid from event e
    where e.root_id = instrument.id and e.kind = 'change' and e.code = 'instrument_submitted'
      and not exists (select 1 from event n where n.root_id = e.root_id and n.kind = 'change'
        and n.version > e.version
        and (n.code = 'instrument_submitted' or n.code = 'instrument_edited')));
update income set proposer_id = (select coalesce(i.submitter_id, i.proposer_id) from instrument i
  where i.id = income.instrument_id);
-- What a column may hold is written wider: what else is listed stays listed.
do $$
declare
  old text;
begin
  select substring(pg_get_constraintdef(c.oid) from 7) into old from pg_constraint c
    where c.conname = 'duty_kind_check' and c.conrelid = to_regclass('duty');
  alter table duty drop constraint duty_kind_check;
  execute format('alter table duty add constraint duty_kind_check check (%s or %s)',
    old, 'kind = ''return_taken''');
end $$;
-- Here they agree again.
