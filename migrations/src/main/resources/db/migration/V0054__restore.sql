-- A deployment that is kept as it was at an earlier moment, until somebody ends that.
create table reconcile.restore (
    id uuid primary key,
    deployment text not null,
    as_of timestamptz not null,
    actor_kind text not null check (actor_kind in ('operator', 'subject', 'job', 'anonymous')),
    actor text not null,
    os_user text,
    reason text not null check (reason <> ''),
    since timestamptz not null check (since >= as_of),
    ended timestamptz,
    ended_by text,
    end_reason text,
    check (num_nulls(ended, ended_by, end_reason) in (0, 3))
);
create unique index restore_in_force on reconcile.restore (deployment) where ended is null;
