package ticket

import (
	"github.com/gofiber/fiber/v2"

	"hilo/app/desk"
	"hilo/app/fault"
	"hilo/app/httpd"
	"hilo/app/web/core"
)

// showWhole: GET /tickets/12345678?whole=seq, and the same at the desk: an entry
// that is folded on the page of its ticket. A script puts it in its place.
func (s *Handlers) showWhole(c *fiber.Ctx, t *desk.Ticket, seq int64, around pageOf) error {
	v := s.CurrentViewer(c)
	entries, _, err := s.Desk.Before(c.UserContext(), v.Actor, t, seq+1)
	if err != nil {
		return err
	}
	if n := len(entries); n == 0 || entries[n-1].Seq != seq {
		return fault.Hide()
	}
	only := entries[len(entries)-1:]
	html, err := s.wholeEntry(t, &only[0], v)
	if err != nil {
		return err
	}
	if core.WantsFragment(c) {
		c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
		return c.Send(httpd.Compress(c, html))
	}
	page, err := s.threadPage(c, t, only, [][]byte{html}, ComposerPart{})
	if err != nil {
		return err
	}
	if len(entries) > 1 {
		page.Older = olderThan(page.Base, seq)
	}
	return s.renderThread(c, page, around)
}
