package e2e

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/serviceworker"
	"github.com/chromedp/chromedp"

	"hilo/app/access"
	"hilo/app/desk"
	"hilo/app/world"
)

// alerts are those on the screen.
const alerts = `navigator.serviceWorker.ready.then(r => r.getNotifications()).then(all => all.map(n => n.title + "|" + n.body + "|" + n.tag).sort().join(";"))`

// said is that the answer is on the screen.
const said = `(await ` + alerts + `).includes("Te hemos respondido")`

// pushes is a browser of Ana's that shows alerts, and how one gets there.
func pushes(t *testing.T) (s *site, ana *page, push func(string)) {
	s, ana = withWorker(t, desktop)
	_, err := chromedp.CallBrowser(ana.ctx, browser.SetPermission, browser.SetPermissionParams{
		Permission: &browser.PermissionDescriptor{Name: "notifications"}, Setting: browser.PermissionSettingGranted, Origin: s.url,
		BrowserContextID: chromedp.FromContext(ana.ctx).BrowserContextID,
	})
	s.must(err)
	eval[string](ana, alerts) // the first look drops what is just being shown
	id := ana.registration()
	return s, ana, func(data string) {
		call(ana, serviceworker.DeliverPushMessage, serviceworker.DeliverPushMessageParams{Origin: s.url, RegistrationID: id, Data: data})
	}
}

// notice is a payload about a ticket.
func (s *site) notice(email string, number, seq int64, title string) string {
	s.t.Helper()
	secret, err := access.LoadSecret(s.cfg.SecretFile)
	s.must(err)
	at := fmt.Sprint(s.url, "/tickets/", number)
	return fmt.Sprintf(`{"web_push":8030,"notification":{"title":%q,"body":"Sam","lang":"es","dir":"auto","tag":"ticket-%[2]d","navigate":%[3]q,
		"actions":[{"action":"reply","title":"Responder","navigate":"%[3]s#reply"},{"action":"confirm","title":"Sí","navigate":%[3]q}],
		"data":{"for":%[4]q,"kind":"solve","ticket":%[2]d,"seq":%[5]d}},"app_badge":3}`, title, number, at, secret.AccountTag(s.person(email).ID), seq)
}

// An alert is shown as it came, a newer one takes its place; what is no alert,
// or somebody else's, is shown without a word of theirs.
func TestAlerts(t *testing.T) {
	s, ana, push := pushes(t)
	is := func(want string) string { return `await ` + alerts + ` == "` + want + `"` }
	number := s.opens(world.Ana, "Una duda", "Empiezo.")
	s.says(world.Sam, number, "Nadie lo ha leído todavía.")
	ana.shown(push, s.notice(world.Ana, number, 2, "Te hemos respondido"), "as it came", is(fmt.Sprintf("Te hemos respondido|Sam|ticket-%d", number)))
	ana.shown(push, s.notice(world.Ana, number, 3, "Dos novedades"), "the newer one instead", is(fmt.Sprintf("Dos novedades|Sam|ticket-%d", number)))
	for _, junk := range []string{"junk", "", "null", `{"notification":7}`, `[]`, s.notice(world.Luis, number, 3, "De Luis")} {
		ana.shown(push, junk, "a plain one for "+junk, is(fmt.Sprintf("Dos novedades|Sam|ticket-%d;Hilo|Tienes novedades en tus tickets.|news", number)))
		eval[bool](ana, `navigator.serviceWorker.ready.then(r => r.getNotifications({ tag: "news" })).then(all => all.forEach(n => n.close())).then(() => true)`)
		ana.settles("and away", is(fmt.Sprintf("Dos novedades|Sam|ticket-%d", number)))
	}
	eval[bool](ana, `new Promise(done => { const r = indexedDB.open("hilo", 99); r.onsuccess = () => { r.result.close(); done(true) } })`) // ours does not open any more
	ana.shown(push, s.notice(world.Ana, number, 4, "Y otra"), "a plain one where the browser has lost whose it is", `(await `+alerts+`).includes("Hilo|") && !(await `+alerts+`).includes("Y otra")`)
}

