-- Which identities are one subject: dated edges, undone by ending them.
create table directory.link (
    id uuid primary key,
    identity uuid not null references directory.subject,
    subject uuid not null references directory.subject,
    attribute text,
    actor text not null,
    reason text,
    since timestamptz not null,
    ended timestamptz check (ended >= since),
    ended_by text,
    end_reason text,
    check (identity <> subject),
    check ((attribute is null) <> (reason is null)),
    check ((ended is null) = (ended_by is null))
);
comment on column directory.link.attribute is 'equal values of which are the evidence; null: a person said so';
create unique index link_in_force on directory.link (identity) where ended is null;
create index link_identity on directory.link (identity);
create index link_subject on directory.link (subject);

-- By which people are usually linked; the text is that of LinkStore.
create index subject_email on directory.subject (lower(btrim(attributes ->> 'email')));
