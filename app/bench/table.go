package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
)

// table is what was found, a line each.
type table struct{ rows [][4]string }

// add notes a figure; beside is the yardstick, ratio what the two come to.
// Both may be empty.
func (t *table) add(what, figure, beside, ratio string) {
	t.rows = append(t.rows, [4]string{what, figure, beside, ratio})
}

func (t *table) print(w io.Writer) error {
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, r := range append([][4]string{{"WHAT", "HILO", "BESIDE IT", "RATIO"}}, t.rows...) {
		fmt.Fprintln(tw, strings.TrimRight(strings.Join(r[:], "\t"), "\t"))
	}
	return tw.Flush()
}

func times(a, b float64) string { return fmt.Sprintf("%.2fx", a/b) }

// quantile is the value below which a share of all lies.
func quantile(all []time.Duration, share float64) time.Duration {
	sorted := slices.Sorted(slices.Values(all))
	return sorted[min(len(sorted)-1, int(share*float64(len(sorted))))]
}

func millis(d time.Duration) string { return fmt.Sprintf("%.2f ms", float64(d.Microseconds())/1000) }

// size is a size as people read it.
func size(n int64) string {
	switch {
	case n < 10_000:
		return fmt.Sprintf("%d B", n)
	case n < 1_000_000:
		return fmt.Sprintf("%.1f kB", float64(n)/1e3)
	}
	return fmt.Sprintf("%.1f MB", float64(n)/1e6)
}
