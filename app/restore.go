package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"hilo/app/access"
	"hilo/app/backup"
	"hilo/app/bucket"
	"hilo/app/outbox"
	"hilo/app/withdrawn"
	"hilo/db"
)

// Restored is what a restore came to.
type Restored struct {
	From      string         `json:"backup"`
	At        time.Time      `json:"at"`
	Program   string         `json:"program"` // that made it
	Database  string         `json:"database"`
	Files     int            `json:"files"`
	Missing   []backup.Lost  `json:"missing"`
	SameKeys  bool           `json:"same_keys"` // links, devices and passkeys go on
	Cleared   map[string]int `json:"cleared"`   // what does not, of what there was
	Withdrawn map[string]int `json:"withdrawn"` // taken away once more, by kind
	Unread    int            `json:"withdrawn_unread"`
}

// Restore lays out the installation that cfg names from a backup, into an empty place only.
// from is a backup, or a folder of them, of which it takes the last. The database appears
// last: before that, the same command may be given again. With ErrFilesMissing all but those
// files is there.
func Restore(ctx context.Context, cfg Config, from string, tell func(string)) (r Restored, err error) {
	if err := cfg.isSQLite("restore"); err != nil {
		return r, err
	}
	set, err := cfg.check()
	if err != nil {
		return r, err
	}
	if err := set.asOwner(); err != nil {
		return r, err
	}
	found, err := backup.Find(from)
	if err != nil {
		return r, err
	}
	defer found.Close()
	lock, err := db.Lock(set.Database)
	if err != nil {
		return r, err
	}
	defer lock.Close()
	stage := filepath.Join(filepath.Dir(set.Database), "restoring")
	if err := set.unused(stage); err != nil {
		return r, err
	}
	r = Restored{From: found.Path, At: found.At, Program: found.Program, Database: set.Database}
	if err := r.restore(ctx, set, found, stage, tell); err != nil {
		return r, err
	}
	if len(r.Missing) > 0 {
		err = ErrFilesMissing
	}
	return r, err
}

