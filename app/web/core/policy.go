package core

import (
	"github.com/gofiber/fiber/v2"

	"hilo/app/fault"
	"hilo/app/limits"
)

// Policy is what holds on a route before its handler is asked. The budget says how
// often one asker may use it: a person who is signed in, else the network of an address.
type Policy struct {
	limits.Flood
	Text     int64 // bytes that its fields may have; 0: a few
	Typed    bool  // by a person: it comes again as it was with a refusal, and waits where a session has ended; others stand on the page of the problem
	Ended    bool  // its work ends when its asker leaves
	Light    bool  // its answer is short, or read from the disk as it goes
	Script   bool  // no page leads to it: only its script, or a form of it
	Stream   bool  // its answer has no end
	last     bool  // it writes little, as reading and signing in do: there is room for it to the last
	system   bool  // the system may bring it, as a share from another app
	coded    bool  // who waits for a code, or is a guest, has a budget of their own beside that of their address
	anywhere bool  // mail programs send it; it reads no cookie
}

// OfText is p with fields of so many bytes.
func (p Policy) OfText(bytes int64) Policy { p.Text = bytes; return p }

// ByScript is p where no page leads to the route.
func (p Policy) ByScript() Policy { p.Script = true; return p }

// ToTheLast is p where there is room however full the disk is.
func (p Policy) ToTheLast() Policy { p.last = true; return p }

// ByCode is p where who proves who they are depends on nobody behind the same address.
func (p Policy) ByCode() Policy { p.coded = true; return p }

// BySystem is p where the system may bring what is sent.
func (p Policy) BySystem() Policy { p.system = true; return p }

// FromAnywhere is p where other sites may send.
func (p Policy) FromAnywhere() Policy { p.anywhere = true; return p }

// Begin lets all that follows know the policy of the route, and holds the rule of
// PRODUCT.md, Access: what changes something must come from our own pages.
func (s *Core) Begin(c *fiber.Ctx, own Policy) error {
	c.Locals("policy", own)
	if own.anywhere {
		return c.Next()
	}
	return s.FromOwnPages(c)
}

// FromOwnPages refuses what another site sends, to a route or to none.
func (s *Core) FromOwnPages(c *fiber.Ctx) error {
	system := policyOf(c).system && c.Path() == c.Route().Path // no other way to write it
	if !s.HTTP.SameOrigin(c, system) {
		return fault.Say(fault.Refused, "problem.origin")
	}
	return c.Next()
}

// policyOf is what holds on the route of c; nothing where there is no route.
func policyOf(c *fiber.Ctx) Policy {
	own, _ := c.Locals("policy").(Policy)
	return own
}
