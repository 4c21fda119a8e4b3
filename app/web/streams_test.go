package web_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"hilo/app/desk"
	"hilo/app/sitetest"
)

// says lets somebody write, without a browser.
func says(t *testing.T, site *sitetest.Site, who desk.Actor, ticket *desk.Ticket, body string) desk.Entry {
	t.Helper()
	e, err := site.Desk.Reply(t.Context(), who, ticket.Number, desk.Message{Body: body})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// Ana has her ticket open; Sam answers; she sees it without doing anything,
// once, and then what of the ticket changed.
func TestAnswerArrivesByItself(t *testing.T) {
	site := sitetest.Start(t)
	b, ticket := site.As(ana), site.Ticket(ana, desk.StatusPending)
	b.Get(ticket.Path())
	s := b.Listen(ticket.Path() + "/live?after=2")
	h := s.Header
	if h.Get("Content-Type") != "text/event-stream; charset=utf-8" || h.Get("Content-Encoding") != "" || h.Get("X-Accel-Buffering") != "no" {
		t.Errorf("headers %v", h)
	}
	if e := s.Next(); e.ID != "2" || e.Retry == "" || e.Data != "" {
		t.Errorf("hello %+v", e)
	}
	says(t, site, site.Agent(sam), ticket, "¿Qué <banco>?")
	e := s.Next()
	if e.ID != "3" || e.Name != "" || strings.Count(e.Data, "¿Qué &lt;banco&gt;?") != 1 || element(t, e.Data, "entry-3") == "" {
		t.Errorf("the entry came as %+v", e)
	}
	parts := s.Next() // without a stamp of what the page has, they always come
	for _, id := range []string{"status", "turn", "seen", "reopens"} {
		if !strings.Contains(parts.Data, `<hx-partial hx-target="#`+id+`" hx-swap="outerHTML rev:`) {
			t.Errorf("#%s did not follow: %+v", id, parts)
		}
	}
	if parts.HasID || !strings.Contains(parts.Data, "Estamos en ello") {
		t.Errorf("the parts came as %+v", parts)
	}
	if e := s.Hears(`id="unread"`); e.HasID || !strings.Contains(e.Data, "data-count=") {
		t.Errorf("the count came as %+v", e)
	}
	says(t, site, site.Person(ana), ticket, "El mío.")
	if e := s.Hears("El mío."); e.ID != "4" {
		t.Errorf("her own came as %+v", e)
	}
	// Her twin hears nothing of it.
	if a := site.As(luis).Get(ticket.Path() + "/live?after=0"); a.Status != 404 {
		t.Errorf("luis: %d", a.Status)
	}
}

// A stream says from where it goes on; Last-Event-ID beats the address.
func TestPositions(t *testing.T) {
	site := sitetest.Start(t)
	b, ticket := site.As(ana), site.Ticket(ana, desk.StatusNew)
	for i := range 5 {
		says(t, site, site.Agent(sam), ticket, fmt.Sprint("número ", i+2))
	}
	for _, tt := range []struct {
		after, last string
		want        string // ids in order, or "reset"
	}{
		{"?after=0", "", "0 1 2 3 4 5 6"}, {"", "", "0 1 2 3 4 5 6"}, {"?after=4", "", "4 5 6"}, {"?after=6", "", "6"},
		{"?after=0", "5", "5 6"}, {"?after=6", "0", "0 1 2 3 4 5 6"}, {"?after=x", "3", "3 4 5 6"},
		{"?after=7", "", "reset"}, {"?after=-1", "", "reset"}, {"?after=x", "", "reset"}, {"?after=1e3", "", "reset"}, {"?after=9999999999999999999", "", "reset"}, {"?after=0x1", "", "reset"},
		{"?after=%00", "", "reset"}, {"?after=3", "9e99", "reset"}, {"?after=3", "'; DROP TABLE entries", "reset"}, {"?after=3", "7", "reset"}, {"?after=3", "-1", "reset"},
	} {
		s := b.With("Last-Event-ID", tt.last).Listen(ticket.Path() + "/live" + tt.after)
		if tt.want == "reset" {
			hello, e := s.Next(), s.Next()
			if hello.ID == "" || hello.Data != "" || e.Name != "reset" || e.HasID || e.Data == "" || len(s.Ends(2*time.Second)) > 0 {
				t.Errorf("%s after %q: %+v, %+v", tt.after, tt.last, hello, e)
			}
			continue
		}
		for _, id := range strings.Fields(tt.want) {
			if e := s.Next(); e.ID != id || (e.Data != "" && element(t, e.Data, "entry-"+id) == "") {
				t.Errorf("%s after %q: %+v, want id %s", tt.after, tt.last, e, id)
			}
		}
		s.Leave()
	}
	for _, path := range []string{"/tickets/live", "/desk/live"} {
		for _, after := range []string{"x", "-1", "99999999", "1e3"} {
			s := site.As(sam).Listen(path + "?after=" + after)
			if hello, e := s.Next(), s.Next(); hello.ID == "" || e.Name != "reset" {
				t.Errorf("%s after %s: %+v", path, after, e)
			}
		}
	}
}

// A note is heard at the desk and nowhere else, whatever the requester has open.
func TestNotesAreNotHeard(t *testing.T) {
	site := sitetest.Start(t)
	ticket, asked := site.Ticket(ana, desk.StatusOpen), site.GuestTicket()
	b, g, agent := site.As(ana), site.GuestOf(asked), site.As(sam)
	streams := []*sitetest.Stream{
		b.Listen(ticket.Path() + "/live?after=0"), b.Listen("/tickets/live?after=0"), b.Listen("/tickets/live?after=0&q=canario"), g.Listen(asked.Path() + "/live?after=0"),
	}
	for _, who := range []*desk.Ticket{ticket, asked} {
		atDesk := agent.Listen("/desk" + who.Path() + "/live?after=0")
		before := len(b.Get("/tickets").Body)
		if _, err := site.Desk.Note(t.Context(), site.Agent("eva"), who.Number, desk.Message{Body: "canario secreto", Files: []desk.File{site.Picture("canario.png")}}); err != nil {
			t.Fatal(err)
		}
		if _, err := site.Desk.Assign(t.Context(), site.Agent("eva"), who.Number, "sam@example.com"); err != nil {
			t.Fatal(err)
		}
		e := atDesk.Hears("canario secreto")
		if !strings.Contains(e.Data, "canario.png") {
			t.Errorf("the desk heard %+v", e)
		}
		if after := len(b.Get("/tickets").Body); after != before {
			t.Errorf("her list has %d bytes, had %d", after, before)
		}
		says(t, site, site.Agent("eva"), who, "ya está")
	}
	streams[0].Hears("ya está")
	streams[1].Hears("ya está")
	streams[3].Hears("ya está")
	site.Stop()
	for i, s := range streams {
		for _, e := range s.Ends(5 * time.Second) {
			if strings.Contains(e.Data, "canario") {
				t.Errorf("stream %d heard it: %+v", i, e)
			}
		}
	}
}

// And no page, list, search, count or file tells of it.
func TestNotesAreNotSeen(t *testing.T) {
	site := sitetest.Start(t)
	ticket, asked := site.Ticket(ana, desk.StatusOpen), site.GuestTicket()
	b, g := site.As(ana), site.GuestOf(asked)
	b.Get(ticket.Path())
	before := b.Get("/").Body
	for _, x := range []*desk.Ticket{ticket, asked} {
		if _, err := site.Desk.Note(t.Context(), site.Agent(sam), x.Number, desk.Message{Body: "canario secreto", Files: []desk.File{site.Stored("canario.txt", []byte("x"))}}); err != nil {
			t.Fatal(err)
		}
	}
	for path, b := range map[string]*sitetest.Browser{
		ticket.Path(): b, "/tickets": b, "/tickets?q=canario": b, "/tickets?q=secreto": b, ticket.Path() + "?before=99": b, "/settings": b, asked.Path(): g, "/": b,
	} {
		a := b.Get(path)
		if a.Status != 200 || strings.Contains(path, "?q=") && strings.ReplaceAll(a.Body, path[11:], "zzz") != b.Get("/tickets?q=zzz").Body || !strings.Contains(path, "?q=") && strings.Contains(a.Body, "canario") {
			t.Errorf("%s (%d) tells of it", path, a.Status)
		}
	}
	for x, b := range map[*desk.Ticket]*sitetest.Browser{ticket: b, asked: g} {
		path, last := x.Path(), site.Read(x.Number).PublicSeq
		if a := b.Get(path + "?before=1"); !strings.Contains(a.Body, fmt.Sprintf("/live?after=%d&amp;", last)) {
			t.Errorf("%s?before=1 tells how far the ticket is", path)
		}
		if s := b.Listen(fmt.Sprintf("%s/live?after=%d", path, last+1)); s.Next().ID != fmt.Sprint(last) || s.Next().Name != "reset" {
			t.Errorf("%s: the position of the note is known", path)
		}
	}
	if a := b.Get("/tickets?q=canario"); strings.Contains(a.Body, fmt.Sprint(ticket.Number)) {
		t.Error("a search finds it")
	}
	if b.Get("/").Body != before {
		t.Error("a count changed")
	}
	if a := site.As("eva").Get("/desk?view=all&q=canario"); strings.Count(a.Body, `class="queue-row"`) != 2 {
		t.Error("the desk does not find it")
	}
}

// What the page has already does not come again.
func TestPartsComeOnce(t *testing.T) {
	site := sitetest.Start(t)
	b, ticket := site.As(ana), site.Ticket(ana, desk.StatusPending)
	at := stream(t, b.Get(ticket.Path()).Body)
	s := b.Listen(at)
	s.Next()
	says(t, site, site.Agent(sam), ticket, "uno")
	first, second := s.Next(), s.Next()
	if first.ID == "" || second.HasID {
		t.Errorf("%+v, %+v", first, second)
	}
	late := b.Listen(at) // the page comes back with what it knew then
	late.Next()
	if e, parts := late.Next(), late.Next(); e.Data != first.Data || parts.Data != second.Data {
		t.Error("it hears something else than before")
	}
	now := b.Listen(stream(t, b.Get(ticket.Path()).Body))
	now.Next()
	says(t, site, site.Agent(sam), ticket, "dos")
	if e := now.Next(); !strings.Contains(e.Data, "dos") {
		t.Errorf("parts that the page had came again: %+v", e)
	}
}

// stream is the address that a page listens to.
func stream(t *testing.T, body string) string {
	t.Helper()
	for n := range parse(t, body).Descendants() {
		if at := attr(n, "hx-sse:connect"); at != "" {
			return at
		}
	}
	t.Fatal("the page does not listen")
	return ""
}

// The same bytes serve page, answer and stream.
func TestSameBytesEverywhere(t *testing.T) {
	post := sitetest.OpenPostbox(t)
	for name, plan := range map[string]func(*sitetest.Plan){"development": func(*sitetest.Plan) {}, "production": func(p *sitetest.Plan) { p.Post = post }} {
		site := sitetest.Start(t, plan)
		b := site.Stranger()
		if name == "development" {
			b.SignIn("ana@example.com", "")
		} else {
			sent := len(post.All())
			b.Post("/sign-in", map[string][]string{"email": {"ana@example.com"}})
			site.Until("the code", func() bool { return len(post.All()) > sent })
			b.Post("/sign-in/verify", map[string][]string{"code": {eight.FindString(post.Text(sent))}})
		}
		ticket := site.Ticket(ana, desk.StatusPending)
		s := b.Listen(ticket.Path() + "/live?after=2")
		s.Next()
		a := b.Script().Upload(ticket.Path()+"/replies", map[string][]string{"body": {"Línea <1>\n\nhttps://x.example/?a=1&b=2"}, "key": {name}}, sitetest.File{Name: "foto.png", Body: sitetest.PNG(t)})
		e, page := s.Next(), b.Get(ticket.Path()).Body
		html := e.Data
		if a.Status != 201 || !strings.HasPrefix(a.Body, html) || !strings.Contains(page, html) || !strings.Contains(html, `id="entry-3"`) {
			t.Errorf("%s (%d): stream\n%s\nanswer\n%.900s", name, a.Status, html, a.Body)
		}
		again := b.Script().Upload(ticket.Path()+"/replies", map[string][]string{"body": {"Línea <1>\n\nhttps://x.example/?a=1&b=2"}, "key": {name}}, sitetest.File{Name: "foto.png", Body: sitetest.PNG(t)})
		if again.Status != 200 || !strings.HasPrefix(again.Body, html) || site.Read(ticket.Number).LastSeq != 3 {
			t.Errorf("%s: sent again: %d", name, again.Status)
		}
	}
}

// Six streams at once are fine; more than a person can use are not.
func TestManyStreams(t *testing.T) {
	site := sitetest.Start(t)
	b, ticket := site.As(ana), site.Ticket(ana, desk.StatusOpen)
	var open []*sitetest.Stream
	for range 6 {
		s := b.Listen(ticket.Path() + "/live?after=2")
		s.Next()
		open = append(open, s)
	}
	says(t, site, site.Agent(sam), ticket, "a todas")
	for _, s := range open {
		s.Hears("a todas")
	}
	for range 40 {
		s := b.Listen(ticket.Path() + "/live?after=2")
		if s.StatusCode == 429 {
			if s.Header.Get("Retry-After") == "" {
				t.Error("she is not told when to come back")
			}
			site.As(luis).Listen("/tickets/live?after=0").Next() // others are not shut out
			return
		}
		s.Next()
		open = append(open, s)
	}
	t.Error("46 streams of one person are open")
}

// When the server stops, each page is told to come back at a moment of its own.
func TestStopSendsRestart(t *testing.T) {
	site := sitetest.Start(t)
	ticket := site.Ticket(ana, desk.StatusOpen)
	b, agent := site.As(ana), site.As(sam)
	streams := []*sitetest.Stream{b.Listen(ticket.Path() + "/live?after=2"), b.Listen("/tickets/live?after=0"), agent.Listen("/desk/live?after=0"), agent.Listen("/desk" + ticket.Path() + "/live?after=2")}
	for _, s := range streams {
		s.Next()
	}
	start := time.Now()
	site.Stop()
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("it took %v", took)
	}
	for i, s := range streams {
		rest := s.Ends(5 * time.Second)
		if len(rest) == 0 || rest[len(rest)-1].Name != "restart" || rest[len(rest)-1].Retry == "" || rest[len(rest)-1].Data == "" || rest[len(rest)-1].HasID {
			t.Errorf("stream %d ends with %+v", i, rest)
		}
	}
}
