-- What identity providers push, as they see it. People, groups and memberships for everybody else are in the directory,
-- under the same ids.
create table scim.token (
    id uuid primary key,
    source text not null,
    hash bytea not null unique check (octet_length(hash) = 32),
    created timestamptz not null,
    expires timestamptz not null check (expires > created),
    ended timestamptz check (ended >= created),
    used timestamptz
);
comment on column scim.token.hash is 'SHA-256 of the token''s bytes';
comment on column scim.token.used is 'when it was last seen, to the minute';
create index token_source on scim.token (source);

create table scim.user_ (
    id uuid primary key references directory.subject,
    source text not null references directory.source,
    user_name text not null,
    external_id text,
    active boolean not null,
    emails text[] not null,
    document jsonb not null,
    version bigint not null check (version > 0),
    created timestamptz not null,
    modified timestamptz not null check (modified >= created)
);
comment on column scim.user_.user_name is 'in lower case: names are the same in any case (RFC 7643 section 4.1.1)';
comment on column scim.user_.emails is 'in lower case';
comment on column scim.user_.document is 'what was pushed, by its schemas; without what other columns or the directory hold';
create unique index user_name on scim.user_ (source, user_name);
create index user_external_id on scim.user_ (source, external_id) where external_id is not null;
create index user_order on scim.user_ (source, id);
create index user_emails on scim.user_ using gin (emails);

create table scim.group_ (
    id uuid primary key,
    source text not null references directory.source,
    name text not null,
    external_id text,
    document jsonb not null,
    version bigint not null check (version > 0),
    created timestamptz not null,
    modified timestamptz not null check (modified >= created)
);
comment on column scim.group_.name is 'in lower case';
create unique index group_name on scim.group_ (source, name);
create index group_external_id on scim.group_ (source, external_id) where external_id is not null;
create index group_order on scim.group_ (source, id);

-- Each change of members adds to the group's version without waiting for the others. A reference would lock the group's
-- row, the same for everybody who adds a member; steps of a group that is no more are counted away with the others.
create table scim.group_step (
    group_id uuid not null,
    at timestamptz not null
);
create index group_step_group on scim.group_step (group_id);
