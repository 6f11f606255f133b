-- What is on its way on paper, oldest first: few demands of an office are.
create index demand_letters on demand (agency_id, id) where open and channel <> 'electronic';
