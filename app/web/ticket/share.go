package ticket

import (
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"hilo/app/desk"
	"hilo/app/fault"
	"hilo/app/files"
	"hilo/app/limits"
	"hilo/app/web/core"
)

// Share: POST /share, fields title, text, url and files, as the manifest says.
// It fills the draft of a new ticket, after what is in there, and sends nothing.
func (s *Drafts) Share(c *fiber.Ctx) error {
	v := s.CurrentViewer(c)
	takes := files.Default
	takes.Waits = true
	if v.Nobody() {
		takes = core.NoFiles // there is nobody to keep them for
	} else if err := core.Hold(c, s.Allow(c, limits.Uploads)); err != nil {
		return err
	}
	f, err := s.ReadForm(c, takes)
	if err != nil {
		return err
	}
	if v.Nobody() {
		return s.keepShared(c, f)
	}
	d, err := s.Desk.Drafts.Of(c.UserContext(), v.Actor, 0)
	if err != nil {
		return err
	}
	d.Body = joined(d.Body, f.Get("text"), f.Get("url"))
	if title := strings.TrimSpace(f.Get("title")); d.Subject == "" {
		d.Subject = title
	} else if title != d.Subject {
		d.Body = joined(d.Body, title)
	}
	if err := s.Desk.Drafts.Save(c.UserContext(), v.Actor, d); err != nil {
		return err
	}
	for _, b := range f.Files {
		if _, err := s.upload(c, v.Actor, 0, b); err != nil {
			f.Fault = errors.Join(f.Fault, err)
			break
		}
	}
	if f.Fault == nil {
		return c.Redirect("/tickets/new", fiber.StatusSeeOther)
	}
	if !core.Mendable(f.Fault) {
		return f.Fault
	}
	kept, err := s.draftForm(c)
	if err != nil {
		return err
	}
	kept.Names = f.Names
	return s.showNew(c, kept, f.Fault)
}

// keepShared lets the words of nobody wait until they have signed in.
func (s *Drafts) keepShared(c *fiber.Ctx, f *core.Form) error {
	next := "/sign-in?next=/tickets/new"
	if len(f.Names) > 0 || f.Fault != nil {
		next += "&files=again"
	}
	words := joined(f.Get("title"), f.Get("text"), f.Get("url"))
	if words == "" {
		return c.Redirect(next, fiber.StatusSeeOther)
	}
	cookie, err := s.Auth.KeepUnsent(c.UserContext(), s.HTTP.ClientIP(c), desk.Draft{Body: words})
	switch {
	case err == nil:
		s.HTTP.SetCookie(c, s.Cookies.Parked, cookie, 24*time.Hour)
	case fault.Of(err).Kind != fault.Invalid:
		return err // its page has the words
	}
	return c.Redirect(next, fiber.StatusSeeOther)
}

// joined puts texts below each other, without what is empty, or ends one above.
func joined(texts ...string) string {
	var all []string
	for _, text := range texts {
		text = desk.Trim(text)
		there := func(other string) bool { return strings.HasSuffix("\n"+other, "\n"+text) }
		if !desk.Blank(text) && !slices.ContainsFunc(all, there) {
			all = append(all, text)
		}
	}
	return strings.Join(all, "\n\n")
}
