package e2e

import (
	"crypto/rand"
	"fmt"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"hilo/app/access"
	"hilo/app/clocktest"
	"hilo/app/desk"
	"hilo/app/notify"
	"hilo/app/world"
	"hilo/db"
)

// stop is a page of the tour, as the person sees it who gets there.
type stop struct {
	name  string
	who   string // an address, "" for nobody
	visit func(*page)
}

// tour leads to every page of the product, filled by the demo world.
func (s *site) tour(t *testing.T) []stop {
	t.Helper()
	to := func(path string) func(*page) { return func(p *page) { p.open(path) } }
	link, guests := s.guestLink()
	stops := []stop{
		{"help", "", to("/")},
		{"new as nobody", "", to("/tickets/new")},
		{"new with errors", "", func(p *page) {
			p.open("/tickets/new")
			p.press("#new [data-default]")
			p.until("422", `document.querySelector("[aria-invalid]")`)
		}},
		{"sent", "", func(p *page) {
			p.open("/tickets/new")
			p.asks("nadia@example.com")
			p.until("sent", `document.querySelector(".address")`)
		}},
		{"sign-in", "", to("/sign-in")},
		{"sign-in refused", "", func(p *page) {
			p.open("/sign-in")
			p.submit("#email", "nadie@ejemplo")
			p.until("422", `document.querySelector("#e-email")`)
		}},
		{"verify", "", func(p *page) {
			p.open("/sign-in")
			p.submit("#email", "vera@example.com")
			p.arrives("/sign-in/verify")
		}},
		{"verify refused", "", func(p *page) {
			p.open("/sign-in/verify")
			p.submit("#code", "1")
			p.until("422", `document.querySelector("#e-code")`)
		}},
		{"guest link", "", to(link)},
		{"guest verify", "", func(p *page) { p.open(link); p.submit("", ""); p.arrives(link + "/verify") }},
		{"revocation", "", to(link + "/revocation")},
		{"dead link", "", to("/g/no-such-link")},
		{"staff link", "", to(s.staffLink())},
		{"dead staff link", "", to("/staff/no-such-link")},
		{"not found", "", to("/nada")},
		{"offline", "", to("/offline")},
		{"dev mail", "", to("/dev/mail")},

		{"guest thread", world.Guest, to(fmt.Sprint("/tickets/", guests))},
		{"empty list", "nadia@example.com", to("/tickets")},
		{"tickets", world.Ana, to("/tickets")},
		{"closed tickets", world.Ana, to("/tickets?show=closed")},
		{"nothing found", world.Ana, to("/tickets?q=zzz")},
		{"new", world.Ana, to("/tickets/new")},
		{"help as customer", world.Ana, to("/")},
		{"settings", world.Ana, to("/settings")},
		{"erasure", world.Ana, func(p *page) {
			p.open("/settings")
			p.press("#main form[action='/settings/erasure'] button")
			p.arrives("/settings/erasure")
		}},
		{"choices", world.Ana, to("/settings/notifications")},
		{"choices refused", world.Ana, func(p *page) {
			p.open("/settings/notifications")
			eval[bool](p, `(document.querySelector("#quiet_from").value = document.querySelector("#quiet_to").value = "22:00", true)`)
			p.press("#main form .button")
			p.until("422", `document.querySelector("[aria-invalid]")`)
		}},
		{"news", world.Ana, to("/notifications")},
		{"no news", "nadia@example.com", to("/notifications")},
		{"unsubscribe", "", to(s.unsubscribe())},
		{"devices", world.Ana, to("/settings/devices")},
		{"not hers", world.Ana, to("/tickets/1")},

		{"desk", world.Sam, to("/desk")},
		{"desk, all", world.Sam, to("/desk?view=all")},
		{"desk, solved", world.Sam, to("/desk?view=solved")},
		{"desk, nothing found", world.Sam, to("/desk?q=zzz")},
		{"staff settings", world.Sam, to("/settings")},
		{"nothing given up", world.Admin, to("/admin/deliveries")},
		{"given up", world.Admin, func(p *page) { s.givesUp(); p.open("/admin/deliveries") }},
		{"given up, refused", world.Admin, func(p *page) {
			p.open("/admin/deliveries")
			eval[bool](p, `(document.querySelector("[name=drop][value=mail]").value = "gone", true)`)
			p.press("[name=drop][value=gone]")
			p.until("422", `document.querySelector("#main [role=alert]")`)
		}},
		{"desk with what was given up", world.Admin, to("/desk")},
	}
	for _, status := range []desk.Status{desk.StatusNew, desk.StatusOpen, desk.StatusPending, desk.StatusHold, desk.StatusSolved, desk.StatusClosed} {
		n := s.inStatus(status)
		stops = append(stops,
			stop{"thread, " + string(status), world.Ana, to(fmt.Sprint("/tickets/", n))},
			stop{"desk thread, " + string(status), world.Sam, to(fmt.Sprint("/desk/tickets/", n))})
	}
	n := s.inStatus(desk.StatusPending)
	return append(stops,
		stop{"thread refused", world.Ana, func(p *page) {
			p.open(fmt.Sprint("/tickets/", n))
			p.press("#composer [data-default]")
			p.until("422", `document.querySelector("#e-body")`)
		}},
		stop{"desk refused", world.Sam, func(p *page) {
			p.open(fmt.Sprint("/desk/tickets/", n))
			p.press("#composer [data-default]")
			p.until("422", `document.querySelector("#e-body")`)
		}},
		stop{"desk note", world.Sam, func(p *page) {
			p.open(fmt.Sprint("/desk/tickets/", n))
			p.press(".composer__kinds label:last-child")
			p.until("note", `document.querySelector("[value=note]:checked")`)
		}},
		stop{"a new version, and what to install", world.Ana, func(p *page) {
			p.open("/tickets")
			eval[bool](p, `(document.querySelectorAll("#update, #install, [data-ask], [data-install]").forEach(e => { e.hidden = false }), true)`)
		}},
		stop{"first steps", world.Admin, func(p *page) {
			p.open("/desk")
			p.until("the command can be copied", `!document.querySelector("[data-copies]").hidden`)
			p.press("[data-copies]")
			p.until("it is, or it is marked", `/^Copi(ado|ed)$/.test(document.querySelector("[data-copies]").textContent) || getSelection() == document.querySelector(".steps code").textContent`)
		}},
		stop{"menu", world.Ana, func(p *page) {
			p.open("/tickets")
			p.drops("menu")
		}},
		stop{"bell", world.Ana, func(p *page) {
			p.open(fmt.Sprint("/tickets/", n))
			p.drops("bell-menu")
		}},
		stop{"subject", world.Ana, func(p *page) {
			p.open(fmt.Sprint("/tickets/", n))
			p.drops("rename-menu")
		}},
		stop{"subject refused", world.Ana, func(p *page) {
			p.open(fmt.Sprint("/tickets/", n))
			p.drops("rename-menu")
			p.rewrite("#new-subject", "\u200b")
			p.key(kb.Enter)
			p.until("422", `document.querySelector("#e-new-subject")`)
		}},
		stop{"account menu", world.Ana, func(p *page) {
			p.open("/tickets")
			p.drops("account-menu")
		}},
	)
}

