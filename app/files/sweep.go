package files

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"time"
)

// sweepBatch is about how many blobs are asked for at once.
const sweepBatch = 500

// Sweep removes blobs, with their previews, that no row refers to and that nobody has
// sent since olderThan; it returns how many. referenced picks those that are needed.
// Time is what protects an upload that is stored but not yet in a row, so olderThan
// lies a day back.
func (s *Store) Sweep(ctx context.Context, referenced func(ctx context.Context, shas []string) ([]string, error), olderThan time.Time) (int, error) {
	if err := s.tidy(); err != nil {
		return 0, err
	}
	gone, err := s.place.sweep(ctx, sweeping{referenced, olderThan})
	if err != nil {
		return gone, fmt.Errorf("files: sweep: %w", err)
	}
	return gone, nil
}

// sweeping is what a place is asked to sweep.
type sweeping struct {
	referenced func(ctx context.Context, shas []string) ([]string, error)
	olderThan  time.Time
}

// unneeded are those of the blobs that no row refers to.
func (d sweeping) unneeded(ctx context.Context, shas []string) ([]string, error) {
	if len(shas) == 0 {
		return nil, nil
	}
	needed, err := d.referenced(ctx, shas)
	return slices.DeleteFunc(shas, func(sha string) bool { return err != nil || slices.Contains(needed, sha) }), err
}

func (s folder) sweep(ctx context.Context, d sweeping) (gone int, err error) {
	var old []string
	drop := func() error {
		n, err := s.dropUnneeded(ctx, old, d)
		gone, old = gone+n, old[:0]
		return err
	}
	err = fs.WalkDir(os.DirFS(s.dir), ".", func(at string, e fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		} else if err = errors.Join(err, ctx.Err()); err != nil {
			return err
		}
		name := path.Base(at)
		if blob, ok := strings.CutSuffix(name, ".preview"); ok && isAddress(blob) {
			return s.dropOrphan(blob)
		}
		if e.IsDir() || !isAddress(name) || !before(s.path(name), d.olderThan) {
			return nil
		}
		if old = append(old, name); len(old) < sweepBatch {
			return nil
		}
		return drop()
	})
	if err == nil {
		err = drop()
	}
	return gone, err
}

// dropUnneeded removes those of the blobs that are not needed, with their previews.
func (s folder) dropUnneeded(ctx context.Context, blobs []string, d sweeping) (gone int, err error) {
	unneeded, err := d.unneeded(ctx, blobs)
	for _, sha := range unneeded {
		removed, err := s.remove(s.path(sha), d.olderThan)
		if err != nil {
			return gone, err
		}
		if removed {
			gone++
			if err := s.dropOrphan(sha); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return gone, err
			}
		}
	}
	return gone, err
}

// dropOrphan removes a preview whose blob is gone.
func (s folder) dropOrphan(sha string) error {
	if _, err := os.Stat(s.path(sha)); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return os.Remove(s.path(sha) + ".preview")
}

// remove looks at the age once more, where no Put can touch the blob in between.
func (s folder) remove(path string, olderThan time.Time) (bool, error) {
	s.settling.Lock()
	defer s.settling.Unlock()
	if !before(path, olderThan) {
		return false, nil
	}
	err := os.Remove(path)
	return err == nil, err
}

func before(path string, t time.Time) bool {
	info, err := os.Stat(path)
	return err == nil && info.ModTime().Before(t)
}
