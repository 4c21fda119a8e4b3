package web_test

import (
	"strings"
	"testing"
	"time"

	"hilo/app"
	"hilo/app/access"
	"hilo/app/desk"
	"hilo/app/live"
	"hilo/app/notify"
	"hilo/app/outbox"
	"hilo/app/sitetest"
	"hilo/db"
)

// A quiet stream of any kind beats by the clock, and asks nothing of the database.
func TestQuietStreamsAskNothing(t *testing.T) {
	c := new(counter)
	site := sitetest.Start(t, counted(c), func(p *sitetest.Plan) {
		wired := p.Wired
		p.Wired = func(a *app.App) { a.Web.BeatEvery(20 * time.Millisecond); wired(a) }
	})
	ticket, asked := site.Ticket(ana, desk.StatusOpen), site.GuestTicket()
	b, agent := site.As(ana), site.As(sam)
	streams := []*sitetest.Stream{
		b.Listen(stream(t, b.Get(ticket.Path()).Body)), b.Listen(stream(t, b.Get("/tickets").Body)), b.Listen("/tickets/live?after=0&q=cobro"),
		site.GuestOf(asked).Listen(asked.Path() + "/live?after=1"),
		agent.Listen(stream(t, agent.Get("/desk").Body)), agent.Listen("/desk/live?view=all&after=0&q=cobro"), agent.Listen("/desk" + ticket.Path() + "/live?after=2"),
	}
	beats := func(n int64) {
		for i, s := range streams {
			from := s.Beats.Load()
			site.Until("beats", func() bool { return s.Beats.Load() >= from+n })
			if s.StatusCode != 200 {
				t.Fatalf("stream %d: %d", i, s.StatusCode)
			}
		}
	}
	site.Settle()
	beats(1)
	c.take()
	beats(3)
	if who, asked := c.who(), c.take(); who > 0 || len(asked) > 0 {
		t.Errorf("%d sessions were read, and\n%s", who, strings.Join(asked, "\n"))
	}
	says(t, site, site.Agent(sam), ticket, "canario") // they hear all the same
	streams[0].Hears("canario")
	streams[1].Hears("canario")
	streams[6].Hears("canario")
}

// Time ends a session that nobody used, though nothing rings; one that another page
// kept alive meanwhile goes on.
func TestStreamsEndByTime(t *testing.T) {
	c := new(counter)
	site := sitetest.Start(t, counted(c))
	ticket := site.Ticket(ana, desk.StatusOpen)
	for name, idle := range map[string]bool{"idle": true, "used": false} {
		site.Set("DELETE FROM sessions")
		site.Set("DELETE FROM settings WHERE name = 'used'")
		b := site.As(ana)
		s := b.Listen(ticket.Path() + "/live?after=2")
		s.Next()
		s.Leave()
		now := site.Plan.Now()
		site.Set("UPDATE sessions SET seen_at = ?", db.Time(now.Add(-30*24*time.Hour+1500*time.Millisecond)))
		session := site.Count("SELECT count(*) FROM sessions")
		// The request itself would say that she is there: as one that cannot be noted.
		site.Set("CREATE TEMP TRIGGER IF NOT EXISTS unseen BEFORE UPDATE OF seen_at ON sessions WHEN NEW.seen_at > OLD.seen_at AND NOT EXISTS (SELECT 1 FROM settings WHERE name = 'used') BEGIN SELECT RAISE(IGNORE); END")
		s = b.Listen(ticket.Path() + "/live?after=2")
		if s.StatusCode != 200 || session != 1 {
			t.Fatalf("%s: %d, %d sessions", name, s.StatusCode, session)
		}
		s.Next()
		if idle {
			s.Ends(4 * time.Second)
			continue
		}
		site.Set("INSERT INTO settings (name, value) VALUES ('used', '')")
		site.Set("UPDATE sessions SET seen_at = ?", db.Time(now))
		c.take()
		site.Until("the session's deadline", func() bool { return c.who() > 0 })
		says(t, site, site.Agent(sam), ticket, "sigue")
		s.Hears("sigue")
	}
}

// A command beside the server takes a role: its bell is another, and yet the desk is
// silent within two seconds. Who stays hears on.
func TestStreamsEndByACommand(t *testing.T) {
	site := sitetest.Start(t)
	ticket := site.Ticket(ana, desk.StatusOpen)
	stays := site.As(sam).Listen("/desk" + ticket.Path() + "/live?after=2")
	stays.Next()
	eva := site.As("eva")
	gone := []*sitetest.Stream{eva.Listen("/desk/live?after=0"), eva.Listen("/desk" + ticket.Path() + "/live?after=2")}
	for _, s := range gone {
		s.Next()
	}
	d, err := db.Open(t.Context(), site.Plan.Config.Database)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	secret, err := access.LoadSecret(site.Plan.Config.SecretFile)
	if err != nil {
		t.Fatal(err)
	}
	command := access.New(d, new(live.Bell), outbox.New(d, site.Plan.Now), secret, site.Plan.Now)
	if err := command.Staff.Remove(t.Context(), "eva@example.com"); err != nil {
		t.Fatal(err)
	}
	for _, s := range gone {
		s.Ends(2 * time.Second)
	}
	if e := stays.Hears(`hx-target="#panel"`); strings.Contains(e.Data, "eva@example.com") {
		t.Error("a ticket can still be assigned to her")
	}
}

// What an open page shows of others than the ticket comes too: how its requester will
// hear of an answer, and what its agent is called.
func TestStreamsHearOfPeople(t *testing.T) {
	site := sitetest.Start(t)
	fresh, held := site.Ticket(ana, desk.StatusNew), site.Ticket(ana, desk.StatusOpen)
	if _, err := site.Desk.Assign(t.Context(), site.Agent(sam), held.Number, "sam@example.com"); err != nil {
		t.Fatal(err)
	}
	b := site.As(ana)
	waits, assigned := b.Listen(stream(t, b.Get(fresh.Path()).Body)), site.As("eva").Listen(stream(t, site.As("eva").Get("/desk"+held.Path()).Body))
	waits.Next()
	assigned.Next()
	b.Post(fresh.Path()+"/mute", map[string][]string{"level": {string(notify.Off)}})
	if e := waits.Hears(`hx-target="#turn"`); !strings.Contains(e.Data, "lo verás aquí") {
		t.Errorf("she hears %s", e.Data)
	}
	if err := site.Desk.Describe(t.Context(), site.Agent(sam), desk.Profile{Name: "Samuel Ruiz", Locale: "es", Timezone: "UTC"}); err != nil {
		t.Fatal(err)
	}
	if e := assigned.Hears(`hx-target="#status"`); !strings.Contains(e.Data, "Samuel") {
		t.Errorf("eva hears %s", e.Data)
	}
}

// A rating can be changed for a while: then an open page offers it no more.
func TestStreamsHearTheEndOfARating(t *testing.T) {
	site := sitetest.Start(t)
	ticket := site.Ticket(ana, desk.StatusClosed)
	if _, err := site.Desk.Rate(t.Context(), site.Person(ana), ticket.Number, "good", ""); err != nil {
		t.Fatal(err)
	}
	site.Set("UPDATE tickets SET rated_at = ? WHERE number = ?", db.Time(site.Plan.Now().Add(-desk.RatingOpen+1500*time.Millisecond)), ticket.Number)
	b := site.As(ana)
	s := b.Listen(stream(t, b.Get(ticket.Path()).Body))
	s.Next()
	if e := s.Hears(`hx-target="#turn"`); strings.Contains(e.Data, "rating") {
		t.Errorf("it offers %s", e.Data)
	}
}
