package backup

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sync/errgroup"

	"hilo/app/withdrawn"
	"hilo/db"
)

// Found is a backup to restore from. Its folder is ours until Close.
type Found struct {
	Path    string
	At      time.Time // what happened from then on may not be in it
	Program string    // that made it
	Key     string    // of its installation's keys
	Secrets bool      // they are in it

	manifest manifest
	place    *place
}

// Find finds a backup: path is its own folder, or one of backups, of which it takes the newest.
func Find(path string) (*Found, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s is not there", path)
	} else if err != nil {
		return nil, err
	}
	f := &Found{Path: path, place: &place{dir: path}}
	if _, err := time.Parse(stamped, filepath.Base(path)); err == nil {
		f.place.dir = filepath.Dir(path)
	} else if f.Path, err = newest(f.place); err != nil {
		return nil, err
	}
	f.place.files = newPool(filepath.Join(f.place.dir, filesFolder))
	if f.manifest, err = readManifest(f.Path); err != nil {
		return nil, err
	}
	f.At, f.Program, f.Key, f.Secrets = f.manifest.At, f.manifest.Program, f.manifest.Key, f.manifest.Secret != nil
	// On a disk that cannot be written to nobody is at work, and there may be no file to lock.
	if err := f.place.take(os.O_RDONLY); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	return f, nil
}

// newest is the last backup of a folder.
func newest(p *place) (string, error) {
	names, err := p.complete()
	if err != nil {
		return "", err
	}
	if len(names) > 0 {
		return filepath.Join(p.dir, names[len(names)-1]), nil
	}
	if begun, err := p.stamps(); err != nil || len(begun) > 0 {
		return "", errors.Join(err, fmt.Errorf("%s holds no backup: what is there was cut short and has no manifest", p.dir))
	}
	return "", fmt.Errorf("%s holds no backup", p.dir)
}

// Close lets others at the folder.
func (f *Found) Close() { f.place.release() }

// CopyDatabase copies the database into a new file, and holds it against its hash.
func (f *Found) CopyDatabase(to string) error {
	return f.copy(databaseFile, f.manifest.Database, to)
}

// CopySecret copies the keys.
func (f *Found) CopySecret(to string) error { return f.copy(secretFile, *f.manifest.Secret, to) }

func (f *Found) copy(name string, c content, to string) error {
	got, err := copyInto(filepath.Join(f.Path, name), to)
	if err == nil && got != c {
		err = fmt.Errorf("%s of %s is not what was written: restore another backup", name, f.Path)
	}
	if err != nil && !errors.Is(err, fs.ErrExist) {
		os.Remove(to)
	}
	return err
}

// Withdrawn is what was taken back since, and how many lines of it nobody can read.
func (f *Found) Withdrawn() ([]withdrawn.Line, int, error) { return withdrawn.Since(f.place.dir, f.At) }

// atOnce are the files that a restore copies at the same time: most of it is waiting for the disk.
const atOnce = 8

// Lost is a file that a backup should have, and has not as it was.
type Lost struct {
	SHA256  string  `json:"sha256"`
	Tickets []int64 `json:"tickets"` // that show it
}

// Put takes a file of a backup, whose hash and size are right.
type Put func(ctx context.Context, from *os.File, sha string, size int64) error

// CopyFiles lays out in a folder, or gives to put unless that is nil, what a database names,
// each held against its hash.
func (f *Found) CopyFiles(whole context.Context, database, to string, put Put, tell func(string)) (files int, lost []Lost, err error) {
	all, err := filesOf(whole, database, f.At)
	if err != nil {
		return 0, nil, err
	}
	p, reached := newPool(to), progress(len(all), tell)
	absent := make([]bool, len(all))
	work, ctx := errgroup.WithContext(whole)
	work.SetLimit(atOnce)
	for i, c := range all {
		if ctx.Err() != nil {
			break
		}
		reached(i)
		work.Go(func() error {
			err := f.copyFile(ctx, p, put, c)
			if absent[i] = errors.Is(err, fs.ErrNotExist) || errors.Is(err, errChanged); absent[i] {
				return nil
			}
			return err
		})
	}
	err = errors.Join(work.Wait(), whole.Err())
	if put == nil {
		err = errors.Join(err, p.settle())
	}
	if err != nil {
		return 0, nil, err
	}
	for i, c := range all {
		if absent[i] {
			lost = append(lost, Lost{SHA256: c.SHA256})
		}
	}
	return len(all) - len(lost), lost, showing(whole, database, lost)
}

func (f *Found) copyFile(ctx context.Context, to *pool, put Put, c content) error {
	from, err := os.Open(f.place.files.path(c.SHA256))
	if err != nil {
		return err
	}
	defer from.Close()
	if put == nil {
		return to.add(from, c)
	}
	if got, err := contentOf(from.Name()); err != nil || got != c {
		return cmp.Or(err, errChanged)
	}
	return put(ctx, from, c.SHA256, c.Size)
}

// showing finds the tickets that show files.
func showing(ctx context.Context, database string, lost []Lost) error {
	if len(lost) == 0 {
		return nil
	}
	from, err := db.OpenCopy(database)
	if err != nil {
		return err
	}
	defer from.Close()
	for i := range lost {
		if err := from.NewRaw("SELECT DISTINCT ticket FROM files WHERE sha256 = ? ORDER BY ticket", lost[i].SHA256).Scan(ctx, &lost[i].Tickets); err != nil {
			return err
		}
	}
	return nil
}
