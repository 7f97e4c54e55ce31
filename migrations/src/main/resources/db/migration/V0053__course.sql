-- Which version of the policy each deployment is being brought to, and under which one it was last verified.
create table reconcile.course (
    deployment text primary key,
    target bigint not null,
    since timestamptz not null,
    result text not null check (result in
        ('in_sync', 'converged', 'drift_left', 'refused', 'unreachable', 'failed', 'observed')),
    verified bigint
);
comment on column reconcile.course.result is 'of the last reconciliation under target';
comment on column reconcile.course.verified is 'the version under which a full reconciliation was last verified';
