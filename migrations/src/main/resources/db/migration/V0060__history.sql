-- What exports and questions about the past need beside the rows of the modules below.

-- How often personal values were erased. An export that discloses some names the revision it saw: its body is a function
-- of query, checkpoint, version and this number.
create table ledger.erasure (
    revision bigint primary key check (revision > 0),
    erased bigint not null check (erased > 0)
);
grant select on ledger.erasure to ${application};

-- As before, and counts.
create or replace function ledger.erase(commitments bytea[]) returns bigint
    language plpgsql
    security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    gone bigint;
begin
    perform pg_advisory_xact_lock(hashtextextended('ledger.erase', 0));
    delete from ledger.personal where commitment = any (commitments);
    get diagnostics gone = row_count;
    if gone > 0 then
        insert into ledger.erasure (revision, erased)
        select coalesce(max(revision), 0) + 1, gone from ledger.erasure;
    end if;
    return gone;
end
$$;

alter table fleet.deployment add column blind_spots text[] not null default '{}';
comment on column fleet.deployment.blind_spots is 'what a reading of it cannot show, as its agent said at the last contact';

-- How the fleet stood when a checkpoint was first exported, kept so that later exports at that checkpoint say the same.
create table history.standing (
    checkpoint bigint primary key check (checkpoint >= 0),
    protection text not null,
    lines text not null
);
comment on column history.standing.lines is 'systems.jsonl of the export; one line per deployment';

-- What the questions are answered from; nothing is written through a view.
create view history.v_run as
    select deployment, ended, result from reconcile.reconciliation where ended is not null;

create view history.v_reading as
    select deployment, at from reconcile.reading;

create view history.v_deployment as
    select id, release, blind_spots from fleet.deployment;

create view history.v_holding as
    select deployment, principal_kind, principal_name, entitlement, after, since, last_with, gone,
        (select array_agg(role order by role) from jsonb_array_elements_text(given -> 'roles') as role) as roles
    from reconcile.holding;

create view history.v_link as
    select deployment, name, subject, evidence, since, until from fleet.account_link;

revoke insert, update, delete on
    history.v_run, history.v_reading, history.v_deployment, history.v_holding, history.v_link from ${application};

create index account_link_of_subject on fleet.account_link (subject);
create index holding_principal on reconcile.holding (deployment, principal_kind, principal_name);
