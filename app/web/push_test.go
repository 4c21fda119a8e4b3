package web_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"hilo/app/pushtest"
	"hilo/app/sitetest"
)

func subscribe(b *sitetest.Browser, body string) sitetest.Answer {
	return b.Do("POST", "/push/subscriptions", "application/json", strings.NewReader(body))
}

// What is no device's subscription is refused with a sentence, and never dialled.
func TestSubscriptionsThatAreNone(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t)
	b, good := site.As(ana).With("Accept-Language", "es"), papers(pushtest.New(t).Subscribe())
	at := func(endpoint string) string {
		from, rest, _ := strings.Cut(good, `"endpoint":"`)
		_, rest, _ = strings.Cut(rest, `"`)
		return from + `"endpoint":"` + endpoint + `"` + rest
	}
	before := site.Dump(sitetest.Tables)
	for name, tt := range map[string]struct {
		body string
		want int
		say  string
	}{
		"an inner address":     {at("https://10.0.0.1/x"), 422, "una dirección a la que no podemos enviar avisos"},
		"http":                 {at("http://push.example.com/x"), 422, "una dirección a la que no podemos enviar avisos"},
		"five kilobytes":       {at("https://push.example.com/" + strings.Repeat("x", 5000)), 422, "una dirección a la que no podemos enviar avisos"},
		"no keys":              {`{"endpoint":"https://push.example.com/x","keys":{}}`, 422, "unas claves que no sirven"},
		"keys of another kind": {strings.Replace(good, `"auth":"`, `"auth":"AA`, 1), 422, "unas claves que no sirven"},
		"nothing":              {``, 400, ""},
		"no JSON":              {`{"endpoint":`, 400, ""},
		"a list":               {`[]`, 400, ""},
		"a megabyte":           {at("https://push.example.com/" + strings.Repeat("x", 1<<20)), 413, ""},
	} {
		if a := subscribe(b.Script(), tt.body); a.Status != tt.want || !strings.Contains(a.Body, tt.say) {
			t.Errorf("%s: %d %s", name, a.Status, a.Body)
		}
	}
	if a := b.Post("/push/subscriptions", url.Values{"endpoint": {"https://push.example.com/x"}}); a.Status != 415 {
		t.Errorf("a form: %d", a.Status)
	}
	if changed := sitetest.Changed(before, site.Dump(sitetest.Tables)); changed != "" {
		t.Error(changed)
	}
}

// Without the setting for tests this machine is inside, too.
func TestLoopbackIsRefusedInEarnest(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t, func(p *sitetest.Plan) { p.Config.PushLoop = false })
	service := pushtest.New(t)
	b := site.As(ana)
	if a := subscribe(b, papers(service.Subscribe())); a.Status != 422 {
		t.Errorf("got %d", a.Status)
	}
	if b.Post("/push/test", nil); service.Asked() > 0 {
		t.Error("it was dialled")
	}
}

// A subscription for a key that we no longer have is sent back with the one that we have.
func TestSubscriptionForAnOlderKey(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t)
	b, sub := site.As(ana), pushtest.New(t).Subscribe()
	old := strings.Replace(papers(sub), `{"endpoint"`, `{"key":"older","endpoint"`, 1)
	a := subscribe(b, old)
	if a.Status != 409 || !strings.Contains(a.Body, `"key":"`+site.Notify.PushKey()+`"`) || site.Count("SELECT count(*) FROM devices") != 0 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	if a := subscribe(b, strings.Replace(old, "older", site.Notify.PushKey(), 1)); a.Status != 201 {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	if page := b.Get("/settings/devices"); !strings.Contains(page.Body, `data-push="`+site.Notify.PushKey()+`"`) {
		t.Error("the page does not tell the key")
	}
}

// Ana tests her devices and reads what became of each; the one that is gone leaves the list.
func TestTestPush(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t)
	service, lost := pushtest.New(t), pushtest.New(t)
	service.Want(site.Notify.PushKey())
	phone, desktop := site.As(ana).With("Accept-Language", "es"), site.As(ana)
	if a := phone.Post("/push/test", nil); a.Status != 200 || !strings.Contains(text(t, a.Body), "No hay ningún dispositivo al que enviar la prueba") {
		t.Errorf("without devices: %d", a.Status)
	}
	sub := lost.Subscribe()
	subscribe(phone, papers(service.Subscribe()))
	subscribe(desktop, papers(sub))
	list := text(t, phone.Get("/settings/devices").Body)
	if strings.Count(list, "sin avisos todavía") != 2 || strings.Count(list, "Este dispositivo") != 1 {
		t.Errorf("%s", list)
	}
	lost.Answer(410)
	a := phone.Post("/push/test", nil)
	said := text(t, a.Body)
	for _, part := range []string{"Dispositivo encontrado", "Aviso cifrado y firmado", "lo ha aceptado (respuesta 201)", "ya no conoce este dispositivo (respuesta 410)"} {
		if !strings.Contains(said, part) {
			t.Errorf("no %q in\n%s", part, said)
		}
	}
	if p := service.Next(t); !strings.Contains(string(p.Payload), `"title":"Prueba: los avisos funcionan"`) || !strings.Contains(string(p.Payload), `"navigate":"`+site.URL+`/settings/devices"`) || p.Size > 1024 {
		t.Errorf("%d bytes, %s", p.Size, p.Payload)
	}
	if strings.Contains(a.Body, service.URL) || strings.Contains(a.Body, sub.Endpoint) {
		t.Error("the page tells an endpoint")
	}
	service.Answer(429, "Retry-After", "90")
	if a := phone.Script().Post("/push/test", nil); !strings.Contains(text(t, a.Body), "ocupado (respuesta 429). Prueba dentro de 2 minutos") || strings.Contains(a.Body, "<html") {
		t.Errorf("%s", a.Body)
	}
	if n := site.Count("SELECT count(*) FROM devices"); n != 1 {
		t.Errorf("%d devices are left", n)
	}
}

