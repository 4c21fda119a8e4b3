package words

import (
	"testing"
	"time"
)

func TestReadLocal(t *testing.T) {
	madrid, _ := Zone("Europe/Madrid")
	localizer := opened(t).In("es", madrid)
	for text, want := range map[string]string{
		"2026-11-19T17:48":    "2026-11-19T16:48:00Z",
		"2026-07-19T17:48:30": "2026-07-19T15:48:30Z",
		" 2026-11-19  17:48 ": "2026-11-19T16:48:00Z",
		"19/11/2026 17:48":    "2026-11-19T16:48:00Z",
		"19/11/2026":          "2026-11-18T23:00:00Z",
		"ayer":                "",
		"2026-02-30T10:00":    "",
		"0002-01-01T10:00":    "",
		"":                    "",
	} {
		got, ok := localizer.ReadLocal(text)
		if ok != (want != "") || (ok && got.Format(time.RFC3339) != want) {
			t.Errorf("%q: %v %v, want %s", text, got, ok, want)
		}
	}
}

func TestPlace(t *testing.T) {
	for name, want := range map[string]string{"UTC": "UTC", "Europe/Madrid": "Madrid", "America/Argentina/Buenos_Aires": "Buenos Aires"} {
		zone, _ := Zone(name)
		if got := opened(t).In("es", zone).Place(); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}
