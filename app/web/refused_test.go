package web_test

import (
	"bytes"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hilo/app/desk"
	"hilo/app/sitetest"
)

// refusal is something sent that cannot be taken, and the sentence for it.
type refusal struct {
	name  string
	form  url.Values
	files []sitetest.File
	want  int
	says  []any // a key of the catalogue and its arguments
}

func many(n int) (files []sitetest.File) {
	for range n {
		files = append(files, textFile("nota.txt")...)
	}
	return files
}

func oneFile(name, body string) []sitetest.File {
	return []sitetest.File{{Name: name, Body: []byte(body)}}
}

const kept = "Esto <b>no</b> se pierde & sigue \"aquí\"."

// What cannot be taken comes back with all that was typed, under the same key,
// with a sentence in the person's language; nothing of it is stored.
func TestRefusedReplies(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t)
	people := map[string]*sitetest.Browser{"es": site.As(ana), "en": site.As(luis)}
	long := strings.Repeat("é", desk.MaxBody+1)
	for _, r := range []refusal{
		{"nothing", url.Values{"body": {""}}, nil, 422, []any{"desk.body.empty"}},
		{"only blanks", url.Values{"body": {" \n\t "}}, nil, 422, []any{"desk.body.empty"}},
		{"nothing to be seen", url.Values{"body": {"\u3164"}}, nil, 422, []any{"desk.body.empty"}},
		{"a character too many", url.Values{"body": {long}}, nil, 422, []any{"desk.body.long", "Length", desk.MaxBody + 1, "Max", desk.MaxBody}},
		{"a key that is none", url.Values{"body": {kept}, "key": {strings.Repeat("k", desk.MaxKey+1)}}, nil, 422, []any{"desk.key.long"}},
		{"a file too many", url.Values{"body": {kept}}, many(11), 422, []any{"files.too_many", "Count", 10}},
		{"a file too big", url.Values{"body": {kept}}, []sitetest.File{{Name: "video.mp4", Body: make([]byte, 26<<20)}}, 413, []any{"files.too_big", "Name", "video.mp4", "Max", "25 MB"}},
		{"an empty file", url.Values{"body": {kept}}, oneFile("nada.txt", ""), 422, []any{"files.empty", "Name", "nada.txt"}},
		{"a program", url.Values{"body": {kept}}, oneFile("juego.exe", "MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff"), 422, []any{"files.program", "Name", "juego.exe"}},
		{"a program called a picture", url.Values{"body": {kept}}, oneFile("foto.png", "\x7fELF\x02\x01\x01\x00"), 422, []any{"files.program", "Name", "foto.png"}},
		{"a script", url.Values{"body": {kept}}, oneFile("foto.jpg.js", "alert(1)"), 422, []any{"files.script", "Name", "foto.jpg.js"}},
		{"an installer", url.Values{"body": {kept}}, oneFile("hilo.MSI", "x"), 422, []any{"files.installer", "Name", "hilo.MSI"}},
		{"a shortcut", url.Values{"body": {kept}}, oneFile("factura.pdf.lnk", "x"), 422, []any{"files.shortcut", "Name", "factura.pdf.lnk"}},
	} {
		for locale, b := range people {
			who := map[string]string{"es": ana, "en": luis}[locale]
			for mode, b := range map[string]*sitetest.Browser{"page": b, "script": b.Script()} {
				t.Run(r.name+" "+locale+" "+mode, func(t *testing.T) {
					ticket := site.Ticket(who, desk.StatusPending)
					if !r.form.Has("key") {
						r.form.Set("key", "key-"+mode)
					}
					tables := strings.ReplaceAll(sitetest.Tables, "uploads ", "") // good files are kept for the next try
					before := site.Dump(tables)
					a := b.Upload(ticket.Path()+"/replies", r.form, r.files...)
					r.check(t, a, catalogue(t).In(locale, nil).T(r.says[0].(string), r.says[1:]...))
					if changed := sitetest.Changed(before, site.Dump(tables)); changed != "" {
						t.Error(changed)
					}
					if whole := strings.HasPrefix(a.Body, "<!doctype"); whole != (mode == "page") {
						t.Errorf("a whole page: %v", whole)
					}
					noLeftovers(t, site)
				})
			}
		}
	}
}

