package e2e

import (
	"fmt"
	"testing"

	"hilo/app/world"
)

// Without a connection Ana reads what she had opened, and answers with a file. Once
// any page of hers is open with a connection, or the browser hears that it is back,
// it is sent, once.
func TestOfflineEverywhere(t *testing.T) {
	everywhere(t, phone, func(ana *somebody) {
		ana.provoke("ERR_|htmx|fetch|Failed|NetworkError|imported module|status of")
		number := ana.opens(world.Ana, "La factura", "No me llega.")
		path := fmt.Sprint("/tickets/", number)
		ana.enters(world.Ana, "/tickets")
		ana.controlled("/tickets")
		ana.open(path)
		ana.live()
		ana.until("it is kept", `await caches.match("`+path+`") && await caches.match("/tickets")`)
		ana.until("without a preload", `!(await (await navigator.serviceWorker.ready).navigationPreload?.getState())?.enabled`)
		ana.cable.cut()

		ana.open("/tickets")
		ana.sees("La factura")
		ana.open("/settings")
		ana.sees("Esta página no está guardada en este dispositivo.")
		ana.press("#readable a[href$='" + path + "']")
		ana.sees("No me llega.")
		ana.sees("Sin conexión. Así estaba a las ")
		ana.write("#body", "Aquí va, sin conexión.")
		ana.attach(ana.file("factura.txt", "factura 4471\n"))
		ana.sees("No se ha podido subir")
		ana.press("Enviar")
		ana.sees("Esperando conexión")
		ana.until("it left the box", `document.querySelector("#body").value == "" && document.querySelectorAll("[data-unsent]").length == 1 && document.querySelector("[data-unsent]").innerText.includes("factura.txt")`)
		ana.open("/tickets") // as it was; the thread is closed now
		ana.cable.plug(ana.t)
		ana.open("/settings")
		eventually(ana.t, "any page sends it", func() bool { return ana.stored(number, "Aquí va, sin conexión.") == 1 })
		ana.open(path)
		ana.until("it is there once, with its file", entriesSaying("Aquí va, sin conexión.\nfactura.txt\n13 B")+` <= 1 && !document.querySelector("[data-unsent]") && [...document.querySelectorAll("#entries .entry--mine")].filter(e => e.innerText.includes("Aquí va, sin conexión.") && e.innerText.includes("factura.txt")).length == 1`)

		ana.live()
		ana.cable.cut()
		ana.write("#body", draft)
		ana.press("Enviar")
		ana.sees("Esperando conexión")
		ana.cable.plug(ana.t)
		ana.do(`dispatchEvent(new Event("online"))`)
		ana.until("it is sent", entriesSaying(draft)+` == 1 && !document.querySelector("[data-unsent]")`)
		if n := ana.stored(number, draft); n != 1 {
			ana.t.Errorf("stored %d times", n)
		}
	})
}

// Ana opens a ticket, adds to it and is answered while she looks; none of it is gone
// once there is no connection, and her list knows the ticket as well.
func TestSentAndAnsweredOffline(t *testing.T) {
	everywhere(t, phone, func(ana *somebody) {
		ana.provoke("ERR_|htmx|fetch|Failed|NetworkError|imported module|status of")
		ana.enters(world.Ana, "/tickets")
		ana.controlled("/tickets")
		ana.until("the list is kept", `await caches.match("/tickets")`)
		ana.open("/tickets/new")
		ana.choose("#topic", "other")
		ana.write("#subject", "La tarjeta nueva")
		ana.write("#body", "No funciona.")
		ana.press("Enviar")
		ana.until("the ticket is there", `document.querySelector("#entries")?.innerText.includes("No funciona.")`)
		ana.live()
		path := fmt.Sprint("/tickets/", ana.latest(world.Ana))
		ana.until("the list knows the ticket", `(await (await caches.match("/tickets")).text()).includes("La tarjeta nueva")`)
		ana.write("#body", "uno")
		ana.press("Enviar")
		ana.until("it is sent", entriesSaying("uno")+sentOnce)
		ana.says(world.Sam, ana.latest(world.Ana), "La vemos.")
		ana.sees("La vemos.")
		ana.until("all of it is kept", `(await (await caches.match("`+path+`")).text()).includes(">uno<") && (await (await caches.match("`+path+`")).text()).includes("La vemos.")`)
		ana.until("the list knows it too", `(await (await caches.match("/tickets")).text()).includes("La vemos.")`)
		ana.cable.cut()
		ana.open(path)
		ana.sees("Sin conexión. Así estaba a las ")
		ana.sees("uno")
		ana.sees("La vemos.")
		ana.open("/tickets")
		ana.sees("La tarjeta nueva")
	})
}

