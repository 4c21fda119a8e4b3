package ticket

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"hilo/app/access"
	"hilo/app/desk"
	"hilo/app/limits"
	"hilo/app/web/core"
)

// guestFilesExpire is when files of an unproven person are gone.
const guestFilesExpire = 7 * 24 * time.Hour

// sentPage tells a guest where the link went.
type sentPage struct {
	core.Page
	Masked string
}

// createGuestTicket opens a ticket for an address that nobody has proven yet.
// The answer is the same whoever the address belongs to.
func (s *Drafts) createGuestTicket(c *fiber.Ctx, f *core.Form, q desk.Question, wrong []error) error {
	q.Name, q.Network = f.Get("name"), s.Auth.Network(s.AskerIP(c))
	email, err := access.Canonical(f.Get("email"))
	problems := append(q.Problems(), wrong...)
	if err != nil {
		problems = append([]error{err}, problems...)
	}
	if len(problems) > 0 {
		return s.showNew(c, f, problems...)
	}
	for i := range q.Files { // no preview, and gone in a week unless the address is proven
		q.Files[i].Width, q.Files[i].Height, q.Files[i].ExpiresAt = 0, 0, s.Now().Add(guestFilesExpire)
	}
	if _, _, err := s.Desk.OpenFor(c.UserContext(), email, q); err != nil {
		return s.rerenderNew(c, f, core.Patient(c, limits.GuestTickets, err))
	}
	s.SettleFiles(c, f.Files)
	p := sentPage{s.Page(c, "new.sent_title"), access.Mask(email)}
	p.Gate = true
	c.Status(fiber.StatusCreated)
	return s.Render(c, "ticket/new_sent", p)
}
