package db

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Copies of an SQLite file lie beside it: before-NUMBER.db is what it was before that migration.
// They have what was erased since: who asks for that is told how long (erasure.what in app/words).
const (
	copiesKept = 3
	copiesLife = 14 * 24 * time.Hour
)

// copyBefore copies an SQLite file before a migration. Of PostgreSQL there are dumps.
func (d *DB) copyBefore(ctx context.Context, number string) error {
	if d.file == "" {
		return nil
	}
	name := d.beside("before.part")
	if err := missing(os.Remove(name)); err != nil { // of a program that was killed
		return err
	}
	if err := d.Copy(ctx, name); err != nil {
		return err
	}
	if err := flush(name); err != nil {
		return err
	}
	if err := os.Rename(name, d.beside("before-"+number+".db")); err != nil {
		return errors.Join(err, os.Remove(name))
	}
	return flush(filepath.Dir(d.file))
}

// SweepCopies removes copies that nobody goes back to: old ones, and all but the last.
func (d *DB) SweepCopies(now time.Time) error {
	if d.file == "" {
		return nil
	}
	err := missing(os.Remove(d.beside("before.part")))
	copies, unread := d.copies()
	err = errors.Join(err, unread)
	for i, c := range copies {
		if i >= copiesKept || now.Sub(c.ModTime()) > copiesLife {
			err = errors.Join(err, missing(os.Remove(d.beside(c.Name()))))
		}
	}
	return err
}

// copies are those that there are, the newest first.
func (d *DB) copies() (all []fs.FileInfo, err error) {
	files, err := os.ReadDir(filepath.Dir(d.file))
	for _, f := range files {
		if strings.HasPrefix(f.Name(), "before-") && strings.HasSuffix(f.Name(), ".db") {
			info, unread := f.Info()
			if unread != nil {
				return nil, unread
			}
			all = append(all, info)
		}
	}
	slices.SortFunc(all, func(a, b fs.FileInfo) int { return b.ModTime().Compare(a.ModTime()) })
	return all, err
}

func (d *DB) beside(name string) string { return filepath.Join(filepath.Dir(d.file), name) }

// missing is err, unless it says that there is no such file.
func missing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// flush has a file on disk, or the names in a folder.
func flush(name string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
