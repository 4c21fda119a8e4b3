// Package figures keeps tables of what was found in files of Markdown, each below a heading.
package figures

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"strings"
	"time"
)

// Keep puts a table below its heading into a file, in place of the one of the last run, with
// the machine, the day and the commit. The file is there already.
func Keep(ctx context.Context, file, heading string, head []string, rows [][]string) error {
	var b strings.Builder
	fmt.Fprintf(&b, "## %s\n%s, %s, %s\n\n", heading, machine(), time.Now().UTC().Format(time.DateOnly), commit(ctx))
	for i, r := range append([][]string{head}, rows...) {
		fmt.Fprintf(&b, "| %s |\n", strings.Join(r, " | "))
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

// machine is what the figures were found on.
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
