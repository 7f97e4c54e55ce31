-- The way in when nobody can sign in: k of n codes, each good once, open it for an hour.
create table signin.recovery (
    single boolean primary key default true check (single),
    need integer check (need between 1 and 20),
    token_hash bytea check (octet_length(token_hash) = 32),
    until timestamptz,
    check ((token_hash is null) = (until is null))
);
comment on column signin.recovery.need is 'how many codes open it; null before there were any';
comment on column signin.recovery.token_hash is 'SHA-256 of the token of whoever recovers now';
insert into signin.recovery default values;

create table signin.recovery_code (
    key bytea primary key check (octet_length(key) = 32)
);
comment on column signin.recovery_code.key is 'keyed by recovery.key in the data folder, so the store alone can neither test nor add a code';
