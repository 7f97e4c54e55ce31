-- What most likely made a difference, and what tells an upgrade of the target from somebody's hand.
alter table reconcile.reading add column release text;
comment on column reconcile.reading.release is 'of the target, as its agent said; null: read before this was kept';
alter table reconcile.drift add column likely text not null default 'unknown' check
    (likely in ('hand', 'upgrade', 'failed-push', 'before', 'not-given', 'unknown'));
comment on column reconcile.drift.likely is 'as judged when it was first seen, or when Mandate last tried to end it';
