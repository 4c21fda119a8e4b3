package web

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"hilo/app/access"
	"hilo/app/desk"
	"hilo/app/words"
)

// erasurePart is a wish that waits for its day.
type erasurePart struct {
	When  string
	Begun bool // too late to cancel
}

// erasure is the wish of a person in the words of who looks; nil for none.
func (s *Server) erasure(c *fiber.Ctx, personID int64) (*erasurePart, error) {
	e, err := s.Desk.Erasure(c.UserContext(), personID)
	return erasurePartOf(e, s.look(c).Localizer, s.Now()), err
}

// erasurePartOf is a wish in words; nil where none waits.
func erasurePartOf(e *desk.Erasure, v *words.Localizer, now time.Time) *erasurePart {
	if e == nil || !e.DoneAt.IsZero() {
		return nil
	}
	return &erasurePart{v.Since(e.DueAt, now), !e.BegunAt.IsZero()}
}

// createErasure: POST /settings/erasure. Without a field it sends a code; with
// that code it promises the erasure; with cancel it takes the wish back.
func (s *Server) createErasure(c *fiber.Ctx) error {
	f, err := s.readForm(c, noFiles)
	if err != nil {
		return err
	}
	ctx, who := c.UserContext(), s.who(c)
	if f.get("cancel") != "" {
		if err := s.Desk.CancelErasure(ctx, who); err != nil {
			return err
		}
		return c.Redirect("/settings#data", fiber.StatusSeeOther)
	}
	if _, typed := f.values["code"]; !typed {
		return s.askErasure(c, f)
	}
	if e, err := s.Desk.Erasure(ctx, who.ID); err != nil {
		return err
	} else if e != nil { // the same form, sent twice
		return c.Redirect("/settings#data", fiber.StatusSeeOther)
	}
	err = s.Auth.Confirm(ctx, who.Person, access.ToErase, c.Cookies(s.cookies.challenge), f.get("code"), s.clientOf(c, f, s.cookies.session))
	if err != nil && mendable(err) {
		return s.askCode(c, s.erasureVerify(c, f.get("code")), err)
	} else if err != nil {
		return err
	}
	s.http.DropCookie(c, s.cookies.challenge)
	s.learn(c, access.PurposeTarget(access.ToErase, who.Email))
	if err := s.Desk.AskErasure(ctx, who); err != nil {
		return err
	}
	return c.Redirect("/settings#data", fiber.StatusSeeOther)
}

// askErasure sends the code, unless all that is asked for was promised already.
func (s *Server) askErasure(c *fiber.Ctx, f *form) error {
	ctx, who := c.UserContext(), s.who(c)
	if e, err := s.Desk.Erasure(ctx, who.ID); err != nil {
		return err
	} else if e != nil {
		return c.Redirect("/settings#data", fiber.StatusSeeOther)
	}
	ask := s.ask(c, f)
	ask.Known = s.knows(c, access.PurposeTarget(access.ToErase, who.Email))
	challenge, err := s.Auth.AskConfirm(ctx, who.Person, access.ToErase, ask)
	if err != nil {
		return err
	}
	s.http.SetCookie(c, s.cookies.challenge, challenge, challengeLife)
	return c.Redirect("/settings/erasure", fiber.StatusSeeOther)
}

// showErasure: GET /settings/erasure asks for the code.
func (s *Server) showErasure(c *fiber.Ctx) error {
	if w, ok := s.Auth.Pending(c.UserContext(), c.Cookies(s.cookies.challenge)); !ok || w.For != access.ToErase {
		return c.Redirect("/settings#data", fiber.StatusSeeOther)
	}
	return s.askCode(c, s.erasureVerify(c, ""), nil)
}

func (s *Server) erasureVerify(c *fiber.Ctx, code string) verifyPage {
	days := int(desk.ErasureGrace.Hours() / 24)
	return verifyPage{
		Page: Page{Sheet: "settings.css"}, Action: "/settings/erasure", Again: "/settings/erasure", Code: code,
		Why: s.look(c).Localizer.T("erasure.confirm", "Count", days), Back: "/settings",
	}
}
