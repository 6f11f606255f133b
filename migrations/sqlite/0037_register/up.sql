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
  where register_id is null and (state = 'draft' or state = 'approved');
-- Numbers are compared in one spelling: 5/QĐ and 05/QĐ are one. What stood under two
-- spellings already stays as it is.
-- Here the engines differ: how a number is read out of a text.
update order_number set number = (
    printf('%02d', cast(substr(number, 1, instr(number, '/') - 1) as integer))
    || '/' || trim(substr(number, instr(number, '/') + 1)))
  where instr(number, '/') between 2 and 10
    and substr(number, 1, instr(number, '/') - 1) not glob '*[^0-9]*'
    and not exists (select 1 from order_number o
      where o.agency_id = order_number.agency_id and o.kind = order_number.kind
        and o.year = order_number.year and o.number <> order_number.number
        and ltrim(substr(o.number, 1, instr(o.number, '/') - 1), '0')
          = ltrim(substr(order_number.number, 1, instr(order_number.number, '/') - 1), '0')
        and trim(substr(o.number, instr(o.number, '/') + 1))
          = trim(substr(order_number.number, instr(order_number.number, '/') + 1)));
-- Here they agree again.

-- Who recorded when a demand's letters were received, as a JSON list: they do not decide
-- where an institution contests that.
alter table demand add column paper_by text;
-- Here the engines differ: how a person is read out of a record.
update demand set paper_by = '["' || (
    select group_concat(x.person, '","') from (
      select json_extract(e.actor, '$.who.id') as person from event e
      where e.root_id = demand.id and e.kind = 'change' and e.code = 'receipt_recorded'
        and json_extract(e.actor, '$.who.kind') = 'person'
      group by 1 order by min(e.version)) x) || '"]'
  where exists (select 1 from event e where e.root_id = demand.id and e.code = 'receipt_recorded');
-- Here they agree again.
-- What the institution says against instants of papers, and what was decided on that.
alter table demand add column contests_key integer;
alter table demand add column contests blob
  check ((contests is null) = (contests_key is null));
