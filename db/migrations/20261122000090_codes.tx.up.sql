ALTER TABLE people ADD COLUMN proven_at {{.Time}}; -- a code that was sent there came back
--bun:split
UPDATE people SET proven_at = coalesce(account_at, created_at)
  WHERE account_at IS NOT NULL OR id IN (SELECT requester_id FROM tickets WHERE proof IN ('guest', 'session'));
--bun:split
ALTER TABLE tickets ADD COLUMN network TEXT NOT NULL DEFAULT ''; -- keyed hash of where a guest wrote from
--bun:split
DROP TABLE challenges;
--bun:split
CREATE TABLE challenges (
  id          TEXT PRIMARY KEY,
  browser     TEXT NOT NULL,                 -- SHA-256 of its challenge cookie; '' once it asked for another
  crowd       TEXT NOT NULL,                 -- 'k' the browser answered one of this target before, 'n' a stranger's
  target      TEXT NOT NULL,                 -- keyed hash of what the code opens
  email       TEXT NOT NULL,
  link_id     TEXT NOT NULL DEFAULT '',      -- '' is a sign-in
  next        TEXT NOT NULL DEFAULT '',      -- own path to go on to
  locale      TEXT NOT NULL DEFAULT '',
  agent       TEXT NOT NULL DEFAULT '',      -- browser that asked, in words
  near        TEXT NOT NULL DEFAULT '',      -- keyed hash of its address
  network     TEXT NOT NULL DEFAULT '',      -- and of the network around it
  sends       {{.Bool}} NOT NULL,            -- a budget allowed a mail
  direct      {{.Bool}} NOT NULL,            -- it waits for no turn
  word        {{.Bool}} NOT NULL,            -- its mail carries one
  code_hash   TEXT NOT NULL DEFAULT '',      -- HMAC with the pepper; '' until the mail leaves
  digits      {{.Int}} NOT NULL DEFAULT 0,
  tries       {{.Int}} NOT NULL DEFAULT 0,
  asked_at    {{.Time}} NOT NULL,
  again_at    {{.Time}} NOT NULL,            -- from when its browser may ask for another
  shown_until {{.Time}} NOT NULL,            -- its page behaves until then as if a code could come
  sent_at     {{.Time}},
  expires_at  {{.Time}},
  used_at     {{.Time}}
) {{.Strict}};
--bun:split
CREATE INDEX challenges_by_browser ON challenges (browser);
--bun:split
CREATE INDEX challenges_by_sent ON challenges (crowd, sent_at) WHERE used_at IS NULL;
--bun:split
CREATE INDEX challenges_by_target ON challenges (target, sent_at);
--bun:split
CREATE TABLE way_words (                     -- letters by which the owner of a flooded mailbox gets a code at once
  hash       TEXT PRIMARY KEY,               -- HMAC with the pepper
  target     TEXT NOT NULL,
  email      TEXT NOT NULL,
  link_id    TEXT NOT NULL DEFAULT '',
  created_at {{.Time}} NOT NULL
) {{.Strict}};
--bun:split
CREATE TABLE turns (                         -- mails to mailboxes that never proved themselves, above what an hour affords
  id       TEXT PRIMARY KEY,
  kind     TEXT NOT NULL,                    -- of the job, with its payload
  payload  TEXT NOT NULL,
  network  TEXT NOT NULL,                    -- has one place in each round
  round    {{.Int}} NOT NULL,
  domain   TEXT NOT NULL,                    -- has one place of its network's
  place    {{.Int}} NOT NULL,
  until    {{.Time}},                        -- worth nothing from then on; NULL: always
  asked_at {{.Time}} NOT NULL
) {{.Strict}};
--bun:split
CREATE INDEX turns_by_round ON turns (round, asked_at, id);
--bun:split
CREATE INDEX turns_by_network ON turns (network, domain, place);
