package web_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"hilo/app/desk"
	"hilo/app/sitetest"
)

// Who asks too much of a route is told so, with the time to wait; nobody else
// is, and no other route of theirs.
func TestFloods(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t)
	b, ticket := site.As(ana), site.Ticket(ana, desk.StatusOpen)
	form := url.Values{"subject": {"Cobro repetido"}, "body": {"Hola"}}
	refused := flood(t, 200, func() sitetest.Answer { return b.Script().Post("/tickets/similar", form) })
	if refused.Header.Get("Retry-After") != "1" || !strings.Contains(refused.Body, "demasiadas peticiones") || strings.Contains(refused.Body, "<html") {
		t.Errorf("refused with %v: %.300s", refused.Header, refused.Body)
	}
	if page := b.Post("/tickets/similar", form); page.Status != 429 || !strings.Contains(page.Body, "más despacio") || page.Header.Get("Retry-After") == "" {
		t.Errorf("without a script: %d", page.Status)
	}
	if a := site.As(luis).Script().Post("/tickets/similar", form); a.Status != 200 {
		t.Errorf("luis got %d", a.Status)
	}
	if a := b.Get(ticket.Path()); a.Status != 200 {
		t.Errorf("her ticket: %d", a.Status)
	}
	flood(t, 1300, func() sitetest.Answer { return b.Post(ticket.Path()+"/seen", url.Values{"seq": {"1"}}) })
	flood(t, 500, func() sitetest.Answer { return b.Post(ticket.Path()+"/mute", url.Values{"level": {"all"}}) })
	flood(t, 500, func() sitetest.Answer {
		return b.Do(http.MethodPut, "/drafts/new", "application/x-www-form-urlencoded", strings.NewReader("body=x"))
	})
}

// flood asks until it is refused, which must come before all are through.
func flood(t *testing.T, all int, ask func() sitetest.Answer) sitetest.Answer {
	t.Helper()
	begun, through := time.Now(), 0
	for range all {
		a := ask()
		if a.Status == 429 {
			return a
		}
		if a.Status >= 400 {
			t.Fatalf("%d: %.200s", a.Status, a.Body)
		}
		through++
	}
	t.Errorf("all %d were through in %v", through, time.Since(begun))
	return sitetest.Answer{Response: new(http.Response)}
}

// A text that meets a budget is not lost: the form comes again with it, and no
// file of it is kept.
func TestFloodsKeepWords(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t, func(p *sitetest.Plan) { p.Config.Proxy = []string{"127.0.0.1"} })
	b, ticket := site.As(ana), site.Ticket(ana, desk.StatusOpen)
	far := site.Stranger().With("X-Forwarded-For", "203.0.113.9")
	guest := url.Values{"topic": {"payments"}, "subject": {"Mi asunto"}, "body": {"Mis palabras"}, "email": {"nora@example.com"}}
	file := sitetest.File{Name: "nota.txt", Body: []byte("bytes de una nota que nadie guarda")}
	for name, send := range map[string]func() sitetest.Answer{
		"reply": func() sitetest.Answer {
			return b.Upload(ticket.Path()+"/replies", url.Values{"body": {"Mis palabras"}}, file)
		},
		"by script": func() sitetest.Answer {
			return b.Script().Upload(ticket.Path()+"/replies", url.Values{"body": {"Mis palabras"}}, file)
		},
		"ticket":       func() sitetest.Answer { return b.Upload("/tickets", guest, file) },
		"nobody":       func() sitetest.Answer { return far.Upload("/tickets", guest, file) },
		"shared words": func() sitetest.Answer { return b.Upload("/share", url.Values{"text": {"Mis palabras"}}) },
		"settings":     func() sitetest.Answer { return b.Post("/settings", url.Values{"name": {"Mis palabras"}}) },
	} {
		t.Run(name, func(t *testing.T) {
			kept := site.Count("SELECT count(*) FROM uploads")
			a := flood(t, 300, send)
			if now := site.Count("SELECT count(*) FROM uploads"); now != kept {
				t.Errorf("%d files are kept, were %d", now, kept)
			}
			if !strings.Contains(a.Body, "Mis palabras") || a.Header.Get("Retry-After") == "" {
				t.Errorf("%v: %.500s", a.Header, a.Body)
			}
		})
	}
}

// A search for what is similar ends when its asker leaves, and when they type
// on: one runs for each person.
func TestSimilarEndsWithItsAsker(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t)
	b := site.As(ana)
	b.Get("/")
	body := strings.Repeat("palabra12345678 tx-99887766 ", 600)
	var all sync.WaitGroup
	answers := make([]int, 8)
	for i := range answers {
		all.Go(func() {
			answers[i] = b.Copy().Script().Post("/tickets/similar", url.Values{"subject": {"Cobro repetido"}, "body": {body}}).Status
		})
	}
	all.Wait()
	if !slices.Contains(answers, 200) {
		t.Errorf("nobody got an answer: %v", answers)
	}
	for _, status := range answers {
		if status != 200 && status != 204 {
			t.Errorf("got %v", answers)
		}
	}
}
