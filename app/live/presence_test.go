package live_test

import (
	"testing"
	"testing/synctest"
	"time"

	"hilo/app/live"
)

// Who writes is shown for six seconds after the last sign, to all but themselves;
// going on is no news, and what comes right after a send is none.
func TestTyping(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, eva, sam := new(live.Presence), live.Typist{ID: 1, Name: "Eva"}, live.Typist{ID: 2, Name: "Sam"}
		sees := func(who int64, want ...live.Typist) {
			t.Helper()
			got, left := b.Now("t", who)
			if len(got) != len(want) || (got != nil) != (left > 0) || left > live.TypingHolds {
				t.Fatalf("%d sees %v for %v, want %v", who, got, left, want)
			}
			for i := range want {
				if got[i] != want[i] {
					t.Errorf("%d sees %v, want %v", who, got, want)
				}
			}
		}
		signs := func(who live.Typist, news bool) {
			t.Helper()
			if got := b.Sign("t", who); got != news {
				t.Errorf("%s: news %v, want %v", who.Name, got, news)
			}
		}
		sees(0)
		signs(eva, true)
		sees(0, eva)
		sees(eva.ID)
		time.Sleep(4 * time.Second)
		signs(eva, false)
		signs(sam, true)
		sees(0, eva, sam)
		sees(sam.ID, eva)
		time.Sleep(5 * time.Second)
		b.Stop("t", sam.ID)
		signs(sam, false)
		sees(0, eva)
		time.Sleep(time.Second)
		sees(0)
		time.Sleep(2 * time.Second)
		signs(sam, true)
		signs(eva, true)
		if who, _ := b.Now("another", 0); who != nil {
			t.Errorf("another topic sees %v", who)
		}
	})
}
