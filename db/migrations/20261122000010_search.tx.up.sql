-- The index of words; app/search alone reads and writes it. What was said before it was there
-- is indexed by the desk, which knows what a word is.
CREATE {{.Search}};
--bun:split
CREATE INDEX tickets_by_updated ON tickets (updated_at, number);