// check compares an answer with what a refused form must show.
func (r refusal) check(t *testing.T, a sitetest.Answer, sentence string) {
	t.Helper()
	if a.Status != r.want || !strings.Contains(text(t, a.Body), sentence) {
		t.Errorf("%d, want %d and %q in\n%.600s", a.Status, r.want, sentence, text(t, a.Body))
	}
	form := fields(t, a.Body)
	for name, values := range r.form {
		if got := form[name]; strings.TrimSpace(got) != strings.TrimSpace(values[0]) {
			t.Errorf("field %s came back as %.60q", name, got)
		}
	}
	for _, f := range r.files {
		if !strings.Contains(text(t, a.Body), f.Name) {
			t.Errorf("%s is not named", f.Name)
		}
	}
}

// noLeftovers looks for files that were only half received.
func noLeftovers(t *testing.T, site *sitetest.Site) {
	t.Helper()
	left, err := os.ReadDir(filepath.Join(site.Plan.Config.Files, "tmp"))
	if err != nil || len(left) > 0 {
		t.Errorf("left in tmp: %v, %v", left, err)
	}
}

// The same for the form of a new ticket; all that is wrong is said at once.
func TestRefusedTickets(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t)
	good := func(change ...string) url.Values {
		form := url.Values{"topic": {"payments"}, "subject": {"Cobro"}, "body": {kept}, "key": {"one-key"}}
		for i := 0; i < len(change); i += 2 {
			form.Set(change[i], change[i+1])
		}
		return form
	}
	big := bytes.Repeat([]byte("84,90 EUR\n"), 11<<20/10)
	for _, r := range []struct {
		refusal
		guests bool
	}{
		{refusal: refusal{"no subject", good("subject", ""), nil, 422, []any{"desk.subject.empty"}}},
		{refusal: refusal{"no subject to be seen", good("subject", "\u3164"), nil, 422, []any{"desk.subject.empty"}}},
		{refusal: refusal{"no text to be seen", good("body", "\u2800"), nil, 422, []any{"desk.question.empty"}}},
		{refusal: refusal{"no ID to be seen", good("want_transaction", "\u115f"), nil, 422, []any{"desk.detail.empty"}}},
		{refusal: refusal{"a subject too long", good("subject", strings.Repeat("s", 201)), nil, 422, []any{"desk.subject.long", "Length", 201, "Max", 200}}},
		{refusal: refusal{"no text", good("body", ""), nil, 422, []any{"desk.question.empty"}}},
		{refusal: refusal{"no topic", good("topic", ""), nil, 422, []any{"desk.topic.empty"}}},
		{refusal: refusal{"a topic that is none", url.Values{"topic": {"x' OR 1=1"}, "subject": {"Cobro"}, "body": {kept}}, nil, 422, []any{"desk.topic.empty"}}},
		{refusal: refusal{"a file too many", good(), many(11), 422, []any{"files.too_many", "Count", 10}}},
		{refusal: refusal{"a program", good(), oneFile("juego.exe", "MZ\x90\x00\x03\x00\x00\x00"), 422, []any{"files.program", "Name", "juego.exe"}}},
		{refusal{"no address", good("email", ""), nil, 422, []any{"access.email.invalid"}}, true},
		{refusal{"no domain", good("email", "ana@localhost"), nil, 422, []any{"access.email.invalid"}}, true},
		{refusal{"a header in an address", good("email", "a@b.es\r\nBcc: c@d.es"), nil, 422, []any{"access.email.invalid"}}, true},
		{refusal{"a name that nobody sees", good("email", "x@example.com", "name", "\u3164"), nil, 422, []any{"desk.name.empty"}}, true},
		{refusal{"a name too long", good("email", "x@example.com", "name", strings.Repeat("n", 101)), nil, 422, []any{"desk.name.long", "Length", 101, "Max", 100}}, true},
		{refusal{"a file too many of nobody", good("email", "x@example.com"), many(4), 422, []any{"files.too_many", "Count", 3}}, true},
		{refusal{"more than nobody may send", good("email", "x@example.com"), []sitetest.File{{Name: "todo.txt", Body: big}}, 413, []any{"files.too_big", "Name", "todo.txt", "Max", "10 MB"}}, true},
	} {
		for _, locale := range []string{"es", "en"} {
			t.Run(r.name+" "+locale, func(t *testing.T) {
				b := site.Stranger().With("Accept-Language", locale)
				if !r.guests {
					b = site.As(map[string]string{"es": ana, "en": luis}[locale])
				}
				before := site.Dump("people tickets entries files")
				a := b.Upload("/tickets", r.form, r.files...)
				if strings.Contains(r.form.Get("email"), "\n") || strings.Contains(r.form.Get("topic"), "'") { // no input or select can hold these
					r.form = url.Values{"subject": r.form["subject"], "body": r.form["body"]}
				}
				r.check(t, a, catalogue(t).In(locale, nil).T(r.says[0].(string), r.says[1:]...))
				if changed := sitetest.Changed(before, site.Dump("people tickets entries files")); changed != "" {
					t.Error(changed)
				}
				noLeftovers(t, site)
			})
		}
	}
	a := site.As(luis).Post("/tickets", url.Values{"topic": {""}})
	for _, key := range []string{"desk.topic.empty", "desk.subject.empty", "desk.question.empty"} {
		if sentence := catalogue(t).In("en", nil).T(key); strings.Count(text(t, a.Body), sentence) < 2 { // in the list, and at its field
			t.Errorf("%q is not said", sentence)
		}
	}
}

