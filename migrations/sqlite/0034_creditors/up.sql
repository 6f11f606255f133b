-- A creditor may be an institution of the directory: its desk for what it is owed
-- follows the case.

alter table party add column institution_id blob
  check (institution_id is null or role = 'creditor');
-- The cases of a creditor, the latest first.
create index party_creditor on party (institution_id, case_id) where institution_id is not null;
