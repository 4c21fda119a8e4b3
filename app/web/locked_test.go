package web_test

import (
	"database/sql"
	"fmt"
	"html"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/uptrace/bun/driver/sqliteshim"

	"hilo/app"
	"hilo/app/desk"
	"hilo/app/sitetest"
)

// trouble is what keeps a database from writing while it can be read.
var trouble = map[string]func(t *testing.T, site *sitetest.Site) (over func()){
	"locked": func(t *testing.T, site *sitetest.Site) func() {
		other, err := sql.Open(sqliteshim.ShimName, site.Plan.Config.Database)
		if err != nil {
			t.Fatal(err)
		}
		other.SetMaxOpenConns(1)
		for _, query := range []string{"PRAGMA busy_timeout = 5000", "BEGIN IMMEDIATE"} {
			if _, err := other.Exec(query); err != nil {
				t.Fatal(err)
			}
		}
		return func() { other.Close() }
	},
	"full": func(t *testing.T, site *sitetest.Site) func() {
		site.Set("CREATE TABLE ballast (x)")
		site.Set(fmt.Sprint("PRAGMA max_page_count = ", site.Count("PRAGMA page_count")))
		for err := error(nil); err == nil; { // takes what was free
			_, err = site.DB.ExecContext(t.Context(), "INSERT INTO ballast VALUES (zeroblob(3000))")
		}
		return func() { site.Set("PRAGMA max_page_count = 1000000"); site.Set("DROP TABLE ballast") }
	},
	"read only": func(t *testing.T, site *sitetest.Site) func() {
		site.Set("PRAGMA query_only = 1")
		return func() { site.Set("PRAGMA query_only = 0") }
	},
}

// Nothing can be kept: whoever sends a form without script gets it back with all
// that was written, and it can be sent again.
func TestNothingCanBeKept(t *testing.T) {
	for name, begins := range trouble {
		t.Run(name, func(t *testing.T) {
			site := sitetest.Start(t, func(p *sitetest.Plan) {
				p.Wired = func(a *app.App) { a.DB.ExecContext(t.Context(), "PRAGMA busy_timeout = 50") } // the one connection that writes
			})
			b, agent := site.As(ana), site.As(sam)
			asking := site.Stranger()
			asking.AskCode("luis@example.com", "")
			code := site.Code("luis@example.com")
			theirs, guests := site.Ticket(ana, desk.StatusSolved), site.GuestTicket()
			guest, token := site.GuestOf(guests), site.Link(guests)
			guestAsking := site.Stranger()
			guestAsking.AskGuestCode(token, site.Email(guests.RequesterID))
			site.Set("DELETE FROM limits")
			words := "¿Dónde <está>?\n\n  total   used" + strings.Repeat("\n.", 5000)
			say := func(more ...string) url.Values {
				form := url.Values{"body": {words}, "key": {"KEYKEYKEYKEYKEYKEYKEYKEY" + name}}
				for i := 0; i < len(more); i += 2 {
					form.Add(more[i], more[i+1])
				}
				return form
			}
			over := sync.OnceFunc(begins(t, site))
			defer over()
			refused := 0
			for _, tt := range []struct {
				who  *sitetest.Browser
				path string
				form url.Values
				want string // where it goes when it is sent again
			}{
				{b, theirs.Path() + "/replies", say(), ""},
				{b, "/tickets", say("topic", "other", "subject", "Un asunto"), ""},
				{site.Stranger(), "/tickets", say("topic", "other", "subject", "Un asunto", "email", "x@example.com", "name", "Equis"), ""},
				{site.Stranger(), theirs.Path() + "/replies", say(), ""}, // the session has ended
				{guest, guests.Path() + "/replies", say(), ""},
				{agent, "/desk" + theirs.Path() + "/replies", say("send", "ask", "wants[]", "time"), ""},
				{agent, "/desk" + theirs.Path() + "/notes", say(), "/desk" + theirs.Path() + "/replies"},
				{agent, "/desk" + theirs.Path() + "/status", url.Values{"status": {"hold"}}, ""},
				{agent, "/desk" + theirs.Path() + "/assignment", url.Values{"assignee": {"sam@example.com"}}, ""},
				{b, theirs.Path() + "/resolution", url.Values{"seq": {"2"}}, ""},
				{b, theirs.Path() + "/mute", url.Values{"level": {"needed"}}, ""},
				{b, "/settings", url.Values{"name": {"Ana Nueva"}, "locale": {"es"}, "timezone": {"Europe/Madrid"}}, ""},
				{b, "/settings/notifications", url.Values{"quiet_from": {"22:15"}, "quiet_to": {"07:30"}, "push_ask": {"on"}}, ""},
				{b, "/settings/erasure", url.Values{"x": {"y"}}, ""},
				{site.Stranger(), "/sign-in", url.Values{"email": {"nadie@example.com"}}, ""},
				{asking, "/sign-in/verify", url.Values{"code": {code}}, ""},
				{site.Stranger(), "/g/" + token + "/code", url.Values{}, ""},
				{guestAsking, "/g/" + token + "/verify", url.Values{"code": {"00000000"}}, ""},
				{b, "/share", url.Values{"title": {"Un título"}, "text": {"Lo compartido"}}, ""},
				{site.Stranger(), "/share", url.Values{"title": {"Un título"}, "text": {"Lo compartido"}}, ""},
			} {
				if tt.want == "" {
					tt.want = tt.path
				}
				a := tt.who.With("Accept", "text/html").Post(tt.path, tt.form)
				if name == "full" && a.Status < 500 { // there was room for that
					continue
				}
				refused++
				if a.Status != 503 || a.Header.Get("Retry-After") == "" || !strings.Contains(a.Body, "no podemos guardar") || !strings.Contains(a.Body, `action="`+tt.want+`"`) {
					t.Errorf("%s: %d, %q", tt.path, a.Status, text(t, a.Body))
				}
				for field, values := range tt.form {
					if value := html.EscapeString(values[0]); field != "x" && !strings.Contains(strings.ReplaceAll(html.UnescapeString(a.Body), "\r", ""), html.UnescapeString(value)) || !strings.Contains(a.Body, `name="`+field+`"`) && field != "x" {
						t.Errorf("%s: %s=%q is gone", tt.path, field, value)
					}
				}
			}
			if refused < 5 {
				t.Errorf("%d forms were refused", refused)
			}
			if a := b.Get(theirs.Path()); a.Status != 200 {
				t.Errorf("a ticket cannot even be read: %d", a.Status)
			}
			if a := b.Script().Post(theirs.Path()+"/replies", say("more", strings.Repeat("x", 5000))); name != "full" && a.Status != 503 || strings.Contains(a.Body, "<main") {
				t.Errorf("a script: %d", a.Status)
			}
			over()
			if a := b.Post(theirs.Path()+"/replies", say()); a.Status != 303 {
				t.Errorf("afterwards: %d", a.Status)
			}
		})
	}
}
