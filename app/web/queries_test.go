package web_test

import (
	"context"
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
}

func (c *counter) BeforeQuery(ctx context.Context, _ *bun.QueryEvent) context.Context { return ctx }

func (c *counter) AfterQuery(_ context.Context, e *bun.QueryEvent) {
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
		p.Wired = func(a *app.App) { a.DB.DB, a.DB.Read = a.DB.WithQueryHook(c), a.DB.Read.WithQueryHook(c) }
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
	if len(c.take()) != 2 { // hers, and what may be strangers'
		t.Fatal("the counter does not count")
	}
	for _, tt := range []struct {
		b    *sitetest.Browser
		path string
		most int
	}{
		{customer, "/", 0}, {customer, "/tickets", 2}, {customer, "/tickets?show=closed", 1}, {customer, "/tickets?q=cobro", 2},
		{customer, seen, 3}, {customer, seen + "?before=9", 3}, {customer, "/tickets/new", 2}, {customer, "/settings", 2}, {customer, "/settings/notifications", 1}, {customer, "/notifications", 1},
		{agent, "/desk", 1}, {agent, "/desk?view=all", 1}, {agent, "/desk?view=waiting&q=cobro", 1}, {agent, "/desk" + seen, 3},
		{customer, "/tickets/" + noTicket, 1}, {customer, "/desk", 0}, {site.Stranger(), seen, 0}, {site.Stranger(), "/", 0},
	} {
		c.take()
		tt.b.Get(tt.path)
		asked := c.take()
		if len(asked) > tt.most {
			t.Errorf("%s asks %d, want at most %d:\n%s", tt.path, len(asked), tt.most, strings.Join(asked, "\n"))
		}
	}
}
