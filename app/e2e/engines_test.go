package e2e

import (
	"fmt"
	"testing"

	"hilo/app/e2e/engine"
	"hilo/app/world"
)

// Ana signs in on her phone, hears the answer while she looks, replies, and says
// that it is solved.
func TestCustomerEverywhere(t *testing.T) {
	everywhere(t, phone, func(ana *somebody) {
		number := ana.opens(world.Ana, "La tarjeta no llega", "La pedí hace un mes.")
		ana.open("/tickets")
		ana.arrives("/sign-in")
		ana.write("#email", world.Ana)
		ana.press("Enviar código")
		ana.arrives("/sign-in/verify")
		ana.fills("#code", ana.code(world.Ana)) // which sends itself
		ana.arrives("/tickets")
		ana.live()
		ana.says(world.Sam, number, "Hola, Ana. Lo miramos.")
		ana.sees("Sam: Hola, Ana. Lo miramos.")
		ana.press(fmt.Sprintf("#ticket-%d a", number))
		ana.arrives(fmt.Sprint("/tickets/", number))
		ana.live()
		ana.says(world.Sam, number, "¿Qué banco?")
		ana.sees("¿Qué banco?")
		ana.write("#body", "El de siempre, gracias.")
		ana.press("Enviar")
		ana.until("it is sent", entriesSaying("El de siempre, gracias.")+sentOnce+` && document.activeElement.id == "body"`)
		ana.write("#body", "¿Se sabe algo?")
		ana.run("Ctrl+Enter", ana.Chord(engine.Control, engine.Enter))
		ana.until("it is sent", entriesSaying("¿Se sabe algo?")+sentOnce)
		solve(ana.site, number, "Va en camino.")
		ana.sees("¿Está resuelto?")
		ana.press("Todavía no")
		ana.sees("Dijiste que todavía no está resuelto")
		solve(ana.site, number, "Ya está en tu buzón.")
		ana.press("Sí, está resuelto")
		ana.sees("Confirmaste que está resuelto")
		ana.press("Bien")
		ana.sees("Gracias por decírnoslo")
		ana.press("Mal")
		ana.sees("¿Qué falló?")
		ana.until("the last rating counts, live", `[...document.querySelectorAll(".entry--rated")].map(e => e.checkVisibility()).join() == "false,true"`)
		ana.open("/tickets?show=closed")
		ana.sees("La tarjeta no llega")
	})
}

// Carla has no account: a screenshot, the link of the mail, a code, a talk, and
// the two forms that a mail leads to. The addresses of all these pages are secret.
func TestGuestEverywhere(t *testing.T) {
	everywhere(t, phone, func(carla *somebody) {
		const mail = "carla@example.com"
		carla.provoke("status of 4(22|04)")
		carla.open("/tickets/new")
		carla.write("#name", "Carla")
		carla.write("#email", mail)
		carla.choose("#topic", "other")
		carla.write("#subject", "No llega mi pedido")
		carla.write("#body", "Lo pedí el lunes.")
		carla.attach(carla.screenshot())
		carla.sees("captura.png")
		carla.press("Enviar")
		carla.sees("Hemos enviado un enlace a c•••@e•••.com")
		number := carla.latest(mail)
		link := carla.path(address.FindString(carla.mail(mail, fmt.Sprintf("Tu ticket de soporte %d se ha recibido", number))))
		carla.open(link)
		carla.press("Enviar código")
		carla.arrives(link + "/verify")
		code := carla.code(mail)
		carla.fills("#code", wrong(code))
		carla.sees("Te quedan 4 intentos")
		carla.fills("#code", code)
		carla.arrives(fmt.Sprint("/tickets/", number))
		carla.live()
		carla.sees("captura.png")
		carla.says(world.Sam, number, "¿Qué número tiene?")
		carla.sees("¿Qué número tiene?")
		carla.write("#body", "El 4471.")
		carla.attach(carla.file("justificante.txt", "pedido 4471\n"))
		carla.until("it is up", `document.querySelector("[data-upload]")`)
		carla.press("Enviar")
		carla.until("it is sent", entriesSaying("El 4471.")+sentOnce)
		carla.sees("justificante.txt")

		carla.open(carla.unsubscribe())
		carla.press("#main form button")
		carla.until("it is done", `document.querySelector("#main [role=status]")`)
		carla.open(link + "/revocation")
		carla.press("#main form button")
		carla.until("it is done", `document.querySelector("#main a[href='/sign-in']")`)
		carla.open(link)
		carla.sees("Este enlace ya no sirve")
	})
}

