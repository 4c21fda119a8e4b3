package web

import (
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"hilo/app/access"
	"hilo/app/desk"
	"hilo/app/files"
)

// share: POST /share, fields title, text, url and files, as the manifest says.
// It fills the draft of a new ticket, after what is in there, and sends nothing.
func (s *Server) share(c *fiber.Ctx) error {
	v := s.look(c)
	limits := files.Default
	limits.Waits = true
	if v.nobody() {
		limits = noFiles // there is nobody to keep them for
	} else if err := hold(c, s.allow(c, access.Uploads)); err != nil {
		return err
	}
	f, err := s.readForm(c, limits)
	if err != nil {
		return err
	}
	if v.nobody() {
		return s.parkShared(c, f)
	}
	d, err := s.Desk.Draft(c.UserContext(), v.Actor, 0)
	if err != nil {
		return err
	}
	d.Body = joined(d.Body, f.get("text"), f.get("url"))
	if title := strings.TrimSpace(f.get("title")); d.Subject == "" {
		d.Subject = title
	} else if title != d.Subject {
		d.Body = joined(d.Body, title)
	}
	if err := s.Desk.SaveDraft(c.UserContext(), v.Actor, d); err != nil {
		return err
	}
	for _, b := range f.files {
		if _, err := s.upload(c, v.Actor, 0, b); err != nil {
			f.fault = errors.Join(f.fault, err)
			break
		}
	}
	if f.fault == nil {
		return c.Redirect("/tickets/new", fiber.StatusSeeOther)
	}
	if !mendable(f.fault) {
		return f.fault
	}
	kept, err := s.begun(c)
	if err != nil {
		return err
	}
	kept.names = f.names
	return s.showNew(c, kept, f.fault)
}

// parkShared lets the words of nobody wait until they have signed in.
func (s *Server) parkShared(c *fiber.Ctx, f *form) error {
	next := "/sign-in?next=/tickets/new"
	if len(f.names) > 0 {
		next += "&files=again"
	}
	words := joined(f.get("title"), f.get("text"), f.get("url"))
	if words == "" {
		return c.Redirect(next, fiber.StatusSeeOther)
	}
	cookie, err := s.Auth.KeepUnsent(c.UserContext(), s.http.ClientIP(c), 0, words, "", false)
	switch {
	case err == nil:
		s.http.SetCookie(c, s.cookies.parked, cookie, 24*time.Hour)
	case ourTrouble(err):
		return err
	}
	return c.Redirect(next, fiber.StatusSeeOther)
}

// joined puts texts below each other, without what is empty or there twice.
func joined(texts ...string) string {
	var all []string
	for _, text := range texts {
		if text = desk.Trim(text); !desk.Blank(text) && !slices.Contains(all, text) {
			all = append(all, text)
		}
	}
	return strings.Join(all, "\n\n")
}
