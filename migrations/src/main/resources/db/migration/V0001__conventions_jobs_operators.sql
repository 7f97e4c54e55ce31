-- One schema per module. The owner role, which runs this file, owns everything; the application role works on rows.
create schema platform;
create schema ledger;
create schema directory;
create schema fleet;
create schema policy;
create schema access;
create schema reconcile;
create schema review;
create schema history;
create schema signin;
create schema scim;
create schema notify;

grant usage on schema
    platform, ledger, directory, fleet, policy, access, reconcile, review, history, signin, scim, notify
    to ${application};

-- ledger is missing here on purpose: its rows are never changed, so each grant there is written out.
alter default privileges in schema
    platform, directory, fleet, policy, access, reconcile, review, history, signin, scim, notify
    grant select, insert, update, delete on tables to ${application};
alter default privileges in schema
    platform, directory, fleet, policy, access, reconcile, review, history, signin, scim, notify
    grant usage on sequences to ${application};
alter default privileges revoke execute on functions from public;

-- The service compares this history with the files it carries, and does not start on another state.
grant usage on schema ${flyway:defaultSchema} to ${application};
grant select on ${flyway:defaultSchema}.${flyway:table} to ${application};

-- Jobs. The columns are db-scheduler's.
create table platform.job (
    task_name text not null,
    task_instance text not null,
    task_data bytea,
    execution_time timestamptz not null,
    picked boolean not null,
    picked_by text,
    last_success timestamptz,
    last_failure timestamptz,
    consecutive_failures integer,
    last_heartbeat timestamptz,
    version bigint not null,
    priority smallint,
    primary key (task_name, task_instance)
);
create index job_execution_time on platform.job (execution_time);
create index job_last_heartbeat on platform.job (last_heartbeat);
create index job_priority_execution_time on platform.job (priority desc, execution_time asc);

-- People who act on the host before sign-in exists. Only the hash of a token is here; the token is in a 0600 file.
create table signin.operator (
    name text primary key check (name ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
    token_hash bytea not null unique check (octet_length(token_hash) = 32),
    os_user text check (os_user <> ''),
    created timestamptz not null,
    ended timestamptz check (ended >= created)
);
comment on column signin.operator.token_hash is 'SHA-256 of the token''s bytes';
comment on column signin.operator.os_user is 'the operating-system user for whom `run` publishes as this operator';
create unique index operator_os_user on signin.operator (os_user) where ended is null;
