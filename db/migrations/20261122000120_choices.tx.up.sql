-- Choices become rows: a kind of news by a channel; no row: it is wanted.
CREATE TABLE notification_settings (         -- how a person is shown news, whatever it is; no row: at any time, without text
  person_id  {{.Int}} PRIMARY KEY REFERENCES people (id),
  push_text  {{.Bool}} NOT NULL,             -- pushes show the first words
  quiet_from TEXT NOT NULL,                  -- 'HH:MM' in the person's zone; '' none
  quiet_to   TEXT NOT NULL
) {{.Strict}};
--bun:split
INSERT INTO notification_settings (person_id, push_text, quiet_from, quiet_to) SELECT person_id, push_text, quiet_from, quiet_to FROM choices;
--bun:split
CREATE TABLE wishes (
  person_id {{.Int}} NOT NULL REFERENCES people (id),
  kind      TEXT NOT NULL,                   -- of news: 'reply', 'ask', 'solve'
  channel   TEXT NOT NULL,                   -- 'push', 'mail'
  wanted    {{.Bool}} NOT NULL,
  PRIMARY KEY (person_id, kind, channel)
) {{.Strict}};
--bun:split
INSERT INTO wishes (person_id, kind, channel, wanted)
  SELECT person_id, 'reply', 'push', push_reply FROM choices UNION ALL
  SELECT person_id, 'ask', 'push', push_ask FROM choices UNION ALL
  SELECT person_id, 'solve', 'push', push_solve FROM choices UNION ALL
  SELECT person_id, 'reply', 'mail', mail_reply FROM choices UNION ALL
  SELECT person_id, 'ask', 'mail', mail_ask FROM choices UNION ALL
  SELECT person_id, 'solve', 'mail', mail_solve FROM choices;
--bun:split
DROP TABLE choices;
--bun:split
ALTER TABLE wishes RENAME TO choices;
