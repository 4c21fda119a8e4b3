package app

import (
	"context"
	"log/slog"
	"time"

	"hilo/app/access"
	"hilo/app/desk"
	"hilo/app/live"
	"hilo/db"
)

// watch rings for what a command beside this server changed: its bell is another. It
// may have taken a session or a role from somebody, so those alone are looked at.
func (a *App) watch(ctx context.Context) error {
	every := time.Second
	if db.IsPostgres(a.set.Database) { // which does not tell
		every = live.Beat
	}
	tick := time.NewTicker(every)
	defer tick.Stop()
	version, _, err := a.DB.Elsewhere(ctx, 0)
	for ; ; version, err = a.look(ctx, version) {
		if err != nil && ctx.Err() == nil {
			slog.Warn("what other processes changed is not known", "err", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// look rings if another process has written since a version of the database.
func (a *App) look(ctx context.Context, before int64) (int64, error) {
	now, wrote, err := a.DB.Elsewhere(ctx, before)
	if err != nil {
		return before, err
	}
	if wrote {
		a.bell.Ring(access.SessionsTopic, desk.StaffChannel)
	}
	return now, nil
}
