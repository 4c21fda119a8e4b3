package account

import (
	"net/url"

	"github.com/gofiber/fiber/v2"

	"hilo/app/access"
	"hilo/app/web/core"
	"hilo/app/words"
	"hilo/views"
)

// refuseCode leads back after a code that did not do: to its page, which knows why, so
// that a step back in the browser sends nothing again; or to where another is asked for.
func (s *SignIn) refuseCode(c *fiber.Ctx, p verifyPage, start string, err error) error {
	switch {
	case access.IsWrong(err):
		if p.Trust { // a guest's, who goes on nowhere else
			return c.Redirect(p.Action+"?trust=on", fiber.StatusSeeOther)
		}
		return c.Redirect(withNext(p.Action, p.Next), fiber.StatusSeeOther)
	case access.IsDead(err):
		return c.Redirect(start+"?code=dead&next="+url.QueryEscape(p.Next), fiber.StatusSeeOther)
	}
	return s.askCode(c, p, err)
}

// dead is why no code will do any more, on the page where another is asked for.
func dead(c *fiber.Ctx, v *words.Localizer) *views.Fault {
	if c.Query("code") != "dead" {
		return nil
	}
	return core.FaultOf(v, access.ErrDead())
}
