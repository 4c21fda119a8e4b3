package app

import (
	"context"
	"errors"
	"log/slog"
	"time"
)

// sweep removes what nobody needs any more, once an hour, on one node at a time.
func (a *App) sweep(ctx context.Context) error {
	tick := time.NewTicker(time.Hour)
	defer tick.Stop()
	for {
		if _, err := a.DB.Alone(ctx, a.now, "sweep", a.sweepOnce); err != nil && ctx.Err() == nil {
			slog.Error("sweep failed", "err", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// sweepOnce does what it can of it: one failure leaves the others to do.
func (a *App) sweepOnce(ctx context.Context) (err error) {
	for _, sweep := range []func(context.Context) error{a.Auth.Sweep, a.Box.Purge, a.Notify.SweepDevices, a.sweepFiles, a.sweepCopies} { // rows before their files
		err = errors.Join(err, sweep(ctx))
	}
	return err
}

// sweepFiles removes what no row refers to; what came within a day may get one yet.
func (a *App) sweepFiles(ctx context.Context) error {
	_, err := a.Files.Sweep(ctx, a.Desk.Referenced, a.now().Add(-24*time.Hour))
	return err
}

// sweepCopies removes what is kept from before the last upgrades.
func (a *App) sweepCopies(context.Context) error { return a.DB.SweepCopies(a.now()) }

// keepAssets stores what pages of this program will ask for once there is another, and says
// now and then that it is in use: each node for itself.
func (a *App) keepAssets(ctx context.Context) error {
	tick := time.NewTicker(time.Hour)
	defer tick.Stop()
	for {
		if err := a.Assets.Keep(ctx); err != nil && ctx.Err() == nil {
			slog.Error("style and scripts are not kept for pages that stay open over the next upgrade", "err", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}
