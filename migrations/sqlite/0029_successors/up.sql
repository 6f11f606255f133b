-- Who stands in the place of an agency or institution of the past, and since when.
-- Written after all rows of an import, so a successor may come later in its file.
alter table agency add column succeeded_on text;
alter table agency add column successor_id blob references agency (id)
  check ((successor_id is null) = (succeeded_on is null) and (successor_id is null or not active));
alter table institution add column succeeded_on text;
alter table institution add column successor_id blob references institution (id)
  check ((successor_id is null) = (succeeded_on is null) and (successor_id is null or not active));
