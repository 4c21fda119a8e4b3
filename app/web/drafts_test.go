package web_test

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"

	"hilo/app/desk"
	"hilo/app/files"
	"hilo/app/sitetest"
)

var uploadID = regexp.MustCompile(`name="uploads" value="([0-9a-f]{32})" checked`)

func chips(a sitetest.Answer) (ids []string) {
	for _, m := range uploadID.FindAllStringSubmatch(a.Body, -1) {
		ids = append(ids, m[1])
	}
	return ids
}

// A refused form, sent without a script, keeps the files that came with it:
// the next try sends them by their ids.
func TestRefusedFormKeepsItsFiles(t *testing.T) {
	site := sitetest.Start(t)
	ana, ticket := site.As("ana"), site.Ticket("ana", desk.StatusOpen)
	replies := ticket.Path() + "/replies"
	long := url.Values{"body": {strings.Repeat("a", desk.MaxBody+1)}, "key": {"k1"}}
	a := ana.Upload(replies, long, textFile("recibo.txt")...)
	ids := chips(a)
	if a.Status != 422 || len(ids) != 1 || !strings.Contains(a.Body, "recibo.txt") {
		t.Fatalf("refused: %d, chips %v", a.Status, ids)
	}
	a = ana.Upload(replies, url.Values{"body": {"Va"}, "key": {"k1"}, "uploads": ids}, textFile("otro.txt")...)
	e := site.Last(ticket.Number)
	if a.Status != 303 || len(e.Files()) != 2 || len(chips(ana.Get(ticket.Path()))) != 0 {
		t.Errorf("sent: %d, files %+v", a.Status, e.Files())
	}
	if again := ana.Upload(replies, url.Values{"body": {"Va"}, "key": {"k1"}, "uploads": ids}, textFile("otro.txt")...); again.Status != 303 || site.Last(ticket.Number).Seq != e.Seq {
		t.Errorf("sent again: %d", again.Status)
	}
	if gone := ana.Post(replies, url.Values{"body": {"Más"}, "key": {"k2"}, "uploads": ids}); gone.Status != 422 || !strings.Contains(gone.Body, "Más</textarea>") {
		t.Errorf("a file that is gone: %d", gone.Status)
	}
	a = ana.Upload("/tickets", url.Values{"subject": {"Falta el tema"}, "body": {"x"}, "key": {"k3"}}, textFile("nuevo.txt")...)
	if ids = chips(a); a.Status != 422 || len(ids) != 1 {
		t.Fatalf("new, refused: %d, chips %v", a.Status, ids)
	}
	a = ana.Post("/tickets", url.Values{"topic": {"other"}, "subject": {"Falta el tema"}, "body": {"x"}, "key": {"k3"}, "uploads": ids})
	var number int64
	if fmt.Sscanf(a.Location, "/tickets/%d", &number); a.Status != 303 || site.Read(number).PublicFiles != 1 {
		t.Errorf("new: %d to %s", a.Status, a.Location)
	}
}

// Files that come all at once are as many as may be, and no more.
func TestEarlyFilesAllAtOnce(t *testing.T) {
	site := sitetest.Start(t)
	ana, ticket := site.As("ana").Script(), site.Ticket("ana", desk.StatusOpen)
	form := url.Values{"ticket": {fmt.Sprint(ticket.Number)}}
	var crowd sync.WaitGroup
	for range files.Default.Count + 6 {
		crowd.Go(func() { ana.Upload("/uploads", form, textFile("a.txt")...) })
	}
	crowd.Wait()
	if n := len(chips(ana.Get(ticket.Path()))); n != files.Default.Count {
		t.Errorf("%d files were kept", n)
	}
}

