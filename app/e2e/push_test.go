package e2e

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	cdppage "github.com/chromedp/cdproto/page"

	"hilo/app/push"
	"hilo/app/pushtest"
	"hilo/app/world"
)

// subscriber stands in for the browser's own push service, which waits for one
// on the Internet: permission and subscription are asked for as in earnest, and
// what is asked without a tap fails the story.
const subscriber = `(() => {
	const papers = %s, kept = localStorage;
	const tap = what => { if (!navigator.userActivation.isActive) throw new Error(what + " without a tap"); };
	const key = text => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), c => c.charCodeAt(0)).buffer;
	const base = buffer => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
	const subscription = () => ({ endpoint: papers.endpoint, options: { applicationServerKey: key(kept.made) }, toJSON: () => papers, unsubscribe: async () => (delete kept.made, true) });
	const manager = {
		getSubscription: async () => kept.made ? subscription() : null,
		subscribe: async o => {
			if (kept.permission != "granted") tap("subscribe");
			if (!o.userVisibleOnly || new Uint8Array(o.applicationServerKey).length != 65) throw new TypeError("options");
			if (kept.hangs) return new Promise(() => {});
			kept.made = base(o.applicationServerKey);
			return subscription();
		},
	};
	Object.defineProperty(ServiceWorkerContainer.prototype, "ready", { get: async () => ({ pushManager: manager }) });
	ServiceWorkerContainer.prototype.getRegistration = async () => ({ pushManager: manager });
	Object.defineProperty(Notification, "permission", { get: () => kept.permission ?? "default" });
	Notification.requestPermission = async () => { tap("requestPermission"); return kept.permission = kept.answer ?? "granted"; };
	const later = setTimeout;
	window.setTimeout = (f, ms, ...more) => later(f, ms == 20000 ? 300 : ms, ...more); // so long the page waits in earnest
})();`

// subscribes gives the page's browser a device of a push service.
func (p *page) subscribes(service *pushtest.Service) {
	p.t.Helper()
	p.bears(service.Subscribe())
}

func (p *page) bears(sub push.Subscription) {
	p.t.Helper()
	papers, err := json.Marshal(map[string]any{"endpoint": sub.Endpoint, "expirationTime": nil, "keys": map[string]string{"p256dh": sub.P256dh, "auth": sub.Auth}})
	p.must(err)
	p.before(fmt.Sprintf(subscriber, papers))
}

// before runs a script in each page before its own.
func (p *page) before(script string) {
	p.t.Helper()
	call(p, cdppage.AddScriptToEvaluateOnNewDocument, cdppage.AddScriptToEvaluateOnNewDocumentParams{Source: script})
}

func (p *page) state(want string) {
	p.t.Helper()
	p.until("the state "+want, fmt.Sprintf(`document.querySelector("#push").dataset.state == %q`, want))
	if n := eval[int](p, `[...document.querySelectorAll("[data-push-state]")].filter(e => e.checkVisibility()).length`); n != 1 {
		p.t.Errorf("%d states are shown", n)
	}
}

// Ana reads what alerts are for, turns them on with a tap, finds her phone in
// the list, tests it and sees each step; the phone gets that very notice. Then
// she turns them off.
func TestPushOnAndOff(t *testing.T) {
	s, service := start(t), pushtest.New(t)
	service.Want(s.Notify.PushKey())
	ana := s.browse(t, world.Ana, phone)
	ana.subscribes(service)
	ana.open("/settings")
	ana.press("Este y tus otros dispositivos")
	ana.arrives("/settings/devices")
	ana.state("off")
	ana.sees("Todavía no hay ningún dispositivo")
	ana.press("Activar en este dispositivo")
	ana.state("on")
	ana.sees("sin avisos todavía")
	ana.until("this device in the list", `document.querySelector("#devices li .tag")?.textContent == "Este dispositivo"`)
	ana.until("the focus on the new state", `document.activeElement.textContent == "Los avisos están activos en este dispositivo"`)

	ana.press("Enviar una prueba")
	ana.sees("Su servicio de avisos lo ha aceptado (respuesta 201)")
	got := service.Next(t)
	var notice struct {
		WebPush      int `json:"web_push"`
		Notification struct{ Title, Lang, Tag, Navigate string }
	}
	s.must(json.Unmarshal(got.Payload, &notice))
	if n := notice.Notification; notice.WebPush != 8030 || n.Title != "Prueba: los avisos funcionan" || n.Lang != "es" || n.Tag != "test" || n.Navigate != s.url+"/settings/devices" {
		t.Errorf("%s", got.Payload)
	}
	ana.sees("Último aviso") // in the list, without a reload
	ana.reload()
	ana.state("on")

	ana.press("Desactivar aquí")
	ana.state("off")
	ana.sees("Todavía no hay ningún dispositivo")
	ana.press("Activar en este dispositivo")
	ana.state("on")
	ana.press("Quitar")
	ana.state("off")
	ana.sees("Todavía no hay ningún dispositivo")
	ana.reload()
	ana.state("off")
	ana.sees("Todavía no hay ningún dispositivo")
}

