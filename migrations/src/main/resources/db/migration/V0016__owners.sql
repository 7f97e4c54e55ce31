-- Who answers for a service or a machine: somebody of the same source, by that source's id. Not a reference: a source may name
-- somebody whom it does not state (any more), and that is a finding and no fault.
alter table directory.subject add column owner text;
alter table directory.subject add check (owner is null or kind <> 'person');
create index subject_owner on directory.subject (source, owner) where owner is not null;
