package web

import (
	"github.com/gofiber/fiber/v2"

	"hilo/app/desk"
	"hilo/app/notify"
	"hilo/app/words"
)

// mutePart is how loud a ticket is for its requester.
type mutePart struct {
	*words.Localizer
	Ticket  *desk.Ticket
	Level   notify.Level
	Levels  []notify.Level
	MailOff bool
	Fresh   bool // just set: the keyboard goes on from here
}

// mutePartOf is that of a ticket.
func mutePartOf(v *words.Localizer, t *desk.Ticket) mutePart {
	return mutePart{Localizer: v, Ticket: t, Level: notify.LevelOf(t), Levels: notify.Levels, MailOff: t.MailOff}
}

// muteTicket: POST /tickets/12345678/mute, field level; without it, all on or off.
func (s *Server) muteTicket(c *fiber.Ctx) error {
	ctx, who := c.UserContext(), s.who(c)
	t, err := s.Desk.Ticket(ctx, who, number(c))
	if err != nil {
		return err
	}
	f, err := s.readForm(c, noFiles)
	if err != nil {
		return err
	}
	if err := s.Notify.Mute(ctx, who, t, notify.Level(f.get("level"))); err != nil {
		return err
	}
	if !wantsFragment(c) {
		return c.Redirect(t.Path(), fiber.StatusSeeOther)
	}
	bell := mutePartOf(s.look(c).Localizer, t)
	bell.Fresh = true
	return s.render(c, "alerts/mute", bell)
}
