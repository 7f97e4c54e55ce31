-- What people decided about a difference, and what else is known of it.
alter table reconcile.drift add column cause text not null;
alter table reconcile.drift add column given boolean not null;
alter table reconcile.drift add column decision text check (decision in ('revert', 'adopt'));
alter table reconcile.drift add column decided timestamptz;
alter table reconcile.drift add column decided_by text;
alter table reconcile.drift add column reason text;
alter table reconcile.drift add check (num_nulls(decision, decided, decided_by, reason) in (0, 4));
comment on column reconcile.drift.given is 'whether Mandate itself gave what is unexpected';
comment on column reconcile.drift.entitlement is 'empty where an account or an AppRole itself differs';
comment on column reconcile.drift.decision is
    'adopt: from first_seen to decided the access was there without anybody''s yes';

-- How often the same change had to be made again: something on the target undoes it.
create table reconcile.settled_change (
    deployment text not null,
    principal_kind text not null check (principal_kind in ('account', 'app-role', 'external-group', 'anyone')),
    principal_name text not null,
    entitlement text not null,
    change text not null,
    times integer not null check (times > 0),
    last timestamptz not null,
    primary key (deployment, principal_kind, principal_name, entitlement)
);
comment on column reconcile.settled_change.change is 'the latest change that was read back; another one begins a new count';

-- A narrow reconciliation speaks only for the principals it looked at.
alter table reconcile.waiting add column principal_kind text not null;
alter table reconcile.waiting add column principal_name text not null;
