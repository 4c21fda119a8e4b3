package web_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"hilo/app/desk"
	"hilo/app/sitetest"
)

// seenPage is a page, part or event as somebody got it.
type seenPage struct {
	what string
	sitetest.Answer
}

// walk visits every page and every refusal in a language: as nobody, as a
// guest, as a customer and at the desk. Everything that can happen to a ticket
// has happened to one.
func walk(t *testing.T, site *sitetest.Site, locale string) (pages []seenPage) {
	t.Helper()
	whose, work := map[string]string{"es": ana, "en": luis}[locale], map[string]string{"es": sam, "en": "eva"}[locale]
	site.Set("UPDATE people SET locale = ? WHERE role <> ''", locale)
	anon := func() *sitetest.Browser { return site.Stranger().With("Accept-Language", locale) }
	b, agent, nobody := site.As(whose).With("Accept-Language", "fr"), site.As(work), anon()
	full := eventful(t, site, whose)
	asked := site.GuestTicket()
	site.Set("UPDATE tickets SET locale = ? WHERE number = ?", locale, asked.Number)
	g := site.GuestOf(asked).With("Accept-Language", locale)
	token := site.Link(asked)
	staff, err := site.Auth.Staff.Add(t.Context(), locale+"noa@example.com", "Noa Gil", false)
	if err != nil {
		t.Fatal(err)
	}
	waits := anon()
	waits.AskCode(locale+"nuevo@example.com", "")
	guestWaits := anon()
	guestWaits.AskGuestCode(token, site.Email(asked.RequesterID))

	add := func(what string, a sitetest.Answer) { pages = append(pages, seenPage{locale + " " + what, a}) }
	get := func(b *sitetest.Browser, who string, paths ...string) {
		for _, path := range paths {
			add(who+" GET "+path, b.Get(path))
			add(who+" GET "+path+" by script", b.Script().Get(path))
		}
	}
	get(nobody, "nobody", "/", "/tickets/new", "/sign-in", "/sign-in?next=/settings", "/g/"+token, "/g/none", "/g/"+token+"/revocation", "/staff/"+staff, "/staff/none", "/nowhere", "/tickets/live", "/static/none.css", "/dev/mail", "/offline", "/sign-in?files=again")
	get(waits, "nobody", "/sign-in/verify")
	get(guestWaits, "nobody", "/g/"+token+"/verify")
	get(g, "guest", asked.Path(), "/tickets", "/tickets/new", "/")
	get(b, whose, "/", "/tickets", "/tickets?show=closed", "/tickets?q=nadalohay", "/tickets/new", "/settings", "/settings?saved=1", "/settings/devices", "/settings/notifications", "/settings/notifications?saved=1", "/notifications", "/tickets/"+noTicket, "/desk", "/nowhere", full.Path(), full.Path()+"?before=9")
	get(agent, work, "/desk", "/tickets", "/settings", "/desk"+full.Path(), "/desk/tickets/"+noTicket, "/desk?q=nadalohay")
	for _, view := range desk.Views {
		get(agent, work, "/desk?view="+string(view))
	}
	for _, status := range []desk.Status{desk.StatusNew, desk.StatusOpen, desk.StatusPending, desk.StatusHold, desk.StatusSolved, desk.StatusClosed} {
		one := site.Ticket(whose, status)
		get(b, whose, one.Path())
		get(agent, work, "/desk"+one.Path())
	}
	leaves := site.As(locale+"adios@example.com").With("Accept-Language", locale)
	add("leaver POST /settings/erasure", leaves.Post("/settings/erasure", nil))
	get(leaves, "leaver", "/settings/erasure")
	add("leaver POST /settings/erasure wrong", leaves.Post("/settings/erasure", url.Values{"code": {"1"}}))
	walkDevices(t, site, b, add)
	post := func(b *sitetest.Browser, who, path string, form url.Values, files ...sitetest.File) {
		add(who+" POST "+path, b.Upload(path, form, files...))
		add(who+" POST "+path+" by script", b.Script().Upload(path, form, files...))
	}
	open := site.Ticket(whose, desk.StatusPending)
	for _, say := range []url.Values{{"body": {""}}, {"body": {strings.Repeat("a", desk.MaxBody+1)}}, {"body": {"a\x00"}}, {"body": {"a"}, "key": {strings.Repeat("a", 101)}}} {
		post(b, whose, open.Path()+"/replies", say)
		post(agent, work, "/desk"+open.Path()+"/replies", say)
		post(agent, work, "/desk"+open.Path()+"/notes", say)
	}
	for _, f := range []sitetest.File{{Name: "p.exe", Body: []byte("MZ")}, {Name: "p.txt"}, {Name: "p.txt", Body: make([]byte, 26<<20)}} {
		post(b, whose, open.Path()+"/replies", url.Values{"body": {"a"}}, f)
	}
	post(b, whose, open.Path()+"/replies", nil, many(11)...)
	post(b, whose, open.Path()+"/resolution", nil)
	post(b, whose, open.Path()+"/rating", url.Values{"score": {"good"}})
	post(b, whose, open.Path()+"/rating", nil)
	for _, subject := range []string{"\u200b", strings.Repeat("a", 201), "4111 1111 1111 1111", locale + " otro asunto", locale + " otro asunto"} {
		post(b, whose, open.Path()+"/subject", url.Values{"subject": {subject}})
	}
	post(b, whose, open.Path()+"/seen", nil)
	post(b, whose, "/tickets", nil)
	post(b, whose, "/tickets", url.Values{"topic": {"x"}, "subject": {strings.Repeat("a", 201)}, "body": {"a"}})
	post(b, whose, "/tickets", url.Values{"topic": {"none"}, "subject": {"a"}, "body": {"a"}})
	post(b, whose, "/settings", url.Values{"name": {strings.Repeat("a", 101)}})
	post(b, whose, "/settings", url.Values{"locale": {"xx"}})
	post(b, whose, "/settings", url.Values{"timezone": {"Europe/Nowhere"}})
	post(b, whose, "/settings/notifications", url.Values{"quiet_from": {"22:00"}, "quiet_to": {"22:00"}})
	post(b, whose, "/settings/notifications", url.Values{"quiet_from": {"22:00"}})
	for _, level := range []string{"needed", "off", "loud", "all"} {
		post(b, whose, open.Path()+"/mute", url.Values{"level": {level}})
	}
	post(b, whose, open.Path()+"/resolution", url.Values{"seq": {"1"}})
	off := "/u/" + site.Auth.Unsubscribe(open.RequesterID, open.Number)
	get(nobody, "nobody", off, "/u/none")
	post(nobody, "nobody", off, nil)
	get(b, whose, open.Path())
	post(b, whose, "/settings/sessions/none", nil)
	post(b, whose, "/share", url.Values{"title": {"Captura"}}, sitetest.File{Name: "p.exe", Body: []byte("MZ")})
	post(b.With("Sec-Fetch-Site", "cross-site"), whose, "/settings", nil)
	post(b, whose, "/", nil)
	key := url.Values{"body": {"uno"}, "key": {"same" + locale}}
	post(b, whose, open.Path()+"/replies", key)
	key.Set("body", "dos")
	post(b, whose, open.Path()+"/replies", key)
	post(nobody, "nobody", "/tickets", nil)
	post(nobody, "nobody", "/tickets", url.Values{"topic": {"other"}, "subject": {"a"}, "body": {"a"}, "name": {strings.Repeat("a", 101)}, "email": {"x@example.com"}})
	post(nobody, "nobody", "/tickets", url.Values{"topic": {"other"}, "subject": {"a"}, "body": {"a"}, "email": {locale + "otra@example.com"}})
	post(nobody, "nobody", "/sign-in", nil)
	post(nobody, "nobody", open.Path()+"/replies", url.Values{"body": {"a"}})
	for range 3 {
		post(waits, "nobody", "/sign-in/verify", url.Values{"code": {"00000000"}})
	}
	post(waits, "nobody", "/sign-in/verify", url.Values{"code": {"1"}})
	post(guestWaits, "nobody", "/g/"+token+"/verify", url.Values{"code": {fmt.Sprint(asked.Number)}})
	post(nobody, "nobody", "/g/"+token+"/revocation", nil)
	post(agent, work, "/desk"+open.Path()+"/replies", url.Values{"body": {"a"}, "send": {"x"}})
	post(agent, work, "/desk"+open.Path()+"/replies", url.Values{"body": {"a"}, "send": {"ask"}, "wants[]": {"x"}})
	post(agent, work, "/desk"+open.Path()+"/assignment", url.Values{"assignee": {"x"}})
	post(agent, work, "/desk"+open.Path()+"/assignment", url.Values{"assignee": {whose + "@example.com"}})
	post(agent, work, "/desk"+open.Path()+"/status", url.Values{"status": {"x"}})
	site.Set("UPDATE limits SET tat = ? WHERE bucket LIKE 'replies/%'", site.Plan.Now().Add(100*time.Second).UnixMicro())
	site.Set("UPDATE limits SET tat = ? WHERE bucket LIKE 'tickets/%'", site.Plan.Now().Add(time.Hour+30*time.Second).UnixMicro())
	post(b, whose, open.Path()+"/replies", url.Values{"body": {"a"}})
	post(b, whose, open.Path()+"/subject", url.Values{"subject": {"a"}})
	post(b, whose, "/tickets", nil)
	site.Set("DELETE FROM limits")
	admin := site.As("admin")
	get(admin, "admin", "/admin/deliveries")
	site.Set(`INSERT INTO jobs (id, kind, payload, ticket, due_at, dead_at, created_at, tries, last_error) SELECT ?, 'mail', '{"person":' || requester_id || '}', number,
		created_at, updated_at, created_at, 75, '451 4.3.0 come back later' FROM tickets WHERE number = ?`, locale+"mail", full.Number)
	get(admin, "admin", "/admin/deliveries", "/desk")
	post(admin, "admin", "/admin/deliveries", nil)
	for path, b := range map[string]*sitetest.Browser{"/desk" + full.Path() + "/live?after=0": agent, full.Path() + "/live?after=0": b, "/tickets/live?after=0": b, "/desk/live?after=0": agent} {
		s := b.Listen(path)
		for e := s.Next(); e.Data == "" || strings.Contains(e.Data, `id="entry-`) && e.ID != fmt.Sprint(full.PublicSeq); e = s.Next() {
			add("hears "+path, sitetest.Answer{Status: 200, Body: e.Data})
		}
		s.Leave()
	}
	return pages
}

