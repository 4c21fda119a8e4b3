package words

import (
	"strings"
	"testing"
)

// The installation's language is the guess for everybody who names none of ours.
func TestMatch(t *testing.T) {
	catalogue := opened(t)
	for _, tt := range []struct{ header, fallback, want string }{
		{"", "es", "es"},
		{"", "en", "en"},
		{"es", "en", "es"},
		{"en", "es", "en"},
		{"ES-ar", "en", "es"},
		{"es-419", "en", "es"},
		{"en-GB", "es", "en"},
		{"es-AR,es;q=0.9", "en", "es"},
		{"en-GB;q=0.8,fr", "es", "en"},
		{"fr,en;q=0.5", "es", "en"},
		{"pt-BR,pt;q=0.9,es;q=0.1", "en", "es"},
		{"en;q=0.5,es;q=0.9", "en", "es"},
		{"es;q=0.9, en", "es", "en"},
		{"en,es", "es", "en"},
		{"es , en ; q=0.8", "en", "es"},
		{"en;q=0", "es", "es"},
		{"en;q=0,es;q=0.1", "en", "es"},
		{"en;q=0", "en", "en"}, // nothing better is left
		{"pt-BR", "en", "en"},
		{"pt-BR", "es", "es"},
		{"ca", "en", "en"},
		{"zh", "es", "es"},
		{"und-ES", "en", "en"},
		{"*", "en", "en"},
		{"*;q=0.5", "es", "es"},
		{"garbage;;q=x", "en", "en"},
		{"en;q=x", "es", "es"},
		{"en;q=nan", "es", "es"},
		{"xx-nonsense-subtag-1,en", "es", "en"},
		{",,;=\x00é", "en", "en"},
		{"esperanto", "en", "en"},
		{strings.Repeat("fr,", 3400), "en", "en"},
		{"en," + strings.Repeat("fr;q=0.1,", 1100), "es", "en"},
		{strings.Repeat("x-", 5000), "en", "en"},
		{strings.Repeat("e", 10000), "es", "es"},
		{"", "fr", "es"},
	} {
		if got := catalogue.Match(tt.header, tt.fallback); got != tt.want {
			t.Errorf("%.40q or %s: %s, want %s", tt.header, tt.fallback, got, tt.want)
		}
	}
}

func FuzzMatch(f *testing.F) {
	catalogue := opened(f)
	f.Add("es-AR,es;q=0.9,*;q=0")
	f.Fuzz(func(t *testing.T, header string) {
		if got := catalogue.Match(header, "en"); !catalogue.Has(got) {
			t.Errorf("%q: %s", header, got)
		}
	})
}
