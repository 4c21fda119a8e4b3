package web_test

import (
	"archive/zip"
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"hilo/app/desk"
	"hilo/app/sitetest"
)

// Cases of docs/security.md that no other story tells.

// Whoever walks through the numbers finds their own tickets and nothing else.
func TestWalkingTheNumbers(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t)
	site.Ticket(ana, desk.StatusOpen)
	asked := site.GuestTicket()
	var all []int64
	err := site.DB.Read.NewSelect().Table("tickets").Column("number").Where("requester_id <> ?", site.Person(luis).ID).Scan(t.Context(), &all)
	if err != nil || len(all) < 5 {
		t.Fatal(len(all), err)
	}
	for i := range int64(200) {
		all = append(all, i, 10_000_000+i, all[0]+i+1)
	}
	stranger := map[string]*sitetest.Browser{luis: site.As(luis), otherGuest: site.GuestOf(site.GuestTicket()), nobody: site.Stranger()}
	for who, b := range stranger {
		want := b.Get("/tickets/" + noTicket)
		for _, n := range all {
			a := b.Get(fmt.Sprint("/tickets/", n))
			if a.Status != want.Status && a.Status != 429 || a.Status == 404 && a.Body != want.Body {
				t.Errorf("%s finds %d: %d", who, n, a.Status)
			}
		}
	}
	if a := site.GuestOf(asked).Get(asked.Path()); a.Status != 200 {
		t.Errorf("the twin, whose ticket it is: %d", a.Status)
	}
}

// No stream is opened on what is no ticket of one's own, however it is written.
func TestStreamsOfNothing(t *testing.T) {
	site := sitetest.Start(t)
	b, of := site.As(luis), site.Ticket(ana, desk.StatusOpen)
	for _, path := range []string{of.Path(), "/tickets/*", "/tickets/%25", "/tickets/%2A", "/tickets/0", "/tickets/" + strings.Repeat("1", 1000), "/desk" + of.Path(), "/desk"} {
		if a := b.Get(path + "/live?after=0"); a.Status != 404 {
			t.Errorf("%.40s: %d", path, a.Status)
		}
	}
	long := fmt.Sprintf("GET /tickets/%s/live HTTP/1.1\r\nHost: localhost\r\nCookie: %s\r\n\r\n", strings.Repeat("1", 2<<20), b.Cookies())
	if all := statusesOf(t, wire(t, site, long)); len(all) > 1 || len(all) == 1 && all[0] != 431 {
		t.Errorf("a topic of 2 MB: %v", all)
	}
}

// Nothing is done for another site, whichever route it takes. Mail programs alone
// may end mails from anywhere.
func TestOriginOfEveryRoute(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t)
	asked := site.GuestTicket()
	token, param := site.Link(asked), regexp.MustCompile(`:\w+`)
	browsers := map[string]*sitetest.Browser{nobody: site.Stranger(), ana: site.As(ana), sam: site.As(sam), guest: site.GuestOf(asked)}
	before := site.Dump(sitetest.Tables)
	seen := 0
	for _, route := range site.Web.App().GetRoutes(true) {
		if slices.Contains([]string{"GET", "HEAD"}, route.Method) || route.Path == "/u/:token" {
			continue
		}
		seen++
		path := strings.Replace(route.Path, "/g/:token", "/g/"+token, 1)
		path = param.ReplaceAllString(path, strings.TrimPrefix(asked.Path(), "/tickets/"))
		for who, b := range browsers {
			for _, from := range []string{"cross-site", "same-site"} {
				a := b.With("Sec-Fetch-Site", from).With("Origin", "https://evil.example").Do(route.Method, path, "application/x-www-form-urlencoded", strings.NewReader("body=Hola&email=luis%40example.com"))
				if a.Status != 403 {
					t.Errorf("%s %s, %s by %s: %d", route.Method, path, from, who, a.Status)
				}
			}
		}
	}
	if changed := sitetest.Changed(before, site.Dump(sitetest.Tables)); changed != "" {
		t.Error(changed)
	}
	if seen < 40 {
		t.Errorf("only %d routes", seen)
	}
}

