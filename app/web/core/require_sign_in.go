package core

import (
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"

	"hilo/app/access"
	"hilo/app/fault"
	"hilo/app/httpd"
)

// requireSignIn answers nobody, alike for what exists and what never was: pages go
// to the sign-in; what scripts ask for gets 401, for a followed redirect would
// put the sign-in page where a part belongs.
func (s *Core) requireSignIn(c *fiber.Ctx) error {
	s.SetViewer(c, access.Viewer{})
	httpd.Known(c, false, s.standing(c).proven)
	if err := s.Spend(c, policyOf(c).Flood, routeOf(c)); err != nil {
		return err
	}
	if scripted(c) {
		return fault.Say(fault.Nobody, "problem.nobody")
	}
	if policyOf(c).Typed {
		return keepUnsent(s, c)
	}
	next := ""
	if c.Method() == fiber.MethodGet {
		next = "?next=" + url.QueryEscape(c.Path())
	}
	return c.Redirect("/sign-in"+next, fiber.StatusSeeOther)
}

// scripted tells whether a script or the worker asked, rather than somebody who
// is on their way to a page. Of a page that passes through the worker Firefox says
// the mode "same-origin"; that it would rather be secure, all say of pages alone.
func scripted(c *fiber.Ctx) bool {
	mode, accept := c.Get("Sec-Fetch-Mode"), c.Get(fiber.HeaderAccept)
	page := strings.Contains(accept, fiber.MIMETextHTML)
	return WantsFragment(c) || policyOf(c).Stream || httpd.SendsJSON(c) || ByWorker(c) || mode != "" && mode != "navigate" && c.Get("Upgrade-Insecure-Requests") == "" ||
		!page && (strings.Contains(accept, fiber.MIMEApplicationJSON) || policyOf(c).Script)
}
