package web

import (
	"github.com/gofiber/fiber/v2"

	"hilo/app/access"
	"hilo/app/fault"
)

// policy is what holds on a route before its handler is asked. The budget says how
// often one asker may use it: a person who is signed in, else the network of an address.
type policy struct {
	access.Flood
	text     int64 // bytes that its fields may have; 0: a few
	typed    bool  // by a person: it comes again as it was with a refusal, and waits where a session has ended; others stand on the page of the problem
	ended    bool  // its work ends when its asker leaves
	light    bool  // its answer is short, or read from the disk as it goes
	script   bool  // no page leads to it: only its script, or a form of it
	stream   bool  // its answer has no end
	last     bool  // it writes little, as reading and signing in do: there is room for it to the last
	system   bool  // the system may bring it, as a share from another app
	anywhere bool  // mail programs send it; it reads no cookie
}

// The rest are policies that differ in one thing.

func (p policy) ofText(bytes int64) policy { p.text = bytes; return p }
func (p policy) byScript() policy          { p.script = true; return p }
func (p policy) toTheLast() policy         { p.last = true; return p }
func (p policy) bySystem() policy          { p.system = true; return p }
func (p policy) fromAnywhere() policy      { p.anywhere = true; return p }

// route is a line of the table of routes.
type route struct {
	method, path string
	own          policy
	may          fiber.Handler // says who may come; nil: whoever
	do           fiber.Handler // answers
}

// mount lets app answer routes. What a route allows is asked once it is known who asks.
func (s *Server) mount(app *fiber.App, routes []route) {
	for _, r := range routes {
		chain := []fiber.Handler{func(c *fiber.Ctx) error { return s.begin(c, r.own) }}
		if r.may != nil {
			chain = append(chain, r.may)
		}
		if r.own.N > 0 {
			chain = append(chain, func(c *fiber.Ctx) error { return s.within(c, r.own) })
		}
		app.Add(r.method, r.path, append(chain, r.do)...)
		if r.method == fiber.MethodGet {
			app.Add(fiber.MethodHead, r.path, append(chain, r.do)...)
		}
	}
}

// begin lets all that follows know the policy of the route, and holds the rule of
// PRODUCT.md, Access: what changes something must come from our own pages.
func (s *Server) begin(c *fiber.Ctx, own policy) error {
	c.Locals("policy", own)
	if own.anywhere {
		return c.Next()
	}
	return s.fromOwnPages(c)
}

// fromOwnPages refuses what another site sends, to a route or to none.
func (s *Server) fromOwnPages(c *fiber.Ctx) error {
	system := policyOf(c).system && c.Path() == c.Route().Path // no other way to write it
	if !s.http.SameOrigin(c, system) {
		return fault.Say(fault.Refused, "problem.origin")
	}
	return c.Next()
}

// policyOf is what holds on the route of c; nothing where there is no route.
func policyOf(c *fiber.Ctx) policy {
	own, _ := c.Locals("policy").(policy)
	return own
}

// textOf is how much text the route of c takes.
func textOf(c *fiber.Ctx) int64 { return max(policyOf(c).text, fewFields) }

// wasteOf is how much is read on and thrown away where a form has more than its
// most, so that the browser gets to read our answer.
func wasteOf(most int64) int64 {
	if most == maxText {
		return maxWaste
	}
	return 512 << 10
}
