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
	"testing"
	"time"

	"hilo/app/withdrawn"
)

// A backup has what there was when it began, and nobody else can read it; the next one copies only
// what is new, and whoever keeps two has the files of two.
func TestBackups(t *testing.T) {
	h := newHouse(t)
	old, both := h.file("old"), h.file("both")
	first := h.make(Options{})
	if first.Files != 2 || first.New != 2 || first.NewBytes != 7 || first.Secrets || len(first.Missing) > 0 {
		t.Errorf("%+v", first)
	}
	h.write("DELETE FROM uploads WHERE sha256 = ?", old)
	fresh := h.file("new")
	second := h.make(Options{Keep: 2, Secrets: true})
	if second.Files != 2 || second.New != 1 || len(second.Dropped) > 0 || len(h.there()) != 3 {
		t.Errorf("%+v, %v", second, h.there())
	}
	for made, want := range map[string][]string{first.Path: {old, both}, h.dir: {both, fresh}} {
		if files, lost := h.lays(made); files != len(want) || len(lost) > 0 {
			t.Errorf("%s: %d files, lost %v", made, files, lost)
		}
	}
	h.ok(filepath.WalkDir(h.dir, func(path string, e fs.DirEntry, err error) error {
		if info, fail := e.Info(); fail != nil || info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s is open to others: %v, %v", path, info.Mode(), fail)
		}
		return err
	}))
	if text, err := os.ReadFile(filepath.Join(second.Path, secretFile)); err != nil || string(text) != "the keys" {
		t.Errorf("keys %q, %v", text, err)
	}
	third := h.make(Options{Keep: 2})
	if got := h.there(); !slices.Equal(third.Dropped, []string{filepath.Base(first.Path)}) || slices.Contains(got, old) || len(got) != 2 {
		t.Errorf("dropped %v, left %v", third.Dropped, got)
	}
	for dir, want := range map[string]time.Time{h.dir: third.At, "": third.At, "/elsewhere": {}} {
		if last, err := Last(t.Context(), h.DB, dir); err != nil || !last.Equal(want) {
			t.Errorf("the last in %q was at %v, %v", dir, last, err)
		}
	}
}

// What was erased while the files were copied is no part of a backup; what should be
// there and is not, or is not what it was, is named, and the rest is kept.
func TestBackupNamesWhatIsMissing(t *testing.T) {
	h := newHouse(t)
	kept, lost, changed, erased := h.file("kept"), h.file("lost"), h.file("changed"), h.file("erased")
	pool := newPool(h.Files)
	h.ok(os.Remove(pool.path(lost)))
	h.ok(os.WriteFile(pool.path(changed), []byte("chAnged"), 0o600))
	h.ok(os.Remove(pool.path(erased)))
	needed := h.Needed
	h.Needed = func(ctx context.Context, shas []string) ([]string, error) { // asked after all else
		h.write("DELETE FROM uploads WHERE sha256 = ?", erased)
		return needed(ctx, shas)
	}
	made := h.make(Options{})
	slices.Sort(made.Missing)
	want := []string{lost, changed}
	slices.Sort(want)
	if made.Files != 1 || !slices.Equal(made.Missing, want) || !slices.Equal(h.there(), []string{kept}) {
		t.Errorf("%+v, %v", made, h.there())
	}
	if said := made.String(); !strings.Contains(said, lost) || !strings.Contains(said, "1 new") {
		t.Errorf("it says %q", said)
	}
}

// What stood in the way, or is not whole, is said in a sentence; nothing is left of it.
func TestBackupIsRefused(t *testing.T) {
	h := newHouse(t)
	h.file("a")
	for dir, says := range map[string]string{
		filepath.Join(filepath.Dir(h.Database), "backups"): "inside the installation",
		filepath.Join(h.Files, "backups"):                  "inside the installation",
		filepath.Dir(h.Database):                           "inside the installation",
		filepath.Dir(filepath.Dir(h.Database)):             "lies inside",
		h.Secret:                                           "inside the installation",
	} {
		_, err := Make(t.Context(), h.Source, dir, Options{})
		h.refused(err, says)
	}
	link := filepath.Join(t.TempDir(), "link")
	h.ok(os.Symlink(filepath.Dir(h.Database), link))
	_, err := Make(t.Context(), h.Source, filepath.Join(link, "backups"), Options{})
	h.refused(err, "inside the installation")
	h.ok(os.WriteFile(h.dir, nil, 0o600))
	_, err = Make(t.Context(), h.Source, h.dir, Options{})
	h.refused(err, h.dir)
	h.ok(os.Remove(h.dir))

	p, err := claim(h.dir)
	h.ok(err)
	_, err = Make(t.Context(), h.Source, h.dir, Options{})
	h.refused(err, "another hilo is at work in "+h.dir)
	p.release()
	made := h.make(Options{})
	f, err := Find(h.dir)
	h.ok(err)
	_, err = Make(t.Context(), h.Source, h.dir, Options{})
	h.refused(err, "another hilo is at work")
	f.Close()

	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, err = Make(ctx, h.Source, h.dir, Options{}); err == nil {
		t.Error("a backup that was stopped is one")
	}
	h.ok(os.RemoveAll(h.dir)) // its disk went away
	_, err = Make(t.Context(), h.Source, h.dir, Options{})
	h.refused(err, "is its disk mounted", filepath.Join(h.dir, withdrawn.File))
	h.ok(os.MkdirAll(h.dir, 0o700))
	h.ok(os.WriteFile(filepath.Join(h.dir, withdrawn.File), nil, 0o600))
	if again := h.make(Options{}); again.New != made.New {
		t.Errorf("%+v", again)
	}
}

