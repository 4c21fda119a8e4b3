package backup

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hilo/app/clocktest"
	"hilo/db"
	"hilo/db/dbtest"
)

// house is an installation to back up: a database that names files, the files, and keys.
type house struct {
	Source
	*testing.T
	dir string // of its backups
	at  time.Time
}

func newHouse(t *testing.T) *house {
	data, to := t.TempDir(), t.TempDir()
	h := &house{T: t, dir: filepath.Join(to, "backups"), at: clocktest.Now()}
	h.Source = Source{Database: filepath.Join(data, "hilo.db"), Files: filepath.Join(data, "files"), Secret: filepath.Join(data, "secret"), Key: "key", Program: "hilo test"}
	dbtest.Write(t, h.Database)
	var err error
	h.DB, err = db.Open(t.Context(), h.Database)
	h.ok(err)
	t.Cleanup(func() { h.DB.Close() })
	h.ok(os.WriteFile(h.Secret, []byte("the keys"), 0o600))
	h.Now = func() time.Time { h.at = h.at.Add(time.Minute); return h.at }
	h.Source.Open = func(_ context.Context, sha string) (io.ReadCloser, error) { return os.Open(newPool(h.Files).path(sha)) }
	h.Needed = func(ctx context.Context, shas []string) (needed []string, err error) {
		for _, sha := range shas {
			if n, err := h.DB.Read.NewSelect().Table("uploads").Where("sha256 = ?", sha).Count(ctx); err != nil || n > 0 {
				needed = append(needed, sha)
			}
		}
		return needed, err
	}
	h.write("INSERT INTO people (id, email, created_at) VALUES (1, 'ana@example.com', ?)", db.Time(h.at))
	return h
}

func (h *house) ok(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

func (h *house) write(query string, args ...any) {
	h.Helper()
	_, err := h.DB.Exec(h.Context(), query, args...)
	h.ok(err)
}

// file has the installation keep a file, and returns its address.
func (h *house) file(text string) string {
	h.Helper()
	sum := sha256.Sum256([]byte(text))
	sha := hex.EncodeToString(sum[:])
	at := newPool(h.Files).path(sha)
	h.ok(os.MkdirAll(filepath.Dir(at), 0o700))
	h.ok(os.WriteFile(at, []byte(text), 0o600))
	h.write("INSERT INTO uploads (id, person_id, ticket, name, type, size, sha256, created_at) VALUES (?, 1, 0, 'a', 'text/plain', ?, ?, ?)", sha, len(text), sha, db.Time(h.at))
	return sha
}

func (h *house) make(o Options) Made {
	h.Helper()
	made, err := Make(h.Context(), h.Source, h.dir, o)
	h.ok(err)
	return made
}

func (h *house) refused(err error, words ...string) {
	h.Helper()
	for _, w := range words {
		if err == nil || !strings.Contains(err.Error(), w) {
			h.Errorf("%v does not say %q", err, w)
		}
	}
}

// there are the files of all backups.
func (h *house) there() (names []string) {
	h.Helper()
	h.ok(filepath.WalkDir(filepath.Join(h.dir, filesFolder), func(_ string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			names = append(names, e.Name())
		}
		return err
	}))
	return names
}

// lays lays a backup out in a new folder, without the files of the database.
func (h *house) lays(from string) (files int, lost []Lost) {
	h.Helper()
	f, err := Find(from)
	h.ok(err)
	defer f.Close()
	to := h.TempDir()
	h.ok(f.CopyDatabase(filepath.Join(to, "hilo.db")))
	files, lost, err = f.CopyFiles(h.Context(), filepath.Join(to, "hilo.db"), filepath.Join(to, "files"), nil, func(string) {})
	h.ok(err)
	return files, lost
}
