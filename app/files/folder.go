package files

import (
	"context"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/uptrace/bun"
)

// place is where blobs last.
type place interface {
	begin(ctx context.Context) error // finds that it may be used
	// take makes what was received and judged safe, in a file that is gone afterwards unless
	// it is b.at then. A row may name it from there on.
	take(ctx context.Context, f *os.File, b *Blob) error
	keep(b Blob) error // a row names it
	drop(b Blob)       // none will
	open(ctx context.Context, sha string, from, n int64) (io.ReadCloser, error)
	claim(ctx context.Context, tx bun.Tx, shas []string) error
	sweep(ctx context.Context, d sweeping) (gone int, err error)
}

// folder keeps blobs in the store's own folder.
type folder struct{ *Store }

func (s folder) begin(context.Context) error { return nil }

func (s folder) take(_ context.Context, f *os.File, b *Blob) error {
	if err := f.Sync(); err != nil {
		return err
	}
	b.at = s.awaiting(b.SHA256) // whoever crashes now is still found by the row
	return os.Rename(f.Name(), b.at)
}

func (s folder) keep(b Blob) error { return s.settle(b.at, s.path(b.SHA256)) }

func (s folder) drop(b Blob) { os.Remove(b.at) } // not there: it is kept

func (s folder) claim(context.Context, bun.Tx, []string) error { return nil } // its age protects it

func (s folder) open(_ context.Context, sha string, from, n int64) (io.ReadCloser, error) {
	f, err := os.Open(s.path(sha))
	if err != nil {
		if waits, err := s.unsettled(sha); err == nil {
			f = waits
		} else {
			return nil, fs.ErrNotExist
		}
	}
	if from == 0 && n < 0 {
		return f, nil
	}
	if _, err := f.Seek(from, io.SeekStart); err != nil || n < 0 {
		return f, err
	}
	return part{io.LimitReader(f, n), f}, nil
}

// part is some of a file.
type part struct {
	io.Reader
	io.Closer
}

// unsettled finds what a row names and nobody has settled yet: that is a moment, or until
// tidy comes where the program was ended in it.
func (s folder) unsettled(sha string) (*os.File, error) {
	found, _ := filepath.Glob(filepath.Join(s.tmp(), sha+".*"))
	if len(found) == 0 {
		return nil, fs.ErrNotExist
	}
	return os.Open(found[0])
}
