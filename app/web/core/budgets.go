package core

import (
	"fmt"
	"time"

	"github.com/gofiber/fiber/v2"

	"hilo/app/fault"
	"hilo/app/httpd"
	"hilo/app/limits"
)

// Within goes on as far as the route's budget allows.
func (s *Core) Within(c *fiber.Ctx, b Policy) error {
	w := s.standing(c)
	httpd.Known(c, w.person > 0, w.proven)
	err := s.Spend(c, b.Flood, routeOf(c))
	if err == nil {
		err = leaveRoom(c, s.Disk, w)
	}
	if err != nil {
		if !b.Typed || !httpd.HasBody(c) || Hold(c, err) != nil {
			return err
		}
	}
	next := (*fiber.Ctx).Next
	if b.Ended {
		next = httpd.WhileAsked
	}
	if b.Light {
		return next(c)
	}
	return s.HTTP.Answered(c, s.Asker(c), next)
}

// routeOf names the route of a request; HEAD is a way to GET.
func routeOf(c *fiber.Ctx) string {
	if c.Method() == fiber.MethodHead {
		return fiber.MethodGet + " " + c.Route().Path
	}
	return c.Method() + " " + c.Route().Path
}

// Spend takes one of the asker's budget; what names it. Fault TooMany.
func (s *Core) Spend(c *fiber.Ctx, rule limits.Flood, what string) error {
	if rule.N == 0 {
		return nil
	}
	var wait time.Duration
	if person := s.standing(c).person; person > 0 {
		wait = s.floods.Person(rule, what, person)
	} else if wait = s.floods.Network(rule, what, s.HTTP.ClientIP(c)); wait > 0 && policyOf(c).coded {
		if cookie := s.proofUnderWay(c); cookie != "" {
			wait = s.floods.Browser(rule, what, cookie)
		}
	}
	if wait <= 0 {
		return nil
	}
	httpd.RetryAfter(c, wait)
	return fault.Say(fault.TooMany, "problem.too_many")
}

// proofUnderWay is the cookie of a challenge that can be answered, or of a guest, who
// may become a customer by it: nobody else behind the address may keep them from that.
func (s *Core) proofUnderWay(c *fiber.Ctx) string {
	challenge := c.Cookies(s.Cookies.Challenge)
	if w, ok := s.Auth.Codes.Pending(c.UserContext(), challenge); ok && w.Alive {
		return challenge
	}
	if guest, err := s.GuestSession(c); err == nil && guest.Session.ID != "" {
		return c.Cookies(s.Cookies.Guest)
	}
	return ""
}

// standing is what we know of who asks.
type standing struct {
	person int64 // in whichever capacity; 0 for nobody
	proven bool  // somebody proved who they are with this browser, whether or not they are signed in still
}

func (w standing) stranger() bool { return w.person == 0 && !w.proven }

func (s *Core) standing(c *fiber.Ctx) (w standing) {
	if w.person = s.CurrentViewer(c).Person.ID; len(Capacities(c)) > 0 {
		w.person = Capacities(c)[0].ID
	}
	if w.person == 0 {
		_, w.proven = s.Secret.Marks(c.Cookies(s.Cookies.Known))
	}
	return w
}

// Asker names whose budgets count. Of this machine's own addresses nothing is
// known: each connection is somebody.
func (s *Core) Asker(c *fiber.Ctx) httpd.Asker {
	if person := s.standing(c).person; person > 0 {
		return httpd.Asker{Person: person}
	}
	if from := limits.Network(s.HTTP.ClientIP(c)); from != "" {
		return httpd.Asker{From: from}
	}
	return httpd.Asker{From: fmt.Sprint("connection ", c.Context().ConnID())}
}

// Allow takes one from the person's durable budget.
func (s *Core) Allow(c *fiber.Ctx, rule limits.Limit) error {
	return s.AllowFor(c, rule, fmt.Sprint(s.Actor(c).ID))
}

// AllowFor takes one from whom's durable budget.
func (s *Core) AllowFor(c *fiber.Ctx, rule limits.Limit, whom string) error {
	return Patient(c, rule, s.Auth.Limits.Allow(c.UserContext(), rule, whom))
}

// Patient tells when to come again, where err is that rule's budget is spent.
func Patient(c *fiber.Ctx, rule limits.Limit, err error) error {
	if fault.Of(err).Kind == fault.TooMany {
		httpd.RetryAfter(c, rule.Every())
	}
	return err
}

// Hold keeps the refusal of a budget until the words of the form are read:
// ReadForm gives it, and takes no file. Any other error it returns.
func Hold(c *fiber.Ctx, err error) error {
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

// AskerIP is the address of who asks, as the budgets of codes count it.
func (s *Core) AskerIP(c *fiber.Ctx) string {
	if s.HTTP.Unnamed(c) {
		return limits.UnnamedProxy
	}
	return s.HTTP.ClientIP(c)
}
