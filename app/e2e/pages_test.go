package e2e

import (
	"fmt"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/gofiber/fiber/v2"

	"hilo/app/desk"
	"hilo/app/htmltest"
	"hilo/app/world"
)

func TestPagesInSpanish(t *testing.T) { visit(t, "es") }
func TestPagesInEnglish(t *testing.T) { visit(t, "en") }

// visit goes to every page in one language and looks at it light and dark, on
// a phone and on a desktop: axe finds nothing, nothing sticks out, the console
// is silent, the language is said, and what the server sent is valid HTML.
func visit(t *testing.T, locale string) {
	s := start(t)
	s.must(s.Desk.Describe(t.Context(), s.person(world.Ana), desk.Profile{Name: "Ana Ruiz", Locale: locale, Timezone: "Europe/Madrid"}))
	wrong, visited := findings{}, []string{}
	people, answers := map[string]*page{world.Guest: s.visitor(t, world.Guest, locale)}, htmltest.Answers{}
	for _, stop := range s.tour(t) {
		p := people[stop.who]
		if p == nil {
			p = s.visitor(t, stop.who, locale)
			people[stop.who] = p
		}
		p.resize(desktop)
		stop.visit(p)
		p.until("is loaded", `document.readyState == "complete"`)
		p.collect(stop.name, answers)
		if u, err := url.Parse(p.here()); err == nil {
			visited = append(visited, u.Path)
		}
		if lang := eval[string](p, `document.documentElement.lang`); lang != locale {
			wrong.add("is in "+lang, stop.name)
		}
		s.look(p, stop.name, locale, wrong)
	}
	for _, line := range wrong.lines() {
		t.Error(line)
	}
	for _, line := range htmltest.Wrong(t, htmltest.Web, answers) {
		t.Error(line)
	}
	s.covered(t, visited)
}

// visitor is somebody's browser that reads locale.
func (s *site) visitor(t *testing.T, who, locale string) *page {
	d := desktop
	d.locale = locale
	var p *page
	if who == world.Guest {
		p = s.browse(t, "", d)
		p.bear("hilo-guest", s.guestCookie())
	} else {
		p = s.browse(t, who, d)
	}
	p.provoke("status of 4(04|22)")
	return p
}

// forms are how a page is looked at. Its elements are the same in every language:
// axe examines desktops in Spanish and phones in English, all in both for make proof.
var forms = []struct {
	device
	rules, locale string
}{
	{desktop, allRules, "es"},
	{dark(desktop), colours, "es"}, // the page is the same but for its colours
	{dark(phone), colours, "en"},
	{phone, allRules, "en"},
	{narrow, "", ""},
}

// look examines a page in its forms.
func (s *site) look(p *page, name, locale string, wrong findings) {
	for _, f := range forms {
		ours := f.locale == locale || os.Getenv("HILO_TEST_ALL") != ""
		if f.dark && !ours {
			continue
		}
		p.resize(f.device)
		eval[bool](p, `(document.getElementById("entries") && scrollTo(0, document.documentElement.scrollHeight), true)`) // as it opens
		if over := eval[string](p, wide); over != "" {
			wrong.add("sideways: "+over, name)
		}
		if !ours || f.rules == "" {
			continue
		}
		// Elsewhere in a thread the reply box may stand over a part of a field.
		eval[bool](p, `(document.querySelector(".ticket__foot") && scrollTo({ top: 1e9, behavior: "instant" }), true)`)
		for _, v := range p.violations(f.rules) {
			wrong.add(fmt.Sprintf("%s: %s: %s", v.Rule, v.Where, v.Why), fmt.Sprintf("%s %d%s", name, f.width, map[bool]string{true: " dark"}[f.dark]))
		}
	}
	s.hold(p, name, locale, wrong)
}

func dark(d device) device {
	d.dark = true
	return d
}

// covered fails for every page of the route table that nobody visited.
func (s *site) covered(t *testing.T, visited []string) {
	missing := map[string]bool{}
	var pages []string
	for _, r := range s.Web.App().GetRoutes(true) {
		if r.Method == "GET" && !isPart(r.Path) {
			pages = append(pages, r.Path)
			missing[r.Path] = true
		}
	}
	for _, path := range visited {
		for _, pattern := range pages {
			if fiber.RoutePatternMatch(path, pattern) {
				delete(missing, pattern)
				break
			}
		}
	}
	for path := range missing {
		t.Errorf("no test looks at %s", path)
	}
	if len(visited) < len(pages) {
		t.Errorf("looked at %d pages, and there are %d routes", len(visited), len(pages))
	}
}

// isPart tells the routes that answer without a page.
func isPart(path string) bool {
	return strings.HasSuffix(path, "/live") || strings.HasSuffix(path, ".json") || strings.HasPrefix(path, "/files/") ||
		strings.HasPrefix(path, "/static/") || path == "/healthz" || path == "/readyz" || path == "/sw.js" || strings.HasSuffix(path, ".webmanifest") || path == "/settings/export"
}
