-- The marks of migrations are kept otherwise (db/marks.go): a program of before does not begin
-- here, for it cannot tell whether it may.
DROP TABLE IF EXISTS bun_migrations;
--bun:split
DROP TABLE IF EXISTS bun_migration_locks;
--bun:split
CREATE TABLE IF NOT EXISTS leases (          -- what only one node may do at a time; older programs made it by themselves
  name  TEXT PRIMARY KEY,
  node  TEXT NOT NULL,
  until {{.Time}} NOT NULL
) {{.Strict}};
