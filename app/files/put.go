package files

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"syscall"

	"hilo/app/fault"
)

// Receive takes what r yields, up to max bytes, into a file for the time being, safe from
// power cuts, and says what it is. Keep makes it last once a row names it, Drop takes it away.
// It faults TooBig (files.too_big), Invalid (files.empty, files.program and its kin) and, when
// the disk is full or a bucket does not answer, Away (files.disk, files.store); then nothing is left behind.
func (s *Store) Receive(ctx context.Context, name string, r io.Reader, max int64) (Blob, error) {
	b := Blob{Meta: Meta{Name: CleanName(name)}}
	if err := s.receive(ctx, name, &b, r, max); err != nil {
		return Blob{}, told(b.Name, err)
	}
	return b, nil
}

// Put is Receive and Keep.
func (s *Store) Put(ctx context.Context, name string, r io.Reader, max int64) (Blob, error) {
	b, err := s.Receive(ctx, name, r, max)
	if err == nil {
		defer s.Drop(b)
		err = s.Keep(b)
	}
	return b, err
}

// told gives a full disk words for the person; the log still sees the cause.
func told(name string, err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		full := &fault.Fault{Kind: fault.Away, Field: "files", Key: "files.disk", Args: []any{"Name", name}}
		return fmt.Errorf("files: %w: %w", full, err)
	}
	return fmt.Errorf("files: %w", err)
}

func (s *Store) receive(ctx context.Context, sent string, b *Blob, r io.Reader, max int64) error {
	f, err := os.CreateTemp(s.tmp(), "in-")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // it has another name by then
	defer f.Close()
	if err := fill(ctx, f, b, r, max); err != nil {
		return err
	}
	if b.Name, b.Type, err = s.judge(sent, f); err != nil {
		return err
	}
	b.Width, b.Height = measure(f, b.Type)
	return s.place.take(ctx, f, b)
}

// awaiting is a new name for a blob that waits to be kept.
func (s *Store) awaiting(sha string) string { return filepath.Join(s.tmp(), sha+"."+rand.Text()) }

// fill copies and hashes r, and counts instead of believing any stated length.
func fill(ctx context.Context, f *os.File, b *Blob, r io.Reader, max int64) (err error) {
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

// Keep gives what was received its lasting place: a row names it. The same content is kept
// once, and whoever comes second, or again, finds it done.
func (s *Store) Keep(blobs ...Blob) error {
	for _, b := range blobs {
		if err := s.place.keep(b); err != nil {
			return fmt.Errorf("files: %w", err)
		}
	}
	return nil
}

// Drop takes away what was received and is not kept.
func (s *Store) Drop(blobs ...Blob) {
	for _, b := range blobs {
		s.place.drop(b)
	}
}

// settle gives a file its lasting name, so that it is there after a power cut. What is
// there already has the same content: it is only made young again for the sweeper.
func (s *Store) settle(from, to string) error {
	s.settling.Lock()
	defer s.settling.Unlock()
	now := s.Now()
	if err := os.Chtimes(to, now, now); err == nil {
		return nil
	}
	if err := os.Chtimes(from, now, now); err != nil {
		return err
	}
	folder := filepath.Dir(to)
	if err := os.Mkdir(folder, 0o700); err == nil {
		if err := syncFolder(s.dir); err != nil {
			return err
		}
	} else if !errors.Is(err, os.ErrExist) {
		return err
	}
	if err := os.Rename(from, to); err != nil {
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
