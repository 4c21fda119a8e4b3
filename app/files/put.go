package files

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"hilo/app/fault"
)

// Put stores what r yields, up to max bytes, and says what it is. It faults TooBig
// (files.too_big), Invalid (files.empty, files.program and its kin) and, when the disk is full, Away
// (files.disk); then nothing is left behind. The same content is stored once.
func (s *Store) Put(ctx context.Context, name string, r io.Reader, max int64) (Blob, error) {
	b := Blob{Name: CleanName(name)}
	if err := s.put(ctx, &b, r, max); err != nil {
		return Blob{}, told(b.Name, err)
	}
	return b, nil
}

// told gives a full disk words for the person; the log still sees the cause.
func told(name string, err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		full := &fault.Fault{Kind: fault.Away, Field: "files", Key: "files.disk", Args: []any{"Name", name}}
		return fmt.Errorf("files: %w: %w", full, err)
	}
	return fmt.Errorf("files: %w", err)
}

func (s *Store) put(ctx context.Context, b *Blob, r io.Reader, max int64) error {
	f, err := os.CreateTemp(s.tmp(), "in-")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // no longer there once it is kept
	defer f.Close()
	if err := receive(ctx, f, b, r, max); err != nil {
		return err
	}
	if b.Name, b.Type, err = s.judge(b.Name, f); err != nil {
		return err
	}
	b.Width, b.Height = measure(f, b.Type)
	return s.keep(f, s.path(b.SHA256))
}

// receive copies and hashes r, and counts instead of believing any stated length.
func receive(ctx context.Context, f *os.File, b *Blob, r io.Reader, max int64) (err error) {
	sum := sha256.New()
	in := io.LimitReader(&reader{ctx: ctx, r: r}, max+1)
	if b.Size, err = io.Copy(io.MultiWriter(f, sum), in); err != nil {
		return err
	}
	if b.Size > max {
		return tooBig("files.too_big", b.Name, max)
	}
	if b.Size == 0 {
		return fault.Mend("files", "files.empty", "Name", b.Name)
	}
	b.SHA256 = hex.EncodeToString(sum.Sum(nil))
	return nil
}

// keep gives a temp file its lasting name, so that it is there after a power cut.
// What is there already has the same content: it is only made young again for the sweeper.
func (s *Store) keep(f *os.File, path string) error {
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return err
	}
	s.settling.Lock()
	defer s.settling.Unlock()
	now := time.Now()
	if err := os.Chtimes(path, now, now); err == nil {
		return nil
	}
	folder := filepath.Dir(path)
	if err := os.Mkdir(folder, 0o700); err == nil {
		if err := syncFolder(s.dir); err != nil {
			return err
		}
	} else if !errors.Is(err, os.ErrExist) {
		return err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return err
	}
	return syncFolder(folder)
}

func syncFolder(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// reader stops when its context does.
type reader struct {
	ctx context.Context
	r   io.Reader
}

func (r *reader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.r.Read(p)
}
