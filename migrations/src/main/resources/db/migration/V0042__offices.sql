-- The deployment mandate: what people hold in Mandate itself. Changed by its agent alone, and read back like any other.
create table access.office_account (
    name text primary key,
    subject text not null unique,
    enabled boolean not null
);

create table access.office (
    account text not null references access.office_account,
    entitlement text not null,
    primary key (account, entitlement)
);
comment on column access.office.entitlement is 'preset:NAME, over all deployments or over those of a selector';
