package core

import (
	"cmp"
	"errors"
	"log/slog"
	"regexp"

	"github.com/gofiber/fiber/v2"

	"hilo/app/fault"
	"hilo/app/words"
)

type problemPage struct {
	Page
	Say    string
	Ticket string // where the person was, unless it is what does not exist
	Again  *resendPart
}

// aboutTicket finds the ticket under whose address something was asked for.
var aboutTicket = regexp.MustCompile(`^(/desk)?/tickets/\d+`)

// Problem answers every error that a handler returns: a calm page, or one
// sentence where a script asked.
func (s *Core) Problem(c *fiber.Ctx, err error) error {
	s.HTTP.Headers(c, isSecret(c))
	if len(c.Request().Header.RawHeaders()) == 0 {
		return unasked(c, s.Words.In(s.Options.Locale, s.Options.Zone), err)
	}
	s.identify(c)
	f := fault.Of(err)
	status := statuses[f.Kind]
	var fe *fiber.Error
	if f.Kind == fault.Broken && errors.As(err, &fe) {
		status = fe.Code
	}
	key := titles[status]
	if f.Kind == fault.Away {
		Refuse(c, err)
	} else if key == "" {
		key, status = "problem.broken", max(status, 500)
		slog.Error("request failed", "method", c.Method(), "route", c.Route().Path, "err", err)
	}
	if status == fiber.StatusTooManyRequests && len(c.Response().Header.Peek(fiber.HeaderRetryAfter)) == 0 {
		c.Set(fiber.HeaderRetryAfter, "60")
	}
	p := s.Page(c, "")
	p.Sheet = "" // the same page wherever nothing is
	say := p.T(key)
	if f.Kind != fault.Broken && f.Key != "" {
		say = Worded(p.Localizer, f)
	}
	p.Title = p.T(key + ".title")
	c.Status(status)
	if WantsFragment(c) || policyOf(c).Stream {
		c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
		return s.Render(c, "layout/say", sayPart{p.Localizer, say})
	}
	page := problemPage{Page: p, Say: say}
	if status == fiber.StatusInternalServerError || status == fiber.StatusServiceUnavailable || status == fiber.StatusTooManyRequests {
		page.Again = s.resendForm(c, p.Localizer)
	}
	if p.Me != nil && status != fiber.StatusNotFound && status < 500 {
		page.Ticket = aboutTicket.FindString(c.Path())
	}
	return s.Render(c, "layout/problem", page)
}

// unasked answers a head that never came to its end: who says nothing costs no page.
func unasked(c *fiber.Ctx, v *words.Localizer, err error) error {
	status := fiber.StatusBadRequest
	if fe := new(fiber.Error); errors.As(err, &fe) {
		status = fe.Code
	}
	return c.Status(status).SendString(v.T(cmp.Or(titles[status], "problem.invalid")) + "\n")
}

type sayPart struct {
	*words.Localizer
	Say string
}
