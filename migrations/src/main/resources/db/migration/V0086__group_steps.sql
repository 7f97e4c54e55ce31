-- A step that refers to its group would lock the group's row, the same for everybody who adds a member. Steps of a group
-- that is no more are counted away with the others.
alter table scim.group_step drop constraint group_step_group_id_fkey;
