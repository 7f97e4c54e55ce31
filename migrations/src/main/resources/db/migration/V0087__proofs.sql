-- Proofs of possession that were used (RFC 9449), so that none is taken twice on any node. Unlogged: they are good for a minute, and what a
-- crash forgets is at most that old. A row stays until its proof is too old to be taken; nothing else makes room.
create unlogged table signin.dpop_proof (
    key bytea primary key check (octet_length(key) = 32),
    until timestamptz not null
);
comment on column signin.dpop_proof.key is 'SHA-256 of the key''s thumbprint and jti';
create index dpop_proof_until on signin.dpop_proof (until);

alter table signin.client add column bound boolean not null default false;
comment on column signin.client.bound is 'whether it gets only tokens that are bound to a key of its own';
