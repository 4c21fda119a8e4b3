package web_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"hilo/app/desk"
	"hilo/app/sitetest"
)

// Agents who work fast are not slowed down, and who comes late to the longest
// thread that is still replayed misses nothing of it.
func TestLongThreadFromTheStart(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t)
	ticket, agent := site.Ticket(ana, desk.StatusNew), site.As(sam)
	const last = 499
	for i := site.Read(ticket.Number).LastSeq + 1; i <= last; i++ {
		if a := agent.Post("/desk"+ticket.Path()+"/replies", url.Values{"body": {fmt.Sprint("Paso ", i)}, "send": {"reply"}}); a.Status != 303 {
			t.Fatalf("reply %d: %d", i, a.Status)
		}
	}
	stream := site.As(ana).Listen(ticket.Path() + "/live?after=0")
	defer stream.Leave()
	for seq := 0; seq < last; {
		e := stream.Next()
		if e.Name == "reset" {
			t.Fatalf("reset after %d", seq)
		}
		if e.ID == "" || e.Data == "" {
			continue
		}
		if seq++; e.ID != fmt.Sprint(seq) {
			t.Fatalf("%s where %d should be", e.ID, seq)
		}
	}
}

// A page of earlier entries is told of what is new, not of the notes in between.
func TestEarlierPageFollowsFromTheEnd(t *testing.T) {
	site := sitetest.Start(t)
	ticket, agent := site.Ticket(ana, desk.StatusOpen), site.As(sam)
	at := "/desk" + ticket.Path()
	for _, body := range []string{"Una", "Dos"} {
		agent.Post(at+"/notes", url.Values{"body": {body}})
	}
	last := site.Count("SELECT last_seq FROM tickets WHERE number = ?", ticket.Number)
	if page := agent.Get(at + "?before=2").Body; !strings.Contains(page, fmt.Sprint("/live?after=", last, "&")) {
		t.Errorf("the stream begins before %d", last)
	}
}
