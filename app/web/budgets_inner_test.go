package web

import (
	"strings"
	"testing"

	"github.com/gofiber/fiber/v2"
)

// Every route has its budget, and every budget its route. Only what costs
// nothing, or must be answered at any time, has none.
func TestEveryRouteHasABudget(t *testing.T) {
	app := fiber.New()
	s := &Server{Parts: Parts{Options: Options{Dev: true}}}
	s.routes(app)
	known := map[string]bool{}
	for _, route := range app.GetRoutes(true) {
		name := strings.Replace(route.Method, fiber.MethodHead, fiber.MethodGet, 1) + " " + route.Path
		own, ok := budgets[name]
		if known[name] = true; !ok {
			t.Errorf("%s has no budget", name)
		}
		free := strings.HasPrefix(name, "GET /dev/") || name == "GET /healthz" || name == "GET /readyz" || name == "GET /static/:file"
		if free != (own.N == 0) || own.N > 0 && own.Per <= 0 {
			t.Errorf("%s: %+v", name, own)
		}
		// PRODUCT.md promises 60 tickets an hour and 60 replies a minute.
		if own.N > 0 && float64(own.N)/own.Per.Minutes() < 120 {
			t.Errorf("%s: an honest person may meet %+v", name, own)
		}
	}
	for name := range budgets {
		if !known[name] {
			t.Errorf("%s is no route", name)
		}
	}
}
