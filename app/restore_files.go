package app

import (
	"context"
	"errors"
	"fmt"
	"time"

	"hilo/app/backup"
)

// takeBucket makes a bucket ours for a restore, where there is one, and refuses one that is
// another installation's, or that has files in it which no restore began with.
func (a *App) takeBucket(ctx context.Context) error {
	if a.set.bucket == nil {
		return nil
	}
	err := a.Files.Begin(ctx)
	if err == nil {
		err = a.set.bucket.BeginRestore(ctx)
	}
	if err != nil {
		return fmt.Errorf("HILO_FILES: %w", err)
	}
	return nil
}

// copyFiles lays out files where cfg wants them: what lies in a bucket, the rows of the staged
// database tell.
func (r *Restored) copyFiles(ctx context.Context, cfg Config, found *backup.Found, tell func(string)) error {
	a, err := New(ctx, cfg, nil, time.Now)
	if err != nil {
		return err
	}
	defer a.Close()
	if _, err := a.DB.Exec(ctx, "DELETE FROM blobs"); err != nil { // of where they were
		return err
	}
	var put backup.Put
	if a.set.bucket != nil {
		put = a.Files.Restore
	}
	r.Files, r.Missing, err = found.CopyFiles(ctx, cfg.Database, cfg.Files, put, tell)
	return errors.Join(err, a.DB.Scrub(ctx))
}
