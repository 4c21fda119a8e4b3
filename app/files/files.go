// Package files keeps attachments under their SHA-256, in a folder or in a bucket of S3:
// their type told by their bytes, their name made harmless, and a small preview of pictures.
// Who may open a file is decided where its entry is known, not here.
package files

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/uptrace/bun"
)

// Store has a folder of its own: dir/tmp for what is still arriving, and previews, which can
// be made again. Blobs last there, too, as dir/ab/abcdef…, or elsewhere.
type Store struct {
	Programs bool             // and scripts are taken, too
	Child    []string         // the program that draws previews, as its first words
	Now      func() time.Time // by which blobs are young or old

	dir      string
	place    place
	settling sync.Mutex // a blob is not swept between being found again and being touched
	making   *queue     // previews
}

// Meta is what is known of a file wherever it is named: its content's address and
// what its bytes said. Width and Height are those of a picture that can have a
// preview, as it is seen (turned as its camera was held); else 0.
type Meta struct {
	Name   string `json:"name"`
	Type   string `json:"type"`
	Size   int64  `json:"size"`
	SHA256 string `bun:"sha256" json:"-"`
	Width  int    `json:"w,omitempty"`
	Height int    `json:"h,omitempty"`
}

// Blob is what came in.
type Blob struct {
	Meta
	at string // where it is until it is kept; "": where it lasts
}

// Open is the store that keeps blobs in its folder, which it makes, for nobody else's eyes. It
// drops what a crash left half received.
func Open(dir string) (*Store, error) {
	s := newStore(dir)
	s.place = folder{s}
	return s, s.open()
}

func newStore(dir string) *Store {
	return &Store{dir: dir, making: newQueue(), Child: self(), Now: time.Now}
}

func (s *Store) open() error {
	if err := os.MkdirAll(s.tmp(), 0o700); err != nil {
		return fmt.Errorf("files: %w", err)
	}
	return s.tidy()
}

// Open reads a blob; the caller closes it. The end of ctx ends it until it is begun. It is
// fs.ErrNotExist where there is none, and fault Away (files.away) where the place does not answer.
func (s *Store) Open(ctx context.Context, sha string) (io.ReadCloser, error) {
	return s.OpenPart(ctx, sha, 0, -1)
}

// OpenPart is Open for n bytes from one on; n < 0: all that follow.
func (s *Store) OpenPart(ctx context.Context, sha string, from, n int64) (io.ReadCloser, error) {
	if !isAddress(sha) {
		return nil, errors.New("files: not the address of a blob")
	}
	r, err := s.place.open(ctx, sha, from, n)
	if err != nil {
		return nil, fmt.Errorf("files: %w", err)
	}
	return r, nil
}

// Begin finds that blobs can last where they are to. It is bucket.ErrRefused or bucket.ErrAway
// where a bucket cannot be used, or only later.
func (s *Store) Begin(ctx context.Context) error { return s.place.begin(ctx) }

// Claim is a part of the transaction in which rows come to name blobs: from there on no
// sweeper takes them that runs at the same time. Fault: one is gone (files.gone).
func (s *Store) Claim(ctx context.Context, tx bun.Tx, shas []string) error {
	return s.place.claim(ctx, tx, shas)
}

// tidy settles temp files whose upload cannot be running any more, for the sweeper to ask
// about; what did not come to its end it drops.
func (s *Store) tidy() error {
	found, err := os.ReadDir(s.tmp())
	if err != nil {
		return fmt.Errorf("files: %w", err)
	}
	for _, e := range found {
		if info, err := e.Info(); err == nil && time.Since(info.ModTime()) > time.Hour {
			at := filepath.Join(s.tmp(), e.Name())
			if sha, _, _ := strings.Cut(e.Name(), "."); isAddress(sha) {
				if err := s.Keep(Blob{Meta: Meta{SHA256: sha}, at: at}); err != nil {
					return err
				}
			}
			os.Remove(at) // somebody else's removal is as good
		}
	}
	return nil
}

func (s *Store) tmp() string { return filepath.Join(s.dir, "tmp") }

func (s *Store) path(sha string) string { return filepath.Join(s.dir, sha[:2], sha) }

// isAddress keeps whatever else a caller holds, like "../", out of paths.
func isAddress(sha string) bool {
	if len(sha) != 64 {
		return false
	}
	for _, c := range sha {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}
