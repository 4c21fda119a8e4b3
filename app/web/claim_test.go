package web_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"hilo/app/desk"
	"hilo/app/sitetest"
)

// Who proves an address later is asked about what was opened with it.
func TestWasItYou(t *testing.T) {
	site := sitetest.Start(t)
	asked, other := site.GuestTicket(), site.GuestTicket()
	site.Set("UPDATE tickets SET requester_id = ? WHERE number = ?", asked.RequesterID, other.Number)
	token := site.Link(asked)
	b := site.As(site.Email(asked.RequesterID))
	label := "abierto sin iniciar sesión; ¿fuiste tú?"
	if list := b.Get("/tickets"); strings.Count(list.Body, label) != 2 {
		t.Error("the list does not ask")
	}
	if page := b.Get(asked.Path()); !strings.Contains(page.Body, "No fui yo") || !strings.Contains(page.Body, `action="`+asked.Path()+`/claim"`) {
		t.Error("the ticket does not ask")
	}
	for _, odd := range []url.Values{nil, {"answer": {"maybe"}}} {
		if a := b.Post(asked.Path()+"/claim", odd); a.Status != 400 {
			t.Errorf("%v: %d", odd, a.Status)
		}
	}
	if a := b.Post(other.Path()+"/claim", url.Values{"answer": {"yes"}}); a.Location != other.Path() || strings.Contains(b.Get(other.Path()).Body, "No fui yo") {
		t.Errorf("yes: %q", a.Location)
	}
	open := b.Listen(stream(t, b.Get("/tickets").Body))
	open.Next()
	if a := b.Post(asked.Path()+"/claim", url.Values{"answer": {"no"}}); a.Status != 303 || a.Location != "/tickets" {
		t.Errorf("no: %d to %q", a.Status, a.Location)
	}
	open.Hears(`hx-swap="delete"`)
	says(t, site, site.Agent(sam), asked, "¿Quién eres?")
	site.Settle()
	list := b.Get("/tickets").Body + b.Get("/tickets?show=closed").Body
	if strings.Contains(list, asked.Path()) || !strings.Contains(list, other.Path()) || b.Get(asked.Path()).Status != 404 {
		t.Error("it is still there, or the other one is not")
	}
	if a := site.Stranger().Get("/g/" + token); a.Status != 404 {
		t.Errorf("its link: %d", a.Status)
	}
	for _, m := range site.Mails(site.Email(asked.RequesterID)) {
		if strings.Contains(m.Subject, "respuesta") {
			t.Errorf("was told: %q", m.Subject)
		}
	}
	atDesk := text(t, site.As(sam).Get("/desk"+asked.Path()).Body)
	if !strings.Contains(atDesk, "no abrió el ticket") || !strings.Contains(atDesk, "dice que no lo abrió") || site.Read(asked.Number).Status != desk.StatusOpen {
		t.Error("staff do not know why")
	}
}

// A guest's code proves the ticket on every open page, at once.
func TestProofIsLive(t *testing.T) {
	site := sitetest.Start(t)
	asked := site.GuestTicket()
	agent, owner := site.As(sam), site.As(site.Email(asked.RequesterID))
	queue, list := agent.Get("/desk?view=all").Body, owner.Get("/tickets").Body
	id, label := fmt.Sprint("ticket-", asked.Number), "Correo sin verificar"
	if !strings.Contains(element(t, queue, id), label) || !strings.Contains(element(t, list, id), "¿fuiste tú?") {
		t.Fatal("it counts as proven already")
	}
	atDesk, theirs := agent.Listen(stream(t, queue)), owner.Listen(stream(t, list))
	site.GuestOf(asked)
	if e := atDesk.Hears(id); strings.Contains(e.Data, label) {
		t.Errorf("the desk heard %s", e.Data)
	}
	if e := theirs.Hears(id); strings.Contains(e.Data, "¿fuiste tú?") {
		t.Errorf("the list heard %s", e.Data)
	}
}
