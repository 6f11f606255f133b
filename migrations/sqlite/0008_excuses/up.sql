-- What stands of a clock whatever its rule gives by now (I-20): until when, and
-- how many of its outages are in it. The JSON of `clock.excused` may name an
-- outage by its bare id: so it did before times were kept beside it.
alter table clock add column promised_at integer;
alter table clock add column promised_excused integer
  check ((promised_at is null) = (promised_excused is null) and promised_excused >= 0);
