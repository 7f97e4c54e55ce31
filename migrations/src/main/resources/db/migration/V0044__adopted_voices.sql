-- Adopting what somebody has is a yes as an approval is: who says it to each other is not unseen.
alter table access.assignment add column voices text[];
comment on column access.assignment.voices is 'everybody whom the actor is, was, or answers for; null where nobody looked yet';
