package ticket

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"hilo/app/desk"
	"hilo/app/live"
)

// StreamTickets: GET /tickets/live ?after= and the list's own show and q.
func (s *Lists) StreamTickets(c *fiber.Ctx) error {
	v, f, claims := s.CurrentViewer(c), ticketsFilter(c), c.Query("claims")
	return s.StreamList(c, v.Person.InboxSeq, LiveList{
		Filter: f, Part: "list/row", Row: s.row,
		Topics: []string{desk.InboxChannel(v.Person.ID)},
		Beside: func(ctx context.Context, out *live.Stream) (err error) {
			if claims != "" { // a page that has them
				claims, err = s.sendClaims(ctx, out, v, f, claims)
			}
			return err
		},
	})
}
