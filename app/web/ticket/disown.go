package ticket

import (
	"github.com/gofiber/fiber/v2"

	"hilo/app/web/core"
)

// disownPage says what happens to tickets that somebody did not open, before it does.
type disownPage struct {
	core.Page
	Action       string
	Answer, Back string
	Numbers      []int64
}

func (s *Lists) askDisown(c *fiber.Ctx, p disownPage) error {
	p.Page, p.Action = s.Page(c, "disown.title"), c.Path()
	return s.Render(c, "list/disown", p)
}
