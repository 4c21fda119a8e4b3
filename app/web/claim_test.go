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
	if entry := element(t, b.Get(asked.Path()).Body, "entry-1"); !strings.Contains(entry, "Alguien con tu dirección") || strings.Contains(entry, "Tú") || strings.Contains(entry, "entry--mine") {
		t.Errorf("the thread says %s", entry)
	}
	if seen := element(t, b.Get(asked.Path()).Body, "seen"); strings.Contains(seen, "Enviado") || strings.Contains(seen, "Visto") {
		t.Errorf("somebody else's words are said to be %s", seen)
	}
	has(t, b.Post(asked.Path()+"/claim", url.Values{"answer": {"no"}}), 200, "No se puede deshacer.", `name="sure" value="on"`, `action="`+asked.Path()+`/claim"`)
	if site.Read(asked.Number).Proof != desk.ProofNone {
		t.Error("it was not asked")
	}
	if a := b.Post(asked.Path()+"/claim", url.Values{"answer": {"no"}, "sure": {"on"}}); a.Status != 303 || a.Location != "/tickets" {
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
	if !strings.Contains(element(t, queue, id), label) || !strings.Contains(element(t, list, fmt.Sprint("claim-", asked.Number)), "¿fuiste tú?") {
		t.Fatal("it counts as proven already")
	}
	atDesk, theirs := agent.Listen(stream(t, queue)), owner.Listen(stream(t, list))
	site.GuestOf(asked)
	if e := atDesk.Hears(id); strings.Contains(e.Data, label) {
		t.Errorf("the desk heard %s", e.Data)
	}
	if e := theirs.Hears(`id="` + id); strings.Contains(e.Data, "¿fuiste tú?") {
		t.Errorf("the list heard %s", e.Data)
	}
	if e := theirs.Hears(`hx-target="#claims"`); strings.Contains(e.Data, id) {
		t.Errorf("it is still asked about: %s", e.Data)
	}
}

// A stranger opens 120 tickets with Ana's address: her own stay on the first page,
// the others are behind one line, and two answers rid her of them.
func TestStrangersDoNotFillTheList(t *testing.T) {
	site := sitetest.Start(t)
	own := site.Ticket(ana, desk.StatusOpen)
	open := func() *desk.Ticket {
		t.Helper()
		ticket, _, err := site.Desk.OpenFor(t.Context(), "ana@example.com", desk.Question{
			Topic: "other", Subject: "Premio", Locale: "es", Message: desk.Message{Body: "Ven a https://evil.example/premio"}})
		if err != nil {
			t.Fatal(err)
		}
		return ticket
	}
	for range 120 {
		open()
	}
	site.Settle()
	b := site.As(ana)
	first := b.Get("/tickets")
	list := element(t, first.Body, "tickets")
	if !strings.Contains(list, own.Path()) || strings.Contains(list, "Premio") {
		t.Error("her own are not on the first page, or a stranger's are")
	}
	claims := element(t, first.Body, "claims")
	if !strings.Contains(text(t, claims), "120 que quizá no son tuyos") || strings.Contains(claims, "<details open") || !strings.Contains(claims, "<details") {
		t.Errorf("the line: %.300s", claims)
	}
	if strings.Contains(claims, "evil.example") {
		t.Error("it shows a stranger's words")
	}
	shown := numbersIn(t, claims)
	if len(shown) != desk.ClaimsMost {
		t.Fatalf("%d are shown", len(shown))
	}
	for _, path := range []string{"/tickets?show=closed", "/notifications"} {
		if strings.Contains(b.Get(path).Body, "Premio") {
			t.Errorf("%s shows a stranger's", path)
		}
	}
	for name, odd := range map[string]url.Values{
		"no answer": {"numbers": shown}, "an odd one": {"numbers": shown, "answer": {"yes"}}, "no numbers": {"answer": {"not"}},
		"an odd number": {"numbers": {"1x"}, "answer": {"not"}}, "too many": {"numbers": append(shown, "12345678"), "answer": {"not"}},
	} {
		if a := b.Post("/tickets/claims", odd); a.Status != 400 {
			t.Errorf("%s: %d", name, a.Status)
		}
	}
	if a := site.As(luis).Post("/tickets/claims", url.Values{"numbers": shown, "answer": {"not"}, "sure": {"on"}}); a.Status != 303 || len(numbersIn(t, b.Get("/tickets").Body)) != len(shown) {
		t.Errorf("luis answers for her: %d", a.Status)
	}
	has(t, b.Post("/tickets/claims", url.Values{"numbers": shown, "answer": {"not"}}), 200, "No se puede deshacer.", `name="numbers" value="`+shown[0]+`"`)
	if len(numbersIn(t, b.Get("/tickets").Body)) != len(shown) {
		t.Error("it was not asked")
	}
	stream := b.Listen(stream(t, first.Body))
	stream.Next()
	for _, left := range []string{"20 que quizá no son tuyos", ""} {
		if a := b.Post("/tickets/claims", url.Values{"numbers": numbersIn(t, b.Get("/tickets").Body), "answer": {"not"}, "sure": {"on"}}); a.Status != 303 || a.Location != "/tickets" {
			t.Fatalf("%d to %q", a.Status, a.Location)
		}
		now := element(t, b.Get("/tickets").Body, "claims")
		if left == "" && strings.Contains(now, "<") && strings.Contains(now, "details") || !strings.Contains(text(t, now), left) {
			t.Errorf("want %q: %.300s", left, now)
		}
		stream.Hears(`hx-target="#claims"`)
	}
	late := open()
	if e := stream.Hears(`hx-target="#claims"`); !strings.Contains(text(t, e.Data), "1 que quizá no es tuyo") || strings.Contains(e.Data, `id="ticket-`+fmt.Sprint(late.Number)) {
		t.Errorf("a new one: %.300s", e.Data)
	}
}

func numbersIn(t *testing.T, page string) (numbers []string) {
	t.Helper()
	for n := range parse(t, page).Descendants() {
		if attr(n, "name") == "numbers" {
			numbers = append(numbers, attr(n, "value"))
		}
	}
	return numbers
}

// No address in a ticket that may be a stranger's is a link, until it was her.
func TestNoLinksOfStrangers(t *testing.T) {
	site := sitetest.Start(t)
	ticket, _, err := site.Desk.OpenFor(t.Context(), "ana@example.com", desk.Question{
		Topic: "other", Subject: "Premio", Message: desk.Message{Body: "Ven a https://evil.example/premio"}})
	if err != nil {
		t.Fatal(err)
	}
	site.Settle()
	b := site.As(ana)
	const link = `href="https://evil.example/premio"`
	replay := func() string {
		t.Helper()
		return b.Listen(ticket.Path() + "/live?after=0").Hears("evil.example").Data
	}
	look := func() map[string]string {
		t.Helper()
		return map[string]string{"page": b.Get(ticket.Path()).Body, "stream": replay(), "export": unzip(t, b.Get("/settings/export"))["index.html"]}
	}
	for name, page := range look() {
		if strings.Contains(page, link) || !strings.Contains(page, "evil.example/premio") {
			t.Errorf("%s before: a link, or no words", name)
		}
	}
	if !strings.Contains(site.As(sam).Get("/desk"+ticket.Path()).Body, link) {
		t.Error("staff have no link")
	}
	if a := b.Post(ticket.Path()+"/claim", url.Values{"answer": {"yes"}}); a.Status != 303 {
		t.Fatal(a.Status)
	}
	for name, page := range look() {
		if !strings.Contains(page, link) {
			t.Errorf("%s afterwards: no link", name)
		}
	}
}
