package web_test

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"hilo/app/desk"
	"hilo/app/sitetest"
)

// A mail program ends mails on one ticket from anywhere, without a cookie; a
// look at the address, by a scanner or a person, ends nothing.
func TestOneClickUnsubscribe(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t, func(p *sitetest.Plan) { p.Config.MailDelay = 0 })
	ticket := site.Ticket(ana, desk.StatusOpen)
	m := site.Mail("ana@example.com", fmt.Sprint(ticket.Number))
	path := strings.TrimSuffix(strings.TrimPrefix(m.Headers["List-Unsubscribe"], "<"+site.URL), ">")
	if !strings.HasPrefix(path, "/u/") || m.Headers["List-Unsubscribe-Post"] != "List-Unsubscribe=One-Click" {
		t.Fatalf("%q", m.Headers)
	}
	anywhere := site.Stranger().With("Sec-Fetch-Site", "cross-site")
	before := site.Dump(sitetest.Tables)
	for range 2 {
		if a := anywhere.Get(path); a.Status != 200 || !strings.Contains(a.Body, `<form method="post">`) || strings.Contains(a.Body, "ana@") || len(a.Header.Values("Set-Cookie")) > 0 {
			t.Errorf("%d %s", a.Status, a.Body)
		}
	}
	if changed := sitetest.Changed(before, site.Dump(sitetest.Tables)); changed != "" {
		t.Errorf("a look changed something:\n%s", changed)
	}
	luisHere := site.As(luis).With("Sec-Fetch-Site", "cross-site") // whoever is signed in there
	before = site.Dump(sitetest.Tables)
	for _, b := range []*sitetest.Browser{anywhere, luisHere} {
		if a := b.Post(path, url.Values{"List-Unsubscribe": {"One-Click"}}); a.Status != 200 || strings.Contains(a.Body, `<form`) {
			t.Errorf("%d %s", a.Status, a.Body)
		}
	}
	if changed := sitetest.Changed(before, site.Dump(sitetest.Tables)); strings.Count(changed, "\n") != 1 || !strings.HasPrefix(changed, "+ mutes ") {
		t.Errorf("changed:\n%s", changed)
	}
	for _, wrong := range []string{path[:len(path)-1], path + "A", "/u/none", "/u/" + strings.Repeat("A", 64)} {
		if a := anywhere.Post(wrong, nil); a.Status != 404 {
			t.Errorf("%s: %d", wrong, a.Status)
		}
	}
	if a := anywhere.Post("/settings", nil); a.Status != 403 {
		t.Errorf("the rule has more than one gap: %d", a.Status)
	}
	sent := len(site.Mails("ana@example.com"))
	says(t, site, site.Agent(sam), ticket, "Otra cosa.")
	site.Settle()
	if len(site.Mails("ana@example.com")) != sent {
		t.Error("a mail came all the same")
	}
	customer := site.As(ana)
	if page := customer.Get(ticket.Path()).Body; !strings.Contains(page, "sin correos") {
		t.Error("the bell does not tell")
	}
	customer.Post(ticket.Path()+"/mute", url.Values{"level": {"all"}})
	sent = len(site.Mails("ana@example.com"))
	says(t, site, site.Agent(sam), ticket, "Y otra.")
	site.Settle()
	if len(site.Mails("ana@example.com")) != sent+1 {
		t.Error("the mails did not come back")
	}
}

// Codes and mails about the account come whatever is turned off.
func TestSecurityMailsAreNotTurnedOff(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t, func(p *sitetest.Plan) { p.Config.MailDelay = 0 })
	b := site.As(ana)
	if a := b.Post("/settings/notifications", url.Values{"quiet_from": {"00:00"}, "quiet_to": {"23:59"}}); a.Status != 303 {
		t.Fatal(a.Status)
	}
	site.As(ana) // its code comes, or the test ends here
	if m := site.Mail("ana@example.com", "Nuevo acceso"); m.Headers["List-Unsubscribe"] != "" {
		t.Error("a mail about the account can be ended")
	}
	site.Ticket(ana, desk.StatusOpen)
	site.Settle()
	for _, m := range site.Mails("ana@example.com") {
		if strings.Contains(m.Subject, "actualizado") {
			t.Error("an alert came that was turned off")
		}
	}
}

// The page of choices shows what is stored, keeps what was typed when it
// refuses, and takes a box that did not come as off.
func TestChoicesPage(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t)
	b := site.As(ana)
	boxes := []string{"push_reply", "push_ask", "push_solve", "mail_reply", "mail_ask", "mail_solve"}
	page := b.Get("/settings/notifications").Body
	for _, name := range boxes {
		if !checked(page, name) {
			t.Errorf("%s is off for who chose nothing", name)
		}
	}
	if checked(page, "push_text") || checked(page, "mail_subject") {
		t.Error("text is shown to who chose nothing")
	}
	for _, on := range append(boxes, "push_text", "mail_subject") {
		if a := b.Post("/settings/notifications", url.Values{on: {"on"}, "quiet_from": {"22:30"}, "quiet_to": {"07:15"}}); a.Status != 303 {
			t.Fatalf("%s: %d", on, a.Status)
		}
		page := b.Get("/settings/notifications").Body
		for _, name := range append(boxes, "push_text", "mail_subject") {
			if checked(page, name) != (name == on) {
				t.Errorf("only %s on: %s is %v", on, name, checked(page, name))
			}
		}
		if !strings.Contains(page, `value="22:30"`) || !strings.Contains(page, `value="07:15"`) {
			t.Error("quiet hours are not kept")
		}
	}
	a := b.Post("/settings/notifications", url.Values{"mail_ask": {"on"}, "quiet_from": {"09:00"}, "quiet_to": {"09:00"}})
	if a.Status != 422 || !checked(a.Body, "mail_ask") || checked(a.Body, "push_text") || strings.Count(a.Body, `value="09:00"`) != 2 || !strings.Contains(a.Body, "aria-invalid") {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	if page := b.Get("/settings/notifications").Body; checked(page, "mail_ask") || !strings.Contains(page, `value="22:30"`) {
		t.Error("a refusal changed something")
	}
}

