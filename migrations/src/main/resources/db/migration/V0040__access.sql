-- The dated rows beside the policy. Every change of them counts one up, so that a desired state can say what it saw.
create table access.revision (
    single boolean primary key default true check (single),
    value bigint not null
);
insert into access.revision (value) values (0);

create table access.hold (
    id uuid primary key,
    subject text,
    deployment text,
    principal_kind text check (principal_kind in ('account', 'app-role', 'external-group', 'anyone')),
    principal_name text,
    role text,
    entitlement text,
    selector jsonb not null,
    actor text not null,
    reason text not null check (reason <> ''),
    placed timestamptz not null,
    until timestamptz check (until > placed),
    lifted timestamptz,
    lifted_by text,
    lift_reason text,
    check ((subject is null) <> (principal_kind is null)),
    check ((principal_kind is null) = (deployment is null)),
    check (role is null or entitlement is null),
    check ((lifted is null) = (lifted_by is null))
);
comment on table access.hold is 'neither role nor entitlement: everything';
create index hold_in_force on access.hold (subject) where lifted is null;

create table access.assignment (
    id uuid primary key,
    subject text not null,
    tenure integer not null check (tenure > 0),
    role text not null,
    selector jsonb not null,
    valid_from timestamptz,
    valid_until timestamptz check (valid_until > valid_from),
    reason text not null check (reason <> ''),
    origin text not null check (origin in ('adopted', 'by-hand')),
    actor text not null,
    created timestamptz not null,
    ended timestamptz
);
create index assignment_subject on access.assignment (subject) where ended is null;

-- A yes to exactly these pairs of change and findings; each pair is spent when applied, or void after 24 hours.
create table access.approval (
    id uuid primary key,
    hash text not null,
    deployment text not null,
    approver text not null,
    reason text not null,
    assurance text not null check (assurance in ('host-operator', 'self-confirmed', 'step-up')),
    approved timestamptz not null,
    expires timestamptz not null check (expires > approved)
);
create index approval_deployment on access.approval (deployment, expires);

create table access.approved_change (
    approval uuid not null references access.approval,
    change text not null,
    codes text[] not null,
    spent timestamptz,
    primary key (approval, change)
);
comment on column access.approved_change.change is 'names the change with its prior value';

-- A difference that somebody answers for until a date.
create table access.exemption (
    id uuid primary key,
    deployment text not null,
    principal_kind text not null check (principal_kind in ('account', 'app-role', 'external-group', 'anyone')),
    principal_name text not null,
    entitlement text not null,
    owner text not null,
    reason text not null check (reason <> ''),
    since timestamptz not null,
    until timestamptz not null check (until > since),
    ended timestamptz
);
create unique index exemption_in_force
    on access.exemption (deployment, principal_kind, principal_name, entitlement) where ended is null;
