package account

import (
	"github.com/gofiber/fiber/v2"

	"hilo/app/web/core"
)

type helpPage struct {
	core.Page
	UnderWay *underWayPart
	Out      bool // whoever was in has just left
}

// ShowHelp: GET /
func (s *SignIn) ShowHelp(c *fiber.Ctx) error {
	v := s.CurrentViewer(c)
	out, wait := v.Nobody() && c.Query("out") != "", s.underWay(c)
	page := func() any {
		p := helpPage{s.Page(c, "nav.get_help"), wait, out}
		p.Here, p.Sheet = "help", "help.css"
		return p
	}
	if wait != nil {
		return s.Render(c, "layout/help", page())
	}
	return core.SendMade(s.Core, c, helpKey{v.Key(s.Now()), out}, "layout/help", page)
}

// helpKey is all that the page shows of one who waits for no code.
type helpKey struct {
	looker core.LookerKey
	out    bool
}
