package e2e

import (
	"cmp"
	"fmt"
	"os"
	"testing"

	"hilo/app/bench/rig"
	"hilo/app/desk"
	"hilo/app/world"
)

// On a phone the thread and the list are as Lighthouse wants pages to be. How
// fast they come is measured by make bench.
func TestLighthouse(t *testing.T) {
	if os.Getenv("HILO_TEST_ALL") == "" {
		t.Skip("of make proof")
	}
	s := start(t)
	cookie := "hilo-session=" + s.cookie(world.Ana)
	thread := fmt.Sprint(s.url, "/tickets/", s.inStatus(desk.StatusPending))
	categories := []string{"accessibility", "best-practices"}
	reports, err := rig.Lighthouse(t.Context(), ".", cmp.Or(os.Getenv("HILO_CHROMIUM"), "/usr/bin/chromium"), cookie, categories, thread, s.url+"/tickets")
	s.must(err)
	for _, r := range reports {
		t.Log(r.Page, r.Scores)
		for _, category := range categories {
			if r.Scores[category] < 95 {
				t.Errorf("%s has %d of 100 for %s", r.Page, r.Scores[category], category)
			}
		}
		for _, f := range r.Wrong {
			t.Log(f)
		}
	}
}
