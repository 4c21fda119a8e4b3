package files

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"hilo/db"
)

const (
	lookThrough    = 24 * time.Hour      // so often a bucket is searched for objects without a row
	strayAge       = 48 * time.Hour      // that they have then: a row may have been written since
	previewsExpire = 30 * 24 * time.Hour // on this machine; they are made again when they are asked for
)

// row is one of the table blobs.
type row struct {
	Object, SHA string
	Stored      bool
}

// sweep deletes rows by their age and then, if that is still so, their objects.
func (s *objects) sweep(ctx context.Context, d sweeping) (gone int, err error) {
	if err := s.begin(ctx); err != nil { // nothing of another installation's
		return 0, err
	}
	for last := ""; ; {
		var old []row
		err := s.db.Read.NewRaw("SELECT object, sha, stored FROM blobs WHERE used_at < ? AND object > ? ORDER BY object LIMIT ?", db.Time(d.olderThan), last, sweepBatch).Scan(ctx, &old)
		if err != nil {
			return gone, err
		}
		if len(old) == 0 {
			break
		}
		last = old[len(old)-1].Object
		n, err := s.dropRows(ctx, old, d)
		if gone += n; err != nil {
			return gone, err
		}
	}
	return gone, errors.Join(s.dropStrays(ctx), s.dropPreviews(ctx))
}

// dropRows removes those of the rows that are not needed, or that another stands beside whose
// object is known to be there, and that nobody has used meanwhile; each before its object.
func (s *objects) dropRows(ctx context.Context, old []row, d sweeping) (gone int, err error) {
	var shas []string
	for _, r := range old {
		shas = append(shas, r.SHA)
	}
	there, err := s.among(ctx, shas)
	if err != nil {
		return 0, err
	}
	unneeded, err := d.unneeded(ctx, shas)
	if err != nil {
		return 0, err
	}
	for _, r := range old {
		if !slices.Contains(unneeded, r.SHA) && (r.Stored || !slices.Contains(there, r.SHA)) {
			continue
		}
		dropped, err := db.Changed(s.db.Exec(ctx, "DELETE FROM blobs WHERE object = ? AND used_at < ?", r.Object, db.Time(d.olderThan)))
		if err == nil && dropped {
			err = s.bucket.Remove(ctx, r.Object)
			gone++
		}
		if err != nil {
			return gone, err
		}
	}
	return gone, nil
}

// dropStrays removes objects that no row names, once a day: a row was deleted, and its object
// could not be.
func (s *objects) dropStrays(ctx context.Context) error {
	if s.Now().Sub(s.listed) < lookThrough {
		return nil
	}
	var old []string
	drop := func() error {
		if len(old) == 0 {
			return nil
		}
		var named []string
		if err := s.db.Read.NewRaw("SELECT object FROM blobs WHERE object IN (?)", bun.List(old)).Scan(ctx, &named); err != nil {
			return err
		}
		for _, object := range old {
			if slices.Contains(named, object) {
				continue
			}
			if err := s.bucket.Remove(ctx, object); err != nil {
				return err
			}
		}
		old = old[:0]
		return nil
	}
	err := s.bucket.List(ctx, func(object string, at time.Time) error {
		if sha, _, _ := strings.Cut(object, "/"); !isAddress(sha) || s.Now().Sub(at) < strayAge {
			return nil // not ours, or not old
		}
		if old = append(old, object); len(old) < sweepBatch {
			return nil
		}
		return drop()
	})
	if err == nil {
		err = drop()
	}
	if err == nil {
		s.listed = s.Now()
	}
	return err
}

// among are those of the contents that are known to be there.
func (s *objects) among(ctx context.Context, shas []string) (there []string, err error) {
	if len(shas) > 0 {
		err = s.db.Read.NewRaw("SELECT DISTINCT sha FROM blobs WHERE stored AND sha IN (?)", bun.List(shas)).Scan(ctx, &there)
	}
	return there, err
}

// dropPreviews removes those whose blob is gone, and those that were made long ago: they are
// made again when somebody asks.
func (s *objects) dropPreviews(ctx context.Context) error {
	var made []string
	drop := func() error {
		there, err := s.among(ctx, made)
		for _, sha := range made {
			preview := s.path(sha) + ".preview"
			if err == nil && (!slices.Contains(there, sha) || before(preview, s.Now().Add(-previewsExpire))) {
				if err = os.Remove(preview); errors.Is(err, fs.ErrNotExist) {
					err = nil
				}
			}
		}
		made = made[:0]
		return err
	}
	err := fs.WalkDir(os.DirFS(s.dir), ".", func(at string, _ fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		} else if err = errors.Join(err, ctx.Err()); err != nil {
			return err
		}
		if sha, is := strings.CutSuffix(path.Base(at), ".preview"); is && isAddress(sha) {
			made = append(made, sha)
		}
		if len(made) < sweepBatch {
			return nil
		}
		return drop()
	})
	if err == nil {
		err = drop()
	}
	return err
}
