// Package words finds the words: it knows the languages, their catalogues and
// plurals, and how each of them says numbers, days and times.
//
// Adding a language takes three things: its catalogue (xx.json, every key of
// es.json with all the plural forms that CLDR asks for), its almanac, and a
// line in locales.
package words

import (
	"embed"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

//go:embed es.json en.json
var catalogues embed.FS

// Source is the language that every text is written in first; it stands in
// for any language that we do not have.
const Source = "es"

// Locale is a language to choose from, with the name it gives itself.
type Locale struct{ Tag, Name string }

func locales() []Locale { return []Locale{{"es", "Español"}, {"en", "English"}} }

// Book holds all languages. It is made once and safe for any number of readers.
type Book struct {
	locales []Locale
	tongues map[string]*tongue
	dress   func(string) string // the last touch on everything a voice says

	mu      sync.Mutex
	missing []string
}

// Open reads the catalogues.
func Open() (*Book, error) {
	return open(func(s string) string { return s })
}

// Pseudo is Open with everything a voice says in ⟦brackets⟧: on a page made
// with it, text outside of them was never put into the catalogue.
func Pseudo() (*Book, error) {
	return open(func(s string) string { return "⟦" + s + "⟧" })
}

func open(dress func(string) string) (*Book, error) {
	b := &Book{locales: locales(), tongues: map[string]*tongue{}, dress: dress}
	bundle := i18n.NewBundle(language.MustParse(Source))
	for i, l := range b.locales {
		if _, err := bundle.LoadMessageFileFS(catalogues, l.Tag+".json"); err != nil {
			return nil, fmt.Errorf("catalogue %s: %w", l.Tag, err)
		}
		b.tongues[l.Tag] = newTongue(bundle, l.Tag)
		b.locales[i].Name = dress(l.Name)
	}
	return b, nil
}

// Locales are the languages on offer, the source first.
func (b *Book) Locales() []Locale { return slices.Clone(b.locales) }

// Has says whether tag is a language on offer.
func (b *Book) Has(tag string) bool { return b.tongues[tag] != nil }

// In is the voice that speaks locale and reads the clock in zone. A language
// we do not have becomes Source, a nil zone UTC. It costs one small
// allocation, so it is made anew for each request rather than kept.
func (b *Book) In(locale string, zone *time.Location) *Voice {
	if !b.Has(locale) {
		locale = Source
	}
	if zone == nil {
		zone = time.UTC
	}
	return &Voice{Locale: locale, book: b, tongue: b.tongues[locale], zone: zone}
}

// enough faults to find the mistake; a key made from what people typed must
// not fill the memory.
const enough = 100

// miss remembers a text that could not be said as asked.
func (b *Book) miss(locale, key, why string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	m := locale + " " + key + ": " + why
	if len(b.missing) < enough && !slices.Contains(b.missing, m) {
		b.missing = append(b.missing, m)
	}
}

// Missing lists, for tests and logs, the texts that could not be said as
// asked since Open: no such key, no such plural form, an argument not given.
func (b *Book) Missing() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.missing)
}
