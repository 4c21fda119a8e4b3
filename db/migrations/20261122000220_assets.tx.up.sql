-- lives: 20261122000200
CREATE TABLE assets (                        -- style, scripts and icons of this program and of those before it
  name    TEXT PRIMARY KEY,                  -- with a hash of what it holds
  body    {{.Bytes}} NOT NULL,
  seen_at {{.Time}} NOT NULL                 -- when a program that runs had it last
) {{.Strict}};
