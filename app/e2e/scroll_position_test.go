package e2e

import (
	"fmt"
	"strings"
	"testing"

	"hilo/app/world"
)

// Ana reads up in the thread and goes by Tab to what stays at the edges of the
// page: the place where she reads does not move.
func TestEdgesDoNotScroll(t *testing.T) {
	s := start(t)
	number := s.opens(world.Ana, "Mucho que leer", "Empiezo.")
	for i := range 12 {
		s.says(world.Sam, number, fmt.Sprint("Respuesta ", i, strings.Repeat("\n\notra línea", 6)))
	}
	for _, d := range []device{phone, desktop} {
		ana := s.browse(t, world.Ana, d)
		ana.open(fmt.Sprint("/tickets/", number))
		ana.live()
		ana.begins()
		ana.until("reads in the middle", `(scrollTo({ top: 900, behavior: "instant" }), document.querySelector(".bell button").focus({ preventScroll: true }), scrollY === 900)`)
		ana.glance()
		ana.tabs(true) // what stands before it
		ana.until("back", `document.activeElement.matches(".ticket__back, .rename button, .topbar *")`)
		ana.tabs(false)
		if at := ana.tabs(false); at.Name == "" {
			t.Error("no Tab leads on from the bell")
		}
		if at := eval[float64](ana, `scrollY`); at < 880 || at > 920 {
			t.Errorf("the page moved from 900 to %v on %s", at, map[bool]string{true: "a phone", false: "a desktop"}[d == phone])
		}
	}
}

// What the list says of older days is what it says without a script, and
// yesterday ends at midnight. "Sent" is told to those who hear the page; others
// see it at the message, and the box does not grow for it.
func TestWordsStayTrue(t *testing.T) {
	s := start(t)
	luis := s.browse(t, world.Luis, phone)
	luis.open("/tickets?show=closed")
	luis.live()
	luis.settles("an older day is named by its date", `await (async () => {
		const plain = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html").querySelector("#tickets time").textContent, time = document.querySelector("#tickets time");
		return time.title && /^\d+ \w+/.test(plain) && time.textContent === plain;
	})()`)
	luis.until("two midnights ago is not yesterday", `(() => {
		const time = document.querySelector("#tickets time"), late = new Date();
		late.setUTCDate(late.getUTCDate() - 2);
		late.setUTCHours(22, 30);
		time.dateTime = late.toJSON(), time.dataset.rel = "own";
		document.dispatchEvent(new Event("visibilitychange"));
		return /^\d+ \w+$/.test(time.textContent);
	})()`)

	number := s.opens(world.Luis, "A question", "Hello.")
	luis.open(fmt.Sprint("/tickets/", number))
	luis.live()
	luis.write("#body", "Thanks.")
	eval[bool](luis, `(window.tall = document.querySelector("#composer").offsetHeight) > 0`)
	luis.press("Send")
	luis.until("it is sent", `document.querySelector("#composer [data-say]").textContent === "Sent"`)
	luis.until("it takes no room", `document.querySelector("#composer").offsetHeight === tall && document.querySelector("#seen").innerText.includes("Sent")`)
}
