-- What an agent tells of a deployment beside accounts and grants, as of when it was last asked.
create table reconcile.told (
    deployment text not null,
    about text not null check (about in ('ways-in', 'sign-in')),
    answer text not null check (answer in ('told', 'not-offered', 'failed')),
    asked timestamptz not null,
    told timestamptz,
    code text,
    unseen text[] not null,
    primary key (deployment, about),
    check (answer <> 'told' or told is not null)
);
comment on table reconcile.told is 'nobody knows anything of what has no row, nor of what is unseen';
comment on column reconcile.told.told is 'when the agent last answered; null: never';
comment on column reconcile.told.code is 'why it did not answer when it was last asked';
comment on column reconcile.told.unseen is 'what it could not look at, and what would let it';

create table reconcile.way_in (
    deployment text not null,
    kind text not null,
    who text not null,
    place text not null,
    sentence text not null,
    fix text not null,
    since timestamptz not null,
    primary key (deployment, kind, who, place)
);
comment on column reconcile.way_in.since is 'first told then; it may be older';

create table reconcile.sign_in_setting (
    deployment text not null,
    setting text not null,
    value text not null,
    changes text[] not null,
    sentence text not null,
    fix text not null,
    since timestamptz not null,
    primary key (deployment, setting, value)
);
comment on column reconcile.sign_in_setting.changes is 'facets that somebody''s sign-in changes by it';
