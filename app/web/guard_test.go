package web_test

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"hilo/app/desk"
	"hilo/app/sitetest"
)

// What changes something must come from our own pages.
func TestOrigin(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t)
	b := site.As(ana)
	for _, tt := range []struct {
		site, origin string
		may          bool
	}{
		{"same-origin", "", true}, {"same-origin", "https://evil.example", true}, // browsers say the first, never a page
		{"cross-site", "", false}, {"cross-site", site.URL, false}, {"same-site", site.URL, false}, {"none", site.URL, false}, {"SAME-ORIGIN", site.URL, false},
		{"", site.URL, true}, {"", site.URL + ".evil.example", false}, {"", site.URL + "/", false}, {"", strings.ToUpper(site.URL), false},
		{"", "null", false}, {"", "", false}, {"", "http://localhost", false}, {"", "https" + strings.TrimPrefix(site.URL, "http"), false},
	} {
		for _, script := range []string{"", "true"} {
			ticket := site.Ticket(ana, desk.StatusPending)
			from := b.With("Sec-Fetch-Site", tt.site).With("Origin", tt.origin).With("HX-Request", script)
			before := site.Dump(sitetest.Tables)
			a := from.Post(ticket.Path()+"/replies", url.Values{"body": {"Hola"}})
			changed := sitetest.Changed(before, site.Dump(sitetest.Tables))
			if tt.may && (a.Status/100 > 3 || changed == "") || !tt.may && (a.Status != 403 || changed != "") {
				t.Errorf("%+v: %d, changed %q", tt, a.Status, changed)
			}
			if !tt.may && !strings.Contains(text(t, a.Body), "no viene de nuestras páginas") {
				t.Errorf("ana reads %q", text(t, a.Body))
			}
			for _, method := range []string{http.MethodPut, http.MethodDelete, http.MethodPatch} {
				if a := from.Do(method, ticket.Path(), "", nil); !tt.may && a.Status != 403 {
					t.Errorf("%s %+v: %d", method, tt, a.Status)
				}
			}
		}
	}
}

// A wrong method is told which are right; a pretended one has no effect.
func TestMethods(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t)
	b, ticket := site.As(ana), site.Ticket(ana, desk.StatusSolved)
	for _, tt := range []struct{ method, path, allow string }{
		{"POST", "/", "GET"}, {"POST", "/healthz", "GET"}, {"DELETE", "/tickets", "GET POST"}, {"PUT", "/settings", "GET POST"},
		{"GET", ticket.Path() + "/resolution", "POST"}, {"GET", ticket.Path() + "/replies", "POST"}, {"GET", "/sign-out", "POST"},
		{"POST", ticket.Path(), "GET"}, {"POST", "/tickets/" + noTicket, "GET"}, {"PATCH", "/desk", "GET"}, {"GET", "/g/none/code", "POST"},
	} {
		a := b.Do(tt.method, tt.path, "", nil)
		for _, m := range strings.Fields(tt.allow) {
			if a.Status != 405 || !strings.Contains(a.Header.Get("Allow"), m) {
				t.Errorf("%s %s: %d, Allow %q", tt.method, tt.path, a.Status, a.Header.Get("Allow"))
			}
		}
		if !strings.Contains(text(t, a.Body), "Esta dirección no se usa así") {
			t.Errorf("%s %s says %.100q", tt.method, tt.path, text(t, a.Body))
		}
	}
	before := site.Dump(sitetest.Tables)
	for _, a := range []sitetest.Answer{
		b.Get(ticket.Path() + "/resolution?_method=POST"), b.With("X-HTTP-Method-Override", "POST").Get(ticket.Path() + "/resolution"),
		b.With("X-HTTP-Method-Override", "DELETE").Post("/settings/sessions/none", url.Values{"_method": {"DELETE"}}),
	} {
		if a.Status != 405 && a.Status != 404 {
			t.Errorf("a pretended method: %d", a.Status)
		}
	}
	if changed := sitetest.Changed(before, site.Dump(sitetest.Tables)); changed != "" {
		t.Error(changed)
	}
}

