package web_test

import (
	"crypto/rand"
	"fmt"
	"net/url"
	"strings"

	"hilo/app/desk"
	"hilo/app/sitetest"
)

// noTicket is a number that no ticket has: they end at 99999999.
const noTicket = "123456789"

func textFile(name string) []sitetest.File {
	return []sitetest.File{{Name: name, Body: []byte("84,90 EUR\n")}}
}

// customerRows are for whoever is signed in; a guest finds nothing there.
func customerRows() []row {
	signedIn := []string{luis, ana, sam}
	return []row{
		{route: "GET /tickets", may: signedIn, visit: func(*cell) visit { return visit{path: "/tickets?show=closed&q=a", want: 200} }},
		{route: "GET /tickets/live", may: signedIn, visit: func(*cell) visit { return visit{path: "/tickets/live?after=0", hello: "0"} }},
		{route: "POST /tickets/similar", may: signedIn, visit: func(*cell) visit {
			return visit{path: "/tickets/similar", form: url.Values{"subject": {"Cobro repetido"}, "body": {"Me han cobrado dos veces."}}, want: 200}
		}},
		{route: "POST /tickets/claims", may: signedIn, visit: func(c *cell) visit {
			who := c.who
			if !c.signedIn() {
				who = ana
			}
			t := c.unproven(who)
			return visit{path: "/tickets/claims", form: url.Values{"answer": {"not"}, "sure": {"on"}, "numbers": {fmt.Sprint(t.Number)}}, want: 303, to: "/tickets", stored: func() bool {
				return c.site.Read(t.Number).Proof == desk.ProofDenied
			}}
		}},
		{route: "GET /settings", may: signedIn, visit: func(*cell) visit { return visit{path: "/settings", want: 200} }},
		{route: "POST /settings", may: signedIn, visit: func(c *cell) visit {
			name := "Ana " + rand.Text()
			return visit{path: "/settings", form: url.Values{"name": {name}, "locale": {"es"}, "timezone": {"Europe/Madrid"}}, want: 303, to: "/settings", stored: func() bool {
				return c.site.Count("SELECT count(*) FROM people WHERE email = ? AND name = ? AND timezone = 'Europe/Madrid'", c.address(), name) == 1
			}}
		}},
		{route: "POST /settings/sessions/:id", may: signedIn, visit: func(c *cell) visit {
			who := c.who
			if !c.signedIn() {
				who = ana
			}
			other := c.site.As(who)
			id := c.newestSession(who)
			return visit{path: "/settings/sessions/" + id, never: "/settings/sessions/" + rand.Text(), want: 303, to: "/settings", stored: func() bool {
				return other.Get("/settings").Status == 303 && c.b.Get("/settings").Status == 200
			}}
		}},
		{route: "POST /settings/sessions/:id", adds: "of ana", may: []string{ana}, visit: func(c *cell) visit {
			c.site.As(ana)
			return visit{path: "/settings/sessions/" + c.newestSession(ana), never: "/settings/sessions/" + rand.Text(), want: 303, to: "/settings"}
		}},
	}
}

func (c *cell) newestSession(who string) (id string) {
	c.Helper()
	err := c.site.DB.Read.NewRaw("SELECT s.id FROM sessions AS s JOIN people AS p ON p.id = s.person_id WHERE p.email = ? ORDER BY s.proven_at DESC LIMIT 1",
		who+"@example.com").Scan(c.Context(), &id)
	if err != nil {
		c.Fatal(err)
	}
	return id
}

