// Package words finds the words: it knows the languages, their catalogues and
// plurals, and how each of them says numbers, days and times.
//
// Adding a language takes three things: its catalogue (xx.json, every key of
// es.json with all the plural forms that CLDR asks for), its formats of dates, and a
// line in locales.
package words

import (
	"embed"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	bcp47 "golang.org/x/text/language"
)

//go:embed es.json en.json
var catalogues embed.FS

// Source is the language that every text is written in first; it stands in
// for any language that we do not have.
const Source = "es"

// Locale is a language to choose from, with the name it gives itself.
type Locale struct{ Tag, Name string }

func locales() []Locale { return []Locale{{"es", "Español"}, {"en", "English"}} }

// Catalogue holds all languages. It is made once and safe for any number of readers.
type Catalogue struct {
	locales   []Locale
	languages map[string]*language
	decorate  func(string) string // the last touch on everything a localizer says

	mu      sync.Mutex
	missing []string
}

// Open reads the catalogues.
func Open() (*Catalogue, error) {
	return open(func(s string) string { return s })
}

// Pseudo is Open with everything a localizer says in ⟦brackets⟧: on a page made
// with it, text outside of them was never put into the catalogue.
func Pseudo() (*Catalogue, error) {
	return open(func(s string) string { return "⟦" + s + "⟧" })
}

func open(decorate func(string) string) (*Catalogue, error) {
	c := &Catalogue{locales: locales(), languages: map[string]*language{}, decorate: decorate}
	bundle := i18n.NewBundle(bcp47.MustParse(Source))
	for i, l := range c.locales {
		if _, err := bundle.LoadMessageFileFS(catalogues, l.Tag+".json"); err != nil {
			return nil, fmt.Errorf("catalogue %s: %w", l.Tag, err)
		}
		c.languages[l.Tag] = newLanguage(bundle, l.Tag)
		c.locales[i].Name = decorate(l.Name)
	}
	return c, nil
}

// Locales are the languages on offer, the source first.
func (c *Catalogue) Locales() []Locale { return slices.Clone(c.locales) }

// Has says whether tag is a language on offer.
func (c *Catalogue) Has(tag string) bool { return c.languages[tag] != nil }

// In is the localizer that speaks locale and reads the clock in zone. A language
// we do not have becomes Source, a nil zone UTC. It costs one small
// allocation, so it is made anew for each request rather than kept.
func (c *Catalogue) In(locale string, zone *time.Location) *Localizer {
	if !c.Has(locale) {
		locale = Source
	}
	if zone == nil {
		zone = time.UTC
	}
	return &Localizer{Locale: locale, catalogue: c, language: c.languages[locale], zone: zone}
}

// enough faults to find the mistake; a key made from what people typed must
// not fill the memory.
const enough = 100

// miss remembers a text that could not be said as asked.
func (c *Catalogue) miss(locale, key, why string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	m := locale + " " + key + ": " + why
	if len(c.missing) < enough && !slices.Contains(c.missing, m) {
		c.missing = append(c.missing, m)
	}
}

// Missing lists, for tests and logs, the texts that could not be said as
// asked since Open: no such key, no such plural form, an argument not given.
func (c *Catalogue) Missing() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.missing)
}
