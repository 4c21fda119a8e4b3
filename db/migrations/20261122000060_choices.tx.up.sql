CREATE TABLE choices (                       -- how a person wants to hear of news; no row: all of it, at any time, without text
  person_id  {{.Int}} PRIMARY KEY REFERENCES people (id),
  push_reply {{.Bool}} NOT NULL,
  push_ask   {{.Bool}} NOT NULL,
  push_solve {{.Bool}} NOT NULL,
  mail_reply {{.Bool}} NOT NULL,
  mail_ask   {{.Bool}} NOT NULL,
  mail_solve {{.Bool}} NOT NULL,
  push_text  {{.Bool}} NOT NULL,             -- pushes show the first words
  quiet_from TEXT NOT NULL,                  -- 'HH:MM' in the person's zone; '' none
  quiet_to   TEXT NOT NULL
) {{.Strict}};
--bun:split
CREATE TABLE mutes (                         -- what a person wants to hear of one ticket; no row: all
  person_id {{.Int}} NOT NULL REFERENCES people (id),
  ticket    {{.Int}} NOT NULL REFERENCES tickets (number),
  level     TEXT NOT NULL,                   -- 'all', 'needed' (details wanted, solved), 'off'
  mail_off  {{.Bool}} NOT NULL DEFAULT FALSE, -- unsubscribed from a mail: mails alone
  PRIMARY KEY (person_id, ticket)
) {{.Strict}};