// Ana writes: her draft survives a reload, a file is taken away again and another
// is pasted, a double click sends once, and nothing to send is refused in place.
func TestComposerEverywhere(t *testing.T) {
	everywhere(t, desktop, func(ana *somebody) {
		number := ana.opens(world.Ana, "Una duda", "Empiezo.")
		path := fmt.Sprint("/tickets/", number)
		ana.provoke("status of 422")
		ana.enters(world.Ana, path)
		ana.live()
		ana.press("Enviar")
		ana.sees("Escribe un mensaje o adjunta un archivo.")
		ana.until("the cursor is in the text", `document.activeElement.id == "body" && document.activeElement.getAttribute("aria-describedby") == "e-body"`)
		ana.write("#body", "Línea uno\nlínea dos: ñ, €")
		const typed = `document.querySelector("#body").value == "Línea uno\nlínea dos: ñ, €"`
		ana.until("as it was typed", typed)
		ana.attach(ana.screenshot(), ana.file("prueba.txt", "prueba\n"))
		ana.until("both are up", `document.querySelectorAll("[data-upload]").length == 2`)
		ana.press("[data-view]")
		ana.until("the picture is large", `document.querySelector("dialog[open] img")?.naturalWidth == 60`)
		ana.press("[data-shut]")
		ana.until("it is kept", `Object.values(localStorage).some(draft => draft[0] == "{" && JSON.parse(draft).saved)`)
		ana.open(path)
		ana.live()
		ana.sees("Hemos recuperado lo que estabas escribiendo.")
		ana.until("it is back", typed+` && document.querySelectorAll("[data-upload]").length == 2`)
		ana.press("[data-upload] [data-view]")
		ana.until("its picture is large again", `document.querySelector("dialog[open] img")?.naturalWidth > 0`)
		ana.press("[data-shut]")
		ana.press("[data-upload] [data-remove]")
		ana.until("one is gone", `document.querySelectorAll("[data-upload]").length == 1`)
		ana.do(`(() => {
			const data = new DataTransfer();
			data.items.add(new File([new Uint8Array([104, 105, 10])], "pegado.txt", { type: "text/plain" }));
			const paste = new Event("paste", { bubbles: true, cancelable: true });
			Object.defineProperty(paste, "clipboardData", { value: data });
			return document.querySelector("#body").dispatchEvent(paste);
		})()`)
		ana.until("the pasted one is up", `document.querySelectorAll("[data-upload]").length == 2`)
		ana.presses("Enviar", 2)
		ana.until("it is sent", `document.querySelectorAll("#entries .entry--mine").length == 2`+` && document.querySelector("#body").value == "" && !document.querySelector("[data-upload]")`)
		ana.sees("pegado.txt")
		ana.do(`document.querySelector("#entries").style.paddingBlockStart = "200vh"`)
		ana.do(`scrollTo({ top: 9999, behavior: "instant" })`)
		ana.press("Corregir el asunto")
		ana.until("far down, a menu is where its button is", `(menu => menu.top > 0 && menu.bottom < innerHeight)(document.querySelector("#rename-menu:popover-open").getBoundingClientRect())`)
		if n, asked := ana.stored(number, "Línea uno\nlínea dos: ñ, €"), len(ana.cable.asked("POST", "/replies")); n != 1 || asked != 2 { // one was refused
			ana.t.Errorf("%d stored by %d requests", n, asked)
		}
	})
}

