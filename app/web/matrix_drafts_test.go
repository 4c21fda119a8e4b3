package web_test

import (
	"crypto/rand"
	"fmt"
	"net/url"
	"strings"

	"hilo/app/desk"
)

// draftRows: what is being written is its writer's alone. On a ticket those may
// write who see it, a new one whoever is signed in.
func draftRows() []row {
	words := func(c *cell, path, never string) visit {
		body := "Aún no " + rand.Text()
		return visit{path: path, never: never, form: url.Values{"body": {body}, "key": {rand.Text()}, "kind": {"note"}}, want: 204, stored: func() bool {
			return c.site.Count("SELECT count(*) FROM drafts WHERE body = ?", body) == 1
		}}
	}
	dropped := func(c *cell, n int64, path, never string) visit {
		if w := c.writer(n); w.ID != 0 {
			if err := c.site.Desk.Drafts.Save(c.Context(), w, desk.Draft{Ticket: n, Body: "Aún no", Key: rand.Text()}); err != nil {
				c.Fatal(err)
			}
		}
		return visit{path: path, never: never, want: 204, stored: func() bool {
			return c.site.Count("SELECT count(*) FROM drafts WHERE ticket = ? AND person_id = ?", n, c.writer(n).ID) == 0
		}}
	}
	file := func(c *cell, ticket, to string) visit {
		name := "recibo-" + rand.Text() + ".txt"
		return visit{path: "/uploads", form: url.Values{"ticket": {ticket}}, files: textFile(name), want: 303, script: 201, to: to, stored: func() bool {
			return c.site.Count("SELECT count(*) FROM uploads WHERE name = ?", name) == 1
		}}
	}
	waits := func(c *cell, t *desk.Ticket, f desk.File) (id string) {
		u, err := c.site.Desk.Drafts.Upload(c.Context(), c.site.Person(c.site.Email(t.RequesterID)), t.Number, f, nil)
		if err != nil {
			c.Fatal(err)
		}
		return u.ID
	}
	ticketOf := func(c *cell, mine bool) *desk.Ticket {
		if mine {
			return c.site.Ticket(ana, desk.StatusOpen)
		}
		return c.guestTicket(desk.StatusOpen)
	}
	rows := []row{
		{route: "PUT /drafts/:ticket", may: []string{luis, ana, sam}, visit: func(c *cell) visit { return words(c, "/drafts/new", "/drafts/0") }},
		{route: "DELETE /drafts/:ticket", may: []string{luis, ana, sam}, visit: func(c *cell) visit { return dropped(c, 0, "/drafts/new", "/drafts/never") }},
		{route: "POST /uploads", may: []string{luis, ana, sam}, visit: func(c *cell) visit { return file(c, "new", "/tickets/new") }},
	}
	for adds, may := range map[string][]string{"of a ticket": {ana, sam}, "of a guest's ticket": {guest, sam}} {
		mine := may[0] == ana
		rows = append(rows,
			row{route: "PUT /drafts/:ticket", adds: adds, may: may, visit: func(c *cell) visit {
				return words(c, fmt.Sprint("/drafts/", ticketOf(c, mine).Number), "/drafts/"+noTicket)
			}},
			row{route: "DELETE /drafts/:ticket", adds: adds, may: may, visit: func(c *cell) visit {
				n := ticketOf(c, mine).Number
				return dropped(c, n, fmt.Sprint("/drafts/", n), "/drafts/"+noTicket)
			}},
			row{route: "POST /uploads", adds: adds, may: may, visit: func(c *cell) visit {
				t, to := ticketOf(c, mine), "/tickets/"
				if c.who == sam {
					to = "/desk/tickets/"
				}
				return file(c, fmt.Sprint(t.Number), fmt.Sprint(to, t.Number))
			}},
			row{route: "DELETE /uploads/:id", adds: adds, may: may[:1], visit: func(c *cell) visit {
				id := waits(c, ticketOf(c, mine), c.site.Stored("recibo.txt", []byte("EUR "+rand.Text())))
				return visit{path: "/uploads/" + id, never: "/uploads/" + strings.Repeat("0f", 16), want: 204, stored: func() bool {
					return c.site.Count("SELECT count(*) FROM uploads WHERE id = ?", id) == 0
				}}
			}},
			row{route: "GET /files/:id/preview", adds: adds + ", that waits to be sent", may: may[:1], visit: func(c *cell) visit {
				id := waits(c, ticketOf(c, mine), c.site.Picture("foto.png"))
				return visit{path: "/files/" + id + "/preview", never: "/files/" + strings.Repeat("0f", 16) + "/preview", want: 200}
			}})
	}
	return rows
}

// writer is who comes as the one to write on a ticket; nobody for those who may not.
func (c *cell) writer(n int64) (p desk.Actor) {
	switch {
	case c.who == sam && n != 0:
		return c.site.Agent(sam)
	case c.signedIn() && (n == 0 || c.site.Email(c.site.Read(n).RequesterID) == c.address()):
		return c.site.Person(c.who)
	case c.who == guest && n != 0:
		p = c.site.Person(c.site.Email(c.site.Read(n).RequesterID))
		return desk.Guest(p.Person, n)
	}
	return p
}
