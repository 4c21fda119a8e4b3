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
	gone := 0
	var old []string
	drop := func() error {
		n, err := s.dropUnneeded(ctx, old, referenced, olderThan)
		gone, old = gone+n, old[:0]
		return err
	}
	err := fs.WalkDir(os.DirFS(s.dir), ".", func(at string, e fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		} else if err = errors.Join(err, ctx.Err()); err != nil {
			return err
		}
		name := path.Base(at)
		if blob, ok := strings.CutSuffix(name, ".preview"); ok && isAddress(blob) {
			return s.dropOrphan(blob)
		}
		if e.IsDir() || !isAddress(name) || !before(s.path(name), olderThan) {
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
	if err != nil {
		return gone, fmt.Errorf("files: sweep: %w", err)
	}
	return gone, nil
}

// dropUnneeded removes those of the blobs that are not needed, with their previews.
func (s *Store) dropUnneeded(ctx context.Context, blobs []string, referenced func(context.Context, []string) ([]string, error), olderThan time.Time) (gone int, err error) {
	if len(blobs) == 0 {
		return 0, nil
	}
	needed, err := referenced(ctx, blobs)
	if err != nil {
		return 0, err
	}
	for _, sha := range blobs {
		if slices.Contains(needed, sha) {
			continue
		}
		removed, err := s.remove(s.path(sha), olderThan)
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
	return gone, nil
}

// dropOrphan removes a preview whose blob is gone.
func (s *Store) dropOrphan(sha string) error {
	if _, err := os.Stat(s.path(sha)); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return os.Remove(s.path(sha) + ".preview")
}

// remove looks at the age once more, where no Put can touch the blob in between.
func (s *Store) remove(path string, olderThan time.Time) (bool, error) {
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
