package withdrawn

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"hilo/app/outbox"
	"hilo/db"
	"hilo/db/dbtest"
)

var morning = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

// log is a database with one person and one passkey, and what it knows of backups.
type log struct {
	*testing.T
	*db.DB
	dir string
	at  time.Time
}

func logs(t *testing.T, test func(*log)) {
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		l := &log{T: t, DB: d, dir: t.TempDir(), at: morning}
		for _, p := range []string{"ana", "sam"} {
			l.exec("INSERT INTO people (email, role, created_at) VALUES (?, 'admin', ?)", p+"@example.com", morning)
		}
		l.exec("INSERT INTO passkeys (id, credential_id, person_id, name, data, created_at) VALUES ('key', 'c', (SELECT min(id) FROM people), 'Firefox', '{}', ?)", morning)
		test(l)
	})
}

func (l *log) must(err error) {
	l.Helper()
	if err != nil {
		l.Fatal(err)
	}
}

func (l *log) exec(query string, args ...any) {
	l.Helper()
	_, err := l.Exec(l.Context(), query, args...)
	l.must(err)
}

// knows has the database know a folder of backups, and the folder be one.
func (l *log) knows(dir string) {
	l.Helper()
	l.exec("INSERT INTO backups (dir) VALUES (?)", dir)
	l.must(os.WriteFile(filepath.Join(dir, File), nil, 0o600))
}

func (l *log) note(kind Kind, where string, args ...any) {
	l.Helper()
	l.at = l.at.Add(time.Minute)
	l.must(l.Write(l.Context(), func(ctx context.Context, tx bun.Tx) error { return Note(ctx, tx, l.at, kind, where, args...) }))
}

func (l *log) count(of string) (n int) {
	l.Helper()
	l.must(l.Read.NewRaw("SELECT count(*) FROM "+of).Scan(l.Context(), &n))
	return n
}

func (l *log) again(lines []Line) (found []Line) {
	l.Helper()
	l.must(l.Write(l.Context(), func(ctx context.Context, tx bun.Tx) (err error) {
		found, err = Again(ctx, tx, l.at, lines)
		return err
	}))
	return found
}

// What is withdrawn stands in all folders of backups, once the promise is kept; where
// there are none nothing is promised.
func TestNoted(t *testing.T) {
	logs(t, func(l *log) {
		l.note(Passkey, "id = 'key'")
		if n := l.count("withdrawals") + l.count("jobs"); n != 0 {
			t.Errorf("%d rows without a backup", n)
		}
		other := t.TempDir()
		l.knows(l.dir)
		l.knows(other)
		l.note(Passkey, "id = ?", "key")
		l.note(Role, "email = ?", "nobody@example.com")
		if l.count("withdrawals") != 2 || l.count("jobs") != 1 {
			t.Errorf("%d lines noted, %d jobs", l.count("withdrawals"), l.count("jobs"))
		}
		l.must(Handlers(l.DB, time.Now)[JobWrite](t.Context(), outbox.Job{}))
		for _, dir := range []string{l.dir, other} {
			lines, unread, err := Since(dir, morning)
			if err != nil || unread != 0 || len(lines) != 1 || lines[0] != (Line{Passkey, "key", morning, l.at.Add(-time.Minute)}) {
				t.Errorf("%+v, %d unread, %v", lines, unread, err)
			}
		}
		if n := l.count("withdrawals"); n != 0 {
			t.Errorf("%d lines wait", n)
		}
	})
}

// A folder that is not there gets its lines later, and the others at once.
func TestFolderIsAway(t *testing.T) {
	logs(t, func(l *log) {
		away := t.TempDir()
		l.knows(l.dir)
		l.knows(away)
		l.must(os.Remove(filepath.Join(away, File))) // its disk is not mounted
		l.note(Role, "role = 'admin'")
		if err := Handlers(l.DB, time.Now)[JobWrite](t.Context(), outbox.Job{}); err == nil || err.Error() != outbox.Later(l.at).Error() {
			t.Errorf("the job says %v", err)
		}
		if lines, _, err := Since(l.dir, morning); err != nil || len(lines) != 2 {
			t.Errorf("%v, %v", lines, err)
		}
		if _, err := os.Stat(filepath.Join(away, File)); err == nil || l.count("withdrawals") != 2 {
			t.Errorf("%v, %d lines wait", err, l.count("withdrawals"))
		}
		l.must(os.WriteFile(filepath.Join(away, File), []byte(`{"kind":"role","i`), 0o600)) // a power cut
		l.must(Write(t.Context(), l.DB, away))
		if lines, unread, err := Since(away, morning); err != nil || len(lines) != 2 || unread != 1 {
			t.Errorf("%v, %d unread, %v", lines, unread, err)
		}
	})
}

// Once more it is taken from the row that it was of, not from a later one of the same id, and only
// what came after the backup.
func TestAgain(t *testing.T) {
	logs(t, func(l *log) {
		l.knows(l.dir)
		l.note(Role, "email = ?", "ana@example.com")
		since := l.at.Add(time.Second)
		for kind, where := range map[Kind]string{Admin: "email LIKE 'sam%'", Passkey: "id = 'key'", Erasure: "email LIKE 'ana%'"} {
			l.note(kind, where)
		}
		l.must(Write(t.Context(), l.DB, l.dir))
		lines, _, err := Since(l.dir, since)
		l.must(err)
		strange := Line{"nonsense", "key", morning, l.at}
		if found := l.again(append(lines, strange)); len(lines) != 3 || len(found) != 3 {
			t.Errorf("found %+v of %+v", found, lines)
		}
		if l.count("passkeys") != 0 || l.count("people WHERE email LIKE 'ana%' AND role = 'admin'") != 1 || l.count("people WHERE email LIKE 'sam%' AND role = 'agent'") != 1 {
			t.Error("what was withdrawn is there, or more is gone")
		}
		if found := l.again(lines); len(found) != 1 || found[0].Kind != Erasure || found[0].Person() == 0 {
			t.Errorf("a second time: %+v", found)
		}
		l.exec("UPDATE people SET created_at = ?", morning.Add(time.Hour))
		if found := l.again(lines); len(found) != 0 {
			t.Errorf("of others: %+v", found)
		}
	})
}

// Every kind has rows in the schema, and a way to be taken away again.
func TestKinds(t *testing.T) {
	logs(t, func(l *log) {
		l.knows(l.dir)
		for kind, of := range kinds {
			l.note(kind, of.id+" IS NULL")
			l.again([]Line{{Kind: kind, ID: "0", CreatedAt: morning, At: l.at}})
			if (of.again == "") != (kind == Erasure) || strings.Contains(of.again, "?3") {
				t.Errorf("%s: %q", kind, of.again)
			}
		}
	})
}
