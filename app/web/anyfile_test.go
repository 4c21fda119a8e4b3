package web_test

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"maps"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"hilo/app/desk"
	"hilo/app/sitetest"
)

// office is the container of old Office documents, and of new ones with a password.
func office() []byte {
	return append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), make([]byte, 2048)...)
}

// Whatever people have comes in by every way there is, under its own name, and goes
// out as bytes; a program comes in by none, and is told why.
func TestAnyFileByAnyWay(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t)
	mine, guests := site.Ticket(ana, desk.StatusOpen), site.GuestTicket()
	marta := site.GuestOf(guests)
	newest := func() int64 { return int64(site.Count("SELECT number FROM tickets ORDER BY desk_seq DESC LIMIT 1")) }
	say := url.Values{"body": {"Mirad."}}
	ask := url.Values{"topic": {"other"}, "subject": {"Un archivo"}, "body": {"Mirad."}, "email": {"nadie@example.com"}}
	reply := func(b *sitetest.Browser, path string, number int64) func(...sitetest.File) (sitetest.Answer, int64) {
		return func(all ...sitetest.File) (sitetest.Answer, int64) { return b.Upload(path, say, all...), number }
	}
	opens := func(b *sitetest.Browser) func(...sitetest.File) (sitetest.Answer, int64) {
		return func(all ...sitetest.File) (sitetest.Answer, int64) {
			return b.Upload("/tickets", ask, all...), newest()
		}
	}
	first := func(path, ticket string, send func() (sitetest.Answer, int64)) func(...sitetest.File) (sitetest.Answer, int64) {
		return func(all ...sitetest.File) (a sitetest.Answer, n int64) {
			b := site.As(ana).With("Sec-Fetch-Site", "none")
			if path == "/uploads" {
				b = site.As(ana)
			}
			for _, f := range all {
				if a = b.Upload(path, url.Values{"ticket": {ticket}}, f); a.Status >= 400 {
					return a, 0
				}
			}
			return send()
		}
	}
	claims := func(path string, ticket int64, form url.Values, number func() int64) func() (sitetest.Answer, int64) {
		return func() (sitetest.Answer, int64) {
			d, err := site.Desk.Drafts.Of(t.Context(), site.Person(ana), ticket)
			if err != nil {
				t.Fatal(err)
			}
			form := maps.Clone(form)
			for _, u := range d.Uploads {
				form.Add("uploads", u.ID)
			}
			return site.As(ana).Post(path, form), number()
		}
	}
	here := func() int64 { return mine.Number }
	sent := url.Values{"body": {"Mirad."}}
	for name, way := range map[string]func(...sitetest.File) (sitetest.Answer, int64){
		"a reply":              reply(site.As(ana), mine.Path()+"/replies", mine.Number),
		"a reply by script":    reply(site.As(ana).Script(), mine.Path()+"/replies", mine.Number),
		"a guest's reply":      reply(marta, guests.Path()+"/replies", guests.Number),
		"an answer":            reply(site.As(sam), "/desk"+mine.Path()+"/replies", mine.Number),
		"a note":               reply(site.As(sam), "/desk"+mine.Path()+"/notes", mine.Number),
		"a new ticket":         opens(site.As(ana)),
		"nobody's new ticket":  opens(site.Stranger()),
		"uploads, then a send": first("/uploads", mine.Path()[len("/tickets/"):], claims(mine.Path()+"/replies", mine.Number, sent, here)),
		"shared, then opened":  first("/share", "", claims("/tickets", 0, ask, newest)),
	} {
		all := []sitetest.File{{Name: "tarifas.xls", Body: office()}, {Name: "app.log", Body: append([]byte("uno\n"), make([]byte, 4096)...)}, {Name: "hola.html", Body: []byte("<!doctype html><script>alert(1)</script>")}}
		a, number := way(all...)
		if a.Status >= 400 {
			t.Errorf("%s: %d %.300s", name, a.Status, text(t, a.Body))
			continue
		}
		e := site.Last(number)
		got := e.Files()
		page := site.As(sam).Get(fmt.Sprint("/desk/tickets/", number))
		for i, f := range got {
			out := site.As(sam).Get("/files/" + f.ID)
			if f.Name != all[i].Name || out.Body != string(all[i].Body) || out.Header.Get("Content-Type") != bytesOnly || !strings.HasPrefix(out.Header.Get("Content-Disposition"), "attachment;") {
				t.Errorf("%s: %s came as %s, out as %q %q", name, all[i].Name, f.Name, out.Header.Get("Content-Type"), out.Header.Get("Content-Disposition"))
			}
		}
		if warn := catalogue(t).In("es", nil).T("files.risk.page"); len(got) != 3 || !strings.Contains(text(t, page.Body), warn) || strings.Contains(site.As(ana).Get(mine.Path()).Body, warn) {
			t.Errorf("%s: %d files, the desk is warned: %v", name, len(got), strings.Contains(text(t, page.Body), warn))
		}
		if a, _ := way(sitetest.File{Name: "foto.png.exe", Body: []byte("MZ\x90\x00")}); a.Status != 422 || !strings.Contains(text(t, a.Body), catalogue(t).In("es", nil).T("files.program", "Name", "foto.png.exe")) {
			t.Errorf("%s: a program: %d %.300s", name, a.Status, text(t, a.Body))
		}
	}
}

