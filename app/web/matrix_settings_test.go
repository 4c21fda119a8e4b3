package web_test

import (
	"crypto/rand"
	"net/url"
	"strings"

	"hilo/app/keytest"
)

// settingsRows are for whoever is signed in: their own data and what lets them in.
func settingsRows() []row {
	signedIn := []string{luis, ana, sam}
	wished := func(c *cell) int {
		return c.site.Count("SELECT count(*) FROM erasures AS e JOIN people AS p ON p.id = e.person_id WHERE p.email = ? AND e.done_at IS NULL", c.address())
	}
	cancel := func(c *cell) {
		if err := c.site.Erasures.Cancel(c.Context(), c.site.Person(c.address()).ID); err != nil {
			c.Fatal(err)
		}
	}
	forget := func(c *cell) {
		c.site.Minute()
		c.site.Settle()
		c.site.Forget(c.address())
	}
	ask := func(c *cell) {
		forget(c)
		c.b.Post("/settings/erasure", nil)
	}
	return []row{
		{route: "GET /settings/export", may: signedIn, visit: func(*cell) visit { return visit{path: "/settings/export", want: 200} }},
		{route: "GET /settings/erasure", may: signedIn, visit: func(c *cell) visit {
			ask(c)
			return visit{path: "/settings/erasure", want: 200}
		}},
		{route: "POST /settings/erasure", may: signedIn, visit: func(c *cell) visit {
			forget(c)
			return visit{path: "/settings/erasure", want: 303, to: "/settings/erasure", stored: func() bool {
				return c.site.Code(c.address()) != "" && wished(c) == 0
			}}
		}},
		{route: "POST /settings/erasure", adds: "with the code", may: signedIn, visit: func(c *cell) visit {
			code := "12345678"
			if c.signedIn() {
				ask(c)
				code = c.site.Code(c.address())
			}
			return visit{path: "/settings/erasure", form: url.Values{"code": {code}}, want: 303, to: "/settings#data", stored: func() bool {
				defer cancel(c)
				return wished(c) == 1
			}}
		}},
		{route: "POST /settings/erasure", adds: "to cancel", may: signedIn, visit: func(c *cell) visit {
			if c.signedIn() {
				if err := c.site.Erasures.Ask(c.Context(), c.site.Person(c.who).ID); err != nil {
					c.Fatal(err)
				}
			}
			return visit{path: "/settings/erasure", form: url.Values{"cancel": {"1"}}, want: 303, to: "/settings#data", stored: func() bool { return wished(c) == 0 }}
		}},
		{route: "POST /passkeys/options", may: signedIn, visit: func(*cell) visit { return visit{path: "/passkeys/options", json: "{}", want: 200} }},
		{route: "POST /passkeys", may: signedIn, visit: func(c *cell) visit {
			answer := "{}"
			if c.signedIn() {
				answer = keytest.New(c, c.site.URL).Make(c.options("/passkeys/options"))
			}
			before := c.passkeys()
			return visit{path: "/passkeys", json: answer, want: 201, stored: func() bool { return c.passkeys() == before+1 }}
		}},
		{route: "POST /passkeys/:id", may: signedIn, visit: func(c *cell) visit {
			who := c.who
			if !c.signedIn() {
				who = ana
			}
			c.passkey(who)
			before := c.passkeys()
			return visit{path: "/passkeys/" + c.newestPasskey(who), never: "/passkeys/" + rand.Text(), want: 303, to: "/settings#passkeys", stored: func() bool { return c.passkeys() == before-1 }}
		}},
		{route: "POST /passkeys/:id", adds: "of ana", may: []string{ana}, visit: func(c *cell) visit {
			c.passkey(ana)
			return visit{path: "/passkeys/" + c.newestPasskey(ana), never: "/passkeys/" + rand.Text(), want: 303, to: "/settings#passkeys"}
		}},
		{route: "POST /passkeys/sign-in/options", may: everybody, visit: func(*cell) visit {
			return visit{path: "/passkeys/sign-in/options", json: "{}", want: 200}
		}},
		{route: "POST /passkeys/sign-in", may: everybody, fresh: true, visit: func(c *cell) visit {
			device := c.passkey("eva")
			before := c.sessions("eva@example.com")
			answer := `{"next":"/settings","credential":` + device.Sign(c.options("/passkeys/sign-in/options")) + "}"
			return visit{path: "/passkeys/sign-in", json: answer, want: 200, stored: func() bool {
				return c.sessions("eva@example.com") == before+1 && c.b.Get("/desk").Status == 200
			}}
		}},
	}
}

// options is what the site asks a device.
func (c *cell) options(path string) string {
	c.Helper()
	a := c.b.Do("POST", path, "application/json", nil)
	if a.Status != 200 {
		c.Fatalf("%s: %d", path, a.Status)
	}
	return a.Body
}

// passkey is a device with a fresh passkey of who.
func (c *cell) passkey(who string) *keytest.Device {
	c.Helper()
	other := *c
	other.b = c.site.As(who)
	device := keytest.New(c, c.site.URL)
	answer := device.Make(other.options("/passkeys/options"))
	if a := other.b.Do("POST", "/passkeys", "application/json", strings.NewReader(answer)); a.Status != 201 {
		c.Fatalf("adding a passkey: %d %s", a.Status, a.Body)
	}
	return device
}

func (c *cell) passkeys() int { return c.site.Count("SELECT count(*) FROM passkeys") }

func (c *cell) newestPasskey(who string) (id string) {
	c.Helper()
	err := c.site.DB.Read.NewRaw("SELECT k.id FROM passkeys AS k JOIN people AS p ON p.id = k.person_id WHERE p.email = ? ORDER BY k.created_at DESC LIMIT 1",
		who+"@example.com").Scan(c.Context(), &id)
	if err != nil {
		c.Fatal(err)
	}
	return id
}
