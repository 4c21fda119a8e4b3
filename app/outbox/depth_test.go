package outbox

import (
	"slices"
	"testing"
	"time"
)

// The queue is measured by kind: what waits for its time is open and not old, what was given
// up is neither.
func TestDepths(t *testing.T) {
	both(t, func(t *testing.T, k *desk) {
		depths := func(want ...Depth) {
			t.Helper()
			if got, err := k.Depths(t.Context()); err != nil || !slices.Equal(got, want) {
				t.Errorf("%+v, %v, want %+v", got, err, want)
			}
		}
		depths()
		k.put("push", "", 0)
		k.pass(time.Minute)
		k.put("push", "", 0)
		k.put("mail", "", time.Hour)
		depths(Depth{"mail", 1, 0, 0}, Depth{"push", 2, time.Minute, 0})
		k.pass(90 * time.Minute)
		depths(Depth{"mail", 1, 30 * time.Minute, 0}, Depth{"push", 2, 91 * time.Minute, 0})
		k.round(map[string]Handler{"mail": (&tally{}).handler(hopeless), "push": (&tally{}).handler(fine)})
		depths(Depth{"mail", 0, 0, 1})
		k.Spent = []string{"mail"}
		depths(Depth{"mail", 0, 0, 0})
		k.Spent = nil
		if _, err := k.Drop(t.Context(), All); err != nil {
			t.Fatal(err)
		}
		depths(Depth{"mail", 0, 0, 0})
	})
}

func hopeless() error { return Never(broken()) }
