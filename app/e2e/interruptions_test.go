package e2e

import (
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"

	"hilo/app/desk"
	"hilo/app/privacy"
	"hilo/app/world"
)

// Ana's session ends while she writes: she signs in again, is where she was, and
// has her text and her file.
func TestSessionEndsWhileWriting(t *testing.T) {
	s := start(t)
	number := s.opens(world.Ana, "Un recibo", "Os mando el recibo.")
	path := fmt.Sprint("/tickets/", number)
	ana := s.browse(t, world.Ana, phone)
	ana.provoke("status.* 401")
	ana.open(path)
	ana.live()
	ana.write("#body", "Aquí lo tenéis")
	ana.attachFiles("#files", s.screenshot())
	ana.until("the file is up", `document.querySelectorAll("[data-upload]").length == 1`)
	sessions, err := s.Auth.Sessions.Of(t.Context(), s.person(world.Ana).ID)
	s.must(err)
	for _, one := range sessions {
		s.must(s.Auth.Sessions.Revoke(t.Context(), one.PersonID, one.ID))
	}
	ana.until("the page knows", `document.documentElement.dataset.live == "ended"`)
	ana.typed(" todo.")
	ana.press("Enviar")
	ana.sees("Tu sesión ha terminado. Tu texto se guarda en este navegador")
	ana.press("#composer [data-say] a")
	ana.arrives("/sign-in")
	ana.write("#email", world.Ana)
	s.later(2 * time.Minute) // a code a minute
	ana.press("Enviar código")
	ana.arrives("/sign-in/verify")
	ana.write("#code", s.lastCode(world.Ana, 2))
	ana.arrives(path)
	ana.live()
	ana.until("the text is here", `document.querySelector("#body").value == "Aquí lo tenéis todo."`)
	ana.until("and the file", `document.querySelectorAll("[data-upload]").length == 1 && document.querySelector("[data-files]").innerText.includes("captura.png")`)
	ana.press("Enviar")
	ana.until("it is sent", entriesSaying("Aquí lo tenéis todo.")+sentOnce)
	ana.until("with its picture", `!!document.querySelector(".entry--mine img[alt='captura.png']")`)
}

// lastCode waits for the n-th code mail to the address: the ones before it opened
// other sessions.
func (s *site) lastCode(to string, n int) string {
	s.t.Helper()
	eventually(s.t, "another code", func() bool {
		mails, err := s.Notify.Mails(s.t.Context())
		s.must(err)
		have := 0
		for _, m := range mails {
			if m.To == to && m.Subject == "Tu código de verificación" {
				have++
			}
		}
		return have >= n
	})
	return s.code(to)
}

// The line is cut while Ana writes. The page says so where she writes, keeps the
// text, and is well again by itself; on a new ticket too. (What is sent meanwhile
// waits: TestReplyWaits.)
func TestOfflineWhileWriting(t *testing.T) {
	s := start(t)
	number := s.opens(world.Ana, "Una duda", "Empiezo.")
	ana := s.browse(t, world.Ana, phone)
	ana.provoke("ERR_|Failed to fetch|htmx")
	ana.open(fmt.Sprint("/tickets/", number))
	ana.live()
	const says = "Lo que escribes se guarda aquí"
	said := func(p *page) { p.t.Helper(); p.sees(says); p.until("beside the text", besideText) }
	unsaid := func(p *page) {
		p.t.Helper()
		p.until("says it no more", fmt.Sprintf(`!document.body.innerText.includes(%q)`, says))
	}
	unsaid(ana)
	ana.write("#body", draft)
	const message = ".entry__body"
	at, above := ana.spot("Enviar"), ana.spot(message)
	ana.line(false)
	said(ana)
	ana.until("the head says it as well", `document.documentElement.dataset.live == "off" && document.querySelector("#live-state").checkVisibility()`)
	if moved, after := ana.spot("Enviar"), ana.spot(message); moved != at || after != above {
		t.Errorf("what one is about to press went from %v to %v, and what is above from %v to %v", at, moved, above, after)
	}
	ana.fits()
	ana.typed(" más")
	ana.until("the text stays", `document.querySelector("#body").value == "`+draft+` más"`)
	s.says(world.Sam, number, "entretanto")
	ana.line(true)
	unsaid(ana)
	ana.sees("entretanto")
	ana.live()
	ana.press("Enviar")
	ana.until("it is sent", entriesSaying(draft+" más")+sentOnce)

	carla := s.browse(t, "", desktop)
	carla.provoke("ERR_|Failed to fetch|htmx")
	carla.open("/tickets/new")
	carla.write("#body", draft)
	unsaid(carla)
	carla.line(false)
	carla.sees(says)
	carla.line(true)
	unsaid(carla)
	carla.until("the text stays", `document.querySelector("#body").value == "`+draft+`"`)
}

// The sentence stands next to the field, on the screen.
const besideText = `(r => r.height > 0 && r.bottom <= innerHeight && r.top >= 0 && document.querySelector("#body").getBoundingClientRect().top - r.bottom < 60)(document.querySelector(".composer__off").getBoundingClientRect())`

