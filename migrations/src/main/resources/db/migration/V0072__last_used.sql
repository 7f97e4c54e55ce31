-- When accounts were last used, as their deployments said it when they were last asked. What has no row is not known.
create table reconcile.last_used (
    deployment text not null,
    account text not null,
    used timestamptz,
    told timestamptz not null,
    primary key (deployment, account)
);
comment on column reconcile.last_used.used is 'null: never, by the deployment''s own count';

create view history.v_last_used as
    select deployment, account, used, told from reconcile.last_used;
revoke insert, update, delete on history.v_last_used from ${application};
