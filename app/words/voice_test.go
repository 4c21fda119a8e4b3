package words

import (
	"strings"
	"sync"
	"testing"
	"time"
)

func TestText(t *testing.T) {
	book := opened(t)
	for _, tt := range []struct {
		locale, key string
		args        []any
		want        string
	}{
		{"es", "nav.help", nil, "Ayuda"},
		{"en", "nav.help", nil, "Help"},
		{"fr", "nav.help", nil, "Ayuda"},
		{"es", "form.problems", []any{"Count", 1}, "Hay una cosa por revisar"},
		{"es", "form.problems", []any{"Count", 2}, "Hay 2 cosas por revisar"},
		{"es", "form.problems", []any{"Count", int64(1_000_000)}, "Hay 1.000.000 de cosas por revisar"},
		{"en", "form.problems", []any{"Count", 12345}, "12,345 things need a second look"},
	} {
		if got := book.In(tt.locale, nil).T(tt.key, tt.args...); got != tt.want {
			t.Errorf("%s %s %v: %q, want %q", tt.locale, tt.key, tt.args, got, tt.want)
		}
	}
	if m := book.Missing(); len(m) > 0 {
		t.Error(m)
	}
}

// What cannot be said shows its key, and is found afterwards.
func TestMissingIsRemembered(t *testing.T) {
	book := opened(t)
	voice := book.In("en", nil)
	for _, said := range []string{voice.T("no.such"), voice.T("no.such"), voice.T("no.such", "Name", "Ana", "odd")} {
		if said != "[no.such]" {
			t.Error(said)
		}
	}
	if said := voice.T("form.problems"); said != "[form.problems]" { // no Count
		t.Error(said)
	}
	if m := book.Missing(); len(m) != 2 || !strings.HasPrefix(m[0], "en no.such: ") || !strings.HasPrefix(m[1], "en form.problems: ") {
		t.Error(m)
	}
}

func TestMissingIsBounded(t *testing.T) {
	book := opened(t)
	for i := range 3 * enough {
		book.In("es", nil).T("typed." + strings.Repeat("x", i))
	}
	if n := len(book.Missing()); n != enough {
		t.Error(n)
	}
}

// With the pseudo book, everything a voice can say is in brackets.
func TestPseudoWrapsEverything(t *testing.T) {
	book, err := Pseudo()
	if err != nil {
		t.Fatal(err)
	}
	voice, now := book.In("en", nil), time.Date(2026, 11, 22, 10, 43, 0, 0, time.UTC)
	said := []string{
		voice.T("nav.help"), voice.T("form.problems", "Count", 2), voice.Bytes(10), voice.Bytes(5000),
		voice.Clock(now), voice.Full(now), book.Locales()[0].Name,
	}
	for _, days := range []int{0, 1, 3, 30, 400} {
		then := now.AddDate(0, 0, -days)
		said = append(said, voice.Day(then, now), voice.Short(then, now), voice.Since(then, now))
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
	book := opened(t)
	book.Locales()[0].Name = "changed by a caller"
	if l := book.Locales(); len(l) != 2 || l[0] != (Locale{"es", "Español"}) || l[1] != (Locale{"en", "English"}) {
		t.Error(l)
	}
	if !book.Has("es") || !book.Has("en") || book.Has("fr") || book.Has("") || book.Has("es-MX") {
		t.Error("Has")
	}
}

// One book and one voice serve everybody at once (go test -race).
func TestSharedByMany(t *testing.T) {
	book, now := opened(t), time.Date(2026, 11, 22, 10, 43, 0, 0, time.UTC)
	shared := book.In("es", nil)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for i := range 200 {
				for _, voice := range []*Voice{shared, book.In("en", time.UTC)} {
					voice.T("form.problems", "Count", i)
					voice.T("no.such")
					voice.Full(now)
					book.Match("fr,en;q=0.5", "es")
				}
			}
		})
	}
	all.Wait()
	if got := shared.T("form.problems", "Count", 3); got != "Hay 3 cosas por revisar" {
		t.Error(got)
	}
}

func BenchmarkText(b *testing.B) {
	voice := opened(b).In("es", nil)
	b.Run("plain", func(b *testing.B) {
		for b.Loop() {
			voice.T("nav.help")
		}
	})
	b.Run("plural", func(b *testing.B) {
		for b.Loop() {
			voice.T("form.problems", "Count", 12)
		}
	})
	b.Run("date", func(b *testing.B) {
		now := time.Date(2026, 11, 22, 10, 43, 0, 0, time.UTC)
		for b.Loop() {
			voice.Full(now)
		}
	})
	b.Run("zone", func(b *testing.B) {
		for b.Loop() {
			Zone("America/Argentina/Buenos_Aires")
		}
	})
}