func checked(page, name string) bool {
	_, after, _ := strings.Cut(page, `name="`+name+`"`)
	tag, _, _ := strings.Cut(after, ">")
	return strings.HasSuffix(tag, " checked")
}

// What a notification's buttons answer is the proposal that it showed.
func TestAnswerToAProposal(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t)
	b := site.As(ana)
	for verb, wants := range map[string]desk.Status{"/resolution": desk.StatusClosed, "/reopening": desk.StatusOpen} {
		old := site.Ticket(ana, desk.StatusSolved)
		first := url.Values{"seq": {fmt.Sprint(old.SolvedSeq)}}
		says(t, site, site.Person(ana), old, "No va.")
		site.Bring(old, desk.StatusSolved)
		now := site.Read(old.Number)
		for name, form := range map[string]url.Values{"an older proposal": first, "no proposal": {"seq": {"1"}}, "0": {"seq": {"0"}}} {
			if a := b.Post(old.Path()+verb, form); a.Status != 409 || !strings.Contains(a.Body, "Ábrelo y mira lo último") || site.Read(old.Number).LastSeq != now.LastSeq {
				t.Errorf("%s, %s: %d", verb, name, a.Status)
			}
		}
		if a := b.Post(old.Path()+verb, url.Values{"seq": {"x"}}); a.Status != 400 {
			t.Errorf("%s, nonsense: %d", verb, a.Status)
		}
		newest := url.Values{"seq": {fmt.Sprint(now.SolvedSeq)}}
		for range 2 { // a worker repeats what it got no answer to
			if a := b.Post(old.Path()+verb, newest); a.Status != 303 {
				t.Errorf("%s: %d", verb, a.Status)
			}
		}
		after := site.Read(old.Number)
		if after.Status != wants || after.LastSeq != now.LastSeq+1 {
			t.Errorf("%s: %s, %d entries", verb, after.Status, after.LastSeq-now.LastSeq)
		}
		says(t, site, site.Agent(sam), old, "Seguimos.")
		other := map[string]string{"/resolution": "/reopening", "/reopening": "/resolution"}[verb]
		if a := b.Post(old.Path()+other, newest); a.Status != 409 {
			t.Errorf("%s after the ticket moved on: %d", other, a.Status)
		}
	}
}

// News are what others did on one's own tickets, newest first; to look at the
// list reads none of them, and each leads to its entry.
func TestNews(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t, func(p *sitetest.Plan) { p.Empty = true })
	b := site.As("nueva@example.com")
	if a := b.Get("/notifications"); a.Status != 200 || !strings.Contains(a.Body, "Todavía no hay novedades") {
		t.Errorf("%d", a.Status)
	}
	site.Set("INSERT INTO people (email, name, role, created_at) VALUES ('eva@example.com', 'Eva Ríos', 'agent', ?)", site.Plan.Now().UTC())
	eva := site.Agent("eva")
	first, second := site.Ticket("nueva@example.com", desk.StatusOpen), site.Ticket("nueva@example.com", desk.StatusSolved)
	says(t, site, site.Person("nueva@example.com"), first, "Gracias.")
	if _, err := site.Desk.Note(t.Context(), eva, first.Number, desk.Message{Body: "canario"}); err != nil {
		t.Fatal(err)
	}
	says(t, site, eva, first, "De nada.")
	site.Ticket("otra@example.com", desk.StatusOpen)
	before := site.Dump(sitetest.Tables)
	page := b.Get("/notifications").Body
	if changed := sitetest.Changed(before, site.Dump(sitetest.Tables)); changed != "" {
		t.Errorf("looking changed:\n%s", changed)
	}
	at := func(ticket *desk.Ticket, seq int64) int {
		return strings.Index(page, fmt.Sprintf(`href="/tickets/%d#entry-%d"`, ticket.Number, seq))
	}
	if newest, solved, oldest := at(first, 5), at(second, 2), at(first, 2); newest < 0 || newest > solved || solved > oldest {
		t.Errorf("order %d %d %d", newest, solved, oldest)
	}
	if strings.Count(page, `class="ticket-row"`) != 3 || strings.Count(page, "data-unread>") != 2 || strings.Contains(page, "canario") {
		t.Errorf("%s", page)
	}
	// One count, at the bell; staff, who have none here, see it at their tickets.
	if strings.Count(page, `class="count"`) != 1 || !regexp.MustCompile(`(?s)href="/notifications" aria-current="page">.{1,200}id="unread" data-count="2"`).MatchString(page) {
		t.Error("the bell does not tell how many, or something else does")
	}
	if page := site.As("eva").Get("/tickets").Body; strings.Contains(page, `#bell"/></svg><span class="unseen">Novedades`) || !regexp.MustCompile(`(?s)href="/tickets"[^>]*>\s*Mis tickets <span class="count" id="unread"`).MatchString(page) {
		t.Error("staff have a bell, or no count")
	}
	b.Get(second.Path())
	if page := b.Get("/notifications").Body; strings.Count(page, "data-unread>") != 1 {
		t.Error("what was read is unread")
	}
}
