package web

import (
	"fmt"
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"hilo/app/access"
	"hilo/app/fault"
	"hilo/app/httpd"
)

// budget says how often one asker may use a route: a person who is signed in,
// else the network of an address. It is asked before anything is done.
type budget struct {
	access.Flood
	typed bool // its form comes again as it was, with the refusal; others stand on the page of the problem
	ended bool // its work ends when its asker leaves
	light bool // its answer is short, or read from the disk as it goes
}

// What the routes allow. A fast person stays far below, and so does an office
// behind one address.
var (
	perPage     = budget{Flood: access.Flood{N: 600, Per: time.Minute}}
	perList     = budget{Flood: access.Flood{N: 600, Per: time.Minute}, ended: true}
	perStream   = budget{Flood: access.Flood{N: 300, Per: time.Minute}, light: true}
	perBlob     = budget{Flood: access.Flood{N: 3000, Per: time.Minute}, light: true}
	perPreview  = budget{Flood: access.Flood{N: 3000, Per: time.Minute}, light: true, ended: true}
	perVerb     = budget{Flood: access.Flood{N: 300, Per: time.Minute}, light: true}
	perText     = budget{Flood: access.Flood{N: 600, Per: time.Minute}, typed: true}
	perForm     = budget{Flood: access.Flood{N: 120, Per: time.Minute}}
	perDraft    = budget{Flood: access.Flood{N: 300, Per: time.Minute}, light: true}
	perSign     = budget{Flood: access.Flood{N: 900, Per: time.Minute}, light: true} // sent by scripts while somebody reads and writes
	perGuess    = budget{Flood: access.Flood{N: 120, Per: time.Minute}}              // the durable ones of access are far smaller
	perLikeness = budget{Flood: access.Flood{N: 60, Per: 30 * time.Second}, ended: true}
	perSearch   = access.Flood{N: 120, Per: 30 * time.Second} // of a list that searches, beside its own
	exempt      = budget{}                                    // it costs nothing, or must be answered at any time
)

// budgets has a line for every route. What guards secrets, mails and bytes has
// a durable budget besides (access.Limit), which its handler asks.
var budgets = map[string]budget{
	"GET /healthz": exempt, "GET /readyz": exempt, "GET /static/:file": exempt,

	"GET /sw.js": perPage, "GET /offline": perPage, "GET /manifest.webmanifest": perPage,
	"POST /share": perForm,

	"GET /": perPage, "GET /tickets/new": perPage, "POST /tickets": perText,
	"GET /sign-in": perPage, "POST /sign-in": perGuess, "GET /sign-in/verify": perPage, "POST /sign-in/verify": perGuess, "POST /sign-in/guest": perGuess,
	"POST /sign-out": perVerb, "POST /passkeys/sign-in/options": perGuess, "POST /passkeys/sign-in": perGuess,
	"GET /g/:token": perPage, "POST /g/:token/code": perGuess, "GET /g/:token/verify": perPage, "POST /g/:token/verify": perGuess,
	"GET /g/:token/revocation": perPage, "POST /g/:token/revocation": perGuess,
	"GET /u/:token": perPage, "POST /u/:token": perGuess, "GET /staff/:token": perPage, "POST /staff/:token": perGuess,

	"GET /tickets": perList, "GET /tickets/live": perStream, "POST /tickets/similar": perLikeness, "POST /tickets/claims": perForm,
	"GET /settings": perPage, "POST /settings": perForm, "GET /settings/notifications": perPage, "POST /settings/notifications": perForm, "GET /notifications": perPage,
	"POST /settings/sessions/:id": perVerb, "GET /settings/export": perForm, "GET /settings/erasure": perPage, "POST /settings/erasure": perGuess,
	"GET /settings/devices": perPage, "POST /settings/devices": perVerb,
	"POST /passkeys": perGuess, "POST /passkeys/options": perGuess, "POST /passkeys/:id": perGuess,

	"GET /tickets/:number": perPage, "GET /tickets/:number/live": perStream, "POST /tickets/:number/replies": perText,
	"POST /tickets/:number/resolution": perVerb, "POST /tickets/:number/reopening": perVerb, "POST /tickets/:number/rating": perVerb,
	"POST /tickets/:number/claim": perVerb, "POST /tickets/:number/mute": perVerb, "POST /tickets/:number/seen": perSign,
	"GET /files/:id": perBlob, "GET /files/:id/preview": perPreview,

	"POST /push/subscriptions": perVerb, "DELETE /push/subscriptions": perVerb, "POST /push/test": perVerb,
	"PUT /drafts/:ticket": perDraft, "DELETE /drafts/:ticket": perDraft, "POST /uploads": perDraft, "DELETE /uploads/:id": perDraft,

	"GET /desk": perList, "GET /desk/live": perStream, "GET /desk/tickets/:number": perPage, "GET /desk/tickets/:number/live": perStream,
	"POST /desk/tickets/:number/replies": perText, "POST /desk/tickets/:number/notes": perText,
	"POST /desk/tickets/:number/assignment": perSign, "POST /desk/tickets/:number/status": perSign,
	"POST /desk/tickets/:number/seen": perSign, "POST /desk/tickets/:number/typing": perSign,

	"GET /dev/mail": exempt, "GET /dev/mail.json": exempt,
}

