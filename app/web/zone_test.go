package web_test

import (
	"archive/zip"
	"io"
	"net/url"
	"strings"
	"testing"
	"time"

	"hilo/app/desk"
	"hilo/app/sitetest"
	"hilo/app/words"
)

// The first sign-in takes the browser's zone, whichever door it is by; nothing
// overwrites it, and without a script nothing is guessed.
func TestZoneIsTheBrowsers(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t)
	zone := func(email string) (zone string) {
		if err := site.DB.Read.NewRaw("SELECT timezone FROM people WHERE email = ?", email).Scan(t.Context(), &zone); err != nil {
			t.Fatal(err)
		}
		return zone
	}
	enter := func(email, said string) *sitetest.Browser {
		b := site.Stranger()
		b.AskCode(email, "")
		if _, there := fields(t, b.Get("/sign-in/verify").Body)["zone"]; !there {
			t.Error("no field for the zone")
		}
		if a := b.Post("/sign-in/verify", url.Values{"code": {site.Code(email)}, "zone": {said}}); a.Status != 303 {
			t.Fatalf("%s from %q: %d", email, said, a.Status)
		}
		return b
	}
	for _, tt := range []struct{ said, want string }{{"", ""}, {"Nowhere/Atlantis", ""}, {"America/Bogota", "America/Bogota"}, {"Asia/Tokyo", "America/Bogota"}} {
		if enter("nora@example.com", tt.said); zone("nora@example.com") != tt.want {
			t.Errorf("from %q: %q, want %q", tt.said, zone("nora@example.com"), tt.want)
		}
	}
	b := enter("olga@example.com", "America/Lima")
	b.Post("/settings", url.Values{"timezone": {"Europe/Paris"}})
	if enter("olga@example.com", "America/Lima"); zone("olga@example.com") != "Europe/Paris" {
		t.Errorf("a choice was overwritten: %q", zone("olga@example.com"))
	}
	if enter("ana@example.com", "Asia/Tokyo"); zone("ana@example.com") != "Europe/Madrid" {
		t.Errorf("ana's became %q", zone("ana@example.com"))
	}
	asked := site.GuestTicket()
	g := site.GuestOf(asked)
	if page := g.Get(asked.Path()); fields(t, page.Body)["once"] == "" || !strings.Contains(page.Body, `name="zone"`) {
		t.Error("a guest's offer lacks its fields")
	}
	g.Post("/sign-in/guest", url.Values{"zone": {"America/Santiago"}})
	if email := site.Email(asked.RequesterID); zone(email) != "America/Santiago" {
		t.Errorf("a guest's account is in %q", zone(email))
	}
	staff, err := site.Auth.Staff.Add(t.Context(), "noa@example.com", "Noa", false)
	if err != nil {
		t.Fatal(err)
	}
	if site.Stranger().Post("/staff/"+staff, url.Values{"zone": {"Atlantic/Canary"}}); zone("noa@example.com") != "Atlantic/Canary" {
		t.Errorf("an agent is in %q", zone("noa@example.com"))
	}
}

// Whose zone is not known reads which one the times are in: a guest, a customer,
// an agent; others do not have to. What the customer said of a time has its zone
// at the desk, and all times have it in what leaves the product.
func TestZoneIsSaid(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t)
	localizer := catalogue(t).In("es", nil)
	says := func(b *sitetest.Browser, path string) bool {
		a := b.Get(path)
		return strings.Contains(text(t, a.Body), localizer.T("new.zone", "Zone", "UTC")) && a.Status == 200
	}
	asked, own := site.GuestTicket(), site.Ticket(ana, desk.StatusOpen)
	g, customer, agent := site.GuestOf(asked), site.As("nora@example.com"), site.As(sam)
	theirs := site.Ticket("nora@example.com", desk.StatusOpen)
	for _, tt := range []struct {
		who  string
		b    *sitetest.Browser
		path string
	}{
		{"guest", g, asked.Path()}, {"nora", customer, "/tickets"}, {"nora", customer, theirs.Path()}, {"nora", customer, "/notifications"},
		{"sam", agent, "/desk"}, {"sam", agent, "/desk" + own.Path()},
	} {
		if !says(tt.b, tt.path) {
			t.Errorf("%s does not read the zone of %s", tt.who, tt.path)
		}
	}
	b := site.As(ana)
	for _, path := range []string{"/tickets", own.Path(), "/notifications"} {
		if strings.Contains(text(t, b.Get(path).Body), "Zona horaria") {
			t.Errorf("ana is told of her own zone on %s", path)
		}
	}
	b.Post(own.Path()+"/replies", url.Values{"body": {"Fue a esta hora"}, "key": {"hora"}})
	madrid, _ := words.Zone("Europe/Madrid")
	y, m, d := site.Plan.Now().In(madrid).AddDate(0, 0, -3).Date()
	at := time.Date(y, m, d, 17, 48, 0, 0, madrid)
	a := b.Post("/tickets", url.Values{"topic": {"other"}, "subject": {"Una hora"}, "body": {"Fue entonces"}, "want_time": {at.Format("2006-01-02T15:04")}, "key": {"una"}})
	if page := text(t, agent.Get("/desk"+a.Location).Body); !strings.Contains(page, at.Format("15:04 (MST)")) || !strings.Contains(page, "Europe/Madrid") {
		t.Errorf("the desk reads %q", page)
	}
	if page := text(t, b.Get(a.Location).Body); !strings.Contains(page, at.Format("15:04 (MST)")) {
		t.Errorf("ana reads %q", page)
	}
	if page := exported(t, b); !strings.Contains(page, at.Format("15:04 (MST)")) || strings.Contains(page, "UTC") {
		t.Errorf("the export says %q", page)
	}
}

// exported is the page of a person's export.
func exported(t *testing.T, b *sitetest.Browser) string {
	t.Helper()
	body := b.Get("/settings/export").Body
	z, err := zip.NewReader(strings.NewReader(body), int64(len(body)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open("index.html")
	if err != nil {
		t.Fatal(err)
	}
	page, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return text(t, string(page))
}
