// Package house tests the house itself: its arrows, its pins, its sizes.
package house

import (
	"bufio"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/semver"
)

// rooms may import what stands after them; arrows point down only.
var rooms = map[string][]string{
	"hilo":                 {"hilo/app"},
	"hilo/app":             {"hilo/app/access", "hilo/app/assets", "hilo/app/backup", "hilo/app/bucket", "hilo/app/desk", "hilo/app/doctor", "hilo/app/fault", "hilo/app/files", "hilo/app/httpd", "hilo/app/live", "hilo/app/metrics", "hilo/app/notify", "hilo/app/outbox", "hilo/app/privacy", "hilo/app/probe", "hilo/app/push", "hilo/app/scan", "hilo/app/web", "hilo/app/web/core", "hilo/app/withdrawn", "hilo/app/words", "hilo/app/world", "hilo/db", "hilo/views/mail"},
	"hilo/app/backup":      {"hilo/app/withdrawn", "hilo/db"},
	"hilo/app/assets":      {"hilo/db", "hilo/static"},
	"hilo/app/doctor":      {"hilo/app/probe"},
	"hilo/app/withdrawn":   {"hilo/app/outbox", "hilo/db"},
	"hilo/app/web":         {"hilo/app/files", "hilo/app/httpd", "hilo/app/limits", "hilo/app/live", "hilo/app/probe", "hilo/app/web/account", "hilo/app/web/admin", "hilo/app/web/agent", "hilo/app/web/alerts", "hilo/app/web/core", "hilo/app/web/ticket", "hilo/app/words", "hilo/static"},
	"hilo/app/web/agent":   {"hilo/app/access", "hilo/app/desk", "hilo/app/fault", "hilo/app/files", "hilo/app/limits", "hilo/app/live", "hilo/app/web/account", "hilo/app/web/core", "hilo/app/web/ticket", "hilo/app/words"},
	"hilo/app/web/account": {"hilo/app/access", "hilo/app/desk", "hilo/app/fault", "hilo/app/files", "hilo/app/limits", "hilo/app/notify", "hilo/app/privacy", "hilo/app/scan", "hilo/app/web/core", "hilo/app/web/ticket", "hilo/app/words", "hilo/views"},
	"hilo/app/web/admin":   {"hilo/app/access", "hilo/app/desk", "hilo/app/fault", "hilo/app/notify", "hilo/app/outbox", "hilo/app/privacy", "hilo/app/web/core", "hilo/views"},
	"hilo/app/web/ticket":  {"hilo/app/access", "hilo/app/desk", "hilo/app/fault", "hilo/app/files", "hilo/app/httpd", "hilo/app/limits", "hilo/app/live", "hilo/app/scan", "hilo/app/web/alerts", "hilo/app/web/core", "hilo/app/words", "hilo/static", "hilo/views"},
	"hilo/app/web/alerts":  {"hilo/app/access", "hilo/app/desk", "hilo/app/limits", "hilo/app/notify", "hilo/app/push", "hilo/app/web/core", "hilo/app/words", "hilo/views"},
	"hilo/app/web/core":    {"hilo/app/access", "hilo/app/desk", "hilo/app/fault", "hilo/app/files", "hilo/app/httpd", "hilo/app/limits", "hilo/app/live", "hilo/app/notify", "hilo/app/outbox", "hilo/app/privacy", "hilo/app/words", "hilo/views"},
	"hilo/app/httpd":       {"hilo/app/fault", "hilo/app/metrics", "hilo/static"},
	"hilo/app/notify":      {"hilo/app/access", "hilo/app/desk", "hilo/app/fault", "hilo/app/limits", "hilo/app/outbox", "hilo/app/privacy", "hilo/app/push", "hilo/app/withdrawn", "hilo/app/words", "hilo/db"},
	"hilo/app/world":       {"hilo/app/access", "hilo/app/desk", "hilo/app/files", "hilo/app/live", "hilo/app/outbox", "hilo/db"},
	"hilo/app/access":      {"hilo/app/desk", "hilo/app/fault", "hilo/app/limits", "hilo/app/live", "hilo/app/outbox", "hilo/app/withdrawn", "hilo/app/words", "hilo/db"},
	"hilo/app/privacy":     {"hilo/app/desk", "hilo/app/fault", "hilo/app/files", "hilo/app/outbox", "hilo/app/withdrawn", "hilo/app/words", "hilo/db"},
	"hilo/app/limits":      {"hilo/app/fault", "hilo/db"},
	"hilo/app/files":       {"hilo/app/bucket", "hilo/app/fault", "hilo/db"},
	"hilo/app/desk":        {"hilo/app/fault", "hilo/app/files", "hilo/app/live", "hilo/app/outbox", "hilo/app/scan", "hilo/app/search", "hilo/app/words", "hilo/db"},
	"hilo/app/outbox":      {"hilo/db"},
	"hilo/app/bucket":      {"hilo/app/metrics"},
	"hilo/app/live":        {},
	"hilo/app/probe":       {},
	"hilo/app/push":        {},
	"hilo/app/words":       {},
	"hilo/app/fault":       {},
	"hilo/app/scan":        {},
	"hilo/app/search":      {"hilo/db"},
	"hilo/db":              {"hilo/app/metrics"},
	"hilo/app/metrics":     {},
	"hilo/views":           {"hilo/static"},
	"hilo/views/mail":      {},
	"hilo/static":          {},
}

