-- What the checks say of a draft, kept so that reading it renders nothing; made anew whenever it is missing, of another
-- version of the draft, or judged by other templates, another profile of the organ, or on another day.
create table draft_findings (
  document text primary key,
  version bigint not null,          -- of the draft that was judged
  judged_by text not null,          -- SHA-256 of the engine, the templates, the organ's profile and its images
  holds_until text,                 -- the first day on which the checks may say otherwise, were nothing else changed
  pages bigint,                     -- null where the draft cannot be laid out
  problems text not null            -- JSON; the same for every reader
);
create index document_drafts on document (organ, id) where state = 'draft';