// ticketRows are for the one who asked: with an account (ana), or as a guest.
func ticketRows() []row {
	var rows []row
	for _, r := range []struct {
		route  string
		status desk.Status
		visit  func(*cell, *desk.Ticket) visit
	}{
		{"GET /tickets/:number", desk.StatusPending, func(c *cell, t *desk.Ticket) visit {
			return visit{want: 200, stored: func() bool { return c.seen(t) == t.LastSeq }}
		}},
		{"GET /tickets/:number/live", desk.StatusOpen, func(*cell, *desk.Ticket) visit { return visit{path: "/live?after=1", hello: "1"} }},
		{"POST /tickets/:number/replies", desk.StatusPending, func(c *cell, t *desk.Ticket) visit {
			body := "A las tres " + rand.Text()
			return visit{
				path: "/replies", form: url.Values{"body": {body}, "key": {rand.Text()}}, files: textFile("hora.txt"), want: 303, script: 201,
				to: t.Path() + "#entry-", stored: func() bool {
					e := c.site.Last(t.Number)
					return e.Kind == desk.Replied && e.Body == body && len(e.Files()) == 1 && c.author(e, t.RequesterID) && c.status(t, desk.StatusOpen)
				}}
		}},
		{"POST /tickets/:number/resolution", desk.StatusSolved, func(c *cell, t *desk.Ticket) visit {
			return visit{path: "/resolution", want: 303, script: 201, to: t.Path(), stored: func() bool {
				return c.site.Last(t.Number).Kind == desk.Confirmed && c.status(t, desk.StatusClosed)
			}}
		}},
		{"POST /tickets/:number/reopening", desk.StatusSolved, func(c *cell, t *desk.Ticket) visit {
			return visit{path: "/reopening", want: 303, script: 201, to: t.Path(), stored: func() bool {
				return c.site.Last(t.Number).Kind == desk.Reopened && c.status(t, desk.StatusOpen)
			}}
		}},
		{"POST /tickets/:number/rating", desk.StatusClosed, func(c *cell, t *desk.Ticket) visit {
			return visit{path: "/rating", form: url.Values{"score": {"good"}}, want: 303, script: 201, to: t.Path(), stored: func() bool {
				return c.site.Last(t.Number).Kind == desk.Rated && c.site.Read(t.Number).Score == "good"
			}}
		}},
		{"POST /tickets/:number/subject", desk.StatusClosed, func(c *cell, t *desk.Ticket) visit {
			subject := "Otro asunto " + rand.Text()
			return visit{path: "/subject", form: url.Values{"subject": {subject}}, want: 303, script: 201, to: t.Path() + "#entry-", stored: func() bool {
				e := c.site.Last(t.Number)
				return e.Kind == desk.Renamed && c.site.Read(t.Number).Subject == subject && c.author(e, t.RequesterID) && c.status(t, desk.StatusClosed)
			}}
		}},
		{"POST /tickets/:number/seen", desk.StatusPending, func(c *cell, t *desk.Ticket) visit {
			return visit{path: "/seen", form: url.Values{"seq": {fmt.Sprint(t.LastSeq)}}, want: 204, stored: func() bool { return c.seen(t) == t.LastSeq }}
		}},
	} {
		own := func(c *cell) visit { return at(c.site.Ticket(ana, r.status), "/tickets/", c, r.visit) }
		guests := func(c *cell) visit { return at(c.guestTicket(r.status), "/tickets/", c, r.visit) }
		rows = append(rows, row{route: r.route, may: []string{ana}, visit: own}, row{route: r.route, adds: "of a guest", may: []string{guest}, visit: guests})
	}
	rows = append(rows, row{route: "POST /tickets/:number/draft", may: []string{ana}, visit: func(c *cell) visit {
		return at(c.site.Ticket(ana, desk.StatusOpen), "/tickets/", c, func(c *cell, t *desk.Ticket) visit {
			body := "Sigo aquí " + rand.Text()
			return visit{path: "/draft", form: url.Values{"body": {body}}, want: 303, script: 200, to: t.Path() + "#reply", stored: func() bool {
				return c.site.Count("SELECT count(*) FROM drafts WHERE ticket = ? AND body = ?", t.Number, body) == 1
			}}
		})
	}})
	for answer, proof := range map[string]desk.Proof{"yes": desk.ProofSession, "no": desk.ProofDenied} {
		rows = append(rows, row{route: "POST /tickets/:number/claim", adds: answer, may: []string{ana}, visit: func(c *cell) visit {
			return at(c.unproven(ana), "/tickets/", c, func(c *cell, t *desk.Ticket) visit {
				return visit{path: "/claim", form: url.Values{"answer": {answer}, "sure": {"on"}}, want: 303, to: "/tickets", stored: func() bool {
					return c.site.Read(t.Number).Proof == proof
				}}
			})
		}})
	}
	return rows
}

