-- People and groups as their sources last stated them completely.
create table directory.revision (
    single boolean primary key default true check (single),
    value bigint not null
);
insert into directory.revision (value) values (0);

create table directory.source (
    id text primary key,
    attempted timestamptz not null,
    accepted timestamptz,
    error_code text,
    error text,
    check ((error_code is null) = (error is null))
);
comment on column directory.source.accepted is 'when the last complete reading was taken over; its age is the staleness';

create table directory.subject (
    id uuid primary key,
    source text not null references directory.source,
    external_id text not null,
    kind text not null check (kind in ('person', 'service', 'machine')),
    state text not null check (state in ('active', 'staged', 'suspended', 'left')),
    tenure integer not null check (tenure > 0),
    missing boolean not null,
    attributes jsonb not null,
    unique (source, external_id),
    check (not missing or state = 'left')
);
comment on column directory.subject.missing is 'left because a complete reading no longer shows it, not because anything says so';
create index subject_username on directory.subject (source, (attributes ->> 'username'));

create table directory.group_ (
    id text primary key,
    source text not null references directory.source,
    external_id text not null,
    name text not null,
    foreign_members integer not null check (foreign_members >= 0),
    gone timestamptz,
    unique (source, external_id)
);
create index group_name on directory.group_ (source, name) where gone is null;

create table directory.group_subject (
    group_id text not null references directory.group_,
    subject_id uuid not null references directory.subject,
    primary key (group_id, subject_id)
);
create index group_subject_subject on directory.group_subject (subject_id);

create table directory.group_group (
    group_id text not null references directory.group_,
    member_id text not null references directory.group_,
    primary key (group_id, member_id)
);

-- What accepted readings took away and added, for the limits that look back over 24 hours.
create table directory.counted_change (
    source text not null references directory.source,
    what text not null,
    at timestamptz not null,
    lost integer not null check (lost >= 0),
    gained integer not null check (gained >= 0)
);
comment on column directory.counted_change.what is 'people, groups, or the id of a group';
create index counted_change_recent on directory.counted_change (source, at);

-- A reading that its limits stopped. It is taken over when somebody released exactly this difference.
create table directory.quarantine (
    source text primary key references directory.source,
    hash bytea not null check (octet_length(hash) = 32),
    findings jsonb not null,
    since timestamptz not null,
    released_by text,
    released timestamptz,
    reason text,
    check ((released_by is null) = (released is null))
);
