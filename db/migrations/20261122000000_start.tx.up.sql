-- Words that differ between the engines: {{"{{"}}.ID}} a number the database gives, {{"{{"}}.Int}} 64 bits, {{"{{"}}.Bool}},
-- {{"{{"}}.Time}} (set by Go: UTC, microseconds), {{"{{"}}.Strict}} (SQLite checks its types). Texts are TEXT, JSON too.

CREATE TABLE people (
  id         {{.ID}},
  email      TEXT NOT NULL UNIQUE,           -- canonical: trimmed, lower case, domain in punycode
  name       TEXT NOT NULL DEFAULT '',
  role       TEXT NOT NULL DEFAULT '',       -- '' customer, 'agent', 'admin'
  locale     TEXT NOT NULL DEFAULT '',       -- '' follows the browser
  timezone   TEXT NOT NULL DEFAULT '',       -- '' is the installation's
  account_at {{.Time}},                      -- first full sign-in; NULL: known as a guest only
  inbox_seq  {{.Int}} NOT NULL DEFAULT 0,    -- rises with each change of the person's ticket list
  created_at {{.Time}} NOT NULL
) {{.Strict}};
--bun:split
CREATE TABLE topics (
  id       TEXT PRIMARY KEY,
  position {{.Int}} NOT NULL,
  es       TEXT NOT NULL,
  en       TEXT NOT NULL
) {{.Strict}};
--bun:split
INSERT INTO topics (id, position, es, en) VALUES
  ('payments', 1, 'Pagos y cobros', 'Payments and charges'),
  ('transfers', 2, 'Transferencias y depósitos', 'Transfers and deposits'),
  ('account', 3, 'Mi cuenta y acceso', 'My account and access'),
  ('security', 4, 'Seguridad y fraude', 'Security and fraud'),
  ('other', 5, 'Otra cosa', 'Something else');
