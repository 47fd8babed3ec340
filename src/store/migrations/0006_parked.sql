-- Tries of a job since its last finished item, and why the last failed; of a parked one why it is parked. `attempts` of
-- before counted every turn.
alter table job add column tries bigint;
alter table job add column error text;
-- `run_at` says from when on a row may be taken: a lease moves it on, and so does the pause after a failure. `lease_until`
-- is NULL from here on; it stays for backups of before.
update job set state = 'parked' where state = 'failed';
update job set run_at = lease_until where state = 'running' and lease_until > run_at;
update job set lease_until = null where lease_until is not null;
update delivery set run_at = lease_until where state = 'waiting' and lease_until > run_at;
update delivery set lease_until = null where lease_until is not null;
-- Deliveries that were given up are parked; those whose target was removed stay failed.
update delivery set state = 'parked' where state = 'failed' and attempts >= 12
  and webhook in (select id from webhook where active = 1);
create index job_parked on job (id) where state = 'parked';
create index delivery_parked on delivery (id) where state = 'parked';