// givesUp has mails to Ana given up: one to decide on, one that is of no use any more, and
// one that was dropped.
func (s *site) givesUp() {
	s.t.Helper()
	now, ana := db.Time(clocktest.Now()), s.person(world.Ana).ID
	for id, job := range map[string][]any{
		"mail": {notify.ByMail, fmt.Sprintf(`{"person":%d}`, ana), nil}, "deliver": {notify.JobDeliver, fmt.Sprintf(`{"person":%d}`, ana), nil},
		"code": {access.JobCode, `{}`, nil}, "passkey": {access.JobPasskey, fmt.Sprintf(`{"PersonID":%d}`, ana), now},
	} {
		_, err := s.DB.Exec(s.t.Context(), `INSERT INTO jobs (id, kind, payload, dropped_at, ticket, due_at, dead_at, created_at, tries, last_error)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, 75, 'mail server mx.example:587: at MAIL FROM: 451 4.3.0 come back later')`,
			append(append([]any{id}, job...), s.inStatus(desk.StatusOpen), now, now, now)...)
		s.must(err)
	}
}

// drops opens a menu from its button.
func (p *page) drops(menu string) {
	p.t.Helper()
	eval[bool](p, fmt.Sprintf(`(document.getElementById(%[1]q).showPopover({ source: document.querySelector("[popovertarget=%[1]s]") }), true)`, menu))
}

// unsubscribe is where a mail program ends mails on a ticket of Ana's.
func (s *site) unsubscribe() string {
	s.t.Helper()
	return "/u/" + s.Auth.Unsubscribe(s.person(world.Ana).ID, s.inStatus(desk.StatusOpen))
}

// asks fills and sends the form of a new ticket as nobody.
func (p *page) asks(email string) {
	p.t.Helper()
	p.write("#email", email)
	p.choose("#topic", "other")
	p.write("#subject", "Una duda")
	p.write("#body", "¿Cómo va?")
	p.press("#new [data-default]")
}

// submit types into a field, if any, and presses the button of its form.
func (p *page) submit(field, text string) {
	p.t.Helper()
	if field != "" {
		p.rewrite(field, text)
	}
	p.press("#main form .button--full")
}

// inStatus is a ticket of Ana in that status.
func (s *site) inStatus(status desk.Status) (number int64) {
	s.t.Helper()
	s.must(s.DB.Read.NewSelect().Table("tickets").Column("number").Where("requester_id = ? AND status = ?", s.person(world.Ana).ID, status).
		Order("updated_at DESC").Limit(1).Scan(s.t.Context(), &number))
	return number
}

// guestLink makes a link to the guest's ticket, and returns its own path.
func (s *site) guestLink() (path string, number int64) {
	s.t.Helper()
	number = s.latest(world.Guest)
	token, err := s.Auth.Guests.Link(s.t.Context(), s.DB, rand.Text(), number, s.person(world.Guest).ID)
	s.must(err)
	return "/g/" + token, number
}

// guestCookie lets the guest in, as the link and the code in the mail do.
func (s *site) guestCookie() string {
	s.t.Helper()
	link, _ := s.guestLink()
	token := link[len("/g/"):]
	challenge, _, err := s.Auth.Guests.SendCode(s.t.Context(), token, access.Ask{Locale: "es", IP: "127.0.0.1", Known: true})
	s.must(err)
	grant, err := s.Auth.Guests.Verify(s.t.Context(), token, challenge, s.code(world.Guest), false, access.Client{})
	s.must(err)
	return grant.Cookie
}

// staffLink is an unused way to the desk, and returns its own path.
func (s *site) staffLink() string {
	s.t.Helper()
	token, err := s.Auth.Staff.Add(s.t.Context(), world.Admin, "Alex Prado", true)
	s.must(err)
	return "/staff/" + token
}
