package words

import (
	"fmt"
	"time"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"github.com/nicksnyder/go-i18n/v2/i18n/template"
	bcp47 "golang.org/x/text/language"
	"golang.org/x/text/message"
)

// language is what all localizers of one language share.
type language struct {
	texts   *i18n.Localizer
	strict  *template.TextParser
	numbers *message.Printer
	dates   dateFormats
}

func newLanguage(bundle *i18n.Bundle, tag string) *language {
	return &language{
		texts:   i18n.NewLocalizer(bundle, tag),
		strict:  &template.TextParser{Option: "missingkey=error"}, // not "<no value>" in a person's face
		numbers: message.NewPrinter(bcp47.MustParse(tag)),
		dates:   datesOf(tag),
	}
}

// Localizer speaks one language and reads the clock in one zone. It may be shared.
type Localizer struct {
	Locale string // the tag for lang=""
	Away   bool   // the zone is not the reader's own, or they read elsewhere: whole dates say it

	catalogue *Catalogue
	language  *language
	zone      *time.Location
}

// T is the text of key. args are names and values in turn:
// T("thread.newer", "Count", 2). Count (int or int64) chooses the plural form
// and is shown with its digits grouped; every other value is shown as it is.
// A text that cannot be said is "[key]", and Catalogue.Missing knows why.
func (l *Localizer) T(key string, args ...any) string {
	ask := i18n.LocalizeConfig{MessageID: key, TemplateParser: l.language.strict}
	if len(args) > 0 {
		given := make(map[string]any, len(args)/2)
		for i := 0; i+1 < len(args); i += 2 {
			given[fmt.Sprint(args[i])] = args[i+1]
		}
		if n, ok := given["Count"]; ok {
			ask.PluralCount, given["Count"] = n, l.language.group(n)
		}
		ask.TemplateData = given
	}
	text, err := l.language.texts.Localize(&ask)
	if err != nil {
		l.catalogue.miss(l.Locale, key, err.Error())
	}
	if text == "" {
		return "[" + key + "]"
	}
	return l.catalogue.decorate(text)
}
