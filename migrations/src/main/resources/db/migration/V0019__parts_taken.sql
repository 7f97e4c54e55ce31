-- So that no reading that began before it takes the past for the present.
alter table directory.source add column part_taken timestamptz;
comment on column directory.source.part_taken is 'when something it told of was last taken over';
