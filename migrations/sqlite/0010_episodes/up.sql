-- A record of lateness says by itself which rule was broken and over what: a
-- page of fifty then touches two tables instead of four.
alter table episode add column rule text not null default '';
alter table episode add column info text not null default '';
update episode set
  rule = (select c.rule from clock c where c.id = episode.clock_id),
  info = (select i.info from item i where i.id = episode.item_id);
