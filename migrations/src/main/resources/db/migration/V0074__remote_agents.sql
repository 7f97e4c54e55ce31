-- Agents that run beside their targets. They ask for work; nothing connects to them.
create table fleet.agent (
    name text primary key check (name ~ '^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$' and name <> 'local'),
    created timestamptz not null,
    invitation bytea check (octet_length(invitation) = 32),
    invited_until timestamptz,
    public_key text,
    key_id text check (key_id ~ '^[A-Za-z0-9_-]{43}$'),
    enrolled timestamptz,
    revoked timestamptz,
    suspect_since timestamptz,
    last_contact timestamptz,
    instance uuid,
    version text,
    ahead_ms bigint,
    journal_lines bigint not null default 0 check (journal_lines >= 0),
    journal_hash text not null default '',
    check ((invitation is null) = (invited_until is null)),
    check ((public_key is null) = (enrolled is null) and (public_key is null) = (key_id is null))
);
comment on column fleet.agent.invitation is 'SHA-256 of a token that is good for one join, until invited_until';
comment on column fleet.agent.public_key is 'the JWK that the agent made when it joined; the private one never leaves its host';
comment on column fleet.agent.suspect_since is 'what it said from then on is not believed';
comment on column fleet.agent.ahead_ms is 'how far its clock is ahead of ours, as it says';
comment on column fleet.agent.journal_lines is 'how many lines of its journal are here, chained up to journal_hash';

-- The turn that a deployment's work had last. The timeline is the store's own and grows with every promotion of a standby,
-- so that turns go on upwards even where the last of them were lost.
create table fleet.turn (
    deployment text primary key,
    timeline bigint not null,
    sequence bigint not null
);

create table fleet.work (
    id uuid primary key,
    agent text not null references fleet.agent,
    deployment text not null,
    note text not null,
    changes boolean not null,
    timeline bigint not null,
    sequence bigint not null,
    queued timestamptz not null,
    lasts_ms bigint not null check (lasts_ms > 0),
    taken timestamptz,
    instance uuid,
    answered timestamptz,
    answer text,
    check ((taken is null) = (instance is null)),
    check ((answered is null) = (answer is null))
);
comment on column fleet.work.note is 'the work, signed';
comment on column fleet.work.lasts_ms is 'from when it was taken; an agent begins nothing of it after that';
create index work_waiting on fleet.work (agent, timeline, sequence) where taken is null;
create index work_out on fleet.work (deployment) where taken is not null and answered is null and changes;

create table fleet.work_page (
    work uuid not null references fleet.work on delete cascade,
    number integer not null check (number >= 0),
    page bytea not null,
    primary key (work, number)
);

-- That something was ordered, kept when the work itself is done with: a journal that knows more than this shows what the
-- store lost.
create table fleet.ordered (
    work uuid primary key,
    agent text not null,
    deployment text not null,
    at timestamptz not null
);
create index ordered_at on fleet.ordered (at);

create table fleet.journal (
    agent text not null references fleet.agent,
    key_id text not null,
    number bigint not null check (number > 0),
    line text not null,
    received timestamptz not null,
    primary key (agent, key_id, number)
);
comment on column fleet.journal.key_id is 'whose it is: an agent that joins anew begins another journal, and the old one stays';

alter table fleet.deployment add column agent text not null default 'local';
comment on column fleet.deployment.agent is 'through which it was reached last';
alter table fleet.deployment add column diverged timestamptz;
alter table fleet.deployment add column diverged_why text check ((diverged_why is null) = (diverged is null));
comment on column fleet.deployment.diverged is 'since the agent is known to have changed what the store does not know of; nothing is changed until somebody confirms it';
