package e2e

import (
	"fmt"
	"testing"

	"hilo/app/world"
)

const draft = "Un borrador a medias"

// Twenty messages arrive while Ana writes. At the end of the thread the page
// follows; further up it stays and says how many are new. Text, caret and focus
// are hers all the time.
func TestDraftUnderMessages(t *testing.T) {
	s := start(t)
	number := s.long(world.Ana)
	ana := s.browse(t, world.Ana, desktop)
	ana.open(fmt.Sprint("/tickets/", number))
	ana.live()
	ana.until("opens at the end", atEnd)
	ana.write("#body", draft)
	eval[bool](ana, `(document.querySelector("#body").setSelectionRange(3, 11), true)`)
	s.chatter(number, "a")
	ana.until("the last one came", entriesSaying("mensaje a19")+" == 1")
	ana.until("follows at the end", atEnd)
	ana.until("text, caret and focus stay", writing)
	ana.until("there is nothing to announce", `document.querySelector("#newer").hidden`)

	eval[bool](ana, `(scrollTo({ top: 300, behavior: "instant" }), true)`)
	ana.until("is up there", `Math.abs(scrollY - 300) < 2`)
	s.chatter(number, "b")
	ana.until("says how many are new", `document.querySelector("#newer").checkVisibility() && document.querySelector("#newer").innerText.trim() == "20 mensajes nuevos"`)
	ana.until("did not move", `Math.abs(scrollY - 300) < 2`)
	ana.until("text, caret and focus stay", writing)
	ana.press("#newer")
	ana.until("shows the first new one", `(r => r.top >= 0 && r.bottom <= innerHeight)([...document.querySelectorAll(".entry__body")].find(e => e.innerText.trim() == "mensaje b0").getBoundingClientRect())`)
}

const (
	atEnd   = `document.documentElement.scrollHeight - innerHeight - scrollY < 130`
	writing = `(a => a.id == "body" && a.value == "` + draft + `" && a.selectionStart == 3 && a.selectionEnd == 11)(document.activeElement)`
)

// long makes a ticket whose thread is higher than any screen, and read.
func (s *site) long(email string) int64 {
	number := s.opens(email, "Un hilo largo", "Empiezo.")
	s.chatter(number, "antes ")
	who := s.person(email)
	ticket, err := s.Desk.Ticket(s.t.Context(), who, number)
	s.must(err)
	s.must(s.Desk.See(s.t.Context(), who, ticket, ticket.LastSeq))
	return number
}

// chatter lets Sam send twenty messages at once.
func (s *site) chatter(number int64, mark string) {
	for i := range 20 {
		s.says(world.Sam, number, fmt.Sprint("mensaje ", mark, i))
	}
}

// A draft and its key survive a reload. Sent in one tab it is in no other one, which
// says so.
func TestDraftOnce(t *testing.T) {
	s := start(t)
	number := s.opens(world.Ana, "Una duda", "Empiezo.")
	ana := s.browse(t, world.Ana, desktop)
	ana.open(fmt.Sprint("/tickets/", number))
	ana.live()
	ana.write("#body", draft)
	const key = `document.querySelector("#key").value`
	before := eval[string](ana, key)
	ana.reload()
	ana.until("the draft is back", `document.querySelector("#body").value == "`+draft+`"`)
	if after := eval[string](ana, key); after != before {
		t.Errorf("the key of the draft became %s, was %s", after, before)
	}
	other := ana.tab(desktop)
	other.open(fmt.Sprint("/tickets/", number))
	other.live()
	other.until("the draft is here too", `document.querySelector("#body").value == "`+draft+`"`)
	sent := entriesSaying(draft) + ` == 1 && document.querySelector("#body").value == "" && ` + key + ` != "` + before + `"`
	ana.press("Enviar")
	ana.until("it is sent", sent)
	other.until("it is not here to be sent again", sent)
	other.sees("Se envió o se descartó en otra ventana.")
	ana.until("it is there once", sent)
	if n := s.stored(number, draft); n != 1 {
		t.Errorf("%d messages stored", n)
	}
	ana.reload()
	ana.until("nothing is left to send", `document.querySelector("#body").value == ""`)
}
