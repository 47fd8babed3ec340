-- Types are bigint and text alone, so that SQLite and PostgreSQL read the same file. Times are RFC 3339 in UTC with
-- milliseconds, dates ISO 8601, both of one width, so that text order is time order. JSON is text.

-- Issuing organs; `profile` is the list of versions as `templates/organs` would say them.
create table organ (
  id text primary key,
  revision bigint not null,
  profile text not null,
  updated_at text not null
);
create index organ_revised on organ (revision);

-- How often organs were changed, all together. Whoever changes one takes the next count first and holds it until the
-- change is committed, so the highest revision tells every change before it.
create table organ_changes (
  one bigint primary key,           -- 1
  n bigint not null
);

-- A register: which documents share a row of numbers (NĐ 30/2020, Điều 15 k.1c).
create table series (
  organ text not null references organ (id),
  id text not null,
  name text not null,
  types text not null,              -- JSON list of type ids; empty: all that no other series takes
  period text not null,             -- 'year' or 'term'
  term_from text,
  term_to text,
  padding bigint not null,          -- digits at least
  suffixes bigint not null,         -- 1: 12a may be given
  first bigint not null,            -- the first number of a period
  primary key (organ, id)
);

-- The last number of a series in a period, and its date.
create table counter (
  organ text not null,
  series text not null,
  period text not null,             -- '2024', or '2023-10-01/2028-10-01'
  last bigint not null,
  last_date text not null,
  primary key (organ, series, period)
);

-- Every number there is, and what became of it.
create table number (
  organ text not null,
  series text not null,
  period text not null,
  n bigint not null,
  suffix text not null,             -- '' or 'a'
  code text not null,               -- as printed: 05, 12a
  state text not null,              -- reserved, given, issued, void
  document text,
  operation text not null unique,   -- the act that took it; the same act never takes another
  date text not null,               -- of the document; while it is reserved or void: the date it was reserved for
  holder text,
  reason text,
  package text,                     -- SHA-256 of the document's package, once there is one
  at text not null,
  primary key (organ, series, period, n, suffix)
);
create index number_document on number (document);

-- What was done with numbers, as a chain of hashes an organ.
create table ledger (
  organ text not null,
  seq bigint not null,
  at text not null,
  event text not null,
  payload text not null,
  prev text not null,
  hash text not null,
  primary key (organ, seq)
);
create table ledger_head (
  organ text primary key,
  seq bigint not null,
  hash text not null
);

create table document (
  id text primary key,
  organ text not null references organ (id),
  type text not null,
  state text not null,              -- draft, issuing, issued, recorded, cancelled, replaced
  version bigint not null,          -- counts changes; the ETag
  external_id text,
  subject text not null,
  signer text not null,
  code_number text,
  code_notation text not null,
  n bigint,                         -- the number without its suffix
  issued_date text,
  year bigint,
  findings text,                    -- what was found in it when it was frozen
  stem text,
  package text,                     -- SHA-256 of the package
  package_bytes bigint,
  pages bigint,
  organ_profile text,               -- the resolved profile in full
  template_sha256 text,
  style_sha256 text,
  engine text,
  ends_as text,                     -- what `issuing` becomes: issued, recorded
  issue_act text,                   -- the act that gave it its number, and whose it was
  issue_by text,
  end_act text,                     -- the act that cancelled it
  replaces text,
  replaced_by text,
  reason text,
  created_by text not null,
  created_at text not null,
  updated_at text not null,
  source text not null,             -- the draft; canonical once frozen; long, so it comes after what lists read
  unique (organ, external_id)
);
-- Lists are walked from the newest; what they are mostly narrowed by is told by the index itself.
create index document_listed on document (organ, created_at, id, type, state, year, n, issued_date);
create index document_newest on document (created_at, id, type, state, year, n, issued_date);
create index document_numbered on document (organ, n);
create index document_dated on document (organ, year, type, n);
create index document_named on document (organ, stem);
-- Those a stop left unfinished, and those that are to stand in another's place.
create index document_unfinished on document (updated_at) where state = 'issuing';
create index document_replacing on document (replaces) where replaces is not null;

-- Where each file lies in the package of a document.
create table document_file (
  document text not null references document (id),
  kind text not null,               -- pdf, docx, source, package
  name text not null,
  sha256 text not null,
  media_type text not null,
  start bigint not null,            -- first byte in the package
  bytes bigint not null,
  deflated bigint not null,         -- 1: stored deflated, `bytes` long there
  primary key (document, kind)
);

-- Images of signatures and seals.
create table asset (
  organ text not null references organ (id),
  sha256 text not null,
  kind text not null,               -- signature, seal
  name text not null,
  holder text,                      -- whose signature it is; used only where that person signs
  bytes bigint not null,
  withdrawn_at text,
  created_by text not null,
  created_at text not null,
  primary key (organ, sha256)
);

-- Requests that a caller may repeat.
create table operation (
  principal text not null,
  key text not null,
  id text not null unique,
  request text not null,            -- SHA-256 of method, path and body
  answer text,                      -- JSON, once there is one
  lease_until text not null,
  at text not null,
  primary key (principal, key)
);

create table job (
  id text primary key,
  kind text not null,               -- batch
  organ text not null,
  state text not null,              -- waiting, running, done, failed
  payload text not null,
  result text not null,
  done bigint not null,
  total bigint not null,
  attempts bigint not null,
  run_at text not null,
  lease_until text,
  created_by text not null,
  created_at text not null,
  updated_at text not null
);
create index job_waiting on job (state, run_at);

-- What happened, for those who asked to be told: written with the change itself.
create table event (
  id text primary key,
  organ text not null,
  kind text not null,               -- document.issued …
  document text,
  payload text not null,
  at text not null,
  spread bigint not null            -- 1: deliveries have been made of it
);
create index event_waiting on event (spread, id);
create index event_document on event (document, id);
create table webhook (
  id text primary key,
  organ text,                       -- null: every organ
  url text not null,
  secret text not null,
  kinds text not null,              -- JSON list; empty: all
  private bigint not null,          -- 1: may lie in a private network
  active bigint not null,
  created_at text not null
);
create table delivery (
  id text primary key,
  event text not null references event (id),
  webhook text not null references webhook (id),
  state text not null,              -- waiting, done, failed
  attempts bigint not null,
  run_at text not null,
  lease_until text,
  status bigint,
  error text,
  updated_at text not null,
  unique (event, webhook)
);
create index delivery_waiting on delivery (state, run_at);
create index delivery_due on delivery (webhook, run_at) where state = 'waiting';

-- Who may do what: grants of keys and of accounts. `organ` '*' is every organ.
create table api_key (
  id text primary key,
  name text not null,
  secret_sha256 text not null,
  expires_at text,
  revoked_at text,
  last_used_at text,
  created_at text not null
);
create table account (
  id text primary key,
  login text not null unique,
  name text not null,
  password text not null,           -- argon2id, PHC string
  disabled_at text,
  created_at text not null
);
create table role_grant (
  principal text not null,          -- id of a key or an account
  organ text not null,
  role text not null,
  primary key (principal, organ, role)
);
create table session (
  id text primary key,              -- SHA-256 of the cookie's secret
  account text not null references account (id),
  csrf text not null,
  expires_at text not null,
  created_at text not null
);
create table one_time (
  id text primary key,              -- SHA-256 of the link's secret
  purpose text not null,
  expires_at text not null
);

-- Written to see whether it can be; says nothing.
create table pulse (
  id bigint primary key,
  at text not null
);
