package web_test

import (
	"regexp"
	"slices"
	"testing"

	"hilo/app/desk"
	"hilo/app/sitetest"
	"hilo/static"
)

const (
	firstMost   = 40 << 10 // a first visit to a thread: page, style, script and icons
	furtherMost = 6 << 10  // a page, once a browser has the rest
)

// talk is a conversation in which no sentence comes twice: repeats weigh nothing.
var talk = []string{
	"Hice la transferencia el martes por la mañana desde mi banco de siempre.",
	"Gracias por escribirnos, Ana. ¿Nos dices a qué hora salió y cuánto era?",
	"Eran 320 euros y salieron a las 9:40; tengo el justificante guardado.",
	"Perfecto. En nuestro lado no consta todavía, así que preguntamos al banco.",
	"¿Suele tardar tanto? La otra vez llegó en menos de una hora.",
	"A veces hay un control manual cuando la cuenta es nueva, y eso lo retrasa.",
	"Entiendo. El viernes tengo que pagar el alquiler con ese dinero.",
	"Lo hemos marcado como urgente y hoy mismo te decimos algo más.",
	"Nos confirman que llegará esta tarde, antes de las seis.",
}

var assets = regexp.MustCompile(`/static/[\w.-]+`)

// weight is what comes over the wire: the head of an answer and its body.
func weight(a sitetest.Answer) int {
	n := len("HTTP/1.1 200 OK\r\n\r\n") + len(a.Body)
	for name, values := range a.Header {
		for _, value := range values {
			n += len(name) + len(": \r\n") + len(value)
		}
	}
	return n
}

// A first visit and a further page stay small, as a browser gets them: a thread of
// ten messages, and one that asks for details, whose script comes beside it. What
// a phone fetches only to install the app, or to show a picture, does not count.
func TestWeightOfPages(t *testing.T) {
	if static.URL("app.js") == "" {
		t.Fatal("not built: run go generate ./static")
	}
	site := sitetest.Start(t)
	calm, asking := site.Ticket(ana, desk.StatusOpen), site.Ticket(ana, desk.StatusOpen)
	for _, ticket := range []*desk.Ticket{calm, asking} {
		for _, text := range talk {
			says(t, site, site.Agent(sam), ticket, text)
		}
	}
	site.Bring(asking, desk.StatusPending)
	site.Settle()
	b := site.As(ana)
	get := func(path string) sitetest.Answer {
		a := b.With("Accept-Encoding", "br, gzip").Get(path)
		if a.Status != 200 {
			t.Fatalf("%s: %d", path, a.Status)
		}
		return a
	}
	for _, visit := range []struct {
		ticket *desk.Ticket
		later  []string // what a script asks for
	}{{calm, nil}, {asking, []string{static.URL("turn.js")}}} {
		page := get(visit.ticket.Path())
		files := append(assets.FindAllString(unpacked(t, page), -1), visit.later...)
		slices.Sort(files)
		first, heads := len(page.Body), weight(page)-len(page.Body)
		for _, file := range slices.Compact(files) {
			if file != static.URL("icon-apple.png") && file != static.URL("viewer.css") {
				a := get(file)
				first, heads = first+len(a.Body), heads+weight(a)-len(a.Body)
			}
		}
		if t.Logf("a first visit: %d B, of which the page %d; heads %d B", first, len(page.Body), heads); first > firstMost {
			t.Errorf("a first visit to %s takes %d B, at most %d", visit.ticket.Path(), first, firstMost)
		}
	}
	for _, path := range []string{calm.Path(), asking.Path(), "/tickets", "/tickets/new", "/settings", "/"} {
		if n := len(get(path).Body); n > furtherMost {
			t.Errorf("%s takes %d B more, at most %d", path, n, furtherMost)
		}
	}
}
