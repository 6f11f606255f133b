-- Answers on paper: what somebody entered and nobody has read again yet, and the
-- paper that an answer came on.
create table paper_entry (
  demand_id blob primary key references demand (id),
  entered_by blob not null,
  entered_at integer not null,
  hash blob not null,
  returned text,
  key_id integer not null,
  sealed blob not null
) strict, without rowid;
alter table answer add column paper_key integer;
alter table answer add column paper blob check ((paper is null) = (paper_key is null));
