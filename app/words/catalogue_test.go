package words

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// forms are the plural forms that CLDR has for cardinals of each language.
func forms() map[string][]string {
	return map[string][]string{"es": {"many", "one", "other"}, "en": {"one", "other"}}
}

// textsOf reads a file as its translators see it: each key with its texts
// by plural form; a text without plurals has the form "".
func textsOf(t *testing.T, tag string) map[string]map[string]string {
	t.Helper()
	file, err := catalogues.ReadFile(tag + ".json")
	if err != nil {
		t.Fatal(err)
	}
	var raw map[string]any
	if err := json.Unmarshal(file, &raw); err != nil {
		t.Fatal(tag, err)
	}
	read := map[string]map[string]string{}
	for key, value := range raw {
		read[key] = map[string]string{}
		switch value := value.(type) {
		case string:
			read[key][""] = value
		case map[string]any:
			for form, text := range value {
				read[key][form], _ = text.(string) // what is no text is found empty below
			}
		}
	}
	return read
}

// Every text exists in every language, with the same plurals and arguments.
func TestLanguagesAgree(t *testing.T) {
	source := textsOf(t, Source)
	for _, l := range locales() {
		other := textsOf(t, l.Tag)
		for key := range other {
			if source[key] == nil {
				t.Errorf("%s %s: not in %s", l.Tag, key, Source)
			}
		}
		for key, texts := range source {
			if other[key] == nil {
				t.Errorf("%s %s: missing", l.Tag, key)
				continue
			}
			_, plain := texts[""]
			if _, too := other[key][""]; plain != too {
				t.Errorf("%s %s: plurals in one language only", l.Tag, key)
			}
			if want, got := arguments(texts), arguments(other[key]); !slices.Equal(want, got) {
				t.Errorf("%s %s: arguments %v, in %s %v", l.Tag, key, got, Source, want)
			}
		}
	}
}

// Spanish has a form for round millions; go-i18n reports it when it lacks.
func TestPluralsAreComplete(t *testing.T) {
	for _, l := range locales() {
		for key, texts := range textsOf(t, l.Tag) {
			if _, plain := texts[""]; plain {
				if slices.Contains(arguments(texts), "Count") {
					t.Errorf("%s %s: has {{.Count}} and no plurals", l.Tag, key)
				}
			} else if got := slices.Sorted(maps.Keys(texts)); !slices.Equal(got, forms()[l.Tag]) {
				t.Errorf("%s %s: forms %v, want %v", l.Tag, key, got, forms()[l.Tag])
			}
		}
	}
}

// Texts are plain words: no markup (templates own it), no logic, no padding.
func TestTextsArePlain(t *testing.T) {
	markup := regexp.MustCompile(`</?[A-Za-z!]|&#?\w+;`)
	for _, l := range locales() {
		for key, texts := range textsOf(t, l.Tag) {
			for form, text := range texts {
				switch {
				case strings.TrimSpace(text) == "":
					t.Errorf("%s %s %s: empty", l.Tag, key, form)
				case strings.TrimFunc(text, unicode.IsSpace) != text:
					t.Errorf("%s %s %s: space around %q", l.Tag, key, form, text)
				case markup.MatchString(text):
					t.Errorf("%s %s %s: markup in %q", l.Tag, key, form, text)
				case strings.ContainsAny(argument().ReplaceAllString(text, ""), "{}"):
					t.Errorf("%s %s %s: only {{.Name}} is allowed in %q", l.Tag, key, form, text)
				}
			}
		}
	}
}

// Each language has its own quotes, in pairs, and one apostrophe; a sentence is about
// something that it names. A command has the quotes of shells.
func TestTextsAreWellWritten(t *testing.T) {
	quotes := map[string]struct{ left, right, foreign string }{"es": {"«", "»", `"“”‘’'`}, "en": {"“", "”", `"«»‘’`}}
	nameless := regexp.MustCompile(`(^|[.:;?!] )(Son (los que|las que|todos|todas)|Es (el|la) que|Those (that|who)|The ones) `)
	for _, l := range locales() {
		q := quotes[l.Tag]
		for key, texts := range textsOf(t, l.Tag) {
			if strings.HasSuffix(key, ".command") {
				continue
			}
			for _, text := range texts {
				if strings.ContainsAny(text, q.foreign) || strings.Count(text, q.left) != strings.Count(text, q.right) || nameless.MatchString(text) {
					t.Errorf("%s %s: %q", l.Tag, key, text)
				}
			}
		}
	}
}

// Every text can really be said, in every form, as templates will ask for it.
func TestEveryTextCanBeSaid(t *testing.T) {
	catalogue := opened(t)
	for _, l := range locales() {
		localizer := catalogue.In(l.Tag, nil)
		for key, texts := range textsOf(t, l.Tag) {
			for _, count := range []int{0, 1, 2, 1_000_000} {
				var args []any
				for _, name := range arguments(texts) {
					args = append(args, name, "x")
				}
				if _, plain := texts[""]; !plain {
					args = append(args, "Count", count)
				}
				localizer.T(key, args...)
			}
		}
	}
	for _, m := range catalogue.Missing() {
		t.Error(m)
	}
}

func argument() *regexp.Regexp { return regexp.MustCompile(`\{\{\.([A-Z]\w*)\}\}`) }

// arguments are the names that the texts of one key ask for, in any form.
func arguments(texts map[string]string) []string {
	names := map[string]bool{}
	for _, text := range texts {
		for _, m := range argument().FindAllStringSubmatch(text, -1) {
			names[m[1]] = true
		}
	}
	return slices.Sorted(maps.Keys(names))
}

func opened(t testing.TB) *Catalogue {
	t.Helper()
	catalogue, err := Open()
	if err != nil {
		t.Fatal(err)
	}
	return catalogue
}
