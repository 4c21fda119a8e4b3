-- Words by ticket, and tickets by word: the index is made anew, by the desk.
DROP TABLE search;
--bun:split
CREATE {{.Said}};
--bun:split
DELETE FROM facts WHERE name = 'search';
--bun:split
DROP INDEX tickets_by_updated;
--bun:split
CREATE INDEX tickets_by_updated ON tickets (updated_at, number, requester_id);
