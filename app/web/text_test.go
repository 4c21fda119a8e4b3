package web_test

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"hilo/app/desk"
	"hilo/app/sitetest"
)

const table = "    total  used\nMem:\t7964\n\n\n\n\tשלום  \n  fin"

// shown is what the last message of a page says, as a browser would copy it.
func shown(t *testing.T, page, class string) string {
	t.Helper()
	var b strings.Builder
	for n := range parse(t, page).Descendants() {
		if attr(n, "class") != class {
			continue
		}
		b.Reset()
		for p := range n.Descendants() {
			switch {
			case p.Type == html.TextNode:
				b.WriteString(p.Data)
			case p.Data == "br":
				b.WriteString("\n")
			case p.Data == "p" && attr(p, "dir") != "auto":
				t.Errorf("a paragraph without a direction: %s", page)
			case p.Data == "p" && p.PrevSibling != nil:
				b.WriteString("\n\n")
			}
		}
	}
	return b.String()
}

// Indents, columns, tabs and empty lines stay wherever a message is shown.
func TestBlanksStay(t *testing.T) {
	site := sitetest.Start(t)
	ticket := site.Ticket(ana, desk.StatusOpen)
	b, agent := site.As(ana), site.As(sam)
	sent := url.Values{"body": {"\r\n \r\n" + strings.ReplaceAll(table, "\n", "\r\n") + "  \r\n\r\n"}}
	if a := b.Post(ticket.Path()+"/replies", sent); a.Status != 303 {
		t.Fatal(a.Status)
	}
	note := url.Values{"body": {table}}
	for name, page := range map[string]string{
		"her page": b.Get(ticket.Path()).Body, "the desk": agent.Get("/desk" + ticket.Path()).Body,
		"the answer": b.Script().Post(ticket.Path()+"/replies", sent).Body,
		"a note":     agent.Script().Post("/desk"+ticket.Path()+"/notes", note).Body,
	} {
		if got := shown(t, page, "entry__body"); got != table {
			t.Errorf("%s: %q", name, got)
		}
	}
	pack := unzip(t, b.Get("/settings/export"))
	if got := shown(t, pack["index.html"], "body"); got != table {
		t.Errorf("export: %q", got)
	}
	quoted, err := json.Marshal(table)
	if err != nil || !strings.Contains(pack["data.json"], string(quoted)) {
		t.Errorf("data.json: %s, %v", pack["data.json"], err)
	}
}

// A text in a box begins where it began, also with an empty line.
func TestBoxesKeepTheirFirstLine(t *testing.T) {
	site := sitetest.Start(t)
	ticket := site.Ticket(ana, desk.StatusOpen)
	b := site.As(ana)
	const text = "\n\n   indented"
	refused := url.Values{"body": {text}, "key": {strings.Repeat("k", desk.MaxKey+1)}}
	pages := map[string]string{
		"a refused reply":  b.Post(ticket.Path()+"/replies", refused).Body,
		"a refused ticket": b.Post("/tickets", url.Values{"body": {text}, "topic": {"payments"}}).Body,
	}
	for _, place := range []string{"new", strings.TrimPrefix(ticket.Path(), "/tickets/")} {
		if a := b.Do("PUT", "/drafts/"+place, "application/x-www-form-urlencoded", strings.NewReader(url.Values{"body": {text}, "key": {"k-" + place}}.Encode())); a.Status >= 300 {
			t.Fatal(place, a.Status)
		}
	}
	pages["a draft"], pages["a draft of a ticket"] = b.Get(ticket.Path()).Body, b.Get("/tickets/new").Body
	for name, page := range pages {
		if got := fields(t, page)["body"]; strings.ReplaceAll(got, "\r\n", "\n") != text {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// A name may be left out; one that nobody can see is none.
func TestNamesAreSeen(t *testing.T) {
	site := sitetest.Start(t)
	b := site.As(ana)
	for name, want := range map[string]int{"Ana": 303, "": 303, "  ": 303, "\u3164": 422, "\u200b": 422, "\u2800": 422} {
		if a := b.Post("/settings", url.Values{"name": {name}}); a.Status != want {
			t.Errorf("%q: %d", name, a.Status)
		}
	}
}

// unwanted are signs that no page may hold, whoever typed them.
const unwanted = "\x1b\u202e\u202d\u200b\u0085\x0b\u2028\ufeff\u00ad"

// Controls end at the door, marks of direction at the end of their line: on every
// surface, also of a message that is older than this rule.
func TestControlsEndAtTheDoor(t *testing.T) {
	site := sitetest.Start(t)
	b, agent := site.As(ana), site.As(sam)
	odd := "a" + unwanted + "b\u2066c"
	if a := b.Post("/settings", url.Values{"name": {"Ana" + odd}}); a.Status != 303 {
		t.Fatal(a.Status)
	}
	a := b.Post("/tickets", url.Values{"topic": {"payments"}, "subject": {"Cobro" + odd}, "body": {odd + "\nsegunda"}, "want_transaction": {"TX-123" + odd}})
	if a.Status != 303 {
		t.Fatal(a.Status, a.Body)
	}
	old := site.Ticket(ana, desk.StatusOpen)
	site.Set("UPDATE entries SET body = ? WHERE ticket = ? AND seq = 1", odd, old.Number)
	agent.Upload("/desk"+a.Location+"/notes", url.Values{"body": {odd}}, sitetest.File{Name: "factura" + odd + ".txt", Body: []byte("84,90 EUR\n")})
	number := strings.TrimPrefix(a.Location, "/tickets/")
	b.Do("PUT", "/drafts/new", "application/x-www-form-urlencoded", strings.NewReader(url.Values{"subject": {odd}, "body": {odd}, "key": {"k"}}.Encode()))
	pack := unzip(t, b.Get("/settings/export"))
	for name, page := range map[string]string{
		"her ticket": b.Get(a.Location).Body, "at the desk": agent.Get("/desk" + a.Location).Body, "an old one": b.Get(old.Path()).Body,
		"her list": b.Get("/tickets").Body, "the queue": agent.Get("/desk?view=all").Body, "a search": b.Get("/tickets?q=" + url.QueryEscape("x"+odd)).Body,
		"a draft": b.Get("/tickets/new").Body, "her settings": b.Get("/settings").Body, "a refused reply": b.Post("/tickets/"+number+"/replies", url.Values{"body": {""}}).Body,
		"the stream": b.Listen(a.Location + "/live?after=0").Next().Data, "export": pack["index.html"], "export as data": pack["data.json"],
	} {
		if at := strings.IndexAny(page, unwanted); at >= 0 {
			t.Errorf("%s: %q", name, page[max(0, at-60):min(len(page), at+60)])
		}
		if begun, ended := strings.Count(page, "\u2066"), strings.Count(page, "\u2069"); begun != ended {
			t.Errorf("%s: %d isolates begin and %d end", name, begun, ended)
		}
	}
}