// Only the encodings of HTML forms are read, and only forms of a sane shape.
func TestShapesOfForms(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t)
	b, ticket := site.As(ana), site.Ticket(ana, desk.StatusPending)
	var deep bytes.Buffer
	w := multipart.NewWriter(&deep)
	for range 50 { // a part in a part in a part
		part, err := w.CreatePart(map[string][]string{"Content-Disposition": {`form-data; name="x"`}, "Content-Type": {"multipart/mixed; boundary=" + w.Boundary() + "x"}})
		if err != nil {
			t.Fatal(err)
		}
		w = multipart.NewWriter(part)
		w.SetBoundary(strings.Repeat("x", 20))
	}
	crowd := strings.Repeat("--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n", 10_000) + "--b--\r\n"
	before := site.Dump(sitetest.Tables)
	for name, tt := range map[string]struct {
		kind, body string
		want       int
	}{
		"no type":              {"", "body=Hola", 415},
		"plain text":           {"text/plain", `{"body":"Hola"}`, 415},
		"JSON":                 {"application/json", `{"body":"Hola"}`, 415},
		"a type that is none":  {"a;b/c;;", "body=Hola", 415},
		"no boundary":          {"multipart/form-data", "--b\r\n", 400},
		"another boundary":     {"multipart/form-data; boundary=z", crowd, 400},
		"10,000 parts":         {"multipart/form-data; boundary=b", crowd, 413},
		"10,000 fields":        {"application/x-www-form-urlencoded", strings.Repeat("a=1&", 10_000), 400},
		"odd names":            {"application/x-www-form-urlencoded", "a[999999999].b=1&__proto__=1&a[][]=2", 422},
		"a megabyte of text":   {"application/x-www-form-urlencoded", "body=" + strings.Repeat("a", 1<<20), 413},
		"a broken escape":      {"application/x-www-form-urlencoded", "body=%zz", 400},
		"parts in parts":       {"multipart/form-data; boundary=" + "none", deep.String(), 400},
		"a part without name":  {"multipart/form-data; boundary=b", "--b\r\n\r\nHola\r\n--b--\r\n", 422},
		"a header of a part":   {"multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"body\"\r\nX: " + strings.Repeat("x", 11<<20) + "\r\n\r\nHola\r\n--b--\r\n", 400},
		"a part that is alone": {"multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"body\"\r\n\r\nHola", 400},
	} {
		if a := b.Do(http.MethodPost, ticket.Path()+"/replies", tt.kind, strings.NewReader(tt.body)); a.Status != tt.want {
			t.Errorf("%s: %d, want %d", name, a.Status, tt.want)
		}
	}
	if changed := sitetest.Changed(before, site.Dump(sitetest.Tables)); changed != "" {
		t.Error(changed)
	}
	// Fields that nobody asked for change nothing.
	b.Post(ticket.Path()+"/replies", url.Values{"body": {"Hola"}, "status": {"closed"}, "author_id": {"1"}, "role": {"admin"}, "internal": {"1"}, "kind": {"note"}, "send": {"solve"}})
	if e := site.Last(ticket.Number); e.Kind != desk.Replied || *e.AuthorID != ticket.RequesterID || site.Read(ticket.Number).Status != desk.StatusOpen {
		t.Errorf("stored %s by %d", e.Kind, *e.AuthorID)
	}
}

// No spelling of a path leads where its plain spelling does not.
func TestPathTricks(t *testing.T) {
	site := sitetest.Start(t)
	b, number := site.As(ana), site.Ticket(luis, desk.StatusOpen).Number
	for _, path := range []string{
		"/..;/desk", "//desk", "/%2e%2e/desk", "/%2fdesk", "/desk%2f", "/%64esk", "/DESK", "/desk/", "/./desk", "/tickets/..%2fdesk", "/tickets/../desk", "/desk;a=b", "/desk%00", "/desk%20",
		"/%2564esk", "/static/../desk", "/static/..%2f..%2fgo.mod", "/static/%2e%2e/%2e%2e/go.mod", "/static/" + strings.Repeat("../", 20) + "etc/passwd", "/files/..%2f..%2fhilo.db",
		fmt.Sprint("/tickets/", number), fmt.Sprint("/tickets/+", number), fmt.Sprint("/tickets/", number, "%20"), fmt.Sprint("/tickets/", number, "/"), fmt.Sprint("/tickets/", number, ".0"),
		fmt.Sprintf("/tickets/%x", number), fmt.Sprint("/tickets/0", number), "/tickets/-1", "/tickets/0", "/tickets/9223372036854775808", "/tickets/1e7", "/tickets/*", "/tickets/%25", "/tickets/1%20OR%201=1",
	} {
		if a := b.Do(http.MethodGet, path, "", nil); a.Status != 404 && a.Status != 400 {
			t.Errorf("%s: %d to %q", path, a.Status, a.Location)
		}
	}
}
