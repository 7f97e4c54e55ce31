-- What cursors are sealed with, the same for every process. Whoever knows it can at most ask for another page of their own.
create table scim.cursor_key (
    single boolean primary key default true check (single),
    key bytea not null check (octet_length(key) = 32)
);