// Bytes that are no text are refused in every field, and nothing breaks.
func TestBrokenText(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t)
	b, agent := site.As(luis), site.As(sam)
	mine, theirs := site.Ticket(luis, desk.StatusOpen), site.Ticket(ana, desk.StatusSolved)
	atDesk := "/desk" + theirs.Path()
	for _, junk := range []string{"a\x00b", "a\xff\xfeb", "\xed\xa0\x80", "\xc0\x80"} {
		before := site.Dump("people tickets entries files")
		for _, tt := range []struct {
			b                   *sitetest.Browser
			path, fields, where string
		}{
			{b, mine.Path() + "/replies", "body", "body key want_other"},
			{b, mine.Path() + "/rating", "score", "score"},
			{b, mine.Path() + "/seen", "seq", "seq"},
			{b, "/tickets", "topic subject body", "topic subject body key"},
			{site.Stranger(), "/tickets", "topic subject body name email", "topic subject body name email key"},
			{b, "/settings", "name locale timezone", "name locale timezone"},
			{site.Stranger(), "/sign-in", "email next", "email"},
			{site.Stranger(), "/sign-in/verify", "code", "code"},
			{agent, atDesk + "/replies", "body send", "body send wants[] key"},
			{agent, atDesk + "/notes", "body", "body key"},
			{agent, atDesk + "/assignment", "assignee", "assignee"},
			{agent, atDesk + "/status", "status", "status"},
		} {
			for _, where := range strings.Fields(tt.where) {
				form := url.Values{}
				for _, name := range strings.Fields(tt.fields) {
					form.Set(name, map[string]string{"topic": "other", "locale": "es", "email": "x@example.com", "timezone": "UTC", "send": "ask", "status": "open", "score": "good"}[name])
					if form.Get(name) == "" {
						form.Set(name, "1")
					}
				}
				form.Set(where, junk)
				for _, a := range []sitetest.Answer{tt.b.Post(tt.path, form), tt.b.Upload(tt.path, form)} {
					if (a.Status < 400 || a.Status >= 500) && !strings.Contains(a.Location, "?code=dead") {
						t.Errorf("%s with %q in %s: %d", tt.path, junk, where, a.Status)
					}
				}
			}
		}
		if changed := sitetest.Changed(before, site.Dump("people tickets entries files")); changed != "" {
			t.Errorf("%q was stored\n%s", junk, changed)
		}
		for _, path := range []string{"/tickets?q=", "/tickets?show=", "/desk?q=", "/desk?view=", mine.Path() + "?before=", "/sign-in?next="} {
			if a := agent.Copy().Get(path + url.QueryEscape(junk)); a.Status >= 500 {
				t.Errorf("%s with %q: %d", path, junk, a.Status)
			}
		}
	}
}
