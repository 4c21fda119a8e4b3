package rig

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os/exec"
	"strings"
)

// Report is what Lighthouse says of a page, seen on a phone with a slow line.
type Report struct {
	Page     string         // where it got to
	Scores   map[string]int // of 100, by category
	Wrong    []Finding
	LCP, TBT float64 // milliseconds
	CLS      float64
	Bytes    int64
	Machine  float64 // how fast Lighthouse found this machine; below 1000 others keep it busy
}

// Finding is what costs a page points.
type Finding struct{ Category, Rule, Title, Said, Where string }

func (f Finding) String() string {
	return fmt.Sprintf("%s: %s: %s %s %s", f.Category, f.Rule, f.Title, f.Said, f.Where)
}

// Lighthouse examines pages in a Chromium of its own, as who has the cookie.
// modules is the folder with node_modules.
func Lighthouse(ctx context.Context, modules, chromium, cookie string, categories []string, pages ...string) ([]Report, error) {
	args := append([]string{"lighthouse.mjs", chromium, cookie, strings.Join(categories, ",")}, pages...)
	node := exec.CommandContext(ctx, "node", args...)
	var said bytes.Buffer
	node.Dir, node.Stderr = modules, &said
	out, err := node.Output()
	if err != nil {
		return nil, fmt.Errorf("node lighthouse.mjs: %w (make browser installs what it needs)\n%s", err, said.String())
	}
	var reports []Report
	if err := json.Unmarshal(out, &reports); err != nil {
		return nil, fmt.Errorf("lighthouse: %w", err)
	}
	for i, r := range reports {
		if r.Page != pages[i] {
			return nil, fmt.Errorf("lighthouse: %s led to %s", pages[i], r.Page)
		}
	}
	return reports, nil
}
