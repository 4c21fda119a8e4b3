CREATE TABLE erasures (                      -- a person's wish that what was said be gone
  person_id {{.Int}} PRIMARY KEY REFERENCES people (id),
  asked_at  {{.Time}} NOT NULL,
  due_at    {{.Time}} NOT NULL,
  begun_at  {{.Time}},                       -- from then on it is too late to cancel
  done_at   {{.Time}}
) {{.Strict}};
--bun:split
ALTER TABLE tickets ADD COLUMN erased_seq {{.Int}} NOT NULL DEFAULT 0; -- the entry of the last erasure: who read less has to forget it
--bun:split
CREATE TABLE passkeys (
  id            TEXT PRIMARY KEY,            -- public, for the person's list
  credential_id TEXT NOT NULL UNIQUE,        -- as the authenticator calls it, base64url
  person_id     {{.Int}} NOT NULL REFERENCES people (id),
  name          TEXT NOT NULL,               -- browser and system that made it, in words
  data          TEXT NOT NULL,               -- JSON: public key, counter, flags
  created_at    {{.Time}} NOT NULL,
  used_at       {{.Time}}
) {{.Strict}};
--bun:split
CREATE INDEX passkeys_by_person ON passkeys (person_id);
--bun:split
CREATE TABLE ceremonies (                    -- what an authenticator was asked, and by which browser
  hash       TEXT PRIMARY KEY,               -- SHA-256 of the browser's challenge cookie and the challenge
  person_id  {{.Int}} NOT NULL DEFAULT 0,    -- 0 signs in
  data       TEXT NOT NULL,                  -- JSON: what go-webauthn wants back
  expires_at {{.Time}} NOT NULL
) {{.Strict}};
