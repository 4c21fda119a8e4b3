package web_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"hilo/app/desk"
	"hilo/app/sitetest"
)

// unzip reads an export: the text of each file, by its name.
func unzip(t *testing.T, a sitetest.Answer) map[string]string {
	t.Helper()
	if a.Status != 200 || a.Header.Get("Content-Type") != "application/zip" || !strings.HasPrefix(a.Header.Get("Content-Disposition"), "attachment;") {
		t.Fatalf("export: %d %v", a.Status, a.Header)
	}
	r, err := zip.NewReader(strings.NewReader(a.Body), int64(len(a.Body)))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, f := range r.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		if _, twice := all[f.Name]; twice {
			t.Errorf("two files are called %q", f.Name)
		}
		all[f.Name] = string(text)
	}
	return all
}

// Ana downloads all that is hers: to read, for programs, and her files. Notes
// are not in it, nor anybody else's words.
func TestExport(t *testing.T) {
	site := sitetest.Start(t)
	const note, other = "CANARYNOTE", "CANARYLUIS"
	ctx, n := t.Context(), site.Ticket(ana, desk.StatusOpen).Number
	say := func(who desk.Actor, body string, verb func(desk.Actor, desk.Message) (desk.Entry, error), files ...desk.File) {
		t.Helper()
		if _, err := verb(who, desk.Message{Body: body, Files: files}); err != nil {
			t.Fatal(err)
		}
	}
	reply := func(who desk.Actor, m desk.Message) (desk.Entry, error) { return site.Desk.Reply(ctx, who, n, m) }
	keep := func(who desk.Actor, m desk.Message) (desk.Entry, error) { return site.Desk.Note(ctx, who, n, m) }
	nasty := site.Stored("../../etc/<script>%41 #1?.txt", []byte("primero"))
	twin := site.Stored("../../etc/<script>%41 #1?.txt", []byte("segundo"))
	say(site.Person(ana), "Hola </div><script>alert(1)</script> ñandú", reply, nasty, twin, site.Picture("captura.png"))
	say(site.Agent("eva"), note+" para nosotros", keep, site.Stored(note+".txt", []byte(note)))
	for i := range 120 { // more than one read
		say(site.Agent("eva"), fmt.Sprint("Respuesta ", i), reply)
	}
	site.Ticket("luis", desk.StatusNew)
	site.Set("UPDATE tickets SET subject = ? WHERE requester_id = ?", other, site.Person("luis").ID)

	b := site.As(ana)
	all := unzip(t, b.Get("/settings/export"))
	for name, text := range all {
		if strings.Contains(name+text, note) || strings.Contains(name+text, other) {
			t.Errorf("%s holds what she may not see", name)
		}
		if strings.Contains(name, "..") || strings.HasPrefix(name, "/") || strings.ContainsAny(name, `<>\?`) {
			t.Errorf("%q is no clean name", name)
		}
	}
	html := all["index.html"]
	for _, want := range []string{`lang="es"`, "ana@example.com", fmt.Sprint("Ticket ", n), "Hola &lt;/div&gt;&lt;script&gt;", "ñandú", "Respuesta 0<", "Respuesta 119<", "<bdi>Eva</bdi>"} {
		if !strings.Contains(html, want) {
			t.Errorf("index.html lacks %q", want)
		}
	}
	if strings.Contains(html, "<script") || strings.Contains(html, "http-equiv") || strings.Contains(html, `src="/`) {
		t.Error("index.html needs more than itself")
	}
	var data struct {
		Person  struct{ Email string }
		Tickets []struct {
			Ticket  struct{ Number int64 }
			Entries []struct {
				Body, By string
				Files    []struct{ Path string }
			}
		}
	}
	if err := json.Unmarshal([]byte(all["data.json"]), &data); err != nil {
		t.Fatal(err)
	}
	if data.Person.Email != "ana@example.com" || len(data.Tickets) != site.Count("SELECT count(*) FROM tickets WHERE requester_id = ?", site.Person(ana).ID) {
		t.Errorf("data.json: %+v, %d tickets", data.Person, len(data.Tickets))
	}
	texts := []string{}
	for _, one := range data.Tickets {
		if one.Ticket.Number != n {
			continue
		}
		if len(one.Entries) != 123 {
			t.Errorf("%d entries of %d", len(one.Entries), n)
		}
		for _, e := range one.Entries {
			for _, f := range e.Files {
				texts = append(texts, all[f.Path])
				href := strings.ReplaceAll(url.PathEscape(f.Path), "%2F", "/")
				if !strings.Contains(html, `href="`+href+`"`) {
					t.Errorf("index.html does not lead to %q", f.Path)
				}
			}
		}
	}
	if !slices.Equal(texts, []string{"primero", "segundo", string(sitetest.PNG(t))}) {
		t.Errorf("%d files: %.60q", len(texts), texts)
	}
}

// Luis reads his in English; what he typed but did not send is there too.
func TestExportSpeaksTheReadersLanguage(t *testing.T) {
	site := sitetest.Start(t)
	luis := site.As("luis")
	n := site.Ticket("luis", desk.StatusNew).Number
	if _, err := site.Desk.Reply(t.Context(), site.Person("luis"), n, desk.Message{Body: "When and which", IDs: []string{"XK-77/2026"}}); err != nil {
		t.Fatal(err)
	}
	if err := site.Desk.Drafts.Save(t.Context(), site.Person("luis"), desk.Draft{Subject: "half a subject", Details: desk.Details{"other": "half a detail"}}); err != nil {
		t.Fatal(err)
	}
	for _, ticket := range []int64{0, n} {
		if _, err := site.Desk.Drafts.Upload(t.Context(), site.Person("luis"), ticket, site.Stored("unsent.txt", []byte("not sent")), nil); err != nil {
			t.Fatal(err)
		}
	}
	site.Set("INSERT INTO drafts (person_id, ticket, body, key, updated_at) VALUES (?, ?, 'half a thought', 'k', ?)", site.Person("luis").ID, n, site.Plan.Now().UTC())
	site.Set(`UPDATE entries SET data = replace(data, '"ids"', ?) WHERE data LIKE '%XK-77/2026%'`, fmt.Sprintf(`"when":%q,"ids"`, site.Plan.Now().Format(time.RFC3339))) // of an earlier version
	all := unzip(t, luis.Get("/settings/export"))
	for _, want := range []string{`lang="en"`, "Typed but not sent", "half a thought", "half a subject", "half a detail", "unsent.txt", "XK-77/2026", "When it happened"} {
		if !strings.Contains(all["index.html"], want) {
			t.Errorf("index.html lacks %q", want)
		}
	}
	for _, want := range []string{"half a thought", "half a subject", `"other":"half a detail"`, `"ids":["XK-77/2026"]`, `"when":"`} {
		if !strings.Contains(all["data.json"], want) {
			t.Errorf("data.json lacks %q", want)
		}
	}
	for _, ticket := range []int64{0, n} {
		if name := fmt.Sprintf("files/%d/0-1 unsent.txt", ticket); all[name] != "not sent" || !strings.Contains(all["data.json"], name) {
			t.Errorf("%s holds %q", name, all[name])
		}
	}
	if !bytes.HasSuffix([]byte(all["index.html"]), []byte("</html>")) {
		t.Error("index.html is cut off")
	}
}
