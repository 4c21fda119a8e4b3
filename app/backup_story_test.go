package app_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"hilo/app/bench/rig"
	"hilo/db"
)

// A crowd writes while backups are taken; then the disk is lost. What they knew to be kept
// before the last backup began is there after the restore, with its files; nobody is signed
// in, nobody is told of anything old, and who was taken the desk stays without.
func losesDisk(t *testing.T, file string) {
	ctx := within(t, time.Minute)
	site, to := found(t, file), t.TempDir()
	running := serve(ctx, t, site)
	s := &storm{t: t, kept: map[string]words{}}
	ana, hers := opens(ctx, t, site, "ana@example.com")
	s.tickets = append(s.tickets, hers, writes(ctx, t, site, "marta@example.com"))
	link := lastLink(t, site, "marta@example.com")
	a, err := attach(ctx, ana, fmt.Sprintf("/tickets/%d/replies", hers), rig.Reply("a file", "file"), []byte("a file"))
	if ok(t, err); a.Status != http.StatusSeeOther {
		t.Fatal(a.Status)
	}
	_, _, err = site.Agent(ctx, "eva@example.com")
	ok(t, err)
	var all sync.WaitGroup
	crowd, leave := context.WithCancel(ctx)
	defer leave()
	for i := range 4 {
		sam, _, err := site.Agent(ctx, fmt.Sprintf("sam%d@example.com", i))
		ok(t, err)
		all.Go(func() { s.answers(crowd, sam) })
	}
	var known map[string]words
	for range 3 {
		s.mu.Lock()
		known = maps.Clone(s.kept)
		s.mu.Unlock()
		code, out, said, err := site.Run(ctx, "backup", to, "--keep", "2", "--secrets", "--json")
		var made struct {
			Backup  string
			Files   int
			Missing []string
		}
		if ok(t, err); code != 0 || json.Unmarshal([]byte(out), &made) != nil || made.Files != 1 || len(made.Missing) > 0 {
			t.Fatalf("backup exits %d with %q and says %q", code, out, said)
		}
	}
	code, _, said, err := site.Run(ctx, "staff", "remove", "eva@example.com")
	if ok(t, err); code != 0 {
		t.Fatalf("staff remove exits %d: %s", code, said)
	}
	for line := []byte(nil); !strings.Contains(string(line), "role"); time.Sleep(5 * time.Millisecond) {
		line, err = os.ReadFile(filepath.Join(to, "withdrawn"))
		if ok(t, err); ctx.Err() != nil {
			t.Fatal("the role that was taken is not written down")
		}
	}
	running.Kill()
	leave()
	all.Wait()
	left, err := os.ReadDir(site.Dir)
	ok(t, err)
	for _, e := range left { // the disk is lost
		ok(t, os.RemoveAll(filepath.Join(site.Dir, e.Name())))
	}
	before := len(site.Post.Mails())

	code, out, said, err := site.Run(ctx, "restore", to)
	if ok(t, err); code != 0 || !strings.Contains(out, "files: 1") || !strings.Contains(out, "go on") || !strings.Contains(out, "1 of kind role") {
		t.Fatalf("restore exits %d with %q and says %q", code, out, said)
	}
	running = serve(ctx, t, site)
	d, err := db.Open(ctx, site.Database())
	ok(t, err)
	defer d.Close()
	if len(known) < 3 {
		t.Errorf("only %d replies were known before the last backup", len(known))
	}
	for key := range known {
		var n int
		if ok(t, d.Read.NewRaw("SELECT count(*) FROM entries WHERE key = ? AND body = ?", key, "Words of "+key).Scan(ctx, &n)); n != 1 {
			t.Errorf("%q is there %d times", key, n)
		}
	}
	var roles int
	if ok(t, d.Read.NewRaw("SELECT count(*) FROM people WHERE email = 'eva@example.com' AND role <> ''").Scan(ctx, &roles)); roles != 0 {
		t.Error("who was taken the desk has it again")
	}
	if page, err := ana.Get(ctx, fmt.Sprintf("/tickets/%d", hers)); err != nil || page.Status != http.StatusSeeOther {
		t.Errorf("a session of before gets %d, %v", page.Status, err)
	}
	if page, err := rig.NewBrowser(site.Addr, site.Post, nil).Get(ctx, link); err != nil || page.Status != http.StatusOK {
		t.Errorf("the link of a mail of before gets %d, %v", page.Status, err)
	}
	again, err := site.Customer(ctx, "ana@example.com")
	ok(t, err)
	var id string
	ok(t, d.Read.NewRaw("SELECT id FROM files").Scan(ctx, &id))
	if a, err := again.Get(ctx, "/files/"+id); err != nil || a.Body != "a file" {
		t.Errorf("the file gets %d, %v", a.Status, err)
	}
	s.settles(ctx, d)
	for _, m := range site.Post.Mails()[before:] {
		if eightDigits.MatchString(m.Subject) {
			t.Errorf("an old alert: %s", m.Subject)
		}
	}
	running.Stop()
}

// lastLink is the path of the guest's link in the last mail to an address.
func lastLink(t *testing.T, site *rig.Site, email string) string {
	t.Helper()
	for _, m := range site.Post.Mails() {
		if link := regexp.MustCompile(`/g/[\w-]+`).FindString(m.Text); m.To == email && link != "" {
			return link
		}
	}
	t.Fatal("no mail has a link")
	return ""
}

// With HILO_BACKUP the server makes backups of itself, soon after its first start; where it
// cannot, the log says so and it serves on.
func backsItselfUp(t *testing.T, file string) {
	ctx := within(t, time.Minute)
	site, to := found(t, file), t.TempDir()
	site.Env = []string{"HILO_BACKUP=" + to + "?every=1m&keep=2&secrets=on"}
	running := serve(ctx, t, site)
	for !strings.Contains(site.Log(), "backup made") {
		if time.Sleep(10 * time.Millisecond); ctx.Err() != nil {
			t.Fatalf("no backup; the log: %s", site.Log())
		}
	}
	running.Stop()
	if found, err := filepath.Glob(to + "/*/manifest"); err != nil || len(found) != 1 {
		t.Errorf("%v, %v", found, err)
	}
	nowhere := t.TempDir()
	ok(t, os.Mkdir(filepath.Join(nowhere, "lock"), 0o700))
	site.Env = []string{"HILO_BACKUP=" + nowhere + "?every=1m"}
	running = serve(ctx, t, site)
	for !strings.Contains(site.Log(), "the backup failed") {
		if time.Sleep(10 * time.Millisecond); ctx.Err() != nil {
			t.Fatalf("nothing failed; the log: %s", site.Log())
		}
	}
	if _, code := running.Stop(); code != 0 {
		t.Errorf("serve exited %d", code)
	}
}
