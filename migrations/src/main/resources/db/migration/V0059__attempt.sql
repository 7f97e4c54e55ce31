-- Changes between their intent and the read that tells what became of them. Written before the call, in the transaction
-- of the intent; taken away in the transaction that writes down the read. What a crash leaves here is settled by reading.
create table reconcile.attempt (
    id bigint generated always as identity primary key,
    deployment text not null,
    plan text not null,
    batch integer not null,
    lane smallint not null check (lane between 1 and 3),
    answered boolean not null,
    changes text not null
);
-- JSON that nobody but the service reads, for a short time: to parse or pack it would only cost time.
alter table reconcile.attempt alter column changes set storage external;
comment on column reconcile.attempt.answered is 'the agent said that these are done; false: nobody knows';
create index attempt_deployment on reconcile.attempt (deployment, id);
