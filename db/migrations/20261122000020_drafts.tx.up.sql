ALTER TABLE drafts ADD COLUMN subject TEXT NOT NULL DEFAULT '';
--bun:split
ALTER TABLE drafts ADD COLUMN topic TEXT NOT NULL DEFAULT '';
--bun:split
ALTER TABLE drafts ADD COLUMN note {{.Bool}} NOT NULL DEFAULT FALSE; -- at the desk: for the team only
--bun:split
CREATE TABLE uploads (                       -- files of what is not sent yet: the send moves them to files
  id         TEXT PRIMARY KEY,               -- public: 128 random bits
  person_id  {{.Int}} NOT NULL REFERENCES people (id),
  ticket     {{.Int}} NOT NULL,              -- 0: a new ticket
  name       TEXT NOT NULL,
  type       TEXT NOT NULL,
  size       {{.Int}} NOT NULL,
  sha256     TEXT NOT NULL,                  -- the blob's name
  width      {{.Int}} NOT NULL DEFAULT 0,
  height     {{.Int}} NOT NULL DEFAULT 0,
  created_at {{.Time}} NOT NULL
) {{.Strict}};
--bun:split
CREATE INDEX uploads_by_person ON uploads (person_id, ticket);
--bun:split
CREATE INDEX uploads_by_sha256 ON uploads (sha256);
