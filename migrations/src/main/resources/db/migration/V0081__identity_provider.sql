-- Who signed in by an identity provider, and for whom its tokens were taken. Of what a provider calls people and sessions only
-- hashes are here.
create table signin.identity (
    key bytea primary key check (octet_length(key) = 32),
    issuer text not null,
    subject uuid not null references directory.subject,
    tenure integer not null check (tenure > 0),
    linked timestamptz not null,
    unique (issuer, subject)
);
comment on table signin.identity is 'a link of (issuer, sub) to a subject, made once by the rule of mandate.yaml';
comment on column signin.identity.key is 'SHA-256 of issuer and sub';
comment on column signin.identity.tenure is 'of the subject then: whoever left and came back is linked anew';

-- Logout tokens that were taken, so that none is taken twice.
create table signin.spent_token (
    key bytea primary key check (octet_length(key) = 32),
    until timestamptz not null
);
comment on column signin.spent_token.key is 'SHA-256 of issuer and jti';
comment on column signin.spent_token.until is 'when the token itself is too old to be taken';

alter table signin.session
    add column proved timestamptz,
    add column identity bytea check (octet_length(identity) = 32),
    add column provider_session bytea check (octet_length(provider_session) = 32),
    add column admitted boolean not null default true;
comment on column signin.session.proved is 'when they last showed who they are, as far as that is known';
comment on column signin.session.identity is 'SHA-256 of issuer and sub, as in signin.identity';
comment on column signin.session.provider_session is 'SHA-256 of issuer and sid';
comment on column signin.session.admitted is 'false where the provider did not name a group whose people may use Mandate';
create index session_identity on signin.session (identity) where identity is not null;
create index session_provider_session on signin.session (provider_session) where provider_session is not null;
