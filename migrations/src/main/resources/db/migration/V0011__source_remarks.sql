-- What somebody has to know of the last complete reading of a source, and what stops nothing.
alter table directory.source add column remarks jsonb not null default '[]';
