// Package web turns requests into wishes for the desk, and answers into HTML.
// It holds no rules and no SQL.
package web

import (
	"cmp"
	"errors"
	"log/slog"
	"net"
	"regexp"
	"time"

	"github.com/gofiber/fiber/v2"
	lru "github.com/hashicorp/golang-lru/v2"

	"hilo/app/access"
	"hilo/app/desk"
	"hilo/app/fault"
	"hilo/app/files"
	"hilo/app/httpd"
	"hilo/app/live"
	"hilo/app/notify"
	"hilo/app/words"
	"hilo/views"
)

// Parts are what the server stands on.
type Parts struct {
	Desk    *desk.Desk
	Auth    *access.Auth
	Files   *files.Store
	Disk    *files.Disk
	Words   *words.Catalogue
	Bell    *live.Bell
	Notify  *notify.Notifier
	Ready   func() error // nil when the database answers
	Now     func() time.Time
	Secret  *access.Secret
	Options Options
}

// Options are what the operator decides.
type Options struct {
	URL      string         // public address, without a slash at the end
	Name     string         // of the installation
	Locale   string         // first language
	Zone     *time.Location // of the installation
	Proxies  []string       // trusted proxies, CIDR or address
	Bytes    ByteLimits     // of files
	Dev      bool           // demo world: /dev/mail, codes on the page
	ViewsDir string         // templates are read from there anew; development only
}

// Server answers browsers.
type Server struct {
	Parts
	http     *httpd.Server
	app      *fiber.App
	views    fiber.Views
	streams  live.Streams
	presence live.Presence
	floods   *access.Floods
	alike    latest                       // searches for similar tickets
	entries  *lru.Cache[entryKey, []byte] // rendered entries
	staff    staffList
	keys     *access.Passkeys // nil where the address has no domain
	cookies  cookieNames
}

// New returns a server for these parts; nothing runs yet.
func New(p Parts) (*Server, error) {
	s := &Server{Parts: p, floods: access.NewFloods(time.Now)}
	var err error
	if s.entries, err = lru.New[entryKey, []byte](keptEntries); err != nil {
		return nil, err
	}
	s.http, err = httpd.New(httpd.Options{URL: p.Options.URL, Proxies: p.Options.Proxies, Largest: maxText + maxWaste + files.Default.Total})
	if err != nil {
		return nil, err
	}
	s.cookies = cookieNamesOf(s.http)
	if s.keys, err = p.Auth.Passkeys(p.Options.URL, p.Options.Name); err != nil {
		return nil, err
	}
	s.views = views.New(p.Options.ViewsDir)
	s.app = s.http.App(s.views, s.problem)
	s.mountAll(s.app)
	return s, nil
}

// App is the fiber app, for the table of routes and for its end.
func (s *Server) App() *fiber.App { return s.app }

// Listen answers on ln until the app is shut down.
func (s *Server) Listen(ln net.Listener) error {
	return s.http.Listen(s.app, ln)
}

// Stop ends the open streams; then the server can shut down.
func (s *Server) Stop() {
	s.streams.Stop()
	s.http.Hush()
}

// statuses is how faults look over HTTP.
var statuses = map[fault.Kind]int{
	fault.Broken:  fiber.StatusInternalServerError,
	fault.Away:    fiber.StatusServiceUnavailable,
	fault.Unknown: fiber.StatusNotFound,
	fault.Nobody:  fiber.StatusUnauthorized,
	fault.Refused: fiber.StatusForbidden,
	fault.Invalid: fiber.StatusUnprocessableEntity,
	fault.Stale:   fiber.StatusConflict,
	fault.TooBig:  fiber.StatusRequestEntityTooLarge,
	fault.TooMany: fiber.StatusTooManyRequests,
}

// titles are the keys of a problem page's heading.
var titles = map[int]string{
	400: "problem.invalid", 401: "problem.nobody", 403: "problem.refused", 404: "problem.unknown", 405: "problem.method", 408: "problem.invalid",
	409: "problem.stale", 413: "problem.too_big", 415: "problem.invalid", 422: "problem.invalid", 429: "problem.too_many", 431: "problem.too_big",
	421: "problem.misdirected", 503: "problem.away", 505: "problem.invalid", 502: "problem.invalid", // fiber's word for a connection that broke before it asked: no trouble of ours
}

type problemPage struct {
	Page
	Say    string
	Ticket string // where the person was, unless it is what does not exist
	Again  *againPart
}

// aboutTicket finds the ticket under whose address something was asked for.
var aboutTicket = regexp.MustCompile(`^(/desk)?/tickets/\d+`)

// problem answers every error that a handler returns: a calm page, or one
// sentence where a script asked.
func (s *Server) problem(c *fiber.Ctx, err error) error {
	s.guardHeaders(c)
	if len(c.Request().Header.RawHeaders()) == 0 {
		return s.unasked(c, err)
	}
	s.recognise(c)
	f := fault.Of(err)
	status := statuses[f.Kind]
	var fe *fiber.Error
	if f.Kind == fault.Broken && errors.As(err, &fe) {
		status = fe.Code
	}
	key := titles[status]
	if f.Kind == fault.Away {
		s.refuse(c, err)
	} else if key == "" {
		key, status = "problem.broken", max(status, 500)
		slog.Error("request failed", "method", c.Method(), "route", c.Route().Path, "err", err)
	}
	if status == fiber.StatusTooManyRequests && len(c.Response().Header.Peek(fiber.HeaderRetryAfter)) == 0 {
		c.Set(fiber.HeaderRetryAfter, "60")
	}
	p := s.page(c, "")
	p.Sheet = "" // the same page wherever nothing is
	say := p.T(key)
	if f.Kind != fault.Broken && f.Key != "" {
		say = said(p.Localizer, f)
	}
	p.Title = p.T(key + ".title")
	c.Status(status)
	if wantsFragment(c) || policyOf(c).stream {
		c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
		return s.render(c, "layout/say", sayPart{p.Localizer, say})
	}
	page := problemPage{Page: p, Say: say}
	if status == fiber.StatusInternalServerError || status == fiber.StatusServiceUnavailable || status == fiber.StatusTooManyRequests {
		page.Again = s.again(c)
	}
	if p.Me != nil && status != fiber.StatusNotFound && status < 500 {
		page.Ticket = aboutTicket.FindString(c.Path())
	}
	return s.render(c, "layout/problem", page)
}

// unasked answers a head that never came to its end: who says nothing costs no page.
func (s *Server) unasked(c *fiber.Ctx, err error) error {
	status := fiber.StatusBadRequest
	if fe := new(fiber.Error); errors.As(err, &fe) {
		status = fe.Code
	}
	say := s.Words.In(s.Options.Locale, s.Options.Zone).T(cmp.Or(titles[status], "problem.invalid"))
	return c.Status(status).SendString(say + "\n")
}

type sayPart struct {
	*words.Localizer
	Say string
}
