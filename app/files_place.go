package app

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"hilo/app/access"
	"hilo/app/bucket"
	"hilo/app/doctor"
	"hilo/app/files"
	"hilo/app/metrics"
)

// readFiles reads where attachments are kept.
func (s *settings) readFiles() (err error) {
	switch {
	case bucket.Is(s.Files):
		s.bucket, err = bucket.Open(s.Files, s.FilesKey, s.FilesPass)
	case strings.Contains(s.Files, "://") || s.Files == "":
		err = errors.New("must be a folder, or a bucket like s3://bucket?endpoint=https://s3.example.com&region=eu-west-1")
	}
	if err != nil {
		return fmt.Errorf("HILO_FILES: %w", err)
	}
	return nil
}

// filesDir is the folder of attachments, or of those that are on their way to a bucket.
func (s settings) filesDir() string {
	if s.bucket != nil {
		return filepath.Join(filepath.Dir(s.Database), "spool")
	}
	return s.Files
}

// spool is how much may lie there; 0: as much as fits.
func (s settings) spool() int64 {
	if s.bucket == nil {
		return 0
	}
	return max(0, int64(s.Spool))
}

// openFiles opens the store, which may be away.
func (a *App) openFiles() (err error) {
	if a.set.bucket != nil {
		a.Files, err = files.OpenBucket(a.set.filesDir(), a.set.bucket, a.DB, filesID(a.secret))
	} else {
		a.Files, err = files.Open(a.set.Files)
	}
	if err != nil {
		return fmt.Errorf("HILO_FILES: %w", err)
	}
	a.Files.Programs, a.Files.Now = a.set.Programs, a.now
	return nil
}

// filesID tells the bucket of who has these keys from those of others; it opens nothing.
func filesID(keys *access.Secret) string { return hex.EncodeToString(keys.Key("files")) }

// beginFiles refuses a place that cannot be used, or where the files that the database names
// are not. A bucket that does not answer may do so later.
func (a *App) beginFiles(ctx context.Context) error {
	var named, inBucket bool
	err := a.DB.Read.NewRaw("SELECT EXISTS (SELECT 1 FROM files), EXISTS (SELECT 1 FROM blobs WHERE stored)").Scan(ctx, &named, &inBucket)
	if err != nil {
		return err
	}
	elsewhere := func(where string) error {
		return fmt.Errorf("HILO_FILES: the files of this database lie in %s: set it as it was, or move them by hilo backup, and hilo restore into an empty place", where)
	}
	if b := a.set.bucket; b == nil && inBucket {
		return elsewhere("a bucket")
	} else if b != nil && named {
		owner, err := b.Look(ctx)
		switch {
		case err == nil && owner == "" && inBucket:
			return elsewhere("another bucket")
		case err == nil && owner == "":
			return elsewhere("a folder")
		case err == nil && owner != filesID(a.secret) && inBucket && a.set.NewSecret:
			if ours, err := a.holdsOurs(ctx); err != nil {
				return fmt.Errorf("HILO_FILES: %w", err)
			} else if !ours {
				return elsewhere("another bucket")
			}
			if err := b.Own(ctx, filesID(a.secret)); err != nil {
				return fmt.Errorf("HILO_FILES: %w", err)
			}
		}
	}
	err = a.Files.Begin(ctx)
	if err == nil && a.set.bucket != nil {
		err = a.set.bucket.Remove(ctx, bucket.Restoring) // a restore that ended before it could
	}
	switch {
	case errors.Is(err, bucket.ErrAway):
		slog.Warn("degraded: files; the rest is served, and files as soon as their store answers", "err", err)
	case err != nil:
		return fmt.Errorf("HILO_FILES: %w", err)
	}
	return nil
}

// holdsOurs tells whether the bucket was this installation's by other keys: what the database
// names is there, under names that nobody else has.
func (a *App) holdsOurs(ctx context.Context) (bool, error) {
	var object string
	err := a.DB.Read.NewRaw("SELECT object FROM blobs WHERE stored ORDER BY used_at DESC, object LIMIT 1").Scan(ctx, &object)
	if err == nil {
		_, err = a.set.bucket.Size(ctx, object)
	}
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// writeFiles tells of the bucket, if there is one.
func (a *App) writeFiles(t *metrics.Text) {
	b := a.set.bucket
	if b == nil {
		return
	}
	t.Histogram("hilo_files_store_seconds", "What the store of files was asked, until it answered.")
	t.Times(b.Times)
	t.Counter("hilo_files_store_failures_total", "Answers of the store of files that were none, or a refusal.")
	t.Value(float64(b.Failures.Load()))
}

// store looks where attachments are kept.
func (p *patient) store(ctx context.Context) doctor.Line {
	if p.bucket == nil {
		if _, err := os.Stat(p.Files); errors.Is(err, fs.ErrNotExist) {
			return doctor.Skip("%s is not there yet: the first start makes it", p.Files)
		} else if err != nil {
			return doctor.ToFix("%v: give the command as the user that serves it", err)
		}
		return doctor.OK("they lie in the folder %s", p.Files)
	}
	ctx, cancel := context.WithTimeout(ctx, 2*p.Prompt)
	defer cancel()
	owner, err := p.bucket.Look(ctx)
	switch {
	case doctor.Offline(err):
		return doctor.Skip("the store is not reached from here: there is no network, or no name server (%v)", err)
	case errors.Is(err, bucket.ErrAway):
		return doctor.ToFix("%v: is its endpoint right (HILO_FILES), and does it run?", err)
	case err != nil:
		return doctor.ToFix("HILO_FILES: %v", err)
	case owner == "":
		return doctor.Skip("%s is there, and nobody's yet: the first start makes it this installation's", p.bucket)
	case p.secret == nil:
		return doctor.Skip("%s answers; without the secret file nothing tells whose it is", p.bucket)
	case owner != filesID(p.secret):
		return doctor.ToFix("HILO_FILES: %v", p.bucket.Anothers())
	}
	return doctor.OK("they lie in %s, which is this installation's", p.bucket)
}
