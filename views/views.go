// Package views holds every page, part and mail, by place: layout is around
// every page, form in any of them; ticket, list, desk, account and alerts are
// the rooms of app/web; mail is sent.
//
// A part has one root element with one id, and pages include it by its path:
// what a page shows and what a stream sends are the same bytes. Pages are
// composed with {{template}}; the engine's layouts are not used, for they are
// neither fast nor safe beside fragments (template/html v2.1.3 resets embed
// without a lock).
package views

import (
	"crypto/rand"
	"embed"
	"html/template"
	"net/http"
	"slices"
	"strings"

	"github.com/gofiber/template/html/v2"

	"hilo/static"
)

//go:embed layout ticket list desk account admin alerts form
var files embed.FS

// New returns the engine. A dir means development: templates are read anew
// from there for each request.
func New(dir string) *html.Engine {
	from := http.FS(files)
	if dir != "" {
		from = http.Dir(dir)
	}
	e := html.NewFileSystem(trimmed{from}, ".html")
	e.Reload(dir != "")
	e.AddFunc("icon", icon)
	e.AddFunc("asset", static.URL)
	e.AddFunc("linkify", func(text string) template.HTML { return Linkify(text, true) })
	e.AddFunc("fielded", Faults.In)
	e.AddFunc("initial", Initial)
	e.AddFunc("once", rand.Text) // names a page that is shown: see access.Client
	return e
}

// Fault is why a form was refused: the field to mend, and the sentence. The
// first one gets the focus.
type Fault struct {
	Field, Say string
	First      bool
}

// Faults are all of a form.
type Faults []*Fault

// In is the fault that lies in field, else nil.
func (f Faults) In(field string) *Fault {
	if i := slices.IndexFunc(f, func(one *Fault) bool { return one.Field == field }); i >= 0 {
		return f[i]
	}
	return nil
}

// Initial is the letter of an avatar.
func Initial(name string) string {
	for _, r := range name {
		return strings.ToUpper(string(r))
	}
	return "?"
}

// icon is a drawing of the sprite; its meaning is always said in words beside it.
func icon(name string) template.HTML {
	return template.HTML(`<svg class="icon icon--` + name + `" aria-hidden="true"><use href="` + static.URL("icons.svg") + `#` + name + `"/></svg>`)
}
