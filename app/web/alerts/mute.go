package alerts

import (
	"github.com/gofiber/fiber/v2"

	"hilo/app/desk"
	"hilo/app/notify"
	"hilo/app/web/core"
	"hilo/app/words"
)

// MutePart is how loud a ticket is for its requester.
type MutePart struct {
	*words.Localizer
	Ticket  *desk.Ticket
	Level   notify.Level
	Levels  []notify.Level
	MailOff bool
	Fresh   bool // just set: the keyboard goes on from here
}

// MutePartOf is that of a ticket.
func MutePartOf(v *words.Localizer, t *desk.Ticket) MutePart {
	return MutePart{Localizer: v, Ticket: t, Level: notify.LevelOf(t), Levels: notify.Levels, MailOff: t.MailOff}
}

// MuteTicket: POST /tickets/12345678/mute, field level; without it, all on or off.
func (s *Handlers) MuteTicket(c *fiber.Ctx) error {
	ctx, actor := c.UserContext(), s.Actor(c)
	t, err := s.Desk.Ticket(ctx, actor, core.Number(c))
	if err != nil {
		return err
	}
	f, err := s.ReadForm(c, core.NoFiles)
	if err != nil {
		return err
	}
	if err := s.Notify.Mute(ctx, actor, t, notify.Level(f.Get("level"))); err != nil {
		return err
	}
	if !core.WantsFragment(c) {
		return c.Redirect(t.Path(), fiber.StatusSeeOther)
	}
	bell := MutePartOf(s.CurrentViewer(c).Localizer, t)
	bell.Fresh = true
	return s.Render(c, "alerts/mute", bell)
}