// eventful is a ticket to which everything has happened that can.
func eventful(t *testing.T, site *sitetest.Site, who string) *desk.Ticket {
	t.Helper()
	x, asker, agent := site.Ticket(who, desk.StatusNew), site.Person(who), site.Agent("eva")
	d, ctx, n := site.Desk, t.Context(), x.Number
	say := func(text string) desk.Message {
		return desk.Message{Body: text, Files: []desk.File{site.Picture("foto.png"), site.Stored("nota.txt", []byte("hola"))}}
	}
	do := func(e desk.Entry, err error) {
		t.Helper()
		if err != nil || e.Seq == 0 {
			t.Fatal(e.Kind, err)
		}
	}
	do(d.Assign(ctx, agent, n, "sam@example.com"))
	do(d.Assign(ctx, agent, n, ""))
	do(d.Note(ctx, agent, n, say("Para el equipo.")))
	do(d.Reply(ctx, agent, n, say("Lo miramos.")))
	do(d.Ask(ctx, agent, n, say("¿Cuándo?"), desk.Wants))
	do(d.Reply(ctx, asker, n, say("Ayer.")))
	do(d.Rename(ctx, asker, n, "El cobro, dos veces"))
	do(d.SetStatus(ctx, agent, n, desk.StatusHold))
	do(d.SetStatus(ctx, agent, n, desk.StatusOpen))
	do(d.SetStatus(ctx, agent, n, desk.StatusSolved))
	do(d.Reopen(ctx, asker, n))
	do(d.Solve(ctx, agent, n, say("Listo.")))
	do(d.Confirm(ctx, asker, n))
	do(d.Rate(ctx, asker, n, "bad", ""))
	do(d.Rate(ctx, asker, n, "good", ""))
	do(d.SetStatus(ctx, agent, n, desk.StatusOpen))
	do(d.Solve(ctx, agent, n, say("Ahora sí.")))
	for range 2 { // nobody answers
		if err := d.AutoClose(ctx, desk.Ref{Ticket: n, Seq: site.Read(n).LastSeq}); err != nil {
			t.Fatal(err)
		}
	}
	if x = site.Read(n); x.Status != desk.StatusClosed || x.PublicKind != desk.Closed {
		t.Fatalf("it ends %s after %s", x.Status, x.PublicKind)
	}
	return x
}