// shown delivers a push until the screen is as wanted: what comes while the tools
// let go of the worker (see inWorker) is lost, and so is what is just being shown
// when one first looks. The same tag never makes two.
func (p *page) shown(push func(string), data, what, wanted string) {
	p.t.Helper()
	var last time.Time
	p.settled(what, func() string {
		if time.Since(last) > 3*time.Second {
			last = time.Now()
			push(data)
		}
		return wanted
	})
}

// tap presses the alert or one of its buttons; the log is what the worker does with the windows,
// and what it shows: a look at the screen right after that may lose it (see shown).
func (p *page) tap(action string) string {
	p.t.Helper()
	return inWorker[string](p, fmt.Sprintf(`(async () => {
		const log = [];
		const show = ServiceWorkerRegistration.prototype.showNotification;
		ServiceWorkerRegistration.prototype.showNotification = function (title, how) { log.push("show " + how.body); return show.call(this, title, how) };
		let n;
		while (!(n = (await registration.getNotifications()).find(({ tag }) => tag !== "news"))) await new Promise(done => setTimeout(done, 50));
		clients.openWindow = async url => { log.push("open " + new URL(url).pathname) };
		WindowClient.prototype.focus = async function () { log.push("focus " + new URL(this.url).pathname); return this };
		WindowClient.prototype.navigate = async function (url) { log.push("navigate " + new URL(url).pathname + new URL(url).hash); return this };
		const e = new NotificationEvent("notificationclick", { notification: n, action: %q });
		let done; e.waitUntil = p => { done = p };
		dispatchEvent(e);
		await done;
		ServiceWorkerRegistration.prototype.showNotification = show;
		return log.join("; ");
	})()`, action))
}

// A tap leads to the ticket: in the tab that shows it, else in any, else in a new one.
func TestAlertTap(t *testing.T) {
	s, ana, push := pushes(t)
	number := s.opens(world.Ana, "Una duda", "Empiezo.")
	path := fmt.Sprint("/tickets/", number)
	taps := func(action, want string) {
		t.Helper()
		ana.shown(push, s.notice(world.Ana, number, 2, "Te hemos respondido"), "shown", said)
		if got := ana.tap(action); got != strings.ReplaceAll(want, "TICKET", path) {
			t.Errorf("%q: %s, want %s", action, got, want)
		}
		ana.settles("gone", `!await `+alerts)
	}
	taps("", "focus /tickets; navigate TICKET")
	taps("reply", "focus /tickets; navigate TICKET#reply")
	ana.open(path)
	ana.live()
	taps("", "focus TICKET")
	taps("reply", "focus TICKET")
	ana.until("ready to write", `document.activeElement.id == "body"`)
	ana.shown(push, strings.ReplaceAll(s.notice(world.Ana, number, 2, "Te hemos respondido"), s.url, "https://evil.example"), "shown", said)
	if got := ana.tap(""); got != "" {
		t.Errorf("led away: %s", got)
	}
}

// What is tapped on a proposal is said as Ana; where it cannot be, she is told.
func TestAlertAnswers(t *testing.T) {
	s, ana, push := pushes(t)
	ana.provoke("status of 404")
	number := s.opens(world.Ana, "Una duda", "Empiezo.")
	e, err := s.Desk.Solve(t.Context(), s.person(world.Sam), number, desk.Message{Body: "Listo."})
	s.must(err)
	ana.shown(push, s.notice(world.Ana, number, e.Seq, "Te hemos respondido"), "shown", said)
	if got := ana.tap("confirm"); got != "show Hecho. Gracias por decírnoslo." {
		t.Error(got)
	}
	if got := s.inStatus(desk.StatusClosed); got != number {
		t.Errorf("%d was closed, not %d", got, number)
	}
	ana.open("/settings") // which hears of nothing: news would have the worker close what was read
	eval[bool](ana, `navigator.serviceWorker.ready.then(r => r.getNotifications()).then(all => all.forEach(n => n.close())).then(() => true)`)
	ana.settles("gone", `!await `+alerts)
	ana.shown(push, s.notice(world.Ana, 1, 1, "Te hemos respondido"), "shown", said)
	if got := ana.tap("confirm"); !strings.HasPrefix(got, "show No se ha podido enviar. Abre el ticket para responder.") {
		t.Error(got)
	}
}

