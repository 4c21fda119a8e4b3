package web_test

import (
	"crypto/rand"
	"net/url"
	"strings"

	"hilo/app/desk"
	"hilo/static"
)

// publicRows are for everyone; a guest is nobody there.
func publicRows() []row {
	page := func(path string) func(*cell) visit { return func(*cell) visit { return visit{path: path, want: 200} } }
	return []row{
		{route: "GET /healthz", may: everybody, visit: page("/healthz")},
		{route: "GET /readyz", may: everybody, visit: page("/readyz")},
		{route: "GET /static/:file", may: everybody, visit: page(static.URL("app.css"))},
		{route: "GET /", may: everybody, visit: page("/")},
		{route: "GET /tickets/new", may: everybody, visit: page("/tickets/new")},
		{route: "POST /tickets", may: everybody, visit: newTicket},
		{route: "POST /tickets/received", may: everybody, visit: func(c *cell) visit {
			asked := c.site.GuestTicket()
			number, sealed := c.site.Auth.Guests.SealOpened(asked.Number, c.site.Email(asked.RequesterID))
			return visit{path: "/tickets/received", form: url.Values{"number": {number}, "sealed": {sealed}, "to": {c.site.Email(asked.RequesterID)}}, want: 200}
		}},
		{route: "GET /sign-in", may: everybody, visit: func(c *cell) visit {
			if !c.signedIn() {
				return visit{path: "/sign-in?next=/settings", want: 200}
			}
			return visit{path: "/sign-in?next=/settings", want: 303, to: "/settings"}
		}},
		{route: "POST /sign-in", may: everybody, visit: func(c *cell) visit {
			email := strings.ToLower(rand.Text()) + "@example.com"
			return visit{path: "/sign-in", form: url.Values{"email": {email}}, want: 303, to: "/sign-in/verify", stored: func() bool {
				return c.site.Code(email) != ""
			}}
		}},
		{route: "GET /sign-in/verify", may: everybody, visit: func(c *cell) visit {
			c.b.AskCode(strings.ToLower(rand.Text())+"@example.com", "")
			return visit{path: "/sign-in/verify", want: 200}
		}},
		{route: "POST /sign-in/verify", may: everybody, fresh: true, visit: func(c *cell) visit {
			email := strings.ToLower(rand.Text()) + "@example.com"
			c.b.AskCode(email, "/settings")
			return visit{path: "/sign-in/verify", form: url.Values{"code": {c.site.Code(email)}}, want: 303, to: "/settings", stored: func() bool {
				return c.b.Get("/tickets").Status == 200 && c.sessions(email) == 1
			}}
		}},
		{route: "POST /sign-in/guest", may: everybody, fresh: true, visit: func(c *cell) visit {
			if c.who != guest && c.who != otherGuest {
				return visit{path: "/sign-in/guest", want: 303, to: "/sign-in?next=/tickets"}
			}
			return visit{path: "/sign-in/guest", want: 303, to: "/tickets", stored: func() bool {
				return c.b.Get("/tickets").Status == 200 && c.b.Cookie("guest") == ""
			}}
		}},
		{route: "POST /sign-out", may: everybody, fresh: true, visit: func(c *cell) visit {
			before := c.site.Count("SELECT count(*) FROM sessions")
			if c.who != nobody {
				before--
			}
			return visit{path: "/sign-out", want: 303, to: "/", stored: func() bool {
				return c.site.Count("SELECT count(*) FROM sessions") == before && c.b.Cookie("session")+c.b.Cookie("guest") == ""
			}}
		}},
		{route: "GET /g/:token", may: everybody, visit: func(c *cell) visit {
			return visit{path: "/g/" + c.site.Link(c.site.GuestTicket()), want: 200}
		}},
		{route: "POST /g/:token/code", may: everybody, visit: func(c *cell) visit {
			t := c.site.GuestTicket()
			token := c.site.Link(t)
			return visit{path: "/g/" + token + "/code", want: 303, to: "/g/" + token + "/verify", stored: func() bool {
				return c.site.Code(c.site.Email(t.RequesterID)) != ""
			}}
		}},
		{route: "GET /g/:token/verify", may: everybody, visit: func(c *cell) visit {
			t := c.site.GuestTicket()
			token := c.site.Link(t)
			c.b.AskGuestCode(token, c.site.Email(t.RequesterID))
			return visit{path: "/g/" + token + "/verify", want: 200}
		}},
		{route: "POST /g/:token/verify", may: everybody, fresh: true, visit: func(c *cell) visit {
			t := c.site.GuestTicket()
			token, email := c.site.Link(t), c.site.Email(t.RequesterID)
			c.b.AskGuestCode(token, email)
			return visit{path: "/g/" + token + "/verify", form: url.Values{"code": {c.site.Code(email)}}, want: 303, to: t.Path(), stored: func() bool {
				return c.b.Get(t.Path()).Status == 200 && c.site.Read(t.Number).Proof == desk.ProofGuest
			}}
		}},
		{route: "GET /g/:token/revocation", may: everybody, visit: func(c *cell) visit {
			return visit{path: "/g/" + c.site.Link(c.site.GuestTicket()) + "/revocation", want: 200}
		}},
		{route: "POST /g/:token/revocation", may: everybody, visit: func(c *cell) visit {
			token := c.site.Link(c.site.GuestTicket())
			return visit{path: "/g/" + token + "/revocation", want: 200, stored: func() bool {
				return c.b.Get("/g/"+token).Status == 404
			}}
		}},
		{route: "GET /staff/:token", may: everybody, visit: func(c *cell) visit {
			token, _ := c.staffLink()
			return visit{path: "/staff/" + token, want: 200}
		}},
		{route: "POST /staff/:token", may: everybody, fresh: true, visit: func(c *cell) visit {
			token, email := c.staffLink()
			return visit{path: "/staff/" + token, want: 303, to: "/desk", stored: func() bool {
				return c.b.Get("/desk").Status == 200 && c.sessions(email) == 1
			}}
		}},
		{route: "GET /dev/mail", may: everybody, visit: page("/dev/mail")},
		{route: "GET /dev/mail.json", may: everybody, visit: page("/dev/mail.json")},
	}
}

// newTicket opens one: signed in, or with a name and an address.
func newTicket(c *cell) visit {
	subject := rand.Text()
	v := visit{
		path: "/tickets", want: 303, to: "/tickets/", files: textFile("recibo.txt"),
		form: url.Values{"topic": {"other"}, "subject": {subject}, "body": {"Hola"}, "key": {rand.Text()}},
	}
	email := c.address()
	if !c.signedIn() {
		email = strings.ToLower(rand.Text()) + "@example.com"
		v.want, v.form["name"], v.form["email"] = 201, []string{"Marta"}, []string{email}
	}
	v.stored = func() bool {
		return c.site.Count(`SELECT count(*) FROM tickets AS t JOIN people AS p ON p.id = t.requester_id JOIN files AS f ON f.ticket = t.number
			WHERE t.subject = ? AND p.email = ? AND f.name = 'recibo.txt'`, subject, email) == 1
	}
	return v
}

// staffLink is the link that the operator hands to a new agent.
func (c *cell) staffLink() (token, email string) {
	c.Helper()
	email = strings.ToLower(rand.Text()) + "@example.com"
	token, err := c.site.Auth.Staff.Add(c.Context(), email, "Noa Gil", false)
	if err != nil {
		c.Fatal(err)
	}
	return token, email
}

func (c *cell) sessions(email string) int {
	return c.site.Count("SELECT count(*) FROM sessions AS s JOIN people AS p ON p.id = s.person_id WHERE p.email = ?", email)
}
