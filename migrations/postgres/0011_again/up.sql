-- Counts how often an outage's clocks were to be looked at again: whoever was
-- at it meanwhile notes nothing any more.
alter table outage_progress add column epoch integer not null default 0;

-- Drafts that stayed though they had been submitted and kept as evidence: what
-- was submitted is gone, as the record says when it is read again (I-15).
delete from draft where exists (
  select 1 from answer a
  where a.demand_id = draft.demand_id and a.state = 'conflicting'
    and a.drafted_by is not null and a.arrived_at >= draft.saved_at
);
