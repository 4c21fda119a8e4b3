package e2e

import (
	"fmt"
	"testing"

	"hilo/app/desk"
	"hilo/app/world"
)

// opensAs opens a ticket with an address, as a stranger may.
func (s *site) opensAs(email, subject string) {
	s.t.Helper()
	_, _, err := s.Desk.OpenFor(s.t.Context(), email, desk.Question{Topic: "other", Subject: subject, Message: desk.Message{Body: "Ven a https://evil.example/"}})
	s.must(err)
}

// What strangers open with Ana's address comes behind one line, which stays as she
// left it; by keyboard she says that none of them is hers.
func TestStrangersLine(t *testing.T) {
	s := start(t)
	ana := s.browse(t, world.Ana, desktop)
	ana.open("/tickets")
	ana.live()
	rows := eval[int](ana, `document.querySelectorAll("#tickets > [id]").length`)
	s.opensAs(world.Ana, "Premio uno")
	ana.sees("1 que quizá no es tuyo")
	ana.until("it is closed", `!document.querySelector(".claims").open`)
	ana.begins()
	ana.tabsTo("1 que quizá no es tuyo")
	ana.enter()
	ana.sees("Premio uno")
	s.opensAs(world.Ana, "Premio dos")
	ana.sees("2 que quizá no son tuyos")
	ana.until("it is still open, and the keyboard at the line", `document.querySelector(".claims").open && document.activeElement.matches(".claims summary")`)
	for _, d := range []device{phone, desktop} {
		ana.resize(d)
		ana.fits()
		for _, v := range ana.violations(allRules) {
			t.Errorf("%+v", v)
		}
	}
	if n := eval[int](ana, `document.querySelectorAll("#tickets > [id]").length`); n != rows {
		t.Errorf("%d rows were hers, now %d", rows, n)
	}
	ana.begins() // now that the rows can be seen
	ana.tabsTo("Ninguno es mío")
	ana.enter()
	ana.sees("No se puede deshacer")
	ana.press("No fui yo: cerrar")
	ana.until("it is gone", `location.pathname == "/tickets" && !document.querySelector(".claims") && document.readyState == "complete"`)
	ana.open("/tickets?q=Premio")
	ana.lacks("Premio uno")

	luis := s.browse(t, world.Luis, plain(phone))
	for i := range 3 {
		s.opensAs(world.Luis, fmt.Sprint("Prize ", i))
	}
	luis.open("/tickets")
	luis.press("3 that may not be yours")
	luis.press("They're all mine")
	luis.sees("Prize 2")
	luis.until("they are his", `!document.querySelector(".claims") && document.querySelectorAll("#tickets > [id]").length >= 3`)
}
