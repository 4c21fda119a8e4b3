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
		page.Again = s.resendForm(c)
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
