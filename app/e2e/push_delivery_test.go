package e2e

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"hilo/app/pushtest"
	"hilo/app/world"
)

// manager gives the browser, in place of a push service of its own, which waits
// for the Internet, one that the test runs. All else is the browser's.
const manager = `(() => {
	const papers = %s, kept = localStorage;
	const bytes = text => Uint8Array.from(atob(text), c => c.charCodeAt(0)).buffer;
	const subscription = () => ({ endpoint: papers.endpoint, options: { applicationServerKey: bytes(kept.made) }, toJSON: () => papers, unsubscribe: async () => (delete kept.made, true) });
	PushManager.prototype.getSubscription = async () => kept.made ? subscription() : null;
	PushManager.prototype.subscribe = async o => {
		if (!navigator.userActivation.isActive || !o.userVisibleOnly) throw new TypeError("not as it should be asked");
		kept.made = btoa(String.fromCharCode(...new Uint8Array(o.applicationServerKey)));
		return subscription();
	};
})();`

// The whole way of an alert: Ana turns them on with a tap; Sam answers; the push
// service gets what only Ana's device can read; her worker shows it, one for a
// ticket; a tap leads there. What she sees on the open page is not announced.
func TestPushLoop(t *testing.T) {
	s, ana, deliver := pushes(t)
	service := pushtest.New(t)
	service.Want(s.Notify.PushKey())
	sub := service.Subscribe()
	papers, err := json.Marshal(map[string]any{"endpoint": sub.Endpoint, "expirationTime": nil, "keys": map[string]string{"p256dh": sub.P256dh, "auth": sub.Auth}})
	s.must(err)
	ana.before(fmt.Sprintf(manager, papers))
	number := s.opens(world.Ana, "Una duda", "Empiezo.")
	path := fmt.Sprint("/tickets/", number)
	ana.open("/settings/devices")
	ana.press("Activar en este dispositivo")
	ana.state("on")

	shows := func(what, body string) {
		t.Helper()
		push := service.Next(t)
		if strings.Contains(string(push.Payload), "Nadie lo lee") {
			t.Errorf("the push says what was written: %s", push.Payload)
		}
		if !strings.Contains(string(push.Payload), body) {
			t.Errorf("%s: %s", what, push.Payload)
		}
		ana.shown(deliver, string(push.Payload), what, fmt.Sprintf(`(await %s).endsWith("|%s|ticket-%d") && !(await %s).includes(";")`, alerts, body, number, alerts))
	}
	s.says(world.Sam, number, "Nadie lo lee en el camino.")
	shows("the answer", "Ábrelo para leerlo.")
	s.says(world.Sam, number, "Nadie lo lee tampoco.")
	s.says(world.Sam, number, "Nadie lo lee, ni esto.")
	shows("two in one", "2 novedades")
	if got := ana.tap(""); got != "focus /settings/devices; navigate "+path {
		t.Errorf("a tap: %s", got)
	}

	ana.open(path)
	ana.live()
	s.says(world.Sam, number, "Esto lo ve al momento.")
	ana.sees("Esto lo ve al momento.")
	other := s.opens(world.Ana, "Otra duda", "Empiezo.")
	s.says(world.Sam, other, "Esto no.")
	if push := service.Next(t); !strings.Contains(string(push.Payload), fmt.Sprintf(`"ticket-%d"`, other)) {
		t.Errorf("announced what was seen: %s", push.Payload)
	}

	// The push service gives the browser another address: the old one is forgotten.
	next := service.Subscribe()
	inWorker[bool](ana, fmt.Sprintf(`(async () => {
		const e = new ExtendableEvent("pushsubscriptionchange");
		e.oldSubscription = { endpoint: %q };
		const next = { endpoint: %q, keys: { p256dh: %q, auth: %q } };
		e.newSubscription = { ...next, toJSON: () => next };
		let done; e.waitUntil = p => { done = p };
		dispatchEvent(e);
		await done;
		return true;
	})()`, sub.Endpoint, next.Endpoint, next.P256dh, next.Auth))
	var endpoints []string
	s.must(s.DB.Read.NewRaw("SELECT endpoint FROM devices").Scan(t.Context(), &endpoints))
	if !slices.Equal(endpoints, []string{next.Endpoint}) {
		t.Errorf("the server knows %v", endpoints)
	}

	// Who leaves is told nothing more there; who comes next is, without another tap.
	owners := func() (emails []string) {
		s.must(s.DB.Read.NewRaw("SELECT p.email FROM devices AS d JOIN people AS p ON p.id = d.person_id").Scan(t.Context(), &emails))
		return emails
	}
	ana.open("/settings")
	ana.press("#main [action='/sign-out'] button")
	ana.sees("¿En qué te ayudamos?")
	if left := owners(); len(left) > 0 {
		t.Errorf("still told: %v", left)
	}
	ana.open("/sign-in")
	ana.write("#email", world.Luis)
	ana.press("Enviar código")
	ana.arrives("/sign-in/verify")
	ana.write("#code", s.code(world.Luis)) // sends itself
	ana.arrives("/tickets")
	eventually(t, "Luis is told", func() bool { return slices.Equal(owners(), []string{world.Luis}) })
}
