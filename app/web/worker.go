package web

import (
	"encoding/json"

	"github.com/gofiber/fiber/v2"

	"hilo/app/httpd"
	"hilo/static"
)

// showWorker: GET /sw.js: the built worker, after what it says by itself. It
// is the same for everyone: a worker that differs is a new version.
func (s *Server) showWorker(c *fiber.Ctx) error {
	s.guardHeaders(c)
	body := static.Worker()
	if len(body) == 0 {
		return fiber.ErrNotFound
	}
	words := map[string]map[string]string{}
	for _, locale := range s.Words.Locales() {
		v, say := s.Words.In(locale.Tag, s.Options.Zone), map[string]string{}
		for _, key := range []string{"news", "done", "moved", "failed"} {
			say[key] = v.T("worker." + key)
		}
		words[locale.Tag] = say
	}
	site, err := json.Marshal(map[string]any{"name": s.Options.Name, "key": s.Notify.PushKey(), "words": words})
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "text/javascript; charset=utf-8")
	c.Set(fiber.HeaderCacheControl, "no-cache")
	return c.Send(httpd.Compress(c, append([]byte("const SITE="+string(site)+";\n"), body...)))
}

// showOffline: GET /offline: what the worker shows in place of a page that it
// does not have. It is kept on the device, so it knows nobody.
func (s *Server) showOffline(c *fiber.Ctx) error {
	p := s.page(c, "offline.title")
	p.Gate = true
	return s.render(c, "layout/offline", p)
}

// account tells the worker whose page this is, and in which language they read;
// nobody's, a guest's and the desk's say nothing.
func (p *Page) account(c *fiber.Ctx, v *viewer) {
	if v.guest() || v.nobody() || v.AtDesk() {
		return
	}
	p.Tag = p.Account
	c.Set("X-Account", p.Tag)
	c.Set(fiber.HeaderContentLanguage, p.Locale)
}

// keep lets the worker keep this page for reading without a connection: a
// person's own tickets alone, never a guest's and nothing of the desk.
func (s *Server) keep(c *fiber.Ctx) {
	if v := s.look(c); c.Method() == fiber.MethodGet && !v.nobody() && !v.guest() && !v.AtDesk() {
		c.Set("X-Offline", "keep")
	}
}

// byWorker tells a page that the worker fetched again to keep it: nobody looks at it.
func byWorker(c *fiber.Ctx) bool { return c.Get("X-Offline") == "keep" }
