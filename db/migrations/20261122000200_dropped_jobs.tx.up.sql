ALTER TABLE jobs ADD COLUMN dropped_at {{.Time}}; -- when somebody decided that a dead job is not done any more
--bun:split
CREATE INDEX jobs_by_death ON jobs (dead_at) WHERE dead_at IS NOT NULL;
