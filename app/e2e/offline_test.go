package e2e

import (
	"fmt"
	"testing"

	"hilo/app/world"
)

// Without a connection Ana reads her list and the ticket that she opened, and
// is told since when they are like that; of another ticket she is told what
// there is to read instead.
func TestReadOffline(t *testing.T) {
	s, ana := withWorker(t, phone)
	ana.provoke("ERR_|htmx|fetch")
	seen, never := s.opens(world.Ana, "La factura", "No me llega."), s.opens(world.Ana, "Nunca abierto", "Nada.")
	s.says(world.Sam, seen, "La vemos.")
	path := fmt.Sprint("/tickets/", seen)
	ana.open("/tickets")
	ana.keeps("/tickets")
	ana.open("/tickets?show=closed")
	ana.keeps("/tickets?show=closed")
	ana.open(path)
	ana.keeps(path)
	s.cable.cut()
	asked := len(s.cable.asked("GET", ""))

	ana.open(path)
	ana.sees("La vemos.")
	ana.sees("Sin conexión. Así estaba a las ")
	ana.until("it looks like itself", `getComputedStyle(document.querySelector(".composer__send")).minHeight == "44px" && window.htmx !== null && document.querySelector(".skip").getBoundingClientRect().bottom <= 0`)
	ana.open("/tickets?source=pwa")
	ana.sees("La factura")
	ana.sees("Sin conexión. Así estaba a las ")
	ana.open(fmt.Sprint("/tickets/", never))
	ana.sees("Esta página no está guardada en este dispositivo.")
	ana.until("what can be read", `[...document.querySelectorAll("#readable a")].map(a => new URL(a.href).pathname).join() == "/tickets,/tickets,`+path+`"`)
	ana.sees("Mis tickets · Abiertos") // two lists, told apart
	ana.sees("Mis tickets · Cerrados")
	ana.fits()
	ana.press("#readable a[href$='" + path + "']")
	ana.sees("La vemos.")
	if n := len(s.cable.asked("GET", "")); n != asked {
		t.Errorf("%d requests arrived through a cut cable", n-asked)
	}

	s.says(world.Sam, seen, "Ya está.")
	s.cable.plug(t)
	ana.sees("Ya está.") // without a reload
	ana.live()
	ana.sees("Se actualiza solo")
}

// While the server starts anew its proxy says 502: the same is there to read as
// without a connection, and the page goes on by itself.
func TestReadWhileTheServerIsAway(t *testing.T) {
	s, ana := withWorker(t, phone)
	ana.provoke("status of 502|htmx|fetch")
	path := fmt.Sprint("/tickets/", s.opens(world.Ana, "La factura", "No me llega."))
	ana.open(path)
	ana.keeps(path)
	s.cable.spoil(rule{method: "GET", status: 502})
	ana.open(path)
	ana.sees("No me llega.")
	ana.sees("Sin conexión. Así estaba a las ")
	ana.open("/settings")
	ana.sees("Esta página no está guardada en este dispositivo.")
	ana.open(path)
	ana.sees("No me llega.")
	s.cable.heal()
	ana.live()
	ana.sees("Se actualiza solo")
}

// What came in while the page was open is there to be read later; the worker's
// own look does not count as Ana's.
func TestKeepsWhatCameIn(t *testing.T) {
	s, ana := withWorker(t, desktop)
	ana.provoke("ERR_|htmx|fetch")
	number := s.opens(world.Ana, "Una duda", "Empiezo.")
	path := fmt.Sprint("/tickets/", number)
	ana.open(path)
	ana.live()
	s.says(world.Sam, number, "Llega en vivo.")
	ana.sees("Llega en vivo.")
	ana.hide(true)
	ana.settles("it is kept", `(await (await caches.match("`+path+`")).text()).includes("Llega en vivo.")`)
	s.cable.cut()
	ana.open(path)
	ana.sees("Llega en vivo.")
}

