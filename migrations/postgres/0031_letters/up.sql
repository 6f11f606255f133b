-- How far the letters of an open demand have come; null: nothing of it is on paper. A
-- later round goes by a letter of its own, also where the first did not.
alter table demand add column letter text check (letter in ('to_serve', 'served'));

update demand set letter = case
    when exists (
      select 1 from item
      where item.demand_id = demand.id and item.state in ('served', 'received', 'questioned')
        and (item.letter not like '%"receipt"%'
          or item.letter is null and demand.channel <> 'electronic'
            and demand.evidenced_at is null))
      then 'to_serve'
    else 'served'
  end
  where open and (channel <> 'electronic'
    or exists (
      select 1 from item
      where item.demand_id = demand.id and item.state in ('served', 'received', 'questioned')
        and item.letter is not null)
    or exists (
      select 1 from paper_entry
      where paper_entry.demand_id = demand.id and paper_entry.returned is null));

-- What is on its way on paper, oldest first: few demands of an office are.
create index demand_letters on demand (agency_id, id) where letter is not null;
