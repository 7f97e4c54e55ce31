-- Published states of the policy. Each names the one before it and only one may do so; none is changed or removed.
create table policy.version (
    number bigint primary key check (number > 0),
    previous bigint references policy.version check (previous = number - 1),
    hash bytea not null,
    content bytea not null check (hash = sha256(content)),
    pins text not null,
    limits bytea not null,
    loosens text[] not null,
    author_kind text not null check (author_kind in ('operator', 'subject', 'job')),
    author_name text not null,
    author_subject text,
    author_os_user text,
    published timestamptz not null,
    approver_kind text check (approver_kind in ('operator', 'subject')),
    approver_name text,
    approver_subject text,
    approver_os_user text,
    reason text check (reason <> ''),
    check ((previous is null) = (number = 1)),
    -- Two people, and two humans as far as is known.
    check ((loosens = '{}') = (approver_kind is null)),
    check ((approver_kind is null) = (approver_name is null)),
    check ((approver_kind is null) = (reason is null)),
    check ((author_kind, author_name) <> (approver_kind, approver_name)),
    check (author_subject <> approver_subject),
    check (author_os_user <> approver_os_user)
);
comment on column policy.version.content is 'canonical JSON (RFC 8785) with every value, so that a later default changes nothing';
comment on column policy.version.pins is 'what the names in it meant; not part of the hash';
comment on column policy.version.limits is 'the guards and the time zone of the content alone, in the same form';
comment on column policy.version.loosens is 'what it holds back less than the one before, one sentence each';

create table policy.proposal (
    id bigint generated always as identity primary key,
    base bigint not null references policy.version,
    hash bytea not null,
    content bytea not null check (hash = sha256(content)),
    pins text not null,
    loosens text[] not null check (loosens <> '{}'),
    author_kind text not null check (author_kind in ('operator', 'subject', 'job')),
    author_name text not null,
    author_subject text,
    author_os_user text,
    proposed timestamptz not null,
    entry uuid not null
);
comment on table policy.proposal is 'a version that loosens something, as it was shown to the second person';
comment on column policy.proposal.base is 'the version in force when it was proposed: no other one may be in between';
comment on column policy.proposal.entry is 'the entry of the ledger that tells of it';

-- What may move: at most one version is in force, and at most one proposal waits.
create table policy.state (
    single boolean primary key default true check (single),
    in_force bigint references policy.version,
    waiting bigint references policy.proposal
);
insert into policy.state default values;

revoke update, delete on policy.version, policy.proposal from ${application};
revoke insert, delete on policy.state from ${application};
