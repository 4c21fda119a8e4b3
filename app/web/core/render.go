package core

import (
	"bytes"

	"github.com/gofiber/fiber/v2"

	"hilo/app/httpd"
)

// Render writes template name. Fiber's own Render is not used: it merges
// locals into the data, which must stay a struct.
func (s *Core) Render(c *fiber.Ctx, name string, data any) error {
	html, err := s.HTML(name, data)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	return c.Send(httpd.Compress(c, html))
}

// HTML is template name as bytes, for pages and streams alike.
func (s *Core) HTML(name string, data any) ([]byte, error) {
	var b bytes.Buffer
	err := s.Views.Render(&b, name, data)
	return b.Bytes(), err
}

// Partial wraps a part so that htmx puts it in the place of the one with the
// same id, whatever else the answer holds.
func Partial(b *bytes.Buffer, id string, html []byte) { Swap(b, id, "outerHTML", html) }

// Swap wraps a part for the element of that id, with how it comes there (hx-swap).
func Swap(b *bytes.Buffer, id, how string, html []byte) {
	b.WriteString(`<hx-partial hx-target="#` + id + `" hx-swap="` + how + `">`)
	b.Write(html)
	b.WriteString("</hx-partial>\n")
}

// WantsFragment tells whether a script asked, which can place a part of a page.
func WantsFragment(c *fiber.Ctx) bool { return c.Get("HX-Request") == "true" }
