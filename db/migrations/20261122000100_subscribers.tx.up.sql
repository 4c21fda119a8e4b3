ALTER TABLE jobs ADD COLUMN subscriber TEXT NOT NULL DEFAULT ''; -- whose part of a fact it is; '' all of it
