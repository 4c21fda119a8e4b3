package web_test

import (
	"crypto/rand"
	"fmt"
	"net/url"

	"hilo/app/desk"
)

// deskRows are for staff; for everyone else there is no desk.
func deskRows() []row {
	rows := []row{
		{route: "GET /desk", may: []string{sam}, visit: func(*cell) visit { return visit{path: "/desk?view=all&q=a", want: 200} }},
		{route: "POST /desk/first-steps", visit: func(*cell) visit { return visit{path: "/desk/first-steps", form: url.Values{"do": {"away"}}} }}, // for admins
		{route: "GET /admin/deliveries", visit: func(*cell) visit { return visit{path: "/admin/deliveries"} }},
		{route: "POST /admin/deliveries", visit: func(*cell) visit { return visit{path: "/admin/deliveries", form: url.Values{"drop": {"all"}}} }},
		{route: "GET /desk/live", may: []string{sam}, visit: func(*cell) visit { return visit{path: "/desk/live?after=0", hello: "0"} }},
	}
	says := func(kind desk.Kind, status desk.Status, suffix string, form url.Values) func(*cell, *desk.Ticket) visit {
		return func(c *cell, t *desk.Ticket) visit {
			body := "Mira esto " + rand.Text()
			sent := url.Values{"body": {body}, "key": {rand.Text()}}
			for name, values := range form {
				sent[name] = values
			}
			return visit{
				path: suffix, form: sent, files: textFile("hora.txt"), want: 303, script: 201, to: fmt.Sprint("/desk/tickets/", t.Number, "#entry-"),
				stored: func() bool {
					e := c.site.Last(t.Number)
					return e.Kind == kind && e.Body == body && len(e.Files()) == 1 && *e.AuthorID == c.site.Person(sam).ID && c.status(t, status)
				}}
		}
	}
	for _, r := range []struct {
		route, adds string
		visit       func(*cell, *desk.Ticket) visit
	}{
		{"GET /desk/tickets/:number", "", func(c *cell, t *desk.Ticket) visit {
			return visit{want: 200, stored: func() bool { return c.site.Read(t.Number).AgentSeen == t.LastSeq }}
		}},
		{"GET /desk/tickets/:number/live", "", func(*cell, *desk.Ticket) visit { return visit{path: "/live?after=1", hello: "1"} }},
		{"POST /desk/tickets/:number/replies", "reply", says(desk.Replied, desk.StatusOpen, "/replies", url.Values{"send": {"reply"}})},
		{"POST /desk/tickets/:number/replies", "ask", says(desk.Asked, desk.StatusPending, "/replies", url.Values{"send": {"ask"}, "wants[]": {"time", "other"}})},
		{"POST /desk/tickets/:number/replies", "solve", says(desk.Solved, desk.StatusSolved, "/replies", url.Values{"send": {"solve"}})},
		{"POST /desk/tickets/:number/notes", "", says(desk.Noted, desk.StatusNew, "/notes", nil)},
		{"POST /desk/tickets/:number/assignment", "", func(c *cell, t *desk.Ticket) visit {
			return visit{path: "/assignment", form: url.Values{"assignee": {"eva@example.com"}}, want: 303, script: 201, stored: func() bool {
				now := c.site.Read(t.Number)
				return c.site.Last(t.Number).Kind == desk.Assigned && now.AssigneeID != nil && *now.AssigneeID == c.site.Person("eva").ID
			}}
		}},
		{"POST /desk/tickets/:number/status", "", func(c *cell, t *desk.Ticket) visit {
			return visit{path: "/status", form: url.Values{"status": {"hold"}}, want: 303, script: 201, stored: func() bool {
				return c.site.Last(t.Number).Kind == desk.Held && c.status(t, desk.StatusHold)
			}}
		}},
		{"POST /desk/tickets/:number/seen", "", func(c *cell, t *desk.Ticket) visit {
			return visit{path: "/seen", form: url.Values{"seq": {"1"}}, want: 204, stored: func() bool { return c.site.Read(t.Number).AgentSeen == 1 }}
		}},
		{"POST /desk/tickets/:number/typing", "", func(*cell, *desk.Ticket) visit { return visit{path: "/typing", want: 204} }},
	} {
		rows = append(rows,
			row{route: r.route, adds: r.adds, may: []string{sam}, visit: func(c *cell) visit {
				return at(c.site.Ticket(ana, desk.StatusNew), "/desk/tickets/", c, r.visit)
			}},
			// Staff never work their own ticket at the desk.
			row{route: r.route, adds: r.adds + " on the agent's own ticket", may: nil, visit: func(c *cell) visit {
				return at(c.site.Ticket(sam, desk.StatusNew), "/desk/tickets/", c, r.visit)
			}})
	}
	return rows
}