// What Ana reads elsewhere is announced no longer: her open page hears of it, and
// so does the worker with the next alert, without a sound. What she has not read stays.
func TestAlertsOfWhatWasReadElsewhere(t *testing.T) {
	s, ana, push := pushes(t)
	var numbers []int64
	for _, subject := range []string{"Una", "Otra", "La tercera"} {
		number := s.opens(world.Ana, subject, "Empiezo.")
		s.says(world.Sam, number, "Respuesta.")
		numbers = append(numbers, number)
	}
	is := func(open ...int64) string {
		expr := fmt.Sprintf(`(await %s).split(";").filter(Boolean).length == %d`, alerts, len(open))
		for _, number := range open {
			expr += fmt.Sprintf(` && (await %s).includes("ticket-%d")`, alerts, number)
		}
		return expr
	}
	ana.live()
	ana.shown(push, s.notice(world.Ana, numbers[0], 2, "Te hemos respondido"), "the first", is(numbers[0]))
	ana.shown(push, s.notice(world.Ana, numbers[1], 2, "Te hemos respondido"), "the second", is(numbers[0], numbers[1]))
	s.reads(numbers[0])
	ana.settles("what was read is gone, the other is not", is(numbers[1]))

	ana.open("/offline") // it hears of nothing
	s.reads(numbers[1])
	ana.shown(push, s.notice(world.Ana, numbers[2], 2, "Te hemos respondido"), "with the next alert", is(numbers[2]))

	s.reads(numbers[2])
	ana.open("/tickets")
	ana.settles("when the page is next open", is())
}

// An alert that came while another asked what was read stays, in the place of one that was.
func TestAlertThatCameMeanwhile(t *testing.T) {
	s, ana, push := pushes(t)
	first, second := s.opens(world.Ana, "Una", "Empiezo."), s.opens(world.Ana, "Otra", "Empiezo.")
	for _, number := range []int64{first, second} {
		s.says(world.Sam, number, "Respuesta.")
	}
	has := func(title string) string { return fmt.Sprintf(`(await %s).includes(%q)`, alerts, title) }
	ana.open("/offline") // it hears of nothing
	ana.shown(push, s.notice(world.Ana, first, 2, "La primera"), "the first", has("La primera"))
	s.reads(first)
	come, held := make(chan struct{}), make(chan struct{}, 1)
	s.cable.spoil(rule{method: "GET", suffix: "/notifications", until: come, held: held})
	ana.shown(push, s.notice(world.Ana, second, 2, "La segunda"), "another, which asks", has("La segunda"))
	<-held // the answer: the first was read
	s.says(world.Sam, first, "Otra respuesta.")
	ana.shown(push, s.notice(world.Ana, first, 3, "La tercera"), "one in the place of the first", has("La tercera"))
	s.cable.heal()
	close(come)
	ana.shown(push, s.notice(world.Ana, second, 3, "La cuarta"), "all have asked", has("La cuarta"))
	ana.settles("it is there still", has("La tercera"))
}

// reads has Ana read a ticket elsewhere.
func (s *site) reads(number int64) {
	s.t.Helper()
	who := s.person(world.Ana)
	ticket, err := s.Desk.Ticket(s.t.Context(), who, number)
	s.must(err)
	s.must(s.Desk.See(s.t.Context(), who, ticket, ticket.LastSeq))
}
