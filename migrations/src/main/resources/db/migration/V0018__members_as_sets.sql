-- That members and their group exist is asked once for all rows of a statement. Foreign keys ask row by row and lock each
-- row that is referred to, which writes to it: all pushes into one group would write to the group's row.
alter table directory.group_subject
    drop constraint group_subject_group_id_fkey,
    drop constraint group_subject_subject_id_fkey;

-- Scalar subqueries and no sequential scan, because the plan is kept: what it is made for may be one row or a million.
create function directory.require_members() returns trigger
    language plpgsql
    set enable_seqscan = off
as $$
begin
    if exists (select from added
            where (select true from directory.subject where subject.id = added.subject_id) is null)
        or exists (select from (select distinct group_id from added) as named
            where (select true from directory.group_ where group_.id = named.group_id) is null) then
        raise foreign_key_violation using message = 'a member of a group is no subject, or its group is none';
    end if;
    return null;
end
$$;
create trigger members_exist after insert on directory.group_subject
    referencing new table as added for each statement execute function directory.require_members();
create trigger members_exist_still after update on directory.group_subject
    referencing new table as added for each statement execute function directory.require_members();

-- Whoever adds members meanwhile is waited for, or waits and then finds what is no more.
create function directory.require_no_members() returns trigger
    language plpgsql
    security definer
    set search_path = pg_catalog, pg_temp
as $$
begin
    lock table directory.group_subject in share row exclusive mode;
    if tg_op = 'TRUNCATE' then
        if exists (select from directory.group_subject) then
            raise foreign_key_violation using message = 'there are members of groups';
        end if;
    elsif tg_table_name = 'subject' then
        if exists (select from removed join directory.group_subject on subject_id = removed.id) then
            raise foreign_key_violation using message = 'a subject is a member of a group';
        end if;
    elsif exists (select from removed join directory.group_subject on group_id = removed.id) then
        raise foreign_key_violation using message = 'a group has members';
    end if;
    return null;
end
$$;
create trigger no_members after delete on directory.subject
    referencing old table as removed for each statement execute function directory.require_no_members();
create trigger no_members after delete on directory.group_
    referencing old table as removed for each statement execute function directory.require_no_members();
create trigger no_members_at_all after truncate on directory.subject
    for each statement execute function directory.require_no_members();
create trigger no_members_at_all after truncate on directory.group_
    for each statement execute function directory.require_no_members();

create function directory.refuse_another_id() returns trigger
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
begin
    raise foreign_key_violation using message = 'ids of subjects and groups never change';
end
$$;
create trigger same_id before update of id on directory.subject
    for each row when (old.id <> new.id) execute function directory.refuse_another_id();
create trigger same_id before update of id on directory.group_
    for each row when (old.id <> new.id) execute function directory.refuse_another_id();
