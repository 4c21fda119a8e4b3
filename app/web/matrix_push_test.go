package web_test

import (
	"crypto/rand"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"hilo/app/push"
	"hilo/app/pushtest"
)

// pushRows are for whoever has a session: their devices, and a guest's for one ticket.
func pushRows() []row {
	signedIn, let := []string{luis, ana, sam}, []string{luis, ana, sam, guest, otherGuest}
	devices := func(c *cell) int { return c.site.Count("SELECT count(*) FROM devices") }
	return []row{
		{route: "GET /settings/devices", may: signedIn, visit: func(*cell) visit { return visit{path: "/settings/devices", want: 200} }},
		{route: "POST /settings/devices", may: signedIn, visit: func(c *cell) visit {
			id := rand.Text()
			if c.signedIn() {
				id = c.device()
			}
			before := devices(c)
			return visit{path: "/settings/devices", form: url.Values{"remove": {id}}, want: 303, to: "/settings/devices", stored: func() bool { return devices(c) == before-1 }}
		}},
		{route: "POST /settings/devices", adds: "of ana", may: []string{ana}, visit: func(c *cell) visit {
			other := *c
			other.b, other.who = c.site.As(ana), ana
			return visit{path: "/settings/devices", form: url.Values{"remove": {other.device()}}, want: 303, to: "/settings/devices"}
		}},
		{route: "POST /push/subscriptions", may: let, visit: func(c *cell) visit {
			before := devices(c)
			return visit{path: "/push/subscriptions", json: papers(pushtest.New(c).Subscribe()), want: 201, stored: func() bool { return devices(c) == before+1 }}
		}},
		{route: "DELETE /push/subscriptions", may: let, visit: func(c *cell) visit {
			sub := pushtest.New(c).Subscribe()
			if slices.Contains(let, c.who) {
				c.b.Do("POST", "/push/subscriptions", "application/json", strings.NewReader(papers(sub)))
			}
			before := devices(c)
			return visit{path: "/push/subscriptions", json: papers(sub), want: 204, stored: func() bool { return devices(c) == before-1 }}
		}},
		{route: "POST /push/test", may: let, visit: func(c *cell) visit {
			service := pushtest.New(c)
			if slices.Contains(let, c.who) {
				c.site.Set("DELETE FROM devices")
				c.b.Do("POST", "/push/subscriptions", "application/json", strings.NewReader(papers(service.Subscribe())))
			}
			return visit{path: "/push/test", want: 200, stored: func() bool { return len(service.Pushes()) == 1 }}
		}},
	}
}

// papers is a subscription as browsers give it (PushSubscription.toJSON).
func papers(s push.Subscription) string {
	return fmt.Sprintf(`{"endpoint":%q,"expirationTime":null,"keys":{"p256dh":%q,"auth":%q}}`, s.Endpoint, s.P256dh, s.Auth)
}

// device is the public id of a new device of who visits.
func (c *cell) device() (id string) {
	c.Helper()
	sub := pushtest.New(c).Subscribe()
	if a := c.b.Do("POST", "/push/subscriptions", "application/json", strings.NewReader(papers(sub))); a.Status != 201 {
		c.Fatalf("subscribing: %d %s", a.Status, a.Body)
	}
	if err := c.site.DB.Read.NewRaw("SELECT id FROM devices WHERE endpoint = ?", sub.Endpoint).Scan(c.Context(), &id); err != nil {
		c.Fatal(err)
	}
	return id
}
