-- lives: 20261122000220
CREATE TABLE blobs (                         -- what lies in a bucket, where HILO_FILES is one
  object  TEXT PRIMARY KEY,                  -- sha/random: new for each stored copy, so that none is deleted that somebody has just stored again
  sha     TEXT NOT NULL,
  stored  {{.Bool}} NOT NULL,                -- false: it was begun, and may or may not be there
  used_at {{.Time}} NOT NULL                 -- when it was last sent, or a message took it
) {{.Strict}};
--bun:split
CREATE INDEX blobs_by_sha ON blobs (sha);