// unproven is a ticket that somebody opened with an address, without a sign-in.
func (c *cell) unproven(who string) *desk.Ticket {
	c.Helper()
	t, _, err := c.site.Desk.OpenFor(c.Context(), who+"@example.com", desk.Question{Topic: "other", Subject: "Una duda", Message: desk.Message{Body: "¿Cómo va?"}})
	if err != nil {
		c.Fatal(err)
	}
	c.site.Settle()
	return c.site.Read(t.Number)
}

// at completes a visit that said only what follows the ticket's address.
func at(t *desk.Ticket, base string, c *cell, make func(*cell, *desk.Ticket) visit) visit {
	v := make(c, t)
	v.path, v.never = fmt.Sprint(base, t.Number, v.path), base+noTicket+v.path
	return v
}

// guestTicket is a fresh ticket in a status; who comes as guest is its guest.
func (c *cell) guestTicket(status desk.Status) *desk.Ticket {
	c.Helper()
	t := c.site.GuestTicket()
	if c.who == guest {
		script := c.b.Header.Get("HX-Request")
		c.b = c.site.GuestOf(t).With("HX-Request", script)
	}
	c.site.Bring(t, status)
	return c.site.Read(t.Number)
}

func (c *cell) seen(t *desk.Ticket) int64 {
	return int64(c.site.Count("SELECT coalesce(max(seq), 0) FROM seen WHERE ticket = ? AND person_id = ?", t.Number, t.RequesterID))
}

func (c *cell) author(e desk.Entry, id int64) bool {
	return e.AuthorID != nil && *e.AuthorID == id && string(e.Proof) == map[bool]string{true: "guest", false: "session"}[c.who == guest]
}

func (c *cell) status(t *desk.Ticket, want desk.Status) bool {
	return c.site.Read(t.Number).Status == want
}

// fileRows: an attachment is seen by who sees its entry.
func fileRows() []row {
	var rows []row
	for _, suffix := range []string{"", "/preview"} {
		route := "GET /files/:id" + suffix
		file := func(c *cell, t *desk.Ticket, by desk.Actor, note bool) visit {
			id := c.attach(t, by, note)
			return visit{path: "/files/" + id + suffix, never: "/files/" + strings.Repeat("0f", 16) + suffix, want: 200}
		}
		rows = append(rows,
			row{route: route, may: []string{ana, sam}, visit: func(c *cell) visit {
				return file(c, c.site.Ticket(ana, desk.StatusOpen), c.site.Person(ana), false)
			}},
			row{route: route, adds: "of a guest", may: []string{guest, sam}, visit: func(c *cell) visit {
				return file(c, c.guestTicket(desk.StatusOpen), c.site.Agent("eva"), false)
			}},
			row{route: route, adds: "of a note", may: []string{sam}, visit: func(c *cell) visit {
				return file(c, c.site.Ticket(ana, desk.StatusOpen), c.site.Agent("eva"), true)
			}},
			row{route: route, adds: "of a note on a guest's ticket", may: []string{sam}, visit: func(c *cell) visit {
				return file(c, c.guestTicket(desk.StatusOpen), c.site.Agent("eva"), true)
			}},
			row{route: route, adds: "of a note on the agent's own ticket", may: nil, visit: func(c *cell) visit {
				return file(c, c.site.Ticket(sam, desk.StatusOpen), c.site.Agent("eva"), true)
			}})
	}
	return rows
}

// attach puts a picture on a ticket and returns its id.
func (c *cell) attach(t *desk.Ticket, by desk.Actor, note bool) string {
	c.Helper()
	blob := c.site.Picture("foto.png")
	say := desk.Message{Body: "Aquí está.", Files: []desk.File{blob}}
	verb := c.site.Desk.Reply
	if note {
		verb = c.site.Desk.Note
	}
	e, err := verb(c.Context(), by, t.Number, say)
	if err != nil {
		c.Fatal(err)
	}
	return e.Files()[0].ID
}
