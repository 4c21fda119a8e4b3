ALTER TABLE jobs ADD COLUMN node TEXT NOT NULL DEFAULT ''; -- that has the lease, as db.DB.Node
