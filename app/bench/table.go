package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
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

// keep puts the table below its heading into a file of Markdown, in place of the
// one of the last run, with the machine, the day and the commit.
func (t *table) keep(ctx context.Context, file, heading string) error {
	var b strings.Builder
	fmt.Fprintf(&b, "## %s\n%s, %s, %s\n\n", heading, machine(), time.Now().UTC().Format(time.DateOnly), commit(ctx))
	for i, r := range append([][5]string{head}, t.rows...) {
		fmt.Fprintf(&b, "| %s |\n", strings.Join(r[:], " | "))
		if i == 0 {
			b.WriteString(strings.Repeat("|---", len(r)) + "|\n")
		}
	}
	old, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	text := string(old)
	if at := strings.Index(text, "## "+heading+"\n"); at >= 0 {
		rest := text[at+3:]
		if next := strings.Index(rest, "\n## "); next >= 0 {
			b.WriteString(rest[next:])
		}
		text = text[:at]
	} else {
		text = strings.TrimRight(text, "\n") + "\n\n"
	}
	return os.WriteFile(file, []byte(text+b.String()), 0o644)
}

// machine is what the figures were measured on.
func machine() string {
	info, _ := os.ReadFile("/proc/cpuinfo") // elsewhere it has no such file
	model := runtime.GOARCH
	if m := regexp.MustCompile(`model name\s*: (.*)`).FindSubmatch(info); m != nil {
		model = string(m[1])
	}
	return fmt.Sprintf("%d × %s, %s", runtime.NumCPU(), model, runtime.Version())
}

func commit(ctx context.Context) string {
	out, err := exec.CommandContext(ctx, "git", "describe", "--always", "--dirty").Output()
	if err != nil {
		return "no commit"
	}
	return "commit " + strings.TrimSpace(string(out))
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
