package backup_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hilo/app"
	"hilo/app/backup"
	"hilo/app/desk"
	"hilo/app/sitetest"
	"hilo/db"
)

// lost is a site of which there are backups, and no disk any more.
type lost struct {
	*sitetest.Site
	*testing.T
	with, without string // folders of backups: with the keys in them, and without

	ana, luis int64
	revoked   *desk.Ticket // of a guest who revoked its links
	guests    *desk.Ticket
	muted     *desk.Ticket
}

func silent(string) {}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// loses has a site be backed up, and then much of what it held be withdrawn.
func loses(t *testing.T) *lost {
	l := &lost{T: t, Site: sitetest.Start(t, func(p *sitetest.Plan) { p.Now = time.Now }), with: t.TempDir(), without: t.TempDir()}
	ctx := t.Context()
	l.As("ana")
	l.ana, l.luis = l.Person("ana").ID, l.Person("luis").ID
	l.guests, l.revoked = l.GuestTicket(), l.GuestTicket()
	for _, ticket := range []*desk.Ticket{l.guests, l.revoked} {
		l.Link(ticket) // a mail brought it
	}
	l.muted = l.Ticket("ana", desk.StatusOpen)
	l.Ticket("luis", desk.StatusOpen)
	now := db.Time(l.Plan.Now().Add(-time.Second))
	for _, id := range []string{"stays", "goes"} {
		l.Set("INSERT INTO passkeys (id, credential_id, person_id, name, data, created_at) VALUES (?0, ?0, ?1, 'Firefox', '{}', ?2)", id, l.ana, now)
		l.Set(`INSERT INTO devices (id, session_id, person_id, endpoint, p256dh, auth, key_id, name, created_at, renewed_at)
			SELECT ?0, id, person_id, ?0, '', '', '', 'Firefox', ?1, ?1 FROM sessions WHERE person_id = ?2 LIMIT 1`, id, now, l.ana)
	}
	l.As("ana") // on another device, which she will sign out of
	l.Set(`INSERT INTO devices (id, session_id, person_id, endpoint, p256dh, auth, key_id, name, created_at, renewed_at)
		SELECT 'left', id, person_id, 'left', '', '', '', 'Chrome', ?0, ?0 FROM sessions WHERE person_id = ?1 AND id NOT IN (SELECT session_id FROM devices)`, now, l.ana)
	var left string
	ok(t, l.DB.Read.NewRaw("SELECT session_id FROM devices WHERE id = 'left'").Scan(ctx, &left))
	for _, kind := range []string{"mail", "push", "code", "signed-in", "entry", "turn", "silence"} {
		l.Set("INSERT INTO jobs (id, kind, payload, due_at, created_at) VALUES (?, ?, '{}', ?, ?)", "past "+kind, kind, now.Add(time.Hour), now)
	}
	for dir, secrets := range map[string]bool{l.with: true, l.without: false} {
		_, err := app.Backup(ctx, l.Plan.Config, dir, 0, secrets, silent)
		ok(t, err)
	}
	keys, err := l.Auth.Passkeys(l.URL, "Hilo")
	ok(t, err)
	ok(t, keys.Remove(ctx, l.ana, "goes"))
	ok(t, l.Notify.RemoveDevice(ctx, l.ana, "goes"))
	ok(t, l.Auth.Sessions.Revoke(ctx, l.ana, left))
	ok(t, l.Auth.Staff.Remove(ctx, "sam@example.com"))
	_, err = l.Auth.Staff.Add(ctx, "admin@example.com", "", false)
	ok(t, err)
	ok(t, l.Auth.Guests.RevokeLinks(ctx, l.revoked.Number))
	ok(t, l.Notify.MuteMail(ctx, l.ana, l.muted.Number))
	ok(t, l.Erasures.Ask(ctx, l.luis))
	l.Set("UPDATE erasures SET due_at = ?", now)
	ok(t, l.Erasures.Erase(ctx, l.luis))
	l.Until("all is written down", func() bool { return l.Count("SELECT count(*) FROM withdrawals") == 0 })
	return l
}