// A picture that was cut off on its way is a chip like any file, here and in the export.
func TestCutPictureIsAChip(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t)
	b, ticket := site.As(ana), site.Ticket(ana, desk.StatusOpen)
	m := image.NewGray(image.Rect(0, 0, 200, 100))
	for i := range m.Pix {
		m.Pix[i] = uint8(i * i)
	}
	var whole bytes.Buffer
	if err := jpeg.Encode(&whole, m, nil); err != nil {
		t.Fatal(err)
	}
	cut := sitetest.File{Name: "cortada.jpg", Body: whole.Bytes()[:whole.Len()*6/10]}
	if a := b.Upload(ticket.Path()+"/replies", url.Values{"body": {"Hola"}}, cut, sitetest.File{Name: "entera.jpg", Body: whole.Bytes()}); a.Status != 303 {
		t.Fatal(a.Status)
	}
	e := site.Last(ticket.Number)
	files := e.Files()
	page := b.Get(ticket.Path()).Body
	if strings.Contains(page, files[0].ID+"/preview") || !strings.Contains(page, files[1].ID+"/preview") {
		t.Errorf("cut: a picture %v; whole: a picture %v", strings.Contains(page, files[0].ID+"/preview"), strings.Contains(page, files[1].ID+"/preview"))
	}
	html := unzip(t, b.Get("/settings/export"))["index.html"]
	for _, name := range []string{"cortada", "entera"} {
		if shown := regexp.MustCompile(`<img src="[^"]*` + name).MatchString(html); shown != (name == "entera") || !strings.Contains(html, name+".jpg") {
			t.Errorf("%s as a picture in the export: %v", name, shown)
		}
	}
}

// Where the operator takes programs they come in like any file, to be downloaded alone,
// and the desk is warned.
func TestProgramsWhereAllowed(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t, func(p *sitetest.Plan) { p.Config.Programs = true })
	ticket := site.Ticket(ana, desk.StatusOpen)
	if a := site.As(ana).Upload(ticket.Path()+"/replies", url.Values{"body": {"Hola"}}, sitetest.File{Name: "juego.exe", Body: []byte("MZ\x90\x00")}); a.Status != 303 {
		t.Fatal(a.Status)
	}
	e := site.Last(ticket.Number)
	out := site.As(sam).Get("/files/" + e.Files()[0].ID)
	if out.Header.Get("Content-Type") != bytesOnly || !strings.HasPrefix(out.Header.Get("Content-Disposition"), "attachment;") || !strings.Contains(out.Header.Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("goes out as %v", out.Header)
	}
	if warn := catalogue(t).In("es", nil).T("files.risk.program"); !strings.Contains(text(t, site.As(sam).Get("/desk"+ticket.Path()).Body), warn) {
		t.Error("the desk is not warned")
	}
}

// A refused file is not asked for again: it would be refused again. The others are.
func TestRefusedFileIsNotAskedForAgain(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t)
	ticket := site.Ticket(ana, desk.StatusOpen)
	guest, words := site.GuestTicket(), catalogue(t).In("es", nil)
	program := sitetest.File{Name: "juego.exe", Body: []byte("MZ\x90\x00")}
	for what, tt := range map[string]struct {
		b    *sitetest.Browser
		path string
	}{"customer": {site.As(ana), ticket.Path()}, "guest": {site.GuestOf(guest), guest.Path()}} {
		a := tt.b.Upload(tt.path+"/replies", url.Values{"body": {"Hola"}}, program)
		if a.Status != 422 || strings.Contains(text(t, a.Body), words.T("composer.names")) {
			t.Errorf("%s: %d, or it is asked for again", what, a.Status)
		}
	}
	a := site.GuestOf(guest).Upload(guest.Path()+"/replies", url.Values{"body": {"Hola"}}, append([]sitetest.File{program}, textFile("recibo.txt")...)...)
	if got := text(t, a.Body); a.Status != 422 || !strings.Contains(got, words.T("composer.names")+" recibo.txt") {
		t.Errorf("%d: recibo.txt is not asked for again", a.Status)
	}
}
