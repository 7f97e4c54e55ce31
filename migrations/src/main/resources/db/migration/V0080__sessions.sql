-- Who is signed in to Mandate itself. A row is a session that may still be used; one that is over is deleted, and the
-- ledger tells of it. A session's cookie is not here, only its hash.
create table signin.session (
    id uuid primary key,
    token_hash bytea not null unique check (octet_length(token_hash) = 32),
    way text not null check (way in ('password', 'provider', 'bootstrap')),
    subject uuid references directory.subject,
    tenure integer check (tenure > 0),
    began timestamptz not null,
    used timestamptz not null check (used >= began),
    ends timestamptz not null check (ends > began),
    check ((subject is null) = (way = 'bootstrap')),
    check ((subject is null) = (tenure is null))
);
comment on column signin.session.token_hash is 'SHA-256 of the cookie''s bytes';
comment on column signin.session.tenure is 'of the subject at sign-in: whoever left and came back signs in again';
comment on column signin.session.used is 'to the minute';
create index session_subject on signin.session (subject) where subject is not null;

-- Sign-ins that were tried lately and did not succeed, by account and by network.
create table signin.attempt (
    about text not null check (about in ('account', 'network')),
    key bytea not null check (octet_length(key) = 32),
    since timestamptz not null,
    tries integer not null check (tries > 0),
    primary key (about, key)
);
comment on column signin.attempt.key is 'SHA-256: people type passwords where a name is asked for';
create index attempt_since on signin.attempt (since);

-- The one who signs in with a secret from the host until somebody else can administer Mandate.
create table signin.bootstrap (
    single boolean primary key default true check (single),
    secret_hash bytea check (octet_length(secret_hash) = 32),
    ended timestamptz,
    check (ended is null or secret_hash is null)
);
comment on column signin.bootstrap.secret_hash is 'SHA-256 of the secret that may still be used, once';
comment on column signin.bootstrap.ended is 'since a platform administrator signed in by a provider';
insert into signin.bootstrap default values;
