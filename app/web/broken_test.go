package web_test

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/gofiber/fiber/v2"

	"hilo/app"
	"hilo/app/desk"
	"hilo/app/sitetest"
)

// Something breaks: the person gets a calm page that tells nothing of how, and
// the process lives.
func TestPanicIsOnePage(t *testing.T) {
	site := sitetest.Start(t, func(p *sitetest.Plan) {
		p.Wired = func(a *app.App) {
			a.Web.App().All("/breaks", func(*fiber.Ctx) error { panic("canario") })
		}
	})
	b := site.As(luis)
	for range 20 {
		for _, a := range []sitetest.Answer{b.Get("/breaks"), b.Script().Get("/breaks"), b.Post("/breaks", url.Values{"body": {"Mis palabras"}}), site.Stranger().Get("/breaks")} {
			c := cell{T: t}
			if c.headers(a, "/breaks"); a.Status != 500 || strings.Contains(a.Body, "canario") || strings.Contains(a.Body, "goroutine") || strings.Contains(a.Body, ".go") {
				t.Fatalf("%d: %.300q", a.Status, a.Body)
			}
		}
	}
	if a := b.Post("/breaks", url.Values{"body": {"Mis palabras"}, "key": {"K"}}); !strings.Contains(a.Body, `method="post" action="/breaks"`) || !strings.Contains(a.Body, ">Mis palabras</textarea>") || !strings.Contains(a.Body, `name="key" value="K"`) {
		t.Errorf("what luis wrote is gone: %q", text(t, a.Body))
	}
	if a := b.Get("/breaks"); lang(t, a.Body) != "en" || !strings.Contains(text(t, a.Body), catalogue(t).In("en", nil).T("problem.broken.title")) {
		t.Errorf("luis reads %q", text(t, a.Body))
	}
	if a := b.Get("/tickets"); a.Status != 200 {
		t.Errorf("afterwards: %d", a.Status)
	}
}

// The database is away: the process says so, and people get a calm page.
func TestDatabaseAway(t *testing.T) {
	site := sitetest.Start(t)
	b := site.As(ana)
	if err := site.DB.Read.Close(); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]int{"/healthz": 200, "/readyz": 503, "/tickets": 500, "/tickets/live": 500, "/nowhere": 404} {
		a := b.Get(path)
		c := cell{T: t}
		if c.headers(a, path); a.Status != want || strings.Contains(a.Body, "sql") {
			t.Errorf("%s: %d, want %d: %.200q", path, a.Status, want, a.Body)
		}
	}
}

// The search for words outside the catalogue finds them.
func TestForeignWordsAreFound(t *testing.T) {
	page := `<p>Not said</p><p>⟦Dicho ⟦dos⟧ veces⟧ <img alt="A cat"> 12:30 <input placeholder="⟦x⟧"><b data-sent="All sent">Ana: Hola</b><script>let x</script>`
	if found := foreign(t, page, "Ana\nHola"); !slices.Equal(found, []string{"Not said", "A cat", "All sent"}) {
		t.Errorf("found %q", found)
	}
}

// Who is told that something on a ticket cannot be done gets back to it in one
// tap; a ticket that is not theirs is led to by nothing.
func TestProblemsLeadBackToTheTicket(t *testing.T) {
	site := sitetest.Start(t)
	ticket := site.Ticket(ana, desk.StatusOpen)
	path, atDesk := ticket.Path(), "/desk"+ticket.Path()
	for _, tt := range []struct {
		who, to string
		form    url.Values
		want    int
		back    string
	}{
		{ana, path + "/mute", url.Values{"level": {"x"}}, 422, path},
		{ana, path + "/resolution", url.Values{"seq": {"1"}}, 409, path},
		{sam, atDesk + "/assignment", url.Values{"assignee": {"nadie@example.com"}}, 422, atDesk},
		{sam, atDesk + "/status", url.Values{"status": {"x"}}, 422, atDesk},
		{luis, path + "/mute", url.Values{"level": {"x"}}, 404, ""},
	} {
		a := site.As(tt.who).Post(tt.to, tt.form)
		_, main, _ := strings.Cut(a.Body, `id="main"`)
		leads := regexp.MustCompile(`href="((?:/desk)?/tickets/\d+)"`).FindStringSubmatch(main)
		if a.Status != tt.want || (tt.back == "") != (leads == nil) || leads != nil && leads[1] != tt.back {
			t.Errorf("%s: %d, leads to %q", tt.to, a.Status, leads)
		}
	}
}
