-- The register of what goes out: a digest of agency, book and year, the number in it,
-- and the entry as JSON: symbol, day, who numbered and sealed it and when, why out of
-- turn, why void.
alter table instrument add column register_id blob;
alter table instrument add column register_serial integer
  check ((register_id is null) = (register_serial is null)
    and (register_serial is null or register_serial between 1 and 999999));
alter table instrument add column registered text
  check ((register_id is null) = (registered is null));
-- A number taken once is taken for ever (I-3).
create unique index instrument_register on instrument (register_id, register_serial)
  where register_id is not null;
-- What waits for a number.
create index instrument_unnumbered on instrument (agency_id, id)
  where register_id is null and state in ('draft', 'approved');
