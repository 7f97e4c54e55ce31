-- Nobody releases what they gain by. Who gains is written down with the reading or push that waits; null where that was not
-- looked at yet, which only the next read does.
alter table directory.quarantine add column gains uuid[];
comment on column directory.quarantine.gains is 'sorted; identities that get into a group, may hold access again, or are about to be linked to somebody';
