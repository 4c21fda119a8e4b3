package ticket

import (
	"context"

	"hilo/app/access"
	"hilo/app/desk"
	"hilo/app/web/core"
)

// next says where the requester of a new ticket will hear of its answer: by what is
// on for it, and nothing else.
func (s *Handlers) next(ctx context.Context, t *desk.Ticket, v *core.Viewer) (string, error) {
	reach, err := s.Notify.ReachOf(ctx, t.Number, v.Session.ID)
	if err != nil {
		return "", err
	}
	key := "next."
	if reach.Mail {
		key += "mail_"
	}
	switch {
	case reach.Here:
		key += "here"
	case reach.Elsewhere:
		key += "other"
	default:
		key += "alone"
	}
	return v.Localizer.T(key, "Email", access.Mask(v.Person.Email)), nil
}
