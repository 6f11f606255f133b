-- Several orders on one account. Rank is recorded: when the institution received
-- the order, as known when it answered. Before that was recorded, service was.
alter table freeze_order add column received_at integer;

-- Offices with a standing freeze on the same debtors. JSON: ids, no names.
alter table money add column neighbours text;

-- Orders meet on an account here and nowhere else.
create index hold_account on hold (institution_id, blind);
