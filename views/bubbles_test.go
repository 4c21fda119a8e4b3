package views

import (
	"io/fs"
	"regexp"
	"strings"
	"testing"
)

// No form lets the browser say in its own language what is wrong: the server does, beside
// the field, with a script and without. Nothing that was typed or pasted is cut off unsaid.
func TestNoBubblesOfTheBrowser(t *testing.T) {
	form := regexp.MustCompile(`(?s)<form(?:[^>{]|\{\{.*?\}\})*>|</form>`)
	judged := regexp.MustCompile(`\b(?:required|pattern=|min=|max=|minlength=|step=|type="(?:email|url|number|tel|time|date|month|week|datetime-local)")`)
	cut := regexp.MustCompile(`maxlength="\d{1,3}"`)
	held := 0
	err := fs.WalkDir(files, ".", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".html") {
			return err
		}
		raw, err := fs.ReadFile(files, path)
		text, open := string(raw), ""
		for _, at := range append(form.FindAllStringIndex(text, -1), []int{len(text), len(text)}) {
			if open == "" {
				open = text[at[0]:at[1]]
				continue
			}
			inside := text[strings.Index(text, open)+len(open) : at[0]]
			if judged.MatchString(inside) {
				if held++; !strings.Contains(open, "novalidate") {
					t.Errorf("%s: the browser judges %.60s", path, open)
				}
			}
			if open = text[at[0]:at[1]]; open == "</form>" {
				open = ""
			}
		}
		if found := cut.FindString(text); found != "" {
			t.Errorf("%s: %s cuts what is pasted", path, found)
		}
		return err
	})
	if err != nil || held < 4 {
		t.Errorf("%d forms with something to judge: %v", held, err)
	}
}
