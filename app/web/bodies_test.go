package web_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/gofiber/fiber/v2"

	"hilo/app/desk"
	"hilo/app/sitetest"
)

// Each form takes what it is for: a few fields, or people's words. Nothing of one
// that brings more is kept.
func TestFormsTakeWhatTheyAreFor(t *testing.T) {
	site := sitetest.Start(t)
	b, agent, admin := site.As(ana), site.As(sam), site.As("admin")
	ticket := site.Ticket(ana, desk.StatusOpen)
	words := []string{"/tickets", "/tickets/:number/replies", "/tickets/:number/draft", "/tickets/:number/rating", "/desk/tickets/:number/replies", "/desk/tickets/:number/notes", "/tickets/similar", "/tickets/received", "/share"}
	for _, route := range site.Web.App().GetRoutes(true) {
		if route.Method != fiber.MethodPost || strings.HasPrefix(route.Path, "/passkeys") || strings.HasPrefix(route.Path, "/push/") || route.Path == "/uploads" {
			continue
		}
		path := strings.NewReplacer(":number", fmt.Sprint(ticket.Number), ":token", "none", ":id", "none").Replace(route.Path)
		who := b
		switch {
		case strings.HasPrefix(path, "/admin"), path == "/desk/first-steps":
			who = admin
		case strings.HasPrefix(path, "/desk"):
			who = agent
		}
		a := who.Copy().Post(path, url.Values{"x": {strings.Repeat("x", 5<<10)}})
		if a.Status == 413 == slices.Contains(words, route.Path) {
			t.Errorf("%s of 5 kB: %d", route.Path, a.Status)
		}
		if a := who.Copy().Post(path, url.Values{"x": {strings.Repeat("x", 600<<10)}}); a.Status != 413 {
			t.Errorf("%s of 600 kB: %d", route.Path, a.Status)
		}
	}
}
