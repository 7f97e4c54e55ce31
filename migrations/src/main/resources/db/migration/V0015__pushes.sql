-- What a source pushes is counted by a row of its own instead of in one row that all pushes would wait for. Now and then
-- these rows are counted into the revision. No reference: it would lock the source's row, the same for each push.
create table directory.revision_step (
    source text not null
);

-- A push that waits is about one group; a whole reading about none.
alter table directory.quarantine add column about text;

-- Memberships as the modules above see them.
create view directory.v_group_subject as select group_id, subject_id from directory.group_subject;
create view directory.v_group_group as select group_id, member_id from directory.group_group;
