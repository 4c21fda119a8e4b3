CREATE TABLE removals (                      -- devices that were removed, until their browsers hear of it
  endpoint   TEXT PRIMARY KEY,
  session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE
) {{.Strict}};
--bun:split
CREATE INDEX removals_by_session ON removals (session_id);
