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
	body := static.Worker()
	if len(body) == 0 {
		return fiber.ErrNotFound
	}
	words := map[string]map[string]string{}
	for _, locale := range s.core.Words.Locales() {
		v, say := s.core.Words.In(locale.Tag, s.core.Options.Zone), map[string]string{}
		for _, key := range []string{"news", "done", "moved", "failed"} {
			say[key] = v.T("worker." + key)
		}
		words[locale.Tag] = say
	}
	site, err := json.Marshal(map[string]any{"name": s.core.Options.Name, "key": s.core.Notify.PushKey(), "words": words})
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
	p := s.core.Page(c, "offline.title")
	p.Gate = true
	return s.core.Render(c, "layout/offline", p)
}