// unused refuses a place where something is. What an earlier restore began there is no
// hindrance, nor are keys.
func (s settings) unused(stage string) error {
	for _, end := range []string{"", "-wal", "-journal"} {
		if _, err := os.Stat(s.Database + end); !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("%s is in use: restore into an empty place (HILO_DATABASE, HILO_FILES), or move away what is there", s.Database+end)
		}
	}
	for _, begun := range []string{stage, stage + ".db"} {
		if _, err := os.Stat(begun); err == nil {
			return nil
		}
	}
	if s.bucket != nil {
		return nil // it is asked when the keys are known
	}
	there, err := os.ReadDir(s.Files)
	for _, e := range there {
		if e.Name() != "tmp" {
			return fmt.Errorf("%s is in use: restore into an empty place (HILO_DATABASE, HILO_FILES), or move away what is there", s.Files)
		}
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

func (r *Restored) restore(ctx context.Context, set settings, found *backup.Found, stage string, tell func(string)) error {
	if err := emptied(stage); err != nil {
		return err
	}
	staged := set
	staged.NewSecret = true // if these are others, endPast clears what hung on those
	staged.Database = filepath.Join(stage, filepath.Base(set.Database))
	tell("copying the database")
	if err := found.CopyDatabase(staged.Database); err != nil {
		return err
	}
	if err := copyKeys(set.SecretFile, found); err != nil {
		return err
	}
	if err := r.endPast(ctx, staged.Config, found); err != nil {
		return err
	}
	if err := r.copyFiles(ctx, staged.Config, found, tell); err != nil {
		return err
	}
	// The database last: until then the place is as good as empty, and after it nothing is left.
	if err := os.Rename(staged.Database, stage+".db"); err != nil {
		return err
	}
	if err := os.RemoveAll(stage); err != nil {
		return err
	}
	if err := os.Rename(stage+".db", set.Database); err != nil || set.bucket == nil {
		return err
	}
	return set.bucket.Remove(ctx, bucket.Restoring)
}

// emptied makes a folder, or empties it: it is never away, and says that a restore began.
func emptied(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	left, err := os.ReadDir(dir)
	for _, e := range left {
		err = errors.Join(err, os.RemoveAll(filepath.Join(dir, e.Name())))
	}
	return err
}

// copyKeys copies the keys of a backup, if it has them, unless there are some.
func copyKeys(file string, found *backup.Found) error {
	if !found.Secrets {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return err
	}
	if err := found.CopySecret(file); !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}

// endPast brings a copied database up to date, and keeps what it brings back from acting again.
func (r *Restored) endPast(ctx context.Context, cfg Config, found *backup.Found) error {
	lines, unread, err := found.Withdrawn()
	if err != nil {
		return err
	}
	if err := Migrate(ctx, cfg); errors.Is(err, db.ErrNewer) {
		return fmt.Errorf("%s was made by a newer hilo (%s): restore it with that one", found.Path, found.Program)
	} else if err != nil {
		return err
	}
	a, err := New(ctx, cfg, nil, time.Now)
	if err != nil {
		return err
	}
	defer a.Close()
	if err := a.takeBucket(ctx); err != nil {
		return err
	}
	r.SameKeys, r.Unread = markOf(a.secret) == found.Key, unread
	if r.Withdrawn, err = a.withdrawAgain(ctx, lines); err != nil {
		return err
	}
	if r.Cleared, err = a.clearPast(ctx, r.SameKeys); err != nil {
		return err
	}
	return a.DB.Scrub(ctx)
}

// withdrawAgain takes away once more what was withdrawn since the backup, and counts it by kind.
func (a *App) withdrawAgain(ctx context.Context, lines []withdrawn.Line) (map[string]int, error) {
	var found []withdrawn.Line
	err := a.DB.Write(ctx, func(ctx context.Context, tx bun.Tx) (err error) {
		found, err = withdrawn.Again(ctx, tx, a.now(), lines)
		return err
	})
	if err != nil {
		return nil, err
	}
	count, erased := map[string]int{}, map[int64]bool{}
	for _, l := range found {
		if l.Kind == withdrawn.Erasure {
			person := l.Person()
			if erased[person] {
				continue
			}
			erased[person] = true
			if err := a.Erasures.Repeat(ctx, person); err != nil {
				return nil, err
			}
		}
		count[string(l.Kind)]++
	}
	return count, nil
}

// clearPast ends sessions and codes, and drops the promises to tell people of what is long
// ago; without the same keys also what hangs on them. It counts what was cleared.
func (a *App) clearPast(ctx context.Context, sameKeys bool) (count map[string]int, err error) {
	told := slices.AppendSeq(slices.Collect(maps.Keys(a.Notify.Handlers())), maps.Keys(a.Auth.Handlers()))
	tables := []string{"sessions", "devices", "guest_links", "passkeys", "jobs"}
	err = a.DB.Write(ctx, func(ctx context.Context, tx bun.Tx) error {
		before, err := rowsOf(ctx, tx, tables)
		if err != nil {
			return err
		}
		if err := errors.Join(access.EndPast(ctx, tx, sameKeys), a.markKeys(ctx, tx)); err != nil {
			return err
		}
		if err := outbox.DropKinds(ctx, tx, told...); err != nil {
			return err
		}
		after, err := rowsOf(ctx, tx, tables)
		count = map[string]int{}
		for _, table := range tables {
			if gone := before[table] - after[table]; gone > 0 {
				count[table] = gone
			}
		}
		if before["sessions"] > 0 {
			count["sessions"] = before["sessions"] // those that stay do so for their devices alone
		}
		return err
	})
	return count, err
}

func rowsOf(ctx context.Context, tx bun.Tx, tables []string) (map[string]int, error) {
	count := map[string]int{}
	for _, table := range tables {
		n, err := tx.NewSelect().Table(table).Count(ctx)
		if err != nil {
			return nil, err
		}
		count[table] = int(n)
	}
	return count, nil
}

// String is r as people read it.
func (r Restored) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "Restored: %s (by %s)\n  database: %s\n  files: %d\n", r.From, r.Program, r.Database, r.Files)
	for _, m := range r.Missing {
		fmt.Fprintf(&b, "  missing, or not what it was: file %s of tickets %d\n", m.SHA256, m.Tickets)
	}
	if r.SameKeys {
		fmt.Fprintln(&b, "  keys: the same; passkeys, devices and links in mails go on")
	} else {
		fmt.Fprintln(&b, "  keys: not those of the backup; passkeys, devices and links in mails are cleared: people sign in by a code, and turn their devices on again")
	}
	for _, what := range slices.Sorted(maps.Keys(r.Cleared)) {
		fmt.Fprintf(&b, "  ended: %d %s\n", r.Cleared[what], clearedWords[what])
	}
	for _, kind := range slices.Sorted(maps.Keys(r.Withdrawn)) {
		fmt.Fprintf(&b, "  withdrawn since, and again: %d of kind %s\n", r.Withdrawn[kind], kind)
	}
	if r.Unread > 0 {
		fmt.Fprintf(&b, "  %d lines of what was withdrawn cannot be read\n", r.Unread)
	}
	return b.String()
}

// clearedWords are what tables hold.
var clearedWords = map[string]string{
	"sessions": "sessions: everybody signs in again", "devices": "devices", "guest_links": "links in mails", "passkeys": "passkeys",
	"jobs": "alerts, codes and other mails that waited then",
}