// Where somebody else signs in on the same browser, and where they sign out,
// nothing of the one before arrives.
func TestDeviceFollowsTheBrowser(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t)
	service := pushtest.New(t)
	shared := papers(service.Subscribe())
	first, second := site.As(ana), site.As(luis)
	subscribe(first, shared)
	subscribe(second, shared)
	if first.Post("/push/test", nil); len(service.Pushes()) != 0 {
		t.Error("Ana's push reached Luis")
	}
	if second.Post("/push/test", nil); len(service.Pushes()) != 1 {
		t.Error("Luis gets none")
	}
	second.Post("/sign-out", nil)
	if n := site.Count("SELECT count(*) FROM devices"); n != 0 {
		t.Errorf("%d devices after the sign-out", n)
	}
	if a := subscribe(second, shared); a.Status != 401 {
		t.Errorf("a browser without a session: %d", a.Status)
	}
}

// A guest is offered alerts for the ticket; they end with the revocation of its links.
func TestGuestIsOfferedPushes(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t)
	service, ticket := pushtest.New(t), site.GuestTicket()
	b := site.GuestOf(ticket)
	if page := b.Get(ticket.Path()); !strings.Contains(text(t, page.Body), "Avísame en este dispositivo") {
		t.Error("no offer")
	}
	if page := site.As(ana).Get(site.Ticket(ana, "open").Path()); strings.Contains(page.Body, "data-push=") {
		t.Error("an account is offered a guest's alerts")
	}
	if a := subscribe(b, papers(service.Subscribe())); a.Status != 201 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	if n := site.Count("SELECT count(*) FROM devices WHERE ticket = ?", ticket.Number); n != 1 {
		t.Errorf("%d devices for the ticket", n)
	}
	b.Post("/push/test", nil)
	if p := service.Next(t); !strings.Contains(string(p.Payload), `"navigate":"`+site.URL+ticket.Path()+`"`) {
		t.Errorf("%s", p.Payload)
	}
	site.Stranger().Post("/g/"+site.Link(ticket)+"/revocation", nil)
	if n := site.Count("SELECT count(*) FROM devices"); n != 0 {
		t.Errorf("%d devices after the revocation", n)
	}
}

// Nobody rings all day.
func TestTestsAreLimited(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t)
	b := site.As(ana)
	for range 60 {
		b.Post("/push/test", nil)
	}
	if a := b.Post("/push/test", nil); a.Status != 429 {
		t.Errorf("got %d", a.Status)
	}
}

// A test of devices is over when its asker leaves, whatever they said last, and when
// they ask anew: one runs for each person.
func TestTrialEndsWithItsAsker(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t)
	var asked, running atomic.Int32
	silent := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body) // only then a server notices that the client left
		asked.Add(1)
		running.Add(1)
		defer running.Add(-1)
		<-r.Context().Done()
	}))
	defer silent.Close()
	b := site.As(ana)
	sub := pushtest.New(t).Subscribe()
	sub.Endpoint = silent.URL + "/push/x"
	if a := subscribe(b, papers(sub)); a.Status != 201 {
		t.Fatal(a.Status, a.Body)
	}
	ask := func() net.Conn {
		before := asked.Load()
		conn, err := net.Dial("tcp", site.Addr)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(conn, "POST /push/test HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\nCookie: %s\r\nContent-Length: 0\r\n\r\n", b.Cookies())
		site.Until("it is asked", func() bool { return asked.Load() > before })
		return conn
	}
	began := time.Now()
	first := ask()
	second := ask()
	defer second.Close()
	if head, err := bufio.NewReader(first).ReadString('\n'); !strings.Contains(head, " 204 ") {
		t.Errorf("the first, when the next came: %q, %v", head, err)
	}
	site.Until("one runs", func() bool { return running.Load() == 1 })
	if runtime.GOOS == "linux" {
		second.Write([]byte("X"))
	}
	second.Close()
	site.Until("none runs", func() bool { return running.Load() == 0 })
	if took := time.Since(began); took > 9*time.Second { // they end by themselves after ten
		t.Skip("too slow a machine to tell:", took)
	}
	if n := site.Count("SELECT sum(failures) FROM devices"); n != 0 {
		t.Errorf("%d failures of a device that nobody waited for", n)
	}
}
