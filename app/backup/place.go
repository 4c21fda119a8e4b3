package backup

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/uptrace/bun"

	"hilo/app/withdrawn"
	"hilo/db"
)

// place is a folder of backups that is ours alone.
type place struct {
	dir   string
	files *pool
	lock  *os.File // nil: nobody can write here
}

// Outside is a folder for backups of what lies in folders, as the database will know it. A
// backup within the installation would be lost with it.
func Outside(dir string, folders ...string) (string, error) {
	dir, err := real(dir)
	if err != nil {
		return "", err
	}
	for _, folder := range folders {
		folder, err := real(folder)
		if err != nil {
			return "", err
		}
		if within(dir, folder) {
			return "", fmt.Errorf("%s lies inside the installation (%s), and would be lost with it: choose a folder elsewhere, best on another disk", dir, folder)
		}
		if within(folder, dir) {
			return "", fmt.Errorf("the installation (%s) lies inside %s: choose a folder for backups alone", folder, dir)
		}
	}
	return dir, nil
}

// real is a path without links, as far as it is there.
func real(path string) (string, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	found, err := filepath.EvalSymlinks(path)
	if errors.Is(err, fs.ErrNotExist) && filepath.Dir(path) != path {
		above, err := real(filepath.Dir(path))
		return filepath.Join(above, filepath.Base(path)), err
	}
	if err != nil {
		return "", fmt.Errorf("%s: %w", path, err)
	}
	return found, nil
}

func within(path, folder string) bool {
	rest, err := filepath.Rel(folder, path)
	return err == nil && rest != ".." && !strings.HasPrefix(rest, ".."+string(filepath.Separator))
}

// mounted refuses a folder that held backups and is empty: its disk is not there.
func mounted(ctx context.Context, d *db.DB, dir string) error {
	if last, err := Last(ctx, d, dir); last.IsZero() {
		return err
	}
	begun := filepath.Join(dir, withdrawn.File)
	if _, err := os.Stat(begun); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return fmt.Errorf("%s held backups and holds none now: is its disk mounted? To begin anew there, make the empty file %s", dir, begun)
}

// owns refuses a folder that holds backups of another installation alone: a restore would take
// this one's for the newest of theirs, and pruning would drop theirs.
func (s Source) owns(ctx context.Context, p *place) error {
	known, err := s.DB.Read.NewSelect().Table("backups").Where("dir = ?", p.dir).Exists(ctx)
	if err != nil || known {
		return err
	}
	names, err := p.complete()
	for _, name := range names {
		if m, err := readManifest(filepath.Join(p.dir, name)); err == nil && m.Key == s.Key {
			return nil // copied here from elsewhere
		}
	}
	if err == nil && len(names) > 0 {
		err = fmt.Errorf("%s holds backups of another installation, or of this one from before it was lost: bring them back by hilo restore, or choose another folder", p.dir)
	}
	return err
}

// Held tells whether a folder holds backups.
func Held(dir string) (bool, error) {
	names, err := (&place{dir: dir}).complete()
	return len(names) > 0, err
}

// Last is when the last backup in a folder was made, "" for any; zero: there is none.
func Last(ctx context.Context, d *db.DB, dir string) (at time.Time, err error) {
	var done bun.NullTime
	err = d.Read.NewRaw("SELECT done_at FROM backups WHERE dir = ?0 OR ?0 = '' AND done_at IS NOT NULL ORDER BY done_at DESC LIMIT 1", dir).Scan(ctx, &done)
	if db.Missing(err) {
		err = nil
	}
	return done.Time, err
}

// claim makes dir a folder of backups and takes it for this process.
func claim(dir string) (*place, error) {
	p := &place{dir: dir, files: newPool(filepath.Join(dir, filesFolder))}
	if err := os.MkdirAll(p.files.dir, 0o700); err != nil {
		return nil, err
	}
	if err := p.take(os.O_CREATE | os.O_RDWR); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(filepath.Join(dir, withdrawn.File), os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		p.release()
		return nil, err
	}
	return p, f.Close()
}

// take locks the folder; the file system need not allow to write.
func (p *place) take(how int) (err error) {
	if p.lock, err = os.OpenFile(filepath.Join(p.dir, "lock"), how, 0o600); err != nil {
		return err
	}
	if err = syscall.Flock(int(p.lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err == nil {
		return nil
	}
	p.release()
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return fmt.Errorf("another hilo is at work in %s: a backup, or a restore; try again when it is done", p.dir)
	}
	return fmt.Errorf("%s cannot be locked, so two backups at once would spoil each other: choose a file system that has locks (%w)", p.dir, err)
}

func (p *place) release() {
	if p.lock != nil {
		p.lock.Close()
	}
}

// stamps are the folders named like backups, the oldest first.
func (p *place) stamps() (names []string, err error) {
	all, err := os.ReadDir(p.dir)
	for _, e := range all {
		if _, err := time.Parse(stamped, e.Name()); err == nil && e.IsDir() {
			names = append(names, e.Name())
		}
	}
	slices.Sort(names)
	return names, err
}

// complete are those of the stamps that are backups.
func (p *place) complete() (names []string, err error) {
	all, err := p.stamps()
	for _, name := range all {
		if _, err := os.Stat(filepath.Join(p.dir, name, manifestFile)); err == nil {
			names = append(names, name)
		}
	}
	return names, err
}

// follows refuses a backup that would not be the newest: a restore would pass it over, and
// pruning would drop it.
func (p *place) follows(path string) error {
	names, err := p.complete()
	if err == nil && len(names) > 0 && names[len(names)-1] >= filepath.Base(path) {
		last := filepath.Join(p.dir, names[len(names)-1])
		return fmt.Errorf("%s is of a later time than now: set the clock right, or move that backup away", last)
	}
	return err
}

// dropUnfinished removes what was cut short: nobody else is at it.
func (p *place) dropUnfinished() error {
	all, err := p.stamps()
	if err != nil {
		return err
	}
	whole, err := p.complete()
	for _, name := range all {
		if !slices.Contains(whole, name) {
			err = errors.Join(err, os.RemoveAll(filepath.Join(p.dir, name)))
		}
	}
	return err
}

// prune keeps that many backups, the newest, and the files that they have. Where one of
// them cannot be read, all files stay.
func (p *place) prune(keep int) (dropped, unread []string, err error) {
	names, err := p.complete()
	for err == nil && len(names) > keep {
		old := filepath.Join(p.dir, names[0])
		if err = os.Remove(filepath.Join(old, manifestFile)); err == nil { // first: what is half gone is no backup
			err = os.RemoveAll(old)
		}
		dropped, names = append(dropped, names[0]), names[1:]
	}
	needed := map[string]bool{}
	for _, name := range names {
		m, fail := readManifest(filepath.Join(p.dir, name))
		if fail != nil {
			unread = append(unread, name)
		}
		for _, c := range m.Files {
			needed[c.SHA256] = true
		}
	}
	if err != nil || len(unread) > 0 {
		return dropped, unread, err
	}
	return dropped, nil, p.files.drop(needed)
}

// worded says what is wrong with a folder of backups, and what helps.
func worded(dir string, err error) error {
	switch {
	case db.IsFull(err) && !errors.Is(err, syscall.ENOSPC):
		return fmt.Errorf("the disk of the database is full: make room there and begin again (%w)", err)
	case errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT):
		return fmt.Errorf("%s is full: make room there, or keep fewer backups; no new one was made (%w)", dir, err)
	case errors.Is(err, syscall.EROFS) || errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("%s cannot be written to: backups need a folder that is hilo's own (%w)", dir, err)
	}
	return err
}
