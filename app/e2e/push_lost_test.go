package e2e

import (
	"fmt"
	"strings"
	"testing"

	"hilo/app/pushtest"
	"hilo/app/world"
)

// What the browser lost without a word is made again when any page is next open,
// also under another address; what it cannot make again can still be removed, and
// what was removed elsewhere meanwhile stays away.
func TestPushLostByTheBrowser(t *testing.T) {
	s, service := start(t), pushtest.New(t)
	ana, laptop := s.browse(t, world.Ana, phone), s.browse(t, world.Ana, desktop)
	ana.subscribes(service)
	ana.open("/settings/devices")
	ana.press("Activar en este dispositivo")
	ana.until("this device in the list", `document.querySelector("#devices .tag")`)
	known := func() (n int) {
		s.must(s.DB.Read.NewRaw("SELECT count(*) FROM devices").Scan(t.Context(), &n))
		return n
	}
	loses := func() {
		eval[bool](ana, `(delete localStorage.made, true)`)
		_, err := s.DB.NewRaw("DELETE FROM devices").Exec(t.Context()) // its push service said so
		s.must(err)
		ana.subscribes(service) // what it makes next has another address
	}
	loses()
	ana.reload()
	ana.state("on")
	ana.until("this device in the list", `document.querySelector("#devices .tag")`)
	loses()
	ana.open("/tickets")
	eventually(t, "made again on any page", func() bool { return known() == 1 })

	eval[bool](ana, `(delete localStorage.made, localStorage.hangs = "1", true)`)
	ana.open("/settings/devices")
	ana.state("off")
	ana.press("Quitar")
	ana.sees("Todavía no hay ningún dispositivo")
	eval[bool](ana, `(delete localStorage.hangs, true)`)
	ana.provoke("status of 410")
	ana.open("/settings/devices")
	ana.state("off")
	ana.press("Activar en este dispositivo")
	ana.state("on")

	laptop.open("/settings/devices")
	laptop.press("Quitar")
	laptop.sees("Todavía no hay ningún dispositivo")
	eval[bool](ana, `(delete localStorage.made, true)`)
	ana.subscribes(service)
	ana.open("/tickets")
	ana.until("let go again", `!localStorage.made && localStorage.told == "{}"`)
	if n := known(); n != 0 {
		t.Errorf("%d devices came back by themselves", n)
	}
}

// Her browser loses its subscription and says nothing of it, neither which it was nor what comes.
func TestLostSubscription(t *testing.T) {
	s, ana, _ := pushes(t)
	service := pushtest.New(t)
	told := func(event string) []string {
		sub := service.Subscribe()
		left := inWorker[string](ana, fmt.Sprintf(`(async () => {
			const next = { endpoint: %q, keys: { p256dh: %q, auth: %q } };
			PushManager.prototype.getSubscription = async () => null;
			PushManager.prototype.subscribe = async o => {
				if (!o.userVisibleOnly || o.applicationServerKey != %q) throw new TypeError("not as it should be asked");
				return { ...next, toJSON: () => next, unsubscribe: async () => (left = "and let go", true) };
			};
			let left = "";
			const e = new ExtendableEvent("pushsubscriptionchange");
			%s
			let done; e.waitUntil = p => { done = p };
			dispatchEvent(e);
			await done;
			return left;
		})()`, sub.Endpoint, sub.P256dh, sub.Auth, s.Notify.PushKey(), event))
		var endpoints []string
		s.must(s.DB.Read.NewRaw("SELECT endpoint FROM devices").Scan(t.Context(), &endpoints))
		return append(endpoints, sub.Endpoint+left)
	}
	for _, empty := range []string{"", "e.oldSubscription = e.newSubscription = null;"} {
		if known := told(empty); len(known) != 2 || known[0] != known[1] {
			t.Errorf("the server knows %v", known)
		}
	}
	devices, err := s.Notify.Devices(t.Context(), s.person(world.Ana).ID)
	s.must(err)
	s.must(s.Notify.RemoveDevice(t.Context(), s.person(world.Ana).ID, devices[0].ID))
	ana.provoke("status of 410")
	if known := told(""); len(known) != 1 || !strings.HasSuffix(known[0], "and let go") {
		t.Errorf("removed elsewhere, and back: %v", known)
	}
}
