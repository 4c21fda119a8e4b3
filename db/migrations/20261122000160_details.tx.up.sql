ALTER TABLE drafts ADD COLUMN details TEXT NOT NULL DEFAULT ''; -- what was filled in of what was asked for: JSON, '' for nothing
