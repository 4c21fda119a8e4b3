package e2e

import (
	"fmt"
	"strconv"
	"testing"
	"time"

	"hilo/app/world"
)

// all tells whether the page shows n entries, each once, in order; between theirs are
// the numbers of what is for staff alone.
func all(n int) string {
	return fmt.Sprintf(`(seqs => seqs.length == %d && seqs.every((seq, i) => !i || seq > seqs[i - 1]))([...document.querySelectorAll("#entries > [id^=entry-]")].map(e => +e.id.slice(6)))`, n)
}

// The server is replaced three times under an open page: nothing is lost,
// nothing comes twice, and the page says where it is.
func TestServerDrops(t *testing.T) {
	s := start(t)
	number := s.opens(world.Ana, "Una duda", "Empiezo.")
	ana := s.browse(t, world.Ana, desktop)
	ana.provoke("ERR_|htmx:sse:error")
	ana.open(fmt.Sprint("/tickets/", number))
	ana.live()
	for i := range 3 {
		s.says(world.Sam, number, fmt.Sprint("antes ", i))
		s.restart()
		s.says(world.Sam, number, fmt.Sprint("entretanto ", i))
		ana.until("caught up", all(3+2*i))
	}
	position := 0
	for _, each := range s.cable.asked("GET", "/live")[1:] {
		n, err := strconv.Atoi(each.last)
		if err != nil || n < position {
			t.Errorf("came back with position %q after %d", each.last, position)
		}
		position = n
	}
}

// The cable is out for five seconds: the page says so, and then has it all.
func TestCableCut(t *testing.T) {
	s := start(t)
	number := s.opens(world.Ana, "Una duda", "Empiezo.")
	ana := s.browse(t, world.Ana, phone)
	ana.provoke("ERR_|htmx:sse:error")
	ana.open(fmt.Sprint("/tickets/", number))
	ana.live()
	cut := time.Now()
	s.cable.cut()
	ana.until("says that it is off", `document.documentElement.dataset.live == "off"`)
	ana.sees("Sin conexión. Volvemos a intentarlo…")
	for i := range 5 {
		s.says(world.Sam, number, fmt.Sprint("entretanto ", i))
	}
	eventually(t, "five seconds pass", func() bool { return time.Since(cut) > 5*time.Second })
	s.cable.plug(t)
	ana.until("caught up", all(6))
	ana.live()
}

// The stream cannot be opened at first: the page heals without a reload.
func TestFirstConnectionFails(t *testing.T) {
	s := start(t)
	number := s.opens(world.Ana, "Una duda", "Empiezo.")
	ana := s.browse(t, world.Ana, desktop)
	ana.provoke("status of 503")
	s.cable.spoil(rule{method: "GET", suffix: "/live", status: 503})
	ana.open(fmt.Sprint("/tickets/", number))
	ana.until("says that it is off", `document.documentElement.dataset.live == "off"`)
	ana.lacks("spoiled")
	s.says(world.Sam, number, "entretanto")
	s.cable.heal()
	ana.live()
	ana.until("caught up", all(2))
}

// A hidden tab holds no stream; shown again it has everything.
func TestHiddenTab(t *testing.T) {
	s := start(t)
	number := s.opens(world.Ana, "Una duda", "Empiezo.")
	ana := s.browse(t, world.Ana, desktop)
	ana.open(fmt.Sprint("/tickets/", number))
	ana.live()
	ana.hide(true)
	eventually(t, "the hidden tab lets its stream go", func() bool { return s.cable.streams() == 0 })
	s.says(world.Sam, number, "mientras no mirabas")
	ana.hide(false)
	ana.until("caught up", all(2))
	eventually(t, "one stream", func() bool { return s.cable.streams() == 1 })
}

// Two tabs are live; signing out in one ends the other, which asks once more
// and then offers the way back in.
func TestSignOutElsewhere(t *testing.T) {
	s := start(t)
	number := s.opens(world.Ana, "Una duda", "Empiezo.")
	ana := s.browse(t, world.Ana, desktop)
	ana.provoke("status.* 401")
	ana.open(fmt.Sprint("/tickets/", number))
	ana.live()
	other := ana.tab(desktop)
	other.open("/tickets")
	other.live()
	s.says(world.Sam, number, "para las dos")
	ana.until("one tab has it", all(2))
	other.sees("Sam: para las dos")

	asked := len(s.cable.asked("GET", fmt.Sprint(number, "/live")))
	other.open("/settings")
	other.press("#main [action='/sign-out'] button")
	other.arrives("/")
	ana.until("it is over", `document.documentElement.dataset.live == "ended" && document.querySelector("#live-state a").getAttribute("href").startsWith("/sign-in")`)
	eval[bool](ana, `(dispatchEvent(new Event("online")), document.dispatchEvent(new Event("visibilitychange")), true)`)
	ana.until("some time passes", `new Promise(done => setTimeout(done, 2500, true))`)
	if n := len(s.cable.asked("GET", fmt.Sprint(number, "/live"))) - asked; n != 1 {
		t.Errorf("asked %d times after the end, 1 wanted", n)
	}
	s.says(world.Sam, number, "ya no se ve aquí")
	ana.lacks("ya no se ve aquí")
}
