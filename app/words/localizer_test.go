package words

import (
	"strings"
	"sync"
	"testing"
	"time"
)

func TestText(t *testing.T) {
	catalogue := opened(t)
	for _, tt := range []struct {
		locale, key string
		args        []any
		want        string
	}{
		{"es", "nav.help", nil, "Ayuda"},
		{"en", "nav.help", nil, "Help"},
		{"fr", "nav.help", nil, "Ayuda"},
		{"es", "thread.newer", []any{"Count", 1}, "1 mensaje nuevo"},
		{"es", "thread.newer", []any{"Count", 2}, "2 mensajes nuevos"},
		{"es", "thread.newer", []any{"Count", int64(1_000_000)}, "1.000.000 de mensajes nuevos"},
		{"en", "thread.newer", []any{"Count", 12345}, "12,345 new messages"},
	} {
		if got := catalogue.In(tt.locale, nil).T(tt.key, tt.args...); got != tt.want {
			t.Errorf("%s %s %v: %q, want %q", tt.locale, tt.key, tt.args, got, tt.want)
		}
	}
	if m := catalogue.Missing(); len(m) > 0 {
		t.Error(m)
	}
}

// What cannot be said shows its key, and is found afterwards.
func TestMissingIsRemembered(t *testing.T) {
	catalogue := opened(t)
	localizer := catalogue.In("en", nil)
	for _, said := range []string{localizer.T("no.such"), localizer.T("no.such"), localizer.T("no.such", "Name", "Ana", "odd")} {
		if said != "[no.such]" {
			t.Error(said)
		}
	}
	if said := localizer.T("thread.newer"); said != "[thread.newer]" { // no Count
		t.Error(said)
	}
	if m := catalogue.Missing(); len(m) != 2 || !strings.HasPrefix(m[0], "en no.such: ") || !strings.HasPrefix(m[1], "en thread.newer: ") {
		t.Error(m)
	}
}

func TestMissingIsBounded(t *testing.T) {
	catalogue := opened(t)
	for i := range 3 * enough {
		catalogue.In("es", nil).T("typed." + strings.Repeat("x", i))
	}
	if n := len(catalogue.Missing()); n != enough {
		t.Error(n)
	}
}

// With the pseudo catalogue, everything a localizer can say is in brackets.
func TestPseudoWrapsEverything(t *testing.T) {
	catalogue, err := Pseudo()
	if err != nil {
		t.Fatal(err)
	}
	localizer, now := catalogue.In("en", nil), time.Date(2026, 11, 22, 10, 43, 0, 0, time.UTC)
	said := []string{
		localizer.T("nav.help"), localizer.T("thread.newer", "Count", 2), localizer.Bytes(10), localizer.Bytes(5000),
		localizer.Clock(now), localizer.Full(now), catalogue.Locales()[0].Name,
	}
	for _, days := range []int{0, 1, 3, 30, 400} {
		then := now.AddDate(0, 0, -days)
		said = append(said, localizer.Day(then, now), localizer.Short(then, now), localizer.Since(then, now))
	}
	for _, s := range said {
		inner, open := strings.CutPrefix(s, "⟦")
		inner, shut := strings.CutSuffix(inner, "⟧")
		if !open || !shut || inner == "" || strings.ContainsAny(inner, "⟦⟧") {
			t.Errorf("%q", s)
		}
	}
}

func TestLocales(t *testing.T) {
	catalogue := opened(t)
	catalogue.Locales()[0].Name = "changed by a caller"
	if l := catalogue.Locales(); len(l) != 2 || l[0] != (Locale{"es", "Español"}) || l[1] != (Locale{"en", "English"}) {
		t.Error(l)
	}
	if !catalogue.Has("es") || !catalogue.Has("en") || catalogue.Has("fr") || catalogue.Has("") || catalogue.Has("es-MX") {
		t.Error("Has")
	}
}

// One catalogue and one localizer serve everybody at once (go test -race).
func TestSharedByMany(t *testing.T) {
	catalogue, now := opened(t), time.Date(2026, 11, 22, 10, 43, 0, 0, time.UTC)
	shared := catalogue.In("es", nil)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for i := range 200 {
				for _, localizer := range []*Localizer{shared, catalogue.In("en", time.UTC)} {
					localizer.T("thread.newer", "Count", i)
					localizer.T("no.such")
					localizer.Full(now)
					catalogue.Match("fr,en;q=0.5", "es")
				}
			}
		})
	}
	all.Wait()
	if got := shared.T("thread.newer", "Count", 3); got != "3 mensajes nuevos" {
		t.Error(got)
	}
}

func BenchmarkText(b *testing.B) {
	localizer := opened(b).In("es", nil)
	b.Run("plain", func(b *testing.B) {
		for b.Loop() {
			localizer.T("nav.help")
		}
	})
	b.Run("plural", func(b *testing.B) {
		for b.Loop() {
			localizer.T("thread.newer", "Count", 12)
		}
	})
	b.Run("date", func(b *testing.B) {
		now := time.Date(2026, 11, 22, 10, 43, 0, 0, time.UTC)
		for b.Loop() {
			localizer.Full(now)
		}
	})
	b.Run("zone", func(b *testing.B) {
		for b.Loop() {
			Zone("America/Argentina/Buenos_Aires")
		}
	})
}
