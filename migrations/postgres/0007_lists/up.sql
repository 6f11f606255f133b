-- A province's share of the country's lateness is told apart in the index, so
-- that a page of it does not fetch the lateness of everybody.
create index episode_flagged_where on episode (flagged_at, id, agency_id, institution_id);
drop index episode_flagged;
