-- A source's row is never deleted; each push would lock it, and all pushes of a source the same one.
alter table directory.revision_step drop constraint revision_step_source_fkey;
