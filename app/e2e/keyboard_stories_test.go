package e2e

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"hilo/app/world"
)

// Ana finds a ticket with the keyboard alone: from the question mark, and on a
// narrow screen from the menu.
func TestFindByKeyboard(t *testing.T) {
	s := start(t)
	number := s.opens(world.Ana, "La tarjeta no llega", "La pedí hace un mes.")
	ana := s.browse(t, world.Ana, desktop)
	ana.open("/")
	ana.round()
	ana.opensMenu("Ayuda", "#help-menu", ana.enter)
	ana.tabsTo("Mis tickets")
	ana.enter()
	ana.arrives("/tickets")
	ana.round()
	ana.begins()
	ana.tabsTo("Cerrados")
	ana.enter()
	ana.arrives("/tickets?show=closed")
	ana.begins()
	ana.tabsTo("Abiertos")
	ana.enter()
	ana.arrives("/tickets?show=open")
	ana.begins()
	ana.tabsTo("#q")
	ana.key("tarjeta")
	ana.enter()
	ana.arrives("/tickets?q=tarjeta")
	ana.begins()
	ana.tabsTo("La tarjeta no llega")
	ana.enter()
	ana.arrives(fmt.Sprint("/tickets/", number))

	ana.resize(device{width: 390, height: 844})
	ana.open("/")
	ana.round()
	ana.opensMenu("Menú", "#menu", ana.space)
	ana.tabsTo("Obtener ayuda")
	ana.enter()
	ana.arrives("/")
	ana.begins()
	ana.tabsTo("Comprueba tus tickets")
	ana.enter()
	ana.arrives("/tickets")
	ana.opensMenu("Menú", "#menu", ana.enter)
}

// Ana reads, answers, reaches what attaches a file, says that it is solved and
// how we did, without a mouse. What arrives meanwhile takes nothing from her.
func TestAnswerByKeyboard(t *testing.T) {
	s := start(t)
	number := s.opens(world.Ana, "La tarjeta no llega", "La pedí hace un mes.")
	s.says(world.Sam, number, "Hola, Ana. Mira https://example.com/estado y dinos.")
	ana := s.browse(t, world.Ana, desktop)
	ana.open(fmt.Sprint("/tickets/", number))
	ana.live()
	ana.round()
	ana.begins()
	ana.tabsTo("https://example.com/estado")
	ana.tabsTo("#body")
	ana.key("Gracias, espero.")
	if at := ana.tabs(false); !at.is("Adjuntar archivos") {
		t.Errorf("after the text comes «%s»", at.Name)
	}
	if at := ana.tabs(false); !at.is("Enviar") {
		t.Errorf("then «%s»", at.Name)
	}
	ana.tabs(true)
	if at := ana.tabs(true); !at.is("#body") {
		t.Errorf("back from the files comes «%s»", at.Name)
	}
	ana.ctrlEnter()
	ana.until("it is sent, and the cursor is in the box", entriesSaying("Gracias, espero.")+` == 1 && document.activeElement.id == "body" && document.activeElement.value == ""`)
	ana.focus()
	ana.key("Otra cosa")
	ana.tabsTo("Enviar")
	ana.space()
	ana.until("the button sends too", entriesSaying("Otra cosa")+sentOnce+` && document.activeElement.id == "body"`)

	solve(s, number, "Va en camino.")
	ana.sees("¿Está resuelto?")
	ana.until("the cursor stays", `document.activeElement.id == "body"`)
	ana.begins()
	back(ana, "Todavía no")
	back(ana, "Sí, está resuelto")
	ana.enter()
	ana.sees("¿Qué tal te hemos atendido?")
	ana.until("the focus is not lost", `document.activeElement != document.body`)
	ana.begins()
	near(ana, "Bien")
	ana.space()
	ana.sees("Gracias por decírnoslo")
	ana.until("the focus is not lost", `document.activeElement != document.body`)
}

// back goes by Shift+Tab until there.
func back(p *page, what string) {
	p.t.Helper()
	for range 12 {
		if p.tabs(true).is(what) {
			return
		}
	}
	p.t.Fatalf("no Shift+Tab leads to «%s»", what)
}

// near is there already, or gets there by a Tab or two: not around the page.
func near(p *page, what string) {
	p.t.Helper()
	for range 4 {
		if p.focus().is(what) {
			return
		}
		p.tabs(false)
	}
	p.t.Fatalf("«%s» is not near what had the focus", what)
}