// Ana opens no page of a new ticket before she has no connection: she writes one all the
// same, with a file. It waits where she looks for it and is sent once; what the server
// refuses comes back to its form.
func TestNewTicketOffline(t *testing.T) {
	everywhere(t, phone, func(ana *somebody) {
		ana.provoke("ERR_|htmx|fetch|Failed|NetworkError|imported module|status of")
		before := ana.latest(world.Ana)
		ana.enters(world.Ana, "/tickets")
		ana.controlled("/tickets")
		ana.until("the form is kept, and the list", `await caches.match("/tickets/new") && await caches.match("/tickets")`)
		ana.cable.cut()
		ana.open("/tickets/new")
		ana.choose("#topic", "other")
		ana.write("#subject", "Sin <b>red</b>")
		ana.write("#body", "Lo escribo en el tren.")
		ana.attach(ana.file("billete.txt", "billete 4471\n"))
		ana.sees("No se ha podido subir")
		ana.press("Enviar")
		ana.sees("Tu ticket se guarda aquí y se envía solo en cuanto vuelva.")
		const waits = `[...document.querySelectorAll("[data-unsent]")].map(one => one.innerText.replace(/\s+/g, " ").trim()).join() == "Sin <b>red</b> Lo escribo en el tren. billete.txt Esperando conexión"`
		ana.until("it waits, the form is empty", waits+` && !document.querySelector("#new").elements.subject.value && !document.querySelector("#body").value && !document.querySelector("[data-files] > li")`)
		ana.open("/tickets")
		ana.until("it waits above the list", waits)
		ana.cable.plug(ana.t)
		ana.open("/tickets/new")
		eventually(ana.t, "it is sent", func() bool { return ana.latest(world.Ana) != before })
		number := ana.latest(world.Ana)
		ana.until("nothing waits, and nothing was left in the form", `![...document.querySelectorAll("[data-unsent]")].some(one => one.innerText.includes("Esperando")) && !document.querySelector("#body").value`)
		ana.open("/tickets")
		ana.until("the list has it, once", fmt.Sprintf(`document.querySelector("#ticket-%d") && !document.querySelector("[data-unsent]") && document.querySelector("#tickets").innerText.split("Sin <b>red</b>").length == 2`, number))
		ana.open(fmt.Sprint("/tickets/", number))
		ana.sees("Lo escribo en el tren.")
		ana.sees("billete.txt")
		if n := ana.stored(number, "Lo escribo en el tren."); n != 1 {
			ana.t.Errorf("stored %d times", n)
		}

		ana.open("/tickets/new")
		ana.cable.cut()
		ana.choose("#topic", "other")
		ana.write("#subject", "Mi tarjeta")
		ana.write("#body", "Pagué con la 4111 1111 1111 1111")
		ana.press("Enviar")
		ana.sees("Esperando conexión")
		ana.cable.plug(ana.t)
		ana.do(`dispatchEvent(new Event("online"))`)
		ana.sees("No se ha enviado. Tu texto sigue aquí.")
		ana.press("[data-unsent] button")
		ana.until("it is back", `document.querySelector("#subject").value == "Mi tarjeta" && document.querySelector("#body").value == "Pagué con la 4111 1111 1111 1111" && document.querySelector("#topic").value == "other" && !document.querySelector("[data-unsent]")`)
		ana.rewrite("#body", "No puedo entrar.")
		ana.press("Enviar")
		ana.until("it is sent", `document.querySelector("#entries")?.innerText.includes("No puedo entrar.")`)
		if last := ana.latest(world.Ana); last == number || ana.stored(last, "No puedo entrar.") != 1 {
			ana.t.Errorf("ticket %d", last)
		}
	})
}

// Where a browser refuses to keep what cannot be sent, or has no room for it, the
// sentence says so and the words stay; what an older version kept is sent.
func TestStorageEverywhere(t *testing.T) {
	everywhere(t, phone, func(ana *somebody) {
		ana.provoke("ERR_|htmx|fetch|Failed|NetworkError|imported module|status of")
		number := ana.opens(world.Ana, "La factura", "No me llega.")
		ana.enters(world.Ana, fmt.Sprint("/tickets/", number))
		ana.controlled(fmt.Sprint("/tickets/", number))
		ana.live()
		ana.cable.cut()
		ana.do(`(IDBObjectStore.prototype.kept = IDBObjectStore.prototype.put, 1)`)
		ana.do(`(IDBObjectStore.prototype.put = () => { throw new DOMException("full", "QuotaExceededError") }, 1)`)
		ana.write("#body", draft)
		ana.press("Enviar")
		ana.sees("este navegador no puede guardar tu respuesta")
		ana.until("the words stay", `document.querySelector("#body").value == "`+draft+`" && !document.querySelector("[data-unsent]")`)
		ana.do(`(IDBObjectStore.prototype.put = IDBObjectStore.prototype.kept, 1)`)
		ana.press("Enviar otra vez")
		ana.sees("Esperando conexión")
		ana.until("the words are kept", `document.querySelector("#body").value == "" && document.querySelectorAll("[data-unsent]").length == 1`)
		if ana.engine != "WebKit" { // where an older version could keep no file
			ana.do(fmt.Sprintf(`new Promise((ok, no) => {
				const asked = indexedDB.open("hilo", 1);
				asked.onsuccess = () => {
					const tx = asked.result.transaction("queue", "readwrite");
					tx.objectStore("queue").put({ key: crypto.randomUUID(), account: document.querySelector("meta[name=account]").content, url: "/tickets/%d/replies", at: Date.now(),
						fields: [["key", crypto.randomUUID()], ["body", "De antes"], ["files", new File([], "")], ["files", new File(["antes\n"], "antes.txt", { type: "text/plain" })]] });
					tx.oncomplete = () => { asked.result.close(); ok(1); };
					tx.onerror = () => no(tx.error);
				};
			})`, number))
		}
		ana.cable.plug(ana.t)
		ana.do(`dispatchEvent(new Event("online"))`)
		ana.until("it is sent", entriesSaying(draft)+` == 1`)
		if ana.engine != "WebKit" {
			ana.sees("antes.txt")
			ana.until("both are sent", `!document.querySelector("[data-unsent]")`)
			if n := ana.stored(number, "De antes"); n != 1 {
				ana.t.Errorf("the older one is stored %d times", n)
			}
		}
	})
}