// place is an empty one, of the same site.
func (l *lost) place() app.Config {
	cfg, dir := l.Plan.Config, l.TempDir()
	cfg.Database, cfg.Files, cfg.SecretFile = filepath.Join(dir, "data", "hilo.db"), filepath.Join(dir, "data", "files"), filepath.Join(dir, "data", "secret")
	return cfg
}

// counts opens a restored installation, and returns what counts its rows.
func (l *lost) counts(cfg app.Config) func(of string) int {
	l.Helper()
	a, err := app.New(l.Context(), cfg, nil, time.Now)
	ok(l.T, err)
	l.Cleanup(func() { a.Close() })
	return func(of string) (n int) {
		l.Helper()
		ok(l.T, a.DB.Read.NewRaw("SELECT count(*) FROM "+of).Scan(l.Context(), &n))
		return n
	}
}

// After a restore the past does not act again, and what was withdrawn since the backup stays
// so. With the keys all else goes on; without them what hangs on them is cleared.
func TestRestore(t *testing.T) {
	l := loses(t)
	for _, tt := range []struct {
		name, from string
		lay        bool // the keys, beforehand
		same       bool
	}{
		{"keys in the backup", l.with, false, true},
		{"keys laid there", l.without, true, true},
		{"without keys", l.without, false, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			cfg := l.place()
			if tt.lay {
				keys, err := os.ReadFile(l.Plan.Config.SecretFile)
				ok(t, err)
				ok(t, os.Mkdir(filepath.Dir(cfg.SecretFile), 0o700))
				ok(t, os.WriteFile(cfg.SecretFile, keys, 0o600))
			}
			r, err := app.Restore(t.Context(), cfg, tt.from, silent)
			ok(t, err)
			if r.SameKeys != tt.same || len(r.Missing) > 0 || r.Unread > 0 || r.Withdrawn["erasure"] != 1 || r.Withdrawn["role"] != 1 {
				t.Errorf("%+v", r)
			}
			count := l.counts(cfg)
			left := map[bool]int{true: 1}[tt.same]
			for query, want := range map[string]int{
				"sessions WHERE hash NOT LIKE 'past %'": 0,
				"challenges":                            0,
				"staff_links":                           0,
				"jobs WHERE id LIKE 'past %' AND kind <> 'silence'":         0,
				"jobs WHERE id = 'past silence'":                            1,
				"jobs WHERE kind IN ('entry', 'mail', 'erasure-done')":      0,
				"people WHERE email = 'sam@example.com' AND role <> ''":     0,
				"people WHERE email = 'eva@example.com' AND role = 'agent'": 1,
				"passkeys":                   left,
				"devices WHERE id = 'stays'": left,
				"people WHERE email = 'admin@example.com' AND role = 'agent'":                                                          1,
				"devices WHERE id IN ('goes', 'left')":                                                                                 0,
				fmt.Sprint("guest_links WHERE revoked_at IS NULL AND ticket = ", l.guests.Number):                                      left,
				fmt.Sprint("guest_links WHERE revoked_at IS NULL AND ticket = ", l.revoked.Number):                                     0,
				fmt.Sprint("mutes WHERE mail_off AND ticket = ", l.muted.Number):                                                       1,
				fmt.Sprint("tickets WHERE requester_id = ", l.luis, " AND subject NOT LIKE 'Ticket %'"):                                0,
				fmt.Sprint("entries AS e JOIN tickets AS t ON t.number = e.ticket WHERE requester_id = ", l.luis, " AND e.body <> ''"): 0,
			} {
				if got := count(query); got != want {
					t.Errorf("%d %s, want %d", got, query, want)
				}
			}
			if said := r.String(); strings.Contains(said, "%!") || strings.Contains(said, "go on") != tt.same {
				t.Errorf("it says %q", said)
			}
			l.sameFiles(cfg, count)
		})
	}
}

