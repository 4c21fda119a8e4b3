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
	p := helpPage{s.Page(c, "nav.get_help"), s.underWay(c), s.CurrentViewer(c).Nobody() && c.Query("out") != ""}
	p.Here, p.Sheet = "help", "help.css"
	return s.Render(c, "layout/help", p)
}
