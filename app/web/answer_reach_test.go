package web_test

import (
	"net/url"
	"testing"

	"hilo/app/desk"
	"hilo/app/pushtest"
	"hilo/app/sitetest"
)

// Whose ticket is new reads where they will hear of an answer: by what is on for it, on
// the device that looks or on others, and nothing more. Once it is answered that is over.
func TestNewTicketSaysWhereItsAnswerIsHeardOf(t *testing.T) {
	site := sitetest.Start(t)
	b, other, service := site.As(luis), site.As(luis), pushtest.New(t)
	site.Set("UPDATE people SET locale = 'es'")
	path := site.Ticket(luis, desk.StatusNew).Path()
	const mail, card = "Te avisaremos en l•••@e•••.com", "Te avisaremos en"
	has(t, b.Get(path), 200, mail+" en cuanto contestemos.", "Lo hemos recibido.")
	subscribe(b.Script(), papers(service.Subscribe()))
	has(t, b.Get(path), 200, mail+" y en este dispositivo en cuanto contestemos.")
	has(t, other.Get(path), 200, mail+" y en tus otros dispositivos en cuanto contestemos.")
	b.Post("/settings/notifications", url.Values{"push_reply": {"on"}})
	has(t, b.Get(path), 200, "Te avisaremos en este dispositivo en cuanto")
	has(t, other.Get(path), 200, "Te avisaremos en tus otros dispositivos en cuanto")
	b.Post("/settings/notifications", url.Values{"push_solve": {"on"}, "mail_solve": {"on"}})
	has(t, b.Get(path), 200, "Tus avisos de este ticket están desactivados", "!Te avisaremos")
	b.Post("/settings/notifications", url.Values{"mail_reply": {"on"}})
	b.Post(path+"/mute", url.Values{"level": {"off"}})
	has(t, b.Get(path), 200, "Tus avisos de este ticket están desactivados")

	theirs := site.GuestTicket()
	has(t, site.GuestOf(theirs).Get(theirs.Path()), 200, "Te avisaremos en ", " en cuanto contestemos.")
	has(t, site.As(sam).Get("/desk"+path), 200, "!"+card)
	has(t, b.Get(site.Ticket(luis, desk.StatusOpen).Path()), 200, "!"+card)
}

// Who has only closed tickets is nobody new.
func TestListOfClosedTicketsAlone(t *testing.T) {
	site := sitetest.Start(t, func(p *sitetest.Plan) { p.Empty = true })
	const nueva = "nueva@example.com"
	b := site.As(nueva)
	const greets, done = "Aquí empieza el hilo", "No tienes nada abierto"
	has(t, b.Get("/tickets"), 200, greets, "!"+done)
	first := site.Ticket(nueva, desk.StatusNew)
	has(t, b.Get("/tickets"), 200, "!"+greets, done, ">Cerrados <span") // for when it leaves the open page
	has(t, b.Get("/tickets?q=nadalohay"), 200, "!"+greets, "!"+done)
	site.Set("UPDATE tickets SET status = 'closed' WHERE number = ?", first.Number)
	has(t, b.Get("/tickets"), 200, "!"+greets, done, `href="/tickets?show=closed">1 cerrado <span`)
	site.Set("UPDATE tickets SET proof = 'denied' WHERE number = ?", first.Number)
	has(t, b.Get("/tickets"), 200, greets, "!"+done)
}