// Files that came early and files that come along count together.
func TestEarlyFilesCountToTheLimits(t *testing.T) {
	site := sitetest.Start(t)
	ana, ticket := site.As("ana").Script(), site.Ticket("ana", desk.StatusOpen)
	form := url.Values{"ticket": {fmt.Sprint(ticket.Number)}}
	for range 10 {
		if a := ana.Upload("/uploads", form, textFile("a.txt")...); a.Status != 201 || len(chips(a)) != 1 {
			t.Fatalf("upload: %d %s", a.Status, a.Body)
		}
	}
	if a := ana.Upload("/uploads", form, textFile("a.txt")...); a.Status != 422 || !strings.Contains(a.Body, `id="say"`) {
		t.Errorf("the eleventh: %d", a.Status)
	}
	ids := chips(ana.Get(ticket.Path()))
	a := ana.Upload(ticket.Path()+"/replies", url.Values{"body": {"x"}, "uploads": ids}, textFile("b.txt")...)
	if a.Status != 422 || len(chips(a)) != 10 || !strings.Contains(a.Body, "b.txt") {
		t.Errorf("ten early and one along: %d, chips %d", a.Status, len(chips(a)))
	}
	if a := ana.Post(ticket.Path()+"/replies", url.Values{"body": {"x"}, "uploads": ids}); a.Status != 201 {
		t.Errorf("ten early: %d", a.Status)
	}
	if a := ana.Upload("/uploads", form, sitetest.File{Name: "x.exe", Body: []byte("MZ\x90\x00")}); a.Status != 422 {
		t.Errorf("a program: %d", a.Status)
	}
	if a := ana.Post("/uploads", form); a.Status != 422 {
		t.Errorf("no file: %d", a.Status)
	}
}

// What Ana types is on her other device, with its key; Sam at the desk sees none of it.
func TestDraftFollowsItsWriter(t *testing.T) {
	site := sitetest.Start(t)
	phone, sam, ticket := site.As("ana").Script(), site.As("sam"), site.Ticket("ana", desk.StatusOpen)
	put := func(name string, form url.Values) {
		t.Helper()
		if a := phone.Do("PUT", "/drafts/"+name, "application/x-www-form-urlencoded", strings.NewReader(form.Encode())); a.Status != 204 {
			t.Fatalf("PUT: %d", a.Status)
		}
	}
	put(fmt.Sprint(ticket.Number), url.Values{"body": {"a medias"}, "key": {"k-phone"}})
	put("new", url.Values{"subject": {"Otra cosa"}, "topic": {"account"}, "body": {"también a medias"}, "key": {"k-new"}})
	desktop := phone.With("HX-Request", "")
	if a := desktop.Get(ticket.Path()); !strings.Contains(a.Body, "a medias</textarea>") || !strings.Contains(a.Body, `value="k-phone"`) {
		t.Error("the reply did not follow")
	}
	if a := desktop.Get("/tickets/new"); !strings.Contains(a.Body, `value="Otra cosa"`) || !strings.Contains(a.Body, `value="account" selected`) || !strings.Contains(a.Body, `value="k-new"`) {
		t.Error("the new ticket did not follow")
	}
	if a := sam.Get(fmt.Sprint("/desk/tickets/", ticket.Number)); a.Status != 200 || strings.Contains(a.Body, "a medias") {
		t.Errorf("the desk reads it: %d", a.Status)
	}
	if a := desktop.Post(ticket.Path()+"/replies", url.Values{"body": {"a medias, ya entera"}, "key": {"k-phone"}}); a.Status != 303 {
		t.Fatal(a.Status)
	}
	if a := desktop.Get(ticket.Path()); strings.Contains(a.Body, "a medias</textarea>") || strings.Contains(a.Body, `value="k-phone"`) {
		t.Error("the draft outlived its send")
	}
}

// What an agent was about to ask for is ticked on the other device, and after signing in again; sent, it is not.
func TestTicksAreDrafted(t *testing.T) {
	site := sitetest.Start(t)
	sam, ticket := site.As("sam"), site.Ticket("ana", desk.StatusOpen)
	atDesk, ticks := "/desk"+ticket.Path(), func(a sitetest.Answer) string {
		return strings.Join(regexp.MustCompile(`name="wants\[\]" value="\w+" checked`).FindAllString(a.Body, -1), " ")
	}
	form := url.Values{"body": {"¿Cuándo"}, "key": {"k-sam"}, "wants[]": {"time", "nonsense", "other"}}
	want := `name="wants[]" value="time" checked name="wants[]" value="other" checked`
	if a := sam.Script().Do("PUT", fmt.Sprint("/drafts/", ticket.Number), "application/x-www-form-urlencoded", strings.NewReader(form.Encode())); a.Status != 204 {
		t.Fatalf("PUT: %d", a.Status)
	}
	if got := ticks(sam.Get(atDesk)); got != want {
		t.Errorf("on the other device: %q", got)
	}
	form["body"], form["send"], form["wants[]"] = []string{"¿Cuándo fue?"}, []string{"ask"}, []string{"time"}
	if a := sam.Post(atDesk+"/replies", form); a.Status != 303 {
		t.Fatalf("ask: %d", a.Status)
	}
	if got := ticks(sam.Get(atDesk)); got != "" {
		t.Errorf("after it was sent: %q", got)
	}
}
