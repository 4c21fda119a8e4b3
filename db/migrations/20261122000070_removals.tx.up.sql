CREATE TABLE removals (                      -- devices that their person removed, until the browser hears of it
  endpoint   TEXT PRIMARY KEY,
  session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE
) {{.Strict}};
--bun:split
CREATE INDEX removals_by_session ON removals (session_id);
