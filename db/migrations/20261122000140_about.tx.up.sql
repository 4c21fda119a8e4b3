ALTER TABLE jobs ADD COLUMN ticket {{.Int}} NOT NULL DEFAULT 0; -- that it is about; 0: none, or several
--bun:split
UPDATE jobs SET ticket = {{.Ticket}} WHERE payload LIKE '%"ticket":%';
--bun:split
ALTER TABLE turns ADD COLUMN ticket {{.Int}} NOT NULL DEFAULT 0; -- of the job
--bun:split
UPDATE turns SET ticket = {{.Ticket}} WHERE payload LIKE '%"ticket":%';
