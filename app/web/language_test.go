package web_test

import (
	"context"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/net/html"

	"hilo/app/sitetest"
	"hilo/app/words"
)

// Every word that is not a person's own comes from the catalogue: on pages,
// refusals, streams and in mails, in both languages.
func TestEveryWordIsInTheCatalogue(t *testing.T) {
	t.Parallel()
	pseudo, err := words.Pseudo()
	if err != nil {
		t.Fatal(err)
	}
	site := sitetest.Start(t, func(p *sitetest.Plan) { p.Words, p.Config.MailDelay = pseudo, 0 })
	for _, locale := range []string{"es", "en"} {
		pages := walk(t, site, locale)
		walkedAll(t, site, pages)
		own := peoplesWords(t, site)
		for _, p := range pages {
			if p.Status >= 500 {
				t.Errorf("%s: %d", p.what, p.Status)
			}
			if lang := strings.HasPrefix(p.Body, `<!doctype html><html lang="`+locale+`" dir="ltr"`); strings.HasPrefix(p.Body, "<!doctype") && !lang {
				t.Errorf("%s is in another language: %.60q", p.what, p.Body)
			}
			for _, text := range foreign(t, p.Body, own) {
				t.Errorf("%s says %q, which is in no catalogue", p.what, text)
			}
		}
	}
	site.Settle()
	mails, err := site.Notify.Mails(context.Background())
	if err != nil || len(mails) < 20 {
		t.Fatalf("%d mails, %v", len(mails), err)
	}
	own := peoplesWords(t, site)
	for _, m := range mails {
		for _, text := range append(foreign(t, m.HTML, own), foreign(t, html.EscapeString(m.Subject+"\n"+m.Text), own)...) {
			t.Errorf("a mail says %q, which is in no catalogue", text)
		}
	}
	if missing := pseudo.Missing(); len(missing) > 0 {
		t.Errorf("texts that could not be said: %v", missing)
	}
}

// peoplesWords is all that people wrote and that names, numbers and addresses are made of.
func peoplesWords(t *testing.T, site *sitetest.Site) string {
	t.Helper()
	var b strings.Builder
	for _, q := range []string{
		"SELECT name FROM people", "SELECT email FROM people", "SELECT subject FROM tickets", "SELECT name FROM tickets", "SELECT body FROM entries", "SELECT name FROM files", "SELECT es FROM topics", "SELECT en FROM topics",
		"SELECT last_error FROM jobs",
	} {
		var all []string
		if err := site.DB.Read.NewRaw(q).Scan(t.Context(), &all); err != nil {
			t.Fatal(err)
		}
		for _, text := range all {
			b.WriteString(text + "\n" + strings.Join(strings.Fields(text), " ") + "\n" + strings.ToUpper(text) + "\n")
		}
	}
	b.WriteString(strings.Join(words.Zones(), "\n") + "\n" + site.URL + "/g/\nHilo\nCtrl\nJSON\nUTC\nCET\nCEST\nGMT\nBST\n")
	b.WriteString("p.exe, p.txt\n" + strings.Repeat("nota.txt, ", 11) + strings.Repeat("a", 20_001) + "\nx nadalohay Europe/Nowhere esnuevo@example.com ennuevo@example.com")
	return b.String()
}

// foreign are the pieces of a page, visible or said, that are neither in
// brackets nor in own.
func foreign(t *testing.T, body, own string) (found []string) {
	t.Helper()
	check := func(text string) {
		for _, piece := range outside(text) {
			piece = strings.TrimFunc(piece, func(r rune) bool { return !unicode.IsLetter(r) })
			if strings.ContainsFunc(piece, unicode.IsLetter) && !strings.Contains(own, piece) && !strings.Contains(piece, "•••@") && !strings.HasPrefix(piece, "http") {
				found = append(found, piece)
			}
		}
	}
	for n := range parse(t, body).Descendants() {
		if n.Type == html.TextNode && n.Parent.Data != "script" && n.Parent.Data != "style" {
			check(n.Data)
		}
		for _, a := range n.Attr {
			switch {
			case a.Key == "alt", a.Key == "placeholder", a.Key == "title", a.Key == "label", a.Key == "content" && attr(n, "name") == "description",
				a.Key == "aria-label", a.Key == "aria-description", a.Key == "aria-roledescription", a.Key == "aria-placeholder", a.Key == "aria-valuetext",
				a.Key == "value" && n.Data == "input" && (attr(n, "type") == "submit" || attr(n, "type") == "button"),
				strings.HasPrefix(a.Key, "data-") && a.Key != "data-patterns" && strings.ContainsAny(a.Val, " ⟦"):
				check(a.Val)
			}
		}
	}
	return found
}

// outside are the lines of text with what stands in brackets taken out.
func outside(text string) (pieces []string) {
	var b strings.Builder
	depth := 0
	for _, r := range text {
		switch {
		case r == '⟦':
			depth++
			b.WriteByte('\n')
		case r == '⟧':
			depth--
		case depth == 0:
			b.WriteRune(r)
		}
	}
	return strings.Split(strings.NewReplacer(" · ", "\n", ": ", "\n").Replace(b.String()), "\n")
}

// Whose setting, then whose browser, then the installation decides the language.
func TestLanguageOfAPage(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t)
	nobody, people := site.Stranger(), map[string]*sitetest.Browser{"es": site.As(ana), "en": site.As(luis)}
	fresh := site.As("nueva@example.com")
	for header, want := range map[string]string{
		"": "es", "en": "en", "es": "es", "en-GB,en;q=0.9,es;q=0.8": "en", "es-MX,es;q=0.9,en;q=0.8": "es", "fr,en;q=0.1,es;q=0.2": "es", "en;q=0.2, es;q=0.7": "es",
		"fr": "es", "de-DE,de;q=0.9": "es", "*": "es", "en;q=0": "es", "EN-us": "en", "fr;q=1.0, en;q=0.001": "en", ";;;q=x": "es", "xx-unheard, en": "en",
	} {
		for _, path := range []string{"/", "/sign-in", "/tickets/new", "/nowhere", "/g/none"} {
			if got := lang(t, nobody.With("Accept-Language", header).Get(path).Body); got != want {
				t.Errorf("nobody who reads %q gets %s in %q", header, path, got)
			}
		}
		if got := lang(t, fresh.With("Accept-Language", header).Get("/tickets").Body); got != want {
			t.Errorf("somebody who chose nothing and reads %q gets %q", header, got)
		}
	}
	for locale, b := range people {
		other := b.With("Accept-Language", map[string]string{"es": "en", "en": "es"}[locale])
		for _, path := range []string{"/", "/tickets", "/tickets/new", "/settings", "/tickets/" + noTicket, "/desk", "/nowhere", "/files/none", "/g/none", "/staff/none", "/dev/mail"} {
			if got := lang(t, other.Get(path).Body); got != locale {
				t.Errorf("%s comes in %q to somebody who chose %s", path, got, locale)
			}
		}
		if got := lang(t, other.With("Sec-Fetch-Site", "cross-site").Post("/settings", nil).Body); got != locale {
			t.Errorf("a refusal comes in %q to somebody who chose %s", got, locale)
		}
		if got := lang(t, other.Post("/", nil).Body); got != locale {
			t.Errorf("a wrong method comes in %q to somebody who chose %s", got, locale)
		}
	}
}

func lang(t *testing.T, body string) string {
	t.Helper()
	for n := range parse(t, body).Descendants() {
		if n.Type == html.ElementNode && n.Data == "html" {
			return attr(n, "lang")
		}
	}
	return ""
}
