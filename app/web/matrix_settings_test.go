package web_test

import (
	"net/url"
)

// settingsRows are for whoever is signed in: their own data and what lets them in.
func settingsRows() []row {
	signedIn := []string{luis, ana, sam}
	wished := func(c *cell) int {
		return c.site.Count("SELECT count(*) FROM erasures AS e JOIN people AS p ON p.id = e.person_id WHERE p.email = ? AND e.done_at IS NULL", c.address())
	}
	cancel := func(c *cell) {
		if err := c.site.Desk.CancelErasure(c.Context(), c.site.Person(c.address())); err != nil {
			c.Fatal(err)
		}
	}
	ask := func(c *cell) {
		c.site.Set("DELETE FROM limits") // a minute has passed since the last code
		c.site.Forget(c.address())
		c.b.Post("/settings/erasure", nil)
	}
	return []row{
		{route: "GET /settings/export", may: signedIn, visit: func(*cell) visit { return visit{path: "/settings/export", want: 200} }},
		{route: "GET /settings/erasure", may: signedIn, visit: func(c *cell) visit {
			ask(c)
			return visit{path: "/settings/erasure", want: 200}
		}},
		{route: "POST /settings/erasure", may: signedIn, visit: func(c *cell) visit {
			c.site.Set("DELETE FROM limits")
			c.site.Forget(c.address())
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
				if err := c.site.Desk.AskErasure(c.Context(), c.site.Person(c.who)); err != nil {
					c.Fatal(err)
				}
			}
			return visit{path: "/settings/erasure", form: url.Values{"cancel": {"1"}}, want: 303, to: "/settings#data", stored: func() bool { return wished(c) == 0 }}
		}},
	}
}