// What is no code is told so, and what is far too long is not read.
func TestCodesThatAreNone(t *testing.T) {
	site := sitetest.Start(t)
	for _, d := range doors(site) {
		b := site.Stranger()
		code := d.ask(site, b)
		for name, tt := range map[string]struct {
			typed string
			want  []int
		}{
			"nothing": {"", []int{422}}, "NUL": {"\x00\x00", []int{400, 422}}, "NUL in it": {code[:4] + "\x00" + code[4:], []int{400, 422}},
			"a megabyte": {strings.Repeat("1", 1<<20), []int{413}},
		} {
			if a := b.Post(d.verify, url.Values{"code": {tt.typed}}); !slices.Contains(tt.want, a.Status) || d.in(b) {
				t.Errorf("%s, %s: %d", d.name, name, a.Status)
			}
		}
		long := strings.Repeat(code, 20<<20/8)
		cut := wire(t, site, fmt.Sprintf("POST %s HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\nCookie: %s\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\ncode=%s", d.verify, b.Cookies(), len(long)+5, long))
		if all := statusesOf(t, cut); len(all) > 0 && all[0] != 413 || d.in(b) {
			t.Errorf("%s, 20 MB: %v", d.name, all)
		}
		if a := b.Post(d.verify, url.Values{"code": {code}}); a.Status != 303 || !d.in(b) {
			t.Errorf("%s: the code after all that: %d", d.name, a.Status)
		}
	}
}

// The pages of a sign-in are the same for a mailbox that is known and one that is not.
func TestKnownAndUnknownLookAlike(t *testing.T) {
	site := sitetest.Start(t)
	look := func(email string) (said []string) {
		b := site.Stranger()
		for _, a := range []sitetest.Answer{b.Post("/sign-in", url.Values{"email": {email}}), b.Get("/sign-in/verify"), b.Post("/sign-in/verify", url.Values{"code": {"12345678"}})} {
			head := []string{}
			for name := range a.Header {
				head = append(head, name)
			}
			slices.Sort(head)
			body := strings.NewReplacer(email, "EMAIL", email[:1]+"•••", "E•••").Replace(a.Body)
			body = regexp.MustCompile(`Desarrollo, el código es <b class="number">[\d ]+</b>|data-resend="\d+"|data-free="[^"]+"|a las \d+:\d\d`).ReplaceAllString(body, "")
			said = append(said, fmt.Sprint(a.Status, a.Location, head, body))
		}
		return said
	}
	known, unknown := look("ana@example.com"), look("xyz@example.com")
	for i := range known {
		if known[i] != unknown[i] {
			t.Errorf("answer %d tells them apart:\n%s\n%s", i, known[i], unknown[i])
		}
	}
}

// Cookies that are too many, or too large, are nobody's.
func TestTooManyCookies(t *testing.T) {
	site := sitetest.Start(t)
	own := site.As(ana)
	crowd := strings.Repeat("a=1; ", 200)
	for name, cookies := range map[string]string{"8 kB": "a=" + strings.Repeat("x", 8<<10), "two hundred": crowd + "b=2", "a session of 8 kB": "hilo-session=" + strings.Repeat("x", 8<<10), "none that is one": ";;=;=;"} {
		for who, tt := range map[string]struct {
			cookies string
			may     []int
		}{nobody: {cookies, []int{303, 431}}, ana: {own.Cookies() + "; " + cookies, []int{200, 303, 431}}} {
			got := wire(t, site, "GET /tickets HTTP/1.1\r\nHost: localhost\r\nCookie: "+tt.cookies+"\r\n\r\n"+last)
			all := statusesOf(t, got)
			if len(all) == 0 || !slices.Contains(tt.may, all[0]) || who == nobody && strings.Contains(got, "Mis tickets") {
				t.Errorf("%s, %s: %v", name, who, all)
			}
		}
	}
	if got := wire(t, site, "GET /tickets HTTP/1.1\r\nHost: localhost\r\nCookie: "+crowd+own.Cookies()+"\r\n\r\n"+last); !strings.Contains(got, "Mis tickets") {
		t.Error("two hundred others shut her out")
	}
}

