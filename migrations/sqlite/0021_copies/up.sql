-- Papers to the prosecutor.

-- Here the engines differ: a check cannot be changed on SQLite.
-- What a column may hold is written wider in place, as SQLite's own manual shows
-- for checks: rows stay where they are, and what else is listed stays listed.
pragma writable_schema = on;
update sqlite_schema set sql = replace(sql, 'or kind = ''review''',
    'or kind = ''review'' or kind = ''decision_copy''')
  where type = 'table' and name = 'duty';
pragma writable_schema = reset;
-- Here they agree again.

-- JSON: when and by whom the prosecutor said that a paper is there.
alter table duty add column acknowledged text;
