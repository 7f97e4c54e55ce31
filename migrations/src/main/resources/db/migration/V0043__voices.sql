-- Two people who say yes to what the other gains: allowed, and not unseen.
alter table access.approval add column voices text[];
alter table access.approval add column gains text[];
comment on column access.approval.voices is 'everybody whom the approver is, was, or answers for; null where nobody looked yet';
comment on column access.approval.gains is 'whose access any of it widens; null where nobody looked yet';
create index approval_gains on access.approval using gin (gains);
