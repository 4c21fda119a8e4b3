package app_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// A disk that was lost is no first start while there are backups: nothing is made in its
// place, so that restore finds it empty. Where there are none, what is about an installation
// says that there is none, and what makes one says so.
func refusesToBegin(t *testing.T, file string) {
	ctx := within(t, time.Minute)
	site, to := found(t, file), t.TempDir()
	run := func(command string, exits int, says ...string) {
		t.Helper()
		code, _, said, err := site.Run(ctx, strings.Fields(command)...)
		if ok(t, err); code != exits {
			t.Errorf("%s exits %d and says %q", command, code, said)
		}
		for _, each := range says {
			if !strings.Contains(said, each) {
				t.Errorf("%s says %q, not %q", command, said, each)
			}
		}
	}
	empty := func() {
		t.Helper()
		if left, err := os.ReadDir(site.Dir); err != nil || len(left) > 0 {
			t.Errorf("left behind: %v, %v", left, err)
		}
	}
	for _, command := range []string{"jobs", "staff remove sam@example.com", "backup " + to} {
		run(command, 1, filepath.Join(site.Dir, "hilo.db")+" is not there", "in the folder of the service")
	}
	empty()
	run("staff add sam@example.com --name Sam", 0, "an installation was begun here")
	run("staff add sam@example.com --name Sam", 0)
	run("backup "+to+" --secrets", 0)

	ok(t, os.RemoveAll(site.Dir))
	ok(t, os.Mkdir(site.Dir, 0o700))
	site.Env = []string{"HILO_BACKUP=" + to + "?every=24h"}
	for _, command := range []string{"serve", "migrate", "staff add eva@example.com --name Eva"} {
		run(command, 1, filepath.Join(site.Dir, "hilo.db")+" is not there, but HILO_BACKUP holds backups", "hilo restore "+to)
	}
	empty()
	if _, out, _, err := site.Run(ctx, "doctor"); err != nil || !regexp.MustCompile(`(?m)^fix +database: .* HILO_BACKUP holds backups`).MatchString(out) {
		t.Errorf("doctor says %q, %v", out, err)
	}
	run("restore "+to, 0)
	if _, code := serve(ctx, t, site).Stop(); code != 0 {
		t.Errorf("serve exited %d", code)
	}
}

// root does nothing in another's installation that its owner could not use: with a sentence
// that names them.
func refusesRoot(t *testing.T, file string) {
	if os.Geteuid() != 0 {
		t.Skip("only root can")
	}
	const owner = 65533
	ctx := within(t, time.Minute)
	site, to := found(t, file), t.TempDir()
	running := serve(ctx, t, site)
	running.Stop()
	refused := func(commands ...string) {
		t.Helper()
		for _, command := range commands {
			code, _, said, err := site.Run(ctx, strings.Fields(command)...)
			if ok(t, err); code != 1 || !strings.Contains(said, fmt.Sprintf("belongs to %d", owner)) || !strings.Contains(said, "runuser -u") {
				t.Errorf("%s exits %d and says %q", command, code, said)
			}
		}
	}
	ok(t, os.Chown(filepath.Join(site.Dir, "hilo.db"), owner, owner))
	refused("migrate", "jobs", "backup "+to, "staff add sam@example.com --name Sam", "staff remove sam@example.com")
	if left, err := os.ReadDir(to); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	ok(t, os.Chown(filepath.Join(site.Dir, "hilo.db"), 0, 0))
	if code, _, said, err := site.Run(ctx, "backup", to); err != nil || code != 0 {
		t.Errorf("backup exits %d and says %q, %v", code, said, err)
	}
	ok(t, os.RemoveAll(site.Dir)) // lost
	ok(t, os.Mkdir(site.Dir, 0o700))
	ok(t, os.Chown(site.Dir, owner, owner))
	refused("restore " + to)
}