--bun:split
CREATE TABLE tickets (
  number       {{.Int}} PRIMARY KEY,
  requester_id {{.Int}} NOT NULL REFERENCES people (id),
  assignee_id  {{.Int}} REFERENCES people (id),
  subject      TEXT NOT NULL,
  topic        TEXT NOT NULL REFERENCES topics (id),
  status       TEXT NOT NULL,
  priority     TEXT NOT NULL DEFAULT 'normal',
  proof        TEXT NOT NULL,                -- best proof of the requester so far: 'none', 'guest', 'session'
  name         TEXT NOT NULL DEFAULT '',     -- as typed by a guest, until the address is proven
  locale       TEXT NOT NULL DEFAULT '',     -- of the request
  last_seq     {{.Int}} NOT NULL,
  updated_at   {{.Time}} NOT NULL,
  public_seq   {{.Int}} NOT NULL,            -- the last entry a requester may see: lists and counts use only these
  public_at    {{.Time}} NOT NULL,
  public_line  TEXT NOT NULL,                -- its first words, or empty where the kind has a sentence of its own
  public_kind  TEXT NOT NULL,
  public_by    {{.Int}},                     -- its author
  public_files {{.Int}} NOT NULL DEFAULT 0,  -- files in all entries that a requester may see
  desk_line    TEXT NOT NULL DEFAULT '',     -- the last entry for the desk
  desk_kind    TEXT NOT NULL DEFAULT '',
  desk_by      {{.Int}},
  inbox_seq    {{.Int}} NOT NULL DEFAULT 0,  -- people.inbox_seq when it last changed for its requester
  desk_seq     {{.Int}} NOT NULL DEFAULT 0,  -- counters 'desk' when it last changed for the desk
  asked        TEXT NOT NULL DEFAULT '',     -- JSON list of the details wanted while pending
  solved_seq   {{.Int}} NOT NULL DEFAULT 0,  -- the entry that proposed the solution
  rated_at     {{.Time}},                    -- first rating; changeable for 7 days
  score        TEXT NOT NULL DEFAULT '',
  agent_seen   {{.Int}} NOT NULL DEFAULT 0,  -- highest entry that any agent saw
  created_at   {{.Time}} NOT NULL
) {{.Strict}};
--bun:split
CREATE INDEX tickets_by_requester ON tickets (requester_id, public_at);
--bun:split
CREATE INDEX tickets_by_status ON tickets (status, updated_at);
--bun:split
CREATE INDEX tickets_by_assignee ON tickets (assignee_id, updated_at);
--bun:split
CREATE INDEX tickets_by_desk_seq ON tickets (desk_seq);
--bun:split
CREATE TABLE entries (
  ticket    {{.Int}} NOT NULL REFERENCES tickets (number),
  seq       {{.Int}} NOT NULL,
  kind      TEXT NOT NULL,
  author_id {{.Int}} REFERENCES people (id), -- NULL: the system
  proof     TEXT NOT NULL DEFAULT '',
  body      TEXT NOT NULL DEFAULT '',
  data      TEXT NOT NULL DEFAULT '{}',      -- JSON: what a kind adds (files, wants, score, assignee)
  at        {{.Time}} NOT NULL,
  rev       {{.Int}} NOT NULL DEFAULT 0,     -- rises only by erasure
  key       TEXT,                            -- the client's idempotency key
  key_hash  TEXT NOT NULL DEFAULT '',        -- what was sent under it
  PRIMARY KEY (ticket, seq),
  UNIQUE (author_id, key)
) {{.Strict}};
--bun:split
CREATE TABLE seen (
  person_id {{.Int}} NOT NULL REFERENCES people (id),
  ticket    {{.Int}} NOT NULL REFERENCES tickets (number),
  seq       {{.Int}} NOT NULL,
  at        {{.Time}} NOT NULL,
  PRIMARY KEY (person_id, ticket)
) {{.Strict}};
--bun:split
CREATE TABLE counters (
  name  TEXT PRIMARY KEY,
  value {{.Int}} NOT NULL
) {{.Strict}};
--bun:split
INSERT INTO counters (name, value) VALUES ('desk', 0);
--bun:split
CREATE TABLE facts (                         -- what is true of this installation, like 'demo'
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) {{.Strict}};
--bun:split
CREATE TABLE files (
  id         TEXT PRIMARY KEY,               -- public: 128 random bits
  ticket     {{.Int}} NOT NULL,
  seq        {{.Int}} NOT NULL,
  person_id  {{.Int}} NOT NULL REFERENCES people (id),
  name       TEXT NOT NULL,
  type       TEXT NOT NULL,
  size       {{.Int}} NOT NULL,
  sha256     TEXT NOT NULL,                  -- the blob's name
  width      {{.Int}} NOT NULL DEFAULT 0,    -- of an image with a preview, else 0
  height     {{.Int}} NOT NULL DEFAULT 0,
  expires_at {{.Time}},                      -- an unproven person's file: gone by then
  created_at {{.Time}} NOT NULL,
  FOREIGN KEY (ticket, seq) REFERENCES entries (ticket, seq)
) {{.Strict}};
--bun:split
CREATE INDEX files_by_sha256 ON files (sha256);
--bun:split
CREATE INDEX files_by_expires ON files (expires_at);
--bun:split
CREATE TABLE drafts (                        -- words typed but not sent
  person_id  {{.Int}} REFERENCES people (id),
  token_hash TEXT,                           -- of a browser whose session had ended
  ticket     {{.Int}} NOT NULL,              -- 0: a new ticket
  body       TEXT NOT NULL,
  key        TEXT NOT NULL,
  updated_at {{.Time}} NOT NULL,
  UNIQUE (person_id, ticket),
  UNIQUE (token_hash)
) {{.Strict}};
--bun:split
CREATE TABLE sessions (
  id         TEXT PRIMARY KEY,               -- public, for the person's list
  hash       TEXT NOT NULL UNIQUE,           -- SHA-256 of the cookie
  kind       TEXT NOT NULL,                  -- 'customer', 'staff', 'guest'
  person_id  {{.Int}} NOT NULL REFERENCES people (id),
  ticket     {{.Int}} NOT NULL DEFAULT 0,    -- a guest's only ticket
  link_id    TEXT NOT NULL DEFAULT '',       -- the guest link it came by
  agent      TEXT NOT NULL DEFAULT '',       -- browser and system, in words
  proven_at  {{.Time}} NOT NULL,
  seen_at    {{.Time}} NOT NULL,
  expires_at {{.Time}} NOT NULL              -- absolute
) {{.Strict}};
--bun:split
CREATE INDEX sessions_by_person ON sessions (person_id);
--bun:split
CREATE TABLE guest_links (
  id         TEXT PRIMARY KEY,
  hash       TEXT NOT NULL UNIQUE,           -- SHA-256 of the token
  ticket     {{.Int}} NOT NULL REFERENCES tickets (number),
  person_id  {{.Int}} NOT NULL REFERENCES people (id), -- the address it is bound to
  created_at {{.Time}} NOT NULL,
  revoked_at {{.Time}}
) {{.Strict}};
--bun:split
CREATE INDEX guest_links_by_ticket ON guest_links (ticket);
--bun:split
CREATE TABLE challenges (
  hash       TEXT PRIMARY KEY,               -- SHA-256 of the browser's challenge cookie
  email      TEXT NOT NULL,
  link_id    TEXT NOT NULL DEFAULT '',       -- '' is a sign-in
  next       TEXT NOT NULL DEFAULT '',       -- own path to go on to
  code_hash  TEXT NOT NULL,                  -- HMAC with the pepper; '' never matches
  tries      {{.Int}} NOT NULL DEFAULT 0,
  sent_at    {{.Time}} NOT NULL,
  expires_at {{.Time}} NOT NULL,
  used_at    {{.Time}}
) {{.Strict}};
--bun:split
CREATE TABLE staff_links (
  hash       TEXT PRIMARY KEY,
  person_id  {{.Int}} REFERENCES people (id), -- NULL sets up the first admin
  expires_at {{.Time}} NOT NULL,
  used_at    {{.Time}}
) {{.Strict}};
--bun:split
CREATE TABLE limits (
  bucket TEXT PRIMARY KEY,                   -- what is limited and a keyed hash of whom
  tat    {{.Int}} NOT NULL                   -- theoretical arrival time of GCRA, µs since 1970
) {{.Strict}};
--bun:split
CREATE TABLE jobs (
  id          TEXT PRIMARY KEY,
  kind        TEXT NOT NULL,
  key         TEXT UNIQUE,                   -- at most one job of a key is open; NULL: no such bound
  payload     TEXT NOT NULL,
  due_at      {{.Time}} NOT NULL,
  lease_until {{.Time}},
  tries       {{.Int}} NOT NULL DEFAULT 0,
  rounds      {{.Int}} NOT NULL DEFAULT 1,   -- puts under the same key
  next_due    {{.Time}},                     -- when to go again after a put during a run
  last_error  TEXT NOT NULL DEFAULT '',
  dead_at     {{.Time}},
  created_at  {{.Time}} NOT NULL
) {{.Strict}};
--bun:split
CREATE INDEX jobs_by_due ON jobs (due_at) WHERE dead_at IS NULL;
--bun:split
CREATE TABLE alerts (                        -- what a person was last told of a ticket
  person_id {{.Int}} NOT NULL REFERENCES people (id),
  ticket    {{.Int}} NOT NULL REFERENCES tickets (number),
  channel   TEXT NOT NULL,                   -- 'mail' ('push' when it comes)
  seq       {{.Int}} NOT NULL,
  at        {{.Time}} NOT NULL,
  PRIMARY KEY (person_id, ticket, channel)
) {{.Strict}};
--bun:split
CREATE TABLE dev_mails (                     -- development only: every mail that was sent
  id      TEXT PRIMARY KEY,
  at      {{.Time}} NOT NULL,
  rcpt    TEXT NOT NULL,
  subject TEXT NOT NULL,
  headers TEXT NOT NULL,
  text    TEXT NOT NULL,
  html    TEXT NOT NULL
) {{.Strict}};
