package web_test

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"hilo/app/clocktest"
	"hilo/app/desk"
	"hilo/app/privacy"
	"hilo/app/sitetest"
)

// clock is a site's time, which only the test moves on.
type clock struct{ ahead atomic.Int64 }

func (k *clock) now() time.Time           { return clocktest.Now().Add(time.Duration(k.ahead.Load())) }
func (k *clock) pass(d time.Duration)     { k.ahead.Add(int64(d)) }
func (k *clock) plan(p *sitetest.Plan)    { p.Now = k.now }
func settings(b *sitetest.Browser) string { return b.Get("/settings").Body }

// Ana asks for erasure with a code; Sam sees by when; a week later the words
// are gone from both open pages, from lists, search and disk, and stay gone.
func TestErasureFromAskingToDone(t *testing.T) {
	k := new(clock)
	site := sitetest.Start(t, k.plan)
	n := site.Ticket(ana, desk.StatusOpen).Number
	at, atDesk := fmt.Sprint("/tickets/", n), fmt.Sprint("/desk/tickets/", n)
	file := site.Stored("CANARYFILE.txt", []byte("CANARYBLOB"))
	if _, err := site.Desk.Reply(t.Context(), site.Person(ana), n, desk.Message{Body: "CANARY mío", Files: []desk.File{file}}); err != nil {
		t.Fatal(err)
	}
	if _, err := site.Desk.Note(t.Context(), site.Agent("eva"), n, desk.Message{Body: "CANARY nuestro"}); err != nil {
		t.Fatal(err)
	}
	b := site.As(ana)
	site.Set("INSERT INTO mutes (person_id, ticket, level) VALUES (?, ?, 'off')", site.Person(ana).ID, n)
	site.Forget("ana@example.com")
	if a := b.Post("/settings/erasure", nil); a.Status != 303 {
		t.Fatalf("asking at once after signing in: %d", a.Status)
	}
	code := site.Code("ana@example.com")
	if m := site.Mail("ana@example.com", "ódigo"); !strings.Contains(m.Text, "borrar") || strings.Contains(m.Text, "para entrar") {
		t.Errorf("the mail does not say what the code is for:\n%s", m.Text)
	}
	wrong := "1" + code[1:]
	if wrong == code {
		wrong = "2" + code[1:]
	}
	if a := b.Post("/settings/erasure", url.Values{"code": {wrong}}); a.Status != 422 || !strings.Contains(a.Body, wrong) {
		t.Errorf("a wrong code: %d", a.Status)
	}
	if a := b.Post("/sign-in/verify", url.Values{"code": {code}}); !strings.Contains(a.Location, "?code=dead") {
		t.Errorf("the code to erase signs in: %d to %s", a.Status, a.Location)
	}
	if a := b.Post("/settings/erasure", url.Values{"code": {code}}); a.Status != 303 || a.Location != "/settings#data" {
		t.Fatalf("the right code: %d", a.Status)
	}
	site.Mail("ana@example.com", "Has pedido borrar tus datos")
	if !strings.Contains(settings(b), "Cancelar el borrado") {
		t.Error("the settings do not offer to cancel")
	}
	sam := site.As(sam)
	if page := sam.Get(atDesk).Body; !strings.Contains(page, "Borrado pedido") || !strings.Contains(page, "Se borrará todo") {
		t.Error("the desk does not see by when")
	}
	if page := b.Get(at).Body; !strings.Contains(page, "CANARY mío") || strings.Contains(page, "Borrado pedido") {
		t.Error("the words are gone before their day, or Ana's page shows the desk's tag")
	}
	k.pass(privacy.Grace - time.Hour) // longer than Sam stays signed in
	sam = site.As("sam")
	last := site.Read(n).PublicSeq
	streams := map[string]*sitetest.Stream{at: b.Listen(fmt.Sprint(at, "/live?after=", last)), atDesk: sam.Listen(fmt.Sprint(atDesk, "/live?after=", last))}
	for _, s := range streams {
		s.Next()
	}

	k.pass(time.Hour)
	site.Box.Wake()
	site.Mail("ana@example.com", "Hemos borrado tus datos")
	for where, s := range streams {
		rest := s.Ends(8 * time.Second)
		if len(rest) == 0 || rest[len(rest)-1].Name != "reset" {
			t.Errorf("%s heard %+v, not reset", where, rest)
		}
	}
	for _, page := range []string{b.Get(at).Body, sam.Get(atDesk).Body} {
		if strings.Contains(page, "CANARY") || !strings.Contains(page, "Texto borrado a petición") || !strings.Contains(page, `data-rev="1"`) {
			t.Error("a page still has the words, or does not say that they went")
		}
	}
	if strings.Contains(b.Get("/tickets?show=closed").Body, "CANARY") || strings.Contains(b.Get("/tickets?q=CANARY").Body, fmt.Sprint(n)) {
		t.Error("list or search still have the words")
	}
	if left := site.Count("SELECT count(*) FROM mutes WHERE person_id = ?", site.Person(ana).ID); left > 0 {
		t.Error("what Ana silenced is still there")
	}
	if f, err := site.Files.Open(t.Context(), file.SHA256); err == nil {
		f.Close()
		t.Error("the blob is still on the disk")
	} else if !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
	var left []string
	site.Until("the words to leave the database's files", func() bool {
		left = nil
		for _, name := range []string{"", "-wal"} {
			raw, err := os.ReadFile(site.Plan.Config.Database + name)
			for _, word := range []string{"CANARY", "canary"} { // as it was said, and as the search had it
				if err == nil && bytes.Contains(raw, []byte(word)) {
					left = append(left, name+" "+word)
				}
			}
		}
		return len(left) == 0
	})
	if s := b.Listen(fmt.Sprint(at, "/live?after=", last)); s.Next().ID == "" || s.Next().Name != "reset" {
		t.Error("who comes back from before keeps the words")
	}
	if s := b.Listen(at + "/live?after=0"); s.Next().ID != "0" || !strings.Contains(s.Next().Data, "Texto borrado") {
		t.Error("a replay does not show what is left")
	}
	if strings.Contains(settings(b), "Cancelar el borrado") {
		t.Error("what is done can be cancelled")
	}
}

// What she takes back does not happen, and she is told.
func TestErasureCancelled(t *testing.T) {
	k := new(clock)
	site := sitetest.Start(t, k.plan)
	b := site.As(ana)
	if err := site.Erasures.Ask(t.Context(), site.Person(ana).ID); err != nil {
		t.Fatal(err)
	}
	if a := b.Post("/settings/erasure", url.Values{"cancel": {"1"}}); a.Status != 303 {
		t.Fatal(a.Status)
	}
	site.Mail("ana@example.com", "No borraremos tus datos")
	texts := site.Count("SELECT count(*) FROM entries WHERE body <> ''")
	k.pass(privacy.Grace)
	site.Box.Wake()
	site.Settle()
	if site.Count("SELECT count(*) FROM entries WHERE body <> ''") != texts || site.Count("SELECT count(*) FROM erasures") != 0 {
		t.Error("something was erased")
	}
}
