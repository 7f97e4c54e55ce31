-- Whom a provider let in, and for whom no subject was found. Of what the provider says of them only a hash is here.
create table signin.unlinked_identity (
    key bytea primary key check (octet_length(key) = 32),
    issuer text not null,
    finding text not null,
    first_seen timestamptz not null,
    last_seen timestamptz not null check (last_seen >= first_seen),
    attempts bigint not null check (attempts > 0)
);
comment on column signin.unlinked_identity.key is 'SHA-256 of issuer and sub, as in signin.identity';
comment on column signin.unlinked_identity.finding is 'why nobody was found the last time';
create index unlinked_identity_last_seen on signin.unlinked_identity (last_seen desc, key);
