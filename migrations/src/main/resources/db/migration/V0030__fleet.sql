-- What is known of each deployment and of the accounts inside it. Its definition belongs to the policy version.
create table fleet.deployment (
    id text primary key,
    identity_pin text,
    pinned timestamptz,
    foreign_pin text,
    release text,
    last_contact timestamptz,
    converged timestamptz,
    check ((identity_pin is null) = (pinned is null))
);
comment on column fleet.deployment.identity_pin is 'what the first contact said it is';
comment on column fleet.deployment.foreign_pin is 'another identity met since; nothing is changed until it is confirmed';
comment on column fleet.deployment.converged is 'when a full reconciliation was first verified; null while the first one is pending';

create table fleet.account (
    deployment text not null references fleet.deployment,
    name text not null,
    kind text not null check (kind in ('personal', 'service', 'shared', 'built-in', 'agent', 'emergency')),
    status text not null check (status in ('enabled', 'disabled', 'unknown')),
    native_id text,
    owned boolean not null,
    first_seen timestamptz not null,
    gone timestamptz,
    primary key (deployment, name)
);
comment on column fleet.account.owned is 'Mandate made or adopted it';

-- Links are dated and reversible; at most one is in force per account, and per subject in a deployment.
create table fleet.account_link (
    deployment text not null,
    name text not null,
    subject text not null,
    evidence text not null check (evidence in ('made', 'native-id', 'mail', 'attribute', 'name', 'person')),
    since timestamptz not null,
    until timestamptz check (until >= since),
    foreign key (deployment, name) references fleet.account
);
create unique index account_link_account on fleet.account_link (deployment, name) where until is null;
create unique index account_link_subject on fleet.account_link (deployment, subject) where until is null;

-- A leaver's account name is not given to anybody else.
create table fleet.tombstone (
    deployment text not null references fleet.deployment,
    name text not null,
    subject text not null,
    since timestamptz not null,
    primary key (deployment, name)
);