// Several at once are kept by one look at the page and one at the list.
func TestKeepsOnce(t *testing.T) {
	s, ana := withWorker(t, desktop)
	ana.keeps("/tickets")
	ana.live()
	path := fmt.Sprint("/tickets/", s.opens(world.Ana, "Una duda", "Empiezo."))
	ana.settles("the open list is kept again", `(await (await caches.match("/tickets")).text()).includes("`+path+`")`)
	ana.open(path)
	ana.keeps(path)
	ana.live()
	pages, lists := len(s.cable.asked("GET", path)), len(s.cable.asked("GET", "/tickets"))
	eval[bool](ana, `(async () => {
		for (const id of ["a", "b", "c"]) {
			document.querySelector("#entries").append(Object.assign(document.createElement("p"), { id }));
			await null;
		}
		return true;
	})()`)
	eventually(t, "both are asked for", func() bool {
		return len(s.cable.asked("GET", path)) > pages && len(s.cable.asked("GET", "/tickets")) > lists
	})
	ana.hide(true) // nothing is due any more
	ana.hide(false)
	ana.live()
	if p, l := len(s.cable.asked("GET", path))-pages, len(s.cable.asked("GET", "/tickets"))-lists; p != 1 || l != 1 {
		t.Errorf("the page is asked for %d times, the list %d", p, l)
	}
}

// Nothing of a guest's, of the desk or of other pages is ever kept.
func TestKeepsNothingElse(t *testing.T) {
	s := start(t)
	guest := s.browse(t, "", phone)
	guest.bear("hilo-guest", s.guestCookie())
	link, number := s.guestLink()
	for _, path := range []string{link, fmt.Sprint("/tickets/", number), "/", "/sign-in"} {
		guest.open(path)
		guest.controlled()
		guest.open(path)
	}
	guest.settles("nothing is kept", left+` == "0 0 0 0"`)
	sam := s.worked(t, world.Sam, desktop)
	for _, path := range []string{"/desk", fmt.Sprint("/desk/tickets/", s.latest(world.Ana)), "/settings"} {
		sam.open(path)
	}
	sam.settles("his own list, and the form of a new ticket, alone", `(await (await caches.open((await caches.keys()).find(k => k.startsWith("pages-")))).keys()).map(r => new URL(r.url).pathname).sort().join() == "/tickets,/tickets/new"`)
}

// Signing out leaves nothing; who comes next sees nothing of Ana.
func TestSignOutWipes(t *testing.T) {
	s, ana := withWorker(t, desktop)
	ana.open("/tickets")
	ana.keeps("/tickets")
	ana.open("/settings")
	ana.press("#main [action='/sign-out'] button")
	ana.arrives("/")
	ana.settles("nothing is left", left+` == "0 0 0 0"`)
	ana.bear("hilo-session", s.cookie(world.Luis))
	ana.open("/tickets")
	ana.settles("his own account", `(await caches.keys()).filter(k => k.startsWith("pages-")).length == 1`)
}

// Luis takes over the browser without a sign-out of Ana's: her pages are gone
// before he could read them, and what she had not sent stays hers, also when he signs out.
func TestSecondAccount(t *testing.T) {
	s, ana := withWorker(t, phone)
	ana.provoke("ERR_|htmx|fetch")
	number := s.opens(world.Ana, "La factura", "No me llega.")
	path := fmt.Sprint("/tickets/", number)
	ana.open(path)
	ana.keeps(path)
	ana.live()
	s.cable.cut()
	ana.write("#body", "Solo de Ana")
	ana.press("Enviar")
	ana.sees("Esperando conexión")
	ana.bear("hilo-session", s.cookie(world.Luis))
	s.cable.plug(t)
	ana.provoke("status of 40")
	eval[bool](ana, `dispatchEvent(new Event("online"))`)
	eventually(t, "the worker tried", func() bool { return len(s.cable.asked("POST", "/replies")) > 0 })
	ana.open("/tickets")
	ana.settles("one account, and none of her pages", `(await caches.keys()).filter(k => k.startsWith("pages-")).length == 1 && !await caches.match("`+path+`")`)
	s.cable.cut()
	ana.open(path)
	ana.sees("This page is not kept on this device.") // Luis reads English
	ana.lacks("La factura")
	s.cable.plug(t)
	ana.open("/tickets")
	if n := s.stored(number, "Solo de Ana"); n != 0 {
		t.Error("it was sent as somebody else")
	}
	ana.open("/settings")
	ana.press("#main [action='/sign-out'] button")
	ana.arrives("/")
	ana.bear("hilo-session", s.cookie(world.Ana))
	ana.open("/tickets")
	eventually(t, "it is sent as Ana", func() bool { return s.stored(number, "Solo de Ana") == 1 })
}
