package app

import (
	"context"
	"log/slog"

	"hilo/app/desk"
	"hilo/app/outbox"
)

// handlers are the jobs of this installation. What an erasure left without a
// row is gone from the disk with it, and not an hour later, and so is what the
// database struck out; should the sweep fail, the next one does it.
func (a *App) handlers() map[string]outbox.Handler {
	all := a.Notify.Handlers()
	erase := all[desk.JobErase]
	all[desk.JobErase] = func(ctx context.Context, job outbox.Job) error {
		if err := erase(ctx, job); err != nil {
			return err
		}
		if err := a.sweepFiles(ctx); err != nil {
			slog.Error("sweep failed", "err", err)
		}
		if err := a.DB.Scrub(ctx); err != nil {
			slog.Error("database not scrubbed", "err", err)
		}
		return nil
	}
	return all
}
