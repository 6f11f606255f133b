-- Who laid an order before the second person, and when it was first written.
alter table instrument add column drafted_at integer;
-- Four eyes: nobody approves what he laid before himself (I-29).
alter table instrument add column submitter_id blob
  check (approved_by is null or submitter_id is null or approved_by <> submitter_id);
-- Why a freeze may not stand any more, though nothing was found before that.
alter table freeze_order add column revoked text;
-- A release that was refused or taken back.
alter table lift add column failed integer not null default false;
-- The duty that issuing a release met: owed again if it fails.
alter table lift add column met blob;
-- Whose act a deduction from income is.
alter table income add column proposer_id blob;

-- Here the engines differ: how a person is read out of a record, and a check that
-- cannot be changed on SQLite.
update instrument set drafted_at = (select e.at from event e
    where e.root_id = instrument.id and e.kind = 'change' and e.version = 1),
  submitter_id = (select unhex(replace(json_extract(e.actor, '$.who.id'), '-', '')) from event e
    where e.root_id = instrument.id and e.kind = 'change' and e.code = 'instrument_submitted'
      and not exists (select 1 from event n where n.root_id = e.root_id and n.kind = 'change'
        and n.version > e.version
        and (n.code = 'instrument_submitted' or n.code = 'instrument_edited')));
update income set proposer_id = (select coalesce(i.submitter_id, i.proposer_id) from instrument i
  where i.id = income.instrument_id);
-- What a column may hold is written wider in place, as SQLite's own manual shows
-- for checks: rows stay where they are, and what else is listed stays listed.
pragma writable_schema = on;
update sqlite_schema set sql = replace(sql, 'or kind = ''review''',
    'or kind = ''review'' or kind = ''return_taken''')
  where type = 'table' and name = 'duty';
pragma writable_schema = reset;
-- Here they agree again.
