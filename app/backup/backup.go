// Package backup copies an installation into a folder while it is served, and lays it out
// again from there.
//
//	DIR/
//	  lock                 one backup or restore at a time
//	  withdrawn            what was taken back since, a line each (package withdrawn)
//	  files/ab/abcdef…     each attachment once, under its SHA-256: a link where the disk allows, else a copy
//	  20061224T201500.000Z/
//	    hilo.db            the database, as it was after that moment
//	    secret             the keys, if they were asked for
//	    manifest           all that belongs to it, with hashes, and one over itself
//
// The database is copied first, then the files: they are never changed, only added and
// erased, so what it names is there. The manifest is written last; a folder without one is
// no backup, and gone with the next.
package backup

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/uptrace/bun"

	"hilo/app/withdrawn"
	"hilo/db"
)

// Names of what a backup has.
const (
	databaseFile = "hilo.db"
	secretFile   = "secret"
	filesFolder  = "files"
)

// stamped is how a backup is named by its moment.
const stamped = "20060102T150405.000Z"

// Source is the installation that is copied.
type Source struct {
	DB       *db.DB
	Database string // its file
	Files    string // folder of what is stored beside it
	Secret   string // file of keys
	Key      string // tells those from others
	Program  string // which hilo this is
	Now      func() time.Time

	Open   func(ctx context.Context, sha string) (io.ReadCloser, error)          // an attachment
	Needed func(ctx context.Context, shas []string) (needed []string, err error) // those that are not erased
}

// Options are what may differ between backups.
type Options struct {
	Keep    int          // backups that stay; 0: all
	Secrets bool         // the keys go with it
	Tell    func(string) // hears how far it is; nil: nobody does
}

// Made is what a backup came to.
type Made struct {
	Path     string    `json:"backup"`
	At       time.Time `json:"at"`
	Database int64     `json:"database_bytes"`
	Copying  float64   `json:"database_seconds"`
	Filing   float64   `json:"files_seconds"`
	Files    int       `json:"files"`
	New      int       `json:"files_new"`
	NewBytes int64     `json:"files_new_bytes"`
	Secrets  bool      `json:"secrets"`
	Missing  []string  `json:"missing"`
	Dropped  []string  `json:"dropped"` // older backups
	Unread   []string  `json:"unread"`  // backups that nobody can read, so that no file could be dropped
}

// Make makes a backup in dir. Errors are sentences about dir or the installation; after one
// there is no new backup.
func Make(ctx context.Context, s Source, dir string, o Options) (made Made, err error) {
	if dir, err = Outside(dir, filepath.Dir(s.Database), s.Files); err != nil {
		return made, err
	}
	if err := mounted(ctx, s.DB, dir); err != nil {
		return made, err
	}
	p, err := claim(dir)
	if err != nil {
		return made, worded(dir, err)
	}
	defer p.release()
	if o.Tell == nil {
		o.Tell = func(string) {}
	}
	made, err = s.make(ctx, p, o)
	return made, worded(dir, err)
}

func (s Source) make(ctx context.Context, p *place, o Options) (made Made, err error) {
	made.Missing, made.Dropped, made.Unread = []string{}, []string{}, []string{}
	if err := p.dropUnfinished(); err != nil {
		return made, err
	}
	if err := s.owns(ctx, p); err != nil {
		return made, err
	}
	if made.At, err = s.note(ctx, p.dir); err != nil {
		return made, err
	}
	if err := withdrawn.Write(ctx, s.DB, p.dir); err != nil {
		return made, err
	}
	made.Path = filepath.Join(p.dir, made.At.Format(stamped))
	if err := p.follows(made.Path); err != nil {
		return made, err
	}
	if err := os.Mkdir(made.Path, 0o700); err != nil {
		return made, err
	}
	var m manifest
	gently(func() { m, err = s.fill(ctx, p, o, &made) })
	if err == nil {
		err = m.write(made.Path)
	}
	if err != nil {
		os.RemoveAll(made.Path)
		return made, err
	}
	if _, err := s.DB.Exec(ctx, "UPDATE backups SET done_at = ? WHERE dir = ?", made.At, p.dir); err != nil {
		return made, err
	}
	if o.Keep > 0 {
		made.Dropped, made.Unread, err = p.prune(o.Keep)
	}
	return made, err
}

// note says in the database where a backup will be: from the moment that it returns,
// whatever is withdrawn is written down there.
func (s Source) note(ctx context.Context, dir string) (at time.Time, err error) {
	err = s.DB.Write(ctx, func(ctx context.Context, tx bun.Tx) error {
		at = s.Now().UTC().Truncate(time.Millisecond) // as it is named
		_, err := tx.NewRaw("INSERT INTO backups (dir) VALUES (?) ON CONFLICT (dir) DO NOTHING", dir).Exec(ctx)
		return err
	})
	return at, err
}

// fill copies all that a backup has, but for its manifest.
func (s Source) fill(ctx context.Context, p *place, o Options, made *Made) (m manifest, err error) {
	m = manifest{Format: format, Program: s.Program, At: made.At, Key: s.Key}
	began := time.Now()
	o.Tell("copying the database")
	copied := filepath.Join(made.Path, databaseFile)
	if err := s.DB.Copy(ctx, copied); err != nil {
		return m, err
	}
	if m.Database, err = settled(copied); err != nil {
		return m, err
	}
	made.Database, made.Copying = m.Database.Size, time.Since(began).Seconds()
	if m.Files, err = filesOf(ctx, copied, made.At); err != nil {
		return m, err
	}
	began = time.Now()
	if err := s.collect(ctx, p, &m, o.Tell, made); err != nil {
		return m, err
	}
	made.Files, made.Filing = len(m.Files), time.Since(began).Seconds()
	if made.Secrets = o.Secrets; o.Secrets {
		m.Secret = new(content)
		*m.Secret, err = copyInto(s.Secret, filepath.Join(made.Path, secretFile))
	}
	return m, err
}

// collect brings the files of m to where all backups have theirs. Those that were erased
// meanwhile are no part of it; what else cannot be had is missing.
func (s Source) collect(ctx context.Context, p *place, m *manifest, tell func(string), made *Made) error {
	var here []content
	var lost []string
	reached := progress(len(m.Files), tell)
	for i, c := range m.Files {
		if err := ctx.Err(); err != nil {
			return err
		}
		reached(i)
		fresh, err := s.take(ctx, p.files, c)
		switch {
		case errors.Is(err, fs.ErrNotExist) || errors.Is(err, errChanged):
			lost = append(lost, c.SHA256)
			continue
		case err != nil:
			return err
		case fresh:
			made.New, made.NewBytes = made.New+1, made.NewBytes+c.Size
		}
		here = append(here, c)
	}
	m.Files = here
	if err := p.files.settle(); err != nil || len(lost) == 0 {
		return err
	}
	missing, err := s.Needed(ctx, lost)
	m.Missing, made.Missing = missing, append(made.Missing, missing...)
	return err
}

// take brings one file there; fresh, if it was not.
func (s Source) take(ctx context.Context, to *pool, c content) (fresh bool, err error) {
	if to.has(c) {
		return false, nil
	}
	f, err := s.Open(ctx, c.SHA256)
	if err != nil {
		return false, err
	}
	defer f.Close()
	return true, to.add(f, c)
}
