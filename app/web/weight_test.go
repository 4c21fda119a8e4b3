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
	firstMost   = 35 << 10 // a first visit to a thread: page, style, script and icons
	furtherMost = 6 << 10  // a page, once a browser has the rest
)

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

// A first visit and a further page stay small, as a browser gets them, with ten
// messages and with a request for details in the thread.
func TestWeightOfPages(t *testing.T) {
	if static.URL("app.js") == "" {
		t.Skip("not built: run go generate ./static")
	}
	site := sitetest.Start(t)
	ticket := site.Ticket(ana, desk.StatusPending)
	for _, text := range []string{
		"Hice la transferencia el martes por la mañana desde mi banco de siempre.",
		"Gracias por escribirnos, Ana. ¿Nos dices a qué hora salió y cuánto era?",
		"Eran 320 euros y salieron a las 9:40; tengo el justificante guardado.",
		"Perfecto. En nuestro lado no consta todavía, así que preguntamos al banco.",
		"¿Suele tardar tanto? La otra vez llegó en menos de una hora.",
		"A veces hay un control manual cuando la cuenta es nueva, y eso lo retrasa.",
		"Entiendo. El viernes tengo que pagar el alquiler con ese dinero.",
		"Lo hemos marcado como urgente y hoy mismo te decimos algo más.",
	} {
		says(t, site, site.Agent(sam), ticket, text)
	}
	site.Bring(ticket, desk.StatusPending)
	site.Settle()
	b := site.As(ana)
	get := func(path string) (sitetest.Answer, int) {
		a := b.With("Accept-Encoding", "br, gzip").Get(path)
		if a.Status != 200 {
			t.Fatalf("%s: %d", path, a.Status)
		}
		return a, weight(a)
	}
	thread, first := get(ticket.Path())
	t.Logf("page %d B, its body %d B", first, len(thread.Body))
	files := append(assets.FindAllString(unpacked(t, thread), -1), static.URL("checklist.js")) // which a script asks for
	slices.Sort(files)
	for _, file := range slices.Compact(files) {
		a, n := get(file)
		t.Logf("%s %d B, its body %d B", file, n, len(a.Body))
		first += n
	}
	t.Logf("first visit %d B", first)
	if first > firstMost {
		t.Errorf("a first visit to a thread takes %d B, at most %d", first, firstMost)
	}
	for _, path := range []string{ticket.Path(), "/tickets", "/tickets/new", "/settings", "/"} {
		if _, n := get(path); n > furtherMost {
			t.Errorf("%s takes %d B more, at most %d", path, n, furtherMost)
		} else {
			t.Logf("%s %d B", path, n)
		}
	}
}
