-- Somebody signed in on a command line: a session without a cookie, and one chain of refresh tokens, of which the last is good once.
alter table signin.session
    add column device boolean not null default false,
    alter column token_hash drop not null,
    add check ((token_hash is null) = device),
    add check (not device or subject is not null);
comment on column signin.session.device is 'of a command line that somebody confirmed in a browser';

create table signin.refresh_token (
    hash bytea primary key check (octet_length(hash) = 32),
    session uuid not null references signin.session on delete cascade,
    spent boolean not null default false
);
comment on column signin.refresh_token.spent is 'kept, so that one that comes again ends the session';
create index refresh_token_session on signin.refresh_token (session);

-- Command lines that wait for somebody to confirm them (RFC 8628).
create table signin.device_login (
    code_hash bytea primary key check (octet_length(code_hash) = 32),
    user_code_hash bytea not null unique check (octet_length(user_code_hash) = 32),
    ends timestamptz not null,
    polled timestamptz not null,
    pause integer not null check (pause > 0),
    denied boolean not null default false,
    confirmed_in uuid references signin.session on delete cascade,
    check (not denied or confirmed_in is null)
);
comment on column signin.device_login.polled is 'when it was asked last whether it is confirmed';
comment on column signin.device_login.pause is 'seconds that must lie between two such questions';
comment on column signin.device_login.confirmed_in is 'the session of whoever confirmed it: what ends that before the command line asks again, ends this';
create index device_login_ends on signin.device_login (ends);
create index device_login_confirmed_in on signin.device_login (confirmed_in) where confirmed_in is not null;
