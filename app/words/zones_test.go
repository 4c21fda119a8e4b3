package words

import (
	"slices"
	"testing"
)

// Whatever the list offers can be chosen, and is offered once.
func TestZones(t *testing.T) {
	list := Zones()
	for _, name := range list {
		if zone, ok := Zone(name); !ok || zone.String() != name {
			t.Error(name)
		}
	}
	if list[0] != "UTC" || !slices.IsSorted(list[1:]) || len(slices.Compact(slices.Clone(list))) != len(list) {
		t.Error("want UTC, then the others in order and once")
	}
	for _, name := range []string{"Europe/Madrid", "America/Mexico_City", "America/Argentina/Buenos_Aires", "Europe/London", "Asia/Kolkata"} {
		if !slices.Contains(list, name) {
			t.Error(name)
		}
	}
}

// Names from a form or a browser may be anything.
func TestZone(t *testing.T) {
	for name, want := range map[string]bool{
		"Asia/Calcutta": true, "America/Buenos_Aires": true, "UTC": true,
		"": false, "Local": false, "Mars/Base": false, "../../etc/passwd": false, "/etc/localtime": false, "Europe": false, "a\x00b": false,
	} {
		if _, ok := Zone(name); ok != want {
			t.Errorf("%q: %v", name, ok)
		}
	}
}
