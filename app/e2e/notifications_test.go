package e2e

import (
	"testing"

	"hilo/app/world"
)

// What happens comes into the open list of news by itself, and the count with it.
func TestNewsArrive(t *testing.T) {
	s := start(t)
	number := s.opens(world.Ana, "Una duda", "Empiezo.")
	ana := s.browse(t, world.Ana, desktop)
	ana.open("/notifications")
	ana.live()
	unread := eval[int](ana, `Number(document.getElementById("unread").dataset.count)`)
	s.says(world.Sam, number, "Aquí estoy.")
	ana.until("the newest on top", `document.querySelector("#news li").innerText.includes("Una duda") && document.querySelector("#news li").matches("[data-unread]")`)
	if n := eval[int](ana, `Number(document.getElementById("unread").dataset.count)`); n != unread+1 {
		t.Errorf("%d unread, were %d", n, unread)
	}
	ana.press("Sam respondió")
	ana.sees("Aquí estoy.")
}
