-- Money that went back to whom it was taken from, by payment and by duty; and how
-- much may be taken of the month a payment is of.
alter table transfer add column bound integer check (bound >= 0);
alter table transfer add column returned integer not null default 0
    check (returned >= 0 and returned <= arrived);
alter table duty add column transfer_id blob;
alter table duty add column returned integer not null default 0
    check (returned >= 0 and returned <= amount);
