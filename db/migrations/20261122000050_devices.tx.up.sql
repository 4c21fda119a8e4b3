CREATE TABLE devices (                       -- where pushes go; each belongs to a session and ends with it
  id           TEXT PRIMARY KEY,             -- public; another one when the device changes hands
  session_id   TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
  person_id    {{.Int}} NOT NULL REFERENCES people (id),
  ticket       {{.Int}} NOT NULL DEFAULT 0,  -- a guest's only ticket
  endpoint     TEXT NOT NULL UNIQUE,         -- address at the push service
  p256dh       TEXT NOT NULL,
  auth         TEXT NOT NULL,
  key_id       TEXT NOT NULL,                -- which of our keys it takes
  name         TEXT NOT NULL,                -- browser and system, in words
  created_at   {{.Time}} NOT NULL,
  renewed_at   {{.Time}} NOT NULL,
  delivered_at {{.Time}},
  failures     {{.Int}} NOT NULL DEFAULT 0,  -- since the last delivery
  failed_at    {{.Time}}
) {{.Strict}};
--bun:split
CREATE INDEX devices_by_person ON devices (person_id);
--bun:split
CREATE INDEX devices_by_session ON devices (session_id);
