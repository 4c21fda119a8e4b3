package e2e

import (
	"fmt"
	"testing"

	"hilo/app/desk"
	"hilo/app/world"
)

// The bell of a ticket, with a script and without: what is chosen holds, the
// bell says it, and nobody loses their place.
func TestBell(t *testing.T) {
	s := start(t)
	path := fmt.Sprint("/tickets/", s.inStatus(desk.StatusPending))
	for name, d := range map[string]device{"script": phone, "no script": plain(phone)} {
		p := s.browse(t, world.Ana, d)
		p.open(path)
		for _, level := range []string{"Ninguno", "Solo cuando te necesitemos", "Todos"} {
			if name == "script" {
				eval[bool](p, `(window.stayed = true)`)
			}
			p.press("#bell > button")
			p.until("the menu", `document.querySelector("#bell-menu:popover-open")`)
			p.press(map[string]string{"Ninguno": "#bell-menu [value=off]", "Todos": "#bell-menu [value=all]"}[level] + map[bool]string{true: "#bell-menu [value=needed]"}[level[0] == 'S'])
			p.until(level, fmt.Sprintf(`document.querySelector("#bell > button")?.getAttribute("aria-label").endsWith(": %s") && !document.querySelector("#bell-menu:popover-open")`, level))
			if name == "script" {
				p.until("focus", `document.activeElement === document.querySelector("#bell > button") && window.stayed`)
			}
		}
	}
}
