package web_test

import (
	"strings"
	"testing"

	"github.com/gofiber/fiber/v2"

	"hilo/app/sitetest"
)

// walkedAll fails for every page of the route table that the walk leaves out.
func walkedAll(t *testing.T, site *sitetest.Site, pages []seenPage) {
	t.Helper()
	for _, r := range site.Web.App().GetRoutes(true) {
		if r.Method != "GET" || strings.HasPrefix(r.Path, "/static/") || strings.HasSuffix(r.Path, ".json") || strings.HasPrefix(r.Path, "/files/") ||
			r.Path == "/healthz" || r.Path == "/readyz" || r.Path == "/settings/export" ||
			r.Path == "/sw.js" || r.Path == "/manifest.webmanifest" { // app_test.go reads their words
			continue // no page
		}
		walked := false
		for _, p := range pages {
			_, path, _ := strings.Cut(strings.Replace(p.what, " hears ", " GET ", 1), " GET ")
			path, _, _ = strings.Cut(strings.TrimSuffix(path, " by script"), "?")
			ok := p.Response == nil || p.Status == 200 || p.Status == 410
			walked = walked || ok && path != "" && fiber.RoutePatternMatch(path, r.Path)
		}
		if !walked {
			t.Errorf("the walk leaves out %s", r.Path)
		}
	}
}
