-- What follows from a version that loosens something is a plan of its own, with a waiting set of its own.
alter table reconcile.waiting add column apart boolean not null;
comment on column reconcile.waiting.apart is 'follows from a version that loosens something';
comment on column reconcile.waiting.hash is
    'of everything of this deployment and plan that waits now: what an approval names';

-- Every waiting set that was shown, so that a yes to an older one is told what waits now.
create table reconcile.waiting_set (
    hash text primary key,
    deployment text not null,
    apart boolean not null,
    since timestamptz not null
);
create index waiting_set_deployment on reconcile.waiting_set (deployment, since);