// what the domain must never know, and what must never be in the server
var strangers = map[string][]string{
	"hilo/app/desk":    {"github.com/gofiber/", "html/template", "net/http"},
	"hilo/app/access":  {"github.com/gofiber/", "html/template", "net/http"},
	"hilo/app/privacy": {"github.com/gofiber/", "html/template", "net/http"},
	"hilo/app/outbox":  {"github.com/gofiber/", "html/template"},
	"hilo/app/push":    {"github.com/gofiber/", "html/template", "net/http/httptest"},
	"hilo/app/files":   {"github.com/minio/"},
	"hilo":             {"github.com/evanw/esbuild", "github.com/chromedp/", "github.com/emersion/go-smtp"},
}

func TestArrowsPointDown(t *testing.T) {
	for room, may := range rooms {
		for _, dep := range goList(t, "-f", `{{join .Imports "\n"}}`, room) {
			if strings.HasPrefix(dep, "hilo") && !slices.Contains(may, dep) {
				t.Errorf("%s imports %s", room, dep)
			}
			for _, not := range strangers[room] {
				if strings.HasPrefix(dep, not) {
					t.Errorf("%s imports %s", room, dep)
				}
			}
		}
	}
	for _, dep := range goList(t, "-deps", "hilo") {
		for _, not := range strangers["hilo"] {
			if strings.HasPrefix(dep, not) {
				t.Errorf("the server links %s", dep)
			}
		}
	}
	for _, room := range goList(t, "hilo/...") { // a new room gets its arrows here
		tests := strings.HasPrefix(room, "hilo/app/e2e") || strings.HasSuffix(room, "test") || strings.HasPrefix(room, "hilo/app/house") || strings.HasPrefix(room, "hilo/app/bench") || room == "hilo/static/build"
		if _, known := rooms[room]; !known && !tests {
			t.Errorf("%s has no arrows", room)
		}
	}
}

// No module is older than what is known to be safe (least.txt says why).
func TestNoModuleIsTooOld(t *testing.T) {
	have := map[string]string{}
	for _, line := range goList(t, "-m", "-f", "{{.Path}} {{.Version}}", "all") {
		path, version, _ := strings.Cut(line, " ")
		have[path] = version
	}
	f, err := os.Open("least.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	seen := 0
	for lines := bufio.NewScanner(f); lines.Scan(); {
		line, _, _ := strings.Cut(lines.Text(), "#")
		word := strings.Fields(line)
		if len(word) != 2 {
			continue
		}
		seen++
		if semver.Compare(have[word[0]], word[1]) < 0 {
			t.Errorf("%s is %q, must be at least %s", word[0], have[word[0]], word[1])
		}
	}
	if seen < 20 {
		t.Errorf("least.txt lists only %d modules", seen)
	}
}

func goList(t *testing.T, args ...string) []string {
	t.Helper()
	out, err := exec.Command("go", append([]string{"list"}, args...)...).Output()
	if err != nil {
		t.Fatalf("go list %v: %v", args, err)
	}
	return strings.Split(strings.TrimSpace(string(out)), "\n")
}
