// Package clocktest is the clock of the tests: the real one, or one that is moved
// by HILO_TEST_CLOCK, so that no test is green only today. It is the one place that
// reads it; the product is told the time.
package clocktest

import (
	"fmt"
	"os"
	"sync"
	"time"
	_ "time/tzdata" // the changes of summer time, on any machine
)

// Ahead is how far this clock is before the real one. It is read when it is asked for
// first, not before: go test keeps results by what tests read while they run.
var Ahead = sync.OnceValue(func() time.Duration {
	by, err := ahead(os.Getenv("HILO_TEST_CLOCK"), time.Now())
	if err != nil {
		panic(err)
	}
	return by
})

// Now is what time it is where the tests are.
func Now() time.Time { return time.Now().Add(Ahead()) }

// brink is how long before a turn of the year or of the clocks a run begins: it
// goes over it while the tests run.
const brink = 2 * time.Second

// ahead understands a duration ("960h"), and the turns that come next: "spring" and
// "autumn" (the clocks of Madrid change), "newyear" (in UTC).
func ahead(moved string, now time.Time) (time.Duration, error) {
	switch moved {
	case "":
		return 0, nil
	case "spring", "autumn":
		at, err := change(now, moved == "spring")
		return at.Sub(now) - brink, err
	case "newyear":
		return time.Date(now.UTC().Year()+1, 1, 1, 0, 0, 0, 0, time.UTC).Sub(now) - brink, nil
	}
	by, err := time.ParseDuration(moved)
	if err != nil {
		return 0, fmt.Errorf("HILO_TEST_CLOCK: %w", err)
	}
	return by, nil
}

// change is when the clocks of Madrid go forward next, or back.
func change(now time.Time, forward bool) (time.Time, error) {
	madrid, err := time.LoadLocation("Europe/Madrid")
	if err != nil {
		return now, err
	}
	for at := now.Truncate(time.Hour).Add(time.Hour); at.Before(now.AddDate(1, 1, 0)); at = at.Add(time.Hour) {
		_, before := at.Add(-time.Second).In(madrid).Zone()
		if _, after := at.In(madrid).Zone(); after > before && forward || after < before && !forward {
			return at, nil
		}
	}
	return now, fmt.Errorf("the clocks of Madrid no longer change")
}
