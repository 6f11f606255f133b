-- Answers on paper: what somebody entered and nobody has read again yet, and the
-- paper that an answer came on.
create table paper_entry (
  demand_id uuid primary key references demand (id),
  entered_by uuid not null,
  entered_at timestamptz not null,
  hash bytea not null,
  returned text,
  key_id integer not null,
  sealed bytea not null
);
alter table answer add column paper_key integer;
alter table answer add column paper bytea check ((paper is null) = (paper_key is null));
