-- Words of closed vocabularies and flags: nothing else is written any more. Rows that are there stay as they are.
-- `parked`: not tried again unless somebody asks. `spread` 2: an event that a transaction has in hand.
alter table document add constraint document_vocabulary check (state in ('draft', 'issuing', 'issued', 'recorded', 'cancelled', 'replaced')
  and (ends_as is null or ends_as in ('issued', 'recorded'))
  and (catalog_adopted is null or catalog_adopted in (0, 1))) not valid;
alter table document_file add constraint document_file_vocabulary check (kind in ('pdf', 'docx', 'source', 'package')
  and deflated in (0, 1)) not valid;
alter table number add constraint number_vocabulary check (state in ('reserved', 'given', 'issued', 'void')) not valid;
alter table series add constraint series_vocabulary check (period in ('year', 'term')
  and suffixes in (0, 1)) not valid;
alter table asset add constraint asset_vocabulary check (kind in ('signature', 'seal')) not valid;
alter table job add constraint job_vocabulary check (kind in ('batch')
  and state in ('waiting', 'running', 'done', 'parked')) not valid;
alter table event add constraint event_vocabulary check (spread in (0, 1, 2)) not valid;
alter table webhook add constraint webhook_vocabulary check (private in (0, 1)
  and active in (0, 1)) not valid;
alter table delivery add constraint delivery_vocabulary check (state in ('waiting', 'done', 'failed', 'parked')) not valid;
alter table role_grant add constraint role_grant_vocabulary check (role in ('drafter', 'clerk', 'archivist', 'auditor', 'admin')) not valid;
