-- Up to where a source told of its changes and they were taken over, in the transaction that took them over.
alter table directory.source add column cookie text;
-- Why it does not tell, so that it is only read again.
alter table directory.source add column untold text;