// Carla follows her link, proves her address and answers, all by keyboard.
func TestGuestByKeyboard(t *testing.T) {
	s := start(t)
	link, number := s.guestLink()
	carla := s.browse(t, "", desktop)
	carla.open(link)
	carla.round()
	carla.begins()
	carla.tabsTo("Enviar código")
	carla.enter()
	carla.arrives(link + "/verify")
	carla.until("the cursor waits for the code", `document.activeElement.id == "code"`)
	carla.begins()
	carla.focus()
	carla.tabs(true)
	carla.until("above it is the choice", `document.activeElement.name == "trust"`)
	carla.space()
	carla.until("it is chosen", `document.activeElement.checked`)
	carla.tabs(false)
	carla.provoke("status of 422")
	code := s.code(world.Guest)
	carla.key(wrong(code)[:7])
	carla.enter()
	carla.sees("Ahí no vemos ningún código")
	carla.until("the cursor is where it can be mended", `document.activeElement.id == "code"`)
	carla.until("the choice is kept", `document.querySelector("[name=trust]").checked`)
	carla.key(kb.End + strings.Repeat(kb.Backspace, 8))
	carla.key(code[:4] + " " + strings.TrimSpace(code[4:]))
	carla.enter()
	carla.arrives(fmt.Sprint("/tickets/", number))
	carla.live()
	carla.round()
	carla.begins()
	carla.tabsTo("#body")
	carla.key("Lo he encontrado.")
	carla.ctrlEnter()
	carla.until("it is sent", entriesSaying("Lo he encontrado.")+sentOnce+` && document.activeElement.id == "body"`)
}

// A new ticket by keyboard: what helps ticks itself off, an old ticket is
// offered and reached, an empty form says where to mend it, and it is sent.
func TestNewTicketByKeyboard(t *testing.T) {
	s := start(t)
	old := s.opens(world.Ana, "El cajero no me ha dado el dinero", "Lo pedí y no salió.")
	ana := s.browse(t, world.Ana, desktop)
	ana.open("/tickets/new")
	ana.round()
	ana.provoke("status of 422")
	ana.begins()
	ana.tabsTo("Enviar")
	ana.enter()
	ana.until("the cursor is at the first fault", `document.activeElement.getAttribute("aria-invalid") == "true"`)
	ana.begins()
	ana.focus()
	ana.until("which is the topic", `document.activeElement.id == "topic"`)
	ana.arrowDown()
	ana.until("a topic is chosen", `document.activeElement.value != ""`)
	ana.tabsTo("#subject")
	ana.key("El cajero no dio el dinero")
	ana.sees(fmt.Sprint("Continuar en el ticket ", old))
	ana.until("the cursor stays", `document.activeElement.id == "subject"`)
	ana.tabsTo(fmt.Sprint("Continuar en el ticket ", old))
	ana.tabsTo("#body")
	ana.key("Fue ayer a las 17:48, referencia 99887766.")
	ana.until("time and ID are ticked", `document.querySelectorAll("#new [data-done]").length == 2`)
	ana.ctrlEnter()
	ana.until("it is a ticket", `/^\/tickets\/\d+$/.test(location.pathname)`)
	ana.sees("referencia 99887766")
}

// The same as nobody: name and address come first, Enter in a line sends too.
func TestNewTicketAsGuestByKeyboard(t *testing.T) {
	s := start(t)
	carla := s.browse(t, "", desktop)
	carla.open("/tickets/new")
	carla.round()
	carla.provoke("status of 422")
	carla.begins()
	carla.tabsTo("#name")
	carla.key("Carla")
	carla.tabsTo("#email")
	carla.key("carla@")
	carla.tabsTo("#topic")
	carla.arrowDown()
	carla.tabsTo("#subject")
	carla.key("No llega mi pedido")
	carla.tabsTo("#body")
	carla.key("Lo pedí el lunes.")
	carla.ctrlEnter()
	carla.until("the cursor is at the address", `document.activeElement.id == "email" && document.activeElement.getAttribute("aria-describedby") == "e-email"`)
	carla.until("nothing is lost", `["name", "subject", "body"].map(id => document.getElementById(id).value).join() == "Carla,No llega mi pedido,Lo pedí el lunes." && document.getElementById("topic").value`)
	carla.begins()
	carla.focus()
	carla.key(kb.End + "example.com")
	carla.tabsTo("Enviar")
	carla.enter()
	carla.sees("c•••@e•••.com")
	carla.until("the focus is at the news", `document.activeElement.matches("#main h1") && document.title.startsWith(document.activeElement.innerText)`)
	carla.begins()
	carla.tabsTo("Obtener ayuda")
}
