-- Cases that rest: what may not be ordered in the meantime, as bits (see `Bars`), and
-- the decision, which may speak of a person's health and is sealed.
alter table enforcement_case add column bars smallint not null default 0;
alter table enforcement_case add column pause_key integer;
alter table enforcement_case add column pause bytea
  check ((pause is null) = (pause_key is null) and (pause is not null or bars = 0));
-- Who reads a sealed instrument since somebody handed over, as a JSON array; null: who
-- its content names.
alter table instrument add column resealed text;
