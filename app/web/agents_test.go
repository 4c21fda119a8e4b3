package web_test

import (
	"fmt"
	"html"
	"net/url"
	"strings"
	"testing"

	"hilo/app/desk"
	"hilo/app/sitetest"
)

// Details that are ticked are asked for or refused, never left out in silence.
func TestTickedDetailsAreNotLost(t *testing.T) {
	site := sitetest.Start(t)
	b, ticket := site.As(sam), site.Ticket(ana, desk.StatusOpen)
	to := fmt.Sprint("/desk", ticket.Path(), "/replies")
	says := catalogue(t).In("es", nil).T("desk.wants.unasked")
	for _, send := range []string{"reply", "solve"} {
		for mode, b := range map[string]*sitetest.Browser{"page": b, "script": b.Script()} {
			a := b.Post(to, url.Values{"body": {kept}, "send": {send}, "wants[]": {"time"}, "key": {send + mode}})
			if a.Status != 422 || !strings.Contains(text(t, a.Body), says) || !strings.Contains(a.Body, `value="time" checked`) {
				t.Errorf("%s, %s: %d %.300q", send, mode, a.Status, a.Body)
			}
		}
	}
	if last := site.Last(ticket.Number); last.Seq != ticket.LastSeq {
		t.Errorf("stored: %v", last)
	}
	// A note leaves them for later.
	if a := b.Post(fmt.Sprint("/desk", ticket.Path(), "/notes"), url.Values{"body": {"Nota"}, "wants[]": {"time"}}); a.Status != 303 {
		t.Errorf("a note: %d", a.Status)
	}
}

// An agent goes back to where they came from: their view, or what they searched.
func TestBackToTheView(t *testing.T) {
	site := sitetest.Start(t)
	path := fmt.Sprint("/desk", site.Ticket(ana, desk.StatusOpen).Path())
	for from, want := range map[string]string{
		"":                                "/desk",
		"/desk":                           "/desk?view=unassigned",
		"/desk?view=mine":                 "/desk?view=mine",
		"/desk?view=nonsense":             "/desk?view=unassigned",
		"/desk?view=mine&q=dos+%22%3Ccar": "/desk?q=dos+%22%3Ccar",
		"/tickets?show=closed":            "/desk",
		path:                              "/desk",
	} {
		b := site.As(sam)
		if from != "" {
			b = b.With("Referer", site.URL+from)
		}
		page := html.UnescapeString(b.Get(path).Body)
		back := `ticket__back" href="` + want + `"`
		inside := strings.Count(page, `href="`+want+`" aria-current="true"`)
		if !strings.Contains(page, back) || (inside == 1) != strings.Contains(want, "view=") {
			t.Errorf("from %q: no %s, %d marked", from, back, inside)
		}
	}
}

// One tap takes a ticket; who has it stands in its head, for all who look, at once.
func TestTakeTicket(t *testing.T) {
	site := sitetest.Start(t)
	ticket := site.Ticket(ana, desk.StatusNew)
	path := fmt.Sprint("/desk", ticket.Path())
	b, me := site.As(sam), site.Person(sam)
	mine, has := catalogue(t).In("es", nil).T("desk.assign_me"), catalogue(t).In("es", nil).T("desk.assigned_to", "Name", "Sam")
	page := b.Get(path).Body
	form := `name="assignee" value="` + me.Email + `"`
	if !strings.Contains(text(t, page), mine) || !strings.Contains(page, form) || strings.Contains(text(t, page), has) {
		t.Fatalf("nothing to take: %.300q", text(t, page))
	}
	eva := site.As("eva").Listen(fmt.Sprint(path, "/live?after=", ticket.LastSeq))
	if a := b.Post(path+"/assignment", url.Values{"assignee": {me.Email}}); a.Status != 303 {
		t.Fatalf("%d", a.Status)
	}
	eva.Hears(has)
	if page = b.Get(path).Body; !strings.Contains(text(t, page), has) || strings.Contains(page, form) {
		t.Errorf("taken: %.300q", text(t, page))
	}
	took := catalogue(t).In("es", nil).T("entry.taken", "Name", "Sam")
	for at, page := range map[string]string{"thread": page, "list": b.Get("/desk?view=mine").Body} {
		if !strings.Contains(text(t, page), took) {
			t.Errorf("the %s does not say that he took it", at)
		}
	}
	if seen := text(t, site.As(ana).Get(ticket.Path()).Body); strings.Contains(seen, has) {
		t.Error("the customer reads it too")
	}
}

// The settings lead to every page below them.
func TestSettingsLeadOn(t *testing.T) {
	page := sitetest.Start(t).As(ana).Get("/settings").Body
	_, main, _ := strings.Cut(page, "<main")
	for _, to := range []string{"/settings/notifications", "/settings/devices", "/settings/export"} {
		if !strings.Contains(main, `href="`+to+`"`) {
			t.Errorf("no way to %s", to)
		}
	}
}

// Somebody who joins the staff, or leaves it, is or is not on the next page that names them.
func TestStaffListIsRung(t *testing.T) {
	site := sitetest.Start(t)
	b, path := site.As(sam), fmt.Sprint("/desk", site.Ticket(ana, desk.StatusOpen).Path())
	const nadia = "nadia@example.com"
	shown := func(want bool) {
		t.Helper()
		if strings.Contains(b.Get(path).Body, nadia) != want {
			t.Errorf("shown: %v", !want)
		}
	}
	shown(false)
	if _, err := site.Auth.Staff.Add(t.Context(), nadia, "Nadia", false); err != nil {
		t.Fatal(err)
	}
	shown(true)
	if err := site.Auth.Staff.Remove(t.Context(), nadia); err != nil {
		t.Fatal(err)
	}
	shown(false)
}
