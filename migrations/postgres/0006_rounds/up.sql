-- What rounds, corrections, outages and mixed submissions must remember.

-- JSON list of the outages a clock was moved for: each moves it once (I-20).
alter table clock add column excused text;

-- Who submitted and who drafted the answer that stands: he alone does not
-- replace it.
alter table item add column last_by text;
alter table item add column last_drafted_by uuid;
-- JSON of the letter that opened a later round on paper, with its receipt.
alter table item add column letter text;

-- JSON list of the items whose answers were kept as evidence only (I-5).
alter table idempotency add column evidence text;

-- How far the clocks an outage touched have been moved; no row: not begun.
create table outage_progress (
  outage_id uuid primary key references outage (id),
  after_id uuid,
  done_at timestamptz
);

-- Answers that stood before this was remembered.
update item set
  last_by = (select a.answered_by from answer a where a.id = item.last_answer),
  last_drafted_by = (select a.drafted_by from answer a where a.id = item.last_answer)
where last_answer is not null;
