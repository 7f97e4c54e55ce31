-- What waits of a source that is pushed to is about one group or user, and another push does not take its place.
alter table directory.quarantine drop constraint quarantine_pkey;
alter table directory.quarantine add unique nulls not distinct (source, about);
comment on column directory.quarantine.about is 'the group or user that a push is about; null for a reading, which is about all of it';
