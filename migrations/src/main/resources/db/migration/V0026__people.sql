-- How many people decided when a version was published: fewer, or a shorter wait, is itself a loosening.
alter table policy.version add column people smallint not null default 2 check (people in (1, 2));
alter table policy.version add column confirm_after bigint not null default 3600 check (confirm_after >= 60);
alter table policy.proposal add column people smallint not null default 2 check (people in (1, 2));
alter table policy.proposal add column confirm_after bigint not null default 3600 check (confirm_after >= 60);
alter table policy.version alter column people drop default, alter column confirm_after drop default;
alter table policy.proposal alter column people drop default, alter column confirm_after drop default;
comment on column policy.version.people is '1: whoever publishes confirms it alone, after a while';
comment on column policy.version.confirm_after is 'in seconds: how long that takes at least';

alter table policy.version add column assurance text
    check (assurance in ('host-operator', 'self-confirmed', 'step-up'));
update policy.version set assurance = 'host-operator' where approver_kind is not null;
alter table policy.version add check ((assurance is null) = (approver_kind is null));
comment on column policy.version.assurance is 'how sure it is that the approver said so';

-- Two people, and two humans as far as is known, but where there is only one.
do $$
declare
    one record;
begin
    for one in
        select conname from pg_constraint
        where conrelid = 'policy.version'::regclass and contype = 'c'
            and pg_get_constraintdef(oid) like '%<>%approver_%'
    loop
        execute format('alter table policy.version drop constraint %I', one.conname);
    end loop;
end
$$;
alter table policy.version
    add check (assurance = 'self-confirmed' or (author_kind, author_name) <> (approver_kind, approver_name)),
    add check (assurance = 'self-confirmed' or author_subject <> approver_subject),
    add check (assurance = 'self-confirmed' or author_os_user <> approver_os_user);
