ALTER TABLE facts RENAME TO settings;        -- what is true of this installation: an entry of a ticket is a fact, this is none
--bun:split
ALTER TABLE challenges RENAME COLUMN crowd TO trust;
--bun:split
ALTER TABLE challenges RENAME COLUMN agent TO browser_label;
--bun:split
ALTER TABLE sessions RENAME COLUMN agent TO browser;