// An archive is kept as it came; nothing unpacks it, neither to look at it nor to export it.
func TestArchivesStayPacked(t *testing.T) {
	site := sitetest.Start(t)
	b, ticket := site.As(ana), site.Ticket(ana, desk.StatusOpen)
	for _, name := range []string{"bomba.zip", "informe.docx", "informe.xlsx"} {
		var bomb bytes.Buffer
		w := zip.NewWriter(&bomb)
		for _, inner := range []string{"[Content_Types].xml", "_rels/.rels", "word/document.xml", "xl/workbook.xml"} {
			part, err := w.Create(inner)
			if err != nil {
				t.Fatal(err)
			}
			for range 64 { // 256 MB in all
				part.Write(make([]byte, 1<<20))
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		if a := b.Upload(ticket.Path()+"/replies", url.Values{"body": {"Hola"}}, sitetest.File{Name: name, Body: bomb.Bytes()}); a.Status != 303 {
			t.Fatalf("%s: %d", name, a.Status)
		}
		last := site.Last(ticket.Number)
		f := b.Get("/files/" + last.Files()[0].ID)
		if unzip(t, b.Get("/settings/export")) == nil || f.Body != bomb.String() {
			t.Errorf("%s came back as %d bytes of %d", name, len(f.Body), bomb.Len())
		}
		runtime.ReadMemStats(&after)
		if took := after.TotalAlloc - before.TotalAlloc; took > 128<<20 {
			t.Errorf("%s took %d MB", name, took>>20)
		}
	}
}

// Who may not send files is answered when the first of them begins, not when all came.
func TestNobodysFilesAreNotRead(t *testing.T) {
	site := sitetest.Start(t)
	own := site.Ticket(ana, desk.StatusOpen)
	for path, want := range map[string]int{"/uploads": 401, "/desk" + own.Path() + "/replies": 404} { // a reply's words are read: they wait for the sign-in
		conn, err := net.Dial("tcp", site.Addr)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		conn.SetDeadline(time.Now().Add(8 * time.Second))
		cookie := ""
		if strings.HasPrefix(path, "/desk") {
			cookie = "Cookie: " + site.As(luis).Cookies() + "\r\n"
		}
		fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\n%sContent-Type: multipart/form-data; boundary=b\r\nContent-Length: %d\r\n\r\n", path, cookie, 25<<20)
		io.WriteString(conn, "--b\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a.txt\"\r\n\r\n"+strings.Repeat("84,90 EUR\n", 1<<11)) // an error shows in the answer
		res, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil {
			t.Errorf("%s waits for the file: %v", path, err)
			continue
		}
		if io.Copy(io.Discard, res.Body); res.StatusCode != want {
			t.Errorf("%s: %d", path, res.StatusCode)
		}
	}
	noLeftovers(t, site)
}

// However many pieces of a file are asked for, it is sent once and whole.
func TestRanges(t *testing.T) {
	site := sitetest.Start(t)
	b, ticket := site.As(ana), site.Ticket(ana, desk.StatusOpen)
	body := strings.Repeat("84,90 EUR\n", 1000)
	if a := b.Upload(ticket.Path()+"/replies", url.Values{"body": {"Hola"}}, oneFile("hora.txt", body)...); a.Status != 303 {
		t.Fatal(a.Status)
	}
	last := site.Last(ticket.Number)
	path := "/files/" + last.Files()[0].ID
	for ranges, want := range map[string]string{
		"bytes=0-0": body[:1], "bytes=-1": body[9999:], "bytes=9990-": body[9990:], "bytes=9990-99999999999": body[9990:], "bytes=-99999999999": body,
		"bytes=" + strings.Repeat("0-,", 1000) + "0-": body, "bytes=0-1,4-5": body, "bytes=5-1": body, "bytes=x": body, "lines=1-2": body, "bytes=-": body, "bytes=--1": body, "bytes=99999999999999999999-": body,
		"bytes=10000-": "", "bytes=99999999-": "", "bytes=-0": "",
	} {
		status := map[bool]int{true: 206, false: 200}[want != body || ranges == "bytes=-99999999999"]
		if want == "" {
			status = 416
		}
		a := b.With("Range", ranges).Get(path)
		if a.Status != 431 && (a.Status != status || status != 416 && a.Body != want) {
			t.Errorf("%.20s: %d, %d bytes", ranges, a.Status, len(a.Body))
		}
	}
	if a := b.With("Range", "bytes=0-0").With("If-Range", `"v1"`).Get(path); a.Status != 200 || a.Body != body {
		t.Errorf("if it is another version: %d, %d bytes", a.Status, len(a.Body))
	}
}
