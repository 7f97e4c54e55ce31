-- Tokens that the service itself gives. What signs them is sealed by a key of the data folder, so that neither the store nor a copy
-- of it can sign one.
create table signin.signing_key (
    id text primary key check (id ~ '^[A-Za-z0-9_-]{43}$'),
    sealed text not null,
    made timestamptz not null,
    retired timestamptz check (retired >= made)
);
comment on column signin.signing_key.id is 'the JWK thumbprint (RFC 7638), and kid of the tokens';
comment on column signin.signing_key.sealed is 'a JWE (A256GCMKW, A256GCM) of the private JWK, bound to this row and column';
comment on column signin.signing_key.retired is 'since it signs no more; what it signed is taken until it is deleted';
create unique index signing_key_in_force on signin.signing_key ((true)) where retired is null;

-- Who asks for tokens with a key of their own (RFC 7523). A name is never given twice.
create table signin.client (
    name text primary key check (name ~ '^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$'),
    subject uuid not null references directory.subject,
    tenure integer not null check (tenure > 0),
    public_key text not null,
    key_id text not null check (key_id ~ '^[A-Za-z0-9_-]{43}$'),
    permissions text[] not null check (cardinality(permissions) > 0),
    created timestamptz not null,
    ended timestamptz check (ended >= created)
);
comment on column signin.client.subject is 'whose offices it has, at each request';
comment on column signin.client.tenure is 'of the subject then: whoever left and came back gets a client anew';
comment on column signin.client.public_key is 'a public JWK (RFC 7517); the private one is the client''s alone';
comment on column signin.client.key_id is 'thumbprint of the key: tokens that another one asked for are not taken';
comment on column signin.client.permissions is 'at most these of what its subject may';

comment on table signin.spent_token is 'tokens that are good once: logout tokens of a provider, assertions of clients';
comment on column signin.spent_token.key is 'SHA-256 of issuer and jti; a client''s assertion names the client as its issuer';
