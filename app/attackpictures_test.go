package app_test

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"time"

	"hilo/app/bench/rig"
	"hilo/app/picturetest"
	"hilo/db"
)

// pictures: Luis's would take the machine for minutes, or all of its memory. Ana's preview
// comes while his are drawn; none is drawn once he has left; each child keeps its limits.
func (w *wall) pictures() {
	w.sends(w.luis, w.long, map[string][]byte{
		"scans.jpg": picturetest.Scans(640, 480, 31_512), "deep.png": picturetest.PNG(6300, 6300, true), "large.png": picturetest.PNG(6300, 6300, false),
		"slow1.jpg": picturetest.Scans(4500, 4500, 99), "slow2.jpg": picturetest.Scans(4500, 4492, 99), "slow3.jpg": picturetest.Scans(4500, 4484, 99),
	})
	w.sends(w.ana, w.number, map[string][]byte{"one.png": picturetest.PNG(1, 1, false)})
	at := w.previews()
	watch, unwatch := context.WithCancel(w.ctx)
	watched := make(chan bool)
	go func() { defer close(watched); w.watchChildren(watch) }()
	for name, want := range map[string]int{"scans.jpg": http.StatusNotFound, "deep.png": http.StatusNotFound, "large.png": http.StatusOK} {
		if a, err := w.luis.Get(w.ctx, at[name]); err != nil || a.Status != want {
			w.t.Errorf("%s: %d, %v", name, a.Status, err)
		}
	}
	waits, leave := context.WithCancel(w.ctx)
	answers := make(chan rig.Answer, 9)
	for range 3 {
		for _, name := range []string{"slow1.jpg", "slow2.jpg", "slow3.jpg"} {
			go func() {
				if a, err := w.luis.Get(waits, at[name]); err == nil {
					answers <- a
				}
			}()
		}
	}
	for len(w.children()) == 0 && w.ctx.Err() == nil {
		time.Sleep(time.Millisecond)
	}
	if a, err := w.ana.Get(w.ctx, at["one.png"]); err != nil || a.Status != http.StatusOK {
		w.t.Errorf("ana's preview: %d, %v", a.Status, err)
	}
	if n := w.drawn(); n != 2 { // the large one, and hers
		w.t.Errorf("%d previews were drawn before Ana's", n-1)
	}
	w.lives("while pictures are drawn")
	leave()
	for len(w.children()) > 0 && w.ctx.Err() == nil {
		time.Sleep(time.Millisecond)
	}
	if drawn := w.drawn(); drawn > 2+1 { // one of his may have come to its end meanwhile
		w.t.Errorf("%d previews were made, and he had left; %d answers", drawn, len(answers))
	}
	unwatch()
	<-watched
	if w.child > memoryMost {
		w.t.Errorf("a child took %d MB", w.child>>10)
	}
	w.taken += 7 + w.drawn()
}

// sends has somebody reply with files.
func (w *wall) sends(b *rig.Browser, number int64, files map[string][]byte) {
	w.t.Helper()
	for name, content := range files {
		a, err := attachNamed(w.ctx, b, fmt.Sprintf("/tickets/%d/replies", number), rig.Reply("Look", name), name, content)
		if err != nil || a.Status != http.StatusSeeOther {
			w.t.Fatalf("%s: %d, %v", name, a.Status, err)
		}
	}
}

// previews are the addresses of those of all files, by name.
func (w *wall) previews() map[string]string {
	w.t.Helper()
	d, err := db.Open(w.ctx, w.site.Database())
	ok(w.t, err)
	defer d.Close()
	var rows []struct{ ID, Name string }
	ok(w.t, d.Read.NewRaw("SELECT id, name FROM files").Scan(w.ctx, &rows))
	at := map[string]string{}
	for _, r := range rows {
		at[r.Name] = "/files/" + r.ID + "/preview"
	}
	return at
}

// drawn is how many previews are kept, or known to be impossible.
func (w *wall) drawn() int {
	all, err := filepath.Glob(filepath.Join(w.site.Dir, "files", "*", "*.preview"))
	ok(w.t, err)
	return len(all)
}

var parent = regexp.MustCompile(`(?m)^PPid:\s+(\d+)$`)

// children are the processes that the program started.
func (w *wall) children() (pids []int) {
	all, err := filepath.Glob("/proc/[0-9]*/status")
	ok(w.t, err)
	for _, at := range all {
		status, err := os.ReadFile(at)
		if found := parent.FindSubmatch(status); err == nil && found != nil && string(found[1]) == strconv.Itoa(w.pid) {
			pid, _ := strconv.Atoi(filepath.Base(filepath.Dir(at))) // a number, by the pattern
			pids = append(pids, pid)
		}
	}
	return pids
}

// watchChildren notes how much memory they take, until ctx ends.
func (w *wall) watchChildren(ctx context.Context) {
	for ctx.Err() == nil {
		for _, pid := range w.children() {
			status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
			if found := peak.FindSubmatch(status); err == nil && found != nil {
				kB, _ := strconv.Atoi(string(found[1])) // digits, by the pattern
				w.child = max(w.child, kB)
			}
		}
		time.Sleep(5 * time.Millisecond)
	}
}