// sameFiles holds the files on the disk against the rows.
func (l *lost) sameFiles(cfg app.Config, count func(string) int) {
	l.Helper()
	there := 0
	ok(l.T, filepath.WalkDir(cfg.Files, func(_ string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			there++
		}
		return err
	}))
	if want := count("(SELECT sha256 FROM files UNION SELECT sha256 FROM uploads)"); there != want || want == 0 {
		l.Errorf("%d files on the disk, %d are named", there, want)
	}
}

// A place where something is stays as it is; one where a restore was killed is good for another.
// Missing files are named, with their tickets, and all else is restored.
func TestRestorePlaces(t *testing.T) {
	l := loses(t)
	refused := func(cfg app.Config, says string) {
		t.Helper()
		if _, err := app.Restore(t.Context(), cfg, l.with, silent); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%v does not say %q", err, says)
		}
	}
	refused(l.Plan.Config, l.Plan.Config.Database+" is in use")
	cfg := l.place()
	left := filepath.Join(cfg.Files, "ab", strings.Repeat("ab", 32))
	ok(t, os.MkdirAll(filepath.Dir(left), 0o700))
	ok(t, os.WriteFile(left, nil, 0o600))
	refused(cfg, cfg.Files+" is in use")
	lock, err := db.Lock(cfg.Database)
	ok(t, err)
	refused(cfg, "another hilo is already running")
	lock.Close()
	stage := filepath.Join(filepath.Dir(cfg.Database), "restoring")
	ok(t, os.MkdirAll(stage, 0o700))
	ok(t, os.WriteFile(filepath.Join(stage, "hilo.db"), []byte("half"), 0o600))

	var sha string
	var ticket int64
	ok(t, l.DB.Read.NewRaw("SELECT sha256, ticket FROM files WHERE person_id = ? LIMIT 1", l.ana).Scan(t.Context(), &sha, &ticket))
	ok(t, os.Remove(filepath.Join(l.with, "files", sha[:2], sha)))
	r, err := app.Restore(t.Context(), cfg, l.with, silent)
	if !errors.Is(err, app.ErrFilesMissing) || len(r.Missing) != 1 || r.Missing[0].SHA256 != sha || r.Missing[0].Tickets[0] != ticket || r.Files == 0 {
		t.Errorf("%+v, %v", r, err)
	}
	if said := r.String(); !strings.Contains(said, sha) || !strings.Contains(said, fmt.Sprint(ticket)) {
		t.Errorf("it says %q", said)
	}
	if _, err := os.Stat(stage); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("left: %v", err)
	}
	refused(cfg, "is in use")
}

// A database that a newer program wrote is left to that one, and a backup of it too.
func TestRestoreOfNewer(t *testing.T) {
	l := loses(t)
	l.Set("INSERT INTO migrations (number, lives) VALUES ('99991231000000', '')")
	if _, err := app.Backup(t.Context(), l.Plan.Config, t.TempDir(), 0, false, silent); !errors.Is(err, db.ErrNewer) {
		t.Errorf("a backup by an older program: %v", err)
	}
	cfg, dir := l.Plan.Config, t.TempDir()
	_, err := backup.Make(t.Context(), backup.Source{
		DB: l.DB, Database: cfg.Database, Files: cfg.Files, Program: "hilo of tomorrow", Now: time.Now, Open: l.Files.Open, Needed: l.Desk.Referenced,
	}, dir, backup.Options{})
	ok(t, err)
	cfg = l.place()
	if _, err := app.Restore(t.Context(), cfg, dir, silent); err == nil || !strings.Contains(err.Error(), "made by a newer hilo (hilo of tomorrow)") {
		t.Errorf("a restore by an older program: %v", err)
	}
	if _, err := os.Stat(cfg.Database); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("left: %v", err)
	}
}
