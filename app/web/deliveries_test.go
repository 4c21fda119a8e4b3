package web_test

import (
	"crypto/rand"
	"fmt"
	"net/url"
	"path"
	"regexp"
	"sync/atomic"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"hilo/app/clocktest"
	"hilo/app/sitetest"
)

// outage is a site whose mail server takes nothing, and whose clock can be turned.
type outage struct {
	*sitetest.Site
	t     *testing.T
	post  *sitetest.Postbox
	ahead *atomic.Int64
}

func startOutage(t *testing.T) *outage {
	o := startTurning(t)
	o.post.Refuse(&smtp.SMTPError{Code: 451, Message: "come back later, marta@example.com"})
	return o
}

// startTurning is one whose mail server takes all for now.
func startTurning(t *testing.T) *outage {
	o := &outage{t: t, post: sitetest.OpenPostbox(t), ahead: new(atomic.Int64)}
	o.Site = sitetest.Start(t, func(p *sitetest.Plan) {
		p.Post, p.Config.Proxy = o.post, []string{"127.0.0.0/8"}
		p.Now = func() time.Time { return clocktest.Now().Add(time.Duration(o.ahead.Load())) }
	})
	return o
}

// staff is somebody of the desk who came by a link: it takes no mail.
func (o *outage) staff(admin bool) *sitetest.Browser {
	o.t.Helper()
	token, err := o.Auth.Staff.Add(o.t.Context(), map[bool]string{true: "noa@example.com", false: "leo@example.com"}[admin], "Noa", admin)
	if err != nil {
		o.t.Fatal(err)
	}
	b := o.Stranger()
	has(o.t, b.Post("/staff/"+token, nil), 303)
	return b
}

// asks has somebody open a ticket without signing in, who waits for its link.
func (o *outage) asks(email string) {
	o.t.Helper()
	form := url.Values{"email": {email}, "topic": {"other"}, "subject": {"Duda"}, "body": {"¿Y ahora?"}, "key": {rand.Text()}}
	has(o.t, o.Stranger().Post("/tickets", form), 201)
}

// pass turns the clock and lets what is due be tried.
func (o *outage) pass(d time.Duration) {
	o.t.Helper()
	o.ahead.Add(int64(d))
	o.Box.Wake()
	o.Settle()
}

// dead is the id of the one dead job of a kind.
func (o *outage) dead(kind string) (id string) {
	o.t.Helper()
	jobs, err := o.Box.Dead(o.t.Context())
	if err != nil {
		o.t.Fatal(err)
	}
	for _, job := range jobs {
		if job.Kind == kind {
			id = job.ID
		}
	}
	return id
}

// A mail server that refuses for 72 hours loses nothing: admins read above the desk that
// something waits, see what and why, and send it again when the server takes it. Nobody
// else knows of it.
func TestWhatFailedIsSeenAndSentAgain(t *testing.T) {
	o := startOutage(t)
	const line, title, deliveries = "a que decidas", "Avisos no entregados", "/admin/deliveries"
	o.asks("marta@example.com")
	o.asks("nuria@example.com")
	has(t, o.Stranger().Post("/sign-in", url.Values{"email": {"petra@example.com"}}), 303)
	o.Settle()
	admin := o.staff(true)
	has(t, admin.Get("/desk"), 200, "!aviso no se pudo", title) // in the menu
	has(t, admin.Get(deliveries), 200, "Todo se ha entregado")
	for range 3 {
		o.pass(25 * time.Hour)
	}
	admin, agent := o.staff(true), o.staff(false)
	has(t, admin.Get("/desk"), 200, "2 avisos no se pudieron entregar", `href="`+deliveries+`"`)
	has(t, agent.Get("/desk"), 200, "!"+line, "!"+title, "!"+deliveries)
	has(t, agent.Get(deliveries), 404)
	has(t, agent.Post(deliveries, url.Values{"retry": {"all"}}), 404)

	received, code := o.dead("received"), o.dead("code")
	page := admin.Get(deliveries)
	has(t, page, 200, title, "Confirmación de un ticket nuevo, por correo", "m•••@e•••.com", "n•••@e•••.com", "451", "come back later", "tras 4 intentos",
		"!marta@", "!nuria@", "!petra@", "Código, por correo", "p•••@e•••.com", "Ya no sirve", `name="retry" value="`+received, `name="drop" value="`+code, `!name="retry" value="`+code, "Enviar los 2 otra vez")
	ticket := regexp.MustCompile(`/desk/tickets/\d+`).FindString(page.Body)
	has(t, admin.Get(ticket), 200, "no se pudo entregar y ya no se intenta")
	var marta, noa int64
	if err := o.DB.Read.NewRaw("SELECT requester_id, (SELECT id FROM people WHERE email = 'noa@example.com') FROM tickets WHERE number = ?", path.Base(ticket)).Scan(t.Context(), &marta, &noa); err != nil {
		t.Fatal(err)
	}
	for who, to := range map[int64]string{noa: "/tickets/", marta: "/desk/tickets/"} { // the admin's own is where it is theirs
		o.Site.Set(fmt.Sprintf("UPDATE tickets SET requester_id = %d, proof = 'session' WHERE number = %s", who, path.Base(ticket)))
		has(t, admin.Get(deliveries), 200, `href="`+to+path.Base(ticket)+`"`)
		has(t, admin.Get(to+path.Base(ticket)), 200)
	}
	o.Site.Set(fmt.Sprintf("UPDATE tickets SET requester_id = %d WHERE number = %s", marta, path.Base(ticket)))
	for form, says := range map[string]string{"retry=" + code: "Ya no sirve", "retry=nonsense": "alguien lo hizo antes", "drop=" + received[1:]: "alguien lo hizo antes", "": "Elige qué hacer"} {
		values, _ := url.ParseQuery(form)
		has(t, admin.Post(deliveries, values), 422, says, `role="alert"`, received)
	}

	has(t, admin.Post(deliveries, url.Values{"drop": {received}}), 303)
	has(t, admin.Get(deliveries+"?done=drop"), 200, "Descartado hoy", "Durante 30 días", `name="retry" value="`+received, `!name="drop" value="`+received)
	has(t, admin.Get("/desk"), 200, "1 aviso no se pudo entregar")
	o.post.Refuse(nil)
	for _, id := range []string{"all", received} {
		if a := admin.Post(deliveries, url.Values{"retry": {id}}); a.Status != 303 || a.Location != deliveries+"?done=retry" {
			t.Errorf("%d to %s", a.Status, a.Location)
		}
	}
	o.Settle()
	if n := len(o.post.All()); n < 2 {
		t.Errorf("%d mails came", n)
	}
	has(t, admin.Get("/desk"), 200, "!"+line)
	has(t, admin.Script().Get(deliveries+"?done=retry"), 200, "Se envía otra vez", "!Confirmación", "Código, por correo")
	has(t, admin.Post(deliveries, url.Values{"drop": {"all"}}), 303)
	o.Site.Set("UPDATE people SET locale = 'en' WHERE role = 'admin'")
	has(t, admin.Get(deliveries), 200, "Undelivered messages", "Dropped today", "It is of no use any more", fmt.Sprint("!", received))
}
