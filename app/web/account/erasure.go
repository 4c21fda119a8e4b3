package account

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"hilo/app/access"
	"hilo/app/desk"
	"hilo/app/privacy"
	"hilo/app/web/core"
	"hilo/app/words"
)

// ErasurePart is a wish that waits for its day.
type ErasurePart struct {
	When  string
	Begun bool // too late to cancel
}

// erasure is the wish of a person in the words of who looks; nil for none.
func (s *Settings) erasure(c *fiber.Ctx, personID int64) (*ErasurePart, error) {
	e, err := s.Erasures.Waiting(c.UserContext(), personID)
	return ErasurePartOf(e, s.CurrentViewer(c).Localizer, s.Now()), err
}

// backups says how long backups have what is erased; "" where there are none.
func (s *Settings) backups(c *fiber.Ctx) (string, error) {
	days, made, err := s.BackupDays(c.UserContext())
	switch t := s.CurrentViewer(c).Localizer.T; {
	case err != nil || !made:
		return "", err
	case days == 0:
		return t("erasure.backups_open"), nil
	default:
		return t("erasure.backups", "Count", days), nil
	}
}

// ErasurePartOf is a wish in words; nil where none waits.
func ErasurePartOf(e *desk.Erasure, v *words.Localizer, now time.Time) *ErasurePart {
	if e == nil || !e.DoneAt.IsZero() {
		return nil
	}
	return &ErasurePart{v.Since(e.DueAt, now), !e.BegunAt.IsZero()}
}

// CreateErasure: POST /settings/erasure. Without a field it sends a code; with
// that code it promises the erasure; with cancel it takes the wish back.
func (s *Settings) CreateErasure(c *fiber.Ctx) error {
	f, err := s.ReadForm(c, core.NoFiles)
	if err != nil {
		return err
	}
	ctx, actor := c.UserContext(), s.Actor(c)
	if f.Get("cancel") != "" {
		if err := s.Erasures.Cancel(ctx, actor.ID); err != nil {
			return err
		}
		return c.Redirect("/settings#data", fiber.StatusSeeOther)
	}
	if _, typed := f.Values["code"]; !typed {
		return s.askErasure(c, f)
	}
	if e, err := s.Erasures.Waiting(ctx, actor.ID); err != nil {
		return err
	} else if e != nil { // the same form, sent twice
		return c.Redirect("/settings#data", fiber.StatusSeeOther)
	}
	err = s.Auth.Codes.Confirm(ctx, actor.Person, access.ToErase, c.Cookies(s.Cookies.Challenge), f.Get("code"))
	if err != nil && core.Mendable(err) {
		return s.signIn.askCode(c, s.erasureVerify(c, f.Get("code")), err)
	} else if err != nil {
		return err
	}
	s.HTTP.DropCookie(c, s.Cookies.Challenge)
	s.signIn.learn(c, access.PurposeTarget(access.ToErase, actor.Email))
	if err := s.Erasures.Ask(ctx, actor.ID); err != nil {
		return err
	}
	return c.Redirect("/settings#data", fiber.StatusSeeOther)
}

// askErasure sends the code, unless all that is asked for was promised already.
func (s *Settings) askErasure(c *fiber.Ctx, f *core.Form) error {
	ctx, actor := c.UserContext(), s.Actor(c)
	if e, err := s.Erasures.Waiting(ctx, actor.ID); err != nil {
		return err
	} else if e != nil {
		return c.Redirect("/settings#data", fiber.StatusSeeOther)
	}
	ask := s.signIn.ask(c, f)
	ask.Known = s.signIn.knows(c, access.PurposeTarget(access.ToErase, actor.Email))
	challenge, err := s.Auth.Codes.AskConfirm(ctx, actor.Person, access.ToErase, ask)
	if err != nil {
		return err
	}
	s.HTTP.SetCookie(c, s.Cookies.Challenge, challenge, challengeLife)
	return c.Redirect("/settings/erasure", fiber.StatusSeeOther)
}

// ShowErasure: GET /settings/erasure asks for the code.
func (s *Settings) ShowErasure(c *fiber.Ctx) error {
	if w, ok := s.Auth.Codes.Pending(c.UserContext(), c.Cookies(s.Cookies.Challenge)); !ok || w.For != access.ToErase {
		return c.Redirect("/settings#data", fiber.StatusSeeOther)
	}
	return s.signIn.askCode(c, s.erasureVerify(c, ""), nil)
}

func (s *Settings) erasureVerify(c *fiber.Ctx, code string) verifyPage {
	days := int(privacy.Grace.Hours() / 24)
	return verifyPage{
		Page: core.Page{Sheet: "settings.css"}, Action: "/settings/erasure", Again: "/settings/erasure", Code: code,
		Why: s.CurrentViewer(c).Localizer.T("erasure.confirm", "Count", days), Back: "/settings",
	}
}
