package web_test

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"hilo/app/desk"
	"hilo/app/sitetest"
)

// A file's name is text on the page and one parameter of one header, whatever it holds.
func TestNamesOfFiles(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t)
	b, ticket := site.As(ana), site.Ticket(ana, desk.StatusOpen)
	for _, name := range []string{
		`a"b.txt`, `a\"; filename=evil.html; x=".txt`, "a%0d%0aX-Evil: 1.txt", "../../etc/passwd", `..\..\win.ini`, "CON.txt", "<img src=x onerror=alert(1)>.txt",
		strings.Repeat("ñ", 300) + ".txt", "evil\u202etxt.exe", "señal de €.txt", ".htaccess", "{{.}}.txt", " ", "a\tb.txt",
	} {
		part := fmt.Sprintf("--b\r\nContent-Disposition: form-data; name=\"body\"\r\n\r\nHola\r\n--b\r\nContent-Disposition: form-data; name=\"files\"; filename=\"%s\"\r\nContent-Type: text/html\r\n\r\n84,90 EUR\r\n--b--\r\n",
			strings.ReplaceAll(strings.ReplaceAll(name, `\`, `\\`), `"`, `\"`))
		a := b.Do(http.MethodPost, ticket.Path()+"/replies", "multipart/form-data; boundary=b", strings.NewReader(part))
		if strings.HasSuffix(name, ".exe") {
			if a.Status != 422 {
				t.Errorf("%q: %d", name, a.Status)
			}
			continue
		}
		e := site.Last(ticket.Number)
		if a.Status != 303 || len(e.Files()) != 1 {
			t.Errorf("%q: %d, %d files", name, a.Status, len(e.Files()))
			continue
		}
		f := b.Get("/files/" + e.Files()[0].ID)
		disposition := f.Header.Get("Content-Disposition")
		if f.Status != 200 || f.Body != "84,90 EUR" || !strings.HasPrefix(disposition, `attachment; filename="`) || f.Header.Get("X-Evil") != "" || f.Header.Get("Content-Type") != "application/octet-stream" {
			t.Errorf("%q: %d, %q, %q", name, f.Status, disposition, f.Header.Get("Content-Type"))
		}
		plain, _, _ := strings.Cut(strings.TrimPrefix(disposition, `attachment; filename="`), `"`)
		if strings.ContainsAny(plain, `/\<>%`) || strings.ContainsAny(disposition, "\r\n") || len(disposition) > 600 {
			t.Errorf("%q is saved as %q", name, disposition)
		}
		page := b.Get(ticket.Path())
		if strings.Contains(page.Body, "<img src=x") || strings.Contains(page.Body, "\u202e") || !strings.Contains(text(t, page.Body), e.Files()[0].Name) {
			t.Errorf("%q is not plain text on the page", e.Files()[0].Name)
		}
	}
	for sent, want := range map[string]string{ // as browsers write what would end the parameter; their own percent signs stay
		`dice %22hola%22.txt`: `dice "hola".txt`, `dos%0D%0Alíneas.txt`: `doslíneas.txt`, `100%25.txt`: `100%25.txt`, `a%20b.txt`: `a%20b.txt`, `a%2Fb%0a.txt`: `a%2Fb%0a.txt`,
	} {
		part := "--b\r\nContent-Disposition: form-data; name=\"body\"\r\n\r\nHola\r\n--b\r\nContent-Disposition: form-data; name=\"files\"; filename=\"" + sent + "\"\r\n\r\nx\r\n--b--\r\n"
		a := b.Do(http.MethodPost, ticket.Path()+"/replies", "multipart/form-data; boundary=b", strings.NewReader(part))
		e := site.Last(ticket.Number)
		if got := e.Files(); a.Status != 303 || len(got) != 1 || got[0].Name != want {
			t.Errorf("%q: %d, %+v", sent, a.Status, got)
		}
	}
	before := site.Dump(sitetest.Tables) // a line end or a NUL in a part's head is no name at all
	for _, name := range []string{"a\r\nX-Evil: 1", "a\x00.txt"} {
		part := "--b\r\nContent-Disposition: form-data; name=\"files\"; filename=\"" + name + "\"\r\n\r\nx\r\n--b--\r\n"
		if a := b.Do(http.MethodPost, ticket.Path()+"/replies", "multipart/form-data; boundary=b", strings.NewReader(part)); a.Status != 400 && a.Status != 422 {
			t.Errorf("%q: %d", name, a.Status)
		}
	}
	if changed := sitetest.Changed(before, site.Dump(sitetest.Tables)); changed != "" {
		t.Error(changed)
	}
}

const bytesOnly = "application/octet-stream" // no browser shows it

// Pictures are shown, everything else is saved; nothing in a file runs.
func TestFilesRunNothing(t *testing.T) {
	site := sitetest.Start(t)
	b, ticket := site.As(ana), site.Ticket(ana, desk.StatusOpen)
	pdf := []byte("%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n")
	for _, tt := range []struct {
		name   string
		body   []byte
		kind   string
		inline bool
	}{
		{"foto.png", sitetest.PNG(t), "image/png", true},
		{"carta.pdf", pdf, bytesOnly, false},
		{"datos.csv", []byte("a,b\n1,2\n3,4\n"), bytesOnly, false},
		{"nota.txt", []byte("hola"), bytesOnly, false},
		{"datos.json", []byte(`{"a":1}`), bytesOnly, false},
		{"todo.zip", []byte("PK\x05\x06" + strings.Repeat("\x00", 18)), bytesOnly, false},
		{"hola.html", []byte("<!doctype html><script>alert(1)</script>"), bytesOnly, false},
		{"foto.png", []byte("<!doctype html><script>alert(1)</script>"), bytesOnly, false},
		{"foto.html", sitetest.PNG(t), bytesOnly, false},
		{"a.svg", []byte(`<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>`), bytesOnly, false},
		{"a.mht", []byte("MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\n"), bytesOnly, false},
	} {
		if a := b.Upload(ticket.Path()+"/replies", url.Values{"body": {"Hola"}}, sitetest.File{Name: tt.name, Body: tt.body}); a.Status != 303 {
			t.Errorf("%s: %d", tt.name, a.Status)
			continue
		}
		e := site.Last(ticket.Number)
		id := e.Files()[0].ID
		a := b.Get("/files/" + id)
		if a.Status != 200 || !bytes.Equal([]byte(a.Body), tt.body) || a.Header.Get("Content-Type") != tt.kind {
			t.Errorf("%s: %d as %q", tt.name, a.Status, a.Header.Get("Content-Type"))
		}
		if inline := a.Header.Get("Content-Disposition") == `inline; filename="`+tt.name+`"; filename*=UTF-8''`+tt.name; inline != tt.inline || !(inline || strings.HasPrefix(a.Header.Get("Content-Disposition"), "attachment;")) {
			t.Errorf("%s: %q", tt.name, a.Header.Get("Content-Disposition"))
		}
		if !strings.Contains(a.Header.Get("Content-Security-Policy"), "sandbox") || a.Header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s may run", tt.name)
		}
		want := map[bool]int{true: 200, false: 404}[tt.inline]
		if p := b.Get("/files/" + id + "/preview"); p.Status != want || want == 200 && p.Header.Get("Content-Disposition") != `inline; filename="foto.jpeg"; filename*=UTF-8''foto.jpeg` {
			t.Errorf("preview of %s: %d, saved as %q", tt.name, p.Status, p.Header.Get("Content-Disposition"))
		}
	}
}
