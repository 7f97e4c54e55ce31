-- Where a deployment was pinned: another endpoint is another deployment until somebody says otherwise.
alter table fleet.deployment add column endpoint text;
alter table fleet.deployment add column foreign_endpoint text;
comment on column fleet.deployment.endpoint is 'host and port at which the identity was pinned';

-- Needed to say who is left as an administrator without reading the target again.
alter table fleet.account add column superuser boolean not null default false;

-- Accounts that are just being made: an intent without outcome is settled by the next read.
create table reconcile.creating (
    deployment text not null,
    account text not null,
    subject text not null,
    since timestamptz not null,
    primary key (deployment, account)
);
