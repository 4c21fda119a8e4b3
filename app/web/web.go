// Package web turns requests into wishes for the desk, and answers into HTML.
// It holds no rules and no SQL. Here is the map of its routes; its rooms answer.
package web

import (
	"net"
	"time"

	"github.com/gofiber/fiber/v2"

	"hilo/app/files"
	"hilo/app/httpd"
	"hilo/app/live"
	"hilo/app/web/account"
	"hilo/app/web/admin"
	"hilo/app/web/agent"
	"hilo/app/web/alerts"
	"hilo/app/web/core"
	"hilo/app/web/ticket"
)

// Server answers browsers.
type Server struct {
	app      *fiber.App
	core     *core.Core
	tickets  *ticket.Handlers
	drafts   *ticket.Drafts
	lists    *ticket.Lists
	agents   *agent.Handlers
	signIn   *account.SignIn
	settings *account.Settings
	alerts   *alerts.Handlers
	admin    *admin.Handlers
	checks   *checks
}

// New returns a server for these parts; nothing runs yet.
func New(p core.Parts) (*Server, error) {
	base, err := core.New(p)
	if err != nil {
		return nil, err
	}
	s := &Server{core: base, alerts: alerts.New(base), admin: admin.New(base), checks: newChecks(base)}
	s.tickets, s.drafts, s.lists = ticket.New(base, s.alerts)
	s.agents = agent.New(base, s.tickets, s.lists)
	if s.signIn, s.settings, err = account.New(base); err != nil {
		return nil, err
	}
	s.app = base.HTTP.App(base.Views, base.Problem)
	s.mountAll(s.app)
	return s, nil
}

// App is the fiber app, for the table of routes and for its end.
func (s *Server) App() *fiber.App { return s.app }

// Listen answers on ln until the app is shut down.
func (s *Server) Listen(ln net.Listener) error { return s.core.HTTP.Listen(s.app, ln) }

// BeatEvery sets how long a stream may be silent, before the first is open.
func (s *Server) BeatEvery(d time.Duration) { s.core.Streams.Beat = d }

// Streams are the open ones.
func (s *Server) Streams() *live.Streams { return s.core.Streams }

// Routes are those of the table, and what was answered on each.
func (s *Server) Routes() []*httpd.Route { return s.core.HTTP.Routes }

// Made is what pages are made of, and what was made before.
func (s *Server) Made() *core.Made { return s.core.Made }

// MostStreams sets how many there may be, before the first.
func (s *Server) MostStreams(n int) { s.core.Streams.Most = n }

// Stop ends the open streams; then the server can shut down.
func (s *Server) Stop() { s.core.StopStreams() }

// lacking is what the disk lacks, for /readyz.
func (s *Server) lacking() string {
	if s.core.Disk.Room() == files.Enough {
		return ""
	}
	return "disk"
}
