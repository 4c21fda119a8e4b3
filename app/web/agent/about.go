package agent

import (
	"cmp"

	"github.com/gofiber/fiber/v2"

	"hilo/app/desk"
	"hilo/app/web/account"
	"hilo/app/web/ticket"
	"hilo/app/words"
)

// aboutPart is the desk's panel beside the thread.
type aboutPart struct {
	Requester, Email string
	Opened           string
	Proven           bool
	Locale           words.Locale
	Zone             string               // '' for who never said where they live
	Erasure          *account.ErasurePart // all of theirs is to go
}

// about is the panel beside a thread at the desk.
func (s *Handlers) about(c *fiber.Ctx, t *desk.Ticket) aboutPart {
	a := aboutPart{Requester: ticket.RequesterName(t), Proven: t.Proof == desk.ProofGuest || t.Proof == desk.ProofSession, Opened: s.CurrentViewer(c).Localizer.Since(t.CreatedAt, s.Now())}
	locale := t.Locale
	if t.Request != nil {
		a.Email, a.Zone = t.Request.Email, t.Request.Timezone
		locale = cmp.Or(t.Request.Locale, locale)
	}
	for _, l := range s.Words.Locales() {
		if l.Tag == locale {
			a.Locale = l
		}
	}
	a.Erasure = account.ErasurePartOf(t.Erasure, s.CurrentViewer(c).Localizer, s.Now())
	return a
}
