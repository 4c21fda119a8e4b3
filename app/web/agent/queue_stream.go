package agent

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"hilo/app/desk"
	"hilo/app/live"
	"hilo/app/web/ticket"
)

// StreamDesk: GET /desk/live ?after= and the queue's own view and q.
func (s *Handlers) StreamDesk(c *fiber.Ctx) error {
	now, err := s.Desk.Lists.QueueSeq(c.UserContext())
	if err != nil {
		return err
	}
	return s.lists.StreamList(c, now, ticket.LiveList{
		Filter: queueFilter(c), Part: "desk/queue_row", Row: s.queueRow,
		Topics: []string{desk.QueueChannel, desk.InboxChannel(s.CurrentViewer(c).Person.ID)},
		Beside: func(context.Context, *live.Stream) error { return nil },
	})
}
