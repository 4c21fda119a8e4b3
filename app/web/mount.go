package web

import (
	"github.com/gofiber/fiber/v2"

	"hilo/app/httpd"
	"hilo/app/web/core"
)

// route is a line of the table of routes.
type route struct {
	method, path string
	own          core.Policy
	may          fiber.Handler // says who may come; nil: whoever
	do           fiber.Handler // answers
}

// mount lets app answer routes. What a route allows is asked once it is known who asks.
func (s *Server) mount(app *fiber.App, routes []route) {
	for _, r := range routes {
		counts := s.core.HTTP.Route(r.method, r.path)
		chain := []fiber.Handler{func(c *fiber.Ctx) error {
			counts.Begin(c.Context())
			return s.core.Begin(c, r.own)
		}}
		if r.may != nil {
			chain = append(chain, r.may)
		}
		if r.own.N > 0 {
			chain = append(chain, func(c *fiber.Ctx) error { return s.core.Within(c, r.own) })
		}
		app.Add(r.method, r.path, append(chain, r.do)...)
		if r.method == fiber.MethodGet {
			app.Add(fiber.MethodHead, r.path, append(chain, r.do)...)
		}
	}
}

// mountAll lets app answer all routes.
func (s *Server) mountAll(app *fiber.App) {
	for _, path := range []string{"/g/:token", "/u/:token", "/staff/:token"} {
		app.Use(path, core.Secret)
	}
	app.Use(httpd.Closing)
	s.mount(app, s.openRoutes())
	app.Use(httpd.Recover, s.core.DropRest, s.core.Guard)
	app.Use(s.checks.answer)
	s.mount(app, s.routes())
	if s.core.Options.Dev {
		s.mount(app, s.devRoutes())
	}
	app.Use(s.core.FromOwnPages) // where there is no route
}
