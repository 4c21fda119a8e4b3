package web

import (
	"bytes"
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"hilo/app/fault"
	"hilo/app/httpd"
	"hilo/app/words"
	"hilo/views"
)

// Page is what every page knows. It speaks the reader's language: {{.T "key"}}.
type Page struct {
	*words.Localizer
	Title   string
	Site    string // name of the installation
	Here    string // the current place in the navigation
	Me      *me    // nil for nobody
	Account string // opaque, so that a browser keeps drafts apart
	Tag     string // the same for the worker; empty for a guest
	Unread  int
	Sheet   string // the style sheet of the place, beside the one of all pages
	Gate    bool   // a page with nothing but a form: no navigation
	Dev     bool
	Secret  bool // the address is one: see secret
}

// me is the signed-in person as the navigation shows them.
type me struct {
	Name, Email, Initial string
	Staff, Guest         bool
}

// page starts the page of a request.
func (s *Server) page(c *fiber.Ctx, title string) Page {
	v := s.look(c)
	p := Page{Localizer: v.Localizer, Site: s.Options.Name, Dev: s.Options.Dev, Secret: isSecret(c)}
	if title != "" {
		p.Title = v.Localizer.T(title)
	}
	if v.nobody() {
		return p
	}
	p.Me = &me{Name: v.Person.Name, Email: v.Person.Email, Staff: v.Person.Role.Staff() && !v.guest(), Guest: v.guest()}
	if p.Me.Name == "" {
		p.Me.Name = v.Person.Email
	}
	p.Me.Initial = views.Initial(p.Me.Name)
	p.Account = s.Secret.AccountTag(v.Person.ID)
	p.Unread = v.Unread
	p.account(c, v)
	return p
}

// render writes template name. Fiber's own Render is not used: it merges
// locals into the data, which must stay a struct.
func (s *Server) render(c *fiber.Ctx, name string, data any) error {
	html, err := s.html(name, data)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	return c.Send(httpd.Compress(c, html))
}

// html is template name as bytes, for pages and streams alike.
func (s *Server) html(name string, data any) ([]byte, error) {
	var b bytes.Buffer
	err := s.views.Render(&b, name, data)
	return b.Bytes(), err
}

// wantsFragment tells whether a script asked, which can place a part of a page.
func wantsFragment(c *fiber.Ctx) bool { return c.Get("HX-Request") == "true" }

// faultOf words a refusal for a form; nil for none.
func faultOf(v *words.Localizer, err error) *views.Fault {
	if err == nil {
		return nil
	}
	f := fault.Of(err)
	return &views.Fault{Field: f.Field, Say: said(v, f), First: true}
}

// said words a refusal; times in it are read on the reader's clock.
func said(v *words.Localizer, f *fault.Fault) string {
	args := slices.Clone(f.Args)
	for i, arg := range args {
		if at, ok := arg.(time.Time); ok {
			args[i] = v.ClockZone(at)
		}
	}
	return v.T(f.Key, args...)
}

// faultsOf words several; nil errors are left out.
func faultsOf(v *words.Localizer, errs ...error) (faults views.Faults) {
	for _, err := range errs {
		if f := faultOf(v, err); f != nil {
			f.First = len(faults) == 0
			faults = append(faults, f)
		}
	}
	return faults
}

// mendable tells whether a form can be shown again for err: anything that may
// pass when it is sent again, and does not deny the thing itself.
func mendable(err error) bool {
	switch fault.Of(err).Kind {
	case fault.Invalid, fault.Stale, fault.TooBig, fault.TooMany, fault.Away:
		return true
	}
	return false
}
