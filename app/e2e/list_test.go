package e2e

import (
	"fmt"
	"testing"

	"hilo/app/desk"
	"hilo/app/world"
)

// Ana has more tickets than a page shows, and reads far down. What Sam answers
// goes to its place without moving what she looks at or where she is; the list
// goes on; a search finds by the beginning of words, without accents.
func TestLongList(t *testing.T) {
	s := start(t)
	ana, marta := s.browse(t, world.Ana, desktop), s.browse(t, "marta@example.com", phone)
	var numbers []int64
	for i := range desk.ListPage + 12 {
		ticket, _, err := s.Desk.Open(t.Context(), s.person(world.Ana), desk.Question{Topic: "other", Subject: fmt.Sprint("Consulta ", i), Message: desk.Message{Body: "¿Cómo activo la reclamación?"}})
		s.must(err)
		numbers = append(numbers, ticket.Number)
	}
	ana.open("/tickets")
	ana.live()
	ana.sees("Te toca a ti")
	ana.sees("En curso")

	agent := s.person(world.Sam)
	answer := func(number int64, words string) {
		_, err := s.Desk.Reply(t.Context(), agent, number, desk.Message{Body: words})
		s.must(err)
	}
	row := func(number int64) string { return fmt.Sprintf("document.getElementById('ticket-%d')", number) }
	read := numbers[len(numbers)-20]
	ana.until("she reads far down", fmt.Sprintf(`(() => { const a = %s.querySelector("a"); a.focus({ preventScroll: true }); a.scrollIntoView({ block: "center", behavior: "instant" }); window.top0 = a.getBoundingClientRect().top; return scrollY > 500; })()`, row(read)))
	answer(numbers[len(numbers)-40], "Respuesta viva")
	ana.until("the answer is in its place", fmt.Sprintf(`document.querySelector("#tickets").innerText.includes("Respuesta viva") && document.querySelectorAll(".tickets__group")[1].nextElementSibling === %s`, row(numbers[len(numbers)-40])))
	ana.until("nothing else moved", fmt.Sprintf(`document.activeElement === %s.querySelector("a") && Math.abs(document.activeElement.getBoundingClientRect().top - top0) < 2`, row(read)))

	ana.until("the list ends", `document.querySelectorAll("#tickets > [id]").length == 50`)
	ana.press("Ver más")
	ana.until("it goes on, each row once", fmt.Sprintf(`%s && (ids => new Set(ids).size == ids.length && ids.length > 60)([...document.querySelectorAll("#tickets > [id]")].map(r => r.id))`, row(numbers[0])))
	answer(numbers[0], "También viva")
	ana.until("it moves up from there", fmt.Sprintf(`document.querySelectorAll(".tickets__group")[1].nextElementSibling === %s`, row(numbers[0])))

	const focused = ` && document.activeElement.id == "q"`
	ana.write("#q", "RECLAMACION tambien viv")
	ana.until("one is found while she types", `document.querySelectorAll("#tickets > [id]").length == 1 && document.querySelector("#tickets mark").textContent == "También" && location.search == "?q=RECLAMACION+tambien+viv"`+focused)
	ana.live()
	answer(numbers[0], "Y otra vez viva")
	ana.until("what was found is live", `document.querySelector("#tickets").innerText.includes("viva")`+focused)
	ana.typed("zzz")
	ana.sees("No encontramos nada con")
	ana.press("Borrar la búsqueda")
	ana.arrives("/tickets")

	// What stands far up in a thread is what its ticket opens at.
	s.says(world.Ana, numbers[0], "Se llama Ultramarinos Óscar.")
	for range 3 {
		s.chatter(numbers[0], "mucho ")
	}
	ana.open("/tickets?q=ultramarinos")
	ana.press("#tickets a")
	const inSight = `(entry => entry && entry === document.activeElement && (box => box.top > 0 && box.bottom < innerHeight)(entry.getBoundingClientRect()))([...document.querySelectorAll("#entries > article")].find(e => e.innerText.includes("Ultramarinos")))`
	ana.until("it opens there", inSight)
	marta.open("/tickets?q=reclamacion")
	marta.sees("No encontramos nada con")
}

// What is older than a day keeps the date that the server wrote: "24 Sep" says
// more than "2 months ago", and "yesterday" is a day and not 24 hours. A page that
// is open past midnight does not go on saying "yesterday".
func TestTimesOfRows(t *testing.T) {
	s := start(t)
	sam := s.browse(t, world.Sam, desktop)
	sam.open("/desk?view=all")
	sam.until("the script has seen them", `[...document.querySelectorAll("time[data-rel]")].every(t => t.title)`)
	const old = `[...document.querySelectorAll("time[data-rel]")].filter(t => Date.now() - new Date(t.dateTime) > 864e5)`
	sam.until("older ones are as the server wrote them", old+`.length > 2 && `+old+`.every(t => /^(ayer|\p{L}{3}\. \d+ \p{L}{3}|\d+ \p{L}{3}|\d+\/\d+\/\d+)$/u.test(t.textContent))`)
	sam.until("those of today count", `/^hace \d+ (min|h)/.test(document.querySelector("time[data-rel]").textContent)`)
	eval[bool](sam, `((now) => { Date.now = () => now() + 2 * 864e5; return document.dispatchEvent(new Event("visibilitychange")) })(Date.now.bind(Date))`)
	sam.until("two days later", `[...document.querySelectorAll("time[data-rel]")].every(t => !/ayer|hace|:/.test(t.textContent))`)
}