// Where backups of another installation are, none is made among them: not even after that one was
// lost and began anew. With the same keys, or where it was known before, it is this one's.
func TestBackupsOfAnother(t *testing.T) {
	h, other := newHouse(t), newHouse(t)
	theirs := h.make(Options{})
	other.Key = "another key"
	_, err := Make(t.Context(), other.Source, h.dir, Options{Keep: 1})
	h.refused(err, h.dir+" holds backups of another installation", "hilo restore")
	if f, err := Find(h.dir); err != nil || f.Path != theirs.Path {
		t.Errorf("%+v, %v", f, err)
	} else {
		f.Close()
	}
	other.Key = h.Key
	_, err = Make(t.Context(), other.Source, h.dir, Options{})
	h.ok(err)
	h.Key = "a new key"
	h.make(Options{})
}

// A clock that goes back makes no backup that is older than those that there are.
func TestClockGoesBack(t *testing.T) {
	h := newHouse(t)
	made := h.make(Options{Keep: 1})
	h.at = h.at.Add(-24 * time.Hour)
	_, err := Make(t.Context(), h.Source, h.dir, Options{Keep: 1})
	h.refused(err, made.Path+" is of a later time than now", "clock")
	h.at = made.At
	if next := h.make(Options{Keep: 1}); !slices.Equal(next.Dropped, []string{filepath.Base(made.Path)}) {
		t.Errorf("%+v", next)
	}
}

// What is no backup, or no whole one, says so.
func TestRestoreIsRefused(t *testing.T) {
	h := newHouse(t)
	sha := h.file("a file")
	find := func(path string, words ...string) {
		t.Helper()
		f, err := Find(path)
		if err == nil {
			f.Close()
		}
		h.refused(err, words...)
	}
	find(h.dir, "is not there")
	find(t.TempDir(), "holds no backup")
	made := h.make(Options{Secrets: true})
	flip := func(name string) (undo func()) {
		t.Helper()
		at := filepath.Join(h.dir, name)
		was, err := os.ReadFile(at)
		h.ok(err)
		now := slices.Clone(was)
		now[len(now)/2] ^= 1
		h.ok(os.WriteFile(at, now, 0o600))
		return func() { h.ok(os.WriteFile(at, was, 0o600)) }
	}
	stamp := filepath.Base(made.Path)
	undo := flip(filepath.Join(stamp, manifestFile))
	find(h.dir, "manifest", "is not what was written")
	undo()
	for _, name := range []string{databaseFile, secretFile} {
		undo = flip(filepath.Join(stamp, name))
		f, err := Find(made.Path)
		h.ok(err)
		to := filepath.Join(t.TempDir(), "to")
		if err = f.CopyDatabase(to); name == secretFile {
			h.ok(err)
			err = f.CopySecret(to + "2")
		}
		h.refused(err, name, "is not what was written")
		f.Close()
		undo()
	}
	undo = flip(filepath.Join(filesFolder, sha[:2], sha))
	if files, lost := h.lays(h.dir); files != 0 || len(lost) != 1 || lost[0].SHA256 != sha {
		t.Errorf("a changed file: %d there, lost %v", files, lost)
	}
	undo()

	m, err := readManifest(made.Path)
	h.ok(err)
	m.Format, m.Program = format+1, "hilo of tomorrow"
	h.ok(m.write(made.Path))
	find(h.dir, "newer hilo", "hilo of tomorrow")
	h.ok(os.Remove(filepath.Join(made.Path, manifestFile)))
	find(h.dir, "cut short")
	find(made.Path, "cut short")
	next := h.make(Options{})
	if _, err := os.Stat(made.Path); !errors.Is(err, fs.ErrNotExist) || next.New != 0 {
		t.Errorf("what was cut short is there yet: %v, %+v", err, next)
	}
}

// Where a backup cannot be read, none of the files is dropped: it may need them.
func TestNothingIsDroppedUnread(t *testing.T) {
	h := newHouse(t)
	old := h.file("old")
	first := h.make(Options{})
	h.write("DELETE FROM uploads")
	second := h.make(Options{})
	h.ok(os.WriteFile(filepath.Join(second.Path, manifestFile), []byte("nonsense"), 0o600))
	third := h.make(Options{Keep: 2})
	if !slices.Equal(third.Dropped, []string{filepath.Base(first.Path)}) || !slices.Equal(third.Unread, []string{filepath.Base(second.Path)}) || !slices.Equal(h.there(), []string{old}) {
		t.Errorf("%+v, %v", third, h.there())
	}
	if said := fmt.Sprint(third); !strings.Contains(said, "cannot be read") {
		t.Errorf("it says %q", said)
	}
}
