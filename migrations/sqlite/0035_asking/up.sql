-- Who sent an inquiry out and to how many institutions; null: nobody yet.
alter table instrument add column sent_by blob;
alter table instrument add column sent_to integer
  check ((sent_by is null) = (sent_to is null) and (sent_to is null or sent_to > 0));
-- Here the engines differ: how a person is read out of a record.
update instrument set
  sent_by = (select unhex(replace(json_extract(e.actor, '$.who.id'), '-', '')) from event e
    where e.root_id = instrument.id and e.kind = 'change' and e.code = 'instrument_issued'
      and json_extract(e.actor, '$.who.kind') = 'person'),
  sent_to = (select count(*) from demand d where d.instrument_id = instrument.id)
  where kind = 'inquiry' and exists (select 1 from event e
    where e.root_id = instrument.id and e.kind = 'change' and e.code = 'instrument_issued'
      and json_extract(e.actor, '$.who.kind') = 'person');
-- Here they agree again.
-- What it does not ask, because it was answered before: ids and instants, as JSON.
alter table instrument add column reused text;
-- How much one person has asked today.
create index instrument_sent on instrument (sent_by, issued_at)
  where kind = 'inquiry' and sent_by is not null;
-- Whether some item of an inquiry's demand was answered with "nothing": what that was
-- is in the answer.
alter table demand add column has_none integer not null default false;
update demand set has_none = true
  where kind = 'inquiry' and exists (
    select 1 from answer
    where answer.demand_id = demand.id and answer.outcome = 'none' and answer.state = 'accepted');
create index demand_none on demand (case_id, institution_id) where has_none;
