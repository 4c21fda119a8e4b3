-- Rises when somebody who is named in tickets is called otherwise: what was made of their
-- entries and of lists is made anew.
INSERT INTO counters (name, value) VALUES ('names', 0) ON CONFLICT DO NOTHING;
