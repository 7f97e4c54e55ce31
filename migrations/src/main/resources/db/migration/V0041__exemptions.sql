-- An exemption that was ended before its date, and by whom.
alter table access.exemption add column actor text not null;
alter table access.exemption add column ended_by text;
alter table access.exemption add column end_reason text;
alter table access.exemption add check (num_nulls(ended, ended_by, end_reason) in (0, 3));
