package views

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

var code = regexp.MustCompile(`(?s)<pre.*?</pre>`)

// Lines that say yes are shown as code, all others as they always were.
func TestFences(t *testing.T) {
	text, err := os.ReadFile("testdata/fences.txt")
	if err != nil {
		t.Fatal(err)
	}
	html := string(Linkify(string(text), true))
	for _, part := range code.FindAllString(html, -1) {
		for line := range strings.SplitSeq(part, "\n") {
			if line != "" && !strings.Contains(line, "yes") && !strings.HasPrefix(line, "<pre") && line != "```" || strings.Contains(line, "<a") {
				t.Errorf("shown as code: %s", line)
			}
		}
	}
	if got, want := strings.Count(strings.Join(code.FindAllString(html, -1), ""), "yes"), strings.Count(string(text), "yes"); got != want {
		t.Errorf("%d of %d lines are code:\n%s", got, want, html)
	}
	for _, lang := range []string{`"json"`, `"md"`, `"c++"`, `"text"`} {
		if !strings.Contains(html, "data-language="+lang) {
			t.Errorf("nothing is in %s", lang)
		}
	}
}

// What is too long for a page is cut, and code stays code.
func TestCut(t *testing.T) {
	const long = "a\n```\ncode code\n```\nb"
	for most, want := range map[int]string{3: "a\n` …", 12: "a\n```\ncode c …\n``````", len(long): long} {
		if got := Cut(long, most); got != want {
			t.Errorf("%d: %q", most, got)
		}
	}
	if got := Cut("```\nnever closed", 9); got != "```\nnever …" {
		t.Errorf("%q", got)
	}
}
