package house

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// shared is one line of static/src/names.txt.
type shared struct {
	name      string // data-as-of, or #live
	set, read []string
}

var sharedLine = regexp.MustCompile(`^(\S+) +((?:template|script)(?: script)?) +((?:script|style|test)(?: (?:style|test))*) +\S`)

// sharedNames reads the list.
func sharedNames(t *testing.T) map[string]shared {
	t.Helper()
	text, err := os.ReadFile("../../static/src/names.txt")
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]shared{}
	for line := range strings.Lines(string(text)) {
		if line == "#\n" || strings.HasPrefix(line, "# ") || strings.TrimSpace(line) == "" {
			continue
		}
		m := sharedLine.FindStringSubmatch(line)
		if m == nil {
			t.Errorf("names.txt: %q is not name, set by, read by, meaning", strings.TrimSpace(line))
			continue
		}
		if _, twice := found[m[1]]; twice {
			t.Errorf("names.txt: %s stands twice", m[1])
		}
		found[m[1]] = shared{m[1], strings.Fields(m[2]), strings.Fields(m[3])}
	}
	return found
}

// text is what all files below dir hold whose name ends so, without the comments
// that drop finds.
func text(t *testing.T, dir, ending string, drop *regexp.Regexp) string {
	t.Helper()
	var all strings.Builder
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ending) {
			return err
		}
		body, err := os.ReadFile(path)
		all.Write(drop.ReplaceAll(body, nil))
		return err
	})
	if err != nil || all.Len() == 0 {
		t.Fatal(dir, err)
	}
	return all.String()
}

var (
	noComment     = regexp.MustCompile(`$^`)
	scriptComment = regexp.MustCompile(`(?m)(^|\s)//.*$`)
	styleComment  = regexp.MustCompile(`(?s)/\*.*?\*/`)

	dataInTemplate = regexp.MustCompile(`[\s}](data-[a-z-]+)`)
	idInTemplate   = regexp.MustCompile(`\sid="([a-z-]+)"`)
	dataInScript   = regexp.MustCompile(`\b(data-[a-z-]*[a-z])`)
	datasetDot     = regexp.MustCompile(`dataset\??\.(\w+)`)
	datasetParts   = regexp.MustCompile(`\{([^{}]*)\} = [^;,\n]*dataset\b`)
	datasetIn      = regexp.MustCompile(`"(\w+)" in [\w.]*dataset`)
	idInScript     = regexp.MustCompile(`getElementById\("([a-z-]+)"\)`)
	quoted         = regexp.MustCompile("[\"'`]([^\"'`\n]*#[a-z][^\"'`\n]*)[\"'`]")
	hash           = regexp.MustCompile(`#([a-z][a-z-]*[a-z])`)
	upper          = regexp.MustCompile(`[A-Z]`)
)

// kebab is the attribute of a property of dataset.
func kebab(property string) string {
	return "data-" + upper.ReplaceAllStringFunc(property, func(c string) string { return "-" + strings.ToLower(c) })
}

// camel is the property of dataset of an attribute.
func camel(attribute string) string {
	words := strings.Split(strings.TrimPrefix(attribute, "data-"), "-")
	for i, word := range words[1:] {
		words[i+1] = strings.ToUpper(word[:1]) + word[1:]
	}
	return strings.Join(words, "")
}

// namedIn are the attributes and ids that the scripts name.
func namedIn(script string) map[string]bool {
	found := map[string]bool{}
	for _, m := range dataInScript.FindAllStringSubmatch(script, -1) {
		found[m[1]] = true
	}
	for _, in := range []*regexp.Regexp{datasetDot, datasetIn} {
		for _, m := range in.FindAllStringSubmatch(script, -1) {
			found[kebab(m[1])] = true
		}
	}
	for _, m := range datasetParts.FindAllStringSubmatch(script, -1) {
		for part := range strings.SplitSeq(m[1], ",") {
			if name := strings.FieldsFunc(part, func(r rune) bool { return strings.ContainsRune(" =:", r) }); len(name) > 0 {
				found[kebab(name[0])] = true
			}
		}
	}
	for _, m := range idInScript.FindAllStringSubmatch(script, -1) {
		found["#"+m[1]] = true
	}
	for _, q := range quoted.FindAllStringSubmatch(script, -1) {
		for _, m := range hash.FindAllStringSubmatch(q[1], -1) {
			found["#"+m[1]] = true
		}
	}
	delete(found, "#reply") // a place in an address, which no element has
	return found
}

// readBy tells whether the scripts read name. What a form or #app says is read by
// its property (words.waits), or by a key that says which (whenOn); why a form cannot
// be sent, by the first word of what it says then (over in compose.js).
func readBy(script string, named map[string]bool, name string) bool {
	if named[name] || strings.HasPrefix(name, "#") {
		return named[name]
	}
	why, _, _ := strings.Cut(strings.TrimPrefix(name, "data-"), "-")
	if strings.Contains(script, `over(form, "`+why+`")`) {
		return true
	}
	property := regexp.QuoteMeta(camel(name))
	if strings.Count(name, "-") > 1 {
		return regexp.MustCompile(`\b` + property + `\b`).MatchString(script)
	}
	return regexp.MustCompile(`\bwords\.` + property + `\b`).MatchString(script)
}

// What script, templates, style and tests share stands in one list, and the list is true.
func TestSharedNames(t *testing.T) {
	list := sharedNames(t)
	templates := text(t, "../../views", ".html", noComment)
	script := text(t, "../../static/src", ".js", scriptComment)
	style := text(t, "../../static/src/css", ".css", styleComment)
	tests := text(t, "../e2e", ".go", noComment) + text(t, "../web", "_test.go", noComment)

	set := map[string]bool{}
	for _, m := range dataInTemplate.FindAllStringSubmatch(templates, -1) {
		if set[m[1]] = true; list[m[1]].name == "" {
			t.Errorf("%s stands in a template and not in names.txt", m[1])
		}
	}
	for _, m := range idInTemplate.FindAllStringSubmatch(templates, -1) {
		set["#"+m[1]] = true
	}
	set["#e-body"] = set["#e-body"] || strings.Contains(templates, `id="e-{{.Field}}"`)
	named := namedIn(script)
	for name := range named {
		if list[name].name == "" {
			t.Errorf("%s is named by a script and not in names.txt", name)
		}
	}
	for name, line := range list {
		whole := regexp.MustCompile(regexp.QuoteMeta(name) + `\b($|[^-])`)
		for where, is := range map[string]bool{
			"script": readBy(script, named, name), "style": whole.MatchString(style),
			"test": strings.HasPrefix(name, "data-") && whole.MatchString(tests),
		} {
			listed := slices.Contains(line.read, where)
			free := where != "script" && (strings.HasPrefix(name, "#") || where == "test") // may be, and need not be said
			if is != listed && !(is && free) {
				t.Errorf("%s is read by %s: %v; names.txt says %v", name, where, is, listed)
			}
		}
		if set[name] != slices.Contains(line.set, "template") {
			t.Errorf("%s is set by a template: %v; names.txt says otherwise", name, set[name])
		}
	}
}
