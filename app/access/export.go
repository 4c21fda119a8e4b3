package access

import (
	"context"
	"time"
)

// exportedSession and exportedPasskey are shapes of an export.
type exportedSession struct {
	Browser  string    `json:"agent"`
	ProvenAt time.Time `json:"proven_at"`
	SeenAt   time.Time `json:"seen_at"`
}

type exportedPasskey struct {
	Name      string    `json:"name"`
	CreatedAt time.Time `json:"created_at"`
}

// Export is where a person is let in.
func (sessions *Sessions) Export(ctx context.Context, personID int64) (any, error) {
	alive, err := sessions.Of(ctx, personID)
	all := make([]exportedSession, 0, len(alive))
	for _, s := range alive {
		all = append(all, exportedSession{s.Browser, s.ProvenAt.UTC(), s.SeenAt.UTC()})
	}
	return all, err
}

// ExportPasskeys are the keys that a person made.
func (auth *Auth) ExportPasskeys(ctx context.Context, personID int64) (any, error) {
	keys, err := passkeysOf(ctx, auth.db, personID)
	all := make([]exportedPasskey, 0, len(keys))
	for _, k := range keys {
		all = append(all, exportedPasskey{k.Name, k.CreatedAt.UTC()})
	}
	return all, err
}
