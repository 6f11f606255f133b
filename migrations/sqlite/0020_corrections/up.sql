-- The accounts that a freeze names, by its order or by an amendment since.
-- JSON, sealed: account numbers are bank-secret.
alter table freeze_order add column named_key integer;
alter table freeze_order add column named blob
  check ((named is null) = (named_key is null));
-- The order does not name the account: nothing is taken there.
alter table hold add column beyond_order integer not null default false;
-- What was freed of it before it was reported as frozen, less what was taken for
-- freed.
alter table hold add column freed_ahead integer not null default 0;
-- How much of its hold is gone by a payment: by its arrival, then by the report.
alter table transfer rename column unreported to taken;
update transfer set taken = case when transfer.paid < hold.deducted then transfer.paid else hold.deducted end from hold
  where hold.id = transfer.hold_id and transfer.reference is not null;
-- JSON: what did not come of a payment, who says so and who confirmed it.
alter table transfer add column shortfall text;
-- The duty to lift an excess that a release met: owed again if it fails.
alter table lift add column met_excess blob;
