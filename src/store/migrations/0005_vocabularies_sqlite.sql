-- Words of closed vocabularies and flags: nothing else is written any more. Rows that are there stay as they are.
-- SQLite adds no CHECK to a table that is there; triggers do the same.
-- `parked`: not tried again unless somebody asks. `spread` 2: an event that a transaction has in hand.
create trigger document_vocabulary_insert before insert on document
  when not (new.state in ('draft', 'issuing', 'issued', 'recorded', 'cancelled', 'replaced')
  and (new.ends_as is null or new.ends_as in ('issued', 'recorded'))
  and (new.catalog_adopted is null or new.catalog_adopted in (0, 1)))
begin
  select raise(abort, 'document: not a word of the vocabulary of state, ends_as, catalog_adopted');
end;
create trigger document_vocabulary_update before update of state, ends_as, catalog_adopted on document
  when not (new.state in ('draft', 'issuing', 'issued', 'recorded', 'cancelled', 'replaced')
  and (new.ends_as is null or new.ends_as in ('issued', 'recorded'))
  and (new.catalog_adopted is null or new.catalog_adopted in (0, 1)))
begin
  select raise(abort, 'document: not a word of the vocabulary of state, ends_as, catalog_adopted');
end;
create trigger document_file_vocabulary_insert before insert on document_file
  when not (new.kind in ('pdf', 'docx', 'source', 'package')
  and new.deflated in (0, 1))
begin
  select raise(abort, 'document_file: not a word of the vocabulary of kind, deflated');
end;
create trigger document_file_vocabulary_update before update of kind, deflated on document_file
  when not (new.kind in ('pdf', 'docx', 'source', 'package')
  and new.deflated in (0, 1))
begin
  select raise(abort, 'document_file: not a word of the vocabulary of kind, deflated');
end;
create trigger number_vocabulary_insert before insert on number
  when not (new.state in ('reserved', 'given', 'issued', 'void'))
begin
  select raise(abort, 'number: not a word of the vocabulary of state');
end;
create trigger number_vocabulary_update before update of state on number
  when not (new.state in ('reserved', 'given', 'issued', 'void'))
begin
  select raise(abort, 'number: not a word of the vocabulary of state');
end;
create trigger series_vocabulary_insert before insert on series
  when not (new.period in ('year', 'term')
  and new.suffixes in (0, 1))
begin
  select raise(abort, 'series: not a word of the vocabulary of period, suffixes');
end;
create trigger series_vocabulary_update before update of period, suffixes on series
  when not (new.period in ('year', 'term')
  and new.suffixes in (0, 1))
begin
  select raise(abort, 'series: not a word of the vocabulary of period, suffixes');
end;
create trigger asset_vocabulary_insert before insert on asset
  when not (new.kind in ('signature', 'seal'))
begin
  select raise(abort, 'asset: not a word of the vocabulary of kind');
end;
create trigger asset_vocabulary_update before update of kind on asset
  when not (new.kind in ('signature', 'seal'))
begin
  select raise(abort, 'asset: not a word of the vocabulary of kind');
end;
create trigger job_vocabulary_insert before insert on job
  when not (new.kind in ('batch')
  and new.state in ('waiting', 'running', 'done', 'parked'))
begin
  select raise(abort, 'job: not a word of the vocabulary of kind, state');
end;
create trigger job_vocabulary_update before update of kind, state on job
  when not (new.kind in ('batch')
  and new.state in ('waiting', 'running', 'done', 'parked'))
begin
  select raise(abort, 'job: not a word of the vocabulary of kind, state');
end;
create trigger event_vocabulary_insert before insert on event
  when not (new.spread in (0, 1, 2))
begin
  select raise(abort, 'event: not a word of the vocabulary of spread');
end;
create trigger event_vocabulary_update before update of spread on event
  when not (new.spread in (0, 1, 2))
begin
  select raise(abort, 'event: not a word of the vocabulary of spread');
end;
create trigger webhook_vocabulary_insert before insert on webhook
  when not (new.private in (0, 1)
  and new.active in (0, 1))
begin
  select raise(abort, 'webhook: not a word of the vocabulary of private, active');
end;
create trigger webhook_vocabulary_update before update of private, active on webhook
  when not (new.private in (0, 1)
  and new.active in (0, 1))
begin
  select raise(abort, 'webhook: not a word of the vocabulary of private, active');
end;
create trigger delivery_vocabulary_insert before insert on delivery
  when not (new.state in ('waiting', 'done', 'failed', 'parked'))
begin
  select raise(abort, 'delivery: not a word of the vocabulary of state');
end;
create trigger delivery_vocabulary_update before update of state on delivery
  when not (new.state in ('waiting', 'done', 'failed', 'parked'))
begin
  select raise(abort, 'delivery: not a word of the vocabulary of state');
end;
create trigger role_grant_vocabulary_insert before insert on role_grant
  when not (new.role in ('drafter', 'clerk', 'archivist', 'auditor', 'admin'))
begin
  select raise(abort, 'role_grant: not a word of the vocabulary of role');
end;
create trigger role_grant_vocabulary_update before update of role on role_grant
  when not (new.role in ('drafter', 'clerk', 'archivist', 'auditor', 'admin'))
begin
  select raise(abort, 'role_grant: not a word of the vocabulary of role');
end;
