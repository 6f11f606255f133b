-- A creditor may be an institution of the directory: its desk for what it is owed
-- follows the case.

alter table party add column institution_id uuid
  check (institution_id is null or role = 'creditor');
-- The cases of a creditor, the latest first.
create index party_creditor on party (institution_id, case_id) where institution_id is not null;

-- A request for a measure that a creditor's desk filed here: its institution.
alter table measure_request add column institution_id uuid
  check (institution_id is null or (office_id is null and kind = 'creditor'));
create index measure_request_institution on measure_request (institution_id, id)
  where institution_id is not null;
