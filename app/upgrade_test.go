package app_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hilo/app/bench/rig"
	"hilo/db"
	"hilo/db/dbtest"
)

// upgraded: an installation of an earlier commit is served by this one, with a copy of what it was.
// Then a newer program changes it: this one says so and leaves, unless that lets it live with it.
func upgraded(t *testing.T, file string) {
	ctx := within(t, time.Minute)
	site := found(t, file)
	site.Env = []string{"HILO_DEV=1", "HILO_SMTP="}
	dbtest.OldFile(t, "../db/testdata/20261122000170", site.Database())
	running := serve(ctx, t, site)
	if _, err := rig.NewBrowser(site.Addr, site.Post, nil).Get(ctx, "/"); err != nil {
		t.Error(err)
	}
	if _, code := running.Stop(); code != 0 {
		t.Errorf("serve exited %d", code)
	}
	if _, err := os.Stat(filepath.Join(site.Dir, "before-20261122000180.db")); err != nil {
		t.Error(err)
	}
	newer := func(lives string) {
		d, err := db.Open(ctx, site.Database())
		ok(t, err)
		defer d.Close()
		_, err = d.Exec(ctx, "INSERT INTO migrations (number, lives) VALUES ('99990101000000', ?) ON CONFLICT (number) DO UPDATE SET lives = excluded.lives", lives)
		ok(t, err)
	}
	newer("")
	for _, command := range []string{"serve", "migrate", "staff remove ana@example.com"} {
		code, _, said, err := site.Run(ctx, strings.Fields(command)...)
		if ok(t, err); code != 1 || !strings.Contains(said, "HILO_DATABASE: a newer hilo has changed the database") || strings.Count(said, "\n") != 1 {
			t.Errorf("%s on a newer database exits %d and says %q", command, code, said)
		}
	}
	newer("20261122000180")
	if _, code := serve(ctx, t, site).Stop(); code != 0 {
		t.Errorf("serve exited %d", code)
	}
}