// A phone that is removed on the laptop stays removed: it hears of it when it
// comes by, and only a tap on it brings it back.
func TestPushRemovedElsewhere(t *testing.T) {
	s, service := start(t), pushtest.New(t)
	ana, laptop := s.browse(t, world.Ana, phone), s.browse(t, world.Ana, desktop)
	ana.subscribes(service)
	ana.open("/settings/devices")
	ana.press("Activar en este dispositivo")
	ana.until("this device in the list", `document.querySelector("#devices .tag")`)

	laptop.open("/settings/devices")
	laptop.press("Quitar")
	laptop.sees("Todavía no hay ningún dispositivo")

	ana.provoke("status of 410")
	ana.reload()
	ana.sees("ya no está en tu lista")
	ana.state("off")
	laptop.reload()
	laptop.sees("Todavía no hay ningún dispositivo")
	ana.press("Activar en este dispositivo")
	ana.until("this device in the list", `document.querySelector("#devices .tag")`)
}

// Whatever the browser says has words of its own, and nothing is asked unbidden.
func TestPushStates(t *testing.T) {
	s, service := start(t), pushtest.New(t)
	come := func(t *testing.T, d device, scripts ...string) *page {
		t.Helper()
		p := s.browse(t, world.Ana, d)
		p.subscribes(service)
		for _, script := range scripts {
			p.before(script)
		}
		p.open("/settings/devices")
		return p
	}
	t.Run("blocked", func(t *testing.T) {
		p := come(t, desktop, `localStorage.answer = "denied"`)
		p.state("off")
		p.press("Activar en este dispositivo")
		p.state("denied")
		p.sees("En Chrome o Edge")
		if n := eval[int](p, `[...document.querySelectorAll("[data-push-how]")].filter(e => e.checkVisibility()).length`); n != 1 {
			t.Errorf("the way back is told for %d browsers", n)
		}
		eval[bool](p, `(delete localStorage.permission, true)`)
		p.press("Ya lo he hecho")
		p.state("off")
	})
	t.Run("not answered", func(t *testing.T) {
		p := come(t, phone, `localStorage.answer = "default"`)
		p.press("Activar en este dispositivo")
		p.sees("Tu navegador sigue sin permiso")
		p.state("off")
	})
	t.Run("a push service out of reach", func(t *testing.T) {
		p := come(t, phone, `localStorage.hangs = "1"`)
		p.press("Activar en este dispositivo")
		p.sees("no consigue conectar con su servicio de avisos")
		p.state("off")
	})
	t.Run("unsupported", func(t *testing.T) {
		p := come(t, phone, `delete window.PushManager`)
		p.state("unsupported")
		p.sees("Te seguimos avisando por correo.")
	})
	t.Run("iPhone, not installed", func(t *testing.T) {
		p := s.browse(t, world.Ana, phone)
		call(p, emulation.SetUserAgentOverride, emulation.SetUserAgentOverrideParams{UserAgent: "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Mobile/15E148 Safari/604.1"})
		p.before(`delete window.PushManager`)
		p.open("/settings/devices")
		p.state("ios")
		p.sees("Añadir a pantalla de inicio")
	})
	t.Run("refused by us", func(t *testing.T) {
		p := s.browse(t, world.Ana, phone)
		sub := service.Subscribe()
		sub.Endpoint = "https://10.0.0.1/x"
		p.bears(sub)
		p.open("/settings/devices")
		p.provoke("status of 422")
		p.press("Activar en este dispositivo")
		p.sees("una dirección a la que no podemos enviar avisos")
		p.state("off")
	})
	t.Run("without script", func(t *testing.T) {
		d := phone
		d.noScript = true
		p := s.browse(t, world.Ana, d)
		p.open("/settings/devices")
		p.sees("hace falta JavaScript")
		p.until("no test is offered", `!document.body.innerText.includes("Enviar una prueba")`)
	})
}

// A subscription that was made for a key of ours that is no more is made again by itself.
func TestPushKeyRotation(t *testing.T) {
	s, service := start(t), pushtest.New(t)
	service.Want(s.Notify.PushKey())
	ana := s.browse(t, world.Ana, phone)
	ana.subscribes(service)
	ana.before(`if (!localStorage.rotated) { localStorage.rotated = localStorage.permission = "granted"; localStorage.made = "B" + "A".repeat(86); Object.defineProperty(navigator, "userActivation", { value: { isActive: true } }); }`)
	ana.provoke("status of 409")
	ana.open("/settings/devices")
	ana.state("on")
	ana.until("the key that holds", fmt.Sprintf(`localStorage.made == %q`, s.Notify.PushKey()))
	ana.until("this device in the list", `document.querySelector("#devices .tag")`)
	ana.press("Enviar una prueba")
	ana.sees("respuesta 201")
	service.Next(t)
}

// A guest who proved the address is told on this device about this ticket.
func TestPushForGuests(t *testing.T) {
	s, service := start(t), pushtest.New(t)
	service.Want(s.Notify.PushKey())
	guest := s.visitor(t, world.Guest, "es")
	guest.provoke("status of 401") // what is on its way when the guest leaves
	guest.subscribes(service)
	_, number := s.guestLink()
	guest.open(fmt.Sprint("/tickets/", number))
	guest.press("Avísame en este dispositivo")
	guest.state("on")
	guest.sees("Te avisamos de este ticket")
	var ticket int64
	s.must(s.DB.Read.NewRaw("SELECT ticket FROM devices").Scan(t.Context(), &ticket))
	if ticket != number {
		t.Errorf("the device is for %d", ticket)
	}
	guest.press("Desactivar aquí")
	guest.state("off")
	guest.press("Cerrar sesión")
	guest.sees("En este dispositivo ya no queda nada tuyo.")
}