// budgeted is a router whose routes ask their budget once it is known who asks.
type budgeted struct {
	*fiber.App
	s *Server
}

func (r budgeted) add(method, path string, handlers []fiber.Handler) {
	own := budgets[method+" "+path]
	if own.N > 0 {
		handlers = slices.Insert(handlers, len(handlers)-1, func(c *fiber.Ctx) error { return r.s.within(c, own) })
	}
	r.App.Add(method, path, handlers...)
	if method == fiber.MethodGet {
		r.App.Add(fiber.MethodHead, path, handlers...)
	}
}

func (r budgeted) Get(path string, handlers ...fiber.Handler) { r.add(fiber.MethodGet, path, handlers) }
func (r budgeted) Post(path string, handlers ...fiber.Handler) {
	r.add(fiber.MethodPost, path, handlers)
}
func (r budgeted) Put(path string, handlers ...fiber.Handler) { r.add(fiber.MethodPut, path, handlers) }
func (r budgeted) Delete(path string, handlers ...fiber.Handler) {
	r.add(fiber.MethodDelete, path, handlers)
}

// within goes on as far as the route's budget allows.
func (s *Server) within(c *fiber.Ctx, b budget) error {
	httpd.Known(c, s.person(c) > 0)
	err := s.spend(c, b.Flood, routeOf(c))
	if err == nil {
		err = s.spare(c)
	}
	if err != nil {
		if !b.typed || !httpd.HasBody(c) || hold(c, err) != nil {
			return err
		}
	}
	next := (*fiber.Ctx).Next
	if b.ended {
		next = httpd.WhileAsked
	}
	if b.light {
		return next(c)
	}
	return s.http.Answered(c, s.asker(c), next)
}

// routeOf names the route of a request; HEAD is a way to GET.
func routeOf(c *fiber.Ctx) string {
	if c.Method() == fiber.MethodHead {
		return fiber.MethodGet + " " + c.Route().Path
	}
	return c.Method() + " " + c.Route().Path
}

// spend takes one of the asker's budget; what names it. Fault TooMany.
func (s *Server) spend(c *fiber.Ctx, rule access.Flood, what string) error {
	if rule.N == 0 {
		return nil
	}
	var wait time.Duration
	if person := s.person(c); person > 0 {
		wait = s.floods.Person(rule, what, person)
	} else {
		wait = s.floods.Network(rule, what, s.http.ClientIP(c))
	}
	if wait <= 0 {
		return nil
	}
	httpd.RetryAfter(c, wait)
	return fault.Say(fault.TooMany, "problem.too_many")
}

// person is who asks, in whichever capacity; 0 for nobody.
func (s *Server) person(c *fiber.Ctx) int64 {
	if all := capacities(c); len(all) > 0 {
		return all[0].ID
	}
	return s.look(c).Person.ID
}

// asker names whose budgets count. Of this machine's own addresses nothing is
// known: each connection is somebody.
func (s *Server) asker(c *fiber.Ctx) string {
	if person := s.person(c); person > 0 {
		return fmt.Sprint("person/", person)
	}
	if from := access.Network(s.http.ClientIP(c)); from != "" {
		return "network/" + from
	}
	return "connection/" + fmt.Sprint(c.Context().ConnID())
}

// allow takes one from the person's durable budget.
func (s *Server) allow(c *fiber.Ctx, rule access.Limit) error {
	return s.allowFor(c, rule, fmt.Sprint(s.who(c).ID))
}

// allowFor takes one from whom's durable budget.
func (s *Server) allowFor(c *fiber.Ctx, rule access.Limit, whom string) error {
	err := s.Auth.Allow(c.UserContext(), rule, whom)
	if fault.Of(err).Kind == fault.TooMany {
		httpd.RetryAfter(c, rule.Every())
	}
	return err
}

// hold keeps the refusal of a budget until the words of the form are read:
// readForm gives it, and takes no file. Any other error it returns.
func hold(c *fiber.Ctx, err error) error {
	switch fault.Of(err).Kind {
	case fault.TooMany, fault.Away:
		c.Locals("spent", err)
		return nil
	}
	return err
}

// spent is what hold keeps; nil for nothing.
func spent(c *fiber.Ctx) error {
	err, _ := c.Locals("spent").(error)
	return err
}

// askerIP is the address of who asks, as the budgets of codes count it.
func (s *Server) askerIP(c *fiber.Ctx) string {
	if s.http.Unnamed(c) {
		return access.UnnamedProxy
	}
	return s.http.ClientIP(c)
}
