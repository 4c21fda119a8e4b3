package web_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"net/url"
	"os"
	"slices"
	"testing"
	"time"
)

// The time of an answer does not tell a known mailbox from an unknown one, one
// of a guest or one that strangers flooded (Mann and Whitney's test). It needs a
// quiet machine: `make proof` runs it; the suite compares what is done instead.
func TestTimesOfAsking(t *testing.T) {
	if os.Getenv("HILO_PROOF") == "" {
		t.Skip("of make proof")
	}
	site := behind(t)
	for i := range 60 {
		site.Stranger().With("X-Forwarded-For", fmt.Sprintf("198.51.%d.1", i)).Post("/sign-in", url.Values{"email": {"flooded@example.com"}})
	}
	site.Settle()
	times, all := map[string][]time.Duration{}, []string{}
	now := site.Plan.Now().UTC()
	for i := range 400 {
		site.Set("INSERT INTO people (email, created_at, account_at, proven_at) VALUES (?, ?, ?, ?)", fmt.Sprintf("ana%d@example.com", i), now, now, now)
		site.Set("INSERT INTO people (email, created_at) VALUES (?, ?)", fmt.Sprintf("guest%d@example.com", i), now)
		all = append(all, fmt.Sprintf("ana%d@example.com", i), fmt.Sprintf("guest%d@example.com", i), fmt.Sprintf("new%d@example.com", i), "flooded@example.com")
	}
	dice := rand.New(rand.NewPCG(7, 7))
	dice.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	for i, email := range all {
		b := site.Stranger().With("X-Forwarded-For", fmt.Sprintf("10.%d.%d.1", i/250, i%250))
		begun := time.Now()
		a := b.Post("/sign-in", url.Values{"email": {email}})
		took := time.Since(begun)
		if a.Status != 303 {
			t.Fatalf("%s: %d", email, a.Status)
		}
		kind := email[:3]
		times[kind] = append(times[kind], took)
		site.Settle() // what one ask leaves to do is not the next one's
	}
	for _, pair := range [][2]string{{"ana", "new"}, {"gue", "new"}, {"flo", "new"}, {"ana", "flo"}} {
		for _, kind := range pair {
			slices.Sort(times[kind])
			t.Logf("%s: median %v", kind, times[kind][200])
		}
		if p := mannWhitney(times[pair[0]], times[pair[1]]); p < 0.01 {
			t.Errorf("%v can be told apart: p = %g", pair, p)
		} else {
			t.Logf("%v: p = %.3f", pair, p)
		}
	}
}

// mannWhitney is the chance that two samples differ as much by accident (normal
// approximation, which is good from 20 on).
func mannWhitney(a, b []time.Duration) float64 {
	both := append(slices.Clone(a), b...)
	slices.Sort(both)
	ranks := 0.0
	for _, x := range a {
		i, _ := slices.BinarySearch(both, x)
		ranks += float64(i + 1)
	}
	n, m := float64(len(a)), float64(len(b))
	u := ranks - n*(n+1)/2
	z := math.Abs(u-n*m/2) / math.Sqrt(n*m*(n+m+1)/12)
	return math.Erfc(z / math.Sqrt2)
}
