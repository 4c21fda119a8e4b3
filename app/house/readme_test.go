package house

import (
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	shown  = regexp.MustCompile("(?m)^\\| `([^|]*)` \\|")
	arrows = regexp.MustCompile("`(main → [^`]*)`")
)

// README names each room, and its line of arrows is the one that holds.
func TestReadmeShowsTheHouse(t *testing.T) {
	readme := read(t, "README.md")
	var named []string
	for _, m := range shown.FindAllStringSubmatch(readme, -1) {
		named = append(named, strings.Split(m[1], "`, `")...)
	}
	line := arrows.FindStringSubmatch(readme)
	if line == nil {
		t.Fatal("no line of arrows")
	}
	order := strings.FieldsFunc(line[1], func(r rune) bool { return strings.ContainsRune(" →,", r) })
	for room, may := range rooms {
		if short := strings.TrimPrefix(room, "hilo/"); room != "hilo" && short != "views/mail" && !slices.Contains(named, short) {
			t.Errorf("README has no row for %s", short)
		}
		from := slices.Index(order, place(room))
		for _, dep := range may {
			if strings.HasPrefix(dep, "hilo/views") || dep == "hilo/static" {
				continue
			}
			if to := slices.Index(order, place(dep)); from < 0 && !strings.HasPrefix(room, "hilo/views") || to <= from {
				t.Errorf("README does not show that %s imports %s", room, dep)
			}
		}
	}
}

// place is what the line of arrows calls a room.
func place(room string) string {
	if room == "hilo" {
		return "main"
	}
	return path.Base(room)
}
