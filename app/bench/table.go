package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"hilo/app/bench/figures"
)

// table is what was found, a line each: what, how it is now, the goal, what was
// measured beside it in the same run, and what the two come to.
type table struct{ rows [][5]string }

// add notes a figure; beside is the yardstick, ratio what the two come to.
// Both may be empty.
func (t *table) add(what, figure, beside, ratio string) {
	t.rows = append(t.rows, [5]string{what, figure, "", beside, ratio})
}

// aim notes a figure that has a goal.
func (t *table) aim(what, figure, goal, beside, ratio string) {
	t.rows = append(t.rows, [5]string{what, figure, goal, beside, ratio})
}

var head = [5]string{"WHAT", "NOW", "GOAL", "BESIDE IT", "RATIO"}

func (t *table) print(w io.Writer) error {
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, r := range append([][5]string{head}, t.rows...) {
		fmt.Fprintln(tw, strings.TrimRight(strings.Join(r[:], "\t"), "\t"))
	}
	return tw.Flush()
}

// keep puts the table below its heading into a file of Markdown.
func (t *table) keep(ctx context.Context, file, heading string) error {
	rows := make([][]string, len(t.rows))
	for i := range t.rows {
		rows[i] = t.rows[i][:]
	}
	return figures.Keep(ctx, file, heading, head[:], rows)
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
