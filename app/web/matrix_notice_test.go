package web_test

import (
	"fmt"
	"net/url"
	"strings"

	"hilo/app/desk"
)

// noticeRows are about how people hear of news.
func noticeRows() []row {
	signedIn := []string{luis, ana, sam}
	chosen := func(c *cell) int {
		return c.site.Count(`SELECT count(*) FROM notification_settings AS s JOIN people AS p ON p.id = s.person_id
			JOIN choices AS a ON a.person_id = p.id AND a.kind = 'ask' AND a.channel = 'push' AND a.wanted
			JOIN choices AS b ON b.person_id = p.id AND b.kind = 'solve' AND b.channel = 'mail' AND NOT b.wanted
			WHERE p.email = ? AND s.push_text AND s.quiet_from = '22:00'`, c.address())
	}
	rows := []row{
		{route: "GET /notifications", may: signedIn, visit: func(*cell) visit { return visit{path: "/notifications", want: 200} }},
		{route: "GET /settings/notifications", may: signedIn, visit: func(*cell) visit { return visit{path: "/settings/notifications", want: 200} }},
		{route: "POST /settings/notifications", may: signedIn, visit: func(c *cell) visit {
			c.site.Set("DELETE FROM choices")
			c.site.Set("DELETE FROM notification_settings")
			form := url.Values{"push_ask": {"on"}, "push_text": {"on"}, "quiet_from": {"22:00"}, "quiet_to": {"08:00"}}
			return visit{path: "/settings/notifications", form: form, want: 303, to: "/settings/notifications", stored: func() bool { return chosen(c) == 1 }}
		}},
		{route: "GET /u/:token", may: everybody, visit: func(c *cell) visit {
			t := c.site.Ticket(ana, desk.StatusOpen)
			return visit{path: "/u/" + c.site.Auth.Unsubscribe(t.RequesterID, t.Number), want: 200}
		}},
		{route: "POST /u/:token", may: everybody, visit: func(c *cell) visit {
			t := c.site.Ticket(ana, desk.StatusOpen)
			form := url.Values{"List-Unsubscribe": {"One-Click"}}
			return visit{path: "/u/" + c.site.Auth.Unsubscribe(t.RequesterID, t.Number), form: form, want: 200, stored: func() bool {
				return c.muted(t, "all", true) == 1
			}}
		}},
	}
	mute := func(c *cell, t *desk.Ticket) visit {
		return visit{path: "/mute", form: url.Values{"level": {"needed"}}, want: 303, script: 200, to: t.Path(), stored: func() bool { return c.muted(t, "needed", false) == 1 }}
	}
	answer := func(path string, want desk.Status) func(*cell, *desk.Ticket) visit {
		return func(c *cell, t *desk.Ticket) visit {
			return visit{path: path, form: url.Values{"seq": {fmt.Sprint(t.SolvedSeq)}}, want: 303, script: 201, to: t.Path(), stored: func() bool { return c.status(t, want) }}
		}
	}
	for _, r := range []struct {
		route, adds string
		visit       func(*cell, *desk.Ticket) visit
	}{
		{"POST /tickets/:number/mute", "", mute},
		{"POST /tickets/:number/resolution", "to a proposal", answer("/resolution", desk.StatusClosed)},
		{"POST /tickets/:number/reopening", "to a proposal", answer("/reopening", desk.StatusOpen)},
	} {
		own := func(c *cell) visit { return at(c.site.Ticket(ana, desk.StatusSolved), "/tickets/", c, r.visit) }
		guests := func(c *cell) visit { return at(c.guestTicket(desk.StatusSolved), "/tickets/", c, r.visit) }
		rows = append(rows, row{route: r.route, adds: r.adds, may: []string{ana}, visit: own},
			row{route: r.route, adds: strings.TrimSpace(r.adds + " of a guest"), may: []string{guest}, visit: guests})
	}
	return rows
}

func (c *cell) muted(t *desk.Ticket, level string, mailOff bool) int {
	return c.site.Count("SELECT count(*) FROM mutes WHERE person_id = ? AND ticket = ? AND level = ? AND mail_off = ?", t.RequesterID, t.Number, level, mailOff)
}