// Without JavaScript Carla gets in, talks, and leaves.
func TestNoScriptEverywhere(t *testing.T) {
	everywhere(t, plain(phone), func(carla *somebody) {
		const mail = "carla@example.com"
		carla.provoke("status of 422")
		carla.open("/tickets/new")
		carla.write("#email", mail)
		carla.choose("#topic", "other")
		carla.write("#subject", "No llega mi pedido")
		carla.write("#body", "Lo pedí el lunes.")
		carla.attach(carla.screenshot())
		carla.press("Enviar")
		carla.sees("Hemos enviado un enlace a c•••@e•••.com")
		number := carla.latest(mail)
		link := carla.path(address.FindString(carla.mail(mail, fmt.Sprintf("Tu ticket de soporte %d", number))))
		carla.open(link)
		carla.press("Enviar código")
		carla.arrives(link + "/verify")
		code := carla.code(mail)
		carla.write("#code", wrong(code))
		carla.press("Verificar")
		carla.sees("Te quedan 4 intentos")
		carla.rewrite("#code", code)
		carla.press("Verificar")
		carla.arrives(fmt.Sprint("/tickets/", number))
		carla.sees("captura.png")
		carla.says(world.Sam, number, "¿Qué número tiene?")
		carla.open(fmt.Sprint("/tickets/", number))
		carla.sees("¿Qué número tiene?")
		carla.press("Enviar")
		carla.sees("Escribe un mensaje o adjunta un archivo.")
		carla.write("#body", "El 4471.")
		carla.attach(carla.file("justificante.txt", "pedido 4471\n"))
		carla.press("Enviar")
		carla.arrives(fmt.Sprintf("/tickets/%d#entry-", number))
		carla.sees("justificante.txt")
		carla.until("nothing sticks out", wide+` == ""`)
		carla.press("Cerrar sesión")
		carla.sees("En este dispositivo ya no queda nada tuyo.")
		carla.open(fmt.Sprint("/tickets/", number))
		carla.arrives("/sign-in")
	})
}

// Ana changes her name and language, says when she wants to hear of us, learns
// whether this browser can alert her, and signs out: nothing of her stays.
func TestSettingsEverywhere(t *testing.T) {
	everywhere(t, desktop, func(ana *somebody) {
		ana.enters(world.Ana, "/tickets")
		ana.controlled("/tickets")
		ana.until("her list is kept", `(await caches.keys()).some(name => name.startsWith("pages-"))`)
		ana.open("/settings")
		ana.rewrite("#name", "Ana Pérez")
		ana.choose("#locale", "en")
		ana.choose("#timezone", "Asia/Tokyo")
		ana.press("Guardar cambios")
		ana.sees("Saved")
		ana.until("in English", `document.documentElement.lang == "en" && document.querySelector("#name").value == "Ana Pérez" && document.querySelector("#timezone").value == "Asia/Tokyo"`)
		ana.open("/settings/notifications")
		ana.do(`document.querySelector("#quiet_from").value = "22:00"`)
		ana.do(`document.querySelector("#quiet_to").value = "08:00"`)
		ana.press("#main form .button")
		ana.sees("Saved")
		ana.until("as she said", `document.querySelector("#quiet_from").value == "22:00"`)
		if n := len(ana.cable.asked("GET", "/settings/notifications")); n != 2 { // to see it, and after it was saved
			ana.t.Errorf("what came through the worker was asked for %d times", n)
		}
		ana.open("/settings/devices")
		ana.until("one state is shown", `[...document.querySelectorAll("[data-push-state]")].filter(e => e.checkVisibility()).length == 1`)
		if ana.engine == "WebKit" { // which has no push on Linux
			ana.sees("This browser cannot show notifications")
		}
		ana.open("/settings")
		ana.press("#main [action='/sign-out'] button")
		ana.arrives("/")
		ana.until("nothing is kept", `!(await caches.keys()).some(name => name.startsWith("pages-")) && !Object.keys(localStorage).some(key => key.startsWith("hilo-draft"))`)
		ana.open("/tickets")
		ana.arrives("/sign-in")
	})
}
