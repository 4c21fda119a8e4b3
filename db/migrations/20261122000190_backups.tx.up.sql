-- lives: 20261122000180
CREATE TABLE backups (                       -- where backups lie
  dir     TEXT PRIMARY KEY,                  -- absolute
  done_at {{.Time}}                          -- when the last one there was complete; NULL: none is yet
) {{.Strict}};
--bun:split
CREATE TABLE withdrawals (                   -- what was taken back and is not written down beside those backups yet
  id         {{.ID}},
  dir        TEXT NOT NULL REFERENCES backups (dir) ON DELETE CASCADE,
  kind       TEXT NOT NULL,                  -- as app/withdrawn knows it
  row_id     TEXT NOT NULL,                  -- of what it was
  created_at {{.Time}} NOT NULL,             -- of that row: ids are used again
  at         {{.Time}} NOT NULL
) {{.Strict}};
--bun:split
CREATE INDEX withdrawals_by_dir ON withdrawals (dir, id);
