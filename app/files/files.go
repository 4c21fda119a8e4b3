// Package files keeps attachments: each content once on disk under its SHA-256,
// its type told by its bytes, its name made harmless, and a small preview of pictures.
// Who may open a file is decided where its entry is known, not here.
package files

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// Store is a folder of blobs: dir/ab/abcdef…, previews beside them, and dir/tmp
// for what is still arriving.
type Store struct {
	Programs bool             // and scripts are taken, too
	Child    []string         // the program that draws previews, as its first words
	Now      func() time.Time // by which blobs are young or old

	dir      string
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
	at string // where it is until it is kept
}

// Open makes the folders, for nobody else's eyes, and drops what a crash left half received.
func Open(dir string) (*Store, error) {
	s := &Store{dir: dir, making: newQueue(), Child: self(), Now: time.Now}
	if err := os.MkdirAll(s.tmp(), 0o700); err != nil {
		return nil, fmt.Errorf("files: %w", err)
	}
	return s, s.tidy()
}

// Open returns the blob's content; the caller closes it.
func (s *Store) Open(sha string) (*os.File, error) {
	if !isAddress(sha) {
		return nil, errors.New("files: not the address of a blob")
	}
	f, err := os.Open(s.path(sha))
	if err == nil {
		return f, nil
	}
	if f, err := s.unsettled(sha); err == nil {
		return f, nil
	}
	return nil, fmt.Errorf("files: %w", err)
}

// unsettled finds what a row names and nobody has settled yet: that is a moment, or until
// tidy comes where the program was ended in it.
func (s *Store) unsettled(sha string) (*os.File, error) {
	found, _ := filepath.Glob(filepath.Join(s.tmp(), sha+".*"))
	if len(found) == 0 {
		return nil, fs.ErrNotExist
	}
	return os.Open(found[0])
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
				if err := s.settle(at, s.path(sha)); err != nil {
					return fmt.Errorf("files: %w", err)
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
