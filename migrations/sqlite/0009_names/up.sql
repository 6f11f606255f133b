-- A system is known by its name in its institution, so that registering it again
-- after a lost answer is noticed. Names that were given twice until now are told
-- apart by their ids, which no name ends with by chance.
update client set name = name || ' ' || lower(hex(id)) where exists (
  select 1 from client older
  where older.institution_id = client.institution_id
    and older.name = client.name and older.id < client.id
);
create unique index client_name on client (institution_id, name);
