package app_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"hilo/app/bench/rig"
	"hilo/app/doctor"
	"hilo/db"
)

// The program is examined before its first start, while it is served and written to, after it
// was killed, and after it was stopped. Nothing is ever written, and each time it says how it is.
func examined(t *testing.T, file string) {
	ctx := within(t, time.Minute)
	site := found(t, file)
	ok(t, os.Chmod(site.Dir, 0o700))
	is := func(when, checks string, result doctor.Result, args ...string) {
		t.Helper()
		code, lines := examine(ctx, t, site, args...)
		fixes := 0
		for name, l := range lines {
			if l.Result == doctor.Fix {
				fixes++
			}
			if slices.Contains(strings.Split(checks, ", "), name) && l.Result != result {
				t.Errorf("%s, %s is %s: %s", when, name, l.Result, l.Says)
			}
		}
		if code != min(fixes, 1) {
			t.Errorf("%s it exits %d for %d to fix", when, code, fixes)
		}
	}
	is("before the first start", "database", doctor.NotChecked)
	if left, err := os.ReadDir(site.Dir); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}

	running := serve(ctx, t, site)
	ana, number := opens(ctx, t, site, "ana@example.com")
	crowd, leave := context.WithCancel(ctx)
	written := make(chan int)
	go func() {
		n := 0
		for ; crowd.Err() == nil; n++ {
			ana.Post(crowd, fmt.Sprintf("/tickets/%d/replies", number), rig.Reply("Words", fmt.Sprint("key ", n))) // an error shows in the count
		}
		written <- n
	}()
	is("served", "settings, folder, secret, database, migrations, search, push, mail, server, public address, client address, stream, upload", doctor.Sound)
	if leave(); <-written < 10 {
		t.Error("nothing was written meanwhile")
	}
	before := names(t, site.Dir)
	is("served", "database", doctor.Sound)
	if after := names(t, site.Dir); !maps.Equal(before, after) {
		t.Errorf("beside a server %v became %v", before, after)
	}

	running.Kill()
	before = names(t, site.Dir)
	is("killed", "database, migrations, search", doctor.Sound)
	is("killed", "server", doctor.NotChecked)
	if after := names(t, site.Dir); !maps.Equal(before, after) {
		t.Errorf("after a kill %v became %v", before, after)
	}
	serve(ctx, t, site).Stop()
	is("stopped", "database", doctor.Sound)

	d, err := db.Open(ctx, site.Database())
	ok(t, err)
	_, err = d.Exec(ctx, "DELETE FROM said")
	ok(t, errors.Join(err, d.Close()))
	is("without its index", "search", doctor.Fix)
	code, _, said, err := site.Run(ctx, "migrate", "--reindex")
	if ok(t, err); code != 0 {
		t.Errorf("migrate exits %d and says %q", code, said)
	}
	is("with a new index", "search", doctor.Sound)

	file = filepath.Join(t.TempDir(), "hilo.env")
	ok(t, os.WriteFile(file, []byte("# of the service\n\n; too\nHILO_SMTP=\"smtp://127.0.0.1:1\"\n HILO_NAME = 'Our help'\n"), 0o600))
	is("with settings of a file", "mail", doctor.Fix, "--settings", file)
	ok(t, os.WriteFile(file, []byte("HILO_NAME=x\nno setting\n"), 0o600))
	if code, _, said, err := site.Run(ctx, "doctor", "--settings", file); err != nil || code != 1 || !strings.Contains(said, "line 2") {
		t.Errorf("with a file of something else it exits %d and says %q, %v", code, said, err)
	}
	site.Env = []string{"HILO_SMPT=x"}
	is("with a slip", "settings", doctor.Fix)
}

// examine is what hilo doctor says, by check.
func examine(ctx context.Context, t *testing.T, site *rig.Site, args ...string) (code int, lines map[string]doctor.Line) {
	t.Helper()
	code, out, said, err := site.Run(ctx, append([]string{"doctor", "--json", "--stream", "300ms"}, args...)...)
	ok(t, err)
	var all doctor.Report
	if err := json.Unmarshal([]byte(out), &all); err != nil {
		t.Fatalf("%v: %q, %q", err, out, said)
	}
	lines = map[string]doctor.Line{}
	for _, l := range all {
		lines[l.Check] = l
	}
	if len(lines) != 19 {
		t.Errorf("%d checks: %v", len(lines), lines)
	}
	return code, lines
}

// names are what lies in a folder, and of whom.
func names(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	entries, err := os.ReadDir(dir)
	ok(t, err)
	for _, e := range entries {
		info, err := e.Info()
		ok(t, err)
		all[e.Name()] = info.Mode().String()
	}
	return all
}
