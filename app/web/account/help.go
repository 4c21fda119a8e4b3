package account

import (
	"github.com/gofiber/fiber/v2"

	"hilo/app/web/core"
)

type helpPage struct {
	core.Page
	UnderWay *underWayPart
}

// ShowHelp: GET /
func (s *SignIn) ShowHelp(c *fiber.Ctx) error {
	p := helpPage{s.Page(c, "nav.get_help"), s.underWay(c)}
	p.Here, p.Sheet = "help", "help.css"
	return s.Render(c, "layout/help", p)
}