// line cuts the browser's connection, as the browser itself knows it, or mends it.
func (p *page) line(on bool) {
	p.t.Helper()
	call(p, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{MatchedNetworkConditions: []*network.Conditions{{Offline: !on, DownloadThroughput: -1, UploadThroughput: -1}}})
	call(p, network.OverrideNetworkState, network.OverrideNetworkStateParams{Offline: !on, DownloadThroughput: -1, UploadThroughput: -1})
}

// Ana said in another tab that a ticket is not hers. The tab where she writes
// says that it is gone, keeps her text, and leads on; its address is a page with
// ways on, not a dead end.
func TestTicketIsGone(t *testing.T) {
	s := start(t)
	ticket, _, err := s.Desk.OpenFor(t.Context(), world.Ana, desk.Question{Topic: "other", Subject: "No es mío", Message: desk.Message{Body: "Empiezo."}})
	s.must(err)
	path := fmt.Sprint("/tickets/", ticket.Number)
	ana := s.browse(t, world.Ana, phone)
	ana.provoke("status.* 404")
	ana.open(path)
	ana.live()
	ana.write("#body", draft)
	_, err = s.Desk.AnswerOwnership(t.Context(), s.person(world.Ana), ticket.Number, false)
	s.must(err)
	ana.until("its stream is over", `document.documentElement.dataset.live == "ended"`)
	ana.sees("Este ticket ya no está en tu lista")
	ana.press("Enviar")
	ana.sees("Este ticket ya no está aquí, así que no se ha enviado")
	ana.until("the text stays", `document.querySelector("#body").value == "`+draft+`"`)
	ana.press("#composer [data-say] a")
	ana.arrives("/tickets")
	ana.live()
	ana.open(path)
	ana.sees("No encontramos esa página")
	ana.press("#main a[href='/tickets']")
	ana.arrives("/tickets")
}

// While Ana looks at the question whether it is solved, with her line cut, Sam
// writes again. Her old answer changes nothing that she did not mean, and the page is whole.
func TestTicketMovedOn(t *testing.T) {
	s := start(t)
	number := s.opens(world.Ana, "La tarjeta no llega", "La pedí hace un mes.")
	solve(s, number, "Va en camino.")
	ana := s.browse(t, world.Ana, phone)
	ana.provoke("status of|ERR_|htmx")
	s.cable.spoil(rule{method: "GET", suffix: "/live", status: 503})
	ana.open(fmt.Sprint("/tickets/", number))
	ana.sees("¿Está resuelto?")
	ana.write("#body", draft)
	s.says(world.Sam, number, "Perdona, aún no: faltaba un dato.")
	ana.press("Sí, está resuelto")
	ana.sees("ya no hay una solución por confirmar")
	ana.press("Ver lo último")
	ana.sees("Perdona, aún no")
	ana.until("the card is gone", `!document.querySelector("#turn .ask")`)
	ana.until("the text stays", `document.querySelector("#body").value == "`+draft+`"`)
	ana.until("it is open", `document.querySelector("#status").innerText.includes("Estamos en ello")`)
}

// Ana's words are erased while her page is open: it shows what is left, without
// a dead end, and she can begin again.
func TestErasedWhileOpen(t *testing.T) {
	s := start(t)
	number := s.opens(world.Ana, "La tarjeta no llega", "Vivo en la calle Mayor 5.")
	ana := s.browse(t, world.Ana, phone)
	ana.open(fmt.Sprint("/tickets/", number))
	ana.live()
	ana.sees("calle Mayor")
	who := s.person(world.Ana)
	s.must(s.Erasures.Ask(t.Context(), who.ID))
	s.later(privacy.Grace + time.Hour)
	s.must(s.Erasures.Erase(t.Context(), who.ID))
	ana.until("the words are gone", `!document.body.innerText.includes("calle Mayor")`)
	ana.sees("Cerrado")
	ana.live()
	ana.write("#body", "Empiezo de nuevo.")
	ana.press("Enviar")
	ana.until("it is sent", entriesSaying("Empiezo de nuevo.")+sentOnce)
}

// A refused new ticket keeps all that nobody typed twice, files included.
func TestRefusedNewTicketKeepsAll(t *testing.T) {
	s := start(t)
	carla := s.browse(t, "", phone)
	carla.provoke("status of 422")
	carla.open("/tickets/new")
	carla.write("#name", "Carla")
	carla.choose("#topic", "other")
	carla.write("#subject", "No llega mi pedido")
	carla.write("#body", "Lo pedí el lunes.")
	carla.write("#want_transaction", "99887766")
	carla.attachFiles("#files", s.file("justificante.txt", "pedido 4471\n"))
	carla.sees("justificante.txt")
	carla.press("Enviar")
	carla.until("the cursor is at the address", `document.activeElement.id == "email"`)
	carla.until("all is there", `["name", "topic", "subject", "body", "want_transaction"].map(id => document.getElementById(id).value).join("|") == "Carla|other|No llega mi pedido|Lo pedí el lunes.|99887766"`)
	carla.until("the file too", `document.querySelector("#files").files.length == 1 && document.querySelector("[data-files]").innerText.includes("justificante.txt")`)
	carla.write("#email", "carla@example.com")
	carla.press("Enviar")
	carla.sees("c•••@e•••.com")
	number := s.latest("carla@example.com")
	files, err := s.DB.Read.NewSelect().Table("files").Where("ticket = ?", number).Count(t.Context())
	s.must(err)
	if files != 1 {
		t.Errorf("%d files arrived", files)
	}
}
