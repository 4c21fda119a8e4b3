package clocktest

import (
	"testing"
	"time"
)

// A run goes over the next change of the clocks, or of the year.
func TestAhead(t *testing.T) {
	now := time.Date(2026, 11, 28, 20, 0, 0, 0, time.UTC)
	for moved, want := range map[string]time.Time{
		"":        now,
		"960h":    now.AddDate(0, 0, 40),
		"-1h":     now.Add(-time.Hour),
		"newyear": time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC).Add(-brink),
		"spring":  time.Date(2027, 3, 28, 1, 0, 0, 0, time.UTC).Add(-brink),
		"autumn":  time.Date(2027, 10, 31, 1, 0, 0, 0, time.UTC).Add(-brink),
	} {
		if by, err := ahead(moved, now); err != nil || !now.Add(by).Equal(want) {
			t.Errorf("%q leads to %s (%v)", moved, now.Add(by), err)
		}
	}
	if _, err := ahead("next week", now); err == nil {
		t.Error("next week is taken for a time")
	}
}
