package access

import (
	"context"

	"github.com/uptrace/bun"

	"hilo/app/fault"
)

// SignOut ends the session of a cookie, if there is one.
func (auth *Auth) SignOut(ctx context.Context, cookie string) error {
	ended, err := end(ctx, auth.db, "hash = ?", hash(cookie))
	auth.ring(ended)
	return err
}

// Revoke ends one session of a person. Fault Unknown: it is not theirs.
func (auth *Auth) Revoke(ctx context.Context, personID int64, sessionID string) error {
	ended, err := end(ctx, auth.db, "id = ? AND person_id = ?", sessionID, personID)
	if err == nil && len(ended) == 0 {
		return fault.Hide()
	}
	auth.ring(ended)
	return err
}

// end deletes the sessions that where picks and returns their ids, for ring
// once that is committed.
func end(ctx context.Context, idb bun.IDB, where string, args ...any) (ids []string, err error) {
	err = idb.NewRaw("DELETE FROM sessions WHERE "+where+" RETURNING id", args...).Scan(ctx, &ids)
	return ids, err
}

// ring ends the streams of ended sessions.
func (auth *Auth) ring(ended []string) {
	for _, id := range ended {
		auth.bell.Ring(SessionTopic(id))
	}
}
