package web_test

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/uptrace/bun"

	"hilo/app"
	"hilo/app/desk"
	"hilo/app/sitetest"
)

// counter counts what pages ask of the database; who is asking apart.
type counter struct {
	sync.Mutex
	asked    []string
	sessions int
	parsed   []string // of all, what the database has to read the text of
}

func (c *counter) BeforeQuery(ctx context.Context, _ *bun.QueryEvent) context.Context { return ctx }

func (c *counter) AfterQuery(_ context.Context, e *bun.QueryEvent) {
	if c.Lock(); e.DB != nil { // bun's, not a kept read
		c.parsed = append(c.parsed, e.Query)
	}
	c.Unlock()
	if strings.Contains(e.Query, "jobs") || strings.HasPrefix(e.Query, "BEGIN") || strings.HasPrefix(e.Query, "COMMIT") {
		return
	}
	c.Lock()
	defer c.Unlock()
	if strings.Contains(e.Query, `FROM "sessions"`) {
		c.sessions++
		return
	}
	c.asked = append(c.asked, e.Query)
}

func (c *counter) take() []string {
	c.Lock()
	defer c.Unlock()
	asked := c.asked
	c.asked, c.sessions = nil, 0
	return asked
}

// who is how often it was asked since who asks.
func (c *counter) who() int {
	c.Lock()
	defer c.Unlock()
	return c.sessions
}

// counted is a site whose database is counted by c.
func counted(c *counter) func(*sitetest.Plan) {
	return func(p *sitetest.Plan) {
		p.Wired = func(a *app.App) { *a.DB = *a.DB.Watched(c) }
	}
}

// A page costs the same few questions however long its list is.
func TestQueriesPerPage(t *testing.T) {
	c := new(counter)
	site := sitetest.Start(t, counted(c))
	customer, agent := site.As(ana), site.As(sam)
	ticket := site.Ticket(ana, desk.StatusOpen)
	for range 30 {
		says(t, site, site.Agent(sam), ticket, "Una más.")
	}
	seen := ticket.Path()
	customer.Get(seen) // marks as read, which writes
	agent.Get("/desk" + seen)
	site.Settle()
	c.take()
	customer.Get("/tickets")
	if len(c.take()) != 4 { // its version, hers, what may be strangers', and that its version still is
		t.Fatal("the counter does not count")
	}
	for _, tt := range []struct {
		b         *sitetest.Browser
		path      string
		most      int
		afterward int // the same page once it was made
	}{
		{customer, "/", 0, 0}, {customer, "/tickets", 4, 1}, {customer, "/tickets?show=closed", 3, 1}, {customer, "/tickets?q=cobro", 2, 2},
		{customer, seen, 2, 1}, {customer, seen + "?before=9", 3, 3}, {customer, "/tickets/new", 2, 2}, {customer, "/settings", 3, 3}, {customer, "/settings/notifications", 1, 1}, {customer, "/notifications", 1, 1},
		{agent, "/desk", 3, 1}, {agent, "/desk?view=all", 3, 1}, {agent, "/desk?view=waiting&q=cobro", 1, 1}, {agent, "/desk" + seen, 2, 1},
		{customer, "/tickets/" + noTicket, 1, 1}, {customer, "/desk", 0, 0}, {site.Stranger(), seen, 0, 0}, {site.Stranger(), "/", 0, 0},
	} {
		for i, most := range []int{tt.most, tt.afterward} {
			c.take()
			tt.b.Get(tt.path)
			if asked := c.take(); len(asked) > most {
				t.Errorf("%s asks %d for visit %d, want at most %d:\n%s", tt.path, len(asked), i+1, most, strings.Join(asked, "\n"))
			}
		}
	}
}

// Once they were asked for, the pages that are open all day have no text read by the
// database: all that they ask is kept.
func TestHotPagesHaveNothingParsed(t *testing.T) {
	c := new(counter)
	site := sitetest.Start(t, counted(c))
	customer, agent, ticket := site.As(ana), site.As(sam), site.Ticket(ana, desk.StatusOpen).Path()
	round := func() {
		for _, path := range []string{"/", "/tickets", "/tickets?show=closed", "/tickets/new", ticket, ticket + "?before=9"} {
			customer.Get(path)
		}
		for _, path := range []string{"/desk", "/desk?view=all", "/desk?view=mine", "/desk" + ticket} {
			agent.Get(path)
		}
	}
	round() // marks as read, which writes
	site.Settle()
	site.Web.Made().Clear()
	c.parsed = nil
	round()
	c.Lock()
	defer c.Unlock()
	outbox := regexp.MustCompile("jobs|^(BEGIN|COMMIT|ROLLBACK)") // which works beside the pages
	if parsed := slices.DeleteFunc(c.parsed, outbox.MatchString); len(parsed) > 0 {
		t.Errorf("%d texts were read:\n%s", len(parsed), strings.Join(parsed, "\n"))
	}
}
