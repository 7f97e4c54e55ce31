-- One writer per deployment: every write names the epoch it holds, and a newer epoch makes it fail.
create table reconcile.lease (
    deployment text primary key,
    epoch bigint not null check (epoch > 0),
    holder text not null,
    until timestamptz not null
);

create table reconcile.reconciliation (
    id uuid primary key,
    deployment text not null,
    epoch bigint not null,
    scope text not null check (scope in ('full', 'narrow')),
    started timestamptz not null,
    ended timestamptz,
    result text check (result in
        ('in_sync', 'converged', 'drift_left', 'refused', 'unreachable', 'failed', 'observed')),
    policy_version bigint,
    plan_hash bytea check (octet_length(plan_hash) = 32),
    planned integer not null default 0,
    applied integer not null default 0,
    verified integer not null default 0,
    held integer not null default 0,
    drift_left integer not null default 0,
    read_grants integer,
    error_code text,
    message text,
    check ((ended is null) = (result is null))
);
comment on column reconcile.reconciliation.read_grants is 'how many grants a complete read found';
create index reconciliation_deployment on reconcile.reconciliation (deployment, started desc);

-- The changes of the latest plan that wait, each with the findings that hold it.
create table reconcile.waiting (
    deployment text not null,
    change text not null,
    identity_pin text not null,
    codes text[] not null,
    hash text not null,
    sentence text not null,
    lane smallint not null check (lane between 1 and 3),
    cause text not null,
    beneficiaries text[] not null,
    since timestamptz not null,
    primary key (deployment, change)
);
comment on column reconcile.waiting.hash is 'of the whole waiting set of the deployment: what an approval names';
create index waiting_hash on reconcile.waiting (hash);

-- What was changed, for the limits that look back over 24 hours. The first reconciliation of a deployment gives freely
-- and is not counted.
create table reconcile.applied_change (
    deployment text not null,
    at timestamptz not null,
    widens boolean not null,
    narrows boolean not null,
    counted boolean not null,
    risk text not null check (risk in ('standard', 'elevated', 'critical')),
    account text,
    member_of text
);
comment on column reconcile.applied_change.counted is 'not urgent with evidence, so that a removal counts against the limits';
comment on column reconcile.applied_change.member_of is 'the AppRole, where a membership was added or removed';
create index applied_change_recent on reconcile.applied_change (deployment, at);

-- What policy defined in a deployment when it was last reconciled: what must be cleaned up once it no longer does.
create table reconcile.defined_role (
    deployment text not null,
    name text not null,
    primary key (deployment, name)
);

create table reconcile.desired_pattern (
    deployment text not null,
    principal_kind text not null check (principal_kind in ('account', 'app-role', 'external-group', 'anyone')),
    principal_name text not null,
    entitlement text not null,
    primary key (deployment, principal_kind, principal_name, entitlement)
);

-- When each deployment was read completely; between two readings nothing is known.
create table reconcile.reading (
    deployment text not null,
    at timestamptz not null,
    primary key (deployment, at)
);

-- Who was seen holding what. It began after the last reading without it and at the latest with the first one with it;
-- it ended likewise. A row changes only when a grant appears or vanishes.
create table reconcile.holding (
    id bigint generated always as identity primary key,
    deployment text not null,
    principal_kind text not null check (principal_kind in ('account', 'app-role', 'external-group', 'anyone')),
    principal_name text not null,
    entitlement text not null,
    given jsonb,
    after timestamptz,
    since timestamptz not null,
    last_with timestamptz,
    gone timestamptz,
    check ((gone is null) = (last_with is null)),
    check (after < since),
    check (last_with < gone)
);
comment on column reconcile.holding.given is 'why Mandate gave it, kept from the moment it was read back; null: it did not';
create unique index holding_current
    on reconcile.holding (deployment, principal_kind, principal_name, entitlement) where gone is null;
create index holding_entitlement on reconcile.holding (deployment, entitlement);

-- Differences that stay after a reconciliation.
create table reconcile.drift (
    id uuid primary key,
    deployment text not null,
    sort text not null check (sort in ('missing', 'unexpected', 'different', 'unmanaged')),
    principal_kind text not null check (principal_kind in ('account', 'app-role', 'external-group', 'anyone')),
    principal_name text not null,
    entitlement text not null,
    detail text not null,
    first_seen timestamptz not null,
    last_seen timestamptz not null,
    seen integer not null check (seen > 0),
    closed timestamptz
);
create unique index drift_open
    on reconcile.drift (deployment, sort, principal_kind, principal_name, entitlement) where closed is null;
