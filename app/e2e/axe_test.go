package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
)

// axe is the source of axe-core, as package-lock.json names it.
var axe = sync.OnceValues(func() (string, error) {
	path := filepath.Join("node_modules", "axe-core", "axe.min.js")
	if source, err := os.ReadFile(path); err == nil {
		return string(source), nil
	}
	if out, err := exec.Command("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error").CombinedOutput(); err != nil {
		return "", fmt.Errorf("npm ci, which brings axe-core: %w: %s", err, out)
	}
	source, err := os.ReadFile(path)
	return string(source), err
})

// violation is what axe found wrong with one element.
type violation struct{ Rule, Where, Why string }

// examine runs axe with the rules of the WCAG levels that we hold, or with those
// that look at colours.
const (
	examine = `axe.run(document, { runOnly: %s, resultTypes: ["violations"], preload: false })
		.then(r => r.violations.flatMap(v => v.nodes.map(n => ({ Rule: v.id, Where: n.target.join(" "), Why: [...n.any, ...n.all, ...n.none].map(c => c.message).join("; ") }))))`
	allRules = `["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]`
	colours  = `{ type: "rule", values: ["color-contrast", "link-in-text-block"] }`
)

// violations are what axe finds on the page as it is now.
func (p *page) violations(rules string) []violation {
	p.t.Helper()
	source, err := axe()
	p.must(err)
	if !eval[bool](p, `!!window.axe`) {
		eval[int](p, source+";0")
	}
	return eval[[]violation](p, fmt.Sprintf(examine, rules))
}

// findings gathers what is wrong, each thing once, with where it was seen.
type findings map[string][]string

func (f findings) add(what, where string) {
	if !slices.Contains(f[what], where) {
		f[what] = append(f[what], where)
	}
}

// lines are the findings, the most frequent first.
func (f findings) lines() (out []string) {
	for what, where := range f {
		out = append(out, fmt.Sprintf("%3d× %s [%s]", len(where), what, strings.Join(where[:min(len(where), 6)], ", ")))
	}
	slices.Sort(out)
	slices.Reverse(out)
	return out
}
