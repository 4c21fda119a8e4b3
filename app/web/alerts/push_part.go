package alerts

import (
	"github.com/gofiber/fiber/v2"

	"hilo/app/desk"
	"hilo/app/web/core"
	"hilo/app/words"
)

// PushPart offers pushes on this device. All that a browser may answer is in
// the page; the script shows what holds.
type PushPart struct {
	*words.Localizer
	Key    string // applicationServerKey
	Site   string
	Ticket int64 // a guest's only ticket
}

func (s *Handlers) pushPart(v *core.Viewer) PushPart {
	return PushPart{v.Localizer, s.Notify.PushKey(), s.Options.Name, v.Session.Ticket}
}

// GuestPush is what a guest is offered on their thread: alerts on this device,
// for this ticket, while there is something to wait for. An account in the same
// browser has its own.
func (s *Handlers) GuestPush(c *fiber.Ctx, t *desk.Ticket) *PushPart {
	v := s.CurrentViewer(c)
	if !v.Guest() || t.Status == desk.StatusClosed {
		return nil
	}
	if account, err := s.AccountSession(c); err != nil || account.Session.ID != "" {
		return nil
	}
	p := s.pushPart(v)
	return &p
}
